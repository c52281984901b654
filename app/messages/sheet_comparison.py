"""Words of the page that lays two sheets of one unit side by side."""

from datetime import datetime
from fractions import Fraction

from app.messages import by_whom
from app.messages.assessments import STAGE_TITLES
from frameworks import wording

NO_FIGURE = "(trống)"
TOTALS = {
    "total": "Tổng điểm các tiêu chí",
    "counted_maximum": "Điểm tối đa được tính",
    "rescaled_total": "Tổng điểm (đã quy đổi)",
}
EXCLUDED = "không tính điểm"


def short_title(stage: str, number: int) -> str:
    """What a sheet is called in a column: "Thẩm định số 2"."""
    return f"{STAGE_TITLES[stage]} số {number}"


def sheet_title(stage: str, number: int, moment: datetime) -> str:
    """What a sheet is called in the choice: "Thẩm định số 2 (chốt 14:05 ngày 12/11/2024)"."""
    return f"{short_title(stage, number)} (chốt {moment:%H:%M} ngày {moment:%d/%m/%Y})"


def changed_by(name: str, moment: datetime) -> str:
    """Who changed something between the two sheets."""
    return by_whom(name, moment)


def change(value: Fraction) -> str:
    """A difference of points with its sign: "+1,5", "−0,25"; nothing where there is none."""
    if value == 0:
        return ""
    return f"+{wording.number(value)}" if value > 0 else f"−{wording.number(-value)}"

"""Sentences of the appraisal."""

from collections.abc import Sequence
from datetime import date

UNKNOWN_CRITERION = "Bộ chỉ số của đơn vị không có tiêu chí này."
UNKNOWN_DECISION = "Xin chọn “Công nhận”, “Điều chỉnh”, hoặc ý kiến về đề nghị không áp dụng."
REASON_NEEDED = "Điểm khác với điểm tự đánh giá nên phải ghi lý do."
NO_CLAIM = "Đơn vị không đề nghị “Không áp dụng” ở tiêu chí này."
CLAIM_PENDING = "Đơn vị đề nghị “Không áp dụng”: xin chấp nhận, hoặc không chấp nhận và ghi điểm."
EXCLUDED_BY_RULE = (
    "Theo số liệu của đơn vị, tiêu chí này không tính vào tổng điểm, nên không ghi điểm điều chỉnh. "
    "Nếu số liệu chưa đúng, xin yêu cầu đơn vị giải trình."
)
POINTS = "Điểm thẩm định"
POINTS_UNIT = "điểm"
NOT_COUNTED = "không tính"
BY_GROUP = "chờ cả nhóm"
NO_QUESTIONS = "Chưa ghi nội dung yêu cầu giải trình nào."
CONFLICT = "Anh/chị thuộc đơn vị này nên không tham gia thẩm định đơn vị."


def points_needed(title: str) -> str:
    """An empty field of points."""
    return f"Xin nhập {title[0].lower()}{title[1:]}."


def _some(names: Sequence[str], most: int) -> str:
    """The first few of a list, with "…" for the rest."""
    return ", ".join(names[:most]) + ("…" if len(names) > most else ".")


def objections_open(codes: Sequence[str]) -> str:
    """Objections of the unit that the team has not answered."""
    return f"Chưa trả lời kiến nghị của đơn vị về tiêu chí: {', '.join(codes)}."


def upheld_but_same(labels: Sequence[str]) -> str:
    """Objections upheld whose points are the same as before, and nobody says why."""
    return (
        f"Đã chấp nhận kiến nghị về tiêu chí {', '.join(labels)} nhưng điểm thẩm định chưa đổi: "
        "xin điều chỉnh điểm, hoặc ghi lý do giữ nguyên ở ý kiến thẩm định."
    )


def days_wrong(most: int) -> str:
    """A window that is no number of days."""
    return f"Số ngày giải trình phải là số nguyên từ 1 đến {most}."


def no_working_day(last: date) -> str:
    """A window without a day on which people work."""
    return f"Đến ngày {last:%d/%m/%Y} đơn vị không có ngày làm việc nào để giải trình. Xin cho thêm ngày."


def opinions_missing(codes: Sequence[str]) -> str:
    """Criteria on which one of the two independent opinions is missing."""
    listed = ", ".join(codes[:10]) + (" …" if len(codes) > 10 else "")
    return f"Thẩm định kép: còn {len(codes)} tiêu chí chưa đủ hai ý kiến độc lập ({listed})."


def not_appraised(labels: Sequence[str]) -> str:
    """Criteria without a decision."""
    return f"Còn {len(labels)} tiêu chí chưa có ý kiến thẩm định: {_some(labels, 8)}"


def units_not_received(names: Sequence[str]) -> str:
    """Units that have neither confirmed nor been taken over."""
    return f"Còn {len(names)} đơn vị chưa xác nhận số liệu: {_some(names, 6)}"


def units_not_appraised(names: Sequence[str]) -> str:
    """Units whose appraisal has not ended."""
    return f"Còn {len(names)} đơn vị chưa thẩm định xong: {_some(names, 6)}"


DECISION_TITLES = {
    "accepted": "Công nhận",
    "adjusted": "Điều chỉnh",
    "na_accepted": "Chấp nhận không áp dụng",
    "na_refused": "Không chấp nhận đề nghị",
}
SAVED = "Đã ghi ý kiến thẩm định tiêu chí {label}."
QUESTION_SAVED = "Đã ghi nội dung yêu cầu giải trình tiêu chí {label}; chưa gửi đến đơn vị."
QUESTION_TAKEN_BACK = "Đã bỏ nội dung yêu cầu giải trình tiêu chí {label}."
ASKED = "Đã gửi yêu cầu giải trình đến đơn vị."
FINISHED = "Đã kết thúc thẩm định {unit}. Biên bản thẩm định đang được lập."
REOPENED = "Đã mở lại việc thẩm định {unit}."
ENTRY_CLOSED = "Đã kết thúc thu thập số liệu; kỳ đánh giá chuyển sang thẩm định."
COUNCIL_STARTED = "Đã chuyển kết quả thẩm định sang Hội đồng."


def rest_accepted(number: int) -> str:
    """How many criteria were accepted in one go."""
    if not number:
        return "Không còn tiêu chí nào chờ công nhận; các đề nghị “Không áp dụng” cần ý kiến riêng."
    return f"Đã công nhận {number} tiêu chí."


def drafts_unsent(number: int) -> str:
    """Questions written down but not sent when an appraisal ends."""
    return (
        f"Còn {number} nội dung yêu cầu giải trình đã ghi nhưng chưa gửi; "
        "kết thúc thẩm định thì không gửi nữa."
    )

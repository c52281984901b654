"""Sentences of the public pages."""

from datetime import date

CSV_RANKING = (
    "Nhóm",
    "Xếp hạng",
    "Mã đơn vị",
    "Đơn vị",
    "Điểm tối đa",
    "Điểm tự đánh giá",
    "Điểm Hội đồng thẩm định",
    "Điểm đạt được",
)


def decision(number: str, day: date) -> str:
    """The decision that publishes a result."""
    return f"Quyết định số {number} ngày {day:%d/%m/%Y}"


def ranking_file(code: str, year: int, version: int | None = None) -> str:
    """The name of a public ranking as a file; of an older version where that is named."""
    return f"xep-hang-{code}-{year}{f'-ban-{version}' if version else ''}.csv"

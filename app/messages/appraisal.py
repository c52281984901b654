"""Sentences of the appraisal."""

from collections.abc import Sequence

from frameworks.numbers import format_vi

UNKNOWN_CRITERION = "Bộ chỉ số của đơn vị không có tiêu chí này."
UNKNOWN_DECISION = "Xin chọn “Công nhận”, “Điều chỉnh”, hoặc ý kiến về đề nghị không áp dụng."
REASON_NEEDED = "Điểm khác với điểm tự đánh giá nên phải ghi lý do."
NO_CLAIM = "Đơn vị không đề nghị “Không áp dụng” ở tiêu chí này."
CLAIM_PENDING = "Đơn vị đề nghị “Không áp dụng”: xin chấp nhận, hoặc không chấp nhận và ghi điểm."
POINTS_NEEDED = "Xin nhập điểm thẩm định."
QUESTION_NEEDED = "Xin ghi nội dung cần giải trình."
NO_QUESTIONS = "Chưa ghi nội dung yêu cầu giải trình nào."
CONFLICT = "Anh/chị thuộc đơn vị này nên không tham gia thẩm định đơn vị."
NOTHING_TO_ACCEPT = "Không còn tiêu chí nào để công nhận."


def points_out_of_range(maximum: object) -> str:
    """Points outside 0 … maximum of the criterion."""
    return f"Điểm phải từ 0 đến {format_vi(maximum)}."  # type: ignore[arg-type]


def not_points(text: str) -> str:
    """Something that is not a number in the points field."""
    return f"“{text}” không phải là số điểm. Xin nhập số, ví dụ 1,5."


def not_appraised(labels: Sequence[str]) -> str:
    """Criteria without a decision."""
    shown = ", ".join(labels[:8]) + ("…" if len(labels) > 8 else "")
    return f"Còn {len(labels)} tiêu chí chưa có ý kiến thẩm định: {shown}."


def units_not_received(names: Sequence[str]) -> str:
    """Units that have neither confirmed nor been taken over."""
    shown = ", ".join(names[:6]) + ("…" if len(names) > 6 else "")
    return f"Còn {len(names)} đơn vị chưa xác nhận số liệu: {shown}."


def units_not_appraised(names: Sequence[str]) -> str:
    """Units whose appraisal has not ended."""
    shown = ", ".join(names[:6]) + ("…" if len(names) > 6 else "")
    return f"Còn {len(names)} đơn vị chưa thẩm định xong: {shown}."

"""Sentences of the entry form, the confirmation and the explanation."""

from collections.abc import Sequence
from datetime import date

NOT_OWN_ENTRIES = "Người xác nhận không được là người đã nhập số liệu của phiếu này."
SHEET_CHANGED = (
    "Số liệu đã thay đổi sau khi anh/chị mở phiếu, nên chưa xác nhận. "
    "Xin xem lại các thay đổi được đánh dấu rồi xác nhận lại."
)
NO_SHEET_YET = "Đơn vị chưa có phiếu tự đánh giá đã xác nhận."
UNKNOWN_FIGURE = "Bộ chỉ số của đơn vị không có số liệu này."
UNKNOWN_CRITERION = "Bộ chỉ số của đơn vị không có tiêu chí này."
NOT_ASKED = "Tiêu chí này không nằm trong yêu cầu giải trình nên đang khóa."
REASON_NEEDED = "Xin ghi lý do để Tổ thẩm định xem xét."
ANSWER_NEEDED = "Xin nhập nội dung giải trình."
ENTRY_NOT_CLOSED = "Đơn vị vẫn còn thời gian nhập số liệu."
EXPLANATION_NOT_CLOSED = "Đơn vị vẫn còn thời gian giải trình."
LETTER_NEEDED = "Xin ghi số, ký hiệu của văn bản đồng ý gia hạn."


def entry_closed(last_day: date) -> str:
    """The entry window of the unit has ended."""
    return (
        f"Đã hết thời gian nhập số liệu của đơn vị (ngày cuối: {last_day:%d/%m/%Y}). "
        "Nếu có lý do, xin liên hệ cơ quan thường trực để được gia hạn bằng văn bản."
    )


def entry_not_open(first_day: date) -> str:
    """The entry window of the unit has not begun."""
    return f"Chưa đến thời gian nhập số liệu (bắt đầu từ {first_day:%d/%m/%Y})."


def explanation_closed(last_day: date) -> str:
    """The window for answers has ended."""
    return f"Đã hết thời gian giải trình (ngày cuối: {last_day:%d/%m/%Y}). Xin liên hệ cơ quan thường trực."


def incomplete(labels: Sequence[str]) -> str:
    """Criteria without figures and without a declared reason."""
    shown = ", ".join(labels[:8]) + ("…" if len(labels) > 8 else "")
    return (
        f"Còn {len(labels)} tiêu chí chưa có số liệu: {shown}. "
        "Xin nhập số liệu, hoặc khai “Không có số liệu” / “Không áp dụng” kèm lý do."
    )


def unanswered(labels: Sequence[str]) -> str:
    """Questions without an answer."""
    return f"Còn {len(labels)} nội dung chưa giải trình: {', '.join(labels)}."


def figure_changed(title: str, value: str, who: str) -> str:
    """A colleague changed the same figure meanwhile."""
    return (
        f"“{title}” vừa được {who} sửa thành “{value}”. Giá trị anh/chị nhập vẫn còn trong ô: "
        "xin kiểm tra rồi lưu lại nếu vẫn muốn thay."
    )


def extension_too_short(last_day: date) -> str:
    """An extension that ends before the unit's window does."""
    return f"Ngày gia hạn phải sau ngày {last_day:%d/%m/%Y}, là hạn hiện tại của đơn vị."

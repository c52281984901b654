"""Sentences of complaints about a published result, and of their answers."""

from collections.abc import Sequence
from datetime import date

LIST_TITLE = "Kiến nghị kết quả"
NO_ROUND = "Chưa có kết quả nào được công bố nên chưa có kiến nghị."
STATES = {
    "open": "Chờ trả lời",
    "reviewing": "Hội đồng đang xem lại",
    "upheld": "Được chấp nhận",
    "rejected": "Giữ nguyên kết quả",
}
TONES = {"open": "amber", "reviewing": "violet", "upheld": "green", "rejected": "neutral"}
LABELS = {
    "letter_number": "Số, ký hiệu công văn kiến nghị",
    "content": "Nội dung kiến nghị",
    "codes": "Tiêu chí kiến nghị",
    "answer": "Nội dung trả lời",
    "reason": "Lý do",
}
LETTER_NEEDED = "Xin ghi số, ký hiệu công văn kiến nghị của đơn vị."
CONTENT_NEEDED = "Xin ghi nội dung kiến nghị."
CODES_NEEDED = "Xin chọn ít nhất một tiêu chí kiến nghị."
UNKNOWN_CODE = "Bộ chỉ số của đơn vị không có tiêu chí đã chọn."
ALREADY_OPEN = "Đơn vị đang có một kiến nghị chưa được trả lời; xin chờ trả lời rồi kiến nghị tiếp."
NOTHING_OPEN = "Đơn vị không có kiến nghị nào đang chờ."
NOT_PUBLISHED = "Kết quả của đơn vị chưa được công bố."
SUBMITTED = (
    "Quyết định điều chỉnh đang được trình hoặc chờ phát hành. Kiến nghị này được xử lý sau khi quyết định "
    "đó được phát hành hoặc trả lại."
)
NOT_UPHELD = "Hội đồng chưa điều chỉnh điểm tiêu chí nào so với kết quả đã công bố."
NOTHING_ACCEPTED = "Chưa có kiến nghị nào được Hội đồng chấp nhận và ghi điểm điều chỉnh."
NO_CHANGE = "Xếp hạng lại không làm thay đổi điểm, thứ hạng của đơn vị nào nên không có gì để điều chỉnh."
OWN_UNIT = (
    "Anh/chị thuộc đơn vị kiến nghị nên không tự trả lời giữ nguyên kết quả; kiến nghị này phải đưa ra "
    "Hội đồng."
)
PROPOSED = "Điểm đề xuất"
PROPOSAL_NEEDED = "Xin ghi điểm đề xuất của ít nhất một tiêu chí để Hội đồng biểu quyết."
ON_COMPLAINT = "Kiến nghị số {number} của đơn vị (công văn {letter}): {content}"
FILED = "Đã gửi kiến nghị đến cơ quan thường trực."
REJECTED = "Đã trả lời kiến nghị: giữ nguyên kết quả."
REVIEWING = "Đã đưa kiến nghị ra Hội đồng."
SETTLED = "Đã ghi điểm Hội đồng điều chỉnh."
DISMISSED = "Đã ghi nhận Hội đồng giữ nguyên kết quả."
REOPENED = "Đã đưa lại ra Hội đồng."


def upheld(labels: Sequence[str]) -> str:
    """The council has changed points, so that the result cannot stay."""
    return f"Hội đồng đã điều chỉnh điểm tiêu chí {', '.join(labels)}; xin ghi điểm điều chỉnh của đơn vị."


def window_closed(day: date) -> str:
    """Too late to complain."""
    return f"Đã hết thời gian kiến nghị về kết quả (đến hết ngày {day:%d/%m/%Y})."


def window_open(day: date) -> str:
    """Too early to end the round."""
    return f"Đơn vị còn được kiến nghị đến hết ngày {day:%d/%m/%Y}."


def waiting(names: Sequence[str]) -> str:
    """Complaints and corrections that are not done."""
    shown = ", ".join(names[:6]) + ("…" if len(names) > 6 else "")
    return f"Còn {len(names)} đơn vị có kiến nghị hoặc điều chỉnh chưa xong: {shown}."


def reviewing(names: Sequence[str]) -> str:
    """Units on which the council has not concluded."""
    shown = ", ".join(names[:6]) + ("…" if len(names) > 6 else "")
    return f"Còn {len(names)} đơn vị Hội đồng chưa xem xong kiến nghị: {shown}."


def still_corrected(names: Sequence[str]) -> str:
    """Units whose points are corrected, so that the correction cannot be dropped."""
    shown = ", ".join(names[:6]) + ("…" if len(names) > 6 else "")
    return f"Còn {len(names)} đơn vị có điểm điều chỉnh chờ quyết định: {shown}."


def days_left(days: int) -> str:
    """How long complaints are taken."""
    if days < 0:
        return "đã hết hạn"
    return "hôm nay là ngày cuối" if days == 0 else f"còn {days} ngày"


def waited(days: int) -> str:
    """How long a complaint has waited."""
    return "gửi hôm nay" if days == 0 else f"đã chờ {days} ngày"

"""Sentences of the entry form, the confirmation and the explanation."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from app.messages.suppliers import inside

NOT_OWN_ENTRIES = "Người xác nhận không được là người đã nhập số liệu của phiếu này."
SHEET_CHANGED = (
    "Số liệu đã thay đổi sau khi anh/chị mở phiếu, nên chưa xác nhận. "
    "Xin xem lại các thay đổi được đánh dấu rồi xác nhận lại."
)
EXPLANATION_CHANGED = (
    "Số liệu, nội dung giải trình hoặc kiến nghị đã thay đổi sau khi anh/chị mở phiếu, nên chưa xác nhận. "
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
YES = "Có"
REASON = "Lý do"
NOTE = "Thuyết minh"
ENTRY = "nhập số liệu"
EXPLAINING = "giải trình"
NO = "Không"
BASIS_KINDS = {
    "source": "Theo bộ chỉ số",
    "adopted": "Vận dụng quy định khác",
    "proposed": "Đề xuất, chờ hướng dẫn",
}
STATUS_TITLES = {
    "blank": "Chưa nhập",
    "filled": "Đã nhập",
    "no_data": "Không có số liệu",
    "na_claimed": "Đề nghị không áp dụng",
    "na_accepted": "Không áp dụng",
    "na_refused": "Không chấp nhận “không áp dụng”",
}
STAGE_TITLES = {
    "self": "Tự đánh giá",
    "appraisal": "Thẩm định",
    "council": "Hội đồng",
    "final": "Đạt được",
}
STAGE_POINTS = {
    "self": "Điểm tự đánh giá",
    "appraisal": "Điểm thẩm định",
    "council": "Điểm Hội đồng",
    "final": "Điểm đạt được",
}
SUPPLIED_LATER = "sẽ có sau"
SUPPLIED = "do nơi khác cung cấp"
GENERAL = "Thông tin chung"
# Words about the kinds of changes in the list for the leader.
CHANGED_STATUS = "Tình trạng và thuyết minh"
CHANGED_ANSWER = "Nội dung giải trình"
CHANGED_WORDS = {"answer": CHANGED_ANSWER, "objection": "Nội dung kiến nghị"}
FILE_ADDED = "Thêm tài liệu"
FILE_REMOVED = "Gỡ tài liệu"
EXTENDED = "Gia hạn cho đơn vị"
LETTER_NUMBER = "Số, ký hiệu văn bản đồng ý gia hạn"
LETTER = "Văn bản đồng ý"
UNTIL = "Đến hết ngày"
CONTENT = "Nội dung"
CHANGE_KINDS = {
    "figure": "Nhập số liệu",
    "entry": "Khai báo tiêu chí",
    "answer": "Giải trình",
    "objection": "Kiến nghị về điểm tạm thời",
    "evidence_added": FILE_ADDED,
    "evidence_removed": FILE_REMOVED,
}
ANSWERED = "Đã lưu nội dung giải trình."
DECLARED = "Đã lưu tình trạng của tiêu chí."
NOTHING_TYPED = "Không có số liệu nào thay đổi."
ALREADY_DONE = "Việc này đã được thực hiện."
UNKNOWN_DAY = "Xin chọn ngày theo dạng ngày/tháng/năm."
LATE_BUT_OPEN = "Đã quá hạn nhập số liệu; phiếu gửi lúc này được ghi là trễ hạn."


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


def general_lacking(numbers: Sequence[str]) -> str:
    """Fields of the general information that points come from, by their printed numbers."""
    return f"Thông tin chung còn thiếu: {', '.join(numbers)}."


def supplied_by(supplier: str) -> str:
    """Who hands in a criterion's figures."""
    return f"Do {inside(supplier)} cung cấp; đơn vị không phải nhập."


def figure_of_others(title: str, supplier: str) -> str:
    """A figure that is not the unit's to enter."""
    return f"“{title}” do {inside(supplier)} cung cấp, đơn vị không nhập."


def criterion_of_others(supplier: str) -> str:
    """A criterion of which the unit has nothing to say."""
    return f"Số liệu của tiêu chí này do {inside(supplier)} cung cấp, đơn vị không nhập và không khai báo."


def general_used(labels: Sequence[str], needed: bool) -> str:
    """What a field of the general information is for."""
    parts = ["Bắt buộc."] if needed else []
    if labels:
        parts.append(f"Dùng để tính điểm tiêu chí {', '.join(labels)}.")
    return " ".join(parts)


def filled_in_general(number: str) -> str:
    """Where a figure of the general information is entered."""
    return f"Nhập một lần ở Thông tin chung, mục {number}."


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


def shared_with(labels: Sequence[str]) -> str:
    """A figure that feeds other criteria too."""
    return f"Dùng chung với tiêu chí {', '.join(labels)}"


def saved_at(moment: datetime) -> str:
    """A figure has been saved; `moment` on Vietnamese clocks."""
    return f"Đã lưu lúc {moment:%H:%M}"


def done(title: str) -> str:
    """A step of the workflow has been taken."""
    return f"Đã thực hiện: {title}."


def section_saved(saved: int, refused: int) -> str:
    """What became of a whole section."""
    if not refused:
        return f"Đã lưu {saved} số liệu."
    return f"Đã lưu {saved} số liệu; còn {refused} số liệu chưa lưu được, xem lý do ở từng ô."


def extended(until: date) -> str:
    """More time was granted."""
    return f"Đã gia hạn cho đơn vị đến hết ngày {until:%d/%m/%Y}."


def extension_shown(until: date) -> str:
    """The unit's own last day."""
    return f"Đơn vị được gia hạn đến hết ngày {until:%d/%m/%Y}."


def closes_on(day: date) -> str:
    """When entry is locked, after the deadline."""
    return f"Hệ thống khóa nhập số liệu sau ngày {day:%d/%m/%Y}."


def changes_since(step: str, who: str) -> str:
    """The heading of the list of changes."""
    return f"Thay đổi sau khi “{step.lower()}” ({who})"


def read_only(state: str, title: str) -> str:
    """Why the form cannot be edited now."""
    reasons = {
        "awaiting_confirmation": "Phiếu đang chờ lãnh đạo đơn vị xác nhận nên số liệu không sửa được.",
        "appraising": "Số liệu đã được xác nhận và đang thẩm định nên không sửa được.",
        "awaiting_explanation_confirmation": (
            "Nội dung giải trình đang chờ lãnh đạo xác nhận nên không sửa được."
        ),
        "published": "Kết quả đã công bố; phiếu chỉ để xem.",
    }
    return reasons.get(state, f"Phiếu đang ở bước “{title}” nên số liệu không sửa được.")


def at_criterion(number: str, message: str) -> str:
    """A sentence about one criterion, in a list of several."""
    return f"Tiêu chí {number}: {message}"


def by_vote(who: str, why: Mapping[str, str]) -> str:
    """Who changed points; for the council with the vote behind it."""
    if "session" not in why:
        return who
    return (
        f"{who}, phiên họp số {why['session']}: tán thành {why['for']}, không tán thành {why['against']}, "
        f"không có ý kiến {why['abstain']}"
    )

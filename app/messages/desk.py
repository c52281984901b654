"""Sentences of the desk: what waits for a person, the board of the round, late units."""

from datetime import date

STAGE_DEADLINES = {
    "entry": "nhập số liệu",
    "explanation": "giải trình",
    "appraisal": "thẩm định",
    "publication": "công bố kết quả",
}
MILESTONES = (
    ("opens_on", "Mở kỳ đánh giá"),
    ("entry_deadline", "Hạn nhập số liệu"),
    ("appraisal_deadline", "Hạn thẩm định"),
    ("council_on", "Họp Hội đồng"),
    ("publish_before", "Hạn công bố kết quả"),
)
EXTENDED = "(đã tính thời gian gia hạn của đơn vị)"
OPENED = "Đã mở kỳ đánh giá: mỗi đơn vị đã có phiếu để nhập số liệu."
VOTES_WAIT = "Vấn đề chờ anh/chị biểu quyết"
MARKS_WAIT = "Cho điểm chuyên gia"
ACCOUNTS_LACK = "Đơn vị chưa đủ hai tài khoản"
OWN_FRAMEWORK = "Bộ chỉ số của đơn vị"
OWN_RESULT = "Kết quả của đơn vị"
OWN_STEPS = "Diễn biến hồ sơ của đơn vị"
WORKFLOW = "Quy trình đánh giá"
BOARD = "Bảng tiến độ"
RANKING = "Bảng xếp hạng"
PUBLIC_RESULTS = "Kết quả đã công bố"
CHOOSE = "Chọn"
UNIT = "Tên đơn vị"
STEP = "Bước hiện tại"
FILLED = "Đã nhập"
REVIEWED = "Đã thẩm định"
LAST_ACTIVITY = "Cập nhật gần nhất"
READY = "Đã đủ điều kiện"

# What a unit that has nothing to do is told about its assessment, by state.
WAITING = {
    "awaiting_confirmation": "Đã trình, đang chờ lãnh đạo đơn vị xác nhận.",
    "drafting": "Chuyên viên đang nhập số liệu.",
    "appraising": "Phiếu đã gửi, Tổ thẩm định đang xem xét.",
    "explaining": "Chuyên viên đang soạn nội dung giải trình.",
    "awaiting_explanation_confirmation": "Nội dung giải trình đang chờ lãnh đạo đơn vị xác nhận.",
    "appraised": "Tổ thẩm định đã xong phần việc; chờ đưa ra Hội đồng.",
    "in_council": "Hội đồng đang xem xét.",
    "settled": "Hội đồng đã thống nhất; chờ quyết định công bố.",
    "published": "Kết quả đã được công bố.",
    "reviewing_complaint": "Kết quả đã được công bố; Hội đồng đang xem lại theo kiến nghị.",
    "corrected": "Kết quả đã được công bố; chờ quyết định điều chỉnh.",
    "closed": "Kết quả đã được công bố; kỳ đánh giá đã kết thúc.",
}
COMPLAINTS_WAIT = "Kiến nghị kết quả chờ trả lời"

CSV_LATE = (
    "STT",
    "Nhóm",
    "Đơn vị",
    "Tình trạng",
    "Hạn nhập số liệu",
    "Gia hạn đến",
    "Số ngày trễ",
    "Đã khóa",
    "Số tiêu chí còn thiếu",
    "Tiêu chí còn thiếu",
    "Chuyên viên",
    "Lãnh đạo",
)
YES, NO = "Có", "Không"


def days_left(days: int) -> str:
    """How many days are left until a day, or have passed since."""
    if days > 0:
        return f"Còn {days} ngày"
    return "Hết hạn hôm nay" if days == 0 else f"Quá hạn {-days} ngày"


def filled(done: int, total: int) -> str:
    """How far a form is filled in."""
    if done == total:
        return f"Đã đủ {total} tiêu chí."
    return f"Đã nhập {done}/{total} tiêu chí, còn {total - done}."


def returned(name: str, reason: str) -> str:
    """The leader sent the form back."""
    return f"{name} trả lại: {reason}"


def questions(count: int) -> str:
    """Questions a unit has to answer."""
    return f"{count} nội dung cần giải trình."


def reasons(count: int) -> str:
    """A step of the round that cannot be taken yet."""
    return f"Còn {count} điều kiện chưa đạt."


def late_units(late: int, closed: int) -> str:
    """Units past the deadline, some of them locked."""
    locked = f", {closed} đơn vị đã bị khóa nhập" if closed else ""
    return f"{late} đơn vị chưa nộp sau hạn nhập số liệu{locked}."


def late_file(day: date) -> str:
    """The name of the list of late units as a file."""
    return f"don-vi-tre-{day:%Y-%m-%d}.csv"


def step(title: str, told: str) -> str:
    """A step of the round and how it stands."""
    return f"{title}: {told[0].lower()}{told[1:]}"


def late_since(deadline: date) -> str:
    """The deadline has passed, the days of grace run."""
    return f"(hạn chung {deadline:%d/%m/%Y} đã qua: vẫn nhập được nhưng ghi là trễ hạn)"

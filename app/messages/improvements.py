"""Sentences of improvement tasks and the quarterly reports on them."""

from collections.abc import Sequence
from datetime import date

LIST_TITLE = "Nhiệm vụ cải thiện"
STATES = {
    "drafting": "Đang soạn",
    "assigned": "Đã giao",
    "in_progress": "Đang thực hiện",
    "reported": "Chờ công nhận",
    "completed": "Đã hoàn thành",
    "cancelled": "Đã thôi giao",
    "discarded": "Đã bỏ dự thảo",
}
OVERDUE = "Quá hạn"
LABELS = {
    "title": "Nhiệm vụ",
    "unit_id": "Cơ quan chủ trì",
    "code": "Tiêu chí cần cải thiện",
    "coordinating": "Cơ quan phối hợp",
    "target": "Kết quả, mục tiêu cần đạt",
    "due_on": "Hạn hoàn thành",
    "new_due": "Hạn mới",
    "period": "Quý báo cáo",
    "percent": "Tiến độ (%)",
    "content": "Kết quả thực hiện trong quý",
    "letter_number": "Số văn bản gia hạn",
    "minutes": "Số biên bản kiểm tra",
    "reason": "Lý do",
}
LONGEST = {"title": 300, "coordinating": 500, "target": 1000, "content": 5000}

UNIT_UNKNOWN = "Cơ quan chủ trì phải là một đơn vị của kỳ đánh giá."
NOTHING_TICKED = "Xin đánh dấu ít nhất một tiêu chí."
NOTHING_TO_ASSIGN = "Xin chọn ít nhất một nhiệm vụ để giao."
DUE_PAST = "Hạn hoàn thành đã qua. Xin sửa hạn thành một ngày ở phía trước."
DUE_LATER = "Hạn mới phải sau hạn đang có ({due})."
NO_REPORT = "Chưa có báo cáo tiến độ nào. Xin ghi báo cáo của quý trước khi báo cáo kết quả."
CONTENT_NEEDED = "Xin ghi kết quả thực hiện trong quý."
PERCENT_WRONG = "Tiến độ là số nguyên từ 0 đến 100."
PERIOD_WRONG = "Quý báo cáo không đúng: chỉ báo cáo từ quý được giao đến quý hiện tại."
NOT_DRAFT = "Nhiệm vụ đã giao nên không sửa được nữa."
FILE_NEEDED = "Xin chọn tệp."
FILE_EMPTY = "Tệp không có nhiệm vụ nào: cột “{column}” để trống ở mọi dòng."
MOST_TASKS = 500
TOO_MANY = f"Mỗi lần chỉ lập được nhiều nhất {MOST_TASKS} nhiệm vụ."
STALE_FILE = "Danh sách xem trước không đọc được. Xin tải tệp lên lại."

SAVED = "Đã lưu nhiệm vụ."
REPORTED = "Đã lưu báo cáo tiến độ."
DONE = {
    "assign": "Đã giao nhiệm vụ cho cơ quan chủ trì.",
    "start": "Đã nhận nhiệm vụ.",
    "report": "Đã gửi báo cáo kết quả.",
    "accept": "Đã công nhận nhiệm vụ hoàn thành.",
    "return_report": "Đã trả lại báo cáo.",
    "remind": "Đã gửi đôn đốc.",
    "inspect": "Đã ghi kết quả kiểm tra.",
    "extend": "Đã gia hạn nhiệm vụ.",
    "cancel": "Đã thôi giao nhiệm vụ.",
    "discard": "Đã bỏ dự thảo nhiệm vụ.",
}

SHEET, SHEET_UNITS, SHEET_CODES = "Nhiệm vụ", "Đơn vị", "Tiêu chí"
FILE_NAME = "nhiem-vu-cai-thien-{year}.xlsx"
HEADINGS = (
    "Mã đơn vị chủ trì",
    "Nhiệm vụ",
    "Mã tiêu chí",
    "Cơ quan phối hợp",
    "Kết quả, mục tiêu cần đạt",
    "Hạn hoàn thành",
)
REMARKS = (
    "xem trang “Đơn vị”",
    "ngắn gọn, một việc một dòng",
    "để trống nếu không gắn với tiêu chí nào; xem trang “Tiêu chí”",
    "nhiều cơ quan cách nhau bằng dấu chấm phẩy",
    "nêu rõ kết quả đo được",
    "ngày/tháng/năm, ví dụ 30/9/2026",
)
UNIT_HEADINGS = ("Mã đơn vị", "Tên đơn vị", "Nhóm")
CODE_HEADINGS = ("Nhóm", "Mã tiêu chí", "Tên tiêu chí", "Điểm tối đa")
CSV_NAME = "tien-do-nhiem-vu-{year}.csv"
CSV_HEAD = ("Đơn vị", "Số nhiệm vụ", "Đã hoàn thành", "Quá hạn")


def needed(label: str) -> str:
    """A field that must be filled."""
    return f"Xin nhập “{label}”."


def too_long(label: str, most: int) -> str:
    """A text longer than the table takes."""
    return f"“{label}” dài quá {most} ký tự."


def unknown_unit(code: str) -> str:
    """A row that names no unit of the round."""
    return f"kỳ đánh giá không có đơn vị mã “{code}”" if code else "thiếu mã đơn vị chủ trì"


def unknown_code(code: str) -> str:
    """A criterion that the unit's framework does not have."""
    return f"Bộ chỉ số của đơn vị không có tiêu chí “{code}”."


def wrong_heading(heading: str) -> str:
    """A column that is missing."""
    return f"Trang tính đầu tiên thiếu cột “{heading}”. Xin dùng tệp mẫu."


def twice(place: str) -> str:
    """Two rows that say the same task of the same unit."""
    return f"Trùng nhiệm vụ và đơn vị với {place}."


def drafted(count: int) -> str:
    """How many tasks were drawn up."""
    return f"Đã soạn {count} nhiệm vụ. Xin xem lại rồi giao cho cơ quan chủ trì."


def assigned(count: int, refused: Sequence[str]) -> str:
    """How many tasks were assigned at once, and what was refused."""
    text = f"Đã giao {count} nhiệm vụ."
    return f"{text} {len(refused)} nhiệm vụ chưa giao được: {' '.join(refused)}" if refused else text


def refused(title: str, reason: str) -> str:
    """Why one of several was not assigned."""
    return f"“{title}”: {reason}"


def days(left: int) -> str:
    """How long until the last day, in days of the calendar."""
    if left < 0:
        return f"Quá hạn {-left} ngày"
    return "Hết hạn hôm nay" if left == 0 else f"Còn {left} ngày"


def quarter(period: str) -> str:
    """ "2026-Q1" as people say it."""
    year, _, number = period.partition("-Q")
    return f"Quý {'I' * int(number) if int(number) < 4 else 'IV'}/{year}"


def improve(code: str, title: str) -> str:
    """The title proposed for a task about a weak criterion."""
    return f"Nâng điểm tiêu chí {code}: {title}"[:300]


def raise_to(points: str, maximum: str) -> str:
    """The target proposed for a weak criterion."""
    return f"Từ {points} lên {maximum} điểm trong kỳ đánh giá sau"


def moved(before: str, until: str) -> str:
    """A last day put off; both days as stored."""
    old, new = date.fromisoformat(before), date.fromisoformat(until)
    return f"Hạn hoàn thành từ {old:%d/%m/%Y} thành {new:%d/%m/%Y}"


def changed(name: str, before: object, after: object) -> str:
    """A field of a draft that was changed."""
    return f"{LABELS[name]}: “{before or ''}” thành “{after or ''}”"

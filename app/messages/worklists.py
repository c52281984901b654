"""Sentences of the lists of work, of actions on many units, and of "vì sao tôi không làm được"."""

from datetime import date

VOTES_LEFT = "Vấn đề chờ biểu quyết"
UNIT = "Đơn vị"
STEP = "Bước hiện tại"
SINCE = "Chờ từ"
LIMIT = "Thời hạn"
LAST = "Người xử lý gần nhất"
CHOOSE = "Chọn"
DOCUMENT, TASK = "Văn bản", "Nhiệm vụ"
TITLES = {"document.to_issue": "Văn bản chờ cấp số"}  # for lists that hold more than their definition says

EXTEND = "Gia hạn cho đơn vị"
NOT_CHOSEN = "Chưa chọn đơn vị nào. Xin đánh dấu các đơn vị, hoặc chọn “mọi đơn vị của danh sách”."
ACTION_UNKNOWN = "Chưa chọn việc cần thực hiện, hoặc việc này không thuộc quyền của anh/chị."
REASON_NEEDED = "Cần ghi lý do: lý do được lưu vào diễn biến của từng hồ sơ."
LETTER_NEEDED = "Cần ghi số văn bản đồng ý gia hạn."
DAY_WRONG = "Cần một ngày đúng dạng, ví dụ 30/11/2026."
TOKEN_MISSING = "Trang xác nhận đã cũ. Xin xem trước lại rồi xác nhận."
UNKNOWN_UNIT = "Hồ sơ không tìm thấy"

DONE, REFUSED = "Đã thực hiện", "Không thực hiện"
CSV_HEAD = ("STT", "Đơn vị", "Từ bước", "Đến bước", "Kết quả", "Lý do")


def most(count: int) -> str:
    """Too many units at once."""
    return f"Mỗi lần thực hiện cho nhiều nhất {count} đơn vị. Xin lọc bớt danh sách."


def file_name(run_id: int, day: date) -> str:
    """The name of a run's report as a file."""
    return f"thuc-hien-hang-loat-{run_id}-{day:%Y-%m-%d}.csv"


def outcome(done: int, refused: int) -> str:
    """What became of a run."""
    rest = f", {refused} đơn vị không thực hiện được" if refused else ""
    return f"Đã thực hiện cho {done} đơn vị{rest}."


def days_late(days: int) -> str:
    """The label of an item past its limit."""
    return f"Trễ hạn {days} ngày" if days else "Trễ hạn"

"""What is said about e-mails: why one was not sent, the digest, the list of what could not be done."""

from collections.abc import Mapping
from datetime import date

from workflows.vocabulary import EFFECTS

MODES = (
    ("each", "Mỗi thông báo một thư"),
    ("daily", "Mỗi ngày một thư, lúc 7 giờ 30, gồm các thông báo chưa đọc"),
    ("none", "Không nhận thư, chỉ xem trong phần mềm"),
)
MODE_SAVED = "Đã ghi cách nhận thư."
MODE_SAME = "Cách nhận thư không thay đổi."
MODE_WRONG = "Cách nhận thư phải là một trong các cách được nêu."

# --- failures -----------------------------------------------------------------------------------------------

BAD_ADDRESS = "Địa chỉ thư “{address}” không đúng dạng."
RECIPIENT_REFUSED = "Máy chủ thư từ chối người nhận: {reason}"
RECIPIENT_LATER = "Máy chủ thư chưa nhận thư cho người này, sẽ thử lại: {reason}"
MESSAGE_REFUSED = "Máy chủ thư từ chối thư này: {reason}"
NOT_SUPPORTED = "Máy chủ thư không hỗ trợ điều thư này cần: {reason}"
NOT_LET_IN = "Máy chủ thư không nhận tên hoặc mật khẩu (SMTP_USER, SMTP_PASSWORD): {reason}"
NOT_REACHED = "Không nối được với máy chủ thư {host}: {reason}"
PROGRAM_ERROR = "Lỗi của chương trình, cần báo người vận hành: {error}"

# --- not sent, and why ----------------------------------------------------------------------------------

NO_SERVER = "Không gửi: chưa cấu hình máy chủ thư."
NO_PERSON = "Không gửi: tài khoản đã đóng."
NO_ADDRESS = "Không gửi: tài khoản không có địa chỉ thư."
NOT_WANTED = "Không gửi: người nhận đã chọn cách nhận thư khác."
NOT_KNOWN = "Không gửi: người nhận không còn quyền xem nội dung này."
SENT_BEFORE = "Không gửi: đã gửi trong một thư trước."
NOTHING_NEW = "Không gửi: không có thông báo chưa đọc nào."

# --- the list of what could not be done -----------------------------------------------------------------

TOPICS: Mapping[str, str] = {
    "send_mail": "Gửi thư thông báo",
    "gather_mail": "Gom thư hằng ngày",
    "notify": "Báo cho những người liên quan",
    "render_document": "Tạo tệp văn bản",
}
DEAD_WAITS = "Thư và việc nền chưa gửi được"
NOT_DEAD = "Việc này không còn trong danh sách chưa làm được."
PUT_BACK = "Đã đưa trở lại: bộ xử lý nền sẽ làm ngay."
NONE_DEAD = "Không có thư hay việc nền nào chưa gửi được."
GATHERED = "Đã đến giờ: bộ xử lý nền sẽ gửi thư hằng ngày."
NOT_GATHERED = "Chưa đến giờ, hôm nay đã gom thư, hoặc chưa cấu hình máy chủ thư: không làm gì."
TEST_TITLE = "Thư thử của phần mềm"
TEST_TEXT = "Nhận được thư này nghĩa là máy chủ thư đã được cấu hình đúng."
TEST_SENT = "Máy chủ thư đã nhận thư thử."
PUT_BACK_BY = "Chỉ quản trị tài khoản đưa lại được việc này."
SERVER_NONE = "Máy chủ thư: chưa cấu hình (SMTP_HOST), không gửi thư nào."


def topic(name: str) -> str:
    """What a topic of the outbox is called."""
    return TOPICS.get(name) or EFFECTS.get(name) or name


def failure(error: str | None, *, in_words: bool) -> str:
    """Why something could not be done, for people."""
    return (error or "") if in_words else PROGRAM_ERROR.format(error=error or "")


def server(host: str, port: int, sender: str) -> str:
    """Where mail goes, for the operator."""
    return f"Máy chủ thư: {host}:{port}, gửi từ {sender}."


def put_back(count: int) -> str:
    """How many went back."""
    return f"Đã đưa trở lại {count} việc." if count else NONE_DEAD


def digest_title(count: int, day: date) -> str:
    """The subject of the daily mail."""
    return f"{count} thông báo chưa đọc, ngày {day:%d/%m/%Y}"

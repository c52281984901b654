"""Sentences of the accounts room: signing in, passwords, people and their roles."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

ROLE_TITLES: dict[str, str] = {
    "specialist": "Chuyên viên đơn vị",
    "leader": "Lãnh đạo đơn vị",
    "appraiser": "Thành viên Tổ thẩm định",
    "council_chair": "Chủ tịch Hội đồng",
    "council_member": "Ủy viên Hội đồng",
    "council_secretary": "Thư ký Hội đồng",
    "secretariat": "Văn thư",
    "standing_body": "Cơ quan thường trực",
    "chairman": "Người ký quyết định công bố",
    "administrator": "Quản trị hệ thống",
    "auditor": "Thanh tra, kiểm tra",
    "expert": "Chuyên gia độc lập",
}


def role_titles(roles: Iterable[str]) -> list[str]:
    """Titles of roles, always in the same order."""
    wanted = set(roles)
    return [title for role, title in ROLE_TITLES.items() if role in wanted]


# --- signing in -----------------------------------------------------------------------------------------

SIGN_IN_WRONG = (
    "Tên đăng nhập hoặc mật khẩu không đúng, hoặc tài khoản đã bị khóa. "
    "Nếu quên mật khẩu, đề nghị cơ quan thường trực đặt lại."
)
SIGNED_OUT = "Đã đăng xuất khỏi mọi thiết bị."


def too_many(until: datetime) -> str:
    """When signing in may be tried again; `until` is local."""
    return (
        "Đã nhập sai quá nhiều lần, tạm dừng đăng nhập để bảo vệ tài khoản. "
        f"Có thể thử lại từ {until:%H:%M:%S} ngày {until:%d/%m/%Y}."
    )


# --- passwords --------------------------------------------------------------------------------------------

PASSWORD_WRONG = "Mật khẩu hiện tại không đúng."
PASSWORD_SAME = "Mật khẩu mới phải khác mật khẩu hiện tại."
PASSWORD_IS_USERNAME = "Mật khẩu không được trùng với tên đăng nhập."
PASSWORD_COMMON = "Mật khẩu này quá phổ biến, dễ bị đoán. Xin chọn một cụm từ khác, ví dụ bốn từ ghép lại."
PASSWORDS_DIFFER = "Hai lần nhập mật khẩu mới không giống nhau."
PASSWORD_CHANGED = "Đã đổi mật khẩu. Các thiết bị khác đã được đăng xuất."


def password_short(least: int) -> str:
    """The rule about length."""
    return f"Mật khẩu phải có ít nhất {least} ký tự."


def password_long(most: int) -> str:
    """The other rule about length."""
    return f"Mật khẩu không được dài quá {most} ký tự."


# --- forms --------------------------------------------------------------------------------------------------

LABELS: dict[str, str] = {
    "username": "Tên đăng nhập",
    "password": "Mật khẩu",
    "current": "Mật khẩu hiện tại",
    "new": "Mật khẩu mới",
    "again": "Nhập lại mật khẩu mới",
    "unit_id": "Đơn vị",
    "full_name": "Họ và tên",
    "position_title": "Chức vụ",
    "email": "Thư điện tử",
    "reason": "Lý do",
    "unit_role": "Vai trò tại đơn vị",
    "role": "Vai trò",
    "round_id": "Kỳ đánh giá",
}
NO_UNIT = "Không thuộc đơn vị nào"
NO_UNIT_ROLE = "Không nhập, không xác nhận số liệu"
CHOOSE_UNIT = "Chọn đơn vị"
CHOOSE_ROLE = "Chọn vai trò"
EVERY_ROUND = "Mọi kỳ đánh giá"
VERSION_NEEDED = "Trang gửi lên không đầy đủ. Xin tải lại trang rồi thực hiện lại."
NOT_CHOSEN = "Xin chọn một mục trong danh sách."


def needed(name: str) -> str:
    """A field left empty."""
    return f"{LABELS[name]}: xin nhập nội dung này."


# --- managing accounts --------------------------------------------------------------------------------------

ADMINISTRATORS_ONLY = "Tài khoản này có vai trò Quản trị hệ thống, chỉ người quản trị khác được thay đổi."
HIGH_ROLES_ONLY = (
    "Vai trò Quản trị hệ thống và Thanh tra, kiểm tra chỉ do người quản trị hệ thống giao hoặc thu lại."
)
NOT_ONESELF = (
    "Không ai được tự giao hoặc tự thu vai trò của chính mình. Xin nhờ người quản lý tài khoản khác."
)
NOT_CLOSE_ONESELF = "Không thể tự khóa tài khoản đang dùng. Xin nhờ người quản lý tài khoản khác."
OWN_PASSWORD = "Với tài khoản của chính mình, xin dùng mục “Đổi mật khẩu”."
LAST_ADMINISTRATOR = (
    "Đây là người quản trị hệ thống duy nhất còn hoạt động. Xin giao vai trò cho người khác trước."
)
NAME_NEEDED = "Họ và tên: xin nhập họ và tên người dùng tài khoản."
EMAIL_WRONG = "Thư điện tử: địa chỉ không đúng dạng ten@coquan.gov.vn."
USERNAME_WRONG = (
    "Tên đăng nhập: từ 3 đến 40 ký tự gồm chữ thường không dấu, chữ số, dấu chấm, gạch ngang; "
    "bắt đầu và kết thúc bằng chữ hoặc số."
)
UNIT_UNKNOWN = "Đơn vị: xin chọn một cơ quan, đơn vị đang hoạt động trong danh sách."
UNIT_NEEDED = "Đơn vị: chuyên viên và lãnh đạo phải thuộc một đơn vị."
UNIT_NOT_ASSESSED = (
    "Đơn vị: cơ quan này không thuộc nhóm nào được đánh giá nên không có tài khoản chuyên viên, lãnh đạo."
)
UNIT_ROLE_UNKNOWN = "Vai trò tại đơn vị: chỉ nhận Chuyên viên hoặc Lãnh đạo."
ROLE_UNKNOWN = "Vai trò: xin chọn một vai trò trong danh sách."
ROUND_UNKNOWN = "Kỳ đánh giá: xin chọn một kỳ đánh giá trong danh sách."
ROLE_WITHOUT_ROUND = "Kỳ đánh giá: vai trò này thuộc toàn hệ thống, xin chọn “Mọi kỳ đánh giá”."
ROLE_HELD = "Vai trò: người này đang giữ vai trò đó rồi."
AUDITOR_ALONE = "Vai trò: người thanh tra, kiểm tra xem mọi hồ sơ nên không được giữ vai trò nào khác."
REASON_NEEDED = "Lý do: xin nhập lý do; nội dung này được ghi vào lịch sử."
ACCOUNT_CLOSED = "Tài khoản đang bị khóa. Xin mở khóa trước."
ACCOUNT_OPEN = "Tài khoản đang hoạt động, không cần mở khóa."
NOT_A_NEW_PERSON = (
    "Họ và tên: người nhận bàn giao trùng với người đang dùng tài khoản (cùng họ tên và thư điện tử)."
)
PERSON_SAVED = "Đã lưu thông tin người dùng."
CLOSED = "Đã khóa tài khoản và đăng xuất khỏi mọi thiết bị."
REOPENED = "Đã mở khóa tài khoản."
ROLE_GRANTED = "Đã giao vai trò."
ROLE_ENDED = "Đã thu lại vai trò."


def only_managers() -> str:
    """Who manages accounts."""
    who = ", ".join(role_titles(("standing_body", "administrator")))
    return f"Việc quản lý tài khoản dành cho: {who}."


def too_long(most: int) -> str:
    """A name or title above the limit."""
    return f"Nội dung không được dài quá {most} ký tự."


def username_taken(username: str) -> str:
    """Two accounts cannot share a name."""
    return f"Tên đăng nhập: “{username}” đã có người dùng, xin chọn tên khác."


def place_taken(unit: str, role: str, holder: str) -> str:
    """The unit has its account of this kind already."""
    title = ROLE_TITLES[role]
    return (
        f"Vai trò tại đơn vị: {unit} đã có tài khoản {title} là {holder}. Mỗi đơn vị chỉ có một chuyên viên "
        "và một lãnh đạo; nếu đổi người, xin dùng “Bàn giao cho người khác”."
    )


def one_person(unit: str, holder: str, role: str) -> str:
    """A unit's two accounts belong to two people."""
    return (
        f"Họ và tên: {holder} đang là {ROLE_TITLES[role]} của {unit}. Người nhập số liệu và người xác nhận "
        "phải là hai người khác nhau."
    )


# --- history ------------------------------------------------------------------------------------------------

EVENT_TITLES: dict[str, str] = {
    "created": "Lập tài khoản",
    "corrected": "Sửa thông tin người dùng",
    "handed_over": "Bàn giao cho người khác",
    "closed": "Khóa tài khoản",
    "reopened": "Mở khóa tài khoản",
    "password_changed": "Đổi mật khẩu",
    "password_reset": "Đặt lại mật khẩu",
    "role_granted": "Giao vai trò",
    "role_ended": "Thu lại vai trò",
    "signed_in": "Đăng nhập",
    "signed_out": "Đăng xuất",
    "delegation_given": "Ủy quyền cho người làm thay",
    "delegation_ended": "Kết thúc ủy quyền trước hạn",
    "acting_began": "Bắt đầu làm thay",
    "acting_stopped": "Thôi làm thay",
    "mail_mode_chosen": "Chọn cách nhận thư",
}
FIELD_TITLES: dict[str, str] = {
    "full_name": "Họ và tên",
    "position_title": "Chức vụ",
    "email": "Thư điện tử",
}


def event_details(data: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    """What an event changed: (field, before, after)."""
    details = [
        (FIELD_TITLES[name], before, after) for name, (before, after) in data.get("changes", {}).items()
    ]
    if "role" in data:
        details.append(("Vai trò", "", ROLE_TITLES[data["role"]]))
    if "delegate" in data:
        days = ["/".join(reversed(str(data[name]).split("-"))) for name in ("first_day", "until")]
        lent = f"{data['delegate']}, {', '.join(role_titles(data['roles']))}, từ {days[0]} đến hết {days[1]}"
        details.append(("Người làm thay", "", lent))
        if data["letter"]:
            details.append(("Văn bản số", "", data["letter"]))
    return details


# --- command line -------------------------------------------------------------------------------------------

CLI_NO_ACCOUNT = "Không có tài khoản “{username}”."
CLI_NEW_PASSWORD = "Mật khẩu dùng một lần của {username}: {password}"
CLI_NO_DEMO = "Chưa nạp tỉnh mẫu, hoặc các tài khoản mẫu đã đổi mật khẩu."
CLI_DEMO_HEAD = "Tài khoản mẫu (mật khẩu chung: {password})"

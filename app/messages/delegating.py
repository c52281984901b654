"""Sentences about acting for somebody else: ủy quyền, người làm thay."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from app.messages.accounts import ROLE_TITLES, role_titles

LABELS: dict[str, str] = {
    "delegate": "Người làm thay",
    "roles": "Vai trò giao làm thay",
    "starts_on": "Từ ngày",
    "ends_on": "Đến hết ngày",
    "reason": "Lý do",
    "letter_number": "Văn bản ủy quyền số",
}
DELEGATE_NEEDED = "Người làm thay: xin nhập tên đăng nhập của người làm thay."
DELEGATE_IS_PRINCIPAL = "Người làm thay: không ai làm thay chính mình, xin chọn người khác."
DELEGATE_IS_GIVER = "Người làm thay: người cử không tự cử mình làm thay người khác."
ROLES_NEEDED = "Vai trò giao làm thay: xin chọn ít nhất một vai trò."
NO_ROLES = "Vai trò giao làm thay: người này không có vai trò nào được giao làm thay."
DATE_NEEDED = "{field}: xin nhập ngày theo dạng ngày/tháng/năm."
DATES_REVERSED = "Đến hết ngày: phải từ ngày bắt đầu trở đi."
DATE_PAST = "Từ ngày: không được trước hôm nay."
REASON_NEEDED = "Lý do: xin nhập lý do vắng mặt; nội dung này được ghi vào lịch sử."
END_REASON_NEEDED = "Lý do: xin nhập lý do kết thúc sớm; nội dung này được ghi vào lịch sử."
LETTER_NEEDED = "Văn bản ủy quyền số: xin nhập số văn bản, vì người cử không phải là người được làm thay."
TOO_LONG = "Nội dung không được dài quá 200 ký tự."
NOT_WHILE_ACTING = (
    "Đang làm thay người khác nên không được ủy quyền lại. Xin bấm “Thôi làm thay” rồi thực hiện với vai trò "
    "của chính mình."
)
NOT_IN_FORCE = "Việc ủy quyền này chưa đến ngày, đã hết hạn hoặc đã kết thúc."
ALREADY_ENDED = "Việc ủy quyền này đã kết thúc."
GIVEN = "Đã ghi việc ủy quyền. Người làm thay thấy mục “Làm thay” ở góc trên mọi trang khi đến ngày."
ENDED = "Đã kết thúc việc ủy quyền."
STOPPED = "Đã thôi làm thay. Anh/chị đang làm việc với vai trò của chính mình."
OVER = (
    "Việc làm thay đã hết hạn hoặc đã kết thúc. Từ lúc này anh/chị làm việc với vai trò của chính mình; "
    "biểu mẫu mở từ trước đó không còn gửi được."
)
VOTES_NOT_LENT = (
    "Phiếu biểu quyết là của từng thành viên Hội đồng, không làm thay được. Thành viên Hội đồng xin bấm "
    "“Thôi làm thay” để biểu quyết bằng phiếu của mình."
)
STATES: dict[str, str] = {
    "ended": "Đã kết thúc sớm",
    "over": "Đã hết hạn",
    "in_force": "Đang hiệu lực",
    "to_come": "Chưa đến ngày",
}
NOBODY_WAITS = "Chưa có việc chờ"


def began(name: str, until: date) -> str:
    """Switched on."""
    return f"Từ lúc này anh/chị làm thay ông/bà {name}, đến hết ngày {until:%d/%m/%Y}."


def waiting(count: int) -> str:
    """How much waits for the person who is replaced."""
    return f"{count} việc đang chờ" if count else NOBODY_WAITS


def behalf(name: str, title: str = "") -> str:
    """On whose behalf, as lists say it."""
    return f"thay mặt {name}, {title}" if title else f"thay mặt {name}"


def principal_in(data: Mapping[str, Any] | None) -> str:
    """On whose behalf an event's person acted, name and position; nothing when they acted for themselves."""
    whom = (data or {}).get("on_behalf")
    return ", ".join(str(whom[key]) for key in ("name", "title") if whom.get(key)) if whom else ""


def by_delegate(name: str, data: Mapping[str, Any] | None) -> str:
    """Who did something, with whom they acted for: "A (thay mặt B, Giám đốc)"; all pages say it so."""
    principal = principal_in(data)
    return f"{name} ({behalf(principal)})" if principal else name


def doing(actor: Any) -> str:
    """Who acts now, in the same words."""
    whom = actor.behalf
    return by_delegate(actor.name, {"on_behalf": {"name": whom.name, "title": whom.title}} if whom else None)


def doer(event: Any) -> str:
    """Who an event tells of, in the same words."""
    return by_delegate(event.actor_name, event.data)


def never_lent(role: str) -> str:
    """A role that is a person's own."""
    why = {
        "council_member": "phiếu biểu quyết là của từng Ủy viên nêu trong quyết định thành lập Hội đồng",
        "expert": "điểm của chuyên gia là đánh giá của từng người",
    }.get(role, "vai trò này chỉ do người quản trị hệ thống giao")
    return f"Vai trò giao làm thay: {ROLE_TITLES.get(role, role)} không giao làm thay được, vì {why}."


def not_held(role: str) -> str:
    """A role that the principal has not got."""
    return f"Vai trò giao làm thay: người được làm thay không giữ vai trò {ROLE_TITLES.get(role, role)}."


def auditor_lends_nothing(name: str) -> str:
    """Who inspects does nothing else."""
    return f"Người làm thay: {name} là người thanh tra, kiểm tra nên không làm thay vai trò nào khác."


def both_roles(name: str, role: str, held: str) -> str:
    """One person would enter and confirm the same unit's figures."""
    return (
        f"Người làm thay: {name} là {ROLE_TITLES[held]} của chính đơn vị này nên không làm thay "
        f"{ROLE_TITLES[role]}; người nhập số liệu và người xác nhận phải là hai người khác nhau."
    )


def judge_of_units(name: str, role: str) -> str:
    """Who judges units sits on no unit's side."""
    return (
        f"Người làm thay: {name} thẩm định hoặc tham gia Hội đồng nên không làm thay {ROLE_TITLES[role]} "
        "của một đơn vị được đánh giá."
    )


def judged(name: str, role: str) -> str:
    """Who is judged judges nobody."""
    return (
        f"Người làm thay: {name} giữ tài khoản của một đơn vị được đánh giá nên không làm thay "
        f"{ROLE_TITLES[role]}."
    )


def chair_to_members(name: str) -> str:
    """The council is led by one of its members."""
    return f"Người làm thay: {name} không phải Ủy viên của Hội đồng này nên không làm thay Chủ tịch Hội đồng."


def unknown_delegate(username: str) -> str:
    """No such account."""
    return f"Người làm thay: không có tài khoản đang hoạt động nào tên “{username}”."


def too_many_days(most: int) -> str:
    """The limit of one delegation."""
    return f"Đến hết ngày: mỗi lần ủy quyền không quá {most} ngày. Nếu vắng lâu hơn, xin bàn giao việc."


def overlapping(name: str, roles: Iterable[str], start: date, end: date) -> str:
    """The same roles are lent already on some of these days."""
    return (
        f"Vai trò giao làm thay: {', '.join(role_titles(roles))} đã giao cho {name} từ "
        f"{start:%d/%m/%Y} đến {end:%d/%m/%Y}. Xin kết thúc việc ủy quyền đó trước hoặc chọn ngày khác."
    )


def other_half(name: str, role: str) -> str:
    """The delegate acts for the unit's other account already."""
    return (
        f"Người làm thay: {name} đang được giao làm thay {ROLE_TITLES[role]} của chính đơn vị này trong "
        "những ngày đó; người nhập số liệu và người xác nhận phải là hai người khác nhau."
    )

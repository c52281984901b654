"""What a unit writes into the text fields of its general information: name, addresses, and who answers."""

from dataclasses import dataclass

from app.demo.dice import Dice
from app.demo.people import person_name
from app.demo.phrases import TEAM
from frameworks.model import Input

STREETS = (
    *("Lê Lợi", "Trần Hưng Đạo", "Nguyễn Huệ", "Hai Bà Trưng", "Lý Thường Kiệt", "Nguyễn Trãi"),
    *("Lê Hồng Phong", "Quang Trung", "Tôn Đức Thắng", "Hùng Vương", "Ngô Quyền", "Phan Đình Phùng"),
)
COMMITTEE = "UBND "
OFFICES = ("Văn phòng", "Phòng Tổng hợp", "Phòng Hành chính - Tổng hợp")
POSTS = ("Chánh Văn phòng", "Phó Trưởng phòng", "Chuyên viên chính", "Chuyên viên")


@dataclass(frozen=True)
class Facts:
    """What is known of a unit: code, name, where it sits, the end of its addresses, who appraises it."""

    code: str
    name: str
    seat: str = ""
    domain: str = "gov.vn"
    dialling_code: str = "024"
    team: str = TEAM


def text_for(field: Input, facts: Facts, dice: Dice) -> str:
    """The text of one field, after what its title asks for."""
    title = field.title.lower()
    number = dice.number(60, 900, "person")
    if "thư điện tử" in title:
        return f"{facts.code}@{facts.domain}"
    if "website" in title or "trang" in title or "cổng" in title:
        return f"https://{facts.code}.{facts.domain}"
    if "điện thoại" in title:
        return f"{facts.dialling_code}.3{dice.number(100, 999, 'phone')}.{dice.number(100, 999, 'phone', 2)}"
    if "địa chỉ" in title:
        street = f"Số {dice.number(2, 198, 'house')}, đường {dice.choice(STREETS, 'street')}"
        return f"{street}, {facts.seat}" if facts.seat else street
    if "họ tên" in title or "người" in title:
        return person_name(number)
    if "đơn vị công tác" in title:
        return f"{dice.choice(OFFICES, 'office')}, {facts.name}"
    if "chức vụ" in title:
        return dice.choice(POSTS, "post")
    return facts.name.removeprefix(COMMITTEE) if "huyện" in title else facts.name

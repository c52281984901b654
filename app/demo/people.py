"""Invented people of the demonstrations."""

from dataclasses import dataclass

SURNAMES = ("Nguyễn", "Lê", "Trần", "Phạm", "Hoàng", "Vũ", "Đỗ", "Bùi", "Đặng", "Trịnh", "Mai", "Hà")
MIDDLE_NAMES = ("Văn", "Thị", "Đức", "Ngọc", "Minh", "Thanh", "Quang", "Hữu", "Xuân", "Thu")
GIVEN_NAMES = (
    *("An", "Bình", "Cường", "Dung", "Giang", "Hà", "Hải", "Hạnh", "Hùng", "Hương", "Khánh", "Lan"),
    *("Linh", "Long", "Mai", "Nam", "Nga", "Phong", "Phương", "Quân", "Sơn", "Tâm", "Thảo", "Yến"),
)


def person_name(number: int) -> str:
    """The n-th invented name; no two of the first thousand are the same."""
    given = GIVEN_NAMES[number % len(GIVEN_NAMES)]
    middle = MIDDLE_NAMES[(number // len(GIVEN_NAMES) + number) % len(MIDDLE_NAMES)]
    surname = SURNAMES[(number * 5 + number // 60) % len(SURNAMES)]
    return f"{surname} {middle} {given}"


@dataclass(frozen=True)
class Staff:
    """A person with a role of the authority or of the round: username, title, body, role."""

    username: str
    title: str
    unit: str | None
    role: str
    of_round: bool = True


@dataclass(frozen=True)
class Deputy:
    """A deputy head without a role of their own, who confirms for the head by a letter: the unit's code."""

    username: str
    title: str
    unit: str
    letter: str

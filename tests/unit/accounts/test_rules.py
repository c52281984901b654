"""Who may manage accounts, and what people and names may look like."""

import pytest

from app.accounts import rules
from app.accounts.actor import Actor, system_actor
from app.accounts.models import GRANTED_ROLES
from app.accounts.rules import Person
from app.errors import Forbidden, InvalidInput
from app.messages.accounts import ROLE_TITLES, role_titles


def somebody(*roles: str, account_id: int = 1, unit_role: str | None = None) -> Actor:
    return Actor(
        id=account_id,
        authority_id=1,
        name="Lê Văn Bình",
        unit_id=7 if unit_role else None,
        unit_role=unit_role,
        grants=frozenset((role, None) for role in roles),
    )


@pytest.mark.parametrize("role", [role for role in GRANTED_ROLES if role not in rules.MANAGERS])
def test_other_roles_do_not_manage_accounts(role: str) -> None:
    with pytest.raises(Forbidden):
        rules.managing_role(somebody(role))


def test_managers_manage_accounts() -> None:
    assert rules.managing_role(somebody("administrator", "standing_body")) == "administrator"
    assert rules.managing_role(somebody("standing_body")) == "standing_body"
    assert rules.managing_role(system_actor(1)) == "system"


def test_the_standing_body_does_not_reach_administrators() -> None:
    rules.check_reach(somebody("standing_body"), {"appraiser"})
    rules.check_reach(somebody("administrator"), {"administrator"})
    with pytest.raises(Forbidden):
        rules.check_reach(somebody("standing_body"), {"administrator"})


def test_high_roles_are_given_by_administrators_alone() -> None:
    rules.check_grant(somebody("administrator"), 2, "auditor")
    for role in rules.HIGH_ROLES:
        with pytest.raises(Forbidden):
            rules.check_grant(somebody("standing_body"), 2, role)


def test_nobody_gives_themselves_a_role() -> None:
    with pytest.raises(Forbidden):
        rules.check_grant(somebody("administrator", account_id=5), 5, "chairman")


def test_an_unknown_role_is_named() -> None:
    with pytest.raises(InvalidInput) as refusal:
        rules.check_grant(somebody("administrator"), 2, "specialist")
    assert refusal.value.field == "role"


@pytest.mark.parametrize(("role", "held"), [("auditor", {"appraiser"}), ("appraiser", {"auditor"})])
def test_who_checks_everything_decides_nothing(role: str, held: set[str]) -> None:
    with pytest.raises(InvalidInput):
        rules.check_combination(role, held)


def test_other_roles_combine() -> None:
    rules.check_combination("council_member", {"leader", "council_chair"})
    rules.check_combination("auditor", {"auditor"})


@pytest.mark.parametrize("text", ["ab", "Ngô Quyền", ".abc", "abc-", "a b c", "x" * 41, "", "a@b.vn"])
def test_usernames_that_cannot_be(text: str) -> None:
    with pytest.raises(InvalidInput) as refusal:
        rules.clean_username(text)
    assert refusal.value.field == "username" and refusal.value.typed == text


def test_a_username_is_kept_small() -> None:
    assert rules.clean_username("  STTTT.Cv ") == "stttt.cv"


def test_a_person_is_kept_clean() -> None:
    person = Person("  Nguye\u0302\u0303n   Thị  Hoa ", " Phó  Giám đốc ", " Hoa@ThanhHoa.gov.VN ").cleaned()
    assert person == Person("Nguyễn Thị Hoa", "Phó Giám đốc", "hoa@thanhhoa.gov.vn")


@pytest.mark.parametrize(
    ("person", "field"),
    [
        (Person("   "), "full_name"),
        (Person("x" * 121), "full_name"),
        (Person("Lê Hoa", "x" * 121), "position_title"),
        (Person("Lê Hoa", "", "hoa@thanhhoa"), "email"),
        (Person("Lê Hoa", "", "hoa thanhhoa.vn"), "email"),
    ],
)
def test_a_person_that_cannot_be(person: Person, field: str) -> None:
    with pytest.raises(InvalidInput) as refusal:
        person.cleaned()
    assert refusal.value.field == field


def test_one_person_is_the_same_name_and_mail() -> None:
    hoa = Person("Nguyễn Thị Hoa", "Chuyên viên", "hoa@thanhhoa.gov.vn")
    assert hoa.is_same_as(Person("nguyễn  thị hoa", "Giám đốc", "HOA@thanhhoa.gov.vn"))
    assert not hoa.is_same_as(Person("Nguyễn Thị Hoa", "", "hoa2@thanhhoa.gov.vn"))
    assert not hoa.is_same_as(Person("Nguyễn Thị Hòa", "", "hoa@thanhhoa.gov.vn"))


def test_names_are_searched_without_marks() -> None:
    assert rules.fold("Nguyễn Đức ĐẠT") == "nguyen duc dat"


def test_every_role_has_a_title() -> None:
    assert set(ROLE_TITLES) == {"specialist", "leader", *GRANTED_ROLES}
    assert role_titles({"auditor", "specialist", "unknown"}) == ["Chuyên viên đơn vị", "Thanh tra, kiểm tra"]

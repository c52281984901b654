"""Managing accounts: who may, the two accounts of a unit, handing over, closing, roles."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import insert, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app import clock, history
from app.accounts import loading, operations, passwords, queries
from app.accounts.actor import Actor, system_actor
from app.accounts.models import Account, RoleGrant
from app.accounts.rules import Person
from app.errors import Forbidden, InvalidInput, NotFound, StaleVersion, WrongState
from app.history import Event
from app.messages import accounts as messages
from tests.factories import Maker, World

HOA = Person("Nguyễn Thị Hoa", "Chuyên viên", "hoa@thanhhoa.gov.vn")
BINH = Person("Lê Văn Bình", "Giám đốc", "binh@thanhhoa.gov.vn")
PEOPLE = {"specialist": ("sngv.cv", HOA), "leader": ("sngv.ld", BINH)}
Step = Callable[[World, Actor], Any]


def grant_of(world: World, role: str) -> int:
    session = world.make.session
    return int(
        session.scalars(select(RoleGrant.id).where(RoleGrant.account_id == world.person(role).id)).one()
    )


STEPS: dict[str, Step] = {
    "create": lambda world, actor: operations.create_account(actor, "nguoi.moi", HOA),
    "create_unit": lambda world, actor: operations.create_unit_accounts(actor, world.unit.id, PEOPLE),
    "correct": lambda world, actor: operations.correct_person(actor, world.specialist.id, HOA, 1),
    "hand_over": lambda world, actor: operations.hand_over(actor, world.specialist.id, HOA, "Nghỉ hưu", 1),
    "close": lambda world, actor: operations.close_account(actor, world.specialist.id, "Nghỉ hưu", 1),
    "reopen": lambda world, actor: operations.reopen_account(actor, world.specialist.id, "Trở lại", 1),
    "reset": lambda world, actor: operations.reset_password(actor, world.specialist.id),
    "grant": lambda world, actor: operations.grant_role(actor, world.specialist.id, "appraiser"),
    "end": lambda world, actor: operations.end_role(
        actor, world.person("appraiser").id, grant_of(world, "appraiser")
    ),
}
OTHERS = ("specialist", "leader", "appraiser", "council_member", "council_chair", "council_secretary")
OTHERS += ("secretariat", "chairman", "auditor")


def events(session: Session, account_id: int) -> list[str]:
    return list(
        session.scalars(
            select(Event.kind)
            .where(Event.subject_type == "account", Event.subject_id == account_id)
            .order_by(Event.sequence)
        )
    )


# --- who may ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("step", STEPS)
def test_other_roles_may_do_none_of_it(world: World, session: Session, step: str) -> None:
    for role in OTHERS:
        with pytest.raises(Forbidden):
            STEPS[step](world, world.actor(role))
    assert session.scalars(select(Event.id)).all() == []


@pytest.mark.parametrize("step", [step for step in STEPS if not step.startswith("create")])
@pytest.mark.parametrize("role", ["administrator", "standing_body"])
def test_another_authoritys_accounts_do_not_exist(world: World, make: Maker, step: str, role: str) -> None:
    stranger = make.actor(make.account(make.authority(), roles=[role]))
    with pytest.raises(NotFound):
        STEPS[step](world, stranger)


def test_the_standing_body_does_not_touch_an_administrator(world: World) -> None:
    actor, admin = world.actor("standing_body"), world.person("administrator")
    for step in (
        lambda: operations.reset_password(actor, admin.id),
        lambda: operations.close_account(actor, admin.id, "Thử", admin.version),
        lambda: operations.hand_over(actor, admin.id, HOA, "Thử", admin.version),
        lambda: operations.grant_role(actor, admin.id, "appraiser"),
        lambda: operations.grant_role(actor, world.specialist.id, "administrator"),
    ):
        with pytest.raises(Forbidden):
            step()


def test_nobody_does_it_to_themselves(world: World) -> None:
    actor, own = world.actor("administrator"), world.person("administrator")
    for step in (
        lambda: operations.reset_password(actor, own.id),
        lambda: operations.close_account(actor, own.id, "Thử", own.version),
        lambda: operations.hand_over(actor, own.id, HOA, "Thử", own.version),
        lambda: operations.grant_role(actor, own.id, "chairman"),
        lambda: operations.end_role(actor, own.id, grant_of(world, "administrator")),
    ):
        with pytest.raises(Forbidden):
            step()


# --- the two accounts of a unit -----------------------------------------------------------------------------


def test_both_accounts_of_a_unit_are_made(world: World, session: Session, free_unit: int) -> None:
    issued = operations.create_unit_accounts(world.actor("standing_body"), free_unit, PEOPLE)
    assert [one.username for one in issued] == ["sngv.cv", "sngv.ld"]
    for one, role in zip(issued, ("specialist", "leader"), strict=True):
        account = session.get_one(Account, one.account_id)
        assert (account.unit_id, account.unit_role) == (free_unit, role)
        assert account.must_change_password and passwords.opens(account.password_hash, one.password)
        assert one.password not in repr(one)
        assert events(session, account.id) == ["created"]
    assert queries.units_lacking_accounts(session, world.authority.id) == []


def test_a_refusal_for_one_makes_neither(world: World, session: Session, free_unit: int) -> None:
    people = {**PEOPLE, "leader": (world.leader.username, BINH)}
    with pytest.raises(InvalidInput) as refusal:
        operations.create_unit_accounts(world.actor("standing_body"), free_unit, people)
    assert refusal.value.field == "leader_username"
    assert refusal.value.message == messages.username_taken(world.leader.username)
    assert queries.account_id_of(session, "sngv.cv") is None


def test_a_third_account_is_refused(world: World) -> None:
    for role in ("specialist", "leader"):
        with pytest.raises(InvalidInput) as refusal:
            operations.create_account(
                world.actor("administrator"), "thu.ba", HOA, unit_id=world.unit.id, unit_role=role
            )
        assert refusal.value.field == "unit_role"
        holder = world.person(role).full_name
        assert refusal.value.message == messages.place_taken("Sở Tư pháp", role, holder)


def test_the_database_itself_refuses_a_third_account(world: World, session: Session) -> None:
    with pytest.raises(IntegrityError):
        session.execute(
            insert(Account).values(
                authority_id=world.authority.id,
                username="thu.ba",
                full_name="Người thứ ba",
                position_title="",
                email="",
                unit_id=world.unit.id,
                unit_role="leader",
                password_hash="!",
                must_change_password=True,
                is_active=True,
                session_epoch=1,
                created_at=clock.now(),
                version=1,
            )
        )
    session.rollback()


def test_one_person_does_not_hold_both(world: World, free_unit: int) -> None:
    admin = world.actor("administrator")
    with pytest.raises(InvalidInput) as refusal:
        same = Person("nguyễn thị  hoa", "Giám đốc", "HOA@thanhhoa.gov.vn")
        people = {**PEOPLE, "leader": ("sngv.ld", same)}
        operations.create_unit_accounts(admin, free_unit, people)
    assert refusal.value.field == "leader_full_name"
    assert refusal.value.message == messages.one_person("Sở Ngoại vụ", "Nguyễn Thị Hoa", "specialist")


@pytest.mark.parametrize("step", ["correct", "hand_over"])
def test_nor_by_renaming(world: World, session: Session, step: str) -> None:
    twin = Person(world.leader.full_name, "", world.leader.email)
    version = world.specialist.version
    admin = world.actor("administrator")
    with pytest.raises(InvalidInput) as refusal:
        if step == "correct":
            operations.correct_person(admin, world.specialist.id, twin, version)
        else:
            operations.hand_over(admin, world.specialist.id, twin, "Chuyển công tác", version)
    assert refusal.value.field == "full_name"
    assert events(session, world.specialist.id) == []


@pytest.mark.parametrize(
    ("username", "field"), [("NGUOI.MOI!", "username"), ("ab", "username"), ("", "username")]
)
def test_a_name_that_cannot_be_is_refused(world: World, username: str, field: str) -> None:
    with pytest.raises(InvalidInput) as refusal:
        operations.create_account(world.actor("administrator"), username, HOA)
    assert refusal.value.field == field


def test_a_unit_role_needs_an_assessed_unit_in_force(world: World, make: Maker) -> None:
    admin = world.actor("administrator")
    office = make.unit(world.group, group_id=None, name="Ban Thi đua")
    closed = make.unit(world.group, valid_to=clock.today().replace(year=2000))
    foreign = make.unit(make.group(make.authority()))
    for unit_id, message in (
        (None, messages.UNIT_NEEDED),
        (office.id, messages.UNIT_NOT_ASSESSED),
        (closed.id, messages.UNIT_UNKNOWN),
        (foreign.id, messages.UNIT_UNKNOWN),
        (99999, messages.UNIT_UNKNOWN),
    ):
        with pytest.raises(InvalidInput) as refusal:
            operations.create_account(admin, "nguoi.moi", HOA, unit_id=unit_id, unit_role="leader")
        assert (refusal.value.field, refusal.value.message) == ("unit_id", message)
    with pytest.raises(InvalidInput) as refusal:
        operations.create_account(admin, "nguoi.moi", HOA, unit_id=world.unit.id, unit_role="boss")
    assert refusal.value.message == messages.UNIT_ROLE_UNKNOWN
    assert operations.create_account(admin, "nguoi.moi", HOA, unit_id=office.id).username == "nguoi.moi"


# --- people come and go -------------------------------------------------------------------------------------


def test_handing_over_makes_it_another_persons(world: World, session: Session) -> None:
    account = world.specialist
    before = account.session_epoch
    issued = operations.hand_over(
        world.actor("standing_body"), account.id, HOA, "  Chuyển  công tác ", account.version
    )
    assert account.full_name == HOA.full_name and account.must_change_password
    assert passwords.opens(account.password_hash, issued.password)
    assert account.session_epoch == before + 1
    event = session.scalars(select(Event).where(Event.subject_id == account.id)).one()
    assert (event.kind, event.comment, event.acting_role) == (
        "handed_over",
        "Chuyển công tác",
        "standing_body",
    )
    assert event.data["changes"]["full_name"][1] == HOA.full_name


def test_handing_over_needs_a_reason_and_another_person(world: World) -> None:
    admin, account = world.actor("administrator"), world.specialist
    with pytest.raises(InvalidInput) as refusal:
        operations.hand_over(admin, account.id, HOA, "  ", account.version)
    assert refusal.value.field == "reason"
    with pytest.raises(InvalidInput) as refusal:
        same = Person(account.full_name, "Trưởng phòng", account.email)
        operations.hand_over(admin, account.id, same, "Đổi chức vụ", account.version)
    assert refusal.value.message == messages.NOT_A_NEW_PERSON


def test_correcting_keeps_password_and_sessions(world: World, session: Session) -> None:
    account = world.specialist
    epoch, kept = account.session_epoch, account.password_hash
    admin = world.actor("administrator")
    operations.correct_person(admin, account.id, HOA, account.version)
    assert (account.full_name, account.session_epoch, account.password_hash) == (HOA.full_name, epoch, kept)
    operations.correct_person(admin, account.id, HOA, account.version)
    assert events(session, account.id) == ["corrected"], "nothing changed, nothing written"


def test_an_old_page_is_told_who_changed_the_account(world: World) -> None:
    account, admin = world.specialist, world.actor("administrator")
    seen = account.version
    operations.correct_person(admin, account.id, HOA, seen)
    with pytest.raises(StaleVersion) as refusal:
        operations.correct_person(world.actor("standing_body"), account.id, BINH, seen)
    assert admin.name in refusal.value.message


def test_closing_frees_the_place_and_reopening_needs_it(world: World, session: Session) -> None:
    account, admin = world.specialist, world.actor("administrator")
    operations.close_account(admin, account.id, "Nghỉ hưu", account.version)
    assert loading.load_actor(session, account.id) is None
    lacking = queries.units_lacking_accounts(session, world.authority.id)
    assert (world.unit.id, "Sở Tư pháp", ["specialist"]) in lacking
    with pytest.raises(WrongState):
        operations.close_account(admin, account.id, "Nghỉ hưu", account.version)
    with pytest.raises(WrongState):
        operations.reset_password(admin, account.id)
    operations.create_account(admin, "stp.moi", HOA, unit_id=world.unit.id, unit_role="specialist")
    with pytest.raises(InvalidInput) as refusal:
        operations.reopen_account(admin, account.id, "Trở lại", account.version)
    assert refusal.value.field == "unit_role"
    heir = queries.account_id_of(session, "stp.moi")
    assert heir is not None
    operations.close_account(admin, heir, "Nhầm người", session.get_one(Account, heir).version)
    operations.reopen_account(admin, account.id, "Trở lại", account.version)
    assert account.is_active and events(session, account.id) == ["closed", "reopened"]
    with pytest.raises(WrongState):
        operations.reopen_account(admin, account.id, "Trở lại", account.version)


def test_a_reset_ends_sessions_and_asks_for_a_change(world: World, session: Session) -> None:
    account = world.leader
    epoch = account.session_epoch
    issued = operations.reset_password(system_actor(world.authority.id), account.id)
    assert account.must_change_password and account.session_epoch == epoch + 1
    assert passwords.opens(account.password_hash, issued.password)
    assert events(session, account.id) == ["password_reset"]


# --- roles --------------------------------------------------------------------------------------------------


def test_roles_are_given_for_a_round_and_taken_back(world: World, session: Session) -> None:
    actor, account = world.actor("standing_body"), world.leader
    grant_id = operations.grant_role(actor, account.id, "council_member", world.round.id)
    assert ("council_member", world.round.id) in world.make.actor(account).grants
    with pytest.raises(InvalidInput) as refusal:
        operations.grant_role(actor, account.id, "council_member", world.round.id)
    assert refusal.value.message == messages.ROLE_HELD
    operations.end_role(actor, account.id, grant_id)
    assert world.make.actor(account).grants == frozenset()
    assert session.get_one(RoleGrant, grant_id).ended_at is not None, "that it was held stays written"
    with pytest.raises(NotFound):
        operations.end_role(actor, account.id, grant_id)
    operations.grant_role(actor, account.id, "council_member", world.round.id)
    assert events(session, account.id) == ["role_granted", "role_ended", "role_granted"]
    rows = session.scalars(select(Event).where(Event.subject_id == account.id).order_by(Event.sequence)).all()
    assert history.verify_chain(rows) is None


def test_a_grant_belongs_to_its_account(world: World) -> None:
    with pytest.raises(NotFound):
        operations.end_role(world.actor("administrator"), world.leader.id, grant_of(world, "appraiser"))


def test_roles_that_may_not_be_given(world: World, make: Maker) -> None:
    admin = world.actor("administrator")
    foreign = make.round(make.authority(), [])
    for account, role, round_id, message in (
        (world.leader, "council_member", foreign.id, messages.ROUND_UNKNOWN),
        (world.leader, "specialist", None, messages.ROLE_UNKNOWN),
        (world.leader, "auditor", None, messages.AUDITOR_ALONE),
        (world.person("auditor"), "appraiser", world.round.id, messages.AUDITOR_ALONE),
        (world.person("chairman"), "administrator", world.round.id, messages.ROLE_WITHOUT_ROUND),
    ):
        with pytest.raises(InvalidInput) as refusal:
            operations.grant_role(admin, account.id, role, round_id)
        assert refusal.value.message == message
    closed = make.account(world.authority, is_active=False)
    with pytest.raises(WrongState):
        operations.grant_role(admin, closed.id, "appraiser")


def test_there_is_always_an_administrator(world: World) -> None:
    system, only = system_actor(world.authority.id), world.person("administrator")
    with pytest.raises(WrongState):
        operations.close_account(system, only.id, "Thử", only.version)
    with pytest.raises(WrongState):
        operations.end_role(system, only.id, grant_of(world, "administrator"))
    operations.grant_role(system, world.person("chairman").id, "administrator")
    operations.close_account(system, only.id, "Chuyển công tác", only.version)
    assert not only.is_active


# --- reading ------------------------------------------------------------------------------------------------


def test_the_actor_holds_present_roles_of_an_open_account(
    world: World, make: Maker, session: Session
) -> None:
    account = make.account(world.authority, roles=["appraiser"], unit_id=world.unit.id)
    operations.grant_role(world.actor("administrator"), account.id, "secretariat")
    actor = loading.load_actor(session, account.id)
    assert actor is not None
    assert actor.grants == {("appraiser", None), ("secretariat", None)}
    assert (actor.unit_name, actor.unit_role) == ("Sở Tư pháp", None)
    account.is_active = False
    session.commit()
    assert loading.load_actor(session, account.id) is None
    assert loading.load_actor(session, 99999) is None


def test_accounts_are_found_without_marks_and_by_filter(world: World, make: Maker, session: Session) -> None:
    hoa = make.account(world.authority, full_name="Đỗ Thị Hòa", unit_id=world.other_unit.id)
    make.account(make.authority(), full_name="Đỗ Thị Hòa")
    admin = world.actor("administrator")

    def found(**wanted: Any) -> list[int]:
        return [one.id for one in queries.search(session, admin, queries.Filter(**wanted)).accounts]

    assert found(text="do thi hoa") == [hoa.id]
    assert found(text="y te HÒA") == [hoa.id]
    assert set(found(unit_id=world.unit.id)) == {world.specialist.id, world.leader.id}
    assert found(role="auditor") == [world.person("auditor").id]
    assert set(found(role="leader")) == {world.leader.id, world.other_leader.id}
    assert found(state="closed") == []
    assert found(text="không có ai") == []
    with pytest.raises(NotFound):
        queries.detail(session, make.actor(make.account(make.authority(), roles=["administrator"])), hoa.id)


def test_long_lists_come_in_pages(world: World, make: Maker, session: Session) -> None:
    for _ in range(40):
        make.account(world.authority)
    admin = world.actor("administrator")
    pages = [queries.search(session, admin, queries.Filter(), number) for number in (1, 2, 99)]
    assert [page.number for page in pages] == [1, 2, 2] and pages[0].pages == 2
    first, second = ({one.id for one in page.accounts} for page in pages[:2])
    assert len(first) == queries.PAGE_SIZE and not first & second
    assert len(first | second) == pages[0].total

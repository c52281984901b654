"""Giving a delegation, ending it, and switching: what is kept, and what is refused at which field."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.accounts import lending
from app.accounts import operations as accounts
from app.accounts.actor import Actor
from app.accounts.delegating import operations
from app.accounts.loading import acting_for
from app.accounts.models import GRANTED_ROLES, Account, Delegation
from app.database import transaction
from app.errors import Forbidden, InvalidInput, NotFound, WrongState
from app.history import Event
from app.messages import delegating as messages
from tests.factories import Maker, World
from tests.lending import LETTER, acting, deputy, lend, wanted


@pytest.fixture
def helper(world: World, make: Maker) -> Account:
    """Somebody of the authority without any role."""
    return make.account(world.authority, full_name="Trần Thị Giúp", position_title="Phó Giám đốc")


def refusal(attempt: Callable[[], object]) -> InvalidInput:
    with pytest.raises(InvalidInput) as caught:
        attempt()
    return caught.value


def events(session: Session, account: Account) -> list[Event]:
    session.rollback()
    found = select(Event).where(Event.subject_type == "account", Event.subject_id == account.id)
    return list(session.scalars(found.order_by(Event.sequence)))


# --- giving ---------------------------------------------------------------------------------------------


def test_a_person_lends_their_roles_and_the_delegate_acts_visibly_for_them(
    world: World, session: Session, helper: Account
) -> None:
    number = lend(world, world.leader, helper)
    one = acting(world, helper, number)
    assert one.id == helper.id and one.name == helper.full_name
    assert one.unit_role == "leader" and one.unit_id == world.unit.id
    assert one.behalf is not None and one.behalf.id == world.leader.id and one.behalf.letter == LETTER
    (told,) = events(session, world.leader)
    assert told.kind == "delegation_given" and told.comment == "Đi công tác"
    assert told.data["delegate"] == helper.full_name and told.data["roles"] == ["leader"]
    assert told.data["letter"] == LETTER


def test_only_the_roles_that_were_lent_are_had(world: World, make: Maker, helper: Account) -> None:
    both = make.account(world.authority, roles=["secretariat", "standing_body"], round_=world.round)
    one = acting(world, helper, lend(world, both, helper, "secretariat"))
    assert one.all_roles == {"secretariat"}


def test_whoever_manages_accounts_names_a_substitute_by_a_letter(
    world: World, session: Session, helper: Account
) -> None:
    body = world.actor("standing_body")
    number = operations.give(body, world.leader.id, wanted(helper, "leader"))
    assert session.get_one(Delegation, number).given_by == body.id
    (told,) = events(session, world.leader)
    assert told.actor_id == body.id and told.acting_role == "standing_body"


def test_a_substitute_named_by_others_needs_a_letter(world: World, helper: Account) -> None:
    body = world.actor("standing_body")
    without = wanted(helper, "leader", letter_number=" ")
    assert refusal(lambda: operations.give(body, world.leader.id, without)).field == "letter_number"
    own = world.make.actor(world.leader)
    assert operations.give(own, world.leader.id, without)


def test_others_do_not_lend_what_is_not_theirs(world: World, helper: Account) -> None:
    with pytest.raises(Forbidden):
        operations.give(world.actor("appraiser"), world.leader.id, wanted(helper, "leader"))


def test_a_manager_does_not_name_themselves(world: World) -> None:
    body = world.person("standing_body")
    found = refusal(lambda: operations.give(world.make.actor(body), world.leader.id, wanted(body, "leader")))
    assert found.field == "delegate" and found.message == messages.DELEGATE_IS_GIVER


def test_another_authority_does_not_exist(world: World, make: Maker) -> None:
    far = make.account(make.authority())
    found = refusal(lambda: lend(world, world.leader, far))
    assert found.field == "delegate" and found.message == messages.unknown_delegate(far.username)
    with pytest.raises(NotFound):
        operations.give(world.actor("administrator"), far.id, wanted(world.leader, "leader"))


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"reason": "  "}, "reason"),
        ({"reason": "x" * 201}, "reason"),
        ({"letter_number": "1" * 201}, "letter_number"),
        ({"starts_on": None}, "starts_on"),
        ({"ends_on": None}, "ends_on"),
        ({"start": -1}, "starts_on"),
        ({"days": 0}, "ends_on"),
        ({"days": 91}, "ends_on"),
        ({"roles": ()}, "roles"),
        ({"roles": ("secretariat",)}, "roles"),
        ({"delegate": ""}, "delegate"),
        ({"delegate": "khong-co-ai"}, "delegate"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(
    world: World, helper: Account, change: dict[str, object], field: str
) -> None:
    values = {"delegate": helper, **change}
    delegate = values.pop("delegate")
    roles = values.pop("roles", ("leader",))
    asked = wanted(delegate, *roles, **values)  # type: ignore[arg-type,misc]
    found = refusal(lambda: operations.give(world.make.actor(world.leader), world.leader.id, asked))
    assert found.field == field
    assert found.message.startswith(messages.LABELS[field])


def test_ninety_days_are_the_most(world: World, helper: Account) -> None:
    assert lend(world, world.leader, helper, days=lending.MOST_DAYS)


def test_nobody_acts_for_themselves(world: World) -> None:
    found = refusal(lambda: lend(world, world.leader, world.leader))
    assert found.field == "delegate" and found.message == messages.DELEGATE_IS_PRINCIPAL


def test_a_closed_account_acts_for_nobody(world: World, session: Session, helper: Account) -> None:
    number = lend(world, world.leader, helper)
    helper.is_active = False
    session.commit()
    assert refusal(lambda: lend(world, world.specialist, helper)).field == "delegate"
    assert session.get_one(Delegation, number).ended_at is None


def test_the_same_role_is_lent_once_a_day(world: World, make: Maker, helper: Account) -> None:
    another = make.account(world.authority)
    first = lend(world, world.leader, helper, days=5)
    found = refusal(lambda: lend(world, world.leader, another, start=4, days=3))
    assert found.field == "roles" and helper.full_name in found.message
    assert lend(world, world.leader, another, start=5, days=3)
    operations.end(make.actor(world.leader), first, "Về sớm")
    assert lend(world, world.leader, another, days=5)


def test_different_roles_go_to_different_people(world: World, make: Maker, helper: Account) -> None:
    both = make.account(world.authority, roles=["secretariat", "standing_body"], round_=world.round)
    assert lend(world, both, helper, "secretariat")
    assert lend(world, both, make.account(world.authority), "standing_body")


def test_a_unit_is_never_entered_and_confirmed_by_one_person(world: World, helper: Account) -> None:
    for principal, delegate in ((world.leader, world.specialist), (world.specialist, world.leader)):
        assert refusal(lambda one=principal, two=delegate: lend(world, one, two)).field == "delegate"
    lend(world, world.specialist, helper)
    found = refusal(lambda: lend(world, world.leader, helper, start=2))
    assert found.field == "delegate" and "hai người khác nhau" in found.message


def test_who_is_judged_judges_nobody_and_the_other_way_round(world: World) -> None:
    found = refusal(lambda: lend(world, world.person("appraiser"), world.specialist))
    assert found.field == "delegate"
    found = refusal(lambda: lend(world, world.leader, world.person("council_member")))
    assert found.field == "delegate"


@pytest.mark.parametrize("role", ["council_member", "administrator", "auditor"])
def test_some_roles_are_never_lent(world: World, helper: Account, role: str) -> None:
    found = refusal(lambda: lend(world, world.person(role), helper, role))
    assert found.field == "roles"


def test_who_inspects_acts_for_nobody(world: World) -> None:
    assert refusal(lambda: lend(world, world.leader, world.person("auditor"))).field == "delegate"


def test_the_chair_is_replaced_by_a_member_only(world: World, helper: Account) -> None:
    chair = world.person("council_chair")
    assert refusal(lambda: lend(world, chair, helper)).field == "delegate"
    one = acting(world, world.person("council_member"), lend(world, chair, world.person("council_member")))
    assert one.all_roles == {"council_chair"}


def test_what_one_has_on_loan_is_not_lent_on(world: World, make: Maker) -> None:
    delegate, one = deputy(world, world.leader)
    another = make.account(world.authority)
    for principal in (world.leader.id, delegate.id):
        with pytest.raises(Forbidden):
            operations.give(one, principal, wanted(another, "leader"))


# --- ending ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["principal", "delegate", "manager"])
def test_either_person_or_a_manager_ends_it_early(
    world: World, session: Session, helper: Account, who: str
) -> None:
    number = lend(world, world.leader, helper)
    person = {"principal": world.leader, "delegate": helper, "manager": world.person("administrator")}[who]
    actor = world.make.actor(person)
    with pytest.raises(InvalidInput):
        operations.end(actor, number, " ")
    operations.end(actor, number, "Về sớm")
    told = events(session, world.leader)[-1]
    assert told.kind == "delegation_ended" and told.comment == "Về sớm" and told.actor_id == person.id
    assert acting_for(session, world.make.actor(helper), number, clock.today()) is None
    with pytest.raises(WrongState):
        operations.end(actor, number, "Lần nữa")


def test_it_does_not_exist_for_others(world: World, make: Maker, helper: Account) -> None:
    number = lend(world, world.leader, helper)
    far = make.authority()
    strangers = [world.other_leader, make.account(far, roles=["administrator", "standing_body"])]
    for stranger in strangers:
        with pytest.raises(NotFound):
            operations.end(make.actor(stranger), number, "Không phải của mình")
        with pytest.raises(NotFound):
            operations.begin(make.actor(stranger), number)


# --- days -----------------------------------------------------------------------------------------------


def test_it_holds_from_the_first_minute_to_the_last_in_vietnam(
    world: World, session: Session, helper: Account
) -> None:
    number = lend(world, world.leader, helper, start=2, days=3)
    row = session.get_one(Delegation, number)
    first = datetime.combine(row.starts_on, datetime.min.time(), clock.LOCAL_ZONE)
    last = datetime.combine(row.ends_on, datetime.min.time(), clock.LOCAL_ZONE).replace(
        hour=23, minute=59, second=59
    )
    me = world.make.actor(helper)
    for moment, holds in (
        (first - timedelta(seconds=1), False),
        (first, True),
        (last, True),
        (last + timedelta(seconds=1), False),
    ):
        with clock.at(moment):
            assert (acting_for(session, me, number, clock.today()) is not None) is holds, moment


# --- switching ------------------------------------------------------------------------------------------


def test_switching_on_and_off_is_written_on_the_delegate(
    world: World, session: Session, helper: Account
) -> None:
    number = lend(world, world.leader, helper)
    one = operations.begin(world.make.actor(helper), number)
    operations.stop(one)
    operations.stop(world.make.actor(helper))
    told = events(session, helper)
    assert [event.kind for event in told] == ["acting_began", "acting_stopped"]
    assert all(event.actor_id == helper.id for event in told)
    assert all(event.data["on_behalf"]["id"] == world.leader.id for event in told)


def test_what_is_not_in_force_is_not_begun(world: World, helper: Account) -> None:
    number = lend(world, world.leader, helper, start=1)
    with pytest.raises(WrongState):
        operations.begin(world.make.actor(helper), number)


# --- no growth of power -----------------------------------------------------------------------------------


def test_the_managers_delegate_does_nothing_to_the_manager(world: World) -> None:
    body = world.person("standing_body")
    delegate, one = deputy(world, body)
    for account in (body, delegate):
        with pytest.raises(Forbidden):
            accounts.reset_password(one, account.id)
        with pytest.raises(Forbidden):
            accounts.grant_role(one, account.id, "chairman", world.round.id)
        with pytest.raises(Forbidden):
            accounts.close_account(one, account.id, "Không được", account.version)


def test_a_role_taken_back_is_taken_from_the_delegate_too(world: World, session: Session) -> None:
    delegate, one = deputy(world, world.person("secretariat"))
    number = one.behalf.delegation_id if one.behalf else 0
    actor = world.make.actor(world.person("secretariat"))
    grant = accounts.queries.detail(session, world.actor("administrator"), actor.id or 0).grants[0]
    accounts.end_role(world.actor("administrator"), actor.id or 0, grant.id)
    assert acting_for(session, world.make.actor(delegate), number, clock.today()) is None


def test_a_delegate_who_becomes_a_judge_loses_the_units_role(world: World, session: Session) -> None:
    delegate, one = deputy(world, world.leader)
    number = one.behalf.delegation_id if one.behalf else 0
    accounts.grant_role(world.actor("administrator"), delegate.id, "appraiser", world.round.id)
    assert acting_for(session, world.make.actor(delegate), number, clock.today()) is None


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    principal=st.sets(st.sampled_from(GRANTED_ROLES), max_size=4),
    delegate=st.sets(st.sampled_from(GRANTED_ROLES), max_size=3),
    asked=st.sets(st.sampled_from((*GRANTED_ROLES, "specialist", "leader")), max_size=5),
    of_unit=st.sampled_from([None, "specialist", "leader"]),
    theirs=st.sampled_from([None, "specialist", "leader"]),
)
def test_a_delegate_never_has_more_than_the_principal(
    world: World,
    session: Session,
    principal: set[str],
    delegate: set[str],
    asked: set[str],
    of_unit: str | None,
    theirs: str | None,
) -> None:
    """Whatever stands in the table, written past every check: only a part of the principal's roles."""
    make = world.make
    units = [make.unit(world.group).id, make.unit(world.group).id]
    one = make.account(
        world.authority, roles=sorted(principal), unit_id=of_unit and units[0], unit_role=of_unit
    )
    two = make.account(world.authority, roles=sorted(delegate), unit_id=theirs and units[1], unit_role=theirs)
    day = clock.today()
    with transaction() as writing:
        row = Delegation(
            authority_id=world.authority.id,
            principal_id=one.id,
            delegate_id=two.id,
            roles=",".join(sorted(asked)),
            starts_on=day,
            ends_on=day,
            reason="Thử",
            given_at=clock.now(),
            given_by=one.id,
        )
        writing.add(row)
        writing.flush()
        number = row.id
    whole: Actor = make.actor(one)
    found = acting_for(session, make.actor(two), number, day)
    if found is None:
        return
    assert found.grants <= whole.grants and found.all_roles <= whole.all_roles
    assert not found.all_roles & lending.NEVER
    assert found.all_roles <= (asked or whole.all_roles)

"""What a delegate may do to a unit, by the role that was lent and the state the unit is in: by the real
operations, each allowed step written in the delegate's name and the principal's."""

from collections.abc import Callable

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app import clock
from app.accounts.actor import Actor
from app.accounts.delegating import operations as delegating
from app.accounts.models import Account
from app.appraisal import conflicts
from app.appraisal import operations as appraisal
from app.assessments import entry
from app.assessments import operations as assessments
from app.assessments.entry import Typed
from app.council import operations as council
from app.council.models import OpenPoint
from app.documents import dossier
from app.errors import DomainError, Forbidden, GuardRefused, NotFound
from app.history import Event
from app.results.queries import running_result
from app.rounds.models import Round
from tests import stages
from tests.factories import Maker, World
from tests.lending import acting, deputy, lend

Action = Callable[[World, Actor], object]


def point_of(world: World) -> int:
    return world.make.session.scalar(select(func.max(OpenPoint.id))) or 0


def confirm(world: World, actor: Actor) -> object:
    seen = stages.self_hash(world, world.assessment)
    return assessments.confirm(actor, world.assessment.id, sheet_hash=seen)


def decide(world: World, actor: Actor) -> object:
    waiting = running_result(world.make.session, world.round.id)
    seen = waiting.content_hash if waiting else "0" * 64
    return dossier.decide(actor, world.round.id, dossier_hash=seen)


ACTIONS: dict[str, Action] = {
    "enter": lambda world, actor: entry.save_figure(actor, world.assessment.id, Typed("so_hoi_thao", "3")),
    "submit": lambda world, actor: assessments.submit(actor, world.assessment.id),
    "confirm": confirm,
    "return": lambda world, actor: assessments.return_to_specialist(
        actor, world.assessment.id, reason="Xem lại"
    ),
    "review": lambda world, actor: appraisal.review(actor, world.assessment.id, "2.1", "accepted"),
    "finish": lambda world, actor: appraisal.finish(actor, world.assessment.id),
    "reopen": lambda world, actor: appraisal.reopen(actor, world.assessment.id, reason="Sót tài liệu"),
    "start_council": lambda world, actor: appraisal.start_council(actor, world.round.id),
    "raise": lambda world, actor: council.raise_point(
        actor, world.assessment.id, "2.1", question="Tính lại?", proposed="6"
    ),
    "vote": lambda world, actor: council.vote(actor, point_of(world), "for"),
    "submit_dossier": lambda world, actor: dossier.submit(actor, world.round.id),
    "decide": decide,
    "publish": lambda world, actor: dossier.issue_decision(actor, world.round.id, issued_on=clock.today()),
}
ROLES = ("specialist", "leader", "appraiser", "council_chair", "council_secretary", "secretariat",
         "standing_body", "chairman")  # fmt: skip


def nothing(_world: World) -> None:
    """The unit enters its figures."""


def drafted(world: World) -> None:
    for assessment in world.assessments:
        stages.fill(world, assessment)


def handed_in(world: World) -> None:
    drafted(world)
    stages.submit(world, world.assessment)


def in_council(world: World) -> None:
    stages.meeting(world)
    council.raise_point(
        world.actor("council_secretary"), world.assessment.id, "2.2", question="Tính lại?", proposed="1"
    )


def numbered(world: World) -> None:
    stages.submitted(world)
    stages.number_submission(world)


STATES: dict[str, Callable[[World], object]] = {
    "drafting": drafted,
    "awaiting_confirmation": handed_in,
    "appraising": stages.received,
    "appraised": stages.appraised,
    "in_council": in_council,
    "concluded": stages.concluded,
    "submitted": numbered,
    "decided": stages.decided,
    "published": stages.published,
}
# What each lent role lets the delegate do in each state; nothing else.
ALLOWED: dict[str, set[tuple[str, str]]] = {
    "drafting": {("specialist", "enter"), ("specialist", "submit")},
    "awaiting_confirmation": {("leader", "confirm"), ("leader", "return")},
    "appraising": {("appraiser", "review"), ("appraiser", "raise")},
    "appraised": {
        ("appraiser", "raise"),
        ("council_secretary", "raise"),
        ("standing_body", "raise"),
        ("standing_body", "reopen"),
        ("standing_body", "start_council"),
    },
    "in_council": {(role, "raise") for role in ("council_chair", "council_secretary", "standing_body")},
    "concluded": {("standing_body", "submit_dossier")},
    "submitted": {("chairman", "decide")},
    "decided": {("secretariat", "publish")},
    "published": set(),
}


def lent(world: World, role: str) -> tuple[Account, Actor]:
    """The delegate of the role's person; the chair's is a member of the council."""
    if role != "council_chair":
        return deputy(world, world.person(role), role)
    member = world.person("council_member")
    return member, acting(world, member, lend(world, world.person(role), member))


def events(session: Session) -> int:
    session.rollback()
    return session.scalar(select(func.count(Event.id)).where(Event.subject_type != "account")) or 0


@pytest.mark.parametrize("state", STATES)
def test_a_delegate_may_do_nothing_else(world: World, session: Session, state: str) -> None:
    STATES[state](world)
    people = {role: lent(world, role)[1] for role in ROLES}
    before = events(session)
    for role, actor in people.items():
        for name, action in ACTIONS.items():
            if (role, name) in ALLOWED[state]:
                continue
            with pytest.raises(DomainError):
                action(world, actor)
                pytest.fail(f"{role} by delegation may {name} in {state}")
    assert events(session) == before


@pytest.mark.parametrize(
    ("state", "role", "name"),
    [(state, role, name) for state, cells in ALLOWED.items() for role, name in sorted(cells)],
)
def test_what_a_delegate_does_is_theirs_on_behalf_of_the_principal(
    world: World, session: Session, state: str, role: str, name: str
) -> None:
    STATES[state](world)
    delegate, actor = lent(world, role)
    last = session.scalar(select(func.max(Event.id))) or 0
    ACTIONS[name](world, actor)
    session.rollback()
    told = session.scalars(
        select(Event).where(Event.id > last, Event.actor_id.is_not(None)).order_by(Event.id)
    ).all()
    assert told
    for event in told:
        assert event.actor_id == delegate.id and event.actor_name == delegate.full_name
        assert event.data["on_behalf"]["id"] == world.person(role).id


# --- separation of duties ---------------------------------------------------------------------------------


def test_whoever_entered_figures_for_the_specialist_never_confirms_them(
    world: World, session: Session, make: Maker
) -> None:
    """The days do not overlap, so both may be given; the figures they entered are still their own."""
    delegate, for_specialist = deputy(world, world.specialist)
    drafted(world)
    entry.save_figure(for_specialist, world.assessment.id, Typed("so_hoi_thao", "3"))
    number = for_specialist.behalf.delegation_id if for_specialist.behalf else 0
    delegating.end(make.actor(world.specialist), number, "Về sớm")
    for_leader = acting(world, delegate, lend(world, world.leader, delegate))
    stages.submit(world, world.assessment)
    with pytest.raises(GuardRefused):
        confirm(world, for_leader)


def test_a_delegate_judges_neither_of_the_two_units(world: World, session: Session, make: Maker) -> None:
    stages.received(world)
    principal = make.account(world.authority, roles=["appraiser"], round_=world.round, unit_id=world.unit.id)
    delegate = make.account(world.authority, unit_id=world.other_unit.id)
    actor = acting(world, delegate, lend(world, principal, delegate))
    for assessment in world.assessments:
        with pytest.raises((NotFound, Forbidden)):
            appraisal.review(actor, assessment.id, "2.1", "accepted")


def test_a_conflict_declared_while_acting_keeps_the_delegate_from_the_unit(
    world: World, session: Session, make: Maker
) -> None:
    """Whoever has no role of their own that judges declares it for themselves all the same."""
    stages.received(world)
    principal = world.person("appraiser")
    delegate, actor = deputy(world, principal)
    conflicts.declare(actor, world.round.id, world.unit.id, "Người thân làm việc tại đơn vị")
    assert actor.behalf is not None
    again = acting(world, delegate, actor.behalf.delegation_id)
    with pytest.raises((NotFound, Forbidden)):
        appraisal.review(again, world.assessment.id, "2.1", "accepted")
    appraisal.review(again, world.other_assessment.id, "2.1", "accepted")
    appraisal.review(make.actor(principal), world.assessment.id, "2.1", "accepted")


def test_a_vote_is_never_cast_while_acting(world: World) -> None:
    in_council(world)
    member = world.person("council_member")
    actor = acting(world, member, lend(world, world.person("council_chair"), member))
    with pytest.raises(Forbidden):
        council.vote(actor, point_of(world), "for")
    council.vote(world.make.actor(member), point_of(world), "for")


def test_another_authoritys_round_stays_out_of_reach(world: World, make: Maker) -> None:
    other = World(make)
    for role in ("leader", "standing_body", "chairman"):
        _, actor = deputy(world, world.person(role))
        with pytest.raises(NotFound):
            assessments.take_over(actor, other.assessment.id, reason="Không phải của mình")
        assert actor.roles_in(other.round.id) == frozenset()
    assert make.session.get_one(Round, other.round.id).state == "collecting"

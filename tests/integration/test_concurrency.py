"""Two people press at the same moment: one wins, the other is told, and nothing is recorded twice."""

from collections.abc import Callable
from threading import Barrier, Thread
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.accounts.actor import Actor
from app.appraisal import operations as appraisal
from app.appraisal.models import CriterionReview
from app.appraisal.queries import decision_version
from app.assessments import entry, sheets
from app.assessments import operations as assessments
from app.assessments.entry import Typed
from app.assessments.models import Assessment, Figure
from app.audit.verification import verify
from app.clock import today
from app.council import operations as council
from app.documents import dossier
from app.documents import operations as documents
from app.documents.models import Document, RegisterEntry
from app.errors import DomainError, Forbidden, GuardRefused, StaleVersion, WrongState
from app.extensions import db
from app.history import Event
from app.rounds.models import Round
from tests import stages
from tests.factories import World
from tests.people import carry_out, record_opening

LONGEST = 300  # seconds: whoever waits longer waits for ever
Action = Callable[[], Any]


def at_once(app: Flask, *actions: Action) -> list[Any]:
    """Run actions at the same moment, each as a request of its own would; what each returned or raised."""
    db.session.rollback()
    barrier = Barrier(len(actions), timeout=LONGEST)
    outcomes: list[Any] = [None] * len(actions)

    def run(place: int, action: Action) -> None:
        with app.app_context():
            barrier.wait()
            try:
                outcomes[place] = action()
            except Exception as error:  # noqa: BLE001 -- the test looks at whatever came
                outcomes[place] = error

    threads = [Thread(target=run, args=pair, daemon=True) for pair in enumerate(actions)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(LONGEST)
        assert not thread.is_alive(), "two people wait for each other"
    return outcomes


def one_wins(outcomes: list[Any], *losses: type[DomainError]) -> int:
    """The place of the one who won; every other was refused in one of these ways."""
    won = [place for place, outcome in enumerate(outcomes) if not isinstance(outcome, Exception)]
    assert len(won) == 1, f"not one winner: {outcomes}"
    lost = [outcome for outcome in outcomes if isinstance(outcome, Exception)]
    assert all(isinstance(error, losses) for error in lost), f"refused in another way: {lost!r}"
    assert all(error.message for error in lost)
    return won[0]


def steps(session: Session, kind: str, number: int, transition: str) -> int:
    """How often a step is recorded."""
    return (
        session.scalar(
            select(func.count())
            .select_from(Event)
            .where(Event.subject_type == kind, Event.subject_id == number, Event.transition == transition)
        )
        or 0
    )


@pytest.fixture(autouse=True)
def nothing_is_broken(world: World, session: Session) -> Any:
    """After every race: the chains hold, the recorded steps lead to the stored states."""
    record_opening(world)
    yield
    session.rollback()
    report = verify(session)
    assert not report.faults and report.events


@pytest.fixture
def submitted(world: World) -> Assessment:
    """The first unit's form waits for its leader."""
    stages.fill(world, world.assessment)
    stages.submit(world, world.assessment)
    return world.assessment


def state_of(session: Session, assessment_id: int) -> str:
    """The stored state."""
    session.rollback()
    return session.get_one(Assessment, assessment_id).state


def test_a_double_click_confirms_once(
    app: Flask, world: World, submitted: Assessment, session: Session
) -> None:
    number, leader = submitted.id, world.actor("leader")
    seen = stages.self_hash(world, submitted)
    confirm = lambda: assessments.confirm(leader, number, sheet_hash=seen)  # noqa: E731
    one_wins(at_once(app, confirm, confirm), WrongState, StaleVersion)
    assert steps(session, "assessment", number, "confirm") == 1
    assert state_of(session, number) == "appraising"


def test_the_leader_confirms_while_the_specialist_takes_the_form_back(
    app: Flask, world: World, submitted: Assessment, session: Session
) -> None:
    """Whoever is first: the sheet confirmed is the one that was on the leader's screen."""
    number, leader, specialist = submitted.id, world.actor("leader"), world.actor("specialist")
    seen = stages.self_hash(world, submitted)

    def change() -> None:
        assessments.recall(specialist, number, reason="Sửa số hội thảo")
        entry.save_figure(specialist, number, Typed("so_hoi_thao", "1"))
        assessments.submit(specialist, number)

    winner = one_wins(
        at_once(app, lambda: assessments.confirm(leader, number, sheet_hash=seen), change),
        WrongState,
        GuardRefused,
    )
    session.rollback()
    sheet = sheets.current(session, number, "self")
    if winner == 0:
        assert sheet is not None and sheet.content_hash == seen
    else:
        assert sheet is None and state_of(session, number) == "awaiting_confirmation"


def test_a_double_click_submits_once(app: Flask, world: World, session: Session) -> None:
    stages.fill(world, world.assessment)
    number, specialist = world.assessment.id, world.actor("specialist")
    submit = lambda: assessments.submit(specialist, number)  # noqa: E731
    one_wins(at_once(app, submit, submit), WrongState)
    assert steps(session, "assessment", number, "submit") == 1


def test_what_is_saved_while_the_form_is_handed_in_is_either_in_it_or_refused(
    app: Flask, world: World, session: Session
) -> None:
    stages.fill(world, world.assessment)
    number, specialist = world.assessment.id, world.actor("specialist")
    handed_in, saved = at_once(
        app,
        lambda: assessments.submit(specialist, number),
        lambda: entry.save_figure(specialist, number, Typed("so_hoi_thao", "1")),
    )
    assert handed_in is None
    session.rollback()
    stored = session.get_one(Figure, (number, "so_hoi_thao")).value
    if isinstance(saved, Exception):
        assert isinstance(saved, Forbidden) and stored == "4"
    else:
        assert stored == "1"
        events = select(Event.kind).where(Event.subject_type == "assessment").order_by(Event.id.desc())
        assert session.scalars(events.limit(2)).all() == ["transition", "figure"]


def test_two_windows_save_the_same_figure(app: Flask, world: World, session: Session) -> None:
    number, specialist = world.assessment.id, world.actor("specialist")
    outcomes = at_once(
        app,
        lambda: entry.save_figure(specialist, number, Typed("so_hoi_thao", "1", 0)),
        lambda: entry.save_figure(specialist, number, Typed("so_hoi_thao", "2", 0)),
    )
    winner = one_wins(outcomes, StaleVersion)
    session.rollback()
    assert session.get_one(Figure, (number, "so_hoi_thao")).value == str(winner + 1)
    assert outcomes[1 - winner].data["current"] == str(winner + 1), "the loser is told what stands there now"


def second_appraiser(world: World) -> Actor:
    """A colleague on the team."""
    make = world.make
    return make.actor(make.account(world.authority, roles=["appraiser"], round_=world.round))


def test_two_appraisers_decide_on_the_same_criterion(app: Flask, world: World, session: Session) -> None:
    stages.received(world)
    number, people = world.assessment.id, [world.actor("appraiser"), second_appraiser(world)]
    session.rollback()
    seen = decision_version(session.get_one(Assessment, number), None)

    def decide(person: Actor, points: str) -> Action:
        return lambda: appraisal.review(
            person, number, "2.1", "adjusted", points=points, reason="Thiếu danh mục", seen_version=seen
        )

    winner = one_wins(at_once(app, decide(people[0], "4"), decide(people[1], "5")), StaleVersion)
    session.rollback()
    row = session.get_one(CriterionReview, (number, "2.1"))
    assert row.points == 4 + winner and row.reviewed_by == people[winner].id


def test_two_appraisers_finish_the_same_unit(app: Flask, world: World, session: Session) -> None:
    stages.received(world)
    number, people = world.assessment.id, [world.actor("appraiser"), second_appraiser(world)]
    appraisal.accept_rest(people[0], number)
    outcomes = at_once(app, *(lambda who=who: appraisal.finish(who, number) for who in people))
    one_wins(outcomes, WrongState, Forbidden)
    assert steps(session, "assessment", number, "finish_appraisal") == 1
    assert sheets.current(session, number, "appraisal").number == 1  # type: ignore[union-attr]


def test_finishing_and_deciding_meet(app: Flask, world: World, session: Session) -> None:
    """A decision that comes with the end of the appraisal is in its sheet, or it is refused."""
    stages.received(world)
    number, people = world.assessment.id, [world.actor("appraiser"), second_appraiser(world)]
    appraisal.accept_rest(people[0], number)
    finished, decided = at_once(
        app,
        lambda: appraisal.finish(people[0], number),
        lambda: appraisal.review(people[1], number, "2.1", "adjusted", points="1", reason="Sai danh mục"),
    )
    assert finished is None
    session.rollback()
    sheet = sheets.current(session, number, "appraisal")
    row = session.get_one(CriterionReview, (number, "2.1"))
    assert sheet is not None and ("Sai danh mục" in sheet.content) == (decided is None)
    assert (row.points == 1) == (decided is None)
    assert decided is None or isinstance(decided, Forbidden)


def minutes(session: Session) -> list[int]:
    """The minutes of the units' appraisals."""
    session.rollback()
    return list(session.scalars(select(Document.id).where(Document.kind == "appraisal_minutes")))


def test_two_clerks_number_at_once(app: Flask, world: World, session: Session) -> None:
    """Two papers get two numbers without a gap; one paper gets one."""
    stages.appraised(world)
    carry_out(app)
    first, second = minutes(session)
    clerk = world.actor("secretariat")
    give = lambda number: lambda: documents.issue(clerk, number, issued_on=today())  # noqa: E731
    outcomes = at_once(app, give(first), give(second))
    assert all(isinstance(outcome, str) for outcome in outcomes), outcomes
    numbers = select(RegisterEntry.number).order_by(RegisterEntry.number)
    session.rollback()
    assert session.scalars(numbers).all() == [1, 2]


def test_two_clerks_number_the_same_paper(app: Flask, world: World, session: Session) -> None:
    stages.appraised(world)
    carry_out(app)
    paper = minutes(session)[0]
    clerk = world.actor("secretariat")
    give = lambda: documents.issue(clerk, paper, issued_on=today())  # noqa: E731
    one_wins(at_once(app, give, give), GuardRefused)
    session.rollback()
    assert session.scalars(select(RegisterEntry.number)).all() == [1]


def test_two_clicks_decide_a_point_once(app: Flask, world: World, session: Session) -> None:
    stages.meeting(world)
    secretary, chair = world.actor("council_secretary"), world.actor("council_chair")
    point = council.raise_point(secretary, world.assessment.id, "2.1", question="Tính lại?", proposed="6")
    people = [world.person(role).id for role in ("council_chair", "council_member")]
    council.record_votes(secretary, point, dict.fromkeys(people, "for"))
    decide = lambda who: lambda: council.decide_point(who, point, reason="Theo biểu quyết")  # noqa: E731
    one_wins(at_once(app, decide(secretary), decide(chair)), GuardRefused)
    recorded = select(func.count()).select_from(Event).where(Event.kind == "point_decided")
    session.rollback()
    assert session.scalar(recorded) == 1


def test_the_chairman_decides_and_returns_in_two_windows(app: Flask, world: World, session: Session) -> None:
    stages.submitted(world)
    stages.number_submission(world)
    number, chairman = world.round.id, world.actor("chairman")
    seen = stages.dossier_hash(world)
    winner = one_wins(
        at_once(
            app,
            lambda: dossier.decide(chairman, number, dossier_hash=seen),
            lambda: dossier.return_dossier(chairman, number, reason="Xem lại hai đơn vị"),
        ),
        WrongState,
    )
    session.rollback()
    assert session.get_one(Round, number).state == ("decided", "concluded")[winner]
    assert steps(session, "round", number, "decide") + steps(session, "round", number, "return_dossier") == 1


def test_a_double_click_publishes_once(app: Flask, world: World, session: Session) -> None:
    stages.decided(world)
    number, clerk = world.round.id, world.actor("secretariat")
    publish = lambda: dossier.issue_decision(clerk, number, issued_on=today())  # noqa: E731
    one_wins(at_once(app, publish, publish), WrongState)
    assert steps(session, "round", number, "publish") == 1
    decisions = select(func.count()).where(Document.kind == "decision", Document.state == "issued")
    assert session.scalar(decisions) == 1

"""Many people at the same moment, on a server that lets them: each decision is recorded once, everybody else
is told clearly, nobody waits for ever, and afterwards everything holds that must."""

import random
from collections.abc import Callable
from datetime import datetime, timedelta
from threading import Barrier, Thread
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app import clock
from app.accounts.models import LocalRole
from app.appraisal import operations as appraisal
from app.appraisal.assigning import operations as assigning
from app.appraisal.assigning.sharing import Part
from app.assessments import explanations
from app.assessments import operations as assessments
from app.assessments.models import Assessment
from app.audit.verification import verify
from app.council import operations as council
from app.council.models import OpenPoint, Vote
from app.documents import dossier
from app.documents import operations as documents
from app.documents.models import Document, RegisterEntry
from app.errors import DomainError, Forbidden, GuardRefused, StaleVersion, WrongState
from app.extensions import db
from app.history import Event
from app.schedule import ticking
from app.worklists import operations as worklists
from app.worklists.models import BulkRun
from tests import complaints, stages
from tests.factories import Maker, World
from tests.integration.random_rounds import helping
from tests.integration.random_rounds.cast import WORKFLOWS, Players
from tests.integration.random_rounds.checks import Checks
from tests.integration.random_rounds.machine import DEEDS, SELDOM, TIME
from tests.integration.random_rounds.watching import Watch
from tests.people import carry_out, record_opening

pytestmark = pytest.mark.parametrize("database", ["postgresql"], indirect=True)
LONGEST = 300  # seconds: whoever waits longer waits for ever
RIVALS, BATCHES, SOAK_BATCHES = 6, 12, 80
Action = Callable[[], Any]


def at_once(app: Flask, *actions: Action, moment: datetime | None = None) -> list[Any]:
    """Run actions at the same moment, each in a session of its own; what each returned or raised."""
    db.session.rollback()
    barrier, outcomes = Barrier(len(actions), timeout=LONGEST), [None] * len(actions)
    there = moment or clock.now()

    def run(place: int, action: Action) -> None:
        with app.app_context(), clock.at(there):
            barrier.wait()
            try:
                outcomes[place] = action()
            except Exception as error:  # noqa: BLE001 -- the test looks at whatever came
                outcomes[place] = error  # type: ignore[call-overload]

    threads = [Thread(target=run, args=pair, daemon=True) for pair in enumerate(actions)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(LONGEST)
        assert not thread.is_alive(), "people wait for each other"
    return outcomes


def lost(outcomes: list[Any]) -> list[DomainError]:
    """Those who were refused; nothing else may go wrong."""
    errors = [one for one in outcomes if isinstance(one, Exception)]
    assert all(isinstance(one, DomainError) and one.message for one in errors), (
        f"not told clearly: {errors!r}"
    )
    return errors


def one_wins(outcomes: list[Any], *ways: type[DomainError]) -> None:
    """One was carried out; everybody else was refused in one of these ways."""
    refused = lost(outcomes)
    assert len(refused) == len(outcomes) - 1, f"not one winner: {outcomes!r}"
    assert all(isinstance(one, ways) for one in refused), f"refused in another way: {refused!r}"


def steps(session: Session, *transitions: str) -> int:
    """How often any of these steps is recorded."""
    session.rollback()
    return session.scalar(select(func.count(Event.id)).where(Event.transition.in_(transitions))) or 0


# --- rounds of chance ---------------------------------------------------------------------------------------


def deed(players: Players, seed: str) -> Action:
    """Something that somebody might do now: what helps most often, by the right person most often."""
    chance = random.Random(seed)
    players.chance = chance
    pair = helping.ways(players) if chance.random() < 0.6 else [helping.fitting(players)]
    name, unit = chance.choice([way for way in pair if way[0] not in TIME] or [("number", 1)])
    # A conflict declared in the same moment as a vote: which was first is not for the checks to guess.
    if name == "declare conflict" or (name in SELDOM and chance.random() < 0.5):
        name = "number"
    roles, act = DEEDS[name]
    who = players.right_one(roles, unit) if chance.random() < 0.9 else players.someone()
    own = players.alone(seed)

    def run() -> Any:
        return act(own, own.actor(who), unit)

    return run


def crowd(app: Flask, workflow: str, batches: int) -> Players:
    """Some batches of rivals on one round; after each everything that must hold is checked."""
    players = Players(app, workflow, "whole_team")
    watch = Watch(db.engine)
    watch.begin()
    checks = Checks(players, watch)
    for number in range(batches):
        players.pass_time(minutes=10)
        with watch.watching(), clock.at(players.moment):
            actions = [deed(players, f"{workflow}:{number}:{place}") for place in range(RIVALS)]
            outcomes = at_once(app, *actions, moment=players.moment)
            refused = len(lost(outcomes))
            players.done["all"] += len(outcomes) - refused
            players.refused["all"] += refused
            if number % 10 == 9:
                assert not ticking.run().failed
                carry_out(app)
        db.session.rollback()
        checks.after(watch.changes())
    checks.whole()
    return players


def test_a_crowd_of_chance_leaves_a_record_that_holds(app: Flask) -> None:
    players = crowd(app, "thanh_hoa", BATCHES)
    assert players.done["all"] > BATCHES and players.refused["all"] > BATCHES


@pytest.mark.soak
@pytest.mark.parametrize("workflow", WORKFLOWS)
def test_crowds_of_chance_come_to_the_end(app: Flask, workflow: str) -> None:
    players = crowd(app, workflow, SOAK_BATCHES)
    print(
        f"\n{workflow}: done {players.done['all']}, refused {players.refused['all']}, {players.round_state()}"
    )
    assert players.done["all"] > SOAK_BATCHES and players.refused["all"] > SOAK_BATCHES
    assert players.round_state() != "collecting", "the crowd got nowhere"


# --- races --------------------------------------------------------------------------------------------------


@pytest.fixture(autouse=True)
def nothing_is_broken(app: Flask) -> Any:
    """After every race: chains and replay hold."""
    yield
    db.session.rollback()
    report = verify(db.session())
    assert not report.faults and report.events


@pytest.fixture
def world(make: Maker) -> World:
    """A province under way."""
    world = World(make)
    record_opening(world)
    return world


def test_six_clicks_confirm_once_against_a_recall(app: Flask, world: World, session: Session) -> None:
    stages.fill(world, world.assessment)
    stages.submit(world, world.assessment)
    number, leader, specialist = world.assessment.id, world.actor("leader"), world.actor("specialist")
    seen = stages.self_hash(world, world.assessment)
    confirm = lambda: assessments.confirm(leader, number, sheet_hash=seen)  # noqa: E731
    recall = lambda: assessments.recall(specialist, number, reason="Sửa số")  # noqa: E731
    one_wins(at_once(app, *[confirm, recall] * 3), WrongState, StaleVersion)
    assert steps(session, "confirm", "recall") == 1


def test_two_decisions_on_one_unit(app: Flask, world: World, session: Session) -> None:
    """The team ends the appraisal, and asks the unit to explain: one of the two."""
    stages.received(world)
    number, appraiser = world.assessment.id, world.actor("appraiser")
    appraisal.accept_rest(appraiser, number)
    appraisal.write_question(appraiser, number, "1.2", "Ở đâu?")
    appraisal.accept_rest(appraiser, number)
    finish = lambda: appraisal.finish(appraiser, number)  # noqa: E731
    ask = lambda: appraisal.ask(appraiser, number)  # noqa: E731
    one_wins(at_once(app, finish, ask, finish, ask), WrongState, Forbidden, StaleVersion)
    assert steps(session, "finish_appraisal", "ask_explanation") == 1


def test_the_clerk_publishes_four_times(app: Flask, world: World, session: Session) -> None:
    stages.decided(world)
    number, clerk = world.round.id, world.actor("secretariat")
    publish = lambda: dossier.issue_decision(clerk, number, issued_on=clock.today())  # noqa: E731
    one_wins(at_once(app, *[publish] * 4), WrongState)
    session.rollback()
    assert session.scalar(select(func.count(Event.id)).where(Event.subject_type == "round",
                                                             Event.transition == "publish")) == 1  # fmt: skip


def test_many_units_at_once_against_single_ones(app: Flask, world: World, session: Session) -> None:
    """Whoever takes a unit first takes it; the page sent three times runs once."""
    stages.received(world)
    appraiser, colleague = world.actor("appraiser"), another_appraiser(world)
    for one in world.assessments:
        appraisal.accept_rest(appraiser, one.id)
    session.rollback()
    chosen = [(one.id, one.version) for one in session.scalars(select(Assessment).order_by(Assessment.id))]
    number, ids, given = world.round.id, [key for key, _ in chosen], {"reason": ""}

    def many() -> int:
        return worklists.run(appraiser, number, "finish_appraisal", chosen, token="t", given=given)

    singles = [lambda key=key: appraisal.finish(colleague, key) for key in ids]
    outcomes = at_once(app, many, *singles, many, many)
    refused = lost(outcomes)
    assert all(isinstance(one, WrongState | StaleVersion | Forbidden) for one in refused), refused
    assert steps(session, "finish_appraisal") == 2, "each unit once"
    run = session.scalars(select(BulkRun)).one()
    assert run.done + sum(outcomes[place] is None for place in (1, 2)) == 2
    assert len({outcomes[0], outcomes[3], outcomes[4]}) == 1, "the same page gives the same report"


def another_appraiser(world: World) -> Any:
    """A colleague on the team."""
    account = world.make.account(world.authority, roles=["appraiser"], round_=world.round)
    return world.make.actor(account)


def test_numbers_are_given_once_each_and_without_a_gap(app: Flask, world: World, session: Session) -> None:
    stages.appraised(world)
    carry_out(app)
    session.rollback()
    papers = list(session.scalars(select(Document.id).where(Document.kind == "appraisal_minutes")))
    clerk = world.actor("secretariat")
    actions = [
        lambda paper=paper: documents.issue(clerk, paper, issued_on=clock.today()) for paper in papers * 3
    ]
    refused = lost(at_once(app, *actions))
    assert len(refused) == len(papers) * 2
    assert all(isinstance(one, GuardRefused | WrongState | Forbidden) for one in refused), refused
    session.rollback()
    numbers = session.scalars(select(RegisterEntry.number).order_by(RegisterEntry.number)).all()
    assert numbers == list(range(1, len(papers) + 1))


def test_votes_and_the_decision_meet(app: Flask, world: World, session: Session) -> None:
    """A vote that comes with the decision counts in it, or is told that it is too late."""
    stages.meeting(world)
    secretary, chair, member = (
        world.actor(role) for role in ("council_secretary", "council_chair", "council_member")
    )
    point = council.raise_point(secretary, world.assessment.id, "2.1", question="Tính lại?", proposed="6")
    people = [chair.id, member.id]
    council.record_votes(secretary, point, dict.fromkeys(people, "for"))
    decide = lambda: council.decide_point(secretary, point, reason="Theo biểu quyết")  # noqa: E731
    against = lambda who: lambda: council.vote(who, point, "against")  # noqa: E731
    outcomes = at_once(app, decide, against(chair), against(member), decide)
    refused = lost(outcomes)
    assert all(isinstance(one, GuardRefused | StaleVersion) for one in refused), refused
    session.rollback()
    assert session.scalar(select(func.count(Event.id)).where(Event.kind == "point_decided")) == 1
    votes = session.scalars(select(Vote.choice).where(Vote.point_id == point)).all()
    kept = session.get_one(OpenPoint, point)
    told = session.scalars(select(Event.data).where(Event.kind == "point_decided")).one()["votes"]
    assert told == {choice: votes.count(choice) for choice in ("for", "against", "abstain")}
    assert kept.outcome == ("adjust" if votes.count("for") > votes.count("against") else "keep") or (
        votes.count("for") == votes.count("against")
    )


def test_time_takes_a_unit_over_while_its_leader_confirms(app: Flask, world: World, session: Session) -> None:
    """On the last moment: confirmed by the leader, or taken over by time; never both, never twice."""
    name = "national_assessment"
    world.round.workflow, world.round.workflow_version = "national_round", 1
    world.round.assessment_workflow, world.round.assessment_workflow_version = name, 1
    for one in world.assessments:
        one.workflow, one.workflow_version = name, 1
    session.commit()
    stages.fill(world, world.assessment)
    stages.submit(world, world.assessment)
    number, leader = world.assessment.id, world.actor("leader")
    seen = stages.self_hash(world, world.assessment)
    last = clock.end_of_day(world.round.entry_deadline)
    before, after = last - timedelta(seconds=1), last + timedelta(seconds=1)
    session.rollback()

    def confirm() -> None:
        with clock.at(before):
            assessments.confirm(leader, number, sheet_hash=seen)

    def tick() -> Any:
        with clock.at(after):
            return ticking.run()

    outcomes = at_once(app, confirm, tick, tick, confirm)
    refused = lost(outcomes)
    assert all(isinstance(one, WrongState | StaleVersion) for one in refused), refused
    assert not any(report.failed for report in outcomes[1:3])
    session.rollback()
    taken = select(func.count(Event.id)).where(
        Event.subject_type == "assessment",
        Event.subject_id == number,
        Event.transition.in_(("confirm", "take_over")),
    )
    assert session.scalar(taken) == 1
    assert session.get_one(Assessment, number).state == "appraising"
    assert steps(session, "take_over") <= 2, "the other unit was late as well, and taken over once"


def test_one_part_is_assigned_once(app: Flask, world: World, session: Session) -> None:
    body, person = world.actor("standing_body"), world.person("appraiser").id
    number, unit = world.round.id, world.unit.id
    assigning.change_mode(body, number, assigned_only=True, double_appraisal=False)
    give = lambda: assigning.assign(body, number, [Part(person, unit, None, 1)])  # noqa: E731
    one_wins(at_once(app, *[give] * 4), GuardRefused, StaleVersion)
    session.rollback()
    assert session.scalar(select(func.count(LocalRole.id)).where(LocalRole.ended_at.is_(None))) == 1


def test_a_complaint_is_filed_once_and_answered_once(app: Flask, world: World, session: Session) -> None:
    stages.published(world)
    leader, body, number = world.actor("leader"), world.actor("standing_body"), world.assessment.id
    file = lambda: complaints.complaints.complain(  # noqa: E731
        leader, number, letter_number="12/STP", content="Xin xem lại", codes=["2.1"]
    )
    one_wins(at_once(app, *[file] * 4), GuardRefused, StaleVersion)
    reject = lambda: complaints.complaints.reject(body, number, answer="Giữ nguyên")  # noqa: E731
    review = lambda: complaints.complaints.review(  # noqa: E731
        body, number, reason="Có số liệu mới", proposed={"2.1": "9"}
    )
    one_wins(at_once(app, reject, review, reject, review), GuardRefused, WrongState, StaleVersion, Forbidden)
    assert steps(session, "reject_complaint", "review_complaint") == 1


def test_the_hash_on_the_screen_stays_the_one_confirmed(app: Flask, world: World, session: Session) -> None:
    """An explanation confirmed twice while it is returned: one of them, and one request closed."""
    stages.received(world)
    number, appraiser = world.assessment.id, world.actor("appraiser")
    appraisal.accept_rest(appraiser, number)
    appraisal.write_question(appraiser, number, "1.2", "Ở đâu?")
    appraisal.ask(appraiser, number)
    assessments.answer(world.actor("specialist"), number, "1.2", "Đã gửi")
    assessments.send_explanation(world.actor("specialist"), number)
    session.rollback()
    seen = explanations.hash_to_confirm(session, session.get_one(Assessment, number))
    leader = world.actor("leader")
    confirm = lambda: assessments.confirm_explanation(leader, number, sheet_hash=seen)  # noqa: E731
    back = lambda: assessments.return_explanation(leader, number, reason="Bổ sung")  # noqa: E731
    one_wins(at_once(app, confirm, back, confirm, back), WrongState, StaleVersion, Forbidden)
    assert steps(session, "confirm_explanation", "return_explanation") == 1

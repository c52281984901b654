"""Steps that a deadline takes for the round itself, under a definition of these tests' own."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app import catalog, clock
from app.accounts.actor import system_actor
from app.audit.verification import verify
from app.clock import LOCAL_ZONE
from app.errors import WrongState
from app.extensions import db
from app.history import Event
from app.outbox import OutboxMessage
from app.processes import operations as processes
from app.rounds.models import Round
from app.schedule import round_steps, ticking
from tests import stages
from tests.factories import Maker, World
from tests.integration.test_concurrency import at_once
from tests.people import carry_out
from workflows.loader import DEFINITIONS

LAST = date(2024, 11, 29)  # entry closes three days of grace later, on Monday, 2 December
CLOSED = datetime(2024, 12, 3, 0, 0, tzinfo=LOCAL_ZONE)
STEP = """\
  entry_over:
    title: Hết hạn thu thập số liệu
    kind: timed
    from: collecting
    to: appraising
    WHEN
    then: [tell_appraisers]
  start_council:
"""


def timed_round(when: str) -> str:
    """The round's newest shipped definition under an id of its own, with a step that time takes."""
    shipped = catalog.workflow("round")
    text = (DEFINITIONS / f"round.v{shipped.version}.yaml").read_text(encoding="utf-8")
    for old, new in (
        ("id: round\n", f"id: {'ky_co_dieu_kien' if when else 'ky_theo_han'}\n"),
        (f"version: {shipped.version}\n", "version: 1\n"),
        (
            "  expert:            {scope",
            "  system: {scope: system, title: Chương trình}\n  expert:            {scope",
        ),
        ("  start_council:\n", STEP.replace("    WHEN\n", when)),
    ):
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    return text


@pytest.fixture
def world(make: Maker) -> World:
    """A province collecting figures until the end of November 2024."""
    with clock.at(datetime(2024, 11, 4, 8, tzinfo=LOCAL_ZONE)):
        world = World(make)
        world.round.entry_deadline, world.round.grace_days = LAST, 3
        make.session.commit()
    return world


@pytest.fixture(params=["", "    when: [all_received]\n"], ids=["always", "when_all_received"])
def timed(app: Flask, world: World, request: pytest.FixtureRequest) -> Iterator[World]:
    """The round under a definition whose collecting ends with the deadline."""
    made = processes.publish(world.actor("administrator"), timed_round(request.param), "QĐ 1/QĐ-UBND")
    round_ = db.session.get_one(Round, world.round.id)
    round_.workflow, round_.workflow_version = made.id, made.version
    db.session.commit()
    yield world


def state(world: World) -> str:
    db.session.rollback()
    return db.session.get_one(Round, world.round.id).state


def taken(session: Session) -> list[Event]:
    return list(session.scalars(select(Event).where(Event.transition == "entry_over")))


def test_nothing_happens_before_the_day_and_its_grace_are_over(timed: World, session: Session) -> None:
    with clock.at(CLOSED - timedelta(seconds=1)):
        assert round_steps.run() == (0, 0)
    assert state(timed) == "collecting"


def test_the_program_takes_the_step_once_when_the_day_is_over(
    timed: World, app: Flask, session: Session
) -> None:
    with clock.at(datetime(2024, 11, 5, 8, tzinfo=LOCAL_ZONE)):
        stages.received(timed)
    with clock.at(CLOSED):
        assert ticking.run().steps == 1
        assert ticking.run() == ticking.Report()
        carry_out(app)
    assert state(timed) == "appraising"
    event = taken(session)[0]
    assert (event.actor_id, event.acting_role, event.comment) == (None, "system", None)
    assert event.definition == catalog.of_item(session.get_one(Round, timed.round.id)).key
    assert len(taken(session)) == 1
    assert (event.source, event.target) == ("collecting", "appraising")
    assert [one for one in verify(session).faults if one.link is not None] == []
    dead = session.scalar(select(func.count()).where(OutboxMessage.dead_at.is_not(None)))
    assert dead == 0


def test_a_condition_that_does_not_hold_stops_it_and_leaves_nothing(timed: World, session: Session) -> None:
    """Units that have not handed in hold a round whose step asks for all of them, and no other."""
    asks = "all_received" in catalog.of_item(timed.round).transitions["entry_over"].guards
    with clock.at(CLOSED):
        assert round_steps.run() == ((0, 0) if asks else (1, 0))
    assert state(timed) == ("collecting" if asks else "appraising")
    assert len(taken(session)) == (0 if asks else 1)


def test_a_day_put_off_in_the_meantime_is_asked_again(timed: World, session: Session) -> None:
    round_ = session.get_one(Round, timed.round.id)
    program = system_actor(round_.authority_id)
    with clock.at(CLOSED):
        assert round_steps.waiting(round_) == ["entry_over"]
        round_.entry_deadline = LAST + timedelta(days=1)
        session.commit()
        with pytest.raises(WrongState):
            round_steps.take(program, timed.round.id, "entry_over")
    assert taken(session) == []


def test_two_workers_take_it_once(timed: World, app: Flask, session: Session) -> None:
    with clock.at(datetime(2024, 11, 5, 8, tzinfo=LOCAL_ZONE)):
        stages.received(timed)
    session.rollback()

    def tick() -> tuple[int, int]:
        with clock.at(CLOSED):
            return round_steps.run()

    outcomes = at_once(app, tick, tick)
    assert [failed for _taken, failed in outcomes] == [0, 0]
    assert sum(done for done, _failed in outcomes) == 1
    assert len(taken(session)) == 1


def test_rounds_under_the_shipped_definitions_wait_for_people(app: Flask, world: World) -> None:
    with clock.at(CLOSED):
        assert round_steps.waiting(world.round) == []
    assert state(world) == "collecting"

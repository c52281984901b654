"""Lists say in SQL what the one deadline function says, whatever the dates, extensions and moment."""

from datetime import UTC, date, datetime, time, timedelta

from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.assessments.lateness import COLUMNS, is_closed, is_late, states_of, term_of
from app.assessments.models import Assessment, ExplanationRequest
from app.clock import LOCAL_ZONE
from app.rounds.models import DeadlineExtension
from app.schedule import queries
from tests.factories import World

OPENS = date(2024, 2, 1)
FAR = st.integers(0, 70)
STATES = (
    "drafting",
    "awaiting_confirmation",
    "appraising",
    "explaining",
    "awaiting_explanation_confirmation",
    "appraised",
)
EXTENSION = st.tuples(st.sampled_from(["entry", "explanation"]), FAR, FAR)
SECONDS = st.sampled_from([time(0, 0), time(12, 0), time(23, 59, 59)])


def day(number: int) -> date:
    return OPENS + timedelta(days=number)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    entry=FAR,
    grace=st.integers(0, 12),
    state=st.sampled_from(STATES),
    asked=st.lists(st.tuples(FAR, st.integers(1, 20), st.booleans()), max_size=2),
    extensions=st.lists(EXTENSION, max_size=3),
    now=st.tuples(FAR, SECONDS),
)
def test_sql_says_what_the_function_says(
    app: Flask,
    world: World,
    session: Session,
    entry: int,
    grace: int,
    state: str,
    asked: list[tuple[int, int, bool]],
    extensions: list[tuple[str, int, int]],
    now: tuple[int, time],
) -> None:
    session.rollback()
    round_, unit = session.merge(world.round), session.merge(world.assessment)
    round_.opens_on, round_.entry_deadline, round_.grace_days = OPENS, day(entry), grace
    round_.appraisal_deadline = round_.council_on = round_.publish_before = day(71)
    unit.state = state
    session.execute(delete(DeadlineExtension))
    session.execute(delete(ExplanationRequest))
    person = world.person("standing_body").id
    asked = sorted(asked)
    for number, (at, days, _) in enumerate(asked, 1):
        session.add(
            ExplanationRequest(
                assessment_id=unit.id,
                number=number,
                asked_by=person,
                asked_at=datetime.combine(day(at), time(9), LOCAL_ZONE),
                due_on=day(at + days),
                closed_at=None if number == len(asked) else datetime.combine(day(at), time(10), LOCAL_ZONE),
            )
        )
    for name, granted, until in extensions:
        session.add(
            DeadlineExtension(
                assessment_id=unit.id,
                deadline=name,
                until=day(until),
                letter_number="1/CV",
                reason="Lý do",
                granted_by=person,
                granted_at=datetime.combine(day(granted), time(11), LOCAL_ZONE),
            )
        )
    session.flush()
    moment = datetime.combine(day(now[0]), now[1], LOCAL_ZONE).astimezone(UTC)
    row = session.execute(
        select(Assessment.id, Assessment.state, *COLUMNS).where(Assessment.id == unit.id)
    ).one()
    term = term_of(round_, row)
    for name in ("entry", "explanation", "appraisal"):
        bound = term is not None and term.name == name and state in states_of(round_, name)
        for condition, expected in (
            (is_late(round_, moment, (name,)), bound and term is not None and term.is_late(moment)),
            (is_closed(round_, moment, (name,)), bound and term is not None and term.is_closed(moment)),
        ):
            found = session.scalar(select(Assessment.id).where(Assessment.id == unit.id, condition))
            assert (found is not None) == expected, (name, term)
    on_list = [item.term for item in queries.items(session, round_) if item.id == unit.id]
    assert on_list == ([term] if term is not None else [])
    session.rollback()

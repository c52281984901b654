"""Several people of the council press at the same moment: every vote counts once, nothing happens twice."""

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.accounts.loading import load_actor
from app.assessments.models import Assessment
from app.council import operations
from app.council.models import OpenPoint, StepOut, Vote
from app.errors import DomainError
from app.history import Event
from tests.factories import World
from tests.integration.test_concurrency import at_once, one_wins
from tests.meetings import attend, meeting_of, members, raised

SECRETARY = "council_secretary"


@pytest.fixture
def full(council: World, session: Session) -> list[int]:
    """Six members at the table, the chair first."""
    more = members(council, 4)
    ids = [council.person(role).id for role in ("council_chair", "council_member")]
    ids += [account.id for account in more]
    attend(council, session, dict.fromkeys(ids, True))
    return ids


def actors(session: Session, ids: list[int]) -> list[Any]:
    return [load_actor(session, number) for number in ids]


def test_all_members_vote_at_the_same_moment(
    app: Flask, council: World, session: Session, full: list[int]
) -> None:
    point = raised(council)
    people = actors(session, full)
    outcomes = at_once(app, *(lambda one=one: operations.vote(one, point, "for") for one in people))
    assert outcomes == [None] * len(full)
    session.rollback()
    assert {vote.account_id for vote in session.scalars(select(Vote))} == set(full)
    counted = session.scalar(select(func.count()).select_from(Event).where(Event.kind == "vote"))
    assert counted == len(full)


def test_a_vote_and_stepping_out_at_the_same_moment_leave_no_vote(
    app: Flask, council: World, session: Session, full: list[int]
) -> None:
    point = raised(council)
    (one,) = actors(session, full[2:3])
    at_once(
        app,
        lambda: operations.vote(one, point, "for"),
        lambda: operations.step_out(one, point, reason="Có liên quan"),
    )
    session.rollback()
    assert session.get(StepOut, (point, full[2])) is not None
    assert session.get(Vote, (point, full[2])) is None


def test_a_point_is_decided_once(app: Flask, council: World, session: Session, full: list[int]) -> None:
    point = raised(council)
    operations.record_votes(council.actor(SECRETARY), point, dict.fromkeys(full, "for"))
    secretary, chair = council.actor(SECRETARY), council.actor("council_chair")
    outcomes = at_once(
        app,
        lambda: operations.decide_point(secretary, point, reason="Theo phiếu"),
        lambda: operations.decide_point(chair, point, reason="Theo phiếu"),
    )
    one_wins(outcomes, DomainError)
    session.rollback()
    assert len(session.scalars(select(Event).where(Event.kind == "point_decided")).all()) == 1


def test_a_decision_and_a_lost_quorum_do_not_pass_each_other(
    app: Flask, council: World, session: Session, full: list[int]
) -> None:
    """Whoever is first: a decision with its quorum, or a refusal because it is lost."""
    point, meeting_id = raised(council), meeting_of(session).id
    operations.record_votes(council.actor(SECRETARY), point, dict.fromkeys(full, "for"))
    gone = {number: place == 0 for place, number in enumerate(full)}
    reasons = dict.fromkeys(full[1:], "Có việc gấp")
    secretary, chair = council.actor(SECRETARY), council.actor("council_chair")
    decision, attendance = at_once(
        app,
        lambda: operations.decide_point(chair, point, reason="Theo phiếu"),
        lambda: operations.take_attendance(secretary, meeting_id, gone, reasons),
    )
    assert attendance is None
    session.rollback()
    events = {event.kind: event for event in session.scalars(select(Event).order_by(Event.id))}
    decided = session.get_one(OpenPoint, point).state == "decided"
    assert decided == (decision == "adjust")
    if decided:
        assert events["point_decided"].data["present"] == len(full)
        assert events["point_decided"].at <= events["attendance"].at


def test_settling_all_twice_settles_each_unit_once(app: Flask, council: World, session: Session) -> None:
    secretary, number = council.actor(SECRETARY), council.round.id
    both = at_once(app, *(lambda: operations.settle_many(secretary, number) for _ in range(2)))
    assert sum(outcome.done for outcomes in both for outcome in outcomes) == len(council.assessments)
    session.rollback()
    settled = session.scalars(select(Event.subject_id).where(Event.transition == "settle")).all()
    assert sorted(settled) == sorted(one.id for one in council.assessments)


def test_a_question_raised_while_all_are_settled_is_not_passed_over(
    app: Flask, council: World, session: Session
) -> None:
    secretary, chair, number = council.actor(SECRETARY), council.actor("council_chair"), council.assessment.id
    of_round = council.round.id
    at_once(
        app,
        lambda: operations.settle_many(secretary, of_round),
        lambda: operations.raise_point(chair, number, "2.1", question="Vì sao?", proposed="6"),
    )
    session.rollback()
    waiting = session.scalars(select(OpenPoint).where(OpenPoint.state == "open")).all()
    state = session.get_one(Assessment, number).state
    assert (state, len(waiting)) in {("settled", 0), ("in_council", 1)}

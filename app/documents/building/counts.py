"""What happened in a round, each figure counted from the record."""

from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from app import clock
from app.appraisal.models import CriterionReview
from app.assessments.models import Assessment, ExplanationItem, ExplanationRequest
from app.council.models import CouncilSession, OpenPoint
from app.history import Event
from app.rendering import data
from app.rounds.models import Round


def round_counts(session: Session, round_: Round) -> data.RoundCounts:
    """The round in figures, for the submission and the chairman's page."""
    ids = select(Assessment.id).where(Assessment.round_id == round_.id)
    reviews = _reviews(session, ids)
    explained = session.execute(
        select(func.count(func.distinct(ExplanationRequest.assessment_id)), func.count())
        .select_from(ExplanationItem)
        .join(ExplanationRequest, ExplanationRequest.id == ExplanationItem.request_id)
        .where(ExplanationRequest.assessment_id.in_(ids), ExplanationRequest.asked_at.is_not(None))
    ).one()
    units = session.scalar(select(func.count()).select_from(ids.subquery())) or 0
    taken_over = _steps(session, ids, "take_over")
    points = session.scalar(
        select(func.count()).where(OpenPoint.round_id == round_.id, OpenPoint.state == "decided")
    )
    adjusted = reviews("adjusted", "na_refused")
    return {
        "opened_on": round_.opens_on.isoformat(),
        "closed_on": round_.entry_deadline.isoformat(),
        "units": units,
        "confirmed": units - taken_over,
        "confirmed_late": _confirmed_late(session, round_, ids),
        "taken_over": taken_over,
        "explained_units": explained[0],
        "explained_criteria": explained[1],
        "adjusted_units": len({assessment_id for assessment_id, _ in adjusted}),
        "adjusted_criteria": sum(count for _, count in adjusted),
        "claims_accepted": sum(count for _, count in reviews("na_accepted")),
        "claims_refused": sum(count for _, count in reviews("na_refused")),
        "council_on": _council_day(session, round_),
        "open_points": points or 0,
    }


def _confirmed_late(session: Session, round_: Round, ids: Select[Any]) -> int:
    """How many units' leaders confirmed after the entry deadline: in the days of grace, or extended."""
    return (
        session.scalar(
            select(func.count(func.distinct(Event.subject_id))).where(
                Event.subject_type == "assessment",
                Event.subject_id.in_(ids),
                Event.transition == "confirm",
                Event.at >= clock.end_of_day(round_.entry_deadline),
            )
        )
        or 0
    )


def _steps(session: Session, ids: Select[Any], transition: str) -> int:
    """How many units went through a transition."""
    return (
        session.scalar(
            select(func.count(func.distinct(Event.subject_id))).where(
                Event.subject_type == "assessment",
                Event.subject_id.in_(ids),
                Event.transition == transition,
            )
        )
        or 0
    )


def _reviews(session: Session, ids: Select[Any]) -> Any:
    """The decisions by unit and kind, in one reading; asked by kinds it gives (unit, how many)."""
    rows = session.execute(
        select(CriterionReview.assessment_id, CriterionReview.decision, func.count())
        .where(CriterionReview.assessment_id.in_(ids))
        .group_by(CriterionReview.assessment_id, CriterionReview.decision)
    ).all()

    def of(*decisions: str) -> list[tuple[int, int]]:
        return [(assessment_id, count) for assessment_id, decision, count in rows if decision in decisions]

    return of


def _council_day(session: Session, round_: Round) -> str:
    """The day of the last meeting that was closed; the planned day while there is none."""
    day = session.scalar(
        select(func.max(CouncilSession.held_on)).where(
            CouncilSession.round_id == round_.id, CouncilSession.closed_at.is_not(None)
        )
    )
    return (day or round_.council_on).isoformat()

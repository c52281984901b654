"""Questions to a unit and its answers: what is asked now, until when, and which criteria are open."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.assessments.models import ExplanationItem, ExplanationRequest
from app.assessments.queries import Opened, extended_until


def latest_request(session: Session, assessment_id: int) -> ExplanationRequest | None:
    """The last request that was sent, open or closed."""
    return session.scalar(
        select(ExplanationRequest)
        .where(ExplanationRequest.assessment_id == assessment_id, ExplanationRequest.asked_at.is_not(None))
        .order_by(ExplanationRequest.number.desc())
        .limit(1)
    )


def open_request(session: Session, assessment_id: int) -> ExplanationRequest | None:
    """The request the unit has to answer now."""
    return session.scalar(
        select(ExplanationRequest).where(
            ExplanationRequest.assessment_id == assessment_id,
            ExplanationRequest.asked_at.is_not(None),
            ExplanationRequest.closed_at.is_(None),
        )
    )


def open_items(session: Session, assessment_id: int) -> Sequence[ExplanationItem]:
    """The questions of the open request, by criterion."""
    return session.scalars(
        select(ExplanationItem)
        .join(ExplanationRequest, ExplanationRequest.id == ExplanationItem.request_id)
        .where(
            ExplanationRequest.assessment_id == assessment_id,
            ExplanationRequest.asked_at.is_not(None),
            ExplanationRequest.closed_at.is_(None),
        )
        .order_by(ExplanationItem.code)
    ).all()


def open_codes(session: Session, assessment_id: int) -> frozenset[str]:
    """The criteria reopened by the open request."""
    return frozenset(item.code for item in open_items(session, assessment_id))


def last_day(session: Session, opened: Opened) -> date | None:
    """The last day for answers: the request's day, or the unit's extension where that is later."""
    request = open_request(session, opened.assessment.id)
    if request is None or request.due_on is None:
        return None
    extension = extended_until(session, opened.assessment.id)
    return max(request.due_on, extension) if extension else request.due_on


def close(session: Session, assessment_id: int) -> None:
    """End the open request: its criteria lock again."""
    request = open_request(session, assessment_id)
    if request is not None:
        request.closed_at = clock.now()

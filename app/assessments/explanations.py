"""Questions to a unit, its answers and objections: what is asked now, until when, and what is open."""

import json
from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.assessments import sheets
from app.assessments.lateness import DUE, EXPLANATION_EXTENDED
from app.assessments.models import Assessment, ExplanationItem, ExplanationRequest, Objection
from app.assessments.queries import Opened
from app.assessments.sheets import Content
from app.rounds.deadlines import EXPLANATION, Term, stage_term
from frameworks.sheet import content_hash


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


def term(session: Session, opened: Opened) -> Term | None:
    """Until when the questions asked now are answered, the unit's extension for them counted."""
    row = session.execute(
        select(DUE, EXPLANATION_EXTENDED).select_from(Assessment).where(Assessment.id == opened.assessment.id)
    ).one()
    return stage_term(opened.round, EXPLANATION, due_on=row[0], extended_until=row[1])


def close(session: Session, assessment_id: int) -> None:
    """End the open request: its criteria lock again."""
    request = open_request(session, assessment_id)
    if request is not None:
        request.closed_at = clock.now()


def open_objections(session: Session, assessment_id: int) -> Sequence[Objection]:
    """What the unit objects to in the open request, by criterion."""
    return session.scalars(
        select(Objection)
        .join(ExplanationRequest, ExplanationRequest.id == Objection.request_id)
        .where(
            ExplanationRequest.assessment_id == assessment_id,
            ExplanationRequest.asked_at.is_not(None),
            ExplanationRequest.closed_at.is_(None),
        )
        .order_by(Objection.code)
    ).all()


def hash_to_confirm(session: Session, assessment: Assessment, content: Content | None = None) -> str:
    """The hash of what a leader has on the screen and confirms: the sheet; while the unit explains, its
    answers and objections too. `content` is the self sheet where the page has read it already."""
    own = sheets.content_hash("self", content or sheets.self_content(session, assessment))
    if open_request(session, assessment.id) is None:
        return own
    said = {
        "sheet": own,
        "answers": {item.code: item.answer for item in open_items(session, assessment.id)},
        "objections": {one.code: one.argument for one in open_objections(session, assessment.id)},
    }
    return content_hash(json.dumps(said, sort_keys=True, ensure_ascii=False, separators=(",", ":")))


def appraisal_round(assessment: Assessment) -> int:
    """Lần thẩm định: 1, and one more after every explanation; 1 where the workflow does not count."""
    return int((assessment.variables or {}).get("appraisal_round") or 1)

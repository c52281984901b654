"""The conditions of the appraisal, for a unit's assessment and for the round."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app import catalog, policy
from app.accounts.actor import Actor
from app.accounts.models import LANES
from app.appraisal.models import CriterionReview, Opinion
from app.appraisal.queries import NOT_RECEIVED, UNDER_WAY
from app.assessments.guards import ASSESSMENT_GUARDS as UNIT_GUARDS
from app.assessments.labels import full_label
from app.assessments.models import Assessment, ExplanationItem, ExplanationRequest, Objection, Sheet
from app.assessments.queries import Opened
from app.messages import appraisal as texts
from app.messages import assigning as assigning_texts
from app.rounds.guards import ROUND_GUARDS as SETUP_GUARDS
from app.rounds.models import Round
from app.units.models import Unit
from app.workflow import RoomGuard
from frameworks.sheet import from_canonical_sheet


def has_questions(session: Session, opened: Opened, actor: Actor, given: Mapping[str, Any]) -> str | None:
    """Something is written down to be asked; a unit that is only sent its provisional points needs none."""
    if given.get("scores_only") and sends_points(opened):
        return None
    found = session.scalar(
        select(ExplanationItem.code)
        .join(ExplanationRequest, ExplanationRequest.id == ExplanationItem.request_id)
        .where(
            ExplanationRequest.assessment_id == opened.assessment.id, ExplanationRequest.asked_at.is_(None)
        )
        .limit(1)
    )
    return None if found else texts.NO_QUESTIONS


def sends_points(opened: Opened) -> bool:
    """Whether the unit is sent its provisional points when it is asked, as its workflow has it."""
    return "send_provisional" in catalog.of_item(opened.assessment).transitions["ask_explanation"].effects


def no_conflict(session: Session, opened: Opened, actor: Actor, given: Mapping[str, Any]) -> str | None:
    """Nobody judges the unit they belong to."""
    return texts.CONFLICT if policy.has_conflict(actor, opened.round.id, opened.unit.id) else None


def criteria_appraised(
    session: Session, opened: Opened, actor: Actor, given: Mapping[str, Any]
) -> str | None:
    """Every criterion has the team's decision."""
    done = set(
        session.scalars(
            select(CriterionReview.code).where(CriterionReview.assessment_id == opened.assessment.id)
        )
    )
    missing = [leaf.code for leaf in opened.framework.leaves if leaf.code not in done]
    return texts.not_appraised(missing) if missing else None


def objections_answered(
    session: Session, opened: Opened, actor: Actor, given: Mapping[str, Any]
) -> str | None:
    """Every objection of the unit has an answer with its reason; where one was upheld, the points are others
    now, or the decision says why they stay."""
    rows = session.execute(
        select(Objection, Sheet.content, CriterionReview)
        .join(ExplanationRequest, ExplanationRequest.id == Objection.request_id)
        .outerjoin(Sheet, Sheet.id == ExplanationRequest.provisional_sheet_id)
        .outerjoin(
            CriterionReview,
            (CriterionReview.assessment_id == ExplanationRequest.assessment_id)
            & (CriterionReview.code == Objection.code),
        )
        .where(ExplanationRequest.assessment_id == opened.assessment.id)
        .order_by(Objection.code)
    ).all()
    waiting = [objection.code for objection, _, _ in rows if objection.outcome is None]
    if waiting:
        return texts.objections_open([full_label(opened.framework, code) for code in waiting])
    same = [
        objection.code
        for objection, content, review in rows
        if objection.outcome == "upheld" and review is not None and not review.reason
        if content is not None and _points_in(content, objection.code) == review.points
    ]
    return texts.upheld_but_same([full_label(opened.framework, code) for code in same]) if same else None


def _points_in(content: str, code: str) -> Fraction:
    return Fraction(from_canonical_sheet(content).data["lines"][code]["points"])


def opinions_settled(session: Session, opened: Opened, actor: Actor, given: Mapping[str, Any]) -> str | None:
    """Where two appraise independently, both have given their opinion on every criterion, and those that
    differ are settled."""
    if not opened.round.double_appraisal:
        return None
    counts = session.execute(
        select(Opinion.code, func.count())
        .where(Opinion.assessment_id == opened.assessment.id)
        .group_by(Opinion.code)
    )
    given_on = dict(counts.all())
    missing = [leaf.code for leaf in opened.framework.leaves if given_on.get(leaf.code, 0) < len(LANES)]
    if missing:
        return texts.opinions_missing(missing)
    settled = set(
        session.scalars(
            select(CriterionReview.code).where(CriterionReview.assessment_id == opened.assessment.id)
        )
    )
    differing = [leaf.code for leaf in opened.framework.leaves if leaf.code not in settled]
    return assigning_texts.opinions_differ(differing) if differing else None


def names_in_states(session: Session, round_: Round, states: Sequence[str]) -> list[str]:
    """The units of a round whose assessment is in one of these states, in printed order."""
    return list(
        session.scalars(
            select(Unit.name)
            .join(Assessment, Assessment.unit_id == Unit.id)
            .where(Assessment.round_id == round_.id, Assessment.state.in_(states))
            .order_by(Unit.position, Unit.id)
        )
    )


def all_received(session: Session, round_: Round, actor: Actor, given: Mapping[str, Any]) -> str | None:
    """Every unit has confirmed, or was taken over."""
    names = names_in_states(session, round_, NOT_RECEIVED)
    return texts.units_not_received(names) if names else None


def all_appraised(session: Session, round_: Round, actor: Actor, given: Mapping[str, Any]) -> str | None:
    """The team has finished every unit."""
    names = names_in_states(session, round_, (*NOT_RECEIVED, *UNDER_WAY))
    return texts.units_not_appraised(names) if names else None


ASSESSMENT_GUARDS: dict[str, RoomGuard] = {
    **UNIT_GUARDS,
    "has_questions": has_questions,
    "no_conflict": no_conflict,
    "criteria_appraised": criteria_appraised,
    "objections_answered": objections_answered,
    "opinions_settled": opinions_settled,
}
ROUND_GUARDS: dict[str, RoomGuard] = {
    **SETUP_GUARDS,
    "all_received": all_received,
    "all_appraised": all_appraised,
}

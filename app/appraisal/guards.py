"""The conditions of the appraisal, for a unit's assessment and for the round."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app import policy
from app.accounts.actor import Actor
from app.accounts.models import LANES
from app.appraisal.models import CriterionReview, Opinion
from app.appraisal.queries import NOT_RECEIVED, UNDER_WAY
from app.assessments.guards import ASSESSMENT_GUARDS as UNIT_GUARDS
from app.assessments.models import Assessment, ExplanationItem, ExplanationRequest, Objection
from app.assessments.queries import Opened
from app.messages import appraisal as texts
from app.rounds.guards import ROUND_GUARDS as SETUP_GUARDS
from app.rounds.models import Round
from app.units.models import Unit
from app.workflow import RoomGuard


def has_questions(session: Session, opened: Opened, actor: Actor, given: Mapping[str, Any]) -> str | None:
    """Something is written down to be asked."""
    found = session.scalar(
        select(ExplanationItem.code)
        .join(ExplanationRequest, ExplanationRequest.id == ExplanationItem.request_id)
        .where(
            ExplanationRequest.assessment_id == opened.assessment.id, ExplanationRequest.asked_at.is_(None)
        )
        .limit(1)
    )
    return None if found else texts.NO_QUESTIONS


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
    """Every objection of the unit has an answer with its reason."""
    codes = session.scalars(
        select(Objection.code)
        .join(ExplanationRequest, ExplanationRequest.id == Objection.request_id)
        .where(ExplanationRequest.assessment_id == opened.assessment.id, Objection.outcome.is_(None))
        .order_by(Objection.code)
    ).all()
    return texts.objections_open(codes) if codes else None


def opinions_settled(session: Session, opened: Opened, actor: Actor, given: Mapping[str, Any]) -> str | None:
    """Where two appraise independently, both have given their opinion on every criterion."""
    if not opened.round.double_appraisal:
        return None
    counts = session.execute(
        select(Opinion.code, func.count())
        .where(Opinion.assessment_id == opened.assessment.id)
        .group_by(Opinion.code)
    )
    given_on = dict(counts.all())
    missing = [leaf.code for leaf in opened.framework.leaves if given_on.get(leaf.code, 0) < len(LANES)]
    return texts.opinions_missing(missing) if missing else None


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

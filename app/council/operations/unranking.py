"""Units that are assessed but not ranked: trials, units of a kind of their own.

They stand after the ranked ones, without a rank, and their figures move nobody's points.
"""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app import history
from app.accounts.actor import Actor
from app.assessments import queries as assessments
from app.assessments.models import Assessment
from app.assessments.queries import Opened
from app.council import cohort
from app.database import transaction
from app.errors import GuardRefused, InvalidInput
from app.messages import cohort as texts
from app.rounds import queries as rounds


def leave_unranked(actor: Actor, assessment_id: int, *, reason: str) -> str:
    """Assess a unit without ranking it; returns its name. One unit of the group at least stays ranked."""
    with transaction() as session:
        opened = _open(session, actor, assessment_id)
        assessment = opened.assessment
        if not assessment.ranked:
            raise GuardRefused(texts.ALREADY_UNRANKED, reasons=[texts.ALREADY_UNRANKED])
        others = select(func.count()).where(
            Assessment.round_group_id == assessment.round_group_id,
            Assessment.id != assessment.id,
            Assessment.ranked,
        )
        if not session.scalar(others):
            raise GuardRefused(texts.LAST_RANKED, reasons=[texts.LAST_RANKED])
        if not reason.strip():
            raise InvalidInput(texts.UNRANKED_REASON_NEEDED, field="reason")
        assessment.ranked, assessment.unranked_reason = False, reason.strip()
        _finish(session, opened, actor, "unit_unranked", reason)
        return opened.unit.name


def rank_again(actor: Actor, assessment_id: int, *, reason: str) -> str:
    """Take a unit back into the ranking; returns its name."""
    with transaction() as session:
        opened = _open(session, actor, assessment_id)
        if opened.assessment.ranked:
            raise GuardRefused(texts.ALREADY_RANKED, reasons=[texts.ALREADY_RANKED])
        if not reason.strip():
            raise InvalidInput(texts.RANKED_REASON_NEEDED, field="reason")
        opened.assessment.ranked, opened.assessment.unranked_reason = True, None
        _finish(session, opened, actor, "unit_ranked", reason)
        return opened.unit.name


def _open(session: Session, actor: Actor, assessment_id: int) -> Opened:
    """The round is locked before the assessment, as concluding locks them."""
    round_id = assessments.open_for(session, actor, assessment_id).round.id
    rounds.open_round(session, actor, round_id, "rank_units", lock=True)
    return assessments.open_for(session, actor, assessment_id, lock=True)


def _finish(session: Session, opened: Opened, actor: Actor, kind: str, reason: str) -> None:
    """Record it; while the council meets, what compares the units is made anew without this one."""
    history.append(
        session, "assessment", opened.assessment.id, kind, actor, "standing_body", comment=reason.strip()
    )
    session.flush()
    if opened.round.state == "council":
        cohort.bind_group(session, opened.group)

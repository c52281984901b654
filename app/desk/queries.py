"""What waits for a person, how far each unit is, and who is late: each list is one query."""

from dataclasses import dataclass

from sqlalchemy import and_, case, func, select
from sqlalchemy.orm import Session

from app import catalog, clock
from app.accounts.actor import Actor
from app.assessments.lateness import COLUMNS, is_closed, is_late, term_of
from app.assessments.models import (
    Assessment,
    CriterionEntry,
    ExplanationItem,
    ExplanationRequest,
)
from app.assessments.queries import visible
from app.assessments.suppliers import own
from app.history import Event
from app.messages.delegating import doer
from app.rounds.deadlines import ENTRY, Term, is_past
from app.rounds.models import Round, RoundGroup

FILLED = (
    select(func.count())
    .where(
        CriterionEntry.assessment_id == Assessment.id,
        CriterionEntry.status != "blank",
        CriterionEntry.supplied.is_(False),
    )
    .correlate(Assessment)
    .scalar_subquery()
)


# --- what waits ---------------------------------------------------------------------------------------------


#: Questions of the team that a unit has still to answer.
OPEN_QUESTIONS = (
    select(func.count())
    .select_from(ExplanationItem)
    .join(ExplanationRequest, ExplanationRequest.id == ExplanationItem.request_id)
    .where(
        ExplanationRequest.assessment_id == Assessment.id,
        ExplanationRequest.asked_at.is_not(None),
        ExplanationRequest.closed_at.is_(None),
    )
    .correlate(Assessment)
    .scalar_subquery()
)


@dataclass(frozen=True)
class OwnUnit:
    """The assessment of the person's own unit, and how far it is."""

    id: int
    state: str
    group_id: int
    filled: int
    leaves: int  # those the unit fills in itself
    term: Term | None  # until when it may do what waits for it
    questions: int
    came_by: str | None  # the last step, and who took it with what words
    by: str | None
    comment: str | None


def own_unit(session: Session, actor: Actor, round_: Round) -> OwnUnit | None:
    """The assessment that a unit's two accounts work on; one query."""
    if not actor.unit_role or actor.unit_id is None:
        return None
    last_step = (
        select(func.max(Event.sequence))
        .where(
            Event.subject_type == "assessment",
            Event.subject_id == Assessment.id,
            Event.kind == "transition",
        )
        .correlate(Assessment)
        .scalar_subquery()
    )
    step = and_(
        Event.subject_type == "assessment", Event.subject_id == Assessment.id, Event.sequence == last_step
    )
    row = session.execute(
        select(
            Assessment.id,
            Assessment.state,
            RoundGroup.id.label("group_id"),
            RoundGroup.framework_id,
            RoundGroup.framework_version,
            RoundGroup.framework_hash,
            FILLED.label("filled"),
            *COLUMNS,
            OPEN_QUESTIONS.label("questions"),
            Event.transition,
            Event.actor_name,
            Event.data,
            Event.comment,
        )
        .join(RoundGroup, RoundGroup.id == Assessment.round_group_id)
        .outerjoin(Event, step)
        .where(visible(actor, round_), Assessment.unit_id == actor.unit_id)
    ).first()
    if row is None:
        return None
    return OwnUnit(
        id=row.id,
        state=row.state,
        group_id=row.group_id,
        filled=row.filled,
        leaves=len(own(catalog.of(row)).leaves),
        term=term_of(round_, row),
        questions=row.questions,
        came_by=row.transition,
        by=doer(row) if row.actor_name else None,
        comment=row.comment,
    )


def late_count(session: Session, actor: Actor, round_: Round) -> tuple[int, int]:
    """How many units have not handed in although the deadline has passed, and how many of them are locked."""
    moment = clock.now()
    if not is_past(round_.entry_deadline, moment):
        return 0, 0
    row = session.execute(
        select(
            func.sum(case((is_late(round_, moment, (ENTRY,)), 1), else_=0)),
            func.sum(case((is_closed(round_, moment, (ENTRY,)), 1), else_=0)),
        ).where(visible(actor, round_, "view_progress"))
    ).one()
    return int(row[0] or 0), int(row[1] or 0)

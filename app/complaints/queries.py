"""Reads of complaints, filtered by what the actor may see."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.accounts.actor import Actor
from app.accounts.models import Account
from app.assessments.models import Assessment, Complaint
from app.assessments.queries import visible
from app.history import deed_data
from app.messages.delegating import by_delegate
from app.rounds import queries as rounds
from app.rounds.models import Round, RoundGroup
from app.units.models import Unit

WAITING = ("open", "reviewing")


def waiting_complaint(session: Session, assessment_id: int) -> Complaint | None:
    """The complaint of a unit that is not answered yet; there is at most one."""
    return session.scalar(
        select(Complaint).where(Complaint.assessment_id == assessment_id, Complaint.state.in_(WAITING))
    )


def of_unit(session: Session, assessment_id: int) -> Sequence[tuple[Complaint, str]]:
    """A unit's complaints with the names of those who filed them, the last one first."""
    filed = deed_data(
        "assessment", Complaint.assessment_id, Complaint.filed_by, Complaint.filed_at, "transition"
    )
    rows = session.execute(
        select(Complaint, Account.full_name, filed)
        .join(Account, Account.id == Complaint.filed_by)
        .where(Complaint.assessment_id == assessment_id)
        .order_by(Complaint.number.desc())
    )
    return [(complaint, by_delegate(name, told)) for complaint, name, told in rows]


def units_waiting(session: Session, round_id: int) -> list[str]:
    """The names of units with a complaint that is not answered yet."""
    return list(
        session.scalars(
            select(Unit.name)
            .join(Assessment, Assessment.unit_id == Unit.id)
            .join(Complaint, Complaint.assessment_id == Assessment.id)
            .where(Assessment.round_id == round_id, Complaint.state.in_(WAITING))
            .order_by(Unit.position, Unit.id)
        )
    )


def unanswered(session: Session, round_id: int) -> int:
    """How many complaints of a round wait for the standing body."""
    return (
        session.scalar(
            select(func.count())
            .select_from(Complaint)
            .join(Assessment, Assessment.id == Complaint.assessment_id)
            .where(Assessment.round_id == round_id, Complaint.state == "open")
        )
        or 0
    )


@dataclass(frozen=True)
class Line:
    """One complaint in the list."""

    complaint: Complaint
    assessment: Assessment
    unit: Unit
    group: RoundGroup


def of_round(session: Session, actor: Actor, round_: Round) -> list[Line]:
    """The complaints of a round that the person may see, those that wait first; one query."""
    rows = session.execute(
        select(Complaint, Assessment, Unit, RoundGroup)
        .join(Assessment, Assessment.id == Complaint.assessment_id)
        .join(Unit, Unit.id == Assessment.unit_id)
        .join(RoundGroup, RoundGroup.id == Assessment.round_group_id)
        .where(visible(actor, round_, "view_complaints"))
        .order_by(Complaint.state.not_in(WAITING), Complaint.filed_at.desc(), Complaint.id.desc())
    )
    return [Line(*row) for row in rows]


def public_rounds(session: Session, actor: Actor) -> list[Round]:
    """The rounds of the actor's authority whose result is public, the newest first."""
    return [round_ for round_ in rounds.rounds_of(session, actor) if round_.is_public]

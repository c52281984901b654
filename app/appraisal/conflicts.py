"""Khai báo xung đột lợi ích: somebody of the team or the council says that they may not judge a unit.

From then on the policy refuses them on that unit, what they were assigned there ends, and the council's vote
on it goes without them. The standing body may take a declaration back, with a reason.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock, history, policy
from app.accounts.actor import Actor
from app.accounts.models import Account, ConflictDeclaration, LocalRole
from app.appraisal.assigning.operations import end_all
from app.assessments.models import Assessment
from app.database import transaction
from app.errors import InvalidInput, NotFound
from app.messages import NOT_FOUND
from app.messages import assigning as texts
from app.rounds import queries as rounds
from app.rounds.models import Round
from app.units.models import Unit

DECLARE, TAKE_BACK = "declare_conflict", "manage_people"


@dataclass(frozen=True)
class Declared:
    """A declaration that stands."""

    id: int
    account_id: int
    person: str
    unit_id: int
    unit: str
    reason: str
    declared_at: datetime


def declare(actor: Actor, round_id: int, unit_id: int, reason: str) -> str:
    """Declare a conflict of interest with a unit; returns the unit's name."""
    with transaction() as session:
        round_ = rounds.open_round(session, actor, round_id, DECLARE, lock=True)
        unit, assessment = _unit(session, round_, unit_id)
        if unit_id == actor.unit_id or unit_id in actor.other_units:
            raise InvalidInput(texts.OWN_UNIT, field="unit_id", typed=reason)
        if not reason.strip():
            raise InvalidInput(texts.CONFLICT_REASON_NEEDED, field="reason", typed=reason)
        mine = (row for row in standing(session, round_id) if row.account_id == actor.id)
        if unit_id in {row.unit_id for row in mine}:
            raise InvalidInput(texts.ALREADY_DECLARED, field="unit_id", typed=reason)
        session.add(
            ConflictDeclaration(
                account_id=actor.id,
                round_id=round_id,
                unit_id=unit_id,
                reason=reason.strip(),
                declared_at=clock.now(),
            )
        )
        role = _judging_role(actor, round_)
        _tell(session, round_, assessment, actor, role, "conflict_declared", reason.strip(), unit, actor.name)
        ended = session.scalars(
            select(LocalRole).where(
                LocalRole.account_id == actor.id,
                LocalRole.round_id == round_id,
                LocalRole.unit_id == unit_id,
                LocalRole.ended_at.is_(None),
            )
        ).all()
        told = texts.ENDED_BY_CONFLICT.format(reason=reason.strip())
        end_all(session, round_, actor, ended, told, role)
        return unit.name


def withdraw(actor: Actor, round_id: int, declaration_id: int, reason: str) -> tuple[str, str]:
    """The standing body takes a declaration back; returns the person's and the unit's name."""
    with transaction() as session:
        round_ = rounds.open_round(session, actor, round_id, TAKE_BACK, lock=True)
        row = session.get(ConflictDeclaration, declaration_id)
        if row is None or row.round_id != round_id or row.withdrawn_at is not None:
            raise NotFound(NOT_FOUND, declaration=declaration_id, actor=actor.id)
        if not reason.strip():
            raise InvalidInput(texts.WITHDRAW_REASON_NEEDED, field="reason", typed=reason)
        unit, assessment = _unit(session, round_, row.unit_id)
        person = session.get_one(Account, row.account_id).full_name
        row.withdrawn_at, row.withdrawn_by = clock.now(), actor.id
        kind = "conflict_withdrawn"
        _tell(session, round_, assessment, actor, "standing_body", kind, reason.strip(), unit, person)
        return person, unit.name


def _unit(session: Session, round_: Round, unit_id: int) -> tuple[Unit, Assessment]:
    row = session.execute(
        select(Unit, Assessment)
        .join(Assessment, Assessment.unit_id == Unit.id)
        .where(Assessment.round_id == round_.id, Unit.id == unit_id)
        .with_for_update(of=Assessment)
    ).first()
    if row is None:
        raise InvalidInput(texts.UNIT_NEEDED, field="unit_id")
    return row.Unit, row.Assessment


def _judging_role(actor: Actor, round_: Round) -> str:
    return min(actor.roles_in(round_.id) & policy.JUDGING_ROLES)


def _tell(
    session: Session,
    round_: Round,
    assessment: Assessment,
    actor: Actor,
    role: str,
    kind: str,
    reason: str,
    unit: Unit,
    person: str,
) -> None:
    """One event on the round and one on the unit's assessment."""
    data = {"person": person, "unit": unit.name}
    for subject, number in (("round", round_.id), ("assessment", assessment.id)):
        history.append(session, subject, number, kind, actor, role, comment=reason, data=data)


def standing(session: Session, round_id: int) -> Sequence[Declared]:
    """The declarations of a round that stand, in the order of names; one query."""
    rows = session.execute(
        select(ConflictDeclaration, Account.full_name, Unit.name)
        .join(Account, Account.id == ConflictDeclaration.account_id)
        .join(Unit, Unit.id == ConflictDeclaration.unit_id)
        .where(ConflictDeclaration.round_id == round_id, ConflictDeclaration.withdrawn_at.is_(None))
        .order_by(Account.full_name, Unit.position, ConflictDeclaration.id)
    )
    return [
        Declared(row.id, row.account_id, person, row.unit_id, unit, row.reason, row.declared_at)
        for row, person, unit in rows
    ]


def accounts_in_conflict(session: Session, round_id: int, unit_id: int) -> frozenset[int]:
    """The accounts that declared a conflict with a unit: they have no vote on it."""
    return frozenset(
        session.scalars(
            select(ConflictDeclaration.account_id).where(
                ConflictDeclaration.round_id == round_id,
                ConflictDeclaration.unit_id == unit_id,
                ConflictDeclaration.withdrawn_at.is_(None),
            )
        )
    )


def units_to_declare(session: Session, actor: Actor, round_: Round) -> list[tuple[int, str]]:
    """The units of the round that a person has no conflict with yet, to choose from; one query."""
    rows = session.execute(
        select(Unit.id, Unit.name)
        .join(Assessment, Assessment.unit_id == Unit.id)
        .where(
            Assessment.round_id == round_.id,
            Unit.id.not_in(sorted(actor.units_in_conflict(round_.id))),
        )
        .order_by(Unit.position, Unit.id)
    )
    return [(key, name) for key, name in rows]

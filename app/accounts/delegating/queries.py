"""Reads of delegations: those in force for a person, those they gave or have, those of an authority."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session, aliased

from app import clock
from app.accounts.actor import Actor
from app.accounts.models import Account, Delegation, RoleGrant

SHOWN = 50
SUGGESTED = 60


@dataclass(frozen=True)
class Line:
    """A delegation as lists show it; `state` is ended, over, in_force or to_come."""

    id: int
    principal_id: int
    principal: str
    delegate_id: int
    delegate: str
    roles: tuple[str, ...]
    starts_on: date
    ends_on: date
    reason: str
    letter: str
    given_by: str
    state: str

    @property
    def stands(self) -> bool:
        """Whether it may still be ended."""
        return self.state in ("in_force", "to_come")


def in_force_for(account_id: int | None, today: date) -> ColumnElement[bool]:
    """The condition that a person may act by a delegation on a day."""
    return and_(
        Delegation.delegate_id == account_id,
        Delegation.ended_at.is_(None),
        Delegation.starts_on <= today,
        Delegation.ends_on >= today,
    )


def in_force(session: Session, actor: Actor) -> list[Line]:
    """The delegations by which the person may act today."""
    return _lines(session, in_force_for(actor.id, clock.today()))


def count_in_force(actor: Actor) -> ColumnElement[int]:
    """How many there are, as a part of another query."""
    return select(func.count(Delegation.id)).where(in_force_for(actor.id, clock.today())).scalar_subquery()


def of_person(session: Session, account_id: int | None) -> list[Line]:
    """What a person lent and was lent, the newest first."""
    return _lines(session, or_(Delegation.principal_id == account_id, Delegation.delegate_id == account_id))


def standing(session: Session, authority_id: int) -> list[Line]:
    """Every delegation of an authority that is in force or to come."""
    return _lines(
        session,
        and_(
            Delegation.authority_id == authority_id,
            Delegation.ended_at.is_(None),
            Delegation.ends_on >= clock.today(),
        ),
    )


def _lines(session: Session, condition: ColumnElement[bool]) -> list[Line]:
    principal, delegate, giver = aliased(Account), aliased(Account), aliased(Account)
    rows = session.execute(
        select(Delegation, principal.full_name, delegate.full_name, giver.full_name)
        .join(principal, principal.id == Delegation.principal_id)
        .join(delegate, delegate.id == Delegation.delegate_id)
        .join(giver, giver.id == Delegation.given_by)
        .where(condition)
        .order_by(Delegation.starts_on.desc(), Delegation.id.desc())
        .limit(SHOWN)
    )
    today = clock.today()
    return [
        Line(
            row.id,
            row.principal_id,
            one,
            row.delegate_id,
            other,
            tuple(row.roles.split(",")) if row.roles else (),
            row.starts_on,
            row.ends_on,
            row.reason,
            row.letter_number,
            by,
            _state(row, today),
        )
        for row, one, other, by in rows
    ]


def _state(row: Delegation, today: date) -> str:
    if row.ended_at is not None:
        return "ended"
    if row.ends_on < today:
        return "over"
    return "in_force" if row.starts_on <= today else "to_come"


def suggested(session: Session, principal: Actor) -> Sequence[tuple[str, str]]:
    """People who may come to mind as a delegate, (user name, name and position): of the same unit, or
    with one of the same granted roles."""
    same = select(RoleGrant.account_id).where(
        RoleGrant.role.in_([role for role, _ in principal.grants]), RoleGrant.ended_at.is_(None)
    )
    near: list[ColumnElement[bool]] = [Account.id.in_(same)]
    if principal.unit_id is not None:
        near.append(Account.unit_id == principal.unit_id)
    rows = session.execute(
        select(Account.username, Account.full_name, Account.position_title)
        .where(
            Account.authority_id == principal.authority_id,
            Account.is_active,
            Account.id != principal.id,
            or_(*near),
        )
        .order_by(Account.full_name, Account.id)
        .limit(SUGGESTED)
    )
    return [(name, ", ".join(filter(None, (person, title)))) for name, person, title in rows]

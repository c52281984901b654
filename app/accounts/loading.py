"""Who acts: an account made into the person whom operations know, with roles, parts and conflicts."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import Select, and_, bindparam, literal, null, select, union_all
from sqlalchemy.orm import Session

from app.accounts import lending
from app.accounts.actor import Actor, Behalf, Local
from app.accounts.models import Account, ConflictDeclaration, Delegation, LocalRole, RoleGrant
from app.accounts.queries import units
from app.database import table_of

# Who judges: they may be assigned parts of a round, and may declare conflicts.
SCOPED_ROLES = frozenset({"appraiser", "council_member", "council_chair", "council_secretary", "expert"})


@cache
def _actor_statement() -> Select[Any]:
    """Made once, of plain columns: every request of a person signed in begins with it."""
    account, grant, unit = table_of(Account), table_of(RoleGrant), units()
    return (
        select(
            account.c.id,
            account.c.authority_id,
            account.c.username,
            account.c.full_name,
            account.c.position_title,
            account.c.unit_id,
            account.c.unit_role,
            account.c.must_change_password,
            account.c.session_epoch,
            unit.c.name.label("unit_name"),
            grant.c.role,
            grant.c.round_id,
        )
        .select_from(account)
        .outerjoin(unit, unit.c.id == account.c.unit_id)
        .outerjoin(grant, and_(grant.c.account_id == account.c.id, grant.c.ended_at.is_(None)))
        .where(account.c.id == bindparam("account_id"), account.c.is_active)
    )


def load_actor(session: Session, account_id: int) -> Actor | None:
    """The person of an account with every role they hold now; None if it may not act.

    One query, and a second one for those who judge: what they are assigned, and where they may not.
    """
    rows = session.execute(_actor_statement(), {"account_id": account_id}).all()
    if not rows:
        return None
    first = rows[0]
    actor = Actor(
        id=first.id,
        authority_id=first.authority_id,
        name=first.full_name,
        title=first.position_title,
        username=first.username,
        unit_id=first.unit_id,
        unit_name=first.unit_name or "",
        unit_role=first.unit_role,
        grants=frozenset((row.role, row.round_id) for row in rows if row.role is not None),
        must_change_password=first.must_change_password,
        session_epoch=first.session_epoch,
    )
    if actor.all_roles.isdisjoint(SCOPED_ROLES):
        return actor
    return scoped(actor, scopes(session, [account_id]).get(account_id))


@dataclass(frozen=True)
class Scope:
    """The parts of rounds a person is assigned, and the units they declared a conflict with."""

    local: tuple[Local, ...]
    conflicts: frozenset[tuple[int, int]]


def scoped(actor: Actor, scope: Scope | None) -> Actor:
    """The person with their assignments and declared conflicts."""
    return replace(actor, local=scope.local, conflicts=scope.conflicts) if scope else actor


def scopes(session: Session, account_ids: Collection[int]) -> dict[int, Scope]:
    """Assignments and declared conflicts that stand now, by account; one query for however many people."""
    local = select(
        LocalRole.account_id,
        LocalRole.role,
        LocalRole.round_id,
        LocalRole.unit_id,
        LocalRole.round_group_id,
        LocalRole.code,
        LocalRole.lane,
    ).where(LocalRole.ended_at.is_(None), LocalRole.account_id.in_(account_ids))
    declared = select(
        ConflictDeclaration.account_id,
        literal(""),
        ConflictDeclaration.round_id,
        ConflictDeclaration.unit_id,
        null(),
        null(),
        literal(0),
    ).where(ConflictDeclaration.withdrawn_at.is_(None), ConflictDeclaration.account_id.in_(account_ids))
    found: dict[int, tuple[list[Local], set[tuple[int, int]]]] = {}
    rows: Any = session.execute(union_all(local, declared))
    for account_id, role, round_id, unit_id, group_id, code, lane in rows:
        parts, conflicts = found.setdefault(account_id, ([], set()))
        if role:
            parts.append(Local(role, round_id, unit_id, group_id, code, lane))
        else:
            conflicts.add((round_id, unit_id))
    return {
        account_id: Scope(tuple(sorted(parts, key=str)), frozenset(conflicts))
        for account_id, (parts, conflicts) in found.items()
    }


def acting_for(session: Session, actor: Actor, delegation_id: int, today: date) -> Actor | None:
    """The person acting for another one by a delegation in force on a day; None when it is not.

    Roles, unit and assignments are the replaced person's, as far as they were lent and may be shared by the
    two now; nobody judges a unit that either of them belongs to or declared.
    """
    delegation = session.scalar(
        select(Delegation).where(
            Delegation.id == delegation_id,
            Delegation.delegate_id == actor.id,
            Delegation.ended_at.is_(None),
            Delegation.starts_on <= today,
            Delegation.ends_on >= today,
        )
    )
    principal = load_actor(session, delegation.principal_id) if delegation is not None else None
    if delegation is None or principal is None or principal.authority_id != actor.authority_id:
        return None
    wanted = frozenset(delegation.roles.split(",")) if delegation.roles else principal.all_roles
    lent = wanted & lending.lendable(principal, actor)
    if not lent:  # the roles are gone, or the two may not share them any more
        return None
    units = {unit for unit in (actor.unit_id, principal.unit_id) if unit is not None}
    return replace(
        actor,
        unit_id=principal.unit_id,
        unit_name=principal.unit_name,
        unit_role=principal.unit_role if principal.unit_role in lent else None,
        grants=frozenset((role, where) for role, where in principal.grants if role in lent),
        local=principal.local,
        conflicts=_declared(session, actor, lent) | principal.conflicts,
        other_units=frozenset(units),
        behalf=Behalf(
            delegation.principal_id,
            principal.name,
            principal.title,
            delegation.id,
            delegation.ends_on,
            delegation.letter_number,
        ),
    )


def _declared(session: Session, delegate: Actor, lent: frozenset[str]) -> frozenset[tuple[int, int]]:
    """The units a delegate declared a conflict with; read here for who judges only by what was lent."""
    if (
        delegate.id is None
        or lent.isdisjoint(SCOPED_ROLES)
        or not delegate.all_roles.isdisjoint(SCOPED_ROLES)
    ):
        return delegate.conflicts
    scope = scopes(session, [delegate.id]).get(delegate.id)
    return scope.conflicts if scope else frozenset()


def oneself(session: Session, actor: Actor) -> Actor:
    """The person with their own roles, whoever they act for."""
    return actor if actor.behalf is None or actor.id is None else load_actor(session, actor.id) or actor

"""What must be ready before a round opens."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app import catalog
from app.accounts.actor import Actor
from app.accounts.models import Account, RoleGrant
from app.messages import rounds as texts
from app.rounds import queries
from app.rounds.models import Round
from app.units.models import Unit
from app.units.queries import units_in_force
from app.workflow import RoomGuard


def _units(session: Session, round_: Round) -> dict[str, list[Unit]]:
    return {
        group.title: list(units_in_force(session, group.unit_group_id, round_.opens_on))
        for group in queries.groups_of(session, round_.id)
    }


def groups_ready(session: Session, round_: Round, actor: Actor, given: Mapping[str, Any]) -> str | None:
    """There are groups, each with a framework this program carries unchanged, and with units."""
    units = _units(session, round_)
    if not units:
        return texts.NO_GROUPS
    for group in queries.groups_of(session, round_.id):
        framework = catalog.find(group)
        if framework is None or framework.hash != group.framework_hash:
            return texts.UNKNOWN_FRAMEWORK
    empty = [title for title, members in units.items() if not members]
    return texts.groups_without_units(empty) if empty else None


def accounts_ready(session: Session, round_: Round, actor: Actor, given: Mapping[str, Any]) -> str | None:
    """Every unit has exactly its two accounts (source 002, V.1)."""
    units = [unit for members in _units(session, round_).values() for unit in members]
    counted = session.execute(
        select(Account.unit_id, func.count())
        .where(
            Account.unit_id.in_([unit.id for unit in units]),
            Account.unit_role.is_not(None),
            Account.is_active,
        )
        .group_by(Account.unit_id)
    )
    counts = dict(counted.all())
    missing = [unit.name for unit in units if counts.get(unit.id, 0) != 2]
    return texts.accounts_missing(missing) if missing else None


def people_ready(session: Session, round_: Round, actor: Actor, given: Mapping[str, Any]) -> str | None:
    """Somebody holds every role the round will need."""
    held = set(
        session.scalars(
            select(RoleGrant.role)
            .join(Account, Account.id == RoleGrant.account_id)
            .where(
                RoleGrant.ended_at.is_(None),
                Account.is_active,
                Account.authority_id == round_.authority_id,
                (RoleGrant.round_id == round_.id) | RoleGrant.round_id.is_(None),
            )
        )
    )
    missing = [role for role in texts.ROLE_GAPS if role not in held]
    return texts.people_missing(missing) if missing else None


def dates_in_order(session: Session, round_: Round, actor: Actor, given: Mapping[str, Any]) -> str | None:
    """Opening, entry, appraisal, council, publication: each not before the one before it."""
    days = (
        round_.opens_on,
        round_.entry_deadline,
        round_.appraisal_deadline,
        round_.council_on,
        round_.publish_before,
    )
    return None if list(days) == sorted(days) else texts.DATES_OUT_OF_ORDER


ROUND_GUARDS: dict[str, RoomGuard] = {
    "groups_ready": groups_ready,
    "accounts_ready": accounts_ready,
    "people_ready": people_ready,
    "dates_in_order": dates_in_order,
}

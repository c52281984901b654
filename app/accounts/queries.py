"""Reading accounts: who acts, lists for those who manage them, and the counting of tries to sign in.

Units and rounds are rooms above this one. Their tables are reached through the accounts' own foreign keys.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    Row,
    Table,
    exists,
    func,
    or_,
    select,
)
from sqlalchemy.orm import Session

from app import clock
from app.accounts import rules
from app.accounts.actor import Actor
from app.accounts.models import (
    UNIT_ROLES,
    Account,
    RoleGrant,
    SignInAttempt,
)
from app.errors import NotFound
from app.history import Event
from app.messages import NOT_FOUND

PAGE_SIZE = 30


def pointed_at(table: Any, column: str) -> Table:
    """The table that a foreign key leads to."""
    (key,) = table.__table__.c[column].foreign_keys
    target: Table = key.column.table
    return target


def units() -> Table:
    """The table of units."""
    return pointed_at(Account, "unit_id")


def rounds() -> Table:
    """The table of rounds."""
    return pointed_at(RoleGrant, "round_id")


def account_id_of(session: Session, username: str) -> int | None:
    """The account of a username, closed ones too."""
    return session.scalar(select(Account.id).where(Account.username == username.strip().lower()))


# --- tries to sign in ---------------------------------------------------------------------------------------


def recent_failures(
    session: Session, column: Any, value: str, since: datetime, most: int
) -> Sequence[datetime]:
    """The latest failed tries after `since`, newest first, at most `most`."""
    return session.scalars(
        select(SignInAttempt.at)
        .where(column == value, SignInAttempt.at > since, SignInAttempt.succeeded.is_(False))
        .order_by(SignInAttempt.at.desc(), SignInAttempt.id.desc())
        .limit(most)
    ).all()


def last_success(session: Session, username: str, since: datetime) -> datetime:
    """When this name last signed in, or `since` if that was earlier: older failures are forgiven."""
    moment = session.scalar(
        select(SignInAttempt.at)
        .where(
            SignInAttempt.username == username, SignInAttempt.at > since, SignInAttempt.succeeded.is_(True)
        )
        .order_by(SignInAttempt.at.desc())
        .limit(1)
    )
    return moment or since


# --- lists for those who manage accounts -------------------------------------------------------------------


@dataclass(frozen=True)
class Filter:
    """What the list of accounts is narrowed to; empty values narrow nothing."""

    text: str = ""
    unit_id: int | None = None
    role: str = ""
    state: str = ""  # "active" or "closed"


@dataclass(frozen=True)
class Grant:
    """A role somebody holds now, in one round (`round_title`) or in all of them."""

    id: int
    role: str
    round_id: int | None
    round_title: str | None


@dataclass(frozen=True)
class Listed:
    """One account as lists and its own page show it."""

    id: int
    username: str
    full_name: str
    position_title: str
    email: str
    unit_id: int | None
    unit_name: str
    unit_role: str | None
    is_active: bool
    must_change_password: bool
    last_sign_in_at: datetime | None
    version: int
    grants: tuple[Grant, ...]

    @property
    def roles(self) -> list[str]:
        """Every role, the unit's own first."""
        own = [self.unit_role] if self.unit_role else []
        return own + sorted({grant.role for grant in self.grants})


@dataclass(frozen=True)
class Page:
    """A page of the list."""

    accounts: list[Listed]
    number: int
    pages: int
    total: int


def search(session: Session, actor: Actor, wanted: Filter, number: int = 1) -> Page:
    """The accounts of the actor's authority, by unit and then by name; three queries at most."""
    rules.managing_role(actor)
    unit = units()
    found = session.execute(
        select(Account.id, Account.username, Account.full_name, unit.c.name.label("unit_name"))
        .outerjoin(unit, unit.c.id == Account.unit_id)
        .where(*_conditions(actor, wanted))
        .order_by(
            unit.c.id.is_(None),
            unit.c.group_id.is_(None),
            unit.c.group_id,
            unit.c.position,
            unit.c.id,
            Account.unit_role.desc(),
            Account.full_name,
            Account.id,
        )
    ).all()
    # Neither database compares Vietnamese letters without their marks: the few names are compared here.
    words = rules.fold(wanted.text).split()
    ids = [row.id for row in found if _has_words(row, words)]
    pages = max(1, -(-len(ids) // PAGE_SIZE))
    number = min(max(1, number), pages)
    shown = ids[(number - 1) * PAGE_SIZE : number * PAGE_SIZE]
    return Page(_listed(session, shown), number, pages, len(ids))


def _conditions(actor: Actor, wanted: Filter) -> list[Any]:
    conditions: list[Any] = [Account.authority_id == actor.authority_id]
    if wanted.unit_id is not None:
        conditions.append(Account.unit_id == wanted.unit_id)
    if wanted.role in UNIT_ROLES:
        conditions.append(Account.unit_role == wanted.role)
    elif wanted.role:
        held = exists().where(
            RoleGrant.account_id == Account.id, RoleGrant.role == wanted.role, RoleGrant.ended_at.is_(None)
        )
        conditions.append(held)
    if wanted.state:
        conditions.append(Account.is_active if wanted.state == "active" else ~Account.is_active)
    return conditions


def _has_words(row: Row[*tuple[Any, ...]], words: list[str]) -> bool:
    text = rules.fold(f"{row.username} {row.full_name} {row.unit_name or ''}")
    return all(word in text for word in words)


def _listed(session: Session, ids: Sequence[int]) -> list[Listed]:
    """These accounts with their present roles, in the order given."""
    unit, round_ = units(), rounds()
    grants: dict[int, list[Grant]] = {}
    for row in session.execute(
        select(RoleGrant.id, RoleGrant.account_id, RoleGrant.role, RoleGrant.round_id, round_.c.title)
        .outerjoin(round_, round_.c.id == RoleGrant.round_id)
        .where(RoleGrant.account_id.in_(ids), RoleGrant.ended_at.is_(None))
        .order_by(RoleGrant.id)
    ):
        grants.setdefault(row.account_id, []).append(Grant(row.id, row.role, row.round_id, row.title))
    rows = session.execute(
        select(*Account.__table__.c, unit.c.name.label("unit_name"))
        .outerjoin(unit, unit.c.id == Account.unit_id)
        .where(Account.id.in_(ids))
    )
    known = {
        row.id: Listed(
            id=row.id,
            username=row.username,
            full_name=row.full_name,
            position_title=row.position_title,
            email=row.email,
            unit_id=row.unit_id,
            unit_name=row.unit_name or "",
            unit_role=row.unit_role,
            is_active=row.is_active,
            must_change_password=row.must_change_password,
            last_sign_in_at=row.last_sign_in_at,
            version=row.version,
            grants=tuple(grants.get(row.id, ())),
        )
        for row in rows
    }
    return [known[account_id] for account_id in ids]


def detail(session: Session, actor: Actor, account_id: int) -> Listed:
    """One account of the actor's authority. Raises NotFound for any other."""
    rules.managing_role(actor)
    known = session.scalar(
        select(Account.id).where(Account.id == account_id, Account.authority_id == actor.authority_id)
    )
    if known is None:
        raise NotFound(NOT_FOUND, account=account_id, actor=actor.id)
    return _listed(session, [account_id])[0]


def events_of(session: Session, account_id: int, most: int = 50) -> Sequence[Event]:
    """What happened to an account, newest first, sign-ins left out."""
    return session.scalars(
        select(Event)
        .where(
            Event.subject_type == "account",
            Event.subject_id == account_id,
            Event.kind.not_in(("signed_in", "signed_out")),
        )
        .order_by(Event.sequence.desc())
        .limit(most)
    ).all()


def last_event(session: Session, account_id: int) -> Row[*tuple[Any, ...]] | None:
    """Who changed an account last, and when."""
    return session.execute(
        select(Event.actor_name, Event.at)
        .where(Event.subject_type == "account", Event.subject_id == account_id)
        .order_by(Event.sequence.desc())
        .limit(1)
    ).first()


def holder(session: Session, unit_id: int, unit_role: str) -> Row[*tuple[Any, ...]] | None:
    """Who holds one of a unit's two accounts: full_name, email, unit_name."""
    unit = units()
    return session.execute(
        select(Account.full_name, Account.email, unit.c.name.label("unit_name"))
        .join(unit, unit.c.id == Account.unit_id)
        .where(Account.unit_id == unit_id, Account.unit_role == unit_role, Account.is_active)
    ).first()


def unit_choices(
    session: Session, authority_id: int, assessed_only: bool = False
) -> Sequence[Row[*tuple[Any, ...]]]:
    """Units in force today, in their order: id, name, code."""
    unit = units()
    conditions = [unit.c.authority_id == authority_id, *_in_force(unit, clock.today())]
    if assessed_only:
        conditions.append(unit.c.group_id.is_not(None))
    return session.execute(
        select(unit.c.id, unit.c.name, unit.c.code)
        .where(*conditions)
        .order_by(unit.c.group_id.is_(None), unit.c.group_id, unit.c.position, unit.c.id)
    ).all()


def _in_force(unit: Table, on: date) -> list[Any]:
    return [
        or_(unit.c.valid_from.is_(None), unit.c.valid_from <= on),
        or_(unit.c.valid_to.is_(None), unit.c.valid_to >= on),
    ]


def unit_of(session: Session, authority_id: int, unit_id: int) -> Row[*tuple[Any, ...]] | None:
    """One unit in force today: id, name, code, group_id."""
    unit = units()
    return session.execute(
        select(unit.c.id, unit.c.name, unit.c.code, unit.c.group_id).where(
            unit.c.id == unit_id, unit.c.authority_id == authority_id, *_in_force(unit, clock.today())
        )
    ).first()


def round_choices(session: Session, authority_id: int) -> Sequence[Row[*tuple[Any, ...]]]:
    """The authority's rounds, the latest first: id, title."""
    round_ = rounds()
    return session.execute(
        select(round_.c.id, round_.c.title)
        .where(round_.c.authority_id == authority_id)
        .order_by(round_.c.year.desc(), round_.c.id.desc())
    ).all()


def units_lacking_accounts(session: Session, authority_id: int) -> list[tuple[int, str, list[str]]]:
    """Assessed units that lack one of their two accounts: id, name, the roles lacking."""
    have: dict[int, set[str]] = {}
    for row in session.execute(
        select(Account.unit_id, Account.unit_role).where(
            Account.authority_id == authority_id, Account.is_active, Account.unit_role.is_not(None)
        )
    ):
        have.setdefault(row.unit_id, set()).add(row.unit_role)
    lacking = []
    for unit in unit_choices(session, authority_id, assessed_only=True):
        missing = [role for role in UNIT_ROLES if role not in have.get(unit.id, ())]
        if missing:
            lacking.append((unit.id, unit.name, missing))
    return lacking


def administrators(session: Session, authority_id: int) -> int:
    """How many people can act as administrator of the authority."""
    return (
        session.scalar(
            select(func.count(func.distinct(Account.id)))
            .join(RoleGrant, RoleGrant.account_id == Account.id)
            .where(
                Account.authority_id == authority_id,
                Account.is_active,
                RoleGrant.role == "administrator",
                RoleGrant.ended_at.is_(None),
            )
        )
        or 0
    )


def roles_held(session: Session, account_id: int) -> set[str]:
    """The granted roles of an account, in whatever round."""
    return set(
        session.scalars(
            select(RoleGrant.role).where(RoleGrant.account_id == account_id, RoleGrant.ended_at.is_(None))
        )
    )

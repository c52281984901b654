"""Reads of notifications, and of the people to be told."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session

from app import clock, messages
from app.accounts.actor import Actor
from app.accounts.loading import acting_for, load_actor, scoped, scopes
from app.accounts.models import Account, Delegation, RoleGrant
from app.errors import NotFound
from app.extensions import db
from app.notifications.models import Notification
from app.units.models import Unit


def unread_count(actor: Actor) -> int:
    """How many notifications the person has not read."""
    return (
        db.session.scalar(
            select(func.count())
            .select_from(Notification)
            .where(Notification.account_id == actor.id, Notification.read_at.is_(None))
        )
        or 0
    )


def _own(actor: Actor, unread_only: bool) -> ColumnElement[bool]:
    own = Notification.account_id == actor.id
    return and_(own, Notification.read_at.is_(None)) if unread_only else own


def count(session: Session, actor: Actor, *, unread_only: bool = False) -> int:
    """How many notifications the person has."""
    return session.scalar(select(func.count()).select_from(Notification).where(_own(actor, unread_only))) or 0


def one(session: Session, actor: Actor, notification_id: int) -> Notification:
    """One of the person's notifications. Raises NotFound for anybody else's."""
    found = session.scalar(select(Notification).where(Notification.id == notification_id, _own(actor, False)))
    if found is None:
        raise NotFound(messages.NOT_FOUND, notification=notification_id, actor=actor.id)
    return found


def mail_choice(session: Session, actor: Actor) -> tuple[str, str]:
    """The person's registered address and how they want mail."""
    account = session.get_one(Account, actor.id)
    return account.email, account.mail_mode


def page(
    session: Session, actor: Actor, *, offset: int, limit: int, unread_only: bool = False
) -> Sequence[Notification]:
    """The person's notifications, newest first."""
    return session.scalars(
        select(Notification)
        .where(_own(actor, unread_only))
        .order_by(Notification.created_at.desc(), Notification.id.desc())
        .offset(offset)
        .limit(limit)
    ).all()


def mailed_each(session: Session, account_ids: Collection[int]) -> set[int]:
    """Those of the accounts that get a mail for every notice."""
    return set(
        session.scalars(
            select(Account.id).where(
                Account.id.in_(account_ids), Account.mail_mode == "each", Account.email != ""
            )
        )
    )


def of_unit(unit_ids: Iterable[int], roles: Iterable[str]) -> ColumnElement[bool]:
    """The accounts that hold one of the two roles in these units."""
    return and_(Account.unit_id.in_(list(unit_ids)), Account.unit_role.in_(list(roles)))


def granted(round_id: int, roles: Iterable[str]) -> ColumnElement[bool]:
    """The accounts to which one of these roles is granted in a round (or for the whole authority)."""
    return Account.id.in_(
        select(RoleGrant.account_id).where(
            RoleGrant.role.in_(list(roles)),
            RoleGrant.ended_at.is_(None),
            or_(RoleGrant.round_id == round_id, RoleGrant.round_id.is_(None)),
        )
    )


def delegates_of(session: Session, principals: Sequence[Actor]) -> list[Actor]:
    """Those who may act for some people today, each as they act; one query, and a few for each found."""
    today = clock.today()
    rows = session.execute(
        select(Delegation.id, Delegation.delegate_id)
        .where(
            Delegation.principal_id.in_([one.id for one in principals]),
            Delegation.ended_at.is_(None),
            Delegation.starts_on <= today,
            Delegation.ends_on >= today,
        )
        .order_by(Delegation.id)
    ).all()
    found = []
    for number, account_id in rows:
        delegate = load_actor(session, account_id)
        acting = acting_for(session, delegate, number, today) if delegate is not None else None
        if acting is not None:
            found.append(acting)
    return found


def people(session: Session, authority_id: int, chosen: ColumnElement[bool]) -> list[Actor]:
    """The chosen active accounts of an authority, with their roles; three queries however many there are."""
    rows = session.execute(
        select(Account, Unit.name)
        .outerjoin(Unit, Unit.id == Account.unit_id)
        .where(Account.authority_id == authority_id, Account.is_active, chosen)
        .order_by(Account.id)
    ).all()
    grants: dict[int, set[tuple[str, int | None]]] = defaultdict(set)
    held = select(RoleGrant.account_id, RoleGrant.role, RoleGrant.round_id).where(
        RoleGrant.ended_at.is_(None),
        RoleGrant.account_id.in_(select(Account.id).where(Account.authority_id == authority_id, chosen)),
    )
    for account_id, role, round_id in session.execute(held):
        grants[account_id].add((role, round_id))
    parts = scopes(session, [account.id for account, _ in rows])
    found = [
        Actor(
            id=account.id,
            authority_id=account.authority_id,
            name=account.full_name,
            title=account.position_title,
            username=account.username,
            unit_id=account.unit_id,
            unit_name=unit_name or "",
            unit_role=account.unit_role,
            grants=frozenset(grants[account.id]),
        )
        for account, unit_name in rows
    ]
    return [scoped(actor, parts.get(actor.id or 0)) for actor in found]

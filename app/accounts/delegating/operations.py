"""Acting for somebody else: giving a delegation, ending it, and switching between the two persons.

A delegation lends roles for some days, by a person for themselves or by whoever manages accounts for one who
is away. It is judged again at every request (app.accounts.loading.acting_for), so that it ends with its last
day, with a role taken back or with an account closed, and never gives more than the principal has.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock, history
from app.accounts import lending, loading, queries, rules
from app.accounts.actor import Actor
from app.accounts.models import UNIT_ROLES, Account, Delegation
from app.accounts.operations import own_role
from app.database import transaction
from app.errors import Forbidden, InvalidInput, NotFound, WrongState
from app.messages import NOT_FOUND
from app.messages import accounts as account_messages
from app.messages import delegating as messages

LONGEST_TEXT = 200


@dataclass(frozen=True)
class Wanted:
    """A delegation as asked for; days are Vietnamese days, both included, `delegate` is a user name."""

    delegate: str
    roles: Sequence[str]
    starts_on: date | None
    ends_on: date | None
    reason: str
    letter_number: str = ""


def give(actor: Actor, principal_id: int, wanted: Wanted) -> int:
    """Lend roles of a person to another one for some days; returns the delegation's id.

    By the principal themselves, or with a letter by who manages accounts; never while acting for another.
    Raises InvalidInput naming the field: delegate, roles, starts_on, ends_on, reason, letter_number.
    """
    if actor.behalf is not None:
        raise Forbidden(messages.NOT_WHILE_ACTING, rule="delegations.own_roles_only", actor=actor.id)
    by_manager = principal_id != actor.id
    role = rules.managing_role(actor) if by_manager else own_role(actor)
    with transaction() as session:
        principal, delegate = _two(session, actor, principal_id, wanted.delegate)
        if by_manager:
            rules.check_reach(actor, queries.roles_held(session, principal_id))
            if delegate.id == actor.id:
                raise InvalidInput(messages.DELEGATE_IS_GIVER, field="delegate", typed=wanted.delegate)
        starts_on, ends_on = _days(wanted)
        roles = _roles(principal, delegate, wanted.roles)
        reason, letter = rules.squeeze(wanted.reason), rules.squeeze(wanted.letter_number)
        _check_texts(wanted, reason, letter, by_manager)
        _check_others(session, principal, delegate, roles, starts_on, ends_on)
        row = Delegation(
            authority_id=actor.authority_id,
            principal_id=principal_id,
            delegate_id=delegate.id,
            roles=",".join(roles),
            starts_on=starts_on,
            ends_on=ends_on,
            reason=reason,
            letter_number=letter,
            given_at=clock.now(),
            given_by=actor.id,
        )
        session.add(row)
        session.flush()
        _record(session, principal_id, "delegation_given", actor, role, row, delegate.name, reason)
        return row.id


def end(actor: Actor, delegation_id: int, reason: str) -> None:
    """End a delegation before its last day: by either of the two people, or by whoever manages accounts."""
    with transaction() as session:
        row = session.get(Delegation, delegation_id, with_for_update=True)
        if row is None or row.authority_id != actor.authority_id:
            raise NotFound(NOT_FOUND, delegation=delegation_id, actor=actor.id)
        own = actor.id in (row.principal_id, row.delegate_id)
        if not own and not actor.all_roles & rules.MANAGERS:
            raise NotFound(NOT_FOUND, delegation=delegation_id, actor=actor.id)
        if row.ended_at is not None or row.ends_on < clock.today():
            raise WrongState(messages.ALREADY_ENDED, delegation=delegation_id)
        text = rules.squeeze(reason)
        if not text:
            raise InvalidInput(messages.END_REASON_NEEDED, field="reason", typed=reason)
        session.get(Account, row.principal_id, with_for_update=True)
        row.ended_at, row.ended_by = clock.now(), actor.id
        name = session.get_one(Account, row.delegate_id).full_name
        role = own_role(actor) if own else rules.managing_role(actor)
        _record(session, row.principal_id, "delegation_ended", actor, role, row, name, text)


def begin(actor: Actor, delegation_id: int) -> Actor:
    """Act for the principal of a delegation from now on; returns the person as they act.

    Raises NotFound for anybody else's, WrongState for one that is not in force.
    """
    with transaction() as session:
        session.get(Account, actor.id, with_for_update=True)
        oneself = loading.oneself(session, actor)
        row = session.get(Delegation, delegation_id)
        if row is None or row.delegate_id != actor.id:
            raise NotFound(NOT_FOUND, delegation=delegation_id, actor=actor.id)
        acting = loading.acting_for(session, oneself, delegation_id, clock.today())
        if acting is None:
            raise WrongState(messages.NOT_IN_FORCE, delegation=delegation_id)
        if actor.behalf is not None:
            _record_switch(session, "acting_stopped", actor)
        _record_switch(session, "acting_began", acting)
        return acting


def stop(actor: Actor) -> None:
    """Act as oneself again; nothing happens to who does already."""
    if actor.behalf is None:
        return
    with transaction() as session:
        session.get(Account, actor.id, with_for_update=True)
        _record_switch(session, "acting_stopped", actor)


# --- what these have in common ------------------------------------------------------------------------------


def _two(session: Session, actor: Actor, principal_id: int, username: str) -> tuple[Actor, Actor]:
    """Both people with their roles, their accounts locked in the order of ids."""
    name = username.strip().lower()
    if not name:
        raise InvalidInput(messages.DELEGATE_NEEDED, field="delegate", typed=username)
    rows = session.execute(
        select(Account.id, Account.username, Account.is_active)
        .where(
            Account.authority_id == actor.authority_id,
            (Account.id == principal_id) | (Account.username == name),
        )
        .order_by(Account.id)
        .with_for_update()
    ).all()
    principal = next((row for row in rows if row.id == principal_id), None)
    if principal is None:
        raise NotFound(NOT_FOUND, account=principal_id, actor=actor.id)
    if not principal.is_active:
        raise WrongState(account_messages.ACCOUNT_CLOSED, account=principal_id)
    delegate = next((row for row in rows if row.username == name), None)
    if delegate is not None and delegate.id == principal_id:
        raise InvalidInput(messages.DELEGATE_IS_PRINCIPAL, field="delegate", typed=username)
    second = loading.load_actor(session, delegate.id) if delegate is not None else None
    first = loading.load_actor(session, principal_id)
    if first is None or second is None:
        raise InvalidInput(messages.unknown_delegate(name), field="delegate", typed=username)
    return first, second


def _days(wanted: Wanted) -> tuple[date, date]:
    for name in ("starts_on", "ends_on"):
        if getattr(wanted, name) is None:
            raise InvalidInput(messages.DATE_NEEDED.format(field=messages.LABELS[name]), field=name)
    starts_on, ends_on = wanted.starts_on or date.max, wanted.ends_on or date.min
    if starts_on < clock.today():
        raise InvalidInput(messages.DATE_PAST, field="starts_on", typed=starts_on.isoformat())
    if ends_on < starts_on:
        raise InvalidInput(messages.DATES_REVERSED, field="ends_on", typed=ends_on.isoformat())
    if (ends_on - starts_on).days >= lending.MOST_DAYS:
        refusal = messages.too_many_days(lending.MOST_DAYS)
        raise InvalidInput(refusal, field="ends_on", typed=ends_on.isoformat())
    return starts_on, ends_on


def _roles(principal: Actor, delegate: Actor, asked: Sequence[str]) -> list[str]:
    """The roles asked for, each held by the principal and free to be lent to this delegate."""
    roles = list(dict.fromkeys(asked))
    if not roles:
        refusal = messages.ROLES_NEEDED if lending.own_roles(principal) else messages.NO_ROLES
        raise InvalidInput(refusal, field="roles")
    refused = lending.refusals(principal, delegate)
    for role in roles:
        if role not in principal.all_roles:
            raise InvalidInput(messages.not_held(role), field="roles", typed=role)
        if role in refused:
            field = "roles" if role in lending.NEVER else "delegate"
            raise InvalidInput(refused[role], field=field, typed=delegate.username)
    return sorted(roles)


def _check_texts(wanted: Wanted, reason: str, letter: str, by_manager: bool) -> None:
    if not reason:
        raise InvalidInput(messages.REASON_NEEDED, field="reason", typed=wanted.reason)
    if by_manager and not letter:
        raise InvalidInput(messages.LETTER_NEEDED, field="letter_number", typed=wanted.letter_number)
    for field, text in (("reason", reason), ("letter_number", letter)):
        if len(text) > LONGEST_TEXT:
            raise InvalidInput(f"{messages.LABELS[field]}: {messages.TOO_LONG}", field=field, typed=text)


def _check_others(
    session: Session, principal: Actor, delegate: Actor, roles: list[str], starts_on: date, ends_on: date
) -> None:
    """No role is lent twice on a day, and nobody acts for both of a unit's two people."""
    others = session.execute(
        select(Delegation, Account.full_name, Account.unit_id, Account.unit_role)
        .join(Account, Account.id == Delegation.principal_id)
        .where(
            Delegation.ended_at.is_(None),
            Delegation.starts_on <= ends_on,
            Delegation.ends_on >= starts_on,
            (Delegation.principal_id == principal.id) | (Delegation.delegate_id == delegate.id),
        )
        .order_by(Delegation.starts_on)
    ).all()
    for row, _, unit_id, unit_role in others:
        theirs = row.roles.split(",")
        if row.principal_id == principal.id and (twice := set(theirs) & set(roles)):
            name = session.get_one(Account, row.delegate_id).full_name
            text = messages.overlapping(name, twice, row.starts_on, row.ends_on)
            raise InvalidInput(text, field="roles", overlapping=row.id)
        same_unit = row.delegate_id == delegate.id and unit_id == principal.unit_id
        if same_unit and unit_role in theirs and set(UNIT_ROLES) & set(roles) - {unit_role}:
            raise InvalidInput(messages.other_half(delegate.name, unit_role), field="delegate")


def _record(
    session: Session,
    account_id: int,
    kind: str,
    actor: Actor,
    role: str,
    row: Delegation,
    name: str,
    why: str,
) -> None:
    data = {
        "delegate": name,
        "roles": row.roles.split(","),
        "first_day": row.starts_on.isoformat(),
        "until": row.ends_on.isoformat(),
        "letter": row.letter_number,
    }
    history.append(session, "account", account_id, kind, actor, role, comment=why, data=data)


def _record_switch(session: Session, kind: str, acting: Actor) -> None:
    history.append(session, "account", acting.id or 0, kind, acting, own_role(acting))

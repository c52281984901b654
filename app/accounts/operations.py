"""Everything that changes an account: signing in and out, passwords, people, roles.

Each function takes the actor, judges by the rules, writes once and leaves an event on the account's chain.
Hashing takes a tenth of a second and is done before the transaction begins.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from app import clock, history
from app.accounts import loading, passwords, queries, rules
from app.accounts.actor import Actor
from app.accounts.models import UNIT_ROLES, Account, RoleGrant, SignInAttempt
from app.accounts.rules import Person
from app.database import transaction
from app.errors import Forbidden, InvalidInput, NotFound, StaleVersion, TooManyAttempts, WrongState
from app.extensions import db
from app.messages import NOT_FOUND, by_whom, stale
from app.messages import accounts as messages

SIGN_IN_WINDOW = timedelta(minutes=15)
FAILURES_PER_USERNAME = 5
FAILURES_PER_ADDRESS = 30
ATTEMPTS_KEPT = timedelta(days=90)


@dataclass(frozen=True)
class Issued:
    """An account with the password to hand over; it is shown once and kept nowhere."""

    account_id: int
    username: str
    full_name: str
    password: str = field(repr=False)


# --- signing in and out -------------------------------------------------------------------------------------


def sign_in(username: str, password: str, address: str) -> Actor:
    """Check name and password; at most a few failures a quarter of an hour for a name or an address.

    The try is counted before the password is looked at, so that many tries at once gain nothing.
    Raises TooManyAttempts (with `until`) or InvalidInput, which never says whether the name exists.
    """
    username = username.strip().lower()[:100]
    nobody = passwords.nobodys_hash()
    with transaction() as session:
        account = session.scalar(select(Account).where(Account.username == username, Account.is_active))
        name = username if account else passwords.stand_in(username)
        _check_attempts(session, name, address)
        _forget_old_attempts(session, name)
        attempt = SignInAttempt(username=name, address=address, at=clock.now(), succeeded=False)
        session.add(attempt)
        session.flush()
        attempt_id = attempt.id
        known = (account.id, account.password_hash) if account else None
    if not passwords.opens(known[1] if known else nobody, password) or known is None:
        raise InvalidInput(messages.SIGN_IN_WRONG, field="password")
    return _let_in(known[0], known[1], attempt_id, password, address)


def _check_attempts(session: Session, name: str, address: str) -> None:
    since = clock.now() - SIGN_IN_WINDOW
    forgiven = queries.last_success(session, name, since)
    limits = (
        (SignInAttempt.username, name, forgiven, FAILURES_PER_USERNAME),
        (SignInAttempt.address, address, since, FAILURES_PER_ADDRESS),
    )
    for column, value, after, most in limits:
        failures = queries.recent_failures(session, column, value, after, most)
        if len(failures) >= most:
            until = failures[-1] + SIGN_IN_WINDOW
            raise TooManyAttempts(messages.too_many(clock.local(until)), until=until)


def _forget_old_attempts(session: Session, name: str) -> None:
    old = clock.now() - ATTEMPTS_KEPT
    session.execute(delete(SignInAttempt).where(SignInAttempt.username == name, SignInAttempt.at < old))


def _let_in(account_id: int, password_hash: str, attempt_id: int, password: str, address: str) -> Actor:
    renewed = passwords.hash_password(password) if passwords.is_outdated(password_hash) else password_hash
    with transaction() as session:
        # Signing in is no change of the account: its version stays, so no open page of it grows stale.
        done = session.execute(
            update(Account)
            .where(Account.id == account_id, Account.is_active, Account.password_hash == password_hash)
            .values(last_sign_in_at=clock.now(), password_hash=renewed)
        )
        actor = loading.load_actor(session, account_id) if done.rowcount else None  # type: ignore[attr-defined]
        if actor is None:  # closed or reset while the password was being checked
            raise InvalidInput(messages.SIGN_IN_WRONG, field="password")
        session.execute(update(SignInAttempt).where(SignInAttempt.id == attempt_id).values(succeeded=True))
        _record(session, account_id, "signed_in", actor, own_role(actor), data={"address": address})
    return actor


def sign_out(actor: Actor) -> None:
    """End every session of the account: a copied cookie is worth nothing afterwards."""
    with transaction() as session:
        account, actor = _own(session, actor), loading.oneself(session, actor)
        _end_sessions(session, account.id)
        _record(session, account.id, "signed_out", actor, own_role(actor))


def change_password(actor: Actor, current: str, new: str) -> Actor:
    """Replace one's own password; every other session ends. Returns the actor of the new session.

    Raises InvalidInput naming the field and the rule.
    """
    kept = db.session.scalar(select(Account.password_hash).where(Account.id == actor.id))
    if kept is None or not passwords.opens(kept, current):
        raise InvalidInput(messages.PASSWORD_WRONG, field="current")
    if fault := passwords.fault_of(new, actor.username):
        raise InvalidInput(fault, field="new")
    if passwords.opens(kept, new):
        raise InvalidInput(messages.PASSWORD_SAME, field="new")
    digest = passwords.hash_password(new)
    with transaction() as session:
        account = _own(session, actor)
        if account.password_hash != kept:
            raise InvalidInput(messages.PASSWORD_WRONG, field="current")
        account.password_hash, account.must_change_password = digest, False
        session.flush()
        _end_sessions(session, account.id)
        actor = loading.oneself(session, actor)
        _record(session, account.id, "password_changed", actor, own_role(actor))
        fresh = loading.load_actor(session, account.id)
    if fresh is None:
        raise NotFound(NOT_FOUND, account=actor.id)
    return fresh


def own_role(actor: Actor) -> str:
    """The role a person's own sign-ins are recorded under."""
    roles = sorted(actor.all_roles)
    return actor.unit_role or (roles[0] if roles else "person")


# --- accounts -----------------------------------------------------------------------------------------------


def create_account(
    actor: Actor,
    username: str,
    person: Person,
    *,
    unit_id: int | None = None,
    unit_role: str | None = None,
) -> Issued:
    """Make an account; `unit_role` makes it one of the unit's two.

    Raises InvalidInput naming the field: a name in use, a place in the unit already taken, one person for
    both of a unit's accounts, an unknown unit.
    """
    rules.managing_role(actor)
    password = passwords.one_time()
    digest = passwords.hash_password(password)
    with transaction() as session:
        account = _create(session, actor, username, person, unit_id, unit_role, digest)
        return Issued(account.id, account.username, account.full_name, password)


def create_unit_accounts(
    actor: Actor, unit_id: int, people: Mapping[str, tuple[str, Person]]
) -> list[Issued]:
    """Make both accounts of a unit or none: `people` gives (username, person) for specialist and leader.

    Raises InvalidInput; its field begins with the role ("leader_full_name").
    """
    rules.managing_role(actor)
    words = {role: passwords.one_time() for role in UNIT_ROLES}
    digests = {role: passwords.hash_password(word) for role, word in words.items()}
    issued = []
    with transaction() as session:
        for role in UNIT_ROLES:
            username, person = people[role]
            try:
                account = _create(session, actor, username, person, unit_id, role, digests[role])
            except InvalidInput as refusal:
                place = refusal.field if refusal.field == "unit_id" else f"{role}_{refusal.field}"
                raise InvalidInput(refusal.message, field=place, typed=refusal.typed) from refusal
            issued.append(Issued(account.id, account.username, account.full_name, words[role]))
    return issued


def _create(
    session: Session,
    actor: Actor,
    username: str,
    person: Person,
    unit_id: int | None,
    unit_role: str | None,
    digest: str,
) -> Account:
    role = rules.managing_role(actor)
    username, person = rules.clean_username(username), person.cleaned()
    if queries.account_id_of(session, username) is not None:
        raise InvalidInput(messages.username_taken(username), field="username", typed=username)
    _check_unit(session, actor, unit_id, unit_role)
    if unit_role and unit_id:
        _check_place(session, unit_id, unit_role, person)
    account = Account(
        authority_id=actor.authority_id,
        username=username,
        full_name=person.full_name,
        position_title=person.position_title,
        email=person.email,
        unit_id=unit_id,
        unit_role=unit_role,
        password_hash=digest,
        must_change_password=True,
        created_at=clock.now(),
    )
    session.add(account)
    session.flush()
    about = {"username": username, "full_name": person.full_name, "unit_id": unit_id}
    _record(session, account.id, "created", actor, role, data={**about, "unit_role": unit_role})
    return account


def correct_person(actor: Actor, account_id: int, person: Person, seen_version: int) -> None:
    """Put right how the same person is written; their password stays."""
    person = person.cleaned()
    with transaction() as session:
        account, role = _managed(session, actor, account_id, seen_version)
        if account.unit_role and account.unit_id and account.is_active:
            _check_other_person(session, account.unit_id, account.unit_role, person)
        changes = _rename(account, person)
        if changes:
            session.flush()
            _record(session, account.id, "corrected", actor, role, data={"changes": changes})


def hand_over(actor: Actor, account_id: int, person: Person, reason: str, seen_version: int) -> Issued:
    """Give an account to another person: a new password, every old session ended, the reason kept."""
    rules.managing_role(actor)
    person, reason = person.cleaned(), _reason(reason)
    password = passwords.one_time()
    digest = passwords.hash_password(password)
    with transaction() as session:
        account, role = _managed(session, actor, account_id, seen_version)
        _refuse_self(actor, account_id)
        _check_open(account)
        if person.is_same_as(_person_of(account)):
            raise InvalidInput(messages.NOT_A_NEW_PERSON, field="full_name", typed=person.full_name)
        if account.unit_role and account.unit_id:
            _check_other_person(session, account.unit_id, account.unit_role, person)
        changes = _rename(account, person)
        account.password_hash, account.must_change_password = digest, True
        session.flush()
        _end_sessions(session, account.id)
        _record(session, account.id, "handed_over", actor, role, comment=reason, data={"changes": changes})
        return Issued(account.id, account.username, account.full_name, password)


def close_account(actor: Actor, account_id: int, reason: str, seen_version: int) -> None:
    """Let nobody sign in with an account any more; its history and its name stay."""
    reason = _reason(reason)
    with transaction() as session:
        account, role = _managed(session, actor, account_id, seen_version)
        if account.id in actor.people:
            raise Forbidden(messages.NOT_CLOSE_ONESELF, rule="accounts.close_own", actor=actor.id)
        _check_open(account)
        if "administrator" in queries.roles_held(session, account.id):
            _check_not_last(session, account)
        account.is_active = False
        session.flush()
        _end_sessions(session, account.id)
        _record(session, account.id, "closed", actor, role, comment=reason)


def reopen_account(actor: Actor, account_id: int, reason: str, seen_version: int) -> None:
    """Open a closed account again, if its place in the unit is still free."""
    reason = _reason(reason)
    with transaction() as session:
        account, role = _managed(session, actor, account_id, seen_version)
        if account.is_active:
            raise WrongState(messages.ACCOUNT_OPEN, account=account.id)
        if account.unit_role and account.unit_id:
            _check_unit(session, actor, account.unit_id, account.unit_role)
            _check_place(session, account.unit_id, account.unit_role, _person_of(account))
        account.is_active = True
        session.flush()
        _record(session, account.id, "reopened", actor, role, comment=reason)


def reset_password(actor: Actor, account_id: int) -> Issued:
    """Give a person who forgot theirs a password for one sign-in; every old session ends."""
    rules.managing_role(actor)
    password = passwords.one_time()
    digest = passwords.hash_password(password)
    with transaction() as session:
        account, role = _managed(session, actor, account_id)
        _refuse_self(actor, account_id)
        _check_open(account)
        account.password_hash, account.must_change_password = digest, True
        session.flush()
        _end_sessions(session, account.id)
        _record(session, account.id, "password_reset", actor, role)
        return Issued(account.id, account.username, account.full_name, password)


# --- roles --------------------------------------------------------------------------------------------------


def grant_role(actor: Actor, account_id: int, role: str, round_id: int | None = None) -> int:
    """Give a role for one round, or (no round) for every round of the authority. Returns the grant's id."""
    rules.check_grant(actor, account_id, role)
    with transaction() as session:
        account, by = _managed(session, actor, account_id)
        _check_open(account)
        if role in rules.HIGH_ROLES and round_id is not None:
            raise InvalidInput(messages.ROLE_WITHOUT_ROUND, field="round_id")
        if round_id is not None and round_id not in {
            row.id for row in queries.round_choices(session, actor.authority_id)
        }:
            raise InvalidInput(messages.ROUND_UNKNOWN, field="round_id")
        held = queries.roles_held(session, account.id)
        rules.check_combination(role, held | ({account.unit_role} if account.unit_role else set()))
        same = select(RoleGrant.id).where(
            RoleGrant.account_id == account.id,
            RoleGrant.role == role,
            RoleGrant.round_id == round_id if round_id is not None else RoleGrant.round_id.is_(None),
            RoleGrant.ended_at.is_(None),
        )
        if session.scalar(same) is not None:
            raise InvalidInput(messages.ROLE_HELD, field="role", typed=role)
        grant_id = session.scalar(
            insert(RoleGrant)
            .values(
                account_id=account.id,
                round_id=round_id,
                role=role,
                granted_at=clock.now(),
                granted_by=actor.id,
            )
            .returning(RoleGrant.id)
        )
        _record(session, account.id, "role_granted", actor, by, data={"role": role, "round_id": round_id})
        return int(grant_id or 0)


def end_role(actor: Actor, account_id: int, grant_id: int) -> None:
    """Take a role back; that it was held stays written."""
    with transaction() as session:
        account, by = _managed(session, actor, account_id)
        grant = session.get(RoleGrant, grant_id)
        if grant is None or grant.account_id != account.id or grant.ended_at is not None:
            raise NotFound(NOT_FOUND, grant=grant_id, actor=actor.id)
        rules.check_grant(actor, account_id, grant.role)
        if grant.role == "administrator" and account.is_active:
            _check_not_last(session, account)
        grant.ended_at = clock.now()
        data = {"role": grant.role, "round_id": grant.round_id}
        _record(session, account.id, "role_ended", actor, by, data=data)


# --- what these have in common ------------------------------------------------------------------------------


def _managed(
    session: Session, actor: Actor, account_id: int, seen_version: int | None = None
) -> tuple[Account, str]:
    """The account, locked, and the role the actor manages it by. Another authority's does not exist."""
    role = rules.managing_role(actor)
    account = session.get(Account, account_id, with_for_update=True)
    if account is None or account.authority_id != actor.authority_id:
        raise NotFound(NOT_FOUND, account=account_id, actor=actor.id)
    rules.check_reach(actor, queries.roles_held(session, account.id))
    if seen_version is not None and seen_version != account.version:
        last = queries.last_event(session, account.id)
        who = by_whom(last.actor_name, clock.local(last.at)) if last else ""
        raise StaleVersion(stale(who), seen=seen_version, current=account.version)
    return account, role


def _own(session: Session, actor: Actor) -> Account:
    account = session.get(Account, actor.id, with_for_update=True) if actor.id else None
    if account is None or not account.is_active:
        raise NotFound(NOT_FOUND, account=actor.id)
    return account


def _end_sessions(session: Session, account_id: int) -> None:
    session.execute(
        update(Account).where(Account.id == account_id).values(session_epoch=Account.session_epoch + 1)
    )


def _check_unit(session: Session, actor: Actor, unit_id: int | None, unit_role: str | None) -> None:
    if unit_role is not None and unit_role not in UNIT_ROLES:
        raise InvalidInput(messages.UNIT_ROLE_UNKNOWN, field="unit_role", typed=unit_role)
    if unit_id is None:
        if unit_role:
            raise InvalidInput(messages.UNIT_NEEDED, field="unit_id")
        return
    unit = queries.unit_of(session, actor.authority_id, unit_id)
    if unit is None:
        raise InvalidInput(messages.UNIT_UNKNOWN, field="unit_id")
    if unit_role and unit.group_id is None:
        raise InvalidInput(messages.UNIT_NOT_ASSESSED, field="unit_id")


def _check_place(session: Session, unit_id: int, unit_role: str, person: Person) -> None:
    """Exactly one specialist and one leader, never the same person (source 002, V.1)."""
    holder = queries.holder(session, unit_id, unit_role)
    if holder is not None:
        text = messages.place_taken(holder.unit_name, unit_role, holder.full_name)
        raise InvalidInput(text, field="unit_role", typed=unit_role)
    _check_other_person(session, unit_id, unit_role, person)


def _check_other_person(session: Session, unit_id: int, unit_role: str, person: Person) -> None:
    (other_role,) = (role for role in UNIT_ROLES if role != unit_role)
    other = queries.holder(session, unit_id, other_role)
    if other is not None and person.is_same_as(Person(other.full_name, "", other.email)):
        text = messages.one_person(other.unit_name, other.full_name, other_role)
        raise InvalidInput(text, field="full_name", typed=person.full_name)


def _check_open(account: Account) -> None:
    if not account.is_active:
        raise WrongState(messages.ACCOUNT_CLOSED, account=account.id)


def _check_not_last(session: Session, account: Account) -> None:
    if queries.administrators(session, account.authority_id) <= 1:
        raise WrongState(messages.LAST_ADMINISTRATOR, account=account.id)


def _refuse_self(actor: Actor, account_id: int) -> None:
    if account_id in actor.people:
        raise Forbidden(messages.OWN_PASSWORD, rule="accounts.own_password", actor=actor.id)


def _person_of(account: Account) -> Person:
    return Person(account.full_name, account.position_title, account.email)


def _rename(account: Account, person: Person) -> dict[str, list[str]]:
    """Write the person on the account and tell what changed: field → [before, after]."""
    changes = {}
    for name in ("full_name", "position_title", "email"):
        before, after = getattr(account, name), getattr(person, name)
        if before != after:
            changes[name] = [before, after]
            setattr(account, name, after)
    return changes


def _reason(text: str) -> str:
    reason = rules.squeeze(text)
    if not reason:
        raise InvalidInput(messages.REASON_NEEDED, field="reason", typed=text)
    return reason


def _record(session: Session, account_id: int, kind: str, actor: Actor, role: str, **more: Any) -> None:
    history.append(session, "account", account_id, kind, actor, role, **more)

"""Telling people, after the commit, what was done and what waits for them; and marking as read.

Nobody is told about an item they may not see at the moment of telling, nor about their own action.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, or_, select, update
from sqlalchemy.orm import Session

from app import catalog, clock, history, messages, outbox
from app.accounts.actor import Actor
from app.accounts.loading import oneself
from app.accounts.models import GRANTED_ROLES, MAIL_MODES, UNIT_ROLES, Account
from app.accounts.operations import own_role
from app.assessments.models import Assessment, ExplanationRequest
from app.database import transaction
from app.errors import Forbidden, InvalidInput, NotFound
from app.history import Event
from app.messages import mails as mail_messages
from app.messages.delegating import doer
from app.notifications import items, outgoing, queries
from app.notifications.items import Item
from app.notifications.models import Notification
from app.outbox import OutboxMessage

# Whom an effect of a step tells: roles of the item's units, or roles granted in the round.
AUDIENCES: dict[str, tuple[str, ...]] = {
    "tell_leader": ("leader",),
    "tell_specialist": ("specialist",),
    "tell_unit": ("specialist", "leader"),
    "tell_units": ("specialist", "leader"),
    "tell_appraisers": ("appraiser",),
    "tell_standing_body": ("standing_body",),
    "tell_council": ("council_chair", "council_secretary", "council_member"),
    "tell_chairman": ("chairman",),
    "tell_secretariat": ("secretariat",),
}


def tell_of_step(
    session: Session,
    message_id: int,
    effect: str,
    payload: Mapping[str, Any],
    created_at: datetime,
    *,
    by_mail: bool = False,
) -> None:
    """Write the notifications of one `tell_…` effect of a workflow step.

    `payload` names the item (subject_type, subject_id) and who acted (actor_id). `by_mail`: whether this
    installation sends mail; then those who want one for every notice get it after the commit.
    """
    item = items.load(session, *items.named_in(payload))
    step = step_behind(session, item, effect, created_at)
    data = {
        **items.words(session, item),
        "who": doer(step),
        "reason": step.comment,
        "due": due_day(session, str(step.transition), item),
    }
    write(
        session,
        message_id,
        people_told(session, AUDIENCES[effect], item, except_for=payload.get("actor_id")),
        kind=f"{item.subject_type}.{step.transition}.{effect.removeprefix('tell_')}",
        data=data,
        link=f"{item.subject_type}:{item.row.id}",
        moment=created_at,
        by_mail=by_mail,
    )


def notify(
    session: Session,
    message_id: int,
    payload: Mapping[str, Any],
    created_at: datetime,
    *,
    by_mail: bool = False,
) -> None:
    """Write the notifications an operation asked for.

    `payload`: kind, data (title and text, unless the kind has a text of its own), link, and whom: either
    `accounts` (ids) or `roles`, with `round_id` or `assessment_id` (or subject_type and subject_id) naming
    what they must be able to see.
    """
    item = items.load(session, *items.named_in(payload))
    write(
        session,
        message_id,
        people_told(
            session,
            payload.get("roles", ()),
            item,
            accounts=payload.get("accounts", ()),
            except_for=payload.get("actor_id"),
        ),
        kind=payload["kind"],
        data=payload.get("data", {}),
        link=payload.get("link") or f"{item.subject_type}:{item.row.id}",
        moment=created_at,
        by_mail=by_mail,
    )


def step_behind(session: Session, item: Item, effect: str, created_at: datetime) -> Event:
    """The event of the step that asked for an effect: the newest one of its kind before the message."""
    definition = catalog.of_item(item.row)
    asking = [move.name for move in definition.transitions.values() if effect in move.effects]
    return session.scalars(
        select(Event)
        .where(
            Event.subject_type == item.subject_type,
            Event.subject_id == item.row.id,
            Event.transition.in_(asking),
            Event.at <= created_at,
        )
        .order_by(Event.sequence.desc())
        .limit(1)
    ).one()


def due_day(session: Session, transition: str, item: Item) -> str | None:
    """The last day for what the step asks of people, as written in texts; None when there is none."""
    if item.subject_type == "task":
        day = item.row.due_on
    elif transition == "ask_explanation" and item.assessment is not None:
        day = session.scalar(
            select(ExplanationRequest.due_on)
            .where(
                ExplanationRequest.assessment_id == item.assessment.id,
                ExplanationRequest.asked_at.is_not(None),
            )
            .order_by(ExplanationRequest.number.desc())
            .limit(1)
        )
    else:
        round_ = item.round_
        days = {"open": "entry_deadline", "close_entry": "appraisal_deadline"}
        day = getattr(round_, days[transition]) if transition in days else None
    return f"{day:%d/%m/%Y}" if day else None


def people_told(
    session: Session,
    roles: Iterable[str],
    item: Item,
    *,
    accounts: Iterable[int] = (),
    except_for: int | None = None,
) -> list[Actor]:
    """The people who hold the roles on the item (or are named) and may see it; what goes to roles goes to
    delegates in force too, once, in the words of a delegate."""
    units: Iterable[int] = [item.unit_id] if item.unit_id is not None else []
    if item.subject_type == "round":
        units = session.scalars(select(Assessment.unit_id).where(Assessment.round_id == item.round_id)).all()
    wanted = set(roles)
    chosen: list[ColumnElement[bool]] = [Account.id.in_(list(accounts))]
    if wanted & set(UNIT_ROLES):
        chosen.append(queries.of_unit(units, wanted & set(UNIT_ROLES)))
    if wanted & set(GRANTED_ROLES):
        chosen.append(queries.granted(item.round_id, wanted & set(GRANTED_ROLES)))
    people = queries.people(session, item.authority_id, or_(*chosen))
    told = [actor for actor in people if actor.id != except_for and items.may_know(actor, item)]
    there = {actor.id for actor in told} | {except_for}
    delegates = queries.delegates_of(session, [actor for actor in people if actor.id is not None])
    for acting in delegates if wanted else ():
        roles_there = acting.roles_in(item.round_id) | ({acting.unit_role} if acting.unit_role else set())
        if acting.id not in there and wanted & roles_there and items.may_know(acting, item):
            told.append(acting)
            there.add(acting.id)
    return told


def write(
    session: Session,
    message_id: int,
    people: Iterable[Actor],
    *,
    kind: str,
    data: Mapping[str, Any],
    link: str,
    moment: datetime,
    by_mail: bool = False,
) -> None:
    """One notification for each person who has none from this message yet, and the mail about it for those
    who want one each time: queued in this transaction, so that both come or neither."""
    there = set(session.scalars(select(Notification.account_id).where(Notification.message_id == message_id)))
    written = [
        Notification(
            account_id=actor.id,
            message_id=message_id,
            kind=kind,
            data={**data, "on_behalf": actor.behalf.name} if actor.behalf else dict(data),
            link=link,
            created_at=moment,
        )
        for actor in people
        if actor.id not in there
    ]
    session.add_all(written)
    if not by_mail or not written:
        return
    session.flush()
    mailed = queries.mailed_each(session, [row.account_id for row in written])
    for row in written:
        if row.account_id in mailed:
            outbox.put(session, "send_mail", account_id=row.account_id, notification_id=row.id)


def choose_mail(actor: Actor, mode: str) -> bool:
    """Choose how notices come by mail: one each, one a day, none. Returns whether anything changed.

    Raises InvalidInput for a word that is no such way.
    """
    if mode not in MAIL_MODES:
        raise InvalidInput(mail_messages.MODE_WRONG, field="mail_mode", typed=mode)
    with transaction() as session:
        account = session.get_one(Account, actor.id, with_for_update=True)
        before = account.mail_mode
        if before == mode:
            return False
        account.mail_mode = mode
        data, actor = {"mail_mode": [before, mode]}, oneself(session, actor)
        history.append(session, "account", account.id, "mail_mode_chosen", actor, own_role(actor), data=data)
        return True


def send_again(actor: Actor, message_id: int) -> None:
    """Have the worker try again what was given up; kept in the journal.

    Raises NotFound for what is not dead or is another authority's.
    """
    if not actor.all_roles & {"administrator", "system"}:
        raise Forbidden(mail_messages.PUT_BACK_BY, rule="send_again", actor=actor.id)
    with transaction() as session:
        message = session.scalar(
            select(OutboxMessage)
            .where(OutboxMessage.id == message_id, OutboxMessage.dead_at.is_not(None))
            .with_for_update()
        )
        owners = outgoing.owners_of(session, [message.payload]) if message else {}
        owner, whom = owners.get(outgoing.owner_in(message.payload), (None, "")) if message else (None, "")
        foreign = actor.id is not None and owner not in (actor.authority_id, None)
        if message is None or foreign:
            raise NotFound(mail_messages.NOT_DEAD, job=message_id, actor=actor.id)
        data = {"title": mail_messages.topic(message.topic), "person": whom, "error": message.error}
        outgoing.put_back(message)
        history.append(session, "job", message.id, "job_put_back", actor, own_role(actor), data=data)


def mark_read(actor: Actor, notification_id: int) -> str:
    """Mark one of the person's notifications as read; returns where it leads."""
    with transaction() as session:
        found = session.scalar(
            select(Notification).where(
                Notification.id == notification_id, Notification.account_id == actor.id
            )
        )
        if found is None:
            raise NotFound(messages.NOT_FOUND, notification=notification_id, actor=actor.id)
        if found.read_at is None:
            found.read_at = clock.now()
        return found.link


def mark_all_read(actor: Actor) -> int:
    """Mark all of the person's notifications as read; returns how many were not."""
    with transaction() as session:
        changed = session.scalars(
            update(Notification)
            .where(Notification.account_id == actor.id, Notification.read_at.is_(None))
            .values(read_at=clock.now())
            .returning(Notification.id)
        ).all()
        return len(changed)

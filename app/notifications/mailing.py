"""Notices as e-mail: rendered and sent after the commit that caused them, to one person at a time.

The worker sends first and writes that it did afterwards, in the transaction that marks the message done. If
it dies in between, the mail goes out a second time ("at least once"): both copies carry one Message-ID, by
which mail programs and whoever reads the server's log know them for the same. Whether the person may still
know of the item is asked at the moment of sending, not at that of telling.
"""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from email.message import EmailMessage
from typing import Any

from flask import current_app
from sqlalchemy import select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from app import clock, mail_server, outbox
from app.accounts.models import Account
from app.database import transaction
from app.extensions import db
from app.mail_server import Letter
from app.messages import mails as messages
from app.messages import notifications as texts
from app.notifications import items, letters, queries
from app.notifications.models import Mail, Notification
from app.outbox import OutboxMessage
from app.units.models import Authority
from config import Settings

DIGEST_AT = time(7, 30)  # on Vietnamese clocks
# What a daily mail may be about: after a pause (no server, nobody's worker) nobody gets months of notices.
LOOKS_BACK = timedelta(days=7)
DIGEST = "digest"
GATHER = "gather_mail"

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Mailing:
    """A mail that is ready to go, and what it is about."""

    message: EmailMessage
    account_id: int
    address: str
    kind: str
    subject: str
    notification_ids: tuple[int, ...]


def server_configured() -> bool:
    """Whether this installation sends mail at all."""
    settings: Settings = current_app.config["SETTINGS"]
    return settings.mail is not None


# --- one mail -----------------------------------------------------------------------------------------------


def send(message_id: int, payload: dict[str, Any], made_at: datetime) -> Mailing | str:
    """Send what a `send_mail` message asks for; returns it, or in words why nothing was sent.

    Raises CannotBeDone where the mail server would not have it. Nothing is held while it is spoken to.
    """
    settings: Settings = current_app.config["SETTINGS"]
    session = db.session()
    try:
        ready = prepared(session, message_id, payload, made_at, settings)
    finally:
        session.rollback()
    if isinstance(ready, Mailing) and settings.mail is not None:
        mail_server.hand_in(settings.mail, ready.message)
    return ready


def prepared(
    session: Session, message_id: int, payload: dict[str, Any], made_at: datetime, settings: Settings
) -> Mailing | str:
    """The mail as it would go out now, or why there is none."""
    if settings.mail is None:
        return messages.NO_SERVER
    account = session.get_one(Account, payload["account_id"], populate_existing=True)
    day = date.fromisoformat(payload["day"]) if "day" in payload else None
    refused = why_not(account, "daily" if day else "each")
    if refused:
        return refused
    if day:
        found: Sequence[Notification] = unread(session, account.id, due_at(day))
    else:
        found = [session.get_one(Notification, payload["notification_id"], populate_existing=True)]
        if found[0].mailed_at is not None:
            return messages.SENT_BEFORE
    known = still_known(session, account, found)
    if not known:
        return messages.NOTHING_NEW if day else messages.NOT_KNOWN
    authority = session.get_one(Authority, account.authority_id).name
    letter = written(known, day, account.full_name, authority, settings.public_url)
    return Mailing(
        mail_server.compose(
            letter, settings.mail.sender, account.full_name, account.email, message_id, made_at
        ),
        account.id,
        account.email,
        DIGEST if day else known[0].kind,
        mail_server.one_line(letter.subject),
        tuple(notice.id for notice in known),
    )


def why_not(account: Account, mode: str) -> str:
    """Why this person gets no mail of this kind; empty when they do."""
    if not account.is_active:
        return messages.NO_PERSON
    if not account.email:
        return messages.NO_ADDRESS
    return "" if account.mail_mode == mode else messages.NOT_WANTED


def still_known(session: Session, account: Account, notices: Sequence[Notification]) -> list[Notification]:
    """Those notices whose item the person may see now."""
    people = queries.people(session, account.authority_id, Account.id == account.id)
    ids = {notice.message_id for notice in notices}
    asked = select(OutboxMessage.id, OutboxMessage.payload).where(OutboxMessage.id.in_(ids))
    payloads: dict[int, Any] = dict(session.execute(asked).all())
    seen: dict[tuple[str, int], bool] = {}
    known = []
    for notice in notices:
        item = items.named_in(payloads[notice.message_id])
        if item not in seen:
            seen[item] = items.may_know(people[0], items.load(session, *item))
        if seen[item]:
            known.append(notice)
    return known


def written(
    notices: Sequence[Notification], day: date | None, name: str, authority: str, root: str
) -> Letter:
    """The words of a mail: of one notice, or of a day."""
    if day is None:
        [notice] = notices
        link = root + address("notifications.show", notification_id=notice.id)
        return letters.of_notice(notice.kind, notice.data, name=name, authority=authority, link=link)
    lines = [letters.Line(*texts.text(one.kind, one.data), one.created_at) for one in notices]
    link = root + address("notifications.list", loc="chua-doc")
    return letters.digest(lines, day, name=name, authority=authority, link=link)


def address(endpoint: str, **values: Any) -> str:
    """The path of a page: a worker has no request to make it from."""
    return current_app.url_map.bind("").build(endpoint, values)


def keep(session: Session, message_id: int, outcome: Mailing | str) -> None:
    """Write down the mail that was sent, or why none was."""
    if isinstance(outcome, str):
        log.info("message %d: %s", message_id, outcome)
        session.execute(update(OutboxMessage).where(OutboxMessage.id == message_id).values(error=outcome))
        return
    moment = clock.now()
    session.add(
        Mail(
            message_id=message_id,
            account_id=outcome.account_id,
            address=outcome.address,
            kind=outcome.kind,
            subject=outcome.subject,
            sent_at=moment,
        )
    )
    session.execute(
        update(Notification).where(Notification.id.in_(outcome.notification_ids)).values(mailed_at=moment)
    )


# --- the daily mail -----------------------------------------------------------------------------------------


def due_at(day: date) -> datetime:
    """When the mail of a day is due; what comes later waits for the next day's."""
    return datetime.combine(day, DIGEST_AT, clock.LOCAL_ZONE)


def digest_due(moment: datetime) -> bool:
    """Have the daily mail gathered if its time has come and nobody has; whether this call did.

    Two workers that ask at once: the database takes one message a day (a unique index), so one of them.
    """
    day = clock.local(moment).date()
    if moment < due_at(day) or not server_configured():
        return False
    payload = {"day": day.isoformat()}
    asked = select(OutboxMessage.id).where(OutboxMessage.topic == GATHER, OutboxMessage.payload == payload)
    there = db.session.scalar(asked.limit(1))
    db.session.rollback()
    if there is not None:  # looked at first without the write lock
        return False
    with transaction() as session:
        insert_ = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
        row = insert_(OutboxMessage).values(
            topic=GATHER, payload=payload, created_at=moment, available_at=moment, attempts=0
        )
        put = session.scalar(row.on_conflict_do_nothing().returning(OutboxMessage.id))
    return put is not None


def gather(session: Session, day: date) -> None:
    """Put one mail into the outbox for everybody who takes one a day and has something unread."""
    waiting = (
        select(Notification.account_id)
        .join(Account, Account.id == Notification.account_id)
        .where(Account.is_active, Account.mail_mode == "daily", Account.email != "", *_unread(due_at(day)))
        .distinct()
        .order_by(Notification.account_id)
    )
    for account_id in session.scalars(waiting).all():
        outbox.put(session, "send_mail", account_id=account_id, day=day.isoformat())


def unread(session: Session, account_id: int, until: datetime) -> Sequence[Notification]:
    """What a person has neither read nor been mailed, oldest first."""
    return session.scalars(
        select(Notification)
        .where(Notification.account_id == account_id, *_unread(until))
        .order_by(Notification.created_at, Notification.id)
    ).all()


def _unread(until: datetime) -> tuple[Any, ...]:
    return (
        Notification.read_at.is_(None),
        Notification.mailed_at.is_(None),
        Notification.created_at <= until,
        Notification.created_at > until - LOOKS_BACK,
    )

"""What the worker does with the outbox: claim a message, carry it out, mark it done; or try again later.

A handler's writes and the mark "done" are one transaction, so a crash repeats a message and never loses
it; what a handler makes is made once (it looks for its own earlier work first). Slow work that writes
nothing, such as rendering, happens in a preparation before that transaction, so that nobody waits for it.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from flask import Flask
from sqlalchemy import ColumnElement, and_, or_, select, update
from sqlalchemy.orm import Session

from app import clock
from app.database import transaction
from app.documents import operations as documents
from app.documents.earlier import completed
from app.documents.models import FORMATS, Document, DocumentFile
from app.evidence.storage import store_bytes
from app.extensions import db
from app.notifications import mailing
from app.notifications import operations as notifications
from app.outbox import CannotBeDone, OutboxMessage
from app.renderer import Renderer
from workflows.vocabulary import EFFECTS

MAX_ATTEMPTS = 8
FIRST_PAUSE = timedelta(seconds=10)
LONGEST_PAUSE = timedelta(hours=1)
# A claim older than this belongs to a worker that died: longer than any document takes.
CLAIM_HOLDS = timedelta(minutes=15)
ERROR_LENGTH = 2000
MEDIA_TYPES = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
}

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Task:
    """One claimed message."""

    id: int
    topic: str
    payload: dict[str, Any]
    created_at: datetime
    claimed_at: datetime
    attempts: int


@dataclass(frozen=True)
class Outcome:
    """How many messages were carried out, and how many failed and wait for another try (or are dead)."""

    done: int = 0
    failed: int = 0


class ClaimLost(Exception):
    """Another worker took the message over and finished it."""


Handler = Callable[[Session, Task, Any], None]
Preparation = Callable[[Task, Renderer], Any]


def draft_document(session: Session, task: Task, _prepared: Any) -> None:
    """Write the data of the document which a workflow step asks for."""
    documents.draft_for_effect(session, task.topic, task.payload)


def tell(session: Session, task: Task, _prepared: Any) -> None:
    """Tell the people a workflow step concerns."""
    notifications.tell_of_step(
        session, task.id, task.topic, task.payload, task.created_at, by_mail=mailing.server_configured()
    )


def notify(session: Session, task: Task, _prepared: Any) -> None:
    """Tell the people an operation names."""
    notifications.notify(session, task.id, task.payload, task.created_at, by_mail=mailing.server_configured())


def send_mail(task: Task, _renderer: Renderer) -> mailing.Mailing | str:
    """Send one mail, before its transaction: nobody waits for the mail server. See app.notifications.mailing
    for what that means when the worker dies in between."""
    return mailing.send(task.id, task.payload, task.created_at)


def keep_mail(session: Session, task: Task, sent: mailing.Mailing | str) -> None:
    """Write down what was sent, or why nothing was."""
    mailing.keep(session, task.id, sent)


def gather_mail(session: Session, task: Task, _prepared: Any) -> None:
    """Put the daily mails of one day into the outbox."""
    mailing.gather(session, date.fromisoformat(task.payload["day"]))


def prepare_document(task: Task, renderer: Renderer) -> dict[str, bytes] | None:
    """Render the document's files; None when they are there already or a newer revision is on its way."""
    session = db.session()
    document = session.get_one(Document, task.payload["document_id"], populate_existing=True)
    kind, data = document.kind, completed(document.kind, document.data)
    due = document.revision == task.payload["revision"] and missing_formats(session, task.payload)
    session.rollback()  # rendering takes seconds: nothing is held meanwhile
    return renderer.render(kind, data) if due else None


def store_document(session: Session, task: Task, rendered: dict[str, bytes] | None) -> None:
    """Keep the rendered files that are not kept yet."""
    if rendered is None:
        return
    for name in missing_formats(session, task.payload):
        session.add(
            DocumentFile(
                document_id=task.payload["document_id"],
                revision=task.payload["revision"],
                format=name,
                file_hash=store_bytes(session, rendered[name], MEDIA_TYPES[name]),
                made_at=clock.now(),
            )
        )


def missing_formats(session: Session, payload: dict[str, Any]) -> list[str]:
    """The formats in which this revision of a document has no file yet."""
    there = session.scalars(
        select(DocumentFile.format).where(
            DocumentFile.document_id == payload["document_id"],
            DocumentFile.revision == payload["revision"],
        )
    ).all()
    return [name for name in FORMATS if name not in there]


DRAFTING = frozenset(name for name in EFFECTS if name.startswith(("issue_", "draft_")))
TELLING = frozenset(name for name in EFFECTS if name.startswith("tell_"))
# Effects without which the step itself would be half done: the operation carries them out in the step's
# transaction. One that comes here all the same has no handler and ends, loudly, as a dead message.
IN_ACTION = frozenset(EFFECTS) - DRAFTING - TELLING

HANDLERS: dict[str, Handler] = {
    **dict.fromkeys(DRAFTING, draft_document),
    **dict.fromkeys(TELLING, tell),
    "render_document": store_document,
    "notify": notify,
    "send_mail": keep_mail,
    mailing.GATHER: gather_mail,
}
PREPARATIONS: dict[str, Preparation] = {"render_document": prepare_document, "send_mail": send_mail}


def drain(app: Flask, *, in_process: bool = False, only: ColumnElement[bool] | None = None) -> Outcome:
    """Carry out everything that waits, and what that puts into the outbox; for tests and headless runs.

    `only` narrows it to some messages; the others wait on.
    """
    done = failed = 0
    with Renderer(in_process=in_process) as renderer, app.app_context():
        while (succeeded := run_next(renderer, only)) is not None:
            done, failed = done + succeeded, failed + (not succeeded)
    return Outcome(done, failed)


def run_next(renderer: Renderer, only: ColumnElement[bool] | None = None) -> bool | None:
    """Carry out the next message: True when done, False when it failed, None when nothing waits."""
    task = claim(only)
    if task is None:
        return None
    try:
        return attempt(task, renderer)
    except ClaimLost:
        log.warning("message %d (%s) was taken over by another worker", task.id, task.topic)
        return False


def attempt(task: Task, renderer: Renderer) -> bool:
    """Carry a message out, or plan its next attempt whatever went wrong; says whether it is done."""
    try:
        carry_out(task, renderer)
    except ClaimLost:
        raise
    except CannotBeDone as error:
        log.warning("message %d (%s) at attempt %d: %s", task.id, task.topic, task.attempts, error)
        put_back(task, error)
        return False
    except Exception as error:
        log.exception("message %d (%s) failed at attempt %d", task.id, task.topic, task.attempts)
        put_back(task, error)
        return False
    return True


def waiting(now: datetime) -> ColumnElement[bool]:
    """The messages that are due and that nobody is at."""
    return and_(
        OutboxMessage.done_at.is_(None),
        OutboxMessage.dead_at.is_(None),
        OutboxMessage.available_at <= now,
        or_(OutboxMessage.claimed_at.is_(None), OutboxMessage.claimed_at <= now - CLAIM_HOLDS),
    )


def claim(only: ColumnElement[bool] | None = None) -> Task | None:
    """Take the oldest waiting message (of those `only` names) for this worker alone; None when nothing waits.

    An attempt counts from its claim: a message that kills its worker comes to an end as well.
    """
    now = clock.now()
    wanted = waiting(now) if only is None else and_(waiting(now), only)
    anything = db.session.scalar(select(OutboxMessage.id).where(wanted).limit(1))
    db.session.rollback()
    if anything is None:  # looked at first without the write lock, which an idle worker must not take
        return None
    with transaction() as session:
        message = session.scalar(
            select(OutboxMessage)
            .where(wanted)
            .order_by(OutboxMessage.available_at, OutboxMessage.id)
            .limit(1)
            .with_for_update(skip_locked=True)
        )
        if message is None:
            return None
        message.claimed_at, message.attempts = now, message.attempts + 1
        return Task(message.id, message.topic, message.payload, message.created_at, now, message.attempts)


def carry_out(task: Task, renderer: Renderer) -> None:
    """Prepare outside a transaction, then write and mark done in one."""
    if task.attempts > MAX_ATTEMPTS:
        raise RuntimeError(f"{task.topic}: every attempt ended with its worker")
    handler = HANDLERS[task.topic]
    preparation = PREPARATIONS.get(task.topic)
    prepared = preparation(task, renderer) if preparation else None
    with transaction() as session:
        change(session, task, done_at=clock.now(), error=None)  # first: whoever was replaced stops here
        handler(session, task, prepared)


def put_back(task: Task, error: Exception) -> None:
    """Plan the next attempt, each pause twice the last; after the last attempt, or where none can help, keep
    the message as dead."""
    in_words = isinstance(error, CannotBeDone)
    text = (str(error) if in_words else f"{type(error).__name__}: {error}")[:ERROR_LENGTH]
    for_good = isinstance(error, CannotBeDone) and error.for_good
    with transaction() as session:
        if for_good or task.attempts >= MAX_ATTEMPTS:
            log.error("message %d (%s) is given up: %s", task.id, task.topic, text)
            change(session, task, dead_at=clock.now(), error=text)
        else:
            later = clock.now() + pause_after(task.attempts)
            change(session, task, available_at=later, claimed_at=None, error=text)


def pause_after(attempts: int) -> timedelta:
    """The pause after the given number of failed attempts: 10 s, 20 s, 40 s … at most an hour."""
    return min(FIRST_PAUSE * (1 << (attempts - 1)), LONGEST_PAUSE)


def change(session: Session, task: Task, **values: Any) -> None:
    """Write down what became of a message, if it is still this worker's."""
    changed = session.scalars(
        update(OutboxMessage)
        .where(
            OutboxMessage.id == task.id,
            OutboxMessage.claimed_at == task.claimed_at,
            OutboxMessage.done_at.is_(None),
            OutboxMessage.dead_at.is_(None),
        )
        .values(**values)
        .returning(OutboxMessage.id)
        .execution_options(synchronize_session=False)
    ).all()
    if not changed:
        raise ClaimLost(f"message {task.id}")

"""Mail and other background work that failed: what waits for another try, and what was given up."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, or_, select
from sqlalchemy.orm import Session

from app import clock
from app.accounts.models import Account
from app.assessments.models import Assessment
from app.documents.models import Document
from app.improvements.models import ImprovementTask
from app.messages import mails as messages
from app.notifications import items
from app.outbox import OutboxMessage
from app.rounds.models import Round
from app.units.models import Unit
from config import MailServer

MOST = 1000  # the newest ones; with more than that something is wrong that no list will mend
_OF_THE_PROGRAM = re.compile(r"\w+: ")  # "ValueError: …": what no handler has put into words

Owner = tuple[str, int]


@dataclass(frozen=True)
class Undone:
    """One message that could not be carried out: dead, or to be tried again at `next_at`."""

    id: int
    topic: str
    title: str
    whom: str
    created_at: datetime
    failed_at: datetime | None
    next_at: datetime | None
    attempts: int
    error: str

    @property
    def is_dead(self) -> bool:
        """Whether it waits for a person rather than for its next attempt."""
        return self.next_at is None


def undone(session: Session, authority_id: int | None = None, *, dead_only: bool = False) -> list[Undone]:
    """What failed, newest first: of one authority, or all. At most six queries."""
    failed: ColumnElement[bool] = OutboxMessage.dead_at.is_not(None)
    if not dead_only:
        waits = and_(OutboxMessage.done_at.is_(None), OutboxMessage.dead_at.is_(None))
        failed = or_(failed, and_(waits, OutboxMessage.error.is_not(None)))
    query = select(OutboxMessage).where(failed).order_by(OutboxMessage.id.desc()).limit(MOST)
    rows = session.scalars(query).all()
    owners = owners_of(session, (row.payload for row in rows)) if rows else {}
    found = []
    for row in rows:
        owner, whom = owners.get(owner_in(row.payload), (None, ""))
        if authority_id is None or owner in (authority_id, None):
            found.append(_undone(row, whom))
    return found


def _undone(row: OutboxMessage, whom: str) -> Undone:
    error = row.error or ""
    return Undone(
        id=row.id,
        topic=row.topic,
        title=messages.topic(row.topic),
        whom=whom,
        created_at=row.created_at,
        failed_at=row.dead_at,
        next_at=None if row.dead_at else row.available_at,
        attempts=row.attempts,
        error=messages.failure(error, in_words=not _OF_THE_PROGRAM.match(error)),
    )


def any_dead(session: Session) -> bool:
    """Whether anything at all was given up: nearly always not, and then nobody looks further."""
    dead = select(OutboxMessage.id).where(OutboxMessage.dead_at.is_not(None)).limit(1)
    return session.scalar(dead) is not None


def dead_count(session: Session, authority_id: int) -> int:
    """How many of an authority's messages were given up."""
    return len(undone(session, authority_id, dead_only=True)) if any_dead(session) else 0


def owner_in(payload: Mapping[str, Any]) -> Owner:
    """What a message is about: an account, a document, or the item it names."""
    for key in ("account", "document"):
        if f"{key}_id" in payload:
            return key, int(payload[f"{key}_id"])
    try:
        return items.named_in(payload)
    except KeyError:  # work of the whole installation
        return "", 0


def owners_of(session: Session, payloads: Iterable[Mapping[str, Any]]) -> dict[Owner, tuple[int | None, str]]:
    """Authority and name of what messages are about."""
    ids: dict[str, set[int]] = defaultdict(set)  # a kind nobody asks about has no ids
    for payload in payloads:
        kind, number = owner_in(payload)
        ids[kind].add(number)
    found: dict[Owner, tuple[int | None, str]] = {}
    for kind, query in _queries(ids).items():
        for number, authority_id, name in session.execute(query):
            found[kind, number] = (authority_id, name)
    return found


def _queries(ids: Mapping[str, set[int]]) -> dict[str, Select[int, int, str]]:
    """One query for each kind that is asked about: number, authority, name."""
    person = Account.full_name + " <" + Account.email + ">"
    unit = Unit.id == Assessment.unit_id
    found: dict[str, Select[int, int, str]] = {
        "account": select(Account.id, Account.authority_id, person).where(Account.id.in_(ids["account"])),
        "document": select(Document.id, Document.authority_id, Document.title).where(
            Document.id.in_(ids["document"])
        ),
        "round": select(Round.id, Round.authority_id, Round.title).where(Round.id.in_(ids["round"])),
        "task": select(ImprovementTask.id, ImprovementTask.authority_id, ImprovementTask.title).where(
            ImprovementTask.id.in_(ids["task"])
        ),
        "assessment": select(Assessment.id, Unit.authority_id, Unit.name)
        .join(Unit, unit)
        .where(Assessment.id.in_(ids["assessment"])),
    }
    return {kind: query for kind, query in found.items() if ids[kind]}


def put_back(message: OutboxMessage) -> None:
    """Let the worker take a dead message up again, from its first attempt."""
    message.dead_at = message.claimed_at = message.error = None
    message.attempts, message.available_at = 0, clock.now()


def server_line(server: MailServer | None) -> str:
    """Where mail goes, for whoever looks after the installation."""
    if server is None:
        return messages.SERVER_NONE
    return messages.server(server.host, server.port, server.sender.addr_spec)

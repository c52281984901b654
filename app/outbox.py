"""Side effects wait here: written in the action's own transaction, carried out after it by the worker.

A rollback takes the row with it, a crash after the commit leaves it to be done: mail about something
that did not happen, or an action whose document never comes, cannot occur.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, Index, text
from sqlalchemy.orm import Mapped, Session, mapped_column

from app import clock
from app.database import JsonText, UtcDateTime
from app.extensions import Model


class CannotBeDone(Exception):
    """Why a message could not be carried out, in words for people; `for_good`: trying again will not help."""

    def __init__(self, reason: str, *, for_good: bool = False) -> None:
        super().__init__(reason)
        self.for_good = for_good


class OutboxMessage(Model):
    """One thing to do after the commit: a topic that `app.jobs` has a handler for, and plain data."""

    __tablename__ = "outbox_messages"

    id: Mapped[int] = mapped_column(primary_key=True)
    topic: Mapped[str]
    payload: Mapped[Any] = mapped_column(JsonText)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    available_at: Mapped[datetime] = mapped_column(UtcDateTime)
    attempts: Mapped[int] = mapped_column(default=0)
    claimed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    done_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    dead_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    error: Mapped[str | None]

    __table_args__ = (
        CheckConstraint("attempts >= 0", name="attempts_not_negative"),
        CheckConstraint("done_at IS NULL OR dead_at IS NULL", name="done_or_dead"),
        Index(
            "ix_outbox_messages_waiting",
            "available_at",
            "id",
            sqlite_where=text("done_at IS NULL AND dead_at IS NULL"),
            postgresql_where=text("done_at IS NULL AND dead_at IS NULL"),
        ),
        Index(
            "ix_outbox_messages_dead",
            "dead_at",
            sqlite_where=text("dead_at IS NOT NULL"),
            postgresql_where=text("dead_at IS NOT NULL"),
        ),
        Index(  # whoever finds that a day's mail is due, it is gathered once
            "uq_outbox_messages_one_gathering",
            "payload",
            unique=True,
            sqlite_where=text("topic = 'gather_mail'"),
            postgresql_where=text("topic = 'gather_mail'"),
        ),
    )


def put(session: Session, topic: str, **payload: Any) -> OutboxMessage:
    """Queue `topic` with plain `payload`; it is done only if the surrounding transaction commits."""
    moment = clock.now()
    message = OutboxMessage(topic=topic, payload=payload, created_at=moment, available_at=moment)
    session.add(message)
    return message

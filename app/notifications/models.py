"""In-app notifications: one line for one person, written by the worker after the commit."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.database import JsonText, UtcDateTime
from app.extensions import Model, reference


class Notification(Model):
    """`kind` names a text in the messages module, `data` fills it; `message_id` makes it come once only."""

    __tablename__ = "notifications"

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(reference("accounts.id"))
    message_id: Mapped[int] = mapped_column(reference("outbox_messages.id"))
    kind: Mapped[str]
    data: Mapped[Any] = mapped_column(JsonText)
    link: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    read_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    mailed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)  # alone or in a digest

    __table_args__ = (
        UniqueConstraint("account_id", "message_id"),
        Index("ix_notifications_unread", "account_id", "read_at"),
    )


class Mail(Model):
    """One e-mail handed to the mail server, or given up: what was sent to whom, kept as it was."""

    __tablename__ = "mails"

    id: Mapped[int] = mapped_column(primary_key=True)
    message_id: Mapped[int] = mapped_column(reference("outbox_messages.id"), unique=True)
    account_id: Mapped[int] = mapped_column(reference("accounts.id"), index=True)
    address: Mapped[str]
    kind: Mapped[str]
    subject: Mapped[str]
    sent_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)

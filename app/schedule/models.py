"""Days off, and which reminders have gone out."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.accounts.models import one_of
from app.database import UtcDateTime
from app.extensions import Model, reference

REMINDER_KINDS = ("remind", "escalate_leader", "escalate_standing_body")


class Holiday(Model):
    """A day off of one authority, beside the national ones that come as data; with `working` a day on
    which people work although the calendar says otherwise (ngày làm bù)."""

    __tablename__ = "holidays"

    id: Mapped[int] = mapped_column(primary_key=True)
    authority_id: Mapped[int] = mapped_column(reference("authorities.id"))
    day: Mapped[date]
    title: Mapped[str]
    working: Mapped[bool] = mapped_column(default=False)

    __table_args__ = (
        UniqueConstraint("authority_id", "day"),
        CheckConstraint("length(trim(title)) > 0", name="title_given"),
    )


class SentReminder(Model):
    """A reminder that went out once: of one item, one deadline and its day, so many working days off."""

    __tablename__ = "sent_reminders"

    id: Mapped[int] = mapped_column(primary_key=True)
    subject_type: Mapped[str]
    subject_id: Mapped[int]
    deadline: Mapped[str]
    due_on: Mapped[date]
    kind: Mapped[str]
    days: Mapped[int]  # working days before the deadline; after it for an escalation
    sent_at: Mapped[datetime] = mapped_column(UtcDateTime)

    __table_args__ = (
        UniqueConstraint(
            "subject_type", "subject_id", "deadline", "due_on", "kind", "days", name="uq_sent_reminders_once"
        ),
        CheckConstraint(one_of("kind", REMINDER_KINDS), name="kind_known"),
        Index("ix_sent_reminders_sent_at", "sent_at"),
    )

"""Rounds: one yearly assessment of an authority's units, its groups, dates and extensions."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, false, text
from sqlalchemy.orm import Mapped, mapped_column

from app.accounts.models import one_of
from app.database import JsonText, UtcDateTime
from app.extensions import Model, reference

ROUND_STATES = (
    "preparing",
    "collecting",
    "appraising",
    "council",
    "concluded",
    "submitted",
    "decided",
    "published",
    "correcting",
    "correction_submitted",
    "correction_decided",
    "closed",
)
RESULT_PUBLIC = ("published", "correcting", "correction_submitted", "correction_decided", "closed")
"""The states in which everyone may read the newest published result."""


EXTENDED_DEADLINES = ("entry", "explanation")
"""The deadlines of a unit that a letter may put off."""

# One round of an authority runs at a time; a published one may be corrected while the next one runs.
RUNNING = f"state NOT IN ({', '.join(repr(state) for state in RESULT_PUBLIC)})"


class Round(Model):
    """Kỳ đánh giá. Days are Vietnamese days, the last one included; grace days follow the entry deadline:
    late is a label, closed a lock."""

    __tablename__ = "rounds"

    id: Mapped[int] = mapped_column(primary_key=True)
    authority_id: Mapped[int] = mapped_column(reference("authorities.id"), index=True)
    year: Mapped[int]
    title: Mapped[str]
    state: Mapped[str] = mapped_column(default="preparing")
    workflow: Mapped[str]
    workflow_version: Mapped[int]
    variables: Mapped[Any] = mapped_column(JsonText, default=dict, server_default="{}")
    assessment_workflow: Mapped[str] = mapped_column(server_default="thanh_hoa_assessment")
    assessment_workflow_version: Mapped[int] = mapped_column(server_default="1")
    opens_on: Mapped[date]
    entry_deadline: Mapped[date]
    grace_days: Mapped[int] = mapped_column(default=0)
    appraisal_deadline: Mapped[date]
    explanation_days: Mapped[int] = mapped_column(default=5)
    council_on: Mapped[date]
    publish_before: Mapped[date]
    decimals: Mapped[int] = mapped_column(default=2)
    casting_vote: Mapped[bool] = mapped_column(default=True)
    quorum_percent: Mapped[int] = mapped_column(default=50, server_default="50")  # more than this is enough
    assigned_only: Mapped[bool] = mapped_column(default=False, server_default=false())  # by assignment
    double_appraisal: Mapped[bool] = mapped_column(default=False, server_default=false())  # two, blind
    complaint_days: Mapped[int] = mapped_column(default=10, server_default="10")  # after publication
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": version}
    __table_args__ = (
        CheckConstraint(one_of("state", ROUND_STATES), name="state_known"),
        CheckConstraint(
            "opens_on <= entry_deadline AND entry_deadline <= appraisal_deadline "
            "AND appraisal_deadline <= council_on AND council_on <= publish_before",
            name="dates_in_order",
        ),
        CheckConstraint("decimals BETWEEN 0 AND 6", name="decimals_range"),
        CheckConstraint("grace_days BETWEEN 0 AND 60", name="grace_range"),
        CheckConstraint("explanation_days BETWEEN 1 AND 60", name="explanation_range"),
        CheckConstraint("quorum_percent BETWEEN 50 AND 99", name="quorum_range"),
        CheckConstraint("complaint_days BETWEEN 0 AND 90", name="complaint_range"),
        Index(
            "uq_rounds_one_open",
            "authority_id",
            unique=True,
            sqlite_where=text(RUNNING),
            postgresql_where=text(RUNNING),
        ),
    )

    @property
    def is_public(self) -> bool:
        """Whether everyone may read the newest published result."""
        return self.state in RESULT_PUBLIC


class RoundGroup(Model):
    """A group of units in a round, with the exact framework it is scored by."""

    __tablename__ = "round_groups"

    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(reference("rounds.id"))
    unit_group_id: Mapped[int] = mapped_column(reference("unit_groups.id"))
    title: Mapped[str]
    position: Mapped[int]
    framework_id: Mapped[str]
    framework_version: Mapped[int]
    framework_hash: Mapped[str]
    bands: Mapped[str | None]  # xếp loại of this round as JSON; empty: the framework's, or none
    tie_break: Mapped[str | None]  # main indexes by which equal totals are told apart, comma separated

    __table_args__ = (
        UniqueConstraint("round_id", "unit_group_id"),
        UniqueConstraint("round_id", "position"),
    )


class DeadlineExtension(Model):
    """More time for one unit: names the letter that grants it, and ends."""

    __tablename__ = "deadline_extensions"

    id: Mapped[int] = mapped_column(primary_key=True)
    assessment_id: Mapped[int] = mapped_column(reference("assessments.id"), index=True)
    deadline: Mapped[str] = mapped_column(server_default="entry")  # which one is put off
    until: Mapped[date]
    letter_number: Mapped[str]
    reason: Mapped[str]
    granted_by: Mapped[int] = mapped_column(reference("accounts.id"))
    granted_at: Mapped[datetime] = mapped_column(UtcDateTime)

    __table_args__ = (
        CheckConstraint("length(trim(letter_number)) > 0", name="letter_named"),
        CheckConstraint(one_of("deadline", EXTENDED_DEADLINES), name="deadline_known"),
    )

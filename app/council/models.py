"""The council: sessions, attendance, open points, votes."""

from datetime import date, datetime
from fractions import Fraction

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, false, text
from sqlalchemy.orm import Mapped, mapped_column

from app.accounts.models import one_of
from app.database import ExactNumber, UtcDateTime
from app.extensions import Model, reference

POINT_STATES = ("open", "decided")
OUTCOMES = ("keep", "adjust")
CHOICES = ("for", "against", "abstain")
POINT_SOURCES = ("team", "difference", "question", "objection", "complaint", "member")
SHOWN = ("agenda", "point", "totals", "attendance")


class CouncilSession(Model):
    """A meeting of the council on one round."""

    __tablename__ = "council_sessions"

    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(reference("rounds.id"))
    number: Mapped[int]
    place: Mapped[str]
    held_on: Mapped[date]
    starts_at: Mapped[str | None]  # "08:30"
    invited_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    opened_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    chair_id: Mapped[int] = mapped_column(reference("accounts.id"))
    secretary_id: Mapped[int] = mapped_column(reference("accounts.id"))
    conclusion: Mapped[str | None]
    shown_point_id: Mapped[int | None]  # what the projector shows
    shown: Mapped[str] = mapped_column(default="agenda", server_default="agenda")  # which view of it
    names_shown: Mapped[bool] = mapped_column(default=False, server_default=false())  # who voted what
    version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": version}
    __table_args__ = (
        UniqueConstraint("round_id", "number"),
        CheckConstraint("chair_id <> secretary_id", name="chair_is_not_secretary"),
        CheckConstraint("closed_at IS NULL OR opened_at IS NOT NULL", name="closed_after_opened"),
        CheckConstraint(one_of("shown", SHOWN), name="shown_known"),
    )


class Attendance(Model):
    """Who is there; a member absent has a reason in the minutes."""

    __tablename__ = "attendances"

    session_id: Mapped[int] = mapped_column(reference("council_sessions.id"), primary_key=True)
    account_id: Mapped[int] = mapped_column(reference("accounts.id"), primary_key=True)
    present: Mapped[bool]
    reason: Mapped[str | None]


class OpenPoint(Model):
    """A question on one criterion of one unit which the council settles by vote."""

    __tablename__ = "open_points"

    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(reference("rounds.id"))
    session_id: Mapped[int | None] = mapped_column(reference("council_sessions.id"))
    assessment_id: Mapped[int] = mapped_column(reference("assessments.id"))
    code: Mapped[str]
    question: Mapped[str]
    proposed_points: Mapped[Fraction] = mapped_column(ExactNumber)
    source: Mapped[str] = mapped_column(default="member", server_default="member")  # what it was raised from
    raised_by: Mapped[int] = mapped_column(reference("accounts.id"))
    raised_at: Mapped[datetime] = mapped_column(UtcDateTime)
    state: Mapped[str] = mapped_column(default="open")
    outcome: Mapped[str | None]
    reason: Mapped[str | None]
    decided_by: Mapped[int | None] = mapped_column(reference("accounts.id"))
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": version}
    __table_args__ = (
        CheckConstraint(one_of("state", POINT_STATES), name="state_known"),
        CheckConstraint(one_of("source", POINT_SOURCES), name="source_known"),
        CheckConstraint(
            "state = 'open' OR (coalesce(outcome, '') IN ('keep', 'adjust') "
            "AND length(trim(coalesce(reason, ''))) > 0 "
            "AND decided_by IS NOT NULL AND decided_at IS NOT NULL AND session_id IS NOT NULL)",
            name="decided_whole",
        ),
        Index("ix_open_points_round_state", "round_id", "state"),
        Index(
            "uq_open_points_one_open",
            "assessment_id",
            "code",
            unique=True,
            sqlite_where=text("state = 'open'"),
            postgresql_where=text("state = 'open'"),
        ),
    )


class Vote(Model):
    """One member's vote on one open point (for = điều chỉnh theo đề xuất)."""

    __tablename__ = "votes"

    point_id: Mapped[int] = mapped_column(reference("open_points.id"), primary_key=True)
    account_id: Mapped[int] = mapped_column(reference("accounts.id"), primary_key=True)
    choice: Mapped[str]
    cast_at: Mapped[datetime] = mapped_column(UtcDateTime)
    entered_by: Mapped[int] = mapped_column(reference("accounts.id"))

    __table_args__ = (CheckConstraint(one_of("choice", CHOICES), name="choice_known"),)


class AgendaItem(Model):
    """One item of a meeting's agenda; `point_id` where it is about an open point."""

    __tablename__ = "agenda_items"

    id: Mapped[int] = mapped_column(primary_key=True)
    session_id: Mapped[int] = mapped_column(reference("council_sessions.id"))
    position: Mapped[int]
    title: Mapped[str]
    presenter: Mapped[str] = mapped_column(default="")
    point_id: Mapped[int | None] = mapped_column(reference("open_points.id"))
    done_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    __table_args__ = (
        UniqueConstraint("session_id", "position"),
        CheckConstraint("length(trim(title)) > 0", name="title_given"),
    )


class StepOut(Model):
    """A member who leaves the table for one point: they belong to the unit, or declared a conflict."""

    __tablename__ = "step_outs"

    point_id: Mapped[int] = mapped_column(reference("open_points.id"), primary_key=True)
    account_id: Mapped[int] = mapped_column(reference("accounts.id"), primary_key=True)
    session_id: Mapped[int] = mapped_column(reference("council_sessions.id"))
    reason: Mapped[str]
    noted_at: Mapped[datetime] = mapped_column(UtcDateTime)
    noted_by: Mapped[int] = mapped_column(reference("accounts.id"))

    __table_args__ = (CheckConstraint("length(trim(reason)) > 0", name="reason_given"),)


class DiscussionNote(Model):
    """What somebody said on an open point (or on the meeting as a whole), for the minutes."""

    __tablename__ = "discussion_notes"

    id: Mapped[int] = mapped_column(primary_key=True)
    session_id: Mapped[int] = mapped_column(reference("council_sessions.id"), index=True)
    point_id: Mapped[int | None] = mapped_column(reference("open_points.id"))
    speaker: Mapped[str]
    content: Mapped[str]
    written_by: Mapped[int] = mapped_column(reference("accounts.id"))
    written_at: Mapped[datetime] = mapped_column(UtcDateTime)

    __table_args__ = (CheckConstraint("length(trim(content)) > 0", name="content_given"),)


class WithdrawnCriterion(Model):
    """A criterion left out of a group's ranking by decision: fewer than half of the units have data.

    Source: 1726/QĐ-BTTTT, II.2.b.vi. A decision taken back keeps its row, with who and when.
    """

    __tablename__ = "withdrawn_criteria"

    id: Mapped[int] = mapped_column(primary_key=True)
    round_group_id: Mapped[int] = mapped_column(reference("round_groups.id"), index=True)
    code: Mapped[str]
    with_data: Mapped[int]
    units: Mapped[int]
    reason: Mapped[str]
    decided_by: Mapped[int] = mapped_column(reference("accounts.id"))
    decided_at: Mapped[datetime] = mapped_column(UtcDateTime)
    restored_by: Mapped[int | None] = mapped_column(reference("accounts.id"))
    restored_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    __table_args__ = (
        CheckConstraint("length(trim(reason)) > 0", name="reason_given"),
        Index(
            "uq_withdrawn_criteria_standing",
            "round_group_id",
            "code",
            unique=True,
            sqlite_where=text("restored_at IS NULL"),
            postgresql_where=text("restored_at IS NULL"),
        ),
    )


class GroupBinding(Model):
    """What a group's comparing rules and special rules came to when the council concluded; never changed.

    `content` is canonical JSON: the scales, the withdrawn criteria, and the points special rules gave,
    by code of unit. The newest number counts.
    """

    __tablename__ = "group_bindings"

    id: Mapped[int] = mapped_column(primary_key=True)
    round_group_id: Mapped[int] = mapped_column(reference("round_groups.id"))
    number: Mapped[int]
    content: Mapped[str]
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)

    __table_args__ = (UniqueConstraint("round_group_id", "number"),)

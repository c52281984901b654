"""One unit's assessment in one round: its figures, its criteria, questions to it, and its frozen sheets."""

from datetime import date, datetime
from fractions import Fraction
from typing import Any

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, false, text, true
from sqlalchemy.orm import Mapped, mapped_column

from app.accounts.models import one_of
from app.database import ExactNumber, JsonText, UtcDateTime
from app.extensions import Model, reference

ASSESSMENT_STATES = (
    "drafting",
    "awaiting_confirmation",
    "appraising",
    "explaining",
    "awaiting_explanation_confirmation",
    "appraised",
    "in_council",
    "settled",
    "published",
    "reviewing_complaint",
    "corrected",
    "closed",
)
PUBLISHED = ("published", "reviewing_complaint", "corrected", "closed")
"""The states in which a unit's result is public; what a complaint does to it is not, until it is decided."""
ENTRY_STATUSES = ("blank", "filled", "no_data", "na_claimed", "na_accepted", "na_refused")
OBJECTION_OUTCOMES = ("upheld", "kept")
COMPLAINT_STATES = ("open", "reviewing", "upheld", "rejected")
SHEET_STAGES = ("self", "appraisal", "council", "final")


class Assessment(Model):
    """Phiếu đánh giá của một đơn vị trong một kỳ; pinned to the workflow version it started with."""

    __tablename__ = "assessments"

    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(reference("rounds.id"))
    unit_id: Mapped[int] = mapped_column(reference("units.id"), index=True)
    round_group_id: Mapped[int] = mapped_column(reference("round_groups.id"), index=True)
    state: Mapped[str] = mapped_column(default="drafting")
    workflow: Mapped[str]
    workflow_version: Mapped[int]
    variables: Mapped[Any] = mapped_column(JsonText, default=dict, server_default="{}")
    received_at: Mapped[datetime | None] = mapped_column(UtcDateTime)  # first confirmed or taken over
    ranked: Mapped[bool] = mapped_column(default=True, server_default=true())
    unranked_reason: Mapped[str | None]  # why a unit is assessed but not ranked
    version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": version}
    __table_args__ = (
        UniqueConstraint("round_id", "unit_id"),
        CheckConstraint(one_of("state", ASSESSMENT_STATES), name="state_known"),
        Index("ix_assessments_round_state", "round_id", "state", "unit_id"),
        Index("ix_assessments_state", "state"),
    )


class Figure(Model):
    """One figure by name, as canonical text; `version` counts its changes so that a stale page is found."""

    __tablename__ = "figures"

    assessment_id: Mapped[int] = mapped_column(reference("assessments.id"), primary_key=True)
    name: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[str | None]
    version: Mapped[int] = mapped_column(default=1)
    updated_by: Mapped[int] = mapped_column(reference("accounts.id"))
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime)
    import_id: Mapped[int | None] = mapped_column(reference("figure_imports.id"))  # handed in, not typed

    __table_args__ = (CheckConstraint("version >= 1", name="version_from_one"),)


class CriterionEntry(Model):
    """What a unit says of one criterion: kind of empty, reason and note; and the points it comes to."""

    __tablename__ = "criterion_entries"

    assessment_id: Mapped[int] = mapped_column(reference("assessments.id"), primary_key=True)
    code: Mapped[str] = mapped_column(primary_key=True)
    status: Mapped[str] = mapped_column(default="blank")
    reason: Mapped[str | None]
    note: Mapped[str | None]
    points: Mapped[Fraction] = mapped_column(ExactNumber, default=Fraction(0))
    version: Mapped[int] = mapped_column(default=1)
    supplied: Mapped[bool] = mapped_column(default=False, server_default=false())  # by others: not the unit's

    __table_args__ = (
        CheckConstraint(one_of("status", ENTRY_STATUSES), name="status_known"),
        CheckConstraint(
            "status IN ('blank', 'filled') OR length(trim(coalesce(reason, ''))) > 0",
            name="declaration_has_reason",
        ),
        Index("ix_criterion_entries_code", "code", "assessment_id"),
    )


class Sheet(Model):
    """A frozen sheet: canonical content and its hash. Never changed; a correction is a new number."""

    __tablename__ = "sheets"

    id: Mapped[int] = mapped_column(primary_key=True)
    assessment_id: Mapped[int] = mapped_column(reference("assessments.id"))
    stage: Mapped[str]
    number: Mapped[int]
    content: Mapped[str]
    content_hash: Mapped[str]
    total: Mapped[Fraction] = mapped_column(ExactNumber)  # rescaled where something is excluded
    excluded: Mapped[Fraction] = mapped_column(ExactNumber, default=Fraction(0))
    frozen_by: Mapped[int | None] = mapped_column(reference("accounts.id"))
    frozen_at: Mapped[datetime] = mapped_column(UtcDateTime)

    __table_args__ = (
        UniqueConstraint("assessment_id", "stage", "number"),
        CheckConstraint(one_of("stage", SHEET_STAGES), name="stage_known"),
        CheckConstraint("length(content_hash) = 64", name="hash_length"),
    )


class CurrentSheet(Model):
    """Which sheet of a stage counts now (a sheet itself cannot be marked: it never changes)."""

    __tablename__ = "current_sheets"

    assessment_id: Mapped[int] = mapped_column(reference("assessments.id"), primary_key=True)
    stage: Mapped[str] = mapped_column(primary_key=True)
    sheet_id: Mapped[int] = mapped_column(reference("sheets.id"))

    __table_args__ = (CheckConstraint(one_of("stage", SHEET_STAGES), name="stage_known"),)


class ExplanationRequest(Model):
    """One round of explanation: the team's questions to a unit, due on a day."""

    __tablename__ = "explanation_requests"

    id: Mapped[int] = mapped_column(primary_key=True)
    assessment_id: Mapped[int] = mapped_column(reference("assessments.id"))
    number: Mapped[int]
    due_on: Mapped[date | None]
    asked_by: Mapped[int] = mapped_column(reference("accounts.id"))
    asked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)  # empty while being drawn up
    provisional_sheet_id: Mapped[int | None] = mapped_column(reference("sheets.id"))  # what the unit was sent
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    __table_args__ = (
        UniqueConstraint("assessment_id", "number"),
        CheckConstraint("asked_at IS NULL OR due_on IS NOT NULL", name="asked_with_due_day"),
    )


class ExplanationItem(Model):
    """A question on one criterion, and the unit's answer."""

    __tablename__ = "explanation_items"

    request_id: Mapped[int] = mapped_column(reference("explanation_requests.id"), primary_key=True)
    code: Mapped[str] = mapped_column(primary_key=True)
    question: Mapped[str]
    asked_by: Mapped[int] = mapped_column(reference("accounts.id"))
    answer: Mapped[str | None]
    answered_by: Mapped[int | None] = mapped_column(reference("accounts.id"))
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    __table_args__ = (CheckConstraint("length(trim(question)) > 0", name="question_given"),)


class Objection(Model):
    """A unit does not agree with the provisional points of a criterion; each is answered with a reason."""

    __tablename__ = "objections"

    id: Mapped[int] = mapped_column(primary_key=True)
    request_id: Mapped[int] = mapped_column(reference("explanation_requests.id"))
    code: Mapped[str]
    argument: Mapped[str]
    raised_by: Mapped[int] = mapped_column(reference("accounts.id"))
    raised_at: Mapped[datetime] = mapped_column(UtcDateTime)
    outcome: Mapped[str | None]
    answer: Mapped[str | None]
    answered_by: Mapped[int | None] = mapped_column(reference("accounts.id"))
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    __table_args__ = (
        UniqueConstraint("request_id", "code"),
        CheckConstraint("length(trim(argument)) > 0", name="argument_given"),
        CheckConstraint("outcome IS NULL OR " + one_of("outcome", OBJECTION_OUTCOMES), name="outcome_known"),
        CheckConstraint(
            "outcome IS NULL OR (length(trim(coalesce(answer, ''))) > 0 AND answered_by IS NOT NULL "
            "AND answered_at IS NOT NULL)",
            name="answered_whole",
        ),
    )


class Complaint(Model):
    """A unit's complaint about its published result (of one criterion, or as a whole), and its answer."""

    __tablename__ = "complaints"

    id: Mapped[int] = mapped_column(primary_key=True)
    assessment_id: Mapped[int] = mapped_column(reference("assessments.id"), index=True)
    number: Mapped[int]
    letter_number: Mapped[str]
    content: Mapped[str]
    codes: Mapped[Any] = mapped_column(JsonText)  # the criteria it names
    filed_by: Mapped[int] = mapped_column(reference("accounts.id"))
    filed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    state: Mapped[str] = mapped_column(default="open")
    answer: Mapped[str | None]
    answered_by: Mapped[int | None] = mapped_column(reference("accounts.id"))
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    result_number: Mapped[int | None]  # of the corrected result it led to

    __table_args__ = (
        UniqueConstraint("assessment_id", "number"),
        CheckConstraint(one_of("state", COMPLAINT_STATES), name="state_known"),
        CheckConstraint("length(trim(content)) > 0", name="content_given"),
        CheckConstraint(
            "state IN ('open', 'reviewing') OR (length(trim(coalesce(answer, ''))) > 0 "
            "AND answered_by IS NOT NULL AND answered_at IS NOT NULL)",
            name="answered_whole",
        ),
        Index(
            "uq_complaints_one_open",
            "assessment_id",
            unique=True,
            sqlite_where=text("state IN ('open', 'reviewing')"),
            postgresql_where=text("state IN ('open', 'reviewing')"),
        ),
    )

"""The team's work: a review of each criterion, and requests for explanation."""

from datetime import date, datetime
from fractions import Fraction

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.accounts.models import one_of
from app.database import ExactNumber, UtcDateTime
from app.extensions import Model, reference

DECISIONS = ("accepted", "adjusted", "na_accepted", "na_refused")


class CriterionReview(Model):
    """The team's view of one criterion: accepted as entered, or adjusted to `points` with a reason;
    a "không áp dụng" claim is accepted (excluded) or refused (then `points` counts)."""

    __tablename__ = "criterion_reviews"

    assessment_id: Mapped[int] = mapped_column(reference("assessments.id"), primary_key=True)
    code: Mapped[str] = mapped_column(primary_key=True)
    decision: Mapped[str]
    points: Mapped[Fraction] = mapped_column(ExactNumber)
    reason: Mapped[str | None]
    reviewed_by: Mapped[int] = mapped_column(reference("accounts.id"))
    reviewed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    version: Mapped[int] = mapped_column(default=1)

    __table_args__ = (
        CheckConstraint(one_of("decision", DECISIONS), name="decision_known"),
        CheckConstraint("decision = 'accepted' OR length(trim(reason)) > 0", name="difference_has_reason"),
        Index("ix_criterion_reviews_code", "code", "assessment_id"),
    )


class ExplanationRequest(Model):
    """One round of explanation: the team's questions to a unit, due on a day."""

    __tablename__ = "explanation_requests"

    id: Mapped[int] = mapped_column(primary_key=True)
    assessment_id: Mapped[int] = mapped_column(reference("assessments.id"))
    number: Mapped[int]
    due_on: Mapped[date | None]
    asked_by: Mapped[int] = mapped_column(reference("accounts.id"))
    asked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)  # empty while being drawn up
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    __table_args__ = (
        UniqueConstraint("assessment_id", "number"),
        CheckConstraint("asked_at IS NULL OR due_on IS NOT NULL", name="asked_with_due_day"),
    )


class ExplanationItem(Model):
    """A question on one criterion, and the unit's answer."""

    __tablename__ = "explanation_items"

    request_id: Mapped[int] = mapped_column(
        reference("explanation_requests.id"), primary_key=True
    )
    code: Mapped[str] = mapped_column(primary_key=True)
    question: Mapped[str]
    asked_by: Mapped[int] = mapped_column(reference("accounts.id"))
    answer: Mapped[str | None]
    answered_by: Mapped[int | None] = mapped_column(reference("accounts.id"))
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    __table_args__ = (CheckConstraint("length(trim(question)) > 0", name="question_given"),)

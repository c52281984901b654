"""The team's work: a review of each criterion."""

from datetime import datetime
from fractions import Fraction

from sqlalchemy import CheckConstraint, Index
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
        CheckConstraint(
            "decision = 'accepted' OR length(trim(coalesce(reason, ''))) > 0", name="difference_has_reason"
        ),
        Index("ix_criterion_reviews_code", "code", "assessment_id"),
    )


class Opinion(Model):
    """One of two independent views of a criterion (thẩm định kép): neither appraiser sees the other's until
    both are given; equal ones become the team's review, different ones are settled by a third person."""

    __tablename__ = "appraisal_opinions"

    assessment_id: Mapped[int] = mapped_column(reference("assessments.id"), primary_key=True)
    code: Mapped[str] = mapped_column(primary_key=True)
    lane: Mapped[int] = mapped_column(primary_key=True)
    decision: Mapped[str]
    points: Mapped[Fraction] = mapped_column(ExactNumber)
    reason: Mapped[str | None]
    given_by: Mapped[int] = mapped_column(reference("accounts.id"))
    given_at: Mapped[datetime] = mapped_column(UtcDateTime)
    version: Mapped[int] = mapped_column(default=1)

    __table_args__ = (
        CheckConstraint(one_of("decision", DECISIONS), name="decision_known"),
        CheckConstraint("lane IN (1, 2)", name="lane_known"),
        CheckConstraint(
            "decision = 'accepted' OR length(trim(coalesce(reason, ''))) > 0", name="difference_has_reason"
        ),
    )

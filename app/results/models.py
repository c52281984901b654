"""Results: a numbered version of a round's ranking, from the dossier to the publication."""

from datetime import datetime
from fractions import Fraction

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, text, true
from sqlalchemy.orm import Mapped, mapped_column

from app.accounts.models import one_of
from app.database import ExactNumber, UtcDateTime
from app.extensions import Model, reference

RESULT_STATES = ("submitted", "returned", "decided", "published")


class ResultVersion(Model):
    """One attempt at a result, as submitted; `content_hash` is what the chairman decides on."""

    __tablename__ = "result_versions"

    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(reference("rounds.id"))
    number: Mapped[int]
    state: Mapped[str] = mapped_column(default="submitted")
    content_hash: Mapped[str]
    program_version: Mapped[str]
    created_by: Mapped[int] = mapped_column(reference("accounts.id"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    decided_by: Mapped[int | None] = mapped_column(reference("accounts.id"))
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    published_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    __table_args__ = (
        UniqueConstraint("round_id", "number"),
        CheckConstraint(one_of("state", RESULT_STATES), name="state_known"),
        CheckConstraint(
            "state NOT IN ('decided', 'published') OR (decided_by IS NOT NULL AND decided_at IS NOT NULL)",
            name="decision_has_person",
        ),
        CheckConstraint("(state = 'published') = (published_at IS NOT NULL)", name="published_has_time"),
        Index(
            "uq_result_versions_one_running",
            "round_id",
            unique=True,
            sqlite_where=text("state IN ('submitted', 'decided')"),
            postgresql_where=text("state IN ('submitted', 'decided')"),
        ),
    )


class ResultRow(Model):
    """One unit in a result: totals exact and as published, and the rank made on the published value."""

    __tablename__ = "result_rows"

    result_id: Mapped[int] = mapped_column(reference("result_versions.id"), primary_key=True)
    assessment_id: Mapped[int] = mapped_column(reference("assessments.id"), primary_key=True)
    round_group_id: Mapped[int] = mapped_column(reference("round_groups.id"))
    unit_id: Mapped[int] = mapped_column(reference("units.id"))
    unit_name: Mapped[str]  # as it was called then
    council_sheet_id: Mapped[int] = mapped_column(reference("sheets.id"))
    maximum: Mapped[Fraction] = mapped_column(ExactNumber)
    excluded: Mapped[Fraction] = mapped_column(ExactNumber)
    self_total: Mapped[Fraction] = mapped_column(ExactNumber)
    appraisal_total: Mapped[Fraction] = mapped_column(ExactNumber)
    total: Mapped[Fraction] = mapped_column(ExactNumber)
    published: Mapped[str]  # decimal text, rounded half up once
    rank: Mapped[int]
    position: Mapped[int]  # order in the printed list
    ranked: Mapped[bool] = mapped_column(default=True, server_default=true())  # else no rank is printed
    band: Mapped[str | None]  # xếp loại
    parts: Mapped[str | None]  # points by supplier and by view as canonical JSON, where there are any

    __table_args__ = (
        UniqueConstraint("result_id", "round_group_id", "position"),
        CheckConstraint("rank >= 1 AND rank <= position", name="rank_before_position"),
    )

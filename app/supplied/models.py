"""Imports of figures with their provenance, and the experts' marks."""

from datetime import date, datetime
from fractions import Fraction

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.accounts.models import one_of
from app.database import ExactNumber, UtcDateTime
from app.extensions import Model, reference

IMPORTED_SUPPLIERS = ("body", "ministry", "survey", "cyberspace", "experts", "import")


class FigureImport(Model):
    """One handing-in of figures: who supplied them, with which letter, from which file; never changed.

    A figure that came in points to the import it came from (`figures.import_id`).
    """

    __tablename__ = "figure_imports"

    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(reference("rounds.id"), index=True)
    supplier: Mapped[str]
    provider: Mapped[str]  # the body that handed them in: Cục Thống kê, Bộ Thông tin và Truyền thông
    letter_number: Mapped[str]
    letter_date: Mapped[date]
    filename: Mapped[str]
    sha256: Mapped[str]
    rows_read: Mapped[int]
    accepted: Mapped[int]
    changed: Mapped[int]
    imported_by: Mapped[int] = mapped_column(reference("accounts.id"))
    imported_at: Mapped[datetime] = mapped_column(UtcDateTime)

    __table_args__ = (
        CheckConstraint(one_of("supplier", IMPORTED_SUPPLIERS), name="supplier_known"),
        CheckConstraint("length(trim(letter_number)) > 0", name="letter_named"),
        CheckConstraint("length(sha256) = 64", name="hash_length"),
    )


class ExpertMark(Model):
    """One expert's mark for one criterion of one unit; the figure is the mean of all experts' marks."""

    __tablename__ = "expert_marks"

    assessment_id: Mapped[int] = mapped_column(reference("assessments.id"), primary_key=True)
    name: Mapped[str] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(reference("accounts.id"), primary_key=True)
    mark: Mapped[Fraction] = mapped_column(ExactNumber)
    comment: Mapped[str] = mapped_column(default="")
    marked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    version: Mapped[int] = mapped_column(default=1)

    __table_args__ = (
        UniqueConstraint("account_id", "assessment_id", "name"),
        CheckConstraint("version >= 1", name="version_from_one"),
    )

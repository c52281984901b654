"""Versions of frameworks kept in the database, and which criterion follows which from version to version."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from app.accounts.models import one_of
from app.database import UtcDateTime
from app.extensions import Model, reference

FRAMEWORK_STATES = ("draft", "published", "retired")


class FrameworkVersion(Model):
    """One version of a framework as its file's text; once published the text never changes.

    `based_on` names what it was copied from (`id@version`); the decision that issues it is needed to
    publish. A retired version serves the rounds that use it and is offered to no new one.
    """

    __tablename__ = "framework_versions"

    id: Mapped[int] = mapped_column(primary_key=True)
    authority_id: Mapped[int] = mapped_column(reference("authorities.id"))
    framework_id: Mapped[str]
    framework_version: Mapped[int]
    title: Mapped[str]
    state: Mapped[str] = mapped_column(default="draft")
    content: Mapped[str]
    content_hash: Mapped[str | None]  # of the framework, once published
    based_on: Mapped[str]
    decision_number: Mapped[str | None]
    decision_date: Mapped[date | None]
    valid_from: Mapped[date | None]
    valid_to: Mapped[date | None]
    created_by: Mapped[int] = mapped_column(reference("accounts.id"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    published_by: Mapped[int | None] = mapped_column(reference("accounts.id"))
    published_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": version}
    __table_args__ = (
        UniqueConstraint("framework_id", "framework_version"),
        CheckConstraint(one_of("state", FRAMEWORK_STATES), name="state_known"),
        CheckConstraint("framework_version >= 1", name="version_from_one"),
        CheckConstraint(
            "state = 'draft' OR (decision_number IS NOT NULL AND decision_date IS NOT NULL "
            "AND content_hash IS NOT NULL AND published_by IS NOT NULL AND published_at IS NOT NULL)",
            name="published_has_decision",
        ),
        CheckConstraint(
            "valid_to IS NULL OR valid_from IS NULL OR valid_from <= valid_to", name="validity_in_order"
        ),
        Index(
            "uq_framework_versions_one_draft",
            "authority_id",
            "framework_id",
            unique=True,
            sqlite_where=text("state = 'draft'"),
            postgresql_where=text("state = 'draft'"),
        ),
    )


class CriterionMapping(Model):
    """A criterion of one version that continues as a criterion of another: for year-on-year comparison."""

    __tablename__ = "criterion_mappings"

    id: Mapped[int] = mapped_column(primary_key=True)
    authority_id: Mapped[int] = mapped_column(reference("authorities.id"))
    from_framework: Mapped[str]
    from_version: Mapped[int]
    from_code: Mapped[str]
    to_framework: Mapped[str]
    to_version: Mapped[int]
    to_code: Mapped[str]
    note: Mapped[str] = mapped_column(default="")
    made_by: Mapped[int] = mapped_column(reference("accounts.id"))
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)

    __table_args__ = (
        UniqueConstraint(
            "authority_id",
            "from_framework",
            "from_version",
            "from_code",
            "to_framework",
            "to_version",
            "to_code",
            name="uq_criterion_mappings_pair",
        ),
    )

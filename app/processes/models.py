"""Workflow definitions that an installation has published beside those shipped; never changed."""

from datetime import datetime

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.database import UtcDateTime
from app.extensions import Model, reference


class WorkflowVersion(Model):
    """One published version of a definition, as its file was."""

    __tablename__ = "workflow_versions"

    id: Mapped[int] = mapped_column(primary_key=True)
    workflow: Mapped[str]
    version: Mapped[int]
    title: Mapped[str]
    content: Mapped[str]
    content_hash: Mapped[str]
    note: Mapped[str]
    published_by: Mapped[int | None] = mapped_column(reference("accounts.id"))
    published_at: Mapped[datetime] = mapped_column(UtcDateTime)

    __table_args__ = (
        UniqueConstraint("workflow", "version"),
        CheckConstraint("version >= 1", name="version_from_one"),
        CheckConstraint("length(content_hash) = 64", name="hash_length"),
    )

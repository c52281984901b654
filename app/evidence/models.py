"""Evidence: files kept once by content, and where each is attached."""

from datetime import datetime

from sqlalchemy import CheckConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column

from app.database import UtcDateTime
from app.extensions import Model, reference


class StoredFile(Model):
    """A file's content, kept under its SHA-256 outside the web root. Size in bytes."""

    __tablename__ = "stored_files"

    hash: Mapped[str] = mapped_column(primary_key=True)
    size: Mapped[int]
    media_type: Mapped[str]
    stored_at: Mapped[datetime] = mapped_column(UtcDateTime)

    __table_args__ = (
        CheckConstraint("length(hash) = 64", name="hash_length"),
        CheckConstraint("size >= 0", name="size_not_negative"),
    )


class Evidence(Model):
    """A file attached to one criterion of one assessment; taken away it stays in the record."""

    __tablename__ = "evidence"

    id: Mapped[int] = mapped_column(primary_key=True)
    assessment_id: Mapped[int] = mapped_column(reference("assessments.id"))
    code: Mapped[str]
    file_hash: Mapped[str] = mapped_column(reference("stored_files.hash"), index=True)
    filename: Mapped[str]
    added_by: Mapped[int] = mapped_column(reference("accounts.id"))
    added_at: Mapped[datetime] = mapped_column(UtcDateTime)
    removed_by: Mapped[int | None] = mapped_column(reference("accounts.id"))
    removed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    __table_args__ = (
        CheckConstraint("(removed_by IS NULL) = (removed_at IS NULL)", name="removal_whole"),
        Index("ix_evidence_place", "assessment_id", "code"),
    )

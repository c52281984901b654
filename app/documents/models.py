"""Official documents: data snapshot, files in two formats, number and date from the register."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from app.accounts.models import one_of
from app.database import JsonText, UtcDateTime
from app.extensions import Model, reference

DOCUMENT_STATES = ("draft", "awaiting_signature", "signed", "issued", "recalled", "replaced")
FORMATS = ("docx", "pdf")
# One of a kind counts at a time; letters that ask for explanation are kept beside one another once issued.
LIVE = "state NOT IN ('replaced', 'recalled') AND NOT (kind = 'explanation_request' AND state = 'issued')"
ENDED = ("recalled", "replaced")  # no longer in force; another of the kind may take the place


class Document(Model):
    """One document. `data` is what it was written from: plain, exact, never read again from the result."""

    __tablename__ = "documents"

    id: Mapped[int] = mapped_column(primary_key=True)
    authority_id: Mapped[int] = mapped_column(reference("authorities.id"))
    round_id: Mapped[int] = mapped_column(reference("rounds.id"))
    assessment_id: Mapped[int | None] = mapped_column(reference("assessments.id"), index=True)
    result_id: Mapped[int | None] = mapped_column(reference("result_versions.id"))
    kind: Mapped[str]
    title: Mapped[str]
    body: Mapped[str]  # the issuing body's letters: UBND, STTTT, HĐĐG
    series: Mapped[str]  # QĐ, TTr, BB; empty for a document that takes no number
    symbol: Mapped[str]  # what follows the number: QĐ-UBND
    state: Mapped[str] = mapped_column(default="draft")
    workflow: Mapped[str] = mapped_column(default="official_document", server_default="official_document")
    workflow_version: Mapped[int] = mapped_column(default=1, server_default="1")
    variables: Mapped[Any] = mapped_column(JsonText, default=dict, server_default="{}")
    session_id: Mapped[int | None] = mapped_column(reference("council_sessions.id"))  # minutes, invitation
    revision: Mapped[int] = mapped_column(default=1)  # of the data; files name the revision they show
    data: Mapped[Any] = mapped_column(JsonText)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    number: Mapped[int | None]
    issued_on: Mapped[date | None]
    issued_by: Mapped[int | None] = mapped_column(reference("accounts.id"))
    version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": version}
    __table_args__ = (
        CheckConstraint(one_of("state", DOCUMENT_STATES), name="state_known"),
        CheckConstraint(
            "state <> 'issued' OR series = '' OR (number IS NOT NULL AND issued_on IS NOT NULL)",
            name="issued_has_number",
        ),
        Index("ix_documents_round_kind", "round_id", "kind"),
        Index("ix_documents_round_state", "round_id", "state"),
        Index(
            "uq_documents_one_live",
            "kind",
            "round_id",
            text("coalesce(assessment_id, 0)"),
            text("coalesce(session_id, 0)"),
            text("coalesce(result_id, 0)"),  # a second correction has papers of its own
            unique=True,
            sqlite_where=text(LIVE),
            postgresql_where=text(LIVE),
        ),
    )


class RegisterEntry(Model):
    """A line of the register (sổ đăng ký văn bản): one series per body, kind and year, from 01, no gaps.

    Decree 30/2020/NĐ-CP, Article 15.
    """

    __tablename__ = "register_entries"

    id: Mapped[int] = mapped_column(primary_key=True)
    authority_id: Mapped[int] = mapped_column(reference("authorities.id"))
    body: Mapped[str]
    series: Mapped[str]
    year: Mapped[int]
    number: Mapped[int]
    document_id: Mapped[int] = mapped_column(reference("documents.id"), unique=True)
    registered_by: Mapped[int] = mapped_column(reference("accounts.id"))
    registered_at: Mapped[datetime] = mapped_column(UtcDateTime)

    __table_args__ = (
        UniqueConstraint("authority_id", "body", "series", "year", "number"),
        CheckConstraint("number >= 1", name="number_from_one"),
    )


class DocumentFile(Model):
    """A rendered file, kept as made; the issued ones are kept as they were sent."""

    __tablename__ = "document_files"

    document_id: Mapped[int] = mapped_column(reference("documents.id"), primary_key=True)
    revision: Mapped[int] = mapped_column(primary_key=True)
    format: Mapped[str] = mapped_column(primary_key=True)
    file_hash: Mapped[str] = mapped_column(reference("stored_files.hash"))
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)

    __table_args__ = (CheckConstraint(one_of("format", FORMATS), name="format_known"),)

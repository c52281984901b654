"""Reads of documents: who may see which, lists, their files, and what to warn of."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Text, and_, case, false, or_, select, true, type_coerce
from sqlalchemy.orm import Session

from app import messages, policy
from app.accounts.actor import Actor
from app.accounts.rules import fold
from app.assessments.models import Assessment
from app.assessments.queries import visible
from app.documents.models import DOCUMENT_STATES, ENDED, FORMATS, Document, DocumentFile
from app.errors import Forbidden, NotFound
from app.evidence.models import StoredFile
from app.history import Event
from app.rounds.models import Round, RoundGroup
from app.units.models import LegalBasis, Unit
from app.units.queries import legal_bases, not_in_force

PAGE_SIZE = 50
# What a person needs in order to see a kind of document: a permission on the unit's assessment or round.
UNIT_PERMISSIONS = {
    "self_assessment_form": ("view_self_documents",),
    "appraisal_minutes": ("view_appraisal_documents",),
    # The letter that asks a unit to explain: for the team, and for the clerk who numbers it.
    "explanation_request": ("view_appraisal", "number_documents"),
}
# The unit itself reads the letter once it is out, for as long as it may see its provisional points.
LETTER, LETTER_PERMISSION = "explanation_request", "view_provisional"
ROUND_PERMISSIONS = {
    "council_invitation": "view_documents",
    "council_minutes": "view_documents",
    "submission": "view_dossier",
    "decision": "view_decision",
    "correction_submission": "view_dossier",
    "correction_decision": "view_decision",
}
DECISIONS = ("decision", "correction_decision")
# The decision before it is out is for the readers of the dossier alone: nobody else learns that it exists.
DRAFT_DECISION_PERMISSION = "view_dossier"
KINDS = (*UNIT_PERMISSIONS, *ROUND_PERMISSIONS)
LIVE = "live"  # every state but those of papers no longer in force


def may_see(actor: Actor, document: Document, round_: Round, assessment: Assessment | None) -> bool:
    """Whether the person may know of this document."""
    if assessment is not None:
        wanted = UNIT_PERMISSIONS[document.kind]
        if document.kind == LETTER and document.state == "issued":
            wanted = (*wanted, LETTER_PERMISSION)
        return any(policy.can(actor, permission, assessment, round_) for permission in wanted)
    if document.kind in DECISIONS and document.state != "issued":
        return policy.can_round(actor, DRAFT_DECISION_PERMISSION, round_)
    return policy.can_round(actor, ROUND_PERMISSIONS[document.kind], round_)


def seen_by(actor: Actor, round_: Round) -> ColumnElement[bool]:
    """The same rule as an SQL condition on documents joined with their assessments, for lists and counts."""
    conditions = [
        and_(Document.kind == kind, visible(actor, round_, permission))
        for kind, wanted in UNIT_PERMISSIONS.items()
        for permission in wanted
    ]
    out = and_(Document.kind == LETTER, Document.state == "issued")
    conditions.append(and_(out, visible(actor, round_, LETTER_PERMISSION)))
    for kind, permission in ROUND_PERMISSIONS.items():
        if policy.can_round(actor, permission, round_):
            out = Document.state == "issued" if kind in DECISIONS else true()
            conditions.append(and_(Document.kind == kind, out))
    if policy.can_round(actor, DRAFT_DECISION_PERMISSION, round_):
        conditions.append(and_(Document.kind.in_(DECISIONS), Document.state != "issued"))
    return and_(Document.round_id == round_.id, or_(false(), *conditions))


def open_document(
    session: Session, actor: Actor, document_id: int, permission: str | None = None, *, lock: bool = False
) -> tuple[Document, Round]:
    """Load one document for a person, or refuse; `permission` is one of the round's (number_documents).

    With `lock` the document and its round, whose history notes what happens to it, are locked for the
    surrounding transaction.
    """
    query = (
        select(Document, Round, Assessment)
        .join(Round, Round.id == Document.round_id)
        .outerjoin(Assessment, Assessment.id == Document.assessment_id)
        .where(Document.id == document_id, Document.authority_id == actor.authority_id)
    )
    if lock:
        round_id = select(Document.round_id).where(Document.id == document_id).scalar_subquery()
        session.execute(select(Round.id).where(Round.id == round_id).with_for_update())
        query = query.with_for_update(of=Document)
    row = session.execute(query.execution_options(populate_existing=True)).first()
    if row is None or not may_see(actor, row[0], row[1], row[2]):
        raise NotFound(messages.NOT_FOUND, document=document_id, actor=actor.id)
    document, round_, _ = row
    if permission and not policy.can_round(actor, permission, round_):
        raise Forbidden(messages.forbidden(permission, []), rule=f"round.{round_.state}.{permission}")
    return document, round_


def open_documents(
    session: Session, actor: Actor, document_ids: Sequence[int], permission: str
) -> list[Document]:
    """Load several documents for a person, in the given order, or refuse them all; one query."""
    rows = session.execute(
        select(Document, Round, Assessment)
        .join(Round, Round.id == Document.round_id)
        .outerjoin(Assessment, Assessment.id == Document.assessment_id)
        .where(Document.id.in_(document_ids), Document.authority_id == actor.authority_id)
    ).all()
    seen = {row[0].id: row[0] for row in rows if may_see(actor, row[0], row[1], row[2])}
    for round_ in {row[1] for row in rows}:
        policy.require_round(actor, permission, round_)
    missing = [document_id for document_id in document_ids if document_id not in seen]
    if missing:
        raise NotFound(messages.NOT_FOUND, documents=missing, actor=actor.id)
    return [seen[document_id] for document_id in document_ids]


@dataclass(frozen=True)
class Filter:
    """What a person looks for in the list of a round's documents."""

    kind: str = ""
    state: str = LIVE
    text: str = ""


@dataclass(frozen=True)
class Row:
    """One document in a list, without its contents."""

    id: int
    kind: str
    title: str
    state: str
    symbol: str
    number: int | None
    issued_on: date | None
    revision: int
    created_at: datetime
    unit: str


@dataclass(frozen=True)
class Page:
    """One page of a list."""

    rows: Sequence[Row]
    total: int
    number: int
    pages: int


def search(session: Session, actor: Actor, round_: Round, wanted: Filter, page: int = 1) -> Page:
    """The documents of a round the person may see: the round's own first, the last stage on top, then those
    of the units in printed order."""
    ids = found_ids(session, actor, round_, wanted)
    pages = max(1, -(-len(ids) // PAGE_SIZE))
    number = min(max(page, 1), pages)
    shown = ids[(number - 1) * PAGE_SIZE : number * PAGE_SIZE]
    return Page(_rows(session, shown), len(ids), number, pages)


def found_ids(session: Session, actor: Actor, round_: Round, wanted: Filter) -> list[int]:
    """The ids of all documents a search finds, in the order of the list."""
    query = (
        select(Document.id, Document.title)
        .outerjoin(Assessment, Assessment.id == Document.assessment_id)
        .outerjoin(Unit, Unit.id == Assessment.unit_id)
        .outerjoin(RoundGroup, RoundGroup.id == Assessment.round_group_id)
        .where(seen_by(actor, round_))
        .order_by(
            case({kind: place for place, kind in enumerate(reversed(KINDS))}, value=Document.kind),
            RoundGroup.position,
            Unit.position,
            Unit.id,
            Document.id.desc(),
        )
    )
    if wanted.kind in KINDS:
        query = query.where(Document.kind == wanted.kind)
    if wanted.state in DOCUMENT_STATES:
        query = query.where(Document.state == wanted.state)
    else:
        query = query.where(Document.state.not_in(ENDED))
    words = fold(wanted.text).split()
    return [row.id for row in session.execute(query) if all(word in fold(row.title) for word in words)]


def _rows(session: Session, ids: Sequence[int]) -> list[Row]:
    rows = session.execute(
        select(
            Document.id,
            Document.kind,
            Document.title,
            Document.state,
            Document.symbol,
            Document.number,
            Document.issued_on,
            Document.revision,
            Document.created_at,
            Unit.name.label("unit"),
        )
        .outerjoin(Assessment, Assessment.id == Document.assessment_id)
        .outerjoin(Unit, Unit.id == Assessment.unit_id)
        .where(Document.id.in_(ids))
    )
    by_id = {row.id: Row(**{**row._asdict(), "unit": row.unit or ""}) for row in rows}
    return [by_id[document_id] for document_id in ids]


@dataclass(frozen=True)
class File:
    """One rendered file. Size in bytes."""

    document_id: int
    revision: int
    format: str
    hash: str
    size: int
    made_at: datetime


def files_of(session: Session, document_ids: Sequence[int]) -> Mapping[int, list[File]]:
    """The files of some documents, newest revision first, .docx before .pdf; one query."""
    rows = session.execute(
        select(
            DocumentFile.document_id,
            DocumentFile.revision,
            DocumentFile.format,
            DocumentFile.file_hash,
            StoredFile.size,
            DocumentFile.made_at,
        )
        .join(StoredFile, StoredFile.hash == DocumentFile.file_hash)
        .where(DocumentFile.document_id.in_(document_ids))
        .order_by(DocumentFile.document_id, DocumentFile.revision.desc(), DocumentFile.format)
    )
    files: dict[int, list[File]] = defaultdict(list)
    for row in rows:
        files[row.document_id].append(File(*row))
    return files


def is_ready(document_revision: int, files: Sequence[File]) -> bool:
    """Whether the worker has made every file of the present revision."""
    return {file.format for file in files if file.revision == document_revision} >= set(FORMATS)


def open_file(
    session: Session, actor: Actor, document_id: int, revision: int, format_: str
) -> tuple[Document, StoredFile]:
    """One file for reading. Earlier revisions are for those who keep the round's documents."""
    document, round_ = open_document(session, actor, document_id)
    stored = session.scalar(
        select(StoredFile)
        .join(DocumentFile, DocumentFile.file_hash == StoredFile.hash)
        .where(
            DocumentFile.document_id == document_id,
            DocumentFile.revision == revision,
            DocumentFile.format == format_,
        )
    )
    if stored is None or (revision != document.revision and not keeps_earlier(actor, round_)):
        raise NotFound(messages.NOT_FOUND, document=document_id, revision=revision, format=format_)
    return document, stored


def keeps_earlier(actor: Actor, round_: Round) -> bool:
    """Whether the person may open files of earlier revisions."""
    return policy.can_round(actor, "view_documents", round_)


def events_of(session: Session, document: Document) -> Sequence[Event]:
    """What happened to a document, newest first: its own steps; of one drawn up before documents had steps
    of their own, what the round's history tells (data that begin with its id)."""
    text: ColumnElement[Any] = type_coerce(Event.data, Text)
    told_by_round = and_(
        Event.subject_type == "round",
        Event.subject_id == document.round_id,
        Event.kind.in_(("document_drafted", "document_signed", "document_issued")),
        text.like(f'{{"document":{document.id},%'),
    )
    own = and_(Event.subject_type == "document", Event.subject_id == document.id)
    found = session.scalars(select(Event).where(or_(own, told_by_round)).order_by(Event.id.desc())).all()
    first = next((event for event in reversed(found) if event.subject_type == "document"), None)
    return [event for event in found if event.subject_type == "document" or _before(event, first)]


def _before(event: Event, first: Event | None) -> bool:
    """Whether the round's history tells of something that the document's own does not."""
    return first is None or (first.kind != "document_drafted" and event.id < first.id)


def lapsed_bases(session: Session, authority_id: int, kind: str, day: date) -> list[LegalBasis]:
    """The legal bases this kind of document cites that are not in force on a day: the drafter is warned."""
    return not_in_force(legal_bases(session, authority_id, kind), day)

"""Documents as actions: the worker's drafts, and the clerk's numbers from the register."""

from collections.abc import Iterable
from copy import deepcopy
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock, history
from app.accounts.actor import Actor
from app.database import transaction
from app.documents import drafting
from app.documents.models import Document, RegisterEntry
from app.documents.queries import open_document
from app.errors import DomainError, GuardRefused, InvalidInput
from app.messages import documents as texts
from app.units.models import Authority


def draft_for_effect(session: Session, effect: str, payload: dict[str, Any]) -> None:
    """Draw up the document a workflow step asks for; inside the worker's transaction.

    The round's submission and decision are drawn up in the step itself (`app.documents.dossier`), because
    the chairman must find them the moment the dossier is on the desk.
    """
    kind = drafting.EFFECT_KINDS.get(effect)
    if kind is not None:
        drafting.draft(session, kind, payload["subject_id"])


def issue(actor: Actor, document_id: int, *, issued_on: date, number: str = "") -> str:
    """Number, date and issue one document; returns its number and symbol ("05/TTr-STTTT").

    Without `number` the register gives the next one; a typed one may only be later than the last (the
    office's paper register gave the ones between). Decree 30/2020/NĐ-CP, Article 15.
    """
    with transaction() as session:
        document, _ = open_document(session, actor, document_id, "number_documents", lock=True)
        if document.kind == "decision":
            raise GuardRefused(texts.USE_DECISION_PAGE, reasons=[texts.USE_DECISION_PAGE])
        return register(session, actor, document, issued_on, number)


def issue_many(
    actor: Actor, document_ids: Iterable[int], *, issued_on: date
) -> tuple[list[str], list[tuple[int, str]]]:
    """Number several documents in the given order, each in its own savepoint; what is refused says why."""
    done: list[str] = []
    refused: list[tuple[int, str]] = []
    with transaction() as session:
        for document_id in document_ids:
            document, _ = open_document(session, actor, document_id, "number_documents", lock=True)
            try:
                with session.begin_nested():
                    done.append(register(session, actor, document, issued_on, ""))
            except DomainError as error:
                refused.append((document_id, error.message))
    return done, refused


def register(session: Session, actor: Actor, document: Document, issued_on: date, typed: str) -> str:
    """Enter a document in its series and issue it, inside the caller's transaction.

    The series' last line is read under the lock of the transaction (SQLite) or of the authority's row
    (PostgreSQL); should two clerks still meet, the unique number lets one of them through.
    """
    if document.state not in ("draft", "signed"):
        raise GuardRefused(texts.NOT_DRAFT, reasons=[texts.NOT_DRAFT])
    if not document.series:
        raise GuardRefused(texts.NO_SERIES, reasons=[texts.NO_SERIES])
    if issued_on > clock.today():
        raise InvalidInput(texts.FUTURE_DAY, field="issued_on", typed=f"{issued_on:%d/%m/%Y}")
    last, last_day = _last_line(session, document, issued_on.year)
    number = _number(typed, last)
    if last_day is not None and issued_on < last_day:
        raise InvalidInput(texts.day_before_last(last_day), field="issued_on", typed=f"{issued_on:%d/%m/%Y}")
    session.add(
        RegisterEntry(
            authority_id=document.authority_id,
            body=document.body,
            series=document.series,
            year=issued_on.year,
            number=number,
            document_id=document.id,
            registered_by=actor.id,
            registered_at=clock.now(),
        )
    )
    _stamp(document, number, issued_on, actor)
    history.append(
        session,
        "round",
        document.round_id,
        "document_issued",
        actor,
        "secretariat",
        data={
            "document": document.id,
            "kind": document.kind,
            "number": number,
            "symbol": document.symbol,
            "issued_on": issued_on.isoformat(),
        },
    )
    session.flush()
    drafting.queue_rendering(session, document)
    return f"{number:02d}/{document.symbol}"


def _last_line(session: Session, document: Document, year: int) -> tuple[int, date | None]:
    session.execute(select(Authority.id).where(Authority.id == document.authority_id).with_for_update())
    row = session.execute(
        select(RegisterEntry.number, Document.issued_on)
        .join(Document, Document.id == RegisterEntry.document_id)
        .where(
            RegisterEntry.authority_id == document.authority_id,
            RegisterEntry.body == document.body,
            RegisterEntry.series == document.series,
            RegisterEntry.year == year,
        )
        .order_by(RegisterEntry.number.desc())
        .limit(1)
    ).first()
    return (row.number, row.issued_on) if row else (0, None)


def _number(typed: str, last: int) -> int:
    text = typed.strip()
    if not text:
        return last + 1
    if not (text.isascii() and text.isdigit() and 0 < int(text) < 1_000_000):
        raise InvalidInput(texts.not_a_number(text), field="number", typed=text)
    if int(text) <= last:
        raise InvalidInput(texts.number_taken(last + 1), field="number", typed=text)
    return int(text)


def _stamp(document: Document, number: int, issued_on: date, actor: Actor) -> None:
    """Write number and date into the document's head: a new revision, whose files are the issued ones."""
    data = deepcopy(document.data)
    data["letterhead"]["number"] = number
    data["letterhead"]["date"] = issued_on.isoformat()
    document.data = data
    document.number, document.issued_on, document.issued_by = number, issued_on, actor.id
    document.state = "issued"
    document.revision += 1

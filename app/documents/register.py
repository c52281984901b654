"""The register (sổ đăng ký văn bản): one series of numbers per body, kind and year, from 01.

Decree 30/2020/NĐ-CP, Article 15. A number is taken under a lock and entered in the same transaction, so
two clerks at once get two numbers, and a refused action gives its number back.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from copy import deepcopy
from dataclasses import dataclass
from datetime import date

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session

from app import clock, history, outbox
from app.accounts.actor import Actor
from app.documents.models import Document, RegisterEntry
from app.errors import DomainError, GuardRefused, InvalidInput
from app.messages import documents as texts
from app.rendering.numbers import document_number
from app.units.models import Authority

MOST = 1_000_000


@dataclass(frozen=True)
class Line:
    """The last line of a series: its number (0 when the series is empty) and day."""

    number: int = 0
    day: date | None = None


def take_number(session: Session, document: Document, issued_on: date, typed: str = "") -> int:
    """The number the document gets on that day; the series stays locked until the transaction ends.

    Without `typed` it is the next one; a typed one may only be later than the last (the office's paper
    register gave the ones between). Raises GuardRefused and InvalidInput with the reason.
    """
    _lock_series(session, document)
    last = _last_lines(session, document.authority_id, issued_on.year)[document.body, document.series]
    check(document, issued_on, last)
    return _number(typed, last.number)


def check(document: Document, issued_on: date, last: Line) -> None:
    """Refuse what cannot be numbered on this day."""
    _check_state(document)
    shown_day = f"{issued_on:%d/%m/%Y}"
    if issued_on > clock.today():
        raise InvalidInput(texts.FUTURE_DAY, field="issued_on", typed=shown_day)
    earliest = earliest_day(document)
    if issued_on < earliest:
        raise InvalidInput(texts.day_too_early(earliest), field="issued_on", typed=shown_day)
    if last.day is not None and issued_on < last.day:
        raise InvalidInput(texts.day_before_last(last.day), field="issued_on", typed=shown_day)


def _check_state(document: Document) -> None:
    refusal = None
    if not document.series:
        refusal = texts.NO_SERIES
    elif document.state == "issued" and document.number and document.issued_on:
        refusal = texts.already_issued(shown(document, document.number), document.issued_on)
    elif document.state == "replaced":
        refusal = texts.REPLACED
    elif document.state == "recalled":
        refusal = texts.RECALLED
    if refusal:
        raise GuardRefused(refusal, reasons=[refusal])


def earliest_day(document: Document) -> date:
    """The first day a document may bear: that of the meeting it records, else that of its drawing up."""
    known = document.data["letterhead"]["date"]
    return date.fromisoformat(known) if known else clock.local(document.created_at).date()


def enter(session: Session, actor: Actor, document: Document, number: int, issued_on: date) -> None:
    """Write the line into the register, and ask for the files that bear the number `stamp` has put there."""
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
    session.flush()  # a number given twice is found here
    outbox.put(session, "render_document", document_id=document.id, revision=document.revision)


def shown(document: Document, number: int) -> str:
    """A number with its symbol, as printed: "05/TTr-STTTT"."""
    return f"{document_number(number)}/{document.symbol}"


def _lock_series(session: Session, document: Document) -> None:
    """PostgreSQL: one at a time takes numbers of an authority. SQLite has locked the database already."""
    session.execute(
        select(Authority.id).where(Authority.id == document.authority_id).with_for_update(key_share=True)
    )


def _last_lines(session: Session, authority_id: int, year: int) -> Mapping[tuple[str, str], Line]:
    """The last line of every series of an authority in a year, in one reading."""
    last = (
        select(RegisterEntry.body, RegisterEntry.series, func.max(RegisterEntry.number).label("number"))
        .where(RegisterEntry.authority_id == authority_id, RegisterEntry.year == year)
        .group_by(RegisterEntry.body, RegisterEntry.series)
        .subquery()
    )
    rows = session.execute(
        select(last.c.body, last.c.series, last.c.number, Document.issued_on)
        .join(
            RegisterEntry,
            and_(
                RegisterEntry.authority_id == authority_id,
                RegisterEntry.year == year,
                RegisterEntry.body == last.c.body,
                RegisterEntry.series == last.c.series,
                RegisterEntry.number == last.c.number,
            ),
        )
        .join(Document, Document.id == RegisterEntry.document_id)
    )
    lines: dict[tuple[str, str], Line] = defaultdict(Line)
    for body, series, number, day in rows:
        lines[body, series] = Line(number, day)
    return lines


def _number(typed: str, last: int) -> int:
    text = typed.strip()
    if not text:
        return last + 1
    if not (text.isascii() and text.isdigit() and 0 < int(text) < MOST):
        raise InvalidInput(texts.not_a_number(text), field="number", typed=text)
    if int(text) <= last:
        raise InvalidInput(texts.number_taken(last + 1), field="number", typed=text)
    return int(text)


def stamp(document: Document, number: int, issued_on: date, actor: Actor) -> None:
    """Write number and date into the document's head: a new revision, whose files are the issued ones."""
    data = deepcopy(document.data)
    data["letterhead"]["number"] = number
    data["letterhead"]["date"] = issued_on.isoformat()
    document.data = data
    document.number, document.issued_on, document.issued_by = number, issued_on, actor.id
    document.revision += 1


@dataclass(frozen=True)
class Proposed:
    """What would become of one document if it were numbered now: a number, or the reason why not."""

    document: Document
    number: str | None
    refusal: str | None


def propose(session: Session, documents: Iterable[Document], issued_on: date) -> list[Proposed]:
    """The numbers that documents of one authority would get on a day, in this order; nothing is written."""
    proposed: list[Proposed] = []
    lines: dict[tuple[str, str], Line] | None = None
    for document in documents:
        if lines is None:
            lines = dict(_last_lines(session, document.authority_id, issued_on.year))
        last = lines.get((document.body, document.series), Line())
        try:
            check(document, issued_on, last)
        except DomainError as refusal:
            proposed.append(Proposed(document, None, refusal.message))
            continue
        lines[document.body, document.series] = Line(last.number + 1, issued_on)
        proposed.append(Proposed(document, shown(document, last.number + 1), None))
    return proposed

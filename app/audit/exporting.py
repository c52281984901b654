"""The journal for inspectors: what a search finds with all its hashes, and whether its chains hold."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import IO, Any

from openpyxl import Workbook
from sqlalchemy import ColumnElement, func, select, tuple_
from sqlalchemy.orm import Session

from app import clock, csv_text, history
from app.accounts.actor import Actor
from app.audit import queries, verification, wording
from app.audit.queries import Wanted
from app.database import transaction
from app.errors import InvalidInput
from app.history import Event
from app.messages import audit as texts
from app.messages.delegating import doing
from app.typed import writable
from app.units.models import Authority, Unit

EXPORTED = "journal_exported"
# Events in one file: to check the chains, tell and write so many takes a processor about ten seconds, well
# within what the server gives one request.
MOST = 50_000
ROLES = ("auditor", "standing_body", "administrator")


@dataclass(frozen=True)
class Export:
    """An export that has been written down: up to which event, how many, and what its chains are like."""

    upto: int
    events: int
    head: tuple[tuple[str, str], ...]


def begin(actor: Actor, wanted: Wanted, form: str) -> Export:
    """Check the chains of what the search finds, and write down who exports what; returns the head.

    Refuses an item that the person may not see, and more than `MOST` events in one file.
    """
    with transaction() as session:
        if wanted.subject is not None:
            queries.item_condition(session, actor, *wanted.subject)
        session.execute(select(Authority.id).where(Authority.id == actor.authority_id).with_for_update())
        upto = session.scalar(select(func.max(Event.id))) or 0
        conditions = _conditions(session, actor, wanted, upto)
        events = session.scalar(select(func.count()).select_from(Event).where(*conditions)) or 0
        if events > MOST:
            raise InvalidInput(texts.too_many_events(events, MOST), field="dang", typed=form)
        report = verification.Report()
        links = list(verification.broken_chains(session, _chains(conditions), report))
        told = _filter(session, wanted)
        head = (
            (texts.EXPORT_FILTER, texts.list_of(told) or texts.EXPORT_ALL),
            (texts.EXPORT_WHEN, texts.second_and_day(clock.local(clock.now()))),
            (texts.EXPORT_BY, ", ".join(part for part in (doing(actor), actor.title) if part)),
            (texts.EXPORT_COUNT, str(events)),
            (texts.EXPORT_CHAINS, texts.checked(report.chains, report.events) if not links else ""),
            *(
                (texts.EXPORT_BROKEN, f"{link.subject_type}:{link.subject_id}: {broken}")
                for link in links
                for broken in (texts.break_at(link.fault, link.sequence),)
            ),
        )
        role = next((role for role in ROLES if role in actor.all_roles), ROLES[0])
        data: dict[str, Any] = {"filter": told, "format": form, "events": events, "broken": len(links)}
        history.append(session, "authority", actor.authority_id, EXPORTED, actor, role, data=data)
    return Export(upto, events, tuple(row for row in head if row[1]))


def _conditions(session: Session, actor: Actor, wanted: Wanted, upto: int) -> list[ColumnElement[bool]]:
    return [
        queries.visible_events(session, actor),
        *queries.narrowed(session, actor, wanted),
        Event.id <= upto,
    ]


def _chains(conditions: Sequence[ColumnElement[bool]]) -> ColumnElement[bool]:
    """All events of the items of which the search finds any."""
    subjects = select(Event.subject_type, Event.subject_id).where(*conditions).distinct()
    return tuple_(Event.subject_type, Event.subject_id).in_(subjects)


def _filter(session: Session, wanted: Wanted) -> dict[str, str]:
    unit = session.get(Unit, wanted.unit_id) if wanted.unit_id is not None else None
    told = {
        texts.FILTER_ITEM: queries.title_of(session, *wanted.subject) if wanted.subject else "",
        texts.FILTER_PERSON: wanted.person,
        texts.FILTER_UNIT: unit.name if unit else "",
        texts.FILTER_KIND: texts.KINDS.get(wanted.kind, wanted.kind),
        texts.FILTER_SINCE: f"{wanted.since:%d/%m/%Y}" if wanted.since else "",
        texts.FILTER_UNTIL: f"{wanted.until:%d/%m/%Y}" if wanted.until else "",
    }
    return {label: value for label, value in told.items() if value}


def rows(session: Session, actor: Actor, wanted: Wanted, upto: int) -> Iterator[tuple[str, ...]]:
    """The events as lines, read and named many at a time; what has a name is asked for once."""
    names = None
    for events in queries.export(session, actor, wanted, upto=upto):
        names = queries.names(session, events, names)
        for event in events:
            yield cells(wording.told(event, names), event.previous_hash)


def heads(session: Session, actor: Actor, wanted: Wanted, upto: int) -> Iterator[tuple[str, ...]]:
    """The last hash of each item's chain as it stood at the export."""
    conditions = _conditions(session, actor, wanted, upto)
    last = (
        select(func.max(Event.id))
        .where(_chains(conditions), Event.id <= upto)
        .group_by(Event.subject_type, Event.subject_id)
    )
    query = (
        select(Event.subject_type, Event.subject_id, Event.sequence, Event.hash)
        .where(Event.id.in_(last))
        .order_by(Event.subject_type, Event.subject_id)
    )
    for kind, number, sequence, hash_ in session.execute(query):
        yield texts.numbered(kind, number), str(sequence), hash_


def cells(told: dict[str, Any], previous_hash: str) -> tuple[str, ...]:
    """One event as the cells of a line."""
    changes = "; ".join(
        f"{label}: {after}" if before is None else f"{label}: {before} → {after}"
        for label, before, after in told["details"]
    )
    return (
        str(told["sequence"]),
        told["when"],
        told["who"],
        told["position"],
        told["role"],
        told["on_behalf"],
        told["unit"],
        told["subject"],
        told["title"],
        told["source"],
        told["target"],
        changes,
        told["comment"],
        told["hash"],
        previous_hash,
        told["event_hash"],
    )


def csv_pieces(session: Session, actor: Actor, wanted: Wanted, export: Export) -> Iterator[str]:
    """The file as CSV, piece by piece: the head at once, then the events, the last hash of each item."""
    yield csv_text.MARK
    yield from csv_text.pieces(chain(export.head, [(), texts.CSV_HEAD]))
    yield from csv_text.pieces(rows(session, actor, wanted, export.upto))
    yield from csv_text.pieces(chain([(), texts.ITEMS_HEAD], heads(session, actor, wanted, export.upto)))


def workbook(session: Session, actor: Actor, wanted: Wanted, export: Export, out: IO[bytes]) -> None:
    """Write the file as .xlsx into `out`, row by row: the head, the events, the last hash of each item.

    Rows go to temporary files on the way, so that memory does not grow with their number.
    """
    book = Workbook(write_only=True)
    parts = {
        texts.SHEET_ABOUT: export.head,
        texts.SHEET_EVENTS: chain([texts.CSV_HEAD], rows(session, actor, wanted, export.upto)),
        texts.SHEET_ITEMS: chain([texts.ITEMS_HEAD], heads(session, actor, wanted, export.upto)),
    }
    for title, lines in parts.items():
        sheet = book.create_sheet(title)
        for line in lines:
            sheet.append([csv_text.cell(writable(value)) for value in line])
    book.save(out)

"""Checking the journal against itself and against what is stored: chains, replayed steps, frozen sheets."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import groupby
from typing import Any

from sqlalchemy import ColumnElement, Dialect, Row, Text, exists, select, type_coerce
from sqlalchemy.orm import Session
from sqlalchemy.types import TypeDecorator

from app import catalog
from app.assessments.models import Assessment, CurrentSheet, Sheet
from app.audit.scope import Scope
from app.documents.models import Document
from app.history import BrokenLink, Event, verify_chain
from app.improvements.models import ImprovementTask
from app.messages import audit as texts
from app.rounds.models import Round
from dossier.chain import with_column
from frameworks.sheet import content_hash
from workflows import engine
from workflows.model import Definition
from workflows.refusals import BrokenHistory
from workflows.vocabulary import SHEETS

READ_AT_ONCE = 1000
FAULTS_SHOWN = 50  # of a page; the command line names them all
MIGRATED = "workflow_migrated"  # the event of an item that went on under another version
Stateful = type[Assessment] | type[Round] | type[Document] | type[ImprovementTask]
STATEFUL: dict[str, Stateful] = {
    "assessment": Assessment,
    "round": Round,
    "document": Document,
    "task": ImprovementTask,
}
DRAWN_UP = "document_drafted"  # the first event of a document's own chain, with the state it began in
STEPS = ("transition", MIGRATED)  # the events by which an item's state changes
STEPS_OF = {"document": (*STEPS, DRAWN_UP)}  # a round's history names its papers too: that moves nothing


class _AnyData(TypeDecorator[Any]):
    """Data as stored; what is no JSON any more stays the text it is, so that the check can name it."""

    impl = Text
    cache_ok = True

    def process_result_value(self, value: str | None, dialect: Dialect) -> Any:
        try:
            return None if value is None else json.loads(value)
        except ValueError:
            return value


class _AnyMoment(TypeDecorator[Any]):
    """A moment as stored; what is none any more stays the text it is."""

    impl = Text
    cache_ok = True

    def process_result_value(self, value: Any, dialect: Dialect) -> Any:
        try:
            moment = datetime.fromisoformat(value) if isinstance(value, str) else value
        except ValueError:
            return value
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


LENIENT: Mapping[str, type[TypeDecorator[Any]]] = {"data": _AnyData, "at": _AnyMoment}
AS_STORED = [
    type_coerce(column, LENIENT[column.name]).label(column.name) if column.name in LENIENT else column
    for column in Event.__table__.c
]


@dataclass(frozen=True)
class Fault:
    """Something that does not hold, with its place; of a broken link also which."""

    subject_type: str
    subject_id: int
    text: str
    link: BrokenLink | None = None

    @property
    def place(self) -> str:
        """The subject as the command line names it."""
        return f"{self.subject_type}:{self.subject_id}"


@dataclass
class Report:
    """What a check went through and what it found."""

    chains: int = 0
    events: int = 0
    faults: list[Fault] = field(default_factory=list)


def verify(session: Session, subject: tuple[str, int] | None = None) -> Report:
    """Check one subject, or everything; reads in a stream, writes nothing."""
    return verify_scope(session, Scope.of(subject))


def verify_scope(session: Session, scope: Scope) -> Report:
    """Check the chains of a scope, the states its steps lead to, and its frozen sheets."""
    report = Report()
    links = list(broken_chains(session, scope.events, report))
    for link in links:
        rows = session.execute(chain_of(link.subject_type, link.subject_id)).all()
        told = with_column(link, rows)
        text = texts.break_at(link.fault, link.sequence)
        report.faults.append(Fault(link.subject_type, link.subject_id, text, told))
    for kind, model in STATEFUL.items():
        if (only := scope.only(kind, model.id)) is not None:
            report.faults.extend(wrong_states(session, kind, model, only))
    if (only := scope.only("assessment", Sheet.assessment_id)) is not None:
        report.faults.extend(wrong_sheets(session, only))
    return report


def faults_shown(session: Session, faults: list[Fault]) -> list[dict[str, Any]]:
    """What was found as the page tells it; the event at the broken link in its kind's words."""
    shown = []
    for fault in faults[:FAULTS_SHOWN]:
        link = fault.link
        told: dict[str, Any] = {
            "subject": texts.numbered(fault.subject_type, fault.subject_id),
            "subject_type": fault.subject_type,
            "subject_id": fault.subject_id,
            "text": fault.text,
            "sequence": 0,
        }
        if link is not None:
            kind = session.scalar(
                select(Event.kind).where(
                    Event.subject_type == link.subject_type,
                    Event.subject_id == link.subject_id,
                    Event.sequence == link.sequence,
                )
            )
            told |= {
                "sequence": link.sequence,
                "event": texts.KINDS.get(kind, kind) if kind else "",
                "column": texts.column_shown(link.column) if link.fault != "missing" else "",
                "stored": link.stored,
                "computed": link.computed,
            }
        shown.append(told)
    return shown


def chain_of(subject_type: str, subject_id: int) -> Any:
    """The statement that reads one subject's whole chain as it is stored."""
    return (
        select(*AS_STORED)
        .where(Event.subject_type == subject_type, Event.subject_id == subject_id)
        .order_by(Event.sequence)
    )


def broken_chains(session: Session, only: ColumnElement[bool], report: Report) -> Iterator[BrokenLink]:
    """The first broken link of every chain that has one; counts chains and events as it goes."""
    rows = session.execute(
        select(*AS_STORED)
        .where(only)
        .order_by(Event.subject_type, Event.subject_id, Event.sequence)
        .execution_options(yield_per=READ_AT_ONCE)
    )
    for _, chain in groupby(counted(rows, report), key=lambda row: (row.subject_type, row.subject_id)):
        report.chains += 1
        if broken := verify_chain(chain):
            yield broken


def counted(rows: Iterable[Row[Any]], report: Report) -> Iterator[Row[Any]]:
    """The same rows, counted."""
    for row in rows:
        report.events += 1
        yield row


def wrong_states(session: Session, kind: str, model: Stateful, only: ColumnElement[bool]) -> Iterator[Fault]:
    """Items whose recorded steps do not lead to the state they are in."""
    recorded = session.execute(
        select(
            Event.subject_id,
            Event.kind,
            Event.transition,
            Event.source,
            Event.target,
            type_coerce(Event.data, _AnyData).label("data"),
        )
        .where(Event.subject_type == kind, Event.kind.in_(STEPS_OF.get(kind, STEPS)))
        .where(Event.subject_id.in_(select(model.id).where(only)))
        .order_by(Event.subject_id, Event.sequence)
    )
    steps: dict[int, list[Any]] = {}
    for row in recorded:
        steps.setdefault(row.subject_id, []).append(row)
    items = session.execute(
        select(model.id, model.workflow, model.workflow_version, model.state, model.variables)
        .where(only)
        .order_by(model.id)
    )
    for item in items:
        if model is Document and not began_here(steps.get(item.id, [])):
            continue  # drawn up before documents had steps of their own: the round's history tells of it
        if wrong := told_safely(item, steps.get(item.id, [])):
            yield Fault(kind, item.id, wrong)


def told_safely(item: Any, rows: list[Any]) -> str | None:
    """What is wrong with an item's state or its variables; so are steps that cannot be read."""
    try:
        return wrong_state(item, rows) or wrong_variables(item, rows)
    except (AttributeError, IndexError, KeyError, TypeError, ValueError):
        return texts.STEPS_UNREADABLE


def wrong_variables(item: Any, rows: list[Any]) -> str | None:
    """Which variable does not hold what the recorded steps have set, beginning at the definition's values."""
    last = catalog.of_item(item)
    moves = [row for row in rows if row.kind == MIGRATED]
    first = catalog.find_workflow(*versioned(moves[0].data["from"])) if moves else last
    told = engine.initial_variables(first or last)
    for row in rows:
        if row.kind == MIGRATED:
            following = catalog.find_workflow(*versioned(row.data["to"])) or last
            told = {
                name: told.get(name, value) for name, value in engine.initial_variables(following).items()
            }
        else:
            told = {**told, **((row.data or {}).get("variables") or {})}
    stored = {**engine.initial_variables(last), **(item.variables or {})}
    for name in dict.fromkeys([*told, *stored]):
        if told.get(name) != stored.get(name):
            known = last.variables.get(name)
            return texts.variable_differs(known.title if known else name, told.get(name), stored.get(name))
    return None


def began_here(rows: list[Any]) -> bool:
    """Whether a document's own chain tells of it from its first day."""
    return bool(rows) and rows[0].kind == DRAWN_UP


def wrong_state(item: Any, rows: Iterable[Any]) -> str | None:
    """What is wrong when an item's steps are replayed, each under the version it was taken under; None when
    they give the stored state."""
    last = catalog.of_item(item)
    steps = list(rows)
    start = None
    if steps and steps[0].kind == DRAWN_UP:
        start = steps.pop(0).data["state"]
    try:
        reached = replayed(last, steps, start)
    except BrokenHistory as error:
        return str(error)
    if reached == item.state:
        return None
    return texts.replay_differs(*(titled(last, state) for state in (reached, item.state)))


def titled(definition: Definition, state: str) -> str:
    """A state's title, or its name where the definition does not know it."""
    known = definition.states.get(state)
    return known.title if known else state


def replayed(last: Definition, rows: list[Any], start: str | None = None) -> str:
    """The state that steps and changes of version lead to; raises BrokenHistory where they do not join."""
    moved = next((index for index, row in enumerate(rows) if row.kind == MIGRATED), None)
    if moved is None:
        return engine.replay(last, steps_of(rows), start)
    before = catalog.find_workflow(*versioned(rows[moved].data["from"]))
    return replayed_on(before or last, last, rows, start)


def replayed_on(definition: Definition, last: Definition, rows: list[Any], start: str | None) -> str:
    """As `replayed`, going on under `definition` from the state `start`."""
    moved = next((index for index, row in enumerate(rows) if row.kind == MIGRATED), None)
    if moved is None:
        return engine.replay(definition, steps_of(rows), start)
    reached = engine.replay(definition, steps_of(rows[:moved]), start)
    change = rows[moved].data
    if change["state"][0] != reached:
        raise BrokenHistory(moved + 1, texts.moved_from_elsewhere(change["state"][0], reached))
    following = catalog.find_workflow(*versioned(change["to"])) or last
    return replayed_on(following, last, rows[moved + 1 :], change["state"][1])


def steps_of(rows: Iterable[Any]) -> list[tuple[str, str, str]]:
    """Recorded steps as the engine replays them."""
    return [(str(row.transition), str(row.source), str(row.target)) for row in rows]


def versioned(name: str) -> tuple[str, int]:
    """Id and version of ``id@version``."""
    workflow, _, version = name.partition("@")
    return workflow, int(version)


def wrong_sheets(session: Session, only: ColumnElement[bool]) -> Iterator[Fault]:
    """Sheets whose content does not give their hash, and current ones that no event speaks of."""
    frozen = session.execute(
        select(Sheet.assessment_id, Sheet.stage, Sheet.number, Sheet.content, Sheet.content_hash)
        .where(only)
        .order_by(Sheet.assessment_id, Sheet.id)
        .execution_options(yield_per=READ_AT_ONCE)
    )
    for sheet in frozen:
        if content_hash(sheet.content) != sheet.content_hash:
            text = texts.sheet_differs(SHEETS[sheet.stage], sheet.number)
            yield Fault("assessment", sheet.assessment_id, text)
    recorded = exists().where(
        Event.subject_type == "assessment",
        Event.subject_id == Sheet.assessment_id,
        Event.sheet_hash == Sheet.content_hash,
    )
    current = session.execute(
        select(Sheet.assessment_id, Sheet.stage, Sheet.number)
        .join(CurrentSheet, CurrentSheet.sheet_id == Sheet.id)
        .where(only, ~recorded)
        .order_by(Sheet.assessment_id, Sheet.id)
    )
    for assessment_id, stage, number in current:
        yield Fault("assessment", assessment_id, texts.sheet_unrecorded(SHEETS[stage], number))

"""Checking the journal against itself and against what is stored: chains, replayed steps, frozen sheets."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from sqlalchemy import ColumnElement, Row, exists, select, true
from sqlalchemy.orm import Session

from app import catalog
from app.assessments.models import Assessment, CurrentSheet, Sheet
from app.audit.queries import of_item
from app.documents.models import Document
from app.history import BrokenLink, Event, verify_chain
from app.improvements.models import ImprovementTask
from app.messages import audit as texts
from app.rounds.models import Round
from frameworks.sheet import content_hash
from workflows import engine
from workflows.model import Definition
from workflows.refusals import BrokenHistory
from workflows.vocabulary import SHEETS

READ_AT_ONCE = 1000
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


@dataclass(frozen=True)
class Fault:
    """Something that does not hold, with its place."""

    subject_type: str
    subject_id: int
    text: str

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
    report = Report()
    for link in broken_chains(session, subject, report):
        report.faults.append(
            Fault(link.subject_type, link.subject_id, texts.break_at(link.fault, link.sequence))
        )
    for kind, model in STATEFUL.items():
        if subject is None or subject[0] == kind:
            report.faults.extend(
                wrong_states(session, kind, model, model.id == subject[1] if subject else true())
            )
    if subject is None or subject[0] == "assessment":
        only = Sheet.assessment_id == subject[1] if subject else true()
        report.faults.extend(wrong_sheets(session, only))
    return report


def broken_chains(session: Session, subject: tuple[str, int] | None, report: Report) -> Iterator[BrokenLink]:
    """The first broken link of every chain that has one; counts chains and events as it goes."""
    rows = session.execute(
        select(*Event.__table__.c)
        .where(of_item(*subject) if subject else true())
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
        select(Event.subject_id, Event.kind, Event.transition, Event.source, Event.target, Event.data)
        .where(Event.subject_type == kind, Event.kind.in_(STEPS_OF.get(kind, STEPS)))
        .where(Event.subject_id.in_(select(model.id).where(only)))
        .order_by(Event.subject_id, Event.sequence)
    )
    steps: dict[int, list[Any]] = {}
    for row in recorded:
        steps.setdefault(row.subject_id, []).append(row)
    items = session.execute(
        select(model.id, model.workflow, model.workflow_version, model.state).where(only).order_by(model.id)
    )
    for item in items:
        if model is Document and not began_here(steps.get(item.id, [])):
            continue  # drawn up before documents had steps of their own: the round's history tells of it
        if wrong := wrong_state(item, steps.get(item.id, [])):
            yield Fault(kind, item.id, wrong)


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

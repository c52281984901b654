"""Reads of improvement tasks, filtered by what the person may see: a unit its own, those who follow all."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from typing import Any

from sqlalchemy import ColumnElement, and_, false, func, or_, select, true
from sqlalchemy.orm import Session

from app import catalog, clock, messages, policy
from app.accounts.actor import Actor
from app.accounts.rules import fold
from app.assessments.models import Assessment
from app.errors import NotFound
from app.history import Event
from app.improvements.models import TASK_STATES, ImprovementTask, TaskReport
from app.results.queries import published_result, sheets_of
from app.rounds.deadlines import Term, term
from app.rounds.models import Round, RoundGroup
from app.units.models import Unit
from frameworks.model import Framework
from frameworks.sheet import from_canonical_sheet
from workflows import engine
from workflows.model import Definition, Worklist

PAGE_SIZE = 50
RUNNING = ("assigned", "in_progress")  # work that can be overdue
DROPPED = ("cancelled", "discarded")
FINISHED = ("completed", *DROPPED)


def definitions(session: Session, actor: Actor) -> Sequence[Definition]:
    """The versions under which the authority's tasks run; one query."""
    rows = session.execute(
        select(ImprovementTask.workflow, ImprovementTask.workflow_version)
        .where(ImprovementTask.authority_id == actor.authority_id)
        .distinct()
    )
    return [catalog.workflow(*row) for row in rows]


def seen_by(
    actor: Actor, round_: Round, known: Sequence[Definition], permission: str = "view"
) -> ColumnElement[bool]:
    """The SQL condition that a person holds `permission` on a task of this round."""
    granted = actor.roles_in(round_.id)
    ways: list[ColumnElement[bool]] = []
    for definition in known:
        whole, own = [], []
        for state in definition.states:
            allowed = engine.roles_permitted(definition, state, permission)
            if granted & allowed:
                whole.append(state)
            elif actor.unit_role in allowed:
                own.append(state)
        ways.append(
            and_(
                ImprovementTask.workflow == definition.id,
                ImprovementTask.workflow_version == definition.version,
                or_(
                    ImprovementTask.state.in_(whole),
                    and_(ImprovementTask.state.in_(own), ImprovementTask.unit_id == (actor.unit_id or 0)),
                ),
            )
        )
    return and_(
        ImprovementTask.authority_id == actor.authority_id,
        ImprovementTask.round_id == round_.id,
        or_(false(), *ways),
    )


def open_task(
    session: Session, actor: Actor, task_id: int, permission: str = "view", *, lock: bool = False
) -> tuple[ImprovementTask, Round]:
    """Load one task for a person, or refuse; with `lock` its row is locked for the transaction."""
    query = (
        select(ImprovementTask, Round)
        .join(Round, Round.id == ImprovementTask.round_id)
        .where(ImprovementTask.id == task_id, ImprovementTask.authority_id == actor.authority_id)
    )
    if lock:
        query = query.with_for_update(of=ImprovementTask)
    row = session.execute(query.execution_options(populate_existing=True)).first()
    if row is None:
        raise NotFound(messages.NOT_FOUND, task=task_id, actor=actor.id)
    task, round_ = row
    policy.require_task(actor, permission, task, round_)
    return task, round_


@dataclass(frozen=True)
class Filter:
    """What a person looks for in the list of tasks."""

    state: str = ""
    unit_id: int | None = None
    overdue: bool = False
    worklist: str = ""
    text: str = ""


@dataclass(frozen=True)
class Row:
    """One task in a list; `percent` is that of its latest report."""

    task: ImprovementTask
    unit: str
    percent: int | None


@dataclass(frozen=True)
class Page:
    """One page of a list."""

    rows: Sequence[Row]
    total: int
    number: int
    pages: int


def overdue() -> ColumnElement[bool]:
    """Tasks whose last day has passed while the unit still works on them."""
    return and_(ImprovementTask.state.in_(RUNNING), ImprovementTask.due_on < clock.today())


def in_worklist(worklist: Worklist) -> ColumnElement[bool]:
    """Tasks that a worklist of the definition names."""
    condition = ImprovementTask.state.in_(worklist.states)
    return and_(condition, overdue()) if worklist.overdue else condition


def search(session: Session, actor: Actor, round_: Round, wanted: Filter, page: int = 1) -> Page:
    """The tasks of a round the person may see, those due first on top; a fixed number of queries."""
    known = definitions(session, actor)
    conditions = [seen_by(actor, round_, known)]
    if wanted.state in TASK_STATES:
        conditions.append(ImprovementTask.state == wanted.state)
    if wanted.unit_id is not None:
        conditions.append(ImprovementTask.unit_id == wanted.unit_id)
    if wanted.overdue:
        conditions.append(overdue())
    for definition in known:
        if wanted.worklist in definition.worklists:
            conditions.append(in_worklist(definition.worklists[wanted.worklist]))
    words = fold(wanted.text).split()
    found = [
        row.id
        for row in session.execute(
            select(ImprovementTask.id, ImprovementTask.title, Unit.name)
            .join(Unit, Unit.id == ImprovementTask.unit_id)
            .where(*conditions)
            .order_by(
                ImprovementTask.state.in_(FINISHED), ImprovementTask.due_on, Unit.position, ImprovementTask.id
            )
        )
        if all(word in fold(f"{row.title} {row.name}") for word in words)
    ]
    pages = max(1, -(-len(found) // PAGE_SIZE))
    number = min(max(page, 1), pages)
    shown = found[(number - 1) * PAGE_SIZE : number * PAGE_SIZE]
    rows = session.execute(
        select(ImprovementTask, Unit.name, _latest_percent())
        .join(Unit, Unit.id == ImprovementTask.unit_id)
        .where(ImprovementTask.id.in_(shown))
    )
    by_id = {row[0].id: Row(*row) for row in rows}
    return Page([by_id[task_id] for task_id in shown], len(found), number, pages)


def _latest_percent() -> Any:
    return (
        select(TaskReport.percent)
        .where(TaskReport.task_id == ImprovementTask.id)
        .order_by(TaskReport.period.desc())
        .limit(1)
        .scalar_subquery()
    )


def reports_of(session: Session, task_id: int) -> Sequence[TaskReport]:
    """The reports on a task, the latest period first."""
    return session.scalars(
        select(TaskReport).where(TaskReport.task_id == task_id).order_by(TaskReport.period.desc())
    ).all()


def events_of(session: Session, task_id: int) -> Sequence[Event]:
    """What happened to a task, newest first."""
    return session.scalars(
        select(Event)
        .where(Event.subject_type == "task", Event.subject_id == task_id)
        .order_by(Event.sequence.desc())
    ).all()


@dataclass(frozen=True)
class Place:
    """A unit of a round, with the framework it is assessed by."""

    unit_id: int
    code: str
    name: str
    group: str
    assessment_id: int
    framework: Framework


def places(session: Session, round_: Round) -> Sequence[Place]:
    """The units of a round in printed order; one query."""
    rows = session.execute(
        select(Unit, RoundGroup, Assessment.id)
        .join(Assessment, Assessment.unit_id == Unit.id)
        .join(RoundGroup, RoundGroup.id == Assessment.round_group_id)
        .where(Assessment.round_id == round_.id)
        .order_by(RoundGroup.position, Unit.position, Unit.id)
    )
    return [
        Place(unit.id, unit.code, unit.name, group.title, assessment_id, catalog.of(group))
        for unit, group, assessment_id in rows
    ]


@dataclass(frozen=True)
class Weak:
    """A criterion on which a unit lost points."""

    code: str
    title: str
    points: Fraction
    maximum: Fraction
    has_task: bool

    @property
    def lost(self) -> Fraction:
        """Points that were to be had."""
        return self.maximum - self.points


def weak_criteria(session: Session, round_: Round, place: Place) -> Sequence[Weak]:
    """The criteria of a unit's published result with points lost, most lost first."""
    result = published_result(session, round_.id)
    sheet = sheets_of(session, result, place.assessment_id).get("final") if result else None
    if sheet is None:
        return []
    there = set(
        session.scalars(
            select(ImprovementTask.code).where(
                ImprovementTask.round_id == round_.id,
                ImprovementTask.unit_id == place.unit_id,
                ImprovementTask.state.not_in(DROPPED),
            )
        )
    )
    lines: Mapping[str, Any] = from_canonical_sheet(sheet.content).data["lines"]
    found = [
        Weak(
            leaf.code,
            leaf.title,
            Fraction(lines[leaf.code]["points"]),
            Fraction(lines[leaf.code]["maximum"]),
            leaf.code in there,
        )
        for leaf in place.framework.leaves
        if leaf.code in lines and not Fraction(lines[leaf.code].get("excluded") or 0)
    ]
    return sorted((one for one in found if one.lost > 0), key=lambda one: (-one.lost, one.code))


@dataclass(frozen=True)
class Progress:
    """One unit in the table of progress: tasks, and for each quarter the mean percent of its reports."""

    unit: str
    tasks: int
    completed: int
    overdue: int
    percents: Mapping[str, int]


def progress(session: Session, actor: Actor, round_: Round) -> Sequence[Progress]:
    """How far the units are with what they were assigned; three queries."""
    known = definitions(session, actor)
    seen = seen_by(actor, round_, known)
    given = ImprovementTask.state.not_in(("drafting", *DROPPED))
    tasks = session.execute(
        select(ImprovementTask, Unit.name)
        .join(Unit, Unit.id == ImprovementTask.unit_id)
        .where(seen, given)
        .order_by(Unit.position, Unit.id)
    ).all()
    reports = session.execute(
        select(ImprovementTask.unit_id, TaskReport.period, func.sum(TaskReport.percent), func.count())
        .join(ImprovementTask, ImprovementTask.id == TaskReport.task_id)
        .where(seen, given)
        .group_by(ImprovementTask.unit_id, TaskReport.period)
    )
    percents: dict[int, dict[str, int]] = {}
    for unit_id, period, total, count in reports:
        percents.setdefault(unit_id, {})[period] = int(total) // count
    by_unit: dict[int, list[tuple[ImprovementTask, str]]] = {}
    for task, name in tasks:
        by_unit.setdefault(task.unit_id, []).append((task, name))
    today = clock.today()
    return [
        Progress(
            own[0][1],
            len(own),
            sum(task.state == "completed" for task, _ in own),
            sum(task.state in RUNNING and task.due_on < today for task, _ in own),
            percents.get(unit_id, {}),
        )
        for unit_id, own in by_unit.items()
    ]


# --- lists of work ------------------------------------------------------------------------------------------


def on_list(
    actor: Actor, round_: Round, worklist: Worklist, known: Sequence[Definition]
) -> ColumnElement[bool]:
    """The condition that a task of a round waits for the person on a list of the definitions."""
    roles, ways = actor.roles_in(round_.id), []
    for definition in known:
        named = definition.worklists.get(worklist.name)
        if named is None:
            continue
        unit_id = actor.unit_id if actor.unit_role in named.roles else None
        own = true() if roles & set(named.roles) else ImprovementTask.unit_id == (unit_id or 0)
        ways.append(
            and_(
                ImprovementTask.workflow == definition.id,
                ImprovementTask.workflow_version == definition.version,
                in_worklist(named),
                own,
            )
        )
    return and_(seen_by(actor, round_, known), or_(false(), *ways))


def term_of(row: Any) -> Term | None:
    """The term of a task, from a row with state, last day and workflow; None where no day runs. It has no
    lock: what is late may still be done."""
    deadline = catalog.of_item(row).states[row.state].deadline
    return replace(term(deadline, row.due_on), closes_on=date.max) if deadline else None

"""The worklists over documents and over improvement tasks: each is one SQL query, as those over units are.

They gather what waits in every round the person may see: a task runs on when the next round has begun. What
is on a list is said by the room it belongs to; counts, filters, orders and pages are the same for all.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, exists, false, func, or_, select
from sqlalchemy.orm import Session, aliased

from app import catalog, clock
from app.accounts.actor import Actor
from app.accounts.rules import fold
from app.assessments.models import Assessment
from app.documents import waiting as papers
from app.documents.models import DOCUMENT_STATES, Document
from app.history import MOVES, Event
from app.improvements import queries as tasks
from app.improvements.models import TASK_STATES, ImprovementTask
from app.messages import documents as paper_texts
from app.messages import worklists as texts
from app.messages.audit import KINDS as EVENTS
from app.messages.delegating import by_delegate
from app.rounds.deadlines import Term, stage_term
from app.rounds.models import Round, RoundGroup
from app.rounds.queries import rounds_of
from app.units.models import Unit
from app.worklists.queries import PAGE_SIZE, Wanted
from workflows.model import Definition, Worklist

DUE, LONGEST, PLACE, STEP = "han", "cho-lau", "don-vi", "buoc"


@dataclass(frozen=True)
class Reach:
    """What the lists of one kind are asked for a person with: their rounds, the definitions that run."""

    actor: Actor
    rounds: Sequence[Round]
    known: Sequence[Definition]


@dataclass(frozen=True)
class Kind:
    """One kind of item: its table, the page on which the work on one is done, and what is on its lists."""

    workflow: str
    name: str  # stands before the dot in a list's name, and is the subject of its events
    model: Any
    states: Sequence[str]
    endpoint: str
    key: str  # the argument of that page
    sorts: Sequence[str]  # the first is a list's own order
    known: Callable[[Session, Actor], Sequence[Definition]]
    states_of: Callable[[Worklist], Sequence[str]]
    on_list: Callable[[Reach, Round, Worklist], ColumnElement[bool]]
    word: Callable[[str], ColumnElement[bool]]
    late: Callable[[Reach], ColumnElement[bool]]
    term: Callable[[Any, Round], Term | None]

    @property
    def newest(self) -> Definition:
        """The version under which items begin."""
        return catalog.newest_workflow(self.workflow)

    def full_name(self, worklist: Worklist) -> str:
        """The name of a list in addresses."""
        return f"{self.name}.{worklist.name}"

    def joined(self, query: Select[Any]) -> Select[Any]:
        """A query of items with the assessment, unit and group they are about, as far as they have one."""
        if self.model is ImprovementTask:
            return query.join(Unit, Unit.id == ImprovementTask.unit_id)
        return (
            query.outerjoin(Assessment, Assessment.id == Document.assessment_id)
            .outerjoin(Unit, Unit.id == Assessment.unit_id)
            .outerjoin(RoundGroup, RoundGroup.id == Assessment.round_group_id)
        )

    def places(self) -> Sequence[ColumnElement[Any]]:
        """The printed order: the round's own papers before those of its units."""
        units = (func.coalesce(Unit.position, -1), func.coalesce(Unit.id, 0), self.model.id)
        if self.model is ImprovementTask:
            return units
        return (func.coalesce(RoundGroup.position, -1), *units)


# --- documents ----------------------------------------------------------------------------------------------


def _paper_word(word: str) -> ColumnElement[bool]:
    """A word of a search: of the unit's name, or of what the kind of paper is called."""
    kinds = [kind for kind, title in paper_texts.KIND_TITLES.items() if word in fold(title)]
    named = func.coalesce(Unit.search_name, "").contains(word, autoescape=True)
    return or_(named, Document.kind.in_(kinds))


def stage_of(round_: Round) -> Term | None:
    """The term that a round's papers are bound by: that of the stage the round is in."""
    name = catalog.of_item(round_).states[round_.state].deadline
    return stage_term(round_, name) if name else None


def _late_papers(reach: Reach) -> ColumnElement[bool]:
    terms = {round_.id: stage_of(round_) for round_ in reach.rounds}
    late = [number for number, term in terms.items() if term is not None and term.is_late(clock.now())]
    return Document.round_id.in_(late)


DOCUMENTS = Kind(
    workflow=catalog.DOCUMENT_WORKFLOW,
    name="document",
    model=Document,
    states=DOCUMENT_STATES,
    endpoint="documents.show",
    key="document_id",
    sorts=(LONGEST, PLACE, STEP),
    known=lambda _session, _actor: (catalog.newest_workflow(catalog.DOCUMENT_WORKFLOW),),
    states_of=papers.states_of,
    on_list=lambda reach, round_, worklist: papers.on_list(reach.actor, round_, worklist),
    word=_paper_word,
    late=_late_papers,
    term=lambda _row, round_: stage_of(round_),
)

# --- improvement tasks --------------------------------------------------------------------------------------

TASKS = Kind(
    workflow=catalog.TASK_WORKFLOW,
    name="task",
    model=ImprovementTask,
    states=TASK_STATES,
    endpoint="improvements.show",
    key="task_id",
    sorts=(DUE, LONGEST, PLACE, STEP),
    known=tasks.definitions,
    states_of=lambda worklist: worklist.states,
    on_list=lambda reach, round_, worklist: tasks.on_list(reach.actor, round_, worklist, reach.known),
    word=lambda word: or_(
        ImprovementTask.search_title.contains(word, autoescape=True),
        Unit.search_name.contains(word, autoescape=True),
    ),
    late=lambda _reach: tasks.overdue(),
    term=lambda row, _round: tasks.term_of(row),
)

KINDS = {kind.name: kind for kind in (DOCUMENTS, TASKS)}

# --- what is on a list --------------------------------------------------------------------------------------


def lists_of(actor: Actor, known: Sequence[Definition]) -> Sequence[Worklist]:
    """The lists of these definitions that the person has by any of their roles, each name once."""
    found = {one.name: one for definition in known for one in definition.worklists_of(actor.all_roles)}
    return list(found.values())


def find_list(session: Session, actor: Actor, name: str) -> tuple[Kind, Worklist] | None:
    """One of the person's lists by its full name ("task.to_start"); None where it is not theirs."""
    prefix, _, rest = name.partition(".")
    kind = KINDS.get(prefix)
    if kind is None:
        return None
    # Where nothing runs yet the lists are those of the newest version, and empty.
    lists = lists_of(actor, kind.known(session, actor) or (kind.newest,))
    return next(((kind, one) for one in lists if one.name == rest), None)


def reach_of(session: Session, actor: Actor, kind: Kind) -> Reach:
    """What the lists of a kind are asked with; one query, and one of the rounds."""
    return Reach(actor, rounds_of(session, actor), kind.known(session, actor))


def on_list(kind: Kind, reach: Reach, worklist: Worklist) -> ColumnElement[bool]:
    """The SQL condition that an item waits for the person on a list, in whichever round."""
    rounds = [round_.id for round_ in reach.rounds]
    return and_(
        kind.model.authority_id == reach.actor.authority_id,
        kind.model.round_id.in_(rounds),
        kind.model.state.in_(kind.states_of(worklist)),
        or_(false(), *(kind.on_list(reach, round_, worklist) for round_ in reach.rounds)),
    )


@dataclass(frozen=True)
class Waiting:
    """A list, how much is on it, and the first item."""

    kind: Kind
    worklist: Worklist
    count: int
    first_id: int


def counts(session: Session, actor: Actor) -> list[Waiting]:
    """The lists that have anything on them; one query for each kind, beside those of `reach_of`."""
    found = []
    for kind in KINDS.values():
        if not lists_of(actor, (kind.newest,)):
            continue
        reach = reach_of(session, actor, kind)
        found += _counts(session, kind, reach)
    return found


def _counts(session: Session, kind: Kind, reach: Reach) -> list[Waiting]:
    lists = lists_of(reach.actor, reach.known)
    if not lists or not reach.rounds:
        return []
    conditions = [on_list(kind, reach, worklist) for worklist in lists]
    columns: list[Any] = []
    for on in conditions:
        columns += [func.sum(case((on, 1), else_=0)), func.min(case((on, kind.model.id)))]
    states = sorted({state for worklist in lists for state in kind.states_of(worklist)})
    row = session.execute(
        kind.joined(select(*columns).select_from(kind.model)).where(
            kind.model.round_id.in_([round_.id for round_ in reach.rounds]), kind.model.state.in_(states)
        )
    ).one()
    found = [(one, row[2 * place], row[2 * place + 1]) for place, one in enumerate(lists)]
    return [Waiting(kind, worklist, int(count), first) for worklist, count, first in found if count]


# --- a page of a list ---------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Line:
    """One item of a list: what it is, since when it waits, who had it last and with what words it came."""

    id: int
    title: str
    unit_name: str
    round_title: str
    state: str
    state_title: str
    since: datetime
    came_by: str
    by: str
    comment: str
    limit: date | None  # the last day that is not late
    days_late: int
    late: bool


@dataclass(frozen=True)
class Listed:
    """A page of a list, and the rounds it may be narrowed to."""

    lines: Sequence[Line]
    rounds: Sequence[Round]
    found: int
    page: int
    pages: int


def page_of_list(session: Session, actor: Actor, kind: Kind, worklist: Worklist, wanted: Wanted) -> Listed:
    """One page of a list; one query that counts and one that reads, beside those of `reach_of`."""
    reach = reach_of(session, actor, kind)
    on = [on_list(kind, reach, worklist), *narrowed(kind, reach, wanted)]
    counting = kind.joined(select(func.count()).select_from(kind.model))
    found = session.scalar(counting.where(*on)) or 0
    pages = max(1, -(-found // PAGE_SIZE))
    page = min(max(1, wanted.page), pages)
    rounds = {round_.id: round_ for round_ in reach.rounds}
    rows = session.execute(page_query(kind, on, wanted, (page - 1) * PAGE_SIZE))
    return Listed([_line(kind, rounds[row.round_id], row) for row in rows], reach.rounds, found, page, pages)


def narrowed(kind: Kind, reach: Reach, wanted: Wanted) -> list[ColumnElement[bool]]:
    """The filters of a page as SQL conditions."""
    found = [kind.word(word) for word in fold(wanted.text).split()]
    if wanted.round_id is not None:
        found.append(kind.model.round_id == wanted.round_id)
    if wanted.late_only:
        found.append(kind.late(reach))
    if wanted.mine_only:
        people = sorted(one for one in reach.actor.people if one is not None)
        of_item = and_(Event.subject_type == kind.name, Event.subject_id == kind.model.id)
        found.append(exists().where(of_item, Event.actor_id.in_(people)).correlate(kind.model))
    return found


def _last_move(kind: Kind, column: Any) -> Any:
    """A column of the last event by which the item came to the state it is in."""
    move = aliased(Event)
    return (
        select(getattr(move, column))
        .where(move.subject_type == kind.name, move.subject_id == kind.model.id, MOVES)
        .order_by(move.id.desc())
        .limit(1)
        .correlate(kind.model)
        .scalar_subquery()
    )


def _drawn_up(kind: Kind) -> Any:
    """The event with which the item's history begins."""
    first = aliased(Event)
    return (
        select(first.id)
        .where(first.subject_type == kind.name, first.subject_id == kind.model.id, first.sequence == 1)
        .correlate(kind.model)
        .scalar_subquery()
    )


def _order(kind: Kind, wanted: Wanted) -> list[ColumnElement[Any]]:
    """What a list is sorted by, each order made whole by the item's number."""
    model = kind.model
    orders: dict[str, Sequence[ColumnElement[Any]]] = {
        LONGEST: (func.coalesce(_last_move(kind, "at"), model.created_at), model.id),
        STEP: (case({state: n for n, state in enumerate(kind.states)}, value=model.state), *kind.places()),
        PLACE: kind.places(),
    }
    if kind is TASKS:
        orders[DUE] = (model.due_on, *kind.places())
    order = orders.get(wanted.sort) or orders[kind.sorts[0]]
    return [column.desc() for column in order] if wanted.descending else list(order)


def page_query(kind: Kind, on: Sequence[ColumnElement[bool]], wanted: Wanted, offset: int) -> Select[Any]:
    """The page's ids are found and cut first, so that what a line shows is read for its lines alone."""
    model, order = kind.model, _order(kind, wanted)
    cut = kind.joined(select(model.id)).where(*on).order_by(*order).offset(offset).limit(PAGE_SIZE).subquery()
    came = func.coalesce(_last_move(kind, "id"), _drawn_up(kind))
    columns = [
        model.id,
        model.round_id,
        model.title,
        model.state,
        model.workflow,
        model.workflow_version,
        model.created_at,
        func.coalesce(Unit.name, "").label("unit_name"),
        Event.at,
        Event.kind,
        Event.transition,
        Event.actor_name,
        Event.data,
        Event.comment,
    ]
    if kind is TASKS:
        columns.append(ImprovementTask.due_on)
    query = kind.joined(select(*columns).join(cut, cut.c.id == model.id))
    return query.outerjoin(Event, Event.id == came).order_by(*order)


def _line(kind: Kind, round_: Round, row: Any) -> Line:
    definition, term = catalog.of_item(row), kind.term(row, round_)
    moment = clock.now()
    came = ""
    if row.transition:
        came = definition.transitions[row.transition].title
    elif row.kind:
        came = EVENTS[row.kind]
    return Line(
        id=row.id,
        title=row.title,
        unit_name=row.unit_name,
        round_title=round_.title,
        state=row.state,
        state_title=definition.states[row.state].title,
        since=row.at or row.created_at,
        came_by=came,
        by=by_delegate(row.actor_name, row.data) if row.actor_name else "",
        comment=row.comment or "",
        limit=term.limit if term else None,
        days_late=term.days_late(moment) if term else 0,
        late=term is not None and term.is_late(moment),
    )


def title_of(kind: Kind, worklist: Worklist) -> str:
    """What a list is called: the clerk's holds drafts as well."""
    return texts.TITLES.get(kind.full_name(worklist), worklist.title)

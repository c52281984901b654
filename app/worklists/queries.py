"""The worklists of the definitions: each is one SQL query, counted, filtered, sorted and cut in SQL."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, case, exists, func, literal, or_, select
from sqlalchemy.orm import Session, aliased

from app import catalog, clock, messages, policy
from app.accounts.actor import Actor
from app.accounts.models import Account
from app.accounts.rules import fold
from app.assessments import lateness
from app.assessments.models import ASSESSMENT_STATES, Assessment
from app.assessments.queries import held, visible
from app.assessments.steps import TOLD_TO_UNIT, UNIT_ROLES
from app.council.models import Attendance, CouncilSession, OpenPoint, Vote
from app.errors import NotFound
from app.history import MOVES, Event, deed_data
from app.messages.delegating import by_delegate, doer
from app.rounds.deadlines import APPRAISAL, ENTRY, EXPLANATION
from app.rounds.models import Round, RoundGroup
from app.rounds.queries import rounds_of
from app.units.models import Unit
from app.worklists.models import BulkRun
from workflows import engine
from workflows.model import Worklist

PAGE_SIZE = 30
LATE_NAMES = (ENTRY, EXPLANATION, APPRAISAL)
#: The list whose items are questions to vote on rather than units.
VOTING = "to_vote"
APPRAISER = policy.APPRAISER


@dataclass(frozen=True)
class Wanted:
    """What a list is narrowed to and sorted by; `state` narrows the board's choice, not a list, `round_id`
    only lists that reach over rounds."""

    round_id: int | None = None
    group_id: int | None = None
    text: str = ""
    late_only: bool = False
    mine_only: bool = False
    state: str = ""
    sort: str = "don-vi"
    descending: bool = False
    page: int = 1


@dataclass(frozen=True)
class Line:
    """One item of a list: where it is, since when, who had it last and with what words it came."""

    assessment_id: int
    unit_id: int
    group_id: int
    unit_name: str
    group_title: str
    state: str
    version: int
    since: datetime | None  # None: since the round was opened
    came_by: str | None
    by: str  # a name, or a role where the name is not for this person
    comment: str
    limit: date | None  # the last day that is not late
    late: bool
    points: int  # questions to vote on, on that list
    opens: bool  # whether the person may open the unit's assessment


@dataclass(frozen=True)
class Listed:
    """A page of a list."""

    lines: Sequence[Line]
    found: int
    page: int
    pages: int


@dataclass(frozen=True)
class Waiting:
    """A list, how much is on it, on how many units, and the first of them."""

    worklist: Worklist
    count: int
    units: int
    first_id: int | None


# --- what is on a list --------------------------------------------------------------------------------------


def on_list(actor: Actor, round_: Round, worklist: Worklist) -> ColumnElement[bool]:
    """The SQL condition that an assessment waits for the person on a worklist now."""
    conditions = [
        visible(actor, round_, "view_progress"),
        held(actor, round_, worklist.roles),
        Assessment.state.in_(worklist.states),
    ]
    if worklist.overdue:
        conditions.append(lateness.is_closed(round_, clock.now()))
    if worklist.name == VOTING:
        conditions.append(votes_left(actor, round_) > 0)
    return and_(*conditions)


def votes_left(actor: Actor, round_: Round) -> ColumnElement[int]:
    """How many questions on a unit the person, present at the open meeting, has not voted on yet."""
    voted = exists().where(Vote.point_id == OpenPoint.id, Vote.account_id == actor.id)
    present = exists().where(
        CouncilSession.round_id == round_.id,
        CouncilSession.opened_at.is_not(None),
        CouncilSession.closed_at.is_(None),
        Attendance.session_id == CouncilSession.id,
        Attendance.account_id == actor.id,
        Attendance.present,
    )
    return (
        select(func.count())
        .select_from(OpenPoint)
        .where(OpenPoint.assessment_id == Assessment.id, OpenPoint.state == "open", present, ~voted)
        .correlate(Assessment)
        .scalar_subquery()
    )


def lists_of(actor: Actor, round_: Round) -> Sequence[Worklist]:
    """The worklists over units that the person has by what they are in a round, the unit's own two roles
    among them."""
    return catalog.assessment_workflow(round_).worklists_of(policy.round_roles(actor, round_))


def find_list(actor: Actor, round_: Round, name: str) -> Worklist | None:
    """One of the person's worklists by name."""
    return next((one for one in lists_of(actor, round_) if one.name == name), None)


def counts(session: Session, actor: Actor, round_: Round) -> list[Waiting]:
    """The lists over the units that a person judges or leads, with what is on each; one query.

    A unit's own two accounts have one item, which the desk shows itself.
    """
    lists = catalog.assessment_workflow(round_).worklists_of(actor.roles_in(round_.id))
    if not lists:
        return []
    columns: list[Any] = []
    for worklist in lists:
        on = on_list(actor, round_, worklist)
        each = votes_left(actor, round_) if worklist.name == VOTING else 1
        columns += [
            func.sum(case((on, each), else_=0)),
            func.sum(case((on, 1), else_=0)),
            func.min(case((on, Assessment.id))),
        ]
    states = sorted({state for worklist in lists for state in worklist.states})
    row = session.execute(
        select(*columns).where(Assessment.round_id == round_.id, Assessment.state.in_(states))
    ).one()
    return [
        Waiting(worklist, int(row[3 * place] or 0), int(row[3 * place + 1] or 0), row[3 * place + 2])
        for place, worklist in enumerate(lists)
    ]


# --- narrowing ----------------------------------------------------------------------------------------------


def narrowed(actor: Actor, round_: Round, wanted: Wanted) -> list[ColumnElement[bool]]:
    """The filters of a page as SQL conditions on assessments joined with their units."""
    found: list[ColumnElement[bool]] = [
        Unit.search_name.contains(word, autoescape=True) for word in fold(wanted.text).split()
    ]
    if wanted.group_id is not None:
        found.append(Assessment.round_group_id == wanted.group_id)
    if wanted.state in ASSESSMENT_STATES:
        found.append(Assessment.state == wanted.state)
    if wanted.late_only:
        found.append(lateness.is_late(round_, clock.now(), LATE_NAMES))
    if wanted.mine_only:
        found.append(assigned(actor, round_))
    return found


def assigned(actor: Actor, round_: Round) -> ColumnElement[bool]:
    """The SQL condition that a unit, or criteria of its group, are assigned to the person by name."""
    parts = actor.local_in(round_.id, APPRAISER)
    units = sorted({part.unit_id for part in parts if part.unit_id is not None})
    groups = sorted({part.group_id for part in parts if part.unit_id is None and part.group_id is not None})
    return or_(Assessment.unit_id.in_(units), Assessment.round_group_id.in_(groups))


def chosen_ids(
    session: Session, actor: Actor, round_: Round, worklist: Worklist | None, wanted: Wanted
) -> list[int]:
    """Every assessment that a list (or without one the board) shows with these filters; one query."""
    on = on_list(actor, round_, worklist) if worklist else visible(actor, round_, "view_progress")
    query = select(Assessment.id).join(Unit, Unit.id == Assessment.unit_id)
    return list(session.scalars(query.where(on, *narrowed(actor, round_, wanted))))


# --- a page of a list ---------------------------------------------------------------------------------------

_later = aliased(Event)
#: The last event by which the item came to the state it is in; the index has its id, so nothing else is read.
_LAST_MOVE = (
    select(_later.id)
    .where(_later.subject_type == "assessment", _later.subject_id == Assessment.id, MOVES)
    .order_by(_later.id.desc())
    .limit(1)
    .correlate(Assessment)
    .scalar_subquery()
)
_IN_PRINT = (RoundGroup.position, Unit.position, Unit.id)


def _order(wanted: Wanted) -> Sequence[ColumnElement[Any]]:
    """What a list is sorted by, each order made whole: by the printed one, and the one by waiting, which must
    not read every unit for that, by the order in which the round was opened for them."""
    step = case({state: place for place, state in enumerate(ASSESSMENT_STATES)}, value=Assessment.state)
    orders: Mapping[str, Sequence[Any]] = {
        "buoc": (step, *_IN_PRINT),
        "cho-lau": (func.coalesce(_LAST_MOVE, 0), Assessment.id),
    }
    order = orders.get(wanted.sort, _IN_PRINT)
    return [column.desc() for column in order] if wanted.descending else order


SORTS = ("don-vi", "buoc", "cho-lau")


def page_of_list(session: Session, actor: Actor, round_: Round, worklist: Worklist, wanted: Wanted) -> Listed:
    """One page of a worklist; two queries, one that counts and one that reads the page."""
    on = [on_list(actor, round_, worklist), *narrowed(actor, round_, wanted)]
    counting = select(func.count()).select_from(Assessment)
    if wanted.text:
        counting = counting.join(Unit, Unit.id == Assessment.unit_id)
    found = session.scalar(counting.where(*on)) or 0
    pages = max(1, -(-found // PAGE_SIZE))
    page = min(max(1, wanted.page), pages)
    query = _page_query(actor, round_, worklist, on, wanted, (page - 1) * PAGE_SIZE)
    lines = [_line(actor, round_, row) for row in session.execute(query)]
    return Listed(lines, found, page, pages)


def _page_query(
    actor: Actor,
    round_: Round,
    worklist: Worklist,
    on: Sequence[ColumnElement[bool]],
    wanted: Wanted,
    offset: int,
) -> Any:
    """The page's ids are found and cut first, so that what a line shows is read for its lines alone."""
    order = _order(wanted)
    found = select(Assessment.id)
    if wanted.sort != "cho-lau" or wanted.text:
        found = found.join(Unit, Unit.id == Assessment.unit_id)
    if wanted.sort != "cho-lau":
        found = found.join(RoundGroup, RoundGroup.id == Assessment.round_group_id)
    cut = found.where(*on).order_by(*order).offset(offset).limit(PAGE_SIZE).subquery()
    points = votes_left(actor, round_) if worklist.name == VOTING else literal(0)
    return (
        select(
            Assessment.id,
            Assessment.unit_id,
            Assessment.round_group_id,
            Unit.name,
            RoundGroup.title,
            Assessment.state,
            Assessment.version,
            Assessment.workflow,
            Assessment.workflow_version,
            Event.at,
            Event.transition,
            Event.actor_name,
            Event.data,
            Event.acting_role,
            Event.comment,
            points.label("points"),
            case((visible(actor, round_), 1), else_=0).label("opens"),
            *lateness.COLUMNS,
        )
        .join(cut, cut.c.id == Assessment.id)
        .join(Unit, Unit.id == Assessment.unit_id)
        .join(RoundGroup, RoundGroup.id == Assessment.round_group_id)
        .outerjoin(Event, Event.id == _LAST_MOVE)
        .order_by(*order)
    )


def _line(actor: Actor, round_: Round, row: Any) -> Line:
    definition = catalog.of_item(row)
    roles = policy.roles_on_unit(actor, round_, row.unit_id, row.round_group_id)
    whole = engine.permits(definition, row.state, "view_history", roles)
    told = whole or row.acting_role in UNIT_ROLES or row.transition in TOLD_TO_UNIT
    named = whole or row.acting_role in UNIT_ROLES
    term = lateness.term_of(round_, row)
    return Line(
        assessment_id=row.id,
        unit_id=row.unit_id,
        group_id=row.round_group_id,
        unit_name=row.name,
        group_title=row.title,
        state=row.state,
        version=row.version,
        since=row.at,
        came_by=row.transition,
        by=_who(definition, row, named),
        comment=(row.comment or "") if told else "",
        limit=term.limit if term else None,
        late=term is not None and term.is_late(clock.now()),
        points=row.points,
        opens=bool(row.opens),
    )


def _who(definition: Any, row: Any, named: bool) -> str:
    """Who had the item last: by name, or by role for those who may not know the name."""
    if row.acting_role is None:
        return ""
    role = definition.roles.get(row.acting_role)
    return doer(row) if named or role is None else str(role.title)


# --- lists of rounds --------------------------------------------------------------------------------------

ROUND_PREFIX = "round."


@dataclass(frozen=True)
class RoundLine:
    """A round that waits for one of the person's roles."""

    round: Round
    worklist: Worklist


def rounds_waiting(session: Session, actor: Actor) -> list[RoundLine]:
    """Every round that is on one of the person's lists of its own workflow; one query."""
    found = []
    for round_ in rounds_of(session, actor):
        lists = catalog.of_item(round_).worklists_of(policy.round_roles(actor, round_))
        found += [RoundLine(round_, one) for one in lists if round_.state in one.states]
    return found


# --- runs on many units -----------------------------------------------------------------------------------


def find_run(session: Session, actor: Actor, run_id: int) -> tuple[BulkRun, Round]:
    """A run for the person who made it, or who sees the history of its round."""
    row = session.execute(
        select(BulkRun, Round)
        .join(Round, Round.id == BulkRun.round_id)
        .where(BulkRun.id == run_id, Round.authority_id == actor.authority_id)
    ).first()
    if row is None or not (row[0].account_id == actor.id or policy.can_round(actor, "view_history", row[1])):
        raise NotFound(messages.NOT_FOUND, run=run_id, actor=actor.id)
    return row[0], row[1]


def runs(session: Session, actor: Actor, round_: Round, most: int = 100) -> Sequence[Any]:
    """The latest runs in a round with who made them: all for who sees its history, else the person's own."""
    told = deed_data("assessment", None, BulkRun.account_id, BulkRun.at)  # by the first unit's event
    query = (
        select(BulkRun.id, BulkRun.action, BulkRun.done, BulkRun.refused, BulkRun.at, Account.full_name, told)
        .join(Account, Account.id == BulkRun.account_id)
        .where(BulkRun.round_id == round_.id)
        .order_by(BulkRun.id.desc())
        .limit(most)
    )
    if not policy.can_round(actor, "view_history", round_):
        query = query.where(BulkRun.account_id == actor.id)
    return [
        {
            "id": id_,
            "action": action,
            "done": done,
            "refused": refused,
            "at": at,
            "full_name": by_delegate(name, data if done else None),
        }
        for id_, action, done, refused, at, name, data in session.execute(query)
    ]

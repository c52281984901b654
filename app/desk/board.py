"""The board of a round: how far each unit is, without any points, and who is late."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, case, func, select
from sqlalchemy.orm import Session

from app import catalog, clock
from app.accounts.actor import Actor
from app.accounts.models import Account
from app.accounts.rules import fold
from app.appraisal.models import CriterionReview
from app.assessments.lateness import COLUMNS, ENTRY_STATES, EXPLANATION_STATES, term_of
from app.assessments.models import ASSESSMENT_STATES, Assessment, CriterionEntry
from app.assessments.queries import visible
from app.assessments.suppliers import own
from app.desk.queries import FILLED
from app.history import Event
from app.rounds.deadlines import Term, entry_window
from app.rounds.models import Round, RoundGroup
from app.units.models import Unit

PAGE_SIZE = 30

_reviewed = (
    select(func.count())
    .where(CriterionReview.assessment_id == Assessment.id)
    .correlate(Assessment)
    .scalar_subquery()
)
_last_at = (
    select(Event.at)
    .where(Event.subject_type == "assessment", Event.subject_id == Assessment.id)
    .order_by(Event.sequence.desc())
    .limit(1)
    .correlate(Assessment)
    .scalar_subquery()
)


@dataclass(frozen=True)
class Wanted:
    """What the board is narrowed to and sorted by."""

    group_id: int | None = None
    state: str = ""
    text: str = ""
    late_only: bool = False
    sort: str = "don-vi"
    descending: bool = False
    page: int = 1


@dataclass(frozen=True)
class BoardRow:
    """One unit on the board: where it is and how far, without any points."""

    assessment_id: int
    unit_id: int
    unit_name: str
    group_id: int
    place: int
    state: str
    filled: int | None  # None where the person may not see how far the unit is
    reviewed: int | None
    leaves: int
    to_fill: int  # criteria the unit fills in itself
    last_at: datetime | None
    received_at: datetime | None
    window: Term  # for entry
    term: Term | None  # of what waits for the unit now
    opens: bool  # whether the person may open the unit's assessment

    @property
    def waits_for_unit(self) -> bool:
        """Whether the unit has not handed in yet."""
        return self.state in ENTRY_STATES

    @property
    def answers(self) -> bool:
        """Whether the unit is answering questions."""
        return self.state in EXPLANATION_STATES

    @property
    def is_late(self) -> bool:
        """Handed in after the deadline, or not yet and the deadline has passed; answers past their day."""
        if self.answers and self.term is not None and self.term.is_late(clock.now()):
            return True
        return self.window.is_late(clock.now() if self.waits_for_unit else self.received_at or clock.now())

    @property
    def is_closed(self) -> bool:
        """Whether the unit can no longer enter by itself."""
        return self.waits_for_unit and self.window.is_closed(clock.now())

    @property
    def days_late(self) -> int:
        """Whole days since the deadline that counts for the unit; 0 for a unit in time."""
        if self.answers and self.term is not None and self.term.is_late(clock.now()):
            return self.term.days_late(clock.now())
        return self.window.days_late(clock.now() if self.waits_for_unit else self.received_at or clock.now())


@dataclass(frozen=True)
class Board:
    """A page of the board, and the counts over everything the filters let through but the state."""

    rows: Sequence[BoardRow]
    counts: Mapping[str, int]
    late: int
    all: int
    found: int
    page: int
    pages: int


SORTS: dict[str, Callable[[BoardRow], Any]] = {
    "don-vi": lambda row: row.place,
    "buoc": lambda row: ASSESSMENT_STATES.index(row.state),
    "nhap": lambda row: -1 if row.filled is None else row.filled * 10_000 // max(row.to_fill, 1),
    "tham-dinh": lambda row: -1 if row.reviewed is None else row.reviewed * 10_000 // max(row.leaves, 1),
    "hoat-dong": lambda row: row.last_at.timestamp() if row.last_at else 0,
}


def board_rows(session: Session, actor: Actor, round_: Round) -> list[BoardRow]:
    """Every unit of the round in printed order; one query. The caller has asked for "view_board"."""
    shown = visible(actor, round_, "view_progress")
    rows = session.execute(
        select(
            Assessment.id,
            Assessment.unit_id,
            Unit.name,
            Assessment.round_group_id,
            Assessment.state,
            Assessment.received_at,
            RoundGroup.framework_id,
            RoundGroup.framework_version,
            RoundGroup.framework_hash,
            case((shown, FILLED)).label("filled"),
            case((shown, _reviewed)).label("reviewed"),
            _last_at.label("last_at"),
            *COLUMNS,
            case((visible(actor, round_), 1), else_=0).label("opens"),
        )
        .join(Unit, Unit.id == Assessment.unit_id)
        .join(RoundGroup, RoundGroup.id == Assessment.round_group_id)
        .where(Assessment.round_id == round_.id)
        .order_by(RoundGroup.position, Unit.position, Unit.id)
    )
    return [_board_row(place, row, round_) for place, row in enumerate(rows, 1)]


def _board_row(place: int, row: Row[*tuple[Any, ...]], round_: Round) -> BoardRow:
    return BoardRow(
        assessment_id=row.id,
        unit_id=row.unit_id,
        unit_name=row.name,
        group_id=row.round_group_id,
        place=place,
        state=row.state,
        filled=row.filled,
        reviewed=row.reviewed,
        leaves=len(catalog.of(row).leaves),
        to_fill=len(own(catalog.of(row)).leaves),
        last_at=row.last_at,
        received_at=row.received_at,
        window=entry_window(round_, row.entry_extended),
        term=term_of(round_, row),
        opens=bool(row.opens),
    )


def narrow(rows: Sequence[BoardRow], wanted: Wanted) -> Board:
    """Filter, count, sort and cut to a page."""
    words = fold(wanted.text).split()
    kept = [
        row
        for row in rows
        if (wanted.group_id is None or row.group_id == wanted.group_id)
        and all(word in fold(row.unit_name) for word in words)
    ]
    found = [
        row
        for row in kept
        if (not wanted.state or row.state == wanted.state) and (row.is_late or not wanted.late_only)
    ]
    found.sort(key=SORTS.get(wanted.sort, SORTS["don-vi"]), reverse=wanted.descending)
    pages = max(1, -(-len(found) // PAGE_SIZE))
    page = min(max(1, wanted.page), pages)
    return Board(
        rows=found[(page - 1) * PAGE_SIZE : page * PAGE_SIZE],
        counts={state: sum(row.state == state for row in kept) for state in ASSESSMENT_STATES},
        late=sum(row.is_late for row in kept),
        all=len(kept),
        found=len(found),
        page=page,
        pages=pages,
    )


# --- late units -------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Late:
    """A late unit: its row, what is missing, and whom to call."""

    row: BoardRow
    group_title: str
    missing: Sequence[str]  # labels of the criteria still blank; empty where they may not be seen
    specialist: str
    leader: str


def late_units(session: Session, actor: Actor, round_: Round) -> list[Late]:
    """Units past the deadline that have not handed in, and those that came late; three queries."""
    rows = [row for row in board_rows(session, actor, round_) if row.is_late]
    codes = _entered(session, [row.assessment_id for row in rows if row.waits_for_unit])
    people = _people(session, [row.unit_id for row in rows])
    groups = {group.id: group for group in session.scalars(_groups(round_))}
    return [
        Late(
            row,
            groups[row.group_id].title,
            _missing(groups[row.group_id], codes.get(row.assessment_id, set())) if _tells(row) else [],
            people.get((row.unit_id, "specialist"), ""),
            people.get((row.unit_id, "leader"), ""),
        )
        for row in rows
    ]


def _groups(round_: Round) -> Any:
    return select(RoundGroup).where(RoundGroup.round_id == round_.id)


def _tells(row: BoardRow) -> bool:
    """Whether the person may see how far a unit is, and it is still entering."""
    return row.filled is not None and row.waits_for_unit


def _missing(group: RoundGroup, entered: set[str]) -> list[str]:
    return [leaf.code for leaf in own(catalog.of(group)).leaves if leaf.code not in entered]


def _entered(session: Session, ids: Sequence[int]) -> dict[int, set[str]]:
    """The criteria that are no longer blank, by assessment."""
    found: dict[int, set[str]] = {}
    for assessment_id, code in session.execute(
        select(CriterionEntry.assessment_id, CriterionEntry.code).where(
            CriterionEntry.assessment_id.in_(ids), CriterionEntry.status != "blank"
        )
    ):
        found.setdefault(assessment_id, set()).add(code)
    return found


def _people(session: Session, unit_ids: Sequence[int]) -> dict[tuple[int | None, str | None], str]:
    """Who enters and who confirms, by unit and role."""
    rows = session.execute(
        select(Account.unit_id, Account.unit_role, Account.full_name).where(
            Account.unit_id.in_(unit_ids), Account.unit_role.is_not(None), Account.is_active
        )
    )
    return {(unit_id, role): name for unit_id, role, name in rows}

"""What everyone may read: published results and nothing else. No question here asks who reads."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from sqlalchemy import Row, and_, func, select
from sqlalchemy.orm import Session

from app import catalog
from app.accounts.rules import fold
from app.assessments.models import CurrentSheet, Sheet
from app.documents.models import Document
from app.errors import NotFound
from app.messages import NOT_FOUND
from app.results.beside import bound_to_group
from app.results.models import ResultRow, ResultVersion
from app.rounds.models import RESULT_PUBLIC, Round, RoundGroup
from app.units.models import Authority, Unit
from frameworks.model import Framework, Node
from frameworks.numbers import number_from_canonical
from frameworks.sheet import from_canonical_sheet

SHOWN_STAGES = ("self", "council", "final")


@dataclass(frozen=True)
class Decision:
    """The decision by which a result was published."""

    number: str
    issued_on: date
    title: str


@dataclass(frozen=True)
class Published:
    """A published round: its authority, its newest published version, its decision."""

    authority: Authority
    round: Round
    result: ResultVersion
    decision: Decision | None


@dataclass(frozen=True)
class Place:
    """A unit's place in the published ranking of its group."""

    row: ResultRow
    unit_code: str


def _newest() -> Any:
    """The number of the newest published version of each round."""
    return (
        select(ResultVersion.round_id, func.max(ResultVersion.number).label("number"))
        .where(ResultVersion.state == "published")
        .group_by(ResultVersion.round_id)
        .subquery()
    )


def _published() -> Any:
    newest = _newest()
    return (
        select(Authority, Round, ResultVersion, Document)
        .join(Round, Round.authority_id == Authority.id)
        .join(newest, newest.c.round_id == Round.id)
        .join(
            ResultVersion,
            and_(ResultVersion.round_id == Round.id, ResultVersion.number == newest.c.number),
        )
        .outerjoin(
            Document,
            and_(
                Document.result_id == ResultVersion.id,
                Document.kind == "decision",
                Document.state == "issued",
            ),
        )
        .where(ResultVersion.state == "published", Round.state.in_(RESULT_PUBLIC))
        .order_by(Round.year.desc(), Authority.id, Round.id.desc())
    )


def _read(row: Row[*tuple[Any, ...]]) -> Published:
    authority, round_, result, document = row
    decision = None
    if document is not None and document.number is not None and document.issued_on is not None:
        number = f"{document.number:02d}/{document.symbol}"
        decision = Decision(number, document.issued_on, document.title)
    return Published(authority, round_, result, decision)


def published_rounds(session: Session) -> list[Published]:
    """Every published round, the latest year first; one query."""
    return [_read(row) for row in session.execute(_published())]


def open_published(session: Session, code: str, year: int) -> Published:
    """The published result of an authority and a year.

    Raises the same NotFound for a round that is not published, one that does not exist, and an unknown
    authority: from outside they cannot be told apart.
    """
    row = session.execute(_published().where(Authority.code == code, Round.year == year)).first()
    if row is None:
        raise NotFound(NOT_FOUND)
    return _read(row)


def groups_of(session: Session, published: Published) -> Sequence[RoundGroup]:
    """The groups of a published round, in the order of the decision's annexes."""
    return session.scalars(
        select(RoundGroup).where(RoundGroup.round_id == published.round.id).order_by(RoundGroup.position)
    ).all()


def places(session: Session, published: Published, text: str = "") -> list[Place]:
    """Every unit's place, in printed order, narrowed to names that hold all the words; one query."""
    words = fold(text).split()
    rows = session.execute(
        select(ResultRow, Unit.code)
        .join(Unit, Unit.id == ResultRow.unit_id)
        .where(ResultRow.result_id == published.result.id)
        .order_by(ResultRow.round_group_id, ResultRow.position)
    )
    return [Place(row, code) for row, code in rows if all(word in fold(row.unit_name) for word in words)]


@dataclass(frozen=True)
class Score:
    """A pillar or main index of one unit: points at each stage; `maximum` before exclusions, `left` without
    what was withdrawn for the whole group."""

    node: Node
    depth: int
    maximum: Fraction
    left: Fraction
    points: dict[str, Fraction]


@dataclass(frozen=True)
class UnitResult:
    """A unit's published result: its place, its group, and its points by pillar and main index."""

    place: Place
    group: RoundGroup
    framework: Framework
    units: int  # that are ranked
    scores: Sequence[Score]
    totals: dict[str, Fraction]


def unit_result(session: Session, published: Published, unit_code: str) -> UnitResult:
    """One unit's published points. Raises NotFound for a unit that is not in the result."""
    in_group = (
        select(func.count())
        .select_from(other := ResultRow.__table__.alias())
        .where(
            other.c.result_id == ResultRow.result_id,
            other.c.round_group_id == ResultRow.round_group_id,
            other.c.ranked,
        )
        .scalar_subquery()
    )
    found = session.execute(
        select(ResultRow, Unit.code, RoundGroup, in_group)
        .join(Unit, Unit.id == ResultRow.unit_id)
        .join(RoundGroup, RoundGroup.id == ResultRow.round_group_id)
        .where(ResultRow.result_id == published.result.id, Unit.code == unit_code)
    ).first()
    if found is None:
        raise NotFound(NOT_FOUND)
    row, code, group, units = found
    framework = catalog.of(group)
    points, totals = _sheets(session, row.assessment_id)
    bound = bound_to_group(session, group, [row])
    scores = [
        Score(
            node,
            depth,
            node.maximum,
            bound.nodes[node.code].maximum,
            {stage: points[stage][node.code] for stage in SHOWN_STAGES},
        )
        for node, depth in _heads(framework)
    ]
    return UnitResult(Place(row, code), group, framework, units, scores, totals)


def _heads(framework: Framework) -> list[tuple[Node, int]]:
    """Pillars and main indexes in printed order, main indexes one step in where there are pillars."""
    has_pillars = any(root.level == "pillar" for root in framework.roots)
    return [
        (node, 1 if node.level == "main" and has_pillars else 0)
        for node in framework.nodes.values()
        if node.level in ("pillar", "main")
    ]


def _sheets(
    session: Session, assessment_id: int
) -> tuple[dict[str, dict[str, Fraction]], dict[str, Fraction]]:
    """Points of every node by stage, and the totals, from the sheets that count; one query."""
    points: dict[str, dict[str, Fraction]] = {}
    totals: dict[str, Fraction] = {}
    for sheet in session.scalars(
        select(Sheet)
        .join(CurrentSheet, CurrentSheet.sheet_id == Sheet.id)
        .where(CurrentSheet.assessment_id == assessment_id, CurrentSheet.stage.in_(SHOWN_STAGES))
    ):
        data = from_canonical_sheet(sheet.content).data
        nodes = {**{code: line["points"] for code, line in data["lines"].items()}, **data["nodes"]}
        points[sheet.stage] = {code: number_from_canonical(text) for code, text in nodes.items()}
        totals[sheet.stage] = sheet.total
    return points, totals

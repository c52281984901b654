"""What everyone may read: published results and nothing else. No question here asks who reads."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from typing import Any

from sqlalchemy import Row, and_, func, select
from sqlalchemy.orm import Session

from app import catalog
from app.accounts.rules import fold
from app.documents.models import Document
from app.documents.queries import DECISIONS
from app.errors import NotFound
from app.messages import NOT_FOUND
from app.messages.documents import version_title
from app.results.beside import bound_to_group
from app.results.models import ResultRow, ResultVersion
from app.results.queries import sheets_of
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
class Version:
    """A published version of a result: its number in the address, what it is called, its decision."""

    number: int
    title: str
    decision: Decision | None


@dataclass(frozen=True)
class Published:
    """A published round: its authority, the version that is read, its decision.

    `versions` are all published ones, the one in force first, where one round is opened.
    """

    authority: Authority
    round: Round
    result: ResultVersion
    decision: Decision | None
    versions: Sequence[Version] = ()

    @property
    def older(self) -> int | None:
        """The version's number where another one has taken its place."""
        newest = self.versions[0].number if self.versions else self.result.number
        return self.result.number if self.result.number != newest else None

    @property
    def amended_by(self) -> Decision | None:
        """The decision of the version that followed this one."""
        later = [one for one in self.versions if one.number > self.result.number]
        return later[-1].decision if later else None


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
    """Every published version of every published round with its decision, the one in force first."""
    return (
        select(Authority, Round, ResultVersion, Document)
        .join(Round, Round.authority_id == Authority.id)
        .join(ResultVersion, ResultVersion.round_id == Round.id)
        .outerjoin(
            Document,
            and_(
                Document.result_id == ResultVersion.id,
                Document.kind.in_(DECISIONS),
                Document.state == "issued",
            ),
        )
        .where(ResultVersion.state == "published", Round.state.in_(RESULT_PUBLIC))
        .order_by(Round.year.desc(), Authority.id, Round.id.desc(), ResultVersion.number.desc())
    )


def _read(row: Row[*tuple[Any, ...]]) -> Published:
    authority, round_, result, document = row
    return Published(authority, round_, result, _decision(document))


def _decision(document: Document | None) -> Decision | None:
    if document is None or document.number is None or document.issued_on is None:
        return None
    return Decision(f"{document.number:02d}/{document.symbol}", document.issued_on, document.title)


def published_rounds(session: Session) -> list[Published]:
    """Every published round, the latest year first; one query."""
    newest = _newest()
    query = _published().join(
        newest,
        and_(newest.c.round_id == ResultVersion.round_id, newest.c.number == ResultVersion.number),
    )
    return [_read(row) for row in session.execute(query)]


def open_published(session: Session, code: str, year: int, number: int | None = None) -> Published:
    """The published result of an authority and a year; of its published versions that of the number. One
    query.

    Raises the same NotFound for a round that is not published, one that does not exist, an unknown
    authority, and a version that is not published: from outside they cannot be told apart.
    """
    rows = session.execute(_published().where(Authority.code == code, Round.year == year)).all()
    found = [_read(row) for row in rows if row[1].id == rows[0][1].id]
    chosen = next((one for one in found if number in (None, one.result.number)), None)
    if chosen is None:
        raise NotFound(NOT_FOUND)
    versions = [
        Version(one.result.number, version_title(len(found) - place), one.decision)
        for place, one in enumerate(found, 1)
    ]
    return replace(chosen, versions=versions)


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
    points, totals = _sheets(session, published.result, row.assessment_id)
    bound = bound_to_group(session, group, [row], published.result.created_at)
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
    session: Session, result: ResultVersion, assessment_id: int
) -> tuple[dict[str, dict[str, Fraction]], dict[str, Fraction]]:
    """Points of every node by stage, and the totals, from the sheets that the version had; one query."""
    points: dict[str, dict[str, Fraction]] = {}
    totals: dict[str, Fraction] = {}
    for stage, sheet in sheets_of(session, result, assessment_id).items():
        if stage not in SHOWN_STAGES:
            continue
        data = from_canonical_sheet(sheet.content).data
        nodes = {**{code: line["points"] for code, line in data["lines"].items()}, **data["nodes"]}
        points[sheet.stage] = {code: number_from_canonical(text) for code, text in nodes.items()}
        totals[sheet.stage] = sheet.total
    return points, totals

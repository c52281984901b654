"""What the page of the dossier shows: the ranking and its papers, as plain data read for one person."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from sqlalchemy.orm import Session

from app.accounts.actor import Actor
from app.documents import dossier_parts as parts
from app.documents.dossier_papers import FIRST
from app.documents.dossier_parts import AnyDossier
from app.results import queries as results
from app.results import ranking
from app.results.guards import ROUND_GUARDS
from app.results.models import ResultVersion
from app.rounds.models import Round, RoundGroup
from app.rounds.queries import groups_of

STEPS = ("submit", "return_dossier", "decide", "publish")
PAPERS = ("council_minutes", *FIRST.kinds)
ENDS = 3  # how many units stand for the head and the tail of a ranking
LARGEST = 5  # how many of the largest changes are shown


@dataclass(frozen=True)
class Standing:
    """One unit in the ranking shown to the chairman. Where points are excluded, `total` is on the full scale
    and `counted` what it was made from; `change` compares `counted` with the unit's own points."""

    name: str
    assessment_id: int
    rank: int
    total: str
    total_exact: Fraction
    maximum: Fraction
    excluded: Fraction
    counted: str
    own: str
    change: Fraction
    change_text: str
    ranked: bool
    band: str


@dataclass(frozen=True)
class GroupView:
    """One group: its ends, its ties, where the council differs most from the unit, and everybody."""

    title: str
    maximum: Fraction
    average: str
    units: Sequence[Standing]
    ties: Sequence[tuple[int, Sequence[Standing]]]
    changed: Sequence[Standing]

    @property
    def top(self) -> Sequence[Standing]:
        """The head of the ranking, all who share its last place with it."""
        return [unit for unit in self.units if unit.ranked and unit.rank <= ENDS]

    @property
    def bottom(self) -> Sequence[Standing]:
        """The tail of the ranking, without those already at its head."""
        ranked = [unit for unit in self.units if unit.ranked]
        return [unit for unit in ranked[-ENDS:] if unit.rank > ENDS]

    @property
    def unranked(self) -> Sequence[Standing]:
        """The units assessed but not ranked."""
        return [unit for unit in self.units if not unit.ranked]


@dataclass(frozen=True)
class Dossier(AnyDossier):
    """Everything the page of the dossier shows."""

    groups: Sequence[GroupView]
    counts: Mapping[str, Any]
    conclusions: Sequence[str]


def of_round(session: Session, actor: Actor, round_: Round) -> Dossier:
    """The dossier of a round for one of its readers."""
    # What is being corrected has a page of its own: here stands what counts.
    if round_.is_public:
        result = results.published_result(session, round_.id)
    else:
        result = results.running_result(session, round_.id)
    papers = parts.papers(session, actor, round_, PAPERS)
    submission = papers["submission"].document if "submission" in papers else None
    minutes = papers["council_minutes"].document if "council_minutes" in papers else None
    steps = parts.steps(session, actor, round_, result, FIRST, ROUND_GUARDS, STEPS)
    return Dossier(
        round=round_,
        result=result,
        papers=papers,
        steps=steps,
        next_number=parts.next_number(session, papers, steps, FIRST),
        lapsed=parts.lapsed_bases(session, papers, FIRST),
        returned=parts.returned(session, round_, "return_dossier"),
        groups=_groups(session, round_, result),
        counts=submission.data["counts"] if submission else {},
        conclusions=minutes.data["conclusions"] if minutes else [],
    )


def _groups(session: Session, round_: Round, result: ResultVersion | None) -> list[GroupView]:
    """Every group's ranking: as submitted, or computed now while nothing is submitted."""
    if result is None:
        return [_group(one.group, one.standings, round_.decimals) for one in ranking.compute(session, round_)]
    rows = results.rows_of(session, result.id)
    return [
        _group(group, [row for row in rows if row.round_group_id == group.id], round_.decimals)
        for group in groups_of(session, round_.id)
    ]


def _group(group: RoundGroup, rows: Sequence[Any], decimals: int) -> GroupView:
    units = [_standing(row, decimals) for row in rows]
    shared: dict[int, list[Standing]] = {}
    for unit in units:
        if unit.ranked:
            shared.setdefault(unit.rank, []).append(unit)
    changed = sorted((unit for unit in units if unit.change), key=lambda unit: -abs(unit.change))
    ranked = [row.total for row in rows if row.ranked]
    return GroupView(
        title=group.title,
        maximum=rows[0].maximum if rows else Fraction(0),
        average=ranking.shown(sum(ranked, Fraction(0)) / len(ranked), decimals) if ranked else "",
        units=units,
        ties=[(rank, tied) for rank, tied in shared.items() if len(tied) > 1],
        changed=changed[:LARGEST],
    )


def _standing(row: Any, decimals: int) -> Standing:
    counted = row.total * (row.maximum - row.excluded) / row.maximum
    change = counted - row.self_total
    sign = "+" if change > 0 else "−" if change < 0 else ""
    return Standing(
        name=row.unit_name,
        assessment_id=row.assessment_id,
        rank=row.rank,
        total=ranking.shown(row.total, decimals),
        total_exact=row.total,
        maximum=row.maximum,
        excluded=row.excluded,
        counted=ranking.shown(counted, decimals),
        own=ranking.shown(row.self_total, decimals),
        change=change,
        change_text=f"{sign}{ranking.shown(abs(change), decimals)}",
        ranked=row.ranked,
        band=row.band or "",
    )

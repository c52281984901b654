"""Views of a group for the council, beside the result and never part of it: what they are computed from.

Computed on all units that are ranked; shown are only those whose council view the person may see.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import catalog
from app.accounts.actor import Actor
from app.assessments.labels import full_label
from app.assessments.models import Assessment, Figure
from app.assessments.queries import visible
from app.council.cohort import Contents, assessed, contents, withdrawn_codes
from app.council.coverage import places
from app.evidence.models import Evidence
from app.rounds.models import RESULT_PUBLIC, Round, RoundGroup
from app.units.models import Unit, UnitPredecessor
from frameworks.analysis import anomalies, normalised, robustness, statistics
from frameworks.analysis.anomalies import Jump, SameFigures, SharedFile
from frameworks.analysis.robustness import Dropped, RankInterval
from frameworks.analysis.statistics import Deviation, Spread
from frameworks.analysis.table import Criterion, Table, ranks
from frameworks.cohort import Assessed
from frameworks.computation import Line, Status
from frameworks.model import TYPED_BY_UNIT, Figures, Framework
from frameworks.numbers import from_canonical

MOST_DRAWS = 500


@dataclass(frozen=True)
class Group:
    """One group of a round as it stands: its units with their sheets, and which of them are shown."""

    round: Round
    group: RoundGroup
    units: Contents
    names: Mapping[str, str]  # by code of unit, in printed order
    shown: frozenset[str]
    withdrawn: Sequence[str]

    @cached_property
    def framework(self) -> Framework:
        """What the group is scored by, unbound."""
        return catalog.of(self.group)

    @cached_property
    def assessed(self) -> Assessed[str]:
        """The sheets under what compares the units."""
        return assessed(self.group, self.units, self.withdrawn)

    @cached_property
    def ranked(self) -> list[str]:
        """The units that are ranked, in printed order."""
        return [code for code, (assessment, _) in self.units.items() if assessment.ranked]

    @cached_property
    def official(self) -> dict[str, tuple[Fraction, int]]:
        """Total as published and rank of every ranked unit, the best first."""
        found = places(self.group, self.units, self.assessed.sheets, self.round.decimals)
        return {code: (total, rank) for code, (total, rank) in found.items() if rank is not None}

    @cached_property
    def table(self) -> Table[str]:
        """The points of the ranked units on the criteria that count."""
        bound = self.assessed.framework
        main_of = {code: main.code for main in bound.mains for code in bound.leaves_under[main.code]}
        criteria = [
            Criterion(leaf.code, leaf.maximum, main_of.get(leaf.code, leaf.code))
            for leaf in bound.counted_leaves
            if not leaf.withdrawn
        ]
        return Table(
            tuple(criteria),
            {code: _points(self.assessed.sheets[code].lines, criteria) for code in self.ranked},
        )

    def label(self, code: str) -> str:
        """The number people call a criterion by."""
        return full_label(self.framework, code)


def _points(lines: Mapping[str, Line], criteria: Collection[Criterion]) -> dict[str, Fraction | None]:
    """A unit's points on these criteria: none where there are no data, absent where one does not count."""
    found: dict[str, Fraction | None] = {}
    for code in (one.code for one in criteria):
        line = lines[code]
        if not line.excluded:
            empty = (
                line.status in (Status.BLANK, Status.NO_DATA) and line.override is None and not line.special
            )
            found[code] = None if empty else line.points
    return found


def read_group(session: Session, actor: Actor, round_: Round, group: RoundGroup) -> Group:
    """A group with all its units; eight queries whatever their number."""
    units = contents(session, group)
    rows = session.execute(
        select(Unit.code, Unit.name)
        .join(Assessment, Assessment.unit_id == Unit.id)
        .where(Assessment.round_group_id == group.id)
        .order_by(Unit.position, Unit.id)
    )
    shown = session.scalars(
        select(Unit.code)
        .join(Assessment, Assessment.unit_id == Unit.id)
        .where(Assessment.round_group_id == group.id, visible(actor, round_, "view_council"))
    )
    return Group(
        round=round_,
        group=group,
        units=units,
        names=dict(rows.all()),
        shown=frozenset(shown),
        withdrawn=withdrawn_codes(session, group.id),
    )


# --- totals, spread, robustness -----------------------------------------------------------------------------


@dataclass(frozen=True)
class Normalised:
    """One unit's totals by both methods beside the official one, each with its rank."""

    code: str
    official: Fraction
    rank: int
    z: Fraction
    z_rank: int
    min_max: Fraction
    min_max_rank: int


def normalised_totals(group: Group, deviation: Deviation) -> list[Normalised]:
    """Totals by Z-score and by Min-Max, units in the order of the official ranking."""
    z = normalised.totals_by_z(group.table, deviation)
    scaled = normalised.totals_by_min_max(group.table)
    z_ranks = ranks(z, normalised.TIE_DECIMALS)
    scaled_ranks = ranks(scaled, group.round.decimals)
    return [
        Normalised(code, total, rank, z[code], z_ranks[code], scaled[code], scaled_ranks[code])
        for code, (total, rank) in group.official.items()
    ]


def spread_of(group: Group, deviation: Deviation) -> dict[str, Spread[str]]:
    """How the units lie on every criterion that counts, by code in printed order."""
    return statistics.spreads(group.table, deviation=deviation)


def without_each(group: Group) -> dict[str, Dropped[str]]:
    """The ranking without each main index, by code."""
    return robustness.drop_each(group.table, group.round.decimals)


def intervals(group: Group, change: Fraction, draws: int, seed: int) -> dict[str, RankInterval]:
    """The ranks under changed weights; never more draws than `MOST_DRAWS`."""
    return robustness.rank_intervals(group.table, change, min(draws, MOST_DRAWS), seed, group.round.decimals)


# --- last year --------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class LastYear:
    """The published round before this one, and its figures by code of this year's unit."""

    round: Round
    figures: Mapping[str, Figures]


def last_year(session: Session, group: Group) -> LastYear | None:
    """The newest published round of an earlier year, with the figures of the same units.

    A unit that came out of exactly one other is compared with that one; after a merger of several there is
    nothing to compare with. Four queries.
    """
    before = session.scalar(
        select(Round)
        .where(
            Round.authority_id == group.round.authority_id,
            Round.state.in_(RESULT_PUBLIC),
            Round.year < group.round.year,
        )
        .order_by(Round.year.desc(), Round.id.desc())
        .limit(1)
    )
    if before is None:
        return None
    unit_ids = {assessment.unit_id: code for code, (assessment, _) in group.units.items()}
    came_from: dict[int, list[int]] = {}
    for unit_id, predecessor_id in session.execute(
        select(UnitPredecessor.unit_id, UnitPredecessor.predecessor_id).where(
            UnitPredecessor.unit_id.in_(unit_ids)
        )
    ):
        came_from.setdefault(unit_id, []).append(predecessor_id)
    heirs = {sources[0]: unit_ids[heir] for heir, sources in came_from.items() if len(sources) == 1}
    found: dict[str, dict[str, object]] = {}
    rows = session.execute(
        select(Assessment.unit_id, RoundGroup, Figure.name, Figure.value)
        .join(RoundGroup, RoundGroup.id == Assessment.round_group_id)
        .join(Figure, Figure.assessment_id == Assessment.id)
        .where(
            Assessment.round_id == before.id,
            Assessment.unit_id.in_([*unit_ids, *heirs]),
            Figure.value.is_not(None),
        )
        .order_by(Assessment.id, Figure.name)
    )
    for unit_id, old_group, name, value in rows:
        framework = catalog.find(old_group)
        code = unit_ids.get(unit_id) or heirs.get(unit_id)
        if framework is not None and code is not None and value is not None and name in framework.inputs:
            found.setdefault(code, {})[name] = from_canonical(framework.inputs[name], value)
    return LastYear(before, found)  # type: ignore[arg-type]


def jumps(group: Group, before: LastYear, factor: Fraction) -> list[Jump[str]]:
    """Numbers that changed by more than `factor` times, of inputs that go by the same name in both years."""
    current = {code: content.figures for code, (_, content) in group.units.items() if code in group.shown}
    names = [name for name, one in group.framework.inputs.items() if one.is_number]
    return anomalies.jumps(current, before.figures, factor, names=names)


# --- what is the same -------------------------------------------------------------------------------------


def same_figures(group: Group, telling: int) -> tuple[list[SameFigures[str]], list[SameFigures[str]]]:
    """Units with the same figures: in everything they typed, and criterion by criterion."""
    figures = {code: content.figures for code, (_, content) in group.units.items() if code in group.shown}
    inputs = {
        leaf.code: leaf.inputs
        for leaf in group.framework.leaves
        if leaf.supplier in TYPED_BY_UNIT and leaf.inputs
    }
    return anomalies.same_throughout(figures, inputs), anomalies.same_on_criteria(figures, inputs, telling)


def shared_files(session: Session, group: Group) -> tuple[list[SharedFile[str]], dict[str, str]]:
    """Files that more than one of the shown units attached, and a name of each; one query."""
    evidence: dict[str, dict[str, set[str]]] = {}
    names: dict[str, str] = {}
    for unit, code, sha256, filename in session.execute(
        select(Unit.code, Evidence.code, Evidence.file_hash, Evidence.filename)
        .join(Assessment, Assessment.id == Evidence.assessment_id)
        .join(Unit, Unit.id == Assessment.unit_id)
        .where(Assessment.round_group_id == group.group.id, Evidence.removed_at.is_(None))
        .order_by(Unit.position, Unit.id, Evidence.id)
    ):
        if unit in group.shown:
            evidence.setdefault(unit, {}).setdefault(code, set()).add(sha256)
            names.setdefault(sha256, filename)
    return anomalies.shared_files(evidence), names

"""How much the ranks hang on the weights of the main indexes.

Every reweighting gives each main index a factor f and takes, over what counts for the unit,
Σ f·points / Σ f·maximum, times the full maximum: with all factors 1 that is the official total.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from typing import Generic, NamedTuple

from frameworks.analysis.statistics import median
from frameworks.analysis.table import ZERO, Table, Unit, over_one_denominator, ranks

#: Between the ends of the change a factor takes one of so many values, all equally likely.
_STEP_BITS = 24
_STEPS = (1 << _STEP_BITS) - 1


class Dropped(NamedTuple, Generic[Unit]):
    """The group without one main index: totals in points of what is left, ranks from 1.

    ``changes`` is rank without minus rank with (below 0: the unit would stand better without it);
    ``mean_change`` is the mean of their absolute values over the units (0 when there are none).
    """

    totals: Mapping[Unit, Fraction]
    ranks: Mapping[Unit, int]
    changes: Mapping[Unit, int]
    mean_change: Fraction


class RankInterval(NamedTuple):
    """The ranks of one unit under changed weights: its own, the best, the worst and the median one."""

    rank: int
    best: int
    worst: int
    median: Fraction


class _Shares(NamedTuple):
    """One unit's points and counted maxima by main index as whole numbers; ``scale`` undoes that."""

    points: Sequence[int]
    maxima: Sequence[int]
    scale: Fraction

    def total(self, factors: Sequence[int], full: Fraction) -> Fraction:
        """Σ f·points / Σ f·maximum × full, exactly; 0 where nothing counts."""
        over = sum([factor * points for factor, points in zip(factors, self.points, strict=True)])
        under = sum([factor * maximum for factor, maximum in zip(factors, self.maxima, strict=True)])
        if not under:
            return ZERO
        by = self.scale * full
        return Fraction(over * by.numerator, under * by.denominator)


def mean_rank_change(before: Mapping[Unit, int], after: Mapping[Unit, int]) -> Fraction:
    """The mean of |rank after - rank before| over the units of ``before``; 0 when there are none.

    KeyError when a unit has no rank after.
    """
    moved = [abs(after[unit] - rank) for unit, rank in before.items()]
    return Fraction(sum(moved), len(moved)) if moved else ZERO


def drop_each(
    table: Table[Unit], decimals: int | None = None, pillars: Mapping[str, str] | None = None
) -> dict[str, Dropped[Unit]]:
    """The group without each of its main indexes in turn, by code of the one left out.

    ``decimals``: as in ``table.ranks``.  Without ``pillars`` the points of the others are simply added.
    With ``pillars`` (the pillar of every main index) a pillar keeps its maximum: its other main
    indexes are raised in proportion, unless it has no other.  KeyError for a main index without one.
    """
    shares, before = _shares(table), ranks(table.totals(), decimals)
    found = {}
    for main in sorted(table.mains):
        factors, _ = over_one_denominator(weight for _, weight in _without(table.mains, main, pillars))
        full = sum((table.mains[each] * by for each, by in _without(table.mains, main, pillars)), ZERO)
        totals = {unit: share.total(factors, full) for unit, share in shares.items()}
        after = ranks(totals, decimals)
        changes = {unit: after[unit] - rank for unit, rank in before.items()}
        found[main] = Dropped(totals, after, changes, mean_rank_change(before, after))
    return {main: found[main] for main in table.mains}


def rank_intervals(
    table: Table[Unit], change: Fraction, draws: int, seed: int, decimals: int | None = None
) -> dict[Unit, RankInterval]:
    """The ranks of every unit over so many random changes of the weights of the main indexes.

    In each draw every weight is multiplied by a factor of its own between 1 - change and 1 + change,
    then all are brought back to the same sum.  Factors are fractions, uniform on a fine grid with both
    ends, drawn by a generator started with ``seed``: the same seed gives the same answer, whatever the
    order of units and criteria.  ``change`` is a share (1/4 for ± 25 %); ValueError unless it is
    between 0 and 1 and there is at least one draw.  ``decimals``: as in ``table.ranks``.
    """
    if not 0 <= change <= 1 or draws < 1:
        raise ValueError(change, draws)
    shares, own = _shares(table), ranks(table.totals(), decimals)
    generator = random.Random(seed)
    met: dict[Unit, list[int]] = {unit: [] for unit in table.points}
    for _ in range(draws):
        factors = [_factor(change, generator) for _ in table.mains]
        totals = {unit: share.total(factors, table.maximum) for unit, share in shares.items()}
        for unit, rank in ranks(totals, decimals).items():
            met[unit].append(rank)
    return {
        unit: RankInterval(own[unit], min(seen), max(seen), median(map(Fraction, seen)))
        for unit, seen in met.items()
    }


def _factor(change: Fraction, generator: random.Random) -> int:
    """1 - change + 2·change·(step / steps), times what makes it whole for every step."""
    numerator, denominator = change.as_integer_ratio()
    step = generator.getrandbits(_STEP_BITS)
    return (denominator - numerator) * _STEPS + 2 * numerator * step


def _without(
    mains: Mapping[str, Fraction], dropped: str, pillars: Mapping[str, str] | None
) -> Iterable[tuple[str, Fraction]]:
    """Every main index, sorted, with its factor when one of them is left out."""
    beside = {main for main in mains if pillars is not None and pillars[main] == pillars[dropped]} - {dropped}
    left = sum((mains[main] for main in beside), ZERO)
    for main in sorted(mains):
        raised = (left + mains[dropped]) / left if main in beside else Fraction(1)
        yield main, ZERO if main == dropped else raised


def _shares(table: Table[Unit]) -> dict[Unit, _Shares]:
    """Points and counted maxima of every unit by main index, the main indexes sorted by code."""
    place = {main: position for position, main in enumerate(sorted(table.mains))}
    found = {}
    for unit, given in table.points.items():
        points, maxima = [ZERO] * len(place), [ZERO] * len(place)
        for criterion in table.criteria:
            if criterion.code in given:
                points[place[criterion.main]] += given[criterion.code] or ZERO
                maxima[place[criterion.main]] += criterion.maximum
        whole_points, points_over = over_one_denominator(points)
        whole_maxima, maxima_over = over_one_denominator(maxima)
        found[unit] = _Shares(whole_points, whole_maxima, Fraction(maxima_over, points_over))
    return found

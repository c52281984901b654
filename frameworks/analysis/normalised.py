"""Values made comparable between criteria, and totals made of them: Z-score and Min-Max.

Views beside the official sum of points: Thanh Hóa's decision, V.4, and Decision 1726, II.2.c, name both
methods without a formula.  With M the maximum of a criterion, over the criteria that count for a unit:

* by Z-score: Σ M·z / Σ M, in standard deviations, with z = (x - mean) / deviation of the points x;
* by Min-Max: (full maximum) · Σ M·s / Σ M, in points, with s = (x - min) / (max - min).

No data counts as 0 points, as in the official sum; it lowers the mean and the minimum like any 0.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from enum import StrEnum
from fractions import Fraction
from typing import TypeVar

from frameworks.analysis.statistics import Deviation, squared_scores
from frameworks.analysis.table import ZERO, Table, Unit, root

Key = TypeVar("Key", bound=Hashable)

#: Decimals to which totals by Z-score are rounded before they are ranked: their roots are not exact.
TIE_DECIMALS = 20


class Direction(StrEnum):
    """Which values are better."""

    HIGHER = "higher"
    LOWER = "lower"


class AllEqual(StrEnum):
    """What Min-Max gives where all values are equal, so that there is no distance to divide by.

    ``high_if_positive``: the highest score, but the lowest where more is better and nobody has more
    than 0 (the rule ``min_max`` of the frameworks does the same); ``high``; ``low``; ``nothing``: None.
    """

    HIGH_IF_POSITIVE = "high_if_positive"
    HIGH = "high"
    LOW = "low"
    NOTHING = "nothing"


def z_scores(
    values: Mapping[Unit, Fraction | None],
    deviation: Deviation = Deviation.POPULATION,
    direction: Direction = Direction.HIGHER,
) -> dict[Unit, Fraction | None]:
    """(x - mean) / standard deviation by unit, turned round where lower is better.

    No data stays None and has no part in mean and deviation; a deviation of 0 gives 0 to all.  A score
    that is no fraction has ``table.DIGITS`` significant digits.
    """
    known = {unit: value for unit, value in values.items() if value is not None}
    sign = 1 if direction is Direction.HIGHER else -1
    found: dict[Unit, Fraction | None] = dict.fromkeys(values)
    for unit, (side, square) in squared_scores(known, deviation).items():
        found[unit] = sign * side * root(square)
    return found


def min_max(
    values: Mapping[Unit, Fraction | None],
    low: Fraction | int = 0,
    high: Fraction | int = 1,
    direction: Direction = Direction.HIGHER,
    all_equal: AllEqual = AllEqual.HIGH_IF_POSITIVE,
) -> dict[Unit, Fraction | None]:
    """The values by unit, moved so that the worst is ``low`` and the best ``high``; exact.

    No data stays None and is neither worst nor best.  ValueError unless low < high.
    """
    if not low < high:
        raise ValueError(low, high)
    known = [value for value in values.values() if value is not None]
    found: dict[Unit, Fraction | None] = dict.fromkeys(values)
    if not known:
        return found
    worst, best = min(known), max(known)
    if direction is Direction.LOWER:
        worst, best = best, worst
    same = _same(best, Fraction(low), Fraction(high), direction, all_equal)
    for unit, value in values.items():
        if value is not None:
            found[unit] = same if worst == best else low + (value - worst) / (best - worst) * (high - low)
    return found


def _same(
    value: Fraction, low: Fraction, high: Fraction, direction: Direction, all_equal: AllEqual
) -> Fraction | None:
    if all_equal is AllEqual.NOTHING:
        return None
    positive = value > 0 or direction is Direction.LOWER
    highest = all_equal is AllEqual.HIGH or (all_equal is AllEqual.HIGH_IF_POSITIVE and positive)
    return high if highest else low


def proportional(
    values: Mapping[Unit, Fraction | None], high: Fraction | int = 1
) -> dict[Unit, Fraction | None]:
    """The values by unit over the highest one, times ``high``; exact.  0 to all when the highest is 0.

    No data stays None.  ValueError for a value below 0: its share of the best has no meaning.
    """
    known = [value for value in values.values() if value is not None]
    best = max(known, default=ZERO)
    if min(known, default=ZERO) < 0:
        raise ValueError(min(known))
    return {
        unit: None if value is None else value / best * high if best else ZERO
        for unit, value in values.items()
    }


def weighted_mean(values: Mapping[Key, Fraction | None], weights: Mapping[Key, Fraction]) -> Fraction | None:
    """Σ weight·value / Σ weight over what has a value; None when nothing with a weight has one.

    What has no value takes no part, so that the other weights are raised in proportion.  KeyError for a
    value without weight.
    """
    over = under = ZERO
    for key, value in values.items():
        if value is not None:
            over, under = over + weights[key] * value, under + weights[key]
    return over / under if under else None


def totals_by_z(table: Table[Unit], deviation: Deviation = Deviation.POPULATION) -> dict[Unit, Fraction]:
    """The mean standard score of every unit, weighted by the maxima, in standard deviations.

    The formula is at the head of this module.  0 for a unit for which no criterion counts.  Rank with
    ``decimals=TIE_DECIMALS``: equal totals may differ in the last digits of their roots.
    """
    columns = {each.code: z_scores(_points(table, each.code), deviation) for each in table.criteria}
    return _means(table, columns)


def totals_by_min_max(
    table: Table[Unit], all_equal: AllEqual = AllEqual.HIGH_IF_POSITIVE
) -> dict[Unit, Fraction]:
    """The points of every unit if each criterion went from 0 for the lowest to its maximum for the best.

    The formula is at the head of this module; exact.  0 for a unit for which no criterion counts.
    """
    columns = {each.code: min_max(_points(table, each.code), all_equal=all_equal) for each in table.criteria}
    return {unit: mean * table.maximum for unit, mean in _means(table, columns).items()}


def _points(table: Table[Unit], code: str) -> dict[Unit, Fraction | None]:
    """The points on a criterion where it counts, 0 where there is no data."""
    return {unit: points or ZERO for unit, points in table.column(code).items()}


def _means(table: Table[Unit], columns: Mapping[str, Mapping[Unit, Fraction | None]]) -> dict[Unit, Fraction]:
    weights = {each.code: each.maximum for each in table.criteria}
    return {
        unit: weighted_mean({code: column.get(unit) for code, column in columns.items()}, weights) or ZERO
        for unit in table.points
    }

"""How the units' values lie on a criterion: centre, deviation, and who is far away."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum
from fractions import Fraction
from typing import Generic, NamedTuple

from frameworks.analysis.table import Table, Unit, over_one_denominator, root


class Deviation(StrEnum):
    """Which standard deviation: squares over n (all units there are), or over n - 1 (a sample)."""

    POPULATION = "population"
    SAMPLE = "sample"


class Statistics(NamedTuple):
    """Statistics of some values, in their unit; ``size`` is how many there are.

    ``mean``, ``median``, ``minimum`` and ``maximum`` are exact; the deviations are exact or have
    ``table.DIGITS`` significant digits.  One value alone has no sample deviation (None).
    """

    size: int
    mean: Fraction
    median: Fraction
    population_deviation: Fraction
    sample_deviation: Fraction | None
    minimum: Fraction
    maximum: Fraction


class Spread(NamedTuple, Generic[Unit]):
    """How the units lie on one criterion.

    ``statistics`` is None when no unit has data.  ``far`` gives the standard score of each unit that
    lies too far from the mean: above 0 for more than the mean.  ``without_data`` names the rest.
    """

    statistics: Statistics | None
    far: Mapping[Unit, Fraction]
    without_data: tuple[Unit, ...]


def median(values: Iterable[Fraction]) -> Fraction:
    """The middle value, or the mean of the two in the middle; ValueError when there are none."""
    ordered = sorted(values)
    if not ordered:
        raise ValueError(ordered)
    half = len(ordered) // 2
    return ordered[half] if len(ordered) % 2 else (ordered[half - 1] + ordered[half]) / 2


def describe(values: Iterable[Fraction]) -> Statistics:
    """The statistics of these values; ValueError when there are none."""
    listed = list(values)
    middle = median(listed)
    numerators, denominator = over_one_denominator(listed)
    count, total = len(listed), sum(numerators)
    squares = _count_times_squares(numerators)
    scale = count * denominator * denominator
    return Statistics(
        size=count,
        mean=Fraction(total, count * denominator),
        median=middle,
        population_deviation=root(Fraction(squares, scale * count)),
        sample_deviation=root(Fraction(squares, scale * (count - 1))) if count > 1 else None,
        minimum=min(listed),
        maximum=max(listed),
    )


def squared_scores(
    values: Mapping[Unit, Fraction], deviation: Deviation = Deviation.POPULATION
) -> dict[Unit, tuple[int, Fraction]]:
    """For every unit, on which side of the mean it lies (-1, 0, 1) and its standard score squared.

    (x - mean)² / variance, exactly: nothing is approximated before a root is taken.  Where all values
    are equal (one alone is), the deviation is 0 and so is every score.
    """
    numerators, _ = over_one_denominator(values.values())
    count, total = len(numerators), sum(numerators)
    over, under = _count_times_squares(numerators), 1
    if deviation is Deviation.SAMPLE:
        over, under = over * count, count - 1
    found = {}
    for unit, numerator in zip(values, numerators, strict=True):
        away = count * numerator - total
        square = Fraction(away * away * under, over) if away else Fraction(0)
        found[unit] = ((away > 0) - (away < 0), square)
    return found


def spread(
    values: Mapping[Unit, Fraction | None],
    far: Fraction | int = 2,
    deviation: Deviation = Deviation.POPULATION,
) -> Spread[Unit]:
    """The statistics of the values by unit, and the units farther than ``far`` deviations from the mean.

    Farther, not just as far; the comparison is exact.  Among n units nobody can be farther than
    √(n - 1) population deviations: with five units or fewer nobody is farther than 2.
    """
    known = {unit: value for unit, value in values.items() if value is not None}
    without = tuple(unit for unit, value in values.items() if value is None)
    if not known:
        return Spread(None, {}, without)
    limit = Fraction(far) ** 2
    scores = squared_scores(known, deviation)
    away = {unit: side * root(square) for unit, (side, square) in scores.items() if square > limit}
    return Spread(describe(known.values()), away, without)


def spreads(
    table: Table[Unit], far: Fraction | int = 2, deviation: Deviation = Deviation.POPULATION
) -> dict[str, Spread[Unit]]:
    """``spread`` of the points on every criterion, by code; units for which it does not count are out."""
    return {each.code: spread(table.column(each.code), far, deviation) for each in table.criteria}


def _count_times_squares(numerators: list[int]) -> int:
    """n Σ(x - mean)² of whole numbers, without a fraction: n Σx² - (Σx)²."""
    total = sum(numerators)
    return len(numerators) * sum(number * number for number in numerators) - total * total

"""The points of a group of units as the analysis reads them, and what every part of it needs.

Three kinds of points are kept apart: a number; ``None`` for no data, which counts as 0 points in totals
and is left out of statistics; and a criterion absent from a unit's points, which does not count for the
unit at all (not applicable): its total is what the rest earned, raised to the full maximum.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Context, Decimal
from fractions import Fraction
from functools import cached_property
from math import isqrt, lcm
from typing import Generic, NamedTuple, TypeVar

from frameworks.numbers import round_half_up

Unit = TypeVar("Unit", bound=Hashable)

#: Significant digits of a square root that is no fraction.
DIGITS = 30
ZERO = Fraction(0)

_WIDE = Context(prec=2 * DIGITS)
_NARROW = Context(prec=DIGITS)


class Criterion(NamedTuple):
    """A criterion that is scored: its code, its maximum in points, the code of its main index."""

    code: str
    maximum: Fraction
    main: str


@dataclass(frozen=True)
class Table(Generic[Unit]):
    """The criteria of a framework, and the points of every unit of one group by code of criterion.

    ValueError, with what was wrong, when a code is used twice, a maximum is not above 0, or points
    are given for a code that is no criterion.
    """

    criteria: tuple[Criterion, ...]
    points: Mapping[Unit, Mapping[str, Fraction | None]]

    def __post_init__(self) -> None:
        known = {criterion.code for criterion in self.criteria}
        if len(known) != len(self.criteria):
            raise ValueError([criterion.code for criterion in self.criteria])
        for criterion in self.criteria:
            if criterion.maximum <= 0:
                raise ValueError(criterion)
        for unit, given in self.points.items():
            if not given.keys() <= known:
                raise ValueError(unit, sorted(given.keys() - known))

    @cached_property
    def maximum(self) -> Fraction:
        """The sum of all maxima, in points."""
        return sum((criterion.maximum for criterion in self.criteria), ZERO)

    @cached_property
    def mains(self) -> Mapping[str, Fraction]:
        """The maximum of every main index, in points, in the order of the criteria."""
        maxima: dict[str, Fraction] = {}
        for criterion in self.criteria:
            maxima[criterion.main] = maxima.get(criterion.main, ZERO) + criterion.maximum
        return maxima

    def column(self, code: str) -> dict[Unit, Fraction | None]:
        """The points on one criterion, of the units for which it counts; empty if it is unknown."""
        return {unit: given[code] for unit, given in self.points.items() if code in given}

    def totals(self) -> dict[Unit, Fraction]:
        """The totals by the official rule: points × maximum / counted maximum; 0 if nothing counts."""
        found = {}
        for unit, given in self.points.items():
            counted = sum((each.maximum for each in self.criteria if each.code in given), ZERO)
            total = sum((points for points in given.values() if points is not None), ZERO)
            found[unit] = total * self.maximum / counted if counted else ZERO
        return found


def ranks(totals: Mapping[Unit, Fraction], decimals: int | None = None) -> dict[Unit, int]:
    """The rank of every unit from 1, the highest total first; ties share one, the next is skipped.

    With ``decimals``, totals are rounded half up first, as the published ranking does; without, they
    are compared exactly.
    """
    if decimals is not None:
        totals = {unit: round_half_up(total, decimals) for unit, total in totals.items()}
    first: dict[Fraction, int] = {}
    for position, total in enumerate(sorted(totals.values(), reverse=True), start=1):
        first.setdefault(total, position)
    return {unit: first[total] for unit, total in totals.items()}


def root(number: Fraction) -> Fraction:
    """The square root: exact where it is a fraction, else to ``DIGITS`` significant digits.

    ValueError for a number below 0.
    """
    if number < 0:
        raise ValueError(number)
    numerator, denominator = number.as_integer_ratio()
    above, below = isqrt(numerator), isqrt(denominator)
    if above * above == numerator and below * below == denominator:
        return Fraction(above, below)
    quotient = _WIDE.divide(Decimal(numerator), Decimal(denominator))
    return Fraction(_NARROW.plus(quotient.sqrt(_WIDE)))


def over_one_denominator(numbers: Iterable[Fraction]) -> tuple[list[int], int]:
    """The numerators over the smallest common denominator, in the given order, and that denominator."""
    listed = list(numbers)
    common = lcm(*(number.denominator for number in listed))
    return [number.numerator * (common // number.denominator) for number in listed], common

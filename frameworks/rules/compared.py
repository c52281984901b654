"""Rules that compare a unit with its group: they need the figures of all units.

Outside a group such a rule gives nothing and says that it waits.  ``bound`` to its group's scale it is
an ordinary rule again: the scale (lowest, highest …) is all it needs to know of the others, so one
sheet can be recomputed alone.  Meaning: ``scoring_rules.md`` min_max, proportional_to_best; S8.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from copy import copy
from decimal import ROUND_HALF_EVEN, Context, Decimal
from fractions import Fraction
from math import lcm
from typing import ClassVar

from frameworks import messages, wording
from frameworks.model import Figures
from frameworks.numbers import sum_exactly
from frameworks.rules.base import (
    ALL_EQUAL,
    COHORT_PENDING,
    NOTHING,
    Comparing,
    Inputs,
    Outcome,
    Rule,
    Scale,
    ScoreWarning,
    fixed,
    unwarned,
)
from frameworks.rules.quantities import Quotient
from frameworks.rules.ratios import zero_denominator_described, zero_denominator_worked
from frameworks.rules.reader import Reader, register

#: Digits kept of a square root, the only number here that no fraction writes exactly, and of long means.
ROOT_DIGITS = 30
ONE = Fraction(1)
ZERO = Fraction(0)
PENDING = fixed(ZERO, COHORT_PENDING)


def square_root(number: Fraction) -> Fraction:
    """The square root of a number from 0 up, to ``ROOT_DIGITS`` significant digits, half to even."""
    context = Context(prec=ROOT_DIGITS + 10, rounding=ROUND_HALF_EVEN)
    wide = context.sqrt(context.divide(Decimal(number.numerator), Decimal(number.denominator)))
    return Fraction(Context(prec=ROOT_DIGITS, rounding=ROUND_HALF_EVEN).plus(wide))


def shortened(number: Fraction) -> Fraction:
    """The number itself, or to ``ROOT_DIGITS`` significant digits where its denominator is longer."""
    if number.denominator < 10**ROOT_DIGITS:
        return number
    context = Context(prec=ROOT_DIGITS, rounding=ROUND_HALF_EVEN)
    return Fraction(context.divide(Decimal(number.numerator), Decimal(number.denominator)))


class Compared(Rule):
    """What the rules of this family share; ``scale`` is None until the rule is bound to a group.

    Within a group that is not all alike points are a straight line of the value, cut off at 0 and at
    the maximum; ``_straight`` is that line in whole numbers, so that a unit costs no fraction.
    """

    #: what ``scale_of`` gives, by name
    scale_names: ClassVar[frozenset[str]]
    direction: str = "higher"

    def __init__(self, maximum: Fraction, quotient: Quotient, when_zero: Outcome) -> None:
        super().__init__(maximum, quotient.inputs)
        self.quotient, self.when_zero = quotient, when_zero
        self.scale: Scale | None = None
        self._straight: tuple[int, int, int] | None = None

    def measure(self, figures: Figures) -> Fraction | None:
        """The value, turned round where lower is better: the higher the better, as everywhere."""
        value = self.quotient.value(figures)
        return -value if value is not None and self.direction == "lower" else value

    @abstractmethod
    def scale_of(self, values: Sequence[Fraction]) -> Scale:
        """What is needed of the group: ``values`` are those of the units that count, at least one."""

    @property
    def comparing(self) -> tuple[Comparing, ...]:
        return (self,)

    def compared(self, figures: Figures) -> tuple[Fraction | None, ...]:
        return (self.quotient.value(figures),)

    def bound(self, scales: Iterator[Scale]) -> Rule:
        """Bound to the next scale; to an empty one (nobody has a value) it goes on waiting."""
        rule, scale = copy(self), next(scales)
        rule.scale = scale or None
        line = rule._line(scale) if scale else None
        if line is not None:
            slope, start = line[0] * self.maximum, line[1] * self.maximum
            whole = lcm(slope.denominator, start.denominator)
            rule._straight = (int(slope * whole), int(start * whole), whole)
        return rule

    @abstractmethod
    def _line(self, scale: Scale) -> tuple[Fraction, Fraction] | None:
        """Slope and start: a value's share of the maximum is slope × value + start; None if all alike."""

    @abstractmethod
    def _alike(self, positive: bool) -> Outcome:
        """The points where the group shows no difference; ``positive``: the value is above 0."""

    @abstractmethod
    def _told(self, valued: str, value: Fraction, scale: Scale) -> str:
        """The comparison with its numbers, up to the points."""

    def evaluate(self, figures: Figures) -> Outcome:
        pair = self.quotient.pair(figures)
        if pair is None:
            return NOTHING
        of, to = pair
        if to <= 0:
            return self.when_zero
        if self._straight is None:
            return PENDING if self.scale is None else self._alike(of > 0)
        slope, start, whole = self._straight
        numerator, denominator = slope * of + start * to, whole * to
        if numerator <= 0:
            return NOTHING
        if numerator * self.maximum.denominator >= self.maximum.numerator * denominator:
            return self.full
        return unwarned(numerator, denominator)

    def work(self, figures: Figures, inputs: Inputs) -> str:
        value, outcome = self.quotient.value(figures), self.evaluate(figures)
        if value is None:
            return zero_denominator_worked(self.quotient.show(figures), outcome)
        valued = self.quotient.valued(figures)
        if self.scale is None:
            return messages.WORK_PENDING.format(valued=valued) + wording.gives(outcome.points)
        told = self._told(valued, value, self.scale)
        line = self._line(self.scale)
        if line is None:
            return told + wording.gives(outcome.points)
        return told + self._end(line[0] * value + line[1], outcome.points)

    def _end(self, share: Fraction, points: Fraction) -> str:
        """The end of an explanation: where the line is cut off, that it is."""
        if ZERO <= share <= ONE:
            return wording.equals_points(points)
        limit = messages.WORK_NOT_BELOW if share < ZERO else messages.WORK_LIMITED
        return limit.format(sum="", limit=wording.points(points)) + wording.gives(points)

    def shown(self, value: Fraction) -> str:
        """A value of this rule: a percent where it is a share."""
        return wording.percent(value) if self.quotient.is_share else wording.number(value)

    def share_of_maximum(self, share: Fraction, *warnings: ScoreWarning) -> Outcome:
        """A share of the maximum within 0 and 1."""
        return fixed(min(max(share, ZERO), ONE) * self.maximum, *warnings)


@register
class MinMax(Compared):
    """(x − min) / (max − min) × maximum over the group (Cà Mau 4.5, 5.9)."""

    kind = "min_max"
    parameters = frozenset({"of", "to", "direction", "all_equal", "zero_denominator"})
    scale_names = frozenset({"lowest", "highest"})

    def __init__(
        self,
        maximum: Fraction,
        quotient: Quotient,
        when_zero: Outcome,
        direction: str = "higher",
        all_equal: str = "full_if_positive",
    ) -> None:
        super().__init__(maximum, quotient, when_zero)
        self.direction, self.all_equal = direction, all_equal

    @classmethod
    def read(cls, reader: Reader) -> MinMax:
        """``of``, ``to``; ``direction: higher|lower``; ``all_equal: full_if_positive|full|zero``."""
        return cls(
            reader.maximum,
            reader.quotient(),
            reader.zero_denominator(),
            direction=reader.option("direction", "higher", "lower"),
            all_equal=reader.option("all_equal", "full_if_positive", "full", "zero"),
        )

    def scale_of(self, values: Sequence[Fraction]) -> Scale:
        return {"lowest": min(values), "highest": max(values)}

    def _line(self, scale: Scale) -> tuple[Fraction, Fraction] | None:
        low, high = scale["lowest"], scale["highest"]
        if low == high:
            return None
        slope = 1 / (high - low)
        return (slope, -low * slope) if self.direction == "higher" else (-slope, high * slope)

    def _alike(self, positive: bool) -> Outcome:
        full = self.all_equal == "full" or (self.all_equal == "full_if_positive" and positive)
        return self.share_of_maximum(ONE if full else ZERO, ALL_EQUAL)

    def describe(self, inputs: Inputs) -> str:
        told = messages.DESCRIBE_MIN_MAX if self.direction == "higher" else messages.DESCRIBE_MIN_MAX_LOWER
        told = told.format(quotient=self.quotient.describe(inputs), maximum=wording.number(self.maximum))
        told += messages.DESCRIBE_EQUAL[self.all_equal]
        return told + zero_denominator_described(self.when_zero)

    def _told(self, valued: str, value: Fraction, scale: Scale) -> str:
        low, high = scale["lowest"], scale["highest"]
        if low == high:
            return messages.WORK_ALL_EQUAL.format(valued=valued)
        shown = self.shown(value)
        top = (
            f"{shown} − {self.shown(low)}" if self.direction == "higher" else f"{self.shown(high)} − {shown}"
        )
        return messages.WORK_MIN_MAX.format(
            valued=valued,
            low=self.shown(low),
            high=self.shown(high),
            top=top,
            maximum=wording.number(self.maximum),
        )


@register
class ProportionalToBest(Compared):
    """x / the highest x of the group × maximum (Cà Mau 7.10)."""

    kind = "proportional_to_best"
    parameters = frozenset({"of", "to", "zero_denominator"})
    scale_names = frozenset({"highest"})

    @classmethod
    def read(cls, reader: Reader) -> ProportionalToBest:
        """``of``, perhaps over ``to``."""
        return cls(reader.maximum, reader.quotient(), reader.zero_denominator())

    def scale_of(self, values: Sequence[Fraction]) -> Scale:
        return {"highest": max(values)}

    def _line(self, scale: Scale) -> tuple[Fraction, Fraction] | None:
        return (1 / scale["highest"], ZERO) if scale["highest"] > 0 else None

    def _alike(self, positive: bool) -> Outcome:
        return NOTHING

    def describe(self, inputs: Inputs) -> str:
        told = messages.DESCRIBE_BEST.format(
            quotient=self.quotient.describe(inputs), maximum=wording.number(self.maximum)
        )
        return told + zero_denominator_described(self.when_zero)

    def _told(self, valued: str, value: Fraction, scale: Scale) -> str:
        if scale["highest"] <= 0:
            return messages.WORK_NONE_ABOVE_ZERO.format(valued=valued)
        return messages.WORK_BEST_OF.format(
            valued=valued,
            value=self.shown(value),
            high=self.shown(scale["highest"]),
            maximum=wording.number(self.maximum),
        )


@register
class ZScore(Compared):
    """z = (x − mean) / deviation, laid evenly from ``low`` (0) to ``high`` (the maximum); S8.

    Where all values are equal z is 0.  The deviation is rounded (``ROOT_DIGITS`` digits), the mean only
    where it would have a longer denominator: thousands of units share hardly any.
    """

    kind = "z_score"
    parameters = frozenset({"of", "to", "deviation", "low", "high", "direction", "zero_denominator"})
    scale_names = frozenset({"mean", "deviation"})

    def __init__(
        self,
        maximum: Fraction,
        quotient: Quotient,
        when_zero: Outcome,
        options: Mapping[str, str] | None = None,
        limits: tuple[Fraction, Fraction] = (Fraction(-3), Fraction(3)),
    ) -> None:
        super().__init__(maximum, quotient, when_zero)
        self.options = {"deviation": "population", "direction": "higher", **(options or {})}
        self.direction = self.options["direction"]
        self.low, self.high = limits

    @classmethod
    def read(cls, reader: Reader) -> ZScore:
        """``deviation: population|sample``, ``low`` and ``high`` (default -3 and 3), ``direction``."""
        low, high = reader.number("low", Fraction(-3)), reader.number("high", Fraction(3))
        if low >= high:
            reader.problem(messages.LIMITS_LOW_HIGH)
            high = low + 1
        options = {
            "deviation": reader.option("deviation", "population", "sample"),
            "direction": reader.option("direction", "higher", "lower"),
        }
        return cls(reader.maximum, reader.quotient(), reader.zero_denominator(), options, (low, high))

    def scale_of(self, values: Sequence[Fraction]) -> Scale:
        count = len(values)
        pairs = [value.as_integer_ratio() for value in values]
        mean = sum_exactly(pairs) / count
        squares = sum_exactly((of * of, to * to) for of, to in pairs) - mean * mean * count
        over = count if self.options["deviation"] == "population" else count - 1
        return {"mean": shortened(mean), "deviation": square_root(squares / over) if over else ZERO}

    def _z(self, value: Fraction, scale: Scale) -> Fraction:
        if not scale["deviation"]:
            return ZERO
        z = (value - scale["mean"]) / scale["deviation"]
        return z if self.direction == "higher" else -z

    def _line(self, scale: Scale) -> tuple[Fraction, Fraction] | None:
        mean, deviation = scale["mean"], scale["deviation"]
        if not deviation:
            return None
        slope = 1 / (deviation * (self.high - self.low))
        start = -self.low / (self.high - self.low)
        return (slope, start - mean * slope) if self.direction == "higher" else (-slope, start + mean * slope)

    def _alike(self, positive: bool) -> Outcome:
        return self.share_of_maximum(-self.low / (self.high - self.low), ALL_EQUAL)

    def describe(self, inputs: Inputs) -> str:
        told = messages.DESCRIBE_Z.format(
            quotient=self.quotient.describe(inputs),
            deviation=messages.DEVIATIONS[self.options["deviation"]],
            low=wording.exactly(self.low),
            high=wording.exactly(self.high),
            maximum=wording.number(self.maximum),
        )
        told += messages.DESCRIBE_Z_LOWER if self.direction == "lower" else ""
        return told + zero_denominator_described(self.when_zero)

    def _told(self, valued: str, value: Fraction, scale: Scale) -> str:
        return messages.WORK_Z.format(
            valued=valued,
            mean=self.shown(scale["mean"]),
            deviation=self.shown(scale["deviation"]),
            z=wording.equals(self._z(value, scale)),
            low=wording.exactly(self.low),
            high=wording.exactly(self.high),
            maximum=wording.number(self.maximum),
        )


#: The rules that compare units, by name.
COMPARED = frozenset({MinMax.kind, ProportionalToBest.kind, ZScore.kind})

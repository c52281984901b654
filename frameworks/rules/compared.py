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

from frameworks import messages, wording
from frameworks.model import Figures
from frameworks.rules.base import (
    ALL_EQUAL,
    COHORT_PENDING,
    NOTHING,
    Comparing,
    Inputs,
    Outcome,
    Rule,
    Scale,
    fixed,
)
from frameworks.rules.quantities import Quotient
from frameworks.rules.ratios import zero_denominator_worked
from frameworks.rules.reader import Reader, register

#: Digits kept of a square root; roots are the only numbers here that no fraction writes exactly.
ROOT_DIGITS = 30
ONE = Fraction(1)
ZERO = Fraction(0)
PENDING = fixed(ZERO, COHORT_PENDING)


def square_root(number: Fraction) -> Fraction:
    """The square root of a number from 0 up, to ``ROOT_DIGITS`` significant digits, half to even."""
    context = Context(prec=ROOT_DIGITS + 10, rounding=ROUND_HALF_EVEN)
    wide = context.sqrt(context.divide(Decimal(number.numerator), Decimal(number.denominator)))
    return Fraction(Context(prec=ROOT_DIGITS, rounding=ROUND_HALF_EVEN).plus(wide))


class Compared(Rule):
    """What the rules of this family share; ``scale`` is None until the rule is bound to a group."""

    def __init__(self, maximum: Fraction, quotient: Quotient, when_zero: Outcome) -> None:
        super().__init__(maximum, quotient.inputs)
        self.quotient, self.when_zero = quotient, when_zero
        self.scale: Scale | None = None

    def measure(self, figures: Figures) -> Fraction | None:
        return self.quotient.value(figures)

    @abstractmethod
    def scale_of(self, values: Sequence[Fraction]) -> Scale:
        """What is needed of the group: ``values`` are those of the units that count, at least one."""

    @property
    def comparing(self) -> tuple[Comparing, ...]:
        return (self,)

    def compared(self, figures: Figures) -> tuple[Fraction | None, ...]:
        return (self.measure(figures),)

    def bound(self, scales: Iterator[Scale]) -> Rule:
        rule = copy(self)
        rule.scale = next(scales)
        return rule

    @abstractmethod
    def _compare(self, value: Fraction, scale: Scale) -> Outcome:
        """The points of a value within a group."""

    @abstractmethod
    def _told(self, valued: str, value: Fraction, scale: Scale) -> str:
        """The comparison with its numbers, up to the points."""

    def evaluate(self, figures: Figures) -> Outcome:
        pair = self.quotient.pair(figures)
        if pair is None:
            return NOTHING
        if pair[1] <= 0:
            return self.when_zero
        return PENDING if self.scale is None else self._compare(Fraction(*pair), self.scale)

    def work(self, figures: Figures, inputs: Inputs) -> str:
        value, outcome = self.quotient.value(figures), self.evaluate(figures)
        if value is None:
            return zero_denominator_worked(self.quotient.show(figures), outcome)
        valued = self.quotient.valued(figures)
        if self.scale is None:
            return messages.WORK_PENDING.format(valued=valued)
        return self._told(valued, value, self.scale) + wording.equals_points(outcome.points)

    def shown(self, value: Fraction) -> str:
        """A value of this rule: a percent where it is a share."""
        return wording.percent(value) if self.quotient.is_share else wording.number(value)

    def clipped(self, share: Fraction, *, equal: bool = False) -> Outcome:
        """A share of the maximum within 0 and 1."""
        points = min(max(share, ZERO), ONE) * self.maximum
        return fixed(points, ALL_EQUAL) if equal else fixed(points)

    @staticmethod
    def quotient_of(reader: Reader) -> Quotient:
        """``of``, perhaps over ``to``."""
        return reader.quotient()


@register
class MinMax(Compared):
    """(x − min) / (max − min) × maximum over the group (Cà Mau 4.5, 5.9)."""

    kind = "min_max"
    parameters = frozenset({"of", "to", "direction", "all_equal", "zero_denominator"})

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
            cls.quotient_of(reader),
            reader.zero_denominator(),
            direction=reader.option("direction", "higher", "lower"),
            all_equal=reader.option("all_equal", "full_if_positive", "full", "zero"),
        )

    def scale_of(self, values: Sequence[Fraction]) -> Scale:
        return {"lowest": min(values), "highest": max(values)}

    def _compare(self, value: Fraction, scale: Scale) -> Outcome:
        low, high = scale["lowest"], scale["highest"]
        if low == high:
            full = self.all_equal == "full" or (self.all_equal == "full_if_positive" and value > 0)
            return self.clipped(ONE if full else ZERO, equal=True)
        top = value - low if self.direction == "higher" else high - value
        return self.clipped(top / (high - low))

    def describe(self, inputs: Inputs) -> str:
        told = messages.DESCRIBE_MIN_MAX if self.direction == "higher" else messages.DESCRIBE_MIN_MAX_LOWER
        told = told.format(quotient=self.quotient.describe(inputs), maximum=wording.number(self.maximum))
        return told + messages.DESCRIBE_EQUAL[self.all_equal]

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

    @classmethod
    def read(cls, reader: Reader) -> ProportionalToBest:
        """``of``, perhaps over ``to``."""
        return cls(reader.maximum, cls.quotient_of(reader), reader.zero_denominator())

    def scale_of(self, values: Sequence[Fraction]) -> Scale:
        return {"highest": max(values)}

    def _compare(self, value: Fraction, scale: Scale) -> Outcome:
        highest = scale["highest"]
        return self.clipped(value / highest) if highest > 0 else NOTHING

    def describe(self, inputs: Inputs) -> str:
        return messages.DESCRIBE_BEST.format(
            quotient=self.quotient.describe(inputs), maximum=wording.number(self.maximum)
        )

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

    Where all values are equal z is 0.  Only the deviation is rounded (``ROOT_DIGITS`` digits).
    """

    kind = "z_score"
    parameters = frozenset({"of", "to", "deviation", "low", "high", "direction", "zero_denominator"})

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
        return cls(reader.maximum, cls.quotient_of(reader), reader.zero_denominator(), options, (low, high))

    def scale_of(self, values: Sequence[Fraction]) -> Scale:
        count = len(values)
        mean = sum(values, ZERO) / count
        squares = sum(((value - mean) ** 2 for value in values), ZERO)
        over = count if self.options["deviation"] == "population" else count - 1
        return {"mean": mean, "deviation": square_root(squares / over) if over else ZERO}

    def _z(self, value: Fraction, scale: Scale) -> Fraction:
        if not scale["deviation"]:
            return ZERO
        z = (value - scale["mean"]) / scale["deviation"]
        return z if self.options["direction"] == "higher" else -z

    def _compare(self, value: Fraction, scale: Scale) -> Outcome:
        share = (self._z(value, scale) - self.low) / (self.high - self.low)
        return self.clipped(share, equal=not scale["deviation"])

    def describe(self, inputs: Inputs) -> str:
        told = messages.DESCRIBE_Z.format(
            quotient=self.quotient.describe(inputs),
            deviation=messages.DEVIATIONS[self.options["deviation"]],
            low=wording.exactly(self.low),
            high=wording.exactly(self.high),
            maximum=wording.number(self.maximum),
        )
        return told + (messages.DESCRIBE_Z_LOWER if self.options["direction"] == "lower" else "")

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

"""Rules with half credit for one part of a total and full credit for another."""

from __future__ import annotations

from fractions import Fraction
from typing import cast

from frameworks import messages, wording
from frameworks.model import Figures
from frameworks.rules.base import NOTHING, OVERLAP, Inputs, Outcome, Rule, RuleFault, fixed
from frameworks.rules.quantities import Quantity, Quotient
from frameworks.rules.ratios import zero_denominator_described, zero_denominator_worked
from frameworks.rules.reader import Reader, register

HALF = Fraction(1, 2)


@register
class TwoRatioHalfFull(Rule):
    """(half/to) × M/2 + (full/to) × M, capped; half and full are disjoint (Ninh Thuận 5.2.1)."""

    kind = "two_ratio_half_full"
    parameters = frozenset({"half", "full", "to", "zero_denominator"})

    def __init__(
        self, maximum: Fraction, half: Quantity, full: Quantity, to: Quantity, when_zero: Outcome
    ) -> None:
        super().__init__(maximum, half.names + full.names + to.names)
        self.half, self.whole, self.to = half, full, to
        self.when_zero = when_zero
        self.overlapping = fixed(maximum, OVERLAP)

    @classmethod
    def read(cls, reader: Reader) -> TwoRatioHalfFull:
        """``half``, ``full`` and ``to``: inputs or lists of inputs."""
        half, full = reader.quantity("half"), reader.quantity("full")
        return cls(reader.maximum, half, full, reader.denominator(), reader.zero_denominator())

    def evaluate(self, figures: Figures) -> Outcome:
        half, full, to = self.half.value(figures), self.whole.value(figures), self.to.value(figures)
        if half is None or full is None or to is None:
            return NOTHING
        if to <= 0:
            return self.when_zero
        share = (half * HALF + full) / to
        if half + full > to:
            points = min(max(share, Fraction(0)), Fraction(1)) * self.maximum
            return Outcome(points.numerator, points.denominator, self.overlapping.warnings)
        if share <= 0:
            return NOTHING
        points = share * self.maximum
        return Outcome(points.numerator, points.denominator)

    def faults(self, figures: Figures, inputs: Inputs) -> list[RuleFault]:
        """Half and full together may not exceed the total."""
        if self.half.single is None or self.whole.single is None or self.to.single is None:
            return []
        half, full, to = self.half.value(figures), self.whole.value(figures), self.to.value(figures)
        if half is None or full is None or to is None or half + full <= to:
            return []
        message = messages.SUM_AT_MOST.format(
            title=inputs[self.half.single].title,
            second=inputs[self.whole.single].title,
            value=wording.figure(half + full),
            other=inputs[self.to.single].title,
            limit=wording.figure(to),
        )
        return [
            RuleFault(self.half.single, self.to.single, "sum_at_most", message),
            RuleFault(self.whole.single, self.to.single, "sum_at_most", message),
        ]

    def describe(self, inputs: Inputs) -> str:
        told = messages.DESCRIBE_TWO_RATIO.format(
            half=self.half.describe(inputs),
            full=self.whole.describe(inputs),
            to=self.to.describe(inputs),
            maximum=wording.number(self.maximum),
        )
        return told + zero_denominator_described(self.when_zero)

    def work(self, figures: Figures, inputs: Inputs) -> str:
        shown = f"({self.half.show(figures)} × 1/2 + {self.whole.show(figures)})/{self.to.show(figures)}"
        outcome = self.evaluate(figures)
        half, full, to = (
            cast(Fraction, quantity.value(figures)) for quantity in (self.half, self.whole, self.to)
        )
        if to <= 0:
            return zero_denominator_worked(shown, outcome)
        share = (half * HALF + full) / to
        valued = f"{shown} {wording.equals_percent(share)}"
        factor = wording.percent(share) if wording.is_short(share * 100) else shown
        if share > 1:
            valued, factor = valued + messages.WORK_CAPPED, wording.percent(Fraction(1))
        return f"{valued} → {factor} × {wording.number(self.maximum)}{wording.equals_points(outcome.points)}"


@register
class GatedTwoRatio(TwoRatioHalfFull):
    """The maximum once full/to reaches ``at_least``, else half and full credit (Ninh Thuận 5.8)."""

    kind = "gated_two_ratio"
    parameters = TwoRatioHalfFull.parameters | {"at_least"}

    def __init__(
        self,
        maximum: Fraction,
        half: Quantity,
        full: Quantity,
        to: Quantity,
        when_zero: Outcome,
        at_least: Fraction = Fraction(1),
    ) -> None:
        super().__init__(maximum, half, full, to, when_zero)
        self.at_least = at_least
        self.gate = Quotient(full, to)

    @classmethod
    def read(cls, reader: Reader) -> GatedTwoRatio:
        """As ``two_ratio_half_full``, with ``at_least`` for the gate."""
        half, full, to = reader.quantity("half"), reader.quantity("full"), reader.denominator()
        return cls(reader.maximum, half, full, to, reader.zero_denominator(), reader.positive("at_least"))

    def _reached(self, figures: Figures) -> bool:
        of, to = self.gate.pair(figures) or (0, 0)
        return to > 0 and of * self.at_least.denominator >= to * self.at_least.numerator

    def evaluate(self, figures: Figures) -> Outcome:
        if not self._reached(figures):
            return super().evaluate(figures)
        half, full, to = self.half.value(figures), self.whole.value(figures), self.to.value(figures)
        if half is None or full is None or to is None:
            return NOTHING
        return self.overlapping if half + full > to else self.full

    def describe(self, inputs: Inputs) -> str:
        return messages.DESCRIBE_GATED_TWO_RATIO.format(
            full=self.whole.describe(inputs),
            to=self.to.describe(inputs),
            at_least=wording.exact_percent(self.at_least),
            maximum=wording.number(self.maximum),
            rest=super().describe(inputs),
        )

    def work(self, figures: Figures, inputs: Inputs) -> str:
        if not self._reached(figures):
            return super().work(figures, inputs)
        met = messages.WORK_THRESHOLD_MET.format(at_least=wording.exact_percent(self.at_least))
        return self.gate.valued(figures) + met + wording.gives(self.evaluate(figures).points)

"""The rule that counts: so many points each, up to a cap."""

from __future__ import annotations

from fractions import Fraction
from typing import cast

from frameworks import messages, wording
from frameworks.model import Figures
from frameworks.rules.base import NOTHING, Inputs, Outcome, Rule, fixed, unwarned
from frameworks.rules.quantities import Quantity
from frameworks.rules.reader import Reader, register


@register
class CountCapped(Rule):
    """Number × points each, not above the cap (Cà Mau 6.21, Ninh Thuận 1.1.2)."""

    kind = "count_capped"
    parameters = frozenset({"of", "each", "cap"})

    def __init__(self, maximum: Fraction, of: Quantity, each: Fraction, cap: Fraction) -> None:
        super().__init__(maximum, of.names)
        self.of, self.each, self.cap = of, each, cap
        self.capped = fixed(cap)
        self._numerator, self._denominator = each.as_integer_ratio()

    @classmethod
    def read(cls, reader: Reader) -> CountCapped:
        """``of``: inputs; ``each``: points for one; ``cap``: points at most (default the maximum)."""
        of, each, cap = reader.quantity("of"), reader.positive("each"), reader.positive("cap", reader.maximum)
        if cap > reader.maximum:
            reader.problem(messages.CAP_ABOVE_MAXIMUM.format(maximum=wording.number(reader.maximum)))
        return cls(reader.maximum, of, each, min(cap, reader.maximum))

    def evaluate(self, figures: Figures) -> Outcome:
        count = self.of.value(figures)
        if count is None:
            return NOTHING
        whole, part = count.as_integer_ratio()
        if whole <= 0:
            return NOTHING
        numerator, denominator = whole * self._numerator, part * self._denominator
        if numerator * self.cap.denominator >= self.cap.numerator * denominator:
            return self.capped
        return unwarned(numerator, denominator)

    def describe(self, inputs: Inputs) -> str:
        units = {inputs[name].unit for name in self.of.names}
        return messages.DESCRIBE_COUNT.format(
            of=self.of.describe(inputs),
            unit=units.pop() if len(units) == 1 and "" not in units else messages.COUNT_UNIT,
            each=wording.exactly(self.each),
            cap=wording.exactly(self.cap),
        )

    def work(self, figures: Figures, inputs: Inputs) -> str:
        points = self.evaluate(figures).points
        product = cast(Fraction, self.of.value(figures)) * self.each
        shown = f"{self.of.show(figures)} × {wording.exactly(self.each)}"
        if product <= self.cap:
            return shown + wording.equals_points(points)
        limited = messages.WORK_LIMITED.format(
            sum=f"{shown} {wording.equals(product)}", limit=wording.points(self.cap)
        )
        return limited + wording.gives(points)

"""Points that come from outside the unit's figures: given by a person, or handed in."""

from __future__ import annotations

from fractions import Fraction
from typing import cast

from frameworks import messages, wording
from frameworks.model import Figures
from frameworks.rules.base import NOTHING, Inputs, Outcome, Rule, unwarned
from frameworks.rules.reader import Reader, register


@register
class Manual(Rule):
    """No figures and no formula: 0 until points are given in appraisal."""

    kind = "manual"
    parameters = frozenset()

    def __init__(self, maximum: Fraction) -> None:
        super().__init__(maximum, ())

    @classmethod
    def read(cls, reader: Reader) -> Manual:
        """No parameters; never a part of another rule."""
        if not reader.whole:
            reader.problem(messages.MANUAL_INSIDE)
        return cls(reader.maximum)

    def evaluate(self, figures: Figures) -> Outcome:
        return NOTHING

    def describe(self, inputs: Inputs) -> str:
        return messages.DESCRIBE_MANUAL.format(maximum=wording.number(self.maximum))

    def work(self, figures: Figures, inputs: Inputs) -> str:
        return messages.WORK_MANUAL + wording.gives(Fraction(0))


@register
class Imported(Rule):
    """Points handed in by a survey, a tool, experts or a ministry (1726, II.2.b.iii-v).

    A number is the points themselves; a percent (of favourable answers) is a share of the maximum.
    """

    kind = "imported"
    parameters = frozenset({"of"})

    def __init__(self, maximum: Fraction, name: str, percent: bool) -> None:
        super().__init__(maximum, [name])
        self.name = name
        self.percent = percent
        self.factor = maximum / 100 if percent else Fraction(1)

    @classmethod
    def read(cls, reader: Reader) -> Imported:
        """``of``: one percent input, or one number from 0 to the maximum."""
        name = reader.input("of", "number", "percent")
        declared = reader.inputs.get(name)
        percent = declared is not None and declared.type == "percent"
        if (
            declared is not None
            and not percent
            and not (declared.minimum == 0 and declared.maximum == reader.maximum)
        ):
            reader.problem(messages.IMPORTED_RANGE.format(name=name, maximum=wording.number(reader.maximum)))
        return cls(reader.maximum, name, percent)

    def measure(self, figures: Figures) -> Fraction | None:
        return cast("Fraction | None", figures.get(self.name))

    def evaluate(self, figures: Figures) -> Outcome:
        value = self.measure(figures)
        if value is None or value <= 0:
            return NOTHING
        points = value * self.factor
        return self.full if points >= self.maximum else unwarned(*points.as_integer_ratio())

    def describe(self, inputs: Inputs) -> str:
        told = messages.DESCRIBE_IMPORTED_PERCENT if self.percent else messages.DESCRIBE_IMPORTED
        return told.format(
            title=inputs[self.name].title,
            supplier=messages.IMPORTED_FROM,
            maximum=wording.number(self.maximum),
        )

    def work(self, figures: Figures, inputs: Inputs) -> str:
        points = self.evaluate(figures).points
        value = cast(Fraction, figures[self.name])
        if self.percent:
            steps = f"{wording.figure(value)} % × {wording.number(self.maximum)}"
            return steps + wording.equals_points(points)
        return inputs[self.name].title + wording.gives(points)

"""Points given directly by a person, with a reason."""

from __future__ import annotations

from fractions import Fraction

from frameworks import messages, wording
from frameworks.model import Figures
from frameworks.rules.base import NOTHING, Inputs, Outcome, Rule
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

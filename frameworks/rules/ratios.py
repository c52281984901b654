"""Rules on a ratio: times the maximum, against a target, behind a gate, complete or in part."""

from __future__ import annotations

from fractions import Fraction
from typing import ClassVar

from frameworks import messages, wording
from frameworks.model import Figures
from frameworks.rules.base import ABOVE_ONE, NOT_APPLICABLE, NOTHING, Inputs, Outcome, Rule, fixed, unwarned
from frameworks.rules.quantities import Quotient
from frameworks.rules.reader import Reader, register

RATIO_PARAMETERS = frozenset({"of", "to", "zero_denominator", "above_one"})


def zero_denominator_described(outcome: Outcome) -> str:
    """The end of a rule's description when 0 as denominator gives something else than 0 points."""
    if NOT_APPLICABLE in outcome.warnings:
        return messages.DESCRIBE_ZERO_NOT_APPLICABLE
    return messages.DESCRIBE_ZERO_FULL if outcome.numerator else ""


def zero_denominator_worked(shown: str, outcome: Outcome) -> str:
    """The explanation of a computation whose denominator is 0."""
    told = messages.WORK_ZERO_DENOMINATOR.format(shown=shown)
    if NOT_APPLICABLE in outcome.warnings:
        return told + messages.WORK_NOT_APPLICABLE
    return told + wording.gives(outcome.points)


@register
class Ratio(Rule):
    """Ratio × maximum, capped at the maximum (Cà Mau 1.3, Ninh Thuận 3.1.1)."""

    kind = "ratio"
    parameters = RATIO_PARAMETERS
    description: ClassVar[str] = messages.DESCRIBE_RATIO

    def __init__(self, maximum: Fraction, quotient: Quotient, when_zero: Outcome, warns: bool = True) -> None:
        super().__init__(maximum, quotient.inputs)
        self.quotient = quotient
        self.when_zero = when_zero
        self.above = fixed(maximum, ABOVE_ONE) if warns else self.full
        self._numerator, self._denominator = maximum.numerator, maximum.denominator

    @classmethod
    def read(cls, reader: Reader) -> Ratio:
        """``of`` over ``to``, with the options ``zero_denominator`` and ``above_one``."""
        quotient = reader.quotient(needs_to=True)
        return cls(reader.maximum, quotient, reader.zero_denominator(), reader.warns_above_one())

    def measure(self, figures: Figures) -> Fraction | None:
        return self.quotient.value(figures)

    def evaluate(self, figures: Figures) -> Outcome:
        pair = self.quotient.pair(figures)
        if pair is None:
            return NOTHING
        of, to = pair
        if to <= 0:
            return self.when_zero
        if of >= to:
            return self.above if of > to else self.full
        if of <= 0:
            return NOTHING
        return unwarned(of * self._numerator, to * self._denominator)

    def describe(self, inputs: Inputs) -> str:
        told = self.description.format(
            quotient=self.quotient.describe(inputs), maximum=wording.number(self.maximum)
        )
        return told + zero_denominator_described(self.when_zero)

    def work(self, figures: Figures, inputs: Inputs) -> str:
        outcome = self.evaluate(figures)
        of, to = self.quotient.pair(figures) or (0, 0)
        if to <= 0:
            return zero_denominator_worked(self.quotient.show(figures), outcome)
        valued, factor = self.quotient.valued(figures), self.quotient.factor(figures)
        if of > to:
            valued, factor = valued + messages.WORK_CAPPED, wording.percent(Fraction(1))
        return f"{valued} → {factor} × {wording.number(self.maximum)}{wording.equals_points(outcome.points)}"


@register
class CompleteElseRatio(Ratio):
    """The maximum if complete, else by the share provided (Ninh Thuận 5.13.1)."""

    kind = "complete_else_ratio"
    description = messages.DESCRIBE_COMPLETE


@register
class GatedRatio(Ratio):
    """Ratio × maximum if the gate holds, else nothing (Ninh Thuận 2.2.3)."""

    kind = "gated_ratio"
    parameters = RATIO_PARAMETERS | {"if"}

    def __init__(
        self, maximum: Fraction, quotient: Quotient, when_zero: Outcome, warns: bool = True, gate: str = ""
    ) -> None:
        super().__init__(maximum, quotient, when_zero, warns)
        self.gate = gate
        self.inputs = tuple(dict.fromkeys((gate, *self.inputs)))

    @classmethod
    def read(cls, reader: Reader) -> GatedRatio:
        """``if``: a yes/no input; the rest as ``ratio``."""
        gate = reader.input("if", "boolean")
        quotient = reader.quotient(needs_to=True)
        return cls(reader.maximum, quotient, reader.zero_denominator(), reader.warns_above_one(), gate)

    def missing(self, figures: Figures) -> tuple[str, ...]:
        """Nothing but the gate is needed once the gate is "no"."""
        return () if figures.get(self.gate) is False else super().missing(figures)

    def evaluate(self, figures: Figures) -> Outcome:
        return super().evaluate(figures) if figures.get(self.gate) is True else NOTHING

    def describe(self, inputs: Inputs) -> str:
        told = messages.DESCRIBE_GATED.format(
            gate=inputs[self.gate].title,
            quotient=self.quotient.describe(inputs),
            maximum=wording.number(self.maximum),
        )
        return told + zero_denominator_described(self.when_zero)

    def work(self, figures: Figures, inputs: Inputs) -> str:
        answer = wording.answer(figures[self.gate])
        told = messages.WORK_ANSWER.format(title=inputs[self.gate].title, answer=answer)
        if figures[self.gate] is not True:
            return told + wording.gives(Fraction(0))
        return f"{told}; {super().work(figures, inputs)}"


@register
class RatioTarget(Rule):
    """The maximum from the target on, below it ratio / target × maximum (Cà Mau 7.5).

    A target above 1 is an average (3 lượt/người), not a share: a ratio above 1 is then no oddity.
    """

    kind = "ratio_target"
    parameters = RATIO_PARAMETERS | {"target"}

    def __init__(
        self, maximum: Fraction, quotient: Quotient, target: Fraction, when_zero: Outcome, warns: bool = True
    ) -> None:
        super().__init__(maximum, quotient.inputs)
        self.quotient = quotient
        self.target = target
        self.when_zero = when_zero
        self.is_share = quotient.is_share and target <= 1
        self.above = fixed(maximum, ABOVE_ONE) if warns and self.is_share else self.full
        factor = maximum / target
        self._numerator, self._denominator = factor.numerator, factor.denominator

    @classmethod
    def read(cls, reader: Reader) -> RatioTarget:
        """``of`` over ``to`` against ``target`` (above 0)."""
        quotient, target = reader.quotient(needs_to=True), reader.positive("target")
        if quotient.percent and target > 1:
            reader.problem(messages.BOUND_ABOVE_ONE.format(name="target"))
        return cls(reader.maximum, quotient, target, reader.zero_denominator(), reader.warns_above_one())

    def measure(self, figures: Figures) -> Fraction | None:
        return self.quotient.value(figures)

    def evaluate(self, figures: Figures) -> Outcome:
        pair = self.quotient.pair(figures)
        if pair is None:
            return NOTHING
        of, to = pair
        if to <= 0:
            return self.when_zero
        if of * self.target.denominator >= to * self.target.numerator:
            return self.above if of > to else self.full
        if of <= 0:
            return NOTHING
        return unwarned(of * self._numerator, to * self._denominator)

    def describe(self, inputs: Inputs) -> str:
        told = messages.DESCRIBE_RATIO_TARGET if self.is_share else messages.DESCRIBE_AVERAGE_TARGET
        told = told.format(
            quotient=self.quotient.describe(inputs),
            target=self._shown_target(),
            maximum=wording.number(self.maximum),
        )
        return told + zero_denominator_described(self.when_zero)

    def work(self, figures: Figures, inputs: Inputs) -> str:
        outcome = self.evaluate(figures)
        of, to = self.quotient.pair(figures) or (0, 0)
        if to <= 0:
            return zero_denominator_worked(self.quotient.show(figures), outcome)
        valued, target = self.quotient.valued(figures, self.is_share), self._shown_target()
        if of * self.target.denominator >= to * self.target.numerator:
            return valued + messages.WORK_TARGET_MET.format(target=target) + wording.gives(outcome.points)
        value = Fraction(of, to)
        factor = self.quotient.factor(figures) if self.is_share else self.quotient.show(figures)
        if not self.is_share and wording.is_short(value):
            factor = wording.number(value)
        not_met = messages.WORK_TARGET_NOT_MET.format(target=target)
        steps = f"{factor} / {target} × {wording.number(self.maximum)}"
        return f"{valued}{not_met} → {steps}{wording.equals_points(outcome.points)}"

    def _shown_target(self) -> str:
        return wording.exact_percent(self.target) if self.is_share else wording.exactly(self.target)

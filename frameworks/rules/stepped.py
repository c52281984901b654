"""Rules that compare a number with bounds: tiers, a threshold, lower is better."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from operator import ge as inclusive
from operator import gt as exclusive

from frameworks import messages, wording
from frameworks.model import Figures
from frameworks.rules.base import ABOVE_ONE, NOTHING, Inputs, Outcome, Rule, fixed
from frameworks.rules.quantities import Quotient
from frameworks.rules.ratios import zero_denominator_described, zero_denominator_worked
from frameworks.rules.reader import Reader, register

#: Whether a number compared with a bound has reached it.
Reached = Callable[[int, int], bool]


def bound_shown(bound: Fraction, as_percent: bool) -> str:
    """A bound exactly, as a percent where the number compared is a share."""
    return wording.exact_percent(bound) if as_percent else wording.exactly(bound)


def check_bound(reader: Reader, quotient: Quotient, name: str, bound: Fraction) -> None:
    """A percent input never passes 100 %, so a bound above it is a slip (50 for 50%)."""
    if quotient.percent and bound > 1:
        reader.problem(messages.BOUND_ABOVE_ONE.format(name=name))


def boundary(reader: Reader) -> Reached:
    """Whether a number exactly on a bound has reached it (``inclusive``, the default) or not."""
    word = reader.option("boundary", "inclusive", "exclusive")
    return inclusive if word == "inclusive" else exclusive


@register
class Tiers(Rule):
    """The points of the highest bound reached; bounds are inclusive (Cà Mau 1.5, 5.12)."""

    kind = "tiers"
    parameters = frozenset({"of", "to", "steps", "zero_denominator", "above_one", "boundary"})

    def __init__(
        self,
        maximum: Fraction,
        quotient: Quotient,
        steps: Sequence[tuple[Fraction, Fraction]],
        when_zero: Outcome,
        warns: bool = True,
        reached: Reached = inclusive,
    ) -> None:
        super().__init__(maximum, quotient.inputs)
        self.reached = reached
        self.quotient = quotient
        self.when_zero = when_zero
        self.steps = tuple(
            (bound, fixed(points), fixed(points, ABOVE_ONE)) for bound, points in sorted(steps, reverse=True)
        )
        self.is_share = quotient.is_share and all(bound <= 1 for bound, _ in steps)
        self.warns = warns and self.is_share

    @classmethod
    def read(cls, reader: Reader) -> Tiers:
        """``steps``: a list of ``{from, share|points}``, more points for a higher bound."""
        quotient = reader.quotient()
        steps: list[tuple[Fraction, Fraction]] = []
        for position, item in enumerate(
            reader.items("steps", frozenset({"from", "share", "points"})), start=1
        ):
            bound = reader.inner(item, reader.maximum, f"steps[{position}]").number("from")
            check_bound(reader, quotient, "from", bound)
            if any(bound == other for other, _ in steps):
                reader.problem(messages.STEP_REPEATED.format(bound=wording.exactly(bound)))
            steps.append((bound, reader.award(item, f"steps[{position}]")))
        rising = sorted(steps)
        for (bound, points), (_, above) in zip(rising, rising[1:], strict=False):
            if points >= above:
                reader.problem(messages.STEPS_NOT_RISING.format(bound=wording.exactly(bound)))
        return cls(
            reader.maximum,
            quotient,
            steps,
            reader.zero_denominator(),
            reader.warns_above_one(),
            boundary(reader),
        )

    def measure(self, figures: Figures) -> Fraction | None:
        return self.quotient.value(figures)

    def evaluate(self, figures: Figures) -> Outcome:
        pair = self.quotient.pair(figures)
        if pair is None:
            return NOTHING
        of, to = pair
        if to <= 0:
            return self.when_zero
        for bound, outcome, warned in self.steps:
            if self.reached(of * bound.denominator, to * bound.numerator):
                return warned if self.warns and of > to else outcome
        return NOTHING

    def describe(self, inputs: Inputs) -> str:
        steps = "; ".join(
            (messages.DESCRIBE_STEP if self.reached is inclusive else messages.DESCRIBE_STEP_ABOVE).format(
                bound=bound_shown(bound, self.is_share), points=wording.points(outcome.points)
            )
            for bound, outcome, _ in self.steps
        )
        rest = messages.DESCRIBE_TIERS if self.reached is inclusive else messages.DESCRIBE_TIERS_ABOVE
        told = rest.format(quotient=self.quotient.describe(inputs), steps=steps)
        return told + zero_denominator_described(self.when_zero)

    def work(self, figures: Figures, inputs: Inputs) -> str:
        outcome = self.evaluate(figures)
        of, to = self.quotient.pair(figures) or (0, 0)
        if to <= 0:
            return zero_denominator_worked(self.quotient.show(figures), outcome)
        inside = self.reached is inclusive
        where = messages.WORK_NO_STEP if inside else messages.WORK_NO_STEP_ABOVE
        for bound, _, _ in self.steps:
            if self.reached(of * bound.denominator, to * bound.numerator):
                told = messages.WORK_STEP if inside else messages.WORK_STEP_ABOVE
                where = told.format(bound=bound_shown(bound, self.is_share))
                break
        return self.quotient.valued(figures, self.is_share) + where + wording.gives(outcome.points)


@register
class Threshold(Rule):
    """The maximum from the threshold on, else nothing; compared exactly (Cà Mau 6.8)."""

    kind = "threshold"
    parameters = frozenset({"of", "to", "at_least", "zero_denominator", "above_one", "boundary"})

    def __init__(
        self,
        maximum: Fraction,
        quotient: Quotient,
        at_least: Fraction,
        when_zero: Outcome,
        warns: bool = True,
        reached: Reached = inclusive,
    ) -> None:
        super().__init__(maximum, quotient.inputs)
        self.reached = reached
        self.quotient = quotient
        self.at_least = at_least
        self.when_zero = when_zero
        self.is_share = quotient.is_share and at_least <= 1
        self.above = fixed(maximum, ABOVE_ONE) if warns and self.is_share else self.full

    @classmethod
    def read(cls, reader: Reader) -> Threshold:
        """``of``, perhaps over ``to``, against ``at_least``."""
        quotient, at_least = reader.quotient(), reader.number("at_least")
        check_bound(reader, quotient, "at_least", at_least)
        return cls(
            reader.maximum,
            quotient,
            at_least,
            reader.zero_denominator(),
            reader.warns_above_one(),
            boundary(reader),
        )

    def measure(self, figures: Figures) -> Fraction | None:
        return self.quotient.value(figures)

    def evaluate(self, figures: Figures) -> Outcome:
        pair = self.quotient.pair(figures)
        if pair is None:
            return NOTHING
        of, to = pair
        if to <= 0:
            return self.when_zero
        if not self.reached(of * self.at_least.denominator, to * self.at_least.numerator):
            return NOTHING
        return self.above if of > to else self.full

    def describe(self, inputs: Inputs) -> str:
        inside = self.reached is inclusive
        told = (messages.DESCRIBE_THRESHOLD if inside else messages.DESCRIBE_THRESHOLD_ABOVE).format(
            quotient=self.quotient.describe(inputs),
            at_least=bound_shown(self.at_least, self.is_share),
            points=wording.points(self.maximum),
        )
        return told + zero_denominator_described(self.when_zero)

    def work(self, figures: Figures, inputs: Inputs) -> str:
        outcome = self.evaluate(figures)
        of, to = self.quotient.pair(figures) or (0, 0)
        if to <= 0:
            return zero_denominator_worked(self.quotient.show(figures), outcome)
        met = self.reached(of * self.at_least.denominator, to * self.at_least.numerator)
        told = messages.WORK_THRESHOLD_MET if met else messages.WORK_THRESHOLD_NOT_MET
        if self.reached is exclusive:
            told = messages.WORK_THRESHOLD_ABOVE if met else messages.WORK_THRESHOLD_NOT_ABOVE
        told = told.format(at_least=bound_shown(self.at_least, self.is_share))
        return self.quotient.valued(figures, self.is_share) + told + wording.gives(outcome.points)


@register
class LowerIsBetter(Rule):
    """The maximum down from ``best``, nothing up from ``worst``, evenly in between (proposed)."""

    kind = "lower_is_better"
    parameters = frozenset({"of", "to", "best", "worst", "zero_denominator"})

    def __init__(
        self, maximum: Fraction, quotient: Quotient, best: Fraction, worst: Fraction, when_zero: Outcome
    ) -> None:
        super().__init__(maximum, quotient.inputs)
        self.quotient = quotient
        self.best, self.worst = best, worst
        self.when_zero = when_zero
        self.is_share = quotient.is_share and worst <= 1

    @classmethod
    def read(cls, reader: Reader) -> LowerIsBetter:
        """``of``, perhaps over ``to``, between ``best`` and the larger ``worst``."""
        quotient, best, worst = reader.quotient(), reader.number("best"), reader.number("worst")
        check_bound(reader, quotient, "worst", worst)
        if best >= worst:
            reader.problem(messages.BEST_WORST)
            worst = best + 1
        return cls(reader.maximum, quotient, best, worst, reader.zero_denominator())

    def measure(self, figures: Figures) -> Fraction | None:
        """Turned round: the higher the better, as everywhere."""
        value = self.quotient.value(figures)
        return None if value is None else -value

    def evaluate(self, figures: Figures) -> Outcome:
        pair = self.quotient.pair(figures)
        if pair is None:
            return NOTHING
        if pair[1] <= 0:
            return self.when_zero
        value = Fraction(*pair)
        if value <= self.best:
            return self.full
        if value >= self.worst:
            return NOTHING
        return fixed((self.worst - value) / (self.worst - self.best) * self.maximum)

    def describe(self, inputs: Inputs) -> str:
        told = messages.DESCRIBE_LOWER.format(
            quotient=self.quotient.describe(inputs),
            best=bound_shown(self.best, self.is_share),
            worst=bound_shown(self.worst, self.is_share),
            maximum=wording.number(self.maximum),
        )
        return told + zero_denominator_described(self.when_zero)

    def work(self, figures: Figures, inputs: Inputs) -> str:
        outcome = self.evaluate(figures)
        pair = self.quotient.pair(figures) or (0, 0)
        shown, valued = self.quotient.show(figures), self.quotient.valued(figures, self.is_share)
        best, worst = bound_shown(self.best, self.is_share), bound_shown(self.worst, self.is_share)
        if pair[1] <= 0:
            return zero_denominator_worked(shown, outcome)
        value = Fraction(*pair)
        if value <= self.best:
            return messages.WORK_BEST.format(shown=valued, best=best) + wording.gives(outcome.points)
        if value >= self.worst:
            return messages.WORK_WORST.format(shown=valued, worst=worst) + wording.gives(outcome.points)
        steps = f"({worst} − {shown}) / ({worst} − {best}) × {wording.number(self.maximum)}"
        return f"{valued} → {steps}{wording.equals_points(outcome.points)}"

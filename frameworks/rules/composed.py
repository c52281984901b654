"""Rules made of other rules: the sum of parts, or the best of several ways."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from math import lcm

from frameworks import messages, wording
from frameworks.model import Figures
from frameworks.rules.base import NOTHING, Inputs, Outcome, Rule, RuleFault, ScoreWarning
from frameworks.rules.reader import Reader, register


def _merged(outcomes: Sequence[Outcome]) -> tuple[ScoreWarning, ...]:
    return tuple(dict.fromkeys(warning for outcome in outcomes for warning in outcome.warnings))


def _described(parts: Sequence[Rule], inputs: Inputs) -> str:
    return "; ".join(
        messages.DESCRIBE_PART.format(position=position, part=part.describe(inputs))
        for position, part in enumerate(parts, start=1)
    )


class _Composed(Rule):
    """What both rules share: their parts, and the parts' own contradictions."""

    def __init__(self, maximum: Fraction, parts: Sequence[Rule]) -> None:
        super().__init__(maximum, [name for part in parts for name in part.inputs])
        self.parts = tuple(parts)

    def faults(self, figures: Figures, inputs: Inputs) -> list[RuleFault]:
        return [fault for part in self.parts for fault in part.faults(figures, inputs)]

    def worked_parts(self, figures: Figures, inputs: Inputs) -> str:
        """Every part explained, numbered."""
        return "; ".join(
            messages.DESCRIBE_PART.format(position=position, part=part.explain(figures, inputs))
            for position, part in enumerate(self.parts, start=1)
        )


@register
class CompositeSum(_Composed):
    """The sum of parts, each a rule with its share of the maximum, capped (Cà Mau 3.5, 3.6)."""

    kind = "composite_sum"
    parameters = frozenset({"parts"})

    @classmethod
    def read(cls, reader: Reader) -> CompositeSum:
        """``parts``: a list of ``{share|points, rule}``; without a share a part may give it all."""
        items = reader.items("parts", frozenset({"share", "points", "rule"}))
        if len(items) == 1:
            reader.problem(messages.PARTS_TWO)
        parts: list[Rule] = []
        reachable = Fraction(0)
        for position, item in enumerate(items, start=1):
            maximum = reader.award(item, f"parts[{position}]", optional=True)
            reachable += maximum
            part = reader.part(item.get("rule"), maximum, f"parts[{position}]")
            if part is not None:
                parts.append(part)
        if items and reachable < reader.maximum:
            reader.problem(
                messages.PARTS_TOO_SMALL.format(
                    sum=wording.exactly(reachable), maximum=wording.exactly(reader.maximum)
                )
            )
        return cls(reader.maximum, parts)

    def missing(self, figures: Figures) -> tuple[str, ...]:
        """What any part still needs."""
        return tuple(dict.fromkeys(name for part in self.parts for name in part.missing(figures)))

    def evaluate(self, figures: Figures) -> Outcome:
        outcomes = [part.evaluate(figures) for part in self.parts]
        denominator = lcm(*(outcome.denominator for outcome in outcomes))
        numerator = sum(outcome.numerator * (denominator // outcome.denominator) for outcome in outcomes)
        if numerator * self.maximum.denominator > self.maximum.numerator * denominator:
            numerator, denominator = self.maximum.numerator, self.maximum.denominator
        return Outcome(numerator, denominator, _merged(outcomes))

    def describe(self, inputs: Inputs) -> str:
        return messages.DESCRIBE_COMPOSITE.format(
            maximum=wording.number(self.maximum), parts=_described(self.parts, inputs)
        )

    def work(self, figures: Figures, inputs: Inputs) -> str:
        reached = [part.evaluate(figures).points for part in self.parts]
        points = self.evaluate(figures).points
        total = messages.WORK_TOTAL.format(terms=" + ".join(wording.number(part) for part in reached))
        if sum(reached) > self.maximum:
            limited = messages.WORK_LIMITED.format(sum=total, limit=wording.points(self.maximum))
            end = limited + wording.gives(points)
        else:
            end = total + wording.equals_points(points)
        return f"{self.worked_parts(figures, inputs)}; {end}"


@register
class Either(_Composed):
    """The best of several ways to the same points, never their sum (Ninh Thuận 1.2.3)."""

    kind = "either"
    parameters = frozenset({"parts"})

    @classmethod
    def read(cls, reader: Reader) -> Either:
        """``parts``: a list of rules, each for the whole maximum."""
        items = reader.items("parts")
        if len(items) == 1:
            reader.problem(messages.PARTS_TWO)
        parts: list[Rule] = []
        for position, item in enumerate(items, start=1):
            given: object = item["rule"] if isinstance(item, Mapping) and set(item) == {"rule"} else item
            part = reader.part(given, reader.maximum, f"parts[{position}]")
            if part is not None:
                parts.append(part)
        return cls(reader.maximum, parts)

    def missing(self, figures: Figures) -> tuple[str, ...]:
        """Nothing once one way gives all points; else what any way still needs."""
        for part in self.parts:
            if not part.missing(figures) and part.evaluate(figures).points == self.maximum:
                return ()
        return tuple(dict.fromkeys(name for part in self.parts for name in part.missing(figures)))

    def evaluate(self, figures: Figures) -> Outcome:
        best = NOTHING
        outcomes = [part.evaluate(figures) for part in self.parts]
        for outcome in outcomes:
            if outcome.numerator * best.denominator > best.numerator * outcome.denominator:
                best = outcome
        return best if best.numerator else Outcome(0, 1, _merged(outcomes))

    def describe(self, inputs: Inputs) -> str:
        return messages.DESCRIBE_EITHER.format(parts=_described(self.parts, inputs))

    def work(self, figures: Figures, inputs: Inputs) -> str:
        points = self.evaluate(figures).points
        return f"{self.worked_parts(figures, inputs)}; {messages.WORK_EITHER}{wording.gives(points)}"

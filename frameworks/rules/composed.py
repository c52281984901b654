"""Rules made of other rules: the sum of parts, or the best of several ways."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from copy import copy
from fractions import Fraction
from math import lcm

from frameworks import messages, wording
from frameworks.model import Figures
from frameworks.rules.base import (
    NOTHING,
    Comparing,
    Inputs,
    Outcome,
    Rule,
    RuleFault,
    Scale,
    ScoreWarning,
)
from frameworks.rules.manual import Manual
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

    @property
    def comparing(self) -> tuple[Comparing, ...]:
        return tuple(one for part in self.parts for one in part.comparing)

    def compared(self, figures: Figures) -> tuple[Fraction | None, ...]:
        return tuple(value for part in self.parts for value in part.compared(figures))

    def bound(self, scales: Iterator[Scale]) -> Rule:
        rule = copy(self)
        rule.parts = tuple(part.bound(scales) for part in self.parts)
        return rule

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


@register
class Gated(_Composed):
    """Nothing unless a condition holds, else any other rule (Cà Mau 1.5)."""

    kind = "gated"
    parameters = frozenset({"if", "rule"})

    def __init__(self, maximum: Fraction, gate: str, part: Rule) -> None:
        super().__init__(maximum, [part])
        self.gate = gate
        self.inputs = tuple(dict.fromkeys((gate, *part.inputs)))

    @property
    def part(self) -> Rule:
        """The rule behind the gate."""
        return self.parts[0]

    def compared(self, figures: Figures) -> tuple[Fraction | None, ...]:
        """A unit that is not let in does not count in its group."""
        values = self.part.compared(figures)
        return values if figures.get(self.gate) is True else (None,) * len(values)

    @classmethod
    def read(cls, reader: Reader) -> Gated:
        """``if``: a yes/no input; ``rule``: the rule behind it, for the whole maximum."""
        gate = reader.input("if", "boolean")
        part = reader.part(reader.spec.get("rule"), reader.maximum, "rule")
        return cls(reader.maximum, gate, part if part is not None else Manual(reader.maximum))

    def missing(self, figures: Figures) -> tuple[str, ...]:
        """Nothing but the gate is needed once the gate is "no"."""
        return () if figures.get(self.gate) is False else super().missing(figures)

    def measure(self, figures: Figures) -> Fraction | None:
        return self.part.measure(figures) if figures.get(self.gate) is True else None

    def evaluate(self, figures: Figures) -> Outcome:
        return self.part.evaluate(figures) if figures.get(self.gate) is True else NOTHING

    def describe(self, inputs: Inputs) -> str:
        return messages.DESCRIBE_GATE.format(gate=inputs[self.gate].title, rule=self.part.describe(inputs))

    def work(self, figures: Figures, inputs: Inputs) -> str:
        answer = wording.answer(figures[self.gate])
        told = messages.WORK_ANSWER.format(title=inputs[self.gate].title, answer=answer)
        if figures[self.gate] is not True:
            return told + wording.gives(Fraction(0))
        return f"{told}; {self.part.work(figures, inputs)}"

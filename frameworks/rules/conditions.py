"""Rules on answers: yes or no, one of several levels, a list of conditions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from math import lcm
from typing import cast

from frameworks import messages, wording
from frameworks.model import Figures
from frameworks.rules.base import NOTHING, Inputs, Outcome, Rule, fixed
from frameworks.rules.reader import Reader, register


@register
class Boolean(Rule):
    """The maximum if the condition holds, else nothing (Cà Mau 1.6, Ninh Thuận 1.1.4)."""

    kind = "boolean"
    parameters = frozenset({"if"})

    def __init__(self, maximum: Fraction, condition: str) -> None:
        super().__init__(maximum, [condition])
        self.condition = condition

    @classmethod
    def read(cls, reader: Reader) -> Boolean:
        """``if``: a yes/no input."""
        return cls(reader.maximum, reader.input("if", "boolean"))

    def evaluate(self, figures: Figures) -> Outcome:
        return self.full if figures.get(self.condition) is True else NOTHING

    def describe(self, inputs: Inputs) -> str:
        return messages.DESCRIBE_BOOLEAN.format(
            title=inputs[self.condition].title, points=wording.points(self.maximum)
        )

    def work(self, figures: Figures, inputs: Inputs) -> str:
        return wording.answer(figures[self.condition]) + wording.gives(self.evaluate(figures).points)


@register
class Choice(Rule):
    """The points of the one level chosen (Cà Mau 1.1, Ninh Thuận 1.1.1)."""

    kind = "choice"
    parameters = frozenset({"of", "levels"})

    def __init__(self, maximum: Fraction, name: str, levels: Mapping[str, Fraction]) -> None:
        super().__init__(maximum, [name])
        self.name = name
        self.levels: dict[object, Outcome] = {key: fixed(points) for key, points in levels.items()}

    @classmethod
    def read(cls, reader: Reader) -> Choice:
        """``of``: a choice input; ``levels``: ``{key: {share|points}}`` for each of its choices."""
        name = reader.input("of", "choice")
        given = reader.spec.get("levels")
        if not isinstance(given, Mapping):
            reader.problem(messages.MAPPING_NEEDED.format(name="levels"))
            given = {}
        levels = {str(key): reader.award(award, f"levels.{key}") for key, award in given.items()}
        declared = reader.inputs.get(name)
        if declared is not None and declared.type == "choice" and levels:
            for key in levels.keys() - declared.choices.keys():
                reader.problem(messages.LEVEL_UNKNOWN.format(key=key, name=name))
            for key in declared.choices.keys() - levels.keys():
                reader.problem(messages.LEVEL_MISSING.format(key=key, name=name))
        return cls(reader.maximum, name, levels)

    def evaluate(self, figures: Figures) -> Outcome:
        return self.levels.get(figures.get(self.name), NOTHING)

    def describe(self, inputs: Inputs) -> str:
        declared = inputs[self.name]
        levels = "; ".join(
            messages.DESCRIBE_LEVEL.format(label=label, points=wording.points(self.levels[key].points))
            for key, label in declared.choices.items()
        )
        return messages.DESCRIBE_CHOICE.format(title=declared.title, levels=levels)

    def work(self, figures: Figures, inputs: Inputs) -> str:
        label = inputs[self.name].choices[cast(str, figures[self.name])]
        return label + wording.gives(self.evaluate(figures).points)


@register
class Checklist(Rule):
    """The sum of the parts whose condition holds; the parts make up the maximum (Cà Mau 6.1)."""

    kind = "checklist"
    parameters = frozenset({"parts"})

    def __init__(self, maximum: Fraction, parts: Sequence[tuple[str, Fraction]]) -> None:
        super().__init__(maximum, [name for name, _ in parts])
        self.parts = tuple(parts)
        self._denominator = lcm(*(points.denominator for _, points in parts))
        self._weights = tuple((name, int(points * self._denominator)) for name, points in parts)

    @classmethod
    def read(cls, reader: Reader) -> Checklist:
        """``parts``: a list of ``{if, share|points}`` that add up to the maximum."""
        parts: list[tuple[str, Fraction]] = []
        for position, item in enumerate(reader.items("parts", frozenset({"if", "share", "points"})), start=1):
            name = reader.inner(item, reader.maximum, f"parts[{position}]").input("if", "boolean")
            if any(name == other for other, _ in parts):
                reader.problem(messages.REPEATED_CONDITION.format(name=name))
            parts.append((name, reader.award(item, f"parts[{position}]")))
        total = sum((points for _, points in parts), Fraction(0))
        if parts and total != reader.maximum and reader.maximum:
            reader.problem(messages.CHECKLIST_SUM.format(sum=wording.exactly(total / reader.maximum)))
        return cls(reader.maximum, parts)

    def evaluate(self, figures: Figures) -> Outcome:
        reached = 0
        for name, weight in self._weights:
            if figures.get(name) is True:
                reached += weight
        return Outcome(reached, self._denominator)

    def describe(self, inputs: Inputs) -> str:
        parts = "; ".join(
            messages.DESCRIBE_LEVEL.format(label=inputs[name].title, points=wording.points(points))
            for name, points in self.parts
        )
        return messages.DESCRIBE_CHECKLIST.format(parts=parts)

    def work(self, figures: Figures, inputs: Inputs) -> str:
        lines, terms = [], []
        for name, points in self.parts:
            holds = figures[name] is True
            reached = points if holds else Fraction(0)
            answer = wording.answer(figures[name]) + wording.gives(reached)
            lines.append(messages.WORK_ANSWER.format(title=inputs[name].title, answer=answer))
            terms.append(wording.number(reached))
        lines.append(messages.WORK_TOTAL.format(terms=" + ".join(terms)))
        return "; ".join(lines) + wording.equals_points(self.evaluate(figures).points)

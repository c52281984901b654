"""Trying a rule out: figures as a person types them, the points and their explanation at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from frameworks.model import Input, Value
from frameworks.numbers import ValueProblem, parse_value
from frameworks.rules.base import Rule, Scale

Typed = Mapping[str, str]


@dataclass(frozen=True)
class Trial:
    """What came of it: points with their explanation and warnings; or, by input, why a figure is refused."""

    points: Fraction | None
    explanation: str = ""
    warnings: tuple[str, ...] = ()
    problems: Mapping[str, str] | None = None


def try_out(rule: Rule, inputs: Mapping[str, Input], typed: Typed, others: Sequence[Typed] = ()) -> Trial:
    """The rule's points for the figures typed; ``others`` are the other units of the group.

    A figure left empty is missing, as in a round.  Figures of others that cannot be read are left out.
    """
    problems: dict[str, str] = {}
    figures = dict(_figures(rule, inputs, typed, problems))
    if problems:
        return Trial(None, problems=problems)
    told = [fault.message for fault in rule.faults(figures, inputs)]
    if rule.comparing:
        group = [figures, *(dict(_figures(rule, inputs, one, {})) for one in others)]
        rule = rule.bound(_scales(rule, group))
    outcome = rule.evaluate(figures)
    told += [warning.message for warning in outcome.warnings]
    return Trial(outcome.points, rule.explain(figures, inputs), tuple(dict.fromkeys(told)))


def _figures(
    rule: Rule, inputs: Mapping[str, Input], typed: Typed, problems: dict[str, str]
) -> Iterator[tuple[str, Value]]:
    for name in rule.inputs:
        text = typed.get(name, "").strip()
        if not text or name not in inputs:
            continue
        try:
            yield name, parse_value(inputs[name], text)
        except ValueProblem as error:
            problems[name] = error.message


def _scales(rule: Rule, group: Sequence[Mapping[str, Value]]) -> Iterator[Scale]:
    columns = zip(*(rule.compared(figures) for figures in group), strict=True)
    for comparing, column in zip(rule.comparing, columns, strict=True):
        values = [value for value in column if value is not None]
        yield comparing.scale_of(values) if values else {}

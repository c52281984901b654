"""Worked cases: figures and the points they must give, shipped inside a framework file."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from frameworks import messages, wording
from frameworks.cohort import Member, assess
from frameworks.model import Case, Framework, Input, Value
from frameworks.numbers import ValueProblem, range_problem, value_in_file
from frameworks.reading import Block
from frameworks.rules.reader import Problem

CASE_KEYS = "code figures points note others"


def read_cases(given: object, inputs: Mapping[str, Input], problems: list[Problem]) -> tuple[Case, ...]:
    """The cases of a file; numbers are written as in rules (``45``, ``0.5``, ``1/3``)."""
    if given is None:
        return ()
    if not isinstance(given, list):
        problems.append(Problem("cases", messages.LIST_NEEDED.format(name="cases")))
        return ()
    return tuple(_read_case(one, position, inputs, problems) for position, one in enumerate(given, start=1))


def _read_case(given: object, position: int, inputs: Mapping[str, Input], problems: list[Problem]) -> Case:
    place = messages.PLACE_CASE.format(position=position)
    block = Block.of(given, place, problems, CASE_KEYS)
    if not block.has("points"):
        block.problem(messages.KEY_MISSING.format(name="points"))
    points = block.number("points")
    others = block.data.get("others")
    if others is not None and not (isinstance(others, list) and others):
        block.problem(messages.LIST_NEEDED.format(name="others"))
    return Case(
        block.text("code", required=True),
        _figures(block, block.data.get("figures") or {}, inputs),
        points or Fraction(0),
        block.text("note"),
        tuple(_figures(block, one, inputs) for one in (others if isinstance(others, list) else ())),
    )


def _figures(block: Block, written: object, inputs: Mapping[str, Input]) -> dict[str, Value]:
    """One unit's figures; what cannot stand is noted."""
    figures: dict[str, Value] = {}
    if not isinstance(written, Mapping):
        block.problem(messages.MAPPING_NEEDED.format(name="figures"))
        return figures
    for name, text in written.items():
        if name not in inputs:
            block.problem(messages.CASE_INPUT.format(name=name))
        elif text is not None:
            try:
                figures[name] = _value(inputs[name], str(text))
            except ValueProblem as error:
                block.problem(messages.CASE_VALUE.format(name=name, problem=error.message))
    return figures


def _value(input: Input, text: str) -> Value:
    value = value_in_file(input, text)
    problem = range_problem(input, value)
    if problem is not None:
        raise ValueProblem(problem[1])
    return value


def _computed(framework: Framework, case: Case) -> Fraction:
    """The points of the case's leaf, among the other units of the case where there are any."""
    if not case.others:
        rule = framework.leaf(case.code).rule
        return rule.evaluate(case.figures).points if rule is not None else Fraction(0)
    figures = (case.figures, *case.others)
    members = {position: Member(one) for position, one in enumerate(figures)}
    return assess(framework, members).sheets[0].lines[case.code].points


def check_cases(framework: Framework) -> list[Problem]:
    """Run every worked case; one problem for each that gives other points than it says."""
    problems = []
    for position, case in enumerate(framework.cases, start=1):
        computed = _computed(framework, case)
        if computed != case.points:
            message = messages.CASE_DIFFERS.format(
                code=case.code,
                computed=wording.exactly(computed),
                expected=wording.exactly(case.points),
            )
            problems.append(Problem(messages.PLACE_CASE.format(position=position), message))
    return problems

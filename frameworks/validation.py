"""Checking figures: each alone, and against each other, naming both fields."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from fractions import Fraction
from functools import lru_cache
from typing import NamedTuple

from frameworks import messages, wording
from frameworks.model import Figures, Framework, Input, Value
from frameworks.numbers import range_problem


class Fault(NamedTuple):
    """One figure that cannot stand.

    ``input`` is the field to correct, ``other`` the field it contradicts (None when it is wrong by
    itself).  ``code`` is stable: ``type``, ``choice``, ``whole``, ``minimum``, ``maximum``,
    ``at_most`` or ``sum_at_most``; ``message`` is Vietnamese.
    """

    input: str
    code: str
    message: str
    other: str | None = None


def check_figures(
    framework: Framework, figures: Figures, names: Collection[str] | None = None
) -> list[Fault]:
    """Everything wrong with these figures, in the order of the framework's inputs.

    With ``names`` only the faults that touch one of these inputs.  Missing figures are no fault.
    """
    found = list(_alone(framework, figures))
    if not any(fault.code == "type" for fault in found):
        found += _together(framework, figures)
        found += _within_rules(framework, figures, names)
    if names is not None:
        found = [fault for fault in found if fault.input in names or fault.other in names]
    if not found:
        return found
    place = {name: position for position, name in enumerate(framework.inputs)}
    return sorted(dict.fromkeys(found), key=lambda fault: place[fault.input])


def _alone(framework: Framework, figures: Figures) -> Iterator[Fault]:
    for declared, value in _known(framework, figures):
        problem = range_problem(declared, value)
        if problem is not None:
            yield Fault(declared.name, *problem)


def _known(framework: Framework, figures: Figures) -> Iterator[tuple[Input, Value]]:
    """The figures given of this framework's inputs: often a few of many."""
    for name, value in figures.items():
        declared = framework.inputs.get(name)
        if declared is not None and value is not None:
            yield declared, value


def _together(framework: Framework, figures: Figures) -> Iterator[Fault]:
    for declared, value in _known(framework, figures):
        for other in declared.at_most:
            limit = figures.get(other)
            if isinstance(value, Fraction) and isinstance(limit, Fraction) and value > limit:
                message = messages.AT_MOST.format(
                    title=declared.title,
                    value=wording.figure(value),
                    other=framework.inputs[other].title,
                    limit=wording.figure(limit),
                )
                yield Fault(declared.name, "at_most", message, other)


def _within_rules(framework: Framework, figures: Figures, names: Collection[str] | None) -> Iterator[Fault]:
    leaves = framework.leaves
    if names is not None:
        leaves = tuple(leaf for name in names for leaf in framework.leaves_using(name))
    for leaf in leaves:
        if leaf.rule is not None:
            for fault in leaf.rule.faults(figures, framework.inputs):
                yield Fault(fault.input, fault.code, fault.message, fault.other)


@lru_cache(maxsize=4096)
def related_inputs(framework: Framework, name: str) -> frozenset[str]:
    """The inputs that meet this one, with itself: in a leaf's rule, or in a limit of one by the other.

    Their figures are all that is needed to check this figure and compute the leaves it feeds.
    KeyError if the input is unknown.
    """
    beside = {other for leaf in framework.leaves_using(name) for other in leaf.inputs}
    above = framework.inputs[name].at_most
    below = {other for other, declared in framework.inputs.items() if name in declared.at_most}
    return frozenset({name, *beside, *above, *below})

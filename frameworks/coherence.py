"""What must hold between the parts of a framework file."""

from __future__ import annotations

from fractions import Fraction

from frameworks import messages, wording
from frameworks.model import Framework, Input
from frameworks.rules.reader import Problem


def check_coherence(framework: Framework, used: set[str], problems: list[Problem]) -> None:
    """Note what does not fit: the total, unused inputs, limits between inputs, cases without leaf."""
    counted = [root for root in framework.roots if root.effect == "counted"]
    total = sum((root.maximum for root in counted), Fraction(0))
    if framework.roots and total != framework.maximum:
        message = messages.SUM_DIFFERS.format(
            maximum=wording.exactly(framework.maximum), sum=wording.exactly(total)
        )
        problems.append(Problem(messages.PLACE_HEAD, message))
    for name, declared in framework.inputs.items():
        place = messages.PLACE_INPUT.format(name=name)
        if name not in used and not declared.general:
            problems.append(Problem(place, messages.INPUT_UNUSED))
        suppliers = sorted({leaf.supplier for leaf in framework.leaves if name in leaf.inputs})
        if len(suppliers) > 1:
            message = messages.TWO_SUPPLIERS.format(suppliers=", ".join(suppliers))
            problems.append(Problem(place, message))
        for other in declared.at_most:
            if other not in framework.inputs or not framework.inputs[other].is_number:
                problems.append(Problem(place, messages.AT_MOST_UNKNOWN.format(name=other)))
    _check_cycles(framework, problems)
    leaves = {leaf.code for leaf in framework.leaves}
    for position, case in enumerate(framework.cases, start=1):
        if case.code not in leaves:
            place = messages.PLACE_CASE.format(position=position)
            problems.append(Problem(place, messages.CASE_CODE.format(code=case.code)))


def _check_cycles(framework: Framework, problems: list[Problem]) -> None:
    """a ≤ b ≤ a would force figures to be equal, which nobody means: refuse each cycle once."""
    done: set[str] = set()

    def visit(declared: Input, path: tuple[str, ...]) -> None:
        if declared.name in path:
            cycle = " ≤ ".join((*path[path.index(declared.name) :], declared.name))
            place = messages.PLACE_INPUT.format(name=declared.name)
            problems.append(Problem(place, messages.AT_MOST_CYCLE.format(names=cycle)))
            return
        if declared.name in done:
            return
        for other in declared.at_most:
            if other in framework.inputs:
                visit(framework.inputs[other], (*path, declared.name))
        done.add(declared.name)

    for declared in framework.inputs.values():
        visit(declared, ())

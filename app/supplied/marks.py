"""What several experts' marks come to."""

from collections.abc import Collection
from fractions import Fraction

from frameworks.model import Framework, Input, Node


def mean(marks: Collection[Fraction]) -> Fraction | None:
    """The exact arithmetic mean; None of no marks. Nothing is rounded: 3, 4 and 3 give 10/3.

    Source: 1726/QĐ-BTTTT, II.2.b.v leaves the way of summing up experts open; the mean is proposed.
    """
    return sum(marks, Fraction(0)) / len(marks) if marks else None


def to_mark(framework: Framework) -> list[tuple[Node, Input]]:
    """The criteria experts give marks for, in printed order, each with the figure a mark is given to."""
    return [
        (leaf, framework.inputs[name])
        for leaf in framework.leaves
        if leaf.supplier == "experts"
        for name in leaf.inputs
        if framework.inputs[name].is_number and framework.inputs[name].type != "count"
    ]

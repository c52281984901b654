"""Saying in Vietnamese how points are given: the rule of a node, and one computation of a leaf."""

from __future__ import annotations

from fractions import Fraction

from frameworks import messages, wording
from frameworks.computation import WITHDRAWN, Grant, Status, compute_leaf
from frameworks.model import Figures, Framework, Node
from frameworks.rules.base import NOT_APPLICABLE


def describe_rule(node: Node, framework: Framework) -> str:
    """The node's rule as a sentence; of an inner node, that its children are summed."""
    if node.rule is not None:
        return node.rule.describe(framework.inputs)
    return messages.DESCRIBE_SUM.format(
        codes=", ".join(child.label for child in node.children), maximum=wording.number(node.maximum)
    )


def explain_line(
    node: Node,
    framework: Framework,
    figures: Figures,
    status: Status | str | None = None,
    override: Fraction | None = None,
    grant: Grant | None = None,
) -> str:
    """How this leaf's points came about: ``45/60 = 75 % → 75 % × 10 = 7,5 điểm``.

    The sentence ends in the points of the line that ``compute_leaf`` gives for the same arguments.
    KeyError if the node is no leaf, ScoringError for an impossible status or points.
    """
    line = compute_leaf(framework, node.code, figures, status, override)
    if line.special == WITHDRAWN:
        return messages.LINE_WITHDRAWN.format(maximum=wording.number(node.maximum))
    if grant is not None and override is None:
        title = next((rule.title for rule in framework.special if rule.id == grant.rule), grant.rule)
        return messages.LINE_GRANTED.format(title=title, points=wording.gives(grant.points))
    told = _told(node, framework, figures, line.status, line.excluded)
    if override is None or (line.excluded and grant is None):
        return told
    return messages.LINE_OVERRIDE.format(computed=wording.points(line.computed)) + wording.gives(override)


def _told(node: Node, framework: Framework, figures: Figures, status: Status, excluded: bool) -> str:
    maximum = wording.number(node.maximum)
    if status is Status.NO_DATA:
        return messages.LINE_NO_DATA + wording.gives(Fraction(0))
    if status is Status.NA_ACCEPTED:
        if excluded:
            return messages.LINE_EXCLUDED.format(maximum=maximum)
        return messages.LINE_FULL + wording.gives(node.maximum)
    if node.rule is None:
        return describe_rule(node, framework)
    work = node.rule.explain(figures, framework.inputs)
    if NOT_APPLICABLE not in node.rule.evaluate(figures).warnings:
        return work
    if excluded:
        return messages.LINE_EXCLUDED_BY_RULE.format(work=work, maximum=maximum)
    return messages.LINE_FULL_BY_RULE.format(work=work) + wording.gives(node.maximum)

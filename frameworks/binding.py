"""Binding a framework to one group of units: what comparing rules need to know, and what is withdrawn.

A bound framework is a framework like any other, with the same identity and hash: its comparing rules
have their group's scale, and a withdrawn criterion is left out of the maxima above it.  So one sheet
can be computed, explained and checked alone, without the other units' figures.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import lru_cache
from typing import Any

from frameworks import messages
from frameworks.model import Framework, Node
from frameworks.numbers import ValueProblem, canonical, number_from_canonical
from frameworks.rules.base import Scale


class BindingError(ValueError):
    """A binding that does not fit its framework; the text is Vietnamese."""


@dataclass(frozen=True)
class Binding:
    """The scales of the comparing rules by code of leaf, in reading order, and the withdrawn leaves.

    A leaf whose group has no value at all has no scale (one part of a leaf: an empty one): it stays
    pending and gives nothing.
    """

    scales: Mapping[str, tuple[Scale, ...]]
    withdrawn: frozenset[str] = frozenset()

    def as_data(self) -> dict[str, Any]:
        """Plain data: exact numbers as text, in an order that is always the same."""
        return {
            "scales": {
                code: [{name: canonical(number) for name, number in scale.items()} for scale in scales]
                for code, scales in sorted(self.scales.items())
            },
            "withdrawn": sorted(self.withdrawn),
        }

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> Binding:
        """The binding kept as this data.  Raises BindingError when it is none."""
        try:
            scales = {
                str(code): tuple(
                    {str(name): number_from_canonical(text) for name, text in scale.items()}
                    for scale in listed
                )
                for code, listed in data["scales"].items()
            }
            return cls(scales, frozenset(str(code) for code in data["withdrawn"]))
        except (KeyError, TypeError, AttributeError, ValueProblem) as error:
            raise BindingError(messages.SHEET_SHAPE.format(name="cohort")) from error


def bind(framework: Framework, binding: Binding) -> Framework:
    """The framework bound to a group.  Raises BindingError for a code that is no leaf of it.

    The same framework and the same binding give the same object: a group's sheets share it.  Of what an
    earlier binding of the framework said nothing is left.
    """
    text = json.dumps(binding.as_data(), sort_keys=True)
    return _bind(framework.plain or framework, text)


@lru_cache(maxsize=64)
def _bind(framework: Framework, text: str) -> Framework:
    binding = Binding.from_data(json.loads(text))
    leaves = {leaf.code: leaf for leaf in framework.leaves}
    for code in (*binding.withdrawn, *binding.scales):
        if code not in leaves:
            raise BindingError(messages.OVERRIDE_NOT_LEAF.format(code=code))
    for code, scales in binding.scales.items():
        rule = leaves[code].rule
        comparing = rule.comparing if rule is not None else ()
        names = [one.scale_names for one in comparing]
        if not scales or len(scales) != len(names):
            raise BindingError(messages.SCALES_DIFFER.format(code=code))
        if any(scale and scale.keys() != known for scale, known in zip(scales, names, strict=True)):
            raise BindingError(messages.SCALES_DIFFER.format(code=code))
    roots = tuple(_bound_node(root, binding) for root in framework.roots)
    return replace(
        framework,
        roots=roots,
        maximum=_sum(_counted(root) for root in roots if root.effect == "counted"),
        views=tuple(
            replace(view, maximum=_sum(_maximum_of(roots, code) for code in view.mains))
            for view in framework.views
        ),
        binding=binding,
        plain=framework,
    )


def _bound_node(node: Node, binding: Binding) -> Node:
    if node.is_leaf:
        if node.code in binding.withdrawn:
            return replace(node, withdrawn=True)
        scales = binding.scales.get(node.code)
        if scales is None or node.rule is None:
            return node
        return replace(node, rule=node.rule.bound(iter(scales)))
    children = tuple(_bound_node(child, binding) for child in node.children)
    return replace(node, children=children, maximum=_sum(_counted(child) for child in children))


def _counted(node: Node) -> Fraction:
    return Fraction(0) if node.withdrawn else node.maximum


def _maximum_of(roots: Iterable[Node], code: str) -> Fraction:
    return next(_counted(node) for root in roots for node in root.walk() if node.code == code)


def _sum(numbers: Iterable[Fraction]) -> Fraction:
    return sum(numbers, Fraction(0))

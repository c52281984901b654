"""A framework's plain data as a list of rows to read: also of a draft that the loader still refuses."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from frameworks import rules
from frameworks.inputs import read_inputs
from frameworks.model import Input
from frameworks.numbers import parse_exact
from frameworks.rules.base import Rule
from frameworks.rules.reader import Problem, Reader
from frameworks.writing.plain import Plain

#: What stands in for a maximum that cannot be read, so that the rule itself can still be looked at.
ANY_MAXIMUM = Fraction(1)


@dataclass(frozen=True)
class OutlineRow:
    """One node or joint row: what is written, what its children add up to, its rule as a sentence.

    ``maximum`` is None where it is missing or no number; ``total`` is None for a leaf.
    """

    code: str
    parent: str
    depth: int
    level: str
    title: str
    maximum: Fraction | None
    total: Fraction | None
    rule_kind: str
    rule: str
    guidance: str
    joint_with: str
    node: Mapping[str, Any]

    @property
    def is_leaf(self) -> bool:
        """Whether points are given here."""
        return self.total is None and not self.joint_with

    @property
    def adds_up(self) -> bool:
        """Whether the children make up the maximum; a leaf always does."""
        return self.total is None or self.total == self.maximum


def read_number(given: object) -> Fraction | None:
    """A number as files write it; None where there is none."""
    try:
        return parse_exact(given) if isinstance(given, str) else None
    except ValueError:
        return None


def declared_inputs(data: Plain) -> dict[str, Input]:
    """The inputs of the data as far as they can be read; mistakes are the loader's to tell."""
    return read_inputs(data.get("inputs"), [])


def read_rule(
    given: object, maximum: Fraction | None, inputs: Mapping[str, Input]
) -> tuple[Rule | None, list[Problem]]:
    """One rule by itself, with its mistakes (their place is left empty)."""
    problems: list[Problem] = []
    reader = Reader({}, maximum or ANY_MAXIMUM, inputs, "", problems)
    return rules.build_rule(given, reader), problems


def kind_of(rule: object) -> str:
    """The rule's name in the file; empty where there is none."""
    return str(next(iter(rule))) if isinstance(rule, Mapping) and rule else ""


def outline(data: Plain) -> list[OutlineRow]:
    """Every row of the tree in printed order, parents first."""
    return list(_rows(data.get("tree"), "", 0, declared_inputs(data)))


def total_of(data: Plain) -> Fraction:
    """What the counted roots add up to: to be the maximum of the whole."""
    roots = data.get("tree")
    return _sum(
        node
        for node in (roots if isinstance(roots, list) else [])
        if isinstance(node, Mapping) and node.get("effect") in (None, "counted")
    )


def _sum(nodes: Iterator[Mapping[str, Any]]) -> Fraction:
    return sum((read_number(node.get("max")) or Fraction(0) for node in nodes), Fraction(0))


def _rows(nodes: object, parent: str, depth: int, inputs: Mapping[str, Input]) -> Iterator[OutlineRow]:
    for node in nodes if isinstance(nodes, list) else []:
        if not isinstance(node, Mapping):
            continue
        children = node.get("children")
        inner = [one for one in children if isinstance(one, Mapping)] if isinstance(children, list) else []
        maximum = read_number(node.get("max"))
        code = str(node.get("code") or "")
        yield OutlineRow(
            code=code,
            parent=parent,
            depth=depth,
            level=str(node.get("level") or ""),
            title=str(node.get("title") or ""),
            maximum=maximum,
            total=_sum(one for one in inner if "joint_with" not in one) if inner else None,
            rule_kind=kind_of(node.get("rule")),
            rule=_sentence(node.get("rule"), maximum, inputs),
            guidance=str(node.get("guidance") or ""),
            joint_with=str(node.get("joint_with") or ""),
            node=node,
        )
        yield from _rows(children, code, depth + 1, inputs)


def _sentence(given: object, maximum: Fraction | None, inputs: Mapping[str, Input]) -> str:
    """The rule in words; empty where it cannot be read."""
    if given is None:
        return ""
    rule, problems = read_rule(given, maximum, inputs)
    return rule.describe(inputs) if rule is not None and not problems else ""

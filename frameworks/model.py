"""What a framework is: its decision, its inputs and its tree of criteria, all immutable."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from frameworks.rules.base import Rule

#: A figure: an exact number, yes or no, or the key of a choice.
Value = Fraction | bool | str
#: The figures of one unit by input name.  A name that is absent, or None, has no data yet.
Figures = Mapping[str, Value | None]

#: Levels of the tree from the top down; a child is always deeper than its parent.
LEVELS = ("pillar", "main", "component", "criterion", "subcriterion")
#: Types of input, and the ones that hold a number.
INPUT_TYPES = ("count", "number", "money", "percent", "boolean", "choice")
NUMERIC_TYPES = ("count", "number", "money", "percent")


@dataclass(frozen=True, slots=True)
class Basis:
    """Where a rule comes from.

    ``kind`` is ``source`` (the decision itself), ``adopted`` (another decision's rule, named by
    ``framework`` and ``code``) or ``proposed`` (ours, not yet issued).
    """

    kind: str
    text: str
    framework: str | None = None
    code: str | None = None


@dataclass(frozen=True, slots=True)
class Decision:
    """The decision that issued the framework; ``number`` and ``date`` may be blank in the source."""

    body: str
    number: str | None = None
    date: str | None = None
    year: str | None = None
    annex: str | None = None
    title: str | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Input:
    """One figure asked of a unit.

    ``at_most`` names inputs none of which this one may exceed; ``minimum`` and ``maximum`` are
    inclusive; ``choices`` maps a choice's key to its wording.
    """

    name: str
    title: str
    unit: str
    type: str
    definition: str = ""
    guidance: str = ""
    at_most: tuple[str, ...] = ()
    choices: Mapping[str, str] = field(default_factory=dict)
    minimum: Fraction | None = None
    maximum: Fraction | None = None

    @property
    def is_number(self) -> bool:
        """Whether the value is a number (not yes/no, not a choice)."""
        return self.type in NUMERIC_TYPES


@dataclass(frozen=True, slots=True, eq=False)
class Node:
    """A node of the tree; a leaf has a rule and a basis, an inner node has children.

    ``maximum`` is the maximum used; ``printed_max`` is what the decision prints where it differs.
    """

    code: str
    label: str
    level: str
    title: str
    maximum: Fraction
    printed_max: Fraction | None = None
    children: tuple[Node, ...] = ()
    rule: Rule | None = None
    basis: Basis | None = None
    evidence: str = ""
    guidance: str = ""
    supplier: str = "unit"
    note: str = ""

    @property
    def is_leaf(self) -> bool:
        """Whether points are given here (and not summed from children)."""
        return not self.children

    @property
    def inputs(self) -> tuple[str, ...]:
        """Names of the inputs the node's own rule reads, in reading order."""
        return self.rule.inputs if self.rule is not None else ()

    def walk(self) -> Iterator[Node]:
        """This node and everything under it, parents first."""
        yield self
        for child in self.children:
            yield from child.walk()


@dataclass(frozen=True, slots=True)
class Case:
    """A worked case shipped with a framework: these figures give these points at this leaf."""

    code: str
    figures: Mapping[str, Value]
    points: Fraction
    note: str = ""


@dataclass(frozen=True, eq=False)
class Framework:
    """A whole framework, as loaded and checked; one loaded object is equal to itself only.

    ``hash`` is the SHA-256 of the framework's content (not of its layout or comments).
    ``not_applicable`` is ``exclude_and_rescale`` or ``full_points``.
    """

    id: str
    version: int
    title: str
    decision: Decision
    maximum: Fraction
    inputs: Mapping[str, Input]
    roots: tuple[Node, ...]
    hash: str
    not_applicable: str = "exclude_and_rescale"
    not_applicable_basis: Basis | None = None
    default_zero_basis: Basis | None = None
    cases: tuple[Case, ...] = ()

    @cached_property
    def nodes(self) -> Mapping[str, Node]:
        """Every node by code, in printed order, parents first."""
        return {node.code: node for root in self.roots for node in root.walk()}

    @cached_property
    def leaves(self) -> tuple[Node, ...]:
        """The nodes that are scored, in printed order."""
        return tuple(node for node in self.nodes.values() if node.is_leaf)

    @cached_property
    def mains(self) -> tuple[Node, ...]:
        """The main indexes, in printed order."""
        return tuple(node for node in self.nodes.values() if node.level == "main")

    @cached_property
    def leaves_under(self) -> Mapping[str, tuple[str, ...]]:
        """Codes of the leaves under every node (of a leaf: itself)."""
        return {
            code: tuple(below.code for below in node.walk() if below.is_leaf)
            for code, node in self.nodes.items()
        }

    @cached_property
    def _use(self) -> Mapping[str, tuple[Node, ...]]:
        users: dict[str, list[Node]] = {name: [] for name in self.inputs}
        for leaf in self.leaves:
            for name in leaf.inputs:
                users[name].append(leaf)
        return {name: tuple(nodes) for name, nodes in users.items()}

    def leaves_using(self, input_name: str) -> tuple[Node, ...]:
        """The leaves whose rule reads this input, in printed order; KeyError if it is unknown."""
        return self._use[input_name]

    def leaf(self, code: str) -> Node:
        """The leaf with this code; KeyError if there is no such node or it is not a leaf."""
        node = self.nodes[code]
        if not node.is_leaf:
            raise KeyError(code)
        return node

"""What a framework is: its decision, its inputs and its tree of criteria, all immutable."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from frameworks.binding import Binding
    from frameworks.rules.base import Rule

#: A figure: an exact number, yes or no, or the key of a choice.
Value = Fraction | bool | str
#: The figures of one unit by input name.  A name that is absent, or None, has no data yet.
Figures = Mapping[str, Value | None]

#: Levels of the tree from the top down; a child is always deeper than its parent.
LEVELS = ("pillar", "main", "component", "criterion", "subcriterion")
#: Types of input, and the ones that hold a number.
INPUT_TYPES = ("count", "number", "money", "percent", "boolean", "choice", "text")
NUMERIC_TYPES = ("count", "number", "money", "percent")
#: Who hands in a criterion's figures.  The unit types those of ``unit`` and ``body`` (another body holds
#: the figure); the others come in by import or by the experts' own form.
SUPPLIERS = ("unit", "body", "ministry", "survey", "cyberspace", "experts", "import")
TYPED_BY_UNIT = frozenset({"unit", "body"})
#: What a root does to the total: counted in it, added on top, taken off.
EFFECTS = ("counted", "bonus", "penalty")


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
    inclusive; ``choices`` maps a choice's key to its wording.  ``general`` is the printed number of a
    field of the general information (TT.4), which is filled once; only such a field may be ``text``.
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
    general: str = ""

    @property
    def is_number(self) -> bool:
        """Whether the value is a number (not yes/no, not a choice)."""
        return self.type in NUMERIC_TYPES


@dataclass(frozen=True, slots=True)
class JointRow:
    """A row printed after a criterion that it shares one maximum and one formula with."""

    code: str
    label: str
    title: str
    note: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Node:
    """A node of the tree; a leaf has a rule and a basis, an inner node has children.

    ``maximum`` is the maximum used; ``printed_max`` is what the decision prints where it differs, and
    ``printed`` the same where that is no number.  ``withdrawn`` leaves stand outside every sum.
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
    printed: str = ""
    joint: tuple[JointRow, ...] = ()
    effect: str = "counted"
    withdrawn: bool = False

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
    """A worked case shipped with a framework: these figures give these points at this leaf.

    ``others`` are the figures of the other units of the group, for rules that compare units.
    """

    code: str
    figures: Mapping[str, Value]
    points: Fraction
    note: str = ""
    others: tuple[Mapping[str, Value], ...] = ()


@dataclass(frozen=True, slots=True)
class View:
    """A sum of main indexes printed beside the tree: a group, or a pillar (pillars may overlap).

    Source: An Giang 1407/QĐ-UBND, Điều 5 (the pillars share the five common main indexes).
    """

    code: str
    kind: str
    title: str
    mains: tuple[str, ...]
    maximum: Fraction


@dataclass(frozen=True, slots=True)
class SpecialRule:
    """Units whose figure ``input`` is ``value`` get other points on these leaves.

    ``treatment``: ``highest_points`` any other unit of the group reached, the points of the
    ``highest_figure``, or the ``maximum``.  Source: An Giang 1407/QĐ-UBND, Điều 7.2-7.4.
    """

    id: str
    title: str
    treatment: str
    input: str
    value: Value
    leaves: tuple[str, ...]
    basis: Basis | None = None


@dataclass(frozen=True, slots=True)
class Bands:
    """Xếp loại: the title of the highest bound reached, by percent of the maximum or by points."""

    by: str
    steps: tuple[tuple[Fraction, str], ...]
    inclusive: bool = True
    basis: Basis | None = None


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
    views: tuple[View, ...] = ()
    special: tuple[SpecialRule, ...] = ()
    bands: Bands | None = None
    bonus_capped: bool = False
    #: what was bound to a group (``frameworks.binding``), and the framework without it; None if nothing was
    binding: Binding | None = None
    plain: Framework | None = field(default=None, repr=False)

    @cached_property
    def nodes(self) -> Mapping[str, Node]:
        """Every node by code, in printed order, parents first."""
        return {node.code: node for root in self.roots for node in root.walk()}

    @cached_property
    def leaves(self) -> tuple[Node, ...]:
        """The nodes that are scored, in printed order."""
        return tuple(node for node in self.nodes.values() if node.is_leaf)

    @cached_property
    def counted_leaves(self) -> tuple[Node, ...]:
        """The leaves whose points make up the total (all but those of bonus and penalty roots)."""
        return tuple(
            node for root in self.roots if root.effect == "counted" for node in root.walk() if node.is_leaf
        )

    @cached_property
    def adjusting_leaves(self) -> tuple[tuple[Node, int], ...]:
        """The leaves of bonus (+1) and penalty (-1) roots."""
        return tuple(
            (node, 1 if root.effect == "bonus" else -1)
            for root in self.roots
            if root.effect != "counted"
            for node in root.walk()
            if node.is_leaf
        )

    @cached_property
    def adjusting_codes(self) -> frozenset[str]:
        """Codes of the leaves of bonus and penalty roots."""
        return frozenset(leaf.code for leaf, _ in self.adjusting_leaves)

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

    @cached_property
    def supplier_of(self) -> Mapping[str, str]:
        """Who hands in each input: the supplier of the leaves that read it; general fields the unit."""
        return {name: next((leaf.supplier for leaf in users), "unit") for name, users in self._use.items()}

    @cached_property
    def general(self) -> tuple[Input, ...]:
        """The fields of the general information, in the file's order."""
        return tuple(one for one in self.inputs.values() if one.general)

    def leaves_using(self, input_name: str) -> tuple[Node, ...]:
        """The leaves whose rule reads this input, in printed order; KeyError if it is unknown."""
        return self._use[input_name]

    def leaf(self, code: str) -> Node:
        """The leaf with this code; KeyError if there is no such node or it is not a leaf."""
        node = self.nodes[code]
        if not node.is_leaf:
            raise KeyError(code)
        return node

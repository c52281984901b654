"""Reading the tree of a framework file: nodes, their rules and where those come from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

from frameworks import messages, rules, wording
from frameworks.model import EFFECTS, LEVELS, SUPPLIERS, Input, JointRow, Node
from frameworks.reading import Block
from frameworks.rules.base import Rule
from frameworks.rules.reader import Problem, Reader

NODE_KEYS = (
    "code label level title max printed_max printed children rule basis "
    "evidence guidance supplier note effect"
)
JOINT_KEYS = "code label level title joint_with note"


@dataclass
class _Tree:
    """What is the same for every node while a tree is read."""

    inputs: Mapping[str, Input]
    used: set[str]
    problems: list[Problem]
    codes: set[str]


def read_tree(
    given: object, inputs: Mapping[str, Input], used: set[str], problems: list[Problem]
) -> tuple[Node, ...]:
    """The roots with everything under them; names of inputs that rules read are added to ``used``."""
    tree = _Tree(inputs, used, problems, set())
    if not isinstance(given, list) or not given:
        problems.append(Problem(messages.PLACE_TREE, messages.LIST_NEEDED.format(name="tree")))
        return ()
    return tuple(
        _read_node(
            one, messages.PLACE_NODE_AT.format(parent=messages.PLACE_TREE, position=position), None, "", tree
        )
        for position, one in enumerate(given, start=1)
    )


def _read_node(given: object, place: str, parent: Block | None, pillar: str, tree: _Tree) -> Node:
    block = Block.of(given, place, tree.problems, NODE_KEYS)
    code = block.text("code", required=True)
    if code:
        block.place = messages.PLACE_NODE.format(code=code)
    _check_code(block, code, parent, tree)
    level = _level(block, parent)
    if level == "pillar":
        pillar = code
    children = _children(block, pillar, tree)
    maximum = block.positive("max")
    total = sum((child.maximum for child in children), Fraction(0))
    if children and total != maximum:
        block.problem(
            messages.SUM_DIFFERS.format(maximum=wording.exactly(maximum), sum=wording.exactly(total))
        )
    return Node(
        code=code,
        label=block.text("label") or _label(code, level, pillar),
        level=level,
        title=block.text("title", required=True),
        maximum=maximum,
        printed_max=block.number("printed_max"),
        children=children,
        rule=_rule(block, maximum, bool(block.has("children")), tree),
        basis=block.basis("basis"),
        evidence=block.text("evidence"),
        guidance=block.text("guidance"),
        supplier=_known_word(block, "supplier", SUPPLIERS, messages.SUPPLIER),
        note=block.text("note"),
        printed=block.text("printed"),
        effect=_effect(block, parent),
    )


def _known_word(block: Block, key: str, known: tuple[str, ...], refusal: str) -> str:
    """One of the words, by default the first."""
    word = block.text(key) or known[0]
    if word not in known:
        block.problem(refusal.format(supplier=word, name=key, text=word, known=", ".join(known)))
        return known[0]
    return word


def _effect(block: Block, parent: Block | None) -> str:
    if parent is not None and block.has("effect"):
        block.problem(messages.EFFECT_INSIDE)
    return _known_word(block, "effect", EFFECTS, messages.BAD_OPTION)


def _children(block: Block, pillar: str, tree: _Tree) -> tuple[Node, ...]:
    if not block.has("children"):
        return ()
    given = block.data["children"]
    if not isinstance(given, list) or not given:
        block.problem(messages.LIST_NEEDED.format(name="children"))
        return ()
    nodes: list[Node] = []
    rows: list[tuple[Block, JointRow, str]] = []
    for position, child in enumerate(given, start=1):
        place = messages.PLACE_NODE_AT.format(parent=block.place, position=position)
        if isinstance(child, Mapping) and "joint_with" in child:
            rows.append(_read_joint(child, place, block, pillar, tree))
        else:
            nodes.append(_read_node(child, place, block, pillar, tree))
    return _joined(nodes, rows)


def _read_joint(
    given: Mapping[str, object], place: str, parent: Block, pillar: str, tree: _Tree
) -> tuple[Block, JointRow, str]:
    """A row that has no points of its own, and the code of the criterion it goes with."""
    block = Block.of(given, place, tree.problems, JOINT_KEYS)
    code = block.text("code", required=True)
    _check_code(block, code, parent, tree)
    level = _level(block, parent)
    row = JointRow(
        code,
        block.text("label") or _label(code, level, pillar),
        block.text("title", required=True),
        block.text("note"),
    )
    return block, row, block.text("joint_with", required=True)


def _joined(nodes: list[Node], rows: list[tuple[Block, JointRow, str]]) -> tuple[Node, ...]:
    """The nodes with the rows that go with them; a row going with a row leads nowhere."""
    partners = {row.code: other for _, row, other in rows}
    leaves = {node.code for node in nodes if not node.children}
    for block, row, other in rows:
        path = [row.code]
        while other in partners and other not in path:
            path.append(other)
            other = partners[other]
        if other in path:
            block.problem(messages.JOINT_CYCLE.format(codes=" → ".join((*path, other))))
        elif partners[row.code] not in leaves:
            block.problem(messages.JOINT_UNKNOWN.format(code=row.code, other=partners[row.code]))
    return tuple(
        replace(node, joint=tuple(row for _, row, other in rows if other == node.code)) for node in nodes
    )


def _check_code(block: Block, code: str, parent: Block | None, tree: _Tree) -> None:
    """A code is used once and extends its parent's; a pillar's may be left out (I, then 1, 1.1)."""
    if code in tree.codes:
        block.problem(messages.DUPLICATE_CODE.format(code=code))
    tree.codes.add(code)
    if not code or parent is None or (parent.data.get("level") == "pillar" and code[0].isdigit()):
        return
    if not code.startswith(f"{parent.data.get('code')}."):
        block.problem(messages.ORPHAN_CODE.format(code=code, parent=parent.data.get("code")))


def _level(block: Block, parent: Block | None) -> str:
    level = block.text("level", required=True)
    if level and level not in LEVELS:
        block.problem(messages.BAD_LEVEL.format(level=level, known=", ".join(LEVELS)))
        return level
    above = parent.data.get("level") if parent is not None else None
    if level and above in LEVELS and LEVELS.index(level) <= LEVELS.index(str(above)):
        block.problem(messages.LEVEL_ORDER.format(level=level, parent=above))
    return level


def _label(code: str, level: str, pillar: str) -> str:
    """The code as tables print it: without the pillar; of a sub-criterion only its letter."""
    if level == "subcriterion":
        return code.rpartition(".")[2]
    return code.removeprefix(f"{pillar}.") if pillar else code


def _rule(block: Block, maximum: Fraction, inner: bool, tree: _Tree) -> Rule | None:
    if inner:
        for name in ("rule", "basis"):
            if block.has(name):
                block.problem(messages.RULE_NOT_WANTED.format(name=name))
        return None
    if not block.has("basis"):
        block.problem(messages.BASIS_MISSING)
    if not block.has("rule"):
        block.problem(messages.RULE_MISSING)
        return None
    place = f"{block.place}{messages.PLACE_STEP}{messages.PLACE_RULE}"
    reader = Reader({}, maximum, tree.inputs, place, tree.problems, used=tree.used)
    return rules.build_rule(block.data["rule"], reader)

"""Editing a framework's plain data: data in, new data out; what came in is never changed.

An edit does what it is told, right or wrong: a maximum that no longer adds up stays as typed and is
reported by the loader.  Only what cannot be placed at all (a code or name that is not there, or is there
already) raises ``EditRefused``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from frameworks import messages
from frameworks.writing.plain import Plain

Nodes = list[Any]
#: What an edit does to the list a node stands in: the list, the node's position, the new list.
AtNode = Callable[[Nodes, int], Nodes]


class EditRefused(ValueError):
    """An edit that has no place to be made; ``field`` names what is wrong, ``message`` why."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field, self.message = field, message


def changed(given: Mapping[str, Any], changes: Mapping[str, Any]) -> Plain:
    """The mapping with other values; what is None (or an empty text, list or mapping) is left out."""
    kept = {key: value for key, value in given.items() if key not in changes}
    filled = {key: value for key, value in changes.items() if value not in (None, "", [], {})}
    order = [key for key in given if key in kept or key in filled]
    merged = {**kept, **filled}
    return {key: merged[key] for key in (*order, *(key for key in filled if key not in order))}


def set_head(data: Plain, changes: Mapping[str, Any]) -> Plain:
    """Other title, decision, maximum, treatment …; a value of None takes a key away."""
    return changed(data, changes)


# ---------------------------------------------------------------- the tree


def walk(nodes: object) -> Iterator[Mapping[str, Any]]:
    """Every node and joint row, parents first."""
    for node in nodes if isinstance(nodes, list) else []:
        if isinstance(node, Mapping):
            yield node
            yield from walk(node.get("children"))


def node_of(data: Plain, code: str) -> Mapping[str, Any]:
    """The node (or joint row) with this code.  Raises EditRefused."""
    for node in walk(data.get("tree")):
        if node.get("code") == code:
            return node
    raise EditRefused("code", messages.NO_SUCH_NODE.format(code=code))


def add_node(data: Plain, parent: str, node: Mapping[str, Any], position: int | None = None) -> Plain:
    """One more node at the end under ``parent`` (an empty code: a root), or before ``position`` (from 0)."""
    _refuse_taken(data, str(node.get("code") or ""))
    new = changed({}, node)
    if not parent:
        roots = _list(data.get("tree"))
        return {**data, "tree": _inserted(roots, new, position)}
    node_of(data, parent)

    def put(nodes: Nodes, at: int) -> Nodes:
        above = nodes[at]
        children = _inserted(_list(above.get("children")), new, position)
        inner = {key: value for key, value in above.items() if key not in ("rule", "basis")}
        return [*nodes[:at], {**inner, "children": children}, *nodes[at + 1 :]]

    return _at(data, parent, put)


def change_node(data: Plain, code: str, changes: Mapping[str, Any]) -> Plain:
    """Other values for a node; a new code goes on to everything under it and all that names it."""
    new_code = str(changes.get("code") or code)
    node_of(data, code)
    if new_code != code:
        _refuse_taken(data, new_code)

    def put(nodes: Nodes, at: int) -> Nodes:
        return [*nodes[:at], changed(nodes[at], changes), *nodes[at + 1 :]]

    edited = _at(data, code, put)
    return edited if new_code == code else _recoded(edited, code, new_code)


def remove_node(data: Plain, code: str) -> Plain:
    """Without a node, all under it, the rows joint with it and the worked cases of any of these."""
    node = node_of(data, code)
    gone = {str(below.get("code")) for below in walk([node])}
    gone |= {str(row.get("code")) for row in walk(data.get("tree")) if row.get("joint_with") in gone}
    pruned = {**data, "tree": _without(_list(data.get("tree")), gone)}
    cases = [
        case
        for case in _list(data.get("cases"))
        if not (isinstance(case, Mapping) and case.get("code") in gone)
    ]
    return changed(pruned, {"cases": cases}) if "cases" in data else pruned


def move_node(data: Plain, code: str, by: int) -> Plain:
    """A node further down (positive) or up (negative) among its siblings, as far as there is room."""

    def put(nodes: Nodes, at: int) -> Nodes:
        to = min(max(at + by, 0), len(nodes) - 1)
        rest = [*nodes[:at], *nodes[at + 1 :]]
        return [*rest[:to], nodes[at], *rest[to:]]

    node_of(data, code)
    return _at(data, code, put)


def set_rule(data: Plain, code: str, rule: Mapping[str, Any], basis: Mapping[str, Any] | None) -> Plain:
    """Another rule for a leaf, and where it comes from."""
    return change_node(data, code, {"rule": dict(rule), "basis": dict(basis) if basis else None})


def _list(given: object) -> list[Any]:
    return given if isinstance(given, list) else []


def _inserted(nodes: Nodes, new: Plain, position: int | None) -> Nodes:
    at = len(nodes) if position is None else position
    return [*nodes[:at], new, *nodes[at:]]


def _refuse_taken(data: Plain, code: str) -> None:
    if not code:
        raise EditRefused("code", messages.KEY_MISSING.format(name="code"))
    if any(node.get("code") == code for node in walk(data.get("tree"))):
        raise EditRefused("code", messages.DUPLICATE_CODE.format(code=code))


def _at(data: Plain, code: str, put: AtNode) -> Plain:
    """The data with the list around one node replaced by what ``put`` makes of it."""

    def inside(nodes: Nodes) -> Nodes | None:
        for at, node in enumerate(nodes):
            if not isinstance(node, Mapping):
                continue
            if node.get("code") == code:
                return put(nodes, at)
            children = inside(_list(node.get("children")))
            if children is not None:
                return [*nodes[:at], {**node, "children": children}, *nodes[at + 1 :]]
        return None

    return {**data, "tree": inside(_list(data.get("tree")))}


def _without(nodes: Nodes, gone: set[str]) -> Nodes:
    kept = []
    for node in nodes:
        if not isinstance(node, Mapping) or node.get("code") in gone:
            continue
        if "children" in node:
            children = _without(_list(node["children"]), gone)
            node = {key: value for key, value in node.items() if key != "children" or children}
            if children:
                node["children"] = children
        kept.append(node)
    return kept


def _recoded(data: Plain, old: str, new: str) -> Plain:
    """The same with ``old`` and codes under it replaced wherever a criterion is named."""

    def named(code: object) -> object:
        if isinstance(code, str) and (code == old or code.startswith(f"{old}.")):
            return new + code[len(old) :]
        return code

    def renamed(nodes: Nodes) -> Nodes:
        return [
            {
                key: named(value)
                if key in ("code", "joint_with")
                else renamed(value)
                if key == "children" and isinstance(value, list)
                else value
                for key, value in node.items()
            }
            if isinstance(node, Mapping)
            else node
            for node in nodes
        ]

    found = {**data, "tree": renamed(_list(data.get("tree")))}
    if "cases" in data:
        found["cases"] = [{**case, "code": named(case.get("code"))} for case in _list(data["cases"])]
    for part, key in (("views", "mains"), ("special", "leaves")):
        if part in data:
            found[part] = [{**one, key: _each(one.get(key), named)} for one in _list(data[part])]
    return found


def _each(given: object, change: Callable[[object], object]) -> object:
    return [change(one) for one in given] if isinstance(given, list) else change(given)


# ---------------------------------------------------------------- inputs and worked cases


def set_input(data: Plain, name: str, spec: Mapping[str, Any]) -> Plain:
    """Declare an input, or declare it anew, at its place."""
    inputs = _inputs(data)
    return {**data, "inputs": {**inputs, name: changed(inputs.get(name) or {}, spec)}}


def remove_input(data: Plain, name: str) -> Plain:
    """Without an input; rules that still read it are reported by the loader."""
    inputs = _inputs(data)
    if name not in inputs:
        raise EditRefused("name", messages.NO_SUCH_INPUT.format(name=name))
    return {**data, "inputs": {key: spec for key, spec in inputs.items() if key != name}}


def _inputs(data: Plain) -> Mapping[str, Any]:
    given = data.get("inputs")
    return given if isinstance(given, Mapping) else {}


def cases_of(data: Plain) -> Sequence[Mapping[str, Any]]:
    """The worked cases, in order."""
    return [case for case in _list(data.get("cases")) if isinstance(case, Mapping)]


def set_case(data: Plain, position: int | None, case: Mapping[str, Any]) -> Plain:
    """One more worked case, or another one in the place of that at ``position`` (from 0)."""
    cases = list(cases_of(data))
    if position is None:
        return {**data, "cases": [*cases, dict(case)]}
    _check_position(cases, position)
    return {**data, "cases": [*cases[:position], dict(case), *cases[position + 1 :]]}


def remove_case(data: Plain, position: int) -> Plain:
    """Without the worked case at ``position`` (from 0)."""
    cases = list(cases_of(data))
    _check_position(cases, position)
    return changed(data, {"cases": [*cases[:position], *cases[position + 1 :]]})


def _check_position(cases: list[Mapping[str, Any]], position: int) -> None:
    if not 0 <= position < len(cases):
        raise EditRefused("position", messages.NO_SUCH_CASE.format(position=position + 1))

"""Every kind of event that is written anywhere has words in the journal."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from app.audit import wording
from app.messages.audit import KINDS
from tests.rules.test_house import APP

Function = ast.FunctionDef | None


@cache
def trees() -> dict[Path, ast.Module]:
    return {path: ast.parse(path.read_text()) for path in APP}


def functions_around(tree: ast.Module) -> Iterator[tuple[Function, ast.Call]]:
    """Every call, with the function it stands in."""
    inside: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef):
            for one in ast.walk(node):
                if isinstance(one, ast.Call):
                    inside.add(id(one))
                    yield node, one
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and id(node) not in inside:
            yield None, node


def named(call: ast.Call) -> str:
    """The last name of what is called."""
    return ast.unparse(call.func).rpartition(".")[2]


def argument(call: ast.Call, place: int, name: str) -> ast.expr | None:
    """What a call gives for a parameter."""
    for keyword in call.keywords:
        if keyword.arg == name:
            return keyword.value
    return call.args[place] if place < len(call.args) else None


def constants(value: ast.expr, path: Path, around: Function) -> Iterator[str]:
    """The kinds an expression can stand for: itself, either branch, a constant, or what callers give."""
    if isinstance(value, ast.Constant):
        yield str(value.value)
        return
    if isinstance(value, ast.IfExp):
        yield from constants(value.body, path, around)
        yield from constants(value.orelse, path, around)
        return
    name = ast.unparse(value).rpartition(".")[2]
    parameters = [one.arg for one in (*around.args.args, *around.args.kwonlyargs)] if around else []
    if around is not None and name in parameters:
        local = any(named(call) == around.name for _, call in functions_around(trees()[path]))
        for other, tree in trees().items():
            if local and other != path and around.name.startswith("_"):
                continue
            for outer, call in functions_around(tree):
                given = argument(call, parameters.index(name), name) if named(call) == around.name else None
                if given is not None:
                    yield from constants(given, other, outer)
        return
    places = [around, *trees().values()] if around else list(trees().values())
    for place in places:
        for node in ast.walk(place):
            targets = node.targets if isinstance(node, ast.Assign) else ()
            if any(isinstance(one, ast.Name) and one.id == name for one in targets):
                yield from constants(node.value, path, None)  # type: ignore[union-attr]
                return


def written() -> set[str]:
    """The kinds of all events the application writes."""
    found = set()
    for path, tree in trees().items():
        for around, call in functions_around(tree):
            if ast.unparse(call.func) == "history.append":
                kind = argument(call, 3, "kind")
                assert kind is not None, f"{path}:{call.lineno}"
                kinds = set(constants(kind, path, around))
                assert kinds, f"{path}:{call.lineno}: what kind is {ast.unparse(kind)}?"
                found |= kinds
    return found


def test_every_kind_that_is_written_has_a_title() -> None:
    kinds = written()
    assert {"figure", "vote", "signed_in", "agenda", "objection", "workflow_migrated"} <= kinds
    assert sorted(kinds - set(KINDS)) == []


@pytest.mark.parametrize("key", ["variables", "reason", "letter", "person", "days", "until"])
def test_fields_of_events_have_words(key: str) -> None:
    assert wording.label(key) != key.replace("_", " ")

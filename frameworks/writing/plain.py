"""Plain data of a framework: from a text and back to a text, with nothing lost or guessed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, TypeAlias

import yaml

from frameworks import messages
from frameworks.cases import check_cases
from frameworks.loader import FrameworkError, framework_of
from frameworks.model import Framework
from frameworks.rules.reader import Problem
from frameworks.yaml_text import NULL, YamlProblem, read_yaml_text

#: A framework as its file says it; values are text, None, lists and mappings of these.
Plain: TypeAlias = dict[str, Any]

WIDTH = 110
_ID = re.compile(r"^id: *(\S+)", re.MULTILINE)


class PlainProblem(ValueError):
    """A text that is no framework file at all; ``message`` says why, in Vietnamese."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


@dataclass(frozen=True)
class Examined:
    """What the loader says of a text: the framework, or every mistake; and the worked cases that differ."""

    framework: Framework | None
    problems: tuple[Problem, ...]
    differing: tuple[Problem, ...] = ()

    @property
    def ready(self) -> bool:
        """Whether nothing stands against issuing it."""
        return self.framework is not None and not self.differing


class _Dumper(yaml.SafeDumper):
    """Writes text plainly: only what would be read as "empty" is quoted."""

    yaml_implicit_resolvers: dict[str, list[tuple[str, Any]]] = {
        first: [(tag, pattern) for tag, pattern in known if tag == NULL]
        for first, known in yaml.SafeDumper.yaml_implicit_resolvers.items()
    }

    def ignore_aliases(self, data: object) -> bool:
        """Every value is written out: the reader takes no aliases."""
        return True


@lru_cache(maxsize=32)
def read_plain(text: str) -> Plain:
    """The data of a framework's text, never to be changed in place: what was read is remembered.

    Raises PlainProblem when it is no mapping or repeats a key.
    """
    try:
        data, repeated = read_yaml_text(text)
    except YamlProblem as error:
        raise PlainProblem(messages.BAD_YAML.format(problem=error.message)) from error
    if repeated:
        raise PlainProblem(messages.DUPLICATE_KEY.format(key=repeated[0][0]))
    if not isinstance(data, dict):
        raise PlainProblem(messages.NOT_MAPPING)
    return data


def to_yaml(data: Mapping[str, Any]) -> str:
    """The text that says these data; reading it gives them back."""
    return _written(dict(data), default_flow_style=False, width=WIDTH)


def to_flow(value: object) -> str:
    """A value on one line, as rules are written in cells: ``[a, b]``, ``{from: 90%, share: 1}``."""
    written = _written(value, default_flow_style=True, width=1_000_000)
    return written.removesuffix("...\n").strip()


def read_flow(text: str) -> object:
    """What stands on one or several lines of a cell.  Raises PlainProblem."""
    try:
        value, repeated = read_yaml_text(text)
    except YamlProblem as error:
        raise PlainProblem(messages.BAD_YAML.format(problem=error.message)) from error
    if repeated:
        raise PlainProblem(messages.DUPLICATE_KEY.format(key=repeated[0][0]))
    return value


def same_content(one: Plain, other: Plain) -> bool:
    """Whether two frameworks say the same of the same framework, whatever the number of the version."""

    def without(data: Plain) -> Plain:
        return {key: value for key, value in data.items() if key != "version"}

    return without(one) == without(other)


def _written(value: object, **options: Any) -> str:
    return str(yaml.dump(value, Dumper=_Dumper, allow_unicode=True, sort_keys=False, **options))


@lru_cache(maxsize=32)
def examine(text: str) -> Examined:
    """The loader's word on a text, with its worked cases run when it can be read at all."""
    try:
        framework = framework_of(read_plain(text))
    except PlainProblem as error:
        return Examined(None, (Problem(messages.PLACE_HEAD, error.message),))
    except FrameworkError as error:
        return Examined(None, tuple(error.problems))
    return Examined(framework, (), tuple(check_cases(framework)))


@cache
def _shipped() -> Mapping[str, str]:
    texts = {}
    for path in sorted(Path(__file__).parent.parent.glob("**/*.yaml")):
        text = path.read_text(encoding="utf-8")
        found = _ID.search(text)  # the whole file is read when it is asked for
        if found is not None:
            texts[found[1]] = text
    return texts


def shipped_text(framework_id: str) -> str:
    """The text of a framework shipped with the program; KeyError if there is none of this id."""
    return _shipped()[framework_id]

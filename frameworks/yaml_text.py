"""Reading YAML without losing what was written: every scalar stays text.

An ordinary loader turns ``0.1`` into a binary float, ``4.10`` into 4.1 and ``no`` into False.  Here
all of them stay the text that stands in the file, in Unicode NFC; only an empty value is None.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Hashable
from typing import Any

import yaml

NULL = "tag:yaml.org,2002:null"


class YamlProblem(ValueError):
    """The text is not YAML this reader takes; ``line`` counts from 1 (None when unknown)."""

    def __init__(self, message: str, line: int | None) -> None:
        super().__init__(message)
        self.message = message
        self.line = line


class _TextLoader(yaml.SafeLoader):
    """A safe loader without number, date and yes/no guessing; remembers repeated keys."""

    yaml_implicit_resolvers: dict[str, list[tuple[str, re.Pattern[str]]]] = {}

    def __init__(self, stream: str) -> None:
        super().__init__(stream)
        self.repeated: list[tuple[str, int]] = []

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        """Aliases are refused: a small file could otherwise unfold without end."""
        if self.check_event(yaml.AliasEvent):
            raise yaml.MarkedYAMLError(
                problem="aliases (*name) are not allowed", problem_mark=self.get_mark()
            )
        return super().compose_node(parent, index)

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        """A mapping, noting every key written twice (YAML itself would keep the last one)."""
        seen: set[object] = set()
        for key_node, _ in node.value:
            key = key_node.value if isinstance(key_node, yaml.ScalarNode) else None
            if key in seen:
                self.repeated.append((str(key), key_node.start_mark.line + 1))
            seen.add(key)
        return super().construct_mapping(node, deep)


_TextLoader.add_implicit_resolver(NULL, re.compile(r"^(?:~|null|)$"), ["~", "n", ""])
_TextLoader.add_constructor(
    "tag:yaml.org,2002:str", lambda loader, node: unicodedata.normalize("NFC", str(node.value))
)


def read_yaml_text(text: str) -> tuple[object, list[tuple[str, int]]]:
    """The document as mappings, lists and text, with the repeated keys and their lines.

    Raises YamlProblem when the text is not YAML.
    """
    loader = None
    try:
        loader = _TextLoader(text)
        return loader.get_single_data(), loader.repeated
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark is not None else None
        raise YamlProblem(error.problem or str(error), line) from error
    except yaml.YAMLError as error:
        raise YamlProblem(" ".join(str(error).split()), None) from error
    finally:
        if loader is not None:
            loader.dispose()

"""Checking the shape of plain data: each method reads one kind of value and records what is wrong with it.

After a mistake a harmless value is returned, so that the rest of the file is still looked at.
"""

import re
from collections.abc import Callable, Iterable, Mapping

from workflows import messages
from workflows.reading import Path, Source

_NAME = re.compile(r"[a-z][a-z0-9_]*")


def is_whole(value: object) -> bool:
    """Is ``value`` a whole number of zero or more? YAML's ``true`` is an ``int`` in Python but no number."""
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


class Shapes:
    """Readers of values of one :class:`~workflows.reading.Source`."""

    def __init__(self, source: Source) -> None:
        self.source = source

    def keys(
        self,
        path: Path,
        data: Mapping[str, object],
        required: tuple[str, ...],
        optional: tuple[str, ...] = (),
    ) -> None:
        for key in required:
            if key not in data:
                self.source.report(path, messages.missing(key))
        for key in data:
            if key not in required and key not in optional:
                self.source.report((*path, key), messages.unknown_key(key))

    def mapping(self, path: Path, data: object) -> Mapping[str, object]:
        if isinstance(data, dict):
            return data
        self.source.report(path, messages.NOT_A_MAPPING)
        return {}

    def text(self, path: Path, data: Mapping[str, object]) -> str:
        """A non-empty text; a key that is wholly absent was reported by :meth:`keys`."""
        value = data.get(path[-1])
        if isinstance(value, str) and value.strip():
            return value
        if path[-1] in data:
            self.source.report(path, messages.NOT_TEXT)
        return ""

    def whole(self, path: Path, data: Mapping[str, object]) -> int:
        value = data.get(path[-1])
        if isinstance(value, int) and is_whole(value):
            return value
        if path[-1] in data:
            self.source.report(path, messages.NOT_A_WHOLE_NUMBER)
        return 0

    def flag(self, path: Path, data: Mapping[str, object]) -> bool:
        value = data.get(path[-1], False)
        if not isinstance(value, bool):
            self.source.report(path, messages.NOT_A_BOOLEAN)
        return value is True

    def choice(self, path: Path, data: Mapping[str, object], kind: str, known: Iterable[str]) -> str:
        """A text that must be one of ``known``; the empty text stands for a reported mistake."""
        value = self.text(path, data)
        if value and value not in known:
            self.source.report(path, messages.unknown(kind, value, known))
            return ""
        return value

    def names(
        self, path: Path, data: object, repeated: Callable[[str], str] | None = None
    ) -> tuple[str, ...]:
        """A list of names (a lone name stands for a list of one), none of them twice."""
        items = [data] if isinstance(data, str) else data
        if not isinstance(items, list) or not all(isinstance(item, str) and item for item in items):
            self.source.report(path, messages.NOT_A_LIST)
            return ()
        result: dict[str, None] = {}
        for item in items:
            if item in result:
                self.source.report(path, (repeated or messages.repeated_item)(item))
            result[item] = None
        return tuple(result)

    def known(self, path: Path, names: Iterable[str], kind: str, known: Iterable[str]) -> tuple[str, ...]:
        """Those of ``names`` that are known; the others are recorded."""
        found = []
        for name in names:
            if name in known:
                found.append(name)
            else:
                self.source.report(path, messages.unknown(kind, name, known))
        return tuple(found)

    def check_name(self, path: Path, data: Mapping[str, object] | None = None) -> None:
        name = path[-1] if data is None else data.get(path[-1], "")
        if isinstance(name, str) and name and not _NAME.fullmatch(name):
            self.source.report(path, messages.NOT_A_NAME)

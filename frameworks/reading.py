"""One block of a framework file: typed reads of its keys, collecting every mistake with its place."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from frameworks import messages
from frameworks.model import Basis
from frameworks.numbers import parse_exact
from frameworks.rules.reader import Problem

_NAME = re.compile(r"[a-z][a-z0-9_]*")
_WHOLE = re.compile(r"[1-9][0-9]{0,8}")


@dataclass
class Block:
    """A mapping of the file, the place it stands at, and where mistakes go.

    Reads never raise: what is missing or malformed is noted and something harmless returned.
    """

    data: Mapping[str, object]
    place: str
    problems: list[Problem]

    @classmethod
    def of(cls, given: object, place: str, problems: list[Problem], keys: str) -> Block:
        """The block, with a problem if it is no mapping or has keys outside ``keys``."""
        block = cls(given if isinstance(given, Mapping) else {}, place, problems)
        if not isinstance(given, Mapping):
            block.problem(messages.NOT_MAPPING)
        known = keys.split()
        for name in block.data:
            if name not in known:
                block.problem(messages.UNKNOWN_KEY.format(name=name, known=", ".join(known)))
        return block

    def problem(self, message: str) -> None:
        """Note a mistake here."""
        self.problems.append(Problem(self.place, message))

    def has(self, key: str) -> bool:
        """Whether the key is there with a value."""
        return self.data.get(key) is not None

    def text(self, key: str, required: bool = False) -> str:
        """A text, trimmed; empty when absent."""
        given = self.data.get(key)
        if given is None or given == "":
            if required:
                self.problem(messages.KEY_MISSING.format(name=key))
            return ""
        if not isinstance(given, str):
            self.problem(messages.TEXT_NEEDED.format(name=key))
            return ""
        return given.strip()

    def optional(self, key: str) -> str | None:
        """A text, or None when absent."""
        return self.text(key) or None

    def number(self, key: str) -> Fraction | None:
        """An exact number, or None when absent or unreadable."""
        given = self.data.get(key)
        if given is None:
            return None
        try:
            return parse_exact(given if isinstance(given, str) else "")
        except ValueError:
            self.problem(messages.BAD_NUMBER.format(name=key, text=given))
            return None

    def positive(self, key: str) -> Fraction:
        """A number above zero that must be there."""
        if not self.has(key):
            self.problem(messages.KEY_MISSING.format(name=key))
            return Fraction(1)
        number = self.number(key)
        if number is not None and number <= 0:
            self.problem(messages.NOT_POSITIVE.format(name=key))
        return number if number is not None and number > 0 else Fraction(1)

    def whole(self, key: str) -> int:
        """A positive whole number that must be there."""
        text = self.text(key, required=True)
        if text and _WHOLE.fullmatch(text) is None:
            self.problem(messages.BAD_WHOLE.format(name=key, text=text))
            return 1
        return int(text) if text else 1

    def names(self, key: str) -> tuple[str, ...]:
        """One name or a list of names; empty when absent."""
        given = self.data.get(key)
        if given is None:
            return ()
        listed = given if isinstance(given, list) else [given]
        if not all(isinstance(name, str) for name in listed):
            self.problem(messages.TEXT_NEEDED.format(name=key))
            return ()
        return tuple(str(name) for name in listed)

    def basis(self, key: str) -> Basis | None:
        """Where something comes from: source, adopted or proposed; None when absent."""
        if not self.has(key):
            return None
        place = f"{self.place}{messages.PLACE_STEP}{messages.PLACE_BASIS}"
        block = Block.of(self.data[key], place, self.problems, "source adopted proposed")
        if len(block.data) != 1:
            block.problem(messages.BASIS_KIND)
            return None
        kind = next(iter(block.data))
        if kind != "adopted":
            return Basis(kind, block.text(kind, required=True))
        adopted = Block.of(block.data[kind], place, self.problems, "framework code note")
        framework, code, note = adopted.text("framework"), adopted.text("code"), adopted.text("note")
        if not framework or not code:
            adopted.problem(messages.ADOPTED_NEEDS)
        return Basis(kind, note, framework, code)


def is_name(text: str) -> bool:
    """Whether this can name an input or a choice."""
    return _NAME.fullmatch(text) is not None

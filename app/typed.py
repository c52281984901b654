"""What browsers send, without the signs that cannot be written down.

Pasted texts bring control characters along (Word its soft line breaks), programs that try doors bring worse.
PostgreSQL keeps no NUL and a workbook none of them, so they end here and not in every form.
"""

import re
from collections.abc import Iterable
from typing import Any

from flask import Request
from werkzeug.datastructures import ImmutableMultiDict
from werkzeug.routing import Map, UnicodeConverter

CONTROLS = r"\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff"
_UNWRITABLE = re.compile(f"[{CONTROLS}]")
_SOFT_BREAK = "\v"


def writable(text: str) -> str:
    """The text with line breaks for soft ones, and without control characters; tabs and lines stay."""
    return _UNWRITABLE.sub("", text.replace(_SOFT_BREAK, "\n"))


class Typed(ImmutableMultiDict[str, Any]):
    """Fields of a form or an address; files among them stay as they are."""

    def __init__(self, sent: Iterable[tuple[str, Any]] = ()) -> None:
        super().__init__([(name, writable(one) if isinstance(one, str) else one) for name, one in sent])


class TypedRequest(Request):
    """A request whose fields can be written down."""

    parameter_storage_class = Typed


class Word(UnicodeConverter):
    """A word in an address: one with control characters is an address that does not exist."""

    def __init__(self, map: Map, *args: Any, **options: Any) -> None:
        super().__init__(map, *args, **options)
        self.regex = self.regex.replace("[^/", f"[^/{CONTROLS}", 1)

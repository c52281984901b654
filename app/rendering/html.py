"""Plain data and a template become one semantic HTML tree, the source of both .pdf and .docx."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from jinja2 import FileSystemLoader, StrictUndefined, UndefinedError
from jinja2.exceptions import SecurityError
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup, escape

from app.rendering import numbers
from app.rendering.kinds import DOCUMENT_KINDS, DocumentKind

TEMPLATE_FOLDER = Path(__file__).resolve().parents[2] / "templates" / "documents"

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_ENDING = ";., \t\r\n"
_NUMBER_AND_SYMBOL = re.compile(r"[\d…]+(?:/\d{4})?/[^\W\d][\w&;-]*")


class UnknownDocumentKind(LookupError):
    """No such kind of document."""


class DocumentDataError(ValueError):
    """The data lack something the template prints, or hold what must not be printed."""


def _printable(value: Any) -> Any:
    """What a template prints: None and floats never reach paper, control characters are left out."""
    if value is None:
        raise DocumentDataError("the template prints None; it must say what an empty value looks like")
    if isinstance(value, float):
        raise DocumentDataError(f"a binary float must not be printed: {value!r}")
    if type(value) is str:
        return _CONTROL.sub("", value)
    return value


def sentence(text: str) -> str:
    """The text without closing punctuation, so that the template can set its own."""
    return text.rstrip(_ENDING)


def uncapitalised(text: str) -> str:
    """The text with a small first letter, to go on inside a sentence; an abbreviation keeps its own."""
    return text if text[:2].isupper() else text[:1].lower() + text[1:]


def name_lines(name: str, room: int) -> str:
    """The name of a body with line breaks that leave lines of about equal length, none longer than `room`
    letters where words allow it. A name with breaks of its own is left as it is."""
    if "\n" in name or len(name) <= room:
        return name
    fair = len(name) / -(-len(name) // room)
    lines = [""]
    for word in name.split():
        longer = f"{lines[-1]} {word}".strip()
        if lines[-1] and (len(longer) > room or abs(len(longer) - fair) > abs(len(lines[-1]) - fair)):
            lines.append(word)
        else:
            lines[-1] = longer
    return "\n".join(lines)


def unbroken(text: str) -> Markup:
    """The text with every document number and symbol ("64/2007/NĐ-CP") kept on one line."""
    whole = _NUMBER_AND_SYMBOL.sub(r'<span class="unbroken">\g<0></span>', str(escape(text)))
    return Markup(whole)


@lru_cache(maxsize=1)
def environment() -> ImmutableSandboxedEnvironment:
    """The one Jinja environment of the documents: sandboxed, escaping, undefined names are errors."""
    made = ImmutableSandboxedEnvironment(
        loader=FileSystemLoader(TEMPLATE_FOLDER),
        undefined=StrictUndefined,
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_printable,
    )
    made.filters |= {
        "points": numbers.points,
        "number": numbers.number,
        "signed": numbers.signed,
        "difference": numbers.difference,
        "percent": numbers.percent,
        "padded": numbers.padded,
        "roman": numbers.roman,
        "day_words": numbers.day_words,
        "day_short": numbers.day_short,
        "moment_words": numbers.moment_words,
        "document_number": numbers.document_number,
        "name_lines": name_lines,
        "sentence": sentence,
        "unbroken": unbroken,
        "uncapitalised": uncapitalised,
    }
    return made


def document_kind(name: str) -> DocumentKind:
    """The kind of that name; raises UnknownDocumentKind."""
    try:
        return DOCUMENT_KINDS[name]
    except KeyError:
        raise UnknownDocumentKind(name) from None


def render_html(kind: str, data: Mapping[str, Any]) -> str:
    """The document as one HTML page.

    `data` has the shape of the kind's TypedDict in `app.rendering.data`. Raises UnknownDocumentKind,
    and DocumentDataError when a name is missing or a value must not be printed.
    """
    template = environment().get_template(f"{document_kind(kind).name}/document.html")
    try:
        return template.render(data)
    except (UndefinedError, SecurityError, TypeError) as problem:
        raise DocumentDataError(f"{kind}: {problem}") from problem


def load_sample(kind: str) -> dict[str, Any]:
    """The example data beside a template, used for its preview and its tests."""
    path = TEMPLATE_FOLDER / document_kind(kind).name / "sample.json"
    loaded: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return loaded

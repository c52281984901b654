"""Tables as CSV that Vietnamese Excel opens by a double click: UTF-8 with a mark, commas, CRLF.

Numbers are written with a point ("85.25"): a comma would be read as a mark of thousands, silently a hundred
times too large, wherever Excel follows English settings.
"""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

MARK = "\ufeff"  # the mark by which spreadsheets know UTF-8
_PIECE = 64 * 1024  # characters handed on at a time

# A cell that begins with one of these is run as a formula by a spreadsheet.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def write(header: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """The whole file as text, its byte order mark among it."""
    return MARK + "".join(pieces(chain([header], rows)))


def pieces(lines: Iterable[Sequence[object]]) -> Iterator[str]:
    """Lines as text, many at a time: a long file goes out while it is read."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    for line in lines:
        writer.writerow([cell(value) for value in line])
        if out.tell() >= _PIECE:
            yield out.getvalue()
            out.seek(0)
            out.truncate()
    if rest := out.getvalue():
        yield rest


def cell(value: object) -> object:
    """A value that a spreadsheet takes as text or number, never as a formula; nothing gives nothing."""
    if value is None:
        return ""
    if isinstance(value, str) and value.lstrip().startswith(_FORMULA):
        return "'" + value
    return value

"""Tables as CSV that Vietnamese Excel opens by a double click: UTF-8 with a mark, commas, CRLF.

Numbers are written with a point ("85.25"): a comma would be read as a mark of thousands, silently a hundred
times too large, wherever Excel follows English settings.
"""

import csv
import io
from collections.abc import Iterable, Sequence

# A cell that begins with one of these is run as a formula by a spreadsheet.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def write(header: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """The whole file as text, its byte order mark among it."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(header)
    for row in rows:
        writer.writerow([cell(value) for value in row])
    return "\ufeff" + out.getvalue()


def cell(value: object) -> object:
    """A value that a spreadsheet takes as text or number, never as a formula; nothing gives nothing."""
    if value is None:
        return ""
    if isinstance(value, str) and value.lstrip().startswith(_FORMULA):
        return "'" + value
    return value

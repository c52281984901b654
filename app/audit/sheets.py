"""Long tables as .xlsx: openpyxl makes the workbook, the rows of its sheets are written as text.

openpyxl hands every cell to its writer in several pieces: of an export of fifty thousand lines that is more
than half of all the work. Here a cell is one piece of text, and memory holds one line.
"""

import io
import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import IO
from zipfile import ZIP_DEFLATED, ZipFile

from openpyxl import Workbook
from openpyxl.utils import get_column_letter

PIECE = 64 * 1024  # bytes packed at a time
LONGEST = 32_767  # characters in one cell: what Excel reads
# What XML 1.0 can not hold, whatever is written for it.
_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_UNKNOWN = "\ufffd"

column = cache(get_column_letter)

Rows = Iterable[Sequence[str]]


def write(out: IO[bytes], sheets: Mapping[str, Rows]) -> None:
    """Write a workbook of these sheets, by title, into `out`; every cell is text, never a formula.

    What is longer than `LONGEST` is cut; a character that XML does not know becomes the sign for that.
    """
    frame, rows_of = _frame(sheets)
    with ZipFile(frame) as parts, ZipFile(out, "w", ZIP_DEFLATED) as book:
        for part in parts.namelist():
            content = parts.read(part)
            if part not in rows_of:
                book.writestr(part, content)
                continue
            before, _, rest = content.partition(b"<row ")
            with io.BufferedWriter(book.open(part, "w"), PIECE) as sheet:
                sheet.write(before)
                for number, row in enumerate(rows_of[part], 1):
                    sheet.write(line(number, row).encode())
                sheet.write(rest.partition(b"</row>")[2])


def _frame(sheets: Mapping[str, Rows]) -> tuple[io.BytesIO, dict[str, Rows]]:
    """A workbook whose sheets hold one row to be replaced, and by the part's name the rows to put there."""
    book = Workbook(write_only=True)
    made = []
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        sheet.append([""])
        made.append((sheet, rows))
    saved = io.BytesIO()
    book.save(saved)
    return saved, {sheet.path.removeprefix("/"): rows for sheet, rows in made}


def line(number: int, row: Sequence[str]) -> str:
    """One row of a sheet, empty cells left out."""
    cells = [
        f'<c r="{column(place)}{number}" t="inlineStr"><is>{text(value)}</is></c>'
        for place, value in enumerate(row, 1)
        if value
    ]
    return f'<row r="{number}">{"".join(cells)}</row>'


def text(value: str) -> str:
    """A cell's text with its spaces and breaks as they are."""
    value = value[:LONGEST]
    kept = ' xml:space="preserve"' if value != value.strip() else ""
    if not value.isprintable():
        value = _NO_XML.sub(_UNKNOWN, value)
    value = value.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\r", "&#13;")
    return f"<t{kept}>{value}</t>"

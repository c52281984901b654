"""Writing plain lists into a sheet: a row of headings, then text in every cell."""

from collections.abc import Iterable, Sequence
from typing import Any

from openpyxl.styles import Alignment, Font, PatternFill

from app.spreadsheets.tables import column_letters

_HEAD = PatternFill("solid", fgColor="DCE6F1")
_WRAPPED = Alignment(wrap_text=True, vertical="top")


def fill(sheet: Any, rows: Iterable[Sequence[Any]], widths: Sequence[int]) -> None:
    """Write the rows, the headings first, which stay in sight; `widths` are those of the columns.

    What begins with "=" stays the text it is, and is never a formula.
    """
    for number, row in enumerate(rows, start=1):
        for column, value in enumerate(row, start=1):
            text = str(value)
            cell = sheet.cell(number, column, "'" + text if text.startswith("=") else text)
            cell.number_format, cell.alignment = "@", _WRAPPED
            if number == 1:
                cell.font, cell.fill = Font(bold=True), _HEAD
    for column, width in enumerate(widths, start=1):
        sheet.column_dimensions[column_letters(column)].width = width
    sheet.freeze_panes = "A2"

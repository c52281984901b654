"""The empty workbook a supplier fills in: units down, criteria across, in the shape `handed.read` takes."""

import io
from collections.abc import Sequence

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill

from app.messages import spreadsheets as words
from app.messages import supplied as texts
from app.spreadsheets.tables import column_letters
from app.supplied.handed import inputs_of
from frameworks.model import Framework, Input
from frameworks.wording import exactly

FIRST_ROW = 4  # codes, titles and how to write stand above
_HEAD = PatternFill("solid", fgColor="DCE6F1")
_WRAPPED = Alignment(wrap_text=True, vertical="top")


def write(framework: Framework, supplier: str, units: Sequence[str]) -> bytes:
    """The workbook with the names of the group's units and the supplier's criteria, empty below."""
    book = Workbook()
    sheet = book.active
    sheet.title = texts.SHEET
    columns = [
        (texts.UNIT_HEADING, texts.REMARK_TITLE, texts.REMARK_RANGE),
        *(
            (heading(framework, one), one.title, how_written(framework, one))
            for one in inputs_of(framework, supplier)
        ),
    ]
    for column, told in enumerate(columns, start=1):
        for row, text in enumerate(told, start=1):
            cell = sheet.cell(row, column, _shown(text))
            cell.number_format, cell.fill, cell.alignment = "@", _HEAD, _WRAPPED
            cell.font = Font(bold=row == 1, size=11 if row == 1 else 9)
        sheet.column_dimensions[column_letters(column)].width = 36 if column == 1 else 18
    for row, name in enumerate(units, start=FIRST_ROW):
        sheet.cell(row, 1, _shown(name))
    sheet.freeze_panes = sheet.cell(FIRST_ROW, 2)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def heading(framework: Framework, one: Input) -> str:
    """The code of the figure's criterion where that has but this figure, else the figure's name."""
    leaves = framework.leaves_using(one.name)
    alone = len(leaves) == 1 and len(leaves[0].inputs) == 1
    return leaves[0].code if alone else one.name


def how_written(framework: Framework, one: Input) -> str:
    """What is to be written: the kind of value, its bounds, and the criterion's maximum."""
    parts = [words.TYPE_WORDS[one.type]]
    if one.choices:
        parts = ["; ".join(one.choices.values())]
    elif one.type != "percent" and one.minimum is not None and one.maximum is not None:
        parts.append(texts.UP_TO.format(least=exactly(one.minimum), most=exactly(one.maximum)))
    leaf = framework.leaves_using(one.name)[0]
    return f"{', '.join(parts)} ({words.POINTS_UP_TO.format(maximum=exactly(leaf.maximum))})"


def _shown(text: str) -> str:
    """A text that a spreadsheet does not take for a formula."""
    return "'" + text if text.startswith("=") else text

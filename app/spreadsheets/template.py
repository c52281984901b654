"""An empty workbook to fill in for a framework, in the wide layout that `figures.read` takes."""

import io
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.worksheet.datavalidation import DataValidation

from app.messages import spreadsheets as texts
from app.messages import suppliers
from app.spreadsheets.figures import columns_of
from app.spreadsheets.tables import LIMITS, column_letters
from frameworks.model import Framework, Input
from frameworks.wording import exactly

FIRST_ROW = 4  # names, titles and how to write stand above
WIDTH, UNIT_WIDTH = 18, 34
_HEAD = PatternFill("solid", fgColor="DCE6F1")
_WRAPPED = Alignment(wrap_text=True, vertical="top")


def write(framework: Framework) -> bytes:
    """The workbook: names, titles and how to write each figure, lists for choices, a sheet of help."""
    book = Workbook()
    sheet = book.active
    sheet.title = texts.SHEET_FIGURES
    guide, choices = book.create_sheet(texts.SHEET_HELP), book.create_sheet(texts.SHEET_CHOICES)
    sheet.append([texts.ONE_UNIT])
    sheet.append([texts.REMARK_TITLE])
    sheet.append([texts.REMARK_UNIT])
    _guide_head(guide, framework)
    for column, meaning in enumerate(columns_of(framework), start=2):
        if isinstance(meaning, Input):
            name, written = meaning.name, how_written(meaning)
            _allow(sheet, choices, column, meaning)
        else:
            name, written = meaning.code, texts.POINTS_UP_TO.format(maximum=exactly(meaning.maximum))
        for row, text in enumerate((name, meaning.title, written), start=1):
            sheet.cell(row, column, text)
        guide.append([_shown(text) for text in _explained(framework, name, meaning, written)])
    _dress(sheet, guide)
    if not choices.max_column or choices["A1"].value is None:
        book.remove(choices)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def how_written(declared: Input) -> str:
    """What is to be written for an input: “số nguyên (dịch vụ)”."""
    word = texts.TYPE_WORDS[declared.type]
    return texts.WITH_UNIT.format(type=word, unit=declared.unit) if declared.unit else word


def _guide_head(guide: Any, framework: Framework) -> None:
    for line in texts.HELP_LINES:
        guide.append([line.format(title=framework.title)])
    guide.append([])
    guide.append(list(texts.HELP_HEADINGS))
    for cell in guide[guide.max_row]:
        cell.font, cell.fill = Font(bold=True), _HEAD


def _explained(framework: Framework, name: str, meaning: Any, written: str) -> list[str]:
    if not isinstance(meaning, Input):
        return [name, meaning.title, written, "", meaning.guidance, meaning.label, ""]
    users = ", ".join(leaf.label for leaf in framework.leaves_using(name))
    supplier = suppliers.inside(framework.supplier_of[name])
    if meaning.choices:
        written += ": " + "; ".join(meaning.choices.values())
    return [name, meaning.title, written, meaning.definition, meaning.guidance, users, supplier]


def _shown(text: str) -> str:
    """A text that a spreadsheet does not take for a formula."""
    return "'" + text if text.startswith("=") else text


def _allow(sheet: Any, choices: Any, column: int, declared: Input) -> None:
    """A list to choose from in the cells of a choice or of yes and no."""
    if declared.type not in ("boolean", "choice"):
        if declared.type == "text":
            sheet.column_dimensions[column_letters(column)].number_format = "@"
        return
    labels = list(declared.choices.values()) or [texts.YES, texts.NO]
    place = 1 if choices["A1"].value is None else choices.max_column + 1
    for row, text in enumerate((declared.name, *labels), start=1):
        choices.cell(row, place, text)
    letters = column_letters(place)
    allowed = DataValidation(
        type="list",
        formula1=f"'{texts.SHEET_CHOICES}'!${letters}$2:${letters}${len(labels) + 1}",
        allow_blank=True,
        showErrorMessage=True,
        error=texts.CHOICE_INVALID,
    )
    here = column_letters(column)
    allowed.add(f"{here}{FIRST_ROW}:{here}{LIMITS.rows}")
    sheet.add_data_validation(allowed)


def _dress(sheet: Any, guide: Any) -> None:
    sheet.freeze_panes = sheet.cell(FIRST_ROW, 2)
    sheet.column_dimensions["A"].width = UNIT_WIDTH
    for column in range(2, sheet.max_column + 1):
        sheet.column_dimensions[column_letters(column)].width = WIDTH
    for row in sheet.iter_rows(min_row=1, max_row=FIRST_ROW - 1):
        for cell in row:
            cell.alignment, cell.fill = _WRAPPED, _HEAD
            cell.font = Font(bold=cell.row == 1, size=9 if cell.row > 1 else 11)
    for letters, width in zip("ABCDEFG", (26, 40, 34, 50, 40, 22, 16), strict=True):
        guide.column_dimensions[letters].width = width
    for row in guide.iter_rows(min_row=len(texts.HELP_LINES) + 2):
        for cell in row:
            cell.alignment = _WRAPPED


def file_name(framework_id: str) -> str:
    """What the workbook is called when it is downloaded."""
    return texts.template_file(framework_id)

"""Writing a framework into a workbook that people edit and `importing` reads back unchanged."""

import io
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.worksheet.datavalidation import DataValidation

from app.keeping import cells
from app.messages import framework_workbook as texts
from app.spreadsheets.tables import LIMITS, column_letters
from frameworks.writing import Plain
from frameworks.writing.plain import to_flow

Values = Mapping[str, Any]
WIDE = frozenset({"title", "guidance", "definition", "parameters", "basis", "evidence", "figures", "value"})
WIDTH, WIDE_WIDTH = 16, 48
_HEAD = PatternFill("solid", fgColor="DCE6F1")
_WRAPPED = Alignment(wrap_text=True, vertical="top")


def write(data: Plain) -> bytes:
    """The workbook of a framework's plain data, of a draft that is not yet right too."""
    book = Workbook()
    book.remove(book.active)
    rows = {
        texts.HEAD: head_rows(data),
        texts.INPUTS: input_rows(data),
        texts.NODES: node_rows(data.get("tree"), ""),
        texts.CASES: case_rows(data),
        texts.VIEWS: view_rows(data),
        texts.BANDS: band_rows(data),
        texts.SPECIAL: special_rows(data),
    }
    for name, found in rows.items():
        _sheet(book, name, found)
    _help(book, str(data.get("title") or ""))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


# ---------------------------------------------------------------- what stands in the rows


def head_rows(data: Plain) -> Iterator[Values]:
    """Title, decision and settings: every key there is, whether something is written or not."""
    for key, label in texts.HEAD_LABELS.items():
        block, _, inner = key.rpartition(".")
        holder = data.get(block) if block else data
        holder = holder if isinstance(holder, Mapping) else {}
        value = holder.get(inner)
        if isinstance(value, Mapping):
            value = cells.pairs_in_cell(value)
        elif value is None and inner in holder:
            value = texts.NOTHING_WRITTEN
        yield {"label": label, "key": key, "value": value}


def input_rows(data: Plain) -> Iterator[Values]:
    """The inputs in their order."""
    given = data.get("inputs")
    for name, spec in (given if isinstance(given, Mapping) else {}).items():
        spec = spec if isinstance(spec, Mapping) else {}
        choices, at_most = spec.get("choices"), spec.get("at_most")
        yield {
            **spec,
            "name": name,
            "choices": cells.pairs_in_cell(choices),
            "at_most": to_flow(at_most) if isinstance(at_most, list) else at_most,
        }


def node_rows(nodes: object, parent: str) -> Iterator[Values]:
    """The tree row by row, every node with the code of the one above it."""
    for node in _mappings(nodes):
        rule = node.get("rule")
        kind, parameters = "", None
        if isinstance(rule, Mapping) and rule:
            kind, parameters = next(iter(rule.items()))
        basis_kind, basis = cells.basis_in_cells(node.get("basis"))
        code = str(node.get("code") or "")
        yield {
            **{key: value for key, value in node.items() if key != "children"},
            "parent": parent,
            "rule": kind,
            "parameters": cells.pairs_in_cell(parameters),
            "basis_kind": basis_kind,
            "basis": basis,
        }
        yield from node_rows(node.get("children"), code)


def case_rows(data: Plain) -> Iterator[Values]:
    """The worked cases."""
    for case in _mappings(data.get("cases")):
        others = case.get("others")
        yield {
            **case,
            "figures": cells.pairs_in_cell(case.get("figures")) if case.get("figures") else "",
            "others": to_flow(others) if others is not None else "",
        }


def view_rows(data: Plain) -> Iterator[Values]:
    """Groups and pillars."""
    for view in _mappings(data.get("views")):
        yield {**view, "mains": cells.listed_in_cell(view.get("mains"))}


def band_rows(data: Plain) -> Iterator[Values]:
    """The steps of xếp loại; how they are read stands with the head."""
    bands = data.get("bands")
    yield from _mappings(bands.get("of") if isinstance(bands, Mapping) else None)


def special_rows(data: Plain) -> Iterator[Values]:
    """Special rules."""
    for rule in _mappings(data.get("special")):
        when = rule.get("when")
        when = when if isinstance(when, Mapping) else {}
        kind, basis = cells.basis_in_cells(rule.get("basis"))
        yield {
            **rule,
            "input": when.get("input"),
            "is": when.get("is"),
            "leaves": cells.listed_in_cell(rule.get("leaves")),
            "basis_kind": kind,
            "basis": basis,
        }


def _mappings(given: object) -> list[Mapping[str, Any]]:
    return [one for one in given if isinstance(one, Mapping)] if isinstance(given, list) else []


# ---------------------------------------------------------------- how they look


def _sheet(book: Workbook, name: str, rows: Iterator[Values]) -> None:
    sheet = book.create_sheet(name)
    headings = texts.HEADINGS[name]
    for column, heading in enumerate(headings.values(), start=1):
        _put(sheet, 1, column, heading)
    for number, row in enumerate(rows, start=2):
        for column, key in enumerate(headings, start=1):
            value = row.get(key)
            if value in (None, ""):
                continue
            text = cells.worded(name, key, str(value))
            _put(sheet, number, column, cells.number_in_cell(text) if key in cells.NUMBERS else text)
    for column, key in enumerate(headings, start=1):
        letters = column_letters(column)
        sheet.column_dimensions[letters].width = WIDE_WIDTH if key in WIDE else WIDTH
        cell = sheet.cell(1, column)
        cell.font, cell.fill = Font(bold=True), _HEAD
        if words := cells.WORDS.get((name, key)):
            _offer(sheet, letters, list(words.values()))
    sheet.freeze_panes = "B2"


def _put(sheet: Any, row: int, column: int, value: Decimal | str) -> None:
    """One cell; text stays text, whatever it begins with or looks like."""
    cell = sheet.cell(row, column)
    cell.value = value
    cell.alignment = _WRAPPED
    if isinstance(value, str):
        cell.data_type, cell.number_format = "s", "@"


def _offer(sheet: Any, letters: str, words: list[str]) -> None:
    joined = ",".join(words)
    if len(joined) > 250:  # what a list inside a cell may hold
        return
    allowed = DataValidation(type="list", formula1=f'"{joined}"', allow_blank=True, showErrorMessage=False)
    allowed.add(f"{letters}2:{letters}{LIMITS.rows}")
    sheet.add_data_validation(allowed)


def _help(book: Workbook, title: str) -> None:
    sheet = book.create_sheet(texts.HELP)
    lines: list[tuple[str, ...]] = [(texts.HELP_TITLE.format(title=title),)]
    lines += [(line,) for line in texts.HELP_LINES]
    lines += [
        (),
        texts.HELP_HEADINGS,
        *texts.HELP_RULES,
        (),
        (texts.HELP_OPTIONS_TITLE,),
        *texts.HELP_OPTIONS,
    ]
    for number, line in enumerate(lines, start=1):
        for column, text in enumerate(line, start=1):
            _put(sheet, number, column, text)
            if line in ((texts.HELP_OPTIONS_TITLE,), texts.HELP_HEADINGS) or number == 1:
                sheet.cell(number, column).font = Font(bold=True)
            if len(line) == 1:
                sheet.cell(number, column).alignment = Alignment(vertical="top")
    for letters, width in zip("ABC", (24, 60, 70), strict=True):
        sheet.column_dimensions[letters].width = width

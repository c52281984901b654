"""A table that was handed in, read as figures of a group's units: `read(framework, supplier, units, tables)`.

The first row holds “Đơn vị” and the criteria by code (or the figures by name or title), every other row one
unit by name or code. An empty cell says nothing. A row whose first cell begins with # is a remark. All that
is wrong is found at once.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from app.assessments.labels import full_label
from app.messages import supplied as texts
from app.messages.spreadsheets import UNIT_HEADINGS
from app.spreadsheets import values
from app.spreadsheets.tables import Cell, Problem, Row, Table, in_sheet
from frameworks.model import Framework, Input, Value
from frameworks.numbers import ValueProblem

Key = tuple[int, str]  # an assessment and the name of a figure


@dataclass
class Handed:
    """What the table says: values with their places, and what is wrong."""

    rows: int = 0
    values: dict[Key, Value] = field(default_factory=dict)
    places: dict[Key, str] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    refused: int = 0  # values that could not be taken


def inputs_of(framework: Framework, supplier: str) -> list[Input]:
    """The figures a supplier hands in, in printed order of their criteria."""
    names = dict.fromkeys(
        name for leaf in framework.leaves if leaf.supplier == supplier for name in leaf.inputs
    )
    return [framework.inputs[name] for name in names if not framework.inputs[name].general]


def read(framework: Framework, supplier: str, units: Mapping[str, int], tables: Sequence[Table]) -> Handed:
    """The figures of a file; nothing is raised. `units`: the group's assessments by folded name and code."""
    handed = Handed()
    found = [table for table in tables if _unit_column(table.rows[0])]
    if len(found) != 1:
        sheets = ", ".join(f"“{table.sheet}”" for table in found)
        message = texts.TWO_TABLES.format(sheets=sheets) if found else texts.NO_TABLE
        handed.problems.append(Problem("", message))
        return handed
    table = found[0]
    columns = _columns(framework, supplier, table.rows[0], handed.problems)
    _rows(table, columns, units, handed)
    if not handed.rows and not handed.problems:
        handed.problems.append(Problem(in_sheet(table.sheet, ""), texts.NO_ROWS))
    return handed


def folded(text: str) -> str:
    """A name as names are compared: one space between words, no capitals."""
    return " ".join(text.split()).casefold()


def _unit_column(row: Row) -> int:
    return next((column for column, cell in row.cells.items() if folded(cell.text) in UNIT_HEADINGS), 0)


# ---------------------------------------------------------------- headings


def _columns(framework: Framework, supplier: str, head: Row, problems: list[Problem]) -> dict[int, Input]:
    """What each column holds; what cannot be is a problem."""
    wanted = {one.name for one in inputs_of(framework, supplier)}
    columns: dict[int, Input] = {}
    places: dict[str, str] = {}
    unit_column = _unit_column(head)
    for column, cell in head.cells.items():
        if column == unit_column:
            continue
        found, message = _meaning(framework, supplier, cell)
        if found is not None and found.name not in wanted:
            other = framework.supplier_of[found.name]
            title = texts.UNITS_OF_SUPPLIERS.get(other) or texts.SUPPLIERS[other].lower()
            message = texts.HEADING_OTHER.format(text=cell.text, supplier=title)
        elif found is not None and found.name in places:
            message = texts.HEADING_TWICE.format(text=cell.text, other=places[found.name])
        if message or found is None:
            problems.append(Problem(cell.place, message))
            continue
        columns[column], places[found.name] = found, cell.place
    return columns


def _meaning(framework: Framework, supplier: str, cell: Cell) -> tuple[Input | None, str]:
    """The figure a heading names; else why it names none."""
    if cell.exact:  # 2.10 kept as a number has become 2.1, which is another criterion
        return None, texts.HEADING_NUMBER.format(text=cell.text)
    text = cell.text
    if text in framework.inputs:
        return framework.inputs[text], ""
    leaf = next(
        (one for one in framework.leaves if text in (one.code, full_label(framework, one.code))), None
    )
    if leaf is not None:
        names = [name for name in leaf.inputs if not framework.inputs[name].general]
        if len(names) == 1 or (names and leaf.supplier != supplier):
            return framework.inputs[names[0]], ""
        return None, texts.HEADING_MANY.format(text=text, names=", ".join(names))
    titled = [one for one in framework.inputs.values() if folded(one.title) == folded(text)]
    if len(titled) == 1:
        return titled[0], ""
    return None, texts.HEADING_UNKNOWN.format(text=text)


# ---------------------------------------------------------------- rows


def _rows(table: Table, columns: Mapping[int, Input], units: Mapping[str, int], handed: Handed) -> None:
    head = table.rows[0]
    unit_column = _unit_column(head)
    seen: dict[int, int] = {}
    for row in table.rows[1:]:
        if row.cells[min(row.cells)].text.startswith("#"):
            continue
        handed.rows += 1
        written = [cell for column, cell in row.cells.items() if column != unit_column]
        place = table.place(row.number, unit_column)
        name = row.text(unit_column)
        assessment_id = units.get(folded(name), 0)
        message = ""
        if not name:
            message = texts.UNIT_MISSING
        elif not assessment_id:
            message = texts.UNIT_UNKNOWN.format(text=name)
        elif assessment_id in seen:
            message = texts.UNIT_TWICE.format(text=name, row=seen[assessment_id])
        if message:
            handed.problems.append(Problem(place, message))
            handed.refused += len(written)
            continue
        seen[assessment_id] = row.number
        _cells(row, head, unit_column, columns, assessment_id, handed)


def _cells(
    row: Row,
    head: Row,
    unit_column: int,
    columns: Mapping[int, Input],
    assessment_id: int,
    handed: Handed,
) -> None:
    for column, cell in row.cells.items():
        if column == unit_column:
            continue
        if column not in columns:
            handed.refused += 1
            if column not in head.cells:
                handed.problems.append(Problem(cell.place, texts.OUTSIDE))
            continue
        key = (assessment_id, columns[column].name)
        try:
            handed.values[key] = values.value(cell, columns[column])
            handed.places[key] = cell.place
        except ValueProblem as problem:
            handed.problems.append(Problem(cell.place, problem.message))
            handed.refused += 1

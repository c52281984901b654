"""Reading a file that a person brings into tables of text: `read(name, content)`.

    from app.spreadsheets import reading, values
    from app.spreadsheets.tables import Unreadable

    try:
        tables = reading.read(upload.filename, upload.read())
    except Unreadable as refusal:
        for problem in refusal.problems:      # everything that is wrong, each with sheet and cell
            print(problem)                    # “Trang tính “Số liệu”, ô C7: ô chứa công thức. …”
    for table in tables:                      # one per sheet; one for .csv and .json
        head, *rows = table.rows              # rows that hold something; Row.number as the spreadsheet shows
        for row in rows:
            cell = row.cells.get(3)           # column C: Cell(text, place, exact) or None
            number = values.value(cell, input)    # ValueProblem with a Vietnamese sentence

What a table means is the caller's business: `figures` reads figures of units from it.

Nothing in the file is run, followed or fetched. A file is read whole or refused whole. Refused are: what is
no .xlsx, .csv or .json by its content (old .xls, .ods, .numbers, encrypted files, macros), merged cells,
hidden sheets, rows and columns, formulas, error values, dates in cells, control characters, and more than
`Limits` allows. A `.csv` is UTF-8 with or without a mark, its fields parted by ``;``, ``,`` or tabs. A
`.json` is a mapping of names to values, ``{"units": {unit: mapping}}``, or a list of such mappings; it
becomes a table whose first row holds the names (with `UNIT` first where there are units).
"""

import csv
import io
import json
from collections.abc import Iterator, Mapping
from decimal import Decimal, InvalidOperation
from pathlib import PurePath

from app.messages import spreadsheets as texts
from app.spreadsheets import workbooks
from app.spreadsheets.tables import LIMITS, Cell, Limits, Problem, Row, Table, Unreadable, place_of
from app.spreadsheets.text import LONGEST_TEXT, plain_number, text_problem, tidy
from config import MEGABYTE

#: The first heading of a table made from JSON that names units.
UNIT = texts.UNIT_HEADING
EXTENSIONS = (".xlsx", ".csv", ".json")
_UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")


def read(name: str, content: bytes, limits: Limits = LIMITS) -> tuple[Table, ...]:
    """The tables of a file, by its name's extension and its content; raises Unreadable.

    A sheet that holds nothing is left out; a file that holds nothing is refused.
    """
    extension = PurePath(name).suffix.lower()
    if not content.strip():
        raise Unreadable.whole(texts.EMPTY)
    if len(content) > limits.unpacked:
        raise Unreadable.whole(texts.TOO_LARGE.format(megabytes=limits.unpacked // MEGABYTE))
    workbooks.refuse_other_programs(content)
    if extension not in EXTENSIONS:
        raise Unreadable.whole(texts.UNKNOWN_KIND.format(name=PurePath(name).name))
    if extension == ".xlsx":
        tables = workbooks.read(content, limits)
    else:
        if content.startswith(b"PK\x03\x04"):
            raise Unreadable.whole(texts.IS_WORKBOOK.format(extension=extension))
        text = _decoded(content)
        tables = (_read_csv(text, limits) if extension == ".csv" else _read_json(text, limits),)
    tables = tuple(table for table in tables if table.rows)
    if not tables:
        raise Unreadable.whole(texts.EMPTY)
    return tables


def _decoded(content: bytes) -> str:
    if content.startswith(_UTF16_MARKS):
        raise Unreadable.whole(texts.UTF16)
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        row = content.count(b"\n", 0, error.start) + 1
        raise Unreadable.whole(texts.NOT_UTF8.format(row=row)) from error


# ---------------------------------------------------------------- .csv


def _read_csv(text: str, limits: Limits) -> Table:
    delimiter, text = _delimiter(text)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    rows: list[Row] = []
    problems: list[Problem] = []
    cells_read = 0
    number = 0
    try:
        for number, fields in enumerate(reader, start=1):
            cells = {}
            for column, field in enumerate(fields, start=1):
                written = tidy(field)
                if not written:
                    continue
                place = place_of("", number, column)
                wrong = text_problem(written)
                if wrong:
                    problems.append(Problem(place, wrong))
                cells[column] = Cell(written, place)
            if not cells:
                continue
            cells_read += len(cells)
            _within("", number, max(cells), cells_read, limits)
            rows.append(Row(number, cells))
    except csv.Error as error:
        raise Unreadable.whole(texts.CSV_BROKEN.format(row=number + 1)) from error
    if problems:
        raise Unreadable(problems)
    return Table("", tuple(rows))


def _delimiter(text: str) -> tuple[str, str]:
    """What parts the fields, from the first line that holds anything; Excel's own ``sep=;`` line counts."""
    start = text.lstrip("\r\n")
    first = start.splitlines()[0] if start else ""
    if first.lower().startswith("sep=") and len(first) == 5:
        # an empty line stays in its place, so that rows keep the numbers people see
        return first[4], text.replace(first, "", 1)
    outside = "".join(first.split('"')[::2])
    counts = {sign: outside.count(sign) for sign in (";", "\t", ",")}
    return max(counts, key=lambda sign: counts[sign]), text


def _within(sheet: str, row: int, column: int, cells: int, limits: Limits) -> None:
    """Refuse as soon as a limit is passed: what follows is not even read."""
    if row > limits.rows:
        raise Unreadable([_of_sheet(sheet, texts.TOO_MANY_ROWS.format(most=limits.rows))])
    if column > limits.columns:
        raise Unreadable([_of_sheet(sheet, texts.TOO_MANY_COLUMNS.format(most=limits.columns))])
    if cells > limits.cells:
        raise Unreadable.whole(texts.TOO_MANY_CELLS.format(most=limits.cells))


def _of_sheet(sheet: str, message: str) -> Problem:
    return Problem(texts.SHEET.format(sheet=sheet) if sheet else texts.FILE, message)


# ---------------------------------------------------------------- .json


class _Number(str):
    """A number of the file as it was written: never a binary float."""

    __slots__ = ()


class _Twice(ValueError):
    """A key that stands twice in one mapping: one of its values would be lost."""


def _read_json(text: str, limits: Limits) -> Table:
    try:
        data = json.loads(
            text,
            parse_float=_Number,
            parse_int=_Number,
            parse_constant=_Number,
            object_pairs_hook=_mapping,
        )
    except json.JSONDecodeError as error:
        message = texts.NOT_JSON.format(row=error.lineno, column=error.colno)
        raise Unreadable.whole(message) from error
    except _Twice as error:
        raise Unreadable.whole(texts.JSON_DUPLICATE.format(key=error)) from error
    except RecursionError as error:
        raise Unreadable.whole(texts.JSON_TOO_DEEP) from error
    problems: list[Problem] = []
    records = list(_records(data, problems))
    columns: dict[str, int] = {}
    rows: list[Row] = []
    cells_read = 0
    for number, (place, record) in enumerate(records, start=2):
        cells = dict(_json_cells(place, record, columns, problems))
        cells_read += len(cells)
        _within("", number, max(columns.values(), default=0), cells_read, limits)
        rows.append(Row(number, cells))
    if problems:
        raise Unreadable(problems)
    head = Row(1, {column: Cell(name, texts.JSON_KEY.format(key=name)) for name, column in columns.items()})
    return Table("", (head, *rows) if columns else ())


def _mapping(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found: dict[str, object] = {}
    for name, value in pairs:
        key = tidy(name)
        if key in found:
            raise _Twice(key)
        found[key] = value
    return found


def _records(data: object, problems: list[Problem]) -> Iterator[tuple[str, Mapping[str, object]]]:
    """Every mapping of values with its place; the units' names stand under `UNIT`."""
    if isinstance(data, dict) and set(data) == {"units"} and isinstance(data["units"], dict):
        for unit, record in data["units"].items():
            place = texts.JSON_UNIT.format(unit=unit)
            if isinstance(record, dict):
                yield place, {UNIT: unit, **record}
            else:
                problems.append(Problem(place, texts.JSON_RECORD))
    elif isinstance(data, dict):
        yield "", data
    elif isinstance(data, list):
        for position, record in enumerate(data, start=1):
            place = texts.JSON_POSITION.format(position=position)
            if isinstance(record, dict):
                yield place, record
            else:
                problems.append(Problem(place, texts.JSON_RECORD))
    else:
        problems.append(Problem("", texts.JSON_SHAPE))


def _json_cells(
    place: str, record: Mapping[str, object], columns: dict[str, int], problems: list[Problem]
) -> Iterator[tuple[int, Cell]]:
    for name, value in record.items():
        here = ", ".join(filter(None, (place, texts.JSON_KEY.format(key=name))))
        wrong = text_problem(name)
        if wrong or not name:
            problems.append(Problem(here, wrong or texts.JSON_RECORD))
            continue
        column = columns.setdefault(name, len(columns) + 1)
        if value is None:
            continue
        cell = _json_cell(here, value, problems)
        if cell is not None and cell.text:
            yield column, cell


def _json_cell(place: str, value: object, problems: list[Problem]) -> Cell | None:
    if isinstance(value, _Number):
        try:
            return Cell(plain_number(Decimal(value)), place, exact=True)
        except (InvalidOperation, ValueError):
            problems.append(Problem(place, texts.JSON_NUMBER.format(text=value[:40])))
    elif isinstance(value, bool):
        return Cell("true" if value else "false", place)
    elif isinstance(value, str):
        written = tidy(value)
        wrong = text_problem(written)
        if not wrong:
            return Cell(written, place)
        problems.append(Problem(place, wrong))
    else:
        problems.append(Problem(place, texts.JSON_VALUE))
    return None


__all__ = ["EXTENSIONS", "LONGEST_TEXT", "UNIT", "read"]

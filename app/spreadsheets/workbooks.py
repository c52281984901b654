"""Reading an .xlsx: its parts are looked through first, its values read by openpyxl, nothing is run.

The look through comes first because openpyxl reads rows one after another only in its reading mode, which
tells neither hidden rows nor merged cells, and fills every gap up to the last cell somebody once touched.
"""

import io
import posixpath
import warnings
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from decimal import Decimal
from typing import IO, Any

import openpyxl
from lxml import etree
from openpyxl.utils import coordinate_to_tuple
from openpyxl.utils.exceptions import InvalidFileException

from app.messages import spreadsheets as texts
from app.spreadsheets.tables import (
    Cell,
    Limits,
    Problem,
    Row,
    Table,
    Unreadable,
    column_letters,
    in_sheet,
    place_of,
)
from app.spreadsheets.text import plain_number, text_problem, tidy
from config import MEGABYTE

MOST_PARTS = 2_000
MOST_EMPTY_ROWS = 100_000
MOST_COLUMN_STYLES = 1_000
MOST_TAGS, TAGS_PER_CELL = 300_000, 6
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
#: Everything a damaged or hostile archive makes zipfile, lxml or openpyxl raise.
_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    etree.XMLSyntaxError,
    InvalidFileException,
    SyntaxError,
    LookupError,
    ValueError,
    TypeError,
    AttributeError,
    ArithmeticError,
    EOFError,
    OSError,
    NotImplementedError,
    RuntimeError,
)


@dataclass
class _Sheet:
    """One sheet of the workbook, and what looking through it found."""

    name: str
    part: str
    row: int = 0
    last_row: int = 0
    last_column: int = 0
    hidden_rows: list[int] = field(default_factory=list)
    column_styles: int = 0
    hidden_columns: list[tuple[int, int]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


# ---------------------------------------------------------------- what it is


def refuse_other_programs(content: bytes) -> None:
    """Say what a file of another program is and what to do, whatever its name pretends."""
    if content.startswith(_OLE):
        raise Unreadable.whole(texts.ENCRYPTED if _ENCRYPTED in content else texts.LEGACY_XLS)
    if not content.startswith(b"PK\x03\x04"):
        return
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = set(archive.namelist())
    except _BROKEN as error:
        raise Unreadable.whole(texts.DAMAGED) from error
    if "content.xml" in names and "mimetype" in names:
        raise Unreadable.whole(texts.OPEN_DOCUMENT)
    if any(name.lower().endswith((".iwa", "index.zip")) for name in names):
        raise Unreadable.whole(texts.NUMBERS)
    if "xl/workbook.bin" in names:
        raise Unreadable.whole(texts.BINARY_WORKBOOK)


def read(content: bytes, limits: Limits) -> tuple[Table, ...]:
    """The sheets of a workbook; raises Unreadable with everything that is wrong in any of them."""
    if not content.startswith(b"PK\x03\x04"):
        raise Unreadable.whole(texts.NOT_ZIP)
    problems: list[Problem] = []
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            _check_archive(archive, limits)
            sheets = list(_sheets(archive, problems))
            cells = 0
            for sheet in sheets:
                cells += _look_through(archive, sheet, limits)
                if cells > limits.cells:
                    raise Unreadable.whole(texts.TOO_MANY_CELLS.format(most=limits.cells))
                problems += _structure(sheet)
        tables = tuple(_tables(content, sheets, problems))
    except _BROKEN as error:
        raise Unreadable.whole(texts.DAMAGED) from error
    if problems:
        raise Unreadable(problems)
    return tables


def _check_archive(archive: zipfile.ZipFile, limits: Limits) -> None:
    parts = archive.infolist()
    names = {part.filename for part in parts}
    if len(parts) > MOST_PARTS:
        raise Unreadable.whole(texts.TOO_MANY_PARTS)
    # zipfile gives no more of a part than its directory says: a false size cannot unpack into more
    if sum(part.file_size for part in parts) > limits.unpacked:
        raise Unreadable.whole(texts.TOO_LARGE.format(megabytes=limits.unpacked // MEGABYTE))
    if any(part.flag_bits & 1 for part in parts):
        raise Unreadable.whole(texts.ENCRYPTED)
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        raise Unreadable.whole(texts.MACROS)
    if "xl/workbook.xml" not in names or "[Content_Types].xml" not in names:
        raise Unreadable.whole(texts.NOT_WORKBOOK)
    for part in parts:
        name = part.filename.lower()
        if name.endswith((".xml", ".rels")):
            tall = name.startswith("xl/worksheets/") or name.endswith("sharedstrings.xml")
            most = TAGS_PER_CELL * limits.cells + MOST_TAGS if tall else MOST_TAGS
            _look_at_part(archive.read(part), most)


def _look_at_part(xml: bytes, most: int) -> None:
    """Office writes no DTD; whoever does wants entities expanded or other files read.

    Nor does it write hundreds of thousands of styles: each becomes an object many times its size here.
    """
    plain = xml.replace(b"\0", b"")  # UTF-16 too
    if b"<!DOCTYPE" in plain or b"<!ENTITY" in plain:
        raise Unreadable.whole(texts.DAMAGED)
    if plain.count(b"<") > most:
        raise Unreadable.whole(texts.TOO_MANY_PARTS)


# ---------------------------------------------------------------- looking through


def _sheets(archive: zipfile.ZipFile, problems: list[Problem]) -> Iterator[_Sheet]:
    """The sheets in their order with the part each stands in; hidden ones are a problem."""
    targets = {
        link.get("Id"): posixpath.normpath(posixpath.join("/xl", link.get("Target", ""))).lstrip("/")
        for link in _parsed(archive, "xl/_rels/workbook.xml.rels")
        if link.get("Type", "").endswith("/worksheet")
    }
    for element in _parsed(archive, "xl/workbook.xml").iter("{*}sheet"):
        name, part = tidy(element.get("name", "")), targets.get(element.get(_RELATION))
        if part is None:  # a sheet of charts or macros has no cells
            continue
        if element.get("state", "visible") != "visible":
            problems.append(Problem(texts.SHEET.format(sheet=name), texts.HIDDEN_SHEET))
        yield _Sheet(element.get("name", ""), part)


def _parsed(archive: zipfile.ZipFile, part: str) -> Any:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    return etree.fromstring(archive.read(part), parser)


def _look_through(archive: zipfile.ZipFile, sheet: _Sheet, limits: Limits) -> int:
    """Sizes, hidden rows and columns, merged cells, formulas and errors; gives the number of filled cells."""
    with archive.open(sheet.part) as stream:
        return sum(_elements(stream, sheet, limits))


def _elements(stream: IO[bytes], sheet: _Sheet, limits: Limits) -> Iterator[int]:
    tags = ("{*}row", "{*}col", "{*}mergeCell")
    rows = 0
    for _, element in etree.iterparse(stream, tag=tags, resolve_entities=False, no_network=True):
        match etree.QName(element).localname:
            case "row":
                rows += 1
                if rows > MOST_EMPTY_ROWS:
                    raise Unreadable([_too_many(sheet, texts.TOO_MANY_ROWS, limits.rows)])
                yield _row(element, sheet, limits)
            case "col":
                sheet.column_styles += 1
                if sheet.column_styles > MOST_COLUMN_STYLES:
                    raise Unreadable.whole(texts.TOO_MANY_PARTS)
                if element.get("hidden") in ("1", "true") or element.get("width") in ("0", "0.0"):
                    sheet.hidden_columns.append((int(element.get("min")), int(element.get("max"))))
            case _:
                area = texts.MERGED_RANGE.format(range=element.get("ref"))
                sheet.problems.append(Problem(in_sheet(sheet.name, area), texts.MERGED))
        element.clear()
        while element.getprevious() is not None:
            del element.getparent()[0]


def _row(element: Any, sheet: _Sheet, limits: Limits) -> int:
    """Look at the filled cells of a row; gives how many.

    Rows and cells out of their order are damage: openpyxl would leave some of them out.
    """
    number = int(element.get("r", sheet.row + 1))
    if number <= sheet.row:
        raise ValueError(number)
    sheet.row = number
    if element.get("hidden") in ("1", "true"):
        sheet.hidden_rows.append(number)
    column = filled = 0
    for cell in element.iterfind("{*}c"):
        reference = cell.get("r")
        row, found = coordinate_to_tuple(reference) if reference else (number, column + 1)
        if found <= column or row != number:
            raise ValueError(reference)
        column = found
        if len(cell):
            filled += 1
            _filled(cell, number, column, sheet, limits)
    return filled


def _filled(cell: Any, number: int, column: int, sheet: _Sheet, limits: Limits) -> None:
    sheet.last_row, sheet.last_column = number, max(sheet.last_column, column)
    if number > limits.rows:
        raise Unreadable([_too_many(sheet, texts.TOO_MANY_ROWS, limits.rows)])
    if column > limits.columns:
        raise Unreadable([_too_many(sheet, texts.TOO_MANY_COLUMNS, limits.columns)])
    message = _cell_problem(cell)
    if message:
        sheet.problems.append(Problem(place_of(sheet.name, number, column), message))


def _cell_problem(cell: Any) -> str | None:
    if cell.find("{*}f") is not None:
        return texts.FORMULA
    if cell.get("t") == "e":
        return texts.ERROR_VALUE.format(error=cell.findtext("{*}v", ""))
    return None


def _too_many(sheet: _Sheet, message: str, most: int) -> Problem:
    return Problem(texts.SHEET.format(sheet=sheet.name), message.format(most=most))


def _structure(sheet: _Sheet) -> Iterator[Problem]:
    """What looking through found wrong, where it could hide or displace a figure."""
    rows = [row for row in sheet.hidden_rows if row <= sheet.last_row]
    for first, last in _runs(rows):
        place = texts.ROW.format(row=first)
        if last > first:
            place = texts.ROWS.format(first=first, last=last)
        yield Problem(in_sheet(sheet.name, place), texts.HIDDEN_ROW)
    for first, last in sheet.hidden_columns:
        for column in range(first, min(last, sheet.last_column) + 1):
            yield Problem(
                in_sheet(sheet.name, texts.COLUMN.format(letters=column_letters(column))), texts.HIDDEN_ROW
            )
    yield from sheet.problems


def _runs(numbers: list[int]) -> Iterator[tuple[int, int]]:
    """Rising numbers as stretches without gaps."""
    start = previous = None
    for number in numbers:
        if previous is not None and start is not None and number != previous + 1:
            yield start, previous
            start = number
        elif start is None:
            start = number
        previous = number
    if start is not None and previous is not None:
        yield start, previous


# ---------------------------------------------------------------- values


def _tables(content: bytes, sheets: list[_Sheet], problems: list[Problem]) -> Iterator[Table]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of extensions it leaves out: they hold no values
        book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
        try:
            for sheet in sheets:
                if sheet.last_row:
                    yield Table(tidy(sheet.name), tuple(_rows(book[sheet.name], sheet, problems)))
        finally:
            book.close()


def _rows(worksheet: Any, sheet: _Sheet, problems: list[Problem]) -> Iterator[Row]:
    worksheet.reset_dimensions()  # what the file says of its own size may be false
    for row in worksheet.iter_rows(max_row=sheet.last_row, max_col=sheet.last_column):
        cells = {}
        number = 0
        for found in row:
            if found.value is None:
                continue
            number = found.row
            cell = _cell(found, place_of(tidy(sheet.name), found.row, found.column), problems)
            if cell is not None and cell.text:
                cells[found.column] = cell
        if cells:
            yield Row(number, cells)


def _cell(found: Any, place: str, problems: list[Problem]) -> Cell | None:
    value = found.value
    if isinstance(value, (date, time, timedelta)):
        problems.append(Problem(place, texts.DATE))
        return None
    if isinstance(value, bool):
        return Cell("true" if value else "false", place)
    if isinstance(value, (int, float)):
        return _number(value, found.number_format or "", place, problems)
    text = tidy(str(value))
    wrong = text_problem(text)
    if wrong and found.data_type != "e":  # errors were named while looking through
        problems.append(Problem(place, wrong))
    return Cell(text, place)


def _number(value: int | float, number_format: str, place: str, problems: list[Problem]) -> Cell | None:
    """A number as its exact decimal text.

    A spreadsheet keeps 0,1 as the nearest binary number, whose exact value is 0,1000000000000000055…; the
    person meant 0,1. Python's `repr` is the shortest decimal that gives the same binary number again, which
    is what was typed for anything of up to 15 digits, the most a spreadsheet takes.
    """
    try:
        number = Decimal(repr(value))
        text = plain_number(number)
        if _shows_percent(number_format):
            # The cell shows 75% and holds 0.75: what the person sees is what counts.
            return Cell(plain_number(number * 100).replace(".", ",") + "%", place)
        return Cell(text, place, exact=True)
    except (ArithmeticError, ValueError):
        problems.append(Problem(place, texts.LONG_NUMBER))
        return None


def _shows_percent(number_format: str) -> bool:
    """Whether a number format multiplies by a hundred: a % that is not quoted or escaped."""
    unquoted = "".join(number_format.split('"')[::2])
    return "%" in unquoted.replace("\\%", "")

"""Assignments by file: a workbook with the units and the team to fill in, and reading it back."""

import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from openpyxl import Workbook

from app.appraisal.assigning.sharing import Matrix, Part, Place
from app.messages import assigning as texts
from app.spreadsheets import reading
from app.spreadsheets.lists import fill
from app.spreadsheets.tables import Problem, Row, Table, Unreadable

_WIDTHS = (16, 44, 28, 30, 22, 10)
UNIT, USER, CODE, LANE = 0, 3, 4, 5  # places of the columns that are read
REMARK_ROW = 2


@dataclass(frozen=True)
class Read:
    """What a file asks for, and where it cannot be understood; with problems nothing of it is taken."""

    parts: tuple[Part, ...]
    problems: tuple[Problem, ...]


def template(matrix: Matrix) -> bytes:
    """The workbook: a row for each unit, the team with its user names, the sets of criteria."""
    book = Workbook()
    sheet = book.active
    sheet.title = texts.SHEET
    rows = [
        (place.code, place.name, place.group_title, "", "", lane)
        for place in matrix.places
        for lane in ((1, 2) if matrix.double else ("",))
    ]
    fill(sheet, [texts.HEADINGS, texts.REMARKS, *rows], _WIDTHS)
    loads = matrix.loads()
    team = [
        (one.username, one.name, one.unit_name, loads.get(one.id, 0)) for one in matrix.people if one.in_team
    ]
    fill(book.create_sheet(texts.SHEET_PEOPLE), [texts.PEOPLE_HEADINGS, *team], (26, 30, 40, 14))
    fill(book.create_sheet(texts.SHEET_CODES), [texts.CODES_HEADINGS, *_nodes(matrix)], (28, 12, 60, 12))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _nodes(matrix: Matrix) -> Iterable[Sequence[Any]]:
    """The nodes above the criteria of each group's framework."""
    for place in {place.group_id: place for place in matrix.places}.values():
        for code, below in place.framework.leaves_under.items():
            if len(below) > 1:
                yield place.group_title, code, place.framework.nodes[code].title, len(below)


def read(matrix: Matrix, filename: str, content: bytes) -> Read:
    """The parts a filled-in workbook (or a .csv of its first sheet) asks for; every fault with its place."""
    try:
        table = reading.read(filename, content)[0]
    except Unreadable as refusal:
        return Read((), refusal.problems)
    columns = {table.rows[0].text(column): column for column in table.rows[0].cells}
    missing = [texts.HEADINGS[place] for place in (UNIT, USER) if texts.HEADINGS[place] not in columns]
    if missing:
        return Read((), tuple(Problem("", texts.wrong_heading(heading)) for heading in missing))
    places = {place.code.casefold(): place for place in matrix.places}
    users = {person.username: person.id for person in matrix.people}
    found: list[Part] = []
    problems: list[Problem] = []
    for row in table.rows[1:]:
        if row.text(columns[texts.HEADINGS[USER]]) in ("", texts.REMARKS[USER]):
            continue
        part = _row(table, row, columns, places, users, problems)
        if part is not None:
            found.append(part)
    if not found and not problems:
        problems = [Problem("", texts.FILE_EMPTY.format(column=texts.HEADINGS[USER]))]
    return Read(tuple(found), tuple(problems))


def _row(
    table: Table,
    row: Row,
    columns: Mapping[str, int],
    places: Mapping[str, Place],
    users: Mapping[str, int],
    problems: list[Problem],
) -> Part | None:
    """One row; what it says wrong is added to the problems, all of it."""

    def text(place: int) -> str:
        column = columns.get(texts.HEADINGS[place])
        return row.text(column) if column else ""

    def fault(place: int, message: str) -> None:
        problems.append(Problem(table.place(row.number, columns[texts.HEADINGS[place]]), message))

    before = len(problems)
    place = places.get(text(UNIT).casefold())
    if place is None:
        fault(UNIT, texts.unknown_unit(text(UNIT)))
    user = users.get(text(USER).casefold())
    if user is None:
        fault(USER, texts.unknown_user(text(USER)))
    code = text(CODE) or None
    if code is not None and place is not None and code not in place.framework.leaves_under:
        fault(CODE, texts.unknown_code(code))
    lane = text(LANE) or "1"
    if lane not in ("1", "2"):
        fault(LANE, texts.wrong_lane(lane))
    if len(problems) > before or place is None or user is None:
        return None
    return Part(user, place.unit_id, code, int(lane))

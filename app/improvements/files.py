"""Tasks by file: a workbook to fill in, and reading it back with every fault of every row."""

import io
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from openpyxl import Workbook

from app.errors import InvalidInput
from app.improvements.drafts import Draft, check
from app.improvements.queries import Place
from app.messages import improvements as texts
from app.rounds.forms import read_day
from app.spreadsheets import reading
from app.spreadsheets.lists import fill
from app.spreadsheets.tables import Problem, Row, Table, Unreadable

UNIT, TITLE, CODE, WITH, TARGET, DUE = range(6)  # places of the columns
NEEDED = (UNIT, TITLE, TARGET, DUE)
FIELDS = {"unit_id": UNIT, "title": TITLE, "code": CODE, "target": TARGET, "due_on": DUE}


@dataclass(frozen=True)
class Read:
    """The tasks a file asks for, and where it cannot be understood; with problems nothing of it is taken."""

    drafts: tuple[Draft, ...]
    problems: tuple[Problem, ...]


def template(places: Sequence[Place]) -> bytes:
    """The workbook: headings with remarks, the round's units, the criteria of its frameworks."""
    book = Workbook()
    sheet = book.active
    sheet.title = texts.SHEET
    fill(sheet, [texts.HEADINGS, texts.REMARKS], (18, 50, 14, 34, 44, 18))
    units = [(place.code, place.name, place.group) for place in places]
    fill(book.create_sheet(texts.SHEET_UNITS), [texts.UNIT_HEADINGS, *units], (18, 50, 36))
    fill(book.create_sheet(texts.SHEET_CODES), [texts.CODE_HEADINGS, *_codes(places)], (36, 14, 70, 14))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _codes(places: Sequence[Place]) -> Iterable[Sequence[Any]]:
    """The criteria of each group's framework."""
    for place in {place.group: place for place in places}.values():
        for leaf in place.framework.leaves:
            yield place.group, leaf.code, leaf.title, leaf.maximum


def read(places: Sequence[Place], filename: str, content: bytes) -> Read:
    """The tasks a filled-in workbook (or a .csv of its first sheet) asks for; every fault with its place."""
    try:
        table = reading.read(filename, content)[0]
    except Unreadable as refusal:
        return Read((), refusal.problems)
    columns = {table.rows[0].text(column): column for column in table.rows[0].cells}
    missing = [texts.HEADINGS[place] for place in NEEDED if texts.HEADINGS[place] not in columns]
    if missing:
        return Read((), tuple(Problem("", texts.wrong_heading(heading)) for heading in missing))
    found: list[Draft] = []
    problems: list[Problem] = []
    first_at: dict[tuple[int, str], str] = {}
    for row in table.rows[1:]:
        said = [row.text(columns[heading]) if heading in columns else "" for heading in texts.HEADINGS]
        if not any(said) or tuple(said) == texts.REMARKS:
            continue
        draft = _row(table, row, columns, said, places, problems)
        if draft is None:
            continue
        place = table.place(row.number, columns[texts.HEADINGS[TITLE]])
        earlier = first_at.setdefault((draft.unit_id, draft.title.casefold()), place)
        if earlier != place:
            problems.append(Problem(place, texts.twice(earlier)))
        found.append(draft)
    if not found and not problems:
        problems = [Problem("", texts.FILE_EMPTY.format(column=texts.HEADINGS[TITLE]))]
    if len(found) > texts.MOST_TASKS:
        problems.append(Problem("", texts.TOO_MANY))
    return Read(tuple(found), tuple(problems))


def _row(
    table: Table,
    row: Row,
    columns: Mapping[str, int],
    said: Sequence[str],
    places: Sequence[Place],
    problems: list[Problem],
) -> Draft | None:
    """One row; everything wrong with it is added to the problems."""

    def fault(place: int, message: str) -> None:
        column = columns.get(texts.HEADINGS[place], 1)
        problems.append(Problem(table.place(row.number, column), message))

    before = len(problems)
    unit = next((one for one in places if one.code.casefold() == said[UNIT].casefold()), None)
    if unit is None:
        fault(UNIT, texts.unknown_unit(said[UNIT]))
    for place, name in ((TITLE, "title"), (TARGET, "target")):
        if not said[place]:
            fault(place, texts.needed(texts.LABELS[name]))
    due_on = None
    try:
        due_on = read_day(said[DUE])
    except ValueError as error:
        fault(DUE, str(error))
    if unit is None or due_on is None or not said[TITLE] or not said[TARGET]:
        return None
    draft = Draft(unit.unit_id, said[TITLE], due_on, said[CODE] or None, said[WITH], said[TARGET])
    try:
        draft = check(draft, {unit.unit_id: unit})
    except InvalidInput as refusal:
        fault(FIELDS.get(refusal.field, WITH), refusal.message)
    return draft if len(problems) == before else None


def written(drafts: Sequence[Draft]) -> str:
    """What was previewed, for the form that confirms it; it is checked again as any other typing."""
    return json.dumps([{**asdict(one), "due_on": one.due_on.isoformat()} for one in drafts])


def confirmed(text: str) -> list[Draft]:
    """The drafts of a confirmed preview; raises InvalidInput where it cannot be understood."""
    try:
        return [
            Draft(
                int(one["unit_id"]),
                str(one["title"]),
                date.fromisoformat(one["due_on"]),
                str(one["code"]) if one["code"] else None,
                str(one["coordinating"]),
                str(one["target"]),
            )
            for one in json.loads(text)
        ]
    except (ValueError, KeyError, TypeError) as error:
        raise InvalidInput(texts.STALE_FILE, field="title") from error

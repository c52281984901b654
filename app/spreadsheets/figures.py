"""A table of figures as figures of units: `read(framework, tables)`.

Two layouts, told apart by the first row:

* wide: one row a unit, the first column “Đơn vị”, every other heading the name or the title of an input.
  A heading that is the code of a criterion takes what is no figure: “không có số liệu”, “không áp dụng”,
  and points where the criterion is given points directly.
* long: the columns “Đơn vị”, “Số liệu” (name, title or code) and “Giá trị”, one row a value.

Both may leave “Đơn vị” out and then speak of one unit. A row whose first cell begins with # is a remark.
Everything that is wrong is found at once; who reads a file that has problems takes nothing of it.
"""

import difflib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from app.messages import spreadsheets as texts
from app.spreadsheets import values
from app.spreadsheets.tables import Cell, Problem, Row, Table, in_sheet
from frameworks.computation import Status
from frameworks.model import Framework, Input, Node, Value
from frameworks.numbers import ValueProblem
from frameworks.rules.manual import Manual
from frameworks.validation import check_figures
from frameworks.wording import exactly

LONGEST_NAME = 200  # characters of a unit's name
# Looking for what was meant compares with every name there is: for a few headings, not for thousands.
MOST_GUESSES, LONGEST_GUESSED = 20, 120

Meaning = Input | Node


@dataclass
class UnitFigures:
    """What the file says of one unit; `row` is its first row, `places` where each figure stands."""

    name: str
    row: int
    figures: dict[str, Value] = field(default_factory=dict)
    statuses: dict[str, Status] = field(default_factory=dict)
    points: dict[str, Fraction] = field(default_factory=dict)
    places: dict[str, str] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    values_read: int = 0

    @property
    def values_accepted(self) -> int:
        """How many of its values could be taken."""
        return len(self.figures) + len(self.statuses) + len(self.points)


@dataclass(frozen=True)
class FiguresRead:
    """What a file held: every unit in its order, and the problems, those of no unit first."""

    units: Mapping[str, UnitFigures]
    rows: int
    general: tuple[Problem, ...]

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Everything wrong; empty when the file can be taken."""
        return (*self.general, *(one for unit in self.units.values() for one in unit.problems))

    @property
    def accepted(self) -> tuple[UnitFigures, ...]:
        """The units nothing is wrong with."""
        return tuple(unit for unit in self.units.values() if not unit.problems)

    @property
    def refused(self) -> tuple[UnitFigures, ...]:
        """The units with something wrong."""
        return tuple(unit for unit in self.units.values() if unit.problems)

    @property
    def counts(self) -> str:
        """Rows read, units and values accepted and refused, as a sentence."""
        return texts.COUNTS.format(
            rows=self.rows,
            units=len(self.units),
            values=sum(unit.values_read for unit in self.units.values()),
            accepted_units=len(self.accepted),
            accepted_values=sum(unit.values_accepted for unit in self.accepted),
            refused_units=len(self.refused),
        )


def read(framework: Framework, tables: Sequence[Table]) -> FiguresRead:
    """The units' figures; nothing is raised, what is wrong stands in `problems` with its cell."""
    found = [table for table in tables if _heading_of(table.rows[0], texts.UNIT_HEADINGS)]
    if not found and len(tables) == 1:
        found = list(tables)
    if len(found) != 1:
        message = texts.NO_FIGURES
        if found:
            message = texts.TWO_TABLES.format(sheets=", ".join(f"“{table.sheet}”" for table in found))
        return FiguresRead({}, 0, (Problem("", message),))
    reader = _Reader(framework, found[0])
    head = found[0].rows[0]
    name = _heading_of(head, texts.NAME_HEADINGS)
    value = _heading_of(head, texts.VALUE_HEADINGS)
    if name and value:
        return reader.long(name, value)
    return reader.wide()


def _heading_of(row: Row, words: frozenset[str]) -> int:
    """The column with one of these headings; 0 when there is none."""
    return next((column for column, cell in row.cells.items() if _folded(cell.text) in words), 0)


def _folded(text: str) -> str:
    return " ".join(text.split()).casefold()


class _Reader:
    """Reads one table for one framework, gathering what is wrong."""

    def __init__(self, framework: Framework, table: Table) -> None:
        self.framework, self.table = framework, table
        self.head, self.body = table.rows[0], [row for row in table.rows[1:] if not _is_remark(row)]
        self.unit_column = _heading_of(self.head, texts.UNIT_HEADINGS)
        self.general: list[Problem] = []
        self.guesses = 0
        self.units: dict[str, UnitFigures] = {}
        self.titles: dict[str, list[Input]] = {}
        for declared in framework.inputs.values():
            self.titles.setdefault(_folded(declared.title), []).append(declared)
        self.leaves = {leaf.code: leaf for leaf in framework.leaves}
        labels = [leaf.label for leaf in framework.leaves]
        self.labels = {leaf.label: leaf for leaf in framework.leaves if labels.count(leaf.label) == 1}

    # ------------------------------------------------------------ layouts

    def wide(self) -> FiguresRead:
        """One row a unit."""
        columns = self._columns()
        for row in self.body:
            unit = self._unit_of_row(row, again=False)
            if unit is None:
                continue
            for column, cell in row.cells.items():
                if column == self.unit_column:
                    continue
                unit.values_read += 1
                if column in columns:
                    self._take(unit, columns[column], cell)
                elif column not in self.head.cells:
                    self._refuse(unit, cell.place, texts.OUTSIDE_COLUMNS)
        return self._finished()

    def long(self, name_column: int, value_column: int) -> FiguresRead:
        """One row a value."""
        known = {self.unit_column, name_column, value_column}
        for column, cell in self.head.cells.items():
            if column not in known:
                self.general.append(Problem(cell.place, texts.UNKNOWN_HEADING.format(text=cell.text)))
        for row in self.body:
            unit = self._unit_of_row(row, again=True)
            written, named = row.cells.get(value_column), row.cells.get(name_column)
            if unit is None or (written is None and named is None):
                continue
            unit.values_read += written is not None
            if named is None:
                self._refuse(unit, self.table.place(row.number, name_column), texts.NAME_MISSING)
                continue
            meaning = self._meaning(named, unit.problems)
            if meaning is not None and written is not None:
                self._take(unit, meaning, written)
        return self._finished()

    def _finished(self) -> FiguresRead:
        if not self.units and not self.general:
            self.general.append(Problem(in_sheet(self.table.sheet, ""), texts.NO_ROWS))
        for unit in self.units.values():
            for fault in check_figures(self.framework, unit.figures):
                self._refuse(unit, unit.places[fault.input], fault.message)
        return FiguresRead(self.units, len(self.body), tuple(self.general))

    # ------------------------------------------------------------ headings

    def _columns(self) -> dict[int, Meaning]:
        """What each column of the wide layout means."""
        columns: dict[int, Meaning] = {}
        places: dict[int, str] = {}
        for column, cell in self.head.cells.items():
            if column == self.unit_column:
                continue
            meaning = self._meaning(cell, self.general)
            if meaning is None:
                continue
            if id(meaning) in places:
                message = texts.SAME_HEADING.format(text=cell.text, other=places[id(meaning)])
                self.general.append(Problem(cell.place, message))
                continue
            columns[column], places[id(meaning)] = meaning, cell.place
        return columns

    def _meaning(self, cell: Cell, problems: list[Problem]) -> Meaning | None:
        """The input or the criterion that a heading names; else a problem."""
        text = cell.text
        known: Meaning | None = self.framework.inputs.get(text) or self.leaves.get(text)
        if known is not None:
            return known
        titled = self.titles.get(_folded(text), [])
        if len(titled) == 1:
            return titled[0]
        if titled:
            names = ", ".join(one.name for one in titled)
            problems.append(Problem(cell.place, texts.AMBIGUOUS_HEADING.format(text=text, names=names)))
            return None
        if text in self.labels:
            return self.labels[text]
        problems.append(Problem(cell.place, self._unknown(text)))
        return None

    def _unknown(self, text: str) -> str:
        """That a heading means nothing here, and what it may have meant."""
        self.guesses += 1
        if self.guesses <= MOST_GUESSES and len(text) <= LONGEST_GUESSED:
            near = difflib.get_close_matches(_folded(text), [*self.framework.inputs, *self.titles], 1, 0.8)
            if near:
                said = self.titles[near[0]][0].title if near[0] in self.titles else near[0]
                return texts.UNKNOWN_NEAR.format(text=text, near=said)
        return texts.UNKNOWN_HEADING.format(text=text[:LONGEST_GUESSED])

    # ------------------------------------------------------------ rows and values

    def _unit_of_row(self, row: Row, again: bool) -> UnitFigures | None:
        """The unit a row speaks of; None, and a problem, when it names none."""
        if not self.unit_column:
            if self.units and not again:
                place = in_sheet(self.table.sheet, texts.ROW.format(row=row.number))
                self.general.append(Problem(place, texts.NO_UNIT_NAME))
                return None
            return self.units.setdefault("", UnitFigures(texts.ONE_UNIT, row.number))
        name = " ".join(row.text(self.unit_column).split())
        place = self.table.place(row.number, self.unit_column)
        if not name:
            self.general.append(Problem(place, texts.NO_UNIT_NAME))
            return None
        if len(name) > LONGEST_NAME:
            self.general.append(Problem(place, texts.LONG_UNIT_NAME.format(most=LONGEST_NAME)))
            return None
        key = name.casefold()
        unit = self.units.setdefault(key, UnitFigures(name, row.number))
        if unit.row != row.number and not again:
            self._refuse(unit, place, texts.SAME_UNIT.format(unit=name, row=unit.row))
        return unit

    def _refuse(self, unit: UnitFigures, place: str, message: str) -> None:
        if self.unit_column and not place.startswith(texts.JSON_UNIT.format(unit=unit.name)):
            place = texts.IN_UNIT.format(unit=unit.name, place=place)
        unit.problems.append(Problem(place, message))

    def _take(self, unit: UnitFigures, meaning: Meaning, cell: Cell) -> None:
        name = meaning.name if isinstance(meaning, Input) else meaning.code
        if name in unit.places:
            self._refuse(unit, cell.place, texts.SAME_FIGURE.format(name=name, other=unit.places[name]))
            return
        unit.places[name] = cell.place
        try:
            if isinstance(meaning, Input):
                unit.figures[name] = values.value(cell, meaning)
            else:
                self._take_at_leaf(unit, meaning, cell)
        except ValueProblem as error:
            self._refuse(unit, cell.place, error.message)

    def _take_at_leaf(self, unit: UnitFigures, leaf: Node, cell: Cell) -> None:
        """A declared status, or points where the criterion has no figures."""
        word = _folded(cell.text)
        if word in texts.NO_DATA_WORDS:
            unit.statuses[leaf.code] = Status.NO_DATA
        elif word in texts.NOT_APPLICABLE_WORDS:
            unit.statuses[leaf.code] = Status.NA_ACCEPTED
        elif not isinstance(leaf.rule, Manual):
            raise ValueProblem(texts.STATUS_ONLY.format(label=leaf.label))
        else:
            message = texts.STATUS_OR_POINTS.format(label=leaf.label, maximum=exactly(leaf.maximum))
            try:
                points = values.points(cell)
            except ValueProblem as error:
                raise ValueProblem(f"{message} {error.message}") from error
            if points > leaf.maximum:
                raise ValueProblem(message)
            unit.points[leaf.code] = points


def _is_remark(row: Row) -> bool:
    return bool(row.cells) and row.cells[min(row.cells)].text.startswith("#")


def columns_of(framework: Framework) -> Iterator[Input | Node]:
    """What a wide table of this framework may be filled with: general fields, figures, points by hand."""
    yield from framework.general
    yield from (one for one in framework.inputs.values() if not one.general)
    yield from (leaf for leaf in framework.leaves if isinstance(leaf.rule, Manual))

"""What reading a file gives: sheets of rows of cells that know their place, or the list of what is wrong."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from app.messages import spreadsheets as texts
from config import MEGABYTE

#: So many mistakes are told of one file; the rest is counted.
MOST_PROBLEMS = 200


class Problem(NamedTuple):
    """One thing that cannot be taken: where (Vietnamese, ready to print; may be empty) and why."""

    place: str
    message: str

    def __str__(self) -> str:
        return f"{self.place}: {self.message}" if self.place else self.message


class Unreadable(Exception):
    """The file is not taken, and nothing of it: `problems` are all that was found, never empty."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = told(tuple(problems))
        super().__init__("; ".join(map(str, self.problems)))

    @classmethod
    def whole(cls, message: str) -> "Unreadable":
        """A refusal of the file as a whole."""
        return cls([Problem("", message)])


def told(problems: tuple[Problem, ...]) -> tuple[Problem, ...]:
    """As many problems as a person may want to read, and how many more there are."""
    if len(problems) <= MOST_PROBLEMS:
        return problems
    more = texts.AND_MORE.format(count=len(problems) - MOST_PROBLEMS)
    return (*problems[:MOST_PROBLEMS], Problem("", more))


@dataclass(frozen=True, slots=True)
class Limits:
    """What is read at most: of one sheet rows and columns, of a file cells and unpacked bytes."""

    rows: int = 5_000
    columns: int = 700
    cells: int = 400_000
    unpacked: int = 20 * MEGABYTE


LIMITS = Limits()


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell that holds something.

    `text` has no spaces at its ends and is in one spelling of Vietnamese (NFC). With `exact` it is a number
    the file itself knows as a number, written with a point and no marks of thousands (``1234.5``); without,
    it is what a person typed, to be read by `values.value` like any field. `place` says where it stands:
    “Trang tính “Số liệu”, ô C7”.
    """

    text: str
    place: str
    exact: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its number as the spreadsheet shows it, from 1, and its filled cells by column from 1."""

    number: int
    cells: Mapping[int, Cell]

    def text(self, column: int) -> str:
        """The text of a cell; empty where there is nothing."""
        cell = self.cells.get(column)
        return cell.text if cell is not None else ""


@dataclass(frozen=True, slots=True)
class Table:
    """One sheet: its name (empty for .csv and .json) and the rows that hold something, in order."""

    sheet: str
    rows: tuple[Row, ...]

    def place(self, row: int, column: int) -> str:
        """How a cell of this sheet is called, filled or not."""
        return place_of(self.sheet, row, column)


def column_letters(column: int) -> str:
    """A column from 1 as spreadsheets call it: A, B … Z, AA."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def place_of(sheet: str, row: int, column: int) -> str:
    """Where a cell stands, in words."""
    return in_sheet(sheet, texts.CELL.format(cell=f"{column_letters(column)}{row}"))


def in_sheet(sheet: str, place: str) -> str:
    """A place, with its sheet where there is one."""
    if not sheet:
        return place
    named = texts.SHEET.format(sheet=sheet)
    return f"{named}, {place}" if place else named

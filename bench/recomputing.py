"""Recomputing and ranking a whole country's units, against merely loading their figures."""

import random
import sqlite3
import tracemalloc
from collections.abc import Callable
from fractions import Fraction
from functools import partial
from pathlib import Path
from typing import Any

from bench import synthetic
from bench.measuring import Measure, Size, compare, repeated
from frameworks import numbers
from frameworks.model import Framework
from frameworks.ranking import Ranked, rank
from frameworks.sheet import compute_totals

SEED = 20211231
DECIMALS = 2
EVERY_FIGURE = "SELECT assessment_id, name, value FROM figures WHERE value IS NOT NULL"

Figures = dict[int, dict[str, Any]]
Readers = dict[str, Callable[[str], Any]]


def measure(folder: Path, size: Size) -> list[Measure]:
    """Loading with and without reading the stored texts as values, and both with computing and ranking."""
    made = synthetic.framework(size.criteria)
    connection = stored(folder / "figures.db", made, size.units)
    what = f"Tính lại và xếp hạng {size.units} đơn vị × {size.criteria} tiêu chí"

    def own_load() -> Figures:
        return load(connection, own_readers(made))

    def ranked() -> list[Ranked[int]]:
        return recompute(made, own_load())

    lines = [
        compare(
            what,
            "đọc số liệu bằng sqlite3 và Fraction(chữ)",
            repeated(lambda: load(connection, plain_readers(made))),
            repeated(ranked),
            size.rounds,
            aim=1.5,
            extra={"peak_bytes": peak(ranked), "peak_bytes_loading": peak(own_load)},
        ),
        compare(
            f"{what} (để biết)",
            "đọc số liệu bằng cách đọc của chương trình",
            repeated(own_load),
            repeated(ranked),
            size.rounds,
            aim=None,
        ),
        compare(
            f"{what} (để biết)",
            "đọc dòng, không đổi ra số",
            repeated(lambda: load_rows(connection)),
            repeated(ranked),
            size.rounds,
            aim=None,
        ),
    ]
    connection.close()
    return lines


def own_readers(made: Framework) -> Readers:
    """What turns a stored text into a value, by input: the programme's own way, which also checks it."""
    return {name: partial(numbers.from_canonical, declared) for name, declared in made.inputs.items()}


def plain_readers(made: Framework) -> Readers:
    """The same by the standard library alone, which trusts what is stored."""
    plain: dict[str, Callable[[str], Any]] = {"boolean": "true".__eq__, "choice": str}
    return {name: plain.get(declared.type, Fraction) for name, declared in made.inputs.items()}


def load(connection: sqlite3.Connection, readers: Readers) -> Figures:
    """The figures by unit as the scoring core takes them."""
    found: Figures = {}
    for unit, name, text in connection.execute(EVERY_FIGURE):
        figures = found.get(unit)
        if figures is None:
            figures = found[unit] = {}
        figures[name] = readers[name](text)
    return found


def load_rows(connection: sqlite3.Connection) -> Figures:
    """The same rows with their texts as they are."""
    found: Figures = {}
    for unit, name, text in connection.execute(EVERY_FIGURE):
        figures = found.get(unit)
        if figures is None:
            figures = found[unit] = {}
        figures[name] = text
    return found


def recompute(made: Framework, figures: Figures) -> list[Ranked[int]]:
    """Exact totals of all units, and their places."""
    totals = compute_totals(made, figures)
    return rank(((unit, sums.rescaled_total) for unit, sums in totals.items()), DECIMALS)


def stored(path: Path, made: Framework, units: int) -> sqlite3.Connection:
    """A database with the figures of so many units, in the columns of the programme's own table."""
    connection = sqlite3.connect(path)
    connection.execute(
        "CREATE TABLE figures (assessment_id INTEGER NOT NULL, name TEXT NOT NULL, value TEXT, "
        "version INTEGER NOT NULL, updated_by INTEGER NOT NULL, updated_at TEXT NOT NULL, "
        "PRIMARY KEY (assessment_id, name))"
    )
    chance = random.Random(SEED)
    moment = "2021-12-31 08:30:00.000000"
    connection.executemany(
        "INSERT INTO figures VALUES (?, ?, ?, 1, 1, ?)",
        (
            (unit, name, text, moment)
            for unit in range(1, units + 1)
            for name, text in synthetic.figures(made, chance).items()
        ),
    )
    connection.commit()
    return connection


def peak(work: Callable[[], object]) -> int:
    """The most memory the work held at once, in bytes, measured in a turn of its own."""
    tracemalloc.start()
    work()
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak

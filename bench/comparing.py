"""Assessing a whole country's units together, some criteria comparing them, against loading their figures."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from bench import synthetic
from bench.measuring import Batch, Measure, Size, compare, repeated
from bench.recomputing import DECIMALS, Figures, load, own_readers, peak, plain_readers, stored
from frameworks import cohort
from frameworks.model import Framework
from frameworks.ranking import Ranked, rank

AIM = 1.5  # times merely loading
EVENLY = 1.5  # a unit of the whole group against one of half of it: 2 where the cost grows with the square


def measure(folder: Path, size: Size) -> list[Measure]:
    """Totals and places of a group; its sheets; and whether twice the units cost twice the time."""
    made = synthetic.framework(size.criteria, compares=True)
    connection = stored(folder / "whole.db", made, size.units)
    what = f"Tính và xếp hạng nhóm {size.units} đơn vị × {size.criteria} tiêu chí, có so sánh đơn vị"

    def own_load() -> Figures:
        return load(connection, own_readers(made))

    def ranked() -> list[Ranked[int]]:
        return assess_totals(made, own_load())

    def sheets() -> object:
        return cohort.assess(made, members(own_load())).sheets

    floor = partial(load, connection, plain_readers(made))
    name = "đọc số liệu bằng sqlite3 và Fraction(chữ)"
    peaks = {"peak_bytes": peak(ranked), "peak_bytes_loading": peak(own_load)}
    lines = [
        compare(what, name, repeated(floor), repeated(ranked), size.rounds, aim=AIM, extra=peaks),
        compare(
            f"{what}, đủ các bảng điểm (để biết)",
            name,
            repeated(floor),
            repeated(sheets),
            size.rounds,
            aim=None,
            extra={"peak_bytes": peak(sheets)},
        ),
    ]
    whole = own_load()
    connection.close()
    half = dict(list(whole.items())[: size.units // 2])
    lines.append(
        compare(
            f"{what}, tính trên một đơn vị",
            "như vậy với một nửa số đơn vị",
            per_unit(partial(assess_totals, made, half), len(half)),
            per_unit(partial(assess_totals, made, whole), len(whole)),
            size.rounds,
            aim=EVENLY,
        )
    )
    return lines


def members(figures: Figures) -> dict[int, cohort.Member]:
    """All of them counted, nothing declared, nothing appraised."""
    return {unit: cohort.Member(given) for unit, given in figures.items()}


def assess_totals(made: Framework, figures: Figures) -> list[Ranked[int]]:
    """Exact totals of the group, and the places."""
    totals = cohort.totals(made, members(figures))
    return rank(((unit, sums.rescaled_total) for unit, sums in totals.items()), DECIMALS)


def per_unit(work: Callable[[], object], units: int) -> Batch:
    """A batch that says how long the work took for each unit."""
    once = repeated(work)
    return lambda: once() / units

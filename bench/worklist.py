"""A page of a worklist at a ministry's size against the same page in one province."""

from pathlib import Path
from time import perf_counter

from bench import many
from bench.many import Many
from bench.measuring import Batch, Measure, Size, compare
from bench.wsgi import expect

LIST = "/viec-can-lam/to_appraise"
CRITERIA = 4  # a list shows none of them
PAGES = (
    ("Trang danh sách việc", ""),
    ("Trang cuối của danh sách việc", "trang=999"),
    ("Danh sách việc tìm không dấu", "tim=nganh+so+1"),
    ("Danh sách việc xếp theo chờ lâu nhất", "sap-xep=cho-lau"),
    ("Trang cuối của danh sách việc xếp theo chờ lâu nhất", "sap-xep=cho-lau&trang=999"),
)


def measure(folder: Path, size: Size) -> list[Measure]:
    """Whole requests both, in the same process, each on its own database."""
    few = many.build(folder / "few", CRITERIA, size.annex_rows)
    large = many.build(folder / "large", CRITERIA, size.units)
    return [
        compare(
            f"{title}, {size.units} đơn vị",
            f"cùng trang, {size.annex_rows} đơn vị",
            _batch(few, query, size.pages),
            _batch(large, query, size.pages),
            size.rounds,
            aim=1.3,
        )
        for title, query in PAGES
    ]


def _batch(here: Many, query: str, times: int) -> Batch:
    def batch() -> float:
        started = perf_counter()
        for _ in range(times):
            expect(here.caller.get(LIST, query), "200")
        return (perf_counter() - started) / times

    return batch

"""Saving one figure with all that belongs to it, against Flask saving one row with sqlite3 itself."""

import json
from collections import Counter
from collections.abc import Callable
from itertools import cycle
from pathlib import Path
from time import perf_counter

from bench import floors, world
from bench.measuring import Batch, Measure, Size, compare
from bench.world import World
from bench.wsgi import Caller, expect
from frameworks.model import Input

TEXTS = {
    "boolean": ("true", "false"),
    "choice": ("tot", "kha"),
    "money": ("120,5", "130,5"),
    "count": ("120", "130"),
}
TOTAL_TEXTS = ("300", "310")  # what the others are part of


def measure(folder: Path, size: Size) -> list[Measure]:
    """Whole requests both: the form read, the answer written as JSON, the row committed to the disk."""
    here = world.build(folder, size.criteria_on_page)
    floor = Caller(floors.one_row(folder / "floor.db", list(here.framework.inputs)))
    return [
        compare(
            "Lưu một số liệu có nhật ký (số lần mỗi giây)",
            "Flask + sqlite3 ghi một dòng",
            _batch(lambda name, value, version: floor.post("/", {"name": name, "value": value}), here, size),
            saves(here, size.requests),
            size.rounds,
            aim=0.60,
            as_rate=True,
        )
    ]


def saves(here: World, times: int) -> Batch:
    """The unit's specialist changing one figure after another in the entry form."""
    own = Caller(
        here.app, HTTP_COOKIE=here.cookie, HTTP_X_CSRFTOKEN=here.csrf_token, HTTP_ACCEPT="application/json"
    )
    address = f"/danh-gia/{here.assessment_id}/so-lieu"

    def save(name: str, value: str, version: int) -> tuple[str, bytes]:
        return own.post(address, {"name": name, "value": value, "seen_version": version})

    return _batch(save, here, Size(requests=times))


def _batch(save: Callable[[str, str, int], tuple[str, bytes]], here: World, size: Size) -> Batch:
    """Each figure of the form in its turn, every time with another value than it has."""
    places = cycle(here.framework.inputs.values())
    turns, versions = Counter[str](), dict.fromkeys(here.framework.inputs, 1)

    def batch() -> float:
        spent = 0.0
        for _ in range(size.requests):
            declared = next(places)
            name, text = declared.name, _text(declared, turns[declared.name])
            started = perf_counter()
            answer = save(name, text, versions[name])
            spent += perf_counter() - started
            turns[name] += 1
            versions[name] = json.loads(expect(answer, "200")).get("version", 0)
        return spent / size.requests

    return batch


def _text(declared: Input, turn: int) -> str:
    texts = TEXTS[declared.type]
    if declared.name.startswith(("tong_", "chi_")):
        texts = TOTAL_TEXTS
    return texts[turn % 2]

"""Saving one figure with all that belongs to it, against Flask saving one row with sqlite3 itself."""

import json
from collections import Counter
from collections.abc import Callable
from itertools import cycle
from pathlib import Path
from time import perf_counter

from app.accounts.loading import load_actor
from app.assessments import entry
from app.extensions import db
from bench import floors, world
from bench.measuring import Batch, Measure, Size, compare
from bench.world import World
from bench.wsgi import Caller, expect
from frameworks.model import Input

FLOOR = "Flask + sqlite3 ghi một dòng"
REQUEST = "Lưu một số liệu có nhật ký (số lần mỗi giây)"
OPERATION = "Chỉ riêng thao tác lưu, không qua trang (để biết)"
TEXTS = {
    "boolean": ("true", "false"),
    "choice": ("tot", "kha"),
    "money": ("120,5", "130,5"),
    "count": ("120", "130"),
}
TOTAL_TEXTS = ("300", "310")  # what the others are part of


def measure(folder: Path, size: Size) -> list[Measure]:
    """Whole requests both: the form read, the answer written as JSON, the row committed to the disk. For
    information the operation alone, without session, marks against forgery, policy of pages and answer."""
    here = world.build(folder, size.criteria_on_page)
    floor = Caller(floors.one_row(folder / "floor.db", list(here.framework.inputs)))

    def one_row(name: str, value: str, version: int) -> int:
        expect(floor.post("/", {"name": name, "value": value}), "200")
        return version + 1

    plain = _batch(one_row, here, size.requests)
    lines = ((REQUEST, saves(here, size.requests), 0.60), (OPERATION, _operations(here, size.requests), None))
    return [compare(title, FLOOR, plain, ours, size.rounds, aim, as_rate=True) for title, ours, aim in lines]


def saves(here: World, times: int) -> Batch:
    """The unit's specialist changing one figure after another in the entry form."""
    own = Caller(
        here.app, HTTP_COOKIE=here.cookie, HTTP_X_CSRFTOKEN=here.csrf_token, HTTP_ACCEPT="application/json"
    )
    address = f"/danh-gia/{here.assessment_id}/so-lieu"

    def save(name: str, value: str, version: int) -> int:
        answer = own.post(address, {"name": name, "value": value, "seen_version": version})
        found: int = json.loads(expect(answer, "200"))["version"]
        return found

    return _batch(save, here, times)


def _operations(here: World, times: int) -> Batch:
    with here.app.app_context():
        actor = load_actor(db.session(), here.account_id)
    assert actor is not None

    def save(name: str, value: str, version: int) -> int:
        return entry.save_figure(actor, here.assessment_id, entry.Typed(name, value, None)).version

    batch = _batch(save, here, times)

    def inside() -> float:
        with here.app.app_context():
            return batch()

    return inside


def _batch(save: Callable[[str, str, int], int], here: World, times: int) -> Batch:
    """Each figure of the form in its turn, every time with another value than it has. `save` takes and
    gives the figure's version."""
    places = cycle(here.framework.inputs.values())
    turns, versions = Counter[str](), dict.fromkeys(here.framework.inputs, 1)

    def batch() -> float:
        spent = 0.0
        for _ in range(times):
            declared = next(places)
            name, text = declared.name, _text(declared, turns[declared.name])
            started = perf_counter()
            versions[name] = save(name, text, versions[name])
            spent += perf_counter() - started
            turns[name] += 1
        return spent / times

    return batch


def _text(declared: Input, turn: int) -> str:
    texts = TEXTS[declared.type]
    if declared.name.startswith(("tong_", "chi_")):
        texts = TOTAL_TEXTS
    return texts[turn % 2]

"""One action of the workflow, against saving one figure with all that belongs to it."""

from pathlib import Path
from time import perf_counter

from bench import world
from bench.measuring import Batch, Measure, Size, compare
from bench.saving import saves
from bench.world import World
from bench.wsgi import Caller, expect


def measure(folder: Path, size: Size) -> list[Measure]:
    """Whole requests both, in the same form: handed in to the leader and taken back, by turns."""
    here = world.build(folder, size.criteria_on_page)
    return [
        compare(
            "Một bước của quy trình (gửi lãnh đạo, rút lại)",
            "lưu một số liệu có nhật ký",
            saves(here, size.requests),
            steps(here, size.requests),
            size.rounds,
            aim=1.5,
        )
    ]


def steps(here: World, times: int) -> Batch:
    """The specialist submitting the form and recalling it. Ends where it began: the form is open."""
    caller = Caller(here.app, HTTP_COOKIE=here.cookie, HTTP_X_CSRFTOKEN=here.csrf_token)
    address = f"/danh-gia/{here.assessment_id}/buoc/"

    def batch() -> float:
        spent = 0.0
        for _ in range(max(times // 2, 1)):
            for name, form in (("submit", {}), ("recall", {"reason": "Bổ sung số liệu quý IV"})):
                started = perf_counter()
                answer = caller.post(address + name, form)
                spent += perf_counter() - started
                expect(answer, "302")
        return spent / (2 * max(times // 2, 1))

    return batch

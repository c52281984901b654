"""The benchmarks run and tell what they measured; how fast, no test asks."""

import json
from pathlib import Path

import pytest

from app import catalog
from bench import report
from bench.__main__ import MEASUREMENTS, main
from bench.measuring import Measure, alternate


@pytest.fixture(autouse=True)
def own_frameworks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Measurements bring a framework of their own; the other tests keep theirs."""
    monkeypatch.setattr(catalog, "frameworks", catalog.frameworks)


@pytest.mark.parametrize("name", MEASUREMENTS)
def test_every_measurement_runs_and_is_kept(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--tiny", "--only", name, "--keep", str(tmp_path)]) == 0
    printed = capsys.readouterr().out.splitlines()
    assert all(title in printed[0] for title in report.HEAD)
    (kept,) = tmp_path.iterdir()
    measures = json.loads(kept.read_text(encoding="utf-8"))["measures"]
    assert len(measures) == len(printed) - 3  # under the head; then an empty line and the file's name
    assert all(line["floor"] > 0 and line["ours"] > 0 for line in measures)


def test_floor_and_programme_take_turns() -> None:
    order: list[str] = []

    def batch(name: str) -> float:
        order.append(name)
        return 1.0

    assert alternate(lambda: batch("a"), lambda: batch("b"), 3) == [(1.0, 1.0)] * 3
    assert "".join(order) == "ab" + "ab" + "ba" + "ab"


@pytest.mark.parametrize(
    ("as_rate", "aim", "ratio", "reached"),
    [(False, 1.5, 2.0, False), (False, 2.0, 2.0, True), (True, 0.6, 0.5, False), (False, None, 2.0, None)],
)
def test_the_aim_is_judged_the_right_way_round(
    as_rate: bool, aim: float | None, ratio: float, reached: bool | None
) -> None:
    line = Measure("việc", "sàn", floor=0.01, ours=0.02, aim=aim, as_rate=as_rate)
    assert (line.ratio, line.reached) == (ratio, reached)
    shown = report.table([line]).splitlines()[1]
    assert shown.endswith({True: "đạt", False: "CHƯA ĐẠT", None: "-"}[reached])

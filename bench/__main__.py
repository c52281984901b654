"""python -m bench [--only NAME ...] [--rounds N] [--tiny] [--keep FOLDER]"""

import argparse
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from bench import (
    actions,
    bulk,
    comparing,
    council_settle,
    documents,
    pages,
    recomputing,
    report,
    saving,
    workflow_decision,
    worklist,
)
from bench.measuring import TINY, Measure, Size
from config import PROJECT_DIR

MEASUREMENTS: dict[str, Callable[[Path, Size], list[Measure]]] = {
    "saving": saving.measure,
    "pages": pages.measure,
    "actions": actions.measure,
    "recomputing": recomputing.measure,
    "comparing": comparing.measure,
    "council_settle": council_settle.measure,
    "documents": documents.measure,
    "workflow_decision": workflow_decision.measure,
    "worklist": worklist.measure,
    "bulk": bulk.measure,
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, print the table, keep the file. 0 whatever was reached: speed is told here, not judged."""
    options = _options(arguments)
    size = TINY if options.tiny else Size()
    if options.rounds:
        size = replace(size, rounds=options.rounds)
    measures: list[Measure] = []
    path = report.file_in(options.keep)
    for name in options.only or MEASUREMENTS:
        measures += _measured(name, size)
        report.keep(measures, size, path)  # a run broken off keeps what it has measured
    print(report.table(measures))
    print(f"\nĐã ghi: {path}")
    return 0


def _measured(name: str, size: Size) -> list[Measure]:
    """One measurement in a folder of its own, which goes with it."""
    print(f"Đang đo {name} …", file=sys.stderr, flush=True)
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        return MEASUREMENTS[name](Path(folder), size)


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bench", description="Đo tốc độ của chương trình so với mức sàn.")
    parser.add_argument("--only", nargs="+", choices=MEASUREMENTS, help="chỉ đo những phép này")
    parser.add_argument("--rounds", type=int, help="số lượt đo xen kẽ (mặc định 7)")
    parser.add_argument("--tiny", action="store_true", help="cỡ rất nhỏ, chỉ để xem phép đo có chạy")
    kept = PROJECT_DIR / "var" / "bench"
    parser.add_argument(
        "--keep", type=Path, default=kept, help="thư mục ghi kết quả JSON (mặc định var/bench)"
    )
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main())

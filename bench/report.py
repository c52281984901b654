"""The results as a table for people and as a file to compare with later."""

import json
import os
import platform
import unicodedata
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from app import clock
from bench.measuring import Measure, Size
from config import make_private_folder

HEAD = ("Phép đo", "Mức sàn", "Sàn", "Chương trình", "Tỷ lệ", "Đích", "Đạt?")
VERDICTS = {True: "đạt", False: "CHƯA ĐẠT", None: "-"}


def table(measures: Sequence[Measure]) -> str:
    """All lines under each other, columns in line whatever marks the letters carry."""
    rows = [HEAD, *(_row(measure) for measure in measures)]
    widths = [max(_width(row[place]) for row in rows) for place in range(len(HEAD))]
    return "\n".join(
        "  ".join(_padded(*cell) for cell in zip(row, widths, strict=True)).rstrip() for row in rows
    )


def _row(measure: Measure) -> tuple[str, ...]:
    sign = "≥" if measure.as_rate else "≤"
    return (
        measure.name,
        measure.floor_name,
        _duration(measure.floor),
        _duration(measure.ours),
        _number(measure.ratio, 2),
        "-" if measure.aim is None else f"{sign} {_number(measure.aim, 2)}",
        VERDICTS[measure.reached],
    )


def _duration(seconds: float) -> str:
    if seconds >= 1:
        return f"{_number(seconds, 2)} s"
    return f"{_number(seconds * 1000, 2)} ms" if seconds >= 1e-4 else f"{_number(seconds * 1e6, 2)} µs"


def _number(value: float, decimals: int) -> str:
    return f"{value:.{decimals}f}".replace(".", ",")


def _width(text: str) -> int:
    return sum(not unicodedata.combining(letter) for letter in text)


def _padded(text: str, width: int) -> str:
    return text + " " * (width - _width(text))


def file_in(folder: Path) -> Path:
    """Where the results of a run that begins now are kept."""
    for made in (folder.parent, folder):
        make_private_folder(made)
    return folder / f"{clock.local(clock.now()):%Y-%m-%d-%H%M%S}.json"


def keep(measures: Sequence[Measure], size: Size, path: Path) -> None:
    """Write everything measured so far, every round too."""
    data = _data(measures, size, clock.local(clock.now()))
    path.write_text(json.dumps(data, ensure_ascii=False, indent=1), encoding="utf-8")


def _data(measures: Sequence[Measure], size: Size, moment: datetime) -> dict[str, Any]:
    return {
        "at": moment.isoformat(timespec="seconds"),
        "python": platform.python_version(),
        "cores": os.cpu_count(),
        "load": os.getloadavg(),
        "size": vars(size),
        "measures": [measure.as_data() for measure in measures],
    }

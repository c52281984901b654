"""How everything is measured: floor and programme in turn, several rounds, medians."""

import gc
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from statistics import median
from time import perf_counter
from typing import Any

Batch = Callable[[], float]
"""Does some work and says how many seconds one piece of it took."""


@dataclass(frozen=True)
class Size:
    """How much is measured. `rounds` is how often floor and programme take turns."""

    rounds: int = 7
    requests: int = 150  # saved figures, actions in one turn
    pages: int = 40
    criteria_on_page: int = 65
    units: int = 3400
    criteria: int = 100
    annex_rows: int = 190


TINY = Size(rounds=1, requests=4, pages=2, criteria_on_page=6, units=6, criteria=12, annex_rows=3)


@dataclass(frozen=True)
class Measure:
    """One line of the table. Seconds for one piece of work; `ratio` is programme / floor in time, or the
    share of the floor's work in the same time where `as_rate`, so that it can be held against `aim`."""

    name: str
    floor_name: str
    floor: float
    ours: float
    aim: float | None  # None where a line only informs
    as_rate: bool = False
    rounds: Sequence[tuple[float, float]] = ()
    extra: dict[str, Any] = field(default_factory=dict)

    @property
    def ratio(self) -> float:
        """What is held against the aim."""
        return self.floor / self.ours if self.as_rate else self.ours / self.floor

    @property
    def reached(self) -> bool | None:
        """Whether the aim is reached; None without an aim."""
        if self.aim is None:
            return None
        return self.ratio >= self.aim if self.as_rate else self.ratio <= self.aim

    def as_data(self) -> dict[str, Any]:
        """Everything, for the kept file."""
        return asdict(self) | {"ratio": self.ratio, "reached": self.reached}


def alternate(floor: Batch, ours: Batch, rounds: int) -> list[tuple[float, float]]:
    """Floor, programme, floor, programme … after one unmeasured turn of each: (floor, programme) a round.

    Whatever slows the machine for a while slows both. The one that begins changes every round.
    """
    floor()
    ours()
    found = []
    for number in range(rounds):
        gc.collect()
        if number % 2:
            second, first = ours(), floor()
        else:
            first, second = floor(), ours()
        found.append((first, second))
    return found


def compare(
    name: str, floor_name: str, floor: Batch, ours: Batch, rounds: int, aim: float | None, **more: Any
) -> Measure:
    """Measure in turns and take the medians."""
    found = alternate(floor, ours, rounds)
    medians = (median(turn[0] for turn in found), median(turn[1] for turn in found))
    return Measure(name, floor_name, *medians, aim, rounds=found, **more)


def repeated(work: Callable[[], object], times: int = 1) -> Batch:
    """A batch that does the same work so many times."""

    def batch() -> float:
        started = perf_counter()
        for _ in range(times):
            work()
        return (perf_counter() - started) / times

    return batch

"""Cà Mau's published result of 2022, and figures of the province that give the same points.

The data is in ``data/ca_mau_2022.yaml``: what plan 213/KH-UBND prints, and for every criterion figures
that reproduce its printed points; most of those are inferred and no true figures of the province.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import Any, NamedTuple, cast

from frameworks.model import Framework, Value
from frameworks.numbers import parse_exact, value_in_file
from frameworks.yaml_text import read_yaml_text

FILE = Path(__file__).parent / "data" / "ca_mau_2022.yaml"
#: Decimals of the plan's points; only 3.3 and two main indexes are printed with more.
DECIMALS = 2


@dataclass(frozen=True)
class Score:
    """The points printed for one criterion; ``by_rule`` says how the rule reaches them.

    ``exact`` or ``rounded`` (to the printed ``decimals``); empty where the points are a sum.
    """

    code: str
    points: Fraction
    decimals: int
    by_rule: str
    text: str


@dataclass(frozen=True)
class Result:
    """One province's year: the publication, the printed points by code, and figures that give them.

    ``printed`` names the figures that the plan prints; all others are inferred from points.
    ``others`` are units of the group, by name, where points depend on the lowest and the best.
    """

    published: Mapping[str, Fraction]
    total: Fraction
    counts: Mapping[str, int]
    scores: Mapping[str, Score]
    figures: Mapping[str, Value]
    printed: frozenset[str]
    others: Mapping[str, Mapping[str, Value]]
    notes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # by code, "total" for the whole


class Difference(NamedTuple):
    """Points published for a main index, beside the sum of its components' points."""

    code: str
    components: Fraction
    published: Fraction

    @property
    def difference(self) -> Fraction:
        """What the publication has more than the components."""
        return self.published - self.components


def load(framework: Framework, file: Path = FILE) -> Result:
    """The result in this file, its figures read as inputs of the framework."""
    data = cast(Mapping[str, Any], read_yaml_text(file.read_text(encoding="utf-8"))[0])
    published = data["published"]
    return Result(
        published={one["code"]: parse_exact(one["score"]) for one in published["mains"]},
        total=parse_exact(published["total"]["score"]),
        counts={name: int(number) for name, number in published["counts"].items()},
        scores={one["code"]: _score(one) for one in data["scores"]},
        figures=_figures(framework, {name: one["value"] for name, one in data["figures"].items()}),
        printed=frozenset(name for name, one in data["figures"].items() if one["inferred"] == "no"),
        others={one["name"]: _figures(framework, one["figures"]) for one in data["others"]},
        notes=_notes(data["notes"]),
    )


def differences(components: Mapping[str, Fraction], published: Mapping[str, Fraction]) -> list[Difference]:
    """One row for each main index published, in that order; ``components`` are points by code."""
    return [
        Difference(main, sum((components[code] for code in _under(main, components)), Fraction(0)), points)
        for main, points in published.items()
    ]


def _under(main: str, codes: Mapping[str, Fraction]) -> list[str]:
    """The components of a main index: one step below it, since deeper rows are parts of theirs."""
    return [code for code in codes if code.rpartition(".")[0] == main]


def _score(one: Mapping[str, str]) -> Score:
    decimals = max(DECIMALS, len(one["score"].partition(".")[2]))
    return Score(one["code"], parse_exact(one["score"]), decimals, one.get("by_rule", ""), one["text"])


def _notes(written: Sequence[Mapping[str, str]]) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for one in written:
        found[one["code"]] = (*found.get(one["code"], ()), one["text"])
    return found


def _figures(framework: Framework, written: Mapping[str, str]) -> dict[str, Value]:
    return {name: value_in_file(framework.inputs[name], text) for name, text in written.items()}

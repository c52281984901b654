"""What a group's ranking needs besides totals: bands, the order that breaks ties, sums beside the tree."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import Any

from app.database import canonical_json
from app.rounds.models import RoundGroup
from frameworks.extras import read_bands
from frameworks.model import Bands, Framework
from frameworks.numbers import canonical, number_from_canonical
from frameworks.rules.reader import Problem


@dataclass(frozen=True)
class Details:
    """Of one unit's council sheet: the full maximum, what breaks ties, and sums by supplier and view."""

    maximum: Fraction
    tie_break: Sequence[Fraction] = ()
    parts: str | None = None


def bands_of(group: RoundGroup, framework: Framework) -> Bands | None:
    """The bands of a group in its round: its own, else the framework's, else none."""
    return _bands(group.bands) if group.bands else framework.bands


@lru_cache(maxsize=32)
def _bands(text: str) -> Bands | None:
    problems: list[Problem] = []
    return read_bands(json.loads(text), problems)


def tie_break_of(group: RoundGroup) -> list[str]:
    """The main indexes by which equal totals are told apart, in order; none unless the round says so."""
    return group.tie_break.split(",") if group.tie_break else []


def as_data(group: RoundGroup) -> dict[str, Any]:
    """What the result's hash covers of these settings, where there are any."""
    given = {"bands": group.bands, "tie_break": group.tie_break}
    return {name: value for name, value in given.items() if value}


def details(framework: Framework, group: RoundGroup, content: str) -> Details:
    """What a council sheet's text gives; read only where something is needed of it."""
    mains = tie_break_of(group)
    suppliers = {leaf.supplier for leaf in framework.leaves}
    if not mains and not framework.views and len(suppliers) == 1 and '"cohort":' not in content:
        return Details(framework.maximum)
    sheet: Mapping[str, Any] = json.loads(content)
    points = {code: number_from_canonical(line["points"]) for code, line in sheet["lines"].items()}

    def sum_of(codes: Sequence[str]) -> Fraction:
        return sum((points[code] for code in codes), Fraction(0))

    sums = {main.code: sum_of(framework.leaves_under[main.code]) for main in framework.mains}
    parts: dict[str, dict[str, str]] = {}
    if framework.views:
        parts["views"] = {
            view.code: canonical(sum((sums[main] for main in view.mains), Fraction(0)))
            for view in framework.views
        }
    if len(suppliers) > 1:
        parts["suppliers"] = {
            supplier: canonical(sum_of([one.code for one in framework.leaves if one.supplier == supplier]))
            for supplier in sorted(suppliers)
        }
    return Details(
        maximum=number_from_canonical(sheet["maximum"]),
        tie_break=[sums[code] for code in mains],
        parts=canonical_json(parts) if parts else None,
    )

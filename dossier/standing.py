"""How a result comes about from council sheets: places, bands, sums beside the tree, and the one hash."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import Any, Generic, TypeVar

from dossier.canonical import canonical_json, sha256_of
from frameworks import ranking
from frameworks.bands import band
from frameworks.cohort import Assessed
from frameworks.extras import read_bands
from frameworks.model import Bands, Framework
from frameworks.numbers import canonical, number_from_canonical
from frameworks.rules.reader import Problem

Key = TypeVar("Key")


@dataclass(frozen=True)
class Details:
    """Of one unit's council sheet: the full maximum, what breaks ties, and sums by supplier and view."""

    maximum: Fraction
    tie_break: Sequence[Fraction] = ()
    parts: str | None = None


@dataclass(frozen=True)
class Entry(Generic[Key]):
    """What one unit brings to its group's ranking; whoever is not ``ranked`` is listed after the others."""

    key: Key
    total: Fraction
    ranked: bool
    tie_break: Sequence[Fraction] = ()


@dataclass(frozen=True)
class Place(Generic[Key]):
    """One unit's place: the published text, the rank made on it, and the order in print from 1."""

    key: Key
    total: Fraction
    published: str
    rank: int
    position: int


@dataclass(frozen=True, kw_only=True)
class UnitResult:
    """One unit in a result: totals exact and as published."""

    unit_code: str
    unit_name: str
    sheet_hash: str
    maximum: Fraction
    excluded: Fraction
    self_total: Fraction
    appraisal_total: Fraction
    total: Fraction
    published: str
    rank: int
    ranked: bool = True
    band: str | None = None
    parts: str | None = None

    def as_data(self) -> dict[str, Any]:
        """What the result's hash covers for this unit: nothing that differs between two databases."""
        beside = {"band": self.band, "parts": self.parts, "ranked": None if self.ranked else False}
        return {name: value for name, value in beside.items() if value is not None} | {
            "unit": self.unit_code,
            "name": self.unit_name,
            "sheet": self.sheet_hash,
            "maximum": str(self.maximum),
            "excluded": str(self.excluded),
            "self": str(self.self_total),
            "appraisal": str(self.appraisal_total),
            "total": str(self.total),
            "published": self.published,
            "rank": self.rank,
        }


def places(entries: Iterable[Entry[Key]], decimals: int) -> list[Place[Key]]:
    """The ranked units from the top, then those assessed but not ranked, in the order given."""
    entries = list(entries)
    ranked = ranking.rank(
        [(one.key, one.total) for one in entries if one.ranked],
        decimals,
        {one.key: one.tie_break for one in entries},
    )
    last = len(ranked)
    unranked = [
        ranking.Ranked(one.key, one.total, ranking.published(one.total, decimals), last + number)
        for number, one in enumerate((one for one in entries if not one.ranked), 1)
    ]
    return [
        Place(one.key, one.total, format(one.published, "f"), one.rank, position)
        for position, one in enumerate((*ranked, *unranked), 1)
    ]


def band_of(bands: Bands | None, published: str, maximum: Fraction) -> str | None:
    """The band of a published total; None where there are none."""
    return band(bands, Fraction(published), maximum) if bands is not None else None


def bands_in_force(own: str | None, framework: Framework) -> Bands | None:
    """The bands of a group in its round: its own (JSON), else the framework's, else none."""
    return _bands(own) if own else framework.bands


def bands_fit(text: str) -> bool:
    """Whether a text kept as a group's own bands can be read as such."""
    problems: list[Problem] = []
    try:
        read_bands(json.loads(text), problems)
    except ValueError:
        return False
    return not problems


def mains_of(tie_break: str | None) -> list[str]:
    """The main indexes by which equal totals are told apart, in order, as a group keeps them."""
    return tie_break.split(",") if tie_break else []


@lru_cache(maxsize=32)
def _bands(text: str) -> Bands | None:
    problems: list[Problem] = []
    return read_bands(json.loads(text), problems)


def details(framework: Framework, mains: Sequence[str], content: str) -> Details:
    """What a council sheet's text gives, ``mains`` breaking ties; read only where something is needed."""
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


def group_content(
    *,
    title: str,
    framework: tuple[str, int, str],
    bands: str | None,
    tie_break: str | None,
    units: Iterable[UnitResult],
) -> dict[str, Any]:
    """What the result's hash covers of one group; ``framework`` is its id, version and hash."""
    given = {"bands": bands, "tie_break": tie_break}
    return {name: value for name, value in given.items() if value} | {
        "title": title,
        "framework": framework[0],
        "framework_version": framework[1],
        "framework_hash": framework[2],
        "units": [unit.as_data() for unit in units],
    }


def result_content(year: int, decimals: int, groups: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """The whole result as plain data: what the chairman decides on."""
    return {"year": year, "decimals": decimals, "groups": list(groups)}


def result_hash(content: Mapping[str, Any]) -> str:
    """SHA-256 (hex) of a result's content."""
    return sha256_of(canonical_json(content))


def group_data(assessed: Assessed[str]) -> dict[str, Any]:
    """What a group came to as plain data: scales, withdrawn criteria, and points of special rules by unit."""
    binding = assessed.framework.binding
    if binding is None:
        raise ValueError("the group was not assessed under a bound framework")
    grants = {
        unit: {code: {"rule": grant.rule, "points": canonical(grant.points)} for code, grant in given.items()}
        for unit, given in assessed.grants.items()
    }
    return {**binding.as_data(), "grants": grants}

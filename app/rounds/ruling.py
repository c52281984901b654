"""What a round rules for one group: bands (xếp loại) and the order that tells equal totals apart.

Bands are plain data in the shape of a framework file's `bands`, so that one reader checks both.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from app.database import canonical_json
from app.messages import ruling as texts
from app.rounds.models import RoundGroup
from dossier.standing import bands_in_force, mains_of
from frameworks.extras import read_bands
from frameworks.model import Bands, Framework, Input
from frameworks.numbers import ValueProblem, canonical, format_vi, parse_value
from frameworks.rules.reader import Problem

NONE = "null"  # kept for a group that has no bands although its framework has some
ROWS = 6  # bands that can be typed
PLACES = 5  # main indexes that can break ties
KINDS = ("framework", "none", "good", "leading", "own")


def _steps(*steps: tuple[str, str]) -> list[dict[str, str]]:
    return [{"from": bound, "title": title} for bound, title in steps]


PRESETS: Mapping[str, Mapping[str, Any]] = {
    "good": {
        "by": "percent",
        "boundary": "inclusive",
        "of": _steps(*zip(("90%", "70%", "50%", "0"), texts.GOOD, strict=True)),
    },
    "leading": {
        "by": "percent",
        "boundary": "exclusive",
        "of": _steps(*zip(("75%", "50%", "25%", "0"), texts.LEADING, strict=True)),
    },
}


@dataclass
class Ruling:
    """What was typed for a group, what it means, and every mistake with the field it is in."""

    kind: str
    by: str = "percent"
    boundary: str = "inclusive"
    rows: Sequence[tuple[str, str]] = ()  # bound and title as typed
    mains: Sequence[str] = ()
    bands: Mapping[str, Any] | None = None
    errors: list[tuple[str, str | None]] = field(default_factory=list)


def read(given: Mapping[str, str], framework: Framework) -> Ruling:
    """A posted form; every mistake is named, and what was typed stays."""
    kind = given.get("kieu", "")
    rows = [
        (given.get(f"nguong-{n}", "").strip(), given.get(f"ten-{n}", "").strip()) for n in range(1, ROWS + 1)
    ]
    mains = [code for n in range(1, PLACES + 1) if (code := given.get(f"uu-tien-{n}", ""))]
    ruling = Ruling(
        kind=kind if kind in KINDS else "none",
        by="points" if given.get("theo") == "points" else "percent",
        boundary="exclusive" if given.get("bien") == "exclusive" else "inclusive",
        rows=rows,
        mains=mains,
    )
    ruling.errors += [(message, "o-uu-tien-1") for message in tie_break_problems(framework, mains)]
    if ruling.kind in PRESETS:
        ruling.bands = PRESETS[ruling.kind]
    elif ruling.kind == "own":
        ruling.bands = _own(ruling)
        if not ruling.errors:
            ruling.errors += [(message, "o-ten-1") for message in bands_problems(framework, ruling.bands)]
    return ruling


def _own(ruling: Ruling) -> dict[str, Any]:
    """The bands typed row by row; rows left empty are passed over."""
    steps: list[dict[str, str]] = []
    for number, (bound, title) in enumerate(ruling.rows, 1):
        if not bound and not title:
            continue
        name = texts.band_row(number)
        if not title:
            ruling.errors.append((texts.title_needed(number), f"o-ten-{number}"))
        try:
            value = parse_value(Input(name, name, "", "number", minimum=Fraction(0)), bound.removesuffix("%"))
        except ValueProblem as problem:
            ruling.errors.append((str(problem), f"o-nguong-{number}"))
            continue
        exact = Fraction(value) / (100 if ruling.by == "percent" else 1)
        steps.append({"from": canonical(exact), "title": title})
    return {"by": ruling.by, "boundary": ruling.boundary, "of": steps}


def bands_problems(framework: Framework, bands: Mapping[str, Any]) -> list[str]:
    """What is wrong with bands, as the reader of framework files says it."""
    problems: list[Problem] = []
    read_ = read_bands(bands, problems)
    found = [texts.at(one.place, one.message) for one in problems]
    if read_ is not None and read_.by == "points" and read_.steps and read_.steps[0][0] > framework.maximum:
        found.append(texts.above_maximum(format_vi(framework.maximum)))
    return found


def tie_break_problems(framework: Framework, mains: Sequence[str]) -> list[str]:
    """What is wrong with an order of main indexes."""
    known = {main.code for main in framework.mains}
    found = [texts.unknown_main(code) for code in mains if code not in known]
    if len(set(mains)) < len(mains):
        found.append(texts.MAIN_TWICE)
    return found


def kept(framework: Framework, ruling: Ruling) -> tuple[str | None, str | None]:
    """What a group keeps: bands as JSON and main indexes with commas; nothing for nothing of its own."""
    bands = canonical_json(dict(ruling.bands)) if ruling.bands is not None else None
    if ruling.kind == "none" and framework.bands is not None:
        bands = NONE
    return bands, ",".join(ruling.mains) or None


def of_group(group: RoundGroup, framework: Framework) -> Ruling:
    """What stands for a group now, as the form shows it."""
    mains = mains_of(group.tie_break)
    own = json.loads(group.bands) if group.bands else None
    if own is None:
        kind = "framework" if framework.bands is not None and group.bands is None else "none"
        return Ruling(kind, mains=mains)
    kind = next((name for name, preset in PRESETS.items() if dict(preset) == own), "own")
    bands = bands_in_force(group.bands, framework)
    assert bands is not None
    return Ruling(kind, bands.by, own.get("boundary", "inclusive"), _typed(bands), mains, own)


def _typed(bands: Bands) -> list[tuple[str, str]]:
    by = 100 if bands.by == "percent" else 1
    return [(format_vi(bound * by), title) for bound, title in bands.steps]


def in_words(group: RoundGroup, framework: Framework) -> tuple[str, str]:
    """Bands and order of a group as people read them; empty where there are none."""
    bands = bands_in_force(group.bands, framework)
    mains = {main.code: f"{main.label}. {main.title}" for main in framework.mains}
    order = "; ".join(mains[code] for code in mains_of(group.tie_break) if code in mains)
    if bands is None:
        return "", order
    unit = texts.PERCENT if bands.by == "percent" else texts.POINTS
    sign = "≥" if bands.inclusive else ">"
    steps = [
        f"{title} {sign} {bound} {unit}" if number < len(bands.steps) else title
        for number, ((bound, title)) in enumerate(_typed(bands), 1)
    ]
    return ", ".join(steps), order

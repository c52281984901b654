"""The ranking made again from the council sheets, and the one hash the chairman decided on."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from dossier import messages
from dossier.contents import Contents, Group, Unit
from dossier.difference import Difference, differs
from dossier.sheets import Judged
from dossier.standing import (
    Entry,
    UnitResult,
    band_of,
    bands_in_force,
    group_content,
    places,
    result_hash,
)
from frameworks.model import Framework

Data = Mapping[str, Any]
GROUP_FIELDS = ("title", "framework", "framework_version", "framework_hash", "bands", "tie_break")
UNIT_FIELDS = (
    "name",
    "sheet",
    "maximum",
    "excluded",
    "self",
    "appraisal",
    "total",
    "published",
    "rank",
    "ranked",
    "band",
    "parts",
)


def ranked(group: Group, framework: Framework, units: Mapping[Unit, Judged], decimals: int) -> dict[str, Any]:
    """A group as the result says it, computed now."""
    by_code = {unit.code: (unit, judged) for unit, judged in units.items()}
    bands = bands_in_force(group.bands, framework)
    entries = [
        Entry(unit.code, judged.total, unit.ranked, judged.details.tie_break)
        for unit, judged in units.items()
    ]
    rows = []
    for place in places(entries, decimals):
        unit, judged = by_code[place.key]
        rows.append(
            UnitResult(
                unit_code=unit.code,
                unit_name=unit.name,
                sheet_hash=judged.sheet_hash,
                maximum=judged.details.maximum,
                excluded=judged.excluded,
                self_total=judged.self_total,
                appraisal_total=judged.appraisal_total,
                total=judged.total,
                published=place.published,
                rank=place.rank,
                ranked=unit.ranked,
                band=band_of(bands, place.published, judged.details.maximum),
                parts=judged.details.parts,
            )
        )
    return group_content(
        title=group.title,
        framework=(group.framework_id, group.framework_version, group.framework_hash),
        bands=group.bands,
        tie_break=group.tie_break,
        units=rows,
    )


def check(contents: Contents, computed: Sequence[Data | None]) -> Iterator[Difference]:
    """The result against the one computed; a group that could not be computed (None) is told of elsewhere."""
    stored = contents.result
    for name in ("year", "decimals"):
        now = getattr(contents, name)
        if stored.get(name) != now:
            yield differs(messages.RESULT, messages.RESULT_FIELDS[name], stored.get(name), now)
    groups = stored["groups"]
    if len(groups) != len(computed):
        yield differs(messages.RESULT, messages.GROUPS, len(groups), len(computed))
    for before, now in zip(groups, computed, strict=False):
        if now is not None:
            yield from _check_group(before, now)
    hash_ = result_hash(stored)
    if hash_ != contents.content_hash:
        yield differs(messages.RESULT, messages.CONTENT_HASH, contents.content_hash, hash_)


def _check_group(stored: Data, computed: Data) -> Iterator[Difference]:
    place = messages.GROUP.format(title=computed["title"])
    yield from _fields(place, GROUP_FIELDS, stored, computed)
    before = {unit["unit"]: unit for unit in stored["units"]}
    now = {unit["unit"]: unit for unit in computed["units"]}
    for code, unit in now.items():
        name = messages.RESULT_UNIT.format(unit=unit["name"])
        if code not in before:
            yield Difference(name, messages.UNIT_LEFT_OUT)
        else:
            yield from _fields(name, UNIT_FIELDS, before[code], unit)
    for code in before.keys() - now.keys():
        yield Difference(messages.RESULT_UNIT.format(unit=code), messages.UNIT_UNKNOWN)
    if len(before) != len(stored["units"]) or (before.keys() == now.keys() and list(before) != list(now)):
        order = [", ".join(str(unit["unit"]) for unit in one["units"]) for one in (stored, computed)]
        yield differs(messages.RESULT, messages.ORDER.format(title=computed["title"]), *order)


def _fields(place: str, names: Sequence[str], stored: Data, computed: Data) -> Iterator[Difference]:
    for name in names:
        if stored.get(name) != computed.get(name):
            yield differs(place, messages.RESULT_FIELDS[name], stored.get(name), computed.get(name))

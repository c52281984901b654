"""What a round's file says, part by part, as plain objects; what is missing or malformed is refused."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from dossier import messages
from dossier.archive import IMPORTS, RESULT, UNITS, Archive, Refused, Shape
from dossier.standing import bands_fit, mains_of
from frameworks import RULES_VERSION

STAGES = ("self", "appraisal", "council", "final")


@dataclass(frozen=True)
class Unit:
    """One unit of the round; ``assessment`` is the number its history is kept under."""

    code: str
    name: str
    group: int
    ranked: bool
    reason: str | None
    assessment: int


@dataclass(frozen=True)
class Withdrawn:
    """A criterion left out of a group's ranking by decision."""

    code: str
    reason: str


@dataclass(frozen=True, eq=False)
class Group:
    """A group of units with the exact framework it is scored by, and what the council settled for it."""

    position: int
    title: str
    framework_id: str
    framework_version: int
    framework_hash: str
    bands: str | None
    tie_break: str | None
    binding: Mapping[str, Any] | None
    withdrawn: tuple[Withdrawn, ...]

    @property
    def framework(self) -> str:
        """The framework as people name its version."""
        return f"{self.framework_id}@{self.framework_version}"

    @property
    def mains(self) -> list[str]:
        """The main indexes that break ties."""
        return mains_of(self.tie_break)


@dataclass(frozen=True)
class Contents:
    """The whole of a round but its sheets and its history."""

    round_id: int
    title: str
    year: int
    decimals: int
    program_version: str
    rules_version: str
    decision: tuple[str, str] | None  # number, date
    content_hash: str
    chains: Mapping[tuple[str, int], tuple[int, str]]  # subject -> number of events, hash of the last
    units: tuple[Unit, ...]
    groups: tuple[Group, ...]
    result: Mapping[str, Any]
    imports: Mapping[int, Mapping[str, Any]]
    imported: Mapping[str, Mapping[str, int]]  # unit -> figure -> number of its import

    @property
    def same_rules(self) -> bool:
        """Whether the rules that gave the points are those of this programme."""
        return self.rules_version == RULES_VERSION


def sheet_name(unit: str, stage: str, number: int) -> str:
    """The part that holds one sheet."""
    return f"sheets/{quote(unit, safe='')}/{stage}-{number}.json"


def group_name(position: int) -> str:
    """The part that holds what is settled for one group."""
    return f"groups/{position}.json"


def framework_name(framework_id: str, version: int) -> str:
    """The part that holds the text of one framework."""
    return f"frameworks/{quote(framework_id, safe='')}@{version}.yaml"


def read(archive: Archive) -> Contents:
    """Everything but sheets and history.  Raises Refused."""
    manifest = Shape("manifest.json", archive.manifest)
    round_, result = manifest.part("round"), manifest.part("result")
    decision = None if manifest.data.get("decision") is None else manifest.part("decision")
    imports, imported = _imports(archive)
    units = tuple(_unit(one) for one in Shape(UNITS, archive.json(UNITS)).parts("units"))
    return Contents(
        round_id=round_.whole("id"),
        title=round_.text("title"),
        year=round_.whole("year"),
        decimals=round_.whole("decimals"),
        program_version=manifest.text("program_version"),
        rules_version=manifest.text("rules_version"),
        decision=(decision.text("number"), decision.text("date")) if decision else None,
        content_hash=result.text("content_hash"),
        chains={
            (one.text("subject_type"), one.whole("subject_id")): (one.whole("events"), one.text("head"))
            for one in manifest.parts("chains")
        },
        units=units,
        groups=tuple(_group(archive, position) for position in _positions(archive, units)),
        result=_result(archive),
        imports=imports,
        imported=imported,
    )


def _positions(archive: Archive, units: Iterable[Unit]) -> list[int]:
    """The groups there are, and those units speak of; one that is not there is refused when it is read."""
    there = {int(name[7:-5]) for name in archive.names if name.startswith("groups/")}
    return sorted(there | {unit.group for unit in units})


def _unit(one: Shape) -> Unit:
    return Unit(
        code=one.text("code"),
        name=one.text("name"),
        group=one.whole("group"),
        ranked=one.flag("ranked"),
        reason=one.optional("reason"),
        assessment=one.whole("assessment"),
    )


def _group(archive: Archive, position: int) -> Group:
    name = group_name(position)
    group = Shape(name, archive.json(name))
    framework = group.part("framework")
    binding = None if group.data.get("binding") is None else _binding(group.part("binding"))
    bands = group.optional("bands")
    if bands is not None and not bands_fit(bands):
        raise Refused(messages.SHAPE.format(name=name, field="bands"))
    return Group(
        position=position,
        title=group.text("title"),
        framework_id=framework.text("id"),
        framework_version=framework.whole("version"),
        framework_hash=framework.text("hash"),
        bands=bands,
        tie_break=group.optional("tie_break"),
        binding=binding,
        withdrawn=tuple(Withdrawn(one.text("code"), one.text("reason")) for one in group.parts("withdrawn")),
    )


def _binding(binding: Shape) -> Mapping[str, Any]:
    binding.part("scales")
    grants = binding.part("grants")
    for unit in grants.data:
        grants.part(unit)
    return binding.data


def _result(archive: Archive) -> Mapping[str, Any]:
    result = Shape(RESULT, archive.json(RESULT))
    for group in result.parts("groups"):
        for unit in group.parts("units"):
            unit.text("unit")
    return result.data


def _imports(archive: Archive) -> tuple[dict[int, Mapping[str, Any]], dict[str, dict[str, int]]]:
    part = Shape(IMPORTS, archive.json(IMPORTS))
    figures = part.part("figures")
    return (
        {one.whole("number"): one.data for one in part.parts("imports")},
        {
            unit: {name: figures.part(unit).whole(name) for name in figures.part(unit).data}
            for unit in figures.data
        },
    )

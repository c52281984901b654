"""What the pages of assignments show: plain data from the matrix."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.accounts.rules import fold
from app.appraisal.assigning.sharing import Matrix, Outcome, Part, Person, Place, conflict, covered
from app.assessments.panels import text_of

LONGEST_SEARCH = 100


@dataclass(frozen=True)
class Wanted:
    """How the table of units is narrowed."""

    group_id: int | None
    text: str
    free_only: bool

    @classmethod
    def read(cls, given: Mapping[str, str]) -> "Wanted":
        """From the address or the form; what is no number counts as not given."""
        group = given.get("nhom", "")
        return cls(
            int(group) if group.isascii() and group.isdigit() and len(group) < 10 else None,
            given.get("tim", "").strip()[:LONGEST_SEARCH],
            given.get("loc") == "chua",
        )

    @property
    def address(self) -> dict[str, Any]:
        """What has to stay in the address."""
        kept = {"nhom": self.group_id, "tim": self.text, "loc": "chua" if self.free_only else None}
        return {name: value for name, value in kept.items() if value}

    def shows(self, matrix: Matrix, place: Place) -> bool:
        """Whether a unit is among those wanted."""
        if self.group_id is not None and place.group_id != self.group_id:
            return False
        if self.free_only and not lacks(matrix, place):
            return False
        return all(word in fold(place.name) for word in fold(self.text).split())


def lacks(matrix: Matrix, place: Place) -> bool:
    """Whether some criterion of a unit has nobody (in a double appraisal: has no two people)."""
    parts = matrix.on(place)
    leaves = len(place.framework.leaves)
    if not matrix.double:
        return len(covered(place, parts)) < leaves
    return any(len(covered(place, [part for part in parts if part.lane == lane])) < leaves for lane in (1, 2))


def tables(matrix: Matrix, wanted: Wanted) -> list[dict[str, Any]]:
    """The units wanted, one table for each group: who appraises what of each."""
    found: dict[int, dict[str, Any]] = {}
    for place in matrix.places:
        if not wanted.shows(matrix, place):
            continue
        table = found.setdefault(
            place.group_id, {"id": place.group_id, "title": place.group_title, "rows": []}
        )
        table["rows"].append(
            {
                "unit_id": place.unit_id,
                "name": place.name,
                "lacks": lacks(matrix, place),
                "count": len({part.account_id for part in matrix.on(place)}),
                "cells": [_cell(matrix, place, person) for person in matrix.people],
            }
        )
    return list(found.values())


def _cell(matrix: Matrix, place: Place, person: Person) -> dict[str, Any]:
    """What a person has of a unit: "all", "part" of how many criteria, a "conflict", or nothing."""
    mine = [part for part in matrix.on(place) if part.account_id == person.id]
    if not mine:
        return {"kind": "conflict" if conflict(person, place.unit_id) else ""}
    have, leaves = len(covered(place, mine)), len(place.framework.leaves)
    lane = mine[0].lane if matrix.double else 0
    return {"kind": "all" if have == leaves else "part", "have": have, "leaves": leaves, "lane": lane}


def loads(matrix: Matrix) -> list[dict[str, Any]]:
    """The team with how much each has to do."""
    criteria = matrix.loads()
    return [
        {
            "id": person.id,
            "name": person.name,
            "unit": person.unit_name,
            "in_team": person.in_team,
            "units": sum(any(part.account_id == person.id for part in matrix.on(p)) for p in matrix.places),
            "criteria": criteria[person.id],
            "declared": len(person.declared),
        }
        for person in matrix.people
    ]


def nodes(matrix: Matrix, group_id: int | None) -> list[tuple[str, str]]:
    """The sets of criteria of a group's framework to choose from: every node, the criteria among them."""
    place = next((one for one in matrix.places if one.group_id == group_id), None)
    if place is None:
        return []
    labels = text_of(place.framework).labels
    return [
        (code, f"{labels.get(code) or node.label} {node.title}".strip())
        for code, node in place.framework.nodes.items()
    ]


def part_title(place: Place | None, code: str | None) -> str:
    """A set of criteria in words; empty for all of them."""
    if code is None:
        return ""
    node = place.framework.nodes.get(code) if place else None
    return f"{node.label} {node.title}" if node else code


def of_person(matrix: Matrix, person_id: int | None) -> dict[str, Any] | None:
    """One person's assignments, to be looked at and ended; None for nobody."""
    person = matrix.by_person.get(person_id or 0)
    if person is None:
        return None
    rows = []
    for part in matrix.parts:
        if part.account_id != person.id:
            continue
        place = _place_of(matrix, part)
        rows.append(
            {
                "id": part.id,
                "unit": place.name if place and part.unit_id else (place.group_title if place else ""),
                "part": part_title(place, part.code),
                "criteria": len(place.leaves(part.code)) if place else 0,
                "lane": part.lane if matrix.double else 0,
            }
        )
    return {"id": person.id, "name": person.name, "rows": rows}


def _place_of(matrix: Matrix, part: Part) -> Place | None:
    if part.unit_id is not None:
        return matrix.by_unit.get(part.unit_id)
    return next((place for place in matrix.places if place.group_id == part.group_id), None)


def outcome_rows(matrix: Matrix, outcomes: Sequence[Outcome]) -> list[dict[str, Any]]:
    """What each wished part comes to, for the preview."""
    found = []
    for one in outcomes:
        place, person = matrix.by_unit.get(one.part.unit_id or 0), matrix.by_person.get(one.part.account_id)
        found.append(
            {
                "unit": place.name if place else "",
                "person": person.name if person else "",
                "part": part_title(place, one.part.code),
                "lane": one.part.lane if matrix.double else 0,
                "refusal": one.refusal,
                "load": one.load,
            }
        )
    return found


def load_changes(matrix: Matrix, outcomes: Sequence[Outcome]) -> list[dict[str, Any]]:
    """How much each person of a preview has to do before and after."""
    before = matrix.loads()
    after: dict[int, int] = {}
    units: dict[int, int] = {}
    for one in outcomes:
        if not one.refusal:
            after[one.part.account_id] = one.load
            units[one.part.account_id] = units.get(one.part.account_id, 0) + 1
    return [
        {
            "name": person.name,
            "before": before[person.id],
            "after": after[person.id],
            "units": units[person.id],
        }
        for person in matrix.people
        if person.id in after
    ]

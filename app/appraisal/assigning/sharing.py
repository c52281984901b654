"""Sharing a round's units among its appraisers: what a wish comes to, and an even distribution.

Nothing here reads the database: `queries.matrix` hands in who there is and what stands, operations write.
"""

import hashlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from app.accounts.models import LANES
from app.messages import assigning as texts
from frameworks.model import Framework


@dataclass(frozen=True)
class Person:
    """An appraiser of the round; `declared` are the units they declared a conflict of interest with."""

    id: int
    name: str
    username: str
    unit_id: int | None
    unit_name: str = ""
    declared: frozenset[int] = frozenset()
    in_team: bool = True


@dataclass(frozen=True)
class Place:
    """A unit of the round, in the group it is assessed in."""

    unit_id: int
    name: str
    code: str
    group_id: int
    group_title: str
    framework: Framework

    def leaves(self, code: str | None) -> frozenset[str]:
        """The criteria under a node; all of them for none."""
        if code is None:
            return frozenset(leaf.code for leaf in self.framework.leaves)
        return frozenset(self.framework.leaves_under.get(code, ()))


@dataclass(frozen=True)
class Part:
    """A part of the round that a person is to appraise: stored (with an id) or about to be."""

    account_id: int
    unit_id: int | None
    code: str | None = None
    lane: int = 1
    id: int = 0
    group_id: int | None = None  # a set of criteria of every unit of a group, where there is no unit

    def reaches(self, place: Place) -> bool:
        """Whether it is about a unit."""
        return self.unit_id == place.unit_id or (self.unit_id is None and self.group_id == place.group_id)


@dataclass(frozen=True)
class Outcome:
    """What a wished part comes to: `refusal` says why it is not given, empty when it is."""

    part: Part
    refusal: str
    load: int = 0  # criteria the person has with it


@dataclass(frozen=True)
class Matrix:
    """Who could appraise what, and what stands."""

    people: Sequence[Person]
    places: Sequence[Place]
    parts: Sequence[Part]
    double: bool = False

    @cached_property
    def by_person(self) -> Mapping[int, Person]:
        """The people by account."""
        return {person.id: person for person in self.people}

    @cached_property
    def by_unit(self) -> Mapping[int, Place]:
        """The units by number."""
        return {place.unit_id: place for place in self.places}

    def on(self, place: Place) -> list[Part]:
        """The parts that are about a unit."""
        return self.index.get(place.unit_id, [])

    def loads(self) -> dict[int, int]:
        """How many criteria each person has to appraise, units added up."""
        found = dict.fromkeys(self.by_person, 0)
        for place in self.places:
            for person_id in {part.account_id for part in self.on(place)}:
                mine = covered(place, self.on(place), person_id)
                found[person_id] = found.get(person_id, 0) + len(mine)
        return found

    @cached_property
    def index(self) -> Mapping[int, list[Part]]:
        """The parts by unit, those of whole groups at each unit of the group."""
        found: dict[int, list[Part]] = {}
        groups: dict[int, list[int]] = {}
        for place in self.places:
            groups.setdefault(place.group_id, []).append(place.unit_id)
        for part in self.parts:
            units = [part.unit_id] if part.unit_id is not None else groups.get(part.group_id or 0, [])
            for unit_id in units:
                found.setdefault(unit_id, []).append(part)
        return found


def covered(place: Place, parts: Iterable[Part], person_id: int | None = None) -> set[str]:
    """The criteria of a unit that some parts (of one person) come to."""
    return {
        code
        for part in parts
        if person_id is None or part.account_id == person_id
        for code in place.leaves(part.code)
    }


def conflict(person: Person, unit_id: int) -> str:
    """Why a person may not judge a unit at all; empty when they may."""
    if person.unit_id == unit_id:
        return texts.CONFLICT_MEMBER
    return texts.CONFLICT_DECLARED if unit_id in person.declared else ""


def judge(matrix: Matrix, wishes: Iterable[Part]) -> list[Outcome]:
    """What each wished part comes to, one after the other: those given count for those that follow."""
    standing: dict[int, list[Part]] = {place.unit_id: list(matrix.on(place)) for place in matrix.places}
    loads = matrix.loads()
    found = []
    for part in wishes:
        place = matrix.by_unit.get(part.unit_id or 0)
        person = matrix.by_person.get(part.account_id)
        if place is None or person is None:
            found.append(Outcome(part, texts.UNKNOWN_UNIT if place is None else texts.UNKNOWN_PERSON))
            continue
        refusal = _refusal(matrix, standing[place.unit_id], place, person, part)
        if not refusal:
            before = covered(place, standing[place.unit_id], person.id)
            loads[person.id] += len(place.leaves(part.code) - before)
            standing[place.unit_id].append(part)
        found.append(Outcome(part, refusal, loads.get(person.id, 0)))
    return found


def _refusal(matrix: Matrix, standing: Sequence[Part], place: Place, person: Person, part: Part) -> str:
    """Why a part cannot be given; empty when it can."""
    if not person.in_team:
        return texts.NOT_IN_TEAM
    if part.code is not None and part.code not in place.framework.leaves_under:
        return texts.unknown_code(part.code)
    if part.lane not in LANES:
        return texts.UNKNOWN_LANE
    if refusal := conflict(person, place.unit_id):
        return refusal
    wanted = place.leaves(part.code)
    if wanted <= covered(place, standing, person.id):
        return texts.ALREADY_ASSIGNED
    return _lane_refusal(matrix, standing, place, part, wanted) if matrix.double else ""


def _lane_refusal(
    matrix: Matrix, standing: Sequence[Part], place: Place, part: Part, wanted: frozenset[str]
) -> str:
    """Two independent opinions come from two people, and each criterion has one person for each."""
    if any(one.account_id == part.account_id and one.lane != part.lane for one in standing):
        return texts.OTHER_LANE
    for one in standing:
        taken = one.lane == part.lane and one.account_id != part.account_id
        if taken and wanted & place.leaves(one.code):
            known = matrix.by_person.get(one.account_id)
            return texts.lane_taken(part.lane, known.name if known else "")
    return ""


def overlaps(matrix: Matrix) -> list[str]:
    """The units on which what stands does not fit a double appraisal."""
    found = []
    for place in matrix.places:
        earlier: list[Part] = []
        for part in matrix.on(place):
            if _lane_refusal(matrix, earlier, place, part, place.leaves(part.code)):
                found.append(place.name)
                break
            earlier.append(part)
    return found


# --- an even distribution -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Slot:
    """A unit (as one of the two opinions) that nobody appraises yet."""

    place: Place
    lane: int
    load: int


@dataclass(frozen=True)
class Balanced:
    """An even distribution: what each is given, and what nobody could be given, with the reason."""

    parts: tuple[Part, ...]
    left: tuple[tuple[Place, str], ...]


def open_slots(matrix: Matrix, units: Collection[int] | None = None) -> list[Slot]:
    """The units (all, or these) that nobody appraises, the largest first, then in printed order."""
    lanes = LANES if matrix.double else LANES[:1]
    found = []
    for place in matrix.places:
        if units is not None and place.unit_id not in units:
            continue
        taken = {part.lane for part in matrix.on(place)}
        free = [lane for lane in lanes if lane not in taken] if matrix.double or not taken else []
        found += [Slot(place, lane, len(place.framework.leaves)) for lane in free]
    return sorted(found, key=lambda slot: -slot.load)


def balance(matrix: Matrix, chosen: Collection[int], units: Collection[int] | None = None) -> Balanced:
    """Share the units that nobody appraises evenly among these people, by number of criteria.

    Each unit goes to the one with the least to do (the earlier in the list when equal) who has no conflict
    with it; afterwards units move while that brings two people's loads nearer to each other. The order in
    which people or units are named changes nothing.
    """
    people = [person for person in matrix.people if person.id in chosen and person.in_team]
    known = matrix.loads()
    loads = {person.id: known.get(person.id, 0) for person in people}
    held: dict[int, set[int]] = {}
    for place in matrix.places:
        held[place.unit_id] = {part.account_id for part in matrix.on(place)}
    given: dict[Slot, int] = {}
    left: list[tuple[Place, str]] = []
    for slot in open_slots(matrix, units):
        able = [person for person in people if _may(person, slot, held)]
        if not able:
            left.append((slot.place, texts.NOBODY_FREE))
            continue
        least = min(able, key=lambda person: loads[person.id])
        _give(slot, least.id, given, loads, held)
    _even_out(people, given, loads, held)
    parts = tuple(Part(person, slot.place.unit_id, None, slot.lane) for slot, person in given.items())
    return Balanced(_in_order(matrix, parts), tuple(left))


def _may(person: Person, slot: Slot, held: Mapping[int, set[int]]) -> bool:
    return not conflict(person, slot.place.unit_id) and person.id not in held[slot.place.unit_id]


def _give(
    slot: Slot, person_id: int, given: dict[Slot, int], loads: dict[int, int], held: Mapping[int, set[int]]
) -> None:
    before = given.get(slot)
    if before is not None:
        loads[before] -= slot.load
        held[slot.place.unit_id].discard(before)
    given[slot] = person_id
    loads[person_id] += slot.load
    held[slot.place.unit_id].add(person_id)


def _even_out(
    people: Sequence[Person], given: dict[Slot, int], loads: dict[int, int], held: Mapping[int, set[int]]
) -> None:
    """Move units from who has more to who has less while the gap is more than the unit itself.

    Every move lessens the sum of squared loads, so it ends.
    """
    moved = True
    while moved:
        moved = False
        for slot, owner in list(given.items()):
            able = [person for person in people if _may(person, slot, held)]
            if not able:
                continue
            least = min(able, key=lambda person: loads[person.id])
            if loads[owner] - loads[least.id] > slot.load:
                _give(slot, least.id, given, loads, held)
                moved = True


def _in_order(matrix: Matrix, parts: Iterable[Part]) -> tuple[Part, ...]:
    order = {place.unit_id: number for number, place in enumerate(matrix.places)}
    return tuple(sorted(parts, key=lambda part: (order[part.unit_id or 0], part.lane)))


# --- what travels between preview and confirmation ----------------------------------------------------------


def written(parts: Iterable[Part]) -> str:
    """Wished parts as one line of a form: "account:unit:lane:code;…"."""
    return ";".join(f"{part.account_id}:{part.unit_id}:{part.lane}:{part.code or ''}" for part in parts)


def read(text: str) -> list[Part]:
    """The parts of such a line; what is none is left out (a confirmation is bound to what was seen)."""
    found = []
    for one in text.split(";"):
        numbers, code = one.split(":")[:3], ":".join(one.split(":")[3:])
        if len(numbers) == 3 and all(
            part.isascii() and part.isdigit() and len(part) < 10 for part in numbers
        ):
            account_id, unit_id, lane = map(int, numbers)
            found.append(Part(account_id, unit_id, code or None, lane))
    return found


def seen(outcomes: Iterable[Outcome]) -> str:
    """A mark of exactly these outcomes: a confirmation is bound to it."""
    told = [f"{written([one.part])}={one.refusal}" for one in outcomes]
    return hashlib.sha256("\n".join(told).encode()).hexdigest()

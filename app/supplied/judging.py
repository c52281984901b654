"""What a file would do, before anybody does it: the changes it makes, and everything wrong with it.

Computed twice, for the preview and again when it is confirmed; equal figures give an equal mark (`seen`).
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy.orm import Session

from app.database import canonical_json
from app.messages import supplied as texts
from app.spreadsheets.tables import Problem, Table
from app.supplied import handed, queries
from app.supplied.handed import Handed
from app.supplied.queries import Group, Member
from frameworks.model import Framework, Value
from frameworks.numbers import canonical, from_canonical
from frameworks.validation import check_figures


class Change(NamedTuple):
    """One figure that would change: canonical text before (None: there was none) and after."""

    assessment_id: int
    unit: str
    name: str
    before: str | None
    after: str


@dataclass(frozen=True)
class Outcome:
    """What a file comes to. With problems nothing of it is taken."""

    rows: int
    accepted: int
    refused: int
    changes: tuple[Change, ...]
    problems: tuple[Problem, ...]

    @property
    def seen(self) -> str:
        """A mark of exactly these changes: a confirmation is bound to it."""
        told = [[one.assessment_id, one.name, one.before, one.after] for one in self.changes]
        return hashlib.sha256(canonical_json(told).encode()).hexdigest()


def unreadable(problems: Sequence[Problem]) -> Outcome:
    """The outcome of a file that is no table."""
    return Outcome(0, 0, 0, (), tuple(problems))


def judge(
    session: Session, of: Group, supplier: str, tables: Sequence[Table], members: Sequence[Member]
) -> Outcome:
    """What these tables would change in the group's figures, and what stands against it; two queries."""
    found = handed.read(of.framework, supplier, _by_name(members), tables)
    ids = [one.assessment.id for one in members]
    stored = queries.figures_of(session, ids)
    changes = list(_changes(found, members, stored))
    refused = found.problems + _not_now(session, ids, found, members, changes)
    refused += _contradictions(of.framework, found, stored, changes)
    wrong = {problem.place for problem in refused} & set(found.places.values())
    return Outcome(
        found.rows,
        len(found.values) - len(wrong),
        found.refused + len(wrong),
        tuple(changes),
        tuple(refused),
    )


def _by_name(members: Sequence[Member]) -> dict[str, int]:
    """Assessments by their unit's code, symbol and name; what two units share names neither."""
    found: dict[str, set[int]] = {}
    for one in members:
        for name in (one.unit.code, one.unit.symbol, one.unit.name):
            found.setdefault(handed.folded(name), set()).add(one.assessment.id)
    return {name: min(ids) for name, ids in found.items() if len(ids) == 1}


def _changes(
    found: Handed, members: Sequence[Member], stored: Mapping[int, Mapping[str, str]]
) -> list[Change]:
    names = {one.assessment.id: one.unit.name for one in members}
    place = {assessment_id: position for position, assessment_id in enumerate(names)}
    changes = []
    for (assessment_id, name), value in found.values.items():
        before, after = stored.get(assessment_id, {}).get(name), canonical(value)
        if before != after:
            changes.append(Change(assessment_id, names[assessment_id], name, before, after))
    return sorted(changes, key=lambda one: place[one.assessment_id])


def _not_now(
    session: Session,
    ids: Sequence[int],
    found: Handed,
    members: Sequence[Member],
    changes: Sequence[Change],
) -> list[Problem]:
    """Changes that come too late, or where experts have marked on these pages."""
    closed = {one.assessment.id for one in members if one.closed}
    marked = queries.marks_of(session, ids)
    problems = []
    for change in changes:
        place = found.places[change.assessment_id, change.name]
        if change.assessment_id in closed:
            problems.append(Problem(place, texts.UNIT_CLOSED.format(unit=change.unit)))
        elif (change.assessment_id, change.name) in marked:
            problems.append(Problem(place, texts.MARKED_HERE))
    return problems


def _contradictions(
    framework: Framework,
    found: Handed,
    stored: Mapping[int, Mapping[str, str]],
    changes: Sequence[Change],
) -> list[Problem]:
    """New figures that cannot stand beside the others of their unit."""
    new: dict[int, dict[str, Value]] = {}
    for change in changes:
        new.setdefault(change.assessment_id, {})[change.name] = found.values[
            change.assessment_id, change.name
        ]
    problems = []
    for assessment_id, values in new.items():
        figures = {
            name: from_canonical(framework.inputs[name], text)
            for name, text in stored.get(assessment_id, {}).items()
            if name in framework.inputs
        }
        for fault in check_figures(framework, {**figures, **values}, list(values)):
            name = fault.input if fault.input in values else fault.other or ""
            problems.append(Problem(found.places.get((assessment_id, name), ""), fault.message))
    return problems

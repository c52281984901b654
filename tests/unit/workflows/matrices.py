"""Comparing a definition with tables written by hand: every state by every step, permission and role."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product
from typing import TypeVar

import pytest

from workflows import engine
from workflows.model import Definition, How, Transition
from workflows.vocabulary import FIELDS, ROLES

GIVEN = dict.fromkeys(FIELDS, "12/BC")
Grants = Mapping[str, Iterable[str]]
"""The states in which a role is granted something, by role."""


@dataclass(frozen=True)
class Step:
    """One row of a table: names stand with blanks between them; ``to`` is empty for a step that stays."""

    start: str
    to: str
    by: str
    when: str = ""
    needs: str = ""
    freezes: str | None = None
    then: str = ""
    kind: str = "user"
    permission: str | None = None
    deadline: str | None = None
    counts: str = ""
    """Variables that go up by one."""
    sets: str = ""
    """Variables that are set in another way."""

    def but(self, **changes: str | None) -> "Step":
        """The same row with some columns changed."""
        return replace(self, **changes)  # type: ignore[arg-type]


@dataclass(frozen=True)
class Table:
    """One version of a workflow as it shall be: the table that a person writes beside its definition."""

    definition: Definition
    states: Sequence[str]
    """In the order of a normal run; the first one is the initial one."""
    roles: Collection[str]
    final: tuple[str, ...]
    steps: Mapping[str, Step]
    permissions: Mapping[str, Grants]


Row = TypeVar("Row", Step, Grants)


def without(table: Mapping[str, Row], *names: str) -> dict[str, Row]:
    """A table without some of its rows, each of which it has."""
    assert set(names) <= set(table)
    return {name: kept for name, kept in table.items() if name not in names}


def among(states: Collection[str], permissions: Mapping[str, Grants]) -> dict[str, Grants]:
    """What is granted in some states alone."""
    return {
        permission: {role: [state for state in held if state in states] for role, held in grants.items()}
        for permission, grants in permissions.items()
    }


def row(move: Transition) -> Step:
    """A transition of a definition as a row of a table."""
    counted = [name for name, setting in move.sets.items() if (setting.how, setting.value) == (How.ADD, 1)]
    return Step(
        start=" ".join(move.sources),
        to=move.target or "",
        by=" ".join(move.roles),
        when=" ".join(move.guards),
        needs=" ".join(move.needs),
        freezes=move.freezes,
        then=" ".join(move.effects),
        kind=str(move.kind),
        permission=move.permission,
        deadline=move.deadline,
        counts=" ".join(counted),
        sets=" ".join(name for name in move.sets if name not in counted),
    )


def passes(guard: str) -> None:
    """Every condition holds."""
    return None


def check_step(definition: Definition, name: str, step: Step) -> None:
    """From every state, every role known to the programme: who gets through, and what stops the others."""
    for state, role in product(definition.states, ROLES):
        if state not in step.start.split():
            with pytest.raises(engine.WrongState):
                engine.decide(definition, state, name, {role}, passes, GIVEN)
        elif role not in step.by.split():
            with pytest.raises(engine.RoleRefused):
                engine.decide(definition, state, name, {role}, passes, GIVEN)
        else:
            taken = engine.decide(definition, state, name, {role}, passes, GIVEN)
            assert (taken.source, taken.target) == (state, step.to or state)


def check_permission(definition: Definition, permission: str, grants: Grants) -> None:
    """In every state, every role known to the programme: who is granted it."""
    expected = {(role, state) for role, states in grants.items() for state in states}
    found = {
        (role, state)
        for role, state in product(ROLES, definition.states)
        if engine.permits(definition, state, permission, {role})
    }
    assert found == expected

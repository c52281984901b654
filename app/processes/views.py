"""What the pages of the workflow definitions show."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from sqlalchemy.orm import Session

from app import catalog, clock
from app.errors import DomainError
from app.messages import clock_and_day
from app.messages import processes as texts
from app.processes import queries
from app.processes.operations import Move
from app.rounds.models import Round
from workflows import graph
from workflows.comparing import Difference, compare
from workflows.mapping import described
from workflows.model import SYSTEM, Definition, Transition
from workflows.vocabulary import EFFECTS, FIELDS, GUARDS, SHEETS


@dataclass(frozen=True)
class Listed:
    """One workflow: its versions, the newest first; whether that one is the installation's own; and the
    numbers of versions kept here that this program cannot read."""

    versions: Sequence[Definition]
    own: bool
    unread: Sequence[int]

    @property
    def newest(self) -> Definition:
        """The version for items that begin."""
        return self.versions[0]


def versions_of(session: Session, workflow: str) -> list[Definition]:
    """Every version of a workflow that can be read, the newest first."""
    shipped = {version for name, version in catalog.workflow_versions() if name == workflow}
    kept = {row.version for row in queries.of_workflow(session, workflow)}
    found = [catalog.find_workflow(workflow, version) for version in sorted(shipped | kept, reverse=True)]
    return [one for one in found if one is not None]


def listed(session: Session) -> list[dict[str, Any]]:
    """The workflows by what they are about, each with its versions, those that cannot be read named apart."""
    kept = {(row.workflow, row.version) for row in queries.all_versions(session)}
    known: dict[str, list[Definition]] = {}
    unread: dict[str, list[int]] = {}
    for name, version in sorted({*catalog.workflow_versions(), *kept}, reverse=True):
        definition = catalog.find_workflow(name, version)
        if definition is None:
            unread.setdefault(name, []).append(version)
        else:
            known.setdefault(name, []).append(definition)
    rows = [
        Listed(versions, (name, versions[0].version) in kept, unread.get(name, ()))
        for name, versions in sorted(known.items())
    ]
    return [
        {"title": title, "rows": [row for row in rows if row.newest.subject == subject]}
        for subject, title in texts.SUBJECTS.items()
    ]


def asked_role(definition: Definition, args: Mapping[str, str]) -> str | None:
    """The role to which the table is narrowed, if one is asked for."""
    role = args.get("vai-tro", "")
    return role if role in definition.roles else None


def shown(definition: Definition, role: str | None) -> dict[str, Any]:
    """Steps in the order of a normal run, and the table state × permission × role."""
    table = [
        {
            "title": line.title,
            "cells": [
                {"roles": cell.role_titles, "held": role is not None and role in cell.roles}
                for cell in line.cells
            ],
        }
        for line in graph.table(definition)
        if role is None or any(role in cell.roles for cell in line.cells)
    ]
    return {
        "role": role,
        "table": table,
        "states": list(definition.states.values()),
        "roles": [one for one in definition.roles.values() if one.name != SYSTEM],
        "steps": [_step(definition, move) for move in definition.transitions.values()],
    }


def _step(definition: Definition, move: Transition) -> dict[str, Any]:
    sources = [definition.states[name].title for name in move.sources]
    target = definition.states[move.target].title if move.target else ""
    told = (graph.said_of_kind(definition, move, name) for name in move.sources)
    return {
        "title": move.title,
        "sources": sources,
        "target": target,
        "kind": "; ".join(dict.fromkeys(text for text in told if text)),
        "who": definition.role_titles(role for role in move.roles if role != SYSTEM),
        "groups": [definition.groups[name].title for name in move.groups],
        "permission": definition.permission_title(move.permission) if move.permission else "",
        "guards": [GUARDS[name] for name in move.guards],
        "needs": [FIELDS[name] for name in move.needs],
        "freezes": SHEETS[move.freezes] if move.freezes else "",
        "effects": [EFFECTS[name] for name in move.effects],
    }


def steps_from(definition: Definition, state: str) -> list[dict[str, Any]]:
    """The steps that leave a state, each with its number in the picture."""
    return [
        {"number": number, **_step(definition, move)}
        for number, move in enumerate(definition.transitions.values(), start=1)
        if state in move.sources
    ]


def differences(left: Definition, right: Definition) -> list[dict[str, Any]]:
    """What differs, with words for parts and kinds of change."""
    return [_difference(one) for one in compare(left, right)]


def _difference(one: Difference) -> dict[str, Any]:
    change, tone = texts.CHANGES[one.change]
    return {
        "part": texts.PARTS[one.part],
        "title": one.title,
        "change": change,
        "tone": tone,
        "entries": one.entries,
    }


def variables_of(definition: Definition, values: Mapping[str, Any]) -> list[tuple[str, str]]:
    """What the workflow remembers of an item, as people read it; what is not set is left out."""
    shown = []
    for name, variable in definition.variables.items():
        value = values.get(name)
        if value in (None, "", False):
            continue
        if variable.type == "moment":
            value = clock_and_day(clock.local(datetime.fromisoformat(str(value))))
        shown.append((variable.title, texts.YES if value is True else str(value)))
    return shown


@dataclass(frozen=True)
class Chosen:
    """What a person chose on the page of moving items."""

    which: Literal["round", "assessment"]
    version: int | None
    states: Mapping[str, str]
    reason: str
    seen_version: int | None

    @classmethod
    def read(cls, values: Mapping[str, str]) -> "Chosen":
        """From address or form; what is unknown counts as not chosen."""
        version, seen = values.get("phien-ban", ""), values.get("seen_version", "")
        return cls(
            "round" if values.get("loai") == "round" else "assessment",
            int(version) if version.isdecimal() else None,
            {name[3:]: value for name, value in values.items() if name.startswith("tt_") and value},
            values.get("reason", ""),
            int(seen) if seen.isdecimal() else None,
        )


@dataclass
class MovePage:
    """The page of moving items: the present version, those that can be chosen, and what would happen."""

    present: Definition
    versions: list[Definition]
    target: Definition | None
    missing: list[Any] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)
    counts: list[tuple[str, str, int]] = field(default_factory=list)
    problem: str = ""
    reasons: list[str] = field(default_factory=list)
    problem_field: str = ""

    @property
    def choices(self) -> list[tuple[str, str]]:
        """The states of the new version, to choose from."""
        states = self.target.states.values() if self.target else ()
        return [("", texts.CHOOSE), *((state.name, state.title) for state in states)]

    def refused(self, error: DomainError) -> None:
        """Show why it cannot be done."""
        self.problem = error.message
        self.reasons = list(error.data.get("reasons") or [error.message])
        self.problem_field = str(error.data.get("field") or "states")

    def planned(self, move: Move) -> None:
        """Show what the plan does."""
        self.lines = described(move.plan)
        before, after = move.plan.old.states, move.plan.new.states
        self.counts = [
            (before[state].title, after[move.plan.target(state)].title, count)
            for state, count in move.counts.items()
        ]


def move_page(session: Session, round_: Round, chosen: Chosen) -> MovePage:
    """The page before anything is asked of the operation."""
    present = catalog.of_item(round_) if chosen.which == "round" else catalog.assessment_workflow(round_)
    versions = [one for one in versions_of(session, present.id) if one.version != present.version]
    target = next((one for one in versions if one.version == chosen.version), None)
    missing = [state for name, state in present.states.items() if target and name not in target.states]
    return MovePage(present, versions, target, missing)

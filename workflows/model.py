"""The parts of a workflow definition, read-only once loaded.

Objects of this module are made by :mod:`workflows.loader`, which refuses faulty definitions, so the
rest of the programme may rely on every name inside a :class:`Definition` being known.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType

from workflows.vocabulary import PERMISSIONS, SUBJECTS

SYSTEM = "system"
"""The role under which the programme itself acts; no account ever holds it."""


class Kind(StrEnum):
    """What sets a transition off."""

    USER = "user"  # a person presses a button
    AUTOMATIC = "automatic"  # fires by itself as soon as its guards pass
    TIMED = "timed"  # fires when a deadline passes
    CALLED = "called"  # fired by an effect of another workflow


@dataclass(frozen=True)
class Role:
    """A role and how far it reaches: ``unit``, ``round``, ``whole`` or ``system``."""

    name: str
    title: str
    scope: str


@dataclass(frozen=True)
class Group:
    """A named set of roles: people who act together, such as the appraisal team or the council.

    Where a definition lists roles, ``@name`` stands for the roles of the group; a transition may also ask
    that the person belongs to one of several groups.
    """

    name: str
    title: str
    roles: tuple[str, ...]


class Type(StrEnum):
    """What a variable of an item holds."""

    WHOLE = "whole"  # a whole number, such as how often a sheet was returned
    TEXT = "text"
    FLAG = "flag"  # true or false
    MOMENT = "moment"  # a point in time as ISO 8601 text, or nothing yet


@dataclass(frozen=True)
class Variable:
    """A value kept with every item, set by transitions; ``initial`` is what a new item has."""

    name: str
    title: str
    type: Type
    initial: object


class How(StrEnum):
    """Where the new value of a variable comes from."""

    LITERAL = "literal"  # the value stands in the definition
    ADD = "add"  # the old value plus a whole number
    FIELD = "field"  # what was given with the step under this field
    NOW = "now"  # when the step is taken
    ACTOR = "actor"  # the name of who takes it


@dataclass(frozen=True)
class Setting:
    """How a transition sets one variable: ``value`` is the literal, the addend or the field's name."""

    how: How
    value: object = None


@dataclass(frozen=True)
class State:
    """A state with its own permission map. What ``permissions`` does not grant is denied.

    ``stage`` names the sheet of scores that is live; ``deadline`` a deadline of the definition; ``like``
    the state whose permissions this one took over, already worked into ``permissions``.
    """

    name: str
    title: str
    stage: str
    final: bool
    deadline: str | None
    permissions: Mapping[str, frozenset[str]]
    like: str | None = None


@dataclass(frozen=True)
class Transition:
    """A way from one or more ``sources`` to one ``target``; without a target the item stays where it is.

    ``roles`` may fire it (and only who belongs to one of ``groups`` and is granted ``permission`` by the
    state, where these are named), every one of ``guards`` must pass, every field of ``needs`` must be
    given; then the sheet ``freezes`` (if any) is frozen, the variables of ``sets`` get their values and
    ``effects`` follow, in this order. ``question`` is what the person is asked before it happens;
    ``deadline`` is the one whose passing fires a timed transition.
    """

    name: str
    title: str
    sources: tuple[str, ...]
    target: str | None
    kind: Kind
    roles: tuple[str, ...]
    guards: tuple[str, ...]
    needs: tuple[str, ...]
    freezes: str | None
    effects: tuple[str, ...]
    question: str
    permission: str | None = None
    groups: tuple[str, ...] = ()
    sets: Mapping[str, Setting] = field(default_factory=lambda: MappingProxyType({}))
    deadline: str | None = None

    @property
    def stays(self) -> bool:
        """Does the item stay in its state? Then only history, variables and effects tell of the step."""
        return self.target is None

    def target_from(self, source: str) -> str:
        """The state in which the item is after the step from ``source``."""
        return source if self.target is None else self.target

    @property
    def role_set(self) -> frozenset[str]:
        """The roles as a set, for membership tests."""
        return frozenset(self.roles)


@dataclass(frozen=True)
class Deadline:
    """A deadline: whom to remind how many days before, and whom to tell how many days after.

    ``grace_days`` are whole days during which an item is late but not yet closed.
    """

    name: str
    title: str
    grace_days: int
    remind_days: tuple[int, ...]
    remind: tuple[str, ...]
    escalate_days: int | None
    escalate: tuple[str, ...]


@dataclass(frozen=True)
class Worklist:
    """Items in ``states`` that wait for one of ``roles``; only those past their deadline if ``overdue``."""

    name: str
    title: str
    states: tuple[str, ...]
    roles: tuple[str, ...]
    overdue: bool


@dataclass(frozen=True, eq=False)
class Definition:
    """One version of a workflow. Compared by identity; ``hash`` is the SHA-256 of its content.

    ``states`` and ``transitions`` keep the order of the file, which is the order of a normal run.
    ``parent`` is the workflow whose effects fire the ``called`` transitions of this one.
    """

    id: str
    version: int
    title: str
    basis: str
    subject: str
    initial: str
    roles: Mapping[str, Role]
    permissions: tuple[str, ...]
    states: Mapping[str, State]
    transitions: Mapping[str, Transition]
    deadlines: Mapping[str, Deadline]
    worklists: Mapping[str, Worklist]
    hash: str
    parent: str | None = None
    groups: Mapping[str, Group] = field(default_factory=lambda: MappingProxyType({}))
    variables: Mapping[str, Variable] = field(default_factory=lambda: MappingProxyType({}))
    leaving: Mapping[str, tuple[Transition, ...]] = field(init=False)
    """Transitions by the state they leave, in the order of the file."""

    def __post_init__(self) -> None:
        leaving = {
            name: tuple(move for move in self.transitions.values() if name in move.sources)
            for name in self.states
        }
        object.__setattr__(self, "leaving", MappingProxyType(leaving))

    @property
    def final_states(self) -> tuple[str, ...]:
        """Names of the states where a run ends."""
        return tuple(state.name for state in self.states.values() if state.final)

    @property
    def key(self) -> str:
        """Identifier and version as history and people write them, ``round@2``."""
        return f"{self.id}@{self.version}"

    def deadline_of(self, move: Transition, source: str) -> Deadline | None:
        """The deadline whose passing fires a timed step: its own, else that of the state it leaves."""
        name = move.deadline or self.states[source].deadline
        return self.deadlines[name] if name is not None else None

    def permission_title(self, permission: str) -> str:
        """What a permission means for items of this subject: one word may mean another thing for others."""
        return SUBJECTS[self.subject].permissions.get(permission) or PERMISSIONS[permission]

    def group_roles(self, groups: Iterable[str]) -> frozenset[str]:
        """The roles of all of these groups together."""
        return frozenset(role for name in groups for role in self.groups[name].roles)

    def worklists_of(self, roles: Iterable[str]) -> tuple[Worklist, ...]:
        """The worklists a person holding ``roles`` has, in the order of the file."""
        held = frozenset(roles)
        return tuple(work for work in self.worklists.values() if not held.isdisjoint(work.roles))

    def role_titles(self, names: Iterable[str]) -> tuple[str, ...]:
        """Vietnamese titles of roles, in the order in which the definition lists them."""
        wanted = frozenset(names)
        return tuple(role.title for role in self.roles.values() if role.name in wanted)

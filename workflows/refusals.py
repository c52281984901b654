"""The answers of the engine that are not yes, each with the data a page, a log or an API needs."""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping, Sequence

from workflows import messages
from workflows.model import SYSTEM, Definition, Transition
from workflows.vocabulary import FIELDS


class UnknownName(LookupError):
    """A state, transition or permission that the definition does not have: a mistake of the caller."""

    def __init__(self, kind: str, name: str, definition: Definition) -> None:
        self.kind, self.name, self.definition = kind, name, definition
        super().__init__(messages.unknown_name(kind, name, definition.id))


class Refusal(Exception, ABC):
    """A step that is refused. The text of every kind is a Vietnamese sentence for the person."""

    def __init__(self, definition: Definition, state: str, transition: Transition) -> None:
        super().__init__(transition.name, state)
        self.definition, self.state, self.transition = definition, state, transition

    def __str__(self) -> str:
        return self.explain()

    @property
    def allowed_roles(self) -> tuple[str, ...]:
        """Names of the roles that could take the step (in a state and with facts that permit it)."""
        return self.transition.roles

    @abstractmethod
    def explain(self) -> str:
        """The rule that refuses, the reason, and who can or what is missing."""

    def _titles(self, roles: Iterable[str]) -> tuple[str, ...]:
        return self.definition.role_titles(role for role in roles if role != SYSTEM)


class WrongState(Refusal):
    """The item is not in a state from which the step leads; ``sources`` are the states that are."""

    @property
    def sources(self) -> tuple[str, ...]:
        """The states from which the step can be taken."""
        return self.transition.sources

    def explain(self) -> str:
        states = self.definition.states
        titles = [states[name].title for name in self.sources]
        return messages.wrong_state(self.transition.title, states[self.state].title, titles)


class RoleRefused(Refusal):
    """The person with the roles ``held`` may not take the step; ``rule`` is where the definition says so."""

    key = "by"

    def __init__(
        self, definition: Definition, state: str, transition: Transition, held: frozenset[str]
    ) -> None:
        super().__init__(definition, state, transition)
        self.held = held

    @property
    def rule(self) -> str:
        """The rule that refuses, as a path into the definition."""
        name = self.transition.name
        return f"{self.definition.id}/{self.definition.version}: transitions.{name}.{self.key}"

    def explain(self) -> str:
        title = self.definition.states[self.state].title
        return messages.role_refused(
            self.transition.title, title, self._titles(self.allowed_roles), self._titles(self.held)
        )


class GroupRefused(RoleRefused):
    """The person belongs to none of the groups of the step."""

    key = "groups"

    @property
    def allowed_roles(self) -> tuple[str, ...]:
        inside = self.definition.group_roles(self.transition.groups)
        return tuple(role for role in self.transition.roles if role in inside)

    def explain(self) -> str:
        groups = [self.definition.groups[name].title for name in self.transition.groups]
        return messages.group_refused(self.transition.title, groups, self._titles(self.allowed_roles))


class PermissionRefused(RoleRefused):
    """The state does not grant the person the permission the step asks for."""

    key = "permission"

    @property
    def allowed_roles(self) -> tuple[str, ...]:
        granted = self.definition.states[self.state].permissions.get(str(self.transition.permission), ())
        return tuple(role for role in self.transition.roles if role in granted)

    def explain(self) -> str:
        return messages.step_permission_refused(
            self.transition.title,
            self.definition.states[self.state].title,
            self.definition.permission_title(str(self.transition.permission)),
            self._titles(self.allowed_roles),
        )


def people_refused(
    definition: Definition, state: str, move: Transition, held: frozenset[str]
) -> RoleRefused | None:
    """Why nobody with these roles may take the step from ``state``, whatever else holds; None if they may.

    The role is looked at first, then the group, then the permission.
    """
    if held.isdisjoint(move.roles):
        return RoleRefused(definition, state, move, held)
    if move.groups and held.isdisjoint(definition.group_roles(move.groups)):
        return GroupRefused(definition, state, move, held)
    if move.permission is not None:
        granted = definition.states[state].permissions.get(move.permission)
        if granted is None or held.isdisjoint(granted):
            return PermissionRefused(definition, state, move, held)
    return None


class GuardRefused(Refusal):
    """One or more guards do not pass; ``reasons`` maps each such guard to its Vietnamese reason."""

    def __init__(
        self, definition: Definition, state: str, transition: Transition, reasons: Mapping[str, str]
    ) -> None:
        super().__init__(definition, state, transition)
        self.reasons = dict(reasons)

    def explain(self) -> str:
        return messages.guards_refused(self.transition.title, tuple(self.reasons.values()))


class FieldMissing(Refusal):
    """Something that must come with the step was not given; ``fields`` names it."""

    def __init__(
        self, definition: Definition, state: str, transition: Transition, fields: Sequence[str]
    ) -> None:
        super().__init__(definition, state, transition)
        self.fields = tuple(fields)

    def explain(self) -> str:
        return messages.fields_missing(self.transition.title, [FIELDS[name] for name in self.fields])


class BrokenHistory(ValueError):
    """Recorded steps do not follow from each other; ``index`` (from 1) is the first that does not."""

    def __init__(self, index: int, detail: str) -> None:
        self.index = index
        super().__init__(messages.broken_history(index, detail))

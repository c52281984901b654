"""What differs between two definitions: parts added, removed and changed, entry by entry, as plain data."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from workflows import messages
from workflows.model import Definition, Setting, State, Transition, Variable


@dataclass(frozen=True)
class Change:
    """One entry of a part before and after, as text for people; ``entry`` is its name in the model.

    For a cell of the permission table ``entry`` is ``permissions.<name>`` and ``title`` names the permission.
    """

    entry: str
    title: str
    before: str
    after: str


@dataclass(frozen=True)
class Difference:
    """One part that is not the same: ``part`` says what it is (``state``, ``transition`` …).

    ``change`` is ``added``, ``removed`` or ``changed``; ``entries`` tell what changed, and are empty for
    a part that came or went whole.
    """

    part: str
    name: str
    title: str
    change: str
    entries: tuple[Change, ...] = ()


_HEAD = ("title", "basis", "subject", "initial", "parent")
_STATE = ("title", "stage", "final", "deadline")
_TRANSITION = (
    "title",
    "sources",
    "target",
    "kind",
    "roles",
    "groups",
    "permission",
    "guards",
    "needs",
    "freezes",
    "sets",
    "effects",
    "question",
    "deadline",
)
_PLAIN: Mapping[str, tuple[str, ...]] = {
    "role": ("title", "scope"),
    "group": ("title", "roles"),
    "variable": ("title", "type", "initial"),
    "deadline": ("title", "grace_days", "remind_days", "remind", "escalate_days", "escalate"),
}
_WORKLIST = ("title", "states", "roles", "overdue")


def compare(old: Definition, new: Definition) -> list[Difference]:
    """Every difference, in the order of a definition file; empty when both say the same.

    Version, hash and the order of entries whose order means nothing (roles, permissions) do not count.
    """
    found = []
    head = _entries(old, new, _HEAD, old, new)
    if head:
        found.append(Difference("definition", "", new.title, "changed", head))
    for part, entries in _PLAIN.items():
        found += _parts(part, old, new, _differ(entries, old, new))
    managed = {name: name for name in (*old.permissions, *new.permissions)}
    for name in managed:
        if (name in old.permissions) != (name in new.permissions):
            change = "added" if name in new.permissions else "removed"
            definition = new if change == "added" else old
            found.append(Difference("permission", name, definition.permission_title(name), change))
    found += _parts("state", old, new, lambda before, after: _state(before, after, old, new))
    found += _parts("transition", old, new, _differ(_TRANSITION, old, new))
    return found + _parts("worklist", old, new, _differ(_WORKLIST, old, new))


def _differ(
    names: Iterable[str], old: Definition, new: Definition
) -> Callable[[Any, Any], tuple[Change, ...]]:
    return lambda before, after: _entries(before, after, names, old, new)


def _parts(
    part: str, old: Definition, new: Definition, differ: Callable[[Any, Any], tuple[Change, ...]]
) -> list[Difference]:
    before, after = getattr(old, f"{part}s"), getattr(new, f"{part}s")
    found = []
    for name in dict.fromkeys([*after, *before]):
        if name not in before:
            found.append(Difference(part, name, after[name].title, "added"))
        elif name not in after:
            found.append(Difference(part, name, before[name].title, "removed"))
        elif entries := differ(before[name], after[name]):
            found.append(Difference(part, name, after[name].title, "changed", entries))
    return found


def _state(before: State, after: State, old: Definition, new: Definition) -> tuple[Change, ...]:
    cells = []
    for permission in dict.fromkeys([*new.permissions, *old.permissions]):
        had, has = (
            before.permissions.get(permission, frozenset()),
            after.permissions.get(permission, frozenset()),
        )
        if had != has:
            definition = new if permission in new.permissions else old
            title = messages.permission_entry(definition.permission_title(permission))
            told = _roles(had, old), _roles(has, new)
            cells.append(Change(f"permissions.{permission}", title, *told))
    return (*_entries(before, after, _STATE, old, new), *cells)


def _entries(
    before: object, after: object, names: Iterable[str], old: Definition, new: Definition
) -> tuple[Change, ...]:
    found = []
    for name in names:
        had, has = getattr(before, name), getattr(after, name)
        if _plain(name, had) != _plain(name, has):
            told = _told(name, had, before, old), _told(name, has, after, new)
            title = "start" if name == "initial" and isinstance(before, Variable) else name
            found.append(Change(name, messages.ENTRIES[title], *told))
    return tuple(found)


_UNORDERED = frozenset({"roles", "groups", "remind", "escalate", "sources", "states", "needs"})


def _plain(name: str, value: Any) -> Any:
    return frozenset(value) if name in _UNORDERED else value


def _told(name: str, value: Any, owner: object, definition: Definition) -> str:
    """An entry as people read it: roles and states by their titles, other names as they stand."""
    if name in {"roles", "remind", "escalate"}:
        return _roles(value, definition)
    if name == "target":
        return messages.STAYS if value is None else definition.states[value].title
    if name in {"sources", "states"}:
        return "; ".join(definition.states[state].title for state in value)
    if name == "initial" and isinstance(owner, Definition):
        return definition.states[value].title
    if name == "sets" and isinstance(owner, Transition):
        return told_settings(definition, value)
    if isinstance(value, bool):
        return messages.yes_or_no(value)
    if isinstance(value, tuple):
        return ", ".join(str(item) for item in value)
    return "" if value is None else str(value)


def told_settings(definition: Definition, sets: Mapping[str, Setting]) -> str:
    """How a step sets the variables, in a few words; empty where it sets none."""
    return "; ".join(_set(variable, setting, definition) for variable, setting in sets.items())


def _set(variable: str, setting: Setting, definition: Definition) -> str:
    value = setting.value
    told = messages.yes_or_no(value) if isinstance(value, bool) else "" if value is None else str(value)
    return messages.how_set(definition.variables[variable].title, setting.how, told)


def _roles(names: Iterable[str], definition: Definition) -> str:
    return "; ".join(definition.role_titles(names))


def described(differences: Iterable[Difference]) -> list[str]:
    """The differences in Vietnamese, a line for every part and, indented, for every entry."""
    lines = []
    for difference in differences:
        lines.append(
            messages.difference(difference.part, difference.name, difference.title, difference.change)
        )
        lines += [
            "  " + messages.entry_changed(entry.title, entry.before, entry.after)
            for entry in difference.entries
        ]
    return lines or [messages.NO_DIFFERENCE]

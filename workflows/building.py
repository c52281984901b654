"""Turning the plain data of a file into a definition, name by name; every mistake is recorded in its place.

What only shows in the whole (reachability, cycles, idle grants) is looked at by :mod:`workflows.checks`.
"""

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType
from typing import TypeVar

from workflows import messages, vocabulary
from workflows.model import (
    SYSTEM,
    Deadline,
    Definition,
    Group,
    How,
    Kind,
    Role,
    Setting,
    State,
    Transition,
    Type,
    Variable,
    Worklist,
)
from workflows.reading import Path, Source
from workflows.shapes import Shapes, is_whole
from workflows.variables import SOURCES, STARTS, fits

_TOP = (
    "id",
    "version",
    "title",
    "basis",
    "subject",
    "initial",
    "roles",
    "permissions",
    "states",
    "transitions",
)
_TOP_OPTIONAL = ("parent", "groups", "variables", "deadlines", "worklists")
_SUBJECT_KINDS = {"guards": "điều kiện", "effects": "tác động", "permissions": "quyền"}
_GROUP_MARK = "@"

_TRANSITION_OPTIONAL = (
    "to",
    "stays",
    "kind",
    "by",
    "groups",
    "permission",
    "when",
    "needs",
    "freezes",
    "sets",
    "then",
    "question",
    "deadline",
)

Part = TypeVar("Part")


def vocabulary_states(subject: object) -> tuple[str, ...]:
    """The names of states that items of a subject may have: those the database holds them to."""
    return tuple(vocabulary.STATES.get(str(subject), ()))


class Builder(Shapes):
    """Turns plain data into a definition; on a mistake it records it and goes on with a harmless value."""

    def __init__(self, source: Source) -> None:
        super().__init__(source)
        self.top = self.mapping((), source.data)
        subject = self.top.get("subject")
        self.words = vocabulary.SUBJECTS.get(subject) if isinstance(subject, str) else None

    def definition(self) -> Definition:
        self.keys((), self.top, _TOP, _TOP_OPTIONAL)
        self.check_name(("id",), self.top)
        self.choice(("subject",), self.top, "đối tượng", vocabulary.SUBJECTS)
        roles = self.each("roles", self.role)
        # Names are gathered before the parts that refer to them, so that order in the file does not matter.
        self.role_names = tuple(roles)
        self.groups = self.each("groups", self.group)
        self.variables = self.each("variables", self.variable)
        self.state_names = tuple(self.mapping(("states",), self.top.get("states", {})))
        self.deadline_names = tuple(self.mapping(("deadlines",), self.top.get("deadlines", {})))
        self.permissions = self.names(("permissions",), self.top.get("permissions", []))
        self.vocabulary_names(("permissions",), self.permissions, "permissions")
        self.granted = self.permission_maps()
        deadlines = self.each("deadlines", self.deadline)
        return Definition(
            id=self.text(("id",), self.top),
            version=self.version(),
            title=self.text(("title",), self.top),
            basis=self.text(("basis",), self.top),
            subject=self.text(("subject",), self.top),
            initial=self.choice(("initial",), self.top, "trạng thái", self.state_names),
            roles=roles,
            permissions=self.permissions,
            states=self.each("states", self.state),
            transitions=self.each("transitions", self.transition),
            deadlines=deadlines,
            worklists=self.each("worklists", self.worklist),
            parent=self.text(("parent",), self.top) if "parent" in self.top else None,
            groups=self.groups,
            variables=self.variables,
            hash=hashlib.sha256(
                json.dumps(self.source.data, ensure_ascii=False, sort_keys=True, default=str).encode()
            ).hexdigest(),
        )

    # --- the parts ------------------------------------------------------------------------------

    def version(self) -> int:
        """Versions count from 1."""
        number = self.whole(("version",), self.top)
        if self.top.get("version") == 0:
            self.source.report(("version",), messages.VERSION_FROM_ONE)
        return number

    def role(self, path: Path, data: Mapping[str, object]) -> Role:
        self.keys(path, data, ("scope", "title"))
        name = path[-1]
        if name not in vocabulary.ROLES:
            self.source.report(path, messages.unknown("vai trò", name, vocabulary.ROLES))
        scope = self.choice((*path, "scope"), data, "phạm vi", vocabulary.SCOPES)
        return Role(name, self.text((*path, "title"), data), scope)

    def deadline(self, path: Path, data: Mapping[str, object]) -> Deadline:
        optional = ("grace_days", "remind_days", "remind", "escalate_days", "escalate")
        self.keys(path, data, ("title",), optional)
        known = vocabulary.DEADLINES.get(str(self.top.get("subject")))
        if known is not None and path[-1] not in known:
            self.source.report(path, messages.unknown("hạn", path[-1], known))
        days_path = (*path, "remind_days")
        days = data.get("remind_days", [])
        if not isinstance(days, list) or not all(is_whole(day) for day in days):
            self.source.report(days_path, messages.NOT_A_WHOLE_NUMBER)
            days = []
        return Deadline(
            name=path[-1],
            title=self.text((*path, "title"), data),
            grace_days=self.whole((*path, "grace_days"), data) if "grace_days" in data else 0,
            remind_days=tuple(int(day) for day in days),
            remind=self.roles((*path, "remind"), data.get("remind", [])),
            escalate_days=self.whole((*path, "escalate_days"), data) if "escalate_days" in data else None,
            escalate=self.roles((*path, "escalate"), data.get("escalate", [])),
        )

    def group(self, path: Path, data: Mapping[str, object]) -> Group:
        self.keys(path, data, ("title", "roles"))
        self.check_name(path)
        place = (*path, "roles")
        roles = self.known(place, self.names(place, data.get("roles", [])), "vai trò", self.role_names)
        if data.get("roles") == []:
            self.source.report(place, messages.EMPTY_GROUP)
        return Group(path[-1], self.text((*path, "title"), data), roles)

    def variable(self, path: Path, data: Mapping[str, object]) -> Variable:
        self.keys(path, data, ("title", "type"), ("initial",))
        self.check_name(path)
        word = self.choice((*path, "type"), data, "kiểu", tuple(Type))
        kind = Type(word) if word else Type.TEXT
        initial = data.get("initial", STARTS[kind])
        if word and not fits(kind, initial):
            self.source.report((*path, "initial"), messages.wrong_value(initial, kind))
        return Variable(path[-1], self.text((*path, "title"), data), kind, initial)

    def permission_maps(self) -> Mapping[str, Mapping[str, frozenset[str]]]:
        """Who is granted what in each state, with what it takes over by ``like`` worked in."""
        states = {
            name: self.mapping(("states", name), data)
            for name, data in self.mapping(("states",), self.top.get("states", {})).items()
        }
        own = {
            name: self.own_permissions(("states", name, "permissions"), data) for name, data in states.items()
        }
        models = {name: str(data["like"]) for name, data in states.items() if data.get("like") in states}
        cyclic: set[str] = set()
        result = {}
        for name in states:
            way = [name]
            while way[-1] in models and models[way[-1]] not in way:
                way.append(models[way[-1]])
            if models.get(way[-1]) == name and name not in cyclic:
                cyclic.update(way)
                self.source.report(("states", name, "like"), messages.like_cycle([*way, name]))
            merged: dict[str, frozenset[str]] = {}
            for inner in reversed(way):
                merged |= own[inner]
            result[name] = MappingProxyType(merged)
        return result

    def own_permissions(self, path: Path, data: Mapping[str, object]) -> dict[str, frozenset[str]]:
        granted: dict[str, frozenset[str]] = {}
        for permission, roles in self.mapping(path, data.get("permissions", {})).items():
            place = (*path, permission)
            if permission not in self.permissions:
                self.source.report(place, messages.undeclared_permission(permission))
            granted[permission] = frozenset(self.roles(place, roles))
        return granted

    def state(self, path: Path, data: Mapping[str, object]) -> State:
        takes_over = "like" in data
        required = ("title", "stage") if takes_over else ("title", "stage", "permissions")
        self.keys(path, data, required, ("final", "deadline", "like", "permissions"))
        self.check_name(path)
        known = vocabulary_states(self.top.get("subject"))
        if known and path[-1] not in known:
            self.source.report(path, messages.unknown_state(path[-1], known))
        deadline = None
        if "deadline" in data:
            deadline = self.choice((*path, "deadline"), data, "hạn", self.deadline_names)
        like = None
        if takes_over:
            like = self.choice((*path, "like"), data, "trạng thái", self.state_names) or None
        return State(
            name=path[-1],
            title=self.text((*path, "title"), data),
            stage=self.choice((*path, "stage"), data, "giai đoạn", vocabulary.STAGES),
            final=self.flag((*path, "final"), data),
            deadline=deadline,
            permissions=self.granted[path[-1]],
            like=like,
        )

    def transition(self, path: Path, data: Mapping[str, object]) -> Transition:
        self.keys(path, data, ("title", "from"), _TRANSITION_OPTIONAL)
        self.check_name(path)
        kind = Kind.USER
        if "kind" in data:
            word = self.choice((*path, "kind"), data, "loại bước chuyển", tuple(Kind))
            kind = Kind(word) if word else kind
        sources = self.names((*path, "from"), data.get("from", []), lambda state: self.twice(path, state))
        needs = self.names((*path, "needs"), data.get("needs", []))
        groups = self.names((*path, "groups"), data.get("groups", []))
        return Transition(
            name=path[-1],
            title=self.text((*path, "title"), data),
            sources=self.known((*path, "from"), sources, "trạng thái", self.state_names),
            target=self.target(path, data),
            kind=kind,
            roles=self.roles((*path, "by"), data.get("by", [] if kind is Kind.USER else [SYSTEM])),
            guards=self.words_of((*path, "when"), data, "guards"),
            needs=self.known((*path, "needs"), needs, "thông tin", vocabulary.FIELDS),
            freezes=self.optional((*path, "freezes"), data, "phiếu điểm", vocabulary.SHEETS),
            effects=self.words_of((*path, "then"), data, "effects"),
            question=self.text((*path, "question"), data) if "question" in data else "",
            permission=self.optional((*path, "permission"), data, "quyền", self.permissions),
            groups=self.known((*path, "groups"), groups, "nhóm", self.groups),
            sets=self.settings((*path, "sets"), data.get("sets", {})),
            deadline=self.optional((*path, "deadline"), data, "hạn", self.deadline_names),
        )

    def target(self, path: Path, data: Mapping[str, object]) -> str | None:
        """The state a transition leads to; None when it stays where it is."""
        if self.flag((*path, "stays"), data):
            if "to" in data:
                self.source.report((*path, "to"), messages.STAYS_AND_GOES)
            return None
        if "to" not in data:
            self.source.report(path, messages.missing("to"))
        return self.choice((*path, "to"), data, "trạng thái", self.state_names)

    def settings(self, path: Path, data: object) -> Mapping[str, Setting]:
        found = {}
        for name, value in self.mapping(path, data).items():
            place = (*path, name)
            setting = self.setting(place, value)
            variable = self.variables.get(name)
            if variable is None:
                self.source.report(place, messages.unknown("biến", name, self.variables))
            elif setting is not None:
                self.check_setting(place, variable, setting)
                found[name] = setting
        return MappingProxyType(found)

    def setting(self, path: Path, data: object) -> Setting | None:
        """How one variable is set; None after a mistake in how it is written."""
        if not isinstance(data, dict):
            return Setting(How.LITERAL, data)
        (word, value), *rest = list(data.items()) or [("", None)]
        if word in {"now", "actor"} and value is True and not rest:
            return Setting(How(word))
        if word == "add" and isinstance(value, int) and not isinstance(value, bool) and not rest:
            return Setting(How.ADD, value)
        if word == "field" and isinstance(value, str) and not rest:
            if self.known((*path, "field"), [value], "thông tin", vocabulary.FIELDS):
                return Setting(How.FIELD, value)
            return None
        self.source.report(path, messages.NOT_A_SETTING)
        return None

    def check_setting(self, path: Path, variable: Variable, setting: Setting) -> None:
        if setting.how is How.LITERAL and not fits(variable.type, setting.value):
            self.source.report(path, messages.wrong_value(setting.value, variable.type))
        elif setting.how not in SOURCES[variable.type]:
            self.source.report(path, messages.wrong_source(setting.how, variable.name, variable.type))

    def worklist(self, path: Path, data: Mapping[str, object]) -> Worklist:
        self.keys(path, data, ("title", "states", "roles"), ("overdue",))
        states = self.names((*path, "states"), data.get("states", []))
        states = self.known((*path, "states"), states, "trạng thái", self.state_names)
        return Worklist(
            name=path[-1],
            title=self.text((*path, "title"), data),
            states=states,
            roles=self.roles((*path, "roles"), data.get("roles", [])),
            overdue=self.flag((*path, "overdue"), data),
        )

    # --- helpers ------------------------------------------------------------------------------

    def each(self, section: str, build: Callable[[Path, Mapping[str, object]], Part]) -> Mapping[str, Part]:
        """Build every entry of a section, in the order of the file."""
        entries = self.mapping((section,), self.top.get(section, {}))
        return MappingProxyType(
            {
                name: build((section, name), self.mapping((section, name), data))
                for name, data in entries.items()
            }
        )

    def roles(self, path: Path, data: object) -> tuple[str, ...]:
        """A list of roles; ``@name`` stands for the roles of a group. Whoever is in twice counts once."""
        found: dict[str, None] = {}
        for name in self.names(path, data):
            if not name.startswith(_GROUP_MARK):
                found.update(dict.fromkeys(self.known(path, [name], "vai trò", self.role_names)))
            elif self.known(path, [name[1:]], "nhóm", self.groups):
                found.update(dict.fromkeys(self.groups[name[1:]].roles))
        return tuple(found)

    def words_of(self, path: Path, data: Mapping[str, object], group: str) -> tuple[str, ...]:
        """A list of words of the subject."""
        names = self.names(path, data.get(path[-1], []))
        self.vocabulary_names(path, names, group)
        return names

    def optional(self, path: Path, data: Mapping[str, object], kind: str, known: Iterable[str]) -> str | None:
        """A known name, or None where the key is absent."""
        return self.choice(path, data, kind, known) if path[-1] in data else None

    def vocabulary_names(self, path: Path, names: Iterable[str], group: str) -> None:
        """Check names against the words of the subject (an unknown subject was reported already)."""
        if self.words is not None:
            self.known(path, names, _SUBJECT_KINDS[group], getattr(self.words, group))

    @staticmethod
    def twice(path: Path, state: str) -> str:
        return messages.repeated_source(path[-1], state)

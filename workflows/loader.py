"""Loading workflow definitions, and refusing faulty ones with every mistake named at its place.

Two passes: this module checks the shape of a file and every name in it against
:mod:`workflows.vocabulary`; :mod:`workflows.checks` then asks whether the whole makes sense.
"""

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path as FilePath
from types import MappingProxyType
from typing import TypeVar

from workflows import checks, messages, vocabulary
from workflows.model import SYSTEM, Deadline, Definition, Kind, Role, State, Transition, Worklist
from workflows.reading import Path, Problem, Source, read
from workflows.shapes import Shapes, is_whole

DEFINITIONS = FilePath(__file__).parent / "definitions"
"""Where the definitions that come with the programme lie."""

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
_SUBJECT_KINDS = {"guards": "điều kiện", "effects": "tác động", "permissions": "quyền"}

Part = TypeVar("Part")


class DefinitionError(ValueError):
    """A definition was refused; ``problems`` holds every mistake found, in the order of the file."""

    def __init__(self, name: str, problems: Iterable[Problem]) -> None:
        self.name = name
        self.problems = sorted(problems, key=lambda problem: problem.line or 0)
        super().__init__(messages.definition_refused(name, [str(problem) for problem in self.problems]))


def load_definition(path: FilePath | str) -> Definition:
    """Read and check the definition in the file ``path``; raises :class:`DefinitionError`."""
    file = FilePath(path)
    try:
        text = file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        problem = Problem(messages.WHOLE_FILE, messages.unreadable(str(error)))
        raise DefinitionError(file.name, [problem]) from error
    return parse_definition(text, file.name)


def parse_definition(text: str, name: str = messages.WHOLE_FILE) -> Definition:
    """Check the YAML ``text`` of a definition; ``name`` heads the error. Raises :class:`DefinitionError`."""
    source = read(text)
    if not isinstance(source.data, dict):
        if not source.problems:
            source.report((), messages.NOT_A_MAPPING)
        raise DefinitionError(name, source.problems)
    definition = _Builder(source).definition()
    checks.check(definition, source)
    if source.problems:
        raise DefinitionError(name, source.problems)
    return definition


def load_versions(directory: FilePath | str | None = None) -> dict[tuple[str, int], Definition]:
    """Every definition of ``directory`` by identifier and version.

    A file is named ``<id>.v<version>.yaml``, so that two files never hold one version; any other name is
    refused.
    """
    found: dict[tuple[str, int], Definition] = {}
    for file in sorted(FilePath(directory or DEFINITIONS).glob("*.yaml")):
        definition = load_definition(file)
        if file.name != file_name(definition.id, definition.version):
            named = messages.wrong_file_name(file_name(definition.id, definition.version))
            raise DefinitionError(file.name, [Problem("id", named)])
        found[definition.id, definition.version] = definition
    return found


def file_name(identifier: str, version: int) -> str:
    """The name of the file of one version."""
    return f"{identifier}.v{version}.yaml"


def load_all(directory: FilePath | str | None = None) -> dict[str, Definition]:
    """The newest version of every definition of ``directory`` (default: those shipped) by identifier."""
    found = load_versions(directory)
    newest: dict[str, Definition] = {}
    for identifier, version in sorted(found):
        newest[identifier] = found[identifier, version]
    return newest


class _Builder(Shapes):
    """Turns plain data into a definition; on a mistake it records it and goes on with a harmless value."""

    def __init__(self, source: Source) -> None:
        super().__init__(source)
        self.top = self.mapping((), source.data)
        subject = self.top.get("subject")
        self.words = vocabulary.SUBJECTS.get(subject) if isinstance(subject, str) else None

    def definition(self) -> Definition:
        self.keys((), self.top, _TOP, optional=("deadlines", "worklists"))
        self.check_name(("id",), self.top)
        self.choice(("subject",), self.top, "đối tượng", vocabulary.SUBJECTS)
        roles = self.each("roles", self.role)
        # Names are gathered before the parts that refer to them, so that order in the file does not matter.
        self.role_names = tuple(roles)
        self.state_names = tuple(self.mapping(("states",), self.top.get("states", {})))
        self.deadline_names = tuple(self.mapping(("deadlines",), self.top.get("deadlines", {})))
        self.permissions = self.names(("permissions",), self.top.get("permissions", []))
        self.vocabulary_names(("permissions",), self.permissions, "permissions")
        deadlines = self.each("deadlines", self.deadline)
        return Definition(
            id=self.text(("id",), self.top),
            version=self.whole(("version",), self.top),
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
            hash=hashlib.sha256(
                json.dumps(self.source.data, ensure_ascii=False, sort_keys=True, default=str).encode()
            ).hexdigest(),
        )

    # --- the parts ------------------------------------------------------------------------------

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

    def state(self, path: Path, data: Mapping[str, object]) -> State:
        self.keys(path, data, ("title", "stage", "permissions"), ("final", "deadline"))
        self.check_name(path)
        granted: dict[str, frozenset[str]] = {}
        inner = (*path, "permissions")
        for permission, roles in self.mapping(inner, data.get("permissions", {})).items():
            place = (*inner, permission)
            if permission not in self.permissions:
                self.source.report(place, messages.undeclared_permission(permission))
            granted[permission] = frozenset(self.roles(place, roles))
        deadline = None
        if "deadline" in data:
            deadline = self.choice((*path, "deadline"), data, "hạn", self.deadline_names)
        return State(
            name=path[-1],
            title=self.text((*path, "title"), data),
            stage=self.choice((*path, "stage"), data, "giai đoạn", vocabulary.STAGES),
            final=self.flag((*path, "final"), data),
            deadline=deadline,
            permissions=MappingProxyType(granted),
        )

    def transition(self, path: Path, data: Mapping[str, object]) -> Transition:
        optional = ("kind", "by", "when", "needs", "freezes", "then", "question")
        self.keys(path, data, ("title", "from", "to"), optional)
        self.check_name(path)
        kind = Kind.USER
        if "kind" in data:
            word = self.choice((*path, "kind"), data, "loại bước chuyển", tuple(Kind))
            kind = Kind(word) if word else kind
        sources = self.names((*path, "from"), data.get("from", []), lambda state: self.twice(path, state))
        sources = self.known((*path, "from"), sources, "trạng thái", self.state_names)
        guards = self.names((*path, "when"), data.get("when", []))
        self.vocabulary_names((*path, "when"), guards, "guards")
        needs = self.names((*path, "needs"), data.get("needs", []))
        needs = self.known((*path, "needs"), needs, "thông tin", vocabulary.FIELDS)
        effects = self.names((*path, "then"), data.get("then", []))
        self.vocabulary_names((*path, "then"), effects, "effects")
        freezes = None
        if "freezes" in data:
            freezes = self.choice((*path, "freezes"), data, "phiếu điểm", vocabulary.SHEETS)
        return Transition(
            name=path[-1],
            title=self.text((*path, "title"), data),
            sources=sources,
            target=self.choice((*path, "to"), data, "trạng thái", self.state_names),
            kind=kind,
            roles=self.roles((*path, "by"), data.get("by", [] if kind is Kind.USER else [SYSTEM])),
            guards=guards,
            needs=needs,
            freezes=freezes,
            effects=effects,
            question=self.text((*path, "question"), data) if "question" in data else "",
        )

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
        return self.known(path, self.names(path, data), "vai trò", self.role_names)

    def vocabulary_names(self, path: Path, names: Iterable[str], group: str) -> None:
        """Check names against the words of the subject (an unknown subject was reported already)."""
        if self.words is not None:
            self.known(path, names, _SUBJECT_KINDS[group], getattr(self.words, group))

    @staticmethod
    def twice(path: Path, state: str) -> str:
        return messages.repeated_source(path[-1], state)

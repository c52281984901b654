"""Loading workflow definitions, and refusing faulty ones with every mistake named at its place.

Two passes: :mod:`workflows.building` checks the shape of a file and every name in it against
:mod:`workflows.vocabulary`; :mod:`workflows.checks` then asks whether the whole makes sense.
"""

from collections.abc import Iterable, Mapping
from pathlib import Path as FilePath

from workflows import checks, messages
from workflows.building import Builder
from workflows.model import Definition
from workflows.reading import Problem, read

DEFINITIONS = FilePath(__file__).parent / "definitions"
"""Where the definitions that come with the programme lie."""


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
    definition = Builder(source).definition()
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
    subjects = {definition.id: definition.subject for definition in found.values()}
    for definition in found.values():
        _check_parent(definition, subjects)
    return found


def _check_parent(definition: Definition, subjects: Mapping[str, str]) -> None:
    """Its ``called`` steps are fired by a round; a name that no file has would leave them unfired."""
    parent = definition.parent
    if parent is None or subjects.get(parent) == "round":
        return
    if parent in subjects:
        message = messages.wrong_parent(parent, subjects[parent])
    else:
        message = messages.unknown_parent(parent, subjects)
    raise DefinitionError(file_name(definition.id, definition.version), [Problem("parent", message)])


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

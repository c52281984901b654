"""Loading workflow definitions, and refusing faulty ones with every mistake named at its place.

Two passes: :mod:`workflows.building` checks the shape of a file and every name in it against
:mod:`workflows.vocabulary`; :mod:`workflows.checks` then asks whether the whole makes sense.
"""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path as FilePath

from workflows import checks, messages
from workflows.building import Builder
from workflows.model import Definition
from workflows.reading import Problem, read

DEFINITIONS = FilePath(__file__).parent / "definitions"
"""Where the definitions that come with the programme lie."""

PUBLISHED = "published.yaml"
"""The list of published versions beside the definitions; see :mod:`workflows.publish`."""


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
    """Every definition of ``directory`` (default: those shipped) by identifier and version.

    A file is named ``<id>.v<version>.yaml``, so that two files never hold one version; any other name is
    refused. Where ``published.yaml`` lies beside them, so is a version that was changed after it was
    published, one that is not published, and a published one whose file is gone.
    """
    folder = FilePath(directory or DEFINITIONS)
    found = unsealed_versions(folder)
    sealed = read_published(folder)
    if sealed is not None:
        for error in published_errors(found.values(), sealed):
            raise error
    return found


def unsealed_versions(folder: FilePath) -> dict[tuple[str, int], Definition]:
    """As :func:`load_versions`, without asking whether a version was published."""
    found, errors = examine(folder)
    if errors:
        raise errors[0]
    return found


def examine(folder: FilePath) -> tuple[dict[tuple[str, int], Definition], list[DefinitionError]]:
    """The definitions of a folder that stand, and what is wrong with the others, by file."""
    found: dict[tuple[str, int], Definition] = {}
    errors: list[DefinitionError] = []
    for file in definition_files(folder):
        try:
            definition = load_definition(file)
        except DefinitionError as error:
            errors.append(error)
            continue
        if file.name != file_name(definition.id, definition.version):
            named = messages.wrong_file_name(file_name(definition.id, definition.version))
            errors.append(DefinitionError(file.name, [Problem("id", named)]))
            continue
        found[definition.id, definition.version] = definition
    subjects = {found[key].id: found[key].subject for key in sorted(found, reverse=True)}
    for definition in found.values():
        for problem in (subject_problem(definition, subjects), parent_problem(definition, subjects)):
            if problem is not None:
                errors.append(DefinitionError(file_name(definition.id, definition.version), [problem]))
    return found, errors


def definition_files(folder: FilePath) -> list[FilePath]:
    """The files of definitions in a folder, by name."""
    return [file for file in sorted(folder.glob("*.yaml")) if file.name != PUBLISHED]


def file_name(identifier: str, version: int) -> str:
    """The name of the file of one version."""
    return f"{identifier}.v{version}.yaml"


def read_published(folder: FilePath) -> dict[str, str] | None:
    """The hash of every published version by ``id@version``; None where the folder keeps no such list."""
    try:
        source = read((folder / PUBLISHED).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    if source.problems:
        raise DefinitionError(PUBLISHED, source.problems)
    if not isinstance(source.data, dict):
        raise DefinitionError(PUBLISHED, [Problem(messages.WHOLE_FILE, messages.NOT_A_MAPPING)])
    return {str(key): str(value) for key, value in source.data.items()}


def published_errors(
    definitions: Iterable[Definition], sealed: Mapping[str, str]
) -> Iterator[DefinitionError]:
    """Versions that are not published, were changed afterwards, or are gone."""
    missing = set(sealed)
    for definition in definitions:
        name = file_name(definition.id, definition.version)
        missing.discard(definition.key)
        if definition.key not in sealed:
            yield DefinitionError(name, [Problem("version", messages.not_published(definition.key))])
        elif sealed[definition.key] != definition.hash:
            yield DefinitionError(name, [Problem("version", messages.changed_published(definition.key))])
    if missing:
        yield DefinitionError(PUBLISHED, [Problem(key, messages.PUBLISHED_GONE) for key in sorted(missing)])


def subject_problem(definition: Definition, subjects: Mapping[str, str]) -> Problem | None:
    """All versions of a workflow are about one kind of item, that of the first: items move between them."""
    before = subjects.get(definition.id, definition.subject)
    if before == definition.subject:
        return None
    return Problem("subject", messages.other_subject(definition.id, definition.subject, before))


def parent_problem(definition: Definition, subjects: Mapping[str, str]) -> Problem | None:
    """Its ``called`` steps are fired by a round; a name that no file has would leave them unfired.

    ``subjects`` says what every known workflow is about.
    """
    parent = definition.parent
    if parent is None or subjects.get(parent) == "round":
        return None
    if parent in subjects:
        return Problem("parent", messages.wrong_parent(parent, subjects[parent]))
    return Problem("parent", messages.unknown_parent(parent, subjects))


def load_all(directory: FilePath | str | None = None) -> dict[str, Definition]:
    """The newest version of every definition of ``directory`` (default: those shipped) by identifier."""
    found = load_versions(directory)
    newest: dict[str, Definition] = {}
    for identifier, version in sorted(found):
        newest[identifier] = found[identifier, version]
    return newest

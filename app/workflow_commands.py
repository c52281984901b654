"""Workflows on the command line: `flask workflows list|check|show|graph|diff`."""

from collections.abc import Iterable, Iterator
from pathlib import Path

import click
from flask import Flask
from flask.cli import AppGroup

from app import catalog
from app.calculator.output import table
from app.messages import workflows as texts
from workflows import comparing, graph, messages
from workflows.loader import (
    DEFINITIONS,
    DefinitionError,
    examine,
    load_definition,
    parent_problem,
    published_errors,
    read_published,
)
from workflows.model import Definition, Transition
from workflows.vocabulary import FIELDS, SHEETS, STAGES, SUBJECTS

commands = AppGroup("workflows", help=texts.HELP_GROUP)
SHORT_HASH = 12


def find(name: str) -> Definition:
    """The workflow in a .yaml file, or `id@version`, or `id` for the newest shipped; a usage error else."""
    if name.endswith(".yaml"):
        try:
            return load_definition(name)
        except DefinitionError as error:
            raise click.BadParameter(texts.BROKEN.format(problems=error)) from error
    identifier, _at, version = name.partition("@")
    try:
        return catalog.workflow(identifier, int(version) if version else None)
    except (KeyError, ValueError) as error:
        known = ", ".join(one.key for one in catalog.workflow_versions().values())
        raise click.BadParameter(texts.UNKNOWN.format(name=name, known=known)) from error


# ---------------------------------------------------------------- list and check


@commands.command("list")
def list_workflows() -> None:
    """Các quy trình đi kèm: mã, phiên bản, đối tượng, số trạng thái, mã băm, đã công bố chưa."""
    found, errors = examine(DEFINITIONS)
    sealed = read_published(DEFINITIONS) or {}
    rows = [
        (
            one.id,
            one.version,
            one.title,
            texts.SUBJECTS.get(one.subject, one.subject),
            len(one.states),
            one.hash[:SHORT_HASH],
            texts.PUBLISHED[sealed.get(one.key) == one.hash],
        )
        for _key, one in sorted(found.items())
    ]
    click.echo(table(texts.HEAD_LIST, rows, frozenset({1, 4})))
    _tell(errors)


@commands.command("check")
@click.argument("files", metavar=texts.FILES, nargs=-1)
def check(files: tuple[str, ...]) -> None:
    """Đọc các quy trình đi kèm, hoặc các TỆP; nêu mọi lỗi kèm chỗ và dòng, mã thoát 1 nếu có."""
    found, errors = examine(DEFINITIONS)
    if files:
        found, errors = _examine_files(files, found.values())
    elif (sealed := read_published(DEFINITIONS)) is not None:
        # A file with mistakes of its own is told of once, not as missing too.
        errors += [] if errors else published_errors(found.values(), sealed)
    _tell(errors)
    click.echo(texts.ALL_WELL.format(count=len(found)))


def _examine_files(
    files: Iterable[str], shipped: Iterable[Definition]
) -> tuple[dict[tuple[str, int], Definition], list[DefinitionError]]:
    """Files under any name, as drafts have; their parents may be shipped or among them."""
    found, errors = {}, []
    for file in files:
        try:
            definition = load_definition(file)
        except DefinitionError as error:
            errors.append(error)
        else:
            found[definition.id, definition.version] = definition
    subjects = {one.id: one.subject for one in (*shipped, *found.values())}
    for definition in found.values():
        problem = parent_problem(definition, subjects)
        if problem is not None:
            errors.append(DefinitionError(definition.key, [problem]))
    return found, errors


def _tell(errors: Iterable[DefinitionError]) -> None:
    """Print every mistake and end with code 1 if there is any."""
    refused = False
    for error in errors:
        refused = True
        for problem in error.problems:
            click.echo(texts.FAULT.format(name=error.name, problem=problem), err=True)
    if refused:
        raise SystemExit(1)


# ---------------------------------------------------------------- show


@commands.command("show")
@click.argument("name", metavar=texts.WHICH)
def show(name: str) -> None:
    """Trạng thái, bước chuyển với điều kiện, và quyền của từng vai trò ở từng trạng thái."""
    definition = find(name)
    for part in (_head, _states, _steps, _permissions):
        for line in part(definition):
            click.echo(line)


def _head(definition: Definition) -> Iterator[str]:
    yield f"{definition.key}  {definition.title}"
    yield texts.line("basis", definition.basis)
    yield texts.line("subject", texts.SUBJECTS.get(definition.subject, definition.subject))
    if definition.parent:
        yield texts.line("parent", definition.parent)
    yield texts.line("hash", definition.hash)
    if definition.groups:
        yield from ("", texts.GROUPS)
        for group in definition.groups.values():
            yield f"  {group.title}: {'; '.join(definition.role_titles(group.roles))}"
    if definition.variables:
        yield from ("", texts.VARIABLES)
        for one in definition.variables.values():
            initial = messages.yes_or_no(one.initial) if isinstance(one.initial, bool) else one.initial
            told = messages.EMPTY if initial in (None, "") else str(initial)
            yield "  " + texts.kept(one.title, messages.TYPES[one.type], told)


def _states(definition: Definition) -> Iterator[str]:
    yield from ("", texts.STATES)
    rows = []
    for state in definition.states.values():
        notes = [texts.FIRST] if state.name == definition.initial else []
        notes += [texts.LAST] if state.final else []
        notes += [texts.LIKE.format(state=definition.states[state.like].title)] if state.like else []
        deadline = definition.deadlines[state.deadline].title if state.deadline else ""
        rows.append((state.name, state.title, STAGES[state.stage], deadline, ", ".join(notes)))
    yield table(texts.HEAD_STATES, rows)


def _steps(definition: Definition) -> Iterator[str]:
    yield from ("", texts.STEPS)
    for move in definition.transitions.values():
        yield f"  {move.title} ({move.name})"
        for label, told in _step(definition, move):
            if told:
                yield "    " + texts.line(label, told)


def _step(definition: Definition, move: Transition) -> Iterator[tuple[str, str]]:
    """What there is to say of one step, by label; empty where the definition says nothing."""
    words = SUBJECTS[definition.subject]
    sources = "; ".join(definition.states[name].title for name in move.sources)
    target = texts.STAY if move.target is None else definition.states[move.target].title
    yield "way", f"{sources} → {target}"
    by_itself = dict.fromkeys(graph.said_of_kind(definition, move, source) for source in move.sources)
    when = ", ".join(told for told in by_itself if told)
    people = "; ".join(definition.role_titles(move.roles))
    yield "by", texts.ONLY_BY_ITSELF.format(when=when) if when else people
    yield "groups", "; ".join(definition.groups[name].title for name in move.groups)
    yield "permission", definition.permission_title(move.permission) if move.permission else ""
    yield "when", "; ".join(words.guards[name] for name in move.guards)
    yield "needs", "; ".join(FIELDS[name] for name in move.needs)
    yield "sets", comparing.told_settings(definition, move.sets)
    yield "freezes", SHEETS[move.freezes] if move.freezes else ""
    yield "then", "; ".join(words.effects[name] for name in move.effects)


def _permissions(definition: Definition) -> Iterator[str]:
    yield from ("", texts.PERMISSIONS)
    for line in graph.table(definition):
        yield f"  {line.title} ({line.permission})"
        granted: dict[tuple[str, ...], list[str]] = {}
        for cell in line.cells:
            if cell.roles:
                granted.setdefault(cell.role_titles, []).append(cell.state_title)
        for roles, states in granted.items():
            yield f"    {'; '.join(states)}: {'; '.join(roles)}"


# ---------------------------------------------------------------- graph and diff


@commands.command("graph")
@click.argument("name", metavar=texts.WHICH)
@click.option(
    "--format",
    "form",
    type=click.Choice(["svg", "mermaid"]),
    default="svg",
    show_default=True,
    help=texts.HELP_FORM,
)
@click.option("--current", metavar=texts.STATE, help=texts.HELP_CURRENT)
@click.option(
    "-o", "--output", "path", type=click.Path(dir_okay=False, path_type=Path), help=texts.HELP_OUTPUT
)
def draw(name: str, form: str, current: str | None, path: Path | None) -> None:
    """Vẽ sơ đồ các bước: SVG tự đủ, hoặc chữ Mermaid."""
    definition = find(name)
    if current is not None and current not in definition.states:
        known = ", ".join(definition.states)
        raise click.BadParameter(texts.UNKNOWN_STATE.format(key=definition.key, name=current, known=known))
    picture = {"svg": graph.svg, "mermaid": graph.mermaid}[form](definition, current)
    if path is None:
        click.echo(picture, nl=False)
        return
    try:
        path.write_text(picture, encoding="utf-8")
    except OSError as error:
        raise click.BadParameter(texts.NO_FILE.format(problem=error.strerror)) from error
    click.echo(texts.WRITTEN.format(path=path))


@commands.command("diff")
@click.argument("old", metavar=texts.OLD)
@click.argument("new", metavar=texts.NEW)
def diff(old: str, new: str) -> None:
    """Hai phiên bản (MÃ@PHIÊN_BẢN hoặc TỆP.yaml) khác nhau chỗ nào, từng mục."""
    for line in comparing.described(comparing.compare(find(old), find(new))):
        click.echo(line)


def register(app: Flask) -> None:
    """Add the commands to the application."""
    app.cli.add_command(commands)

"""Workflows on the command line: `flask workflows list|check|show|graph|diff|publish|move`."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

import click
from flask import Flask
from flask.cli import AppGroup
from sqlalchemy import func, select
from sqlalchemy.exc import OperationalError, ProgrammingError
from sqlalchemy.orm import Session

from app import catalog, clock
from app.accounts.models import Account
from app.audit.verification import STATEFUL
from app.calculator.output import table
from app.extensions import db
from app.messages import clock_and_day
from app.messages import workflows as texts
from app.processes import commands as writing
from app.processes import queries
from app.processes.models import WorkflowVersion
from workflows import comparing, graph, messages
from workflows.loader import (
    DEFINITIONS,
    DefinitionError,
    examine,
    load_definition,
    parent_problem,
    parse_definition,
    published_errors,
    read_published,
)
from workflows.model import Definition, Transition
from workflows.reading import Problem
from workflows.vocabulary import FIELDS, SHEETS, STAGES, SUBJECTS

commands = AppGroup("workflows", help=texts.HELP_GROUP)
commands.add_command(writing.publish)
commands.add_command(writing.move)
SHORT_HASH = 12
Key = tuple[str, int]


def kept_versions() -> Sequence[WorkflowVersion] | None:
    """The versions this installation has published; None where its database is not there yet."""
    session = db.session()
    try:
        return queries.all_versions(session)
    except (OperationalError, ProgrammingError):
        session.rollback()
        return None


def find(name: str) -> Definition:
    """The workflow in a .yaml file, or `id@version`, or `id` for the newest, shipped or published here.

    A usage error for anything else.
    """
    if _is_file(name):
        try:
            return load_definition(name)
        except DefinitionError as error:
            raise click.BadParameter(texts.BROKEN.format(problems=error)) from error
    identifier, _at, version = name.partition("@")
    shipped, kept = catalog.workflow_versions(), kept_versions()
    known = sorted({*shipped, *((row.workflow, row.version) for row in kept or ())})
    wanted = [one for one in known if one[0] == identifier and version in ("", str(one[1]))]
    if not wanted:
        told = ", ".join(f"{known_id}@{number}" for known_id, number in known)
        raise click.BadParameter(texts.UNKNOWN.format(name=name, known=told))
    try:
        return shipped[wanted[-1]] if kept is None else catalog.workflow(*wanted[-1])
    except DefinitionError as error:
        raise click.BadParameter(texts.BROKEN.format(problems=error)) from error


# ---------------------------------------------------------------- list and check


@commands.command("list")
def list_workflows() -> None:
    """Các quy trình đi kèm và của đơn vị vận hành: mã băm, ai công bố lúc nào, bao nhiêu hồ sơ đang chạy."""
    found, errors = examine(DEFINITIONS)
    sealed = read_published(DEFINITIONS) or {}
    rows = {key: (one, texts.PUBLISHED[sealed.get(one.key) == one.hash]) for key, one in found.items()}
    kept = kept_versions()
    if kept is None:
        click.echo(texts.NO_DATABASE, err=True)
    for row in kept or ():
        try:
            definition = parse_definition(row.content, kept_key(row))
        except DefinitionError as error:
            errors.append(error)
            continue
        rows[row.workflow, row.version] = (definition, _publisher(row))
    running = (
        Counter[Key]() if kept is None else running_items(db.session(), [one for one, _ in rows.values()])
    )
    lines = [
        (
            one.id,
            one.version,
            one.title,
            texts.SUBJECTS.get(one.subject, one.subject),
            len(one.states),
            one.hash[:SHORT_HASH],
            texts.UNCOUNTED if kept is None else running[one.id, one.version],
            published,
        )
        for _key, (one, published) in sorted(rows.items(), key=lambda line: line[0])
    ]
    click.echo(table(texts.HEAD_LIST, lines, frozenset({1, 4, 6})))
    _tell(errors)


def kept_key(row: WorkflowVersion) -> str:
    """A version of the installation's own as people write it, ``round@4``."""
    return f"{row.workflow}@{row.version}"


def _publisher(row: WorkflowVersion) -> str:
    """Who published a version of the installation's own, and when."""
    name = db.session.scalar(select(Account.full_name).where(Account.id == row.published_by))
    return texts.kept_by(name or "", clock_and_day(clock.local(row.published_at)))


def running_items(session: Session, definitions: Iterable[Definition]) -> Counter[Key]:
    """How many items that have not ended follow each version; one query for each kind of item."""
    ended = {(one.id, one.version): frozenset(one.final_states) for one in definitions}
    found = Counter[Key]()
    for model in STATEFUL.values():
        counted = select(model.workflow, model.workflow_version, model.state, func.count()).group_by(
            model.workflow, model.workflow_version, model.state
        )
        for workflow, version, state, count in session.execute(counted):
            if state not in ended.get((workflow, version), frozenset()):
                found[workflow, version] += count
    return found


@commands.command("check")
@click.argument("names", metavar=texts.FILES, nargs=-1)
def check(names: tuple[str, ...]) -> None:
    """Đọc mọi quy trình đi kèm và của đơn vị vận hành, hoặc những cái được nêu; nêu mọi lỗi kèm chỗ và dòng.

    Mã thoát 1 nếu có lỗi.
    """
    shipped, errors = examine(DEFINITIONS)
    files = [name for name in names if _is_file(name)]
    keys = {find(name).key for name in names if name not in files}
    if names:
        found, errors = _examine_files(files, shipped.values())
        found |= {key: one for key, one in shipped.items() if one.key in keys}
    else:
        found = dict(shipped)
        if (sealed := read_published(DEFINITIONS)) is not None:
            # A file with mistakes of its own is told of once, not as missing too.
            errors += [] if errors else published_errors(found.values(), sealed)
    own = [row for row in kept_versions() or () if not names or kept_key(row) in keys]
    wrong = list(_examine_kept(own, shipped))
    _tell([*errors, *wrong])
    click.echo(
        texts.ALL_WELL.format(count=len({one.key for one in found.values()} | set(map(kept_key, own))))
    )


def _is_file(name: str) -> bool:
    return name.endswith((".yaml", ".yml")) or Path(name).is_file()


def _examine_kept(
    rows: Sequence[WorkflowVersion], shipped: Mapping[Key, Definition]
) -> Iterator[DefinitionError]:
    """What is wrong with versions this installation published: they must still load, as what was published,
    each under a number of its own."""
    subjects = {one.id: one.subject for one in shipped.values()}
    found = []
    for row in rows:
        try:
            found.append((row, parse_definition(row.content, kept_key(row))))
        except DefinitionError as error:
            yield error
    subjects |= {one.id: one.subject for _row, one in found}
    for row, definition in found:
        key, problems = kept_key(row), [parent_problem(definition, subjects)]
        if (definition.hash, definition.key) != (row.content_hash, key):
            problems.append(Problem(messages.WHOLE_FILE, texts.changed_kept(key)))
        other = shipped.get((row.workflow, row.version))
        if other is not None and other.hash != row.content_hash:
            problems.append(Problem("version", texts.same_number(key)))
        if told := [problem for problem in problems if problem is not None]:
            yield DefinitionError(key, told)


def _examine_files(
    files: Iterable[str], shipped: Iterable[Definition]
) -> tuple[dict[Key, Definition], list[DefinitionError]]:
    """Files under any name, as drafts have; their parents may be shipped or among them."""
    found: dict[Key, Definition] = {}
    errors: list[DefinitionError] = []
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

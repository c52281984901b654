"""The frameworks and workflow definitions in use: shipped with this program, or kept in its database.

Shipped ones are loaded and checked once a process. A kept version is read when it is first asked for;
published text never changes, so it is then remembered.
"""

import logging
from collections.abc import Callable, Mapping
from functools import cache
from typing import Protocol

from frameworks.loader import load_all as load_all_frameworks
from frameworks.loader import parse_framework
from frameworks.model import Framework
from frameworks.writing.plain import shipped_text
from workflows.loader import DefinitionError, parse_definition
from workflows.loader import load_versions as load_workflow_versions
from workflows.model import Definition

log = logging.getLogger(__name__)

ASSESSMENT_WORKFLOW = "thanh_hoa_assessment"
ROUND_WORKFLOW = "round"
DOCUMENT_WORKFLOW = "official_document"
TASK_WORKFLOW = "improvement_task"

#: The text of a kept version by id and version, None where there is none.
KeptText = Callable[[str, int], str | None]


class Scored(Protocol):
    """Anything that names the exact framework it is scored by, a round's group above all."""

    framework_id: str
    framework_version: int
    framework_hash: str


_kept: list[KeptText] = []
_remembered: dict[str, Framework] = {}
_by_hash: dict[str, Framework] = {}


def keep(source: KeptText) -> None:
    """Read versions that are not shipped from this source."""
    _kept[:] = [source]


@cache
def frameworks() -> Mapping[str, Framework]:
    """Every framework shipped, by id."""
    return load_all_frameworks()


def framework(framework_id: str, version: int | None = None) -> Framework:
    """One framework, in one version if that is named; KeyError when this program does not carry it."""
    shipped = frameworks().get(framework_id)
    if shipped is not None and version in (None, shipped.version):
        return shipped
    text = _kept[0](framework_id, version) if _kept and version is not None else None
    if text is None:
        raise KeyError(f"{framework_id}@{version}")
    if text not in _remembered:
        _remembered[text] = parse_framework(text)
    return _remembered[text]


def text(framework_id: str, version: int) -> str:
    """The file's text of one framework, shipped or kept; KeyError when it is not here."""
    shipped = frameworks().get(framework_id)
    if shipped is not None and version == shipped.version:
        return shipped_text(framework_id)
    kept = _kept[0](framework_id, version) if _kept else None
    if kept is None:
        raise KeyError(f"{framework_id}@{version}")
    return kept


def find(scored: Scored) -> Framework | None:
    """As `of`, but None when the framework is not here."""
    try:
        return of(scored)
    except KeyError:
        return None


def of(scored: Scored) -> Framework:
    """The framework a group is scored by, in the version it was given; KeyError when it is not here.

    A kept version is found again by its hash, without asking the database: lists ask for every row.
    """
    known = _by_hash.get(scored.framework_hash)
    if known is None or (known.id, known.version) != (scored.framework_id, scored.framework_version):
        known = framework(scored.framework_id, scored.framework_version)
        if known.hash == scored.framework_hash:
            _by_hash[known.hash] = known
    return known


class Running(Protocol):
    """An item with a workflow: an assessment, a round, a document, a task."""

    workflow: str
    workflow_version: int


class Hosting(Protocol):
    """A round: it names the workflow its units' assessments start with."""

    assessment_workflow: str
    assessment_workflow_version: int


_kept_workflows: list[KeptText] = []
_kept_newest: list[Callable[[], Mapping[str, int]]] = []
_remembered_workflows: dict[tuple[str, int], Definition] = {}


def keep_workflows(source: KeptText, newest: Callable[[], Mapping[str, int]]) -> None:
    """Read workflow versions that are not shipped from this source; `newest` says which it has, by id."""
    _kept_workflows[:], _kept_newest[:] = [source], [newest]


@cache
def workflow_versions() -> Mapping[tuple[str, int], Definition]:
    """Every version of every workflow definition shipped."""
    return load_workflow_versions()


@cache
def workflows() -> Mapping[str, Definition]:
    """The newest version of every workflow definition shipped, by id."""
    known = workflow_versions()
    return {identifier: known[identifier, version] for identifier, version in sorted(known)}


def workflow(workflow_id: str, version: int | None = None) -> Definition:
    """One workflow definition: the version named, else the newest shipped; KeyError when it is not here.

    A running item is pinned to a version: ask through :func:`of_item`; for one that begins,
    :func:`newest_workflow`. What the installation published goes
    before a version that a later release brought under the same number: items keep the text they run under.
    """
    if version is None:
        return workflows()[workflow_id]
    key = (workflow_id, version)
    known = _remembered_workflows.get(key)
    if known is None:
        kept = _kept_workflows[0](*key) if _kept_workflows else None
        known = workflow_versions()[key] if kept is None else parse_definition(kept)
        _remembered_workflows[key] = known
    return known


def newest_workflows() -> dict[str, Definition]:
    """The newest version of every workflow, shipped or published by this installation, by id.

    A release may bring a version above those that the installation published: then that one is the newest.
    """
    found = dict(workflows())
    for identifier, version in (_kept_newest[0]() if _kept_newest else {}).items():
        if identifier not in found or version >= found[identifier].version:
            kept = find_workflow(identifier, version)
            found |= {identifier: kept} if kept else {}
    return found


def newest_workflow(workflow_id: str) -> Definition:
    """The definition for items of one workflow that begin; KeyError when there is none."""
    return newest_workflows()[workflow_id]


def find_workflow(workflow_id: str, version: int) -> Definition | None:
    """As `workflow`, but None when the version is not here, or is a kept one that this program cannot read:
    a later release may be stricter. `flask workflows check` names it."""
    try:
        return workflow(workflow_id, version)
    except KeyError:
        return None
    except DefinitionError as error:
        log.error("workflow %s@%s cannot be read: %s", workflow_id, version, error)
        return None


def of_item(item: Running) -> Definition:
    """The definition a running item is pinned to."""
    return workflow(item.workflow, item.workflow_version)


def assessment_workflow(round_: Hosting) -> Definition:
    """The definition under which a round's units are assessed."""
    return workflow(round_.assessment_workflow, round_.assessment_workflow_version)


def knows_step(subject: str, transition: str) -> bool:
    """Whether any version shipped of any workflow for such items has this step."""
    return any(
        transition in definition.transitions
        for definition in workflow_versions().values()
        if definition.subject == subject
    )

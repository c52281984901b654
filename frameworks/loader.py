"""Loading framework files: strict, and telling every mistake at once.

``load_framework`` reads one file, ``load_all`` the files shipped with the program.  A file with any
mistake gives no framework but a ``FrameworkError`` with all problems, each with its place.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from frameworks import messages
from frameworks.cases import read_cases
from frameworks.coherence import check_coherence
from frameworks.extras import read_bands, read_flag, read_special, read_views
from frameworks.inputs import read_inputs
from frameworks.model import Decision, Framework
from frameworks.reading import Block
from frameworks.rules.reader import Problem
from frameworks.tree import read_tree
from frameworks.yaml_text import YamlProblem, read_yaml_text

__all__ = ["FrameworkError", "Problem", "load_all", "load_framework", "parse_framework"]

HEAD_KEYS = (
    "id version title decision max not_applicable default_zero inputs tree cases "
    "views special bands bonus_capped"
)
DECISION_KEYS = "body number date year annex title note"


class FrameworkError(ValueError):
    """A framework that cannot be used; ``problems`` lists every mistake found."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("\n".join(f"{problem.place}: {problem.message}" for problem in problems))
        self.problems = problems


def load_framework(path: Path | str) -> Framework:
    """The framework in this file.  Raises FrameworkError with all its mistakes."""
    file = Path(path)
    try:
        text = file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        place = messages.PLACE_FILE.format(name=file.name)
        raise FrameworkError([Problem(place, messages.UNREADABLE_FILE.format(problem=error))]) from error
    return parse_framework(text)


def load_all(directory: Path | str | None = None) -> dict[str, Framework]:
    """Every framework under the directory (default: those shipped here), by id, in order of id.

    Raises FrameworkError with the mistakes of all files together.
    """
    root = Path(directory) if directory is not None else Path(__file__).parent
    found: dict[str, Framework] = {}
    files: dict[str, str] = {}
    problems: list[Problem] = []
    for path in sorted(root.glob("**/*.yaml")):
        name = path.relative_to(root).as_posix()
        place = messages.PLACE_FILE.format(name=name)
        try:
            framework = load_framework(path)
        except FrameworkError as error:
            problems += [
                Problem(f"{place}{messages.PLACE_STEP}{one.place}", one.message) for one in error.problems
            ]
            continue
        if framework.id in found:
            message = messages.DUPLICATE_FRAMEWORK.format(id=framework.id, other=files[framework.id])
            problems.append(Problem(place, message))
        found[framework.id], files[framework.id] = framework, name
    if problems:
        raise FrameworkError(problems)
    return dict(sorted(found.items()))


def parse_framework(text: str) -> Framework:
    """The framework written in this text.  Raises FrameworkError with all its mistakes."""
    try:
        data, repeated = read_yaml_text(text)
    except YamlProblem as error:
        place = messages.PLACE_LINE.format(line=error.line) if error.line else messages.PLACE_HEAD
        raise FrameworkError([Problem(place, messages.BAD_YAML.format(problem=error.message))]) from error
    problems = [
        Problem(messages.PLACE_LINE.format(line=line), messages.DUPLICATE_KEY.format(key=key))
        for key, line in repeated
    ]
    return framework_of(data, problems)


def framework_of(data: object, problems: list[Problem] | None = None) -> Framework:
    """The framework these plain data say (``frameworks.writing``), unless ``problems`` stand already.

    Raises FrameworkError with all mistakes.
    """
    found = [] if problems is None else problems
    framework = _read(data, found)
    if found:
        raise FrameworkError(found)
    return framework


def _read(data: object, problems: list[Problem]) -> Framework:
    head = Block.of(data, messages.PLACE_HEAD, problems, HEAD_KEYS)
    treatment = Block.of(head.data.get("not_applicable", {}), "not_applicable", problems, "treatment basis")
    default_zero = Block.of(head.data.get("default_zero", {}), "default_zero", problems, "basis")
    inputs = read_inputs(head.data.get("inputs"), problems)
    used: set[str] = set()
    roots = read_tree(head.data.get("tree"), inputs, used, problems)
    framework = Framework(
        id=head.text("id", required=True),
        version=head.whole("version"),
        title=head.text("title", required=True),
        decision=_decision(head),
        maximum=head.positive("max"),
        inputs=MappingProxyType(inputs),
        roots=roots,
        hash=_content_hash(data),
        not_applicable=_treatment(treatment),
        not_applicable_basis=treatment.basis("basis"),
        default_zero_basis=default_zero.basis("basis"),
        cases=read_cases(head.data.get("cases"), inputs, problems),
        views=read_views(head.data.get("views"), roots, problems),
        special=read_special(head.data.get("special"), inputs, roots, used, problems),
        bands=read_bands(head.data.get("bands"), problems),
        bonus_capped=read_flag(head, "bonus_capped"),
    )
    check_coherence(framework, used, problems)
    return framework


def _decision(head: Block) -> Decision:
    given = head.data.get("decision")
    block = Block.of(given, "decision", head.problems, DECISION_KEYS)
    return Decision(
        body=block.text("body", required=True),
        number=block.optional("number"),
        date=block.optional("date"),
        year=block.optional("year"),
        annex=block.optional("annex"),
        title=block.optional("title"),
        note=block.optional("note"),
    )


def _treatment(block: Block) -> str:
    word = block.text("treatment") or "exclude_and_rescale"
    if word not in ("exclude_and_rescale", "full_points"):
        block.problem(messages.TREATMENT)
    return word


def _content_hash(data: object) -> str:
    """SHA-256 of what the file says: layout, comments and the order of keys do not count."""
    plain = _plain(data)
    text = json.dumps(plain, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def _plain(data: object) -> object:
    if isinstance(data, Mapping):
        return {str(key): _plain(value) for key, value in data.items()}
    if isinstance(data, list):
        return [_plain(value) for value in data]
    return None if data is None else str(data)

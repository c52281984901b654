"""What the pages of framework keeping show: plain data read for one person, ready for the templates."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from sqlalchemy.orm import Session

from app import catalog
from app.accounts.actor import Actor
from app.keeping import queries
from app.keeping.models import FrameworkVersion
from app.keeping.queries import Ref, Version
from app.messages import keeping as texts
from frameworks import messages as core
from frameworks import wording
from frameworks.model import Input
from frameworks.rules.reader import Problem
from frameworks.writing import Examined, Plain, PlainProblem, edits, examine, read_plain
from frameworks.writing.outline import OutlineRow, declared_inputs, outline, read_number, read_rule, total_of
from frameworks.writing.trial import Trial, try_out


@dataclass(frozen=True)
class Listed:
    """A version in the list."""

    version: Version
    maximum: str
    criteria: int
    problems: int
    rounds: Sequence[str]
    decision: str = ""


@dataclass(frozen=True)
class CaseLine:
    """A worked case with its result: ``problem`` says where it differs, None that it came out."""

    position: int
    code: str
    figures: str
    points: str
    note: str
    problem: str | None


@dataclass(frozen=True)
class Shown:
    """Everything the page of one version shows."""

    version: Version
    data: Plain
    rows: Sequence[OutlineRow]
    told: Examined
    maximum: Fraction | None
    total: Fraction
    cases: Sequence[CaseLine]
    rounds: Sequence[str]
    editable: bool

    @property
    def kept(self) -> FrameworkVersion | None:
        """The stored version; None of a shipped one."""
        return self.version.kept

    @property
    def criteria(self) -> int:
        """How many criteria are scored."""
        return sum(row.is_leaf for row in self.rows)

    @property
    def decision(self) -> Mapping[str, Any]:
        """The decision that issued it."""
        given = self.data.get("decision")
        given = given if isinstance(given, Mapping) else {}
        return {name: given.get(name) or "" for name in ("body", "number", "date")}


def read(version: Version) -> Plain:
    """A version's data; of a text that is none, nothing."""
    try:
        return read_plain(version.text)
    except PlainProblem:
        return {}


def listed(session: Session, actor: Actor) -> list[Listed]:
    """Every version with what it comes to; two queries whatever their number."""
    uses = queries.uses(session, actor.authority_id)
    return [_listed(version, uses.get(version.ref, ())) for version in queries.versions(session, actor)]


def _listed(version: Version, rounds: Sequence[str]) -> Listed:
    if version.kept is None:  # known already: no file is read for it
        framework = catalog.framework(*version.ref)
        maximum, criteria = wording.exactly(framework.maximum), len(framework.leaves)
        return Listed(version, maximum, criteria, 0, rounds, framework.decision.number or "")
    data = read(version)
    criteria = sum(
        1 for one in edits.walk(data.get("tree")) if not one.get("children") and "joint_with" not in one
    )
    told = examine(version.text) if version.state == "draft" else None
    problems = len(told.problems) + len(told.differing) if told else 0
    number = version.kept.decision_number or ""
    return Listed(version, str(data.get("max") or ""), criteria, problems, rounds, number)


def shown(session: Session, actor: Actor, version: Version) -> Shown:
    """One version, tree and all."""
    data, told = read(version), examine(version.text)
    may = "standing_body" in actor.roles_in(None)
    return Shown(
        version=version,
        data=data,
        rows=outline(data),
        told=told,
        maximum=read_number(data.get("max")),
        total=total_of(data),
        cases=case_lines(data, told),
        rounds=queries.uses(session, actor.authority_id).get(version.ref, ()),
        editable=may and version.state == "draft",
    )


def case_lines(data: Plain, told: Examined) -> list[CaseLine]:
    """The worked cases, each with what the loader says of it."""
    wrong: dict[str, str] = {}
    for problem in (*told.problems, *told.differing):
        wrong.setdefault(problem.place, problem.message)
    waiting = texts.CASES_WAIT if told.framework is None else None
    lines = []
    for position, case in enumerate(edits.cases_of(data)):
        figures = case.get("figures")
        pairs = figures.items() if isinstance(figures, Mapping) else ()
        lines.append(
            CaseLine(
                position=position,
                code=str(case.get("code") or ""),
                figures="; ".join(f"{name} = {value}" for name, value in pairs),
                points=str(case.get("points") or ""),
                note=str(case.get("note") or ""),
                problem=wrong.get(core.PLACE_CASE.format(position=position + 1), waiting),
            )
        )
    return lines


def problems_at(told: Examined, code: str) -> list[Problem]:
    """What the loader says of one criterion."""
    place = core.PLACE_NODE.format(code=code)
    return [
        one for one in told.problems if one.place == place or one.place.startswith(place + core.PLACE_STEP)
    ]


# ---------------------------------------------------------------- a rule tried out


@dataclass(frozen=True)
class Figure:
    """An input of a trial with what was typed."""

    name: str
    input: Input
    typed: Sequence[str]
    problem: str | None


@dataclass(frozen=True)
class Tried:
    """A rule in words, its mistakes, the figures it asks for and what they come to."""

    sentence: str
    problems: Sequence[str]
    figures: Sequence[Figure] = ()
    columns: int = 1
    result: Trial | None = None


COLUMNS = 4  # units of a group that a comparing rule is tried with


def tried(
    rule: object, maximum: Fraction | None, data: Plain, typed: Mapping[str, Sequence[str]] | None
) -> Tried:
    """A rule with these figures; without any, what it asks for.

    ``typed`` holds by input one text for each unit, the unit in question first.
    """
    inputs = declared_inputs(data)
    if rule is None:
        return Tried("", [texts.KIND_NEEDED])
    built, problems = read_rule(rule, maximum, inputs)
    bare = core.ONE_RULE.format()  # how a file would write it helps nobody who fills in a form
    messages = [texts.KIND_NEEDED if one.message == bare else one.message for one in problems]
    told = list(dict.fromkeys(messages))
    if built is None or told:
        return Tried("", told)
    columns = COLUMNS if built.comparing else 1
    given = typed or {}
    units = [
        {name: given[name][at] for name in built.inputs if at < len(given.get(name, ()))}
        for at in range(columns)
    ]
    asked = any(text.strip() for unit in units for text in unit.values())
    result = (
        try_out(built, inputs, units[0], [one for one in units[1:] if any(one.values())]) if asked else None
    )
    wrong = (result.problems or {}) if result else {}
    figures = [
        Figure(name, inputs[name], [unit.get(name, "") for unit in units], wrong.get(name))
        for name in built.inputs
    ]
    return Tried(built.describe(inputs), [], figures, columns, result)


def other_refs(session: Session, actor: Actor) -> list[tuple[str, str]]:
    """Every version to choose from: its name and how lists call it."""
    return [
        (str(one.ref), texts.version_choice(one.ref.framework_id, one.ref.version, one.title))
        for one in queries.versions(session, actor)
    ]


def chosen(session: Session, actor: Actor, text: str) -> Version | None:
    """The version an address names; None where it names nothing."""
    return queries.open_version(session, actor, Ref.of(text)) if text else None

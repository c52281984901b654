"""Saving one figure: the action people do most, so it speaks to the database in plain statements.

Read, check, write and record in one transaction; only the criteria that the figure feeds are computed.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy.orm import Session

from app import clock, history, policy
from app.accounts.actor import Actor
from app.assessments import explanations, queries, statements
from app.assessments.guards import window_refusal
from app.assessments.queries import Opened
from app.assessments.sheets import DECLARED
from app.assessments.suppliers import own
from app.database import transaction
from app.errors import DomainError, Forbidden, GuardRefused, InvalidInput, StaleVersion
from app.messages import assessments as texts
from app.messages import by_whom
from app.messages.delegating import by_delegate
from frameworks import numbers, validation
from frameworks import sheet as scoring
from frameworks.computation import sum_exactly
from frameworks.model import Framework, Input, Value
from frameworks.sheet import Line


@dataclass(frozen=True)
class Saved:
    """What a saved figure has become, and the criteria it feeds: their points and warnings, with the
    figures and declarations they come from. `total` and `filled` are of the whole form: the points so far,
    and the criteria no longer blank."""

    framework: Framework
    name: str
    value: str | None
    version: int
    lines: Mapping[str, Line]
    figures: Mapping[str, Value]
    declared: Mapping[str, str]
    total: Fraction
    filled: int


@dataclass(frozen=True)
class Typed:
    """One figure as typed; `seen_version` is the figure's version on the page (0 when it had none)."""

    name: str
    text: str
    seen_version: int | None = None


class Kept(NamedTuple):
    """What is stored of one criterion; points as they are stored, because most of them only pass by."""

    status: str
    points: str


def save_figure(actor: Actor, assessment_id: int, typed: Typed) -> Saved:
    """Save one figure of a unit's own assessment.

    Raises InvalidInput (field and reason, the typed text kept), StaleVersion (a colleague changed it),
    GuardRefused (the window is over), Forbidden, NotFound.
    """
    with transaction() as session:
        opened = open_for_entry(session, actor, assessment_id)
        return _save(session, opened, actor, typed)


def save_figures(
    actor: Actor, assessment_id: int, many: Iterable[Typed]
) -> tuple[list[Saved], list[tuple[Typed, DomainError]]]:
    """Save what can be saved of many figures (a section of the form, a pasted column) in one transaction.

    A refused figure does not hold the others back; it comes back with its error, to be shown as typed.
    One that is refused only because of the order (a part before its raised whole) is tried once more.
    """
    saved: list[Saved] = []
    refused: list[tuple[Typed, DomainError]] = []
    with transaction() as session:
        opened = open_for_entry(session, actor, assessment_id)
        waiting = list(many)
        for _ in range(2):
            refused = []
            for typed in waiting:
                try:
                    saved.append(_save(session, opened, actor, typed))
                except (InvalidInput, StaleVersion, Forbidden) as error:
                    refused.append((typed, error))
            waiting = [typed for typed, _ in refused]
    return saved, refused


def open_for_entry(session: Session, actor: Actor, assessment_id: int) -> Opened:
    """Load and lock an assessment whose figures this person may change now."""
    opened = queries.open_for(session, actor, assessment_id, "view", lock=True)
    refusal = entry_refusal(session, actor, opened)
    if refusal:
        raise GuardRefused(refusal, reasons=[refusal])
    return opened


def entry_refusal(
    session: Session, actor: Actor, opened: Opened, permission: str = "edit_figures"
) -> str | None:
    """Why the time for this person's entries is over, or None. Forbidden where it never was theirs.

    `permission` is what the drafting stage asks for; while explaining, "edit_explained" stands for all.
    """
    if not policy.can(actor, "edit_explained", opened.assessment, opened.round):
        policy.require(actor, permission, opened.assessment, opened.round)
        return window_refusal(opened)
    term = explanations.term(session, opened)
    return texts.explanation_closed(term.closes_on) if term and term.is_closed(clock.now()) else None


def require_open_criteria(session: Session, opened: Opened, codes: Iterable[str]) -> None:
    """While explaining, refuse unless one of these criteria is named in the request."""
    if opened.assessment.state != "explaining":
        return
    if not explanations.open_codes(session, opened.assessment.id) & set(codes):
        raise Forbidden(texts.NOT_ASKED, rule="explaining: only the criteria asked about reopen")


def _save(session: Session, opened: Opened, actor: Actor, typed: Typed) -> Saved:
    """The work of one figure inside the transaction."""
    framework, assessment_id = opened.framework, opened.assessment.id
    field = framework.inputs.get(typed.name)
    if field is None:
        raise InvalidInput(texts.UNKNOWN_FIGURE, field=typed.name, typed=typed.text)
    if typed.name not in own(framework).names:
        message = texts.figure_of_others(field.title, framework.supplier_of[typed.name])
        raise InvalidInput(message, field=typed.name, typed=typed.text)
    leaves = framework.leaves_using(typed.name)
    require_open_criteria(session, opened, (leaf.code for leaf in leaves))
    value = _parse(field, typed)
    canonical = None if value is None else numbers.canonical(value)
    stored = _stored(session, assessment_id, framework, typed.name)
    before = stored.pop(typed.name, None)
    figures = {
        name: numbers.from_canonical(framework.inputs[name], row.value)
        for name, row in stored.items()
        if row.value is not None
    }
    if value is not None:
        figures[typed.name] = value
    unchanged = canonical == (before.value if before else None)
    if not unchanged:
        _check(framework, figures, typed)
        _refuse_stale(session, assessment_id, field, typed, before)
    kept = kept_criteria(session, assessment_id)
    declared = {code: kept[code].status for code in kept if kept[code].status in DECLARED}
    lines = {
        leaf.code: scoring.compute_leaf(framework, leaf.code, figures, declared.get(leaf.code))
        for leaf in leaves
    }
    version = before.version if before else 0
    if not unchanged:
        version = _write(session, assessment_id, actor, typed.name, canonical, before)
        write_lines(session, framework, assessment_id, lines, kept)
        data = {"name": typed.name, "before": before.value if before else None, "after": canonical}
        history.append(session, "assessment", assessment_id, "figure", actor, "specialist", data=data)
    codes = own(framework).codes  # what others handed in is not told here
    kept = {code: row for code, row in kept.items() if code in codes}
    lines = {code: line for code, line in lines.items() if code in codes}
    total, filled = _standing(kept, lines)
    return Saved(framework, typed.name, canonical, version, lines, figures, declared, total, filled)


def _parse(field: Input, typed: Typed) -> Value | None:
    """The value typed; None for an emptied field."""
    if not typed.text.strip():
        return None
    try:
        return numbers.parse_value(field, typed.text)
    except numbers.ValueProblem as problem:
        raise InvalidInput(problem.message, field=field.name, typed=typed.text) from problem


def _stored(session: Session, assessment_id: int, framework: Framework, name: str) -> dict[str, Any]:
    """The stored figures that meet this one: in a criterion, or in a comparison of two figures."""
    names = validation.related_inputs(framework, name)
    rows = session.execute(statements.STORED_FIGURES, {"of_assessment": assessment_id, "names": list(names)})
    return {row.name: row for row in rows}


def _check(framework: Framework, figures: Mapping[str, Value], typed: Typed) -> None:
    """Refuse a figure that cannot be beside the others (a part above its whole)."""
    faults = validation.check_figures(framework, figures, [typed.name])
    if faults:
        raise InvalidInput(faults[0].message, field=typed.name, typed=typed.text)


def _refuse_stale(session: Session, assessment_id: int, field: Input, typed: Typed, before: Any) -> None:
    """Refuse to overwrite what a colleague saved after the page was opened."""
    if typed.seen_version is None or typed.seen_version == (before.version if before else 0):
        return
    last = session.execute(
        statements.LAST_SAVED, {"of_assessment": assessment_id, "of_name": typed.name}
    ).first()
    who = by_whom(by_delegate(last.full_name, last.told), clock.local(last.updated_at)) if last else ""
    raise StaleVersion(
        texts.figure_changed(field.title, show_value(field, before.value if before else None), who),
        field=field.name,
        typed=typed.text,
        current=before.value if before else None,
        version=before.version if before else 0,
    )


def show_value(field: Input, canonical: str | None) -> str:
    """A stored figure as people read it: Vietnamese number, "Có"/"Không", the choice's title."""
    if canonical is None:
        return ""
    value = numbers.from_canonical(field, canonical)
    if isinstance(value, bool):
        return texts.YES if value else texts.NO
    if isinstance(value, str):
        return field.choices.get(value, value)
    return numbers.format_vi(value)


def _write(
    session: Session, assessment_id: int, actor: Actor, name: str, canonical: str | None, before: Any
) -> int:
    """Write the figure's row and return its new version."""
    row = {"value": canonical, "updated_by": actor.id, "updated_at": clock.now()}
    if before is None:
        session.execute(
            statements.INSERT_FIGURE, {"assessment_id": assessment_id, "name": name, "version": 1, **row}
        )
        return 1
    version = int(before.version) + 1
    session.execute(
        statements.UPDATE_FIGURE, {"of_assessment": assessment_id, "of_name": name, "version": version, **row}
    )
    return version


def kept_criteria(session: Session, assessment_id: int) -> dict[str, Kept]:
    """What is stored of every criterion, in one reading: declarations, what exists, and the sum so far."""
    rows = session.execute(statements.KEPT_CRITERIA, {"of_assessment": assessment_id})
    return {code: Kept(status, points) for code, status, points in rows.all()}


def write_lines(
    session: Session,
    framework: Framework,
    assessment_id: int,
    lines: Mapping[str, Line],
    kept: Mapping[str, Kept],
) -> None:
    """Keep the points and the fill state of the criteria, so that lists need not compute them."""
    codes = own(framework).codes
    fresh, changed = [], []
    for code, line in lines.items():
        values = {"status": str(line.status), "points": line.points}
        if code not in kept:
            # Versions count what is said of a criterion; its points do not make a page of it stale.
            row = {"assessment_id": assessment_id, "code": code, "version": 0, **values}
            fresh.append({**row, "supplied": code not in codes})
        elif kept[code] != (values["status"], str(line.points)):
            changed.append({"of_assessment": assessment_id, "of_code": code, **values})
    if fresh:
        session.execute(statements.INSERT_CRITERION, fresh)
    if changed:
        session.execute(statements.UPDATE_CRITERION, changed)


def _standing(kept: Mapping[str, Kept], lines: Mapping[str, Line]) -> tuple[Fraction, int]:
    """Points so far and how many criteria are no longer blank, for the form's head."""
    others = [entry for code, entry in kept.items() if code not in lines]
    points = [_pair(points) for _, points in others]
    points += [line.points.as_integer_ratio() for line in lines.values()]
    statuses = [status for status, _ in others] + [line.status for line in lines.values()]
    return sum_exactly(points), sum(status != "blank" for status in statuses)


@lru_cache(maxsize=4096)
def _pair(points: str) -> tuple[int, int]:
    return Fraction(points).as_integer_ratio()

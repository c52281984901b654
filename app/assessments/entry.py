"""Saving one figure: the action people do most, so it speaks to the database in plain statements.

Read, check, write and record in one transaction; only the criteria that the figure feeds are computed.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from app import clock, history, policy
from app.accounts.actor import Actor
from app.accounts.models import Account
from app.assessments import explanations, queries
from app.assessments.guards import window_refusal
from app.assessments.models import CriterionEntry, Figure
from app.assessments.queries import Opened
from app.database import transaction
from app.errors import DomainError, Forbidden, GuardRefused, InvalidInput, StaleVersion
from app.messages import assessments as texts
from app.messages import by_whom
from frameworks import numbers, validation
from frameworks import sheet as scoring
from frameworks.model import Framework, Input
from frameworks.sheet import Line

DECLARED = ("no_data", "na_claimed", "na_accepted", "na_refused")


@dataclass(frozen=True)
class Saved:
    """What a saved figure has become, and the criteria it changed (code -> points and warnings)."""

    name: str
    value: str | None
    version: int
    lines: Mapping[str, Line]


@dataclass(frozen=True)
class Typed:
    """One figure as typed; `seen_version` is the figure's version on the page (0 when it had none)."""

    name: str
    text: str
    seen_version: int | None = None


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
    """
    saved: list[Saved] = []
    refused: list[tuple[Typed, DomainError]] = []
    with transaction() as session:
        opened = open_for_entry(session, actor, assessment_id)
        for typed in many:
            try:
                saved.append(_save(session, opened, actor, typed))
            except (InvalidInput, StaleVersion, Forbidden) as error:
                refused.append((typed, error))
    return saved, refused


def open_for_entry(session: Session, actor: Actor, assessment_id: int) -> Opened:
    """Load and lock an assessment whose figures this person may change now."""
    opened = queries.open_for(session, actor, assessment_id, "view", lock=True)
    explaining = policy.can(actor, "edit_explained", opened.assessment, opened.round)
    if not explaining:
        policy.require(actor, "edit_figures", opened.assessment, opened.round)
        refusal = window_refusal(opened)
    else:
        last_day = explanations.last_day(session, opened)
        late = last_day is not None and clock.now() >= clock.end_of_day(last_day)
        refusal = texts.explanation_closed(last_day) if late and last_day else None
    if refusal:
        raise GuardRefused(refusal, reasons=[refusal])
    return opened


def require_open_criteria(session: Session, opened: Opened, codes: Iterable[str]) -> None:
    """While explaining, refuse unless one of these criteria is named in the request."""
    if opened.assessment.state != "explaining":
        return
    if not explanations.open_codes(session, opened.assessment.id) & set(codes):
        raise Forbidden(texts.NOT_ASKED, rule="explaining: only the criteria asked about reopen")


def _save(session: Session, opened: Opened, actor: Actor, typed: Typed) -> Saved:
    """The work of one figure inside the transaction."""
    framework = opened.framework
    field = framework.inputs.get(typed.name)
    if field is None:
        raise InvalidInput(texts.UNKNOWN_FIGURE, field=typed.name, typed=typed.text)
    leaves = framework.leaves_using(typed.name)
    require_open_criteria(session, opened, (leaf.code for leaf in leaves))
    value = _parse(field, typed)
    stored = _stored(session, opened.assessment.id, framework, typed.name)
    before = stored.pop(typed.name, None)
    canonical = None if value is None else numbers.canonical(value)
    figures = {
        name: numbers.from_canonical(framework.inputs[name], row.value)
        for name, row in stored.items()
        if row.value is not None
    }
    if value is not None:
        figures[typed.name] = value
        _check(framework, figures, typed)
    lines = _lines(session, opened.assessment.id, framework, figures, [leaf.code for leaf in leaves])
    if before is not None and before.value == canonical or before is None and canonical is None:
        return Saved(typed.name, canonical, before.version if before else 0, lines)
    _refuse_stale(session, field, typed, before)
    version = _write(session, opened.assessment.id, actor, typed.name, canonical, before)
    _write_lines(session, opened.assessment.id, lines)
    history.append(
        session,
        "assessment",
        opened.assessment.id,
        "figure",
        actor,
        "specialist",
        data={"name": typed.name, "before": before.value if before else None, "after": canonical},
    )
    return Saved(typed.name, canonical, version, lines)


def _parse(field: Input, typed: Typed) -> Any:
    """The value typed; None for an emptied field."""
    if not typed.text.strip():
        return None
    try:
        return numbers.parse_value(field, typed.text)
    except numbers.ValueProblem as problem:
        raise InvalidInput(str(problem), field=field.name, typed=typed.text) from problem


def _stored(session: Session, assessment_id: int, framework: Framework, name: str) -> dict[str, Any]:
    """The stored figures that meet this one: in a criterion, or in a comparison of two figures."""
    names = validation.related_inputs(framework, name)
    rows = session.execute(
        select(Figure.name, Figure.value, Figure.version, Figure.updated_by, Figure.updated_at).where(
            Figure.assessment_id == assessment_id, Figure.name.in_(names)
        )
    )
    return {row.name: row for row in rows}


def _check(framework: Framework, figures: Mapping[str, Any], typed: Typed) -> None:
    """Refuse a figure that cannot be beside the others (a part above its whole)."""
    faults = validation.check_figures(framework, figures, [typed.name])
    if faults:
        raise InvalidInput(faults[0].message, field=typed.name, typed=typed.text)


def _refuse_stale(session: Session, field: Input, typed: Typed, before: Any) -> None:
    """Refuse to overwrite what a colleague saved after the page was opened."""
    if typed.seen_version is None or typed.seen_version == (before.version if before else 0):
        return
    name = session.scalar(select(Account.full_name).where(Account.id == before.updated_by)) if before else ""
    shown = show_value(field, before.value) if before else ""
    who = by_whom(str(name), clock.local(before.updated_at)) if before else ""
    raise StaleVersion(
        texts.figure_changed(field.title, shown, who),
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
        return "Có" if value else "Không"
    if isinstance(value, str):
        return field.choices[value]
    return numbers.format_vi(value)


def _write(
    session: Session, assessment_id: int, actor: Actor, name: str, canonical: str | None, before: Any
) -> int:
    """Write the figure's row and return its new version."""
    row = {"value": canonical, "updated_by": actor.id, "updated_at": clock.now()}
    if before is None:
        session.execute(insert(Figure), {"assessment_id": assessment_id, "name": name, "version": 1, **row})
        return 1
    version = int(before.version) + 1
    session.execute(
        update(Figure)
        .where(Figure.assessment_id == assessment_id, Figure.name == name)
        .values(version=version, **row)
        .execution_options(synchronize_session=False)
    )
    return version


def _lines(
    session: Session, assessment_id: int, framework: Framework, figures: Mapping[str, Any], codes: list[str]
) -> dict[str, Line]:
    """The criteria a figure feeds, computed with what is declared of them."""
    declared = dict(
        session.execute(
            select(CriterionEntry.code, CriterionEntry.status).where(
                CriterionEntry.assessment_id == assessment_id,
                CriterionEntry.code.in_(codes),
                CriterionEntry.status.in_(DECLARED),
            )
        ).tuples()
    )
    return {code: scoring.compute_leaf(framework, code, figures, declared.get(code)) for code in codes}


def _write_lines(session: Session, assessment_id: int, lines: Mapping[str, Line]) -> None:
    """Keep the points and the fill state of the criteria, so that lists need not compute them."""
    existing = set(
        session.scalars(
            select(CriterionEntry.code).where(
                CriterionEntry.assessment_id == assessment_id, CriterionEntry.code.in_(list(lines))
            )
        )
    )
    for code, line in lines.items():
        values: dict[str, Any] = {"status": str(line.status), "points": line.points}
        if code in existing:
            session.execute(
                update(CriterionEntry)
                .where(CriterionEntry.assessment_id == assessment_id, CriterionEntry.code == code)
                .values(**values)
                .execution_options(synchronize_session=False)
            )
        else:
            session.execute(
                insert(CriterionEntry),
                {"assessment_id": assessment_id, "code": code, "version": 1, **values},
            )


def running_total(session: Session, assessment_id: int) -> tuple[Fraction, int]:
    """Points so far and how many criteria are no longer blank: for the form's head."""
    rows = session.execute(
        select(CriterionEntry.points, CriterionEntry.status).where(
            CriterionEntry.assessment_id == assessment_id
        )
    ).all()
    return sum((row.points for row in rows), Fraction(0)), sum(row.status != "blank" for row in rows)

"""Reads of assessments, filtered by what the actor may see."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, and_, bindparam, or_, select, true
from sqlalchemy.orm import Session

from app import catalog, messages, policy
from app.accounts.actor import Actor
from app.assessments.lateness import ENTRY_EXTENDED
from app.assessments.models import Assessment
from app.errors import NotFound
from app.rounds.deadlines import Term, entry_window
from app.rounds.models import Round, RoundGroup
from app.units.models import Unit
from frameworks.model import Framework
from workflows import engine
from workflows.model import SYSTEM

PROGRAM = frozenset({SYSTEM})


@dataclass(frozen=True)
class Opened:
    """An assessment with what nearly every page of it needs."""

    assessment: Assessment
    round: Round
    group: RoundGroup
    unit: Unit
    framework: Framework
    window: Term
    roles: frozenset[str]


# The extension is read along: nearly every action asks how long the unit's window is open.
_OPENED = (
    select(Assessment, Round, RoundGroup, Unit, ENTRY_EXTENDED)
    .join(Round, Round.id == Assessment.round_id)
    .join(RoundGroup, RoundGroup.id == Assessment.round_group_id)
    .join(Unit, Unit.id == Assessment.unit_id)
    .where(Assessment.id == bindparam("assessment_id"), Round.authority_id == bindparam("authority_id"))
    .execution_options(populate_existing=True)
)
_LOCKED = _OPENED.with_for_update(of=Assessment)
#: The same of a round that is known, in the order in which rows are locked.
OF_ROUND = (
    select(Assessment, RoundGroup, Unit, ENTRY_EXTENDED)
    .join(RoundGroup, RoundGroup.id == Assessment.round_group_id)
    .join(Unit, Unit.id == Assessment.unit_id)
    .order_by(Assessment.id)
    .execution_options(populate_existing=True)
)


def open_for(
    session: Session, actor: Actor, assessment_id: int, permission: str = "view", *, lock: bool = False
) -> Opened:
    """Load one assessment for a person, or refuse: NotFound when they may not know of it, else Forbidden.

    With `lock` its row is locked for the surrounding transaction (SQLite has locked the database already).
    """
    wanted = {"assessment_id": assessment_id, "authority_id": actor.authority_id}
    row = session.execute(_LOCKED if lock else _OPENED, wanted).first()
    if row is None:
        raise NotFound(messages.NOT_FOUND, assessment=assessment_id, actor=actor.id)
    assessment, round_ = row[:2]
    policy.require(actor, permission, assessment, round_)
    return _opened(actor, row)


def open_by_program(session: Session, program: Actor, assessment_id: int) -> Opened:
    """Load and lock one assessment for a step that the program takes: no permission map names it."""
    wanted = {"assessment_id": assessment_id, "authority_id": program.authority_id}
    return _opened(program, session.execute(_LOCKED, wanted).one())


def _opened(actor: Actor, row: Any) -> Opened:
    assessment, round_, group, unit, extended = row
    return open_row(
        assessment, round_, group, unit, extended, policy.assessment_roles(actor, assessment, round_)
    )


def open_row(
    assessment: Assessment,
    round_: Round,
    group: RoundGroup,
    unit: Unit,
    extended: date | None,
    roles: frozenset[str],
) -> Opened:
    """An assessment with what was read along; `extended` is the last day of its unit's extension."""
    return Opened(assessment, round_, group, unit, catalog.of(group), entry_window(round_, extended), roles)


def of_round(session: Session, round_: Round, states: Collection[str]) -> list[Opened]:
    """The assessments of a round in some states, locked, for what the program itself does to them."""
    wanted = OF_ROUND.where(Assessment.round_id == round_.id, Assessment.state.in_(states))
    return [
        open_row(row[0], round_, *row[1:], PROGRAM)
        for row in session.execute(wanted.with_for_update(of=Assessment))
    ]


def visible(actor: Actor, round_: Round, permission: str = "view") -> ColumnElement[bool]:
    """The SQL condition that a person holds `permission` on an assessment of this round.

    Lists, counts, searches and exports all filter by it before they do anything else.
    """
    if actor.authority_id != round_.authority_id:
        return Assessment.id < 0
    definition = catalog.assessment_workflow(round_)
    granted = actor.roles_in(round_.id)
    judging = granted & policy.JUDGING_ROLES
    reach = _reach(actor, round_)
    by_reach: dict[str, list[str]] = {}
    for state in definition.states:
        allowed = engine.roles_permitted(definition, state, permission)
        if (granted - judging) & allowed:
            by_reach.setdefault("all", []).append(state)
            continue
        if judging & allowed:
            appraises = (judging & allowed) == {policy.APPRAISER}
            by_reach.setdefault("assigned" if appraises else "judged", []).append(state)
        if actor.unit_role and actor.unit_role in allowed:
            by_reach.setdefault("own", []).append(state)
    conditions = [and_(Assessment.state.in_(states), *reach[name]) for name, states in by_reach.items()]
    return and_(Assessment.round_id == round_.id, or_(*conditions) if conditions else Assessment.id < 0)


def held(actor: Actor, round_: Round, roles: Collection[str]) -> ColumnElement[bool]:
    """The SQL condition that a person holds one of these roles on an assessment of this round."""
    if actor.authority_id != round_.authority_id:
        return Assessment.id < 0
    granted = actor.roles_in(round_.id) & set(roles)
    judging = granted & policy.JUDGING_ROLES
    reach = _reach(actor, round_)
    ways = ["all"] if granted - judging else []
    if judging:
        ways.append("assigned" if judging == {policy.APPRAISER} else "judged")
    if actor.unit_role in roles:
        ways.append("own")
    somehow = or_(*(and_(true(), *reach[way]) for way in ways)) if ways else Assessment.id < 0
    return and_(Assessment.round_id == round_.id, somehow)


def _reach(actor: Actor, round_: Round) -> dict[str, list[ColumnElement[bool]]]:
    """Which units a person reaches by what they are: leading all, judging, appraising, of the unit itself."""
    conflicts = actor.units_in_conflict(round_.id)
    judged: list[ColumnElement[bool]] = [Assessment.unit_id.not_in(sorted(conflicts))] if conflicts else []
    parts = actor.local_in(round_.id, policy.APPRAISER) if round_.assigned_only else ()
    units = sorted({one.unit_id for one in parts if one.unit_id is not None})
    groups = sorted({one.group_id for one in parts if one.unit_id is None and one.group_id is not None})
    assigned = or_(Assessment.unit_id.in_(units), Assessment.round_group_id.in_(groups))
    return {
        "all": [],
        "judged": judged,
        "assigned": [*judged, assigned] if round_.assigned_only else judged,
        "own": [Assessment.unit_id == (actor.unit_id or 0)],
    }


def of_unit(session: Session, round_id: int, unit_id: int) -> Assessment | None:
    """A unit's assessment in a round, with no question of who asks."""
    return session.scalar(
        select(Assessment).where(Assessment.round_id == round_id, Assessment.unit_id == unit_id)
    )

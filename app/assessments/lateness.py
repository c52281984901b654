"""Deadlines of a round's units as conditions in SQL, for lists; equal to app.rounds.deadlines by a test."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, false, func, or_, select

from app import catalog, clock
from app.assessments.models import Assessment, ExplanationRequest
from app.history import deed_data
from app.rounds import deadlines
from app.rounds.models import DeadlineExtension, Round

ENTRY_STATES = ("drafting", "awaiting_confirmation")
EXPLANATION_STATES = ("explaining", "awaiting_explanation_confirmation")

_ASKED_NOW = and_(
    ExplanationRequest.assessment_id == Assessment.id,
    ExplanationRequest.asked_at.is_not(None),
    ExplanationRequest.closed_at.is_(None),
)
#: The last day of the longest extension for entry.
ENTRY_EXTENDED = (
    select(func.max(DeadlineExtension.until))
    .where(DeadlineExtension.assessment_id == Assessment.id, DeadlineExtension.deadline == deadlines.ENTRY)
    .correlate(Assessment)
    .scalar_subquery()
)
#: The last day of the longest extension for the questions that are asked now; earlier ones have ended.
EXPLANATION_EXTENDED = (
    select(func.max(DeadlineExtension.until))
    .join(ExplanationRequest, ExplanationRequest.assessment_id == DeadlineExtension.assessment_id)
    .where(
        _ASKED_NOW,
        DeadlineExtension.deadline == deadlines.EXPLANATION,
        DeadlineExtension.granted_at >= ExplanationRequest.asked_at,
    )
    .correlate(Assessment)
    .scalar_subquery()
)
#: The event's data of an extension: it says for whom it was granted.
EXTENSION_DATA = deed_data(
    "assessment",
    DeadlineExtension.assessment_id,
    DeadlineExtension.granted_by,
    DeadlineExtension.granted_at,
    "extension",
)
#: The last day for answers to the questions that are asked now.
DUE = select(func.max(ExplanationRequest.due_on)).where(_ASKED_NOW).correlate(Assessment).scalar_subquery()
#: When they were asked.
ASKED = (
    select(func.max(ExplanationRequest.asked_at)).where(_ASKED_NOW).correlate(Assessment).scalar_subquery()
)


def states_of(round_: Round, name: str) -> list[str]:
    """The states of the round's units in which a deadline runs."""
    states = catalog.assessment_workflow(round_).states.values()
    return [state.name for state in states if state.deadline == name]


def is_late(
    round_: Round, moment: datetime, names: Iterable[str] = (deadlines.ENTRY, deadlines.EXPLANATION)
) -> ColumnElement[bool]:
    """The unit has still to act, and its limit has passed for one of the deadlines named."""
    return or_(false(), *(_passed(round_, name, moment, locked=False) for name in names))


def is_closed(
    round_: Round, moment: datetime, names: Iterable[str] = (deadlines.ENTRY, deadlines.EXPLANATION)
) -> ColumnElement[bool]:
    """The unit has still to act, but may not any more: grace and extension are over as well."""
    return or_(false(), *(_passed(round_, name, moment, locked=True) for name in names))


def _passed(round_: Round, name: str, moment: datetime, *, locked: bool) -> ColumnElement[bool]:
    today = clock.local(moment).date()
    waits = Assessment.state.in_(states_of(round_, name))
    if name == deadlines.EXPLANATION:
        grace = deadlines.grace_days(round_, name) if locked else 0
        not_extended = or_(EXPLANATION_EXTENDED.is_(None), today > EXPLANATION_EXTENDED)
        return and_(waits, today - timedelta(days=grace) > DUE, not_extended)
    term = deadlines.stage_term(round_, name)
    if term is None or today <= (term.closes_on if locked else term.limit):
        return false()
    if name != deadlines.ENTRY:
        return waits
    return and_(waits, or_(ENTRY_EXTENDED.is_(None), today > ENTRY_EXTENDED))


def term_of(round_: Round, row: Any) -> deadlines.Term | None:
    """The term that binds a unit now, from a row with `state` and the four columns of `COLUMNS`."""
    name = catalog.assessment_workflow(round_).states[row.state].deadline
    if name is None:
        return None
    extended = row.explanation_extended if name == deadlines.EXPLANATION else row.entry_extended
    return deadlines.stage_term(round_, name, due_on=row.due_on, extended_until=extended)


#: What a list reads beside the state to know each unit's term.
COLUMNS = (
    ENTRY_EXTENDED.label("entry_extended"),
    EXPLANATION_EXTENDED.label("explanation_extended"),
    DUE.label("due_on"),
    ASKED.label("asked_at"),
)

"""The conditions of complaints and corrections, for a unit's assessment and for the round."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from app import clock
from app.accounts.actor import Actor
from app.appraisal.guards import names_in_states
from app.assessments.labels import full_label
from app.assessments.queries import Opened
from app.complaints import queries
from app.council.correcting import changed_codes
from app.messages import complaints as texts
from app.results import ranking
from app.results.models import ResultVersion
from app.results.queries import published_result
from app.rounds import deadlines
from app.rounds.models import Round
from app.workflow import RoomGuard

# While a correction lies on the chairman's desk nothing of what it is made of may move.
CORRECTABLE = ("published", "correcting")


def last_day(round_: Round, result: ResultVersion | None) -> date | None:
    """The last day for complaints about the newest published version; None before any publication."""
    if result is None or result.published_at is None:
        return None
    return deadlines.complaint_due(round_, clock.local(result.published_at).date())


def in_complaint_window(
    session: Session, opened: Opened, actor: Actor, given: Mapping[str, Any]
) -> str | None:
    """So many days after the publication of the newest version; one complaint of a unit at a time."""
    if queries.waiting_complaint(session, opened.assessment.id) is not None:
        return texts.ALREADY_OPEN
    day = last_day(opened.round, published_result(session, opened.round.id))
    if day is None:
        return texts.NOT_PUBLISHED
    return texts.window_closed(day) if deadlines.is_past(day, clock.now()) else None


def complaint_open(session: Session, opened: Opened, actor: Actor, given: Mapping[str, Any]) -> str | None:
    """The unit has a complaint that is not answered, and no correction is on its way to be signed."""
    if queries.waiting_complaint(session, opened.assessment.id) is None:
        return texts.NOTHING_OPEN
    return None if opened.round.state in CORRECTABLE else texts.SUBMITTED


def complaint_upheld(session: Session, opened: Opened, actor: Actor, given: Mapping[str, Any]) -> str | None:
    """The council has changed the points of a criterion."""
    if opened.round.state not in CORRECTABLE:
        return texts.SUBMITTED
    return None if _changed(session, opened) else texts.NOT_UPHELD


def complaint_refused(session: Session, opened: Opened, actor: Actor, given: Mapping[str, Any]) -> str | None:
    """The council has left all points of the unit as published."""
    if opened.round.state not in CORRECTABLE:
        return texts.SUBMITTED
    codes = _changed(session, opened)
    return texts.upheld([full_label(opened.framework, code) for code in codes]) if codes else None


def _changed(session: Session, opened: Opened) -> list[str]:
    result = published_result(session, opened.round.id)
    return changed_codes(session, opened.assessment, result.created_at) if result is not None else []


def complaint_accepted(session: Session, round_: Round, actor: Actor, given: Mapping[str, Any]) -> str | None:
    """A unit's corrected points wait for a decision."""
    return None if names_in_states(session, round_, ("corrected",)) else texts.NOTHING_ACCEPTED


def nothing_to_correct(session: Session, round_: Round, actor: Actor, given: Mapping[str, Any]) -> str | None:
    """No unit's corrected points wait for a decision."""
    names = names_in_states(session, round_, ("corrected", "reviewing_complaint"))
    return texts.still_corrected(names) if names else None


def corrections_settled(
    session: Session, round_: Round, actor: Actor, given: Mapping[str, Any]
) -> str | None:
    """The council is done with every unit it looked at again, and something published changes by it."""
    names = names_in_states(session, round_, ("reviewing_complaint",))
    if names:
        return texts.reviewing(names)
    result = published_result(session, round_.id)
    anew = ranking.content_hash(round_, ranking.compute(session, round_))
    unchanged = result is None or anew == result.content_hash
    return texts.NO_CHANGE if unchanged or not names_in_states(session, round_, ("corrected",)) else None


def complaints_answered(
    session: Session, round_: Round, actor: Actor, given: Mapping[str, Any]
) -> str | None:
    """Nobody may complain any more, and nothing is left to answer or to correct."""
    result = published_result(session, round_.id)
    day = last_day(round_, result)
    if day is not None and not deadlines.is_past(day, clock.now()):
        return texts.window_open(day)
    names = [
        *queries.units_waiting(session, round_.id),
        *names_in_states(session, round_, ("reviewing_complaint", "corrected")),
    ]
    return texts.waiting(list(dict.fromkeys(names))) if names else None


ASSESSMENT_GUARDS: dict[str, RoomGuard] = {
    "in_complaint_window": in_complaint_window,
    "complaint_open": complaint_open,
    "complaint_upheld": complaint_upheld,
    "complaint_refused": complaint_refused,
}
ROUND_GUARDS: dict[str, RoomGuard] = {
    "complaint_accepted": complaint_accepted,
    "corrections_settled": corrections_settled,
    "nothing_to_correct": nothing_to_correct,
    "complaints_answered": complaints_answered,
}

"""The conditions of an assessment's workflow that this room can answer, each None or a reason."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.accounts.actor import Actor
from app.assessments import explanations
from app.assessments.labels import full_label
from app.assessments.models import CriterionEntry, ExplanationItem, Figure, Objection
from app.assessments.queries import Opened
from app.assessments.suppliers import own
from app.messages import assessments as texts
from app.workflow import RoomGuard
from frameworks.model import Input


def form_complete(session: Session, opened: Opened, actor: Actor, given: Mapping[str, Any]) -> str | None:
    """Every criterion the unit fills in has its figures or a declaration; so have the fields of the general
    information that points come from."""
    done = set(
        session.scalars(
            select(CriterionEntry.code).where(
                CriterionEntry.assessment_id == opened.assessment.id, CriterionEntry.status != "blank"
            )
        )
    )
    framework = opened.framework
    open_labels = [
        full_label(framework, leaf.code) for leaf in own(framework).leaves if leaf.code not in done
    ]
    lacking = [one.general for one in _general_lacking(session, opened)]
    sentences = (
        texts.general_lacking(lacking) if lacking else "",
        texts.incomplete(open_labels) if open_labels else "",
    )
    return " ".join(filter(None, sentences)) or None


def _general_lacking(session: Session, opened: Opened) -> list[Input]:
    """The fields of the general information that must be filled and are not."""
    required = own(opened.framework).required
    if not required:
        return []
    filled = set(
        session.scalars(
            select(Figure.name).where(Figure.assessment_id == opened.assessment.id, Figure.value.is_not(None))
        )
    )
    return [one for one in required if one.name not in filled]


def entry_open(session: Session, opened: Opened, actor: Actor, given: Mapping[str, Any]) -> str | None:
    """The unit's window is open, its extension counted."""
    return window_refusal(opened)


def window_refusal(opened: Opened) -> str | None:
    """Why figures may not be entered now; None while the unit's window is open."""
    moment = clock.now()
    if opened.window.is_open(moment):
        return None
    if opened.window.is_closed(moment):
        return texts.entry_closed(opened.window.closes_on)
    return texts.entry_not_open(opened.round.opens_on)


def entry_closed(session: Session, opened: Opened, actor: Actor, given: Mapping[str, Any]) -> str | None:
    """The unit's window is over."""
    return None if opened.window.is_closed(clock.now()) else texts.ENTRY_NOT_CLOSED


def not_own_entries(session: Session, opened: Opened, actor: Actor, given: Mapping[str, Any]) -> str | None:
    """Whoever confirms entered no figure, gave no answer and raised no objection."""
    entered = session.scalar(
        select(Figure.name)
        .where(Figure.assessment_id == opened.assessment.id, Figure.updated_by == actor.id)
        .limit(1)
    )
    request = explanations.latest_request(session, opened.assessment.id)
    answered = request and session.scalar(
        select(ExplanationItem.code)
        .where(ExplanationItem.request_id == request.id, ExplanationItem.answered_by == actor.id)
        .limit(1)
    )
    objected = request and session.scalar(
        select(Objection.code)
        .where(Objection.request_id == request.id, Objection.raised_by == actor.id)
        .limit(1)
    )
    return texts.NOT_OWN_ENTRIES if entered or answered or objected else None


def sheet_unchanged(session: Session, opened: Opened, actor: Actor, given: Mapping[str, Any]) -> str | None:
    """What is stored is exactly what the person saw, answers and objections too; no hash at all is a
    missing field, not a change."""
    seen = given.get("sheet_hash")
    if not seen:
        return None
    if explanations.hash_to_confirm(session, opened.assessment) == seen:
        return None
    explaining = explanations.open_request(session, opened.assessment.id) is not None
    return texts.EXPLANATION_CHANGED if explaining else texts.SHEET_CHANGED


def explanation_complete(
    session: Session, opened: Opened, actor: Actor, given: Mapping[str, Any]
) -> str | None:
    """Every question has an answer."""
    items = explanations.open_items(session, opened.assessment.id)
    missing = [full_label(opened.framework, item.code) for item in items if not item.answer]
    return texts.unanswered(missing) if missing else None


def explanation_open(session: Session, opened: Opened, actor: Actor, given: Mapping[str, Any]) -> str | None:
    """The window for answers is open, an extension of the unit counted."""
    term = explanations.term(session, opened)
    if term is None or not term.is_closed(clock.now()):
        return None
    return texts.explanation_closed(term.closes_on)


def explanation_closed(
    session: Session, opened: Opened, actor: Actor, given: Mapping[str, Any]
) -> str | None:
    """The window for answers is over."""
    term = explanations.term(session, opened)
    closed = term is not None and term.is_closed(clock.now())
    return None if closed else texts.EXPLANATION_NOT_CLOSED


ASSESSMENT_GUARDS: dict[str, RoomGuard] = {
    "form_complete": form_complete,
    "entry_open": entry_open,
    "entry_closed": entry_closed,
    "not_own_entries": not_own_entries,
    "sheet_unchanged": sheet_unchanged,
    "explanation_complete": explanation_complete,
    "explanation_open": explanation_open,
    "explanation_closed": explanation_closed,
}

"""The way of an assessment so far: its steps, and for who sees the history every change."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session

from app import catalog, clock, policy
from app.accounts.actor import Actor
from app.assessments import changes, explanations
from app.assessments.queries import Opened
from app.history import Event
from app.messages import assessments as texts
from app.messages import clock_and_day
from app.messages.audit import BY_ITSELF, KINDS
from app.messages.delegating import principal_in
from frameworks.model import Framework
from workflows.model import Definition, Transition

PAGE_SIZE = 40
MIGRATED = "workflow_migrated"
STEP_KINDS = ("transition", "extension", MIGRATED)
UNIT_ROLES = frozenset({"specialist", "leader"})
OVERSEERS = frozenset({"standing_body", "auditor"})
# What the unit is told in words when others take these steps; other words of theirs are not for the unit yet.
TOLD_TO_UNIT = frozenset({"take_over", "ask_explanation", "close_explanation"})


def page(session: Session, actor: Actor, opened: Opened, number: int) -> dict[str, Any]:
    """One page of the timeline, newest first."""
    whole = policy.can(actor, "view_history", opened.assessment, opened.round)
    told: tuple[str, ...] = changes.KINDS
    if explanations.open_request(session, opened.assessment.id) and not opened.roles & OVERSEERS:
        told = changes.WITHOUT_OBJECTIONS  # they are the unit's own until its leader confirms
    kinds = STEP_KINDS + told if whole else STEP_KINDS
    condition = _condition(opened, kinds)
    total = session.scalar(select(func.count()).select_from(Event).where(condition)) or 0
    pages = max(1, -(-total // PAGE_SIZE))
    number = min(max(1, number), pages)
    events = session.scalars(
        select(Event)
        .where(condition)
        .order_by(Event.sequence.desc())
        .offset((number - 1) * PAGE_SIZE)
        .limit(PAGE_SIZE)
    ).all()
    definition = catalog.of_item(opened.assessment)
    return {
        "events": shown(events, definition, opened.framework, whole),
        "whole": whole,
        "page": number,
        "pages": pages,
        "events_total": total,
    }


def _condition(opened: Opened, kinds: Sequence[str]) -> ColumnElement[bool]:
    """The item's events of these kinds; of the others' preparations (questions, reviews, votes) none."""
    item = (Event.subject_type == "assessment") & (Event.subject_id == opened.assessment.id)
    return item & or_(*(Event.kind == kind for kind in kinds))


def shown(
    events: Sequence[Event], definition: Definition, framework: Framework, whole: bool
) -> list[dict[str, Any]]:
    """Events as the timeline component draws them."""
    return [
        _step(event, definition, whole) if event.kind in STEP_KINDS else _change(event, framework)
        for event in events
    ]


def _step(event: Event, definition: Definition, whole: bool) -> dict[str, Any]:
    role = definition.roles[event.acting_role].title if event.acting_role in definition.roles else ""
    own = event.acting_role in UNIT_ROLES
    move = definition.transitions.get(event.transition or "")
    told = whole or own or event.kind == "extension" or event.transition in TOLD_TO_UNIT
    return {
        "title": move.title if move else KINDS[MIGRATED] if event.kind == MIGRATED else texts.EXTENDED,
        "when": _when(event),
        "who": event.actor_name if whole or own or event.actor_id is None else role,
        "role": role if whole or own else "",
        "on_behalf": principal_in(event.data) if whole or own else "",
        "unit": event.actor_unit if own else "",
        "comment": (event.comment or "") if told else "",
        "source": definition.states[event.source].title if event.source else "",
        "target": definition.states[event.target].title if event.target else "",
        "hash": (event.sheet_hash or "") if told else "",
        "tone": ("amber" if event.comment and told else "blue") if event.transition else "green",
        "details": [*_extension(event), *_by_itself(event, move)],
    }


def _by_itself(event: Event, move: Transition | None) -> list[tuple[str, str, str]]:
    """Why the program took a step nobody pressed a button for."""
    why = BY_ITSELF.get(move.kind) if move and event.actor_id is None else None
    return [(why, "", move.title)] if why and move else []


def _extension(event: Event) -> list[tuple[str, str, str]]:
    if event.kind != "extension":
        return []
    return [
        (texts.LETTER, "", str(event.data["letter_number"])),
        (texts.UNTIL, "", "/".join(reversed(str(event.data["until"]).split("-")))),
    ]


def _change(event: Event, framework: Framework) -> dict[str, Any]:
    """A change of a figure, a declaration, an answer or a file."""
    rows = changes.summed_up(framework, [event])
    row = rows[0] if rows else {"code": "", "title": "", "before": "", "after": ""}
    return {
        "title": f"{texts.CHANGE_KINDS[event.kind]}: {row['code']} {row['title']}",
        "when": _when(event),
        "who": event.actor_name,
        "on_behalf": principal_in(event.data),
        "unit": event.actor_unit,
        "details": [(texts.CONTENT, row["before"], row["after"])],
    }


def _when(event: Event) -> str:
    return clock_and_day(clock.local(event.at))

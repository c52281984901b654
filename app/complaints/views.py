"""What the pages of complaints show: plain data made from what the queries read."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from app import catalog, clock, policy, workflow
from app.accounts.actor import Actor
from app.assessments import sheets
from app.assessments.labels import full_label
from app.assessments.models import Complaint
from app.assessments.queries import Opened
from app.complaints import queries
from app.complaints.guards import last_day
from app.complaints.queries import Line
from app.messages import complaints as texts
from app.results.queries import published_result
from app.rounds.models import Round
from frameworks.model import Framework
from frameworks.numbers import format_vi, number_from_canonical
from frameworks.sheet import from_canonical_sheet
from workflows.engine import Choice

STEPS = (
    "complain",
    "reject_complaint",
    "review_complaint",
    "settle_complaint",
    "dismiss_complaint",
    "reopen_complaint",
)


def window(session: Session, round_: Round) -> dict[str, Any] | None:
    """The last day for complaints, and how long that is from now; None before publication."""
    day = last_day(round_, published_result(session, round_.id))
    if day is None:
        return None
    left = (day - clock.today()).days
    return {"day": day, "left": left, "text": texts.days_left(left), "closed": left < 0}


def line(one: Line) -> dict[str, Any]:
    """One complaint in the list."""
    framework = catalog.of(one.group)
    return {
        "id": one.assessment.id,
        "unit": one.unit.name,
        "group": one.group.title,
        **_complaint(one.complaint, framework),
    }


def _complaint(complaint: Complaint, framework: Framework) -> dict[str, Any]:
    waiting = complaint.state in queries.WAITING
    filed = clock.local(complaint.filed_at).date()
    return {
        "number": complaint.number,
        "letter": complaint.letter_number,
        "content": complaint.content,
        "codes": list(complaint.codes),
        "criteria": [
            f"{full_label(framework, code)} {framework.nodes[code].title}"
            for code in complaint.codes
            if code in framework.nodes
        ],
        "filed_at": complaint.filed_at,
        "state": complaint.state,
        "state_title": texts.STATES[complaint.state],
        "tone": texts.TONES[complaint.state],
        "waiting": waiting,
        "waited": texts.waited((clock.today() - filed).days) if waiting else "",
        "answer": complaint.answer or "",
        "answered_at": complaint.answered_at,
        "result_number": complaint.result_number,
    }


def unit_page(session: Session, actor: Actor, opened: Opened) -> dict[str, Any]:
    """A unit's complaints, and what this person can do about them now."""
    framework = opened.framework
    found = queries.of_unit(session, opened.assessment.id)
    complaints = [{**_complaint(one, framework), "by": name} for one, name in found]
    steps = choices(session, actor, opened)
    named = complaints[0]["codes"] if complaints and complaints[0]["waiting"] else []
    points = _published_points(session, opened)
    return {
        "opened": opened,
        "round": opened.round,
        "state_title": catalog.of_item(opened.assessment).states[opened.assessment.state].title,
        "complaints": complaints,
        "window": window(session, opened.round),
        "steps": steps,
        "mains": _mains(framework, points) if "complain" in steps and not steps["complain"].reasons else [],
        "named": [_criterion(framework, code, points) for code in named if code in framework.nodes],
        "own": actor.unit_id == opened.unit.id,
        "sees_council": policy.can(actor, "view_council", opened.assessment, opened.round)
        and policy.ENDPOINTS["council.unit"].admits(actor),
    }


def choices(session: Session, actor: Actor, opened: Opened) -> dict[str, Choice]:
    """The steps about a complaint that are this person's, each with the reasons why not now."""
    given: Mapping[str, Any] = {}
    guards = workflow.every_guard(session, "assessment", opened, actor, given)
    found = workflow.available(opened.assessment, opened.roles, guards)
    return {one.transition.name: one for one in found if one.transition.name in STEPS}


def _published_points(session: Session, opened: Opened) -> Mapping[str, Any]:
    """The lines of the council sheet that was published, by code."""
    sheet = sheets.as_published(session, opened.assessment.id).get("council")
    if sheet is None:
        return {}
    lines: Mapping[str, Any] = from_canonical_sheet(sheet.content).data["lines"]
    return lines


def _mains(framework: Framework, points: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The criteria by main index, each with its published points, to choose from."""
    return [
        {
            "label": main.label,
            "title": main.title,
            "criteria": [_criterion(framework, code, points) for code in framework.leaves_under[main.code]],
        }
        for main in framework.mains
    ]


def _criterion(framework: Framework, code: str, points: Mapping[str, Any]) -> dict[str, Any]:
    node, found = framework.nodes[code], points.get(code)
    return {
        "code": code,
        "label": full_label(framework, code),
        "title": node.title,
        "maximum": format_vi(node.maximum),
        "points": format_vi(number_from_canonical(found["points"])) if found else "",
    }

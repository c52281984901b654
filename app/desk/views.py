"""What the pages of the desk hand to their templates: addresses, columns, steps, lines."""

from collections.abc import Mapping
from typing import Any

from flask import current_app, url_for

from app import clock, policy
from app.accounts.actor import Actor
from app.assessments.models import PUBLISHED
from app.desk import board as boards
from app.desk import tasks as desks
from app.desk.board import Late, Wanted
from app.messages import desk as texts
from app.rounds.deadlines import days_until, is_past
from app.rounds.models import RESULT_PUBLIC, Round
from app.worklists.pages import OF_ONE_ROUND
from workflows.engine import Choice
from workflows.model import State

# The five stages people see, by state of the round and of a unit's assessment.
ROUND_STAGES = {
    "preparing": 1,
    "collecting": 1,
    "appraising": 3,
    "council": 4,
    "concluded": 4,
    "submitted": 5,
    "decided": 5,
    **dict.fromkeys(RESULT_PUBLIC, 5),
}
UNIT_STAGES = {
    "drafting": 1,
    "awaiting_confirmation": 2,
    "appraising": 3,
    "explaining": 3,
    "awaiting_explanation_confirmation": 3,
    "appraised": 3,
    "in_council": 4,
    "settled": 5,
    **dict.fromkeys(PUBLISHED, 5),
}
# Steps taken by a button on the board, and pages on which the others are taken.
BUTTONS = {
    "open": "desk.open_round",
    "close_entry": "appraisal.close_entry",
    "start_council": "appraisal.start_council",
}
PAGES = {
    "conclude": "council.sessions",
    "reopen_council": "council.sessions",
    "submit": "documents.dossier",
    "return_dossier": "documents.dossier",
    "decide": "documents.dossier",
    "publish": "documents.dossier",
    "open_correction": "corrections.show",
    "cancel_correction": "corrections.show",
    "submit_correction": "corrections.show",
    "return_correction": "corrections.show",
    "decide_correction": "corrections.show",
    "publish_correction": "corrections.show",
    "close": "corrections.show",
}


def address(endpoint: str, values: Mapping[str, Any] | None = None) -> str | None:
    """The address of a page of another room, or None where this installation has no such page."""
    if endpoint not in current_app.view_functions:
        return None
    return url_for(endpoint, **(values or {}))


def task_view(task: desks.Task) -> dict[str, Any] | None:
    """A task as the list of tasks draws it; None where its page does not exist."""
    url = address(task.endpoint, task.values)
    if url is None:
        return None
    return {
        "title": task.title,
        "url": url,
        "text": task.text,
        "count": task.count,
        "due": task.due,
        "tone": task.tone,
    }


def milestones(round_: Round) -> list[dict[str, Any]]:
    """The days of the round, those that have passed marked."""
    now = clock.now()
    days = [(getattr(round_, name), title) for name, title in texts.MILESTONES]
    return [
        {"title": title, "day": day, "past": is_past(day, now), "left": days_until(day, now)}
        for day, title in days
    ]


def shortcuts(
    actor: Actor, round_: Round, group_id: int | None, assessment_id: int | None
) -> list[tuple[str, str]]:
    """Pages people look for, as far as they may open them."""
    wanted: list[tuple[str, str, dict[str, Any]]] = []
    if group_id is not None:
        wanted.append(
            (texts.OWN_FRAMEWORK, "rounds.framework", {"round_id": round_.id, "group_id": group_id})
        )
    if assessment_id is not None:
        wanted.append((texts.OWN_STEPS, "assessments.timeline", {"assessment_id": assessment_id}))
    if assessment_id is not None and round_.is_public:
        wanted.insert(0, (texts.OWN_RESULT, "assessments.result", {"assessment_id": assessment_id}))
    wanted.append((texts.WORKFLOW, "rounds.workflow", {"round_id": round_.id}))
    if policy.can_round(actor, "view_board", round_):
        wanted.append((texts.BOARD, "desk.board", {}))
    if policy.can_round(actor, "view_ranking", round_):
        wanted.append((texts.RANKING, "results.ranking", {"round_id": round_.id}))
    if round_.is_public:
        wanted.append((texts.PUBLIC_RESULTS, "portal.home", {}))
    found = [(title, address(endpoint, values)) for title, endpoint, values in wanted]
    return [(title, url) for title, url in found if url]


def unit_address(actor: Actor, round_: Round, row: boards.BoardRow) -> str | None:
    """Where a unit's name leads: its appraisal for those who appraise, else its summary."""
    if not row.opens:
        return None
    appraises = "appraiser" in policy.roles_on_unit(actor, round_, row.unit_id, row.group_id)
    if appraises and not row.waits_for_unit:
        return address("appraisal.unit", {"assessment_id": row.assessment_id})
    return address("assessments.summary", {"assessment_id": row.assessment_id})


def times_address(actor: Actor, round_: Round) -> str | None:
    """Where the deadlines of the round are shown, for those that page is for."""
    if not policy.ENDPOINTS["schedule.deadlines"].admits(actor):
        return None
    return address("schedule.deadlines", {"round_id": round_.id})


def board_columns(wanted: Wanted, kept: Mapping[str, str], choose: bool = False) -> list[dict[str, Any]]:
    """The columns of the board; a title sorts, and once more turns the order round."""
    columns: list[dict[str, Any]] = [{"key": "name", "title": texts.UNIT, "head": True, "sort": "don-vi"}]
    columns.append({"key": "state", "title": texts.STEP, "kind": "state", "sort": "buoc"})
    columns.append({"key": "filled", "title": texts.FILLED, "sort": "nhap"})
    columns.append({"key": "reviewed", "title": texts.REVIEWED, "sort": "tham-dinh"})
    columns.append({"key": "last", "title": texts.LAST_ACTIVITY, "sort": "hoat-dong"})
    for column in columns:
        key = column.pop("sort")
        active = key == wanted.sort
        turned = active and not wanted.descending
        column["sort_url"] = url_for(
            "desk.board", **{**kept, "sap-xep": key, "chieu": "giam" if turned else "tang"}
        )
        column["sorted"] = ("descending" if wanted.descending else "ascending") if active else "none"
    if choose:
        columns.insert(0, {"key": "choose", "title": texts.CHOOSE, "width": "narrow"})
    return columns


def step_view(choice: Choice, round_: Round) -> dict[str, Any]:
    """A step of the round: a button here, or the page on which it is taken; and what stands against it."""
    move = choice.transition
    return {
        "name": move.name,
        "title": move.title,
        "question": move.question,
        "reasons": list(choice.reasons),
        "post": address(BUTTONS[move.name], {"round_id": round_.id}) if move.name in BUTTONS else None,
        "page": page_of_step(move.name, round_),
    }


def page_of_step(name: str, round_: Round) -> str | None:
    """The page on which a step of the round is taken."""
    endpoint = PAGES.get(name)
    if endpoint is None:
        return None
    return address(endpoint, {"round_id": round_.id} if endpoint in OF_ONE_ROUND else {})


def late_line(number: int, unit: Late, states: Mapping[str, State]) -> list[object]:
    """A late unit as a line of the file; `states` are those of the round's units."""
    row = unit.row
    return [
        number,
        unit.group_title,
        row.unit_name,
        states[row.state].title,
        f"{row.window.deadline:%d/%m/%Y}",
        f"{row.window.limit:%d/%m/%Y}" if row.window.extended else "",
        row.days_late,
        texts.YES if row.is_closed else texts.NO,
        len(unit.missing) if row.filled is not None and row.waits_for_unit else "",
        "; ".join(unit.missing),
        unit.specialist,
        unit.leader,
    ]

"""What the pages of lists and of actions on many units hand to their templates."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask import current_app, url_for

from app import catalog, clock
from app.accounts.actor import Actor
from app.messages import worklists as texts
from app.rounds.models import Round
from app.worklists import actions
from app.worklists.items import DOCUMENTS, DUE, Kind
from app.worklists.pages import ROUND_PAGES, page_of
from app.worklists.queries import VOTING, Line, Wanted
from workflows.model import Worklist


def item_address(worklist: Worklist, assessment_id: int) -> str:
    """The page on which the work on a unit of a list is done."""
    return url_for(page_of(worklist.name), assessment_id=assessment_id)


def round_address(worklist: Worklist, round_id: int) -> str:
    """The page on which the work on a round of a list is done."""
    endpoint = ROUND_PAGES.get(worklist.name, "desk.board")
    rules = current_app.url_map.iter_rules(endpoint)
    named = any("round_id" in rule.arguments for rule in rules)
    values: dict[str, Any] = {"round_id": round_id} if named else {"ky": round_id}
    return url_for(endpoint, **values)


def columns_of(
    worklist: Worklist, wanted: Wanted, kept: Mapping[str, Any], bulk: bool
) -> list[dict[str, Any]]:
    """The columns of a list; a title sorts, and once more turns the order round."""
    columns: list[dict[str, Any]] = [
        {"key": "name", "title": texts.UNIT, "head": True, "sort": "don-vi"},
        {"key": "state", "title": texts.STEP, "kind": "state", "sort": "buoc"},
        {"key": "since", "title": texts.SINCE, "sort": "cho-lau"},
        {"key": "limit", "title": texts.LIMIT},
        {"key": "last", "title": texts.LAST},
    ]
    if worklist.name == VOTING:
        columns.insert(2, {"key": "points", "title": texts.VOTES_LEFT, "kind": "number"})
    _sorting(columns, wanted, kept)
    if bulk:
        columns.insert(0, {"key": "choose", "title": texts.CHOOSE, "width": "narrow"})
    return columns


def item_columns(kind: Kind, wanted: Wanted, kept: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The columns of a list of documents or tasks."""
    columns: list[dict[str, Any]] = [
        {"key": "name", "title": texts.DOCUMENT if kind is DOCUMENTS else texts.TASK, "head": True},
        {"key": "unit", "title": texts.UNIT, "sort": "don-vi"},
        {"key": "state", "title": texts.STEP, "kind": "state", "sort": "buoc"},
        {"key": "since", "title": texts.SINCE, "sort": "cho-lau"},
        {"key": "limit", "title": texts.LIMIT},
        {"key": "last", "title": texts.LAST},
    ]
    if DUE in kind.sorts:
        columns[4]["sort"] = DUE
    _sorting(columns, wanted, kept)
    return columns


def _sorting(columns: list[dict[str, Any]], wanted: Wanted, kept: Mapping[str, Any]) -> None:
    """Titles that sort get their addresses."""
    for column in columns:
        key = column.pop("sort", None)
        if key is None:
            continue
        active = key == wanted.sort
        turned = active and not wanted.descending
        column["sort_url"] = url_for(
            "worklists.show", **{**kept, "sap-xep": key, "chieu": "giam" if turned else "tang"}
        )
        column["sorted"] = ("descending" if wanted.descending else "ascending") if active else "none"


def action_choices(actor: Actor, round_: Round, states: Sequence[str] | None = None) -> list[tuple[str, str]]:
    """The actions on many units that a person may choose, by name and title."""
    found = actions.offered(actor, round_, states)
    return [(action.name, actions.title_of(action, round_)) for action in found]


def moves_of(round_: Round) -> dict[str, str]:
    """The titles of the steps of a round's units."""
    transitions = catalog.assessment_workflow(round_).transitions
    return {name: move.title for name, move in transitions.items()}


def days_late(line: Line) -> int:
    """Whole days since the limit of an item."""
    return max(0, (clock.today() - line.limit).days) if line.limit else 0

"""What waits for the person: one page for every worklist of the definitions."""

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app import catalog, policy
from app.accounts.actor import Actor
from app.errors import NotFound
from app.extensions import db
from app.messages import NOT_FOUND
from app.messages import worklists as texts
from app.rounds import queries as rounds
from app.security import current_actor
from app.worklists import forms, items, queries, views
from app.worklists.items import Kind
from app.worklists.routes.room import blueprint, require_lists, round_of_page
from workflows.model import Worklist


@blueprint.get("/viec-can-lam/<name>")
def show(name: str) -> ResponseReturnValue:
    """The items that wait for the person on one list; a list that is not theirs does not exist."""
    actor, session = current_actor(), db.session()
    if name.startswith(queries.ROUND_PREFIX):
        return _rounds(session, actor, name.removeprefix(queries.ROUND_PREFIX))
    if name.partition(".")[0] in items.KINDS:
        found = items.find_list(session, actor, name)
        if found is None:
            raise NotFound(NOT_FOUND, worklist=name, actor=actor.id)
        return _items(session, actor, *found)
    round_ = round_of_page(session, actor)
    require_lists(actor, round_)
    worklist = queries.find_list(actor, round_, name)
    if worklist is None:
        raise NotFound(NOT_FOUND, worklist=name, actor=actor.id)
    wanted = forms.wanted_of(request.args)
    kept = {key: value for key, value in request.args.items() if value and key != "trang"} | {"name": name}
    choices = views.action_choices(actor, round_, worklist.states)
    return render_template(
        "worklists/list.html",
        round=round_,
        worklist=worklist,
        listed=queries.page_of_list(session, actor, round_, worklist, wanted),
        wanted=wanted,
        groups=rounds.groups_of(session, round_.id),
        states=catalog.assessment_workflow(round_).states,
        moves=views.moves_of(round_),
        columns=views.columns_of(worklist, wanted, kept, bool(choices)),
        actions=choices,
        carried={key: value for key, value in kept.items() if key not in ("name", "ky")},
        assignable=bool(actor.local_in(round_.id, policy.APPRAISER)) and not round_.assigned_only,
        item_address=views.item_address,
        page_address=lambda number: url_for("worklists.show", **{**kept, "trang": number}),
        late_label=lambda line: texts.days_late(views.days_late(line)),
    )


def _rounds(session: Session, actor: Actor, name: str) -> ResponseReturnValue:
    """A list of rounds: seldom more than one, as only one runs at a time."""
    lines = [line for line in queries.rounds_waiting(session, actor) if line.worklist.name == name]
    if not lines:
        raise NotFound(NOT_FOUND, worklist=name, actor=actor.id)
    return render_template(
        "worklists/rounds.html",
        lines=lines,
        title=lines[0].worklist.title,
        state_of=lambda round_: catalog.of_item(round_).states[round_.state].title,
        address=views.round_address,
    )


def _items(session: Session, actor: Actor, kind: Kind, worklist: Worklist) -> ResponseReturnValue:
    """A list of documents or of improvement tasks, of every round."""
    wanted = forms.wanted_of(request.args, kind.sorts)
    kept = {key: value for key, value in request.args.items() if value and key != "trang"}
    kept["name"] = kind.full_name(worklist)
    return render_template(
        "worklists/items.html",
        kind=kind,
        title=items.title_of(kind, worklist),
        list_name=kept["name"],
        listed=items.page_of_list(session, actor, kind, worklist, wanted),
        wanted=wanted,
        columns=views.item_columns(kind, wanted, kept),
        item_address=lambda line: url_for(kind.endpoint, **{kind.key: line.id}),
        page_address=lambda number: url_for("worklists.show", **{**kept, "trang": number}),
        late_label=texts.days_late,
    )

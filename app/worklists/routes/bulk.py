"""Many units at once: choose, see what will happen to each, confirm once, read the report."""

import secrets
from collections.abc import Sequence
from typing import Any

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app import clock, csv_text, policy
from app.accounts.actor import Actor
from app.assessments.many import open_many
from app.council.routes import settling
from app.errors import InvalidInput
from app.extensions import db
from app.messages import worklists as texts
from app.rounds import queries as rounds
from app.rounds.forms import number_of
from app.rounds.models import Round
from app.security import current_actor
from app.worklists import actions, forms, operations, previews, queries
from app.worklists.actions import Action
from app.worklists.forms import Typed
from app.worklists.routes.room import blueprint, round_of_page


@blueprint.post("/hang-loat/xem-truoc")
def preview() -> ResponseReturnValue:
    """What an action would do to each unit chosen, and why not to some."""
    actor, session = current_actor(), db.session()
    round_ = rounds.open_round(session, actor, number_of(request.form.get("round_id")))
    policy.require_round(actor, "run_bulk", round_)
    action = _action(actor, round_)
    if request.form.get("tat-ca") != "1" and not request.form.getlist("don-vi"):
        return _nothing_marked(round_)
    ids = _chosen(session, actor, round_)
    if action.take is None:
        return settling.preview(actor, round_.id, ids)
    return _preview(session, actor, round_, action, ids, Typed())


def _nothing_marked(round_: Round) -> ResponseReturnValue:
    """Back to the list as it was filtered, with what is missing."""
    flash(texts.NOT_CHOSEN, "warning")
    kept: dict[str, Any] = {name: value for name in forms.FILTERS if (value := request.form.get(name))}
    if name := request.form.get("danh-sach"):
        return redirect(url_for("worklists.show", name=name, ky=round_.id, **kept))
    return redirect(url_for("desk.board", ky=round_.id, **kept))


def _action(actor: Actor, round_: Round) -> Action:
    action = actions.ACTIONS.get(request.form.get("viec", ""))
    if action is None or action not in actions.offered(actor, round_):
        raise InvalidInput(texts.ACTION_UNKNOWN, field="viec")
    return action


def _chosen(session: Session, actor: Actor, round_: Round) -> Sequence[int]:
    """The units marked on the page, or every unit of the list with the filters it had."""
    if request.form.get("tat-ca") != "1":
        ids = [number_of(text) for text in request.form.getlist("don-vi")]
    else:
        name = request.form.get("danh-sach", "")
        worklist = queries.find_list(actor, round_, name) if name else None
        if name and worklist is None:
            raise InvalidInput(texts.NOT_CHOSEN, field="don-vi")
        ids = queries.chosen_ids(session, actor, round_, worklist, forms.wanted_of(request.form))
    if not any(ids):
        raise InvalidInput(texts.NOT_CHOSEN, field="don-vi")
    if len(ids) > operations.MOST:
        raise InvalidInput(texts.most(operations.MOST), field="don-vi")
    return ids


def _preview(
    session: Session,
    actor: Actor,
    round_: Round,
    action: Action,
    ids: Sequence[int],
    typed: Typed,
    refused: InvalidInput | None = None,
    token: str = "",
) -> ResponseReturnValue:
    foreseen = previews.foresee(session, actor, action, open_many(session, actor, round_, ids))
    possible = [one for one in foreseen if one.possible]
    page = render_template(
        "worklists/preview.html",
        round=round_,
        action=action,
        title=actions.title_of(action, round_),
        possible=possible,
        impossible=[one for one in foreseen if not one.possible],
        chosen=forms.written([(one.assessment_id, one.version) for one in possible]),
        token=token or secrets.token_urlsafe(24),
        typed=typed,
        refused=refused,
    )
    return page, 422 if refused else 200


@blueprint.post("/hang-loat/thuc-hien")
def confirm() -> ResponseReturnValue:
    """Carry out what was previewed, once."""
    actor, form = current_actor(), request.form
    round_id, token, typed = number_of(form.get("round_id")), form.get("token", ""), Typed.of(form)
    chosen = forms.chosen_of(form.get("chon", ""))
    action = actions.ACTIONS.get(form.get("viec", ""))
    if action is None:
        raise InvalidInput(texts.ACTION_UNKNOWN, field="viec")
    try:
        given = forms.given_of(action, typed)
    except InvalidInput as refused:
        session = db.session()
        round_ = rounds.open_round(session, actor, round_id)
        policy.require_round(actor, "run_bulk", round_)
        ids = [unit for unit, _ in chosen]
        return _preview(session, actor, round_, _action(actor, round_), ids, typed, refused, token)
    run_id = operations.run(actor, round_id, action.name, chosen, token=token, given=given)
    made, _ = queries.find_run(db.session(), actor, run_id)
    flash(texts.outcome(made.done, made.refused), "success" if made.done else "warning")
    return redirect(url_for("worklists.report", run_id=run_id))


@blueprint.get("/hang-loat")
def runs() -> ResponseReturnValue:
    """Actions on many units that were carried out in a round."""
    actor, session = current_actor(), db.session()
    round_ = round_of_page(session, actor)
    return render_template(
        "worklists/runs.html",
        round=round_,
        runs=queries.runs(session, actor, round_),
        title_of=lambda name: actions.title_of(actions.ACTIONS[name], round_),
    )


@blueprint.get("/hang-loat/<int:run_id>")
def report(run_id: int) -> ResponseReturnValue:
    """What became of every unit."""
    made, round_ = queries.find_run(db.session(), current_actor(), run_id)
    return render_template(
        "worklists/report.html",
        made=made,
        round=round_,
        title=actions.title_of(actions.ACTIONS[made.action], round_),
        refused=[line for line in made.report if not line["done"]],
        done=[line for line in made.report if line["done"]],
        summary=texts.outcome(made.done, made.refused),
    )


@blueprint.get("/hang-loat/<int:run_id>.csv")
def report_csv(run_id: int) -> ResponseReturnValue:
    """The same as a file."""
    made, _ = queries.find_run(db.session(), current_actor(), run_id)
    text = csv_text.write(
        texts.CSV_HEAD, [_csv_line(number, line) for number, line in enumerate(made.report, 1)]
    )
    response = Response(text, mimetype="text/csv")
    name = texts.file_name(made.id, clock.local(made.at).date())
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _csv_line(number: int, line: dict[str, Any]) -> list[object]:
    outcome = texts.DONE if line["done"] else texts.REFUSED
    return [number, line["unit"], line["source"], line["target"], outcome, line["reason"]]

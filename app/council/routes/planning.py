"""Before a meeting: its plan, its agenda, and telling the members."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app import policy
from app.accounts.actor import Actor
from app.council import operations, queries
from app.council.forms import MeetingForm
from app.council.routes.room import blueprint
from app.council.views import agenda_lines, meeting_line
from app.errors import InvalidInput
from app.extensions import db
from app.messages import council as texts
from app.rounds import queries as rounds
from app.rounds.models import Round
from app.security import current_actor


@blueprint.route("/ky/<int:round_id>/lap-phien", methods=["GET", "POST"])
def plan(round_id: int) -> ResponseReturnValue:
    """Call a meeting."""
    actor, session = current_actor(), db.session()
    round_ = rounds.open_round(session, actor, round_id, "manage_session")
    form = _offered(session, round_, MeetingForm())
    if request.method == "GET":
        form.held_on.data = round_.council_on
    elif form.validate():
        try:
            meeting_id = operations.plan_session(actor, round_id, **form.plan())
        except InvalidInput as error:
            form[error.field].errors = [error.message]
        else:
            flash(texts.PLANNED, "success")
            return redirect(url_for("council.session", session_id=meeting_id))
    body = render_template("council/plan.html", form=form, round_id=round_id, meeting=None)
    return body, 422 if form.errors else 200


@blueprint.route("/phien/<int:session_id>/sua", methods=["GET", "POST"])
def change(session_id: int) -> ResponseReturnValue:
    """Change a meeting that has not begun."""
    actor, session = current_actor(), db.session()
    meeting, round_ = queries.open_session(session, actor, session_id, "manage_session")
    form = _offered(session, round_, MeetingForm(obj=meeting))
    if request.method == "POST" and form.validate():
        try:
            operations.change_session(actor, session_id, **form.plan())
        except InvalidInput as error:
            form[error.field].errors = [error.message]
        else:
            flash(texts.SESSION_CHANGED, "success")
            return redirect(url_for("council.session", session_id=session_id))
    line = meeting_line(meeting, queries.names_of(session, [meeting]))
    body = render_template("council/plan.html", form=form, round_id=round_.id, meeting=line)
    return body, 422 if form.errors else 200


def _offered(session: Session, round_: Round, form: MeetingForm) -> MeetingForm:
    form.chair_id.offer(queries.members(session, round_))
    form.secretary_id.offer(queries.secretaries(session, round_))
    return form


@blueprint.post("/phien/<int:session_id>/moi-hop")
def invite(session_id: int) -> ResponseReturnValue:
    """Tell the members that the meeting is called."""
    operations.invite(current_actor(), session_id)
    flash(texts.INVITED, "success")
    return redirect(url_for("council.session", session_id=session_id))


@blueprint.get("/phien/<int:session_id>/chuong-trinh")
def agenda(session_id: int) -> ResponseReturnValue:
    """The agenda of a meeting."""
    return _agenda_page(current_actor(), session_id)


def _agenda_page(actor: Actor, session_id: int, error: InvalidInput | None = None) -> ResponseReturnValue:
    session = db.session()
    meeting, round_ = queries.open_session(session, actor, session_id)
    items = queries.agenda(session, session_id)
    body = render_template(
        "council/agenda.html",
        meeting=meeting_line(meeting, queries.names_of(session, [meeting])),
        items=agenda_lines(items),
        begun=any(item.done_at for item in items),
        may_manage=policy.can_round(actor, "manage_session", round_) and meeting.closed_at is None,
        waiting=len(queries.agenda_points(session, round_)),
        error=error,
        typed=request.form if error else {},
    )
    return body, 422 if error else 200


@blueprint.post("/phien/<int:session_id>/chuong-trinh")
def agenda_add(session_id: int) -> ResponseReturnValue:
    """Put an item on the agenda."""
    actor, form = current_actor(), request.form
    try:
        operations.add_item(
            actor, session_id, title=form.get("title", ""), presenter=form.get("presenter", "")
        )
    except InvalidInput as error:
        return _agenda_page(actor, session_id, error)
    flash(texts.AGENDA_SAVED, "success")
    return _to_agenda(session_id)


@blueprint.post("/phien/<int:session_id>/chuong-trinh/de-xuat")
def agenda_propose(session_id: int) -> ResponseReturnValue:
    """Draw the agenda up from the open points."""
    operations.propose_agenda(current_actor(), session_id)
    flash(texts.AGENDA_PROPOSED, "success")
    return _to_agenda(session_id)


@blueprint.post("/chuong-trinh/<int:item_id>/chuyen")
def agenda_move(item_id: int) -> ResponseReturnValue:
    """Move an item one place up or down."""
    return _to_agenda(operations.move_item(current_actor(), item_id, up=request.form.get("huong") == "len"))


@blueprint.post("/chuong-trinh/<int:item_id>/bo")
def agenda_remove(item_id: int) -> ResponseReturnValue:
    """Take an item off the agenda."""
    return _to_agenda(operations.remove_item(current_actor(), item_id))


@blueprint.post("/chuong-trinh/<int:item_id>/xong")
def agenda_tick(item_id: int) -> ResponseReturnValue:
    """Note that an item is done, or take that back."""
    return _to_agenda(operations.tick_item(current_actor(), item_id))


def _to_agenda(session_id: int) -> ResponseReturnValue:
    return redirect(url_for("council.agenda", session_id=session_id))

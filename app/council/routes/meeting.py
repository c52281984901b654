"""One meeting: attendance, quorum, the points to decide, what was said."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app import policy
from app.accounts.actor import Actor
from app.appraisal.forms import whole
from app.appraisal.queries import own_unit
from app.council import operations, queries
from app.council.floor import floor
from app.council.forms import attendance as read_attendance
from app.council.models import CouncilSession
from app.council.routes.room import blueprint
from app.council.views import Voting, agenda_lines, attendance_lines, meeting_line, quorum_line
from app.errors import InvalidInput
from app.extensions import db
from app.messages import council as texts
from app.rounds.models import Round
from app.security import current_actor


@blueprint.get("/phien/<int:session_id>")
def session(session_id: int) -> ResponseReturnValue:
    """The meeting with its points."""
    actor, store = current_actor(), db.session()
    meeting, round_ = queries.open_session(store, actor, session_id)
    return _page(store, actor, meeting, round_)


def _page(
    store: Session,
    actor: Actor,
    meeting: CouncilSession,
    round_: Round,
    error: InvalidInput | None = None,
) -> ResponseReturnValue:
    views = [
        view
        for view in queries.points(store, actor, round_)
        if view.point.state == "open" or view.point.session_id == meeting.id
    ]
    table = floor(store, round_, meeting, views)
    voting = Voting(actor, table)
    unit = own_unit(store, actor, round_.id)
    manages = policy.can_round(actor, "manage_session", round_)
    body = render_template(
        "council/session.html",
        meeting=meeting_line(meeting, queries.names_of(store, [meeting])),
        round=round_,
        shown_point_id=meeting.shown_point_id,
        attendance=attendance_lines(table.members, table.attendance, request.form if error else None),
        quorum=quorum_line(table),
        points=[voting.point(view) for view in views],
        notes=table.notes.get(None, ()),
        agenda=agenda_lines(queries.agenda(store, meeting.id)),
        may_manage=manages and meeting.closed_at is None,
        may_draft_minutes=manages and meeting.closed_at is not None,
        may_see_papers=policy.can_round(actor, "view_documents", round_),
        may_show=operations.may_show(actor, meeting, round_) and meeting.closed_at is None,
        shown=meeting.shown,
        shown_titles=texts.SHOWN_TITLES,
        step_out=texts.step_out(unit) if unit and actor.roles_in(round_.id) & policy.JUDGING_ROLES else "",
        error=error,
        choice_titles=texts.CHOICE_TITLES,
    )
    return body, 422 if error else 200


@blueprint.post("/phien/<int:session_id>/bat-dau")
def start(session_id: int) -> ResponseReturnValue:
    """Open the meeting."""
    operations.start_session(current_actor(), session_id)
    flash(texts.STARTED, "success")
    return redirect(url_for("council.session", session_id=session_id))


@blueprint.post("/phien/<int:session_id>/diem-danh")
def attendance(session_id: int) -> ResponseReturnValue:
    """Note who is there."""
    actor = current_actor()
    present, reasons = read_attendance(request.form)
    try:
        operations.take_attendance(actor, session_id, present, reasons)
    except InvalidInput as error:
        store = db.session()
        meeting, round_ = queries.open_session(store, actor, session_id)
        return _page(store, actor, meeting, round_, error)
    flash(texts.ATTENDANCE_SAVED, "success")
    return redirect(url_for("council.session", session_id=session_id))


@blueprint.post("/phien/<int:session_id>/y-kien")
def note(session_id: int) -> ResponseReturnValue:
    """Note what somebody said, on a point or on the meeting."""
    form = request.form
    point_id = whole(form.get("point_id"))
    operations.add_note(
        current_actor(),
        session_id,
        speaker=form.get("speaker", ""),
        content=form.get("content", ""),
        point_id=point_id,
    )
    flash(texts.NOTE_SAVED, "success")
    anchor = f"vd-{point_id}" if point_id else "thao-luan"
    return redirect(url_for("council.session", session_id=session_id, _anchor=anchor))


@blueprint.post("/y-kien/<int:note_id>/bo")
def note_remove(note_id: int) -> ResponseReturnValue:
    """Take a note away that was written by mistake."""
    session_id = operations.remove_note(current_actor(), note_id)
    flash(texts.NOTE_REMOVED, "success")
    return redirect(url_for("council.session", session_id=session_id))


@blueprint.post("/phien/<int:session_id>/ket-thuc")
def close(session_id: int) -> ResponseReturnValue:
    """End the meeting."""
    operations.close_session(current_actor(), session_id, conclusion=request.form.get("reason", ""))
    flash(texts.SESSION_ENDED, "success")
    return redirect(url_for("council.sessions"))

"""One meeting: attendance, quorum, the points to decide, what was said."""

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from app.appraisal.forms import whole
from app.council import operations, queries
from app.council.forms import attendance as read_attendance
from app.council.routes.meeting_page import CORRECTABLE, meeting_page, refuse
from app.council.routes.room import blueprint
from app.extensions import db
from app.messages import council as texts
from app.security import current_actor


@blueprint.get("/phien/<int:session_id>")
def session(session_id: int) -> ResponseReturnValue:
    """The meeting with its points."""
    actor, store = current_actor(), db.session()
    meeting, round_ = queries.open_session(store, actor, session_id)
    return meeting_page(store, actor, meeting, round_)


@blueprint.post("/phien/<int:session_id>/bat-dau")
def start(session_id: int) -> ResponseReturnValue:
    """Open the meeting."""
    try:
        operations.start_session(current_actor(), session_id)
    except CORRECTABLE as error:
        return refuse("start", error, session_id=session_id)
    flash(texts.STARTED, "success")
    return redirect(url_for("council.session", session_id=session_id))


@blueprint.post("/phien/<int:session_id>/diem-danh")
def attendance(session_id: int) -> ResponseReturnValue:
    """Note who is there."""
    present, reasons = read_attendance(request.form)
    try:
        operations.take_attendance(current_actor(), session_id, present, reasons)
    except CORRECTABLE as error:
        return refuse("attendance", error, session_id=session_id)
    flash(texts.ATTENDANCE_SAVED, "success")
    return redirect(url_for("council.session", session_id=session_id))


@blueprint.post("/phien/<int:session_id>/y-kien")
def note(session_id: int) -> ResponseReturnValue:
    """Note what somebody said, on a point or on the meeting."""
    form = request.form
    point_id = whole(form.get("point_id"))
    speaker, content = form.get("speaker", ""), form.get("content", "")
    try:
        operations.add_note(current_actor(), session_id, speaker=speaker, content=content, point_id=point_id)
    except CORRECTABLE as error:
        return refuse("note", error, session_id=session_id, point_id=point_id)
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
    try:
        operations.close_session(current_actor(), session_id, conclusion=request.form.get("reason", ""))
    except CORRECTABLE as error:
        return refuse("close", error, session_id=session_id)
    flash(texts.SESSION_ENDED, "success")
    return redirect(url_for("council.sessions"))

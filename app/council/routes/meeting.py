"""One meeting: attendance, quorum, the points to decide; and the projector."""

from typing import Any

from flask import Response, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app import policy
from app.accounts.actor import Actor
from app.appraisal.forms import whole
from app.appraisal.queries import own_unit
from app.council import operations, queries
from app.council.forms import attendance as read_attendance
from app.council.models import CouncilSession
from app.council.routes.room import blueprint
from app.council.totals import SETTLED, unit_totals
from app.council.views import Voting, attendance_lines, meeting_line, unit_line
from app.errors import InvalidInput
from app.extensions import db
from app.messages import council as texts
from app.rounds.models import Round
from app.security import current_actor

REFRESH_SECONDS = 5


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
    members = queries.members(store, round_)
    noted = queries.attendances(store, meeting.id)
    present = frozenset(key for key, row in noted.items() if row.present)
    voting = Voting(actor, round_, meeting, members, present)
    points = [
        voting.point(view)
        for view in queries.points(store, actor, round_)
        if view.point.state == "open" or view.point.session_id == meeting.id
    ]
    unit = own_unit(store, actor, round_.id)
    there = len(present & {member.id for member in members})
    body = render_template(
        "council/session.html",
        meeting=meeting_line(meeting, queries.names_of(store, [meeting])),
        round=round_,
        shown_point_id=meeting.shown_point_id,
        attendance=attendance_lines(members, noted, request.form if error else None),
        noted=bool(noted),
        present=there,
        expected=len(members),
        enough=2 * there > len(members),
        points=points,
        may_manage=policy.can_round(actor, "manage_session", round_) and meeting.closed_at is None,
        step_out=texts.step_out(unit) if unit and actor.roles_in(round_.id) & policy.JUDGING_ROLES else "",
        error=error,
        choice_titles=texts.CHOICE_TITLES,
    )
    return body, 422 if error else 200


@blueprint.get("/phien/<int:session_id>/man-chieu")
def screen(session_id: int) -> Response:
    """What everybody in the room looks at; it fetches itself anew every few seconds."""
    actor, store = current_actor(), db.session()
    meeting, round_ = queries.open_session(store, actor, session_id)
    members = queries.members(store, round_)
    present = queries.present_ids(store, meeting.id)
    views = queries.points(store, actor, round_)
    chosen = next((view for view in views if view.point.id == meeting.shown_point_id), None)
    voting = Voting(actor, round_, meeting, members, present)
    there = len(present & {member.id for member in members})
    page = make_response(
        render_template(
            "council/screen.html",
            meeting=meeting_line(meeting, queries.names_of(store, [meeting])),
            point=voting.point(chosen) if chosen else None,
            hidden=meeting.shown_point_id is not None and chosen is None,
            present=there,
            expected=len(members),
            enough=2 * there > len(members),
            waiting=sum(view.point.state == "open" for view in views),
            decided=sum(view.point.state == "decided" for view in views),
            groups=_groups(store, actor, round_) if chosen is None else [],
            back_url=url_for("council.session", session_id=session_id),
        )
    )
    if meeting.closed_at is None:
        page.headers["Refresh"] = str(REFRESH_SECONDS)
    return page


def _groups(store: Session, actor: Actor, round_: Round) -> list[dict[str, Any]]:
    groups: dict[int, dict[str, Any]] = {}
    for row in unit_totals(store, actor, round_):
        line = unit_line(row, round_.decimals)
        group = groups.setdefault(row.group.id, {"title": row.group.title, "units": [], "settled": 0})
        group["units"].append(line)
        group["settled"] += row.assessment.state in SETTLED
    return list(groups.values())


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


@blueprint.post("/phien/<int:session_id>/trinh-chieu")
def show(session_id: int) -> ResponseReturnValue:
    """Choose what the projector shows."""
    point_id = whole(request.form.get("point_id"))
    operations.show_point(current_actor(), session_id, point_id)
    anchor = f"vd-{point_id}" if point_id else None
    return redirect(url_for("council.session", session_id=session_id, _anchor=anchor))


@blueprint.post("/phien/<int:session_id>/ket-thuc")
def close(session_id: int) -> ResponseReturnValue:
    """End the meeting."""
    operations.close_session(current_actor(), session_id, conclusion=request.form.get("reason", ""))
    flash(texts.SESSION_ENDED, "success")
    return redirect(url_for("council.sessions"))

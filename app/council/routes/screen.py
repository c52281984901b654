"""The projector of a meeting: it shows what the chair chose, and follows without being touched."""

from typing import Any

from flask import jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app.accounts.actor import Actor
from app.appraisal.forms import whole
from app.council import operations, queries
from app.council.floor import floor
from app.council.routes.room import blueprint
from app.council.screen import mark
from app.council.totals import SETTLED, unit_totals
from app.council.views import Voting, agenda_lines, attendance_lines, meeting_line, quorum_line, unit_line
from app.extensions import db
from app.rounds.models import Round
from app.security import current_actor


@blueprint.get("/phien/<int:session_id>/man-chieu")
def screen(session_id: int) -> ResponseReturnValue:
    """What everybody in the room looks at."""
    actor, store = current_actor(), db.session()
    meeting, round_ = queries.open_session(store, actor, session_id)
    views = queries.points(store, actor, round_)
    shown = next((view for view in views if view.point.id == meeting.shown_point_id), None)
    table = floor(store, round_, meeting, [shown] if shown else [])
    what = meeting.shown
    return render_template(
        "council/screen.html",
        meeting=meeting_line(meeting, queries.names_of(store, [meeting])),
        what=what,
        point=Voting(actor, table).point(shown) if shown and what == "point" else None,
        quorum=quorum_line(table),
        attendance=attendance_lines(table.members, table.attendance) if what == "attendance" else [],
        agenda=agenda_lines(queries.agenda(store, meeting.id)) if what == "agenda" else [],
        groups=_groups(store, actor, round_) if what == "totals" else [],
        waiting=sum(view.point.state == "open" for view in views),
        decided=sum(view.point.state == "decided" for view in views),
        mark=mark(store, round_, meeting),
        back_url=url_for("council.session", session_id=session_id),
    )


@blueprint.get("/phien/<int:session_id>/man-chieu/dau")
def screen_mark(session_id: int) -> ResponseReturnValue:
    """Whether the screen is still what it was: its mark alone, empty-handed (304) while it is."""
    actor, store = current_actor(), db.session()
    meeting, round_ = queries.open_session(store, actor, session_id)
    found = mark(store, round_, meeting)
    answer = jsonify({"mark": found, "closed": meeting.closed_at is not None})
    answer.set_etag(found)
    answer.headers["Cache-Control"] = "no-cache, private"
    return answer.make_conditional(request)


def _groups(store: Session, actor: Actor, round_: Round) -> list[dict[str, Any]]:
    groups: dict[int, dict[str, Any]] = {}
    for row in unit_totals(store, actor, round_):
        line = unit_line(row, round_.decimals)
        group = groups.setdefault(row.group.id, {"title": row.group.title, "units": [], "settled": 0})
        group["units"].append(line)
        group["settled"] += row.assessment.state in SETTLED
    return list(groups.values())


@blueprint.post("/phien/<int:session_id>/trinh-chieu")
def show(session_id: int) -> ResponseReturnValue:
    """Choose what the projector shows."""
    point_id = whole(request.form.get("point_id"))
    what = request.form.get("what") or ("point" if point_id is not None else "totals")
    operations.show(current_actor(), session_id, what, point_id)
    anchor = f"vd-{point_id}" if point_id else "man-chieu"
    return redirect(url_for("council.session", session_id=session_id, _anchor=anchor))

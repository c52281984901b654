"""The page of a meeting, and how a refused form comes back on it with what was typed."""

from flask import render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app import policy
from app.accounts.actor import Actor
from app.appraisal.queries import own_unit
from app.council import operations, queries
from app.council.floor import floor
from app.council.models import CouncilSession, OpenPoint
from app.council.refusals import Refused, refused_lines
from app.council.views import Voting, agenda_lines, attendance_lines, meeting_line, quorum_line
from app.errors import DomainError, GuardRefused, InvalidInput, StaleVersion, WrongState
from app.extensions import db
from app.failures import wants_json
from app.messages import council as texts
from app.rounds.models import Round
from app.security import current_actor

# What a person at the meeting can answer by typing anew; any other refusal has a page of its own.
CORRECTABLE = (InvalidInput, StaleVersion, GuardRefused, WrongState)


def meeting_page(
    store: Session,
    actor: Actor,
    meeting: CouncilSession,
    round_: Round,
    refused: Refused | None = None,
) -> ResponseReturnValue:
    """The meeting with its points; a form that was refused shows what was typed in it and why."""
    views = [
        view
        for view in queries.points(store, actor, round_)
        if view.point.state == "open" or view.point.session_id == meeting.id
    ]
    table = floor(store, round_, meeting, views)
    voting = Voting(actor, table)
    unit = own_unit(store, actor, round_.id)
    manages = policy.can_round(actor, "manage_session", round_)
    typed = refused.typed if refused and refused.at("attendance") else None
    page = {
        "meeting": meeting_line(meeting, queries.names_of(store, [meeting])),
        "attendance": attendance_lines(table.members, table.attendance, typed),
        "quorum": quorum_line(table),
        "points": [voting.point(view) for view in views],
        "may_manage": manages and meeting.closed_at is None,
    }
    body = render_template(
        "council/session.html",
        **page,
        round=round_,
        shown_point_id=meeting.shown_point_id,
        notes=table.notes.get(None, ()),
        agenda=agenda_lines(queries.agenda(store, meeting.id)),
        may_draft_minutes=manages and meeting.closed_at is not None,
        may_see_papers=policy.can_round(actor, "view_documents", round_),
        may_show=operations.may_show(actor, meeting, round_) and meeting.closed_at is None,
        shown=meeting.shown,
        shown_titles=texts.SHOWN_TITLES,
        step_out=texts.step_out(unit) if unit and actor.roles_in(round_.id) & policy.JUDGING_ROLES else "",
        choice_titles=texts.CHOICE_TITLES,
        refused=refused,
        summary=refused_lines(refused, page) if refused else None,
    )
    return body, refused.status if refused else 200


def refuse(
    form: str, error: DomainError, *, session_id: int | None = None, point_id: int | None = None
) -> ResponseReturnValue:
    """The meeting's page with the reason at the form that was refused; scripts get the refusal as JSON."""
    if session_id is None and point_id is not None:
        session_id = meeting_of(point_id)
    if session_id is None or wants_json():
        raise error
    store, actor = db.session(), current_actor()
    meeting, round_ = queries.open_session(store, actor, session_id)
    return meeting_page(
        store, actor, meeting, round_, Refused.read(form, error, request.form.to_dict(), point_id)
    )


def meeting_of(point_id: int) -> int | None:
    """The meeting whose page shows a point: the one that runs, else where it was decided, else the last."""
    session = db.session()
    point = session.get(OpenPoint, point_id)
    if point is None:
        return None
    meeting = queries.running_session(session, point.round_id)
    if meeting is None and point.session_id is not None:
        return point.session_id
    meeting = meeting or queries.last_closed(session, point.round_id)
    return meeting.id if meeting else None

"""Open points: raising, voting, deciding."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app import messages, policy
from app.accounts.actor import Actor
from app.appraisal.forms import whole
from app.appraisal.routes.unit import label_of, unit_url
from app.appraisal.unit_file import unit_file
from app.appraisal.views import UnitPage
from app.assessments.panels import anchor, text_of
from app.assessments.queries import Opened, open_for
from app.council import operations
from app.council.forms import hands as read_hands
from app.council.routes.meeting_page import CORRECTABLE, meeting_of, refuse
from app.council.routes.room import blueprint
from app.errors import InvalidInput, NotFound
from app.extensions import db
from app.messages import council as texts
from app.security import current_actor


@blueprint.route("/don-vi/<int:assessment_id>/<code>/neu-van-de", methods=["GET", "POST"])
def raise_point(assessment_id: int, code: str) -> ResponseReturnValue:
    """Put a question on one criterion of a unit before the council."""
    actor, session = current_actor(), db.session()
    opened = open_for(session, actor, assessment_id, "raise_open_point")
    node = opened.framework.nodes.get(code)
    if node is None or not node.is_leaf:
        raise NotFound(messages.NOT_FOUND, assessment=assessment_id, code=code)
    error: InvalidInput | None = None
    if request.method == "POST":
        question, proposed = request.form.get("question", ""), request.form.get("proposed", "")
        try:
            operations.raise_point(actor, assessment_id, code, question=question, proposed=proposed)
        except InvalidInput as refusal:
            error = refusal
            opened = open_for(session, actor, assessment_id, "raise_open_point")
        else:
            opened = open_for(session, actor, assessment_id)
            flash(texts.RAISED.format(label=label_of(opened.framework, code)), "success")
            return redirect(_after_raising(actor, opened, code))
    file = unit_file(session, opened.assessment, opened.framework)
    page = UnitPage(opened, file, (), editable=False, may_ask=False, may_raise=False)
    body = render_template(
        "council/raise.html",
        opened=opened,
        criterion=page.criterion(opened.framework.leaf(code)),
        words=text_of(opened.framework).criteria[code],
        back_url=_after_raising(actor, opened, code),
        error=error,
        typed=request.form if error else {},
    )
    return body, 422 if error else 200


def _after_raising(actor: Actor, opened: Opened, code: str) -> str:
    """Back to where the person works on the unit."""
    if policy.can(actor, "view_council", opened.assessment, opened.round):
        return url_for("council.unit", assessment_id=opened.assessment.id, _anchor=anchor(code))
    return unit_url(opened.framework, opened.assessment.id, code)


def _back(point_id: int) -> str:
    """The point's place in the meeting that is open, else in the one where it was decided."""
    meeting_id = meeting_of(point_id)
    if meeting_id is None:
        return url_for("council.sessions")
    return url_for("council.session", session_id=meeting_id, _anchor=f"vd-{point_id}")


@blueprint.post("/van-de/<int:point_id>/phieu")
def vote(point_id: int) -> ResponseReturnValue:
    """Vote, on one's own device."""
    choice = request.form.get("choice", "")
    try:
        operations.vote(current_actor(), point_id, choice)
    except CORRECTABLE as error:
        return refuse("vote", error, point_id=point_id)
    flash(texts.VOTED.format(choice=texts.CHOICE_TITLES[choice]), "success")
    return redirect(_back(point_id))


def _member_and_reason() -> dict[str, Any]:
    """Whom stepping out or back in is about (without one the person), and why."""
    return {"reason": request.form.get("reason", ""), "member_id": whole(request.form.get("member_id"))}


@blueprint.post("/van-de/<int:point_id>/khong-tham-gia")
def step_out(point_id: int) -> ResponseReturnValue:
    """A member takes no part in a point, and says why."""
    try:
        operations.step_out(current_actor(), point_id, **_member_and_reason())
    except CORRECTABLE as error:
        return refuse("step_out", error, point_id=point_id)
    flash(texts.STEPPED_OUT, "success")
    return redirect(_back(point_id))


@blueprint.post("/van-de/<int:point_id>/tham-gia-lai")
def step_in(point_id: int) -> ResponseReturnValue:
    """Take back that a member takes no part in a point."""
    try:
        operations.step_in(current_actor(), point_id, **_member_and_reason())
    except CORRECTABLE as error:
        return refuse("step_in", error, point_id=point_id)
    flash(texts.STEPPED_IN, "success")
    return redirect(_back(point_id))


@blueprint.post("/van-de/<int:point_id>/bieu-quyet")
def hands(point_id: int) -> ResponseReturnValue:
    """Enter the show of hands."""
    try:
        operations.record_votes(current_actor(), point_id, read_hands(request.form))
    except CORRECTABLE as error:
        return refuse("hands", error, point_id=point_id)
    flash(texts.HANDS_SAVED, "success")
    return redirect(_back(point_id))


@blueprint.post("/van-de/<int:point_id>/quyet-dinh")
def decide(point_id: int) -> ResponseReturnValue:
    """Decide a point by its votes."""
    try:
        outcome = operations.decide_point(
            current_actor(),
            point_id,
            reason=request.form.get("reason", ""),
            seen_version=whole(request.form.get("seen_version")),
            outcome=request.form.get("outcome"),
        )
    except CORRECTABLE as error:
        return refuse("decide", error, point_id=point_id)
    flash(texts.DECIDED.format(outcome=texts.OUTCOME_TITLES[outcome].lower()), "success")
    return redirect(_back(point_id))

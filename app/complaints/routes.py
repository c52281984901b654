"""Pages of complaints about a published result: a unit's own, the list of a round, and the answers."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app import policy
from app.appraisal.forms import whole
from app.assessments import queries as assessments
from app.complaints import operations, queries, views
from app.errors import InvalidInput, NotFound
from app.extensions import db
from app.messages import NOT_FOUND
from app.messages import complaints as texts
from app.policy import UNIT_READERS, only
from app.security import current_actor

blueprint = Blueprint("complaints", __name__, url_prefix="/kien-nghi")

SECRETARY = only("council_secretary")
ANSWERING = only("standing_body")
ACCESS = {
    "complaints.list": UNIT_READERS,
    "complaints.unit": UNIT_READERS,
    "complaints.file": only("leader"),
    "complaints.reject": ANSWERING,
    "complaints.review": ANSWERING,
    "complaints.settle": SECRETARY,
    "complaints.dismiss": SECRETARY,
    "complaints.reopen": SECRETARY,
}
PROPOSED = "diem-"


@blueprint.get("", endpoint="list")
def list_complaints() -> ResponseReturnValue:
    """The complaints of a round that the person may see; a unit's people go to their own page."""
    actor, session = current_actor(), db.session()
    known = queries.public_rounds(session, actor)
    wanted = request.args.get("ky", type=int)
    round_ = next((one for one in known if wanted in (None, one.id)), None)
    if round_ is None:
        if wanted is not None:
            raise NotFound(NOT_FOUND, round=wanted)
        return render_template("complaints/none.html", title=texts.LIST_TITLE, text=texts.NO_ROUND)
    if actor.unit_role and not policy.round_roles(actor, round_) - {actor.unit_role}:
        own = assessments.of_unit(session, round_.id, actor.unit_id or 0)
        if own is not None and policy.can(actor, "view_complaints", own, round_):
            return redirect(url_for("complaints.unit", assessment_id=own.id))
    lines = [views.line(one) for one in queries.of_round(session, actor, round_)]
    return render_template(
        "complaints/list.html",
        title=texts.LIST_TITLE,
        round=round_,
        rounds=known,
        lines=lines,
        waiting=[one for one in lines if one["waiting"]],
        window=views.window(session, round_),
    )


@blueprint.get("/don-vi/<int:assessment_id>")
def unit(assessment_id: int) -> ResponseReturnValue:
    """A unit's complaints, and what can be done about them."""
    return show(assessment_id)


def show(assessment_id: int, error: InvalidInput | None = None, step: str = "") -> ResponseReturnValue:
    """The page; `error` is what was refused in a step, and what was typed comes back with it."""
    actor, session = current_actor(), db.session()
    opened = assessments.open_for(session, actor, assessment_id, "view_complaints")
    body = render_template(
        "complaints/unit.html",
        **views.unit_page(session, actor, opened),
        error=error,
        step=step,
        typed=request.form if error else {},
        chosen=request.form.getlist("codes") if error else [],
    )
    return body, 422 if error else 200


def taken(
    assessment_id: int, step: str, message: str, act: Callable[..., Any], **given: Any
) -> ResponseReturnValue:
    """Take a step with what was typed and the version of the assessment that the page showed; what is refused
    for a field is shown beside it, with everything typed."""
    seen = whole(request.form.get("seen_version"))
    try:
        act(current_actor(), assessment_id, **given, seen_version=seen)
    except InvalidInput as refusal:
        db.session.rollback()
        return show(assessment_id, refusal, step)
    flash(message, "success")
    return redirect(url_for("complaints.unit", assessment_id=assessment_id))


def typed(name: str) -> str:
    """What stands in a field of the form; nothing where it did not come."""
    return request.form.get(name, "")


@blueprint.post("/don-vi/<int:assessment_id>/gui")
def file(assessment_id: int) -> ResponseReturnValue:
    """The leader complains."""
    return taken(
        assessment_id,
        "complain",
        texts.FILED,
        operations.complain,
        letter_number=typed("letter_number"),
        content=typed("content"),
        codes=request.form.getlist("codes"),
    )


@blueprint.post("/don-vi/<int:assessment_id>/tra-loi")
def reject(assessment_id: int) -> ResponseReturnValue:
    """The standing body answers that the result stays."""
    return taken(assessment_id, "reject_complaint", texts.REJECTED, operations.reject, answer=typed("answer"))


@blueprint.post("/don-vi/<int:assessment_id>/dua-ra-hoi-dong")
def review(assessment_id: int) -> ResponseReturnValue:
    """The standing body brings the complaint to the council."""
    named = ((name, text) for name, text in request.form.items() if name.startswith(PROPOSED))
    return taken(
        assessment_id,
        "review_complaint",
        texts.REVIEWING,
        operations.review,
        reason=typed("reason"),
        proposed={name.removeprefix(PROPOSED): text for name, text in named},
    )


@blueprint.post("/don-vi/<int:assessment_id>/ghi-diem")
def settle(assessment_id: int) -> ResponseReturnValue:
    """The secretary notes the corrected points."""
    return taken(assessment_id, "settle_complaint", texts.SETTLED, operations.settle)


@blueprint.post("/don-vi/<int:assessment_id>/giu-nguyen")
def dismiss(assessment_id: int) -> ResponseReturnValue:
    """The secretary notes that the council leaves the result as it is."""
    return taken(
        assessment_id, "dismiss_complaint", texts.DISMISSED, operations.dismiss, reason=typed("reason")
    )


@blueprint.post("/don-vi/<int:assessment_id>/dua-lai")
def reopen(assessment_id: int) -> ResponseReturnValue:
    """The secretary takes a corrected unit before the council again."""
    return taken(assessment_id, "reopen_complaint", texts.REOPENED, operations.reopen, reason=typed("reason"))

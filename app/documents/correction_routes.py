"""Pages of the versions of a result and of its correction: thin, each step another's operation."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app import policy
from app.documents import correction_views as views
from app.documents import corrections as steps
from app.documents.forms import IssueForm
from app.documents.routes import CLERKS, DOSSIER_READERS
from app.documents.taking import numbered, step
from app.errors import NotFound
from app.extensions import db
from app.messages import NOT_FOUND
from app.messages import documents as texts
from app.policy import SIGNED_IN, only
from app.rounds import queries as rounds
from app.security import current_actor

blueprint = Blueprint("corrections", __name__, url_prefix="/dieu-chinh")

STANDING_BODY, CHAIRMAN = only("standing_body"), only("chairman")
ACCESS = {
    "corrections.versions": SIGNED_IN,
    "corrections.show": DOSSIER_READERS,
    "corrections.start": STANDING_BODY,
    "corrections.cancel": STANDING_BODY,
    "corrections.submit": STANDING_BODY,
    "corrections.decide": CHAIRMAN,
    "corrections.send_back": CHAIRMAN,
    "corrections.publish": CLERKS,
    "corrections.close_round": STANDING_BODY,
}


@blueprint.get("/<int:round_id>/cac-ban")
def versions(round_id: int) -> ResponseReturnValue:
    """The published versions of a round's result, each with its decision and what it changed."""
    actor, session = current_actor(), db.session()
    round_ = rounds.open_round(session, actor, round_id)
    if not round_.is_public or not policy.can_round(actor, "view_ranking", round_):
        raise NotFound(NOT_FOUND, round=round_id, actor=actor.id)
    return render_template(
        "papers/versions.html",
        round=round_,
        title=texts.VERSIONS_TITLE,
        versions=views.versions(session, round_),
        may_export=policy.can_round(actor, "verify", round_),
        may_open=DOSSIER_READERS.admits(actor) and policy.can_round(actor, "view_dossier", round_),
    )


@blueprint.get("/<int:round_id>")
def show(round_id: int) -> ResponseReturnValue:
    """The correction under way, or what would have to be corrected."""
    return show_correction(round_id)


def show_correction(round_id: int, form: IssueForm | None = None) -> ResponseReturnValue:
    """The page; `form` is the clerk's, when it comes back with a reason."""
    actor, session = current_actor(), db.session()
    round_ = rounds.open_round(session, actor, round_id, "view_dossier")
    if not round_.is_public:
        raise NotFound(NOT_FOUND, round=round_id, actor=actor.id)
    return render_template(
        "papers/correction.html",
        shown=views.correction(session, actor, round_),
        round=round_,
        title=texts.CORRECTION_TITLE,
        form=form or IssueForm(),
        kind_titles=texts.KIND_TITLES,
    ), 422 if form is not None and form.errors else 200


@blueprint.post("/<int:round_id>/mo")
def start(round_id: int) -> ResponseReturnValue:
    """The standing body begins to correct the result."""
    step(steps.start, round_id, "reason")
    return back(round_id, texts.CORRECTION_OPENED)


@blueprint.post("/<int:round_id>/thoi")
def cancel(round_id: int) -> ResponseReturnValue:
    """The standing body stops correcting."""
    step(steps.cancel, round_id, "reason")
    return back(round_id, texts.CORRECTION_CANCELLED)


@blueprint.post("/<int:round_id>/trinh")
def submit(round_id: int) -> ResponseReturnValue:
    """The standing body hands the correction to the chairman."""
    step(steps.submit, round_id)
    return back(round_id, texts.CORRECTION_SUBMITTED)


@blueprint.post("/<int:round_id>/duyet")
def decide(round_id: int) -> ResponseReturnValue:
    """The chairman approves the correction on the screen."""
    step(steps.decide, round_id, "dossier_hash")
    return back(round_id, texts.CORRECTION_DECIDED)


@blueprint.post("/<int:round_id>/tra-lai")
def send_back(round_id: int) -> ResponseReturnValue:
    """The chairman sends the correction back with a reason."""
    step(steps.send_back, round_id, "reason")
    return back(round_id, texts.CORRECTION_RETURNED)


@blueprint.post("/<int:round_id>/cong-bo")
def publish(round_id: int) -> ResponseReturnValue:
    """The clerk numbers the decision, and the corrected result is public."""
    form = IssueForm()
    number = numbered(form, steps.issue_decision, round_id)
    if number is None:
        return show_correction(round_id, form)
    return back(round_id, texts.correction_published(number))


@blueprint.post("/<int:round_id>/ket-thuc")
def close_round(round_id: int) -> ResponseReturnValue:
    """The standing body ends the round."""
    step(steps.close_round, round_id)
    return back(round_id, texts.ROUND_CLOSED)


def back(round_id: int, message: str) -> ResponseReturnValue:
    """To the page of the correction, which says what has become of it."""
    flash(message, "success")
    return redirect(url_for("corrections.show", round_id=round_id))

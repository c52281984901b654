"""The round's steps at the beginning and the end of the appraisal."""

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from app.appraisal import operations
from app.appraisal.forms import whole
from app.appraisal.routes.room import blueprint
from app.messages import appraisal as texts
from app.security import current_actor


@blueprint.post("/ky/<int:round_id>/ket-thuc-thu-thap")
def close_entry(round_id: int) -> ResponseReturnValue:
    """End the collection of figures."""
    operations.close_entry(current_actor(), round_id, seen_version=whole(request.form.get("seen_version")))
    flash(texts.ENTRY_CLOSED, "success")
    return redirect(url_for("desk.board"))


@blueprint.post("/ky/<int:round_id>/chuyen-hoi-dong")
def start_council(round_id: int) -> ResponseReturnValue:
    """Hand the appraised units to the council."""
    operations.start_council(current_actor(), round_id, seen_version=whole(request.form.get("seen_version")))
    flash(texts.COUNCIL_STARTED, "success")
    return redirect(url_for("desk.board"))

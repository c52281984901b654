"""The unit's page: its provisional points, what it explains, what it objects to."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.accounts.actor import Actor
from app.assessments.labels import full_label
from app.assessments.panels import anchor
from app.assessments.queries import Opened, open_for
from app.errors import GuardRefused, InvalidInput
from app.explaining import operations
from app.explaining.forms import text
from app.explaining.routes.room import blueprint
from app.explaining.views import Refused, unit_page
from app.extensions import db
from app.messages import explaining as texts
from app.security import current_actor


def _page(actor: Actor, opened: Opened, refused: Refused | None = None) -> str:
    return render_template("explaining/unit.html", **unit_page(db.session(), actor, opened, refused))


@blueprint.get("/<int:assessment_id>")
def unit(assessment_id: int) -> ResponseReturnValue:
    """The unit's own provisional points and its part of the explanation."""
    actor = current_actor()
    return _page(actor, open_for(db.session(), actor, assessment_id, "view_self_sheet"))


@blueprint.post("/<int:assessment_id>/kien-nghi/<code>")
def object_to(assessment_id: int, code: str) -> ResponseReturnValue:
    """Object to the points of a criterion, or rewrite the argument."""
    actor, argument = current_actor(), text(request.form, "argument")
    try:
        operations.object_to(actor, assessment_id, code, argument)
    except (InvalidInput, GuardRefused) as error:
        opened = open_for(db.session(), actor, assessment_id, "view_self_sheet")
        field = error.field if isinstance(error, InvalidInput) else ""
        return _page(actor, opened, Refused(code, field, error.message, {"argument": argument})), error.status
    return _done(actor, assessment_id, code, texts.OBJECTED)


@blueprint.post("/<int:assessment_id>/kien-nghi/<code>/rut")
def withdraw(assessment_id: int, code: str) -> ResponseReturnValue:
    """Take an objection back."""
    actor = current_actor()
    operations.withdraw(actor, assessment_id, code)
    return _done(actor, assessment_id, code, texts.WITHDRAWN)


def _done(actor: Actor, assessment_id: int, code: str, sentence: str) -> ResponseReturnValue:
    framework = open_for(db.session(), actor, assessment_id).framework
    label = full_label(framework, code) if code in framework.nodes else code
    flash(sentence.format(label=label), "success")
    return redirect(url_for("explaining.unit", assessment_id=assessment_id, _anchor=anchor(code)))

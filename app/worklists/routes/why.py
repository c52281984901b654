""" "Vì sao tôi không làm được?": of a unit's assessment, and of a round."""

from flask import render_template, url_for
from flask.typing import ResponseReturnValue

from app import policy
from app.extensions import db
from app.security import current_actor
from app.worklists import why as answers
from app.worklists.routes.room import blueprint


@blueprint.get("/ho-so/<int:assessment_id>/vi-sao")
def why(assessment_id: int) -> ResponseReturnValue:
    """What the person may do with a unit's assessment now, and why not the rest."""
    actor = current_actor()
    opened, found = answers.of_assessment(db.session(), actor, assessment_id)
    shows_way = policy.can(actor, "view_steps", opened.assessment, opened.round)
    return render_template(
        "worklists/why.html",
        item=opened.unit.name,
        about=opened.round.title,
        state=opened.assessment.state,
        answers=found,
        back=url_for("processes.item", assessment_id=assessment_id) if shows_way else None,
    )


@blueprint.get("/ky-danh-gia/<int:round_id>/vi-sao")
def why_round(round_id: int) -> ResponseReturnValue:
    """What the person may do with a round now, and why not the rest."""
    round_, found = answers.of_round(db.session(), current_actor(), round_id)
    return render_template(
        "worklists/why.html",
        item=round_.title,
        about="",
        state=round_.state,
        answers=found,
        back=url_for("rounds.workflow", round_id=round_.id),
    )

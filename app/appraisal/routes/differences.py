"""Two independent opinions that differ: the list of them, and what a third person says."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app import catalog, policy
from app.appraisal import operations, opinions
from app.appraisal.forms import Decision
from app.appraisal.models import CriterionReview
from app.appraisal.queries import decision_version
from app.appraisal.routes.room import blueprint, round_of_page
from app.appraisal.routes.unit import label_of, load_page, unit_url
from app.appraisal.views import given
from app.assessments.panels import text_of
from app.assessments.queries import open_for
from app.errors import InvalidInput, NotFound
from app.extensions import db
from app.messages import NOT_FOUND
from app.messages import appraisal as appraisal_texts
from app.messages import assigning as texts
from app.security import current_actor


@blueprint.get("/khac-biet")
def differences() -> ResponseReturnValue:
    """The criteria on which two opinions differ and nobody has settled."""
    actor, session = current_actor(), db.session()
    round_ = round_of_page(session, actor)
    if round_ is None:
        return render_template("appraisal/no_round.html")
    rows = []
    for one in opinions.differences(session, actor, round_):
        framework = catalog.of(one.group)
        words = text_of(framework).criteria[one.code]
        rows.append(
            {
                "assessment_id": one.assessment.id,
                "unit": one.unit.name,
                "code": one.code,
                "label": words["label"],
                "title": framework.nodes[one.code].title,
                "url": unit_url(framework, one.assessment.id, one.code),
                "both": [_told(row, name) for row, name in one.both],
                "may_settle": policy.can(actor, "settle_opinions", one.assessment, round_)
                and actor.id not in {row.given_by for row, _ in one.both},
            }
        )
    return render_template("appraisal/differences.html", round=round_, rows=rows)


def _told(row: Any, name: str) -> dict[str, Any]:
    return given(row, name, row.points) or {}


@blueprint.route("/don-vi/<int:assessment_id>/thong-nhat/<code>", methods=["GET", "POST"])
def settle(assessment_id: int, code: str) -> ResponseReturnValue:
    """Both opinions beside what the unit says, with the form to settle them."""
    return _settle(assessment_id, code) if request.method == "POST" else _page(assessment_id, code, None)


def _page(assessment_id: int, code: str, refused: InvalidInput | None) -> ResponseReturnValue:
    actor, session = current_actor(), db.session()
    opened = open_for(session, actor, assessment_id, "view_appraisal")
    policy.require(actor, "settle_opinions", opened.assessment, opened.round)
    node = opened.framework.nodes.get(code)
    known = opinions.views(session, actor, opened.round, [opened.assessment], code)
    if node is None or not node.is_leaf or not known.get((assessment_id, code), opinions.NOTHING).complete:
        raise NotFound(NOT_FOUND, assessment=assessment_id, code=code)
    review = session.get(CriterionReview, (assessment_id, code))
    body = render_template(
        "appraisal/settle.html",
        opened=opened,
        criterion=load_page(session, actor, opened).criterion(node),
        version=decision_version(opened.assessment, review),
        back=unit_url(opened.framework, assessment_id, code),
        refused=refused,
        typed=Decision.read(request.form).typed if refused else None,
        titles=appraisal_texts.DECISION_TITLES,
    )
    return body, 422 if refused else 200


def _settle(assessment_id: int, code: str) -> ResponseReturnValue:
    actor, posted = current_actor(), Decision.read(request.form)
    try:
        operations.settle_opinions(
            actor,
            assessment_id,
            code,
            posted.decision,
            points=posted.points,
            reason=posted.reason,
            seen_version=posted.seen_version,
        )
    except InvalidInput as refusal:
        if refusal.field == "code":
            raise
        return _page(assessment_id, code, refusal)
    opened = open_for(db.session(), actor, assessment_id, "view_appraisal")
    label = label_of(opened.framework, code)
    flash(texts.SETTLED.format(label=label, unit=opened.unit.name), "success")
    return redirect(url_for("appraisal.differences", ky=opened.round.id))

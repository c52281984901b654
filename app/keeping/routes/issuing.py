"""Publishing a draft under its decision, and retiring a version."""

from flask import flash, redirect, render_template, request
from flask.typing import ResponseReturnValue

from app.errors import GuardRefused, InvalidInput
from app.extensions import db
from app.keeping import forms, operations, queries, views
from app.keeping.operations import Issue
from app.keeping.routes.room import address, answered, blueprint, draft_of_page, seen_version
from app.messages import keeping as texts
from app.security import current_actor

DAYS = ("decision_date", "valid_from", "valid_to")


@blueprint.route("/du-thao/<int:kept_id>/cong-bo", methods=["GET", "POST"])
def publish(kept_id: int) -> ResponseReturnValue:
    """Publish a draft: what stands against it is listed; then the decision and one confirmation."""
    draft = draft_of_page(kept_id)
    names = ("decision_number", *DAYS)
    form = forms.Form.typed(request.form, names) if request.method == "POST" else forms.Form()
    reasons: list[str] = []
    if request.method == "POST":
        issue = _issue(form)
        try:
            if not form.errors:
                operations.publish(current_actor(), kept_id, seen_version(), issue)
        except InvalidInput as refusal:
            form.refuse(refusal.field, refusal.message)
        except GuardRefused as refusal:
            reasons = refusal.data["reasons"]
        else:
            if not form.errors:
                flash(texts.PUBLISHED, "success")
                return redirect(address(queries.open_kept(db.session(), current_actor(), kept_id)))
        db.session().rollback()
        draft = draft_of_page(kept_id)
    found = views.shown(db.session(), current_actor(), queries.version_of(draft))
    page = render_template(
        "keeping/publish.html",
        draft=draft,
        shown=found,
        form=form,
        refused=reasons,
        reasons=[texts.at(one.place, one.message) for one in (*found.told.problems, *found.told.differing)],
        address=address(draft),
        texts=texts,
    )
    return answered(page, wrong=request.method == "POST")


def _issue(form: forms.Form) -> Issue:
    days = {}
    for name in DAYS:
        try:
            days[name] = forms.read_day(form.text(name))
        except ValueError as error:
            days[name] = None
            form.refuse(name, str(error))
    return Issue(form.text("decision_number"), days["decision_date"], days["valid_from"], days["valid_to"])


@blueprint.post("/ban-cong-bo/<int:kept_id>/thoi-dung")
def retire(kept_id: int) -> ResponseReturnValue:
    """Offer a version to no new round."""
    operations.retire(current_actor(), kept_id, seen_version())
    flash(texts.RETIRED, "success")
    return redirect(address(queries.open_kept(db.session(), current_actor(), kept_id)))

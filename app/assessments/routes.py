"""Pages of a unit's assessment: entry form, table, summary, steps, result, print; and what they send."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app import catalog, policy
from app.accounts.actor import Actor
from app.assessments import (
    entry,
    operations,
    overview,
    panels,
    results,
    sheet_comparison,
    steps,
    tables,
    views,
)
from app.assessments.changes import last_step_by
from app.assessments.forms import ExtendForm, seen, typed_figure, typed_section
from app.assessments.general import SECTION, figure_url
from app.assessments.models import PUBLISHED
from app.assessments.overview import Refused
from app.assessments.panels import Refusal, criterion_url
from app.assessments.queries import Opened, open_for
from app.errors import DomainError, Forbidden, GuardRefused, InvalidInput, NotFound, StaleVersion, WrongState
from app.extensions import db
from app.failures import wants_json
from app.lengths import require_length
from app.messages import NOT_FOUND
from app.messages import assessments as texts
from app.security import current_actor

blueprint = Blueprint("assessments", __name__, url_prefix="/danh-gia")

READERS = policy.UNIT_READERS
SPECIALIST = policy.only("specialist")
ACCESS = {
    "assessments.mine": policy.only("specialist", "leader"),
    "assessments.form": READERS,
    "assessments.table": READERS,
    "assessments.summary": READERS,
    "assessments.timeline": READERS,
    "assessments.result": READERS,
    "assessments.sheets": READERS,
    "assessments.print": READERS,
    "assessments.save_figure": SPECIALIST,
    "assessments.save_section": SPECIALIST,
    "assessments.declare": SPECIALIST,
    "assessments.answer": SPECIALIST,
    "assessments.act": policy.only("specialist", "leader", "standing_body"),
    "assessments.extend": policy.only("standing_body"),
}
Step = Callable[..., None]
# The steps people take on these pages. What each needs (a reason, the sheet's hash) the workflow says.
ACTIONS: dict[str, Step] = {
    "submit": operations.submit,
    "recall": operations.recall,
    "confirm": operations.confirm,
    "return_to_specialist": operations.return_to_specialist,
    "take_over": operations.take_over,
    "send_explanation": operations.send_explanation,
    "return_explanation": operations.return_explanation,
    "confirm_explanation": operations.confirm_explanation,
    "close_explanation": operations.close_explanation,
}
# What a person can put right on the page itself; the rest is answered by the error pages.
CORRECTABLE = (InvalidInput, StaleVersion, GuardRefused, WrongState)


def _open(assessment_id: int, permission: str = "view_self_sheet") -> tuple[Actor, Opened]:
    actor = current_actor()
    return actor, open_for(db.session(), actor, assessment_id, permission)


# --- reading -----------------------------------------------------------------------------------------------


@blueprint.get("")
def mine() -> ResponseReturnValue:
    """The own unit's present assessment; with `?tat-ca=1`, or without one, the list of all rounds."""
    actor = current_actor()
    rows = overview.earlier(db.session(), actor)
    present = next((row for row in rows if row["state"] not in PUBLISHED), None)
    if present is None or request.args.get("tat-ca"):
        return render_template("assessments/mine.html", rows=rows, unit_name=actor.unit_name)
    entering = actor.unit_role == "specialist" and present["state"] in ("drafting", "explaining")
    endpoint = "assessments.form" if entering else "assessments.summary"
    return redirect(url_for(endpoint, assessment_id=present["id"]))


@blueprint.get("/<int:assessment_id>")
def form(assessment_id: int) -> ResponseReturnValue:
    """The entry form of one main index, or the same only to be read."""
    actor, opened = _open(assessment_id)
    return render_template(
        "assessments/form.html", **views.form_page(db.session(), actor, opened, request.args.get("muc"))
    )


@blueprint.get("/<int:assessment_id>/bang")
def table(assessment_id: int) -> ResponseReturnValue:
    """All figures of a main index in one table, sent together."""
    actor, opened = _open(assessment_id)
    page = tables.table_page(db.session(), actor, opened, request.args.get("muc"))
    return render_template("assessments/table.html", **page)


@blueprint.get("/<int:assessment_id>/tong-hop")
def summary(assessment_id: int) -> ResponseReturnValue:
    """The summary, with the steps this person may take."""
    actor, opened = _open(assessment_id)
    return _summary(actor, opened)


def _summary(
    actor: Actor, opened: Opened, refused: Refused | None = None, form: ExtendForm | None = None
) -> str:
    page = overview.summary_page(db.session(), actor, opened, refused)
    return render_template(
        "assessments/summary.html",
        **page,
        extend_form=form or ExtendForm(formdata=None),
        may_compare=sheet_comparison.may_compare(actor, opened),
    )


@blueprint.get("/<int:assessment_id>/dien-bien")
def timeline(assessment_id: int) -> ResponseReturnValue:
    """The steps so far; every change for those who see the history."""
    actor, opened = _open(assessment_id, "view_steps")
    number = seen(request.args, "trang") or 1
    page = steps.page(db.session(), actor, opened, number)
    return render_template(
        "assessments/timeline.html",
        unit=opened.unit,
        assessment=opened.assessment,
        may_compare=sheet_comparison.may_compare(actor, opened),
        **page,
    )


@blueprint.get("/<int:assessment_id>/ket-qua")
def result(assessment_id: int) -> ResponseReturnValue:
    """The published result of the unit: all sheets side by side."""
    actor, opened = _open(assessment_id, "view_final")
    page = results.result_page(db.session(), actor, opened)
    may_compare = sheet_comparison.may_compare(actor, opened)
    return render_template("assessments/result.html", **page, may_compare=may_compare)


@blueprint.get("/<int:assessment_id>/so-sanh-phieu")
def sheets(assessment_id: int) -> ResponseReturnValue:
    """Any two sheets of the unit that the person may see, side by side."""
    actor, opened = _open(assessment_id, "view_steps")
    left, right = (request.args.get(name, "") for name in ("trai", "phai"))
    everything = request.args.get("xem") == "tat-ca"
    page = sheet_comparison.page(db.session(), actor, opened, left, right, everything=everything)
    return render_template("assessments/sheets.html", **page)


@blueprint.get("/<int:assessment_id>/in", endpoint="print")
def print_preview(assessment_id: int) -> ResponseReturnValue:
    """The whole form as it would stand on paper."""
    actor, opened = _open(assessment_id)
    return render_template("assessments/print.html", **tables.print_page(db.session(), actor, opened))


# --- entering ----------------------------------------------------------------------------------------------


@blueprint.post("/<int:assessment_id>/so-lieu")
def save_figure(assessment_id: int) -> ResponseReturnValue:
    """Save one figure: JSON for the page's script, else back to the field."""
    actor, typed = current_actor(), typed_figure(request.form)
    try:
        saved = entry.save_figure(actor, assessment_id, typed)
    except (Forbidden, NotFound):
        raise
    except DomainError as error:
        return _figure_refused(actor, assessment_id, typed, error)
    if wants_json():
        return jsonify(views.saved_answer(saved))
    return redirect(figure_url(saved.framework, assessment_id, saved.name))


def _figure_refused(
    actor: Actor, assessment_id: int, typed: entry.Typed, error: DomainError
) -> ResponseReturnValue:
    """The reason, what was typed, and what stands there now if a colleague was quicker."""
    opened = open_for(db.session(), actor, assessment_id)
    field = opened.framework.inputs.get(typed.name)
    if wants_json():
        body = {"ok": False, "field": typed.name, "typed": typed.text, "message": error.message}
        if isinstance(error, StaleVersion) and field is not None:
            current = error.data["current"]
            body |= {"value": current, "version": error.data["version"]}
            body["display"] = entry.show_value(field, current)
        return jsonify(body), error.status
    if field is None:
        raise error
    refusal = Refusal(error.message, typed.text, error.data.get("version"))
    again = views.Typed(figures={typed.name: refusal})
    if field.general:
        return _form_again(actor, opened, SECTION, again), error.status
    main = panels.text_of(opened.framework).main[opened.framework.leaves_using(typed.name)[0].code]
    return _form_again(actor, opened, main, again), error.status


def _form_again(actor: Actor, opened: Opened, main: str, typed: views.Typed) -> str:
    page = views.form_page(db.session(), actor, opened, main, typed)
    return render_template("assessments/form.html", **page)


@blueprint.post("/<int:assessment_id>/bang")
def save_section(assessment_id: int) -> ResponseReturnValue:
    """Save all figures of a table; those refused are shown again as typed, each with its reason."""
    actor, main = current_actor(), request.form.get("muc")
    rows = typed_section(request.form)
    try:
        saved, refused = entry.save_figures(actor, assessment_id, rows)
    except GuardRefused as error:
        refusals = {typed.name: Refusal(error.message, typed.text) for typed in rows}
        return _table_again(assessment_id, main, refusals, error.message), error.status
    if refused:
        refusals = {
            typed.name: Refusal(error.message, typed.text, error.data.get("version"))
            for typed, error in refused
        }
        message = texts.section_saved(len(saved), len(refused))
        return _table_again(assessment_id, main, refusals, message), 422
    flash(texts.section_saved(len(saved), 0), "success")
    return redirect(url_for("assessments.table", assessment_id=assessment_id, muc=main))


def _table_again(assessment_id: int, main: str | None, refusals: dict[str, Refusal], message: str) -> str:
    actor, opened = _open(assessment_id)
    page = tables.table_page(db.session(), actor, opened, main, refusals, message)
    return render_template("assessments/table.html", **page)


@blueprint.post("/<int:assessment_id>/tieu-chi/<code>/tinh-trang")
def declare(assessment_id: int, code: str) -> ResponseReturnValue:
    """Say of a criterion that there are no data or that it does not apply, or take that back."""
    actor, values = current_actor(), request.form
    status = values.get("status", "")
    given = {name: values.get(name, "") for name in ("reason", "note")}
    try:
        operations.declare(
            actor,
            assessment_id,
            code,
            "blank" if status == "filled" else status,
            reason="" if status == "filled" else given["reason"],
            note=given["note"],
            seen_version=seen(values),
        )
    except CORRECTABLE as error:
        typed = views.Typed(code=code, message=error.message, declaration={"status": status, **given})
        return _criterion_refused(actor, assessment_id, code, typed, error)
    return _criterion_saved(assessment_id, code, texts.DECLARED)


@blueprint.post("/<int:assessment_id>/tieu-chi/<code>/giai-trinh")
def answer(assessment_id: int, code: str) -> ResponseReturnValue:
    """Answer the team's question on a criterion."""
    actor, text = current_actor(), request.form.get("answer", "")
    try:
        operations.answer(actor, assessment_id, code, text)
    except CORRECTABLE as error:
        typed = views.Typed(code=code, message=error.message, answer=text)
        return _criterion_refused(actor, assessment_id, code, typed, error)
    return _criterion_saved(assessment_id, code, texts.ANSWERED)


def _criterion_saved(assessment_id: int, code: str, message: str) -> ResponseReturnValue:
    if wants_json():
        return jsonify(ok=True, message=message)
    flash(message, "success")
    _, opened = _open(assessment_id)
    return redirect(criterion_url(opened.framework, assessment_id, code))


def _criterion_refused(
    actor: Actor, assessment_id: int, code: str, typed: views.Typed, error: DomainError
) -> ResponseReturnValue:
    opened = open_for(db.session(), actor, assessment_id)
    if wants_json() or code not in panels.text_of(opened.framework).main:
        raise error
    main = panels.text_of(opened.framework).main[code]
    return _form_again(actor, opened, main, typed), error.status


# --- steps -------------------------------------------------------------------------------------------------


@blueprint.post("/<int:assessment_id>/buoc/<transition>")
def act(assessment_id: int, transition: str) -> ResponseReturnValue:
    """Take one step of the workflow; a refusal shows the summary again with the reason and what was typed."""
    operation = ACTIONS.get(transition)
    if operation is None:
        raise NotFound(NOT_FOUND, transition=transition)
    actor, values = current_actor(), request.form
    opened = open_for(db.session(), actor, assessment_id)
    move = catalog.of_item(opened.assessment).transitions.get(transition)
    if move is None:
        raise NotFound(NOT_FOUND, transition=transition)
    given: dict[str, Any] = {name: values.get(name, "") for name in move.needs}
    try:
        for name, text in given.items():
            require_length(text, name)
        operation(actor, assessment_id, seen_version=seen(values), **given)
    except CORRECTABLE as error:
        return _step_refused(actor, assessment_id, transition, error)
    flash(texts.done(move.title), "success")
    return redirect(url_for("assessments.summary", assessment_id=assessment_id))


def _step_refused(
    actor: Actor, assessment_id: int, transition: str, error: DomainError
) -> ResponseReturnValue:
    opened = open_for(db.session(), actor, assessment_id, "view_self_sheet")
    if (
        isinstance(error, WrongState | StaleVersion)
        and last_step_by(db.session(), opened, actor) == transition
    ):
        flash(texts.ALREADY_DONE, "info")  # a second press of the same button: the step stands, once
        return redirect(url_for("assessments.summary", assessment_id=assessment_id))
    if wants_json():
        raise error
    moved_on = not isinstance(error, InvalidInput)
    refused = Refused(
        transition,
        error.message,
        request.form.get("reason", ""),
        seen(request.form, "seen_sequence") if moved_on else None,
    )
    return _summary(actor, opened, refused), error.status


@blueprint.post("/<int:assessment_id>/gia-han")
def extend(assessment_id: int) -> ResponseReturnValue:
    """Give one unit more time."""
    actor, form = current_actor(), ExtendForm()
    if form.validate_on_submit():
        until, letter, reason = form.until.data, form.letter_number.data, form.reason.data
        try:
            operations.extend(actor, assessment_id, until=until, letter_number=letter, reason=reason)
        except InvalidInput as error:
            form[error.field].errors = [error.message]
        else:
            flash(texts.extended(until), "success")
            return redirect(url_for("assessments.summary", assessment_id=assessment_id))
    _, opened = _open(assessment_id)
    policy.require(actor, "extend", opened.assessment, opened.round)
    return _summary(actor, opened, form=form), 422

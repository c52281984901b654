"""Pages of figures of others: the round's imports for the standing body, the marks of its experts."""

import io

from flask import (
    Blueprint,
    Response,
    current_app,
    flash,
    redirect,
    render_template,
    request,
    send_file,
    url_for,
)
from flask.typing import ResponseReturnValue

from app.accounts.actor import Actor
from app.errors import DomainError, Forbidden, GuardRefused, InvalidInput, NotFound, StaleVersion
from app.evidence import storage
from app.extensions import db
from app.messages import NOT_FOUND
from app.messages import supplied as texts
from app.policy import has_conflict, only
from app.rounds import queries as rounds
from app.security import current_actor
from app.supplied import forms, operations, queries, template, views
from app.supplied.forms import ConfirmForm, UploadForm
from app.supplied.judging import Outcome
from app.supplied.marks import to_mark
from app.supplied.queries import Group, Member
from frameworks.model import Input, Node

blueprint = Blueprint("supplied", __name__)
READERS = only("standing_body", "auditor")
STANDING_BODY = only("standing_body")
EXPERT = only("expert")
ACCESS = {
    "supplied.overview": READERS,
    "supplied.group": READERS,
    "supplied.template": READERS,
    "supplied.file": READERS,
    "supplied.marks": READERS,
    "supplied.preview": STANDING_BODY,
    "supplied.confirm": STANDING_BODY,
    "supplied.marking": EXPERT,
    "supplied.by_criterion": EXPERT,
    "supplied.by_unit": EXPERT,
}
WORKBOOK = operations.MEDIA_TYPES[".xlsx"]


# --- the standing body -------------------------------------------------------------------------------------


@blueprint.get("/ky-danh-gia/<int:round_id>/so-lieu-cung-cap")
def overview(round_id: int) -> ResponseReturnValue:
    """What has come in from whom, group by group."""
    actor, session = current_actor(), db.session()
    round_ = rounds.open_round(session, actor, round_id, queries.READ)
    return render_template("supplied/overview.html", **views.overview(session, actor, round_))


@blueprint.get("/so-lieu-cung-cap/<int:group_id>/<supplier>")
def group(group_id: int, supplier: str) -> ResponseReturnValue:
    """One supplier in one group, with the form to hand a file in."""
    of = _open(group_id, supplier)
    return _group(of, supplier, UploadForm(formdata=None))


def _open(group_id: int, supplier: str, permission: str = queries.READ) -> Group:
    return operations.open_supplier(db.session(), current_actor(), group_id, supplier, permission)


def _group(of: Group, supplier: str, form: UploadForm, outcome: Outcome | None = None) -> str:
    page = views.group_page(db.session(), current_actor(), of, supplier)
    found = views.outcome_shown(of, outcome) if outcome else None
    return render_template("supplied/group.html", **page, form=form, found=found)


@blueprint.get("/so-lieu-cung-cap/<int:group_id>/<supplier>/mau.xlsx", endpoint="template")
def empty_file(group_id: int, supplier: str) -> Response:
    """The empty workbook of one supplier, with the group's units."""
    of = _open(group_id, supplier)
    units = [one.unit.name for one in queries.members(db.session(), group_id)]
    content = template.write(of.framework, supplier, units)
    name = texts.template_name(of.framework.id, supplier)
    return send_file(io.BytesIO(content), mimetype=WORKBOOK, as_attachment=True, download_name=name)


@blueprint.post("/so-lieu-cung-cap/<int:group_id>/<supplier>/xem-truoc")
def preview(group_id: int, supplier: str) -> ResponseReturnValue:
    """Read a file and show what it would change, or all that is wrong with it."""
    of = _open(group_id, supplier, "import_figures")
    form = UploadForm()
    if not form.validate_on_submit():
        return _group(of, supplier, form), 422
    file = form.file.data
    try:
        found = operations.preview(
            current_actor(), group_id, supplier, form.letter(), file.filename or "", file.read()
        )
    except InvalidInput as refusal:
        form.refuse(refusal)
        return _group(of, supplier, form), 422
    if not found.kept:
        return _group(of, supplier, form, found.outcome), 422
    return _preview(of, supplier, form, found.filename, found.kept, found.outcome)


def _preview(
    of: Group, supplier: str, letter: forms.LetterForm, filename: str, kept: str, outcome: Outcome
) -> str:
    told = letter.letter()
    confirming = ConfirmForm(
        formdata=None,
        provider=told.provider,
        letter_number=told.number,
        letter_date=told.day,
        filename=filename,
        kept=kept,
        seen=outcome.seen,
    )
    return render_template(
        "supplied/preview.html",
        round=of.round,
        group=of.group,
        supplier=supplier,
        title=texts.SUPPLIERS[supplier],
        form=confirming,
        provenance=texts.provenance(told.provider, told.number, told.day),
        found=views.outcome_shown(of, outcome),
    )


@blueprint.post("/so-lieu-cung-cap/<int:group_id>/<supplier>/nhap")
def confirm(group_id: int, supplier: str) -> ResponseReturnValue:
    """Take the figures of the file that was previewed."""
    of = _open(group_id, supplier, "import_figures")
    form = ConfirmForm()
    if not form.validate_on_submit():
        flash(texts.LETTER_NEEDED, "error")
        return redirect(url_for("supplied.group", group_id=group_id, supplier=supplier))
    given = (form.filename.data or "", form.kept.data or "")
    try:
        changed, units = operations.confirm(
            current_actor(), group_id, supplier, form.letter(), *given, form.seen.data or ""
        )
    except (InvalidInput, GuardRefused, StaleVersion) as error:
        return _again(of, supplier, form, error), error.status
    flash(texts.imported(changed, units), "success")
    return redirect(url_for("supplied.group", group_id=group_id, supplier=supplier))


def _again(of: Group, supplier: str, typed: ConfirmForm, error: DomainError) -> str:
    """The page to hand a file in, the letter as it was typed, with why it was not taken."""
    form = UploadForm(
        formdata=None,
        provider=typed.provider.data,
        letter_number=typed.letter_number.data,
        letter_date=typed.letter_date.data,
    )
    form.form_errors = [error.message, *error.data.get("reasons", [])[: views.MOST_CHANGES]]
    return _group(of, supplier, form)


@blueprint.get("/so-lieu-cung-cap/tep/<int:import_id>")
def file(import_id: int) -> Response:
    """The file of an import as it was handed in."""
    row = queries.open_import(db.session(), current_actor(), import_id)
    path = storage.path_of(row.sha256)
    if not path.is_file():
        current_app.logger.error("stored file %s of import %s is lost", row.sha256, row.id)
        raise NotFound(NOT_FOUND, figure_import=row.id)
    return send_file(path, as_attachment=True, download_name=row.filename, conditional=False, etag=row.sha256)


@blueprint.get("/so-lieu-cung-cap/<int:group_id>/diem-chuyen-gia")
def marks(group_id: int) -> ResponseReturnValue:
    """Every expert's marks of one criterion."""
    of = operations.open_supplier(db.session(), current_actor(), group_id, "experts", queries.READ)
    if not to_mark(of.framework):
        raise NotFound(NOT_FOUND, group=group_id)
    page = views.marks_page(db.session(), of, request.args.get("tieu-chi"))
    return render_template("supplied/marks.html", **page)


# --- the expert --------------------------------------------------------------------------------------------


@blueprint.get("/chuyen-gia")
def marking() -> ResponseReturnValue:
    """The criteria and units an expert marks."""
    actor, session = current_actor(), db.session()
    round_ = queries.marking_round(session, actor)
    if round_ is None:
        return render_template("supplied/no_round.html")
    return render_template("supplied/marking.html", **views.marking_page(session, actor, round_))


def _expert_group(group_id: int) -> Group:
    actor = current_actor()
    of = queries.open_group(db.session(), actor, group_id, "view")
    if "expert" not in actor.roles_in(of.round.id):
        raise NotFound(NOT_FOUND, group=group_id, actor=actor.id)
    return of


def _pair(of: Group, name: str) -> tuple[Node, Input]:
    for leaf, field in to_mark(of.framework):
        if field.name == name:
            return leaf, field
    raise NotFound(NOT_FOUND, figure=name)


@blueprint.route("/chuyen-gia/nhom/<int:group_id>/<name>", methods=["GET", "POST"])
def by_criterion(group_id: int, name: str) -> ResponseReturnValue:
    """One criterion over all units of a group."""
    of = _expert_group(group_id)
    pair = _pair(of, name)
    refused, answer = _save(of) if request.method == "POST" else (views.NOTHING_REFUSED, 200)
    if request.method == "POST" and not refused:
        return redirect(url_for("supplied.by_criterion", group_id=group_id, name=name))
    page = views.criterion_page(db.session(), current_actor(), of, pair, refused)
    return render_template("supplied/marking_table.html", **page), answer


@blueprint.route("/chuyen-gia/don-vi/<int:assessment_id>", methods=["GET", "POST"])
def by_unit(assessment_id: int) -> ResponseReturnValue:
    """One unit over all criteria experts mark."""
    actor = current_actor()
    of, member = _expert_unit(actor, assessment_id)
    refused, answer = _save(of) if request.method == "POST" else (views.NOTHING_REFUSED, 200)
    if request.method == "POST" and not refused:
        return redirect(url_for("supplied.by_unit", assessment_id=assessment_id))
    page = views.unit_page(db.session(), actor, of, member, refused)
    return render_template("supplied/marking_table.html", **page), answer


def _expert_unit(actor: Actor, assessment_id: int) -> tuple[Group, Member]:
    """The unit, when it is one the expert may mark; their own unit is none of their business here."""
    group_id = queries.group_of(db.session(), assessment_id)
    of = _expert_group(group_id)
    found = (one for one in queries.members(db.session(), group_id) if one.assessment.id == assessment_id)
    member = next(found)
    if has_conflict(actor, member.assessment.round_id, member.unit.id):
        raise Forbidden(texts.CONFLICT, rule="nobody marks their own unit")
    if not to_mark(of.framework):
        raise NotFound(NOT_FOUND, assessment=assessment_id)
    return of, member


def _save(of: Group) -> tuple[views.Refused, int]:
    """Save the marks of a page; those refused, with the answer's status."""
    saved, refused = operations.save_marks(current_actor(), of.round.id, forms.marks(request.form))
    message = texts.marks_saved(saved, len(refused))
    flash(message, "error" if refused else "success")
    return {(typed.assessment_id, typed.name): (typed, error) for typed, error in refused}, 422

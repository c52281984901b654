"""Pages of improvement tasks: the list, one task, drawing up one by one, from weak criteria and by file."""

import io
from collections.abc import Sequence
from datetime import date

from flask import Blueprint, Response, flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue

from app import csv_text, policy
from app.accounts.actor import Actor
from app.errors import GuardRefused, InvalidInput, NotFound
from app.extensions import db
from app.improvements import files, operations, queries, views
from app.improvements.drafts import Draft
from app.improvements.forms import ExtendForm, Refusing, ReportForm, StepForm, TaskForm, WeakForm
from app.improvements.models import TASK_STATES
from app.messages import NOT_FOUND
from app.messages import improvements as texts
from app.policy import only
from app.rounds import queries as rounds
from app.rounds.models import Round
from app.security import current_actor
from app.spreadsheets.tables import Problem
from frameworks.numbers import format_vi

blueprint = Blueprint("improvements", __name__, url_prefix="/nhiem-vu")

READERS = only("specialist", "leader", "standing_body", "chairman", "auditor")
FOLLOWERS = only("standing_body", "chairman", "auditor")
STANDING_BODY = only("standing_body")
ACCESS = {
    "improvements.list": READERS,
    "improvements.show": READERS,
    "improvements.act": READERS,
    "improvements.report": only("specialist"),
    "improvements.progress": FOLLOWERS,
    "improvements.progress_csv": FOLLOWERS,
    "improvements.create": STANDING_BODY,
    "improvements.edit": STANDING_BODY,
    "improvements.weak": STANDING_BODY,
    "improvements.assign_many": STANDING_BODY,
    "improvements.template": STANDING_BODY,
    "improvements.upload": STANDING_BODY,
    "improvements.confirm": STANDING_BODY,
}
WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


# --- the list -----------------------------------------------------------------------------------------------


@blueprint.get("", endpoint="list")
def list_tasks() -> ResponseReturnValue:
    """The tasks of a round that the person may see."""
    actor, session = current_actor(), db.session()
    known = rounds.rounds_of(session, actor)
    round_ = chosen_round(known)
    if round_ is None:
        return render_template("improvements/none.html")
    wanted = queries.Filter(
        state=request.args.get("trang_thai", ""),
        unit_id=request.args.get("dv", type=int),
        overdue="qua_han" in request.args,
        worklist=request.args.get("viec", ""),
        text=request.args.get("tim", "").strip()[:100],
    )
    page = queries.search(session, actor, round_, wanted, request.args.get("trang", 1, int))
    kept = {name: value for name, value in request.args.items() if name != "trang" and value}
    may_manage = policy.can_round(actor, "manage_tasks", round_)
    return render_template(
        "improvements/list.html",
        round=round_,
        rounds=known,
        wanted=wanted,
        page=page,
        due=views.due,
        states=texts.STATES,
        may_manage=may_manage,
        may_follow=FOLLOWERS.admits(actor),
        units=queries.places(session, round_) if FOLLOWERS.admits(actor) else [],
        address_of=lambda number: url_for("improvements.list", **{**kept, "trang": number}),
        all_states=TASK_STATES,
    )


def chosen_round(known: Sequence[Round]) -> Round | None:
    """The round the address names; else the newest whose result is public, else the newest."""
    wanted = request.args.get("ky", type=int)
    if wanted is None:
        return next((one for one in known if one.is_public), next(iter(known), None))
    found = next((one for one in known if one.id == wanted), None)
    if found is None:
        raise NotFound(NOT_FOUND, round=wanted)
    return found


@blueprint.post("/giao/<int:round_id>")
def assign_many(round_id: int) -> ResponseReturnValue:
    """Assign the drafts that are ticked."""
    ids = request.form.getlist("id", type=int)
    if not ids:
        flash(texts.NOTHING_TO_ASSIGN, "warning")
    else:
        done, refused = operations.assign_many(current_actor(), ids)
        flash(texts.assigned(done, refused), "warning" if refused else "success")
    return redirect(url_for("improvements.list", ky=round_id))


# --- one task -----------------------------------------------------------------------------------------------


@blueprint.get("/<int:task_id>")
def show(task_id: int) -> ResponseReturnValue:
    """One task: what is to be done, how far it is, what the person can do."""
    return show_task(task_id)


def show_task(
    task_id: int, *, failed: str = "", form: Refusing | None = None, report: ReportForm | None = None
) -> ResponseReturnValue:
    """The page of one task; the form of the step that failed comes back with what was typed."""
    shown = views.of_task(db.session(), current_actor(), task_id)
    report = report or ReportForm(formdata=None)
    report.period.choices = list(shown.periods)
    return render_template(
        "improvements/show.html",
        shown=shown,
        task=shown.task,
        states=texts.STATES,
        quarter=texts.quarter,
        failed=failed,
        form=form,
        extend=form if failed == "extend" else ExtendForm(formdata=None),
        report=report,
    ), 422 if failed else 200


@blueprint.post("/<int:task_id>/buoc/<transition>")
def act(task_id: int, transition: str) -> ResponseReturnValue:
    """One step on a task."""
    form = ExtendForm() if transition == "extend" else StepForm()
    try:
        # A day that cannot be read is told beside its field once the step itself is known to be possible.
        unreadable = transition == "extend" and not form.validate()
        operations.act(
            current_actor(),
            task_id,
            transition,
            reason=form.reason.data or "",
            letter_number=form.letter_number.data or "",
            minutes=form.minutes.data or "",
            due_on=form.due_on.data if isinstance(form, ExtendForm) else None,
            seen_version=form.seen_version.data,
        )
    except InvalidInput as refusal:
        db.session.rollback()
        if not (unreadable and refusal.field == "due_on"):
            form.refuse(refusal)
        return show_task(task_id, failed=transition, form=form)
    flash(texts.DONE[transition], "success")
    if transition == "discard":
        return redirect(url_for("improvements.list"))
    return redirect(url_for("improvements.show", task_id=task_id))


@blueprint.post("/<int:task_id>/bao-cao")
def report(task_id: int) -> ResponseReturnValue:
    """The unit's report on a quarter."""
    form = ReportForm()
    try:
        operations.report(
            current_actor(),
            task_id,
            period=form.period.data or "",
            percent=form.share(),
            content=form.content.data or "",
            seen_version=form.seen_version.data,
        )
    except InvalidInput as refusal:
        db.session.rollback()
        form.refuse(refusal)
        return show_task(task_id, failed="report_progress", report=form)
    flash(texts.REPORTED, "success")
    return redirect(url_for("improvements.show", task_id=task_id))


# --- drawing up ---------------------------------------------------------------------------------------------


def opened(round_id: int) -> tuple[Actor, Round, Sequence[queries.Place]]:
    """The round for whoever may draw up its tasks, with its units."""
    actor, session = current_actor(), db.session()
    round_ = rounds.open_round(session, actor, round_id, "manage_tasks")
    return actor, round_, queries.places(session, round_)


@blueprint.route("/moi/<int:round_id>", methods=["GET", "POST"])
def create(round_id: int) -> ResponseReturnValue:
    """A new task, one by one."""
    actor, round_, places = opened(round_id)
    form = TaskForm(unit_id=request.args.get("dv", type=int), code=request.args.get("tc", ""))
    form.unit_id.choices = [(place.unit_id, place.name) for place in places]
    if form.validate_on_submit():
        try:
            (task_id,) = operations.draw_up(actor, round_.id, [form.draft()])
        except InvalidInput as refusal:
            db.session.rollback()
            form.refuse(refusal)
        else:
            flash(texts.drafted(1), "success")
            return redirect(url_for("improvements.show", task_id=task_id))
    return render_template(
        "improvements/edit.html", form=form, round=round_, task=None
    ), 422 if form.errors else 200


@blueprint.route("/<int:task_id>/sua", methods=["GET", "POST"])
def edit(task_id: int) -> ResponseReturnValue:
    """Change a task that has not been assigned."""
    actor, session = current_actor(), db.session()
    task, round_ = queries.open_task(session, actor, task_id, "edit")
    form = TaskForm(obj=task, seen_version=task.version)
    form.unit_id.choices = [(place.unit_id, place.name) for place in queries.places(session, round_)]
    if form.validate_on_submit():
        try:
            operations.change(actor, task_id, form.draft(), seen_version=form.seen_version.data)
        except InvalidInput as refusal:
            session.rollback()
            form.refuse(refusal)
        else:
            flash(texts.SAVED, "success")
            return redirect(url_for("improvements.show", task_id=task_id))
    return render_template(
        "improvements/edit.html", form=form, round=round_, task=task
    ), 422 if form.errors else 200


@blueprint.route("/tieu-chi-yeu/<int:round_id>", methods=["GET", "POST"])
def weak(round_id: int) -> ResponseReturnValue:
    """Tasks from the criteria on which a unit lost most points."""
    actor, round_, places = opened(round_id)
    place = next((one for one in places if one.unit_id == request.values.get("dv", type=int)), None)
    found = queries.weak_criteria(db.session(), round_, place) if place else []
    form = WeakForm()
    ticked = set(request.form.getlist("code"))
    if request.method == "POST" and place is None:
        form.refuse(InvalidInput(texts.UNIT_UNKNOWN, field=""))
    elif request.method == "POST" and place is not None:
        valid = form.validate()
        if not ticked:
            form.refuse(InvalidInput(texts.NOTHING_TICKED, field=""))
        elif valid:
            drafts = [_from_weak(place, one, form) for one in found if one.code in ticked]
            try:
                operations.draw_up(actor, round_.id, drafts)
            except InvalidInput as refusal:
                db.session.rollback()
                form.refuse(refusal)
            else:
                flash(texts.drafted(len(drafts)), "success")
                return redirect(url_for("improvements.list", ky=round_.id, dv=place.unit_id))
    return render_template(
        "improvements/weak.html",
        round=round_,
        places=places,
        place=place,
        found=found,
        form=form,
        ticked=ticked,
        typed=request.form,
        proposed=_proposed,
    ), 422 if form.errors or form.form_errors else 200


def _proposed(one: queries.Weak) -> str:
    return texts.raise_to(format_vi(one.points), format_vi(one.maximum))


def _from_weak(place: queries.Place, one: queries.Weak, form: WeakForm) -> Draft:
    return Draft(
        place.unit_id,
        texts.improve(one.code, one.title),
        form.due_on.data or date.min,
        one.code,
        form.coordinating.data or "",
        request.form.get(f"muc_tieu-{one.code}", "").strip() or _proposed(one),
    )


# --- by file ------------------------------------------------------------------------------------------------


@blueprint.get("/mau/<int:round_id>.xlsx")
def template(round_id: int) -> Response:
    """The workbook to fill in."""
    _, round_, places = opened(round_id)
    name = texts.FILE_NAME.format(year=round_.year)
    content = io.BytesIO(files.template(places))
    return send_file(content, mimetype=WORKBOOK, as_attachment=True, download_name=name)


@blueprint.route("/tep/<int:round_id>", methods=["GET", "POST"])
def upload(round_id: int) -> ResponseReturnValue:
    """Read a filled-in workbook and show what it comes to, or every fault in it."""
    _, round_, places = opened(round_id)
    if request.method == "GET":
        return _upload(round_)
    file = request.files.get("tep")
    if file is None or not file.filename:
        return _upload(round_, [Problem("", texts.FILE_NEEDED)]), 422
    found = files.read(places, file.filename, file.read())
    if found.problems:
        return _upload(round_, found.problems), 422
    return _upload(round_, drafts=found.drafts, places=places)


def _upload(
    round_: Round,
    problems: Sequence[Problem] = (),
    drafts: Sequence[Draft] = (),
    places: Sequence[queries.Place] = (),
) -> str:
    names = {place.unit_id: place.name for place in places}
    return render_template(
        "improvements/upload.html",
        round=round_,
        problems=problems,
        drafts=drafts,
        names=names,
        written=files.written(drafts),
    )


@blueprint.post("/tep/<int:round_id>/xac-nhan")
def confirm(round_id: int) -> ResponseReturnValue:
    """Draw up what was previewed."""
    try:
        made = operations.draw_up(current_actor(), round_id, files.confirmed(request.form.get("viec", "")))
    except (InvalidInput, GuardRefused) as refusal:
        db.session.rollback()
        _, round_, _ = opened(round_id)
        return _upload(round_, [Problem("", refusal.message)]), refusal.status
    flash(texts.drafted(len(made)), "success")
    return redirect(url_for("improvements.list", ky=round_id))


# --- progress -----------------------------------------------------------------------------------------------


@blueprint.get("/tien-do/<int:round_id>")
def progress(round_id: int) -> ResponseReturnValue:
    """How far units are, quarter by quarter."""
    actor, session = current_actor(), db.session()
    round_ = rounds.open_round(session, actor, round_id)
    table = views.progress(session, actor, round_)
    return render_template("improvements/progress.html", round=round_, table=table, quarter=texts.quarter)


@blueprint.get("/tien-do/<int:round_id>.csv")
def progress_csv(round_id: int) -> Response:
    """The same as a file."""
    actor, session = current_actor(), db.session()
    round_ = rounds.open_round(session, actor, round_id)
    table = views.progress(session, actor, round_)
    head = [*texts.CSV_HEAD, *(f"{texts.quarter(period)} (%)" for period in table.periods)]
    rows = [
        [row.unit, row.tasks, row.completed, row.overdue, *(row.percents.get(one) for one in table.periods)]
        for row in table.rows
    ]
    response = Response(csv_text.write(head, rows), mimetype="text/csv")
    name = texts.CSV_NAME.format(year=round_.year)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response

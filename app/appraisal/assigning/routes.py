"""Pages of the assignment of appraisers, for the standing body."""

import io
from collections.abc import Sequence
from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue

from app import policy
from app.appraisal.assigning import files, handing, operations, queries, sharing, views
from app.appraisal.assigning.sharing import Matrix, Outcome, Part
from app.appraisal.forms import whole
from app.errors import GuardRefused, InvalidInput, StaleVersion
from app.extensions import db
from app.messages import assigning as texts
from app.messages.accounts import ROLE_TITLES
from app.policy import only
from app.rounds import queries as rounds
from app.rounds.models import Round
from app.security import current_actor
from app.spreadsheets.tables import Problem

blueprint = Blueprint("assigning", __name__, url_prefix="/ky-danh-gia/<int:round_id>/phan-cong")

STANDING_BODY = only("standing_body")
ACCESS = {
    "assigning.overview": only("standing_body", "auditor"),
    "assigning.template": STANDING_BODY,
    "assigning.mode": STANDING_BODY,
    "assigning.preview": STANDING_BODY,
    "assigning.upload": STANDING_BODY,
    "assigning.confirm": STANDING_BODY,
    "assigning.end": STANDING_BODY,
    "assigning.hand_over": only("standing_body", "administrator"),
}
WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@blueprint.get("")
def overview(round_id: int) -> ResponseReturnValue:
    """Who appraises what, with the forms to assign."""
    return _overview(round_id)


def _overview(
    round_id: int,
    *,
    errors: Sequence[str] = (),
    problems: Sequence[Problem] = (),
    typed: Any = None,
) -> str:
    """The page; `errors` say why something was refused, `typed` is the form it was chosen in."""
    actor, session = current_actor(), db.session()
    round_ = rounds.open_round(session, actor, round_id, "view_people")
    matrix = queries.matrix(session, round_)
    wanted = views.Wanted.read(request.values)
    groups = list(dict.fromkeys((place.group_id, place.group_title) for place in matrix.places))
    shown = wanted.group_id if len(groups) > 1 else (groups[0][0] if groups else None)
    tables = views.tables(matrix, wanted)
    may_assign = policy.can_round(actor, "assign", round_)
    return render_template(
        "assigning/overview.html",
        round=round_,
        wanted=wanted,
        groups=groups,
        tables=tables,
        people=matrix.people,
        loads=views.loads(matrix),
        nodes=views.nodes(matrix, shown),
        shown_person=views.of_person(matrix, whole(request.values.get("xem"))),
        lacking=sum(views.lacks(matrix, place) for place in matrix.places),
        total=len(matrix.places),
        shown_units=sum(len(table["rows"]) for table in tables),
        may_assign=may_assign,
        may_change_mode=may_assign and round_.state in operations.BEFORE_APPRAISAL,
        errors=errors,
        problems=problems,
        chosen={
            "people": set(typed.getlist("nguoi")) if typed else set(),
            "units": set(typed.getlist("dv")) if typed else set(),
            "groups": set(typed.getlist("ca-nhom")) if typed else set(),
            "code": typed.get("muc", "") if typed else "",
            "lane": typed.get("luot", "1") if typed else "1",
            "reason": typed.get("reason", "") if typed else "",
            "ended": set(typed.getlist("viec")) if typed else set(),
        },
    )


@blueprint.get("/mau.xlsx")
def template(round_id: int) -> Response:
    """The workbook to fill in."""
    actor, session = current_actor(), db.session()
    round_ = rounds.open_round(session, actor, round_id, "assign")
    content = files.template(queries.matrix(session, round_))
    name = texts.FILE_NAME.format(year=round_.year)
    return send_file(io.BytesIO(content), mimetype=WORKBOOK, as_attachment=True, download_name=name)


@blueprint.post("/cach-tham-dinh")
def mode(round_id: int) -> ResponseReturnValue:
    """By assignment only or not; by two people independently or not."""
    try:
        operations.change_mode(
            current_actor(),
            round_id,
            assigned_only="assigned_only" in request.form,
            double_appraisal="double_appraisal" in request.form,
            seen_version=whole(request.form.get("seen_version")),
        )
    except (InvalidInput, GuardRefused) as refusal:
        return _overview(round_id, errors=[refusal.message]), refusal.status
    flash(texts.MODE_SAVED, "success")
    return _back(round_id)


@blueprint.post("/xem-truoc")
def preview(round_id: int) -> ResponseReturnValue:
    """What the chosen people, units and criteria would come to, or an even distribution."""
    actor, session = current_actor(), db.session()
    round_ = rounds.open_round(session, actor, round_id, "assign")
    matrix = queries.matrix(session, round_)
    chosen = [number for text in request.form.getlist("nguoi") if (number := whole(text) or 0) > 0]
    units = _chosen_units(matrix)
    balanced = request.form.get("cach") == "chia-deu"
    if not chosen or (not units and not balanced):
        error = texts.NOBODY_CHOSEN if balanced else texts.NOTHING_CHOSEN
        return _overview(round_id, errors=[error], typed=request.form), 422
    left: Sequence[tuple[Any, str]] = ()
    if balanced:
        found = sharing.balance(matrix, set(chosen), set(units) if units else None)
        parts, left = found.parts, found.left
        if not parts and not left:
            return _overview(round_id, errors=[texts.NOTHING_TO_SHARE], typed=request.form), 422
    else:
        code, lane = request.form.get("muc") or None, whole(request.form.get("luot")) or 1
        parts = tuple(Part(person, unit, code, lane) for unit in units for person in chosen)
    return _preview(round_, matrix, sharing.judge(matrix, parts), left, balanced=balanced)


def _chosen_units(matrix: Matrix) -> list[int]:
    """The units ticked, one by one or as whole groups of those the page showed, in printed order."""
    wanted = views.Wanted.read(request.form)
    one_by_one, whole_groups = set(request.form.getlist("dv")), set(request.form.getlist("ca-nhom"))
    return [
        place.unit_id
        for place in matrix.places
        if str(place.unit_id) in one_by_one
        or (str(place.group_id) in whole_groups and wanted.shows(matrix, place))
    ]


def _preview(
    round_: Round,
    matrix: Matrix,
    outcomes: Sequence[Outcome],
    left: Sequence[tuple[Any, str]] = (),
    *,
    balanced: bool = False,
) -> str:
    return render_template(
        "assigning/preview.html",
        round=round_,
        balanced=balanced,
        rows=views.outcome_rows(matrix, outcomes),
        given=sum(not one.refusal for one in outcomes),
        loads=views.load_changes(matrix, outcomes),
        left=[{"unit": place.name, "reason": reason} for place, reason in left],
        written=sharing.written([one.part for one in outcomes]),
        seen=sharing.seen(outcomes),
    )


@blueprint.post("/tep")
def upload(round_id: int) -> ResponseReturnValue:
    """Read a filled-in workbook and show what it comes to, or every fault in it."""
    actor, session = current_actor(), db.session()
    round_ = rounds.open_round(session, actor, round_id, "assign")
    file = request.files.get("tep")
    if file is None or not file.filename:
        return _overview(round_id, errors=[texts.FILE_NEEDED]), 422
    matrix = queries.matrix(session, round_)
    found = files.read(matrix, file.filename, file.read())
    if found.problems:
        return _overview(round_id, problems=found.problems), 422
    return _preview(round_, matrix, sharing.judge(matrix, found.parts))


@blueprint.post("/xac-nhan")
def confirm(round_id: int) -> ResponseReturnValue:
    """Give what was previewed."""
    actor = current_actor()
    parts = sharing.read(request.form.get("viec", ""))
    try:
        given, refused = operations.assign(actor, round_id, parts, seen_mark=request.form.get("seen", ""))
    except StaleVersion as error:
        session = db.session()
        session.rollback()
        flash(error.message, "error")
        matrix, outcomes = operations.preview(session, actor, round_id, parts)
        return _preview(rounds.open_round(session, actor, round_id), matrix, outcomes), error.status
    except GuardRefused as refusal:
        errors = [refusal.message, *refusal.data["reasons"]]
        return _overview(round_id, errors=errors), refusal.status
    flash(texts.assigned(given, refused), "success")
    return _back(round_id)


@blueprint.post("/thoi")
def end(round_id: int) -> ResponseReturnValue:
    """End assignments of one person."""
    ids = [number for text in request.form.getlist("viec") if (number := whole(text) or 0) > 0]
    try:
        number = operations.end(current_actor(), round_id, ids, reason=request.form.get("reason", ""))
    except InvalidInput as refusal:
        return _overview(round_id, errors=[refusal.message], typed=request.form), refusal.status
    flash(texts.ended(number), "success")
    return redirect(url_for("assigning.overview", round_id=round_id, xem=request.form.get("xem")))


@blueprint.route("/ban-giao", methods=["GET", "POST"])
def hand_over(round_id: int) -> ResponseReturnValue:
    """Hand everything one person does in the round over to another one: choose, look, confirm."""
    actor, session = current_actor(), db.session()
    round_ = rounds.open_round(session, actor, round_id, "hand_over")
    old, new = (whole(request.values.get(name)) or 0 for name in ("tu", "den"))
    typed = {"reason": request.form.get("reason", ""), "left": request.form.get("left", handing.KEEP)}
    refused: tuple[str, str] | None = None
    status, plan = 200, None
    if request.method == "POST":
        try:
            given, left = handing.hand_over(
                actor, round_id, old, new, **typed, seen_mark=request.form.get("seen", "")
            )
        except (InvalidInput, GuardRefused, StaleVersion) as refusal:
            refused, status = (refusal.data.get("field", ""), refusal.message), refusal.status
            session.rollback()
        else:
            flash(texts.handed(given, left), "success")
            return redirect(url_for("assigning.hand_over", round_id=round_id))
    if old or new:
        try:
            plan = handing.preview(session, actor, round_id, old, new)
        except (InvalidInput, GuardRefused) as refusal:
            refused, status = refused or (refusal.data.get("field", ""), refusal.message), refusal.status
    page = render_template(
        "assigning/handing.html",
        round=round_,
        people=queries.people_with_work(session, round_),
        takers=queries.active_people(session, round_),
        old=old,
        new=new,
        plan=plan,
        role_titles=ROLE_TITLES,
        left_titles=texts.LEFT_TITLES,
        typed=typed,
        refused=refused,
        assigns=STANDING_BODY.admits(actor),
    )
    return page, status


def _back(round_id: int) -> ResponseReturnValue:
    return redirect(url_for("assigning.overview", round_id=round_id))

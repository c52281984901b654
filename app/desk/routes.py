"""Pages of the desk: what waits for me, the board of the round, late units; and opening a round."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app import catalog, clock, csv_text, policy
from app.accounts.actor import Actor
from app.assessments.lateness import EXPLANATION_STATES
from app.assessments.models import ASSESSMENT_STATES
from app.assessments.opening import open_collection
from app.desk import board as boards
from app.desk import tasks as desks
from app.desk import views
from app.desk.board import Late, Wanted
from app.errors import NotFound
from app.extensions import db
from app.messages import NOT_FOUND
from app.messages import desk as texts
from app.policy import SIGNED_IN, only
from app.rounds import queries as rounds
from app.rounds.forms import number_of
from app.rounds.models import Round
from app.security import current_actor
from app.worklists.views import action_choices

blueprint = Blueprint("desk", __name__)

BOARD_READERS = only(
    "standing_body",
    "appraiser",
    "council_member",
    "council_chair",
    "council_secretary",
    "secretariat",
    "chairman",
    "auditor",
)
ACCESS = {
    "desk.start": SIGNED_IN,
    "desk.work": SIGNED_IN,
    "desk.board": BOARD_READERS,
    "desk.late": BOARD_READERS,
    "desk.late_csv": BOARD_READERS,
    "desk.open_round": only("standing_body"),
}


@blueprint.get("/")
def start() -> ResponseReturnValue:
    """The way in."""
    return redirect(url_for("desk.work"))


@blueprint.get("/viec-can-lam")
def work() -> ResponseReturnValue:
    """What waits for me."""
    actor, session = current_actor(), db.session()
    round_ = rounds.current_round(session, actor)
    if round_ is None:
        may_create = "standing_body" in actor.roles_in(None)
        lent = desks.for_others(session, actor)
        return render_template("desk/no_round.html", may_create=may_create, lent=lent)
    shown = desks.desk(session, actor, round_)
    own = shown.own
    definition = catalog.of_item(round_)
    of_unit = catalog.assessment_workflow(round_)
    return render_template(
        "desk/work.html",
        round=round_,
        round_state=definition.states[round_.state].title,
        desk=shown,
        own=own,
        own_state=of_unit.states[own.state].title if own else "",
        own_text=texts.WAITING[own.state] if own else "",
        stage=views.UNIT_STAGES[own.state] if own else views.ROUND_STAGES[round_.state],
        finished=round_.is_public,
        tasks=[task for task in map(views.task_view, shown.tasks) if task],
        milestones=views.milestones(round_),
        shortcuts=views.shortcuts(actor, round_, own.group_id if own else None, own.id if own else None),
        alert=texts.late_units(shown.late, shown.closed) if shown.late else "",
        days_left=texts.days_left,
        lent=desks.for_others(session, actor),
    )


@blueprint.post("/ky-danh-gia/<int:round_id>/mo")
def open_round(round_id: int) -> ResponseReturnValue:
    """Open a round: every unit in force gets its assessment."""
    seen = request.form.get("seen_version", "")
    open_collection(current_actor(), round_id, seen_version=number_of(seen) or None)
    flash(texts.OPENED, "success")
    return redirect(url_for("desk.board"))


# --- the board --------------------------------------------------------------------------------------------


def round_of_page(session: Session, actor: Actor) -> Round | None:
    """The round of the address (`ky`), else the present one; None when there is none to see."""
    asked = request.args.get("ky")
    if asked is None:
        return rounds.current_round(session, actor)
    return rounds.open_round(session, actor, number_of(asked))


def wanted_of_page() -> Wanted:
    """The filters of the address."""
    state, sort = request.args.get("buoc", ""), request.args.get("sap-xep", "don-vi")
    return Wanted(
        group_id=number_of(request.args.get("nhom")) or None,
        state=state if state in ASSESSMENT_STATES else "",
        text=request.args.get("tim", "").strip()[:100],
        late_only=request.args.get("tre") == "1",
        sort=sort if sort in boards.SORTS else "don-vi",
        descending=request.args.get("chieu") == "giam",
        page=number_of(request.args.get("trang")) or 1,
    )


@blueprint.get("/bang-tien-do")
def board() -> ResponseReturnValue:
    """How far each unit is, without any points."""
    actor, session = current_actor(), db.session()
    round_ = round_of_page(session, actor)
    if round_ is None or round_.state == "preparing":
        return render_template("desk/no_board.html", round=round_, may_setup=_admits("rounds.setup", actor))
    policy.require_round(actor, "view_board", round_)
    wanted = wanted_of_page()
    rows = boards.board_rows(session, actor, round_)
    definition = catalog.assessment_workflow(round_)
    kept = {name: value for name, value in request.args.items() if value and name != "trang"}
    choices = action_choices(actor, round_)
    return render_template(
        "desk/board.html",
        round=round_,
        round_state=catalog.of_item(round_).states[round_.state].title,
        stage=views.ROUND_STAGES[round_.state],
        board=boards.narrow(rows, wanted),
        wanted=wanted,
        groups=rounds.groups_of(session, round_.id),
        states={name: state.title for name, state in definition.states.items()},
        steps=[views.step_view(choice, round_) for choice in desks.steps(session, actor, round_)],
        columns=views.board_columns(wanted, kept, bool(choices)),
        bulk_actions=choices,
        carried={key: value for key, value in kept.items() if key != "ky"},
        open_address=lambda row: views.unit_address(actor, round_, row),
        page_address=lambda number: url_for("desk.board", **{**kept, "trang": number}),
        state_address=lambda state: url_for("desk.board", **_with_state(kept, state)),
        late_address=url_for("desk.late", ky=request.args.get("ky")),
        times_address=views.times_address(actor, round_),
    )


def _admits(endpoint: str, actor: Actor) -> bool:
    return policy.ENDPOINTS[endpoint].admits(actor)


def _with_state(kept: Mapping[str, str], state: str | None) -> dict[str, Any]:
    """The filters of the address with another state, or with none."""
    return {**kept, "buoc": state or None}


# --- late units -------------------------------------------------------------------------------------------


def late_of_page() -> tuple[Round, list[Late]]:
    """The round and its late units, for those who may see the board."""
    actor, session = current_actor(), db.session()
    round_ = round_of_page(session, actor)
    if round_ is None:
        raise NotFound(NOT_FOUND, actor=actor.id)
    policy.require_round(actor, "view_board", round_)
    return round_, boards.late_units(session, actor, round_)


@blueprint.get("/don-vi-tre")
def late() -> ResponseReturnValue:
    """Late units: what is missing, for how long, and whom to call."""
    round_, units = late_of_page()
    actor = current_actor()
    definition = catalog.assessment_workflow(round_)
    return render_template(
        "desk/late.html",
        round=round_,
        waiting=[unit for unit in units if unit.row.waits_for_unit],
        explaining=[unit for unit in units if unit.row.state in EXPLANATION_STATES],
        handed_in=[
            unit for unit in units if not unit.row.waits_for_unit and unit.row.state not in EXPLANATION_STATES
        ],
        states={name: state.title for name, state in definition.states.items()},
        may_extend=policy.can_round(actor, "extend", round_),
        open_address=lambda row: views.unit_address(actor, round_, row),
        csv_address=url_for("desk.late_csv", ky=request.args.get("ky")),
        times_address=views.times_address(actor, round_),
    )


@blueprint.get("/don-vi-tre.csv")
def late_csv() -> ResponseReturnValue:
    """The same list as a file."""
    round_, units = late_of_page()
    states = catalog.assessment_workflow(round_).states
    text = csv_text.write(
        texts.CSV_LATE, [views.late_line(number, unit, states) for number, unit in enumerate(units, 1)]
    )
    response = Response(text, mimetype="text/csv")
    response.headers["Content-Disposition"] = f'attachment; filename="{texts.late_file(clock.today())}"'
    return response

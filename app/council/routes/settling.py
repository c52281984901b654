"""Concluding in bulk: what settling would do to each unit, once confirmed, and what it did."""

from collections.abc import Collection
from fractions import Fraction

from flask import render_template, request
from flask.typing import ResponseReturnValue

from app.accounts.actor import Actor
from app.council import operations
from app.council.guards import quorum_refusal
from app.council.routes.room import blueprint
from app.council.totals import UnitTotals, unit_totals
from app.council.views import unit_line
from app.extensions import db
from app.messages import council as texts
from app.rounds import queries as rounds
from app.rounds.models import Round
from app.security import current_actor

STATES = ("appraised", "in_council")


@blueprint.get("/ky/<int:round_id>/thong-nhat")
def settle_plan(round_id: int) -> ResponseReturnValue:
    """Every unit not settled yet: its totals, what changed, and why some cannot be settled."""
    return preview(current_actor(), round_id)


def preview(
    actor: Actor, round_id: int, chosen: Collection[int] | None = None, error: str = ""
) -> ResponseReturnValue:
    """The one preview of settling many units, from here and from lists of work: those chosen are ticked, or
    all that can be settled."""
    session = db.session()
    round_ = rounds.open_round(session, actor, round_id, "view_session")
    rows = [row for row in unit_totals(session, actor, round_) if row.assessment.state in STATES]
    body = render_template(
        "council/settle.html",
        round=round_,
        rows=[_line(row, round_, chosen) for row in rows],
        quorum=quorum_refusal(session, round_),
        error=error,
    )
    return body, 422 if error else 200


def _line(row: UnitTotals, round_: Round, chosen: Collection[int] | None) -> dict[str, object]:
    line = unit_line(row, round_.decimals)
    if row.assessment.state != "in_council":
        why = texts.NOT_BEFORE_COUNCIL
    else:
        why = texts.points_open(line["open"]) if line["open"] else ""
    picked = not why and (chosen is None or row.assessment.id in chosen)
    return {**line, "why": why, "picked": picked, "total": str(row.council_total)}


@blueprint.post("/ky/<int:round_id>/thong-nhat")
def settle_all(round_id: int) -> ResponseReturnValue:
    """Settle the units that were chosen, and report on each."""
    actor = current_actor()
    ids = [int(text) for text in request.form.getlist("don_vi") if text.isdecimal()]
    if not ids:
        return preview(actor, round_id, ids, texts.NOTHING_CHOSEN)
    seen = {number: total for number in ids if (total := _shown(f"tong_{number}")) is not None}
    outcomes = operations.settle_many(actor, round_id, ids, seen=seen)
    return render_template(
        "council/settle_report.html",
        title=texts.SETTLE_REPORT,
        round_id=round_id,
        done=[outcome for outcome in outcomes if outcome.done],
        refused=[outcome for outcome in outcomes if not outcome.done],
    )


def _shown(field: str) -> Fraction | None:
    """A total as the page carried it; None when it carried none."""
    try:
        return Fraction(request.form[field]) if field in request.form else None
    except (ValueError, ZeroDivisionError):
        return None

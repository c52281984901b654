"""Declaring conflicts of interest, and the standing body's view of them."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app import policy
from app.appraisal import conflicts as declarations
from app.appraisal.forms import whole
from app.appraisal.routes.room import blueprint, round_of_page
from app.errors import InvalidInput
from app.extensions import db
from app.messages import assigning as texts
from app.rounds import queries as rounds
from app.security import current_actor

OVERSEERS = frozenset({"standing_body", "auditor"})


@blueprint.get("/xung-dot")
def conflicts() -> ResponseReturnValue:
    """One's own declarations with the form; everybody's for who oversees the round."""
    return _page()


def _page(refused: InvalidInput | None = None, round_id: int | None = None) -> ResponseReturnValue:
    actor, session = current_actor(), db.session()
    session.rollback()
    round_ = rounds.open_round(session, actor, round_id) if round_id else round_of_page(session, actor)
    if round_ is None:
        return render_template("appraisal/no_round.html")
    every = declarations.standing(session, round_.id)
    oversees = bool(actor.roles_in(round_.id) & OVERSEERS)
    body = render_template(
        "appraisal/conflicts.html",
        round=round_,
        rows=every if oversees else [row for row in every if row.account_id == actor.id],
        oversees=oversees,
        may_declare=policy.can_round(actor, declarations.DECLARE, round_),
        may_take_back=policy.can_round(actor, declarations.TAKE_BACK, round_),
        units=declarations.units_to_declare(session, actor, round_),
        refused=refused,
        typed={"unit_id": request.form.get("unit_id", ""), "reason": request.form.get("reason", "")},
    )
    return body, 422 if refused else 200


@blueprint.post("/ky/<int:round_id>/xung-dot")
def declare(round_id: int) -> ResponseReturnValue:
    """Declare a conflict with one unit."""
    unit_id = whole(request.form.get("unit_id")) or 0
    try:
        unit = declarations.declare(current_actor(), round_id, unit_id, request.form.get("reason", ""))
    except InvalidInput as refusal:
        return _page(refusal, round_id)
    flash(texts.DECLARED.format(unit=unit), "success")
    return redirect(url_for("appraisal.conflicts", ky=round_id))


@blueprint.post("/ky/<int:round_id>/xung-dot/<int:declaration_id>/bo")
def withdraw(round_id: int, declaration_id: int) -> ResponseReturnValue:
    """Take a declaration back."""
    try:
        person, unit = declarations.withdraw(
            current_actor(), round_id, declaration_id, request.form.get("reason", "")
        )
    except InvalidInput as refusal:
        flash(refusal.message, "error")
    else:
        flash(texts.WITHDRAWN.format(person=person, unit=unit), "success")
    return redirect(url_for("appraisal.conflicts", ky=round_id))

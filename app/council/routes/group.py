"""What is decided for a whole group: criteria without enough data, units that are not ranked."""

from collections.abc import Sequence
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app import policy
from app.accounts.actor import Actor
from app.appraisal.forms import whole
from app.appraisal.routes.room import round_of_page
from app.assessments.queries import open_for
from app.council import operations
from app.council.analysis import read_group
from app.council.coverage import coverage_of, simulate, withdrawals
from app.council.group_views import coverage_lines, mark_places, unit_lines
from app.council.routes.room import blueprint
from app.errors import InvalidInput, NotFound
from app.extensions import db
from app.messages import NOT_FOUND
from app.messages import cohort as texts
from app.rounds import queries as rounds
from app.rounds.models import Round, RoundGroup
from app.security import current_actor


def chosen_group(session: Session, round_: Round) -> tuple[Sequence[RoundGroup], RoundGroup | None]:
    """The groups of a round and the one the address names, else the first."""
    groups = rounds.groups_of(session, round_.id)
    asked = whole(request.args.get("nhom"))
    if asked is None:
        return groups, groups[0] if groups else None
    group = next((one for one in groups if one.id == asked), None)
    if group is None:
        raise NotFound(NOT_FOUND, group=asked)
    return groups, group


@blueprint.get("/chi-so-thieu-so-lieu")
def coverage() -> ResponseReturnValue:
    """How many units have data for each criterion, and what withdrawing some would change."""
    actor, session = current_actor(), db.session()
    round_ = round_of_page(session, actor)
    if round_ is None or not policy.can_round(actor, "view_analysis", round_):
        return redirect(url_for("council.sessions"))
    groups, group = chosen_group(session, round_)
    tried = request.args.getlist("thu")
    return _coverage_page(session, actor, round_, groups, group, tried)


def _coverage_page(
    session: Session,
    actor: Actor,
    round_: Round,
    groups: Sequence[RoundGroup],
    group: RoundGroup | None,
    tried: Sequence[str],
    **refused: Any,
) -> str:
    if group is None:
        return render_template("council/coverage.html", round=round_, groups=[], group=None)
    whole_group = read_group(session, actor, round_, group)
    found = coverage_of(whole_group.framework, whole_group.units)
    standing = withdrawals(session, group.id)
    may_try = [code for code, one in found.items() if one.flagged and code not in standing]
    more = [code for code in may_try if code in tried]
    simulation = None
    if more:
        simulation = simulate(
            group, whole_group.units, whole_group.names, list(standing), more, round_.decimals
        )
    everything = request.args.get("xem") == "tat-ca"
    return render_template(
        "council/coverage.html",
        round=round_,
        groups=groups,
        group=group,
        lines=coverage_lines(whole_group.framework, found, standing, everything),
        everything=everything,
        criteria=len(found),
        tried=more,
        may_try=bool(may_try),
        simulation=simulation,
        places=mark_places(simulation, whole_group.shown, round_.decimals) if simulation else [],
        labels=[whole_group.label(code) for code in more],
        may_withdraw=policy.can_round(actor, "withdraw_criteria", round_),
        refused={"message": "", "reason": "", "code": "", **refused},
    )


@blueprint.post("/nhom/<int:group_id>/loai-chi-so")
def withdraw(group_id: int) -> ResponseReturnValue:
    """Leave criteria out of a group's ranking."""
    actor, codes = current_actor(), request.form.getlist("codes")
    reason = request.form.get("reason", "")
    try:
        operations.withdraw(actor, group_id, codes, reason=reason)
    except InvalidInput as refusal:
        _only_the_reason(refusal)
        return _refused(actor, group_id, codes, message=refusal.message, reason=reason)
    flash(texts.WITHDRAWN_DONE, "success")
    return _back(group_id)


@blueprint.post("/nhom/<int:group_id>/khoi-phuc-chi-so")
def restore(group_id: int) -> ResponseReturnValue:
    """Take a criterion back into a group's ranking."""
    actor, code, reason = current_actor(), request.form.get("code", ""), request.form.get("reason", "")
    try:
        operations.restore(actor, group_id, code, reason=reason)
    except InvalidInput as refusal:
        _only_the_reason(refusal)
        return _refused(actor, group_id, [], message=refusal.message, reason=reason, code=code)
    flash(texts.RESTORED_DONE, "success")
    return _back(group_id)


def _only_the_reason(refusal: InvalidInput) -> None:
    """Other refusals than of the reason are no fault of what stands in the panel, which may not be there."""
    if refusal.field != "reason":
        raise refusal


def _refused(actor: Actor, group_id: int, tried: Sequence[str], **refused: str) -> ResponseReturnValue:
    """The same page with what was refused and what was typed."""
    session = db.session()
    session.rollback()
    group = session.get_one(RoundGroup, group_id)
    round_ = rounds.open_round(session, actor, group.round_id, "view_analysis")
    groups = rounds.groups_of(session, round_.id)
    return _coverage_page(session, actor, round_, groups, group, tried, **refused), 422


def _back(group_id: int) -> ResponseReturnValue:
    group = db.session().get_one(RoundGroup, group_id)
    return redirect(url_for("council.coverage", ky=group.round_id, nhom=group.id))


# --- units that are not ranked ------------------------------------------------------------------------------


@blueprint.get("/ky/<int:round_id>/khong-xep-hang")
def unranked(round_id: int) -> ResponseReturnValue:
    """The units assessed but not ranked."""
    return _unranked_page(round_id)


def _unranked_page(round_id: int, **refused: str) -> str:
    actor, session = current_actor(), db.session()
    session.rollback()
    round_ = rounds.open_round(session, actor, round_id)
    may_rank = policy.can_round(actor, "rank_units", round_)
    if not may_rank:
        policy.require_round(actor, "view_session", round_)
    return render_template(
        "council/unranked.html",
        round=round_,
        units=unit_lines(session, round_),
        may_rank=may_rank,
        refused={"message": "", "reason": "", "unit": "", "again": "", **refused},
    )


@blueprint.post("/ky/<int:round_id>/khong-xep-hang")
def leave_unranked(round_id: int) -> ResponseReturnValue:
    """Assess a unit without ranking it."""
    actor, reason = current_actor(), request.form.get("reason", "")
    unit = request.form.get("assessment_id", "")
    number = whole(unit)
    rounds.open_round(db.session(), actor, round_id, "rank_units")
    if number is None or number < 0:
        return _unranked_page(round_id, message=texts.CHOOSE_UNIT, reason=reason), 422
    try:
        name = operations.leave_unranked(actor, number, reason=reason)
    except InvalidInput as refusal:
        return _unranked_page(round_id, message=refusal.message, reason=reason, unit=unit), 422
    flash(texts.unranked_done(name), "success")
    return redirect(url_for("council.unranked", round_id=round_id))


@blueprint.post("/don-vi/<int:assessment_id>/xep-hang-lai")
def rank_again(assessment_id: int) -> ResponseReturnValue:
    """Take a unit back into the ranking."""
    actor, reason = current_actor(), request.form.get("reason", "")
    round_id = open_for(db.session(), actor, assessment_id).round.id
    try:
        name = operations.rank_again(actor, assessment_id, reason=reason)
    except InvalidInput as refusal:
        page = _unranked_page(round_id, message=refusal.message, reason=reason, again=str(assessment_id))
        return page, 422
    flash(texts.ranked_done(name), "success")
    return redirect(url_for("council.unranked", round_id=round_id))

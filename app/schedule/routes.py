"""Pages about time: the deadlines of a round, and an authority's own days off."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app import clock, policy, working_days
from app.errors import InvalidInput
from app.extensions import db
from app.messages import schedule as texts
from app.policy import only
from app.rounds import queries as rounds
from app.rounds.forms import number_of, read_day
from app.schedule import lines, operations, queries, views
from app.schedule.lines import OwnDay
from app.security import current_actor

blueprint = Blueprint("schedule", __name__)
READERS = only("standing_body", "auditor")
STANDING_BODY = only("standing_body")
ACCESS = {
    "schedule.deadlines": READERS,
    "schedule.remind": STANDING_BODY,
    "schedule.days_off": READERS,
    "schedule.add_day": STANDING_BODY,
    "schedule.import_days": STANDING_BODY,
    "schedule.remove_day": STANDING_BODY,
}


@blueprint.get("/ky-danh-gia/<int:round_id>/thoi-han")
def deadlines(round_id: int) -> ResponseReturnValue:
    """Every deadline of a round, who is late, what was and will be sent."""
    return show_deadlines(round_id)


def show_deadlines(round_id: int, error: str = "") -> str:
    """The page, with what was refused."""
    actor, session = current_actor(), db.session()
    round_ = rounds.open_round(session, actor, round_id)
    shown = views.times(session, actor, round_)
    return render_template(
        "schedule/deadlines.html",
        round=round_,
        times=shown,
        late=[views.late_row(item, shown.late_states) for item in shown.late],
        sent=[views.sent_row(line) for line in shown.sent],
        extensions=[
            {
                "name": one.unit_name,
                "id": one.assessment_id,
                "deadline": texts.deadline_title(one.deadline),
                "until": one.until,
                "over": one.is_over(shown.today),
                "letter": one.letter_number,
                "reason": one.reason,
                "by": one.granted_by,
                "at": one.granted_at,
            }
            for one in shown.extensions
        ],
        may_remind=policy.can_round(actor, "remind", round_),
        may_read="standing_body" in actor.all_roles,
        error=error,
    )


@blueprint.post("/ky-danh-gia/<int:round_id>/thoi-han/don-doc")
def remind(round_id: int) -> ResponseReturnValue:
    """Remind the chosen units now."""
    actor = current_actor()
    policy.require_round(actor, "remind", rounds.open_round(db.session(), actor, round_id))
    chosen = [number for text in request.form.getlist("don-vi") if (number := number_of(text))]
    if not chosen:
        return show_deadlines(round_id, error=texts.NOTHING_CHOSEN), 422
    outcome = operations.remind_units(actor, round_id, chosen)
    if outcome.done:
        flash(texts.reminded(outcome.done), "success")
    if outcome.refused:
        flash(texts.not_reminded(len(outcome.refused), outcome.refused[0]), "warning")
    return redirect(url_for("schedule.deadlines", round_id=round_id))


# --- days off -----------------------------------------------------------------------------------------------


@blueprint.get("/ngay-nghi")
def days_off() -> ResponseReturnValue:
    """The national days of a year and the authority's own."""
    return show_days()


def show_days(**typed: Any) -> str:
    """The page; `typed` holds what was refused, with its errors."""
    actor = current_actor()
    years = sorted({special.day.year for special in working_days.national()})
    year = number_of(request.args.get("nam")) or clock.today().year
    year = min(max(year, years[0]), years[-1])
    national = [special for special in working_days.national() if special.day.year == year]
    form = {"day": "", "title": "", "working": False, "lines": "", **typed}
    return render_template(
        "schedule/days_off.html",
        year=year,
        years=years,
        national=national,
        confirmed=all(special.confirmed for special in national),
        own=queries.days_of(db.session(), actor.authority_id),
        may_edit="standing_body" in actor.all_roles,
        form=form,
        errors=typed.get("errors", {}),
    )


@blueprint.post("/ngay-nghi/them")
def add_day() -> ResponseReturnValue:
    """Add one day."""
    text, title = request.form.get("day", ""), request.form.get("title", "").strip()
    working = request.form.get("working") == "1"
    errors: dict[str, str] = {}
    try:
        day = read_day(text)
    except ValueError as error:
        errors["day"] = str(error) if text.strip() else texts.DAY_NEEDED
    if not title:
        errors["title"] = texts.TITLE_NEEDED
    if not errors:
        try:
            count = operations.add_days(current_actor(), [OwnDay(day, title, working)])
        except InvalidInput as refusal:
            errors[refusal.field] = refusal.message
        else:
            flash(texts.days_added(count), "success")
            return redirect(url_for("schedule.days_off"))
    return show_days(day=text, title=title, working=working, errors=errors), 422


@blueprint.post("/ngay-nghi/nhap")
def import_days() -> ResponseReturnValue:
    """Add the days of many lines, all or none."""
    text = request.form.get("lines", "")
    try:
        count = operations.add_days(current_actor(), lines.read_lines(text))
    except InvalidInput as refusal:
        return show_days(lines=text, errors={"lines": refusal.message}), 422
    flash(texts.days_added(count), "success")
    return redirect(url_for("schedule.days_off"))


@blueprint.post("/ngay-nghi/<int:holiday_id>/bo")
def remove_day(holiday_id: int) -> ResponseReturnValue:
    """Take a day out again."""
    flash(texts.day_removed(operations.remove_day(current_actor(), holiday_id)), "success")
    return redirect(url_for("schedule.days_off"))

"""Units before the council: the list, one unit, the differences, and the steps on units."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app import catalog, policy, workflow
from app.appraisal.forms import whole
from app.appraisal.queries import own_unit
from app.appraisal.routes.room import round_of_page
from app.appraisal.unit_file import unit_file
from app.assessments.queries import open_for
from app.council import operations, queries
from app.council.bindings import state_of
from app.council.floor import floor
from app.council.guards import ASSESSMENT_GUARDS, quorum_refusal
from app.council.routes.room import blueprint
from app.council.totals import differences as all_differences
from app.council.totals import unit_totals
from app.council.views import UnitSides, Voting, difference_line, unit_line
from app.extensions import db
from app.messages import council as texts
from app.rounds import queries as rounds
from app.security import current_actor

PAGE_SIZE = 50


@blueprint.get("/don-vi")
def units() -> ResponseReturnValue:
    """Every unit with its three totals, and what would happen if all were settled now."""
    actor, session = current_actor(), db.session()
    round_ = round_of_page(session, actor)
    if round_ is None or not policy.can_round(actor, "view_session", round_):
        return redirect(url_for("council.sessions"))
    rows = [unit_line(row, round_.decimals) for row in unit_totals(session, actor, round_)]
    appraised = [row for row in rows if row["state"] == "appraised"]
    in_council = [row for row in rows if row["state"] == "in_council"]
    roles = actor.roles_in(round_.id)
    unit = own_unit(session, actor, round_.id)
    return render_template(
        "council/units.html",
        round=round_,
        rows=rows,
        appraised=appraised,
        ready=[row for row in in_council if not row["open"]],
        blocked=[row for row in in_council if row["open"]],
        may_bring=bool(roles & {"council_secretary", "standing_body"}) and round_.state == "council",
        may_settle="council_secretary" in roles and round_.state == "council",
        quorum=quorum_refusal(session, round_),
        may_analyse=policy.can_round(actor, "view_analysis", round_),
        step_out=texts.step_out(unit) if unit and roles & policy.JUDGING_ROLES else "",
    )


@blueprint.post("/ky/<int:round_id>/dua-ra")
def bring_all(round_id: int) -> ResponseReturnValue:
    """Put every appraised unit before the council, and report on each."""
    done, refused = operations.bring_all(current_actor(), round_id)
    return render_template("council/report.html", title=texts.BRING_REPORT, done=done, refused=refused)


@blueprint.get("/don-vi/<int:assessment_id>")
def unit(assessment_id: int) -> ResponseReturnValue:
    """One unit's points side by side: its own, the team's, the council's."""
    actor, session = current_actor(), db.session()
    opened = open_for(session, actor, assessment_id, "view_council")
    views = queries.points(session, actor, opened.round, assessment_id)
    sides = UnitSides(
        opened,
        unit_file(session, opened.assessment, opened.framework),
        views,
        state_of(session, opened.assessment.round_group_id),
    )
    meeting = queries.running_session(session, opened.round.id)
    voting = Voting(actor, floor(session, opened.round, meeting, views))
    guards = workflow.bind(ASSESSMENT_GUARDS, session, opened, actor)
    choices = workflow.available(opened.assessment, opened.roles, guards)
    everything = request.args.get("xem") == "tat-ca"
    conflict = policy.has_conflict(actor, opened.round.id, opened.unit.id)
    return render_template(
        "council/unit.html",
        opened=opened,
        state_title=catalog.of_item(opened.assessment).states[opened.assessment.state].title,
        totals=sides.totals(),
        mains=sides.mains(only_differences=not everything),
        everything=everything,
        points=[voting.point(view) for view in views],
        meeting_id=meeting.id if meeting else None,
        may_raise=policy.can(actor, "raise_open_point", opened.assessment, opened.round) and not conflict,
        choices={choice.transition.name: choice for choice in choices},
    )


@blueprint.get("/chenh-lech")
def differences() -> ResponseReturnValue:
    """Every criterion on which unit and team differ, the greatest difference first."""
    actor, session = current_actor(), db.session()
    round_ = round_of_page(session, actor)
    if round_ is None or not policy.can_round(actor, "view_session", round_):
        return redirect(url_for("council.sessions"))
    group_id = whole(request.args.get("nhom"))
    rows = all_differences(session, actor, round_, group_id)
    pages = max(1, -(-len(rows) // PAGE_SIZE))
    page = min(max(whole(request.args.get("trang")) or 1, 1), pages)
    open_states = {"appraised", "in_council", "reviewing_complaint"}
    return render_template(
        "council/differences.html",
        round=round_,
        groups=rounds.groups_of(session, round_.id),
        group_id=group_id,
        rows=[
            {
                **difference_line(row),
                "may_raise": row.assessment.state in open_states
                and policy.can(actor, "raise_open_point", row.assessment, round_)
                and not policy.has_conflict(actor, round_.id, row.unit.id),
            }
            for row in rows[(page - 1) * PAGE_SIZE : page * PAGE_SIZE]
        ],
        page=page,
        pages=pages,
        total=len(rows),
        address_of=lambda number: url_for("council.differences", nhom=group_id, trang=number),
    )


@blueprint.post("/don-vi/<int:assessment_id>/dua-ra")
def bring(assessment_id: int) -> ResponseReturnValue:
    """Put one unit before the council."""
    actor = current_actor()
    operations.bring(actor, assessment_id, seen_version=whole(request.form.get("seen_version")))
    return _back(assessment_id, texts.BROUGHT)


@blueprint.post("/don-vi/<int:assessment_id>/thong-nhat")
def settle(assessment_id: int) -> ResponseReturnValue:
    """Note that the council has agreed on a unit."""
    actor = current_actor()
    operations.settle(actor, assessment_id, seen_version=whole(request.form.get("seen_version")))
    return _back(assessment_id, texts.SETTLED)


@blueprint.post("/don-vi/<int:assessment_id>/mo-lai")
def reopen(assessment_id: int) -> ResponseReturnValue:
    """Take a settled unit before the council again."""
    operations.reopen(
        current_actor(),
        assessment_id,
        reason=request.form.get("reason", ""),
        seen_version=whole(request.form.get("seen_version")),
    )
    return _back(assessment_id, texts.REOPENED)


def _back(assessment_id: int, sentence: str) -> ResponseReturnValue:
    opened = open_for(db.session(), current_actor(), assessment_id)
    flash(sentence.format(unit=opened.unit.name), "success")
    return redirect(url_for("council.unit", assessment_id=assessment_id))

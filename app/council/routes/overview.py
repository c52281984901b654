"""The council's first page: meetings, members, readiness; calling a meeting; concluding."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app import catalog, policy, workflow
from app.accounts.actor import Actor
from app.appraisal.forms import whole
from app.appraisal.queries import own_unit
from app.appraisal.routes.room import round_of_page
from app.council import operations, queries
from app.council.guards import ROUND_GUARDS, quorum_refusal
from app.council.routes.room import blueprint
from app.council.views import meeting_line
from app.extensions import db
from app.messages import council as texts
from app.rounds.models import Round
from app.security import current_actor


@blueprint.get("")
def sessions() -> ResponseReturnValue:
    """Meetings, members and readiness."""
    actor, session = current_actor(), db.session()
    round_ = round_of_page(session, actor)
    if round_ is None or not policy.can_round(actor, "view_session", round_):
        title = catalog.of_item(round_).states[round_.state].title if round_ else ""
        return render_template("council/not_yet.html", round=round_, state_title=title)
    meetings = queries.meetings(session, round_.id)
    names = queries.names_of(session, meetings)
    states = queries.states(session, actor, round_)
    points = queries.points(session, actor, round_)
    return render_template(
        "council/sessions.html",
        round=round_,
        round_title=catalog.of_item(round_).states[round_.state].title,
        meetings=[meeting_line(meeting, names) for meeting in meetings],
        members=queries.members(session, round_),
        secretaries=queries.secretaries(session, round_),
        states=_state_lines(round_, states),
        open_points=sum(view.point.state == "open" for view in points),
        all_points=len(points),
        may_plan=policy.can_round(actor, "manage_session", round_),
        choices=_choices(session, actor, round_),
        quorum=quorum_refusal(session, round_),
        step_out=_step_out(session, actor, round_),
    )


def _step_out(session: Session, actor: Actor, round_: Round) -> str:
    unit = own_unit(session, actor, round_.id)
    judging = actor.roles_in(round_.id) & policy.JUDGING_ROLES
    return texts.step_out(unit) if unit and judging else ""


def _state_lines(round_: Round, counts: dict[str, int]) -> list[tuple[str, str, int]]:
    definition = catalog.assessment_workflow(round_)
    return [
        (name, state.title, counts[name]) for name, state in definition.states.items() if counts.get(name)
    ]


def _choices(session: Session, actor: Actor, round_: Round) -> dict[str, Any]:
    """The round's steps that are the council's: conclude, reopen."""
    guards = workflow.bind(ROUND_GUARDS, session, round_, actor)
    choices = workflow.available(round_, policy.round_roles(actor, round_), guards)
    return {
        choice.transition.name: choice
        for choice in choices
        if choice.transition.name in ("conclude", "reopen_council")
    }


@blueprint.post("/ky/<int:round_id>/ket-luan")
def conclude(round_id: int) -> ResponseReturnValue:
    """The chair concludes on the whole round."""
    operations.conclude(
        current_actor(),
        round_id,
        conclusion=request.form.get("reason", ""),
        seen_version=whole(request.form.get("seen_version")),
    )
    flash(texts.CONCLUDED, "success")
    return redirect(url_for("council.sessions"))


@blueprint.post("/ky/<int:round_id>/mo-lai")
def reopen_council(round_id: int) -> ResponseReturnValue:
    """Take a concluded round back to the council."""
    operations.reopen_council(
        current_actor(),
        round_id,
        reason=request.form.get("reason", ""),
        seen_version=whole(request.form.get("seen_version")),
    )
    flash(texts.COUNCIL_REOPENED, "success")
    return redirect(url_for("council.sessions"))

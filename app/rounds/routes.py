"""Pages of a round: its set-up, its frameworks and workflows."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from app import catalog, clock, policy
from app.errors import InvalidInput, NotFound
from app.extensions import db
from app.messages import NOT_FOUND
from app.messages import rounds as texts
from app.messages import ruling as ruling_texts
from app.policy import SIGNED_IN, only
from app.rounds import operations, queries, ruling, views
from app.rounds.forms import GroupForm, MemberForm, NewRoundForm, PlanForm, RunningPlanForm, put_on
from app.rounds.models import Round, RoundGroup
from app.security import current_actor
from workflows import graph

blueprint = Blueprint("rounds", __name__)

READERS = only("standing_body", "administrator", "auditor")
STANDING_BODY = only("standing_body")
ACCESS = {
    "rounds.setup": READERS,
    "rounds.create": STANDING_BODY,
    "rounds.save_plan": STANDING_BODY,
    "rounds.add_group": STANDING_BODY,
    "rounds.remove_group": STANDING_BODY,
    "rounds.rule_group": STANDING_BODY,
    "rounds.add_member": STANDING_BODY,
    "rounds.end_member": STANDING_BODY,
    "rounds.framework": SIGNED_IN,
    "rounds.workflow": SIGNED_IN,
}


@blueprint.get("/ky-danh-gia", defaults={"round_id": None})
@blueprint.get("/ky-danh-gia/<int:round_id>/thiet-lap")
def setup(round_id: int | None) -> ResponseReturnValue:
    """The set-up of a round; without a number, that of the present round."""
    if round_id is not None:
        return show_setup(round_id)
    current = queries.current_round(db.session(), current_actor())
    if current is None:
        return render_template("rounds/none.html", may_create=may_create(None))
    return redirect(url_for("rounds.setup", round_id=current.id))


def may_create(current: Round | None) -> bool:
    """Whether the person could prepare a round now."""
    is_free = current is None or current.is_public
    return is_free and "standing_body" in current_actor().roles_in(None)


@blueprint.route("/ky-danh-gia/lap-moi", methods=["GET", "POST"])
def create() -> ResponseReturnValue:
    """Begin to prepare a round."""
    actor = current_actor()
    form = NewRoundForm(year=clock.today().year).offer(views.workflow_choices())
    if form.validate_on_submit():
        try:
            round_id = operations.create_round(
                actor, form.year_typed(), form.plan(), form.assessed_by.data or catalog.ASSESSMENT_WORKFLOW
            )
        except InvalidInput as refusal:
            put_on(form, refusal)
        else:
            flash(texts.CREATED, "success")
            return redirect(url_for("rounds.setup", round_id=round_id))
    return render_template("rounds/create.html", form=form), 422 if form.errors else 200


@blueprint.post("/ky-danh-gia/<int:round_id>/ke-hoach")
def save_plan(round_id: int) -> ResponseReturnValue:
    """Change title, days and settings."""
    actor = current_actor()
    round_ = queries.open_round(db.session(), actor, round_id)
    policy.require_round(actor, "configure" if round_.state == "preparing" else "extend", round_)
    form = plan_form(round_)
    if form.validate_on_submit():
        reason = form.reason.data if isinstance(form, RunningPlanForm) else ""
        try:
            operations.change_plan(actor, round_id, form.plan(), reason=reason, seen_version=form.version())
        except InvalidInput as refusal:
            put_on(form, refusal)
        else:
            flash(texts.PLAN_SAVED, "success")
            return redirect(url_for("rounds.setup", round_id=round_id))
    return show_setup(round_id, plan_form=form), 422


def plan_form(round_: Round, **options: Any) -> PlanForm:
    """The form of the round's plan: whole while it is prepared, narrower once it is open."""
    if round_.state == "preparing":
        return PlanForm(obj=round_, **options)
    return RunningPlanForm.of(round_, **options)


@blueprint.post("/ky-danh-gia/<int:round_id>/nhom")
def add_group(round_id: int) -> ResponseReturnValue:
    """Let a group of units take part."""
    queries.open_round(db.session(), current_actor(), round_id, "configure")
    form = GroupForm().offer([], [])
    if form.validate_on_submit():
        try:
            operations.add_group(current_actor(), round_id, form.group(), form.framework_id.data)
        except InvalidInput as refusal:
            put_on(form, refusal)
        else:
            return back_to(round_id, texts.GROUP_ADDED, "nhom")
    return show_setup(round_id, group_form=form), 422


@blueprint.post("/ky-danh-gia/<int:round_id>/nhom/<int:group_id>/bo")
def remove_group(round_id: int, group_id: int) -> ResponseReturnValue:
    """Take a group out again."""
    operations.remove_group(current_actor(), round_id, group_id)
    return back_to(round_id, texts.GROUP_REMOVED, "nhom")


@blueprint.route("/ky-danh-gia/<int:round_id>/nhom/<int:group_id>/xep-loai", methods=["GET", "POST"])
def rule_group(round_id: int, group_id: int) -> ResponseReturnValue:
    """Bands of a group, and the order that tells equal totals apart."""
    actor, session = current_actor(), db.session()
    round_ = queries.open_round(session, actor, round_id, "configure")
    group = next((one for one in queries.groups_of(session, round_id) if one.id == group_id), None)
    if group is None:
        raise NotFound(NOT_FOUND, group=group_id)
    framework = catalog.of(group)
    shown = ruling.of_group(group, framework)
    if request.method == "POST":
        shown = ruling.read(request.form, framework)
        if not shown.errors:
            operations.rule_group(actor, round_id, group_id, shown)
            return back_to(round_id, ruling_texts.SAVED, "nhom")
    body = render_template(
        "rounds/ruling.html",
        round=round_,
        group=group,
        framework=framework,
        ruling=shown,
        kinds=[
            (key, title)
            for key, title in ruling_texts.KINDS.items()
            if key != "framework" or framework.bands is not None
        ],
        rows=ruling.ROWS,
        places=ruling.PLACES,
    )
    return body, 422 if shown.errors else 200


@blueprint.post("/ky-danh-gia/<int:round_id>/thanh-vien")
def add_member(round_id: int) -> ResponseReturnValue:
    """Give a person a role in the round."""
    queries.open_round(db.session(), current_actor(), round_id, "manage_people")
    form = MemberForm().offer([])
    if form.validate_on_submit():
        try:
            operations.add_member(current_actor(), round_id, form.account(), form.role.data)
        except InvalidInput as refusal:
            put_on(form, refusal)
        else:
            return back_to(round_id, texts.MEMBER_ADDED, "nguoi")
    return show_setup(round_id, member_form=form), 422


@blueprint.post("/ky-danh-gia/<int:round_id>/thanh-vien/<int:grant_id>/thoi")
def end_member(round_id: int, grant_id: int) -> ResponseReturnValue:
    """End a person's role in the round."""
    operations.end_member(current_actor(), round_id, grant_id)
    return back_to(round_id, texts.MEMBER_ENDED, "nguoi")


def back_to(round_id: int, message: str, anchor: str) -> ResponseReturnValue:
    """To the part of the set-up that was changed, saying what was done."""
    flash(message, "success")
    return redirect(url_for("rounds.setup", round_id=round_id, _anchor=anchor))


def show_setup(round_id: int, **forms: Any) -> str:
    """The set-up page; `forms` holds the one that was refused, with what was typed."""
    actor, session = current_actor(), db.session()
    session.rollback()  # a refused operation's half-written round is not what stands
    shown = views.setup(session, actor, round_id)
    reads = {"formdata": None, "seen_version": shown.round.version}
    forms.setdefault("plan_form", plan_form(shown.round, **reads))
    forms.setdefault("group_form", GroupForm(formdata=None))
    forms.setdefault("member_form", MemberForm(formdata=None))
    if shown.may["configure"]:
        frameworks = views.framework_choices(session, shown.round.authority_id)
        forms["group_form"].offer(views.free_groups(session, shown.round), frameworks)
    if shown.may["manage_people"]:
        forms["member_form"].offer(views.people_to_appoint(session, shown.round.authority_id))
    return render_template(
        "rounds/setup.html",
        setup=shown,
        round=shown.round,
        rounds=queries.rounds_of(session, actor),
        role_titles=texts.ROLE_TITLES,
        may_create=may_create(queries.current_round(session, actor)),
        **forms,
    )


@blueprint.get("/ky-danh-gia/<int:round_id>/bo-chi-so/<int:group_id>")
def framework(round_id: int, group_id: int) -> ResponseReturnValue:
    """The framework by which a group is scored, to be read by everyone who takes part."""
    session = db.session()
    round_ = queries.open_round(session, current_actor(), round_id)
    groups = queries.groups_of(session, round_.id)
    group: RoundGroup | None = next((one for one in groups if one.id == group_id), None)
    used = catalog.find(group) if group else None
    if group is None or used is None:
        raise NotFound(NOT_FOUND, group=group_id)
    return render_template(
        "rounds/framework.html",
        round=round_,
        group=group,
        groups=groups,
        view=views.framework_view(used),
        may_setup=ACCESS["rounds.setup"].admits(current_actor()),
    )


@blueprint.get("/ky-danh-gia/<int:round_id>/quy-trinh")
def workflow(round_id: int) -> ResponseReturnValue:
    """Both workflows as pictures; the round's own state is lit."""
    actor = current_actor()
    round_ = queries.open_round(db.session(), actor, round_id)
    of_round = catalog.of_item(round_)
    of_unit = catalog.assessment_workflow(round_)
    return render_template(
        "rounds/workflow.html",
        round=round_,
        state_title=of_round.states[round_.state].title,
        of_round=of_round,
        of_unit=of_unit,
        # The texts in the pictures come from our own definitions and are escaped where they are drawn.
        round_picture=Markup(graph.svg(of_round, round_.state)),
        unit_picture=Markup(graph.svg(of_unit)),
        groups=queries.groups_of(db.session(), round_.id),
        may_setup=policy.ENDPOINTS["rounds.setup"].admits(actor),
        may_move=policy.ENDPOINTS["processes.move"].admits(actor),
    )

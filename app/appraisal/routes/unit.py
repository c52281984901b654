"""The appraisal of one unit."""

from collections.abc import Sequence
from typing import Any

from flask import flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app import catalog, clock, policy, workflow
from app.accounts.actor import Actor
from app.appraisal import operations, opinions, parts, raised, unit_file
from app.appraisal.forms import Decision, whole
from app.appraisal.guards import ASSESSMENT_GUARDS, sends_points
from app.appraisal.routes.room import blueprint
from app.appraisal.views import Refused, UnitPage
from app.assessments.explanations import appraisal_round
from app.assessments.panels import anchor, text_of
from app.assessments.queries import Opened, open_for
from app.errors import InvalidInput
from app.extensions import db
from app.failures import wants_json
from app.messages import appraisal as texts
from app.rounds import deadlines
from app.security import current_actor
from frameworks.model import Framework, Node


@blueprint.get("/don-vi/<int:assessment_id>")
def unit(assessment_id: int) -> ResponseReturnValue:
    """The appraisal of one unit, one main index at a time."""
    actor, session = current_actor(), db.session()
    opened = open_for(session, actor, assessment_id, "view_appraisal")
    return _unit_page(session, actor, opened, request.args.get("muc"), None)


def load_page(session: Session, actor: Actor, opened: Opened, refused: Refused | None = None) -> UnitPage:
    """The unit's file, and what this person may do with it."""
    assessment, round_ = opened.assessment, opened.round
    conflict = policy.has_conflict(actor, opened.round.id, opened.unit.id)
    points: Sequence[raised.Raised] = ()
    if raised.may_see(actor, assessment, round_):
        points = raised.open_points(session, round_.id, assessment.id)
    return UnitPage(
        opened,
        unit_file.unit_file(session, assessment, opened.framework),
        points,
        mine=parts.mine(actor, opened),
        holders=parts.holders(session, opened) if round_.assigned_only else {},
        opinions=opinions.views(session, actor, round_, [assessment]),
        may_settle=policy.can(actor, "settle_opinions", assessment, round_) and not conflict,
        person=actor.id,
        editable=policy.can(actor, "appraise", assessment, round_),
        may_ask=policy.can(actor, "ask", assessment, round_) and not conflict,
        may_raise=policy.can(actor, "raise_open_point", assessment, round_) and not conflict,
        refused=refused,
    )


def _unit_page(
    session: Session,
    actor: Actor,
    opened: Opened,
    main_code: str | None,
    refused: Refused | None,
) -> ResponseReturnValue:
    page = load_page(session, actor, opened, refused)
    main = page.main(main_code)
    definition = catalog.of_item(opened.assessment)
    place = opened.framework.mains.index(main)
    body = render_template(
        "appraisal/unit.html",
        **_around(session, actor, page, main),
        groups=page.groups(main),
        state_title=definition.states[opened.assessment.state].title,
        previous=_step(opened, place - 1),
        next=_step(opened, place + 1),
    )
    return body, 422 if refused else 200


def _around(session: Session, actor: Actor, page: UnitPage, main: Node) -> dict[str, Any]:
    """What stands around the criteria and changes with every decision: sums, tabs, what may be done next."""
    opened = page.opened
    pillars, tabs = page.tabs(main)
    guards = workflow.bind(ASSESSMENT_GUARDS, session, opened, actor)
    choices = workflow.available(opened.assessment, opened.roles, guards)
    asking = next((one for one in choices if one.transition.name == "ask_explanation"), None)
    alone = asking is not None and asking.reasons == (texts.NO_QUESTIONS,) and sends_points(opened)
    return {
        "opened": opened,
        "page": page,
        "main": main,
        "pillars": pillars,
        "mains": tabs,
        "summary": page.summary(),
        "waiting": page.waiting(main),
        "questions": page.questions_to_send() if page.may_ask else [],
        "choices": {choice.transition.name: choice for choice in choices},
        "points_alone": alone,
        "round_number": appraisal_round(opened.assessment),
        "refused": page.refused,
        "due": deadlines.explanation_due(opened.round, clock.today()),
        "texts": texts,
    }


def _step(opened: Opened, place: int) -> dict[str, str] | None:
    mains = opened.framework.mains
    if not 0 <= place < len(mains):
        return None
    node = mains[place]
    return {
        "title": f"{node.label}. {node.title}",
        "url": url_for("appraisal.unit", assessment_id=opened.assessment.id, muc=node.code),
    }


def unit_url(framework: Framework, assessment_id: int, code: str) -> str:
    """The address of a criterion on its unit's page."""
    main = text_of(framework).main[code]
    return url_for("appraisal.unit", assessment_id=assessment_id, muc=main, _anchor=anchor(code))


def label_of(framework: Framework, code: str) -> str:
    return text_of(framework).labels[code]


@blueprint.post("/don-vi/<int:assessment_id>/tieu-chi/<code>")
def review(assessment_id: int, code: str) -> ResponseReturnValue:
    """Decide on one criterion of a unit."""
    actor, session = current_actor(), db.session()
    posted = Decision.read(request.form)
    try:
        decide(actor, assessment_id, code, posted)
    except InvalidInput as error:
        opened = open_for(session, actor, assessment_id, "view_appraisal")
        if wants_json() or code not in text_of(opened.framework).main:
            raise
        refused = Refused(code, error.field, error.message, posted.typed)
        return _unit_page(session, actor, opened, text_of(opened.framework).main[code], refused)
    opened = open_for(session, actor, assessment_id, "view_appraisal")
    message = texts.SAVED.format(label=label_of(opened.framework, code))
    if wants_json():
        page = load_page(session, actor, opened)
        html = render_template(
            "appraisal/_saved.html",
            **_around(session, actor, page, page.main(text_of(opened.framework).main[code])),
            criterion=page.criterion(opened.framework.leaf(code)),
        )
        return jsonify(ok=True, message=message, html=html)
    flash(message, "success")
    return redirect(unit_url(opened.framework, assessment_id, code))


def decide(actor: Actor, assessment_id: int, code: str, posted: Decision) -> None:
    operations.review(
        actor,
        assessment_id,
        code,
        posted.decision,
        points=posted.points,
        reason=posted.reason,
        seen_version=posted.seen_version,
    )


@blueprint.post("/don-vi/<int:assessment_id>/cong-nhan")
def accept_rest(assessment_id: int) -> ResponseReturnValue:
    """Accept as entered what has no decision yet under one main index."""
    actor = current_actor()
    main = request.form.get("under") or None
    seen = whole(request.form.get("seen_version"))
    number = operations.accept_rest(actor, assessment_id, main, seen_version=seen)
    flash(texts.rest_accepted(number), "success" if number else "info")
    return redirect(url_for("appraisal.unit", assessment_id=assessment_id, muc=main))


@blueprint.post("/don-vi/<int:assessment_id>/giai-trinh/<code>")
def question(assessment_id: int, code: str) -> ResponseReturnValue:
    """Write down, change or take back a question on one criterion."""
    actor = current_actor()
    text = request.form.get("question", "")
    operations.write_question(actor, assessment_id, code, text)
    opened = open_for(db.session(), actor, assessment_id, "view_appraisal")
    sentence = texts.QUESTION_SAVED if text.strip() else texts.QUESTION_TAKEN_BACK
    flash(sentence.format(label=label_of(opened.framework, code)), "success")
    return redirect(unit_url(opened.framework, assessment_id, code))


@blueprint.post("/don-vi/<int:assessment_id>/gui-giai-trinh")
def ask(assessment_id: int) -> ResponseReturnValue:
    """Send the unit its provisional points and the questions; a window that cannot be is asked for again."""
    actor, days = current_actor(), request.form.get("days", "")[:10]
    scores_only = "scores_only" in request.form
    try:
        operations.ask(
            actor,
            assessment_id,
            days=days,
            scores_only=scores_only,
            seen_version=whole(request.form.get("seen_version")),
        )
    except InvalidInput as error:
        if wants_json():
            raise
        session = db.session()
        opened = open_for(session, actor, assessment_id, "view_appraisal")
        typed = {"days": days, "scores_only": "1" if scores_only else ""}
        return _unit_page(session, actor, opened, None, Refused("", error.field, error.message, typed))
    flash(texts.ASKED, "success")
    return redirect(url_for("appraisal.unit", assessment_id=assessment_id))


@blueprint.post("/don-vi/<int:assessment_id>/ket-thuc")
def finish(assessment_id: int) -> ResponseReturnValue:
    """End the appraisal of a unit."""
    actor = current_actor()
    operations.finish(actor, assessment_id, seen_version=whole(request.form.get("seen_version")))
    opened = open_for(db.session(), actor, assessment_id, "view_appraisal")
    flash(texts.FINISHED.format(unit=opened.unit.name), "success")
    return redirect(url_for("appraisal.units"))


@blueprint.post("/don-vi/<int:assessment_id>/mo-lai")
def reopen(assessment_id: int) -> ResponseReturnValue:
    """Open an ended appraisal again."""
    actor = current_actor()
    operations.reopen(
        actor,
        assessment_id,
        reason=request.form.get("reason", ""),
        seen_version=whole(request.form.get("seen_version")),
    )
    opened = open_for(db.session(), actor, assessment_id, "view_appraisal")
    flash(texts.REOPENED.format(unit=opened.unit.name), "success")
    return redirect(url_for("appraisal.unit", assessment_id=assessment_id))

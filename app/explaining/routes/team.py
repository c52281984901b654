"""The team's pages: objections of one unit, those without an answer, and sending points to many units."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.accounts.actor import Actor
from app.appraisal import operations as appraisal
from app.appraisal.asking import due_day
from app.appraisal.routes.room import round_of_page
from app.assessments.labels import full_label
from app.assessments.queries import Opened, open_for
from app.errors import DomainError, InvalidInput, StaleVersion
from app.explaining import operations, queries
from app.explaining.forms import Sending, moment, text
from app.explaining.routes.room import blueprint
from app.explaining.views import Refused, team_page, waiting_rows
from app.extensions import db
from app.messages import explaining as texts
from app.rounds.models import Round
from app.security import current_actor


def _page(actor: Actor, opened: Opened, refused: Refused | None = None) -> str:
    return render_template("explaining/file.html", **team_page(db.session(), actor, opened, refused))


@blueprint.get("/<int:assessment_id>/kien-nghi")
def file(assessment_id: int) -> ResponseReturnValue:
    """The objections of one unit, with what the team answered."""
    actor = current_actor()
    return _page(actor, open_for(db.session(), actor, assessment_id, "view_appraisal"))


@blueprint.post("/<int:assessment_id>/kien-nghi/<int:objection_id>/tra-loi")
def answer(assessment_id: int, objection_id: int) -> ResponseReturnValue:
    """Uphold an objection or keep the points, with a reason."""
    actor, outcome, reason = current_actor(), request.form.get("outcome", ""), text(request.form, "answer")
    seen = moment(request.form, "seen")
    try:
        operations.answer_objection(actor, assessment_id, objection_id, outcome, reason, seen_answer=seen)
    except (InvalidInput, StaleVersion) as error:
        opened = open_for(db.session(), actor, assessment_id, "view_appraisal")
        field = error.field if isinstance(error, InvalidInput) else "answer"
        typed = {"outcome": outcome, "answer": reason}
        return _page(actor, opened, Refused(str(objection_id), field, error.message, typed)), error.status
    session = db.session()
    opened = open_for(session, actor, assessment_id, "view_appraisal")
    rows = queries.objections_of(session, assessment_id, closed_only=True)
    code = next(row.code for row in rows if row.id == objection_id)
    sentence = texts.UPHELD_SAVED if outcome == "upheld" else texts.ANSWER_SAVED
    flash(sentence.format(label=full_label(opened.framework, code)), "success")
    return redirect(url_for("explaining.file", assessment_id=assessment_id, _anchor=f"kn-{objection_id}"))


@blueprint.get("/kien-nghi")
def waiting() -> ResponseReturnValue:
    """The objections without an answer, over all units the person appraises."""
    actor, session = current_actor(), db.session()
    round_ = round_of_page(session, actor)
    if round_ is None:
        return render_template("appraisal/no_round.html")
    rows = waiting_rows(queries.waiting(session, actor, round_))
    return render_template("explaining/waiting.html", round=round_, rows=rows)


@blueprint.get("/gui-diem")
def send() -> ResponseReturnValue:
    """Choose units to be sent their provisional points."""
    actor, session = current_actor(), db.session()
    round_ = round_of_page(session, actor)
    if round_ is None:
        return render_template("appraisal/no_round.html")
    return _sending_page(actor, round_)


def _sending_page(
    actor: Actor,
    round_: Round,
    sending: Sending | None = None,
    faults: dict[int, str] | None = None,
    refused: InvalidInput | None = None,
) -> str:
    rows = queries.sendable(db.session(), actor, round_)
    chosen = {number for number, _ in sending.units} if sending else set()
    return render_template(
        "explaining/send.html",
        round=round_,
        rows=rows,
        chosen=chosen,
        days=sending.days if sending else "",
        faults=faults or {},
        refused=refused,
    )


@blueprint.post("/gui-diem")
def send_points() -> ResponseReturnValue:
    """Send each chosen unit its points and questions; one unit's refusal does not hold the others back."""
    actor, sending = current_actor(), Sending.read(request.form)
    round_ = round_of_page(db.session(), actor)
    if round_ is None:
        return render_template("appraisal/no_round.html")
    try:
        if not sending.units:
            raise InvalidInput(texts.NOTHING_CHOSEN, field="unit")
        due_day(round_, sending.days)
    except InvalidInput as refused:
        return _sending_page(actor, round_, sending, refused=refused), refused.status
    faults: dict[int, str] = {}
    for number, version in sending.units:
        try:
            appraisal.ask(actor, number, days=sending.days, scores_only=True, seen_version=version)
        except DomainError as error:
            faults[number] = error.message
    done = len(sending.units) - len(faults)
    if done:
        flash(texts.sent(done), "success")
    if faults:
        round_ = round_of_page(db.session(), actor)
        assert round_ is not None
        return _sending_page(actor, round_, sending, faults), 422
    return redirect(url_for("explaining.send", ky=request.args.get("ky")))

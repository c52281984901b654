"""Pages of the workflow definitions: list, one version with picture and table, two compared, publishing,
and moving a round's items to another version."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from app import catalog
from app.accounts.actor import Actor
from app.assessments.queries import open_for
from app.errors import DomainError, GuardRefused, InvalidInput, NotFound, StaleVersion
from app.extensions import db
from app.messages import NOT_FOUND
from app.messages import processes as texts
from app.policy import SIGNED_IN, UNIT_READERS, only
from app.processes import operations, queries, views
from app.rounds import queries as rounds
from app.security import current_actor
from workflows import graph
from workflows.model import Definition

blueprint = Blueprint("processes", __name__, url_prefix="/quy-trinh")

MOVERS = only("standing_body", "administrator")
ACCESS = {
    "processes.list": SIGNED_IN,
    "processes.show": SIGNED_IN,
    "processes.compare": SIGNED_IN,
    "processes.item": UNIT_READERS,
    "processes.publish": only("administrator"),
    "processes.move": MOVERS,
}
LARGEST_FILE = 512 * 1024


def definition_of_page(key: str) -> Definition:
    """The version that ``id@version`` names; raises NotFound."""
    workflow, _, version = key.partition("@")
    found = catalog.find_workflow(workflow, int(version)) if version.isdecimal() else None
    if found is None:
        raise NotFound(NOT_FOUND, workflow=key)
    return found


@blueprint.get("")
def list() -> ResponseReturnValue:
    """Every version of every workflow, the newest first."""
    return render_template(
        "processes/list.html",
        groups=views.listed(db.session()),
        may_publish="administrator" in current_actor().all_roles,
    )


@blueprint.get("/<key>")
def show(key: str) -> ResponseReturnValue:
    """One version: picture, steps, and who may do what in each state."""
    definition = definition_of_page(key)
    return render_template(
        "processes/show.html",
        definition=definition,
        # The texts in the picture come from checked definitions and are escaped where they are drawn.
        picture=Markup(graph.svg(definition)),
        shown=views.shown(definition, views.asked_role(definition, request.args)),
        versions=views.versions_of(db.session(), definition.id),
        kept=queries.of_workflow(db.session(), definition.id),
    )


@blueprint.get("/ho-so/<int:assessment_id>")
def item(assessment_id: int) -> ResponseReturnValue:
    """Where one unit's assessment stands: the picture of its workflow, the way so far ticked."""
    session = db.session()
    opened = open_for(session, current_actor(), assessment_id, "view_steps")
    definition = catalog.of_item(opened.assessment)
    visited = queries.visited(session, assessment_id)
    return render_template(
        "processes/item.html",
        opened=opened,
        definition=definition,
        state=definition.states[opened.assessment.state],
        variables=views.variables_of(definition, opened.assessment.variables or {}),
        picture=Markup(graph.svg(definition, opened.assessment.state, visited)),
        steps=views.steps_from(definition, opened.assessment.state),
    )


@blueprint.get("/so-sanh")
def compare() -> ResponseReturnValue:
    """Two versions of a workflow, part by part."""
    left = definition_of_page(request.args.get("trai", ""))
    right = definition_of_page(request.args.get("phai", ""))
    return render_template(
        "processes/compare.html", left=left, right=right, differences=views.differences(left, right)
    )


@blueprint.route("/cong-bo", methods=["GET", "POST"])
def publish() -> ResponseReturnValue:
    """Publish a version from a file: every mistake is named with its line; what was typed stays."""
    note, content = request.form.get("note", ""), request.form.get("content", "")
    problem = None
    if request.method == "POST":
        try:
            content = _uploaded() or content
            if not content.strip():
                raise InvalidInput(texts.CONTENT_NEEDED, field="content")
            made = operations.publish(current_actor(), content, note)
        except InvalidInput as refused:
            problem = refused
        else:
            flash(texts.published(made.key), "success")
            return redirect(url_for("processes.show", key=made.key))
    page = render_template("processes/publish.html", note=note, content=content, problem=problem)
    return page, 422 if problem else 200


def _uploaded() -> str:
    """The text of the file that was sent, if there is one."""
    file = request.files.get("file")
    if file is None or not file.filename:
        return ""
    try:
        return file.stream.read(LARGEST_FILE + 1).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InvalidInput(texts.NOT_TEXT, field="content", typed=file.filename) from error


@blueprint.route("/ky-danh-gia/<int:round_id>/chuyen", methods=["GET", "POST"])
def move(round_id: int) -> ResponseReturnValue:
    """What moving to another version would do; confirmed once, it is done."""
    session, actor = db.session(), current_actor()
    chosen = views.Chosen.read(request.values)
    if request.method == "POST":
        try:
            if chosen.version is None:
                raise InvalidInput(texts.CHOOSE_VERSION, field="version")
            done = operations.move(
                actor,
                round_id,
                chosen.which,
                chosen.version,
                reason=chosen.reason,
                states=chosen.states,
                seen_version=chosen.seen_version,
            )
        except (InvalidInput, GuardRefused, StaleVersion) as refused:
            return _move_page(actor, round_id, chosen, refused), 422
        flash(texts.moved(done.total, done.plan.new.key), "success")
        return redirect(url_for("rounds.workflow", round_id=round_id))
    rounds.open_round(session, actor, round_id)
    return _move_page(actor, round_id, chosen, None)


def _move_page(actor: Actor, round_id: int, chosen: views.Chosen, refused: DomainError | None) -> str:
    """The page with what the move would do, or why it cannot be done."""
    session = db.session()
    round_ = rounds.open_round(session, actor, round_id)
    page = views.move_page(session, round_, chosen)
    if page.target is not None:
        try:
            version = page.target.version
            page.planned(operations.preview(session, actor, round_id, chosen.which, version, chosen.states))
        except (InvalidInput, GuardRefused) as error:
            page.refused(error)
    if refused is not None:
        page.refused(refused)
    return render_template("processes/move.html", round=round_, chosen=chosen, page=page)

"""One criterion over all units received."""

from collections.abc import Sequence
from typing import Any

from flask import flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app import catalog, messages, policy
from app.accounts.actor import Actor
from app.appraisal import comparison, opinions, parts, queries, raised
from app.appraisal.forms import Decision, whole
from app.appraisal.models import Opinion
from app.appraisal.routes.room import COMPARING, blueprint, round_of_page
from app.appraisal.routes.unit import decide, label_of
from app.appraisal.views import Refused, criterion_line, spread
from app.assessments.models import Assessment
from app.assessments.panels import text_of
from app.errors import InvalidInput, NotFound
from app.extensions import db
from app.failures import wants_json
from app.messages import appraisal as texts
from app.rounds import queries as rounds
from app.rounds.models import Round, RoundGroup
from app.security import current_actor
from frameworks.model import Framework, Node


@blueprint.get("/tieu-chi")
def criteria() -> ResponseReturnValue:
    """The criteria of a group, each with how many units are decided on it."""
    actor, session = current_actor(), db.session()
    round_ = round_of_page(session, actor)
    if round_ is None:
        return render_template("appraisal/no_round.html")
    policy.require_round(actor, "compare_units", round_)
    groups = rounds.groups_of(session, round_.id)
    wanted = whole(request.args.get("nhom"))
    group = next((one for one in groups if one.id == wanted), groups[0] if groups else None)
    if group is None:
        return render_template("appraisal/no_round.html")
    framework = catalog.of(group)
    received, counts = queries.reviewed_by_code(session, actor, round_, group)
    if round_.double_appraisal and _only_appraises(actor, round_):
        counts = dict(opinions.given_counts(session, actor, round_, Opinion.code))
    return render_template(
        "appraisal/criteria.html",
        round=round_,
        groups=groups,
        group=group,
        framework=framework,
        received=received,
        counts=counts,
        words=text_of(framework),
        mine=parts.in_group(session, actor, round_, group, framework)
        if round_.assigned_only and _only_appraises(actor, round_)
        else None,
        own_unit=queries.own_unit(session, actor, round_.id, group.id),
    )


def _only_appraises(actor: Actor, round_: Round) -> bool:
    """Whether the person is of the appraisal team and of nothing that looks at the whole."""
    return actor.roles_in(round_.id) & (COMPARING.roles or frozenset()) == {policy.APPRAISER}


def _open_group(session: Session, actor: Actor, group_id: int) -> tuple[Round, RoundGroup]:
    group = session.get(RoundGroup, group_id)
    if group is None:
        raise NotFound(messages.NOT_FOUND, group=group_id, actor=actor.id)
    return rounds.open_round(session, actor, group.round_id, "compare_units"), group


def _open_leaf(group: RoundGroup, code: str) -> tuple[Framework, Node]:
    framework = catalog.of(group)
    node = framework.nodes.get(code)
    if node is None or not node.is_leaf:
        raise NotFound(messages.NOT_FOUND, group=group.id, code=code)
    return framework, node


@blueprint.get("/tieu-chi/<int:group_id>/<code>")
def criterion(group_id: int, code: str) -> ResponseReturnValue:
    """One criterion over all units received."""
    actor, session = current_actor(), db.session()
    round_, group = _open_group(session, actor, group_id)
    return _criterion_page(session, actor, round_, group, code, None, None)


def _criterion_page(
    session: Session,
    actor: Actor,
    round_: Round,
    group: RoundGroup,
    code: str,
    refused: Refused | None,
    refused_at: int | None,
) -> ResponseReturnValue:
    framework, leaf = _open_leaf(group, code)
    rows = _my_rows(
        actor, round_, framework, code, comparison.criterion_rows(session, actor, round_, group, code)
    )
    waiting_only, order = request.args.get("loc") == "chua", request.args.get("xep", "")
    lines = _lines(session, actor, round_, framework, leaf, rows, refused, refused_at)
    undecided = sum(line["review"] is None for line in lines)
    if waiting_only:
        lines = [line for line in lines if line["review"] is None]
    if order in ("diem", "-diem"):
        lines.sort(key=lambda line: line["entered"], reverse=order == "-diem")
    leaves = framework.leaves
    place = leaves.index(leaf)
    body = render_template(
        "appraisal/criterion.html",
        round=round_,
        group=group,
        framework=framework,
        leaf=leaf,
        words=text_of(framework).criteria[code],
        figures=text_of(framework).figures[code],
        lines=lines,
        received=len(rows),
        undecided=undecided,
        waiting_only=waiting_only,
        order=order,
        self_spread=spread([row.entered for row in rows if not row.claimed]),
        appraised_spread=spread(
            [row.review.points for row in rows if row.review and row.review.decision != "na_accepted"]
        ),
        previous=_leaf_step(group, framework, leaves, place - 1),
        next=_leaf_step(group, framework, leaves, place + 1),
        own_unit=queries.own_unit(session, actor, round_.id, group.id),
        refused=refused,
    )
    return body, 422 if refused else 200


def _my_rows(
    actor: Actor, round_: Round, framework: Framework, code: str, rows: Sequence[comparison.CriterionRow]
) -> list[comparison.CriterionRow]:
    """The rows of units on which the criterion is the person's; all of them for who looks at the whole."""
    if not round_.assigned_only or not _only_appraises(actor, round_):
        return list(rows)
    return [row for row in rows if _is_mine(actor, round_, framework, code, row.assessment)]


def _is_mine(actor: Actor, round_: Round, framework: Framework, code: str, assessment: Assessment) -> bool:
    own = policy.criteria_of(actor, round_, assessment, framework)
    return own is None or code in own


def _lines(
    session: Session,
    actor: Actor,
    round_: Round,
    framework: Framework,
    leaf: Node,
    rows: Sequence[comparison.CriterionRow],
    refused: Refused | None,
    refused_at: int | None,
) -> list[dict[str, Any]]:
    points = {
        point.assessment_id: point
        for point in raised.open_points(session, round_.id)
        if point.code == leaf.code
    }
    told = opinions.views(session, actor, round_, [row.assessment for row in rows], leaf.code)
    return [
        criterion_line(
            framework,
            leaf,
            row,
            editable=policy.can(actor, "appraise", row.assessment, round_)
            and _is_mine(actor, round_, framework, leaf.code, row.assessment),
            opinion=told.get((row.assessment.id, leaf.code), opinions.NOTHING),
            raised=points.get(row.assessment.id) if raised.may_see(actor, row.assessment, round_) else None,
            refused=refused if row.assessment.id == refused_at else None,
        )
        for row in rows
    ]


def _leaf_step(
    group: RoundGroup, framework: Framework, leaves: Sequence[Node], place: int
) -> dict[str, str] | None:
    if not 0 <= place < len(leaves):
        return None
    leaf = leaves[place]
    return {
        "title": f"{text_of(framework).labels[leaf.code]} {leaf.title}",
        "url": url_for("appraisal.criterion", group_id=group.id, code=leaf.code, loc=request.args.get("loc")),
    }


@blueprint.post("/tieu-chi/<int:group_id>/<code>/<int:assessment_id>")
def review_in_table(group_id: int, code: str, assessment_id: int) -> ResponseReturnValue:
    """Decide on one criterion of a unit from the table of that criterion."""
    actor, session = current_actor(), db.session()
    posted = Decision.read(request.form)
    round_, group = _open_group(session, actor, group_id)
    _open_leaf(group, code)
    assessment = session.get(Assessment, assessment_id)
    if assessment is None or assessment.round_group_id != group.id:
        raise NotFound(messages.NOT_FOUND, assessment=assessment_id, actor=actor.id)
    try:
        decide(actor, assessment_id, code, posted)
    except InvalidInput as error:
        if wants_json():
            raise
        round_, group = _open_group(session, actor, group_id)
        refused = Refused(code, error.field, error.message, posted.typed)
        return _criterion_page(session, actor, round_, group, code, refused, assessment_id)
    round_, group = _open_group(session, actor, group_id)
    framework, leaf = _open_leaf(group, code)
    message = texts.SAVED.format(label=label_of(framework, code))
    if wants_json():
        rows = comparison.criterion_rows(session, actor, round_, group, code, only=assessment_id)
        lines = _lines(session, actor, round_, framework, leaf, rows, None, None)
        html = render_template(
            "appraisal/_row.html", line=lines[0], group=group, figures=text_of(framework).figures[code]
        )
        return jsonify(ok=True, message=message, html=html)
    flash(message, "success")
    return redirect(
        url_for(
            "appraisal.criterion",
            group_id=group_id,
            code=code,
            loc=request.args.get("loc"),
            xep=request.args.get("xep"),
            _anchor=f"dv-{assessment_id}",
        )
    )

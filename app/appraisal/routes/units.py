"""The list of units."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from app import catalog, policy
from app.accounts.actor import Actor
from app.appraisal import opinions, queries, raised
from app.appraisal.forms import UnitFilter
from app.appraisal.models import Opinion
from app.appraisal.queries import UnitRow
from app.appraisal.routes.room import blueprint, round_of_page
from app.appraisal.views import shown
from app.extensions import db
from app.rounds import queries as rounds
from app.rounds.models import Round
from app.security import current_actor
from frameworks.numbers import format_vi

PAGE_SIZE = 50


@blueprint.get("")
def units() -> ResponseReturnValue:
    """The units of the round with how far each appraisal has come."""
    actor, session = current_actor(), db.session()
    round_ = round_of_page(session, actor)
    if round_ is None:
        return render_template("appraisal/no_round.html")
    wanted = UnitFilter.read(request.args)
    rows = queries.unit_rows(
        session, actor, round_, group_id=wanted.group_id, state=wanted.state or None, text=wanted.text
    )
    if round_.double_appraisal and _judges(actor, round_):
        given = opinions.given_counts(session, actor, round_, Opinion.assessment_id)
        rows = [replace(row, reviewed=given.get(row.assessment.id, 0)) for row in rows]
    rows = _ordered(rows, wanted.order)
    pages = max(1, -(-len(rows) // PAGE_SIZE))
    page = min(wanted.page, pages)
    open_points: dict[int, int] = {}
    for point in raised.open_points(session, round_.id):
        open_points[point.assessment_id] = open_points.get(point.assessment_id, 0) + 1
    definition = catalog.assessment_workflow(round_)
    return render_template(
        "appraisal/units.html",
        round=round_,
        wanted=wanted,
        groups=rounds.groups_of(session, round_.id),
        states=[(name, state.title) for name, state in definition.states.items()],
        rows=[
            _unit_line(actor, round_, row, open_points)
            for row in rows[(page - 1) * PAGE_SIZE : page * PAGE_SIZE]
        ],
        counts=_counts(rows),
        may_send=bool(actor.roles_in(round_.id) & {"appraiser", "standing_body"}),
        own_unit=queries.own_unit(session, actor, round_.id) if _judges(actor, round_) else None,
        to_settle=len(opinions.differences(session, actor, round_)),
        page=page,
        pages=pages,
        total=len(rows),
        address_of=lambda number: url_for("appraisal.units", **{**wanted.address, "trang": number}),
        order_url=lambda first, then: _order_url(wanted, first, then),
    )


def _judges(actor: Actor, round_: Round) -> bool:
    """Whether the person appraises: then their own unit is not in the list."""
    return "appraiser" in actor.roles_in(round_.id)


def _ordered(rows: list[UnitRow], order: str) -> list[UnitRow]:
    """Rows by a column; "-" first means from the greatest; rows without a value come last."""
    values: dict[str, Any] = {
        "ten": lambda row: row.unit.name.casefold(),
        "tu": lambda row: row.self_total,
        "td": lambda row: row.appraised_total,
        "tien-do": lambda row: row.reviewed,
    }
    value = values.get(order.lstrip("-"))
    if value is None:
        return rows
    known = [row for row in rows if value(row) is not None]
    rest = [row for row in rows if value(row) is None]
    return sorted(known, key=value, reverse=order.startswith("-")) + rest


def _order_url(wanted: UnitFilter, first: str, then: str) -> str:
    return url_for("appraisal.units", **{**wanted.address, "xep": then if wanted.order == first else first})


def _counts(rows: Sequence[UnitRow]) -> dict[str, int]:
    states = [row.assessment.state for row in rows]
    return {
        "waiting": sum(state in queries.NOT_RECEIVED for state in states),
        "appraising": states.count("appraising"),
        "explaining": sum(state in queries.EXPLAINING for state in states),
        "done": sum(state not in (*queries.NOT_RECEIVED, *queries.UNDER_WAY) for state in states),
    }


def _unit_line(actor: Actor, round_: Round, row: UnitRow, open_points: dict[int, int]) -> dict[str, Any]:
    assessment, decimals = row.assessment, round_.decimals
    definition = catalog.of_item(assessment)
    seen = policy.can(actor, "view_appraisal", assessment, round_)
    return {
        "id": assessment.id,
        "name": row.unit.name,
        "group": row.group.title,
        "state": assessment.state,
        "state_title": definition.states[assessment.state].title,
        "late": row.late,
        "seen": seen,
        "can_appraise": policy.can(actor, "appraise", assessment, round_),
        "reviewed": row.reviewed,
        "leaves": row.leaves,
        "drafts": row.drafts,
        "points": open_points.get(assessment.id, 0) if raised.may_see(actor, assessment, round_) else 0,
        "self": "" if row.self_total is None else format_vi(row.self_total, decimals),
        "appraised": "" if row.appraised_total is None else format_vi(row.appraised_total, decimals),
        "provisional": assessment.state in queries.UNDER_WAY,
        "maximum": shown(row.framework.maximum),
    }

"""The ranking of a round, for those who may see it before publication and for everyone after it."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from tempfile import TemporaryFile
from typing import Any

from flask import Blueprint, Response, redirect, render_template, send_file, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app import catalog, csv_text, policy
from app.assessments.queries import open_for
from app.errors import NotFound
from app.extensions import db
from app.messages import NOT_FOUND
from app.messages import results as texts
from app.policy import SIGNED_IN, UNIT_READERS, only
from app.results import operations, queries, ranking, years
from app.results.beside import beside, extra_cells, extra_header, reasons
from app.rounds import queries as rounds
from app.rounds.models import Round, RoundGroup
from app.security import current_actor
from frameworks.ranking import published

blueprint = Blueprint("results", __name__)

ACCESS = {
    "results.ranking": SIGNED_IN,
    "results.ranking_csv": SIGNED_IN,
    "results.years": UNIT_READERS,
    "results.export_dossier": only("standing_body", "auditor"),
}


@dataclass(frozen=True)
class Shown:
    """A ranking as it stands: computed now, or kept with the result that was submitted."""

    groups: Sequence[tuple[RoundGroup, Sequence[Any]]]
    standing: str
    content_hash: str
    number: int | None


def read(session: Session, round_: Round) -> Shown:
    """The ranking of a round whose reader is known to be allowed to see it."""
    result = queries.running_result(session, round_.id)
    if result is None and round_.is_public:
        result = queries.published_result(session, round_.id)
    if result is None:
        computed = ranking.compute(session, round_)
        return Shown(
            [(one.group, one.standings) for one in computed],
            texts.STANDING[round_.state],
            ranking.content_hash(round_, computed),
            None,
        )
    rows = queries.rows_of(session, result.id)
    return Shown(
        [
            (group, [row for row in rows if row.round_group_id == group.id])
            for group in rounds.groups_of(session, round_.id)
        ],
        texts.STANDING[round_.state],
        result.content_hash,
        result.number,
    )


@blueprint.get("/xep-hang", defaults={"round_id": None}, endpoint="ranking")
@blueprint.get("/xep-hang/<int:round_id>", endpoint="ranking")
def ranking_page(round_id: int | None) -> ResponseReturnValue:
    """The ranking of each group."""
    actor, session = current_actor(), db.session()
    if round_id is None:
        current = rounds.current_round(session, actor)
        if current is None:
            raise NotFound(NOT_FOUND, actor=actor.id)
        return redirect(url_for("results.ranking", round_id=current.id))
    round_ = rounds.open_round(session, actor, round_id, "view_ranking")
    may_compare = policy.can_round(actor, "compare_units", round_)
    shown = read(session, round_)
    return render_template(
        "results/ranking.html",
        round=round_,
        round_state=catalog.of_item(round_).states[round_.state].title,
        shown=shown,
        beside={group.id: beside(session, group, rows) for group, rows in shown.groups},
        reasons=reasons(session, (row for _, rows in shown.groups for row in rows)),
        decimals=round_.decimals,
        rounded=lambda value: ranking.shown(value, round_.decimals),
        may_export=round_.is_public and policy.can_round(actor, "verify", round_),
        opens=lambda unit_id, group_id: (
            may_compare and bool(policy.roles_on_unit(actor, round_, unit_id, group_id))
        ),
    )


@blueprint.get("/xep-hang/<int:round_id>.csv")
def ranking_csv(round_id: int) -> ResponseReturnValue:
    """The same ranking as a file; numbers rounded as they are published."""
    session = db.session()
    round_ = rounds.open_round(session, current_actor(), round_id, "view_ranking")
    shown = read(session, round_)
    groups = [(group, beside(session, group, rows), rows) for group, rows in shown.groups]
    extra = extra_header((one, rows) for _, one, rows in groups)
    lines = [
        [*line(group.title, row, round_.decimals), *extra_cells(extra, one, row, round_.decimals)]
        for group, one, rows in groups
        for row in rows
    ]
    response = Response(csv_text.write([*texts.CSV_RANKING, *extra], lines), mimetype="text/csv")
    name = texts.ranking_file(round_.year)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@blueprint.get("/danh-gia/<int:assessment_id>/so-voi-ky-truoc", endpoint="years")
def years_page(assessment_id: int) -> ResponseReturnValue:
    """A unit's published points beside those of its last published round, criterion by criterion."""
    session = db.session()
    opened = open_for(session, current_actor(), assessment_id, "view_final")
    row = queries.row_of(session, opened.round.id, assessment_id)
    return render_template(
        "results/years.html",
        opened=opened,
        round=opened.round,
        row=row,
        years=years.compared(session, opened.round, opened.group, row),
        shown=lambda value: ranking.shown(value, opened.round.decimals),
        share=texts.share,
        change=texts.change,
    )


@blueprint.post("/xep-hang/<int:round_id>/ho-so")
def export_dossier(round_id: int) -> Response:
    """A published round as one file that can be recomputed elsewhere; taking it is recorded."""
    content = TemporaryFile()  # noqa: SIM115 -- closed with the response
    try:
        name = operations.export_dossier(current_actor(), round_id, content)
    except BaseException:
        content.close()
        raise
    content.seek(0)
    response = send_file(
        content, mimetype="application/zip", as_attachment=True, download_name=name, etag=False
    )
    response.call_on_close(content.close)
    return response


def line(group: str, row: Any, decimals: int) -> list[object]:
    """A unit's place as a line of the file."""

    def exact(value: Fraction) -> str:
        return format(published(value, decimals), "f")

    return [
        group,
        row.rank if row.ranked else None,
        row.unit_name,
        exact(row.maximum),
        exact(row.self_total),
        exact(row.appraisal_total),
        row.published,
        exact(row.excluded),
    ]

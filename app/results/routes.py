"""The ranking of a round, for those who may see it before publication and for everyone after it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from tempfile import TemporaryFile
from typing import Any

from flask import Blueprint, Response, redirect, render_template, request, send_file, url_for
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
from app.results.models import ResultVersion
from app.rounds import queries as rounds
from app.rounds.models import Round, RoundGroup
from app.security import current_actor
from frameworks.ranking import published

blueprint = Blueprint("results", __name__)
MOST_DIGITS = 8

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
    at: datetime | None = None  # when it was drawn up
    versions: Sequence[ResultVersion] = ()  # published ones, the one that counts first


def read(session: Session, round_: Round, number: int | None = None) -> Shown:
    """The ranking of a round whose reader is known to be allowed to see it.

    Of a published round that is a published version, whatever is being corrected: the one that counts, or
    that of the number. NotFound for another number.
    """
    versions: Sequence[ResultVersion] = ()
    if round_.is_public:
        versions = queries.published_results(session, round_.id)
        result = queries.chosen_result(session, round_.id, number)
    else:
        result = queries.running_result(session, round_.id)
        if number is not None:
            raise NotFound(NOT_FOUND, round=round_.id, version=number)
    if result is None:
        computed = ranking.compute(session, round_)
        return Shown(
            [(one.group, one.standings) for one in computed],
            texts.STANDING.get(round_.state, texts.OFFICIAL),
            ranking.content_hash(round_, computed),
            None,
        )
    standing = texts.STANDING.get(round_.state, texts.OFFICIAL)
    if versions and result is not versions[0]:
        standing = texts.ADJUSTED
    rows = queries.rows_of(session, result.id)
    return Shown(
        [
            (group, [row for row in rows if row.round_group_id == group.id])
            for group in rounds.groups_of(session, round_.id)
        ],
        standing,
        result.content_hash,
        result.number,
        result.created_at,
        versions,
    )


def wanted_version() -> int | None:
    """The number of a version as the address or the form has it; what is no number is one nobody has."""
    text = request.values.get("ban", "")
    if not text:
        return None
    return int(text) if text.isascii() and text.isdecimal() and len(text) < MOST_DIGITS else 0


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
    shown = read(session, round_, wanted_version())
    return render_template(
        "results/ranking.html",
        round=round_,
        round_state=catalog.of_item(round_).states[round_.state].title,
        shown=shown,
        beside={group.id: beside(session, group, rows, shown.at) for group, rows in shown.groups},
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
    version = wanted_version()
    shown = read(session, round_, version)
    groups = [(group, beside(session, group, rows, shown.at), rows) for group, rows in shown.groups]
    extra = extra_header((one, rows) for _, one, rows in groups)
    lines = [
        [*line(group.title, row, round_.decimals), *extra_cells(extra, one, row, round_.decimals)]
        for group, one, rows in groups
        for row in rows
    ]
    response = Response(csv_text.write([*texts.CSV_RANKING, *extra], lines), mimetype="text/csv")
    name = texts.ranking_file(round_.year, version)
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
        name = operations.export_dossier(current_actor(), round_id, content, wanted_version())
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

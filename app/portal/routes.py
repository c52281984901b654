"""Public pages, without signing in: published results of each group and of each unit."""

from fractions import Fraction

from flask import Blueprint, Response, make_response, render_template, request
from flask.typing import ResponseReturnValue

from app import csv_text
from app.extensions import db
from app.messages import portal as texts
from app.policy import PUBLIC
from app.portal import queries
from app.results import ranking
from app.results.beside import beside, extra_cells, extra_header, reasons
from app.rounds.forms import number_of
from frameworks.ranking import published as rounded

blueprint = Blueprint("portal", __name__, url_prefix="/ket-qua")

ACCESS = {
    "portal.home": PUBLIC,
    "portal.result": PUBLIC,
    "portal.ranking_csv": PUBLIC,
    "portal.unit": PUBLIC,
}
KEPT_SECONDS = 60


def kept(answer: str | Response) -> Response:
    """An answer that caches may keep for a minute, and ask again about by its tag."""
    response = make_response(answer)
    response.cache_control.public = True
    response.cache_control.max_age = KEPT_SECONDS
    response.add_etag()
    response.make_conditional(request)
    return response


def wanted_version() -> int | None:
    """The version that the address names ("ban"); what is no number is one that nobody has."""
    text = request.args.get("ban", "")
    return (number_of(text) or 0) if text else None


@blueprint.get("")
def home() -> ResponseReturnValue:
    """The published rounds."""
    return kept(
        render_template(
            "portal/home.html", rounds=queries.published_rounds(db.session()), decision=texts.decision
        )
    )


@blueprint.get("/<code>/<int:year>")
def result(code: str, year: int) -> ResponseReturnValue:
    """The ranking of each group."""
    session = db.session()
    published = queries.open_published(session, code, year, wanted_version())
    groups = queries.groups_of(session, published)
    text = request.args.get("tim", "").strip()[:100]
    position = number_of(request.args.get("nhom"))
    chosen = [group for group in groups if not position or group.position == position]
    places, at = queries.places(session, published, text), published.result.created_at
    tables = [
        (group, [place for place in places if place.row.round_group_id == group.id]) for group in chosen
    ]
    return kept(
        render_template(
            "portal/result.html",
            published=published,
            round=published.round,
            groups=groups,
            tables=tables,
            beside={
                group.id: beside(session, group, [place.row for place in found], at)
                for group, found in tables
            },
            position=position or "",
            text=text,
            decision=texts.decision,
            shown=lambda value: ranking.shown(value, published.round.decimals),
        )
    )


@blueprint.get("/<code>/<int:year>/bang-xep-hang.csv")
def ranking_csv(code: str, year: int) -> ResponseReturnValue:
    """The ranking as a file; the same filters as the page."""
    session = db.session()
    published = queries.open_published(session, code, year, wanted_version())
    position = number_of(request.args.get("nhom"))
    places = queries.places(session, published, request.args.get("tim", "").strip()[:100])
    decimals, at, found = published.round.decimals, published.result.created_at, []
    for group in queries.groups_of(session, published):
        own = [place for place in places if place.row.round_group_id == group.id]
        if not position or group.position == position:
            found.append((group, beside(session, group, [place.row for place in own], at), own))
    extra = extra_header((one, [place.row for place in own]) for _, one, own in found)
    lines = [
        [*line(group.title, place, decimals), *extra_cells(extra, one, place.row, decimals)]
        for group, one, own in found
        for place in own
    ]
    response = Response(csv_text.write([*texts.CSV_RANKING, *extra], lines), mimetype="text/csv")
    name = texts.ranking_file(published.authority.code, year, published.older)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return kept(response)


def line(group: str, place: queries.Place, decimals: int) -> list[object]:
    """A unit's place as a line of the file."""

    def exact(value: Fraction) -> str:
        return format(rounded(value, decimals), "f")

    row = place.row
    return [
        group,
        row.rank if row.ranked else None,
        place.unit_code,
        row.unit_name,
        exact(row.maximum),
        exact(row.self_total),
        exact(row.total),
        row.published,
    ]


@blueprint.get("/<code>/<int:year>/<unit_code>")
def unit(code: str, year: int, unit_code: str) -> ResponseReturnValue:
    """A unit's points by pillar and main index."""
    session = db.session()
    published = queries.open_published(session, code, year, wanted_version())
    found = queries.unit_result(session, published, unit_code)
    return kept(
        render_template(
            "portal/unit.html",
            published=published,
            round=published.round,
            unit=found,
            beside=beside(session, found.group, [found.place.row], published.result.created_at),
            reason=reasons(session, [found.place.row]).get(found.place.row.assessment_id, ""),
            decision=texts.decision,
            shown=lambda value: ranking.shown(value, published.round.decimals),
        )
    )

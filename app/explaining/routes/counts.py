"""Statistics of explanations and objections, as a page and as a file."""

from collections.abc import Iterator
from fractions import Fraction

from flask import Response, render_template, url_for
from flask.typing import ResponseReturnValue

from app import csv_text, policy
from app.appraisal.routes.room import round_of_page
from app.errors import NotFound
from app.explaining.routes.room import blueprint
from app.explaining.statistics import Counts, Statistics, statistics
from app.extensions import db
from app.messages import NOT_FOUND
from app.messages import explaining as texts
from app.rounds.models import Round
from app.security import current_actor
from frameworks.numbers import format_vi


def _counted() -> tuple[Round, Statistics]:
    actor, session = current_actor(), db.session()
    round_ = round_of_page(session, actor)
    if round_ is None:
        raise NotFound(NOT_FOUND)
    policy.require_round(actor, "view_statistics", round_)
    return round_, statistics(session, actor, round_)


@blueprint.get("/thong-ke")
def counts() -> ResponseReturnValue:
    """Thống kê giải trình, kiến nghị."""
    if round_of_page(db.session(), current_actor()) is None:
        return render_template("appraisal/no_round.html")
    round_, found = _counted()
    return render_template(
        "explaining/counts.html",
        round=round_,
        counted=found,
        texts=texts,
        points=_points,
        csv_address=url_for("explaining.counts_csv", ky=round_.id),
    )


def _points(points: Fraction) -> str:
    """A change of points with its sign."""
    if not points:
        return "0"
    return ("+" if points > 0 else "−") + format_vi(abs(points))


@blueprint.get("/thong-ke.csv")
def counts_csv() -> ResponseReturnValue:
    """The same as a file, one table below the other."""
    round_, found = _counted()
    response = Response(csv_text.write(texts.CSV_HEADS, _lines(found, round_.title)), mimetype="text/csv")
    response.headers["Content-Disposition"] = f'attachment; filename="thong-ke-giai-trinh-{round_.year}.csv"'
    return response


def _lines(found: Statistics, title: str) -> Iterator[list[object]]:
    yield _line(texts.ALL, title, found.total)
    for table, rows in (
        (texts.GROUP, found.groups),
        (texts.MAIN, found.mains),
        (texts.CRITERION, found.criteria),
        (texts.APPRAISER, found.appraisers),
    ):
        for name, counted in rows.items():
            yield _line(table, name, counted)


def _line(table: str, name: str, counted: Counts) -> list[object]:
    whole = (
        counted.units,
        counted.criteria,
        counted.in_time,
        counted.late,
        counted.running,
        counted.upheld,
        counted.kept,
        counted.unanswered,
        counted.changed,
    )
    points = format_vi(counted.points).replace(".", "").replace(",", ".")
    return [table, name, *whole, points]

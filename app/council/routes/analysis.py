"""Views of a group beside the result: pages for reading and projecting, and the same tables as files."""

from typing import Any

from flask import Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app import csv_text, policy
from app.appraisal.routes.room import round_of_page
from app.council.analysis import MOST_DRAWS, read_group
from app.council.analysis_views import FACTORS, LEAST_DRAWS, TELLING, read_settings, section
from app.council.routes.group import chosen_group
from app.council.routes.room import blueprint
from app.errors import NotFound
from app.extensions import db
from app.messages import NOT_FOUND
from app.messages import cohort as texts
from app.rounds import queries as rounds
from app.security import current_actor


def chosen_section() -> str:
    """The section the address names, else the first."""
    name = request.args.get("muc", next(iter(texts.SECTIONS)))
    if name not in texts.SECTIONS:
        raise NotFound(NOT_FOUND, section=name)
    return name


@blueprint.get("/phan-tich")
def analysis() -> ResponseReturnValue:
    """One section for one group, marked as not being the result."""
    actor, session = current_actor(), db.session()
    round_ = round_of_page(session, actor)
    if round_ is None or not policy.can_round(actor, "view_analysis", round_):
        return redirect(url_for("council.sessions"))
    name = chosen_section()
    groups, group = chosen_group(session, round_)
    settings = read_settings(request.args, round_.year)
    shown = None
    if group is not None:
        shown = section(name, session, read_group(session, actor, round_, group), settings)

    def address(endpoint: str = "council.analysis", **changed: Any) -> str:
        """This page with something else chosen."""
        kept = {key: value for key, value in request.args.items() if len(value) <= 20}
        number = group.id if group is not None else None
        return url_for(endpoint, **{**kept, "ky": round_.id, "nhom": number, "muc": name, **changed})

    return render_template(
        "council/analysis.html",
        round=round_,
        groups=groups,
        group=group,
        sections=texts.SECTIONS,
        section=name,
        settings=settings,
        shown=shown,
        facts=shown.facts if shown else {},
        address=address,
        factors=[(key, key) for key in FACTORS],
        telling=[(key, key) for key in TELLING],
        draws=(LEAST_DRAWS, MOST_DRAWS),
    )


@blueprint.get("/ky/<int:round_id>/phan-tich.csv")
def analysis_csv(round_id: int) -> ResponseReturnValue:
    """A section as a file."""
    actor, session = current_actor(), db.session()
    round_ = rounds.open_round(session, actor, round_id, "view_analysis")
    name = chosen_section()
    _, group = chosen_group(session, round_)
    if group is None:
        raise NotFound(NOT_FOUND, round=round_id)
    settings = read_settings(request.args, round_.year)
    shown = section(name, session, read_group(session, actor, round_, group), settings)
    response = Response(csv_text.write(shown.header, shown.lines), mimetype="text/csv")
    filename = texts.analysis_file(name, round_.year, group.position)
    response.headers["Content-Disposition"] = f'attachment; filename="{filename}"'
    return response

"""Raising many questions at once: choose, see each with its text, confirm once, read what became of them."""

from fractions import Fraction
from typing import Any

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from app import catalog, policy
from app.accounts.actor import Actor
from app.appraisal.forms import whole
from app.appraisal.routes.room import round_of_page
from app.appraisal.views import shown
from app.assessments.labels import full_label
from app.council import operations
from app.council.candidates import SOURCES, Candidate, Wanted, candidates
from app.council.routes.room import blueprint
from app.extensions import db
from app.messages import council as texts
from app.rounds import queries as rounds
from app.rounds.models import Round
from app.security import current_actor

MOST = 1000  # what a page lists; whatever is beyond waits for the next time


@blueprint.get("/neu-van-de")
def raise_plan() -> ResponseReturnValue:
    """What could be raised under the conditions chosen."""
    actor, session = current_actor(), db.session()
    round_ = round_of_page(session, actor)
    if round_ is None or not policy.can_round(actor, "view_session", round_):
        return redirect(url_for("council.sessions"))
    return _page(actor, round_, request.args)


def _page(actor: Actor, round_: Round, typed: MultiDict[str, str], error: str = "") -> ResponseReturnValue:
    session = db.session()
    wanted, fault = read(typed)
    groups = rounds.groups_of(session, round_.id)
    found = [] if fault else candidates(session, actor, round_, wanted)
    group = next(
        (one for one in groups if one.id == wanted.group_id), groups[0] if len(groups) == 1 else None
    )
    mains = [(main.code, f"{main.label}. {main.title}") for main in catalog.of(group).mains] if group else []
    error = error or fault
    body = render_template(
        "council/raise_many.html",
        round=round_,
        groups=groups,
        mains=mains,
        wanted=wanted,
        least=typed.get("nguong", ""),
        sources=texts.RAISE_SOURCES,
        rows=[_line(one) for one in found[:MOST]],
        total=len(found),
        error=error,
    )
    return body, 422 if error else 200


def read(typed: MultiDict[str, str]) -> tuple[Wanted, str]:
    """The conditions as typed, and what is wrong with them."""
    source = typed.get("nguon", "")
    text = typed.get("nguong", "").strip().replace(",", ".").removesuffix("%").strip()
    fault, least = "", Fraction(0)
    if text:
        plain = text.replace(".", "", 1)
        if plain.isascii() and plain.isdigit() and len(plain) < 10:
            least = Fraction(text if not text.startswith(".") else f"0{text}")
        else:
            fault = texts.BAD_THRESHOLD
    wanted = Wanted(
        source=source if source in SOURCES else SOURCES[0],
        group_id=whole(typed.get("nhom")),
        main=typed.get("muc", ""),
        least=least,
        percent=typed.get("kieu") == "phan-tram",
    )
    return wanted, fault


def _line(one: Candidate) -> dict[str, Any]:
    node = one.framework.nodes[one.code]
    return {
        "key": one.key,
        "id": one.assessment.id,
        "unit": one.unit.name,
        "label": full_label(one.framework, one.code),
        "title": node.title,
        "maximum": shown(node.maximum),
        "entered": shown(one.entered),
        "appraised": shown(one.appraised),
        "proposed": shown(one.proposed),
        "question": one.question,
        "why_not": one.why_not,
    }


@blueprint.post("/ky/<int:round_id>/neu-van-de")
def raise_many(round_id: int) -> ResponseReturnValue:
    """Put the chosen questions before the council, and report on each that could not be."""
    actor = current_actor()
    round_ = rounds.open_round(db.session(), actor, round_id, "view_session")
    keys = request.form.getlist("chon")
    wanted, fault = read(request.form)
    if fault or not keys:
        return _page(actor, round_, request.form, fault or texts.NO_POINTS_CHOSEN)
    done, refused = operations.raise_many(actor, round_id, wanted, keys)
    return render_template("council/raise_report.html", title=texts.RAISE_REPORT, done=done, refused=refused)

"""The room's blueprint, whom each page is for, and the round a page speaks of."""

from flask import Blueprint, request
from sqlalchemy.orm import Session

from app.accounts.actor import Actor
from app.appraisal.forms import whole
from app.policy import only
from app.rounds import queries as rounds
from app.rounds.models import Round

blueprint = Blueprint("appraisal", __name__, url_prefix="/tham-dinh")

TEAM = only("appraiser", "standing_body", "auditor")
ASKING = only("appraiser", "standing_body")
FILE_READERS = only(
    "appraiser",
    "standing_body",
    "auditor",
    "council_member",
    "council_chair",
    "council_secretary",
    "chairman",
)
COMPARING = only(
    "appraiser", "standing_body", "auditor", "council_member", "council_chair", "council_secretary"
)
DECLARING = ("appraiser", "council_member", "council_chair", "council_secretary")
ACCESS = {
    "appraisal.units": TEAM,
    "appraisal.unit": FILE_READERS,
    "appraisal.review": only("appraiser"),
    "appraisal.accept_rest": only("appraiser"),
    "appraisal.question": ASKING,
    "appraisal.ask": ASKING,
    "appraisal.finish": only("appraiser"),
    "appraisal.reopen": only("standing_body"),
    "appraisal.criteria": COMPARING,
    "appraisal.criterion": COMPARING,
    "appraisal.review_in_table": only("appraiser"),
    "appraisal.close_entry": only("standing_body"),
    "appraisal.start_council": only("standing_body"),
    "appraisal.differences": TEAM,
    "appraisal.settle": ASKING,
    "appraisal.conflicts": only(*DECLARING, "standing_body", "auditor"),
    "appraisal.declare": only(*DECLARING),
    "appraisal.withdraw": only("standing_body"),
}


def round_of_page(session: Session, actor: Actor) -> Round | None:
    """The round of the address (`ky`), else the present one."""
    asked = whole(request.args.get("ky"))
    return rounds.current_round(session, actor) if asked is None else rounds.open_round(session, actor, asked)

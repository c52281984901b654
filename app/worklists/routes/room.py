"""The room's blueprint, whom each page is for, and the round a page speaks of."""

from flask import Blueprint, request
from sqlalchemy.orm import Session

from app import catalog, policy
from app.accounts.actor import Actor
from app.errors import NotFound
from app.messages import NOT_FOUND
from app.policy import SIGNED_IN, UNIT_READERS, only
from app.rounds import queries as rounds
from app.rounds.forms import number_of
from app.rounds.models import Round

blueprint = Blueprint("worklists", __name__)

BULK = only("appraiser", "council_secretary", "standing_body")
BULK_READERS = only("appraiser", "council_secretary", "standing_body", "auditor")
ACCESS = {
    "worklists.show": SIGNED_IN,
    "worklists.why": UNIT_READERS,
    "worklists.why_round": SIGNED_IN,
    "worklists.preview": BULK,
    "worklists.confirm": BULK,
    "worklists.runs": BULK_READERS,
    "worklists.report": BULK_READERS,
    "worklists.report_csv": BULK_READERS,
}


def round_of_page(session: Session, actor: Actor) -> Round:
    """The round of the address (`ky`), else the present one; NotFound when there is none to see."""
    asked = request.args.get("ky")
    if asked:
        return rounds.open_round(session, actor, number_of(asked))
    round_ = rounds.current_round(session, actor)
    if round_ is None:
        raise NotFound(NOT_FOUND, actor=actor.id)
    return round_


def require_lists(actor: Actor, round_: Round) -> None:
    """Refuse who may not see lists of a round; older workflows say nothing about it."""
    if "view_worklists" in catalog.of_item(round_).permissions:
        policy.require_round(actor, "view_worklists", round_)

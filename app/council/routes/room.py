"""The room's blueprint, and whom each page is for."""

from flask import Blueprint

from app.policy import only

blueprint = Blueprint("council", __name__, url_prefix="/hoi-dong")

READERS = only("council_member", "council_chair", "council_secretary", "standing_body", "auditor", "chairman")
MANAGERS = only("council_secretary", "standing_body")
DECIDERS = only("council_chair", "council_secretary")
ACCESS = {
    "council.sessions": READERS,
    "council.plan": MANAGERS,
    "council.change": MANAGERS,
    "council.invite": MANAGERS,
    "council.agenda": READERS,
    "council.agenda_add": MANAGERS,
    "council.agenda_propose": MANAGERS,
    "council.agenda_move": MANAGERS,
    "council.agenda_remove": MANAGERS,
    "council.agenda_tick": MANAGERS,
    "council.session": READERS,
    "council.note": MANAGERS,
    "council.note_remove": MANAGERS,
    "council.start": MANAGERS,
    "council.attendance": MANAGERS,
    "council.show": only("council_chair", "council_member", "council_secretary", "standing_body"),
    "council.close": MANAGERS,
    "council.screen": READERS,
    "council.screen_mark": READERS,
    "council.units": READERS,
    "council.unit": READERS,
    "council.differences": READERS,
    "council.raise_point": only(
        "appraiser", "council_member", "council_chair", "council_secretary", "standing_body"
    ),
    "council.raise_plan": READERS,
    "council.raise_many": only("council_member", "council_chair", "council_secretary", "standing_body"),
    "council.vote": only("council_member", "council_chair"),
    "council.step_out": only("council_member", "council_chair", "council_secretary"),
    "council.step_in": only("council_member", "council_chair", "council_secretary"),
    "council.hands": DECIDERS,
    "council.decide": DECIDERS,
    "council.bring": MANAGERS,
    "council.settle": only("council_secretary"),
    "council.reopen": only("council_secretary"),
    "council.bring_all": MANAGERS,
    "council.settle_plan": only("council_secretary"),
    "council.settle_all": only("council_secretary"),
    "council.conclude": only("council_chair"),
    "council.reopen_council": only("standing_body"),
    "council.coverage": READERS,
    "council.withdraw": only("council_chair", "standing_body"),
    "council.restore": only("council_chair", "standing_body"),
    "council.unranked": READERS,
    "council.leave_unranked": only("standing_body"),
    "council.rank_again": only("standing_body"),
    "council.analysis": READERS,
    "council.analysis_csv": READERS,
}

"""The room's blueprint, and whom each page is for."""

from flask import Blueprint

from app.policy import only

blueprint = Blueprint("explaining", __name__, url_prefix="/giai-trinh")

UNIT = only("specialist", "leader")
SPECIALIST = only("specialist")
ANSWERING = only("appraiser", "standing_body")
TEAM = only("appraiser", "standing_body", "auditor")
COUNTS = only(
    "appraiser",
    "standing_body",
    "auditor",
    "council_member",
    "council_chair",
    "council_secretary",
    "secretariat",
    "chairman",
)
ACCESS = {
    "explaining.unit": UNIT,
    "explaining.object_to": SPECIALIST,
    "explaining.withdraw": SPECIALIST,
    "explaining.file": TEAM,
    "explaining.answer": ANSWERING,
    "explaining.waiting": TEAM,
    "explaining.send": ANSWERING,
    "explaining.send_points": ANSWERING,
    "explaining.counts": COUNTS,
    "explaining.counts_csv": COUNTS,
}

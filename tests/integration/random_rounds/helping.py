"""What gets a round on from where it is: so that rounds come to their end now and then."""

from collections.abc import Sequence

from sqlalchemy import select

from app.assessments.models import Assessment, Complaint, ExplanationRequest, Objection
from app.council.models import CouncilSession, OpenPoint
from app.extensions import db
from app.results.models import ResultVersion
from tests.integration.random_rounds import deeds_lending, deeds_tasks
from tests.integration.random_rounds.cast import NOBODY, Players
from tests.integration.random_rounds.deeds_council import still_changed
from tests.integration.random_rounds.deeds_office import paper
from tests.integration.random_rounds.deeds_team import differing
from tests.integration.random_rounds.deeds_unit import asked

Way = tuple[str, int]
BY_STATE: dict[str, Sequence[str]] = {
    "drafting": ("fill", "fill", "submit", "submit", "take over"),
    "awaiting_confirmation": ("confirm",),
    "appraising": (
        *("review", "answer claims", "answer claims", "answer claims", "finish", "finish", "finish"),
    ),
    "explaining": ("object", "answer", "send answers", "close answers"),
    "awaiting_explanation_confirmation": ("confirm answers",),
}
#: Whoever is late lets the day pass on which the others go on without them.
LATE: dict[str, Sequence[str]] = {
    "drafting": ("days go by", "days go by", "fill", "take over", "tick"),
    "awaiting_confirmation": ("days go by", "days go by", "take over", "tick"),
    "explaining": ("days go by", "days go by", "object", "close answers", "tick"),
    "awaiting_explanation_confirmation": ("days go by", "days go by", "close answers", "tick"),
}
PUBLIC = ("published", "correcting", "correction_submitted", "correction_decided", "closed")
ASIDE = 0.2  # so often something beside the round itself
#: Units never stop for these for long: they are asked and object only while little was asked.
ENOUGH = 3

# What could be meant where a unit and the round are: steps back, mistakes and odd jobs as well.
FITTING: dict[str, Sequence[str]] = {
    "drafting": ("save", "declare", "remind", "extend", "bulk", "days go by", "take over", "change mode"),
    "awaiting_confirmation": ("recall", "return", "remind", "bulk", "take over", "assign"),
    "appraising": (
        *("review", "review", "accept rest", "question", "declare conflict", "withdraw conflict"),
        *("ask", "bulk", "assign", "end assignment", "raise", "answer objection", "settle opinion"),
    ),
    "explaining": (
        "object",
        "withdraw objection",
        "answer",
        "extend",
        "remind",
        "days go by",
        "bulk",
        "save",
    ),
    "awaiting_explanation_confirmation": ("return answers", "bulk", "days go by", "close answers"),
    "appraised": ("reopen", "raise", "raise many", "bring", "bulk", "plan", "paper step", "agenda"),
    "in_council": (
        *("raise", "raise many", "vote", "step out", "agenda", "agenda", "discuss", "open meeting", "bulk"),
        *("attendance", "close meeting", "declare conflict", "withdraw conflict", "settle all", "plan"),
    ),
    "settled": (
        "reopen for council",
        "reopen council",
        "return dossier",
        "paper step",
        "paper step",
        "number",
    ),
    "published": (
        "complain",
        "paper step",
        "draw up again",
        "return correction",
        "number many",
        "reject complaint",
    ),
    "reviewing_complaint": ("raise", "vote", "step out", "discuss", "agenda", "dismiss complaint"),
    "corrected": (
        "reopen complaint",
        "cancel correction",
        "return correction",
        "paper step",
        "start correction",
    ),
    "closed": ("complain", "close round", "paper step", "save", "review", "draw up again"),
}


def fitting(players: Players) -> Way:
    """Something that could be meant on one of the units as it is."""
    unit = players.pick(players.assessments)
    if players.often(ASIDE):
        more = deeds_tasks.DEEDS if players.round_state() in PUBLIC else deeds_lending.DEEDS
        return str(players.pick(more)), unit
    return str(players.pick(FITTING[players.state_of(unit)])), unit


def beside(players: Players, state: str) -> list[Way]:
    """What goes on beside the round: people act for others; tasks get on once the result is public."""
    if state in PUBLIC and players.often(0.7):
        return deeds_tasks.ways(players)
    names = [] if state == "closed" else deeds_lending.ways(players)
    return [(name, players.assessments[0]) for name in names]


def ways(players: Players) -> list[Way]:
    """The deeds that may get the round on, and on which unit; now and then what goes on beside it."""
    state = players.round_state()
    if players.often(1 if state == "closed" else ASIDE) and (aside := beside(players, state)):
        return aside
    rows = db.session.execute(select(Assessment.id, Assessment.state).order_by(Assessment.id)).all()
    db.session.rollback()
    units = {key: at for key, at in rows if key in players.units}
    found = [(name, key) for key, at in units.items() for name in of_unit(players, key, at)]
    return found or in_round(players, state, units) or [("tick", players.assessments[0])]


def of_unit(players: Players, unit: int, state: str) -> Sequence[str]:
    """What gets one unit on before the council."""
    if players.late and unit == players.assessments[0] and state in LATE:
        return LATE[state]
    if state == "explaining" and asked(unit):
        return ("answer", "answer", "object")
    if state == "appraising":
        more = ["settle opinion"] * 3 if differing(unit) else []
        more += ["answer objection"] * 3 if objected(unit) else []
        more += ["assign"] if players.style != "whole_team" else []
        asks = [] if players.done["ask"] >= ENOUGH else ["question", "ask"]
        return [*BY_STATE[state], *more, *asks]
    return BY_STATE.get(state, ())


def in_round(players: Players, state: str, units: dict[int, str]) -> list[Way]:
    """What gets the round on once its units are appraised."""
    first = players.assessments[0]
    simple = {
        "collecting": ["close entry"],
        "appraising": ["start council"],
        "concluded": ["submit dossier"],
        "decided": ["publish"],
        "correction_decided": ["publish correction"],
    }
    if state in simple:
        return [(name, first) for name in simple[state]]
    if state == "council":
        return at_meeting(players, units)
    if state in ("submitted", "correction_submitted"):
        kind, deed = (
            ("submission", "decide dossier")
            if state == "submitted"
            else ("correction_submission", "decide correction")
        )
        return [("number" if paper(players, kind) != NOBODY else deed, first)]
    if state in ("published", "correcting"):
        return after_publication(players, state, units)
    return []


def at_meeting(players: Players, units: dict[int, str]) -> list[Way]:
    """What gets the council on."""
    first = players.assessments[0]
    if not meeting_open():
        return [("convene", first)]
    points = open_points()
    found: list[Way] = []
    for unit, state in units.items():
        if state == "appraised":
            found += [("bring", unit), ("bring all", unit)]
        elif unit in points:
            found += [("hands", unit), ("decide", unit), ("attendance", unit)]
        elif state == "in_council":
            found += [("settle", unit)] * 2 + ([("raise", unit)] if players.done["raise"] < ENOUGH else [])
    return found or [("conclude", first)]


def after_publication(players: Players, state: str, units: dict[int, str]) -> list[Way]:
    """A complaint, its way through the council, and the correction; then the end."""
    first = players.assessments[0]
    points = open_points()
    found: list[Way] = []
    for unit, at in units.items():
        if at == "reviewing_complaint":
            if not meeting_open():
                found += [("convene", unit)]
            elif unit in points:
                found += [("hands", unit), ("decide", unit)]
            elif taken_back(players) and still_changed(unit):
                found += [("put back", unit)]
            else:
                found += [("settle complaint", unit), ("dismiss complaint", unit)]
    if found:
        return found
    waiting = waiting_complaints()
    if waiting:
        return [("review complaint", waiting[0])] * 6 + [("reject complaint", waiting[0])]
    if state == "correcting":
        if taken_back(players) and "corrected" in units.values():
            return [("reopen complaint", unit) for unit, at in units.items() if at == "corrected"]
        return [("submit correction", first)] * 3 + [("cancel correction", first)]
    if "corrected" in units.values():
        return [("start correction", first)]
    complains = "complain" in players.definition().transitions
    if complains and versions() < 2 and players.done["complain"] < ENOUGH:
        return [("complain", players.pick(units)), ("complain", first), ("tick", first)]
    known = "close" in players.definition().transitions
    return [("close round", first), ("days go by", first)] if known else [("move version", first)]


def taken_back(players: Players) -> bool:
    """Whether the council has second thoughts about what it corrected, for the first time."""
    return (
        players.wavering and players.round_state() == "correcting" and not players.done["cancel correction"]
    )


def objected(unit: int) -> bool:
    """Whether an objection of a unit waits for its answer."""
    query = (
        select(Objection.id)
        .join(ExplanationRequest, ExplanationRequest.id == Objection.request_id)
        .where(ExplanationRequest.assessment_id == unit, Objection.outcome.is_(None))
    )
    found = db.session.scalar(query.limit(1))
    db.session.rollback()
    return found is not None


def meeting_open() -> bool:
    """Whether a meeting is being held."""
    query = select(CouncilSession.id).where(
        CouncilSession.opened_at.is_not(None), CouncilSession.closed_at.is_(None)
    )
    found = db.session.scalar(query)
    db.session.rollback()
    return found is not None


def open_points() -> set[int]:
    """The units with points that wait."""
    found = set(db.session.scalars(select(OpenPoint.assessment_id).where(OpenPoint.state == "open")))
    db.session.rollback()
    return found


def waiting_complaints() -> list[int]:
    """The units whose complaint nobody has looked at."""
    query = select(Complaint.assessment_id).where(Complaint.state == "open").order_by(Complaint.id)
    found = list(db.session.scalars(query))
    db.session.rollback()
    return found


def versions() -> int:
    """How many versions of the result were published."""
    found = len(db.session.scalars(select(ResultVersion.id).where(ResultVersion.state == "published")).all())
    db.session.rollback()
    return found

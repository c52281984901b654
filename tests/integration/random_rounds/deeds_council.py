"""What the council does: meetings, agenda, points, votes, stepping out, settling, concluding."""

import json
from fractions import Fraction
from typing import Any

from sqlalchemy import select

from app import clock
from app.accounts.actor import Actor
from app.accounts.models import Account, ConflictDeclaration
from app.assessments.models import Assessment
from app.assessments.sheets import as_published
from app.council import operations as council
from app.council.candidates import SOURCES, Wanted
from app.council.correcting import changed_codes
from app.council.models import AgendaItem, CouncilSession, OpenPoint, StepOut
from app.extensions import db
from app.results.queries import published_result
from tests.integration.random_rounds.cast import NOBODY, Players
from tests.integration.random_rounds.deeds_unit import CODES, STANDING, Deed, why

SECRETARY, CHAIR = ("council_secretary",), ("council_chair",)
VOTING = ("council_chair", "council_member", "second_member", "kin")


def put(unit: int) -> str:
    """A question to the council, by which it is known wherever it comes up."""
    return f"Vấn đề trước Hội đồng 8845-{unit}?"


def decided(players: Players, unit: int) -> str:
    """The council's reason; another one once the result is public."""
    public = players.state_of(unit) in ("reviewing_complaint", "corrected")
    return f"Lý do của Hội đồng {8847 if public else 8846}-{unit}."


def open_meeting() -> int:
    """The meeting that is open, or the latest."""
    query = select(CouncilSession.id).order_by(
        CouncilSession.closed_at.is_not(None), CouncilSession.id.desc()
    )
    found = db.session.scalar(query.limit(1))
    db.session.rollback()
    return int(found or NOBODY)


def plan(players: Players, actor: Actor, _unit: int) -> Any:
    """Call a meeting."""
    return council.plan_session(
        actor,
        players.round_id,
        held_on=clock.today(),
        place=players.pick(("Phòng họp số 2", "Phòng họp số 2", "")),
        chair_id=players.people["council_chair"],
        secretary_id=players.people["council_secretary"],
        starts_at=players.pick(("08:30", "", "25:00")) if players.often(0.2) else "",
    )


def convene(players: Players, actor: Actor, unit: int) -> Any:
    """Call a meeting and open it, with everyone present."""
    meeting = council.plan_session(
        actor,
        players.round_id,
        held_on=clock.today(),
        place="Phòng họp số 2",
        chair_id=players.people["council_chair"],
        secretary_id=players.people["council_secretary"],
    )
    council.start_session(actor, meeting)
    return council.take_attendance(actor, meeting, {players.people[name]: True for name in VOTING}, {})


def attendance(players: Players, actor: Actor, _unit: int) -> Any:
    """Nearly everyone is there, or few are."""
    share = players.pick((1.0, 0.9, 0.3))
    present = {players.people[name]: players.often(share) for name in VOTING}
    reasons = {person: players.pick(("Đi công tác", "Đi công tác", "")) for person in present}
    return council.take_attendance(actor, open_meeting(), present, reasons)


def waiting_point(players: Players) -> tuple[int, int]:
    """A point that waits, and its unit; the latest of all when none does."""
    query = select(OpenPoint.id, OpenPoint.assessment_id).order_by(OpenPoint.id)
    rows = db.session.execute(query.where(OpenPoint.state == "open")).all()
    rows = rows or db.session.execute(query).all()[-1:]
    db.session.rollback()
    return tuple(players.pick(rows)) if rows else (NOBODY, NOBODY)


def aside(players: Players, point: int, unit: int) -> set[int]:
    """Who may not vote: of the unit, or with a conflict, or gone out."""
    found = set(db.session.scalars(select(StepOut.account_id).where(StepOut.point_id == point)))
    of_unit = players.units.get(unit)
    found |= set(db.session.scalars(select(Account.id).where(Account.unit_id == of_unit)))
    found |= set(
        db.session.scalars(
            select(ConflictDeclaration.account_id).where(
                ConflictDeclaration.unit_id == of_unit, ConflictDeclaration.withdrawn_at.is_(None)
            )
        )
    )
    db.session.rollback()
    return found


def hands(players: Players, actor: Actor, _unit: int) -> Any:
    """The show of hands on a point, most often with those alone who may vote."""
    point, unit = waiting_point(players)
    out = aside(players, point, unit) if players.often(0.85) else set()
    choices = ("for", "for", "for", "against", "abstain")
    people = [players.people[name] for name in VOTING]
    if players.state_of(unit) == "reviewing_complaint" and players.often(0.7):
        choices = ("for",)
    return council.record_votes(
        actor, point, {person: players.pick(choices) for person in people if person not in out}
    )


def vote(players: Players, actor: Actor, _unit: int) -> Any:
    """One member's own vote."""
    point, _ = waiting_point(players)
    return council.vote(actor, point, players.pick(("for", "against", "abstain", "?")))


def step_out(players: Players, actor: Actor, _unit: int) -> Any:
    """A member leaves the table for one point, or the secretary notes it."""
    point, _ = waiting_point(players)
    other = players.people[players.pick((*VOTING, "leader"))] if players.often(0.3) else None
    return council.step_out(actor, point, reason=why(players), member_id=other)


def decide(players: Players, actor: Actor, _unit: int) -> Any:
    """A point is closed by its votes."""
    point, unit = waiting_point(players)
    reason = players.pick((decided(players, unit),) * 4 + ("",))
    return council.decide_point(actor, point, reason=reason)


def raise_point(players: Players, actor: Actor, unit: int) -> Any:
    """A question on one criterion."""
    proposed = players.pick(("1", "2", "0,5", "99"))
    return council.raise_point(
        actor, unit, players.pick(CODES), question=players.pick((put(unit), put(unit), "")), proposed=proposed
    )


def put_back(players: Players, actor: Actor, unit: int) -> Any:
    """The council is asked to give a criterion the points again that were published."""
    session = db.session()
    code, points = CODES[0], "1"
    if (stored := session.get(Assessment, unit)) is not None and (before := changed(stored)):
        code = players.pick(before)
        value = Fraction(before[code])
        points = f"{float(value):g}".replace(".", ",")
    session.rollback()
    return council.raise_point(actor, unit, code, question=put(unit), proposed=points)


def changed(one: Assessment) -> dict[str, str]:
    """The criteria whose points are no longer those that were published, with these."""
    session = db.session()
    result = published_result(session, one.round_id)
    sheet = as_published(session, one.id).get("council")
    if result is None or sheet is None:
        return {}
    lines = json.loads(sheet.content)["lines"]
    return {code: lines[code]["points"] for code in changed_codes(session, one, result.created_at)}


def still_changed(unit: int) -> bool:
    """Whether the council has left anything of a unit other than it was published."""
    found = changed(db.session.get_one(Assessment, unit))
    db.session.rollback()
    return bool(found)


def raise_many(players: Players, actor: Actor, _unit: int) -> Any:
    """Questions from differences, objections, questions left open: all that could be meant."""
    keys = [f"{unit}:{code}" for unit in (*players.units, NOBODY) for code in CODES if players.often(0.5)]
    wanted = Wanted(source=players.pick(SOURCES), least=Fraction(players.pick((0, 1))))
    return council.raise_many(actor, players.round_id, wanted, keys)


def agenda(players: Players, actor: Actor, _unit: int) -> Any:
    """The agenda is proposed, added to, moved about, ticked off."""
    item, meeting = players.newest(AgendaItem.id), open_meeting()
    actions = (
        lambda: council.propose_agenda(actor, meeting),
        lambda: council.add_item(actor, meeting, title=players.pick(("Việc khác", "")), presenter="Thư ký"),
        lambda: council.move_item(actor, item, up=players.often(0.7)),
        lambda: council.remove_item(actor, item),
        lambda: council.tick_item(actor, item),
    )
    return players.pick(actions)()


def discuss(players: Players, actor: Actor, _unit: int) -> Any:
    """A note of what was said, and what the projector shows."""
    point, _ = waiting_point(players)
    actions = (
        lambda: council.add_note(
            actor, open_meeting(), speaker="Ông A", content="Đề nghị xem", point_id=None
        ),
        lambda: council.show_point(actor, open_meeting(), point),
        lambda: council.invite(actor, open_meeting()),
    )
    return players.pick(actions)()


def settle_many(players: Players, actor: Actor, _unit: int) -> Any:
    """Several at once."""
    return council.settle_all(actor, players.round_id)


DEEDS: dict[str, tuple[tuple[str, ...], Deed]] = {
    "plan": (SECRETARY, plan),
    "convene": (SECRETARY, convene),
    "open meeting": (SECRETARY, lambda p, a, u: council.start_session(a, open_meeting())),
    "attendance": (SECRETARY, attendance),
    "bring all": ((*SECRETARY, *STANDING), lambda p, a, u: council.bring_all(a, p.round_id)),
    "bring": ((*SECRETARY, *STANDING), lambda p, a, u: council.bring(a, u)),
    "raise": (("council_member", "appraiser", *SECRETARY, *STANDING), raise_point),
    "put back": ((*SECRETARY, *STANDING), put_back),
    "raise many": ((*SECRETARY, *STANDING), raise_many),
    "agenda": (SECRETARY, agenda),
    "discuss": (SECRETARY, discuss),
    "hands": (SECRETARY, hands),
    "vote": (("council_member", "council_chair", "second_member", "kin"), vote),
    "step out": (("council_member", "second_member", *SECRETARY), step_out),
    "decide": ((*CHAIR, *SECRETARY), decide),
    "settle": (SECRETARY, lambda p, a, u: council.settle(a, u)),
    "settle all": (SECRETARY, settle_many),
    "reopen for council": (SECRETARY, lambda p, a, u: council.reopen(a, u, reason=why(p))),
    "close meeting": (SECRETARY, lambda p, a, u: council.close_session(a, open_meeting(), conclusion=why(p))),
    "conclude": (CHAIR, lambda p, a, u: council.conclude(a, p.round_id, conclusion=why(p))),
    "reopen council": (STANDING, lambda p, a, u: council.reopen_council(a, p.round_id, reason=why(p))),
}

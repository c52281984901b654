"""What the appraisal team does: assignment, conflicts, decisions, opinions, questions, answers."""

from typing import Any

from sqlalchemy import select

from app.accounts.actor import Actor
from app.accounts.models import ConflictDeclaration, LocalRole
from app.appraisal import conflicts
from app.appraisal import operations as appraisal
from app.appraisal.assigning import operations as assigning
from app.appraisal.assigning.sharing import Part
from app.appraisal.models import CriterionReview, Opinion
from app.assessments.models import CriterionEntry, ExplanationRequest, Objection
from app.explaining import operations as explaining
from app.extensions import db
from tests.integration.random_rounds.cast import Players
from tests.integration.random_rounds.deeds_unit import CODES, STANDING, Deed, code_of, each, why

TEAM = ("appraiser",)
JUDGES = ("appraiser", "council_member", "council_chair", "council_secretary")


def told(unit: int) -> str:
    """The reason of a decision, by which it is known wherever it comes up."""
    return f"Lý do thẩm định 8844-{unit}."


def review(players: Players, actor: Actor, unit: int) -> Any:
    """One decision of the team."""
    decision = players.pick(("accepted", "adjusted", "adjusted", "na_accepted", "na_refused"))
    points, reason = players.pick(("0", "1", "1,5", "99", "")), players.pick((told(unit), told(unit), ""))
    return appraisal.review(actor, unit, players.pick(CODES), decision, points=points, reason=reason)


def accept_rest(players: Players, actor: Actor, unit: int) -> Any:
    """What has no decision yet is accepted."""
    return appraisal.accept_rest(actor, unit, players.pick((None, None, None, "2", "8")))


def answer_claims(players: Players, actor: Actor, unit: int) -> Any:
    """Every claim of "không áp dụng" is refused, and the rest accepted."""
    claimed = select(CriterionEntry.code).where(
        CriterionEntry.assessment_id == unit, CriterionEntry.status == "na_claimed"
    )
    codes = db.session.scalars(claimed).all()
    db.session.rollback()
    refuse = (
        lambda code=code: appraisal.review(actor, unit, code, "na_refused", points="0", reason=told(unit))
        for code in codes
    )
    each(*refuse, lambda: appraisal.accept_rest(actor, unit))


def differing(unit: int) -> list[str]:
    """The criteria with two opinions that are not settled."""
    given = db.session.scalars(select(Opinion.code).where(Opinion.assessment_id == unit)).all()
    settled = db.session.scalars(
        select(CriterionReview.code).where(CriterionReview.assessment_id == unit)
    ).all()
    db.session.rollback()
    return sorted({code for code in given if given.count(code) == 2} - set(settled))


def settle_opinion(players: Players, actor: Actor, unit: int) -> Any:
    """A third person settles what two say differently."""
    code = players.pick(differing(unit) or CODES)
    decision = players.pick(("accepted", "adjusted", "na_refused"))
    return appraisal.settle_opinions(actor, unit, code, decision, points="1", reason=told(unit))


def ask(players: Players, actor: Actor, unit: int) -> Any:
    """The questions go out, or the provisional points alone."""
    return appraisal.ask(
        actor,
        unit,
        days=players.pick(("", "", "3", "0")),
        scores_only=players.often(0.3),
        seen_version=players.seen_version(unit),
    )


def answer_objection(players: Players, actor: Actor, unit: int) -> Any:
    """One objection is upheld, or the points are kept."""
    row = db.session.scalar(
        select(Objection)
        .join(ExplanationRequest, ExplanationRequest.id == Objection.request_id)
        .where(ExplanationRequest.assessment_id == unit)
        .order_by(Objection.outcome.is_not(None), Objection.id.desc())
        .limit(1)
    )
    number, seen = (row.id, row.answered_at) if row else (1, None)
    db.session.rollback()
    outcome, text = players.pick(("upheld", "kept", "kept", "?")), players.pick((told(unit), told(unit), ""))
    return explaining.answer_objection(actor, unit, number, outcome, text, seen_answer=seen)


def change_mode(players: Players, actor: Actor, _unit: int) -> Any:
    """By assignment or not, by two or not."""
    return assigning.change_mode(
        actor,
        players.round_id,
        assigned_only=players.often(0.5),
        double_appraisal=players.often(0.3),
    )


def assign(players: Players, actor: Actor, unit: int) -> Any:
    """Everything anew, or one part for somebody, fit or not."""
    if players.often(0.5):
        return assigning.assign(actor, players.round_id, players.parts())
    person = players.people[players.pick(("appraiser", "colleague", "conflicted", "leader"))]
    part = Part(person, players.units.get(unit), players.pick((None, "1", "2.1", "9")), players.pick((1, 2)))
    return assigning.assign(actor, players.round_id, [part])


def end_assignment(players: Players, actor: Actor, _unit: int) -> Any:
    """The latest assignment ends."""
    number = players.newest(LocalRole.id, LocalRole.ended_at.is_(None))
    return assigning.end(actor, players.round_id, [number], reason=why(players))


def declare_conflict(players: Players, actor: Actor, unit: int) -> Any:
    """Somebody says they may not judge a unit."""
    return conflicts.declare(actor, players.round_id, players.units.get(unit, 0), why(players))


def withdraw_conflict(players: Players, actor: Actor, _unit: int) -> Any:
    """The latest declaration is taken back."""
    number = players.newest(ConflictDeclaration.id, ConflictDeclaration.withdrawn_at.is_(None))
    return conflicts.withdraw(actor, players.round_id, number, why(players))


def question(players: Players, actor: Actor, unit: int) -> Any:
    """A question on one criterion, or none any more."""
    text = players.pick((f"Câu hỏi 8843-{unit}: ở đâu?",) * 4 + ("",))
    return appraisal.write_question(actor, unit, code_of(players), text)


DEEDS: dict[str, tuple[tuple[str, ...], Deed]] = {
    "review": (TEAM, review),
    "accept rest": (TEAM, accept_rest),
    "answer claims": (TEAM, answer_claims),
    "settle opinion": ((*STANDING, "appraiser"), settle_opinion),
    "question": (TEAM, question),
    "ask": (TEAM, ask),
    "answer objection": (TEAM, answer_objection),
    "finish": (TEAM, lambda p, a, u: appraisal.finish(a, u, seen_version=p.seen_version(u))),
    "reopen": (STANDING, lambda p, a, u: appraisal.reopen(a, u, reason=why(p))),
    "close entry": (STANDING, lambda p, a, u: appraisal.close_entry(a, p.round_id)),
    "start council": (STANDING, lambda p, a, u: appraisal.start_council(a, p.round_id)),
    "change mode": (STANDING, change_mode),
    "assign": (STANDING, assign),
    "end assignment": (STANDING, end_assignment),
    "declare conflict": (JUDGES, declare_conflict),
    "withdraw conflict": (STANDING, withdraw_conflict),
}

"""Settling many units at once: each in its own savepoint with its own event, what they share loaded once."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.actor import Actor
from app.assessments import queries as assessments
from app.assessments.acting import Stage
from app.assessments.many import chosen
from app.assessments.models import Assessment
from app.assessments.queries import Opened
from app.assessments.sheets import Content
from app.council.bindings import state_of
from app.council.cohort import contents
from app.council.guards import ASSESSMENT_GUARDS, quorum_refusal
from app.council.models import OpenPoint
from app.database import transaction
from app.errors import DomainError, StaleVersion
from app.messages import NOT_FOUND
from app.messages import council as texts
from app.rounds import queries as rounds
from app.rounds.models import Round
from frameworks.numbers import format_vi

TRANSITION = "settle"


@dataclass(frozen=True)
class Outcome:
    """What became of one unit: settled with its total, or why not."""

    assessment_id: int
    unit: str
    done: bool
    reason: str = ""


def settle_many(
    actor: Actor,
    round_id: int,
    ids: Collection[int] | None = None,
    *,
    seen: Mapping[int, Fraction] | None = None,
) -> list[Outcome]:
    """Note that the council has agreed on these units (without `ids`: on all before it), in printed order.

    `seen` holds the totals the person was shown: a unit whose total is another one by now is refused, and so
    is one with an open point; the others go on. A unit the person may not see is told as not found.
    """
    outcomes: list[Outcome] = []
    with transaction() as session:
        round_ = rounds.open_round(session, actor, round_id, "view_session", lock=True)
        opened = _opened(session, actor, round_, ids)
        stage = _shared(session, round_, opened)
        for one in opened:
            try:
                with session.begin_nested():
                    _check_seen(session, stage.content, one, seen)
                    stage.act(session, one, actor, TRANSITION)
            except DomainError as refusal:
                session.expire(one.assessment)
                outcomes.append(Outcome(one.assessment.id, one.unit.name, False, refusal.message))
            else:
                outcomes.append(Outcome(one.assessment.id, one.unit.name, True))
    known = {outcome.assessment_id for outcome in outcomes}
    return outcomes + [Outcome(lost, "", False, NOT_FOUND) for lost in ids or () if lost not in known]


def _opened(session: Session, actor: Actor, round_: Round, ids: Collection[int] | None) -> list[Opened]:
    """The units with all that acting on them needs, locked in the order of their numbers; one query."""
    wanted = Assessment.state == "in_council" if ids is None else Assessment.id.in_(ids)
    seen = assessments.visible(actor, round_, "view_council")
    return chosen(session, actor, round_, wanted, seen, lock=True)


def _shared(session: Session, round_: Round, opened: Collection[Opened]) -> Stage:
    """The council's stage, asking the database once for all: quorum, open points, what the sheets hold."""
    quorum = quorum_refusal(session, round_)
    waiting: dict[int, list[str]] = {}
    for owner, code in session.execute(
        select(OpenPoint.assessment_id, OpenPoint.code)
        .where(OpenPoint.round_id == round_.id, OpenPoint.state == "open")
        .order_by(OpenPoint.id)
    ):
        waiting.setdefault(owner, []).append(code)

    def points_decided(_: Session, one: Opened, actor: Actor, given: Mapping[str, Any]) -> str | None:
        codes = waiting.get(one.assessment.id)
        return texts.points_open(codes) if codes else None

    def session_quorum(_: Session, one: Opened, actor: Actor, given: Mapping[str, Any]) -> str | None:
        return quorum

    sheets = _contents(session, opened)
    guards = {**ASSESSMENT_GUARDS, "points_decided": points_decided, "session_quorum": session_quorum}
    return Stage(guards, lambda _, assessment: sheets[assessment.id])


def _contents(session: Session, opened: Collection[Opened]) -> dict[int, Content]:
    """What the council sheets of these units hold, as `council_content` says it; by group."""
    found: dict[int, Content] = {}
    for group in {one.group.id: one.group for one in opened}.values():
        state = state_of(session, group.id)
        for code, (assessment, content) in contents(session, group).items():
            found[assessment.id] = state.lay(content, code) if state else content
    return found


def _check_seen(
    session: Session,
    content: Callable[[Session, Assessment], Content],
    one: Opened,
    seen: Mapping[int, Fraction] | None,
) -> None:
    """Refuse a unit whose total is not the one the person was shown."""
    if seen is None or one.assessment.id not in seen:
        return
    total = content(session, one.assessment).scores().rescaled_total
    if total != seen[one.assessment.id]:
        decimals = one.round.decimals
        raise StaleVersion(texts.total_changed(format_vi(total, decimals)))

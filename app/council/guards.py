"""The conditions of the council, for a unit's assessment and for the round."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.actor import Actor
from app.appraisal.guards import ASSESSMENT_GUARDS as APPRAISAL_GUARDS
from app.appraisal.guards import ROUND_GUARDS as APPRAISAL_ROUND_GUARDS
from app.appraisal.guards import names_in_states
from app.appraisal.queries import NOT_RECEIVED, UNDER_WAY
from app.assessments.queries import Opened
from app.council import queries
from app.council.models import OpenPoint
from app.messages import appraisal as appraisal_texts
from app.messages import council as texts
from app.rounds.models import Round
from app.workflow import RoomGuard


def round_in_council(session: Session, opened: Opened, actor: Actor, given: Mapping[str, Any]) -> str | None:
    """The round has been handed to the council."""
    if opened.round.state == "council":
        return None
    names = names_in_states(session, opened.round, UNDER_WAY)
    return appraisal_texts.units_not_appraised(names) if names else texts.ROUND_NOT_IN_COUNCIL


def points_decided(session: Session, opened: Opened, actor: Actor, given: Mapping[str, Any]) -> str | None:
    """Every question raised on the unit has been voted on."""
    codes = list(
        session.scalars(
            select(OpenPoint.code).where(
                OpenPoint.assessment_id == opened.assessment.id, OpenPoint.state == "open"
            )
        )
    )
    return texts.points_open(codes) if codes else None


def quorum_refusal(session: Session, round_: Round) -> str | None:
    """Why the council cannot decide now; None while a meeting with a quorum is open."""
    meeting = queries.running_session(session, round_.id)
    if meeting is None:
        return texts.NO_SESSION
    enough, present, members = queries.has_quorum(session, round_, meeting)
    return None if enough else texts.no_quorum(present, members, round_.quorum_percent)


def session_quorum(session: Session, item: Any, actor: Actor, given: Mapping[str, Any]) -> str | None:
    """A meeting is open and enough of the members are there (Round.quorum_percent)."""
    return quorum_refusal(session, item.round if isinstance(item, Opened) else item)


def all_settled(session: Session, round_: Round, actor: Actor, given: Mapping[str, Any]) -> str | None:
    """The council has concluded on every unit."""
    names = names_in_states(session, round_, (*NOT_RECEIVED, *UNDER_WAY, "appraised", "in_council"))
    return texts.units_not_settled(names) if names else None


ASSESSMENT_GUARDS: dict[str, RoomGuard] = {
    **APPRAISAL_GUARDS,
    "round_in_council": round_in_council,
    "points_decided": points_decided,
    "session_quorum": session_quorum,
}
ROUND_GUARDS: dict[str, RoomGuard] = {
    **APPRAISAL_ROUND_GUARDS,
    "all_settled": all_settled,
    "session_quorum": session_quorum,
}

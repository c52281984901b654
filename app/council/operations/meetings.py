"""Meetings of the council: called, opened, attended, closed; and what the projector shows."""

from collections.abc import Mapping
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app import clock
from app.accounts.actor import Actor
from app.council import queries
from app.council.models import Attendance, CouncilSession, OpenPoint
from app.council.operations import record
from app.database import transaction
from app.errors import GuardRefused, InvalidInput
from app.messages import council as texts
from app.rounds import queries as rounds
from app.rounds.models import Round


def plan_session(
    actor: Actor, round_id: int, *, held_on: date, place: str, chair_id: int, secretary_id: int
) -> int:
    """Call a meeting; returns its id. The chair must be a member; nobody is chair and secretary at once."""
    with transaction() as session:
        round_ = rounds.open_round(session, actor, round_id, "manage_session", lock=True)
        if not place.strip():
            raise InvalidInput(texts.PLACE_NEEDED, field="place")
        if chair_id == secretary_id:
            raise InvalidInput(texts.CHAIR_IS_SECRETARY, field="secretary_id")
        if chair_id not in {member.id for member in queries.members(session, round_)}:
            raise InvalidInput(texts.NOT_A_MEMBER, field="chair_id")
        if secretary_id not in {person.id for person in queries.secretaries(session, round_)}:
            raise InvalidInput(texts.NOT_A_SECRETARY, field="secretary_id")
        last = session.scalar(
            select(func.max(CouncilSession.number)).where(CouncilSession.round_id == round_id)
        )
        meeting = CouncilSession(
            round_id=round_id,
            number=(last or 0) + 1,
            place=place.strip(),
            held_on=held_on,
            chair_id=chair_id,
            secretary_id=secretary_id,
        )
        session.add(meeting)
        session.flush()
        record.on_round(session, round_, actor, "session_planned", {"session": meeting.number})
        return meeting.id


def start_session(actor: Actor, session_id: int) -> None:
    """Open the meeting; one at a time."""
    with transaction() as session:
        meeting, round_ = queries.open_session(session, actor, session_id, "manage_session", lock=True)
        _refuse_closed(meeting)
        if queries.running_session(session, round_.id) is not None:
            raise GuardRefused(texts.SESSION_OPEN, reasons=[texts.SESSION_OPEN])
        meeting.opened_at = clock.now()
        record.on_round(session, round_, actor, "session_opened", {"session": meeting.number})


def take_attendance(
    actor: Actor, session_id: int, present: Mapping[int, bool], reasons: Mapping[int, str]
) -> None:
    """Note who is there; whoever is absent has a reason, which goes into the minutes."""
    with transaction() as session:
        meeting, round_ = queries.open_session(session, actor, session_id, "manage_session", lock=True)
        _refuse_closed(meeting)
        noted: list[int] = []
        for member in queries.members(session, round_):
            here = present.get(member.id, False)
            reason = reasons.get(member.id, "").strip()
            if not here and not reason:
                raise InvalidInput(texts.absence_needs_reason(member.full_name), field=f"reason_{member.id}")
            session.merge(
                Attendance(
                    session_id=meeting.id,
                    account_id=member.id,
                    present=here,
                    reason=None if here else reason,
                )
            )
            noted += [member.id] if here else []
        data = {"session": meeting.number, "present": sorted(noted)}
        record.on_round(session, round_, actor, "attendance", data)


def show_point(actor: Actor, session_id: int, point_id: int | None) -> None:
    """Choose what the projector shows: one open point of the round, or (None) the totals."""
    with transaction() as session:
        meeting, round_ = queries.open_session(session, actor, session_id, "manage_session", lock=True)
        _refuse_closed(meeting)
        if point_id is not None:
            point = session.get(OpenPoint, point_id)
            if point is None or point.round_id != round_.id:
                raise InvalidInput(texts.UNKNOWN_POINT, field="point_id")
        meeting.shown_point_id = point_id


def close_session(actor: Actor, session_id: int, *, conclusion: str) -> None:
    """End the meeting with the chair's conclusion."""
    with transaction() as session:
        meeting, round_ = queries.open_session(session, actor, session_id, "manage_session", lock=True)
        if meeting.opened_at is None or meeting.closed_at is not None:
            raise GuardRefused(texts.NO_SESSION, reasons=[texts.NO_SESSION])
        close(session, round_, meeting, actor, conclusion)


def close(session: Session, round_: Round, meeting: CouncilSession, actor: Actor, conclusion: str) -> None:
    """The end of a meeting, inside the transaction of whoever ends it."""
    if not conclusion.strip():
        raise InvalidInput(texts.CONCLUSION_NEEDED, field="conclusion")
    meeting.conclusion, meeting.closed_at, meeting.shown_point_id = conclusion.strip(), clock.now(), None
    data = {"session": meeting.number, "conclusion": meeting.conclusion}
    record.on_round(session, round_, actor, "session_closed", data)


def _refuse_closed(meeting: CouncilSession) -> None:
    if meeting.closed_at is not None:
        raise GuardRefused(texts.SESSION_CLOSED, reasons=[texts.SESSION_CLOSED])

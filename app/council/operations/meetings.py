"""Meetings of the council: called, opened, attended, closed; and what the projector shows."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from app import clock, outbox, policy
from app.accounts.actor import Actor
from app.council import queries
from app.council.models import SHOWN, Attendance, CouncilSession, OpenPoint, Vote
from app.council.operations import record
from app.database import transaction
from app.errors import Forbidden, GuardRefused, InvalidInput
from app.messages import council as texts
from app.rounds import queries as rounds
from app.rounds.models import Round

HOUR = re.compile(r"([01]\d|2[0-3]):[0-5]\d")


def plan_session(
    actor: Actor,
    round_id: int,
    *,
    held_on: date,
    place: str,
    chair_id: int,
    secretary_id: int,
    starts_at: str = "",
    names_shown: bool = False,
) -> int:
    """Call a meeting; returns its id. The chair must be a member; nobody is chair and secretary at once.

    `starts_at` is the hour as "08:30", empty while it is open; with `names_shown` the projector tells who
    voted what.
    """
    with transaction() as session:
        round_ = rounds.open_round(session, actor, round_id, "manage_session", lock=True)
        planned = _checked(session, round_, held_on, place, chair_id, secretary_id, starts_at, names_shown)
        last = session.scalar(
            select(func.max(CouncilSession.number)).where(CouncilSession.round_id == round_id)
        )
        meeting = CouncilSession(round_id=round_id, number=(last or 0) + 1, **planned)
        session.add(meeting)
        session.flush()
        record.on_round(session, round_, actor, "session_planned", {"session": meeting.number})
        return meeting.id


def change_session(
    actor: Actor,
    session_id: int,
    *,
    held_on: date,
    place: str,
    chair_id: int,
    secretary_id: int,
    starts_at: str = "",
    names_shown: bool = False,
) -> None:
    """Change a meeting that has not begun; whoever was invited is told again by marking it invited anew."""
    with transaction() as session:
        meeting, round_ = queries.open_session(session, actor, session_id, "manage_session", lock=True)
        if meeting.opened_at is not None:
            raise GuardRefused(texts.ALREADY_STARTED, reasons=[texts.ALREADY_STARTED])
        planned = _checked(session, round_, held_on, place, chair_id, secretary_id, starts_at, names_shown)
        changed = {
            name: [str(getattr(meeting, name)), str(value)]
            for name, value in planned.items()
            if getattr(meeting, name) != value
        }
        if not changed:
            return
        for name, value in planned.items():
            setattr(meeting, name, value)
        meeting.invited_at = None
        data = {"session": meeting.number, "changed": changed}
        record.on_round(session, round_, actor, "session_changed", data)


def _checked(
    session: Session,
    round_: Round,
    held_on: date,
    place: str,
    chair_id: int,
    secretary_id: int,
    starts_at: str,
    names_shown: bool,
) -> dict[str, Any]:
    """The plan of a meeting, refused where it cannot be one."""
    if not place.strip():
        raise InvalidInput(texts.PLACE_NEEDED, field="place")
    if starts_at.strip() and not HOUR.fullmatch(starts_at.strip()):
        raise InvalidInput(texts.BAD_TIME, field="starts_at", typed=starts_at)
    if chair_id == secretary_id:
        raise InvalidInput(texts.CHAIR_IS_SECRETARY, field="secretary_id")
    if chair_id not in {member.id for member in queries.members(session, round_)}:
        raise InvalidInput(texts.NOT_A_MEMBER, field="chair_id")
    if secretary_id not in {person.id for person in queries.secretaries(session, round_)}:
        raise InvalidInput(texts.NOT_A_SECRETARY, field="secretary_id")
    return {
        "held_on": held_on,
        "place": place.strip(),
        "starts_at": starts_at.strip() or None,
        "chair_id": chair_id,
        "secretary_id": secretary_id,
        "names_shown": names_shown,
    }


def invite(actor: Actor, session_id: int) -> None:
    """Mark the members as invited, and tell each of them after the commit."""
    with transaction() as session:
        meeting, round_ = queries.open_session(session, actor, session_id, "manage_session", lock=True)
        _refuse_closed(meeting)
        meeting.invited_at = clock.now()
        told = [*queries.members(session, round_), *queries.secretaries(session, round_)]
        day = f"{meeting.held_on:%d/%m/%Y}"
        outbox.put(
            session,
            "notify",
            kind="council.invited",
            accounts=sorted({person.id for person in told}),
            round_id=round_.id,
            actor_id=actor.id,
            link=f"/hoi-dong/phien/{meeting.id}",
            data={
                "title": texts.invitation_title(meeting.number),
                "text": texts.invitation(meeting.number, day, meeting.starts_at, meeting.place),
            },
        )
        record.on_round(session, round_, actor, "session_invited", {"session": meeting.number})


def start_session(actor: Actor, session_id: int) -> None:
    """Open the meeting; one at a time. On what an earlier one left open its members vote anew."""
    with transaction() as session:
        meeting, round_ = queries.open_session(session, actor, session_id, "manage_session", lock=True)
        _refuse_closed(meeting)
        if queries.running_session(session, round_.id) is not None:
            raise GuardRefused(texts.SESSION_OPEN, reasons=[texts.SESSION_OPEN])
        meeting.opened_at = clock.now()
        data = {"session": meeting.number, **_set_votes_aside(session, round_)}
        record.on_round(session, round_, actor, "session_opened", data)


def _set_votes_aside(session: Session, round_: Round) -> dict[str, Any]:
    """Drop the votes on undecided points; the journal keeps them. Those who are there decide."""
    waiting = select(OpenPoint.id).where(OpenPoint.round_id == round_.id, OpenPoint.state == "open")
    dropped = session.execute(delete(Vote).where(Vote.point_id.in_(waiting))).rowcount  # type: ignore[attr-defined]
    return {"votes_dropped": dropped} if dropped else {}


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
    """Let the projector show one open point of the round, or (None) the totals."""
    show(actor, session_id, "totals" if point_id is None else "point", point_id)


def show(actor: Actor, session_id: int, what: str, point_id: int | None = None) -> None:
    """Choose what the projector shows: "agenda", "attendance", "totals", or "point" with the point's id.

    The meeting's chair and those who manage it choose.
    """
    with transaction() as session:
        meeting, round_ = queries.open_session(session, actor, session_id, lock=True)
        if not may_show(actor, meeting, round_):
            raise Forbidden(texts.SHOW_NOT_YOURS, rule="the chair and those who manage a meeting choose")
        _refuse_closed(meeting)
        if what not in SHOWN:
            raise InvalidInput(texts.UNKNOWN_VIEW, field="what", typed=what)
        if what == "point":
            point = session.get(OpenPoint, point_id) if point_id is not None else None
            if point is None or point.round_id != round_.id:
                raise InvalidInput(texts.UNKNOWN_POINT, field="point_id")
        meeting.shown, meeting.shown_point_id = what, point_id if what == "point" else None


def may_show(actor: Actor, meeting: CouncilSession, round_: Round) -> bool:
    """Whether the person chooses what the projector shows."""
    return actor.id == meeting.chair_id or policy.can_round(actor, "manage_session", round_)


def close_session(actor: Actor, session_id: int, *, conclusion: str) -> None:
    """End the meeting with the chair's conclusion, without concluding the round; its minutes are drawn up.

    Points not decided stay open for the next meeting, and the minutes name them.
    """
    with transaction() as session:
        meeting, round_ = queries.open_session(session, actor, session_id, "manage_session", lock=True)
        if meeting.opened_at is None or meeting.closed_at is not None:
            raise GuardRefused(texts.NO_SESSION, reasons=[texts.NO_SESSION])
        close(session, round_, meeting, actor, conclusion)
        outbox.put(
            session,
            "issue_council_minutes",
            subject_type="round",
            subject_id=round_.id,
            session_id=meeting.id,
        )


def close(session: Session, round_: Round, meeting: CouncilSession, actor: Actor, conclusion: str) -> None:
    """The end of a meeting, inside the transaction of whoever ends it."""
    if not conclusion.strip():
        raise InvalidInput(texts.CONCLUSION_NEEDED, field="conclusion")
    meeting.conclusion, meeting.closed_at = conclusion.strip(), clock.now()
    meeting.shown, meeting.shown_point_id = "totals", None
    data = {"session": meeting.number, "conclusion": meeting.conclusion}
    record.on_round(session, round_, actor, "session_closed", data)


def _refuse_closed(meeting: CouncilSession) -> None:
    if meeting.closed_at is not None:
        raise GuardRefused(texts.SESSION_CLOSED, reasons=[texts.SESSION_CLOSED])

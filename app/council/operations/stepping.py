"""Members who step out for one point, as it was recorded; and the meeting at which it is decided."""

from sqlalchemy.orm import Session

from app import clock
from app.accounts.actor import Actor
from app.assessments.models import Assessment
from app.council import queries, table
from app.council.guards import quorum_refusal
from app.council.models import CouncilSession, OpenPoint, StepOut, Vote
from app.council.operations import record
from app.council.table import Table
from app.database import transaction
from app.errors import Forbidden, GuardRefused, InvalidInput
from app.messages import council as texts
from app.rounds.models import Round


def voting_at(session: Session, point: OpenPoint, round_: Round) -> CouncilSession:
    """The meeting at which this point can be voted on now."""
    if point.state != "open":
        raise GuardRefused(texts.POINT_DECIDED, reasons=[texts.POINT_DECIDED])
    refusal = quorum_refusal(session, round_)
    meeting = queries.running_session(session, round_.id)
    if refusal or meeting is None:
        raise GuardRefused(refusal or texts.NO_SESSION, reasons=[refusal or texts.NO_SESSION])
    return meeting


def step_out(actor: Actor, point_id: int, *, reason: str, member_id: int | None = None) -> None:
    """A member at the table says why they take no part in one point; a vote cast before is taken away.

    Without `member_id` the person speaks for themselves; the secretary notes it for somebody else.
    """
    with transaction() as session:
        own = member_id is None or member_id == actor.id
        point, assessment, round_ = queries.open_point(
            session, actor, point_id, "vote" if own else "decide_point"
        )
        meeting = voting_at(session, point, round_)
        members = queries.members(session, round_)
        present = queries.present_ids(session, meeting.id)
        at = table.at_point(session, round_, members, present, point_id=point.id, unit_id=assessment.unit_id)
        account_id = actor.id if own else member_id
        if account_id in at.aside:
            raise GuardRefused(texts.ALREADY_ASIDE, reasons=[texts.ALREADY_ASIDE])
        if account_id not in {member.id for member in at.voters}:
            raise Forbidden(texts.NOT_PRESENT, rule="only members present step out")
        if not reason.strip():
            raise InvalidInput(texts.STEP_OUT_REASON_NEEDED, field="reason")
        before = session.get(Vote, (point.id, account_id))
        if before is not None:
            session.delete(before)
        old = before.choice if before else None
        why = texts.declared(reason.strip())
        _note(session, point, assessment, round_, meeting, actor, account_id or 0, why, old)


def step_in(actor: Actor, point_id: int, *, reason: str, member_id: int | None = None) -> None:
    """Take back that a member stepped out of one point, noted by mistake; while the point is open.

    A vote cast before it does not come back by itself: the member votes anew. What the program itself knows
    of (own unit, a declared conflict) stays. Without `member_id` the person speaks for themselves.
    """
    with transaction() as session:
        own = member_id is None or member_id == actor.id
        point, assessment, round_ = queries.open_point(
            session, actor, point_id, "vote" if own else "decide_point"
        )
        if point.state != "open":
            raise GuardRefused(texts.POINT_DECIDED, reasons=[texts.POINT_DECIDED])
        meeting = queries.running_session(session, round_.id)
        if meeting is None:
            raise GuardRefused(texts.NO_SESSION, reasons=[texts.NO_SESSION])
        account_id = (actor.id if own else member_id) or 0
        members = queries.members(session, round_)
        if account_id in table.conflicts(session, round_, members).get(assessment.unit_id, {}):
            raise GuardRefused(texts.CONFLICT_STANDS, reasons=[texts.CONFLICT_STANDS])
        noted = session.get(StepOut, (point.id, account_id))
        if noted is None:
            raise GuardRefused(texts.NOT_ASIDE, reasons=[texts.NOT_ASIDE])
        if not reason.strip():
            raise InvalidInput(texts.STEP_IN_REASON_NEEDED, field="reason", typed=reason)
        data = {"code": point.code, "point": point.id, "member": account_id, "stepped_out": noted.reason}
        session.delete(noted)
        session.flush()
        record.on_unit(session, round_.id, assessment.id, actor, "stepped_in", data, reason.strip())


def note_aside(
    session: Session,
    point: OpenPoint,
    assessment: Assessment,
    round_: Round,
    meeting: CouncilSession,
    actor: Actor,
    at: Table,
) -> None:
    """Record everybody present who stands aside and is not recorded yet."""
    known = table.noted(session, [point.id]).get(point.id, {})
    present = queries.present_ids(session, meeting.id)
    for account_id, reason in at.aside.items():
        if account_id in present and account_id not in known:
            _note(session, point, assessment, round_, meeting, actor, account_id, reason, None)


def _note(
    session: Session,
    point: OpenPoint,
    assessment: Assessment,
    round_: Round,
    meeting: CouncilSession,
    actor: Actor,
    account_id: int,
    reason: str,
    vote: str | None,
) -> None:
    session.add(
        StepOut(
            point_id=point.id,
            account_id=account_id,
            session_id=meeting.id,
            reason=reason,
            noted_at=clock.now(),
            noted_by=actor.id,
        )
    )
    session.flush()
    data = {"code": point.code, "point": point.id, "member": account_id, "before": vote}
    record.on_unit(session, round_.id, assessment.id, actor, "stepped_out", data, reason)

"""What the projector follows: a short mark that is another one as soon as anything shown may have changed."""

from hashlib import sha256

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.assessments.models import Assessment
from app.council.models import AgendaItem, Attendance, CouncilSession, OpenPoint, StepOut, Vote
from app.rounds.models import Round


def mark(session: Session, round_: Round, meeting: CouncilSession) -> str:
    """The mark of a meeting's screen; seven short queries, whatever the number of units."""
    point_id = meeting.shown_point_id or 0
    parts = [
        select(Attendance.account_id, Attendance.present, Attendance.reason)
        .where(Attendance.session_id == meeting.id)
        .order_by(Attendance.account_id),
        select(AgendaItem.id, AgendaItem.position, AgendaItem.title, AgendaItem.done_at)
        .where(AgendaItem.session_id == meeting.id)
        .order_by(AgendaItem.position),
        select(Vote.account_id, Vote.choice).where(Vote.point_id == point_id).order_by(Vote.account_id),
        select(StepOut.account_id).where(StepOut.point_id == point_id).order_by(StepOut.account_id),
        select(OpenPoint.state, func.count(), func.max(OpenPoint.decided_at))
        .where(OpenPoint.round_id == round_.id)
        .group_by(OpenPoint.state)
        .order_by(OpenPoint.state),
        select(Assessment.state, func.count())
        .where(Assessment.round_id == round_.id)
        .group_by(Assessment.state)
        .order_by(Assessment.state),
    ]
    seen = [tuple(map(tuple, session.execute(part))) for part in parts]
    text = repr((meeting.version, meeting.shown, meeting.shown_point_id, round_.version, seen))
    return sha256(text.encode()).hexdigest()[:24]

"""What was said at a meeting, on a point or on the whole: the secretary's notes for the minutes."""

from sqlalchemy.orm import Session

from app import clock
from app.accounts.actor import Actor
from app.council import queries
from app.council.models import CouncilSession, DiscussionNote, OpenPoint
from app.council.operations import record
from app.database import transaction
from app.errors import GuardRefused, InvalidInput, NotFound
from app.messages import NOT_FOUND
from app.messages import council as texts
from app.rounds.models import Round


def add_note(
    actor: Actor, session_id: int, *, speaker: str, content: str, point_id: int | None = None
) -> int:
    """Note who said what, on one point or (without one) on the meeting as a whole; returns the note's id."""
    with transaction() as session:
        meeting, round_ = _open(session, actor, session_id)
        if point_id is not None:
            point = session.get(OpenPoint, point_id)
            if point is None or point.round_id != round_.id:
                raise InvalidInput(texts.UNKNOWN_POINT, field="point_id")
        if not speaker.strip():
            raise InvalidInput(texts.SPEAKER_NEEDED, field="speaker", typed=speaker)
        if not content.strip():
            raise InvalidInput(texts.CONTENT_NEEDED, field="content", typed=content)
        note = DiscussionNote(
            session_id=meeting.id,
            point_id=point_id,
            speaker=speaker.strip(),
            content=content.strip(),
            written_by=actor.id,
            written_at=clock.now(),
        )
        session.add(note)
        session.flush()
        _record(session, round_, meeting, actor, note, after=note.content)
        return note.id


def remove_note(actor: Actor, note_id: int) -> int:
    """Take a note written by mistake away while the meeting is open; returns the meeting's id."""
    with transaction() as session:
        note = session.get(DiscussionNote, note_id)
        if note is None:
            raise NotFound(NOT_FOUND, note=note_id, actor=actor.id)
        meeting, round_ = _open(session, actor, note.session_id)
        _record(session, round_, meeting, actor, note, before=note.content)
        session.delete(note)
        return meeting.id


def _open(session: Session, actor: Actor, session_id: int) -> tuple[CouncilSession, Round]:
    meeting, round_ = queries.open_session(session, actor, session_id, "manage_session", lock=True)
    if meeting.closed_at is not None:
        raise GuardRefused(texts.SESSION_CLOSED, reasons=[texts.SESSION_CLOSED])
    return meeting, round_


def _record(
    session: Session, round_: Round, meeting: CouncilSession, actor: Actor, note: DiscussionNote, **what: str
) -> None:
    data = {"session": meeting.number, "person": note.speaker, "point": note.point_id, **what}
    record.on_round(session, round_, actor, "discussed", data)

"""The letter that calls a meeting: drawn up by those who manage the meeting."""

from app.accounts.actor import Actor
from app.council import queries as council
from app.database import transaction
from app.documents import drafting
from app.errors import GuardRefused
from app.messages import council as council_texts
from app.messages import documents as texts


def draft_invitation(actor: Actor, session_id: int) -> int:
    """Draw up the letter of invitation to a meeting (again), its agenda inside; returns the document's id.

    A letter drawn up before for the same meeting is replaced. Refused without an agenda, or when the meeting
    is over.
    """
    with transaction() as session:
        meeting, _ = council.open_session(session, actor, session_id, "manage_session", lock=True)
        if meeting.closed_at is not None:
            raise GuardRefused(council_texts.SESSION_CLOSED, reasons=[council_texts.SESSION_CLOSED])
        if not council.agenda(session, session_id):
            raise GuardRefused(texts.AGENDA_FIRST, reasons=[texts.AGENDA_FIRST])
        return drafting.draft(session, "council_invitation", session_id, actor).id

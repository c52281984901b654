"""The minutes of a meeting that is closed, drawn up by those who manage meetings where there are none yet."""

from app.accounts.actor import Actor
from app.council import queries as council
from app.database import transaction
from app.documents import drafting
from app.documents.building import common
from app.errors import GuardRefused
from app.messages import documents as texts


def draft_minutes(actor: Actor, session_id: int) -> int:
    """Draw up the minutes of a closed meeting (again, while they are a draft); returns the document's id.

    Closing a meeting draws them up by itself: this is for a meeting that was closed before it did, and for a
    draft that shall tell what was corrected since. Refused while the meeting goes on, and once the minutes
    are on their way to be signed.
    """
    with transaction() as session:
        meeting, round_ = council.open_session(session, actor, session_id, "manage_session", lock=True)
        if meeting.closed_at is None:
            raise GuardRefused(texts.MEETING_NOT_CLOSED, reasons=[texts.MEETING_NOT_CLOSED])
        before = common.live_document(session, round_.id, "council_minutes", session_id=meeting.id)
        if before is not None and before.state != "draft":
            raise GuardRefused(texts.MINUTES_STAND, reasons=[texts.MINUTES_STAND])
        return drafting.draft(session, "council_minutes", session_id, actor).id

"""Data of the letter that calls a meeting of the council (Decree 30/2020/NĐ-CP, Annex III, form 1.7)."""

from sqlalchemy.orm import Session

from app.accounts.models import Account
from app.council import queries as council
from app.council.models import CouncilSession
from app.documents.building import common, naming
from app.messages import documents as texts
from app.rendering import data
from app.rounds.models import Round
from app.rounds.queries import groups_of
from app.units.models import Authority


def council_invitation(session: Session, session_id: int) -> data.CouncilInvitation:
    """Giấy mời: the members and secretaries, when, where, under whom, and the agenda."""
    meeting = session.get_one(CouncilSession, session_id)
    round_ = session.get_one(Round, meeting.round_id)
    authority = session.get_one(Authority, round_.authority_id)
    chair = session.get_one(Account, meeting.chair_id)
    invited = {one.id: one for one in council.members(session, round_)}
    invited |= {one.id: one for one in council.secretaries(session, round_)}
    assessed = naming.assessed(authority, [group.title for group in groups_of(session, round_.id)])
    return {
        "letterhead": common.letterhead(
            common.short_authority(authority),
            texts.COUNCIL,
            f"GM-{texts.COUNCIL_LETTERS}",
            authority.place_name,
        ),
        "meeting": texts.meeting(assessed, round_.year),
        "inviter": texts.COUNCIL.replace("\n", " ").capitalize(),
        "invited": common.people(session, list(invited.values())),
        "number": meeting.number,
        "hour": texts.hour(meeting.starts_at) if meeting.starts_at else None,
        "held_on": meeting.held_on.isoformat(),
        "place": meeting.place,
        "chair": common.person(session, chair),
        "agenda": [item.title for item in council.agenda(session, session_id)],
        "acted": [],
        "signature": common.signature([texts.COUNCIL_CHAIR], chair),
        "recipients": common.recipients([texts.AS_ABOVE], texts.ARCHIVE_FILE),
    }

"""Who is at the table and what was said there: read once for every point that a page shows."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.accounts.models import Account
from app.council import queries, table
from app.council.models import Attendance, CouncilSession, DiscussionNote
from app.council.queries import PointView
from app.council.table import Table
from app.rounds.models import Round


@dataclass(frozen=True)
class Floor:
    """One meeting (or none), its members with their attendance, who steps out where, and what was said."""

    round: Round
    meeting: CouncilSession | None
    members: Sequence[Account]
    attendance: Mapping[int, Attendance]
    conflicts: Mapping[int, Mapping[int, str]]
    noted: Mapping[int, Mapping[int, str]]
    notes: Mapping[int | None, Sequence[DiscussionNote]]

    @property
    def present(self) -> frozenset[int]:
        """The members at the meeting."""
        ids = {member.id for member in self.members}
        return frozenset(key for key, row in self.attendance.items() if row.present and key in ids)

    @property
    def enough(self) -> bool:
        """Whether the meeting has its quorum."""
        return table.enough(len(self.present), len(self.members), self.round.quorum_percent)

    @property
    def needed(self) -> int:
        """How many members make a quorum."""
        return table.needed(len(self.members), self.round.quorum_percent)

    def at(self, view: PointView) -> Table:
        """Who decides one point; of a decided one those count as aside who were recorded so."""
        said = dict(self.noted.get(view.point.id, {}))
        if view.point.state == "open" or not said:
            said |= self.conflicts.get(view.assessment.unit_id, {})
        return table.lay(self.members, self.present, said, self.round.quorum_percent)

    def may_return(self, view: PointView) -> frozenset[int]:
        """Of whom it can be taken back that they stepped out of a point: while it is open, and the program
        knows of no conflict itself."""
        if view.point.state != "open":
            return frozenset()
        known = self.conflicts.get(view.assessment.unit_id, {})
        return frozenset(self.noted.get(view.point.id, {}).keys() - known.keys())


def floor(
    session: Session, round_: Round, meeting: CouncilSession | None, views: Sequence[PointView]
) -> Floor:
    """Everything about the table that the pages of a meeting show; five queries."""
    members = queries.members(session, round_)
    notes: dict[int | None, list[DiscussionNote]] = defaultdict(list)
    for note in queries.notes(session, meeting.id) if meeting else ():
        notes[note.point_id].append(note)
    return Floor(
        round_,
        meeting,
        members,
        queries.attendances(session, meeting.id) if meeting else {},
        table.conflicts(session, round_, members),
        table.noted(session, [view.point.id for view in views]),
        notes,
    )

"""Who decides one point: the members without a conflict, those of them present, and whether they are enough.

A member steps out who belongs to the unit, who declared a conflict of interest on it, or who says so at the
table. For that point they are counted neither among the members nor among those present.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import Account, ConflictDeclaration
from app.council.models import StepOut
from app.messages import council as texts
from app.rounds.models import Round

Reasons = Mapping[int, str]
"""Why members stand aside, by account."""


def enough(present: int, members: int, percent: int) -> bool:
    """Whether more than so many percent of the members are there."""
    return members > 0 and 100 * present > percent * members


def needed(members: int, percent: int) -> int:
    """How many members make a quorum."""
    return members * percent // 100 + 1


@dataclass(frozen=True)
class Table:
    """The council at one point."""

    members: Sequence[Account]
    voters: Sequence[Account]
    aside: Reasons
    percent: int

    @property
    def enough(self) -> bool:
        """Whether the point can be decided with those present."""
        return enough(len(self.voters), len(self.members), self.percent)

    @property
    def refusal(self) -> str | None:
        """Why the point cannot be voted on with those present; None when it can."""
        if self.enough:
            return None
        return texts.no_quorum_at_point(len(self.voters), len(self.members), self.percent, len(self.aside))


def lay(members: Sequence[Account], present: Collection[int], aside: Reasons, percent: int) -> Table:
    """The council without those who step out."""
    left = [member for member in members if member.id not in aside]
    return Table(left, [member for member in left if member.id in present], aside, percent)


def conflicts(session: Session, round_: Round, members: Sequence[Account]) -> Mapping[int, dict[int, str]]:
    """Who of the members may not judge which unit and why, by unit; one query."""
    found: dict[int, dict[int, str]] = defaultdict(dict)
    for member in members:
        if member.unit_id is not None:
            found[member.unit_id][member.id] = texts.BELONGS
    rows = session.execute(
        select(ConflictDeclaration.unit_id, ConflictDeclaration.account_id, ConflictDeclaration.reason).where(
            ConflictDeclaration.round_id == round_.id,
            ConflictDeclaration.withdrawn_at.is_(None),
            ConflictDeclaration.account_id.in_([member.id for member in members]),
        )
    )
    for unit_id, account_id, reason in rows:
        found[unit_id].setdefault(account_id, texts.declared(reason))
    return found


def noted(session: Session, point_ids: Collection[int]) -> Mapping[int, dict[int, str]]:
    """Who was recorded as stepping out and why, by point; one query."""
    found: dict[int, dict[int, str]] = defaultdict(dict)
    rows = session.execute(
        select(StepOut.point_id, StepOut.account_id, StepOut.reason)
        .where(StepOut.point_id.in_(point_ids))
        .order_by(StepOut.noted_at, StepOut.account_id)
    )
    for point_id, account_id, reason in rows:
        found[point_id][account_id] = reason
    return found


def at_point(
    session: Session,
    round_: Round,
    members: Sequence[Account],
    present: Collection[int],
    *,
    point_id: int,
    unit_id: int,
) -> Table:
    """The council at one open point; two queries."""
    standing = conflicts(session, round_, members).get(unit_id, {})
    said = noted(session, [point_id]).get(point_id, {})
    return lay(members, present, {**said, **standing}, round_.quorum_percent)

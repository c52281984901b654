"""Reads of the council: members, the meeting under way, attendance, open points and their votes."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from app import messages, policy
from app.accounts.actor import Actor
from app.accounts.models import Account, RoleGrant
from app.assessments.models import Assessment
from app.assessments.queries import visible
from app.council.models import Attendance, CouncilSession, OpenPoint, Vote
from app.errors import NotFound
from app.rounds import queries as rounds
from app.rounds.models import Round
from app.units.models import Unit

VOTING_ROLES = ("council_chair", "council_member")


def members(session: Session, round_: Round) -> Sequence[Account]:
    """Everyone with a vote in the round's council, active: its chair first, then members as appointed."""
    return _holders(session, round_, VOTING_ROLES)


def secretaries(session: Session, round_: Round) -> Sequence[Account]:
    """The secretaries of the round's council, active."""
    return _holders(session, round_, ("council_secretary",))


def _holders(session: Session, round_: Round, roles: Sequence[str]) -> Sequence[Account]:
    """Active accounts holding one of these roles in the round, each once, in the order of the roles."""
    place = func.min(case({role: place for place, role in enumerate(roles)}, value=RoleGrant.role))
    return session.scalars(
        select(Account)
        .join(RoleGrant, RoleGrant.account_id == Account.id)
        .where(
            RoleGrant.ended_at.is_(None),
            RoleGrant.role.in_(roles),
            (RoleGrant.round_id == round_.id) | RoleGrant.round_id.is_(None),
            Account.authority_id == round_.authority_id,
            Account.is_active,
        )
        .group_by(Account.id)
        .order_by(place, func.min(RoleGrant.id))
    ).all()


def present_ids(session: Session, session_id: int) -> frozenset[int]:
    """Who is at a meeting."""
    return frozenset(
        session.scalars(
            select(Attendance.account_id).where(Attendance.session_id == session_id, Attendance.present)
        )
    )


def running_session(session: Session, round_id: int) -> CouncilSession | None:
    """The meeting that is open now."""
    return session.scalar(
        select(CouncilSession)
        .where(
            CouncilSession.round_id == round_id,
            CouncilSession.opened_at.is_not(None),
            CouncilSession.closed_at.is_(None),
        )
        .order_by(CouncilSession.number.desc())
        .limit(1)
    )


def has_quorum(session: Session, round_: Round, meeting: CouncilSession) -> tuple[bool, int, int]:
    """Whether more than half of the members are at the meeting, how many are, and how many there are."""
    voting = {member.id for member in members(session, round_)}
    present = len(voting & present_ids(session, meeting.id))
    return 2 * present > len(voting), present, len(voting)


def open_session(
    session: Session,
    actor: Actor,
    session_id: int,
    permission: str = "view_session",
    *,
    lock: bool = False,
) -> tuple[CouncilSession, Round]:
    """Load one meeting for a person, or refuse; with `lock` its round is locked for the transaction."""
    round_id = session.scalar(select(CouncilSession.round_id).where(CouncilSession.id == session_id))
    if round_id is None:
        raise NotFound(messages.NOT_FOUND, session=session_id, actor=actor.id)
    round_ = rounds.open_round(session, actor, round_id, permission, lock=lock)
    return session.get_one(CouncilSession, session_id, populate_existing=True), round_


@dataclass(frozen=True)
class PointView:
    """An open point with its unit and its votes."""

    point: OpenPoint
    assessment: Assessment
    unit: Unit
    votes: dict[int, str]

    def count(self, choice: str) -> int:
        """How many voted so."""
        return sum(cast == choice for cast in self.votes.values())


def points(session: Session, actor: Actor, round_: Round) -> list[PointView]:
    """The points of a round whose council view the person may see, open ones first."""
    rows = session.execute(
        select(OpenPoint, Assessment, Unit)
        .join(Assessment, Assessment.id == OpenPoint.assessment_id)
        .join(Unit, Unit.id == Assessment.unit_id)
        .where(OpenPoint.round_id == round_.id, visible(actor, round_, "view_council"))
        .order_by(OpenPoint.state.desc(), Unit.position, OpenPoint.id)
    ).all()
    votes: dict[int, dict[int, str]] = {}
    ids = [row[0].id for row in rows]
    for vote in session.scalars(select(Vote).where(Vote.point_id.in_(ids))):
        votes.setdefault(vote.point_id, {})[vote.account_id] = vote.choice
    return [PointView(row[0], row[1], row[2], votes.get(row[0].id, {})) for row in rows]


def open_point(
    session: Session, actor: Actor, point_id: int, permission: str
) -> tuple[OpenPoint, Assessment, Round]:
    """Load one point for a person who holds `permission` on its assessment; both rows stay locked."""
    row = session.execute(
        select(OpenPoint, Assessment, Round)
        .join(Assessment, Assessment.id == OpenPoint.assessment_id)
        .join(Round, Round.id == OpenPoint.round_id)
        .where(OpenPoint.id == point_id, Round.authority_id == actor.authority_id)
        .with_for_update(of=[Assessment, OpenPoint])
        .execution_options(populate_existing=True)
    ).first()
    if row is None or not policy.can(actor, "view_council", row[1], row[2]):
        raise NotFound(messages.NOT_FOUND, point=point_id, actor=actor.id)
    point, assessment, round_ = row
    policy.require(actor, permission, assessment, round_)
    return point, assessment, round_

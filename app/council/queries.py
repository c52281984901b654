"""Reads of the council: members, the meeting under way, attendance, open points and their votes."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from sqlalchemy import and_, case, func, select
from sqlalchemy.orm import Session

from app import catalog, messages, policy
from app.accounts.actor import Actor
from app.accounts.models import Account, RoleGrant
from app.appraisal.models import CriterionReview
from app.appraisal.raised import Raised
from app.assessments.labels import full_label
from app.assessments.models import Assessment, CriterionEntry
from app.assessments.queries import visible
from app.council import table
from app.council.models import AgendaItem, Attendance, CouncilSession, DiscussionNote, OpenPoint, Vote
from app.errors import NotFound
from app.history import Event, deed_data
from app.messages.delegating import by_delegate
from app.rounds import queries as rounds
from app.rounds.models import Round, RoundGroup
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
    """Whether enough members are at the meeting (`Round.quorum_percent`), how many are, and how many there
    are."""
    voting = {member.id for member in members(session, round_)}
    present = len(voting & present_ids(session, meeting.id))
    return table.enough(present, len(voting), round_.quorum_percent), present, len(voting)


def agenda(session: Session, session_id: int) -> Sequence[AgendaItem]:
    """The agenda of a meeting in its order."""
    return session.scalars(
        select(AgendaItem).where(AgendaItem.session_id == session_id).order_by(AgendaItem.position)
    ).all()


def agenda_points(session: Session, round_: Round) -> list[tuple[int, tuple[str, str, str]]]:
    """What waits to be decided, by group of units: point, and unit, number and title of the criterion."""
    rows = session.execute(
        select(OpenPoint.id, OpenPoint.code, Unit.name, RoundGroup)
        .join(Assessment, Assessment.id == OpenPoint.assessment_id)
        .join(Unit, Unit.id == Assessment.unit_id)
        .join(RoundGroup, RoundGroup.id == Assessment.round_group_id)
        .where(OpenPoint.round_id == round_.id, OpenPoint.state == "open")
        .order_by(RoundGroup.position, Unit.position, Unit.id, OpenPoint.id)
    )
    return [
        (point_id, (unit, full_label(catalog.of(group), code), catalog.of(group).nodes[code].title))
        for point_id, code, unit, group in rows
    ]


def notes(session: Session, session_id: int) -> Sequence[DiscussionNote]:
    """What was said at a meeting, in the order in which it was written down."""
    return session.scalars(
        select(DiscussionNote).where(DiscussionNote.session_id == session_id).order_by(DiscussionNote.id)
    ).all()


def hold_round(session: Session, point_id: int) -> None:
    """Keep a point's round from being changed by others until the transaction ends (attendance, settling)."""
    session.execute(
        select(Round.id)
        .where(Round.id == select(OpenPoint.round_id).where(OpenPoint.id == point_id).scalar_subquery())
        .with_for_update(read=True)
    )


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
    """An open point with its unit, the points it is about, and its votes."""

    point: OpenPoint
    assessment: Assessment
    unit: Unit
    group: RoundGroup
    entry: CriterionEntry | None
    review: CriterionReview | None
    raised_by: str
    votes: dict[int, str]

    def count(self, choice: str) -> int:
        """How many voted so."""
        return sum(cast == choice for cast in self.votes.values())

    @property
    def entered(self) -> Fraction:
        """The unit's own points."""
        return self.entry.points if self.entry else Fraction(0)

    @property
    def appraised(self) -> Fraction | None:
        """The team's points; None where the criterion is left out for this unit."""
        if self.review is None:
            return self.entered
        return None if self.review.decision == "na_accepted" else self.review.points


def points(
    session: Session, actor: Actor, round_: Round, assessment_id: int | None = None
) -> list[PointView]:
    """The points of a round (or of one assessment) whose council view the person may see, open ones first;
    two queries."""
    raised_data = deed_data(
        "assessment",
        OpenPoint.assessment_id,
        OpenPoint.raised_by,
        OpenPoint.raised_at,
        "point_raised",
        "transition",  # the one that brings a complaint before the council raises its points
    )
    query = (
        select(
            OpenPoint,
            Assessment,
            Unit,
            RoundGroup,
            CriterionEntry,
            CriterionReview,
            Account.full_name,
            raised_data,
        )
        .join(Assessment, Assessment.id == OpenPoint.assessment_id)
        .join(Unit, Unit.id == Assessment.unit_id)
        .join(RoundGroup, RoundGroup.id == Assessment.round_group_id)
        .join(Account, Account.id == OpenPoint.raised_by)
        .outerjoin(
            CriterionEntry,
            and_(
                CriterionEntry.assessment_id == OpenPoint.assessment_id,
                CriterionEntry.code == OpenPoint.code,
            ),
        )
        .outerjoin(
            CriterionReview,
            and_(
                CriterionReview.assessment_id == OpenPoint.assessment_id,
                CriterionReview.code == OpenPoint.code,
            ),
        )
        .where(OpenPoint.round_id == round_.id, visible(actor, round_, "view_council"))
        .order_by(OpenPoint.state.desc(), RoundGroup.position, Unit.position, OpenPoint.id)
    )
    if assessment_id is not None:
        query = query.where(OpenPoint.assessment_id == assessment_id)
    rows = session.execute(query).all()
    votes: dict[int, dict[int, str]] = {}
    for vote in session.scalars(select(Vote).where(Vote.point_id.in_([row[0].id for row in rows]))):
        votes.setdefault(vote.point_id, {})[vote.account_id] = vote.choice
    return [
        PointView(*(*about, by_delegate(name, told), votes.get(about[0].id, {})))
        for *about, name, told in rows
    ]


def raised(session: Session, round_id: int, assessment_id: int | None) -> list[Raised]:
    """The open points of a round or of one assessment; the appraisal's pages ask the policy themselves."""
    query = select(OpenPoint).where(OpenPoint.round_id == round_id, OpenPoint.state == "open")
    if assessment_id is not None:
        query = query.where(OpenPoint.assessment_id == assessment_id)
    return [
        Raised(point.assessment_id, point.code, point.question, point.proposed_points)
        for point in session.scalars(query)
    ]


def meetings(session: Session, round_id: int) -> Sequence[CouncilSession]:
    """The meetings of a round, the latest first."""
    return session.scalars(
        select(CouncilSession)
        .where(CouncilSession.round_id == round_id)
        .order_by(CouncilSession.number.desc())
    ).all()


def concluding_ids(session: Session, round_id: int) -> list[int]:
    """The meetings at which the council concluded on the round, in that order (more than one where it was
    taken back to the council); two queries."""
    steps = session.scalars(
        select(Event.at)
        .where(Event.subject_type == "round", Event.subject_id == round_id, Event.transition == "conclude")
        .order_by(Event.sequence)
    ).all()
    held = [
        (meeting.id, meeting.opened_at, meeting.closed_at)
        for meeting in meetings(session, round_id)
        if meeting.opened_at is not None and meeting.closed_at is not None
    ]
    at = (next((one for one, opened, closed in held if opened <= step <= closed), None) for step in steps)
    return [meeting_id for meeting_id in at if meeting_id is not None]


def last_closed(session: Session, round_id: int) -> CouncilSession | None:
    """The meeting that was closed last."""
    return session.scalars(
        select(CouncilSession)
        .where(CouncilSession.round_id == round_id, CouncilSession.closed_at.is_not(None))
        .order_by(CouncilSession.closed_at.desc(), CouncilSession.number.desc())
        .limit(1)
    ).first()


def names_of(session: Session, meetings: Sequence[CouncilSession]) -> dict[int, str]:
    """Full names of those who chair these meetings or write their minutes, by account."""
    ids = {meeting.chair_id for meeting in meetings} | {meeting.secretary_id for meeting in meetings}
    rows = session.execute(select(Account.id, Account.full_name).where(Account.id.in_(ids)))
    return dict(rows.all())


def attendances(session: Session, session_id: int) -> dict[int, Attendance]:
    """Who was noted as present or absent at a meeting, by account."""
    rows = session.scalars(select(Attendance).where(Attendance.session_id == session_id))
    return {row.account_id: row for row in rows}


def states(session: Session, actor: Actor, round_: Round) -> dict[str, int]:
    """How many units of the round are in each state, among those whose progress the person may see."""
    counts = session.execute(
        select(Assessment.state, func.count())
        .where(visible(actor, round_, "view_progress"))
        .group_by(Assessment.state)
    )
    return dict(counts.all())


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

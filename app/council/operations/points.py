"""Open points: raised with the points proposed, voted on at a meeting, decided by the votes."""

from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock, policy, workflow
from app.accounts.actor import Actor
from app.accounts.models import Account
from app.appraisal.operations import refuse_excluded, typed_points
from app.assessments import queries as assessments
from app.assessments.models import Assessment
from app.council import queries
from app.council.guards import quorum_refusal
from app.council.models import CHOICES, OUTCOMES, CouncilSession, OpenPoint, Vote
from app.council.operations import record
from app.database import transaction
from app.errors import Forbidden, GuardRefused, InvalidInput, StaleVersion
from app.messages import appraisal as appraisal_texts
from app.messages import council as texts
from app.messages import stale
from app.rounds.models import Round


def raise_point(actor: Actor, assessment_id: int, code: str, *, question: str, proposed: str) -> int:
    """Put a question on one criterion before the council, with the points proposed; returns its id."""
    with transaction() as session:
        opened = assessments.open_for(session, actor, assessment_id, "raise_open_point", lock=True)
        if policy.has_conflict(actor, opened.round.id, opened.unit.id):
            raise Forbidden(appraisal_texts.CONFLICT, rule="nobody raises points on their own unit")
        node = opened.framework.nodes.get(code)
        if node is None or not node.is_leaf:
            raise InvalidInput(texts.UNKNOWN_CRITERION, field="code", typed=code)
        if not question.strip():
            raise InvalidInput(texts.QUESTION_NEEDED, field="question", typed=question)
        points = typed_points(proposed, node.maximum, field="proposed", title=texts.PROPOSED)
        refuse_excluded(session, opened, code, field="proposed", typed=proposed)
        waiting = session.scalar(
            select(OpenPoint.id).where(
                OpenPoint.assessment_id == assessment_id,
                OpenPoint.code == code,
                OpenPoint.state == "open",
            )
        )
        if waiting is not None:
            raise GuardRefused(texts.ALREADY_OPEN, reasons=[texts.ALREADY_OPEN])
        point = OpenPoint(
            round_id=opened.round.id,
            assessment_id=assessment_id,
            code=code,
            question=question.strip(),
            proposed_points=points,
            raised_by=actor.id,
            raised_at=clock.now(),
        )
        session.add(point)
        session.flush()
        data = {"code": code, "question": point.question, "proposed": str(points)}
        record.on_unit(session, opened.round.id, assessment_id, actor, "point_raised", data)
        return point.id


def vote(actor: Actor, point_id: int, choice: str) -> None:
    """A member votes for, against or abstains; the vote may be changed until the point is decided."""
    with transaction() as session:
        point, assessment, round_ = queries.open_point(session, actor, point_id, "vote")
        meeting = _voting(session, point, round_)
        _vote(session, point, assessment, round_, meeting, actor, {actor.id: choice})


def record_votes(actor: Actor, point_id: int, choices: Mapping[int, str]) -> None:
    """The secretary enters the show of hands at the meeting, member by member."""
    with transaction() as session:
        point, assessment, round_ = queries.open_point(session, actor, point_id, "decide_point")
        meeting = _voting(session, point, round_)
        _vote(session, point, assessment, round_, meeting, actor, choices)


def _voting(session: Session, point: OpenPoint, round_: Round) -> CouncilSession:
    """The meeting at which this point can be voted on now."""
    if point.state != "open":
        raise GuardRefused(texts.POINT_DECIDED, reasons=[texts.POINT_DECIDED])
    refusal = quorum_refusal(session, round_)
    meeting = queries.running_session(session, round_.id)
    if refusal or meeting is None:
        raise GuardRefused(refusal or texts.NO_SESSION, reasons=[refusal or texts.NO_SESSION])
    return meeting


def _vote(
    session: Session,
    point: OpenPoint,
    assessment: Assessment,
    round_: Round,
    meeting: CouncilSession,
    actor: Actor,
    choices: Mapping[int | None, str] | Mapping[int, str],
) -> None:
    """Write the votes of some members; whoever may not vote is refused by name of the rule."""
    voting = {member.id: member for member in queries.members(session, round_)}
    present = queries.present_ids(session, meeting.id)
    for account_id, choice in choices.items():
        if choice not in CHOICES:
            raise InvalidInput(texts.UNKNOWN_CHOICE, field="choice", typed=choice)
        member = voting.get(account_id or 0)
        if member is None or member.id not in present:
            raise Forbidden(texts.NOT_PRESENT, rule="only members present vote")
        if member.unit_id == assessment.unit_id:
            raise Forbidden(texts.CONFLICT, rule="nobody votes on the unit they belong to")
        _write_vote(session, point, assessment, actor, member, choice)


def _write_vote(
    session: Session, point: OpenPoint, assessment: Assessment, actor: Actor, member: Account, choice: str
) -> None:
    before = session.get(Vote, (point.id, member.id))
    old = before.choice if before else None
    if old == choice:
        return
    session.merge(
        Vote(
            point_id=point.id,
            account_id=member.id,
            choice=choice,
            cast_at=clock.now(),
            entered_by=actor.id,
        )
    )
    data = {"code": point.code, "point": point.id, "member": member.id, "before": old, "after": choice}
    record.on_unit(session, point.round_id, assessment.id, actor, "vote", data)


def decide_point(
    actor: Actor, point_id: int, *, reason: str, seen_version: int | None = None, outcome: str | None = None
) -> str:
    """Close a point by its votes and return the outcome: "adjust" when more are for than against.

    Equal votes go by the chair's own vote where the round has a casting vote, else the appraisal stays.
    `outcome` may be given to check what the page showed: another one than the votes give is refused.
    """
    with transaction() as session:
        point, assessment, round_ = queries.open_point(session, actor, point_id, "decide_point")
        meeting = _voting(session, point, round_)
        _check_seen(session, point, seen_version)
        votes = _all_votes(session, point, assessment, round_, meeting)
        decided = count_votes(votes, meeting.chair_id if round_.casting_vote else None)
        if outcome in OUTCOMES and outcome != decided:
            raise StaleVersion(texts.votes_changed(decided), field="reason", typed=reason)
        if not reason.strip():
            raise InvalidInput(texts.REASON_NEEDED, field="reason")
        point.state, point.outcome, point.reason = "decided", decided, reason.strip()
        point.session_id, point.decided_by, point.decided_at = meeting.id, actor.id, clock.now()
        data = {
            "code": point.code,
            "point": point.id,
            "outcome": decided,
            "points": str(point.proposed_points),
            "votes": {choice: sum(cast == choice for cast in votes.values()) for choice in CHOICES},
        }
        record.on_unit(session, round_.id, assessment.id, actor, "point_decided", data, point.reason)
        return decided


def _check_seen(session: Session, point: OpenPoint, seen_version: int | None) -> None:
    if seen_version is not None and seen_version != point.version:
        who = workflow.last_change(session, "assessment", point.assessment_id)
        raise StaleVersion(stale(who), field="reason")


def _all_votes(
    session: Session, point: OpenPoint, assessment: Assessment, round_: Round, meeting: CouncilSession
) -> dict[int, str]:
    """The votes on a point; everyone present without a conflict must have voted."""
    votes = {
        row.account_id: row.choice for row in session.scalars(select(Vote).where(Vote.point_id == point.id))
    }
    present = queries.present_ids(session, meeting.id)
    missing = [
        member.full_name
        for member in queries.members(session, round_)
        if member.id in present and member.unit_id != assessment.unit_id and member.id not in votes
    ]
    if missing:
        refusal = texts.votes_missing(missing)
        raise GuardRefused(refusal, reasons=[refusal])
    return votes


def count_votes(votes: Mapping[int, str], casting: int | None) -> str:
    """ "adjust" or "keep" by simple majority of those for and against; a tie goes by the casting vote."""
    in_favour = sum(choice == "for" for choice in votes.values())
    against = sum(choice == "against" for choice in votes.values())
    if in_favour != against:
        return "adjust" if in_favour > against else "keep"
    return "adjust" if casting is not None and votes.get(casting) == "for" else "keep"

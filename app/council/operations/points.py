"""Open points at a meeting: voted on by those without a conflict, decided by the votes."""

from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock, workflow
from app.accounts.actor import Actor
from app.accounts.models import Account
from app.assessments.models import Assessment
from app.council import queries, table
from app.council.models import CHOICES, OUTCOMES, CouncilSession, OpenPoint, Vote
from app.council.operations import agenda, record, stepping
from app.council.table import Table
from app.database import transaction
from app.errors import Forbidden, GuardRefused, InvalidInput, StaleVersion
from app.messages import council as texts
from app.messages import stale
from app.messages.delegating import VOTES_NOT_LENT
from app.rounds.models import Round


def vote(actor: Actor, point_id: int, choice: str) -> None:
    """A member votes for, against or abstains; the vote may be changed until the point is decided.

    A vote is a person's own: whoever acts for somebody does not vote, not even by their own right.
    """
    if actor.behalf is not None:
        raise Forbidden(VOTES_NOT_LENT, rule="council votes are not lent", actor=actor.id)
    with transaction() as session:
        point, assessment, round_ = queries.open_point(session, actor, point_id, "vote")
        meeting = stepping.voting_at(session, point, round_)
        _vote(session, point, assessment, round_, meeting, actor, {actor.id: choice})


def record_votes(actor: Actor, point_id: int, choices: Mapping[int, str]) -> None:
    """The secretary enters the show of hands at the meeting, member by member."""
    with transaction() as session:
        point, assessment, round_ = queries.open_point(session, actor, point_id, "decide_point")
        meeting = stepping.voting_at(session, point, round_)
        _vote(session, point, assessment, round_, meeting, actor, choices)


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
    at = _table(session, point, assessment, round_, meeting)
    voters = {member.id: member for member in at.voters}
    for account_id, choice in choices.items():
        if choice not in CHOICES:
            raise InvalidInput(texts.UNKNOWN_CHOICE, field="choice", typed=choice)
        if account_id in at.aside:
            raise Forbidden(texts.CONFLICT, rule="nobody votes on a point for which they stepped out")
        member = voters.get(account_id or 0)
        if member is None:
            raise Forbidden(texts.NOT_PRESENT, rule="only members present vote")
        _write_vote(session, point, assessment, actor, member, choice)
    stepping.note_aside(session, point, assessment, round_, meeting, actor, at)


def _table(
    session: Session, point: OpenPoint, assessment: Assessment, round_: Round, meeting: CouncilSession
) -> Table:
    """Who decides this point now; refused where they are too few."""
    members = queries.members(session, round_)
    present = queries.present_ids(session, meeting.id)
    at = table.at_point(session, round_, members, present, point_id=point.id, unit_id=assessment.unit_id)
    if at.refusal:
        raise GuardRefused(at.refusal, reasons=[at.refusal])
    return at


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
        queries.hold_round(session, point_id)  # who is there stays as it is until this is written
        point, assessment, round_ = queries.open_point(session, actor, point_id, "decide_point")
        meeting = stepping.voting_at(session, point, round_)
        _check_seen(session, point, seen_version)
        at = _table(session, point, assessment, round_, meeting)
        votes = _all_votes(session, point, at)
        decided = count_votes(votes, meeting.chair_id if round_.casting_vote else None)
        if outcome in OUTCOMES and outcome != decided:
            raise StaleVersion(texts.votes_changed(decided), field="reason", typed=reason)
        if not reason.strip():
            raise InvalidInput(texts.REASON_NEEDED, field="reason")
        point.state, point.outcome, point.reason = "decided", decided, reason.strip()
        point.session_id, point.decided_by, point.decided_at = meeting.id, actor.id, clock.now()
        stepping.note_aside(session, point, assessment, round_, meeting, actor, at)
        agenda.done(session, meeting, point.id)
        data = {
            "session": meeting.number,
            "present": len(at.voters),
            "members": len(at.members),
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


def _all_votes(session: Session, point: OpenPoint, at: Table) -> dict[int, str]:
    """The votes on a point without those of whoever stepped out; everyone present must have voted."""
    votes = {
        row.account_id: row.choice
        for row in session.scalars(select(Vote).where(Vote.point_id == point.id))
        if row.account_id not in at.aside
    }
    missing = [member.full_name for member in at.voters if member.id not in votes]
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

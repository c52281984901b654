"""What the council does: meets, raises points, votes, decides, settles each unit, concludes."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app import clock, history, policy, workflow
from app.accounts.actor import Actor
from app.accounts.models import Account
from app.appraisal.operations import typed_points
from app.assessments import queries as assessments
from app.assessments import sheets
from app.assessments.models import Assessment
from app.assessments.queries import Opened
from app.council import queries
from app.council.guards import ASSESSMENT_GUARDS, ROUND_GUARDS, quorum_refusal
from app.council.models import CHOICES, OUTCOMES, Attendance, CouncilSession, OpenPoint, Vote
from app.council.sheets import council_content
from app.database import transaction
from app.errors import Forbidden, GuardRefused, InvalidInput, StaleVersion
from app.messages import council as texts
from app.messages import stale
from app.rounds import queries as rounds
from app.rounds.models import Round


def plan_session(
    actor: Actor, round_id: int, *, held_on: date, place: str, chair_id: int, secretary_id: int
) -> int:
    """Call a meeting; returns its id. The chair must be a member; nobody is chair and secretary at once."""
    with transaction() as session:
        round_ = rounds.open_round(session, actor, round_id, "manage_session", lock=True)
        if not place.strip():
            raise InvalidInput(texts.PLACE_NEEDED, field="place")
        if chair_id == secretary_id:
            raise InvalidInput(texts.CHAIR_IS_SECRETARY, field="secretary_id")
        if chair_id not in {member.id for member in queries.members(session, round_)}:
            raise InvalidInput(texts.NOT_A_MEMBER, field="chair_id")
        last = session.scalar(
            select(func.max(CouncilSession.number)).where(CouncilSession.round_id == round_id)
        )
        meeting = CouncilSession(
            round_id=round_id,
            number=(last or 0) + 1,
            place=place.strip(),
            held_on=held_on,
            chair_id=chair_id,
            secretary_id=secretary_id,
        )
        session.add(meeting)
        session.flush()
        _record(session, round_, actor, "session_planned", {"session": meeting.number})
        return meeting.id


def start_session(actor: Actor, session_id: int) -> None:
    """Open the meeting; one at a time."""
    with transaction() as session:
        meeting, round_ = queries.open_session(session, actor, session_id, "manage_session")
        if meeting.closed_at is not None:
            raise GuardRefused(texts.SESSION_CLOSED, reasons=[texts.SESSION_CLOSED])
        if queries.running_session(session, round_.id) is not None:
            raise GuardRefused(texts.SESSION_OPEN, reasons=[texts.SESSION_OPEN])
        meeting.opened_at = clock.now()
        _record(session, round_, actor, "session_opened", {"session": meeting.number})


def take_attendance(actor: Actor, session_id: int, present: Mapping[int, bool], reasons: Mapping[int, str]) -> None:
    """Note who is there; whoever is absent has a reason, which goes into the minutes."""
    with transaction() as session:
        meeting, round_ = queries.open_session(session, actor, session_id, "manage_session")
        if meeting.closed_at is not None:
            raise GuardRefused(texts.SESSION_CLOSED, reasons=[texts.SESSION_CLOSED])
        for member in queries.members(session, round_):
            here = present.get(member.id, False)
            reason = reasons.get(member.id, "").strip()
            if not here and not reason:
                raise InvalidInput(
                    f"{member.full_name}: {texts.ABSENCE_NEEDS_REASON}", field=f"reason_{member.id}"
                )
            session.merge(
                Attendance(
                    session_id=meeting.id,
                    account_id=member.id,
                    present=here,
                    reason=None if here else reason,
                )
            )
        _record(
            session,
            round_,
            actor,
            "attendance",
            {"session": meeting.number, "present": sorted(key for key, here in present.items() if here)},
        )


def show_point(actor: Actor, session_id: int, point_id: int | None) -> None:
    """Choose what the projector shows."""
    with transaction() as session:
        meeting, _ = queries.open_session(session, actor, session_id, "manage_session")
        meeting.shown_point_id = point_id


def close_session(actor: Actor, session_id: int, *, conclusion: str) -> None:
    """End the meeting with the chair's conclusion."""
    with transaction() as session:
        meeting, round_ = queries.open_session(session, actor, session_id, "manage_session")
        if meeting.opened_at is None or meeting.closed_at is not None:
            raise GuardRefused(texts.NO_SESSION, reasons=[texts.NO_SESSION])
        _close(session, round_, meeting, actor, conclusion)


def _close(session: Session, round_: Round, meeting: CouncilSession, actor: Actor, conclusion: str) -> None:
    if not conclusion.strip():
        raise InvalidInput(texts.CONCLUSION_NEEDED, field="conclusion")
    meeting.conclusion, meeting.closed_at, meeting.shown_point_id = conclusion.strip(), clock.now(), None
    _record(
        session, round_, actor, "session_closed", {"session": meeting.number, "conclusion": conclusion.strip()}
    )


def raise_point(actor: Actor, assessment_id: int, code: str, *, question: str, proposed: str) -> int:
    """Put a question on one criterion before the council, with the points proposed; returns its id."""
    with transaction() as session:
        opened = assessments.open_for(session, actor, assessment_id, "raise_open_point", lock=True)
        if code not in opened.framework.leaves_under:
            raise InvalidInput(texts.UNKNOWN_CRITERION, field="code", typed=code)
        if not question.strip():
            raise InvalidInput(texts.QUESTION_NEEDED, field="question", typed=question)
        points = typed_points(proposed, opened.framework.nodes[code].maximum)
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
        _note(
            session,
            assessment_id,
            actor,
            "point_raised",
            {"code": code, "question": point.question, "proposed": str(points)},
        )
        return point.id


def vote(actor: Actor, point_id: int, choice: str) -> None:
    """A member votes for, against or abstains; the vote may be changed until the point is decided."""
    with transaction() as session:
        point, assessment, round_ = queries.open_point(session, actor, point_id, "vote")
        _vote(session, point, assessment, round_, actor.id, actor.unit_id, choice, actor)


def record_votes(actor: Actor, point_id: int, choices: Mapping[int, str]) -> None:
    """The secretary enters the show of hands at the meeting, member by member."""
    with transaction() as session:
        point, assessment, round_ = queries.open_point(session, actor, point_id, "decide_point")
        for account_id, choice in choices.items():
            unit_id = session.scalar(select(Account.unit_id).where(Account.id == account_id))
            _vote(session, point, assessment, round_, account_id, unit_id, choice, actor)


def _vote(
    session: Session,
    point: OpenPoint,
    assessment: Assessment,
    round_: Round,
    account_id: int | None,
    unit_id: int | None,
    choice: str,
    actor: Actor,
) -> None:
    meeting = _meeting(session, round_)
    if point.state != "open":
        raise GuardRefused(texts.POINT_DECIDED, reasons=[texts.POINT_DECIDED])
    if choice not in CHOICES:
        raise InvalidInput(texts.UNKNOWN_CHOICE, field="choice", typed=choice)
    if unit_id == assessment.unit_id:
        raise Forbidden(texts.CONFLICT, rule="nobody votes on the unit they belong to")
    voting = {member.id for member in queries.members(session, round_)}
    if account_id not in voting & queries.present_ids(session, meeting.id):
        raise Forbidden(texts.NOT_PRESENT, rule="only members present vote")
    before = session.get(Vote, (point.id, account_id))
    if before is not None and before.choice == choice:
        return
    old = before.choice if before else None
    session.merge(
        Vote(
            point_id=point.id,
            account_id=account_id,
            choice=choice,
            cast_at=clock.now(),
            entered_by=actor.id,
        )
    )
    _note(
        session,
        assessment.id,
        actor,
        "vote",
        {"code": point.code, "point": point.id, "member": account_id, "before": old, "after": choice},
    )


def _meeting(session: Session, round_: Round) -> CouncilSession:
    refusal = quorum_refusal(session, round_)
    meeting = queries.running_session(session, round_.id)
    if refusal or meeting is None:
        raise GuardRefused(refusal or texts.NO_SESSION, reasons=[refusal or texts.NO_SESSION])
    return meeting


def decide_point(
    actor: Actor, point_id: int, *, reason: str, seen_version: int | None = None, outcome: str | None = None
) -> str:
    """Close a point by its votes and return the outcome: "adjust" when more are for than against.

    Equal votes go by the chair's own vote where the round has a casting vote, else the appraisal stays.
    `outcome` may be given to check what the page showed: another one than the votes give is refused.
    """
    with transaction() as session:
        point, assessment, round_ = queries.open_point(session, actor, point_id, "decide_point")
        if point.state != "open":
            raise GuardRefused(texts.POINT_DECIDED, reasons=[texts.POINT_DECIDED])
        if seen_version is not None and seen_version != point.version:
            raise StaleVersion(stale(workflow.last_change(session, "assessment", assessment.id)), field="reason")
        meeting = _meeting(session, round_)
        votes = _all_votes(session, point, assessment, round_, meeting)
        decided = count_votes(votes, meeting.chair_id if round_.casting_vote else None)
        if outcome in OUTCOMES and outcome != decided:
            raise StaleVersion(stale(workflow.last_change(session, "assessment", assessment.id)), field="reason")
        if not reason.strip():
            raise InvalidInput(texts.REASON_NEEDED, field="reason")
        point.state, point.outcome, point.reason = "decided", decided, reason.strip()
        point.session_id, point.decided_by, point.decided_at = meeting.id, actor.id, clock.now()
        _note(
            session,
            assessment.id,
            actor,
            "point_decided",
            {
                "code": point.code,
                "point": point.id,
                "outcome": decided,
                "points": str(point.proposed_points),
                "votes": {choice: sum(v == choice for v in votes.values()) for choice in CHOICES},
            },
            point.reason,
        )
        return decided


def _all_votes(
    session: Session, point: OpenPoint, assessment: Assessment, round_: Round, meeting: CouncilSession
) -> dict[int, str]:
    """The votes on a point; everyone present without a conflict must have voted."""
    votes = {
        row.account_id: row.choice
        for row in session.scalars(select(Vote).where(Vote.point_id == point.id))
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
    """"adjust" or "keep" by simple majority of those for and against; a tie goes by the casting vote."""
    in_favour = sum(choice == "for" for choice in votes.values())
    against = sum(choice == "against" for choice in votes.values())
    if in_favour != against:
        return "adjust" if in_favour > against else "keep"
    return "adjust" if casting is not None and votes.get(casting) == "for" else "keep"


def bring(actor: Actor, assessment_id: int, *, seen_version: int | None = None) -> None:
    """Put one appraised unit before the council."""
    _unit_step(actor, assessment_id, "bring_to_council", seen_version)


def settle(actor: Actor, assessment_id: int, *, seen_version: int | None = None) -> None:
    """Note that the council has agreed on a unit: the council sheet is frozen."""
    _unit_step(actor, assessment_id, "settle", seen_version)


def reopen(actor: Actor, assessment_id: int, *, reason: str, seen_version: int | None = None) -> None:
    """Take a settled unit before the council again, with a reason."""
    _unit_step(actor, assessment_id, "reopen_for_council", seen_version, reason=reason)


def bring_all(actor: Actor, round_id: int) -> tuple[int, list[tuple[str, str]]]:
    """Put every appraised unit before the council; returns how many, and (unit, reason) of the refused."""
    return _all_units(actor, round_id, "appraised", "bring_to_council")


def settle_all(actor: Actor, round_id: int) -> tuple[int, list[tuple[str, str]]]:
    """Settle every unit without open points; each in its own savepoint with its own event."""
    return _all_units(actor, round_id, "in_council", "settle")


def _all_units(
    actor: Actor, round_id: int, state: str, transition: str
) -> tuple[int, list[tuple[str, str]]]:
    done, refused = 0, []
    with transaction() as session:
        round_ = rounds.open_round(session, actor, round_id)
        ids = session.scalars(
            select(Assessment.id).where(
                assessments.visible(actor, round_, "view_council"), Assessment.state == state
            )
        ).all()
        for assessment_id in ids:
            opened = assessments.open_for(session, actor, assessment_id, "view_council", lock=True)
            try:
                with session.begin_nested():
                    _act(session, opened, actor, transition, None)
                done += 1
            except (GuardRefused, Forbidden) as error:
                refused.append((opened.unit.name, error.message))
    return done, refused


def _unit_step(
    actor: Actor, assessment_id: int, transition: str, seen_version: int | None, **given: Any
) -> None:
    with transaction() as session:
        opened = assessments.open_for(session, actor, assessment_id, "view_council", lock=True)
        _act(session, opened, actor, transition, seen_version, given)


def _act(
    session: Session,
    opened: Opened,
    actor: Actor,
    transition: str,
    seen_version: int | None,
    given: Mapping[str, Any] | None = None,
) -> None:
    def freeze(stage: str) -> str:
        content = council_content(session, opened.assessment)
        return sheets.freeze(session, opened.assessment, stage, content, actor).content_hash

    workflow.advance(
        session,
        opened.assessment,
        "assessment",
        transition,
        actor,
        opened.roles,
        workflow.bind(ASSESSMENT_GUARDS, session, opened, actor, given),
        given=given,
        seen_version=seen_version,
        freeze=freeze,
    )


def conclude(actor: Actor, round_id: int, *, conclusion: str, seen_version: int | None = None) -> None:
    """The chair concludes: every unit is settled, the meeting ends, the minutes are drawn up."""

    def finish(session: Session, round_: Round) -> None:
        meeting = queries.running_session(session, round_.id)
        if meeting is not None:
            _close(session, round_, meeting, actor, conclusion)

    _round_step(actor, round_id, "conclude", seen_version, after=finish)


def reopen_council(actor: Actor, round_id: int, *, reason: str, seen_version: int | None = None) -> None:
    """The standing body takes a concluded round back to the council, with a reason."""
    _round_step(actor, round_id, "reopen_council", seen_version, reason=reason)


def _round_step(
    actor: Actor,
    round_id: int,
    transition: str,
    seen_version: int | None,
    after: Callable[[Session, Round], None] | None = None,
    **given: Any,
) -> None:
    with transaction() as session:
        round_ = rounds.open_round(session, actor, round_id, lock=True)
        workflow.advance(
            session,
            round_,
            "round",
            transition,
            actor,
            policy.round_roles(actor, round_),
            workflow.bind(ROUND_GUARDS, session, round_, actor, given),
            given=given,
            seen_version=seen_version,
        )
        if after is not None:
            after(session, round_)


def _note(
    session: Session,
    assessment_id: int,
    actor: Actor,
    kind: str,
    data: dict[str, Any],
    comment: str | None = None,
) -> None:
    history.append(
        session, "assessment", assessment_id, kind, actor, _role(actor), comment=comment, data=data
    )


def _record(session: Session, round_: Round, actor: Actor, kind: str, data: dict[str, Any]) -> None:
    history.append(session, "round", round_.id, kind, actor, _role(actor), data=data)


def _role(actor: Actor) -> str:
    """The role to show in the record: the most particular one the person holds here."""
    order = ("council_secretary", "council_chair", "council_member", "appraiser", "standing_body")
    return next((role for role in order if role in actor.all_roles), "council_member")

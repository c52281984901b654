"""What is done about a complaint: filed, answered, brought to the council, settled. Each is one action."""

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app import clock, policy, workflow
from app.accounts.actor import Actor
from app.appraisal.operations import refuse_excluded, typed_points
from app.assessments import queries as assessments
from app.assessments import sheets
from app.assessments.models import Complaint
from app.assessments.queries import Opened
from app.complaints import queries
from app.council.correcting import correct_group
from app.council.models import OpenPoint
from app.council.sheets import council_content
from app.database import transaction
from app.errors import Forbidden, InvalidInput
from app.messages import complaints as texts
from app.rounds import queries as rounds

Effect = Mapping[str, Callable[[], None]]


def complain(
    actor: Actor,
    assessment_id: int,
    *,
    letter_number: str,
    content: str,
    codes: Sequence[str],
    seen_version: int | None = None,
) -> int:
    """The unit's leader complains about the published result, by an official letter; returns its number.

    `codes` are the criteria complained of. Raises InvalidInput for what is missing, GuardRefused after the
    last day or while another complaint of the unit waits.
    """
    letter, said = letter_number.strip(), content.strip()
    chosen = list(dict.fromkeys(codes))
    with transaction() as session:
        opened = _open(session, actor, assessment_id, "view_complaints")
        # First that it is the time for it, then what is written.
        written = {"reason": said or texts.CONTENT_NEEDED, "letter_number": letter or texts.LETTER_NEEDED}
        _decide(session, opened, actor, "complain", written)
        if not letter:
            raise InvalidInput(texts.LETTER_NEEDED, field="letter_number", typed=letter_number)
        if not said:
            raise InvalidInput(texts.CONTENT_NEEDED, field="content", typed=content)
        if not chosen:
            raise InvalidInput(texts.CODES_NEEDED, field="codes")
        if not set(chosen) <= {leaf.code for leaf in opened.framework.leaves}:
            raise InvalidInput(texts.UNKNOWN_CODE, field="codes", typed=", ".join(chosen))
        last = session.scalar(
            select(func.max(Complaint.number)).where(Complaint.assessment_id == assessment_id)
        )
        complaint = Complaint(
            assessment_id=assessment_id,
            number=(last or 0) + 1,
            letter_number=letter,
            content=said,
            codes=chosen,
            filed_by=actor.id,
            filed_at=clock.now(),
        )
        data = {"letter_number": letter, "codes": chosen, "complaint": complaint.number}
        given = {"reason": said, "letter_number": letter}  # some sources ask for both by themselves
        _act(session, opened, actor, "complain", seen_version, given, data=data)
        session.add(complaint)
        session.flush()
        return complaint.number


def reject(actor: Actor, assessment_id: int, *, answer: str, seen_version: int | None = None) -> None:
    """The standing body answers that the result stays, with its reason.

    Not about one's own unit: that complaint has to go to the council.
    """
    with transaction() as session:
        opened = _open(session, actor, assessment_id, "answer_complaint")
        if policy.has_conflict(actor, opened.round.id, opened.unit.id):
            raise Forbidden(texts.OWN_UNIT, rule="nobody rejects a complaint of the unit they belong to")
        complaint = queries.waiting_complaint(session, assessment_id)
        said = answer.strip()
        _act(
            session, opened, actor, "reject_complaint", seen_version, {"answer": said}, data={"answer": said}
        )
        _answer(complaint, actor, "rejected", said)


def review(
    actor: Actor,
    assessment_id: int,
    *,
    reason: str,
    proposed: Mapping[str, str],
    seen_version: int | None = None,
) -> None:
    """The standing body brings a complaint to the council: an open point for every criterion it names.

    `proposed` are the points to vote on, as typed, by code of criterion; a criterion without any is not
    put to the vote, but one at least is.
    """
    with transaction() as session:
        opened = _open(session, actor, assessment_id, "answer_complaint")
        complaint = queries.waiting_complaint(session, assessment_id)
        codes = list(complaint.codes) if complaint is not None else []
        _decide(session, opened, actor, "review_complaint", {"reason": reason.strip()})
        typed = {code: proposed[code] for code in codes if proposed.get(code, "").strip()}
        if not typed:
            raise InvalidInput(texts.PROPOSAL_NEEDED, field=f"diem-{codes[0]}" if codes else "codes")
        points = {code: _points(session, opened, code, text) for code, text in typed.items()}
        data = {"codes": list(points), "complaint": complaint.number if complaint else 0}
        _act(session, opened, actor, "review_complaint", seen_version, {"reason": reason.strip()}, data=data)
        if complaint is not None:
            complaint.state = "reviewing"
            _raise(session, opened, actor, complaint, points)


def settle(actor: Actor, assessment_id: int, *, seen_version: int | None = None) -> None:
    """The council has accepted the complaint: the unit's corrected council sheet is frozen.

    Where something compares the units of its group, all of them are computed again; those whose points move
    are corrected with it (`app.council.correcting`).
    """
    with transaction() as session:
        opened = _open(session, actor, assessment_id, "view_council")
        _act(session, opened, actor, "settle_complaint", seen_version, {})
        session.flush()
        correct_group(session, opened.round, opened.group)


def dismiss(actor: Actor, assessment_id: int, *, reason: str, seen_version: int | None = None) -> None:
    """The council has left the unit's points as they were published; the reason answers the complaint."""
    with transaction() as session:
        opened = _open(session, actor, assessment_id, "view_council")
        complaint = queries.waiting_complaint(session, assessment_id)
        said = reason.strip()
        _act(session, opened, actor, "dismiss_complaint", seen_version, {"reason": said})
        _answer(complaint, actor, "rejected", said)
        session.flush()
        correct_group(session, opened.round, opened.group)


def reopen(actor: Actor, assessment_id: int, *, reason: str, seen_version: int | None = None) -> None:
    """Take a corrected unit before the council again: the chairman has sent the correction back."""
    with transaction() as session:
        opened = _open(session, actor, assessment_id, "view_council")
        _act(session, opened, actor, "reopen_complaint", seen_version, {"reason": reason.strip()})


def _open(session: Session, actor: Actor, assessment_id: int, permission: str) -> Opened:
    """The round is locked before the assessment, as every step of the round locks them."""
    round_id = assessments.open_for(session, actor, assessment_id, permission).round.id
    rounds.open_round(session, actor, round_id, lock=True)
    return assessments.open_for(session, actor, assessment_id, permission, lock=True)


def _decide(
    session: Session, opened: Opened, actor: Actor, transition: str, given: Mapping[str, Any]
) -> None:
    """Whether the step may be taken at all, before anything is said about what was typed."""
    guards = workflow.every_guard(session, "assessment", opened, actor, given)
    workflow.decide(session, opened.assessment, "assessment", transition, opened.roles, guards, given)


def _act(
    session: Session,
    opened: Opened,
    actor: Actor,
    transition: str,
    seen_version: int | None,
    given: Mapping[str, Any],
    *,
    data: dict[str, Any] | None = None,
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
        workflow.every_guard(session, "assessment", opened, actor, given),
        given=given,
        seen_version=seen_version,
        freeze=freeze,
        data=data,
    )


def _answer(complaint: Complaint | None, actor: Actor, state: str, answer: str) -> None:
    if complaint is not None:
        complaint.answered_by, complaint.answered_at = actor.id, clock.now()
        complaint.answer, complaint.state = answer, state


def _points(session: Session, opened: Opened, code: str, typed: str) -> Fraction:
    field = f"diem-{code}"
    maximum = opened.framework.nodes[code].maximum
    points = typed_points(typed, maximum, field=field, title=texts.PROPOSED)
    refuse_excluded(session, opened, code, field=field, typed=typed)
    return points


def _raise(
    session: Session, opened: Opened, actor: Actor, complaint: Complaint, points: Mapping[str, Fraction]
) -> None:
    """The points for the council's agenda; a criterion already waiting for the council stays as it is."""
    waiting = set(
        session.scalars(
            select(OpenPoint.code).where(
                OpenPoint.assessment_id == opened.assessment.id, OpenPoint.state == "open"
            )
        )
    )
    question = texts.ON_COMPLAINT.format(
        number=complaint.number, letter=complaint.letter_number, content=complaint.content
    )
    for code, value in points.items():
        if code not in waiting:
            session.add(
                OpenPoint(
                    round_id=opened.round.id,
                    assessment_id=opened.assessment.id,
                    code=code,
                    question=question,
                    proposed_points=value,
                    source="complaint",
                    raised_by=actor.id,
                    raised_at=clock.now(),
                )
            )

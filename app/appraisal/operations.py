"""What the team does: review criteria, ask for explanation, finish; and the round's steps around it."""

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app import clock, history, policy, workflow
from app.accounts.actor import Actor
from app.appraisal.guards import ASSESSMENT_GUARDS, ROUND_GUARDS
from app.appraisal.models import CriterionReview
from app.appraisal.sheets import appraisal_content
from app.assessments import queries, sheets
from app.assessments.models import CriterionEntry, ExplanationItem, ExplanationRequest
from app.assessments.queries import Opened
from app.database import transaction
from app.errors import InvalidInput, StaleVersion
from app.messages import appraisal as texts
from app.messages import stale
from app.rounds import deadlines
from app.rounds import queries as rounds
from frameworks.numbers import ValueProblem, parse_points

CLAIM_DECISIONS = ("na_accepted", "na_refused")


def review(
    actor: Actor,
    assessment_id: int,
    code: str,
    decision: str,
    *,
    points: str = "",
    reason: str = "",
    seen_version: int | None = None,
) -> None:
    """Decide on one criterion: accept it as entered, adjust it, or answer a "không áp dụng" claim.

    `points` is typed text; it is needed for "adjusted" and "na_refused". Points other than the unit's own
    need a reason (source 002, V.3.b: "công nhận hoặc điều chỉnh nếu cần thiết").
    """
    with transaction() as session:
        opened = queries.open_for(session, actor, assessment_id, "appraise", lock=True)
        _review(session, opened, actor, code, decision, points, reason.strip(), seen_version)


def accept_rest(actor: Actor, assessment_id: int, under: str | None = None) -> int:
    """Accept as entered every criterion without a decision (below node `under`, or all), claims left out.

    Returns how many were accepted. Each one is an event of its own.
    """
    with transaction() as session:
        opened = queries.open_for(session, actor, assessment_id, "appraise", lock=True)
        done = set(
            session.scalars(
                select(CriterionReview.code).where(CriterionReview.assessment_id == assessment_id)
            )
        )
        claimed = _claimed(session, assessment_id)
        framework = opened.framework
        codes = framework.leaves_under[under] if under else [leaf.code for leaf in framework.leaves]
        waiting = [code for code in codes if code not in done and code not in claimed]
        for code in waiting:
            _review(session, opened, actor, code, "accepted", "", "", None)
        return len(waiting)


def _claimed(session: Session, assessment_id: int) -> set[str]:
    return set(
        session.scalars(
            select(CriterionEntry.code).where(
                CriterionEntry.assessment_id == assessment_id, CriterionEntry.status == "na_claimed"
            )
        )
    )


def _review(
    session: Session,
    opened: Opened,
    actor: Actor,
    code: str,
    decision: str,
    typed: str,
    reason: str,
    seen_version: int | None,
) -> None:
    """The work of one decision inside the transaction."""
    if code not in opened.framework.leaves_under:
        raise InvalidInput(texts.UNKNOWN_CRITERION, field="code", typed=code)
    entry = session.get(CriterionEntry, (opened.assessment.id, code))
    entered = entry.points if entry else Fraction(0)
    claimed = entry is not None and entry.status == "na_claimed"
    points = _points(opened, code, decision, typed, reason, entered, claimed)
    row = session.get(CriterionReview, (opened.assessment.id, code))
    if seen_version is not None and seen_version != (row.version if row else 0):
        raise StaleVersion(
            stale(workflow.last_change(session, "assessment", opened.assessment.id)),
            field="points",
            typed=" – ".join(part for part in (typed, reason) if part),
        )
    before = {"decision": row.decision, "points": str(row.points), "reason": row.reason} if row else None
    after = {"decision": decision, "points": str(points), "reason": reason or None}
    if before == after:
        return
    if row is None:
        row = CriterionReview(assessment_id=opened.assessment.id, code=code, version=0)
        session.add(row)
    row.decision, row.points, row.reason = decision, points, reason or None
    row.reviewed_by, row.reviewed_at, row.version = actor.id, clock.now(), row.version + 1
    history.append(
        session,
        "assessment",
        opened.assessment.id,
        "review",
        actor,
        "appraiser",
        comment=reason or None,
        data={"code": code, "before": before, "after": after},
    )


def _points(
    opened: Opened, code: str, decision: str, typed: str, reason: str, entered: Fraction, claimed: bool
) -> Fraction:
    """The points a decision comes to, every fault named by field and reason."""
    if decision in CLAIM_DECISIONS and not claimed:
        raise InvalidInput(texts.NO_CLAIM, field="decision", typed=typed)
    if claimed and decision not in CLAIM_DECISIONS:
        raise InvalidInput(texts.CLAIM_PENDING, field="decision", typed=typed)
    if decision not in ("accepted", "adjusted", *CLAIM_DECISIONS):
        raise InvalidInput(texts.UNKNOWN_DECISION, field="decision", typed=typed)
    if decision != "accepted" and not reason:
        raise InvalidInput(texts.REASON_NEEDED, field="reason", typed=typed)
    if decision == "accepted":
        return entered
    if decision == "na_accepted":
        return Fraction(0)
    return typed_points(typed, opened.framework.nodes[code].maximum)


def typed_points(typed: str, maximum: Fraction) -> Fraction:
    """Points as a person types them ("1,5"), within 0 … maximum."""
    if not typed.strip():
        raise InvalidInput(texts.POINTS_NEEDED, field="points", typed=typed)
    try:
        points = parse_points(typed)
    except ValueProblem as problem:
        raise InvalidInput(texts.not_points(typed), field="points", typed=typed) from problem
    if not 0 <= points <= maximum:
        raise InvalidInput(texts.points_out_of_range(maximum), field="points", typed=typed)
    return points


def write_question(actor: Actor, assessment_id: int, code: str, question: str) -> None:
    """Write down a question on one criterion; it is sent with the others by `ask`. Empty text takes it back."""
    with transaction() as session:
        opened = queries.open_for(session, actor, assessment_id, "ask", lock=True)
        if code not in opened.framework.leaves_under:
            raise InvalidInput(texts.UNKNOWN_CRITERION, field="code", typed=code)
        request = _draft_request(session, opened, actor)
        item = session.get(ExplanationItem, (request.id, code))
        before = item.question if item else None
        if not question.strip():
            if item is not None:
                session.delete(item)
        elif item is None:
            session.add(
                ExplanationItem(
                    request_id=request.id, code=code, question=question.strip(), asked_by=actor.id
                )
            )
        else:
            item.question, item.asked_by = question.strip(), actor.id
        history.append(
            session,
            "assessment",
            assessment_id,
            "question",
            actor,
            "appraiser",
            data={"code": code, "before": before, "after": question.strip() or None},
        )


def _draft_request(session: Session, opened: Opened, actor: Actor) -> ExplanationRequest:
    request = session.scalar(
        select(ExplanationRequest).where(
            ExplanationRequest.assessment_id == opened.assessment.id,
            ExplanationRequest.asked_at.is_(None),
        )
    )
    if request is None:
        last = session.scalar(
            select(func.max(ExplanationRequest.number)).where(
                ExplanationRequest.assessment_id == opened.assessment.id
            )
        )
        request = ExplanationRequest(
            assessment_id=opened.assessment.id, number=(last or 0) + 1, asked_by=actor.id
        )
        session.add(request)
        session.flush()
    return request


def ask(actor: Actor, assessment_id: int, *, seen_version: int | None = None) -> None:
    """Send the questions written down; only the criteria named reopen, until the due day."""
    with transaction() as session:
        opened = queries.open_for(session, actor, assessment_id, "ask", lock=True)

        def send() -> None:
            request = _draft_request(session, opened, actor)
            request.asked_at = clock.now()
            request.due_on = deadlines.explanation_due(opened.round, clock.today())

        _act(session, opened, actor, "ask_explanation", seen_version, effects={"send_questions": send})


def finish(actor: Actor, assessment_id: int, *, seen_version: int | None = None) -> None:
    """End the appraisal of a unit: the appraisal sheet is frozen."""
    with transaction() as session:
        opened = queries.open_for(session, actor, assessment_id, "appraise", lock=True)
        _act(session, opened, actor, "finish_appraisal", seen_version)


def reopen(actor: Actor, assessment_id: int, *, reason: str, seen_version: int | None = None) -> None:
    """The standing body opens an ended appraisal again, with a reason."""
    with transaction() as session:
        opened = queries.open_for(session, actor, assessment_id, "view_appraisal", lock=True)
        _act(session, opened, actor, "reopen_appraisal", seen_version, given={"reason": reason})


def _act(
    session: Session,
    opened: Opened,
    actor: Actor,
    transition: str,
    seen_version: int | None,
    *,
    given: Mapping[str, Any] | None = None,
    effects: Mapping[str, Callable[[], None]] | None = None,
) -> None:
    def freeze(stage: str) -> str:
        content = appraisal_content(session, opened.assessment)
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
        effects=effects,
    )


def close_entry(actor: Actor, round_id: int, *, seen_version: int | None = None) -> None:
    """The standing body ends the collection of figures for the whole round."""
    _round_step(actor, round_id, "close_entry", seen_version)


def start_council(actor: Actor, round_id: int, *, seen_version: int | None = None) -> None:
    """The standing body hands the appraised units to the council."""
    _round_step(actor, round_id, "start_council", seen_version)


def _round_step(actor: Actor, round_id: int, transition: str, seen_version: int | None) -> None:
    with transaction() as session:
        round_ = rounds.open_round(session, actor, round_id, lock=True)
        workflow.advance(
            session,
            round_,
            "round",
            transition,
            actor,
            policy.round_roles(actor, round_),
            workflow.bind(ROUND_GUARDS, session, round_, actor),
            seen_version=seen_version,
        )

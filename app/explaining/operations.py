"""Objections: a unit raises and withdraws them while its window is open, the team answers each."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock, history, messages, policy, workflow
from app.accounts.actor import Actor
from app.appraisal.operations import take_anew
from app.assessments import explanations, queries
from app.assessments.guards import explanation_open
from app.assessments.models import OBJECTION_OUTCOMES, ExplanationRequest, Objection
from app.assessments.queries import Opened
from app.assessments.suppliers import require_own
from app.database import transaction
from app.errors import Forbidden, GuardRefused, InvalidInput, NotFound, StaleVersion
from app.lengths import require_length
from app.messages import explaining as texts
from app.messages import stale


def object_to(actor: Actor, assessment_id: int, code: str, argument: str) -> None:
    """The specialist objects to the provisional points of one criterion, or rewrites the argument.

    Raises InvalidInput (no such criterion, no argument), GuardRefused (the window is over), Forbidden.
    """
    text = argument.strip()
    with transaction() as session:
        opened, request = _open_window(session, actor, assessment_id)
        node = opened.framework.nodes.get(code)
        if node is None or not node.is_leaf:
            raise InvalidInput(texts.UNKNOWN_CRITERION, field="code", typed=argument)
        require_own(opened.framework, code, typed=argument)
        if not text:
            raise InvalidInput(texts.ARGUMENT_NEEDED, field="argument", typed=argument)
        require_length(text, "argument")
        row = _objection(session, request, code)
        before = row.argument if row else None
        if before == text:
            return
        if row is None:
            row = Objection(request_id=request.id, code=code)
            session.add(row)
        row.argument, row.raised_by, row.raised_at = text, _person(actor), clock.now()
        _note(session, actor, assessment_id, code, before, text)


def withdraw(actor: Actor, assessment_id: int, code: str) -> None:
    """The specialist takes an objection back; the journal keeps what it said."""
    with transaction() as session:
        _, request = _open_window(session, actor, assessment_id)
        row = _objection(session, request, code)
        if row is None:
            return
        session.delete(row)
        _note(session, actor, assessment_id, code, row.argument, None)


def _open_window(session: Session, actor: Actor, assessment_id: int) -> tuple[Opened, ExplanationRequest]:
    """The assessment, locked, and the request that was sent with its points."""
    opened = queries.open_for(session, actor, assessment_id, "view", lock=True)
    policy.require(actor, "object", opened.assessment, opened.round)
    refusal = explanation_open(session, opened, actor, {})
    if refusal:
        raise GuardRefused(refusal, reasons=[refusal])
    request = explanations.open_request(session, assessment_id)
    if request is None or request.provisional_sheet_id is None:
        raise GuardRefused(texts.NOTHING_SENT, reasons=[texts.NOTHING_SENT])
    return opened, request


def _objection(session: Session, request: ExplanationRequest, code: str) -> Objection | None:
    query = select(Objection).where(Objection.request_id == request.id, Objection.code == code)
    return session.scalar(query)


def _note(
    session: Session, actor: Actor, assessment_id: int, code: str, before: str | None, after: str | None
) -> None:
    data = {"code": code, "before": before, "after": after}
    history.append(session, "assessment", assessment_id, "objection", actor, "specialist", data=data)


def _person(actor: Actor) -> int:
    if actor.id is None:
        raise RuntimeError("only people object and answer")
    return actor.id


def answer_objection(
    actor: Actor,
    assessment_id: int,
    objection_id: int,
    outcome: str,
    answer: str,
    *,
    seen_answer: datetime | None = None,
) -> None:
    """The team upholds an objection (the criterion is then decided anew) or keeps the points, with a reason.

    `seen_answer` is when the answer on the person's page was given, None where there was none: another one
    given meanwhile is not overwritten unseen.
    """
    text = answer.strip()
    with transaction() as session:
        opened = queries.open_for(session, actor, assessment_id, "answer_objection", lock=True)
        if policy.has_conflict(actor, opened.round.id, opened.unit.id):
            raise Forbidden(texts.CONFLICT, rule="nobody answers their own unit")
        row = session.get(Objection, objection_id)
        request = session.get(ExplanationRequest, row.request_id) if row else None
        if row is None or request is None or request.assessment_id != assessment_id:
            raise NotFound(messages.NOT_FOUND, objection=objection_id)
        _require_assigned(actor, opened, row.code)
        if outcome not in OBJECTION_OUTCOMES:
            raise InvalidInput(texts.OUTCOME_NEEDED, field="outcome", typed=answer)
        if not text:
            raise InvalidInput(texts.ANSWER_NEEDED, field="answer", typed=answer)
        require_length(text, "answer")
        if row.answered_at != seen_answer:
            who = workflow.last_change(session, "assessment", assessment_id)
            raise StaleVersion(stale(who), field="answer", typed=answer)
        before = {"outcome": row.outcome, "answer": row.answer}
        after = {"outcome": outcome, "answer": text}
        if before == after:
            return
        if outcome == "upheld" and row.outcome != "upheld":
            take_anew(session, assessment_id, [row.code])
        row.outcome, row.answer = outcome, text
        row.answered_by, row.answered_at = _person(actor), clock.now()
        history.append(
            session,
            "assessment",
            assessment_id,
            "objection_answer",
            actor,
            "appraiser" if "appraiser" in opened.roles else "standing_body",
            comment=text,
            data={"code": row.code, "before": before, "after": after},
        )


def _require_assigned(actor: Actor, opened: Opened, code: str) -> None:
    """Where the team works by assignment, an appraiser answers for the criteria that are theirs."""
    if "standing_body" in opened.roles:
        return
    mine = policy.criteria_of(actor, opened.round, opened.assessment, opened.framework)
    if mine is not None and code not in mine:
        raise Forbidden(texts.NOT_ASSIGNED, rule="answer_objection: only criteria assigned")

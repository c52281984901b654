"""Reads of explanations and objections, filtered by what the person may see; fixed numbers of queries."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ScalarSelect, and_, func, select
from sqlalchemy.orm import Session, aliased

from app import catalog
from app.accounts.actor import Actor
from app.accounts.models import Account
from app.appraisal.models import CriterionReview
from app.assessments.models import (
    Assessment,
    CurrentSheet,
    ExplanationItem,
    ExplanationRequest,
    Objection,
    Sheet,
)
from app.assessments.queries import visible
from app.history import deed_data
from app.messages.delegating import by_delegate
from app.rounds.models import Round, RoundGroup
from app.units.models import Unit
from frameworks.model import Framework
from frameworks.sheet import StoredSheet, from_canonical_sheet


@dataclass(frozen=True)
class Sent:
    """What a unit was sent: the request, and the two sheets its table compares."""

    request: ExplanationRequest
    own: StoredSheet
    provisional: StoredSheet


def sent_to_unit(session: Session, assessment_id: int) -> Sent | None:
    """The open request with the points that were frozen for it and those the unit's leader had confirmed;
    None where nothing is open or no points were sent. Reads no review."""
    frozen, confirmed = aliased(Sheet), aliased(Sheet)
    row = session.execute(
        select(ExplanationRequest, frozen.content, confirmed.content)
        .join(frozen, frozen.id == ExplanationRequest.provisional_sheet_id)
        .join(
            CurrentSheet,
            and_(CurrentSheet.assessment_id == assessment_id, CurrentSheet.stage == "self"),
        )
        .join(confirmed, confirmed.id == CurrentSheet.sheet_id)
        .where(
            ExplanationRequest.assessment_id == assessment_id,
            ExplanationRequest.asked_at.is_not(None),
            ExplanationRequest.closed_at.is_(None),
        )
    ).first()
    if row is None:
        return None
    request, provisional, own = row
    return Sent(request, from_canonical_sheet(own), from_canonical_sheet(provisional))


@dataclass(frozen=True)
class Objected:
    """An objection with its request's number and, where the team has answered, by whom and how."""

    id: int
    number: int
    code: str
    argument: str
    raised_by: str
    raised_at: datetime
    open: bool  # the unit's window is not closed: the team does not see it yet
    outcome: str | None
    answer: str | None
    answered_by: str | None
    answered_at: datetime | None


def objections_of(session: Session, assessment_id: int, *, closed_only: bool) -> list[Objected]:
    """A unit's objections of every request, the newest request first; one query.

    With `closed_only` those that the unit's leader has not sent yet are left out, as the team sees them.
    """
    raiser, answerer = aliased(Account), aliased(Account)
    query = (
        select(
            Objection.id,
            ExplanationRequest.number,
            Objection.code,
            Objection.argument,
            raiser.full_name,
            _deed(Objection.raised_by, Objection.raised_at, "objection"),
            Objection.raised_at,
            ExplanationRequest.closed_at.is_(None),
            Objection.outcome,
            Objection.answer,
            answerer.full_name,
            _deed(Objection.answered_by, Objection.answered_at, "objection_answer"),
            Objection.answered_at,
        )
        .join(ExplanationRequest, ExplanationRequest.id == Objection.request_id)
        .join(raiser, raiser.id == Objection.raised_by)
        .outerjoin(answerer, answerer.id == Objection.answered_by)
        .where(ExplanationRequest.assessment_id == assessment_id)
        .order_by(ExplanationRequest.number.desc(), Objection.id)
    )
    if closed_only:
        query = query.where(ExplanationRequest.closed_at.is_not(None))
    return [_objected(*row) for row in session.execute(query)]


def _deed(person: Any, moment: Any, kind: str) -> ScalarSelect[Any]:
    return deed_data("assessment", ExplanationRequest.assessment_id, person, moment, kind)


def _objected(*row: Any) -> Objected:
    """One row, its two names with whom they acted for."""
    *head, raiser, raised, raised_at, is_open, outcome, answer, answerer, answered, answered_at = row
    by = by_delegate(answerer, answered) if answerer else None
    said = raised_at, is_open, outcome, answer
    return Objected(*(*head, by_delegate(raiser, raised), *said, by, answered_at))


@dataclass(frozen=True)
class Waiting:
    """An objection the team has not answered."""

    assessment_id: int
    unit: str
    framework: Framework
    code: str
    argument: str
    number: int
    closed_at: datetime | None


def waiting(session: Session, actor: Actor, round_: Round) -> list[Waiting]:
    """The objections without an answer over all units whose appraisal the person sees, in printed order."""
    rows = session.execute(
        select(Objection, ExplanationRequest, Unit.name, RoundGroup)
        .join(ExplanationRequest, ExplanationRequest.id == Objection.request_id)
        .join(Assessment, Assessment.id == ExplanationRequest.assessment_id)
        .join(Unit, Unit.id == Assessment.unit_id)
        .join(RoundGroup, RoundGroup.id == Assessment.round_group_id)
        .where(
            visible(actor, round_, "view_appraisal"),
            ExplanationRequest.closed_at.is_not(None),
            Objection.outcome.is_(None),
        )
        .order_by(RoundGroup.position, Unit.position, Unit.id, Objection.code)
    )
    return [
        Waiting(
            request.assessment_id,
            unit,
            catalog.of(group),
            objection.code,
            objection.argument,
            request.number,
            request.closed_at,
        )
        for objection, request, unit, group in rows
    ]


@dataclass(frozen=True)
class Sendable:
    """A unit that may be sent its provisional points now."""

    assessment_id: int
    unit: str
    group: str
    version: int
    round_number: int
    reviewed: int
    leaves: int
    questions: int


def sendable(session: Session, actor: Actor, round_: Round) -> Sequence[Sendable]:
    """The units under appraisal that the person may ask, in printed order; one query."""
    reviewed = (
        select(func.count())
        .where(CriterionReview.assessment_id == Assessment.id)
        .correlate(Assessment)
        .scalar_subquery()
    )
    drafted = (
        select(func.count())
        .select_from(ExplanationItem)
        .join(ExplanationRequest, ExplanationRequest.id == ExplanationItem.request_id)
        .where(ExplanationRequest.assessment_id == Assessment.id, ExplanationRequest.asked_at.is_(None))
        .correlate(Assessment)
        .scalar_subquery()
    )
    rows = session.execute(
        select(Assessment, Unit.name, RoundGroup, reviewed, drafted)
        .join(Unit, Unit.id == Assessment.unit_id)
        .join(RoundGroup, RoundGroup.id == Assessment.round_group_id)
        .where(
            visible(actor, round_, "ask"),
            Assessment.unit_id.not_in(sorted(actor.units_in_conflict(round_.id)) or [0]),
        )
        .order_by(RoundGroup.position, Unit.position, Unit.id)
    )
    return [
        Sendable(
            assessment.id,
            unit,
            group.title,
            assessment.version,
            int((assessment.variables or {}).get("appraisal_round") or 1),
            done,
            len(catalog.of(group).leaves),
            questions,
        )
        for assessment, unit, group, done, questions in rows
    ]


@dataclass(frozen=True)
class Asked:
    """A question to the unit as its page shows it, newest request first."""

    number: int
    code: str
    question: str
    answer: str | None
    due_on: date | None
    open: bool


def questions_of(session: Session, assessment_id: int) -> list[Asked]:
    """Every question sent to a unit; one query."""
    rows = session.execute(
        select(
            ExplanationRequest.number,
            ExplanationItem.code,
            ExplanationItem.question,
            ExplanationItem.answer,
            ExplanationRequest.due_on,
            ExplanationRequest.closed_at.is_(None),
        )
        .join(ExplanationRequest, ExplanationRequest.id == ExplanationItem.request_id)
        .where(ExplanationRequest.assessment_id == assessment_id, ExplanationRequest.asked_at.is_not(None))
        .order_by(ExplanationRequest.number.desc(), ExplanationItem.code)
    )
    return [Asked(*row) for row in rows]

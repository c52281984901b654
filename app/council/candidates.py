"""What could be put before the council in bulk: differences, objections kept or left, open questions."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from app import catalog, policy
from app.accounts.actor import Actor
from app.appraisal.models import CriterionReview
from app.assessments.labels import full_label
from app.assessments.models import Assessment, CriterionEntry, ExplanationItem, ExplanationRequest, Objection
from app.assessments.queries import visible
from app.council.models import OpenPoint
from app.council.totals import differences
from app.messages import council as texts
from app.rounds.models import Round, RoundGroup
from app.units.models import Unit
from frameworks.model import Framework
from frameworks.numbers import format_vi

SOURCES = ("difference", "objection", "question")


@dataclass(frozen=True)
class Wanted:
    """Which of them: where they come from, of which group and main index, from how large a difference.

    `least` is in points, or with `percent` in hundredths of the criterion's maximum.
    """

    source: str = "difference"
    group_id: int | None = None
    main: str = ""
    least: Fraction = Fraction(0)
    percent: bool = False


@dataclass(frozen=True)
class Candidate:
    """One question that would be put before the council, and why it cannot be where it cannot."""

    assessment: Assessment
    unit: Unit
    group: RoundGroup
    code: str
    entered: Fraction
    appraised: Fraction
    proposed: Fraction
    question: str
    why_not: str

    @property
    def framework(self) -> Framework:
        """What the unit is scored by."""
        return catalog.of(self.group)

    @property
    def key(self) -> str:
        """Names it on a page: "12:2.1"."""
        return f"{self.assessment.id}:{self.code}"

    @property
    def size(self) -> Fraction:
        """How far unit and team are apart."""
        return abs(self.appraised - self.entered)


def candidates(session: Session, actor: Actor, round_: Round, wanted: Wanted) -> list[Candidate]:
    """What fits, of units the person may see before the council; two queries whatever their number."""
    waiting = {
        (owner, code)
        for owner, code in session.execute(
            select(OpenPoint.assessment_id, OpenPoint.code).where(
                OpenPoint.round_id == round_.id, OpenPoint.state == "open"
            )
        )
    }
    found: dict[str, Candidate] = {}
    for one in _READERS[wanted.source](session, actor, round_, wanted):
        if one.key not in found and _fits(one, wanted):
            found[one.key] = one
    return [_judged(one, actor, round_, waiting) for one in found.values()]


def _fits(one: Candidate, wanted: Wanted) -> bool:
    framework = one.framework
    if wanted.main and one.code not in framework.leaves_under.get(wanted.main, ()):
        return False
    if wanted.source != "difference":
        return True
    size = one.size
    if wanted.percent:
        maximum = framework.nodes[one.code].maximum
        return bool(maximum) and size * 100 >= wanted.least * maximum
    return size >= wanted.least


def _judged(one: Candidate, actor: Actor, round_: Round, waiting: set[tuple[int, str]]) -> Candidate:
    """The candidate with the reason for which it cannot be raised, if there is one."""
    why = ""
    if (one.assessment.id, one.code) in waiting:
        why = texts.ALREADY_OPEN
    elif not policy.can(actor, "raise_open_point", one.assessment, round_) or policy.has_conflict(
        actor, round_.id, one.unit.id
    ):
        why = texts.NOT_YOURS_TO_RAISE
    return Candidate(**{**one.__dict__, "why_not": why})


def _of_differences(session: Session, actor: Actor, round_: Round, wanted: Wanted) -> list[Candidate]:
    found = []
    for row in differences(session, actor, round_, wanted.group_id):
        if row.appraised is None:  # left out of the total: there are no points to compare
            continue
        code = row.review.code
        words = (_label(row.group, code), _points(row.entered), _points(row.appraised))
        question = texts.question_of_difference(*words, row.review.reason or "")
        found.append(
            Candidate(
                row.assessment,
                row.unit,
                row.group,
                code,
                row.entered,
                row.appraised,
                row.entered,
                question,
                "",
            )
        )
    return found


def _of_objections(session: Session, actor: Actor, round_: Round, wanted: Wanted) -> list[Candidate]:
    query = _asked(actor, round_, wanted, Objection).where(
        or_(Objection.outcome.is_(None), Objection.outcome == "kept")
    )
    return [
        _candidate(row, texts.question_of_objection(_label(row[2], row[3].code), row[3].argument))
        for row in session.execute(query)
    ]


def _of_questions(session: Session, actor: Actor, round_: Round, wanted: Wanted) -> list[Candidate]:
    query = _asked(actor, round_, wanted, ExplanationItem).where(
        ExplanationRequest.asked_at.is_not(None), ExplanationItem.answer.is_(None)
    )
    return [
        _candidate(row, texts.question_of_question(_label(row[2], row[3].code), row[3].question))
        for row in session.execute(query)
    ]


def _asked(actor: Actor, round_: Round, wanted: Wanted, kind: Any) -> Any:
    """Rows of a kind that belongs to a request for explanation, with points and review; newest first."""
    query = (
        select(Assessment, Unit, RoundGroup, kind, CriterionEntry.points, CriterionReview)
        .join(ExplanationRequest, ExplanationRequest.assessment_id == Assessment.id)
        .join(kind, kind.request_id == ExplanationRequest.id)
        .join(Unit, Unit.id == Assessment.unit_id)
        .join(RoundGroup, RoundGroup.id == Assessment.round_group_id)
        .outerjoin(
            CriterionEntry,
            and_(CriterionEntry.assessment_id == Assessment.id, CriterionEntry.code == kind.code),
        )
        .outerjoin(
            CriterionReview,
            and_(CriterionReview.assessment_id == Assessment.id, CriterionReview.code == kind.code),
        )
        .where(visible(actor, round_, "view_council"))
        .order_by(RoundGroup.position, Unit.position, Unit.id, ExplanationRequest.number.desc(), kind.code)
    )
    return query if wanted.group_id is None else query.where(RoundGroup.id == wanted.group_id)


def _candidate(row: Any, question: str) -> Candidate:
    """The unit's own points are proposed; where the team gave just these, none."""
    assessment, unit, group, asked, points, review = row
    entered = points or Fraction(0)
    appraised = entered if review is None or review.decision == "na_accepted" else review.points
    proposed = entered if appraised != entered else Fraction(0)
    return Candidate(assessment, unit, group, asked.code, entered, appraised, proposed, question, "")


def _label(group: RoundGroup, code: str) -> str:
    return full_label(catalog.of(group), code)


def _points(points: Fraction) -> str:
    return format_vi(points)


_READERS: Mapping[str, Callable[[Session, Actor, Round, Wanted], list[Candidate]]] = {
    "difference": _of_differences,
    "objection": _of_objections,
    "question": _of_questions,
}

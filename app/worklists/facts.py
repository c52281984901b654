"""What conditions ask about many units, found for all of them at once.

The engine is asked for every unit just as by a single action. Conditions that would ask the database once
for every unit are answered for all of them first; a test holds both answers against each other.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import catalog, clock, workflow
from app.accounts.actor import Actor
from app.accounts.models import LANES
from app.appraisal.models import CriterionReview, Opinion
from app.assessments import lateness
from app.assessments.models import Assessment, ExplanationItem, ExplanationRequest, Objection
from app.assessments.queries import Opened
from app.council.models import OpenPoint
from app.messages import appraisal as appraisal_texts
from app.messages import assessments as unit_texts
from app.messages import council as council_texts
from app.workflow import Guard

Reasons = Mapping[int, str]
#: For many units: the reason against each that is refused, by assessment.
Facts = Callable[[Session, Sequence[Opened]], Reasons]
# Conditions of the whole round: the answer for one unit is that for all.
OF_THE_ROUND = frozenset({"round_in_council", "session_quorum"})


def guards_of(transition: str, units: Sequence[Opened]) -> set[str]:
    """The conditions of a step in the workflow versions of these units."""
    definitions = {catalog.of_item(opened.assessment) for opened in units}
    moves = [definition.transitions.get(transition) for definition in definitions]
    return {guard for move in moves if move is not None for guard in move.guards}


def guards_of_one(opened: Opened) -> set[str]:
    """Every condition of the workflow version of one unit."""
    moves = catalog.of_item(opened.assessment).transitions.values()
    return {guard for move in moves for guard in move.guards}


class Checks:
    """Answers of conditions, those that ask the database found for all units at once."""

    def __init__(
        self, session: Session, actor: Actor, units: Sequence[Opened], guards: Collection[str]
    ) -> None:
        self._session, self._actor = session, actor
        self._known: dict[str, Reasons] = {
            guard: FACTS[guard](session, units) for guard in sorted(guards) if guard in FACTS and units
        }
        self._of_round: dict[str, str | None] = {}

    def bound_to(self, opened: Opened) -> dict[str, Guard]:
        """The conditions ready to be asked about one unit."""
        names = guards_of_one(opened)
        return {name: lambda name=name: self.ask(name, opened) for name in names}  # type: ignore[misc]

    def ask(self, guard: str, opened: Opened) -> str | None:
        """Why a condition does not hold for a unit; None where it does."""
        if guard in self._known:
            return self._known[guard].get(opened.assessment.id)
        if guard not in OF_THE_ROUND:
            return self._single(guard, opened)
        if guard not in self._of_round:
            self._of_round[guard] = self._single(guard, opened)
        return self._of_round[guard]

    def _single(self, guard: str, opened: Opened) -> str | None:
        return workflow.every_guard(self._session, "assessment", opened, self._actor)[guard]()


def _codes(session: Session, query: Any) -> dict[int, list[str]]:
    """Codes by assessment, from a query of both."""
    found: dict[int, list[str]] = defaultdict(list)
    for assessment_id, code in session.execute(query):
        found[assessment_id].append(code)
    return found


def _ids(units: Sequence[Opened]) -> list[int]:
    return [opened.assessment.id for opened in units]


def _has_questions(session: Session, units: Sequence[Opened]) -> Reasons:
    asked = set(
        session.scalars(
            select(ExplanationRequest.assessment_id)
            .join(ExplanationItem, ExplanationItem.request_id == ExplanationRequest.id)
            .where(ExplanationRequest.assessment_id.in_(_ids(units)), ExplanationRequest.asked_at.is_(None))
        )
    )
    return {one: appraisal_texts.NO_QUESTIONS for one in _ids(units) if one not in asked}


def _criteria_appraised(session: Session, units: Sequence[Opened]) -> Reasons:
    done = _codes(
        session,
        select(CriterionReview.assessment_id, CriterionReview.code).where(
            CriterionReview.assessment_id.in_(_ids(units))
        ),
    )
    found = {}
    for opened in units:
        reviewed = set(done.get(opened.assessment.id, ()))
        missing = [leaf.code for leaf in opened.framework.leaves if leaf.code not in reviewed]
        if missing:
            found[opened.assessment.id] = appraisal_texts.not_appraised(missing)
    return found


def _opinions_settled(session: Session, units: Sequence[Opened]) -> Reasons:
    if not units[0].round.double_appraisal:
        return {}
    given = _codes(
        session,
        select(Opinion.assessment_id, Opinion.code).where(Opinion.assessment_id.in_(_ids(units))),
    )
    found = {}
    for opened in units:
        codes = given.get(opened.assessment.id, [])
        missing = [leaf.code for leaf in opened.framework.leaves if codes.count(leaf.code) < len(LANES)]
        if missing:
            found[opened.assessment.id] = appraisal_texts.opinions_missing(missing)
    return found


def _points_decided(session: Session, units: Sequence[Opened]) -> Reasons:
    codes = _codes(
        session,
        select(OpenPoint.assessment_id, OpenPoint.code)
        .where(OpenPoint.assessment_id.in_(_ids(units)), OpenPoint.state == "open")
        .order_by(OpenPoint.id),
    )
    return {one: council_texts.points_open(found) for one, found in codes.items()}


def _explanation_closed(session: Session, units: Sequence[Opened]) -> Reasons:
    rows = session.execute(
        select(Assessment.id, Assessment.state, *lateness.COLUMNS).where(Assessment.id.in_(_ids(units)))
    )
    round_, moment = units[0].round, clock.now()
    terms = {row.id: lateness.term_of(round_, row) for row in rows}
    return {
        one: unit_texts.EXPLANATION_NOT_CLOSED
        for one, term in terms.items()
        if term is None or not term.is_closed(moment)
    }


def _objections_answered(session: Session, units: Sequence[Opened]) -> Reasons:
    """Units that objected to nothing pass; about the others, few, the condition itself is asked."""
    objecting = set(
        session.scalars(
            select(ExplanationRequest.assessment_id)
            .join(Objection, Objection.request_id == ExplanationRequest.id)
            .where(ExplanationRequest.assessment_id.in_(_ids(units)))
        )
    )
    found = {}
    for opened in units:
        if opened.assessment.id not in objecting:
            continue
        guards = workflow.every_guard(session, "assessment", opened, _nobody(opened))
        if reason := guards["objections_answered"]():
            found[opened.assessment.id] = reason
    return found


def _nobody(opened: Opened) -> Actor:
    return Actor(id=None, authority_id=opened.round.authority_id, name="")


FACTS: Mapping[str, Facts] = {
    "has_questions": _has_questions,
    "criteria_appraised": _criteria_appraised,
    "objections_answered": _objections_answered,
    "opinions_settled": _opinions_settled,
    "points_decided": _points_decided,
    "explanation_closed": _explanation_closed,
}

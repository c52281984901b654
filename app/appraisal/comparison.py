"""One criterion over all units that the team has received."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session

from app import catalog
from app.accounts.actor import Actor
from app.accounts.models import Account
from app.appraisal.confirmed import CONFIRMED_AT, entries_before, entry_before
from app.appraisal.models import CriterionReview
from app.appraisal.queries import EXPLAINING
from app.appraisal.sheets import REVIEW_DATA
from app.assessments.models import (
    Assessment,
    CriterionEntry,
    CurrentSheet,
    ExplanationItem,
    ExplanationRequest,
    Figure,
    Sheet,
)
from app.assessments.queries import visible
from app.evidence.models import Evidence
from app.messages.delegating import by_delegate
from app.rounds.models import Round, RoundGroup
from app.units.models import Unit
from frameworks.cohort import Member, assess
from frameworks.model import Framework, Node
from frameworks.numbers import from_canonical
from frameworks.sheet import StoredSheet, from_canonical_sheet


@dataclass(frozen=True)
class CriterionRow:
    """One unit's line in the table of a criterion."""

    assessment: Assessment
    unit: Unit
    entry: CriterionEntry | None
    review: CriterionReview | None
    reviewer: str
    values: Mapping[str, str]
    status: str
    entered: Fraction  # the unit's own points, as confirmed
    evidence: int
    question: str  # "", "draft", "asked" or "answered"
    provisional: Fraction | None = None  # where units are compared: what these figures come to as yet

    @property
    def claimed(self) -> bool:
        """Whether the unit says the criterion does not apply to it."""
        return self.status == "na_claimed"


def criterion_rows(
    session: Session, actor: Actor, round_: Round, group: RoundGroup, code: str, only: int | None = None
) -> list[CriterionRow]:
    """The received units of a group (or one of them) at one criterion, in printed order; six queries.

    Units the person belongs to are not among them: the filter leaves them out.
    """
    condition = and_(visible(actor, round_, "view_appraisal"), Assessment.round_group_id == group.id)
    if only is not None:
        condition = and_(condition, Assessment.id == only)
    leaf = catalog.of(group).leaf(code)
    values = _values_of(session, condition, leaf.inputs)
    confirmed, before = _confirmed_of(session, condition), entries_before(session, condition)
    evidence = _evidence_of(session, condition, code)
    asked = _asked_of(session, condition, code)
    rows = session.execute(
        select(Assessment, Unit, CriterionEntry, CriterionReview, Account.full_name, REVIEW_DATA)
        .join(Unit, Unit.id == Assessment.unit_id)
        .outerjoin(
            CriterionEntry,
            and_(CriterionEntry.assessment_id == Assessment.id, CriterionEntry.code == code),
        )
        .outerjoin(
            CriterionReview,
            and_(CriterionReview.assessment_id == Assessment.id, CriterionReview.code == code),
        )
        .outerjoin(Account, Account.id == CriterionReview.reviewed_by)
        .where(condition)
        .order_by(Unit.position, Unit.id)
    )
    found = []
    for assessment, unit, entry, review, reviewer, told in rows:
        shown, status, points = (
            values.get(assessment.id, {}),
            entry.status if entry else "blank",
            entry.points if entry else Fraction(0),
        )
        if assessment.id in confirmed:
            stored = confirmed[assessment.id]
            shown = {name: stored.figures[name] for name in leaf.inputs if name in stored.figures}
            status = stored.statuses[code]
            points = Fraction(stored.data["lines"][code]["points"])
            if entry is not None and (assessment.id, code) in before:
                entry = entry_before(entry, before[assessment.id, code])
        found.append(
            CriterionRow(
                assessment,
                unit,
                entry,
                review,
                by_delegate(reviewer or "", told),
                shown,
                status,
                points,
                evidence.get(assessment.id, 0),
                asked.get(assessment.id, ""),
            )
        )
    return found if only is not None else _compared(catalog.of(group), leaf, found)


def _compared(framework: Framework, leaf: Node, rows: list[CriterionRow]) -> list[CriterionRow]:
    """The rows with what the comparison between them comes to, tạm tính: not every unit may be in yet."""
    if leaf.rule is None or not leaf.rule.comparing:
        return rows
    members = {
        row.assessment.id: Member(
            {name: from_canonical(framework.inputs[name], value) for name, value in row.values.items()},
            {leaf.code: row.status},
            counted=row.assessment.ranked,
        )
        for row in rows
    }
    sheets = assess(framework, members).sheets
    return [replace(row, provisional=sheets[row.assessment.id].lines[leaf.code].points) for row in rows]


def _confirmed_of(session: Session, condition: ColumnElement[bool]) -> dict[int, StoredSheet]:
    """The self sheets, as confirmed, of the units that are explaining now."""
    rows = session.execute(
        select(Assessment.id, Sheet.content)
        .join(CurrentSheet, CurrentSheet.assessment_id == Assessment.id)
        .join(Sheet, Sheet.id == CurrentSheet.sheet_id)
        .where(condition, CurrentSheet.stage == "self", Assessment.state.in_(EXPLAINING))
    )
    return {assessment_id: from_canonical_sheet(content) for assessment_id, content in rows}


def _values_of(
    session: Session, condition: ColumnElement[bool], names: Sequence[str]
) -> dict[int, dict[str, str]]:
    found: dict[int, dict[str, str]] = {}
    for owner, name, value in session.execute(
        select(Figure.assessment_id, Figure.name, Figure.value)
        .join(Assessment, Assessment.id == Figure.assessment_id)
        .where(condition, Figure.name.in_(names), Figure.value.is_not(None))
    ):
        if value is not None:
            found.setdefault(owner, {})[name] = value
    return found


def _evidence_of(session: Session, condition: ColumnElement[bool], code: str) -> dict[int, int]:
    return dict(
        session.execute(
            select(Evidence.assessment_id, func.count())
            .join(Assessment, Assessment.id == Evidence.assessment_id)
            .where(
                condition,
                Evidence.code == code,
                Evidence.removed_at.is_(None),
                or_(Assessment.state.not_in(EXPLAINING), Evidence.added_at <= CONFIRMED_AT),
            )
            .group_by(Evidence.assessment_id)
        ).all()
    )


def _asked_of(session: Session, condition: ColumnElement[bool], code: str) -> dict[int, str]:
    """How far the latest question on the criterion has come, by assessment."""
    found: dict[int, str] = {}
    for owner, asked_at, closed_at in session.execute(
        select(ExplanationRequest.assessment_id, ExplanationRequest.asked_at, ExplanationRequest.closed_at)
        .join(ExplanationItem, ExplanationItem.request_id == ExplanationRequest.id)
        .join(Assessment, Assessment.id == ExplanationRequest.assessment_id)
        .where(condition, ExplanationItem.code == code)
        .order_by(ExplanationRequest.number)
    ):
        found[owner] = "draft" if asked_at is None else ("answered" if closed_at else "asked")
    return found

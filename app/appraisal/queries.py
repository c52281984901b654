"""Reads of the appraisal, filtered by what the person may see; each page takes a fixed number of queries."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.orm import Session, aliased

from app import catalog, clock, policy
from app.accounts.actor import Actor
from app.accounts.rules import fold
from app.appraisal.models import CriterionReview, Opinion
from app.assessments.lateness import ENTRY_EXTENDED
from app.assessments.models import (
    Assessment,
    CriterionEntry,
    CurrentSheet,
    ExplanationItem,
    ExplanationRequest,
    Sheet,
)
from app.assessments.queries import visible
from app.assessments.suppliers import own
from app.rounds.deadlines import entry_window
from app.rounds.models import Round, RoundGroup
from app.units.models import Unit
from frameworks.model import Framework

NOT_RECEIVED = ("drafting", "awaiting_confirmation")
# While these last the appraisal's total changes with every decision; afterwards a sheet is frozen.
UNDER_WAY = ("appraising", "explaining", "awaiting_explanation_confirmation")
EXPLAINING = ("explaining", "awaiting_explanation_confirmation")
DECISIONS_PER_STEP = 1_000_000


def decision_version(assessment: Assessment, review: CriterionReview | Opinion | None) -> int:
    """One number for what a person sees of a criterion: it changes with every decision on it, and with every
    step of the unit's assessment (an explanation changes figures and takes decisions back)."""
    return assessment.version * DECISIONS_PER_STEP + (review.version if review else 0)


@dataclass(frozen=True)
class UnitRow:
    """One unit in the list. Totals are None where the person may not see them or there are none yet."""

    assessment: Assessment
    unit: Unit
    group: RoundGroup
    reviewed: int
    drafts: int
    late: bool
    self_total: Fraction | None
    appraised_total: Fraction | None

    @property
    def framework(self) -> Framework:
        """What the unit is scored by."""
        return catalog.of(self.group)

    @property
    def leaves(self) -> int:
        """How many criteria there are to decide on."""
        return len(self.framework.leaves)


def unit_rows(
    session: Session,
    actor: Actor,
    round_: Round,
    *,
    group_id: int | None = None,
    state: str | None = None,
    text: str = "",
) -> list[UnitRow]:
    """The units whose progress the person may see, in printed order; two queries."""
    condition = visible(actor, round_, "view_progress")
    if group_id is not None:
        condition = and_(condition, Assessment.round_group_id == group_id)
    if state:
        condition = and_(condition, Assessment.state == state)
    words = fold(text).split()
    rows = [
        row
        for row in session.execute(_unit_list().where(condition))
        if all(word in fold(row.Unit.name) for word in words)
    ]
    seen = and_(condition, visible(actor, round_, "view_appraisal"))
    changed = _differences(session, seen)
    others = _supplied(session, seen, [row.RoundGroup for row in rows])
    return [_unit_row(actor, row, round_, changed, others) for row in rows]


def _unit_list() -> Any:
    """Assessments with their unit, group, counts and frozen totals, in printed order."""
    totals = {stage: (aliased(CurrentSheet), aliased(Sheet)) for stage in ("self", "appraisal")}
    reviewed = _count(CriterionReview.assessment_id, CriterionReview.code)
    drafts = _count(
        ExplanationRequest.assessment_id,
        ExplanationItem.code,
        and_(ExplanationItem.request_id == ExplanationRequest.id, ExplanationRequest.asked_at.is_(None)),
    )
    query = (
        select(
            Assessment,
            Unit,
            RoundGroup,
            reviewed.c.counted.label("reviewed"),
            drafts.c.counted.label("drafts"),
            ENTRY_EXTENDED.label("extended_until"),
            totals["self"][1].total.label("self_total"),
            totals["self"][1].excluded.label("self_excluded"),
            totals["appraisal"][1].total.label("appraisal_total"),
        )
        .join(Unit, Unit.id == Assessment.unit_id)
        .join(RoundGroup, RoundGroup.id == Assessment.round_group_id)
        .outerjoin(reviewed, reviewed.c.assessment_id == Assessment.id)
        .outerjoin(drafts, drafts.c.assessment_id == Assessment.id)
    )
    for stage, (mark, sheet) in totals.items():
        query = query.outerjoin(
            mark, and_(mark.assessment_id == Assessment.id, mark.stage == stage)
        ).outerjoin(sheet, sheet.id == mark.sheet_id)
    return query.order_by(RoundGroup.position, Unit.position, Unit.id)


def _count(owner: Any, counted: Any, condition: ColumnElement[bool] | None = None) -> Any:
    query = select(owner.label("assessment_id"), func.count(counted).label("counted")).group_by(owner)
    return (query if condition is None else query.where(condition)).subquery()


def _differences(session: Session, condition: ColumnElement[bool]) -> Mapping[int, list[Any]]:
    """The decisions that change points, by assessment."""
    found: dict[int, list[Any]] = {}
    for row in session.execute(
        select(
            CriterionReview.assessment_id,
            CriterionReview.code,
            CriterionReview.decision,
            CriterionReview.points,
            CriterionEntry.points.label("entered"),
        )
        .join(Assessment, Assessment.id == CriterionReview.assessment_id)
        .outerjoin(
            CriterionEntry,
            and_(
                CriterionEntry.assessment_id == CriterionReview.assessment_id,
                CriterionEntry.code == CriterionReview.code,
            ),
        )
        .where(condition, CriterionReview.decision != "accepted")
    ):
        found.setdefault(row.assessment_id, []).append(row)
    return found


def _supplied(
    session: Session, condition: ColumnElement[bool], groups: Iterable[RoundGroup]
) -> Mapping[int, Fraction]:
    """The points of figures that others handed in, by assessment; asked only where there are any."""
    if not any(own(catalog.of(group)).supplied for group in set(groups)):
        return {}
    found: dict[int, Fraction] = {}
    for owner, points in session.execute(
        select(CriterionEntry.assessment_id, CriterionEntry.points)
        .join(Assessment, Assessment.id == CriterionEntry.assessment_id)
        .where(condition, CriterionEntry.supplied)
    ):
        found[owner] = found.get(owner, Fraction(0)) + points
    return found


def _unit_row(
    actor: Actor,
    row: Any,
    round_: Round,
    changed: Mapping[int, list[Any]],
    others: Mapping[int, Fraction],
) -> UnitRow:
    assessment: Assessment = row.Assessment
    window = entry_window(round_, row.extended_until)
    late = window.is_late(assessment.received_at or clock.now())
    if not policy.can(actor, "view_appraisal", assessment, round_):
        return UnitRow(assessment, row.Unit, row.RoundGroup, 0, 0, late, None, None)
    appraised = row.appraisal_total
    if assessment.state in UNDER_WAY:
        framework = catalog.of(row.RoundGroup)
        differences = changed.get(assessment.id, [])
        supplied = others.get(assessment.id, Fraction(0))
        appraised = provisional_total(framework, row.self_total, row.self_excluded, differences, supplied)
    return UnitRow(
        assessment,
        row.Unit,
        row.RoundGroup,
        row.reviewed or 0,
        row.drafts or 0,
        late,
        row.self_total,
        appraised,
    )


def provisional_total(
    framework: Framework,
    self_total: Fraction,
    self_excluded: Fraction,
    differences: Sequence[Any],
    supplied: Fraction = Fraction(0),
) -> Fraction:
    """The total under the decisions so far, what has none yet counted as entered; rescaled where claims are
    accepted. `supplied` are the points of figures others handed in, which the self sheet has not. It equals
    the total of the appraisal sheet computed from all figures."""
    maximum, excluded = framework.maximum, self_excluded
    points = self_total * (maximum - excluded) / maximum + supplied
    for row in differences:
        entered = row.entered or Fraction(0)
        if row.decision == "na_accepted" and framework.not_applicable == "exclude_and_rescale":
            excluded += framework.nodes[row.code].maximum
            points -= entered
        elif row.decision == "na_accepted":
            points += framework.nodes[row.code].maximum - entered
        else:
            points += row.points - entered
    return points * maximum / (maximum - excluded) if excluded < maximum else Fraction(0)


# ---------------------------------------------------------------- all criteria


def reviewed_by_code(
    session: Session, actor: Actor, round_: Round, group: RoundGroup
) -> tuple[int, dict[str, int]]:
    """How many units of a group the team has received, and on how many each criterion is decided."""
    condition = and_(visible(actor, round_, "view_appraisal"), Assessment.round_group_id == group.id)
    received = session.scalar(select(func.count(Assessment.id)).where(condition)) or 0
    counts = session.execute(
        select(CriterionReview.code, func.count())
        .join(Assessment, Assessment.id == CriterionReview.assessment_id)
        .where(condition)
        .group_by(CriterionReview.code)
    )
    return received, dict(counts.all())


def own_unit(session: Session, actor: Actor, round_id: int, group_id: int | None = None) -> str | None:
    """The name of the person's own unit if the round (the group) assesses it: they do not judge it."""
    if actor.unit_id is None:
        return None
    query = (
        select(Unit.name)
        .join(Assessment, Assessment.unit_id == Unit.id)
        .where(Assessment.round_id == round_id, Assessment.unit_id == actor.unit_id)
    )
    return session.scalar(query if group_id is None else query.where(Assessment.round_group_id == group_id))

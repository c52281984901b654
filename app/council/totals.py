"""Units before the council with their three totals, and the criteria on which unit and team differ."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.orm import Session, aliased

from app import catalog
from app.accounts.actor import Actor
from app.accounts.models import Account
from app.appraisal.models import CriterionReview
from app.appraisal.sheets import REVIEW_DATA
from app.assessments.models import Assessment, CriterionEntry, CurrentSheet, Sheet
from app.assessments.queries import visible
from app.council.bindings import state_of
from app.council.cohort import contents
from app.council.models import OpenPoint
from app.messages.delegating import by_delegate
from app.rounds.models import Round, RoundGroup
from app.units.models import Unit
from frameworks.binding import bind
from frameworks.computation import compute_totals
from frameworks.model import Framework
from frameworks.numbers import number_from_canonical
from frameworks.sheet import from_canonical_sheet

SETTLED = ("settled", "published", "corrected", "closed")


@dataclass(frozen=True)
class UnitTotals:
    """One unit with its totals; the council's is as it would be settled now, or as it was settled."""

    assessment: Assessment
    unit: Unit
    group: RoundGroup
    self_total: Fraction
    appraised_total: Fraction
    council_total: Fraction
    open_codes: Sequence[str]
    adjusted: int  # criteria the council has changed
    maximum: Fraction  # of the council's total: less than the framework's where a criterion is withdrawn

    @property
    def framework(self) -> Framework:
        """What the unit is scored by."""
        return catalog.of(self.group)


def unit_totals(session: Session, actor: Actor, round_: Round) -> list[UnitTotals]:
    """The units whose council view the person may see, in printed order.

    Three queries; six more for each group in which something concerns all its units.
    """
    condition = visible(actor, round_, "view_council")
    stages = {stage: (aliased(CurrentSheet), aliased(Sheet)) for stage in ("self", "appraisal", "council")}
    query = (
        select(Assessment, Unit, RoundGroup, *(sheet for _, sheet in stages.values()))
        .join(Unit, Unit.id == Assessment.unit_id)
        .join(RoundGroup, RoundGroup.id == Assessment.round_group_id)
    )
    for stage, (mark, sheet) in stages.items():
        query = query.outerjoin(
            mark, and_(mark.assessment_id == Assessment.id, mark.stage == stage)
        ).outerjoin(sheet, sheet.id == mark.sheet_id)
    rows = session.execute(query.where(condition).order_by(RoundGroup.position, Unit.position, Unit.id)).all()
    decided = _decided(session, condition)
    waiting = _waiting(session, condition)
    meets = round_.state == "council"
    groups = {row[2].id: row[2] for row in rows if meets or row[0].state not in SETTLED}
    compared = _compared(session, groups)
    return [_totals(row, decided.get(row[0].id, {}), waiting.get(row[0].id, []), compared) for row in rows]


def _compared(session: Session, groups: Mapping[int, RoundGroup]) -> dict[int, tuple[Fraction, Fraction]]:
    """Totals and maxima, by assessment, of the groups in which something concerns all units, as they stand.

    While the council meets also of units already settled: the conclusion settles those anew.
    """
    found: dict[int, tuple[Fraction, Fraction]] = {}
    for group in groups.values():
        state = state_of(session, group.id)
        if state is not None:
            bound, units = bind(catalog.of(group), state.binding), contents(session, group)
            totals = compute_totals(
                bound,
                {code: content.figures for code, (_, content) in units.items()},
                {code: content.statuses for code, (_, content) in units.items()},
                {code: content.overrides for code, (_, content) in units.items()},
                state.grants,
            )
            for code, (assessment, _) in units.items():
                found[assessment.id] = (totals[code].rescaled_total, bound.maximum)
    return found


def _totals(
    row: Any,
    decided: Mapping[str, Any],
    waiting: Sequence[str],
    compared: Mapping[int, tuple[Fraction, Fraction]],
) -> UnitTotals:
    assessment, unit, group, own, appraisal, council = row
    framework = catalog.of(group)
    maximum = framework.maximum
    if assessment.id in compared:
        total, maximum = compared[assessment.id]
    elif assessment.state in SETTLED and council is not None:
        total = council.total
        if '"cohort":' in council.content:
            maximum = number_from_canonical(from_canonical_sheet(council.content).data["maximum"])
    else:
        total = with_decisions(framework, appraisal.total, appraisal.excluded, list(decided.values()))
    return UnitTotals(
        assessment, unit, group, own.total, appraisal.total, total, waiting, len(decided), maximum
    )


def _decided(session: Session, condition: ColumnElement[bool]) -> dict[int, dict[str, Any]]:
    """The last decision to adjust of every criterion, with the team's points under it, by assessment."""
    found: dict[int, dict[str, Any]] = {}
    for row in session.execute(
        select(
            OpenPoint.assessment_id,
            OpenPoint.code,
            OpenPoint.proposed_points.label("points"),
            CriterionReview.decision,
            CriterionReview.points.label("appraised"),
        )
        .join(Assessment, Assessment.id == OpenPoint.assessment_id)
        .join(
            CriterionReview,
            and_(
                CriterionReview.assessment_id == OpenPoint.assessment_id,
                CriterionReview.code == OpenPoint.code,
            ),
        )
        .where(condition, OpenPoint.state == "decided", OpenPoint.outcome == "adjust")
        .order_by(OpenPoint.decided_at, OpenPoint.id)
    ):
        found.setdefault(row.assessment_id, {})[row.code] = row
    return found


def _waiting(session: Session, condition: ColumnElement[bool]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    for owner, code in session.execute(
        select(OpenPoint.assessment_id, OpenPoint.code)
        .join(Assessment, Assessment.id == OpenPoint.assessment_id)
        .where(condition, OpenPoint.state == "open")
        .order_by(OpenPoint.id)
    ):
        found.setdefault(owner, []).append(code)
    return found


def with_decisions(
    framework: Framework, appraisal_total: Fraction, excluded: Fraction, decided: Sequence[Any]
) -> Fraction:
    """The total under the council's decisions; equal to that of the council sheet made of all figures."""
    maximum = framework.maximum
    points = appraisal_total * (maximum - excluded) / maximum
    for row in decided:
        if row.decision == "na_accepted" and framework.not_applicable == "exclude_and_rescale":
            excluded -= framework.nodes[row.code].maximum
            points += row.points
        elif row.decision == "na_accepted":
            points += row.points - framework.nodes[row.code].maximum
        else:
            points += row.points - row.appraised
    return points * maximum / (maximum - excluded) if excluded < maximum else Fraction(0)


@dataclass(frozen=True)
class Difference:
    """A criterion on which the team's points are not the unit's."""

    assessment: Assessment
    unit: Unit
    group: RoundGroup
    review: CriterionReview
    reviewer: str
    entered: Fraction
    raised: bool

    @property
    def appraised(self) -> Fraction | None:
        """The team's points; None where the criterion is left out."""
        return None if self.review.decision == "na_accepted" else self.review.points

    @property
    def size(self) -> Fraction:
        """How far the two are apart."""
        return abs((self.appraised or Fraction(0)) - self.entered)


def differences(
    session: Session, actor: Actor, round_: Round, group_id: int | None = None
) -> list[Difference]:
    """Every difference of the units the person may see before the council, the greatest first; one query."""
    waiting = (
        select(OpenPoint.assessment_id, OpenPoint.code, func.count().label("counted"))
        .where(OpenPoint.state == "open", OpenPoint.round_id == round_.id)
        .group_by(OpenPoint.assessment_id, OpenPoint.code)
        .subquery()
    )
    query = (
        select(
            Assessment,
            Unit,
            RoundGroup,
            CriterionReview,
            Account.full_name,
            REVIEW_DATA,
            CriterionEntry.points,
            waiting.c.counted,
        )
        .join(CriterionReview, CriterionReview.assessment_id == Assessment.id)
        .join(Unit, Unit.id == Assessment.unit_id)
        .join(RoundGroup, RoundGroup.id == Assessment.round_group_id)
        .join(Account, Account.id == CriterionReview.reviewed_by)
        .outerjoin(
            CriterionEntry,
            and_(
                CriterionEntry.assessment_id == CriterionReview.assessment_id,
                CriterionEntry.code == CriterionReview.code,
            ),
        )
        .outerjoin(
            waiting,
            and_(
                waiting.c.assessment_id == CriterionReview.assessment_id,
                waiting.c.code == CriterionReview.code,
            ),
        )
        .where(visible(actor, round_, "view_council"), CriterionReview.decision != "accepted")
        .order_by(Unit.position, Unit.id, CriterionReview.code)
    )
    if group_id is not None:
        query = query.where(RoundGroup.id == group_id)
    found = [
        Difference(
            assessment, unit, group, review, by_delegate(reviewer, told), points or Fraction(0), bool(counted)
        )
        for assessment, unit, group, review, reviewer, told, points, counted in session.execute(query)
    ]
    return sorted(found, key=lambda one: -one.size)

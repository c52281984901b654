"""Sheets of scores: computed from what is stored, frozen with a hash at the end of a stage.

A sheet's content is canonical text: the same figures, framework and program give the same bytes, so
anyone can recompute it and compare hashes.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app import catalog, clock
from app.accounts.actor import Actor
from app.assessments.models import Assessment, CriterionEntry, CurrentSheet, Figure, Sheet
from app.assessments.suppliers import own_figures
from app.rounds.models import RoundGroup
from frameworks import numbers
from frameworks import sheet as scoring
from frameworks.model import Framework
from frameworks.sheet import Sheet as Scores

DECLARED = ("no_data", "na_claimed", "na_accepted", "na_refused")


@dataclass(frozen=True)
class Content:
    """What a sheet is computed from: figures, kinds of empty, and points set by a person with a reason."""

    framework: Framework
    figures: Mapping[str, Any]
    statuses: Mapping[str, str]
    overrides: Mapping[str, Fraction] = field(default_factory=dict)
    differences: Mapping[str, Mapping[str, str]] = field(default_factory=dict)  # code -> by, reason
    grants: Mapping[str, scoring.Grant] = field(default_factory=dict)  # points of special rules

    def scores(self) -> Scores:
        """Points of every criterion, and the totals."""
        sheet = scoring.compute(self.framework, self.figures, self.statuses, self.overrides)
        return scoring.with_grants(sheet, self.grants)


def framework_of(session: Session, assessment: Assessment) -> Framework:
    """The framework the assessment's group is scored by."""
    group = session.get_one(RoundGroup, assessment.round_group_id)
    return catalog.of(group)


def stored_figures(session: Session, assessment_id: int, framework: Framework) -> dict[str, Any]:
    """The figures entered so far, by input name."""
    rows = session.execute(
        select(Figure.name, Figure.value).where(
            Figure.assessment_id == assessment_id, Figure.value.is_not(None)
        )
    )
    return {
        name: numbers.from_canonical(framework.inputs[name], value)
        for name, value in rows
        if name in framework.inputs and value is not None
    }


def declared_statuses(session: Session, assessment_id: int) -> dict[str, str]:
    """The declared kinds of empty by criterion; blank and filled follow from the figures."""
    rows = session.execute(
        select(CriterionEntry.code, CriterionEntry.status).where(
            CriterionEntry.assessment_id == assessment_id,
            CriterionEntry.status.in_(DECLARED),
        )
    )
    return dict(rows.all())


def self_content(session: Session, assessment: Assessment) -> Content:
    """The unit's own figures and declarations, as they stand: what others hand in later does not change
    what a leader has confirmed."""
    whole = whole_content(session, assessment)
    return replace(whole, figures=own_figures(whole.framework, whole.figures))


def whole_content(session: Session, assessment: Assessment) -> Content:
    """The unit's figures and declarations with what others have handed in, as they stand."""
    framework = framework_of(session, assessment)
    return Content(
        framework,
        stored_figures(session, assessment.id, framework),
        declared_statuses(session, assessment.id),
    )


def canonical(stage: str, content: Content, scores: Scores | None = None) -> str:
    """The sheet's text; only what decides the points is in it, no times and no numbers of ours. `scores` are
    the content's own where they have been computed already."""
    meta = {"stage": stage, "differences": {code: dict(why) for code, why in content.differences.items()}}
    return scoring.to_canonical(scores or content.scores(), content.framework, content.figures, meta)


def content_hash(stage: str, content: Content) -> str:
    """The hash a person confirms: of exactly this content at this stage."""
    return scoring.content_hash(canonical(stage, content))


def freeze(session: Session, assessment: Assessment, stage: str, content: Content, actor: Actor) -> Sheet:
    """Keep the sheet of a stage for good and make it the stage's current one.

    Freezing the same content again (an explanation that changed nothing) gives a new number all the
    same: each confirmation has its own sheet.
    """
    scores = content.scores()
    text = canonical(stage, content, scores)
    last = session.scalar(
        select(func.max(Sheet.number)).where(Sheet.assessment_id == assessment.id, Sheet.stage == stage)
    )
    sheet = Sheet(
        assessment_id=assessment.id,
        stage=stage,
        number=(last or 0) + 1,
        content=text,
        content_hash=scoring.content_hash(text),
        total=scores.rescaled_total,
        excluded=scores.maximum - scores.counted_maximum,
        frozen_by=actor.id,
        frozen_at=clock.now(),
    )
    session.add(sheet)
    session.flush()
    session.merge(CurrentSheet(assessment_id=assessment.id, stage=stage, sheet_id=sheet.id))
    return sheet


def as_published(session: Session, assessment_id: int) -> dict[str, Sheet]:
    """The sheets that count by stage, the council's being the one that was published.

    While a complaint is reviewed the council's present sheet is newer than what a decision has made public;
    the published one is the last that was frozen before the final sheet.
    """
    found = {
        sheet.stage: sheet
        for sheet in session.scalars(
            select(Sheet)
            .join(CurrentSheet, CurrentSheet.sheet_id == Sheet.id)
            .where(CurrentSheet.assessment_id == assessment_id)
        )
    }
    final, council = found.get("final"), found.get("council")
    if final is not None and council is not None and council.id > final.id:
        found["council"] = session.scalars(
            select(Sheet)
            .where(Sheet.assessment_id == assessment_id, Sheet.stage == "council", Sheet.id < final.id)
            .order_by(Sheet.number.desc())
            .limit(1)
        ).one()
    return found


def current(session: Session, assessment_id: int, stage: str) -> Sheet | None:
    """The sheet of a stage that counts now."""
    return session.scalar(
        select(Sheet)
        .join(CurrentSheet, CurrentSheet.sheet_id == Sheet.id)
        .where(CurrentSheet.assessment_id == assessment_id, CurrentSheet.stage == stage)
    )

"""Everything the team looks at for one unit."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.appraisal.confirmed import entries_before, entry_before
from app.appraisal.models import CriterionReview
from app.appraisal.queries import EXPLAINING
from app.appraisal.sheets import REVIEWS, lay_over, named
from app.assessments import sheets
from app.assessments.attachments import Attached
from app.assessments.models import (
    Assessment,
    CriterionEntry,
    ExplanationItem,
    ExplanationRequest,
    Figure,
    Sheet,
)
from app.assessments.sheets import Content
from app.assessments.suppliers import own, own_figures
from app.evidence.queries import attached
from app.supplied import queries as supplied
from frameworks.model import Framework
from frameworks.numbers import from_canonical
from frameworks.sheet import DECLARED, from_canonical_sheet


@dataclass(frozen=True)
class Question:
    """A question asked of a unit on one criterion, and its answer; `number` counts the requests."""

    number: int
    code: str
    question: str
    asked_on: date | None
    answer: str | None


@dataclass(frozen=True)
class UnitFile:
    """Everything the team looks at for one unit."""

    content: Content
    values: Mapping[str, str]  # canonical text by figure
    entries: Mapping[str, CriterionEntry]
    reviews: Mapping[str, CriterionReview]
    reviewers: Mapping[str, str]  # "A", or "A (thay mặt B, Giám đốc)"
    questions: Mapping[str, list[Question]]
    drafts: Mapping[str, str]
    files: Mapping[str, list[Attached]]
    provenance: Mapping[str, str]  # where figures of others came from, by name

    @property
    def entered(self) -> Content:
        """What the unit itself has entered, without what others handed in."""
        return replace(self.content, figures=own_figures(self.content.framework, self.content.figures))

    @property
    def appraised(self) -> Content:
        """The content under the decisions so far."""
        pairs = ((review, self.reviewers[code]) for code, review in self.reviews.items())
        return lay_over(self.content, pairs)


def unit_file(session: Session, assessment: Assessment, framework: Framework) -> UnitFile:
    """Figures, entries, decisions, questions and evidence of a unit; six queries, and two more while it
    explains; up to three more where others hand figures in. The caller has asked the policy."""
    entries = {
        entry.code: entry
        for entry in session.scalars(
            select(CriterionEntry).where(CriterionEntry.assessment_id == assessment.id)
        )
    }
    files = attached(session, assessment.id)
    if assessment.state in EXPLAINING:
        sheet = sheets.current(session, assessment.id, "self")
        values, statuses = _confirmed(sheet)
        entries = _entries_confirmed(session, assessment.id, entries)
        files = _files_confirmed(sheet, files)
        stored = _stored_values(session, assessment.id, framework) if own(framework).supplied else {}
        values = {**values, **{name: stored[name] for name in stored.keys() - own(framework).names}}
    else:
        values = _stored_values(session, assessment.id, framework)
        statuses = {code: entry.status for code, entry in entries.items()}
    rows = named(session.execute(REVIEWS.where(CriterionReview.assessment_id == assessment.id)))
    questions, drafts = _questions(session, assessment.id)
    content = Content(
        framework,
        {name: from_canonical(framework.inputs[name], value) for name, value in values.items()},
        {code: status for code, status in statuses.items() if status in DECLARED},
    )
    return UnitFile(
        content,
        values,
        entries,
        {review.code: review for review, _ in rows},
        {review.code: name for review, name in rows},
        questions,
        drafts,
        files,
        supplied.provenance(session, assessment.id) if own(framework).supplied else {},
    )


def _stored_values(session: Session, assessment_id: int, framework: Framework) -> dict[str, str]:
    rows = session.execute(
        select(Figure.name, Figure.value).where(
            Figure.assessment_id == assessment_id, Figure.value.is_not(None)
        )
    )
    return {name: value for name, value in rows if value is not None and name in framework.inputs}


def _confirmed(sheet: Sheet | None) -> tuple[Mapping[str, str], Mapping[str, str]]:
    """Figures and statuses as the unit's leader confirmed them last: what a unit is changing while it
    explains is not shown before its leader confirms that too."""
    if sheet is None:
        return {}, {}
    stored = from_canonical_sheet(sheet.content)
    return stored.figures, stored.statuses


def _entries_confirmed(
    session: Session, assessment_id: int, entries: Mapping[str, CriterionEntry]
) -> dict[str, CriterionEntry]:
    before = entries_before(session, Assessment.id == assessment_id)
    return {
        code: entry_before(entry, before[assessment_id, code]) if (assessment_id, code) in before else entry
        for code, entry in entries.items()
    }


def _files_confirmed(sheet: Sheet | None, files: Mapping[str, list[Attached]]) -> dict[str, list[Attached]]:
    """The files that were there when the leader confirmed last."""
    if sheet is None:
        return {}
    return {code: [one for one in each if one.added_at <= sheet.frozen_at] for code, each in files.items()}


def _questions(session: Session, assessment_id: int) -> tuple[dict[str, list[Question]], dict[str, str]]:
    """What was asked, by criterion and in order, and what is written down but not sent."""
    asked: dict[str, list[Question]] = {}
    drafts: dict[str, str] = {}
    for item, request in session.execute(
        select(ExplanationItem, ExplanationRequest)
        .join(ExplanationRequest, ExplanationRequest.id == ExplanationItem.request_id)
        .where(ExplanationRequest.assessment_id == assessment_id)
        .order_by(ExplanationRequest.number)
    ):
        if request.asked_at is None:
            drafts[item.code] = item.question
            continue
        day = clock.local(request.asked_at).date()
        # Answers reach the team with the leader's confirmation, which closes the request.
        answer = item.answer if request.closed_at is not None else None
        asked.setdefault(item.code, []).append(
            Question(request.number, item.code, item.question, day, answer)
        )
    return asked, drafts

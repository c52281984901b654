"""Reading what a unit has put into its form, once for a page: figures, declarations, questions, points."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from app import policy
from app.accounts.actor import Actor
from app.accounts.models import Account
from app.assessments.models import CriterionEntry, ExplanationItem, ExplanationRequest, Figure
from app.assessments.panels import StoredEntry, StoredFigure
from app.assessments.queries import Opened
from app.assessments.sheets import DECLARED
from app.database import table_of
from frameworks import numbers
from frameworks import sheet as scoring
from frameworks.model import Value
from frameworks.sheet import Sheet as Scores

_figures, _entries, _accounts = table_of(Figure), table_of(CriterionEntry), table_of(Account)
FIGURES = (
    select(
        _figures.c.name, _figures.c.value, _figures.c.version, _accounts.c.full_name, _figures.c.updated_at
    )
    .join_from(_figures, _accounts, _accounts.c.id == _figures.c.updated_by)
    .where(_figures.c.assessment_id == bindparam("assessment_id"))
)
ENTRIES = select(
    _entries.c.code, _entries.c.status, _entries.c.reason, _entries.c.note, _entries.c.version
).where(_entries.c.assessment_id == bindparam("assessment_id"))


@dataclass(frozen=True)
class Filled:
    """Everything a unit has put into its form, and what it comes to."""

    figures: Mapping[str, StoredFigure]
    values: Mapping[str, Value]
    entries: Mapping[str, StoredEntry]
    scores: Scores

    @property
    def done(self) -> int:
        """How many criteria are no longer blank."""
        return sum(line.status != "blank" for line in self.scores.lines.values())


@dataclass(frozen=True)
class Question:
    """What the team asked of one criterion, and what the unit has answered."""

    question: str
    answer: str | None
    open: bool


def read_form(session: Session, opened: Opened) -> Filled:
    """The unit's figures and declarations with their points; two queries."""
    assessment_id, framework = opened.assessment.id, opened.framework
    rows = session.connection().execute(FIGURES, {"assessment_id": assessment_id})
    figures = {row[0]: StoredFigure(*row[1:]) for row in rows if row[0] in framework.inputs}
    values = {
        name: numbers.from_canonical(framework.inputs[name], row.value)
        for name, row in figures.items()
        if row.value is not None
    }
    declared = session.connection().execute(ENTRIES, {"assessment_id": assessment_id})
    entries = {row[0]: StoredEntry(*row[1:]) for row in declared}
    statuses = {code: entry.status for code, entry in entries.items() if entry.status in DECLARED}
    return Filled(figures, values, entries, scoring.compute(framework, values, statuses))


def questions(session: Session, actor: Actor, opened: Opened) -> dict[str, list[Question]]:
    """The team's questions of every request sent so far, by criterion; nothing for who may not see them."""
    if not policy.can(actor, "view_questions", opened.assessment, opened.round):
        return {}
    rows = session.execute(
        select(
            ExplanationItem.code,
            ExplanationItem.question,
            ExplanationItem.answer,
            ExplanationRequest.closed_at.is_(None),
        )
        .join(ExplanationRequest, ExplanationRequest.id == ExplanationItem.request_id)
        .where(
            ExplanationRequest.assessment_id == opened.assessment.id,
            ExplanationRequest.asked_at.is_not(None),
        )
        .order_by(ExplanationRequest.number, ExplanationItem.code)
    )
    found: dict[str, list[Question]] = {}
    for code, question, answer, is_open in rows:
        found.setdefault(code, []).append(Question(question, answer, bool(is_open)))
    return found

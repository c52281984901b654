"""Reading what a unit has put into its form, once for a page: figures, declarations, questions, points."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import bindparam, case, select
from sqlalchemy.orm import Session

from app import policy
from app.accounts.actor import Actor
from app.accounts.models import Account
from app.assessments.models import CriterionEntry, ExplanationItem, ExplanationRequest, Figure
from app.assessments.panels import StoredEntry, StoredFigure
from app.assessments.queries import Opened
from app.assessments.sheets import DECLARED
from app.assessments.suppliers import may_see, own, own_figures
from app.database import table_of
from app.history import deed_data
from app.messages.delegating import by_delegate
from frameworks import numbers
from frameworks import sheet as scoring
from frameworks.model import Value
from frameworks.sheet import Line
from frameworks.sheet import Sheet as Scores

_figures, _entries, _accounts = table_of(Figure), table_of(CriterionEntry), table_of(Account)
FIGURES = (
    select(
        _figures.c.name,
        _figures.c.value,
        _figures.c.version,
        _accounts.c.full_name,
        _figures.c.updated_at,
        case(
            (
                _figures.c.import_id.is_(None),
                deed_data(
                    "assessment",
                    _figures.c.assessment_id,
                    _figures.c.updated_by,
                    _figures.c.updated_at,
                    "figure",
                ),
            )
        ).label("told"),
    )
    .join_from(_figures, _accounts, _accounts.c.id == _figures.c.updated_by)
    .where(_figures.c.assessment_id == bindparam("assessment_id"))
)
ENTRIES = select(
    _entries.c.code, _entries.c.status, _entries.c.reason, _entries.c.note, _entries.c.version
).where(_entries.c.assessment_id == bindparam("assessment_id"))


@dataclass(frozen=True)
class Filled:
    """Everything a unit has put into its form, and what it comes to; beside it what others handed in."""

    figures: Mapping[str, StoredFigure]
    values: Mapping[str, Value]
    entries: Mapping[str, StoredEntry]
    scores: Scores
    supplied: Mapping[str, Line]  # criteria whose figures others hand in; none for who may not see them
    seen: Mapping[str, Value]  # all figures the reader may see, those of others too

    @property
    def done(self) -> int:
        """How many criteria of the unit's own are no longer blank."""
        codes = own(self.scores.framework).codes
        return sum(line.status != "blank" for code, line in self.scores.lines.items() if code in codes)

    def line(self, code: str) -> Line:
        """A criterion as the reader may see it."""
        return self.supplied.get(code) or self.scores.lines[code]


@dataclass(frozen=True)
class Question:
    """What the team asked of one criterion, and what the unit has answered."""

    question: str
    answer: str | None
    open: bool


def read_form(session: Session, actor: Actor, opened: Opened) -> Filled:
    """The unit's figures and declarations with their points, and what others handed in if the reader may
    see it; two queries."""
    assessment_id, framework = opened.assessment.id, opened.framework
    whole = may_see(actor, opened.assessment, opened.round)
    names = framework.inputs.keys() if whole else own(framework).names
    rows = session.connection().execute(FIGURES, {"assessment_id": assessment_id})
    figures = {
        row.name: StoredFigure(row.value, row.version, by_delegate(row.full_name, row.told), row.updated_at)
        for row in rows
        if row.name in names
    }
    values = {
        name: numbers.from_canonical(framework.inputs[name], row.value)
        for name, row in figures.items()
        if row.value is not None
    }
    declared = session.connection().execute(ENTRIES, {"assessment_id": assessment_id})
    entries = {row[0]: StoredEntry(*row[1:]) for row in declared}
    statuses = {code: entry.status for code, entry in entries.items() if entry.status in DECLARED}
    supplied = own(framework).supplied if whole else ()
    lines = {leaf.code: scoring.compute_leaf(framework, leaf.code, values) for leaf in supplied}
    mine = own_figures(framework, values)
    return Filled(figures, mine, entries, scoring.compute(framework, mine, statuses), lines, values)


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

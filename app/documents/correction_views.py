"""What the pages of a correction show: the versions of a result, and the correction under way."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from sqlalchemy.orm import Session

from app import policy
from app.accounts.actor import Actor
from app.complaints import queries as complaints
from app.documents import corrections
from app.documents import dossier_parts as parts
from app.documents.building.corrections import decision_of
from app.documents.dossier_papers import CORRECTION
from app.documents.dossier_parts import AnyDossier
from app.documents.models import Document
from app.documents.views import number_text
from app.messages import documents as texts
from app.results import queries as results
from app.results import ranking
from app.results.models import ResultVersion
from app.rounds.models import Round

STEPS = (
    "open_correction",
    "cancel_correction",
    "submit_correction",
    "return_correction",
    "decide_correction",
    "publish_correction",
    "close",
)


@dataclass(frozen=True)
class Row:
    """A unit before and after; points as they are published."""

    unit: str
    assessment_id: int
    before: str
    after: str
    before_rank: str
    after_rank: str
    own: bool  # the unit's own points changed, not its rank alone


@dataclass(frozen=True)
class Version:
    """A published version with its decision, and what it changed against the one before."""

    result: ResultVersion
    title: str
    decision: Document | None
    number: str
    amended_by: str  # the number of the next decision; empty for the version that counts
    changed: Sequence[Row]

    @property
    def counts(self) -> bool:
        """Whether it is the version in force."""
        return not self.amended_by


def versions(session: Session, round_: Round) -> list[Version]:
    """The published versions of a round, the one in force first; two queries for each."""
    found = list(reversed(results.published_results(session, round_.id)))
    decisions = [decision_of(session, one) for one in found]
    rows = [results.rows_of(session, one.id) for one in found]
    shown = []
    for place, result in enumerate(found):
        later = decisions[place + 1] if place + 1 < len(found) else None
        changed = results.changes(rows[place - 1], rows[place]) if place else []
        decision = decisions[place]
        shown.append(
            Version(
                result,
                texts.version_title(place),
                decision,
                number_text(decision) if decision is not None else "",
                number_text(later) if later is not None else "",
                [_row(one.before, one.after, round_.decimals) for one in changed],
            )
        )
    return shown[::-1]


def _row(before: Any, after: Any, decimals: int) -> Row:
    def rank(row: Any) -> str:
        return str(row.rank) if row.ranked else "–"

    def points(value: Fraction) -> str:
        return ranking.shown(value, decimals)

    return Row(
        after.unit_name,
        after.assessment_id,
        points(before.total),
        points(after.total),
        rank(before),
        rank(after),
        bool(before.total != after.total),
    )


@dataclass(frozen=True)
class Correction(AnyDossier):
    """Everything the page of a correction shows to one person; `result` is the version on the desk."""

    before: Version | None
    changed: Sequence[Row]
    waiting: Sequence[str]  # units whose complaint is not answered


def correction(session: Session, actor: Actor, round_: Round) -> Correction:
    """The correction of a round for one of the dossier's readers."""
    result = results.running_result(session, round_.id)
    published = results.published_result(session, round_.id)
    papers = parts.papers(session, actor, round_, CORRECTION.kinds, result) if result is not None else {}
    steps = parts.steps(session, actor, round_, result, CORRECTION, corrections.GUARDS, STEPS)
    return Correction(
        round=round_,
        result=result,
        papers=papers,
        steps=steps,
        next_number=parts.next_number(session, papers, steps, CORRECTION),
        lapsed=parts.lapsed_bases(session, papers, CORRECTION),
        returned=parts.returned(session, round_, "return_correction"),
        before=next(iter(versions(session, round_)), None),
        changed=_changed(session, actor, round_, published, result),
        waiting=complaints.units_waiting(session, round_.id),
    )


def _changed(
    session: Session,
    actor: Actor,
    round_: Round,
    published: ResultVersion | None,
    result: ResultVersion | None,
) -> list[Row]:
    """What would change: of the version on the desk; before there is one, of what the council has settled so
    far, for those who may see that (the clerk sees it once it is submitted)."""
    if published is None or round_.state == "closed":
        return []
    before = results.rows_of(session, published.id)
    if result is not None:
        found = results.changes(before, results.rows_of(session, result.id))
        return [_row(one.before, one.after, round_.decimals) for one in found]
    if not policy.round_roles(actor, round_) - {"secretariat", "specialist", "leader"}:
        return []
    old = {row.assessment_id: row for row in before}
    rows = [
        _row(old[one.assessment_id], one, round_.decimals)
        for group in ranking.compute(session, round_)
        for one in group.standings
        if one.assessment_id in old
    ]
    return [row for row in rows if (row.before, row.before_rank) != (row.after, row.after_rank)]

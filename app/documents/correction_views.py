"""What the pages of a correction show: the versions of a result, and the correction under way."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock, policy, workflow
from app.accounts.actor import Actor
from app.complaints import queries as complaints
from app.documents import corrections, queries
from app.documents.building.corrections import decision_of
from app.documents.models import ENDED, Document
from app.documents.register import propose
from app.documents.views import Paper, lapsed, number_text
from app.history import Event
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
AT_DESK = ("correction_submitted", "correction_decided")


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
class Correction:
    """Everything the page of a correction shows to one person."""

    round: Round
    result: ResultVersion | None  # on the desk
    before: Version | None
    changed: Sequence[Row]
    papers: Mapping[str, Paper]
    steps: Mapping[str, Sequence[str]]
    next_number: str | None
    lapsed: Sequence[str]
    returned: Event | None
    waiting: Sequence[str]  # units whose complaint is not answered


def correction(session: Session, actor: Actor, round_: Round) -> Correction:
    """The correction of a round for one of the dossier's readers."""
    result = results.running_result(session, round_.id)
    published = results.published_result(session, round_.id)
    papers = _papers(session, actor, round_, result)
    decision = papers["correction_decision"].document if "correction_decision" in papers else None
    steps = _steps(session, actor, round_, result)
    next_number = None
    if decision is not None and "publish_correction" in steps:
        next_number = propose(session, [decision], clock.today())[0].number
    return Correction(
        round=round_,
        result=result,
        before=next(iter(versions(session, round_)), None),
        changed=_changed(session, actor, round_, published, result),
        papers=papers,
        steps=steps,
        next_number=next_number,
        lapsed=lapsed(session, decision) if decision is not None and decision.state != "issued" else [],
        returned=_returned(session, round_),
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


def _papers(session: Session, actor: Actor, round_: Round, result: ResultVersion | None) -> dict[str, Paper]:
    """The papers of the correction on the desk that the person may see."""
    if result is None:
        return {}
    documents = session.scalars(
        select(Document).where(
            Document.round_id == round_.id,
            Document.result_id == result.id,
            Document.kind.in_(corrections.PAPERS),
            Document.state.not_in(ENDED),
        )
    ).all()
    seen = [document for document in documents if queries.may_see(actor, document, round_, None)]
    files = queries.files_of(session, [document.id for document in seen])
    return {
        document.kind: Paper(
            document,
            number_text(document),
            texts.STATES[document.state],
            [file for file in files.get(document.id, []) if file.revision == document.revision],
            queries.is_ready(document.revision, files.get(document.id, [])),
        )
        for document in sorted(seen, key=lambda one: corrections.PAPERS.index(one.kind))
    }


def _steps(
    session: Session, actor: Actor, round_: Round, result: ResultVersion | None
) -> dict[str, Sequence[str]]:
    """The steps of this page which are this person's, with the reasons why one is not possible now."""
    given = {"dossier_hash": result.content_hash} if result is not None else {}
    guards = workflow.bind(corrections.GUARDS, session, round_, actor, given)
    choices = workflow.available(round_, policy.round_roles(actor, round_), guards)
    steps: dict[str, Sequence[str]] = {
        choice.transition.name: list(choice.reasons) for choice in choices if choice.transition.name in STEPS
    }
    if "publish_correction" in steps:
        missing = corrections.submission_missing(session, round_)
        steps["publish_correction"] = [*steps["publish_correction"], *([missing] if missing else [])]
    return steps


def _returned(session: Session, round_: Round) -> Event | None:
    """The return of the correction, if that was the round's last step."""
    last = session.scalar(
        select(Event)
        .where(Event.subject_type == "round", Event.subject_id == round_.id, Event.transition.is_not(None))
        .order_by(Event.sequence.desc())
        .limit(1)
    )
    return last if last is not None and last.transition == "return_correction" else None


def published_on(version: Version) -> date | None:
    """The day of a version's decision."""
    return version.decision.issued_on if version.decision is not None else None

"""What came of the explanations of a round, counted: asked, answered, objected, changed.

Five queries whatever the number of units. Points changed are the difference between the sheet a unit was
sent first and the appraisal's last sheet, once the appraisal has ended.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from fractions import Fraction
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app import catalog, clock
from app.accounts.actor import Actor
from app.accounts.models import Account
from app.appraisal.queries import UNDER_WAY
from app.assessments.labels import full_label
from app.assessments.models import (
    Assessment,
    CurrentSheet,
    ExplanationItem,
    ExplanationRequest,
    Objection,
    Sheet,
)
from app.rounds.models import DeadlineExtension, Round, RoundGroup
from frameworks.model import Framework
from frameworks.sheet import from_canonical_sheet


@dataclass
class Counts:
    """The figures of one line: units and criteria asked, answers, objections, and points changed."""

    asked: set[int] = field(default_factory=set)  # assessments
    criteria: int = 0
    in_time: int = 0
    late: int = 0  # answered after the last day, or not at all
    running: int = 0
    upheld: int = 0
    kept: int = 0
    unanswered: int = 0
    changed: int = 0
    points: Fraction = Fraction(0)

    @property
    def units(self) -> int:
        """How many units were asked, each once."""
        return len(self.asked)


@dataclass(frozen=True)
class Statistics:
    """The whole round, and the same by group, main index, criterion and member of the team."""

    total: Counts
    groups: Mapping[str, Counts]
    mains: Mapping[str, Counts]
    criteria: Mapping[str, Counts]
    appraisers: Mapping[str, Counts]


@dataclass(frozen=True)
class _Request:
    """A request that was sent, with what tells whether it was answered in time."""

    assessment_id: int
    group: str
    framework: Framework
    due_on: date
    closed_at: datetime | None
    sheet_id: int | None
    ended: bool  # the appraisal is over: its last sheet counts

    def fate(self, answered: bool) -> str:
        """Which count an item of it belongs to."""
        if self.closed_at is None:
            return "running"
        return "in_time" if answered and self.closed_at < clock.end_of_day(self.due_on) else "late"


class _Gathering:
    """Adds every fact to each of the lines it belongs to."""

    def __init__(self) -> None:
        self.total = Counts()
        self.groups: dict[str, Counts] = defaultdict(Counts)
        self.mains: dict[str, Counts] = defaultdict(Counts)
        self.criteria: dict[str, Counts] = defaultdict(Counts)
        self.appraisers: dict[str, Counts] = defaultdict(Counts)

    def lines(self, request: _Request, code: str = "", person: str = "") -> Iterable[Counts]:
        """The lines a fact about a request (one of its criteria, by one person) belongs to."""
        yield self.total
        yield self.groups[request.group]
        if code:
            framework = request.framework
            main = next(node for node in framework.mains if code in framework.leaves_under[node.code])
            yield self.mains[f"{full_label(framework, main.code)}. {main.title}"]
            yield self.criteria[f"{full_label(framework, code)} {framework.nodes[code].title}"]
        if person:
            yield self.appraisers[person]


def statistics(session: Session, actor: Actor, round_: Round) -> Statistics:
    """Count the explanations of a round; the caller has asked for `view_statistics`. Units that the person
    belongs to or declared a conflict about are left out of what they see."""
    found = _Gathering()
    requests = _requests(session, round_, actor.units_in_conflict(round_.id))
    for request in requests.values():
        for line in found.lines(request):
            line.asked.add(request.assessment_id)
    askers = _count_items(session, round_, requests, found)
    _count_objections(session, round_, requests, found)
    _count_changes(session, requests, askers, found)
    return Statistics(
        found.total,
        dict(found.groups),
        dict(sorted(found.mains.items())),
        dict(sorted(found.criteria.items())),
        dict(sorted(found.appraisers.items())),
    )


def _requests(session: Session, round_: Round, conflicts: frozenset[int]) -> dict[int, _Request]:
    extended = (
        select(func.max(DeadlineExtension.until))
        .where(DeadlineExtension.assessment_id == Assessment.id)
        .correlate(Assessment)
        .scalar_subquery()
    )
    rows = session.execute(
        select(ExplanationRequest, Assessment, RoundGroup, extended)
        .join(Assessment, Assessment.id == ExplanationRequest.assessment_id)
        .join(RoundGroup, RoundGroup.id == Assessment.round_group_id)
        .where(Assessment.round_id == round_.id, ExplanationRequest.asked_at.is_not(None))
        .order_by(RoundGroup.position, ExplanationRequest.assessment_id, ExplanationRequest.number)
    )
    return {
        request.id: _Request(
            assessment.id,
            group.title,
            catalog.of(group),
            max(request.due_on, until) if until else request.due_on,
            request.closed_at,
            request.provisional_sheet_id,
            assessment.state not in UNDER_WAY,
        )
        for request, assessment, group, until in rows
        if request.due_on is not None and assessment.unit_id not in conflicts
    }


def _count_items(
    session: Session, round_: Round, requests: Mapping[int, _Request], found: _Gathering
) -> dict[tuple[int, str], str]:
    """Count the questions; returns who asked last, by assessment and criterion."""
    askers: dict[tuple[int, str], str] = {}
    for item, asker in session.execute(
        select(ExplanationItem, Account.full_name)
        .join(ExplanationRequest, ExplanationRequest.id == ExplanationItem.request_id)
        .join(Assessment, Assessment.id == ExplanationRequest.assessment_id)
        .join(Account, Account.id == ExplanationItem.asked_by)
        .where(Assessment.round_id == round_.id, ExplanationRequest.asked_at.is_not(None))
        .order_by(ExplanationRequest.number)
    ):
        request = requests.get(item.request_id)
        if request is None:
            continue
        askers[request.assessment_id, item.code] = asker
        fate = request.fate(bool(item.answer))
        for line in found.lines(request, item.code, asker):
            line.asked.add(request.assessment_id)
            line.criteria += 1
            setattr(line, fate, getattr(line, fate) + 1)
    return askers


def _count_objections(
    session: Session, round_: Round, requests: Mapping[int, _Request], found: _Gathering
) -> None:
    for objection, answerer in session.execute(
        select(Objection, Account.full_name)
        .join(ExplanationRequest, ExplanationRequest.id == Objection.request_id)
        .join(Assessment, Assessment.id == ExplanationRequest.assessment_id)
        .outerjoin(Account, Account.id == Objection.answered_by)
        .where(Assessment.round_id == round_.id, ExplanationRequest.closed_at.is_not(None))
    ):
        request = requests.get(objection.request_id)
        if request is None:
            continue
        for line in found.lines(request, objection.code, answerer or ""):
            name = objection.outcome or "unanswered"
            setattr(line, name, getattr(line, name) + 1)


def _count_changes(
    session: Session,
    requests: Mapping[int, _Request],
    askers: Mapping[tuple[int, str], str],
    found: _Gathering,
) -> None:
    first: dict[int, _Request] = {}
    for request in requests.values():
        if request.ended and request.sheet_id is not None:
            first.setdefault(request.assessment_id, request)
    sent = {request.sheet_id: request.assessment_id for request in first.values()}
    before: dict[int, Mapping[str, Any]] = {}
    after: dict[int, Mapping[str, Any]] = {}
    for sheet_id, owner, content, current in session.execute(
        select(Sheet.id, Sheet.assessment_id, Sheet.content, CurrentSheet.sheet_id)
        .join(
            CurrentSheet,
            (CurrentSheet.assessment_id == Sheet.assessment_id) & (CurrentSheet.stage == "appraisal"),
        )
        .where(
            Sheet.stage == "appraisal",
            (Sheet.id == CurrentSheet.sheet_id) | Sheet.id.in_(sent),
            Sheet.assessment_id.in_(first),
        )
    ):
        lines = from_canonical_sheet(content).data["lines"]
        if sheet_id in sent:
            before[owner] = lines
        if sheet_id == current:
            after[owner] = lines
    for owner in before.keys() & after.keys():
        for code, line in before[owner].items():
            change = _counted(after[owner][code]) - _counted(line)
            if change:
                for counts in found.lines(first[owner], code, askers.get((owner, code), "")):
                    counts.changed += 1
                    counts.points += change


def _counted(line: Mapping[str, Any]) -> Fraction:
    return Fraction(0) if line["excluded"] else Fraction(line["points"])

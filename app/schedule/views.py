"""What the page of a round's deadlines shows: each deadline, who is late, what went out and what will."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from app import catalog, clock
from app.accounts.actor import Actor
from app.assessments.queries import visible
from app.messages import schedule as texts
from app.rounds.deadlines import APPRAISAL, ENTRY, EXPLANATION, PUBLICATION, Term, stage_term
from app.rounds.models import Round
from app.schedule import queries
from app.schedule.planning import plan
from app.schedule.queries import Granted, Item, SentLine
from app.schedule.ticking import roles_of_round
from app.working_days import Calendar, calendar_of

COMING_SHOWN = 12
SHOWN = (ENTRY, EXPLANATION, APPRAISAL, PUBLICATION)


@dataclass(frozen=True)
class Line:
    """One deadline of the round: everyone's day, how it stands, and for how many units."""

    title: str
    day: date | None  # None where every unit has its own
    until: str
    grace: date | None  # the last day on which the work still comes, late
    present: bool  # the round is at this deadline now
    past: bool
    waiting: int  # units on which it runs
    late: int


@dataclass(frozen=True)
class Coming:
    """Something that will go out: what, when, and about how many units as they stand now."""

    title: str
    what: str
    limit: date
    on: date
    count: int  # 0 for a notice about the round itself


@dataclass(frozen=True)
class Times:
    """Everything the page shows."""

    round: Round
    lines: Sequence[Line]
    late: Sequence[Item]
    late_states: dict[str, str]
    extensions: Sequence[Granted]
    sent: Sequence[SentLine]
    coming: Sequence[Coming]
    today: date


def times(session: Session, actor: Actor, round_: Round) -> Times:
    """The page; the number of queries does not depend on the number of units."""
    moment, calendar = clock.now(), calendar_of(round_.authority_id)
    items = queries.items(session, round_)
    states = catalog.assessment_workflow(round_).states
    quiet = round_.state == "preparing" or round_.is_public
    return Times(
        round_,
        [_line(round_, name, items, calendar, moment) for name in SHOWN],
        [item for item in items if item.is_late(moment)],
        {name: state.title for name, state in states.items()},
        queries.extensions(session, visible(actor, round_, "view_progress"), round_),
        queries.sent_lines(session, round_),
        [] if quiet else _coming(round_, items, calendar, clock.local(moment).date()),
        clock.local(moment).date(),
    )


def _line(round_: Round, name: str, items: Sequence[Item], calendar: Calendar, moment: datetime) -> Line:
    of_name = [item for item in items if item.term.name == name]
    term = stage_term(round_, name)
    present = catalog.of_item(round_).states[round_.state].deadline == name
    return Line(
        title=texts.deadline_title(name),
        day=term.limit if term else None,
        until=texts.left(term.working_days_left(moment, calendar)) if term else "",
        grace=term.closes_on if term and term.closes_on > term.limit else None,
        present=present or (name == EXPLANATION and bool(of_name)),
        past=bool(term and term.is_closed(moment)),
        waiting=len(of_name),
        late=sum(item.is_late(moment) for item in of_name),
    )


def _coming(round_: Round, items: Sequence[Item], calendar: Calendar, today: date) -> list[Coming]:
    """What the deadlines that run now will still send if nothing changes, the next first."""
    counted: Counter[tuple[Any, ...]] = Counter()
    definition = catalog.assessment_workflow(round_)
    for item in items:
        rule, by_unit = definition.deadlines[item.term.name], item.term.name in (ENTRY, EXPLANATION)
        for one in plan(rule, item.term, calendar, waits_for_unit=by_unit):
            if one.on > today:
                counted[one.on, item.term.limit, item.term.name, one.kind, one.days] += 1
    found = [
        Coming(texts.deadline_title(name), texts.kind_title(kind, days), limit, on, count)
        for (on, limit, name, kind, days), count in counted.items()
    ]
    found += _coming_of_round(round_, items, calendar, today)
    return sorted(found, key=lambda one: (one.on, one.title, one.what))[:COMING_SHOWN]


def _coming_of_round(round_: Round, items: Sequence[Item], calendar: Calendar, today: date) -> list[Coming]:
    definition = catalog.of_item(round_)
    name = definition.states[round_.state].deadline
    term = stage_term(round_, name) if name else None
    if name is None or term is None or not (name == PUBLICATION or any(i.term.name == name for i in items)):
        return []
    return [
        Coming(texts.deadline_title(name), texts.kind_title(one.kind, one.days), term.limit, one.on, 0)
        for one in plan(definition.deadlines[name], term, calendar, waits_for_unit=False)
        if one.on > today and roles_of_round(round_, name, one)
    ]


def sent_row(line: SentLine) -> dict[str, Any]:
    """A line of what went out."""
    return {
        "title": texts.deadline_title(line.deadline),
        "limit": line.due_on,
        "what": texts.kind_title(line.kind, line.days),
        "count": line.count if line.subject_type == "assessment" else None,
        "at": line.last_at,
    }


def late_row(item: Item, states: dict[str, str]) -> dict[str, Any]:
    """A unit that is late."""
    moment = clock.now()
    term: Term = item.term
    return {
        "id": item.id,
        "name": item.unit_name,
        "state": item.state,
        "state_title": states[item.state],
        "deadline": texts.deadline_title(term.name),
        "limit": term.limit,
        "extended": term.extended,
        "days": term.days_late(moment),
        "closed": term.is_closed(moment),
        "by_unit": term.name in (ENTRY, EXPLANATION),
    }

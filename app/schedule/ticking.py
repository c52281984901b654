"""What time does by itself: reminders, escalations, and the steps that a deadline takes.

The worker runs it once a minute, an operator by `flask schedule run`. Running it again, or in two workers at
once, changes nothing: what goes out is kept under a unique key in the same transaction as the message that
sends it, and a step is decided on the locked item.
"""

import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import catalog, clock
from app.accounts.actor import system_actor
from app.assessments import operations as assessments
from app.assessments.lateness import is_closed
from app.assessments.models import Assessment
from app.database import transaction
from app.errors import WrongState
from app.extensions import db
from app.rounds.deadlines import ENTRY, EXPLANATION, PUBLICATION, Term, stage_is_over, stage_term
from app.rounds.models import Round
from app.schedule import notices, queries, round_steps, task_reminders
from app.schedule.planning import LEADER, REMIND, Due, acting, due_today
from app.schedule.queries import Item, Key
from app.schedule.written import write_down
from app.working_days import Calendar, calendar_of
from workflows.model import Kind

PAUSE = timedelta(minutes=1)

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Report:
    """What one run did: reminders kept, notices put into the outbox, steps taken, steps that failed."""

    reminders: int = 0
    notices: int = 0
    steps: int = 0
    failed: int = 0

    def __add__(self, other: "Report") -> "Report":
        return Report(
            self.reminders + other.reminders,
            self.notices + other.notices,
            self.steps + other.steps,
            self.failed + other.failed,
        )


@dataclass(frozen=True)
class Planned:
    """One thing that should have gone out; `item` is the unit it is about, None for the round itself."""

    due: Due
    term: Term
    roles: tuple[str, ...]
    item: Item | None = None
    outstanding: int = 0  # units that are not done yet, for the round's own

    def key(self, round_: Round) -> Key:
        """What makes it unique."""
        subject = ("assessment", self.item.id) if self.item else ("round", round_.id)
        return (*subject, self.term.name, self.term.limit, self.due.kind, self.due.days)


class Pace:
    """Says when the next run is due in one process."""

    def __init__(self) -> None:
        self._next: datetime | None = None

    def is_due(self) -> bool:
        """Whether a minute has gone by since this last said yes."""
        moment = clock.now()
        if self._next is not None and moment < self._next:
            return False
        self._next = moment + PAUSE
        return True


def run() -> Report:
    """Everything that is due now, in every round that runs. One round's failure does not stop the others."""
    ids = [(round_.id, round_.authority_id) for round_ in queries.running_rounds(db.session())]
    db.session.rollback()
    report = Report()
    for round_id, authority_id in ids:
        try:
            calendar = calendar_of(authority_id)
            db.session.rollback()
            report += remind(round_id, calendar)
        except Exception:
            db.session.rollback()
            log.exception("the reminders of round %d failed", round_id)
            report += Report(failed=1)
        report += take_steps(round_id, authority_id)
    report += Report(*task_reminders.run())
    taken, failed = round_steps.run()
    return report + Report(steps=taken, failed=failed)


# --- reminders ----------------------------------------------------------------------------------------------


def remind(round_id: int, calendar: Calendar) -> Report:
    """Send what is due in one round and has not gone out.

    It is looked at first without the write lock, which a worker with nothing to do must not take.
    """
    missing = bool(_missing(db.session(), round_id, calendar))
    db.session.rollback()
    if not missing:
        return Report()
    with transaction() as session:
        kept = _keep(session, round_id, _missing(session, round_id, calendar))
        round_ = session.get_one(Round, round_id)
        return Report(len(kept), notices.send(session, round_, kept))


def _missing(session: Session, round_id: int, calendar: Calendar) -> list[Planned]:
    round_ = session.get_one(Round, round_id, populate_existing=True)
    if round_.state == "preparing" or round_.is_public:
        return []
    there = queries.sent(session, round_)
    return [one for one in planned(session, round_, calendar) if one.key(round_) not in there]


def _keep(session: Session, round_id: int, wanted: Sequence[Planned]) -> list[Planned]:
    """Write down what goes out; returns what no other worker had written down before."""
    round_ = session.get_one(Round, round_id)
    written = write_down(session, [one.key(round_) for one in wanted])
    return [one for one in wanted if one.key(round_) in written]


def planned(session: Session, round_: Round, calendar: Calendar) -> list[Planned]:
    """Everything that should have gone out by today in a round; one query."""
    today = clock.today()
    items = queries.items(session, round_)
    return [*_of_items(round_, items, calendar, today), *_of_round(round_, items, calendar, today)]


def _of_items(round_: Round, items: Iterable[Item], calendar: Calendar, today: date) -> Iterable[Planned]:
    definition = catalog.assessment_workflow(round_)
    for item in items:
        rule = definition.deadlines[item.term.name]
        unit_acts = item.term.name in (ENTRY, EXPLANATION)
        for due in due_today(rule, item.term, calendar, today, waits_for_unit=unit_acts, since=item.since):
            told = {REMIND: acting(definition, item.state, rule.remind), LEADER: ("leader",)}
            roles = told.get(due.kind, rule.escalate)
            if roles:
                yield Planned(due, item.term, roles, item)


def _of_round(round_: Round, items: Sequence[Item], calendar: Calendar, today: date) -> Iterable[Planned]:
    """The round's own deadline: to those its units' deadline of the same name does not tell already."""
    definition = catalog.of_item(round_)
    name = definition.states[round_.state].deadline
    term = stage_term(round_, name) if name else None
    if term is None or name is None:
        return
    outstanding = sum(item.term.name == name for item in items)
    if name != PUBLICATION and not outstanding:
        return
    rule = definition.deadlines[name]
    for due in due_today(rule, term, calendar, today, waits_for_unit=False, since=None):
        roles = roles_of_round(round_, name, due)
        if roles:
            yield Planned(due, term, roles, outstanding=outstanding)


def roles_of_round(round_: Round, name: str, due: Due) -> tuple[str, ...]:
    """Whom the round's own deadline tells: without those its units' deadline of the name tells already."""
    rule = catalog.of_item(round_).deadlines[name]
    of_units = catalog.assessment_workflow(round_).deadlines.get(name)
    reminds = due.kind == REMIND
    told = (of_units.remind if reminds else of_units.escalate) if of_units else ()
    return tuple(role for role in (rule.remind if reminds else rule.escalate) if role not in told)


# --- steps that a deadline takes ----------------------------------------------------------------------------


def take_steps(round_id: int, authority_id: int) -> Report:
    """Take every step of the round's units whose deadline has passed, each in a transaction of its own."""
    session, taken, failed = db.session(), 0, 0
    waiting = steps_waiting(session, session.get_one(Round, round_id))
    session.rollback()
    program = system_actor(authority_id)
    for assessment_id, name in waiting:
        try:
            assessments.take_timed(program, assessment_id, name)
        except WrongState:  # somebody, or another worker, was there first
            log.info("%s of assessment %d: its state has changed", name, assessment_id)
        except Exception:
            failed += 1
            log.exception("%s of assessment %d could not be taken", name, assessment_id)
        else:
            taken += 1
    return Report(steps=taken, failed=failed)


def steps_waiting(session: Session, round_: Round) -> list[tuple[int, str]]:
    """The units and steps whose deadline has passed: one query for each timed step of the definition."""
    if round_.state == "preparing" or round_.is_public:
        return []
    definition = catalog.assessment_workflow(round_)
    found = []
    for move in definition.transitions.values():
        if move.kind is not Kind.TIMED:
            continue
        sources = [name for name in move.sources if not stage_is_over(round_, definition.states[name].stage)]
        deadlines = [definition.deadline_of(move, name) for name in sources]
        names = sorted({deadline.name for deadline in deadlines if deadline is not None})
        ids = session.scalars(
            select(Assessment.id)
            .where(
                Assessment.round_id == round_.id,
                Assessment.state.in_(sources),
                is_closed(round_, clock.now(), names),  # of the deadline that runs on the unit's state
            )
            .order_by(Assessment.id)
        ).all()
        found += [(number, move.name) for number in ids]
    return found

"""Reminders of improvement tasks: before their last day to the lead unit, after it to its leader, then above.

A task runs on when its round is over, so these go by authority. What is due is said by the definition of the
tasks and counted in working days; a task that is reported, accepted or given up reminds nobody.
"""

import logging
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import catalog, clock, outbox
from app.database import transaction
from app.extensions import db
from app.history import Event
from app.improvements.models import ImprovementTask
from app.improvements.queries import RUNNING, term_of
from app.messages import schedule as texts
from app.rounds.deadlines import Term
from app.schedule.models import SentReminder
from app.schedule.planning import AFTER, LEADER, REMIND, Due, acting, due_today
from app.schedule.queries import Key
from app.schedule.written import write_down
from app.units.models import Unit
from app.working_days import Calendar, calendar_of

LATE_LIST = "/viec-can-lam/task.overdue"
ASKING = ("assign", "extend", "return_report")  # steps that ask the unit for its work, and tell it until when

log = logging.getLogger(__name__)


@dataclass
class Running:
    """A task on which its unit has still to act."""

    id: int
    round_id: int | None
    unit_id: int
    unit: str
    title: str
    state: str
    workflow: str
    workflow_version: int
    due_on: date
    since: date | None  # the day on which it was last asked for


@dataclass(frozen=True)
class Planned:
    """One thing that should have gone out about one task, and to which roles."""

    task: Running
    due: Due
    term: Term
    roles: tuple[str, ...]

    @property
    def key(self) -> Key:
        """What makes it unique."""
        return ("task", self.task.id, self.term.name, self.term.limit, self.due.kind, self.due.days)


def run() -> tuple[int, int, int, int]:
    """Send what is due now: reminders kept, notices put into the outbox, steps (none), authorities failed."""
    session = db.session()
    running = select(ImprovementTask.authority_id).where(ImprovementTask.state.in_(RUNNING)).distinct()
    authorities = sorted(session.scalars(running))
    session.rollback()
    reminders = notices = failed = 0
    for authority_id in authorities:
        try:
            calendar = calendar_of(authority_id)
            session.rollback()
            kept, put = remind(authority_id, calendar)
        except Exception:
            session.rollback()
            failed += 1
            log.exception("the reminders of the tasks of authority %d failed", authority_id)
        else:
            reminders, notices = reminders + kept, notices + put
    return reminders, notices, 0, failed


def remind(authority_id: int, calendar: Calendar) -> tuple[int, int]:
    """Send what is due in one authority and has not gone out; looked at first without the write lock."""
    missing = bool(_missing(db.session(), authority_id, calendar))
    db.session.rollback()
    if not missing:
        return 0, 0
    with transaction() as session:
        wanted = _missing(session, authority_id, calendar)
        written = write_down(session, [one.key for one in wanted])
        kept = [one for one in wanted if one.key in written]
        return len(kept), _send(session, kept, calendar)


def _missing(session: Session, authority_id: int, calendar: Calendar) -> list[Planned]:
    wanted = planned(running_tasks(session, authority_id), calendar, clock.today())
    if not wanted:
        return []
    ids = {one.task.id for one in wanted}
    rows = session.execute(
        select(
            SentReminder.subject_id,
            SentReminder.deadline,
            SentReminder.due_on,
            SentReminder.kind,
            SentReminder.days,
        ).where(SentReminder.subject_type == "task", SentReminder.subject_id.in_(ids))
    )
    there = {("task", *row) for row in rows}
    return [one for one in wanted if one.key not in there]


def running_tasks(session: Session, authority_id: int) -> list[Running]:
    """The tasks on which units have to act, those due first on top; one query."""
    asked = (
        select(Event.at)
        .where(
            Event.subject_type == "task",
            Event.subject_id == ImprovementTask.id,
            Event.transition.in_(ASKING),
        )
        .order_by(Event.sequence.desc())
        .limit(1)
        .scalar_subquery()
    )
    rows = session.execute(
        select(
            ImprovementTask.id,
            ImprovementTask.round_id,
            ImprovementTask.unit_id,
            Unit.name.label("unit"),
            ImprovementTask.title,
            ImprovementTask.state,
            ImprovementTask.workflow,
            ImprovementTask.workflow_version,
            ImprovementTask.due_on,
            asked.label("at"),
        )
        .join(Unit, Unit.id == ImprovementTask.unit_id)
        .where(ImprovementTask.authority_id == authority_id, ImprovementTask.state.in_(RUNNING))
        .order_by(ImprovementTask.due_on, Unit.position, ImprovementTask.id)
    )
    found = []
    for row in rows:
        about = row._asdict()
        at = about.pop("at")
        found.append(Running(**about, since=clock.local(at).date() if at else None))
    return found


def planned(tasks: Sequence[Running], calendar: Calendar, today: date) -> list[Planned]:
    """Everything that should have gone out by today.

    Before the last day those of the unit are reminded for whom the work waits; after it the leader hears of
    the delay in words of their own, so that the reminder is for the others.
    """
    found = []
    for task in tasks:
        definition, term = catalog.of_item(task), term_of(task)
        if term is None:
            continue
        rule = definition.deadlines[term.name]
        for due in due_today(rule, term, calendar, today, waits_for_unit=True, since=task.since):
            roles = rule.escalate
            if due.kind == LEADER:
                roles = ("leader",)
            elif due.kind == REMIND:
                waiting = acting(definition, task.state, rule.remind)
                roles = tuple(role for role in waiting if due.days != AFTER or role != "leader")
            if roles:
                found.append(Planned(task, due, term, tuple(roles)))
    return found


def _send(session: Session, kept: Sequence[Planned], calendar: Calendar) -> int:
    """One notice for all tasks of a unit with the same last day; above, one for all of a round's."""
    about: dict[tuple[object, ...], list[Planned]] = defaultdict(list)
    for one in kept:
        above = one.due.kind not in (REMIND, LEADER)
        whose = one.task.round_id if above else (one.task.round_id, one.task.unit_id)
        about[whose, one.term.limit, one.due.kind, one.due.days, one.roles].append(one)
    for together in about.values():
        _put(session, together, calendar)
    return len(about)


def _put(session: Session, together: Sequence[Planned], calendar: Calendar) -> None:
    first = together[0]
    tasks = [one.task for one in together]
    data: dict[str, object] = {
        "unit": first.task.unit,
        "task": texts.tasks([task.title for task in tasks]),
        "due": f"{first.term.limit:%d/%m/%Y}",
    }
    link = f"/nhiem-vu/{first.task.id}" if len(tasks) == 1 else f"/nhiem-vu?ky={first.task.round_id}"
    whom = {"roles": list(first.roles), "subject_type": "task", "subject_id": first.task.id, "actor_id": None}
    if first.due.kind == LEADER:
        outbox.put(session, "notify", kind="task.late.leader", data=data, link=link, **whom)
    elif first.due.kind != REMIND:
        data |= {
            "task": texts.tasks([f"{task.unit}: {task.title}" for task in tasks]),
            "count": len(tasks),
        }
        link = link if len(tasks) == 1 else LATE_LIST
        outbox.put(session, "notify", kind="task.late.standing_body", data=data, link=link, **whom)
    elif first.due.days == AFTER:
        outbox.put(session, "notify", kind="task.late.unit", data=data, link=link, **whom)
    else:
        left = max(0, first.term.working_days_left(clock.now(), calendar))
        data["left"] = texts.working_days(left)
        outbox.put(session, "notify", kind="task.due_soon.unit", data=data, link=link, **whom)

"""Which reminders and escalations of a deadline are due on a day; pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from app.rounds.deadlines import Term
from app.working_days import Calendar
from workflows.model import Deadline, Definition

REMIND, LEADER, STANDING_BODY = "remind", "escalate_leader", "escalate_standing_body"
#: A reminder after the deadline has gone by keeps this in place of the days left.
AFTER = 0


@dataclass(frozen=True)
class Due:
    """Something to be sent: `days` are working days before the limit for a reminder, after it for an
    escalation; a reminder with AFTER says that the day has gone by. `on` is the day from which it is due."""

    kind: str
    days: int
    on: date


def plan(rule: Deadline, term: Term, calendar: Calendar, *, waits_for_unit: bool) -> Iterator[Due]:
    """Everything a deadline sends, in order of time.

    Before the limit a reminder at each of the rule's days. On the first working day after it a reminder to
    those late, and word to the unit's leader where the work waits for the unit; then, so many working days
    later as the rule says, word to those it escalates to.
    """
    for days in sorted(set(rule.remind_days), reverse=True):
        if days > AFTER:
            yield Due(REMIND, days, calendar.add_working_days(term.limit, -days))
    yield Due(REMIND, AFTER, calendar.add_working_days(term.limit, 1))
    if waits_for_unit:
        yield Due(LEADER, 1, calendar.add_working_days(term.limit, 1))
    if rule.escalate_days is not None and rule.escalate:
        after = rule.escalate_days + (1 if waits_for_unit else 0)
        yield Due(STANDING_BODY, after, calendar.add_working_days(term.limit, after))


def due_today(
    rule: Deadline,
    term: Term,
    calendar: Calendar,
    today: date,
    *,
    waits_for_unit: bool,
    since: date | None = None,
) -> list[Due]:
    """What should have gone out by today, the newest reminder only.

    `since` is the day the work began: a reminder of that day or earlier would only repeat the request.
    Whoever was down for some days sends the last reminder, not all that were missed. After the lock nobody
    is reminded of what cannot be done any more; the escalations go out.
    """
    planned = [one for one in plan(rule, term, calendar, waits_for_unit=waits_for_unit) if one.on <= today]
    before = [one for one in planned if one.kind == REMIND and one.days != AFTER]
    if today <= term.limit:
        newest = before[-1:]
        return [one for one in newest if since is None or one.on > since]
    return [
        one for one in planned if one not in before and not (one.kind == REMIND and today > term.closes_on)
    ]


def acting(definition: Definition, state: str, roles: tuple[str, ...]) -> tuple[str, ...]:
    """Those of the roles for whom the work waits in a state: the others are done, or not yet asked."""
    waits_for = {
        role
        for worklist in definition.worklists.values()
        if state in worklist.states and not worklist.overdue
        for role in worklist.roles
    }
    return tuple(role for role in roles if role in waits_for)

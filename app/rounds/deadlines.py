"""Deadlines: the one place that says until when something may be done, and whether it came late.

Days are Vietnamese days, the last one included. Late ("trễ hạn") is a label: after the deadline, or after
the unit's extension where that is later. Closed is a lock: after the grace days, or after the extension.
Conditions in SQL for lists stand in app.assessments.lateness and are held against this module by a test.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from app import catalog, clock
from app.rounds.models import Round
from app.working_days import Calendar, calendar_of

ENTRY, EXPLANATION, APPRAISAL, PUBLICATION = "entry", "explanation", "appraisal", "publication"
#: The day in a round's plan by which the work of a deadline is done.
PLANNED: Mapping[str, str] = {
    ENTRY: "entry_deadline",
    APPRAISAL: "appraisal_deadline",
    PUBLICATION: "publish_before",
}
#: The order in which stages of sheets follow one another in a round.
STAGES = ("setup", "self", "appraisal", "council", "final")


@dataclass(frozen=True)
class Term:
    """Until when one piece of work may be done: `deadline` is everyone's day, `limit` the last day on which
    it is not late (an extension counted), `closes_on` the last day on which it may be done at all."""

    name: str
    deadline: date
    limit: date
    closes_on: date
    opens_on: date | None = None

    @property
    def extended(self) -> bool:
        """Whether the unit was given more time than everyone."""
        return self.limit > self.deadline

    def is_open(self, moment: datetime) -> bool:
        """Whether the work may be done at this moment."""
        day = clock.local(moment).date()
        return (self.opens_on is None or self.opens_on <= day) and day <= self.closes_on

    def is_closed(self, moment: datetime) -> bool:
        """Whether the last day has passed."""
        return is_past(self.closes_on, moment)

    def is_late(self, moment: datetime) -> bool:
        """Whether something done at this moment is late ("trễ hạn")."""
        return is_past(self.limit, moment)

    def day_that_counts(self, moment: datetime) -> date:
        """The day people are told: the limit, and once that has passed the day of the lock."""
        return self.closes_on if self.is_late(moment) else self.limit

    def days_left(self, moment: datetime) -> int:
        """Whole days until the day that counts; 0 on it, negative once even the lock has passed."""
        return days_until(self.day_that_counts(moment), moment)

    def working_days_left(self, moment: datetime, calendar: Calendar) -> int:
        """Working days from tomorrow up to the limit; 0 on it, negative after it."""
        return calendar.working_days_between(clock.local(moment).date(), self.limit)

    def days_late(self, moment: datetime) -> int:
        """Whole days since the limit; 0 where nothing is late."""
        return max(0, -days_until(self.limit, moment))


#: A unit's window for entry was the first of the terms.
EntryWindow = Term


def term(
    name: str,
    planned: date,
    *,
    grace_days: int = 0,
    extended_until: date | None = None,
    opens: date | None = None,
) -> Term:
    """The term of a deadline: the day planned, days of grace after it, and the unit's extension if any.

    An extension no later than the day planned changes nothing; one that has run out is over like any day.
    """
    limit = max(planned, extended_until or planned)
    return Term(name, planned, limit, max(planned + timedelta(days=grace_days), limit), opens)


def entry_window(round_: Round, extended_until: date | None = None) -> Term:
    """When a unit may enter and confirm figures, given the latest extension it was granted for that."""
    return term(
        ENTRY,
        round_.entry_deadline,
        grace_days=grace_days(round_, ENTRY),
        extended_until=extended_until,
        opens=round_.opens_on,
    )


def explanation_term(round_: Round, due_on: date, extended_until: date | None = None) -> Term:
    """Until when a unit answers the questions asked, given the latest extension it was granted for that."""
    return term(
        EXPLANATION, due_on, grace_days=grace_days(round_, EXPLANATION), extended_until=extended_until
    )


def stage_term(
    round_: Round, name: str, *, due_on: date | None = None, extended_until: date | None = None
) -> Term | None:
    """The term of any deadline by its name; None where none is set (nothing has been asked)."""
    if name == ENTRY:
        return entry_window(round_, extended_until)
    if name == EXPLANATION:
        return None if due_on is None else explanation_term(round_, due_on, extended_until)
    if name not in PLANNED:
        return None
    return term(name, getattr(round_, PLANNED[name]), grace_days=grace_days(round_, name))


def grace_days(round_: Round, name: str) -> int:
    """Days after a deadline on which the work still comes, late: for entry the round's own setting, else
    what the workflow of its units says, or that of the round."""
    if name == ENTRY:
        return round_.grace_days
    of_unit = catalog.assessment_workflow(round_).deadlines.get(name)
    rule = of_unit or catalog.of_item(round_).deadlines.get(name)
    return rule.grace_days if rule else 0


def explanation_due(
    round_: Round, asked_on: date, days: int | None = None, calendar: Calendar | None = None
) -> date:
    """The last day for answers to questions asked on a day, so many days later (those of the round).

    They are days of the calendar, as no decision says "ngày làm việc"; a term that would end on a day off
    ends with the next working day (Bộ luật Dân sự 2015, Điều 147 and Điều 148 khoản 5). Without `calendar`
    that of the round's authority is read.
    """
    counted = round_.explanation_days if days is None else days
    known = calendar_of(round_.authority_id) if calendar is None else calendar
    return known.working_day_from(asked_on + timedelta(days=counted))


def stage_is_over(round_: Round, stage: str) -> bool:
    """Whether the round has gone past a stage of its units: what has closed is neither done nor reminded."""
    if round_.is_public:
        return True
    present = catalog.of_item(round_).states[round_.state].stage
    return STAGES.index(stage) < STAGES.index(present)


def complaint_due(round_: Round, published_on: date, calendar: Calendar | None = None) -> date:
    """The last day on which a unit may complain about the result published on a day: so many days after it,
    the day of publication itself not counted, counted as for explanation."""
    known = calendar_of(round_.authority_id) if calendar is None else calendar
    return known.working_day_from(published_on + timedelta(days=round_.complaint_days))


def is_past(day: date, moment: datetime) -> bool:
    """Whether a last day has passed."""
    return moment >= clock.end_of_day(day)


def days_until(day: date, moment: datetime) -> int:
    """Whole days until a day; 0 on it, negative after it."""
    return (day - clock.local(moment).date()).days

"""Deadlines, in one place. Days are Vietnamese days, the last one included.

Late is a label (after the entry deadline); closed is a lock (after the grace days, or after the last
extension granted to the unit, whichever is later).
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from app import clock
from app.rounds.models import Round


@dataclass(frozen=True)
class EntryWindow:
    """When one unit may enter and confirm figures."""

    opens_on: date
    deadline: date
    closes_on: date  # last day, inclusive
    extended: bool

    def is_open(self, moment: datetime) -> bool:
        """Whether figures may still be entered and confirmed at this moment."""
        return (
            clock.end_of_day(self.opens_on - timedelta(days=1)) <= moment < clock.end_of_day(self.closes_on)
        )

    def is_closed(self, moment: datetime) -> bool:
        """Whether the last day has passed."""
        return moment >= clock.end_of_day(self.closes_on)

    def is_late(self, moment: datetime) -> bool:
        """Whether something received at this moment is late ("trễ hạn"); a granted extension is not late."""
        limit = self.closes_on if self.extended else self.deadline
        return moment >= clock.end_of_day(limit)

    def days_left(self, moment: datetime) -> int:
        """Whole days until the last day; 0 on the last day, negative after it."""
        return (self.closes_on - clock.local(moment).date()).days


def entry_window(round_: Round, extended_until: date | None = None) -> EntryWindow:
    """The entry window of a unit, given the latest extension it was granted (if any)."""
    closes_on = round_.entry_deadline + timedelta(days=round_.grace_days)
    extended = extended_until is not None and extended_until > closes_on
    return EntryWindow(
        opens_on=round_.opens_on,
        deadline=round_.entry_deadline,
        closes_on=extended_until if extended and extended_until else closes_on,
        extended=extended,
    )


def explanation_due(round_: Round, asked_on: date) -> date:
    """The last day for answers to questions asked on a day."""
    return asked_on + timedelta(days=round_.explanation_days)


def is_past(day: date, moment: datetime) -> bool:
    """Whether a last day has passed."""
    return moment >= clock.end_of_day(day)

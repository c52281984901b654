"""The days of a demonstration round."""

from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True)
class Calendar:
    """The days of a round (source 002, V: from November, published before 30 January)."""

    year: int
    opens_on: date
    entry_deadline: date
    grace_days: int
    appraisal_deadline: date
    council_on: date
    publish_before: date

    @classmethod
    def of_2021(cls) -> "Calendar":
        """The round of 2021, as its source has it."""
        return cls(
            year=2021,
            opens_on=date(2021, 11, 1),
            entry_deadline=date(2021, 11, 30),
            grace_days=3,
            appraisal_deadline=date(2021, 12, 31),
            council_on=date(2022, 1, 12),
            publish_before=date(2022, 1, 30),
        )

    @classmethod
    def under_way(cls, today: date) -> "Calendar":
        """A round that is two thirds through its time of entry today."""
        opens = today - timedelta(days=20)
        return cls(
            year=today.year,
            opens_on=opens,
            entry_deadline=opens + timedelta(days=29),
            grace_days=3,
            appraisal_deadline=opens + timedelta(days=60),
            council_on=opens + timedelta(days=72),
            publish_before=opens + timedelta(days=90),
        )

    @property
    def closes_on(self) -> date:
        """The last day on which figures are taken without an extension."""
        return self.entry_deadline + timedelta(days=self.grace_days)

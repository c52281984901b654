"""Which days people work: weekends, public holidays and days worked instead, as data; and counting by them.

The national days come with the program (national_days.yaml says from where); an authority adds its own.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import yaml

DATA = Path(__file__).with_name("national_days.yaml")
SATURDAY = 5
ONE_DAY = timedelta(days=1)
LONGEST_REST = 60
"""No rest of a calendar is longer, in days: a search that goes on past it would never end."""


@dataclass(frozen=True)
class SpecialDay:
    """A day unlike its place in the week: off, or with `working` one on which people work all the same."""

    day: date
    title: str
    working: bool = False
    confirmed: bool = True  # False: expected, the yearly announcement is not out yet


class DaysFaulty(ValueError):
    """The file of national days cannot be used."""


@dataclass(frozen=True)
class Calendar:
    """Days off and days worked, beside the rule that people work from Monday to Friday."""

    off: frozenset[date] = frozenset()
    worked: frozenset[date] = frozenset()

    @classmethod
    def of(cls, days: Iterable[SpecialDay]) -> "Calendar":
        """The calendar of these special days; of two for one day the later one stands."""
        last = {special.day: special.working for special in days}
        return cls(
            frozenset(day for day, working in last.items() if not working),
            frozenset(day for day, working in last.items() if working),
        )

    def is_working_day(self, day: date) -> bool:
        """Whether people work on a day."""
        if day in self.worked:
            return True
        return day.weekday() < SATURDAY and day not in self.off

    def working_day_from(self, day: date) -> date:
        """The day itself where people work on it, else the next working day.

        Source: Bộ luật Dân sự 2015, Điều 148 khoản 5: a term that ends on a weekend or a holiday ends with
        the next working day.
        """
        for _ in range(LONGEST_REST):
            if self.is_working_day(day):
                return day
            day += ONE_DAY
        raise DaysFaulty(f"no working day within {LONGEST_REST} days before {day}")

    def add_working_days(self, day: date, number: int) -> date:
        """The working day that is so many working days after `day` (before it, where negative).

        The day itself is not counted; with 0 it is the day as it is, worked on or not.
        """
        step, left, rested = (ONE_DAY if number > 0 else -ONE_DAY), abs(number), 0
        while left:
            day += step
            if self.is_working_day(day):
                left, rested = left - 1, 0
            elif (rested := rested + 1) > LONGEST_REST:
                raise DaysFaulty(f"no working day within {LONGEST_REST} days of {day}")
        return day

    def working_days_between(self, first: date, last: date) -> int:
        """How many working days lie after `first`, up to and with `last`; negative where `last` is earlier.

        So many are left on `first` until a deadline whose last day is `last`.
        """
        if last < first:
            return -self.working_days_between(last, first)
        weeks, rest = divmod((last - first).days, 7)
        count = weeks * SATURDAY
        count += sum((first + n * ONE_DAY).weekday() < SATURDAY for n in range(1, rest + 1))
        count -= sum(day.weekday() < SATURDAY and first < day <= last for day in self.off - self.worked)
        return count + sum(day.weekday() >= SATURDAY and first < day <= last for day in self.worked)


def parse(text: str) -> tuple[SpecialDay, ...]:
    """The special days of a file: a list of entries by year; raises DaysFaulty where one cannot be read."""
    try:
        years = yaml.safe_load(text)["years"]
        found = [special for year, entry in years.items() for special in _year(int(year), entry)]
    except (yaml.YAMLError, KeyError, TypeError, AttributeError, ValueError) as error:
        raise DaysFaulty(str(error)) from error
    days = [special.day for special in found]
    if twice := sorted({day for day in days if days.count(day) > 1}):
        raise DaysFaulty(f"named twice: {twice[0]}")
    return tuple(sorted(found, key=lambda special: special.day))


def _year(year: int, entry: dict[str, Any]) -> Iterable[SpecialDay]:
    confirmed = bool(entry["confirmed"])
    for working, key in ((False, "holidays"), (True, "worked")):
        for title, days in entry.get(key, {}).items():
            for day in days:
                if not isinstance(day, date) or day.year != year:
                    raise DaysFaulty(f"{day} is not a day of {year}")
                yield SpecialDay(day, title, working, confirmed)


@cache
def national() -> tuple[SpecialDay, ...]:
    """The public holidays of Vietnam and the days worked instead, as announced."""
    return parse(DATA.read_text("utf-8"))


@cache
def national_calendar() -> Calendar:
    """The calendar of an authority that has no days of its own."""
    return Calendar.of(national())


OwnDays = Callable[[int], tuple[SpecialDay, ...]]
_own: list[OwnDays] = []


def keep(source: OwnDays) -> None:
    """Read an authority's own days from this source."""
    _own[:] = [source]


def calendar_of(authority_id: int) -> Calendar:
    """The calendar of an authority: the national days, and over them its own."""
    own = _own[0](authority_id) if _own else ()
    return Calendar.of((*national(), *own)) if own else national_calendar()

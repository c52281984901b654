"""Which days people work, and counting by them: the national days of each year, swaps, and what must hold
for every calendar."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app import working_days
from app.working_days import Calendar, DaysFaulty, SpecialDay

NATIONAL = working_days.national_calendar()
DAYS = st.dates(date(2020, 1, 1), date(2028, 12, 31))
CALENDARS = st.builds(
    Calendar.of,
    st.lists(st.builds(SpecialDay, DAYS, st.just("Ngày nghỉ"), st.booleans()), max_size=40),
)


@pytest.mark.parametrize(
    ("day", "works"),
    [
        ("2021-02-12", False),  # mùng 1 Tết Tân Sửu
        ("2021-02-17", True),
        ("2022-04-11", False),  # Giỗ Tổ fell on a Sunday
        ("2023-05-03", False),
        ("2024-04-29", False),  # swapped
        ("2024-05-04", True),  # a Saturday worked for it
        ("2025-01-27", False),
        ("2025-02-03", True),
        ("2025-04-26", True),
        ("2026-08-22", True),
        ("2026-08-31", False),
        ("2027-02-10", False),
        ("2024-02-29", True),  # a leap day like any Thursday
        ("2024-03-02", False),  # a Saturday
    ],
)
def test_the_national_days_are_known(day: str, works: bool) -> None:
    assert NATIONAL.is_working_day(date.fromisoformat(day)) is works


@pytest.mark.parametrize("year", range(2021, 2028))
def test_each_year_has_the_eleven_days_of_the_law(year: int) -> None:
    """Labour Code 2019, article 112: eleven days; swapped ones are given back by a Saturday worked."""
    days = [special for special in working_days.national() if special.day.year == year]
    taken = sum(not special.working for special in days) - sum(special.working for special in days)
    assert taken == 11
    assert all((special.day.weekday() >= 5) is special.working for special in days)
    assert {special.confirmed for special in days} == {year < 2027}, "2027 waits for its announcement"


def test_working_days_are_counted_over_a_rest_and_a_swap() -> None:
    assert NATIONAL.working_days_between(date(2025, 1, 24), date(2025, 2, 3)) == 1  # Tết lies between
    assert NATIONAL.add_working_days(date(2024, 4, 26), 2) == date(2024, 5, 3)
    assert NATIONAL.add_working_days(date(2024, 5, 3), 1) == date(2024, 5, 4)  # the Saturday worked
    assert NATIONAL.add_working_days(date(2025, 2, 3), -1) == date(2025, 1, 24)
    assert NATIONAL.working_day_from(date(2026, 2, 14)) == date(2026, 2, 23)


@given(CALENDARS, DAYS, st.integers(-60, 60))
def test_what_is_added_is_counted_again(calendar: Calendar, day: date, number: int) -> None:
    reached = calendar.add_working_days(day, number)
    assert number == 0 or calendar.is_working_day(reached)
    if number >= 0 or calendar.is_working_day(day):
        assert calendar.working_days_between(day, reached) == number


@given(CALENDARS, DAYS, st.integers(-120, 120))
def test_counting_is_looking_at_every_day(calendar: Calendar, first: date, distance: int) -> None:
    last = first + timedelta(days=distance)
    low, high = min(first, last), max(first, last)
    days = [low + timedelta(days=n) for n in range(1, (high - low).days + 1)]
    counted = sum(calendar.is_working_day(day) for day in days)
    assert calendar.working_days_between(first, last) == (counted if distance >= 0 else -counted)


@given(CALENDARS, DAYS)
def test_the_next_working_day_is_the_first_there_is(calendar: Calendar, day: date) -> None:
    reached = calendar.working_day_from(day)
    assert calendar.is_working_day(reached) and reached >= day
    assert not any(calendar.is_working_day(day + timedelta(days=n)) for n in range((reached - day).days))


def test_an_authority_has_the_last_word() -> None:
    day = date(2024, 11, 20)
    own = Calendar.of((*working_days.national(), SpecialDay(day, "Ngày truyền thống")))
    assert NATIONAL.is_working_day(day) and not own.is_working_day(day)
    swapped = Calendar.of((*working_days.national(), SpecialDay(date(2024, 9, 2), "Trực", working=True)))
    assert swapped.is_working_day(date(2024, 9, 2))


def test_a_calendar_without_working_days_is_refused_instead_of_searched_for_ever() -> None:
    start = date(2024, 1, 1)
    calendar = Calendar(frozenset(start + timedelta(days=n) for n in range(400)))
    for ask in (lambda: calendar.working_day_from(start), lambda: calendar.add_working_days(start, 1)):
        with pytest.raises(DaysFaulty):
            ask()


@pytest.mark.parametrize(
    "text",
    [
        "years: {2024: {confirmed: true, holidays: {Tết: [2023-01-01]}}}",  # another year's day
        "years: {2024: {confirmed: true, holidays: {Tết: [2024-01-01], Lễ: [2024-01-01]}}}",  # twice
        "years: {2024: {holidays: {Tết: [2024-01-01]}}}",  # whether announced is not said
        "years: {2024: {confirmed: true, holidays: {Tết: [hôm nay]}}}",
        "[1, 2]",
        "years: [",
    ],
)
def test_a_faulty_file_is_refused(text: str) -> None:
    with pytest.raises(DaysFaulty):
        working_days.parse(text)

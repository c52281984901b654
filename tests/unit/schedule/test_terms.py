"""Until when, late or not, open or not: each deadline at the edges of its days, what is planned for it."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app import working_days
from app.clock import LOCAL_ZONE
from app.rounds.deadlines import Term, entry_window, explanation_due, stage_is_over, stage_term, term
from app.rounds.models import Round
from app.schedule.planning import AFTER, LEADER, REMIND, STANDING_BODY, due_today, plan
from app.working_days import Calendar
from workflows.model import Deadline

NATIONAL = working_days.national_calendar()
LAST = date(2024, 11, 29)


def last_second(day: date) -> datetime:
    """23:59:59 of a day in Vietnam."""
    return datetime(day.year, day.month, day.day, 23, 59, 59, tzinfo=LOCAL_ZONE)


def round_of(**values: object) -> Round:
    """A round of November 2024."""
    return Round(
        **{
            "authority_id": 1,
            "state": "collecting",
            "workflow": "round",
            "workflow_version": 3,
            "assessment_workflow": "thanh_hoa_assessment",
            "assessment_workflow_version": 2,
            "opens_on": date(2024, 11, 1),
            "entry_deadline": LAST,
            "grace_days": 3,
            "explanation_days": 5,
            "appraisal_deadline": date(2024, 12, 13),
            "publish_before": date(2025, 1, 15),
            **values,
        }
    )


DAY = timedelta(days=1)
SECOND = timedelta(seconds=1)


@pytest.mark.parametrize(
    ("extended", "moment", "expected"),
    [  # open, late, closed
        (None, last_second(date(2024, 10, 31)), (False, False, False)),
        (None, last_second(date(2024, 10, 31)) + SECOND, (True, False, False)),
        (None, last_second(LAST), (True, False, False)),
        (None, last_second(LAST) + SECOND, (True, True, False)),  # grace: late, but open
        (None, last_second(LAST + 3 * DAY), (True, True, False)),
        (None, last_second(LAST + 3 * DAY) + SECOND, (False, True, True)),
        (LAST + 9 * DAY, last_second(LAST + 9 * DAY), (True, False, False)),  # extended: not late
        (LAST + 9 * DAY, last_second(LAST + 9 * DAY) + SECOND, (False, True, True)),  # the extension ended
        (LAST + DAY, last_second(LAST + DAY), (True, False, False)),  # shorter than the grace
        (LAST + DAY, last_second(LAST + DAY) + SECOND, (True, True, False)),
        (LAST + DAY, last_second(LAST + 3 * DAY) + SECOND, (False, True, True)),
        (LAST - 5 * DAY, last_second(LAST), (True, False, False)),  # everyone's day was put off past it
    ],
)
def test_a_unit_is_open_late_and_closed_by_the_day(
    extended: date | None, moment: datetime, expected: tuple[bool, bool, bool]
) -> None:
    window = entry_window(round_of(), extended)
    for same in (moment, moment.astimezone(UTC)):
        assert (window.is_open(same), window.is_late(same), window.is_closed(same)) == expected


def test_midnight_is_that_of_vietnam_all_year() -> None:
    """Seven hours before Greenwich's, in summer as in winter."""
    days = ((2024, 2, 29), (2024, 3, 31), (2024, 6, 30), (2024, 10, 27), (2024, 12, 31))
    for last in (date(*day) for day in days):
        window = term("entry", last)
        edge = datetime(last.year, last.month, last.day, 17, tzinfo=UTC)
        assert not window.is_closed(edge - SECOND) and window.is_closed(edge)
        assert window.days_left(edge - SECOND) == 0 and window.days_left(edge) == -1


def test_days_are_counted_to_the_day_people_are_told() -> None:
    window = entry_window(round_of())
    assert window.days_left(last_second(LAST - 2 * DAY)) == 2
    assert window.days_left(last_second(LAST) + SECOND) == 2, "three days of grace, the first has begun"
    assert window.days_late(last_second(LAST)) == 0 and window.days_late(last_second(LAST) + SECOND) == 1
    assert window.working_days_left(last_second(date(2024, 11, 22)), NATIONAL) == 5
    assert entry_window(round_of(), LAST + 9 * DAY).days_late(last_second(LAST + 10 * DAY)) == 1


@given(
    st.dates(date(2024, 1, 1), date(2027, 12, 31)),
    st.integers(0, 60),
    st.none() | st.integers(-30, 90),
    st.integers(0, 140_000_000),
)
def test_closed_is_late_and_more_time_never_hurts(
    planned: date, grace: int, more: int | None, second: int
) -> None:
    at = datetime(2024, 1, 1, tzinfo=UTC) + timedelta(seconds=second)
    without = term("entry", planned, grace_days=grace)
    extended = term(
        "entry", planned, grace_days=grace, extended_until=None if more is None else planned + timedelta(more)
    )
    for one in (without, extended):
        assert one.deadline <= one.limit <= one.closes_on
        assert not one.is_closed(at) or one.is_late(at)
        assert one.is_open(at) != one.is_closed(at)
        assert (one.days_late(at) > 0) == one.is_late(at)
        assert (one.days_left(at) < 0) == one.is_closed(at)
    assert extended.closes_on >= without.closes_on and (not extended.is_late(at) or without.is_late(at))


def test_answers_due_on_a_day_off_are_due_on_the_next_working_day() -> None:
    round_ = round_of(explanation_days=5)
    assert explanation_due(round_, date(2024, 11, 11), calendar=NATIONAL) == date(2024, 11, 18)  # Saturday
    assert explanation_due(round_, date(2024, 11, 13), calendar=NATIONAL) == date(2024, 11, 18)
    assert explanation_due(round_, date(2025, 1, 22), calendar=NATIONAL) == date(2025, 2, 3)  # over Tết
    assert explanation_due(round_, date(2024, 2, 24), calendar=NATIONAL) == date(2024, 2, 29)
    assert explanation_due(round_, date(2024, 11, 11), 2, NATIONAL) == date(2024, 11, 13)


def test_every_deadline_has_its_term() -> None:
    round_ = round_of()
    assert stage_term(round_, "explanation") is None and stage_term(round_, "due") is None
    found = {
        name: stage_term(round_, name, due_on=LAST)
        for name in ("entry", "explanation", "appraisal", "publication")
    }
    assert {name: one.limit for name, one in found.items() if one} == {
        "entry": LAST,
        "explanation": LAST,
        "appraisal": date(2024, 12, 13),
        "publication": date(2025, 1, 15),
    }


@pytest.mark.parametrize(
    ("state", "over"),
    [
        ("preparing", set()),
        ("collecting", set()),
        ("appraising", {"self"}),
        ("council", {"self", "appraisal"}),
        ("decided", {"self", "appraisal", "council"}),
        ("published", {"self", "appraisal", "council", "final"}),
        ("correcting", {"self", "appraisal", "council", "final"}),
    ],
)
def test_a_round_leaves_stages_behind(state: str, over: set[str]) -> None:
    stages = ("self", "appraisal", "council", "final")
    assert {stage for stage in stages if stage_is_over(round_of(state=state), stage)} == over


# --- what is planned for a deadline -----------------------------------------------------------------------

RULE = Deadline("entry", "Hạn", 0, (7, 3, 1), ("specialist",), 1, ("standing_body",))
RULES = st.builds(
    Deadline,
    st.just("entry"),
    st.just("Hạn"),
    st.just(0),
    st.lists(st.integers(1, 15), max_size=4).map(tuple),
    st.just(("specialist",)),
    st.none() | st.integers(0, 5),
    st.just(("standing_body",)),
)
TERMS = st.builds(
    lambda day, grace: term("entry", day, grace_days=grace),
    st.dates(date(2021, 3, 1), date(2027, 10, 1)),
    st.integers(0, 10),
)


def test_the_plan_counts_working_days_over_tet() -> None:
    over_tet = term("entry", date(2025, 2, 4))  # the second working day after it
    planned = {(one.kind, one.days): one.on for one in plan(RULE, over_tet, NATIONAL, waits_for_unit=True)}
    assert planned == {
        (REMIND, 7): date(2025, 1, 17),
        (REMIND, 3): date(2025, 1, 23),
        (REMIND, 1): date(2025, 2, 3),
        (REMIND, AFTER): date(2025, 2, 5),
        (LEADER, 1): date(2025, 2, 5),
        (STANDING_BODY, 2): date(2025, 2, 6),
    }


@given(RULES, TERMS, st.integers(-40, 40), st.booleans())
def test_what_is_due_is_planned_and_fits_the_day(
    rule: Deadline, limit: Term, away: int, by_unit: bool
) -> None:
    today = limit.limit + timedelta(days=away)
    calendar: Calendar = NATIONAL
    due = due_today(rule, limit, calendar, today, waits_for_unit=by_unit)
    assert all(one.on <= today for one in due)
    before = [one for one in due if one.kind == REMIND and one.days != AFTER]
    assert len(before) <= 1 and (not before or today <= limit.limit)
    if today <= limit.limit:
        assert due == before, "nobody is told of lateness in time"
    if today > limit.closes_on:
        assert all(one.kind != REMIND for one in due), "what is locked is not asked for"
    leaders = [one.on for one in due if one.kind == LEADER]
    above = [one.on for one in due if one.kind == STANDING_BODY]
    assert not above or not by_unit or leaders and leaders[0] <= above[0], "the leader first"

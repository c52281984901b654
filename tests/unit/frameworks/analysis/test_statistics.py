"""Centre and deviation of values, and units far from the mean."""

import statistics as standard
from fractions import Fraction as F

import pytest
from hypothesis import given
from hypothesis import strategies as st

from frameworks.analysis.statistics import Deviation, describe, median, spread, spreads, squared_scores
from frameworks.analysis.table import Criterion, Table

numbers = st.fractions(-100, 100, max_denominator=12)
columns = st.dictionaries(st.integers(0, 60), numbers, min_size=1, max_size=15)


def test_statistics_worked_by_hand() -> None:
    # mean 5; squares 9 + 1 + 1 + 1 + 0 + 0 + 4 + 16 = 32, over 8 is 4, over 7 is 32/7
    found = describe([F(each) for each in (2, 4, 4, 4, 5, 5, 7, 9)])
    assert found.size == 8
    assert (found.mean, found.median, found.minimum, found.maximum) == (5, F(9, 2), 2, 9)
    assert found.population_deviation == 2
    assert found.sample_deviation == F("2.13808993529939507747642784704")


def test_one_value_has_no_sample_deviation() -> None:
    found = describe([F(7)])
    assert (found.population_deviation, found.sample_deviation) == (0, None)


def test_no_values_have_no_statistics() -> None:
    for function in (describe, median):
        with pytest.raises(ValueError):
            function([])


@given(st.lists(numbers, min_size=2, max_size=20))
def test_statistics_are_those_of_the_standard_library(values: list[F]) -> None:
    found = describe(values)
    assert (found.mean, found.median) == (standard.mean(values), standard.median(values))
    for deviation, variance in (
        (found.population_deviation, standard.pvariance(values)),
        (found.sample_deviation, standard.variance(values)),
    ):
        assert deviation is not None
        assert abs(deviation**2 - variance) <= variance * F(1, 10**29)


@given(st.lists(numbers, min_size=1, max_size=15), st.randoms(use_true_random=False))
def test_order_changes_no_statistics(values: list[F], random: object) -> None:
    shuffled = list(values)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert describe(shuffled) == describe(values)


@given(columns, st.sampled_from(Deviation))
def test_squared_scores_add_up(values: dict[int, F], deviation: Deviation) -> None:
    scores = squared_scores(values, deviation)
    size = len(values)
    different = len(set(values.values())) > 1
    expected = size if deviation is Deviation.POPULATION else size - 1
    assert sum(square for _, square in scores.values()) == (expected if different else 0)
    assert all(square <= max(size - 1, 0) for _, square in scores.values())
    mean = standard.mean(values.values())
    for unit, (side, _) in scores.items():
        assert side == (values[unit] > mean) - (values[unit] < mean)


def test_far_units_are_named_with_their_score() -> None:
    # nine times 0 and once 10: mean 1, deviation 3, so the one lies 3 deviations above
    values: dict[str, F | None] = {**{f"u{each}": F(0) for each in range(9)}, "far": F(10), "blank": None}
    found = spread(values)
    assert found.statistics is not None and found.statistics.population_deviation == 3
    assert found.far == {"far": 3}
    assert found.without_data == ("blank",)


def test_just_as_far_is_not_farther() -> None:
    values: dict[int, F | None] = {**{each: F(0) for each in range(9)}, 9: F(10)}
    assert spread(values, 3).far == {}
    assert spread(values, F(29, 10)).far == {9: 3}
    assert spread(values, F(29, 10), Deviation.SAMPLE).far == {}


def test_nobody_is_far_where_all_are_equal_or_few() -> None:
    assert spread({"a": F(4), "b": F(4), "c": F(4)}, 0).far == {}
    assert spread({"a": F(0), "b": F(0), "c": F(0), "d": F(0), "e": F(10)}).far == {}


def test_no_data_no_statistics() -> None:
    assert spread({"a": None}) == (None, {}, ("a",))


def test_spreads_leave_out_units_for_which_a_criterion_does_not_count() -> None:
    criteria = (Criterion("1.1", F(5), "1"), Criterion("1.2", F(5), "1"))
    table = Table(criteria, {"a": {"1.1": F(1), "1.2": F(3)}, "b": {"1.1": None}, "c": {"1.1": F(3)}})
    found = spreads(table)
    first, second = found["1.1"], found["1.2"]
    assert first.statistics is not None and (first.statistics.size, first.statistics.mean) == (2, 2)
    assert first.without_data == ("b",)
    assert second.statistics is not None and second.statistics.size == 1
    assert second.without_data == ()

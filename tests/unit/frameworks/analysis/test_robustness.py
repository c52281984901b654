"""Ranks without a main index and under changed weights."""

from fractions import Fraction as F

import pytest
from hypothesis import given
from hypothesis import strategies as st

from frameworks.analysis.robustness import RankInterval, drop_each, mean_rank_change, rank_intervals
from frameworks.analysis.table import Criterion, Table, ranks

CRITERIA = (
    Criterion("1.1", F(10), "1"),
    Criterion("2.1", F(5), "2"),
    Criterion("2.2", F(5), "2"),
    Criterion("3.1", F(20), "3"),
)
TABLE = Table(
    CRITERIA,
    {
        "a": {"1.1": F(10), "2.1": F(1), "2.2": F(1), "3.1": F(10)},  # 10 + 2 + 10 = 22
        "b": {"1.1": F(0), "2.1": F(5), "2.2": F(5), "3.1": F(11)},  # 0 + 10 + 11 = 21
        "c": {"1.1": F(5), "2.1": F(2), "2.2": None, "3.1": F(12)},  # 5 + 2 + 12 = 19
    },
)
shares = st.sampled_from([F(0), F(1, 7), F(1, 3), F(1, 2), F(5, 6), F(1)])


@st.composite
def tables(draw: st.DrawFn) -> Table[int]:
    """Points of a few units on the criteria above; some have no data, some do not count."""
    points: dict[int, dict[str, F | None]] = {}
    for unit in range(draw(st.integers(0, 6))):
        points[unit] = {}
        for criterion in CRITERIA:
            share = draw(shares | st.sampled_from([None, "out"]))
            if not isinstance(share, str):
                points[unit][criterion.code] = None if share is None else share * criterion.maximum
    return Table(CRITERIA, points)


# --- one main index left out


def test_ranks_without_each_main_index() -> None:
    found = drop_each(TABLE)
    assert list(found) == ["1", "2", "3"]
    assert found["1"].totals == {"a": 12, "b": 21, "c": 14}
    assert found["1"].ranks == {"a": 3, "b": 1, "c": 2}
    assert found["1"].changes == {"a": 2, "b": -1, "c": -1}
    assert found["1"].mean_change == F(4, 3)
    assert found["2"].ranks == {"a": 1, "c": 2, "b": 3}  # 20, 17, 11
    assert found["2"].mean_change == F(2, 3)
    assert found["3"].ranks == {"a": 1, "b": 2, "c": 3}  # 12, 10, 7
    assert found["3"].mean_change == 0


def test_a_pillar_keeps_its_maximum_if_asked() -> None:
    found = drop_each(TABLE, pillars={"1": "A", "2": "A", "3": "B"})
    assert found["1"].totals == {"a": 14, "b": 31, "c": 16}  # 2 counts 20 instead of 10
    assert found["2"].totals == {"a": 30, "b": 11, "c": 22}
    assert found["3"].totals == {"a": 12, "b": 10, "c": 7}  # nothing else in B to raise
    with pytest.raises(KeyError):
        drop_each(TABLE, pillars={"1": "A"})


def test_what_does_not_count_is_made_good_by_the_rest() -> None:
    table = Table(CRITERIA, {"d": {"1.1": F(10), "3.1": F(10)}, "e": {"3.1": F(5)}, "f": {}})
    found = drop_each(table)
    assert found["1"].totals == {"d": 15, "e": F(15, 2), "f": 0}  # 10 of 20, 5 of 20; of 30
    assert found["3"].totals == {"d": 20, "e": 0, "f": 0}


def test_the_only_main_index_leaves_nothing() -> None:
    table = Table((Criterion("1.1", F(10), "1"),), {"a": {"1.1": F(10)}, "b": {"1.1": F(3)}})
    assert drop_each(table)["1"].ranks == {"a": 1, "b": 1}


def test_ranks_are_made_on_rounded_totals_if_asked() -> None:
    points: dict[str, dict[str, F | None]] = {
        "a": {"1.1": F(1), "3.1": F("2.001")},
        "b": {"1.1": F(2), "3.1": F("2.002")},
    }
    criteria = (CRITERIA[0], CRITERIA[3])
    assert drop_each(Table(criteria, points))["1"].ranks == {"a": 2, "b": 1}
    assert drop_each(Table(criteria, points), 2)["1"].ranks == {"a": 1, "b": 1}


def test_rounded_totals_are_the_ones_compared_before_and_under_changed_weights() -> None:
    points: dict[str, dict[str, F | None]] = {
        "a": {"1.1": F("2.001"), "3.1": F(2)},
        "b": {"1.1": F("2.002"), "3.1": F(2)},
        "c": {"1.1": F(1), "3.1": F(2)},
    }
    table = Table((CRITERIA[0], CRITERIA[3]), points)
    assert drop_each(table, 2)["3"].changes == {"a": 0, "b": 0, "c": 0}
    assert drop_each(table, 2)["1"].changes == {"a": 0, "b": 0, "c": -2}
    first, last = RankInterval(1, 1, 1, F(1)), RankInterval(3, 3, 3, F(3))
    assert rank_intervals(table, F(0), 3, 1, decimals=2) == {"a": first, "b": first, "c": last}
    assert rank_intervals(table, F(0), 3, 1)["a"] == RankInterval(2, 2, 2, F(2))


def test_mean_rank_change() -> None:
    assert mean_rank_change({"a": 1, "b": 2, "c": 3}, {"a": 3, "b": 1, "c": 2}) == F(4, 3)
    assert mean_rank_change({}, {}) == 0


@given(tables())
def test_without_exclusions_dropping_is_subtracting(table: Table[int]) -> None:
    whole = {
        unit: {each.code: given.get(each.code) for each in CRITERIA} for unit, given in table.points.items()
    }
    found = drop_each(Table(CRITERIA, whole))
    for main, dropped in found.items():
        left = [each.code for each in CRITERIA if each.main != main]
        expected = {unit: sum((given[code] or F(0) for code in left), F(0)) for unit, given in whole.items()}
        assert dropped.totals == expected
        assert dropped.ranks == ranks(expected)


@given(tables(), st.randoms(use_true_random=False), st.none() | st.integers(0, 2))
def test_order_of_units_changes_no_rank(table: Table[int], random: object, decimals: int | None) -> None:
    units, criteria = list(table.points), list(table.criteria)
    random.shuffle(units)  # type: ignore[attr-defined]
    random.shuffle(criteria)  # type: ignore[attr-defined]
    shuffled = Table(tuple(criteria), {unit: table.points[unit] for unit in units})
    assert drop_each(shuffled, decimals) == drop_each(table, decimals)
    again = rank_intervals(shuffled, F(1, 4), 5, 7, decimals)
    assert again == rank_intervals(table, F(1, 4), 5, 7, decimals)


# --- changed weights


def test_a_seed_gives_the_same_intervals_again() -> None:
    found = rank_intervals(TABLE, F(1, 4), 200, seed=2021)
    assert found == rank_intervals(TABLE, F(1, 4), 200, seed=2021)
    assert found == {
        "a": RankInterval(rank=1, best=1, worst=2, median=F(1)),
        "b": RankInterval(rank=2, best=1, worst=3, median=F(2)),
        "c": RankInterval(rank=3, best=2, worst=3, median=F(3)),
    }


@pytest.mark.parametrize(("change", "draws"), [(F(-1, 4), 10), (F(5, 4), 10), (F(1, 4), 0)])
def test_changes_that_cannot_be_are_refused(change: F, draws: int) -> None:
    with pytest.raises(ValueError):
        rank_intervals(TABLE, change, draws, 1)


@given(tables(), st.integers(), st.none() | st.integers(0, 2))
def test_no_change_leaves_every_rank(table: Table[int], seed: int, decimals: int | None) -> None:
    own = ranks(table.totals(), decimals)
    expected = {unit: RankInterval(rank, rank, rank, F(rank)) for unit, rank in own.items()}
    assert rank_intervals(table, F(0), 3, seed, decimals) == expected


@given(tables(), st.fractions(0, 1, max_denominator=10), st.integers(0, 9))
def test_an_interval_lies_among_the_ranks(table: Table[int], change: F, seed: int) -> None:
    for interval in rank_intervals(table, change, 9, seed).values():
        assert 1 <= interval.best <= interval.median <= interval.worst <= len(table.points)


@given(tables(), st.integers(0, 9))
def test_who_is_ahead_everywhere_stays_ahead(table: Table[int], seed: int) -> None:
    full = {each.code: each.maximum for each in CRITERIA}
    with_best = Table[int](CRITERIA, {**table.points, 99: {**full}})
    best = rank_intervals(with_best, F(1), 9, seed)[99]
    assert (best.rank, best.best, best.worst) == (1, 1, 1)

"""Z-score, Min-Max and shares of the best, and totals made of them."""

from fractions import Fraction as F

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from frameworks.analysis.normalised import (
    TIE_DECIMALS,
    AllEqual,
    Direction,
    min_max,
    proportional,
    totals_by_min_max,
    totals_by_z,
    weighted_mean,
    z_scores,
)
from frameworks.analysis.statistics import Deviation
from frameworks.analysis.table import Criterion, Table, ranks

HALF_ROOT = F("0.707106781186547524400844362105")
ROOT_OF_3_HALVES = F("1.22474487139158904909864203735")
numbers = st.fractions(-50, 50, max_denominator=8)
columns = st.dictionaries(st.integers(0, 40), st.none() | numbers, max_size=12)
scales = st.fractions(F(1, 50), 50, max_denominator=50)


@st.composite
def tables(draw: st.DrawFn) -> Table[int]:
    """Points of up to six units on up to four criteria; some have no data, some do not count."""
    maxima = draw(st.lists(st.integers(1, 20), min_size=1, max_size=4))
    criteria = tuple(Criterion(str(place), F(each), str(place % 2)) for place, each in enumerate(maxima))
    units = draw(st.integers(0, 6))
    points: dict[int, dict[str, F | None]] = {unit: {} for unit in range(units)}
    for given_points in points.values():
        for criterion in criteria:
            share = draw(st.sampled_from([None, "out", F(0), F(1, 3), F(1, 2), F(1)]))
            if not isinstance(share, str):
                given_points[criterion.code] = None if share is None else share * criterion.maximum
    return Table(criteria, points)


# --- Z-score


def test_z_scores_worked_by_hand() -> None:
    values = {"a": F(1), "b": F(2), "c": F(3), "blank": None}
    assert z_scores(values, Deviation.SAMPLE) == {"a": -1, "b": 0, "c": 1, "blank": None}
    assert z_scores(values, Deviation.SAMPLE, Direction.LOWER) == {"a": 1, "b": 0, "c": -1, "blank": None}
    assert z_scores(values) == {"a": -ROOT_OF_3_HALVES, "b": 0, "c": ROOT_OF_3_HALVES, "blank": None}


@pytest.mark.parametrize("deviation", Deviation)
def test_all_equal_have_score_zero(deviation: Deviation) -> None:
    assert z_scores({"a": F(4), "b": F(4)}, deviation) == {"a": 0, "b": 0}
    assert z_scores({"alone": F(4)}, deviation) == {"alone": 0}
    assert z_scores({"blank": None}, deviation) == {"blank": None}


@given(columns, scales, numbers, st.sampled_from(Deviation), st.sampled_from(Direction))
def test_unit_of_measurement_changes_no_z_score(
    values: dict[int, F | None], scale: F, shift: F, deviation: Deviation, direction: Direction
) -> None:
    moved = {unit: None if value is None else value * scale + shift for unit, value in values.items()}
    assert z_scores(moved, deviation, direction) == z_scores(values, deviation, direction)


@given(columns, st.sampled_from(Deviation))
def test_z_scores_of_the_negatives_turn_round(values: dict[int, F | None], deviation: Deviation) -> None:
    negatives = {unit: None if value is None else -value for unit, value in values.items()}
    assert z_scores(negatives, deviation) == z_scores(values, deviation, Direction.LOWER)


@given(columns, st.sampled_from(Deviation))
def test_z_scores_add_up_to_zero(values: dict[int, F | None], deviation: Deviation) -> None:
    total = sum(score for score in z_scores(values, deviation).values() if score is not None)
    assert abs(total) < F(1, 10**26)


# --- Min-Max


def test_min_max_worked_by_hand() -> None:
    values = {"a": F(10), "b": F(20), "c": F(40), "blank": None}
    assert min_max(values) == {"a": 0, "b": F(1, 3), "c": 1, "blank": None}
    assert min_max(values, 0, 100) == {"a": 0, "b": F(100, 3), "c": 100, "blank": None}
    lower = min_max(values, 1, 10, Direction.LOWER)
    assert lower == {"a": 10, "b": 7, "c": 1, "blank": None}


@pytest.mark.parametrize(
    ("value", "direction", "all_equal", "expected"),
    [
        (5, Direction.HIGHER, AllEqual.HIGH_IF_POSITIVE, 100),
        (0, Direction.HIGHER, AllEqual.HIGH_IF_POSITIVE, 10),
        (0, Direction.LOWER, AllEqual.HIGH_IF_POSITIVE, 100),
        (0, Direction.HIGHER, AllEqual.HIGH, 100),
        (5, Direction.HIGHER, AllEqual.LOW, 10),
        (5, Direction.HIGHER, AllEqual.NOTHING, None),
    ],
)
def test_all_equal_is_treated_as_said(
    value: int, direction: Direction, all_equal: AllEqual, expected: int | None
) -> None:
    values = {"a": F(value), "b": F(value), "blank": None}
    found = min_max(values, 10, 100, direction, all_equal)
    assert found == {"a": expected, "b": expected, "blank": None}
    assert min_max({"alone": F(value)}, 10, 100, direction, all_equal) == {"alone": expected}


def test_min_max_needs_room_between_its_ends() -> None:
    with pytest.raises(ValueError):
        min_max({"a": F(1)}, 1, 1)
    assert min_max({"blank": None}) == {"blank": None}


@given(columns, scales, numbers, st.sampled_from(Direction))
def test_unit_of_measurement_changes_no_min_max(
    values: dict[int, F | None], scale: F, shift: F, direction: Direction
) -> None:
    moved = {unit: None if value is None else value * scale + shift for unit, value in values.items()}
    high = AllEqual.HIGH
    assert min_max(moved, 0, 1, direction, high) == min_max(values, 0, 1, direction, high)


@given(columns)
def test_min_max_keeps_the_order_and_reaches_both_ends(values: dict[int, F | None]) -> None:
    known = {unit: value for unit, value in values.items() if value is not None}
    assume(len(set(known.values())) > 1)
    scores = {unit: score for unit, score in min_max(values).items() if score is not None}
    assert (min(scores.values()), max(scores.values())) == (0, 1)
    assert ranks(scores) == ranks(known)
    turned = min_max(values, direction=Direction.LOWER)
    assert all(turned[unit] == 1 - score for unit, score in scores.items())


# --- shares of the best, weighted means


def test_shares_of_the_best() -> None:
    values = {"a": F(10), "b": F(20), "c": F(40), "blank": None}
    assert proportional(values) == {"a": F(1, 4), "b": F(1, 2), "c": 1, "blank": None}
    assert proportional(values, 10)["a"] == F(5, 2)
    assert proportional({"a": F(0), "b": F(0)}) == {"a": 0, "b": 0}
    assert proportional({"blank": None}) == {"blank": None}
    with pytest.raises(ValueError):
        proportional({"a": F(-1), "b": F(1)})


def test_a_weighted_mean_leaves_out_what_has_no_value() -> None:
    weights = {"a": F(1), "b": F(1), "c": F(2)}
    assert weighted_mean({"a": F(50), "b": None, "c": F(100)}, weights) == F(250, 3)
    assert weighted_mean({"a": None, "b": None}, weights) is None
    assert weighted_mean({}, weights) is None
    with pytest.raises(KeyError):
        weighted_mean({"d": F(1)}, weights)


# --- totals


def test_totals_worked_by_hand() -> None:
    criteria = (Criterion("1.1", F(10), "1"), Criterion("2.1", F(30), "2"))
    table = Table(
        criteria,
        {
            "a": {"1.1": F(10), "2.1": F(5)},
            "b": {"1.1": F(6), "2.1": F(20)},
            "c": {"1.1": None, "2.1": F(20)},  # no data counts as 0
            "d": {"2.1": F(15)},  # 1.1 does not count
            "e": {},
        },
    )
    assert totals_by_min_max(table) == {
        "a": 10,  # 10·1 + 30·0
        "b": 36,  # 10·6/10 + 30·1
        "c": 30,  # 10·0 + 30·1
        "d": F(80, 3),  # 30·2/3 = 20 of 30, of 40
        "e": 0,
    }
    ends = Table(criteria, {"a": {"1.1": F(10), "2.1": F(5)}, "b": {"1.1": F(0), "2.1": F(9)}})
    assert totals_by_z(ends) == {"a": F(-1, 2), "b": F(1, 2)}  # (10·1 + 30·(-1)) / 40
    assert totals_by_z(ends, Deviation.SAMPLE)["b"] == HALF_ROOT / 2  # over √2


@given(tables(), st.randoms(use_true_random=False))
def test_order_of_units_changes_no_total(table: Table[int], random: object) -> None:
    units = list(table.points)
    random.shuffle(units)  # type: ignore[attr-defined]
    shuffled = Table(table.criteria, {unit: table.points[unit] for unit in units})
    for totals in (totals_by_min_max, totals_by_z):
        assert totals(shuffled) == totals(table)
        assert ranks(totals(shuffled), TIE_DECIMALS) == ranks(totals(table), TIE_DECIMALS)


@given(tables())
def test_totals_by_min_max_lie_between_nothing_and_the_maximum(table: Table[int]) -> None:
    assert all(0 <= total <= table.maximum for total in totals_by_min_max(table).values())


@given(tables(), scales)
def test_maxima_in_other_points_change_no_rank(table: Table[int], scale: F) -> None:
    criteria = tuple(each._replace(maximum=each.maximum * scale) for each in table.criteria)
    other = Table(criteria, table.points)
    assert totals_by_z(other) == totals_by_z(table)
    assert totals_by_min_max(other) == {
        unit: total * scale for unit, total in totals_by_min_max(table).items()
    }

"""The table of points: totals by the official rule, ranks, roots."""

from collections.abc import Mapping
from fractions import Fraction as F

import pytest
from hypothesis import given
from hypothesis import strategies as st

from frameworks.analysis.table import DIGITS, Criterion, Table, over_one_denominator, ranks, root

CRITERIA = (
    Criterion("1.1", F(10), "1"),
    Criterion("1.2", F(10), "1"),
    Criterion("2.1", F(20), "2"),
)
totals = st.dictionaries(st.integers(0, 50), st.fractions(0, 160, max_denominator=9), max_size=20)


def test_totals_are_the_official_ones() -> None:
    table = Table(
        CRITERIA,
        {
            "all": {"1.1": F(5), "1.2": F(10), "2.1": F(15)},
            "no data": {"1.1": None, "1.2": F(10), "2.1": F(15)},
            "not applicable": {"1.2": F(10), "2.1": F(15)},
            "nothing": {},
        },
    )
    assert table.totals() == {
        "all": F(30),
        "no data": F(25),
        "not applicable": F(100, 3),  # 25 of 30 that count, of 40
        "nothing": F(0),
    }
    assert (table.maximum, table.mains) == (F(40), {"1": F(20), "2": F(20)})
    assert table.column("1.1") == {"all": F(5), "no data": None}


@pytest.mark.parametrize(
    ("criteria", "points"),
    [
        ((*CRITERIA, Criterion("1.1", F(1), "2")), {}),
        ((Criterion("1", F(0), "1"),), {}),
        (CRITERIA, {"a": {"3.1": F(1)}}),
    ],
)
def test_a_table_that_cannot_be_is_refused(
    criteria: tuple[Criterion, ...], points: Mapping[str, Mapping[str, F | None]]
) -> None:
    with pytest.raises(ValueError):
        Table(criteria, points)


def test_ties_share_a_rank_and_the_next_is_skipped() -> None:
    found = ranks({"a": F(5), "b": F(9), "c": F(7), "d": F(7)})
    assert found == {"a": 4, "b": 1, "c": 2, "d": 2}


def test_ranks_are_made_on_rounded_totals_if_asked() -> None:
    close = {"a": F("7.004"), "b": F("7.00499"), "c": F("7.005")}
    assert ranks(close) == {"a": 3, "b": 2, "c": 1}
    assert ranks(close, 2) == {"a": 2, "b": 2, "c": 1}


@given(totals, st.none() | st.integers(0, 2))
def test_a_rank_is_one_more_than_those_above(given_totals: dict[int, F], decimals: int | None) -> None:
    found = ranks(given_totals, decimals)
    assert found.keys() == given_totals.keys()
    if decimals is None:
        for unit, total in given_totals.items():
            assert found[unit] == 1 + sum(other > total for other in given_totals.values())
    for unit in found:
        assert found[unit] == 1 + sum(rank < found[unit] for rank in found.values())


def test_roots_of_squares_are_exact() -> None:
    assert root(F(0)) == 0
    assert root(F(49, 144)) == F(7, 12)
    assert root(F(10**80)) == 10**40
    with pytest.raises(ValueError):
        root(F(-1))


def test_other_roots_have_thirty_digits() -> None:
    assert root(F(2)) == F("1.41421356237309504880168872421")
    assert root(F(1, 2)) == F("0.707106781186547524400844362105")


@given(st.fractions(min_value=0, max_value=10**9))
def test_a_root_squared_is_the_number(number: F) -> None:
    assert abs(root(number) ** 2 - number) <= number * F(10) ** (1 - DIGITS)


@given(st.lists(st.fractions()))
def test_one_denominator_for_all(numbers: list[F]) -> None:
    numerators, denominator = over_one_denominator(numbers)
    assert [F(numerator, denominator) for numerator in numerators] == numbers

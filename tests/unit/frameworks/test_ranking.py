"""Publishing and ranking."""

from decimal import Decimal
from fractions import Fraction as F

from hypothesis import given
from hypothesis import strategies as st

from frameworks.ranking import published, rank

entries = st.lists(st.fractions(min_value=0, max_value=160, max_denominator=50), max_size=30)


def test_ties_share_a_rank_and_the_next_is_skipped() -> None:
    ranked = rank([("a", F(5)), ("b", F(9)), ("c", F(7)), ("d", F(7))], 2)
    assert [(row.key, row.rank) for row in ranked] == [("b", 1), ("c", 2), ("d", 2), ("a", 4)]


def test_the_published_value_decides() -> None:
    ranked = rank([("a", F("7.004")), ("b", F("7.00499")), ("c", F("7.005"))], 2)
    assert [(row.key, row.published, row.rank) for row in ranked] == [
        ("c", Decimal("7.01"), 1),
        ("a", Decimal("7.00"), 2),
        ("b", Decimal("7.00"), 2),
    ]


def test_published_is_rounded_half_up_and_keeps_zeros() -> None:
    assert str(published(F("2.005"), 2)) == "2.01"
    assert str(published(F(20, 3), 3)) == "6.667"
    assert str(published(F(5), 2)) == "5.00"
    assert str(published(F("0.5"), 0)) == "1"


def test_large_totals_are_exact() -> None:
    assert str(published(F(10**40 + 1, 2), 1)) == "5" + "0" * 39 + ".5"


@given(entries, st.randoms(use_true_random=False), st.integers(0, 3))
def test_order_of_units_changes_no_rank(totals: list[F], random: object, decimals: int) -> None:
    rows = list(enumerate(totals))
    shuffled = list(rows)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    before = {row.key: (row.rank, row.published) for row in rank(rows, decimals)}
    assert before == {row.key: (row.rank, row.published) for row in rank(shuffled, decimals)}


@given(entries)
def test_a_rank_is_one_more_than_those_above(totals: list[F]) -> None:
    ranked = rank(list(enumerate(totals)), 2)
    for row in ranked:
        assert row.rank == 1 + sum(other.published > row.published for other in ranked)
    for before, after in zip(ranked, ranked[1:], strict=False):
        assert before.published > after.published or before.key < after.key


# ---------------------------------------------------------------- the order a decision states for ties


def test_a_tie_is_broken_by_main_indexes_in_their_order() -> None:
    totals = [("a", F(80)), ("b", F(80)), ("c", F(80)), ("d", F(90))]
    mains = {"a": [F(30), F(50)], "b": [F(40), F(10)], "c": [F(30), F(20)], "d": [F(0), F(0)]}
    assert [(row.key, row.rank) for row in rank(totals, 2, mains)] == [("d", 1), ("b", 2), ("a", 3), ("c", 4)]


def test_what_is_still_equal_shares_its_rank() -> None:
    totals = [("a", F(80)), ("b", F(80)), ("c", F(80)), ("d", F(70))]
    mains = {"a": [F(30)], "b": [F(40)], "c": [F(30)], "d": [F(99)]}
    assert [(row.key, row.rank) for row in rank(totals, 2, mains)] == [("b", 1), ("a", 2), ("c", 2), ("d", 4)]


def test_ties_and_tie_breaks_are_of_what_is_published() -> None:
    totals = [("a", F("80.001")), ("b", F("80.004"))]
    assert [row.rank for row in rank(totals, 2, {"a": [F("30.001")], "b": [F("30.004")]})] == [1, 1]
    broken = rank(totals, 2, {"a": [F("30.01")], "b": [F(30)]})
    assert [(row.key, row.rank) for row in broken] == [("a", 1), ("b", 2)]
    finer = rank(totals, 3, {"a": [F(99)], "b": [F(0)]})
    assert [(row.key, row.rank) for row in finer] == [("b", 1), ("a", 2)]


@given(
    st.lists(st.tuples(st.integers(0, 3).map(F), st.lists(st.integers(0, 2).map(F), min_size=2, max_size=2)))
)
def test_a_tie_break_only_orders_ties(rows: list[tuple[F, list[F]]]) -> None:
    totals = [(number, total) for number, (total, _) in enumerate(rows)]
    mains = {number: points for number, (_, points) in enumerate(rows)}
    plain = {row.key: row.rank for row in rank(totals, 2)}
    ranked = rank(totals, 2, mains)
    for row in ranked:
        above = sum((other.total, mains[other.key]) > (row.total, mains[row.key]) for other in ranked)
        assert row.rank == above + 1 >= plain[row.key]


def test_inside_a_tie_the_given_order_stays() -> None:
    assert [row.key for row in rank([("b", F(1)), ("a", F(1)), ("c", F(1))], 2)] == ["b", "a", "c"]

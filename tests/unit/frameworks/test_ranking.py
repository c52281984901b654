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

"""Publishing totals and ranking them.

Rounding happens here and only here: half up, once, on what is published.  A rank is made on the
published value, so equal printed totals share a rank and the next is skipped (1-2-2-4), unless the
decision states an order of main indexes by which such a tie is broken.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Generic, NamedTuple, TypeVar

from frameworks.numbers import round_half_up

Key = TypeVar("Key")


class Ranked(NamedTuple, Generic[Key]):
    """One place of a ranking: whose, the exact total, what is published, and the rank from 1."""

    key: Key
    total: Fraction
    published: Decimal
    rank: int


def published(total: Fraction, decimals: int) -> Decimal:
    """The total as published: so many decimals, half up, trailing zeros kept."""
    rounded = round_half_up(total, decimals)
    digits = rounded.numerator * 10**decimals // rounded.denominator
    return Decimal(f"{digits}e-{decimals}")  # from text: exact, whatever the precision of the context


def rank(
    entries: Iterable[tuple[Key, Fraction]],
    decimals: int,
    tie_break: Mapping[Key, Sequence[Fraction]] | None = None,
) -> list[Ranked[Key]]:
    """The entries from the highest published total down; inside a tie the given order stays.

    ``tie_break`` gives of every key what is compared, in order, when totals are equal: points of
    main indexes, published with the same decimals.  What is still equal shares its rank.
    """
    rows = [(key, total, published(total, decimals)) for key, total in entries]

    def place(row: tuple[Key, Fraction, Decimal]) -> tuple[Decimal, ...]:
        after = tie_break[row[0]] if tie_break is not None else ()
        return (row[2], *(published(points, decimals) for points in after))

    rows.sort(key=place, reverse=True)
    ranking: list[Ranked[Key]] = []
    before: tuple[Decimal, ...] | None = None
    for position, row in enumerate(rows, start=1):
        here = place(row)
        ranking.append(Ranked(*row, ranking[-1].rank if here == before else position))
        before = here
    return ranking

"""Publishing totals and ranking them.

Rounding happens here and only here: half up, once, on what is published.  A rank is made on the
published value, so equal printed totals share a rank and the next is skipped (1-2-2-4).
"""

from __future__ import annotations

from collections.abc import Iterable
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


def rank(entries: Iterable[tuple[Key, Fraction]], decimals: int) -> list[Ranked[Key]]:
    """The entries from the highest published total down; inside a tie the given order stays."""
    rows = [(key, total, published(total, decimals)) for key, total in entries]
    rows.sort(key=lambda row: row[2], reverse=True)
    ranking: list[Ranked[Key]] = []
    for position, (key, total, shown) in enumerate(rows, start=1):
        tied = ranking and ranking[-1].published == shown
        ranking.append(Ranked(key, total, shown, ranking[-1].rank if tied else position))
    return ranking

"""Quarters of the year, as the periods of reports: "2026-Q1"."""

from collections.abc import Sequence
from datetime import date


def quarter_of(day: date) -> str:
    """The quarter a day lies in."""
    return f"{day.year}-Q{(day.month + 2) // 3}"


def quarters(first: date, last: date) -> Sequence[str]:
    """The quarters from that of one day to that of another, the earliest first; never none."""
    number, end = first.year * 4 + (first.month - 1) // 3, last.year * 4 + (last.month - 1) // 3
    return [f"{at // 4}-Q{at % 4 + 1}" for at in range(number, max(number, end) + 1)]

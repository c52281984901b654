"""Vietnamese writing of numbers, dates and times on official documents.

Numbers stay exact: whole numbers, ``Decimal``, ``Fraction`` or their text ("12.5", "10/3").
Binary floats are refused, because a printed point must be right to the last decimal.
Dates follow Decree 30/2020/NĐ-CP, Annex I, II.4.b: a zero goes before days below 10 and before
months 1 and 2 only.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction

_NOT_EXACT = "a printed number is a whole number, a Decimal, a Fraction or their text: {value!r}"

Exact = int | Decimal | Fraction | str

BLANK = "…"
"""What stands where a clerk still writes a number by hand."""

_ROMAN = (
    (1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"),
    (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"),
)  # fmt: skip


def exact(value: Exact) -> Fraction:
    """The value as an exact fraction; raises TypeError for floats and truth values,
    ValueError for text that is no number."""
    if isinstance(value, bool) or not isinstance(value, int | Decimal | Fraction | str):
        raise TypeError(_NOT_EXACT.format(value=value))
    return Fraction(value)


def _scaled(value: Exact, decimals: int) -> tuple[bool, str, str]:
    """Sign, whole digits grouped by dots, and exactly `decimals` digits, rounded half up (away from zero)."""
    if decimals < 0:
        raise ValueError(decimals)
    amount = exact(value)
    units = int(abs(amount) * 10**decimals + Fraction(1, 2))
    digits = str(units).rjust(decimals + 1, "0")
    whole, part = (digits[:-decimals], digits[-decimals:]) if decimals else (digits, "")
    grouped = f"{int(whole):,}".replace(",", ".")
    return amount < 0 and units != 0, grouped, part


def points(value: Exact | None, decimals: int = 2) -> str:
    """Points with a fixed number of decimals, rounded half up: "12,50". Nothing for None."""
    if value is None:
        return ""
    negative, whole, part = _scaled(value, decimals)
    return ("-" if negative else "") + whole + ("," + part if part else "")


def number(value: Exact | None, decimals: int = 2) -> str:
    """A number with at most `decimals` decimals and no closing zeros: "1.234,5"; "160". Nothing for None."""
    text = points(value, decimals)
    return text.rstrip("0").rstrip(",") if "," in text else text


def signed(value: Exact | None, decimals: int = 2) -> str:
    """A difference with its sign: "+0,50", "-1,00"; "0" when there is none. Nothing for None."""
    if value is None:
        return ""
    text = points(value, decimals)
    if exact(value) == 0:
        return "0"
    return text if text.startswith("-") else "+" + text


def difference(after: Exact | None, before: Exact | None, decimals: int = 2) -> str:
    """`after` less `before`, with its sign. Nothing when either is missing."""
    if after is None or before is None:
        return ""
    return signed(exact(after) - exact(before), decimals)


def percent(part: Exact, whole: Exact, decimals: int = 2) -> str:
    """`part` as a percentage of `whole`, with fixed decimals: "83,13%". A dash when `whole` is zero."""
    if exact(whole) == 0:
        return "-"
    return points(exact(part) / exact(whole) * 100, decimals) + "%"


def padded(value: Exact) -> str:
    """A count as officials write it: "05", "27"."""
    text = number(value, 0)
    return "0" + text if len(text) == 1 else text


def roman(value: int) -> str:
    """A whole number from 1 in Roman figures; raises ValueError below 1."""
    if value < 1:
        raise ValueError(value)
    text = ""
    for size, sign in _ROMAN:
        count, value = divmod(value, size)
        text += sign * count
    return text


def _day_digits(day: int) -> str:
    return f"{day:02d}"


def _month_digits(month: int) -> str:
    return f"{month:02d}" if month <= 2 else str(month)


def _date_parts(value: date | str | None) -> tuple[int | None, int | None, int | None]:
    """Year, month and day of a date, of ISO text ("2022-01-28"), or of its beginning ("2022-01", "2022")."""
    if value is None or value == "":
        return None, None, None
    if isinstance(value, date):
        return value.year, value.month, value.day
    pieces: Sequence[str] = value.split("T")[0].split("-")
    if len(pieces) >= 3:
        whole = date.fromisoformat(value[:10])
        return whole.year, whole.month, whole.day
    year = int(pieces[0])
    month = int(pieces[1]) if len(pieces) == 2 else None
    if month is not None and not 1 <= month <= 12:
        raise ValueError(value)
    return year, month, None


def day_words(value: date | str | None) -> str:
    """ "ngày 05 tháng 8 năm 2022". Parts still unknown (a draft) stay open: "ngày … tháng 01 năm 2022"."""
    year, month, day = _date_parts(value)
    day_text = BLANK if day is None else _day_digits(day)
    month_text = BLANK if month is None else _month_digits(month)
    return f"ngày {day_text} tháng {month_text} năm {BLANK if year is None else year}"


def day_short(value: date | str) -> str:
    """ "28/01/2022", "05/8/2022": the short form used inside sentences and tables."""
    year, month, day = _date_parts(value)
    if year is None or month is None or day is None:
        raise ValueError(value)
    return f"{_day_digits(day)}/{_month_digits(month)}/{year}"


def moment_words(value: datetime | str | None) -> str:
    """ "08 giờ 30 phút, ngày 20 tháng 01 năm 2022", local time as given. Dots to fill in for None."""
    if value is None or value == "":
        return f"{BLANK} giờ {BLANK} phút, {day_words(None)}"
    moment = datetime.fromisoformat(value) if isinstance(value, str) else value
    return f"{moment.hour:02d} giờ {moment.minute:02d} phút, {day_words(moment)}"


def document_number(value: int | None) -> str:
    """The register's number with its zero below 10; wide open space while none is given."""
    return "\N{NO-BREAK SPACE}" * 8 if value is None else f"{value:02d}"

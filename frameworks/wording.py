"""Putting numbers into Vietnamese sentences: percents, points, sums, and "=" or "≈" as is true."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

from frameworks import messages
from frameworks.model import Input, Value
from frameworks.numbers import decimals_of, format_vi

#: A number with more decimals than this is shown rounded to two, after "≈".
SHORT = 3


def is_short(number: Fraction) -> bool:
    """Whether the number is shown exactly."""
    needed = decimals_of(number)
    return needed is not None and needed <= SHORT


def number(value: Fraction) -> str:
    """The number alone: exactly if short, else rounded to two decimals."""
    return format_vi(value) if is_short(value) else format_vi(value, 2)


def figure(value: Fraction) -> str:
    """A reported figure: always exactly, as it was entered."""
    return format_vi(value)


def equals(value: Fraction, unit: str = "") -> str:
    """``= 7,5`` when the shown number is exact, else ``≈ 6,67``."""
    return ("= " if is_short(value) else "≈ ") + number(value) + unit


def points(value: Fraction) -> str:
    """``7,5 điểm``, or ``≈ 6,67 điểm``."""
    shown = messages.POINTS.format(number=number(value))
    return shown if is_short(value) else "≈ " + shown


def gives(value: Fraction) -> str:
    """`` → 7,5 điểm``: the end of an explanation."""
    return " → " + points(value)


def equals_points(value: Fraction) -> str:
    """`` = 7,5 điểm``: the end of an explanation that shows its last step."""
    return " " + equals(value, " điểm")


def percent(value: Fraction) -> str:
    """A share as a percent: ``75 %``."""
    return number(value * 100) + " %"


def equals_percent(value: Fraction) -> str:
    """``= 75 %`` or ``≈ 66,67 %``."""
    return equals(value * 100, " %")


def summed(terms: Iterable[str]) -> str:
    """The terms as a sum, in brackets when there are several."""
    listed = list(terms)
    return listed[0] if len(listed) == 1 else "(" + " + ".join(listed) + ")"


def answer(value: object) -> str:
    """``Có`` or ``Không``."""
    return messages.YES if value is True else messages.NO


def missing(titles: Iterable[str]) -> str:
    """Which figures are missing."""
    return messages.WORK_MISSING.format(titles="; ".join(titles))


def exactly(value: Fraction) -> str:
    """The number with nothing lost: ``0,9``, or ``11/12`` where no decimals write it."""
    return format_vi(value) if decimals_of(value) is not None else f"{value.numerator}/{value.denominator}"


def exact_percent(value: Fraction) -> str:
    """A share set by a rule, exactly: ``50 %``, or ``1/3``."""
    return f"{format_vi(value * 100)} %" if decimals_of(value) is not None else exactly(value)


def shown(input: Input, value: Value) -> str:
    """A value of an input as people read it: ``Có``, the wording of a choice, ``1.234,5``."""
    if isinstance(value, bool):
        return answer(value)
    if isinstance(value, str):
        return input.choices.get(value, value)
    return figure(value)

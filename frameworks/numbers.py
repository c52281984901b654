"""Numbers and other values: reading what people type, keeping them exactly, showing them.

Three writings of one value:

* what a person types, in Vietnamese writing (``1.234,5``): ``parse_value``;
* the canonical text kept in databases and sheets (``1234.5``, ``1/3``, ``true``): ``canonical`` and
  ``from_canonical``, an exact round trip;
* what screens and documents print (``1.234,50``): ``format_vi``.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from math import lcm

from frameworks import messages
from frameworks.model import Input, Value

#: Longest number accepted from people or from a file, in characters.
LONGEST = 40
#: Longest text of a general field, in characters.
LONGEST_TEXT = 300
#: Longest canonical number, in characters: means of many marks grow long, nothing honest this long.
LONGEST_KEPT = 4000
#: With more decimals than this a number is shown rounded (two decimals).
SHOWN_EXACTLY = 12

_EXACT = re.compile(r"(-?[0-9]+)(?:\.([0-9]+)|/([0-9]+))?(%?)")
_CANONICAL = re.compile(r"-?[0-9]+(?:\.[0-9]+|/[0-9]+)?")
_VIETNAMESE = re.compile(r"(-?)([0-9]+|[1-9][0-9]{0,2}(?:\.[0-9]{3})+)(?:,([0-9]+))?")
_SPACED_GROUPS = re.compile(r"-?[1-9][0-9]{0,2}(?: [0-9]{3})+(?:,[0-9]+)?")
_POINT_DECIMAL = re.compile(r"-?[0-9]+\.[0-9]+")
_COMMA_THOUSANDS = re.compile(r"-?[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?")
_MINUS_SIGNS = {ord(sign): "-" for sign in "\u2212\u2013\u2014\u2010\u2011"}
_CONTROLS = dict.fromkeys((*range(32), *range(127, 160)))
_YES = {"có", "co", "true", "yes", "đúng", "1", "x"}
_NO = {"không", "khong", "false", "no", "sai", "0"}
_POINTS = Input(
    "points", messages.FIELD_NAMES["points"].capitalize(), unit="", type="number", minimum=Fraction(0)
)


class ValueProblem(ValueError):
    """A value that cannot be taken; ``message`` says why, in Vietnamese."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


# ---------------------------------------------------------------- exact numbers


@lru_cache(maxsize=65536)
def exact(numerator: int, denominator: int) -> Fraction:
    """The fraction, shared between callers: the same few points are given again and again."""
    return Fraction(numerator, denominator)


def sum_exactly(pairs: Iterable[tuple[int, int]]) -> Fraction:
    """The exact sum of numerators over denominators: one common denominator, one reduction.

    What stands over the same denominator is summed first: many shares of a sheet are of one total.
    """
    over: dict[int, int] = {}
    for numerator, denominator in pairs:
        over[denominator] = over.get(denominator, 0) + numerator
    common = lcm(*over)
    return Fraction(sum([part * (common // denominator) for denominator, part in over.items()]), common)


def parse_exact(text: str) -> Fraction:
    """A number as framework files write it: ``5``, ``0.25``, ``1/4``, ``25%``.

    Raises ValueError for anything else.
    """
    match = _EXACT.fullmatch(text.strip())
    if match is None or len(text) > LONGEST:
        raise ValueError(text)
    whole, decimals, denominator, percent = match.groups()
    if denominator is not None and int(denominator) == 0:
        raise ValueError(text)
    number = Fraction(text.strip().rstrip("%"))
    return number / 100 if percent else number


def decimals_of(number: Fraction) -> int | None:
    """How many decimals write the number exactly; None when no finite number of them does."""
    rest, twos, fives = number.denominator, 0, 0
    while rest % 2 == 0:
        rest, twos = rest // 2, twos + 1
    while rest % 5 == 0:
        rest, fives = rest // 5, fives + 1
    return max(twos, fives) if rest == 1 else None


def canonical(value: Value) -> str:
    """The one text that stands for the value: ``12``, ``7.5``, ``20/3``, ``true``, a choice's key."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return value
    if value.denominator == 1:
        return str(value.numerator)
    decimals = decimals_of(value)
    if decimals is None:
        return f"{value.numerator}/{value.denominator}"
    return _plain(value, decimals)


def from_canonical(input: Input, text: str) -> Value:
    """The value kept as this canonical text; ValueProblem when it is not one of this input."""
    if input.type == "boolean":
        if text not in ("true", "false"):
            raise ValueProblem(messages.NOT_BOOLEAN.format(title=input.title))
        return text == "true"
    if input.type == "choice":
        if text not in input.choices:
            raise ValueProblem(messages.NOT_CHOICE.format(title=input.title))
        return text
    if input.type == "text":
        return text
    return number_from_canonical(text)


def value_in_file(input: Input, text: str) -> Value:
    """A value as framework files write it (``0.25``, ``1/4``, ``25%``, ``true``); ValueProblem else."""
    if not input.is_number:
        return from_canonical(input, text)
    try:
        return parse_exact(text)
    except ValueError as error:
        raise ValueProblem(messages.NOT_NUMBER.format(text=text)) from error


@lru_cache(maxsize=65536)
def number_from_canonical(text: str) -> Fraction:
    """The number kept as this canonical text; ValueProblem for any other text.

    Remembered: thousands of units write the same few numbers.
    """
    if len(text) > LONGEST_KEPT or _CANONICAL.fullmatch(text) is None or re.search(r"/0+$", text):
        raise ValueProblem(messages.NOT_NUMBER.format(text=text))
    number = Fraction(text)
    if canonical(number) != text:
        raise ValueProblem(messages.NOT_NUMBER.format(text=text))
    return number


def round_half_up(number: Fraction, decimals: int) -> Fraction:
    """The number rounded to so many decimals; a half goes away from zero."""
    scale = 10**decimals
    doubled = 2 * abs(number.numerator) * scale + number.denominator
    rounded = Fraction(doubled // (2 * number.denominator), scale)
    return -rounded if number < 0 else rounded


def _plain(number: Fraction, decimals: int) -> str:
    """A number that has exactly so many decimals or fewer, with a point."""
    digits = str(abs(number.numerator) * 10**decimals // number.denominator).rjust(decimals + 1, "0")
    whole, rest = (digits[:-decimals], digits[-decimals:]) if decimals else (digits, "")
    return ("-" if number.numerator < 0 else "") + whole + ("." + rest if rest else "")


# ---------------------------------------------------------------- showing


def format_vi(value: Fraction | int | Decimal, decimals: int | None = None) -> str:
    """The number in Vietnamese writing: ``1.234,5``.

    With ``decimals`` exactly so many are printed, rounded half up.  Without, the number is printed
    exactly when it can be, else with two decimals.
    """
    number = Fraction(value)
    if decimals is None:
        needed = decimals_of(number)
        decimals = needed if needed is not None and needed <= SHOWN_EXACTLY else 2
    text = _plain(round_half_up(number, decimals), decimals)
    sign, text = ("-", text[1:]) if text.startswith("-") else ("", text)
    whole, _, rest = text.partition(".")
    return sign + f"{int(whole):,}".replace(",", ".") + ("," + rest if rest else "")


# ---------------------------------------------------------------- reading what people type


def parse_value(input: Input, text: str) -> Value:
    """What a person typed for this input, as a value.

    Vietnamese writing is expected (``1.234,5``); ``1.234`` is one thousand two hundred and
    thirty-four.  Raises ValueProblem with a Vietnamese message naming the field.
    """
    cleaned = _clean(text)
    if not cleaned:
        raise ValueProblem(messages.EMPTY_VALUE.format(title=input.title))
    if input.type == "boolean":
        return _parse_boolean(input, cleaned)
    if input.type == "choice":
        return _parse_choice(input, cleaned)
    if input.type == "text":
        return _parse_text(input, text)
    number = _parse_number(input, cleaned)
    problem = range_problem(input, number)
    if problem is not None:
        raise ValueProblem(problem[1])
    return number


def parse_points(text: str) -> Fraction:
    """Points as a person types them (``1,5``), from 0 up; ValueProblem with a Vietnamese message else."""
    number = parse_value(_POINTS, text)
    assert isinstance(number, Fraction)
    return number


def range_problem(input: Input, value: Value) -> tuple[str, str] | None:
    """What is wrong with a value taken alone, as (code, Vietnamese message), or None."""
    title = input.title
    if input.type == "boolean":
        return None if isinstance(value, bool) else ("type", messages.NOT_BOOLEAN.format(title=title))
    if input.type == "choice":
        known = isinstance(value, str) and value in input.choices
        return None if known else ("choice", messages.NOT_CHOICE.format(title=title))
    if input.type == "text":
        known = isinstance(value, str) and len(value) <= LONGEST_TEXT
        return None if known else ("type", messages.TEXT_TOO_LONG.format(title=title, limit=LONGEST_TEXT))
    if isinstance(value, (bool, str)):
        return "type", messages.NOT_A_NUMBER_FIELD.format(title=title)
    if input.type == "count" and value.denominator != 1:
        return "whole", messages.NOT_WHOLE.format(title=title)
    if input.minimum is not None and value < input.minimum:
        return "minimum", messages.BELOW_MINIMUM.format(title=title, limit=format_vi(input.minimum))
    if input.maximum is not None and value > input.maximum:
        return "maximum", messages.ABOVE_MAXIMUM.format(title=title, limit=format_vi(input.maximum))
    return None


def _clean(text: str) -> str:
    """Full-width signs made plain, spaces of every kind made one, ends trimmed."""
    plain = unicodedata.normalize("NFKC", text).translate(_MINUS_SIGNS)
    return " ".join(plain.split())


def _parse_boolean(input: Input, text: str) -> bool:
    word = text.casefold()
    if word in _YES:
        return True
    if word in _NO:
        return False
    raise ValueProblem(messages.NOT_BOOLEAN.format(title=input.title))


def _parse_text(input: Input, text: str) -> str:
    """Letters as typed (m² stays m²), on one line, without control characters."""
    words = unicodedata.normalize("NFC", text).split()
    text = " ".join(words).translate(_CONTROLS)
    if not text:
        raise ValueProblem(messages.EMPTY_VALUE.format(title=input.title))
    if len(text) > LONGEST_TEXT:
        raise ValueProblem(messages.TEXT_TOO_LONG.format(title=input.title, limit=LONGEST_TEXT))
    return text


def _parse_choice(input: Input, text: str) -> str:
    if text in input.choices:
        return text
    word = text.casefold()
    for key, label in input.choices.items():
        if " ".join(unicodedata.normalize("NFKC", label).split()).casefold() == word:
            return key
    raise ValueProblem(messages.NOT_CHOICE.format(title=input.title))


def _parse_number(input: Input, text: str) -> Fraction:
    title = input.title
    if text.endswith("%"):
        if input.type != "percent":
            raise ValueProblem(messages.NO_PERCENT_SIGN.format(title=title))
        text = text[:-1].rstrip()
    if _SPACED_GROUPS.fullmatch(text):
        text = text.replace(" ", "")
    if len(text) > LONGEST:
        raise ValueProblem(messages.NUMBER_TOO_LONG.format(title=title))
    if "," in text and input.type == "count" and _COMMA_THOUSANDS.fullmatch(text):
        plain = text.partition(".")[0].replace(",", "")
        raise ValueProblem(messages.COMMA_IN_COUNT.format(title=title, text=text, plain=plain))
    match = _VIETNAMESE.fullmatch(text)
    if match is None:
        raise ValueProblem(_why_not_number(title, text))
    sign, whole, decimals = match.groups()
    return Fraction(f"{sign}{whole.replace('.', '')}.{decimals or '0'}")


def _why_not_number(title: str, text: str) -> str:
    if _POINT_DECIMAL.fullmatch(text):
        return messages.POINT_DECIMAL.format(title=title, text=text, comma=text.replace(".", ","))
    if text.count(",") > 1 or _COMMA_THOUSANDS.fullmatch(text):
        return messages.COMMA_THOUSANDS.format(title=title, text=text)
    return messages.NOT_A_NUMBER_FIELD.format(title=title)

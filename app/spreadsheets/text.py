"""Texts and numbers of cells in their one writing."""

import unicodedata
from decimal import Decimal

from app.messages import spreadsheets as texts

LONGEST_TEXT = 5_000  # characters
MOST_DIGITS = 28  # within what decimal arithmetic keeps exactly
LARGEST_EXPONENT = 30  # far beyond any figure; 1e999999 would fill the memory when written out


def tidy(text: str) -> str:
    """One spelling of Vietnamese (NFC), no spaces around."""
    return unicodedata.normalize("NFC", text).strip()


def text_problem(text: str) -> str | None:
    """Why a cell's text cannot be taken, or None."""
    if len(text) > LONGEST_TEXT:
        return texts.LONG_TEXT.format(most=LONGEST_TEXT)
    if text.startswith("="):
        return texts.FORMULA
    if any(unicodedata.category(sign) == "Cc" and sign not in "\n\r\t" for sign in text):
        return texts.CONTROL
    return None


def plain_number(number: Decimal) -> str:
    """A finite number without exponent and without zeros at its end: ``1200``, ``0.75``.

    Raises ValueError for what is not finite or unreasonably large or small.
    """
    far = not number.is_finite() or abs(number.adjusted()) > LARGEST_EXPONENT
    if far or len(number.as_tuple().digits) > MOST_DIGITS:
        raise ValueError(str(number)[:40])
    written = format(number, "f")
    if "." in written:
        written = written.rstrip("0").rstrip(".")
    return "0" if written in ("-0", "") else written

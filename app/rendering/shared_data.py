"""The data that several kinds of document share: heads, people, places to sign, recipients.

How values are written is told in `app.rendering.data`.
"""

from __future__ import annotations

from typing import TypedDict

Number = str | int
Day = str
Moment = str


class Letterhead(TypedDict):
    """The head of the first page (boxes 1-4 of Decree 30's plan)."""

    parent: str | None  # direct superior body, in capitals; None when there is none
    issuer: str  # issuing body, in capitals; "\n" breaks a long name
    number: int | None  # from the register; None while a draft
    symbol: str | None  # "QĐ-UBND"; None for a form that takes no number
    place: str | None  # "Thanh Hóa"; None for minutes, which carry no place and date
    date: Day | None  # day of issue


class Person(TypedDict):
    """Somebody named in the text, without academic titles."""

    name: str
    post: str  # office and body: "Phó Giám đốc Sở Nội vụ"


class Signature(TypedDict):
    """A place to sign."""

    capacity: list[str]  # lines in capitals: ["KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH"]
    post: str | None  # office in the body whose seal is used, above the name (7b); else None
    name: str | None  # None while the signer is open


class Recipients(TypedDict):
    """The list "Nơi nhận", without dashes."""

    to: list[str]
    archive: str  # what follows "Lưu: ": "VT, CNTT"

"""What a demonstration round is made of: an authority, its groups and people, its days, its figures.

A preset is data; whatever happens in its round goes through the same operations as the pages.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from app.demo import phrases
from app.demo.days import Calendar
from app.demo.people import Deputy, Staff
from app.demo.ranges import Ranges

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.demo.output import Outcome
    from app.demo.story import Story

Section = Callable[["Outcome"], Sequence[str]]
Hook = Callable[["Session", "Story", "Outcome", Path], Sequence[Path]]


@dataclass(frozen=True)
class AuthorityPlan:
    """The body whose head publishes; `standing_body` is the code of one of its units or bodies."""

    code: str
    name: str
    area_name: str
    place_name: str
    symbol: str
    head_title: str
    standing_body: str


@dataclass(frozen=True)
class UnitPlan:
    """A unit: its code, the letters of its symbol, its name, and what its head is called."""

    code: str
    symbol: str
    name: str
    head_title: str


@dataclass(frozen=True)
class GroupPlan:
    """Units ranked together and the framework they are scored by.

    `bands` (a name in `app.rounds.ruling.PRESETS`) and `tie_break` (main indexes) are this round's own.
    """

    code: str
    title: str
    framework: str
    units: tuple[UnitPlan, ...]
    bands: str = ""
    tie_break: tuple[str, ...] = ()


@dataclass(frozen=True)
class LegalBasisPlan:
    """A law or decision that documents cite, with the days on which it is in force."""

    citation: str
    valid_from: date | None = None
    valid_to: date | None = None
    kinds: str = "decision"


@dataclass(frozen=True)
class SuppliedPlan:
    """Figures of one supplier handed in with a letter, so many days after the opening.

    With `group` only those of that group's units.
    """

    supplier: str
    provider: str
    letter: str
    day_offset: int
    group: str = ""


@dataclass(frozen=True)
class WithdrawalPlan:
    """Criteria that the council leaves out of a group's ranking; none named: all with too little data."""

    group: str
    reason: str
    codes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Words:
    """Sentences of a round that name its place or its bodies; the others are everybody's.

    `cases` are titles of awkward cases in the summary, where they differ.
    """

    round_title: str = phrases.ROUND_TITLE
    place: str = phrases.PLACE
    team: str = phrases.TEAM
    absence: str = phrases.ABSENCE
    conclusion: str = phrases.CONCLUSION
    extension_letter: str = phrases.EXTENSION_LETTER
    extension_reason: str = phrases.EXTENSION_REASON
    numbers: tuple[str, str, str] = ("07", "09", "327")  # first and second submission, decision
    cases: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Preset:
    """One demonstration: everything that differs between provinces, ministries and frameworks.

    `bodies` take part (standing body, staff) and are not assessed. `kept` are units that stay when only some
    take part. `deputies` confirm for their head. `unranked` gives units that are assessed on trial and why.
    With `followed_up` units are given tasks once the result is out. With `meets_twice` the council leaves a
    point open and decides it at a second meeting the next day. `after` are functions that write more
    files once the round is published, `sections` paragraphs of the summary. In a `plain` round nothing
    awkward happens and nobody doubts a figure.
    """

    name: str
    authority: AuthorityPlan
    groups: tuple[GroupPlan, ...]
    staff: tuple[Staff, ...]
    legal_bases: tuple[LegalBasisPlan, ...]
    built: datetime
    calendar: Calendar
    seed: int
    workflow: str = "thanh_hoa_assessment"  # under which its units are assessed
    decimals: int = 2
    bodies: tuple[UnitPlan, ...] = ()
    ranges: Ranges = field(default_factory=Ranges)
    supplied: tuple[SuppliedPlan, ...] = ()
    withdrawn: tuple[WithdrawalPlan, ...] = ()
    kept: tuple[str, ...] = ()
    unranked: Mapping[str, str] = field(default_factory=dict)
    contacts: tuple[str, str, str] = ("", "gov.vn", "024")  # seat, end of addresses, dialling code
    words: Words = field(default_factory=Words)
    after: tuple[Hook, ...] = ()
    sections: tuple[Section, ...] = ()
    deputies: tuple[Deputy, ...] = ()
    followed_up: bool = False
    meets_twice: bool = False
    plain: bool = False

    @property
    def frameworks(self) -> dict[str, str]:
        """The framework of each group, in the order of the groups."""
        return {group.code: group.framework for group in self.groups}

    def with_role(self, *roles: str) -> list[str]:
        """The usernames of who holds one of these roles, in the order of the list."""
        return [staff.username for staff in self.staff if staff.role in roles]

    def home_of(self, username: str) -> str:
        """The code of the body a person belongs to; empty for none."""
        return next((staff.unit or "" for staff in self.staff if staff.username == username), "")

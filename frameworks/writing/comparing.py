"""Two versions beside each other: what was added, removed and changed; which criterion follows which."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cache

from frameworks import wording
from frameworks.writing.outline import OutlineRow

#: Titles with at least this share of words in common are offered as the same criterion.
SIMILAR = Fraction(3, 5)
FIELDS = ("title", "maximum", "rule", "guidance")


@dataclass(frozen=True)
class Change:
    """One field that differs; texts as people read them."""

    field: str
    before: str
    after: str


@dataclass(frozen=True)
class Pair:
    """A row of the comparison: present on the left, on the right, or on both."""

    left: OutlineRow | None
    right: OutlineRow | None
    changes: tuple[Change, ...] = ()

    @property
    def state(self) -> str:
        """``added``, ``removed``, ``changed`` or ``same``."""
        if self.left is None:
            return "added"
        if self.right is None:
            return "removed"
        return "changed" if self.changes else "same"


@dataclass(frozen=True)
class Suggestion:
    """A criterion that probably continues as another; ``reason`` is ``same``, ``title``, ``similar``."""

    left: OutlineRow
    right: OutlineRow
    reason: str
    likeness: Fraction


def compare(
    left: Sequence[OutlineRow], right: Sequence[OutlineRow], follows: Mapping[str, str] | None = None
) -> list[Pair]:
    """Both versions in the order of the right one; what is only on the left stands after its neighbour.

    A row goes with the one ``follows`` names (left code to right code), else with the one of its code.
    """
    follows = follows or {}
    by_code = {row.code: row for row in right}
    mapped = set(follows.values())
    partner: dict[str, str] = {}
    for row in left:
        code = follows.get(row.code, row.code if row.code not in mapped else "")
        if code in by_code and code not in partner.values():
            partner[row.code] = code
    back = {partner[row.code]: row for row in left if row.code in partner}
    pairs = [_pair(back.get(row.code), row) for row in right]
    for position, row in enumerate(left):
        if row.code in partner:
            continue
        pairs.insert(_after(pairs, left, position), Pair(row, None))
    return pairs


def _pair(left: OutlineRow | None, right: OutlineRow) -> Pair:
    if left is None:
        return Pair(None, right)
    texts = ((name, shown(left, name), shown(right, name)) for name in FIELDS)
    changes = [Change(name, before, after) for name, before, after in texts if before != after]
    if left.code != right.code:
        changes.insert(0, Change("code", left.code, right.code))
    return Pair(left, right, tuple(changes))


def shown(row: OutlineRow, name: str) -> str:
    """A field of a row as text."""
    value = getattr(row, name)
    if isinstance(value, Fraction):
        return wording.exactly(value)
    return " ".join(str(value or "").split())


def _after(pairs: list[Pair], left: Sequence[OutlineRow], position: int) -> int:
    """Where a removed row stands: behind the row before it on the left."""
    before = left[position - 1].code if position else None
    for place, pair in enumerate(pairs):
        if pair.left is not None and pair.left.code == before:
            return place + 1
    return 0


def suggest(left: Sequence[OutlineRow], right: Sequence[OutlineRow]) -> list[Suggestion]:
    """Which criterion of the left probably continues as which of the right, each at most once.

    First equal code and title, then equal titles, then the most similar titles.
    """
    ours, theirs = [row for row in left if row.is_leaf], [row for row in right if row.is_leaf]
    found: list[Suggestion] = []
    taken: set[str] = set()
    done: set[str] = set()

    def take(one: OutlineRow, other: OutlineRow, reason: str, likeness: Fraction) -> None:
        found.append(Suggestion(one, other, reason, likeness))
        done.add(one.code)
        taken.add(other.code)

    by_code = {row.code: row for row in theirs}
    for row in ours:
        other = by_code.get(row.code)
        if other is not None and _words(row.title) == _words(other.title):
            take(row, other, "same", Fraction(1))
    scored = sorted(
        (
            (-likeness, position, place)
            for position, row in enumerate(ours)
            if row.code not in done
            for place, other in enumerate(theirs)
            if other.code not in taken and (likeness := _likeness(row.title, other.title)) >= SIMILAR
        ),
    )
    for negative, position, place in scored:
        row, other = ours[position], theirs[place]
        if row.code not in done and other.code not in taken:
            take(row, other, "title" if negative == -1 else "similar", -negative)
    order = {row.code: position for position, row in enumerate(ours)}
    return sorted(found, key=lambda one: order[one.left.code])


@cache
def _words(title: str) -> frozenset[str]:
    signs = str.maketrans(dict.fromkeys(".,;:()“”\"'/–-", " "))
    return frozenset(title.lower().translate(signs).split())


def _likeness(one: str, other: str) -> Fraction:
    """The words in common among all words of both titles."""
    first, second = _words(one), _words(other)
    together = len(first | second)
    return Fraction(len(first & second), together) if together else Fraction(0)

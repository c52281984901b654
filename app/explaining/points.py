"""The points a unit is sent, beside its own: read from two frozen sheets, never from live decisions."""

from collections.abc import Collection, Iterable
from fractions import Fraction

from app.appraisal.views import waits
from frameworks.model import Node
from frameworks.sheet import StoredSheet

Pair = tuple[Fraction | None, Fraction | None]


def pair(leaf: Node, own: StoredSheet, provisional: StoredSheet, visible: Collection[str]) -> Pair:
    """Own and appraised points of a criterion; None where not computed, not counted or not the unit's to see.

    A criterion that compares units has no points before all are in, unless the team set them itself.
    """
    if leaf.code not in visible:
        return None, None
    line, mine = provisional.data["lines"][leaf.code], own.data["lines"][leaf.code]
    if waits(leaf):
        return None, Fraction(line["points"]) if line.get("override") is not None else None
    return (
        None if mine["excluded"] else Fraction(mine["points"]),
        None if line["excluded"] else Fraction(line["points"]),
    )


def sums(
    leaves: Iterable[Node], own: StoredSheet, provisional: StoredSheet, visible: Collection[str]
) -> tuple[Fraction, Fraction, int]:
    """The sums over those of some criteria whose two points are known, and how many are left out."""
    before = after = Fraction(0)
    left_out = 0
    for leaf in leaves:
        first, second = pair(leaf, own, provisional, visible)
        if first is None or second is None:
            left_out += 1
        else:
            before, after = before + first, after + second
    return before, after, left_out

"""What differs between two frozen sheets of one unit: criterion by criterion, and in the totals.

Both are taken as they were frozen; nothing is computed again.  What decides the points is compared: figures,
kinds of empty, points, exclusions, and the reason a person gave for points of their own.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from frameworks.model import Framework
from frameworks.numbers import number_from_canonical
from frameworks.sheet import StoredSheet

TOTALS = ("total", "counted_maximum", "rescaled_total")
Why = Mapping[str, str]


@dataclass(frozen=True)
class FigureChange:
    """One figure: its canonical text in the one and the other sheet; None where a sheet has none."""

    name: str
    before: str | None
    after: str | None


@dataclass(frozen=True)
class Side:
    """One criterion in one sheet. `why` is who set the points and for what reason, where somebody did."""

    status: str
    points: Fraction
    maximum: Fraction
    excluded: bool
    why: Why | None


@dataclass(frozen=True)
class LineDifference:
    """One criterion in both sheets; None on the side of a sheet that does not have it."""

    code: str
    before: Side | None
    after: Side | None
    figures: tuple[FigureChange, ...]

    @property
    def differs(self) -> bool:
        """Whether anything of the criterion differs."""
        return bool(self.figures) or self.before != self.after

    @property
    def change(self) -> Fraction:
        """By how many points the later sheet gives more; negative where it gives less."""
        return (self.after.points if self.after else Fraction(0)) - (
            self.before.points if self.before else Fraction(0)
        )


@dataclass(frozen=True)
class SheetDifference:
    """Two sheets side by side: all criteria in printed order, figures of no criterion, the totals.

    ``totals`` are by name (`TOTALS`): points, the maximum that counts, points on the whole maximum.
    """

    lines: tuple[LineDifference, ...]
    figures: tuple[FigureChange, ...]
    totals: Mapping[str, tuple[Fraction, Fraction]]

    @property
    def changed(self) -> tuple[LineDifference, ...]:
        """The criteria in which the sheets differ."""
        return tuple(line for line in self.lines if line.differs)

    @property
    def equal(self) -> bool:
        """Whether the sheets say the same of every criterion, every figure and every total."""
        return not (self.changed or self.figures or any(a != b for a, b in self.totals.values()))


def compare(left: StoredSheet, right: StoredSheet, framework: Framework) -> SheetDifference:
    """Everything in which `right` differs from `left`; the framework gives order and use of figures."""
    changes = [
        FigureChange(name, left.figures.get(name), right.figures.get(name))
        for name in dict.fromkeys([*framework.inputs, *left.figures, *right.figures])
        if left.figures.get(name) != right.figures.get(name)
    ]
    by_code: dict[str, list[FigureChange]] = {}
    alone = []
    for change in changes:
        users = framework.leaves_using(change.name) if change.name in framework.inputs else ()
        for leaf in users:
            by_code.setdefault(leaf.code, []).append(change)
        if not users:
            alone.append(change)
    known = [leaf.code for leaf in framework.leaves]
    lines = tuple(
        LineDifference(code, _side(left, code), _side(right, code), tuple(by_code.get(code, ())))
        for code in dict.fromkeys([*known, *left.statuses, *right.statuses])
    )
    totals = {
        "total": (left.total, right.total),
        "counted_maximum": (left.counted_maximum, right.counted_maximum),
        "rescaled_total": (left.rescaled_total, right.rescaled_total),
    }
    return SheetDifference(lines, tuple(alone), totals)


def _side(sheet: StoredSheet, code: str) -> Side | None:
    line = sheet.data["lines"].get(code)
    if line is None:
        return None
    differences = sheet.meta.get("differences")
    why = differences.get(code) if isinstance(differences, Mapping) else None
    return Side(
        status=sheet.statuses[code],
        points=number_from_canonical(line["points"]),
        maximum=number_from_canonical(line["maximum"]),
        excluded=line["excluded"] is True,
        why=why,
    )

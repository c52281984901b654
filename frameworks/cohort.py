"""One group of units assessed together: the rules and provisions that need all of them.

The order of evaluation is fixed, and each step reads only what stands before it, so nothing can go
round in a circle:

1. what was withdrawn by decision leaves every sum (1726, II.2.b.vi);
2. the scales of the comparing rules, from the figures of the units that count;
3. every unit's points, each unit by itself;
4. the special rules (An Giang 1407, Điều 7.2, 7.3): points other units reached in step 3;
5. totals, ranks and bands.

Who counts in steps 2 and 4: units that are ranked, whose criterion is not declared away and who are
not themselves given points there by a special rule.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Generic, NamedTuple, TypeVar

from frameworks.binding import Binding, bind
from frameworks.computation import (
    DECLARED,
    Grant,
    Line,
    Overrides,
    Sheet,
    Status,
    Statuses,
    Totals,
    compute,
    compute_leaf,
    compute_totals,
    with_grants,
)
from frameworks.model import Figures, Framework, Node, SpecialRule
from frameworks.rules.base import NOT_APPLICABLE, Scale

Unit = TypeVar("Unit", bound=Hashable)

#: Below this share of units with data a criterion may be withdrawn by decision (1726, II.2.b.vi).
COVERAGE_NEEDED = Fraction(1, 2)
#: Declarations under which a figure says nothing about the unit.
AWAY = frozenset({Status.NO_DATA, Status.NA_ACCEPTED})


#: By code of leaf: which units are given points there by which special rule.
Recipients = Mapping[str, Mapping[Unit, SpecialRule]]
#: Points as numerator over denominator, not reduced.
Pair = tuple[int, int]


@dataclass(frozen=True)
class Member:
    """One unit of the group; one that is not ``counted`` (a trial, not ranked) moves nobody's points."""

    figures: Figures
    statuses: Statuses = field(default_factory=dict)
    overrides: Overrides = field(default_factory=dict)
    counted: bool = True


@dataclass(frozen=True)
class Assessed(Generic[Unit]):
    """A group's sheets under the framework bound to it; ``grants`` by unit and code of leaf."""

    framework: Framework
    sheets: Mapping[Unit, Sheet]
    grants: Mapping[Unit, Mapping[str, Grant]]


class Coverage(NamedTuple):
    """How many of the units in scope have data for a criterion."""

    code: str
    with_data: int
    units: int

    @property
    def share(self) -> Fraction:
        """The share; of nobody it is whole."""
        return Fraction(self.with_data, self.units) if self.units else Fraction(1)

    @property
    def flagged(self) -> bool:
        """Strictly below one half: 31 of 63 is, 11 of 22 is not."""
        return self.share < COVERAGE_NEEDED


def needs_group(framework: Framework) -> bool:
    """Whether one unit's points depend on other units'."""
    return bool(framework.special) or any(leaf.rule and leaf.rule.comparing for leaf in framework.leaves)


def assess(
    framework: Framework, members: Mapping[Unit, Member], withdrawn: Collection[str] = ()
) -> Assessed[Unit]:
    """Every unit's sheet, in the order described above.

    Raises BindingError for a withdrawn code that is no leaf, ScoringError for impossible statuses or
    points.  The order of the units does not matter.
    """
    given = _recipients(framework, members)
    bound = _bound(framework, members, given, withdrawn)
    sheets = {
        unit: compute(bound, member.figures, member.statuses, member.overrides)
        for unit, member in members.items()
    }
    grants = _grants(bound, members, given, lambda unit, leaf: _reached(sheets[unit].lines[leaf.code]))
    return Assessed(
        bound,
        {unit: with_grants(sheet, grants.get(unit, {})) for unit, sheet in sheets.items()},
        grants,
    )


def totals(
    framework: Framework, members: Mapping[Unit, Member], withdrawn: Collection[str] = ()
) -> dict[Unit, Totals]:
    """What ``assess`` gives as totals, without making the sheets: for thousands of units at once."""
    given = _recipients(framework, members)
    bound = _bound(framework, members, given, withdrawn)

    def reached(unit: Unit, leaf: Node) -> Pair | None:
        one, code = members[unit], leaf.code
        if leaf.rule is not None and code not in one.statuses and code not in one.overrides:
            outcome = leaf.rule.evaluate(one.figures)
            if NOT_APPLICABLE not in outcome.warnings:
                return outcome.numerator, outcome.denominator
        statuses, overrides = one.statuses, one.overrides
        return _reached(compute_leaf(bound, code, one.figures, statuses.get(code), overrides.get(code)))

    return compute_totals(
        bound,
        {unit: one.figures for unit, one in members.items()},
        {unit: one.statuses for unit, one in members.items()},
        {unit: one.overrides for unit, one in members.items()},
        _grants(bound, members, given, reached),
    )


def _reached(line: Line) -> Pair | None:
    """The points reached here; None where they are given because the criterion does not apply."""
    away = line.excluded or line.status in AWAY
    if away or (line.override is None and NOT_APPLICABLE in line.warnings):
        return None
    return line.points.as_integer_ratio()


def _bound(
    framework: Framework,
    members: Mapping[Unit, Member],
    given: Recipients[Unit],
    withdrawn: Collection[str],
) -> Framework:
    scales = _scales(framework, members, given, withdrawn)
    return bind(framework, Binding(scales, frozenset(withdrawn)))


def coverage(framework: Framework, members: Mapping[Unit, Member]) -> list[Coverage]:
    """Of every leaf, how many of the counted units have data; not-applicable ones are out of scope.

    A figure 0 is data; so are points given in appraisal (1726, II.2.b.vi; ``scoring_rules.md`` S2).
    """
    counted = [member for member in members.values() if member.counted]
    found = []
    for leaf in framework.leaves:
        scope = [one for one in counted if _declared(one, leaf.code) is not Status.NA_ACCEPTED]
        found.append(Coverage(leaf.code, sum(_has_data(one, leaf) for one in scope), len(scope)))
    return found


def recipient_of(framework: Framework, figures: Figures, code: str) -> SpecialRule | None:
    """The special rule by which a unit with these figures is given points at a leaf; the first applies."""
    return next(
        (rule for rule in framework.special if code in rule.leaves and figures.get(rule.input) == rule.value),
        None,
    )


def _recipients(framework: Framework, members: Mapping[Unit, Member]) -> Recipients[Unit]:
    """The same for a whole group: by code of leaf, the units that are given points there, and by what."""
    found: dict[str, dict[Unit, SpecialRule]] = {}
    for rule in framework.special:
        units = [unit for unit, one in members.items() if one.figures.get(rule.input) == rule.value]
        for code in rule.leaves:
            given = found.setdefault(code, {})
            for unit in units:
                given.setdefault(unit, rule)
    return found


# ---------------------------------------------------------------- step 2: scales


def _scales(
    framework: Framework,
    members: Mapping[Unit, Member],
    given: Recipients[Unit],
    withdrawn: Collection[str],
) -> dict[str, tuple[Scale, ...]]:
    scales = {}
    for leaf in framework.leaves:
        rule = leaf.rule
        if rule is None or leaf.code in withdrawn or not rule.comparing:
            continue
        counting = _counting(members, given.get(leaf.code, {}), leaf.code)
        columns = zip(*(rule.compared(one.figures) for one in counting), strict=True)
        values = [[value for value in column if value is not None] for column in columns]
        if any(values):
            comparing = zip(rule.comparing, values, strict=True)
            scales[leaf.code] = tuple(one.scale_of(column) if column else {} for one, column in comparing)
    return scales


def _counting(
    members: Mapping[Unit, Member], given: Mapping[Unit, SpecialRule], code: str
) -> Iterator[Member]:
    """The units whose figures count at a leaf: not those for which people set points instead of them."""
    for unit, one in members.items():
        if not one.counted or unit in given or code in one.overrides:
            continue
        if not (one.statuses and _declared(one, code) in AWAY):
            yield one


def _declared(member: Member, code: str) -> Status | None:
    status = member.statuses.get(code)
    return Status(status) if status in DECLARED else None


def _has_data(member: Member, leaf: Node) -> bool:
    if leaf.code in member.overrides:
        return True
    if leaf.rule is None or not leaf.inputs or _declared(member, leaf.code) in AWAY:
        return False
    return not leaf.rule.missing(member.figures)


# ---------------------------------------------------------------- step 4: special rules


def _grants(
    framework: Framework,
    members: Mapping[Unit, Member],
    given: Recipients[Unit],
    reached: Callable[[Unit, Node], Pair | None],
) -> dict[Unit, dict[str, Grant]]:
    grants: dict[Unit, dict[str, Grant]] = {}
    for code, recipients in given.items():
        leaf = framework.nodes[code]
        if leaf.withdrawn or not recipients:
            continue
        others = (unit for unit, one in members.items() if one.counted and unit not in recipients)
        normal = [
            (members[unit].figures, points) for unit in others if (points := reached(unit, leaf)) is not None
        ]
        made: dict[str, Grant] = {}
        for unit, rule in recipients.items():
            if rule.id not in made:
                made[rule.id] = Grant(rule.id, _granted(rule, leaf, normal))
            grants.setdefault(unit, {})[code] = made[rule.id]
    return grants


def _granted(rule: SpecialRule, leaf: Node, normal: Sequence[tuple[Figures, Pair]]) -> Fraction:
    """What a special rule gives; the maximum where no other unit has points to go by (proposed)."""
    if rule.treatment == "maximum" or not normal:
        return leaf.maximum
    if rule.treatment == "highest_figure" and leaf.rule is not None:
        measured = [
            (value, Fraction(*points))
            for figures, points in normal
            if (value := leaf.rule.measure(figures)) is not None
        ]
        if measured:
            return max(measured)[1]
    return _highest(points for _, points in normal)


def _highest(pairs: Iterable[Pair]) -> Fraction:
    """The highest of these points, from 0 up, compared without making a fraction of each."""
    top, under = 0, 1
    for numerator, denominator in pairs:
        if numerator * under > top * denominator:
            top, under = numerator, denominator
    return Fraction(top, under)

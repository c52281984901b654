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

from collections.abc import Callable, Collection, Hashable, Iterator, Mapping, Sequence
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
    bound = _bound(framework, members, withdrawn)
    sheets = {
        unit: compute(bound, member.figures, member.statuses, member.overrides)
        for unit, member in members.items()
    }
    grants = _grants(bound, members, lambda unit, code: sheets[unit].lines[code])
    return Assessed(
        bound,
        {unit: with_grants(sheet, grants.get(unit, {})) for unit, sheet in sheets.items()},
        grants,
    )


def totals(
    framework: Framework, members: Mapping[Unit, Member], withdrawn: Collection[str] = ()
) -> dict[Unit, Totals]:
    """What ``assess`` gives as totals, without making the sheets: for thousands of units at once."""
    bound = _bound(framework, members, withdrawn)

    def line(unit: Unit, code: str) -> Line:
        one = members[unit]
        return compute_leaf(bound, code, one.figures, one.statuses.get(code), one.overrides.get(code))

    return compute_totals(
        bound,
        {unit: one.figures for unit, one in members.items()},
        {unit: one.statuses for unit, one in members.items()},
        {unit: one.overrides for unit, one in members.items()},
        _grants(bound, members, line),
    )


def _bound(framework: Framework, members: Mapping[Unit, Member], withdrawn: Collection[str]) -> Framework:
    return bind(framework, Binding(_scales(framework, members, withdrawn), frozenset(withdrawn)))


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


# ---------------------------------------------------------------- step 2: scales


def _scales(
    framework: Framework, members: Mapping[Unit, Member], withdrawn: Collection[str]
) -> dict[str, tuple[Scale, ...]]:
    scales = {}
    for leaf in framework.leaves:
        if leaf.rule is None or leaf.code in withdrawn or not leaf.rule.comparing:
            continue
        columns = list(
            zip(
                *(leaf.rule.compared(one.figures) for one in _counting(framework, members, leaf)), strict=True
            )
        )
        values = [[value for value in column if value is not None] for column in columns]
        if any(values):
            comparing = zip(leaf.rule.comparing, values, strict=True)
            scales[leaf.code] = tuple(rule.scale_of(column) if column else {} for rule, column in comparing)
    return scales


def _counting(framework: Framework, members: Mapping[Unit, Member], leaf: Node) -> Iterator[Member]:
    """The units whose figures count at a leaf."""
    for member in members.values():
        if (
            member.counted
            and _declared(member, leaf.code) not in AWAY
            and recipient_of(framework, member.figures, leaf.code) is None
        ):
            yield member


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
    framework: Framework, members: Mapping[Unit, Member], line_of: Callable[[Unit, str], Line]
) -> dict[Unit, dict[str, Grant]]:
    grants: dict[Unit, dict[str, Grant]] = {}
    for code in dict.fromkeys(code for rule in framework.special for code in rule.leaves):
        leaf = framework.nodes[code]
        if leaf.withdrawn:
            continue
        given: dict[Unit, SpecialRule] = {}
        others: list[Unit] = []
        for unit, member in members.items():
            rule = recipient_of(framework, member.figures, code)
            if rule is not None:
                given[unit] = rule
            elif member.counted:
                others.append(unit)
        lines = ((members[unit], line_of(unit, code)) for unit in others if given)
        normal = [(member, line) for member, line in lines if not line.excluded]
        for unit, rule in given.items():
            points = _granted(rule, leaf, normal)
            grants.setdefault(unit, {})[code] = Grant(rule.id, points)
    return grants


def _is_scored(line: Line) -> bool:
    """Whether points were reached here, and not given because the criterion does not apply."""
    if line.status in AWAY:
        return False
    return line.override is not None or NOT_APPLICABLE not in line.warnings


def _granted(rule: SpecialRule, leaf: Node, normal: Sequence[tuple[Member, Line]]) -> Fraction:
    """What a special rule gives; the maximum where no other unit has points to go by (proposed)."""
    scored = [(member, line) for member, line in normal if _is_scored(line)]
    if rule.treatment == "maximum" or not scored:
        return leaf.maximum
    if rule.treatment == "highest_figure" and leaf.rule is not None:
        measured = [
            (value, line.points)
            for member, line in scored
            if (value := leaf.rule.measure(member.figures)) is not None
        ]
        if measured:
            return max(measured)[1]
    return max(line.points for _, line in scored)

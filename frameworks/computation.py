"""Computing sheets: from figures, statuses and appraised points to points, maxima and totals.

Three kinds of empty are kept apart: ``blank`` (no data yet), ``no_data`` (declared to have none) and
not applicable (``na_claimed``, then ``na_accepted`` or ``na_refused``).  Nothing is rounded.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from fractions import Fraction
from typing import NamedTuple, TypeVar

from frameworks import messages, wording
from frameworks.model import Figures, Framework, Node
from frameworks.numbers import sum_exactly as sum_exactly
from frameworks.rules.base import NOT_APPLICABLE, NOTHING, Outcome, ScoreWarning
from frameworks.rules.manual import Manual

Unit = TypeVar("Unit", bound=Hashable)
ZERO = Fraction(0)
#: ``Line.special`` of a criterion withdrawn for all units.
WITHDRAWN = "withdrawn"


class Status(StrEnum):
    """What is known of a leaf."""

    BLANK = "blank"
    FILLED = "filled"
    NO_DATA = "no_data"
    NA_CLAIMED = "na_claimed"
    NA_ACCEPTED = "na_accepted"
    NA_REFUSED = "na_refused"


#: Statuses a person declares; the other two follow from the figures.
DECLARED = frozenset({Status.NO_DATA, Status.NA_CLAIMED, Status.NA_ACCEPTED, Status.NA_REFUSED})

Statuses = Mapping[str, Status | str]
Overrides = Mapping[str, Fraction]
_NONE: Mapping[str, Fraction] = {}


class ScoringError(ValueError):
    """Statuses or appraised points that cannot be; the text is Vietnamese."""


class Line(NamedTuple):
    """One leaf of a sheet.

    ``points`` are the ones that count: the appraised ones (``override``) where there are any, else
    ``computed`` from the figures.  An ``excluded`` line counts neither points nor maximum.
    ``special`` is ``withdrawn`` for a criterion left out for all units, the id of a special rule that
    gave the points, or empty.
    """

    points: Fraction
    maximum: Fraction
    excluded: bool
    status: Status
    warnings: tuple[ScoreWarning, ...]
    computed: Fraction
    override: Fraction | None
    special: str = ""


class Grant(NamedTuple):
    """Points a special rule gives a unit at a leaf, whatever its own figures."""

    rule: str
    points: Fraction


class Totals(NamedTuple):
    """The sums of a sheet: points, the maximum they are counted against, and points × max / counted.

    Bonus and penalty points are in the last one only: they are added after rescaling.
    """

    total: Fraction
    counted_maximum: Fraction
    rescaled_total: Fraction


@dataclass(frozen=True)
class Sheet:
    """Every leaf's line by code, in printed order, and the totals."""

    framework: Framework = field(repr=False)
    lines: Mapping[str, Line]
    total: Fraction
    counted_maximum: Fraction
    rescaled_total: Fraction
    grants: Mapping[str, Grant] = field(default_factory=dict)

    def node_points(self, code: str) -> Fraction:
        """Points of any node: of a leaf its own, else the sum under it.  KeyError if unknown."""
        return _sum_points(self.lines[leaf] for leaf in self.framework.leaves_under[code])

    def node_maximum(self, code: str) -> Fraction:
        """The maximum counted at any node: its own without what is excluded under it."""
        lines = (self.lines[leaf] for leaf in self.framework.leaves_under[code])
        return sum((line.maximum for line in lines if not line.excluded), ZERO)

    def main_points(self) -> dict[str, Fraction]:
        """Points of the main indexes by code, in printed order."""
        return {node.code: self.node_points(node.code) for node in self.framework.mains}

    @property
    def maximum(self) -> Fraction:
        """The full maximum: without what is withdrawn for all, with what this unit has excluded."""
        return self.framework.maximum

    def view_points(self, code: str) -> Fraction:
        """Points of a group or pillar beside the tree.  KeyError if unknown."""
        view = next((one for one in self.framework.views if one.code == code), None)
        if view is None:
            raise KeyError(code)
        return sum((self.node_points(main) for main in view.mains), ZERO)

    def points_by_supplier(self) -> dict[str, Fraction]:
        """Points by who handed in their figures: unit, survey, cyberspace, experts …"""
        found: dict[str, Fraction] = {}
        for leaf in self.framework.leaves:
            found[leaf.supplier] = found.get(leaf.supplier, ZERO) + self.lines[leaf.code].points
        return found

    def count(self, *statuses: Status) -> int:
        """How many leaves have one of these statuses."""
        return sum(line.status in statuses for line in self.lines.values())

    @property
    def filled(self) -> int:
        """How many leaves have all their figures."""
        return self.count(Status.FILLED)


# ---------------------------------------------------------------- one leaf


def compute_leaf(
    framework: Framework,
    code: str,
    figures: Figures,
    status: Status | str | None = None,
    override: Fraction | None = None,
) -> Line:
    """One line: KeyError if the code is no leaf, ScoringError for an impossible status or points.

    ``status`` matters only where it is declared (no data, not applicable); ``filled`` and ``blank``
    are found from the figures.
    """
    node = framework.leaf(code)
    declared = _declared(code, status)
    if override is not None:
        _check_override(node, override)
    return _line(framework, node, figures, declared, override)


def missing_inputs(framework: Framework, code: str, figures: Figures) -> tuple[str, ...]:
    """Names of the inputs this leaf still needs, in reading order; KeyError if it is no leaf."""
    rule = framework.leaf(code).rule
    return rule.missing(figures) if rule is not None else ()


def _line(
    framework: Framework, node: Node, figures: Figures, declared: Status | None, override: Fraction | None
) -> Line:
    if node.withdrawn:
        status = declared or _found_status(node, figures, override)
        return Line(ZERO, node.maximum, True, status, (), ZERO, override, WITHDRAWN)
    outcome = _outcome(node, figures, declared)
    warnings, points, excluded = outcome.warnings, outcome.points, False
    if declared is Status.NA_ACCEPTED or NOT_APPLICABLE in warnings:
        # a bonus or penalty that does not apply adjusts nothing, whatever the framework says of criteria
        excluded = framework.not_applicable == "exclude_and_rescale" or node.code in framework.adjusting_codes
        points = ZERO if excluded else node.maximum
    status = declared or _found_status(node, figures, override)
    counted = points if override is None or excluded else override
    return Line(counted, node.maximum, excluded, status, warnings, points, override)


def _outcome(node: Node, figures: Figures, declared: Status | None) -> Outcome:
    """What the figures give; nothing where they do not count (declared away)."""
    if node.rule is None or declared is Status.NO_DATA or declared is Status.NA_ACCEPTED:
        return NOTHING
    return node.rule.evaluate(figures)


def _found_status(node: Node, figures: Figures, override: Fraction | None) -> Status:
    if isinstance(node.rule, Manual):  # it has no figures: points given are its filling
        return Status.BLANK if override is None else Status.FILLED
    return Status.FILLED if node.rule is not None and not node.rule.missing(figures) else Status.BLANK


def _declared(code: str, status: Status | str | None) -> Status | None:
    if status is None:
        return None
    try:
        known = Status(status)
    except ValueError as error:
        raise ScoringError(messages.STATUS_UNKNOWN.format(status=status, code=code)) from error
    return known if known in DECLARED else None


def _check_override(node: Node, override: Fraction) -> None:
    if not 0 <= override <= node.maximum:
        maximum = wording.exactly(node.maximum)
        raise ScoringError(messages.OVERRIDE_OUT_OF_RANGE.format(code=node.code, maximum=maximum))


# ---------------------------------------------------------------- a whole sheet


def compute(
    framework: Framework,
    figures: Figures,
    statuses: Statuses | None = None,
    overrides: Overrides | None = None,
) -> Sheet:
    """The whole sheet of one unit.

    ``statuses`` and ``overrides`` are by code of leaf; ScoringError when one names no leaf or cannot
    be.  Figures that are no inputs of the framework do not matter.
    """
    declared = _all_declared(framework, statuses)
    overrides = _all_overrides(framework, overrides)
    lines = {
        leaf.code: _line(framework, leaf, figures, declared.get(leaf.code), overrides.get(leaf.code))
        for leaf in framework.leaves
    }
    return _summed(framework, lines)


def with_grants(sheet: Sheet, grants: Mapping[str, Grant]) -> Sheet:
    """The sheet with the points special rules give; points a person set with a reason stand above them.

    ScoringError for a grant that is no leaf's, outside its range, of a rule that does not touch the leaf,
    or of a withdrawn leaf.
    """
    if not grants:
        return sheet
    lines = dict(sheet.lines)
    for code, grant in grants.items():
        _check_leaf(sheet.framework, code)
        _check_override(sheet.framework.nodes[code], grant.points)
        line = lines[code]
        known = any(rule.id == grant.rule and code in rule.leaves for rule in sheet.framework.special)
        if not known or line.special == WITHDRAWN:
            raise ScoringError(messages.GRANT_UNFOUNDED.format(code=code))
        lines[code] = _granted(line, grant)
    return replace(_summed(sheet.framework, lines), grants=grants)


def _granted(line: Line, grant: Grant) -> Line:
    points = grant.points if line.override is None else line.override
    return line._replace(points=points, excluded=False, special=grant.rule)


def _summed(framework: Framework, lines: Mapping[str, Line]) -> Sheet:
    counted = [lines[leaf.code] for leaf in framework.counted_leaves]
    excluded = sum((line.maximum for line in counted if line.excluded and line.special != WITHDRAWN), ZERO)
    adjusted = sum((sign * lines[leaf.code].points for leaf, sign in framework.adjusting_leaves), ZERO)
    return Sheet(framework, lines, *_totals(framework, _sum_points(counted), excluded, adjusted))


def compute_totals(
    framework: Framework,
    figures_by_unit: Mapping[Unit, Figures],
    statuses_by_unit: Mapping[Unit, Statuses] | None = None,
    overrides_by_unit: Mapping[Unit, Overrides] | None = None,
    grants_by_unit: Mapping[Unit, Mapping[str, Grant]] | None = None,
) -> dict[Unit, Totals]:
    """The totals of many units, as ``compute`` and ``with_grants`` give them, without making sheets.

    Grants are taken as ``frameworks.cohort`` makes them, unchecked.
    """
    return {
        unit: _unit_totals(
            framework,
            figures,
            _all_declared(framework, statuses_by_unit.get(unit) if statuses_by_unit else None),
            _all_overrides(framework, overrides_by_unit.get(unit) if overrides_by_unit else None),
            (grants_by_unit.get(unit) if grants_by_unit else None) or {},
        )
        for unit, figures in figures_by_unit.items()
    }


def _sum_points(lines: Iterable[Line]) -> Fraction:
    return sum_exactly((line.points.numerator, line.points.denominator) for line in lines)


def _unit_totals(
    framework: Framework,
    figures: Figures,
    declared: Mapping[str, Status],
    overrides: Overrides,
    grants: Mapping[str, Grant],
) -> Totals:
    def line_of(leaf: Node) -> Line:
        line = _line(framework, leaf, figures, declared.get(leaf.code), overrides.get(leaf.code))
        return _granted(line, grants[leaf.code]) if leaf.code in grants else line

    pairs: list[tuple[int, int]] = []
    excluded = ZERO
    special = declared.keys() | overrides.keys() | grants.keys()
    for leaf in framework.counted_leaves:
        if leaf.code not in special and not leaf.withdrawn and leaf.rule is not None:
            numerator, denominator, warnings = leaf.rule.evaluate(figures)
            if NOT_APPLICABLE not in warnings:
                pairs.append((numerator, denominator))
                continue
        line = line_of(leaf)
        pairs.append((line.points.numerator, line.points.denominator))
        if line.excluded and line.special != WITHDRAWN:
            excluded += line.maximum
    adjusted = sum((sign * line_of(leaf).points for leaf, sign in framework.adjusting_leaves), ZERO)
    return _totals(framework, sum_exactly(pairs), excluded, adjusted)


def _totals(framework: Framework, total: Fraction, excluded: Fraction, adjusted: Fraction) -> Totals:
    """Rescaled first, then bonus and penalty points; never below 0, above the maximum only by a bonus."""
    counted = framework.maximum - excluded
    rescaled = total
    if excluded:
        rescaled = total * framework.maximum / counted if counted else ZERO
    if adjusted:
        rescaled = max(rescaled + adjusted, ZERO)
        if framework.bonus_capped:
            rescaled = min(rescaled, framework.maximum)
    return Totals(total, counted, rescaled)


def _all_declared(framework: Framework, statuses: Statuses | None) -> dict[str, Status]:
    found = {}
    for code, status in (statuses or {}).items():
        _check_leaf(framework, code)
        declared = _declared(code, status)
        if declared is not None:
            found[code] = declared
    return found


def _all_overrides(framework: Framework, overrides: Overrides | None) -> Overrides:
    if not overrides:
        return _NONE
    for code, points in overrides.items():
        _check_leaf(framework, code)
        _check_override(framework.nodes[code], points)
    return overrides


def _check_leaf(framework: Framework, code: str) -> None:
    node = framework.nodes.get(code)
    if node is None or not node.is_leaf:
        raise ScoringError(messages.OVERRIDE_NOT_LEAF.format(code=code))

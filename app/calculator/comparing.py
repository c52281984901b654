"""A province's published result beside what the framework's rules give, difference by difference, named.

Published: plan 213/KH-UBND of Cà Mau, 2022 (`app.calculator.ca_mau`). Nothing here is a result of a round.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache

from app.calculator.ca_mau import Result, differences, load
from app.messages import calculator as texts
from frameworks.cohort import Member, assess
from frameworks.model import Framework
from frameworks.numbers import canonical, format_vi, round_half_up
from frameworks.sheet import Sheet

FRAMEWORK = "qd_922_2022/tinh"
UNIT = "ca_mau"
TOTAL = "total"
#: What one printed component can be off by, of points printed with two decimals.
HALF = Fraction(5, 1000)
#: Decimals of the sums that this programme gives.
DECIMALS = 3
Cell = str | Decimal  # a number that a spreadsheet computes with is no text


@dataclass(frozen=True)
class Sum:
    """A main index or the total: by our rules, as the printed components add up, as published."""

    code: str
    title: str
    maximum: Fraction
    computed: Fraction
    components: Fraction
    published: Fraction
    kind: str  # equal, rounding, unexplained
    note: str

    @property
    def difference(self) -> Fraction:
        """What the publication has more than its own printed components."""
        return self.published - self.components

    @property
    def highlight(self) -> bool:
        """Whether rounding cannot explain the difference."""
        return self.kind == "unexplained"


@dataclass(frozen=True)
class Component:
    """A component or criterion: points printed in the plan beside those its rule gives."""

    code: str
    title: str
    level: str
    maximum: Fraction
    computed: Fraction
    printed: Fraction
    decimals: int
    by_rule: str  # exact, rounded; empty where the points are a sum
    text: str

    @property
    def equal(self) -> bool:
        """Whether the rule's points, rounded as printed, are those printed."""
        return round_half_up(self.computed, self.decimals) == self.printed


@dataclass(frozen=True)
class Comparison:
    """Everything of one year: main indexes, the total last, and every row below them in printed order."""

    framework: Framework
    sums: Sequence[Sum]
    components: Sequence[Component]

    @property
    def equal(self) -> int:
        """How many printed components the rules give."""
        return sum(one.equal for one in self.components)


@lru_cache(maxsize=4)
def compare(framework: Framework) -> Comparison:
    """Cà Mau's 2022 result under this framework."""
    result = load(framework)
    others = {name: Member(figures) for name, figures in result.others.items()}
    sheet = assess(framework, {UNIT: Member(result.figures), **others}).sheets[UNIT]
    components = list(_components(framework, result, sheet))
    return Comparison(framework, list(_sums(framework, result, sheet, components)), components)


def _components(framework: Framework, result: Result, sheet: Sheet) -> Iterator[Component]:
    for code, node in framework.nodes.items():
        score = result.scores.get(code)
        if score is not None:
            yield Component(
                code=code,
                title=node.title,
                level=node.level,
                maximum=node.maximum,
                computed=sheet.node_points(code),
                printed=score.points,
                decimals=score.decimals,
                by_rule=score.by_rule,
                text=score.text,
            )


def _sums(
    framework: Framework, result: Result, sheet: Sheet, components: Sequence[Component]
) -> Iterator[Sum]:
    top = [one for one in components if one.level == "component"]
    rows = differences({one.code: one.printed for one in top}, result.published)
    for row in rows:
        broken = [one for one in top if one.code.startswith(f"{row.code}.") and one.printed.denominator != 1]
        node = framework.nodes[row.code]
        yield Sum(
            code=row.code,
            title=node.title,
            maximum=node.maximum,
            computed=sheet.node_points(row.code),
            components=row.components,
            published=row.published,
            kind=_kind(row.difference, len(broken)),
            note=" ".join(result.notes.get(row.code, ())),
        )
    yield Sum(
        code=TOTAL,
        title=texts.TOTAL,
        maximum=framework.maximum,
        computed=sheet.total,
        components=sum((row.components for row in rows), Fraction(0)),
        published=result.total,
        kind="unexplained",
        note=" ".join(result.notes.get(TOTAL, ())),
    )


def _kind(difference: Fraction, rounded: int) -> str:
    if difference == 0:
        return "equal"
    return "rounding" if abs(difference) <= HALF * rounded else "unexplained"


def points(value: Fraction) -> str:
    """Points as people read them, to the thousandth."""
    return format_vi(round_half_up(value, DECIMALS))


def signed(value: Fraction) -> str:
    """A difference with its sign; nothing for none."""
    return f"{'+' if value > 0 else '−'}{points(abs(value))}" if value else "0"


def csv_rows(comparison: Comparison) -> Iterator[Sequence[Cell]]:
    """Main indexes and total first, then every printed row; exact points with a decimal point."""
    for one in comparison.sums:
        yield (
            texts.COMPARED_TOTAL if one.code == TOTAL else texts.COMPARED_MAIN,
            "" if one.code == TOTAL else one.code,
            one.title,
            _decimal(one.maximum),
            _decimal(one.computed),
            _decimal(one.components),
            _decimal(one.published),
            _decimal(one.difference),
            texts.DIFFERENCES[one.kind],
            one.note,
        )
    for row in comparison.components:
        yield (
            texts.COMPARED_COMPONENT,
            row.code,
            row.title,
            _decimal(row.maximum),
            _decimal(row.computed),
            _decimal(row.printed),
            "",
            _decimal(row.printed - round_half_up(row.computed, row.decimals)),
            texts.BY_RULE[row.by_rule],
            row.text.removeprefix("- "),
        )


def _decimal(value: Fraction) -> Decimal:
    """Points for a spreadsheet, to the hundred thousandth."""
    return Decimal(canonical(round_half_up(value, 5)))

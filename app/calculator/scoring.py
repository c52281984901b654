"""Units' figures scored as one group, without a database: points, totals, ranks, explanations."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from app.messages import calculator as texts
from frameworks.bands import band
from frameworks.binding import Binding, bind
from frameworks.cohort import Assessed, Member, assess
from frameworks.explain import explain_line
from frameworks.model import Figures, Framework, Input, Node
from frameworks.ranking import published, rank
from frameworks.sheet import Sheet, compute

DECIMALS = 2
MOST_DECIMALS = 6


@dataclass(frozen=True)
class UnitScore:
    """One unit: its sheet, its published total, its rank within the group, its band where there are any."""

    name: str
    member: Member
    sheet: Sheet
    published: Decimal
    rank: int
    band: str

    def explanation(self, leaf: Node) -> str:
        """How the points of a criterion came about, in Vietnamese."""
        return explain_line(
            leaf,
            self.sheet.framework,
            self.member.figures,
            self.member.statuses.get(leaf.code),
            self.member.overrides.get(leaf.code),
            self.sheet.grants.get(leaf.code),
        )


@dataclass(frozen=True)
class Scored:
    """A group: the framework bound to it, and the units from the first rank down."""

    framework: Framework
    units: tuple[UnitScore, ...]
    decimals: int


def score(framework: Framework, members: Mapping[str, Member], decimals: int = DECIMALS) -> Scored:
    """Points of every unit and the ranking; equal published totals share a rank.

    The total ranked is the one after rescaling for what is not applicable, as in a round.  Units of one
    rank stand in the order they were given.
    """
    assessed: Assessed[str] = assess(framework, members)
    totals = [(name, sheet.rescaled_total) for name, sheet in assessed.sheets.items()]
    units = []
    for place in rank(totals, decimals):
        sheet = assessed.sheets[place.key]
        title = ""
        if framework.bands is not None:
            title = band(framework.bands, Fraction(place.published), assessed.framework.maximum)
        units.append(UnitScore(place.key, members[place.key], sheet, place.published, place.rank, title))
    return Scored(assessed.framework, tuple(units), decimals)


def score_alone(framework: Framework, member: Member, others: Sequence[Figures]) -> Scored:
    """One unit, compared only where other units' figures are known.

    A criterion that compares units stays pending (0 points, with its warning) unless at least one other
    unit has the figures it needs; special rules that give points by the whole group are left out.
    """
    members = {0: member, **{position: Member(figures) for position, figures in enumerate(others, start=1)}}
    scales = (assess(framework, members).framework.binding or Binding({})).scales
    known = {code: scale for code, scale in scales.items() if _compared(framework, code, others)}
    bound = bind(framework, Binding(known))
    sheet = compute(bound, member.figures, member.statuses, member.overrides)
    shown = published(sheet.rescaled_total, DECIMALS)
    title = band(framework.bands, Fraction(shown), bound.maximum) if framework.bands else ""
    unit = UnitScore(texts.YOUR_UNIT, member, sheet, shown, 1, title)
    return Scored(bound, (unit,), DECIMALS)


def _compared(framework: Framework, code: str, others: Sequence[Figures]) -> bool:
    """Whether any other unit has every value that a criterion compares."""
    rule = framework.leaf(code).rule
    return rule is not None and any(None not in rule.compared(figures) for figures in others)


def compared_inputs(framework: Framework) -> dict[str, Input]:
    """The inputs that comparing criteria read: what is needed of the other units."""
    names = (name for leaf in framework.leaves if leaf.rule and leaf.rule.comparing for name in leaf.inputs)
    return {name: framework.inputs[name] for name in dict.fromkeys(names)}

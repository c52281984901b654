"""Units' figures scored as one group, without a database: points, totals, ranks, explanations."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from frameworks.bands import band
from frameworks.cohort import Assessed, Member, assess
from frameworks.explain import explain_line
from frameworks.model import Framework, Node
from frameworks.ranking import rank
from frameworks.sheet import Sheet

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

"""What every rule is, and what rules give.

A rule is built once, when its framework is loaded, for one maximum; after that it only reads
figures.  ``evaluate`` returns points as an unreduced pair of integers, so that the points of a whole
sheet can be summed over one common denominator.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, ClassVar, NamedTuple, Protocol

from frameworks import messages, wording
from frameworks.model import Figures, Input
from frameworks.numbers import exact

if TYPE_CHECKING:
    from frameworks.rules.reader import Reader

Inputs = Mapping[str, Input]
#: What a rule needs to know of its group: the lowest, the highest value …, by name.
Scale = Mapping[str, Fraction]


class Comparing(Protocol):
    """A rule that compares units: what it needs to know of the group's values (at least one)."""

    scale_names: ClassVar[frozenset[str]]

    def scale_of(self, values: Sequence[Fraction]) -> Scale: ...


class ScoreWarning(NamedTuple):
    """Something odd about a computation: a stable ``code`` and a Vietnamese ``message``."""

    code: str
    message: str


class Outcome(NamedTuple):
    """Points as numerator over denominator (positive, not reduced), with warnings."""

    numerator: int
    denominator: int
    warnings: tuple[ScoreWarning, ...] = ()

    @property
    def points(self) -> Fraction:
        """The points as one exact fraction."""
        return exact(self.numerator, self.denominator)


class RuleFault(NamedTuple):
    """Figures that contradict each other: the input to correct, the other one, code and message."""

    input: str
    other: str
    code: str
    message: str


ZERO_DENOMINATOR = ScoreWarning("zero_denominator", messages.WARN_ZERO_DENOMINATOR)
ZERO_DENOMINATOR_FULL = ScoreWarning("zero_denominator_full", messages.WARN_ZERO_DENOMINATOR_FULL)
NOT_APPLICABLE = ScoreWarning("zero_denominator_not_applicable", messages.WARN_NOT_APPLICABLE)
ABOVE_ONE = ScoreWarning("above_one", messages.WARN_ABOVE_ONE)
COHORT_PENDING = ScoreWarning("cohort_pending", messages.WARN_COHORT_PENDING)
ALL_EQUAL = ScoreWarning("all_equal", messages.WARN_ALL_EQUAL)
OVERLAP = ScoreWarning("overlap", messages.WARN_OVERLAP)

#: No points: a condition that does not hold, or no data.
NOTHING = Outcome(0, 1)


def fixed(points: Fraction, *warnings: ScoreWarning) -> Outcome:
    """An outcome made once and shared by every unit that reaches it."""
    return Outcome(points.numerator, points.denominator, warnings)


def unwarned(numerator: int, denominator: int) -> Outcome:
    """An outcome without warnings; made past the named tuple's own, three times slower, constructor."""
    return tuple.__new__(Outcome, (numerator, denominator, ()))


class Rule(ABC):
    """One rule, built for one maximum; never changed afterwards.

    Points are always within 0 and the maximum, whatever the figures.  ``inputs`` are the names the
    rule may read, each once, in reading order.
    """

    #: the rule's name in framework files, and the parameters it understands there
    kind: ClassVar[str]
    parameters: ClassVar[frozenset[str]]

    def __init__(self, maximum: Fraction, inputs: Iterable[str]) -> None:
        self.maximum = maximum
        self.inputs = tuple(dict.fromkeys(inputs))
        self.full = fixed(maximum)

    @classmethod
    @abstractmethod
    def read(cls, reader: Reader) -> Rule:
        """The rule with the reader's parameters; mistakes are noted with the reader."""

    @abstractmethod
    def evaluate(self, figures: Figures) -> Outcome:
        """The points these figures give.  A missing figure gives none; nothing is raised."""

    @abstractmethod
    def describe(self, inputs: Inputs) -> str:
        """The rule as a Vietnamese sentence."""

    @abstractmethod
    def work(self, figures: Figures, inputs: Inputs) -> str:
        """The computation with its numbers, ending in the points.  All needed figures are there."""

    @property
    def comparing(self) -> tuple[Comparing, ...]:
        """The rules in here that compare units with each other, in reading order."""
        return ()

    def compared(self, figures: Figures) -> tuple[Fraction | None, ...]:
        """The value of each of them for these figures; None where there is none."""
        return ()

    def bound(self, scales: Iterator[Scale]) -> Rule:
        """The rule with every comparing one bound to its group: it takes its scale from ``scales``."""
        return self

    def measure(self, figures: Figures) -> Fraction | None:
        """The one number by which units compare here; None if there is none or figures are missing."""
        return None

    def missing(self, figures: Figures) -> tuple[str, ...]:
        """The inputs still needed, in reading order."""
        return tuple(name for name in self.inputs if figures.get(name) is None)

    def faults(self, figures: Figures, inputs: Inputs) -> list[RuleFault]:
        """Contradictions between figures that only this rule knows about."""
        return []

    def explain(self, figures: Figures, inputs: Inputs) -> str:
        """One computation in Vietnamese; says what is missing when something is."""
        missing = self.missing(figures)
        if not missing:
            return self.work(figures, inputs)
        titles = wording.missing(inputs[name].title for name in missing)
        return titles + wording.gives(self.evaluate(figures).points)

"""The quantities rules are made of: sums of inputs, and one sum over another."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import cast

from frameworks import wording
from frameworks.model import Figures
from frameworks.rules.base import Inputs


@dataclass(frozen=True)
class Quantity:
    """A sum of numeric inputs plus a constant."""

    names: tuple[str, ...]
    constant: Fraction = Fraction(0)
    #: the only name there is, for the common case that needs no sum
    single: str | None = field(init=False)

    def __post_init__(self) -> None:
        alone = len(self.names) == 1 and not self.constant
        object.__setattr__(self, "single", self.names[0] if alone else None)

    def value(self, figures: Figures) -> Fraction | None:
        """The sum; None as soon as one figure is missing."""
        if self.single is not None:
            return cast("Fraction | None", figures.get(self.single))
        total = self.constant
        for name in self.names:
            figure = cast("Fraction | None", figures.get(name))
            if figure is None:
                return None
            total += figure
        return total

    def describe(self, inputs: Inputs) -> str:
        """The sum in words: the titles of its inputs."""
        return wording.summed([inputs[name].title for name in self.names] + self._constant_term())

    def show(self, figures: Figures) -> str:
        """The sum with its numbers, in brackets when there are several."""
        shown = [wording.figure(cast(Fraction, figures[name])) for name in self.names]
        return wording.summed(shown + self._constant_term())

    def _constant_term(self) -> list[str]:
        return [wording.figure(self.constant)] if self.constant or not self.names else []


@dataclass(frozen=True)
class Quotient:
    """One quantity over another, or one alone (``to`` is None; a percent input is then over 100)."""

    of: Quantity
    to: Quantity | None
    percent: bool = False
    #: both names where one figure stands over one other, the common case by far
    names: tuple[str, str] | None = field(init=False)

    def __post_init__(self) -> None:
        to = self.to.single if self.to is not None else None
        both = (self.of.single, to) if self.of.single is not None and to is not None else None
        object.__setattr__(self, "names", both)

    @property
    def inputs(self) -> tuple[str, ...]:
        """All names read, numerator first."""
        return self.of.names + (self.to.names if self.to is not None else ())

    @property
    def is_share(self) -> bool:
        """Whether the quotient is naturally read as a percent."""
        return self.percent or self.to is not None

    def pair(self, figures: Figures) -> tuple[int, int] | None:
        """Numerator and denominator as integers; None when a figure is missing.

        A denominator that is not positive means the quotient cannot be formed.
        """
        if self.names is not None:
            known = cast("Mapping[str, Fraction | None]", figures)
            of, to = known.get(self.names[0]), known.get(self.names[1])
        else:
            of, to = self.of.value(figures), self.to.value(figures) if self.to is not None else self.unit
        if of is None or to is None:
            return None
        # the numbers' parts taken together: asked for one by one they cost a call each
        numerator, part = of.as_integer_ratio()
        whole, denominator = to.as_integer_ratio()
        return numerator * denominator, part * whole

    def value(self, figures: Figures) -> Fraction | None:
        """The quotient; None when a figure is missing or it cannot be formed."""
        pair = self.pair(figures)
        return Fraction(*pair) if pair is not None and pair[1] > 0 else None

    @property
    def unit(self) -> Fraction:
        """What one quantity alone stands over."""
        return Fraction(100 if self.percent else 1)

    def describe(self, inputs: Inputs) -> str:
        """The quotient in words."""
        of = self.of.describe(inputs)
        return of if self.to is None else f"{of} / {self.to.describe(inputs)}"

    def show(self, figures: Figures) -> str:
        """The quotient with its numbers: ``45/60``, ``75 %`` for a percent input."""
        of = self.of.show(figures)
        if self.to is None:
            return f"{of} %" if self.percent else of
        return f"{of}/{self.to.show(figures)}"

    def valued(self, figures: Figures, as_percent: bool = True) -> str:
        """The quotient and what it comes to: ``45/60 = 75 %``, ``2/3 ≈ 66,67 %``, ``50/20 = 2,5``."""
        shown = self.show(figures)
        pair = self.pair(figures)
        if self.to is None or pair is None or pair[1] <= 0:
            return shown
        value = Fraction(*pair)
        return f"{shown} {wording.equals_percent(value) if as_percent else wording.equals(value)}"

    def factor(self, figures: Figures) -> str:
        """The quotient as a factor: its percent if that is short, else the quotient itself."""
        value = Fraction(*cast("tuple[int, int]", self.pair(figures)))
        return wording.percent(value) if wording.is_short(value * 100) else self.show(figures)

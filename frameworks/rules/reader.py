"""Reading one rule's parameters from a framework file, collecting every mistake.

A reader never raises: a parameter it cannot read is noted with its place and replaced by something
harmless, so that one pass over a file finds all mistakes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import NamedTuple

from frameworks import messages, wording
from frameworks.model import Input
from frameworks.numbers import parse_exact
from frameworks.rules.base import (
    NOT_APPLICABLE,
    ZERO_DENOMINATOR,
    ZERO_DENOMINATOR_FULL,
    Outcome,
    Rule,
    fixed,
)
from frameworks.rules.quantities import Quantity, Quotient


class Problem(NamedTuple):
    """One mistake in a framework file: where, and what is wrong, in Vietnamese."""

    place: str
    message: str


ONE = Fraction(1)

#: Every rule there is, by its name in framework files; filled by ``register``.
RULES: dict[str, type[Rule]] = {}
#: Spellings that do not say which of two rules is meant.
BARE_MIN_MAX = frozenset({"min-max", "minmax", "min max", "minMax", "Min-Max", "MinMax"})


@dataclass
class Reader:
    """The parameters of one rule, for one maximum."""

    spec: Mapping[str, object]
    maximum: Fraction
    inputs: Mapping[str, Input]
    place: str
    problems: list[Problem]
    #: whether the rule gives a leaf's points directly (not a part of another rule)
    whole: bool = True
    used: set[str] = field(default_factory=set)

    def problem(self, message: str) -> None:
        """Note a mistake at this rule's place."""
        self.problems.append(Problem(self.place, message))

    def inner(self, spec: Mapping[str, object], maximum: Fraction, step: str) -> Reader:
        """A reader for a part of this rule, one step further in."""
        place = f"{self.place}{messages.PLACE_STEP}{step}"
        return Reader(spec, maximum, self.inputs, place, self.problems, whole=False, used=self.used)

    def part(self, given: object, maximum: Fraction, step: str) -> Rule | None:
        """A rule inside this one; None (with the problem noted) when it cannot be read."""
        return build_rule(given, self.inner({}, maximum, step))

    def only(self, allowed: frozenset[str]) -> None:
        """Refuse parameters the rule does not know."""
        for name in self.spec:
            if name not in allowed:
                self.problem(messages.UNKNOWN_PARAMETER.format(name=name, known=", ".join(sorted(allowed))))

    # -- inputs

    def input(self, parameter: str, *types: str) -> str:
        """The name of one declared input of one of these types."""
        name = self.spec.get(parameter)
        if not isinstance(name, str) or not name:
            self.problem(messages.PARAMETER_MISSING.format(name=parameter))
            return ""
        self._use(name, types)
        return name

    def _use(self, name: str, types: tuple[str, ...]) -> None:
        self.used.add(name)
        declared = self.inputs.get(name)
        if declared is None:
            self.problem(messages.UNDECLARED_INPUT.format(name=name))
        elif declared.type not in types:
            self.problem(
                messages.WRONG_INPUT_TYPE.format(name=name, type=declared.type, types=", ".join(types))
            )

    def quantity(self, parameter: str) -> Quantity:
        """A numeric input, a list of them (summed), or ``{const: number}``."""
        given = self.spec.get(parameter)
        if given is None or given == "" or given == []:
            self.problem(messages.PARAMETER_MISSING.format(name=parameter))
            return Quantity((), ONE)
        names: list[str] = []
        constant = Fraction(0)
        for term in given if isinstance(given, list) else [given]:
            if isinstance(term, Mapping) and set(term) == {"const"}:
                number = self._number(f"{parameter}.const", term["const"])
                constant += ONE if number is None else number
            elif isinstance(term, str):
                self._use(term, ("count", "number", "money", "percent"))
                names.append(term)
            else:
                self.problem(messages.BAD_QUANTITY.format(name=parameter))
        if len(set(names)) < len(names):
            self.problem(messages.REPEATED_INPUT.format(name=parameter))
        if len({declared.type == "percent" for name in names if (declared := self.inputs.get(name))}) > 1:
            self.problem(messages.MIXED_PERCENT.format(name=parameter))
        return Quantity(tuple(names), constant)

    def denominator(self, parameter: str = "to") -> Quantity:
        """A quantity to divide by: a constant must be positive, its inputs never negative."""
        quantity = self.quantity(parameter)
        if not quantity.names and quantity.constant <= 0:
            self.problem(messages.NOT_POSITIVE.format(name=parameter))
        for name in quantity.names:
            declared = self.inputs.get(name)
            if (
                declared is not None
                and declared.is_number
                and (declared.minimum is None or declared.minimum < 0)
            ):
                self.problem(messages.NEGATIVE_DENOMINATOR.format(name=name))
        return quantity

    def quotient(self, needs_to: bool = False) -> Quotient:
        """``of`` over ``to``; ``to`` may be left out for a percent input, or where a number will do."""
        of = self.quantity("of")
        percent = any(self.inputs[name].type == "percent" for name in of.names if name in self.inputs)
        if "to" in self.spec:
            return Quotient(of, self.denominator(), False)
        if needs_to and not percent:
            self.problem(messages.PARAMETER_MISSING.format(name="to"))
        return Quotient(of, None, percent)

    # -- numbers

    def _number(self, name: str, given: object) -> Fraction | None:
        if isinstance(given, str):
            try:
                return parse_exact(given)
            except ValueError:
                pass  # told below, with the parameter's name
        self.problem(messages.BAD_NUMBER.format(name=name, text=given))
        return None

    def number(self, parameter: str, default: Fraction | None = None) -> Fraction:
        """An exact number; ``default`` (or a problem, when there is none) where it is absent."""
        if parameter not in self.spec:
            if default is None:
                self.problem(messages.PARAMETER_MISSING.format(name=parameter))
            return default or ONE
        number = self._number(parameter, self.spec[parameter])
        return ONE if number is None else number

    def positive(self, parameter: str, default: Fraction | None = None) -> Fraction:
        """An exact number above zero."""
        number = self.number(parameter, default)
        if number <= 0:
            self.problem(messages.NOT_POSITIVE.format(name=parameter))
            return ONE
        return number

    def award(self, spec: object, where: str, optional: bool = False) -> Fraction:
        """The points of ``{share: …}`` or ``{points: …}``, within 0 and the maximum."""
        given = spec if isinstance(spec, Mapping) else {}
        kinds = [kind for kind in ("share", "points") if kind in given]
        if not kinds and optional:
            return self.maximum
        if len(kinds) != 1:
            self.problem(messages.SHARE_OR_POINTS.format(where=where))
            return Fraction(0)
        number = self._number(f"{where}.{kinds[0]}", given[kinds[0]])
        if number is None:
            return Fraction(0)
        points = number * self.maximum if kinds[0] == "share" else number
        if not 0 <= points <= self.maximum:
            self.problem(
                messages.AWARD_OUT_OF_RANGE.format(where=where, maximum=wording.number(self.maximum))
            )
            return Fraction(0)
        return points

    # -- lists and options

    def items(self, parameter: str, allowed: frozenset[str] | None = None) -> list[Mapping[str, object]]:
        """A list of mappings with at least one entry and (where given) no other keys than allowed."""
        given = self.spec.get(parameter)
        if not isinstance(given, list) or not given:
            self.problem(messages.LIST_NEEDED.format(name=parameter))
            return []
        found: list[Mapping[str, object]] = []
        for position, item in enumerate(given, start=1):
            if not isinstance(item, Mapping):
                self.problem(messages.MAPPING_NEEDED.format(name=f"{parameter}[{position}]"))
                continue
            if allowed is not None:
                for name in item:
                    if name not in allowed:
                        known = ", ".join(sorted(allowed))
                        self.problem(
                            messages.UNKNOWN_PARAMETER.format(name=f"{parameter}.{name}", known=known)
                        )
            found.append(item)
        return found

    def option(self, parameter: str, default: str, *others: str) -> str:
        """One of a closed set of words."""
        word = self.spec.get(parameter, default)
        if word != default and word not in others:
            self.problem(
                messages.BAD_OPTION.format(name=parameter, text=word, known=", ".join((default, *others)))
            )
            return default
        return str(word)

    def zero_denominator(self) -> Outcome:
        """What a denominator of 0 gives: nothing, the maximum, or "not applicable"."""
        word = self.option("zero_denominator", "zero", "full", "not_applicable")
        if word == "full":
            return fixed(self.maximum, ZERO_DENOMINATOR_FULL)
        if word == "not_applicable":
            if not self.whole:
                self.problem(messages.NOT_APPLICABLE_INSIDE)
            return fixed(Fraction(0), NOT_APPLICABLE)
        return fixed(Fraction(0), ZERO_DENOMINATOR)

    def warns_above_one(self) -> bool:
        """Whether a ratio above 1 is told: ``cap`` (yes) or ``expected`` (capped without a word)."""
        return self.option("above_one", "cap", "expected") == "cap"


def register(rule: type[Rule]) -> type[Rule]:
    """Add a rule to the closed set (a class decorator)."""
    RULES[rule.kind] = rule
    return rule


def build_rule(given: object, reader: Reader) -> Rule | None:
    """The rule written as ``{name: {parameters}}``, for the reader's maximum and place.

    None when no rule can be built at all; every mistake is noted with the reader.
    """
    if not isinstance(given, Mapping) or len(given) != 1:
        reader.problem(messages.ONE_RULE.format())
        return None
    name, spec = next(iter(given.items()))
    rule = RULES.get(name)
    if rule is None:
        reader.problem(_unknown_rule(str(name)))
        return None
    if spec is None or spec == "":
        spec = {}
    if not isinstance(spec, Mapping):
        reader.problem(messages.MAPPING_NEEDED.format(name=name))
        return None
    reader.spec = spec
    reader.only(rule.parameters)
    return rule.read(reader)


def _unknown_rule(name: str) -> str:
    if name in BARE_MIN_MAX:
        return messages.BARE_MIN_MAX.format(name=name)
    return messages.UNKNOWN_RULE.format(name=name, known=", ".join(sorted(RULES)))

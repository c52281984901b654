"""Believable figures for a unit: the same seed gives the same figures on every machine.

Each unit has a hidden size and maturity; each figure is drawn by its own name, so that a framework may
gain an input without all the others changing.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from math import floor

from app.assessments.suppliers import own
from app.demo import general, phrases
from app.demo.dice import Dice
from app.demo.general import Facts
from app.demo.ranges import THANH_HOA, Ranges, Span
from frameworks import numbers
from frameworks.cohort import recipient_of
from frameworks.computation import Sheet, compute
from frameworks.model import Framework, Input, Node, Value

BLANKS = (1, 4)  # criteria declared "không có số liệu", from … to …
NOTES = (3, 7)
FILES = (3, 5)
DEFAULT_LIKELY = 0.72
FINE = 0.002  # a tie is tuned with steps no larger than this many points


@dataclass(frozen=True)
class Nature:
    """What nobody types: how large a unit is and how far its digital transformation has come (0 … 1)."""

    size: float
    maturity: float


@dataclass(frozen=True)
class Declared:
    """A criterion without figures: "no_data" or "na_claimed", with the unit's reason.

    For a claim also what the team will answer: `accepted`, and its words.
    """

    code: str
    status: str
    reason: str
    accepted: bool = False
    answer: str = ""


@dataclass
class Form:
    """Everything a unit will hand in: figures, declarations, notes, and where files are attached.

    `supplied` are the unit's figures that others hand in, by import or as experts' marks; `bound` is the
    framework with its group's scales once they are known.
    """

    framework: Framework
    nature: Nature
    figures: dict[str, Value]
    supplied: dict[str, Value] = field(default_factory=dict)
    bound: Framework | None = None
    declared: list[Declared] = field(default_factory=list)
    notes: dict[str, str] = field(default_factory=dict)
    files: list[str] = field(default_factory=list)

    def typed(self, name: str) -> str:
        """A figure as an official types it: "1.234,5", "Có", or the title of a choice."""
        return typed(self.framework.inputs[name], self.figures[name])

    @property
    def claims(self) -> list[Declared]:
        """The criteria the unit holds not to apply to it."""
        return [entry for entry in self.declared if entry.status == "na_claimed"]

    def statuses(self) -> dict[str, str]:
        """The declarations by criterion."""
        return {entry.code: entry.status for entry in self.declared}

    def keep_only(self, names: Collection[str], codes: Collection[str]) -> None:
        """Forget what is never entered: every other figure, and all else at other criteria."""
        self.figures = {name: value for name, value in self.figures.items() if name in names}
        self.declared = [entry for entry in self.declared if entry.code in codes]
        self.notes = {code: note for code, note in self.notes.items() if code in codes}
        self.files = [code for code in self.files if code in codes]

    def answered(self) -> tuple[dict[str, str], dict[str, Fraction]]:
        """Statuses and given points once the team has answered the claims as it will."""
        answers = {claim.code: "na_accepted" if claim.accepted else "na_refused" for claim in self.claims}
        refused = {claim.code: Fraction(0) for claim in self.claims if not claim.accepted}
        return {**self.statuses(), **answers}, refused

    def sheet(self) -> Sheet:
        """The points that all figures give once the team has answered the claims as it will."""
        figures = {**self.figures, **self.supplied}
        return compute(self.bound or self.framework, figures, *self.answered())

    def judged_alone(self, leaf: Node) -> bool:
        """Whether the unit enters this criterion's figures and they alone decide its points."""
        comparing = leaf.rule is not None and bool(leaf.rule.comparing)
        return (
            not comparing
            and leaf.code in own(self.framework).codes
            and recipient_of(self.framework, self.figures, leaf.code) is None
        )


def typed(field_: Input, value: Value) -> str:
    """A value as it is typed into the form."""
    if isinstance(value, bool):
        return phrases.YES if value else phrases.NO
    if isinstance(value, str):
        return field_.choices.get(value, value)
    return numbers.format_vi(value)


def fill(
    framework: Framework,
    unit_code: str,
    dice: Dice,
    ranges: Ranges = THANH_HOA,
    facts: Facts | None = None,
) -> Form:
    """The form of one unit: figures, a few blanks with reasons, claims of "không áp dụng", notes, files."""
    of_unit = dice.within(unit_code)
    nature = nature_of(unit_code, of_unit, ranges)
    known = facts or Facts(unit_code, unit_code.upper())
    drawing = _Drawing(framework, nature, of_unit.within("figures"), ranges, known)
    drawn, names = drawing.all(), own(framework).names
    form = Form(
        framework,
        nature,
        {name: value for name, value in drawn.items() if name in names},
        {name: value for name, value in drawn.items() if name not in names},
    )
    if unit_code in ranges.exact:
        empty = [leaf.code for leaf in own(framework).leaves if not drawn.keys() >= set(leaf.inputs)]
        _declare(form, [Declared(code, "no_data", phrases.ONLY_COMPARED) for code in empty])
        return form
    absent = [leaf.code for leaf in own(framework).leaves if leaf.code in ranges.absent]
    _declare(form, [Declared(code, "no_data", ranges.absent[code]) for code in absent])
    _claim(form, unit_code, ranges.claims)
    _leave_blank(form, of_unit.within("blanks"), ranges.often_unknown)
    _annotate(form, of_unit.within("notes"), known.team)
    return form


def nature_of(unit_code: str, dice: Dice, ranges: Ranges = THANH_HOA) -> Nature:
    """A unit's hidden size and maturity; some units are known to be large, or far from the city."""
    maturity = 0.56 + 0.24 * dice.middle("maturity") + ranges.maturity_shift.get(unit_code, 0.0)
    size = ranges.sizes.get(unit_code, 0.12 + 0.38 * dice.share("size"))
    return Nature(size, _between(maturity, 0.08, 0.97))


class _Drawing:
    """Draws every figure of one unit, wholes before their parts."""

    def __init__(
        self, framework: Framework, nature: Nature, dice: Dice, ranges: Ranges, facts: Facts
    ) -> None:
        self.framework, self.nature, self.dice = framework, nature, dice
        self.ranges, self.facts = ranges, facts
        self.spans: Mapping[str, Span] = ranges.spans.get(framework.id.rpartition("/")[2], {})
        self.given = ranges.given.get(facts.code, {})
        self.drawn: dict[str, Value] = {}

    def all(self) -> dict[str, Value]:
        """Every input of the framework that the unit has, in the framework's order."""
        known = self.given if self.facts.code in self.ranges.exact else self.framework.inputs
        for name in known:
            self._value(name)
        return {name: self.drawn[name] for name in self.framework.inputs if name in known}

    def _value(self, name: str) -> Value:
        if name not in self.drawn:
            self.drawn[name] = self._draw(self.framework.inputs[name])
        return self.drawn[name]

    def _number(self, name: str) -> Fraction:
        value = self._value(name)
        if not isinstance(value, Fraction):
            raise TypeError(f"{name} is no number")
        return value

    def _draw(self, field_: Input) -> Value:
        if field_.name in self.given:
            known = self.given[field_.name]
            return known if isinstance(known, bool | str) else Fraction(known)
        if field_.type == "text":
            return general.text_for(field_, self.facts, self.dice)
        if field_.type == "boolean":
            return self._answer(field_.name)
        if field_.type == "choice":
            return self._level(field_)
        return self._amount(field_)

    def _answer(self, name: str) -> bool:
        after = self.ranges.only_after.get(name)
        if after is not None and not self._value(after):
            return False
        likely = self.ranges.likely.get(name, DEFAULT_LIKELY) + (self.nature.maturity - 0.5)
        return self.dice.chance(likely, name)

    def _level(self, field_: Input) -> str:
        """Frameworks list levels from the best down."""
        levels = tuple(field_.choices)
        reached = self._moved("maturity", field_.name)
        return levels[min(int((1 - reached) * len(levels)), len(levels) - 1)]

    def _amount(self, field_: Input) -> Fraction:
        span = self.spans.get(field_.name) or _usual(field_)
        moved = self._moved(span.by, field_.name)
        amount = span.low + (span.high - span.low) * moved
        if span.of is not None:
            whole = self._number(span.of) - (self._number(span.less) if span.less else 0)
            amount *= float(whole)
        return self._limited(field_, _rounded(field_, amount))

    def _limited(self, field_: Input, amount: Fraction) -> Fraction:
        limits = [self._number(name) for name in field_.at_most]
        limits += [field_.maximum] if field_.maximum is not None else []
        return max(min([amount, *limits]), field_.minimum or Fraction(0))

    def _moved(self, by: str, name: str) -> float:
        """Where in its span a figure lies, 0 … 1."""
        if by == "size":
            return _between(self.nature.size + 0.06 * self.dice.middle(name), 0, 1)
        if by == "maturity":
            return _between(self.nature.maturity + 0.3 * self.dice.middle(name), 0, 1)
        return self.dice.share(name)


def _usual(field_: Input) -> Span:
    """The span of an input nobody described: a part of its whole, or something counted."""
    if field_.at_most:
        return Span(0.4, 0.98, "maturity", field_.at_most[0])
    if field_.type == "percent":
        return Span(10, 95)
    if field_.type == "number" and field_.maximum is not None:
        return Span(0.35 * float(field_.maximum), 0.95 * float(field_.maximum))
    return Span(500, 50_000, "size") if field_.type == "money" else Span(2, 60)


def _rounded(field_: Input, amount: float) -> Fraction:
    """Counted things are whole; large sums are whole millions; what is left has one decimal."""
    if field_.type == "count" or amount >= 100_000:
        return Fraction(floor(amount + 0.5))
    return Fraction(floor(amount * 10 + 0.5), 10)


def _between(value: float, low: float, high: float) -> float:
    return min(max(value, low), high)


# --- what has no figures -----------------------------------------------------------------------------------


def own_inputs(framework: Framework, node: Node) -> tuple[str, ...]:
    """The inputs that feed this criterion alone."""
    return tuple(name for name in node.inputs if len(framework.leaves_using(name)) == 1)


def _declare(form: Form, entries: Sequence[Declared]) -> None:
    """Declare criteria, and take away the figures that nothing else needs any more."""
    form.declared += entries
    silent = {entry.code for entry in form.declared}
    for entry in entries:
        for name in form.framework.leaf(entry.code).inputs:
            users = form.framework.leaves_using(name)
            if all(leaf.code in silent for leaf in users) and not form.framework.inputs[name].general:
                form.figures.pop(name, None)


def _claim(form: Form, unit_code: str, claims: Sequence[phrases.Claim]) -> None:
    """The claims of "không áp dụng" that this unit makes, accepted later or not."""
    for claim in claims:
        if unit_code in claim.units:
            codes = [leaf.code for leaf in own(form.framework).leaves if leaf.code in claim.codes]
            _declare(
                form,
                [Declared(code, "na_claimed", claim.reason, claim.accepted, claim.answer) for code in codes],
            )


def _leave_blank(form: Form, dice: Dice, often_unknown: Collection[str]) -> None:
    """A few criteria for which the unit has no data, and says why."""
    silent = {entry.code for entry in form.declared}
    possible = [
        leaf
        for leaf in own(form.framework).leaves
        if leaf.code not in silent and set(often_unknown) & set(own_inputs(form.framework, leaf))
    ]
    for leaf in dice.sample(possible, dice.number(*BLANKS, "how many"), "which"):
        _declare(form, [Declared(leaf.code, "no_data", dice.choice(phrases.NO_DATA, leaf.code))])


def leave_out(form: Form, code: str, dice: Dice) -> None:
    """The unit has no data for this criterion, and says why."""
    if code not in form.statuses():
        _declare(form, [Declared(code, "no_data", dice.choice(phrases.NO_DATA, code))])


def _annotate(form: Form, dice: Dice, team: str) -> None:
    """Notes and files at some of the criteria that have figures."""
    silent = {entry.code for entry in form.declared}
    spoken = [leaf for leaf in own(form.framework).leaves if leaf.code not in silent]
    for leaf in dice.sample(spoken, dice.number(*NOTES, "how many notes"), "notes"):
        form.notes[leaf.code] = phrases.note(dice, leaf.code, team)
    backed = [leaf for leaf in spoken if leaf.evidence]
    form.files = [leaf.code for leaf in dice.sample(backed, dice.number(*FILES, "how many files"), "files")]


# --- two units with the same total -------------------------------------------------------------------------


def tie(form: Form, target: Fraction, decimals: int) -> bool:
    """Move a few of a form's figures so that its total is published like `target`; False if it cannot.

    Activities are counted up or down until the rest is small, then a large ratio takes up the rest.
    """
    wanted = numbers.round_half_up(target, decimals)
    for name in _movable(form):
        if abs(_gap(form, wanted)) <= 1:
            break
        _move(form, name, wanted)
    for name in sorted(_fine(form), key=lambda name: -_number(form, name)):
        _move(form, name, wanted)
        if numbers.round_half_up(form.sheet().rescaled_total, decimals) == wanted:
            return True
    return False


def _gap(form: Form, wanted: Fraction) -> Fraction:
    return wanted - form.sheet().rescaled_total


def _number(form: Form, name: str) -> Fraction:
    value = form.figures[name]
    return value if isinstance(value, Fraction) else Fraction(0)


def _movable(form: Form) -> list[str]:
    """Counted parts that feed one criterion, are no whole of another figure and share no whole with one."""
    wholes = {other for declared in form.framework.inputs.values() for other in declared.at_most}
    shared = {name for leaf in form.framework.leaves if _shares_whole(leaf) for name in leaf.inputs}
    return [
        name
        for name in form.figures
        if form.framework.inputs[name].type == "count"
        and name not in wholes | shared
        and len(form.framework.leaves_using(name)) == 1
    ]


def _shares_whole(leaf: Node) -> bool:
    """Whether a figure of this criterion moves more than its own ratio: another part, or other units."""
    rule = leaf.rule
    return rule is not None and (rule.kind == "two_ratio_half_full" or bool(rule.comparing))


def _fine(form: Form) -> list[str]:
    """Movable figures of which one more or less moves the total by almost nothing."""
    found = []
    for name in _movable(form):
        step = _step(form, name)
        if step is not None and 0 < step <= FINE:
            found.append(name)
    return found


def _step(form: Form, name: str) -> Fraction | None:
    """What one less of this figure takes off the total."""
    before, value = form.sheet().rescaled_total, _number(form, name)
    if value < 1:
        return None
    form.figures[name] = value - 1
    step = before - form.sheet().rescaled_total
    form.figures[name] = value
    return step


def _move(form: Form, name: str, wanted: Fraction) -> None:
    """Bring the total as near to the wanted one as this figure alone can, by halving the distance."""
    field_ = form.framework.inputs[name]
    start = int(_number(form, name))
    limits = [int(_number(form, other)) for other in field_.at_most] or [start + 12]
    low, high = (start, min(limits)) if _gap(form, wanted) > 0 else (0, start)
    while low < high:  # totals never fall when such a figure grows
        middle = (low + high) // 2
        form.figures[name] = Fraction(middle)
        if _gap(form, wanted) > 0:
            low = middle + 1
        else:
            high = middle
    _take_nearer(form, name, low, wanted)


def _take_nearer(form: Form, name: str, value: int, wanted: Fraction) -> None:
    gaps = []
    for candidate in (value, max(value - 1, 0)):
        form.figures[name] = Fraction(candidate)
        gaps.append((abs(_gap(form, wanted)), candidate))
    form.figures[name] = Fraction(min(gaps)[1])

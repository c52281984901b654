"""The calculator's form: what was typed, kept as it was typed, and read into figures of one unit."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from app.calculator.scoring import compared_inputs
from app.messages import calculator as texts
from frameworks.cohort import Member
from frameworks.computation import Status
from frameworks.model import Framework, Input, Value
from frameworks.numbers import ValueProblem, format_vi, parse_points, parse_value
from frameworks.rules.manual import Manual
from frameworks.validation import check_figures

FIGURE, STATUS, POINTS, OTHERS = "so-", "tt-", "diem-", "nhom-"
LONGEST, LONGEST_OTHERS = 500, 8_000  # characters of a field that are looked at
DECLARABLE = (Status.NO_DATA, Status.NA_ACCEPTED)


@dataclass(frozen=True)
class Typed:
    """Texts by field, only of fields that this framework has and that hold something."""

    fields: Mapping[str, str] = field(default_factory=dict)

    def text(self, prefix: str, name: str) -> str:
        """What stands in a field."""
        return self.fields.get(prefix + name, "")

    def __bool__(self) -> bool:
        return bool(self.fields)


@dataclass(frozen=True)
class FormRead:
    """The unit, the other units' figures, and what is wrong by field."""

    member: Member
    others: tuple[dict[str, Value], ...]
    errors: Mapping[str, str]


def typed(framework: Framework, values: Mapping[str, str]) -> Typed:
    """The fields of this framework out of everything that was sent."""
    known = [FIGURE + name for name in framework.inputs]
    known += [STATUS + leaf.code for leaf in framework.leaves]
    known += [POINTS + leaf.code for leaf in framework.leaves if isinstance(leaf.rule, Manual)]
    known += [OTHERS + name for name in compared_inputs(framework)]
    most = {name: LONGEST_OTHERS if name.startswith(OTHERS) else LONGEST for name in known}
    texts_of = {name: values.get(name, "").replace("\0", "").strip()[: most[name] + 1] for name in known}
    return Typed({name: text for name, text in texts_of.items() if text})


def read(framework: Framework, given: Typed) -> FormRead:
    """The figures typed; every field that cannot be read is named in `errors`."""
    errors: dict[str, str] = {}
    figures: dict[str, Value] = {}
    for name, declared in framework.inputs.items():
        text = given.text(FIGURE, name)
        if text:
            try:
                figures[name] = _value(declared, text)
            except ValueProblem as error:
                errors[FIGURE + name] = error.message
    for fault in check_figures(framework, figures):
        errors.setdefault(FIGURE + fault.input, fault.message)
    member = Member(figures, _statuses(framework, given), _points(framework, given, errors))
    return FormRead(member, _others(framework, given, errors), errors)


def _value(declared: Input, text: str) -> Value:
    if len(text) > LONGEST:
        raise ValueProblem(texts.TOO_LONG.format(title=declared.title))
    return parse_value(declared, text)


def _statuses(framework: Framework, given: Typed) -> dict[str, Status]:
    found = {}
    for leaf in framework.leaves:
        text = given.text(STATUS, leaf.code)
        if text in DECLARABLE:
            found[leaf.code] = Status(text)
    return found


def _points(framework: Framework, given: Typed, errors: dict[str, str]) -> dict[str, Fraction]:
    """Points of criteria that have no figures, as an assessor would give them."""
    found = {}
    for leaf in framework.leaves:
        text = given.text(POINTS, leaf.code)
        if not text:
            continue
        try:
            points = parse_points(text)
        except ValueProblem as error:
            errors[POINTS + leaf.code] = texts.POINTS_WRONG.format(label=leaf.label, problem=error.message)
            continue
        if points > leaf.maximum:
            maximum = format_vi(leaf.maximum)
            errors[POINTS + leaf.code] = texts.POINTS_ABOVE.format(label=leaf.label, maximum=maximum)
        else:
            found[leaf.code] = points
    return found


def _others(framework: Framework, given: Typed, errors: dict[str, str]) -> tuple[dict[str, Value], ...]:
    """The other units: the first value of every list is the first one's, and so on."""
    units: dict[int, dict[str, Value]] = {}
    for name, declared in compared_inputs(framework).items():
        text = given.text(OTHERS, name)
        if not text:
            continue
        listed = text.rstrip("; ").split(";")
        if len(listed) > texts.MOST_OTHERS or len(text) > LONGEST_OTHERS:
            errors[OTHERS + name] = texts.TOO_MANY_OTHERS.format(most=texts.MOST_OTHERS)
            continue
        for position, one in enumerate(listed, start=1):
            if not one.strip():
                continue
            try:
                units.setdefault(position, {})[name] = parse_value(declared, one)
            except ValueProblem as error:
                errors[OTHERS + name] = texts.OTHERS_WRONG.format(position=position, problem=error.message)
                break
    return tuple(units[position] for position in sorted(units))

"""A rule as fields of a form and back: every kind of rule, rules inside rules, nothing typed by hand.

Fields are named by their way into the rule (``r.of``, ``r.steps.0.from``, ``r.parts.1.rule.kind``).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from app.keeping import cells
from app.messages import keeping as texts
from frameworks.model import NUMERIC_TYPES, Input
from frameworks.rules import RULES

Inputs = Mapping[str, Input]
Choices = Sequence[tuple[str, str]]

DEEPEST = 4
MOST_ROWS = 60
ORDER = (
    *("if", "half", "full", "of", "to", "target", "at_least", "best", "worst", "each", "cap", "levels"),
    *("steps", "parts", "rule", "low", "high", "direction", "deviation", "all_equal", "boundary"),
    *("above_one", "zero_denominator"),
)
NUMBERS = frozenset({"target", "at_least", "best", "worst", "each", "cap", "low", "high", "from"})
QUANTITIES = frozenset({"of", "to", "half", "full"})
#: The words of each option, the default first.
OPTIONS: Mapping[str, Sequence[str]] = {
    "zero_denominator": ("zero", "full", "not_applicable"),
    "above_one": ("cap", "expected"),
    "boundary": ("inclusive", "exclusive"),
    "direction": ("higher", "lower"),
    "all_equal": ("full_if_positive", "full", "zero"),
    "deviation": ("population", "sample"),
}
#: The type of input a parameter takes where it is one input and no quantity.
SINGLE: Mapping[tuple[str, str], frozenset[str]] = {
    ("choice", "of"): frozenset({"choice"}),
    ("imported", "of"): frozenset({"number", "percent"}),
}
BOOLEAN = frozenset({"boolean"})
NESTED = frozenset({"composite_sum", "either"})


class Typed(Protocol):
    """What a form sends: one value of a name, or all of them."""

    def get(self, name: str, default: str, /) -> str: ...

    def getlist(self, name: str, /) -> list[str]: ...


@dataclass(frozen=True)
class Item:
    """One field, or a group of rows of fields.

    ``shape``: select, text, quantity (several selects and a constant), award (points or a share), rows
    (a list of rows of items), rule (another rule).
    """

    shape: str
    name: str
    label: str
    value: str = ""
    values: Sequence[str] = ()
    unit: str = ""
    choices: Choices = ()
    rows: Sequence[Sequence["Item"]] = ()
    rule: "RuleFields | None" = None


@dataclass(frozen=True)
class RuleFields:
    """The fields of one rule."""

    prefix: str
    kind: str
    kinds: Choices
    items: Sequence[Item] = field(default_factory=tuple)


# ---------------------------------------------------------------- from a rule to fields


def fields_of(rule: object, prefix: str, inputs: Inputs, depth: int = 0) -> RuleFields:
    """The fields of a rule, of one that is not whole yet too."""
    kind = ""
    spec: Mapping[str, Any] = {}
    if isinstance(rule, Mapping) and rule:
        name, given = next(iter(rule.items()))
        kind, spec = str(name), given if isinstance(given, Mapping) else {}
    if kind not in RULES:
        kind = ""
    items = tuple(_items(kind, spec, prefix, inputs, depth)) if kind else ()
    return RuleFields(prefix, kind, kinds(depth > 0), items)


def kinds(inside: bool) -> Choices:
    """The rules to choose from; inside another rule nobody gives points by hand."""
    known = [(kind, title) for kind, title in texts.RULE_TITLES.items() if kind in RULES]
    return [("", "–"), *(pair for pair in known if not (inside and pair[0] == "manual"))]


def _items(kind: str, spec: Mapping[str, Any], prefix: str, inputs: Inputs, depth: int) -> Iterator[Item]:
    for parameter in ORDER:
        if parameter in RULES[kind].parameters:
            yield _item(kind, parameter, spec, f"{prefix}.{parameter}", inputs, depth)


def _item(kind: str, parameter: str, spec: Mapping[str, Any], name: str, inputs: Inputs, depth: int) -> Item:
    label, given = texts.PARAMETERS[parameter], spec.get(parameter)
    if parameter in OPTIONS:
        return Item("select", name, label, str(given or ""), choices=_options(parameter))
    if parameter in NUMBERS:
        return Item("text", name, label, str(given or ""))
    if parameter == "levels":
        return Item("rows", name, label, rows=_levels(spec, name, inputs))
    if parameter == "steps":
        return Item("rows", name, label, rows=_rows(given, name, _step))
    if parameter == "rule":
        return Item("rule", name, label, rule=fields_of(given, name, inputs, depth + 1))
    if parameter == "parts":
        return Item("rows", name, label, rows=_parts(kind, given, name, inputs, depth))
    if parameter in QUANTITIES and (kind, parameter) not in SINGLE:
        return _quantity(given, name, label, inputs)
    types = SINGLE.get((kind, parameter), BOOLEAN)
    return Item("select", name, label, str(given or ""), choices=_inputs(inputs, types))


def _options(parameter: str) -> Choices:
    first, *others = OPTIONS[parameter]
    default = texts.BY_DEFAULT.format(title=texts.OPTIONS[first])
    return [("", default), (first, texts.OPTIONS[first]), *((word, texts.OPTIONS[word]) for word in others)]


def _inputs(inputs: Inputs, types: frozenset[str]) -> Choices:
    known = [(name, f"{one.title} ({name})") for name, one in inputs.items() if one.type in types]
    return [("", "–"), *known]


def _quantity(given: object, name: str, label: str, inputs: Inputs) -> Item:
    names, constant = [], ""
    for term in given if isinstance(given, list) else [given]:
        if isinstance(term, Mapping):
            constant = str(term.get("const") or "")
        elif term:
            names.append(str(term))
    choices = _inputs(inputs, frozenset(NUMERIC_TYPES))
    return Item("quantity", name, label, constant, values=(*names, ""), choices=choices)


def _award(given: Mapping[str, Any], name: str, label: str) -> Item:
    unit = "points" if "points" in given else "share"
    return Item("award", name, label, str(given.get(unit) or ""), unit=unit)


def _levels(spec: Mapping[str, Any], name: str, inputs: Inputs) -> list[list[Item]]:
    levels = spec.get("levels")
    levels = levels if isinstance(levels, Mapping) else {}
    declared = inputs.get(str(spec.get("of") or ""))
    return [
        [_award(_mapping(levels.get(key)), f"{name}.{key}", title)]
        for key, title in (declared.choices if declared is not None else {}).items()
    ]


def _rows(given: object, name: str, row: Any) -> list[list[Item]]:
    """A row for each entry there is, and an empty one."""
    entries = [*(given if isinstance(given, list) else []), {}]
    return [row(_mapping(entry), f"{name}.{position}") for position, entry in enumerate(entries)]


def _step(given: Mapping[str, Any], name: str) -> list[Item]:
    return [
        Item("text", f"{name}.from", texts.STEP_FROM, str(given.get("from") or "")),
        _award(given, f"{name}.award", texts.STEP_AWARD),
    ]


def _parts(kind: str, given: object, name: str, inputs: Inputs, depth: int) -> list[list[Item]]:
    if kind not in NESTED:

        def mark(entry: Mapping[str, Any], place: str) -> list[Item]:
            choices = _inputs(inputs, BOOLEAN)
            condition = Item(
                "select", f"{place}.if", texts.PARAMETERS["if"], str(entry.get("if") or ""), choices=choices
            )
            return [condition, _award(entry, f"{place}.award", texts.STEP_AWARD)]

        return _rows(given, name, mark)

    def part(entry: Mapping[str, Any], place: str) -> list[Item]:
        wrapped = kind == "composite_sum" or set(entry) == {"rule"}
        rule = entry.get("rule") if wrapped else entry
        inner = Item(
            "rule",
            f"{place}.rule",
            texts.PARAMETERS["rule"],
            rule=fields_of(rule, f"{place}.rule", inputs, depth + 1),
        )
        return (
            [_award(entry, f"{place}.award", texts.PART_AWARD), inner] if kind == "composite_sum" else [inner]
        )

    return _rows(given, name, part)


def _mapping(given: object) -> Mapping[str, Any]:
    return given if isinstance(given, Mapping) else {}


# ---------------------------------------------------------------- from fields to a rule


def rule_of(typed: Typed, prefix: str, inputs: Inputs, depth: int = 0) -> dict[str, Any] | None:
    """The rule a form says; None where no kind is chosen.  What is wrong in it is for the rule to say."""
    kind = typed.get(f"{prefix}.kind", "")
    if kind not in RULES or depth > DEEPEST:
        return None
    spec: dict[str, Any] = {}
    for parameter in ORDER:
        if parameter in RULES[kind].parameters:
            value = _value(kind, parameter, typed, f"{prefix}.{parameter}", inputs, depth)
            if value not in (None, "", [], {}):
                spec[parameter] = value
    return {kind: spec}


def _value(kind: str, parameter: str, typed: Typed, name: str, inputs: Inputs, depth: int) -> Any:
    if parameter in NUMBERS:
        return number(typed.get(name, ""))
    if parameter == "levels":
        declared = inputs.get(typed.get(name.removesuffix("levels") + "of", ""))
        keys = declared.choices if declared is not None else {}
        return {key: _awarded(typed, f"{name}.{key}") for key in keys}
    if parameter == "steps":
        return [row for place in _places(typed, name, ".from", ".award") if (row := _step_of(typed, place))]
    if parameter == "rule":
        return rule_of(typed, name, inputs, depth + 1)
    if parameter == "parts":
        return _parts_of(kind, typed, name, inputs, depth)
    if parameter in QUANTITIES and (kind, parameter) not in SINGLE:
        return _quantity_of(typed, name)
    return typed.get(name, "").strip()


def number(text: str) -> str:
    """A number as typed (0,25 or 80 %) as files write it; what is no number stays as typed."""
    return cells.number_in_file("".join(text.split()))


def _quantity_of(typed: Typed, name: str) -> Any:
    terms: list[Any] = [one for one in typed.getlist(name) if one]
    constant = number(typed.get(f"{name}.const", ""))
    if constant:
        terms.append({"const": constant})
    return terms[0] if len(terms) == 1 else terms


def _awarded(typed: Typed, name: str) -> dict[str, str]:
    value = number(typed.get(name, ""))
    unit = "points" if typed.get(f"{name}.unit", "") == "points" else "share"
    return {unit: value} if value else {}


def _places(typed: Typed, name: str, *ends: str) -> Iterator[str]:
    """The rows that came with the form, in order."""
    for position in range(MOST_ROWS):
        place = f"{name}.{position}"
        if not any(typed.getlist(place + end) for end in ends):
            return
        yield place


def _step_of(typed: Typed, place: str) -> dict[str, str]:
    bound = number(typed.get(f"{place}.from", ""))
    return {**({"from": bound} if bound else {}), **_awarded(typed, f"{place}.award")}


def _parts_of(kind: str, typed: Typed, name: str, inputs: Inputs, depth: int) -> list[Any]:
    found: list[Any] = []
    for place in _places(typed, name, ".if", ".rule.kind", ".award"):
        if kind not in NESTED:
            condition, award = typed.get(f"{place}.if", ""), _awarded(typed, f"{place}.award")
            if condition or award:
                found.append({**({"if": condition} if condition else {}), **award})
            continue
        rule = rule_of(typed, f"{place}.rule", inputs, depth + 1)
        if rule is not None:
            part = {**_awarded(typed, f"{place}.award"), "rule": rule}
            found.append(part if kind == "composite_sum" else rule)
    return found

"""Reading the inputs of a framework file."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from frameworks import messages
from frameworks.model import INPUT_TYPES, NUMERIC_TYPES, Input
from frameworks.reading import Block, is_name
from frameworks.rules.reader import Problem

INPUT_KEYS = "title unit type definition guidance at_most choices min max general"
HUNDRED = Fraction(100)


def read_inputs(given: object, problems: list[Problem]) -> dict[str, Input]:
    """The declared inputs by name, in the file's order."""
    if not isinstance(given, Mapping) or not given:
        problems.append(Problem("inputs", messages.NOT_MAPPING))
        return {}
    inputs = {}
    for name, spec in given.items():
        place = messages.PLACE_INPUT.format(name=name)
        block = Block.of(spec, place, problems, INPUT_KEYS)
        if not is_name(str(name)):
            block.problem(messages.BAD_NAME.format(name=name))
        inputs[str(name)] = _read_input(str(name), block)
    return inputs


def _read_input(name: str, block: Block) -> Input:
    kind = block.text("type", required=True)
    if kind and kind not in INPUT_TYPES:
        block.problem(messages.BAD_TYPE.format(type=kind, known=", ".join(INPUT_TYPES)))
    minimum, maximum = _limits(kind, block)
    return Input(
        name=name,
        title=block.text("title", required=True),
        unit=block.text("unit"),
        type=kind,
        definition=block.text("definition"),
        guidance=block.text("guidance"),
        at_most=block.names("at_most"),
        choices=_choices(kind, block),
        minimum=minimum,
        maximum=maximum,
        general=_general(kind, block),
    )


def _general(kind: str, block: Block) -> str:
    """The printed number of a general field; only such a field may hold plain text."""
    label = block.text("general")
    if kind == "text" and not label:
        block.problem(messages.TEXT_NOT_GENERAL)
    return label


def _limits(kind: str, block: Block) -> tuple[Fraction | None, Fraction | None]:
    """Smallest and largest value: numbers are not negative unless ``number`` says so."""
    minimum, maximum = block.number("min"), block.number("max")
    if kind not in NUMERIC_TYPES:
        if kind in INPUT_TYPES and (block.has("min") or block.has("max") or block.has("at_most")):
            block.problem(messages.LIMITS_NOT_WANTED)
        return None, None
    if minimum is None:
        minimum = Fraction(0)
    elif minimum < 0 and kind != "number":
        block.problem(messages.MINIMUM_BELOW_ZERO.format(type=kind))
    if kind == "percent":
        if maximum is None:
            maximum = HUNDRED
        elif maximum > HUNDRED:
            block.problem(messages.PERCENT_LIMIT)
    if maximum is not None and minimum > maximum:
        block.problem(messages.LIMITS_CROSSED)
    return minimum, maximum


def _choices(kind: str, block: Block) -> dict[str, str]:
    if kind != "choice":
        if block.has("choices"):
            block.problem(messages.CHOICES_NOT_WANTED)
        return {}
    given = block.data.get("choices")
    if not isinstance(given, Mapping) or len(given) < 2:
        block.problem(messages.CHOICES_NEEDED)
        return {}
    choices = Block(given, f"{block.place}{messages.PLACE_STEP}choices", block.problems)
    for key in given:
        if not is_name(str(key)):
            choices.problem(messages.BAD_NAME.format(name=key))
    return {str(key): choices.text(key, required=True) for key in given}

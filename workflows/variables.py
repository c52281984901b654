"""Variables of an item: what a new item has, and what a step makes of them. Plain values, nothing stored."""

from collections.abc import Mapping

from workflows.model import Definition, How, Setting, Transition, Type

STARTS: Mapping[Type, object] = {Type.WHOLE: 0, Type.TEXT: "", Type.FLAG: False, Type.MOMENT: None}
"""What a variable holds before anything set it, when the definition does not say."""

SOURCES: Mapping[Type, frozenset[How]] = {
    Type.WHOLE: frozenset({How.LITERAL, How.ADD}),
    Type.TEXT: frozenset({How.LITERAL, How.FIELD, How.ACTOR}),
    Type.FLAG: frozenset({How.LITERAL}),
    Type.MOMENT: frozenset({How.LITERAL, How.NOW}),
}
"""From where a variable of each type can get a value."""


def fits(kind: Type, value: object) -> bool:
    """May a variable of this type hold ``value``? A moment in a definition can only be none."""
    if kind is Type.WHOLE:
        return isinstance(value, int) and not isinstance(value, bool)
    if kind is Type.TEXT:
        return isinstance(value, str)
    if kind is Type.FLAG:
        return isinstance(value, bool)
    return value is None


def initial_variables(definition: Definition) -> dict[str, object]:
    """The variables of an item that was just made."""
    return {variable.name: variable.initial for variable in definition.variables.values()}


def carried_over(old: Definition, new: Definition, values: Mapping[str, object]) -> dict[str, object]:
    """The variables of an item that moves to another version: what it had stays, what is new begins.

    A variable of the same name that holds something else now (a number where a text was) begins anew.
    """
    return {
        name: values.get(name, variable.initial)
        if name in old.variables and old.variables[name].type is variable.type
        else variable.initial
        for name, variable in new.variables.items()
    }


def variables_after(
    definition: Definition,
    values: Mapping[str, object],
    transition: str,
    given: Mapping[str, object],
    actor_name: str,
    moment_text: str,
) -> dict[str, object]:
    """The variables after ``transition``, taken with ``given`` by ``actor_name``.

    ``moment_text`` is when, as ISO 8601 text with its zone.
    A variable the item does not have yet counts as initial; one the definition does not know is dropped. A
    field that did not come with the step leaves an empty text.
    """
    result = {name: values.get(name, start) for name, start in initial_variables(definition).items()}
    move: Transition = definition.transitions[transition]
    for name, setting in move.sets.items():
        result[name] = _value(setting, result[name], given, actor_name, moment_text)
    return result


def _value(setting: Setting, old: object, given: Mapping[str, object], actor: str, moment: str) -> object:
    if setting.how is How.ADD:
        return _number(old) + _number(setting.value)
    if setting.how is How.FIELD:
        found = given.get(str(setting.value))
        return "" if found is None else str(found)
    if setting.how is How.NOW:
        return moment
    if setting.how is How.ACTOR:
        return actor
    return setting.value


def _number(value: object) -> int:
    return value if isinstance(value, int) else 0

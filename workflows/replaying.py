"""Walking a recorded history through its definition: what was kept must follow, step by step."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from workflows import messages
from workflows.model import Definition
from workflows.refusals import BrokenHistory


@dataclass(frozen=True)
class Migration:
    """The recorded move of an item to another version of its workflow.

    From here on ``definition`` holds; the item went from ``source`` of the old version to ``target`` of
    the new one. ``states`` is the map by which it was moved, where that was kept: it must say the same.
    """

    definition: Definition
    source: str
    target: str
    states: Mapping[str, str] | None = None


Recorded = tuple[str, str, str] | Migration
"""What an event says: transition, source and target; or that the item changed its definition."""


def replay(definition: Definition, steps: Iterable[Recorded], start: str | None = None) -> str:
    """The state reached by recorded steps from ``start`` (else from the initial state).

    Raises :class:`BrokenHistory` at the first step that does not start where the one before it ended, or
    that the definition in force does not have; :class:`KeyError` for an unknown ``start``.
    """
    state = definition.states[definition.initial if start is None else start].name
    for index, step in enumerate(steps, start=1):
        if isinstance(step, Migration):
            state = _moved(definition, step, state, index)
            definition = step.definition
        else:
            state = _stepped(definition, step, state, index)
    return state


def _moved(definition: Definition, step: Migration, state: str, index: int) -> str:
    _starts_at(definition, step.source, state, index)
    if step.target not in step.definition.states:
        raise BrokenHistory(index, messages.moved_nowhere(step.target, step.definition.key))
    if step.states is not None and step.states.get(step.source) != step.target:
        old = definition.states[step.source].title
        raise BrokenHistory(index, messages.moved_otherwise(old, step.definition.states[step.target].title))
    return step.target


def _stepped(definition: Definition, step: tuple[str, str, str], state: str, index: int) -> str:
    name, source, target = step
    _starts_at(definition, source, state, index)
    move = definition.transitions.get(name)
    if move is None or source not in move.sources or move.target_from(source) != target:
        titles = _title(definition, source), _title(definition, target)
        raise BrokenHistory(index, messages.step_not_allowed(name, *titles))
    return target


def _starts_at(definition: Definition, source: str, state: str, index: int) -> None:
    if source != state:
        titles = _title(definition, source), _title(definition, state)
        raise BrokenHistory(index, messages.step_starts_elsewhere(*titles))


def _title(definition: Definition, state: str) -> str:
    known = definition.states.get(state)
    return known.title if known else state

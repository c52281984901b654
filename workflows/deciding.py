"""Deciding: may this person take this step now, and if not, why.

Refusals are looked for in this order: wrong state, role (with group and permission), guards, missing
fields. One compiled ``transitions.Machine`` serves all items of a definition; it holds no models, and is
fired on a small plain object that lives for one decision. Nothing here writes anything.
"""

import logging
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from weakref import WeakKeyDictionary

from transitions import Event, Machine, MachineError

from workflows.model import SYSTEM, Definition, Kind, Transition
from workflows.refusals import FieldMissing, GuardRefused, UnknownName, WrongState, people_refused
from workflows.vocabulary import PERMISSIONS

GuardCheck = Callable[[str], str | None]
"""Answers for one guard by name: ``None`` when it passes, else a Vietnamese reason a person can act on."""


@dataclass(frozen=True)
class Step:
    """A step that is allowed: ``transition`` leads from ``source`` to ``target``."""

    transition: Transition
    source: str
    target: str


@dataclass(frozen=True)
class Choice:
    """A transition a person's role may take from the present state.

    ``allowed`` says whether every guard passes (or was not asked); ``reasons`` say why not, in Vietnamese.
    """

    transition: Transition
    allowed: bool
    reasons: tuple[str, ...]


class _Attempt:
    """One person trying one step: the plain object the machine is fired on."""

    __slots__ = ("definition", "given", "guards", "held", "move", "state")

    def __init__(
        self,
        definition: Definition,
        state: str,
        move: Transition,
        held: frozenset[str],
        guards: GuardCheck,
        given: Mapping[str, object],
    ) -> None:
        self.definition, self.state, self.move = definition, state, move
        self.held, self.guards, self.given = held, guards, given

    def may_pass(self) -> bool:
        """The machine's only condition: role, then guards, then fields, each with its own refusal."""
        move = self.move
        refused_people = people_refused(self.definition, self.state, move, self.held)
        if refused_people is not None:
            raise refused_people
        if move.guards:
            refused = _refused_guards(move, self.guards)
            if refused:
                raise GuardRefused(self.definition, self.state, move, refused)
        if move.needs:
            missing = [name for name in move.needs if _absent(self.given.get(name))]
            if missing:
                raise FieldMissing(self.definition, self.state, move, missing)
        return True


# The library reports every callback of every trigger; a log of the application has no use for that.
logging.getLogger("transitions").setLevel(logging.WARNING)

_PROGRAMME = frozenset({SYSTEM})
_MOST_REMEMBERED = 1024


class _Compiled:
    """What is worked out once per definition: its machine's events, and who may press what."""

    __slots__ = ("__weakref__", "events", "moves")

    def __init__(self, definition: Definition) -> None:
        machine = Machine(
            model=None,
            states=list(definition.states),
            initial=definition.initial,
            transitions=[
                {
                    "trigger": move.name,
                    "source": list(move.sources),
                    "dest": "=" if move.stays else move.target,
                    "conditions": "may_pass",
                }
                for move in definition.transitions.values()
            ],
            auto_transitions=False,
            queued=False,
        )
        self.events: Mapping[str, Event] = machine.events
        self.moves: dict[tuple[str, frozenset[str]], tuple[Transition, ...]] = {}


_compiled: WeakKeyDictionary[Definition, _Compiled] = WeakKeyDictionary()


def _compile(definition: Definition) -> _Compiled:
    found = _compiled.get(definition)
    if found is None:
        found = _compiled[definition] = _Compiled(definition)
    return found


def _pressable(definition: Definition, state: str, held: frozenset[str]) -> tuple[Transition, ...]:
    """The steps of people that these roles may take from ``state`` when the guards pass.

    Remembered: few sets of roles meet few states, and a list asks for every row.
    """
    known = _compile(definition).moves
    found = known.get((state, held))
    if found is None:
        if len(known) >= _MOST_REMEMBERED:
            known.clear()
        found = known[state, held] = tuple(
            move
            for move in definition.leaving[state]
            if move.kind is Kind.USER and people_refused(definition, state, move, held) is None
        )
    return found


def decide(
    definition: Definition,
    state: str,
    transition: str,
    roles: Iterable[str],
    guards: GuardCheck,
    given: Mapping[str, object],
) -> Step:
    """Decide whether a person holding ``roles`` may take ``transition`` from ``state`` with ``given``.

    Guards are asked only when state and role are right, fields only when the guards pass. Blank text
    counts as not given. Raises one of :class:`WrongState`, :class:`RoleRefused`, :class:`GuardRefused`,
    :class:`FieldMissing`; :class:`UnknownName` for names the definition does not have.
    """
    move = definition.transitions.get(transition)
    if move is None:
        raise UnknownName("bước chuyển", transition, definition)
    known_state(definition, state)
    attempt = _Attempt(definition, state, move, frozenset(roles), guards, given)
    try:
        _compile(definition).events[transition].trigger(attempt)
    except MachineError as error:
        raise WrongState(definition, state, move) from error
    return Step(move, state, attempt.state)


def acting_roles(definition: Definition, step: Step, held: Iterable[str]) -> tuple[str, ...]:
    """Those of a person's roles in which they take a step, by name: each could take it alone.

    Where only several together pass (one by its group, another by the permission), all that are named.
    """
    named = sorted(step.transition.role_set.intersection(held))
    alone = tuple(
        role
        for role in named
        if people_refused(definition, step.source, step.transition, frozenset({role})) is None
    )
    return alone or tuple(named)


def available(
    definition: Definition, state: str, roles: Iterable[str], guards: GuardCheck | None = None
) -> list[Choice]:
    """The steps a person's roles may take from ``state``, in the order of the definition.

    With ``guards`` each step also says whether it would pass now and, if not, why.
    """
    known_state(definition, state)
    choices = []
    for move in _pressable(definition, state, frozenset(roles)):
        refused = _refused_guards(move, guards) if guards is not None else {}
        choices.append(Choice(move, not refused, tuple(refused.values())))
    return choices


def waiting(definition: Definition, state: str, kind: Kind) -> tuple[Transition, ...]:
    """The steps of one kind (automatic, timed, called) that the programme itself may take from ``state``."""
    known_state(definition, state)
    return tuple(move for move in definition.leaving[state] if move.kind is kind)


def automatic(definition: Definition, state: str, guards: GuardCheck) -> Step | None:
    """The first automatic step, in the order of the definition, that passes from ``state`` now."""
    for move in waiting(definition, state, Kind.AUTOMATIC):
        if people_refused(definition, state, move, _PROGRAMME) is None and not _refused_guards(move, guards):
            return Step(move, state, move.target_from(state))
    return None


def chain(definition: Definition, state: str, guards: GuardCheck) -> tuple[Step, ...]:
    """All automatic steps that follow each other from ``state`` while the guards answer as they do.

    There are never more than the definition has states: the loader refuses cycles, and this stops anyway.
    """
    steps: list[Step] = []
    while len(steps) < len(definition.states):
        step = automatic(definition, state, guards)
        if step is None:
            break
        steps.append(step)
        state = step.target
    return tuple(steps)


def permits(definition: Definition, state: str, permission: str, roles: Iterable[str]) -> bool:
    """Does ``state`` grant ``permission`` to any of ``roles``? What is not granted is denied.

    Nor is a permission the definition does not manage, as one that came into use after it was written.
    Raises :class:`UnknownName` for one that is no word at all: a misspelling must not look like a refusal.
    """
    return not roles_permitted(definition, state, permission).isdisjoint(roles)


def roles_permitted(definition: Definition, state: str, permission: str) -> frozenset[str]:
    """The roles to which ``state`` grants ``permission``; raises :class:`UnknownName` as :func:`permits`."""
    known_state(definition, state)
    granted = definition.states[state].permissions.get(permission)
    if granted is not None:
        return granted
    if permission not in definition.permissions and permission not in PERMISSIONS:
        raise UnknownName("quyền", permission, definition)
    return frozenset()


def _refused_guards(move: Transition, guards: GuardCheck) -> dict[str, str]:
    """Every guard that does not pass, in the order of the definition, with its reason."""
    refused = {}
    for name in move.guards:
        reason = guards(name)
        if reason is not None:
            refused[name] = reason
    return refused


def _absent(value: object) -> bool:
    return value is None or (isinstance(value, str) and not value.strip())


def known_state(definition: Definition, state: str) -> None:
    if state not in definition.states:
        raise UnknownName("trạng thái", state, definition)

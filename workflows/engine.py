"""Deciding: may this person take this step now, and if not, why.

Four refusals, four different answers, always looked for in this order: wrong state, role, guards,
missing fields. One compiled ``transitions.Machine`` serves all items of a definition; it holds no
models, and is fired on a small plain object that lives for one decision. Nothing here writes anything.
"""

import logging
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from weakref import WeakKeyDictionary

from transitions import Event, Machine, MachineError

from workflows import messages
from workflows.model import Definition, Kind, Transition
from workflows.refusals import (
    BrokenHistory,
    FieldMissing,
    GuardRefused,
    Refusal,
    RoleRefused,
    UnknownName,
    WrongState,
    people_refused,
)
from workflows.vocabulary import PERMISSIONS

__all__ = [
    "BrokenHistory",
    "Choice",
    "FieldMissing",
    "GuardCheck",
    "GuardRefused",
    "Refusal",
    "RoleRefused",
    "Step",
    "UnknownName",
    "WrongState",
    "available",
    "decide",
    "explain_denial",
    "explain_refusal",
    "permits",
    "replay",
    "roles_permitted",
    "waiting",
]

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

_events: WeakKeyDictionary[Definition, Mapping[str, Event]] = WeakKeyDictionary()


def _compile(definition: Definition) -> Mapping[str, Event]:
    """The events of the definition's machine, built once per process."""
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
    events: Mapping[str, Event] = machine.events
    _events[definition] = events
    return events


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
    _known_state(definition, state)
    attempt = _Attempt(definition, state, move, frozenset(roles), guards, given)
    events = _events.get(definition) or _compile(definition)
    try:
        events[transition].trigger(attempt)
    except MachineError as error:
        raise WrongState(definition, state, move) from error
    return Step(move, state, attempt.state)


def available(
    definition: Definition, state: str, roles: Iterable[str], guards: GuardCheck | None = None
) -> list[Choice]:
    """The steps a person's roles may take from ``state``, in the order of the definition.

    With ``guards`` each step also says whether it would pass now and, if not, why.
    """
    _known_state(definition, state)
    held = frozenset(roles)
    choices = []
    for move in definition.leaving[state]:
        if move.kind is Kind.USER and people_refused(definition, state, move, held) is None:
            refused = _refused_guards(move, guards) if guards is not None else {}
            choices.append(Choice(move, not refused, tuple(refused.values())))
    return choices


def waiting(definition: Definition, state: str, kind: Kind) -> tuple[Transition, ...]:
    """The steps of one kind (automatic, timed, called) that the programme itself may take from ``state``."""
    _known_state(definition, state)
    return tuple(move for move in definition.leaving[state] if move.kind is kind)


def permits(definition: Definition, state: str, permission: str, roles: Iterable[str]) -> bool:
    """Does ``state`` grant ``permission`` to any of ``roles``? What is not granted is denied.

    Nor is a permission the definition does not manage, as one that came into use after it was written.
    Raises :class:`UnknownName` for one that is no word at all: a misspelling must not look like a refusal.
    """
    return not roles_permitted(definition, state, permission).isdisjoint(roles)


def roles_permitted(definition: Definition, state: str, permission: str) -> frozenset[str]:
    """The roles to which ``state`` grants ``permission``; raises :class:`UnknownName` as :func:`permits`."""
    _known_state(definition, state)
    granted = definition.states[state].permissions.get(permission)
    if granted is not None:
        return granted
    if permission not in definition.permissions and permission not in PERMISSIONS:
        raise UnknownName("quyền", permission, definition)
    return frozenset()


def explain_refusal(
    definition: Definition,
    state: str,
    transition: str,
    roles: Iterable[str],
    guards: GuardCheck = lambda guard: None,
    given: Mapping[str, object] | None = None,
) -> str | None:
    """The answer to "vì sao tôi không làm được" for one step, or ``None`` when it is allowed.

    Without ``given`` fields are not looked at, as on a page whose form is not filled in yet.
    """
    move = definition.transitions.get(transition)
    everything = dict.fromkeys(move.needs, True) if move is not None else {}
    try:
        decide(definition, state, transition, roles, guards, everything if given is None else given)
    except Refusal as refusal:
        return refusal.explain()
    return None


def explain_denial(definition: Definition, state: str, permission: str, roles: Iterable[str]) -> str | None:
    """Why ``state`` denies ``permission``: who has it, and where these roles would; ``None`` if granted."""
    held = frozenset(roles)
    if permits(definition, state, permission, held):
        return None
    allowed = definition.role_titles(roles_permitted(definition, state, permission))
    elsewhere = [
        other.title
        for other in definition.states.values()
        if permits(definition, other.name, permission, held)
    ]
    title = definition.states[state].title
    return messages.permission_denied(PERMISSIONS[permission], title, allowed, elsewhere)


def replay(definition: Definition, steps: Iterable[tuple[str, str, str]]) -> str:
    """The state reached by recorded steps (transition, source, target) from the initial state.

    Raises :class:`BrokenHistory` at the first step that does not start where the one before it ended, or
    that the definition does not have.
    """
    titles = {name: known.title for name, known in definition.states.items()}
    state = definition.initial
    for index, (name, source, target) in enumerate(steps, start=1):
        if source != state:
            detail = messages.step_starts_elsewhere(titles.get(source, source), titles[state])
            raise BrokenHistory(index, detail)
        move = definition.transitions.get(name)
        if move is None or source not in move.sources or move.target_from(source) != target:
            detail = messages.step_not_allowed(name, titles.get(source, source), titles.get(target, target))
            raise BrokenHistory(index, detail)
        state = target
    return state


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


def _known_state(definition: Definition, state: str) -> None:
    if state not in definition.states:
        raise UnknownName("trạng thái", state, definition)

"""Answers to "vì sao tôi không làm được": the rule, the reason, who can, and in which states."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from workflows import messages
from workflows.deciding import GuardCheck, decide, known_state, permits, roles_permitted
from workflows.model import SYSTEM, Definition, Transition
from workflows.refusals import FieldMissing, GuardRefused, Refusal, RoleRefused, people_refused


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
    return messages.permission_denied(definition.permission_title(permission), title, allowed, elsewhere)


@dataclass(frozen=True)
class Why:
    """One thing a person might want to do with an item now, and the rule that lets or stops them.

    ``kind`` is ``transition`` or ``permission``; ``rule`` a path into the definition; ``reason`` a
    Vietnamese sentence, empty when allowed. ``who`` are the titles of the roles that can do it at all,
    ``where`` those of the states in which somebody can, ``mine`` those in which this person's roles can.
    """

    kind: str
    name: str
    title: str
    allowed: bool
    rule: str
    reason: str
    who: tuple[str, ...]
    where: tuple[str, ...]
    mine: tuple[str, ...]


def why(
    definition: Definition,
    state: str,
    roles: Iterable[str],
    guards: GuardCheck,
    given: Mapping[str, object] | None = None,
) -> list[Why]:
    """For every step, and every permission that matters, whether these roles have it now and why not.

    A permission matters when the present state grants it to somebody, or some state to these roles.
    Without ``given`` fields are not looked at, as before a form is filled in. Raises
    :class:`~workflows.refusals.UnknownName` for a state the definition does not have.
    """
    known_state(definition, state)
    held = frozenset(roles)
    steps = [_step(definition, state, move, held, guards, given) for move in definition.transitions.values()]
    return steps + [
        _permission(definition, state, permission, held)
        for permission in definition.permissions
        if roles_permitted(definition, state, permission)
        or any(permits(definition, other, permission, held) for other in definition.states)
    ]


def _step(
    definition: Definition,
    state: str,
    move: Transition,
    held: frozenset[str],
    guards: GuardCheck,
    given: Mapping[str, object] | None,
) -> Why:
    rule, reason = f"transitions.{move.name}", ""
    try:
        filled = dict.fromkeys(move.needs, True) if given is None else given
        decide(definition, state, move.name, held, guards, filled)
    except Refusal as refusal:
        rule, reason = f"{rule}.{_key(refusal)}", refusal.explain()
    open_to = {
        source: [
            role for role in move.roles if people_refused(definition, source, move, frozenset({role})) is None
        ]
        for source in move.sources
    }
    return Why(
        kind="transition",
        name=move.name,
        title=move.title,
        allowed=not reason,
        rule=rule,
        reason=reason,
        who=definition.role_titles({role for found in open_to.values() for role in found} - {SYSTEM}),
        where=_titles(definition, [source for source, found in open_to.items() if found]),
        mine=_titles(
            definition,
            [name for name in move.sources if people_refused(definition, name, move, held) is None],
        ),
    )


def _key(refusal: Refusal) -> str:
    """The entry of the transition that refuses."""
    if isinstance(refusal, RoleRefused):
        return refusal.key
    if isinstance(refusal, GuardRefused):
        return "when"
    return "needs" if isinstance(refusal, FieldMissing) else "from"


def _permission(definition: Definition, state: str, permission: str, held: frozenset[str]) -> Why:
    reason = explain_denial(definition, state, permission, held)
    granted = {name: roles_permitted(definition, name, permission) for name in definition.states}
    return Why(
        kind="permission",
        name=permission,
        title=definition.permission_title(permission),
        allowed=reason is None,
        rule=f"states.{state}.permissions.{permission}",
        reason=reason or "",
        who=definition.role_titles(role for found in granted.values() for role in found),
        where=_titles(definition, [name for name, found in granted.items() if found]),
        mine=_titles(definition, [name for name, found in granted.items() if not found.isdisjoint(held)]),
    )


def _titles(definition: Definition, states: Iterable[str]) -> tuple[str, ...]:
    return tuple(definition.states[name].title for name in states)

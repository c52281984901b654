"""Moving running items from one version of a workflow to another: where each goes, and what that changes."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from workflows import messages
from workflows.model import Definition, State
from workflows.vocabulary import STAGES


class MapRefused(ValueError):
    """A map of states that cannot be carried out; ``reasons`` are in Vietnamese, one for each fault."""

    def __init__(self, old: Definition, new: Definition, reasons: tuple[str, ...]) -> None:
        self.reasons = reasons
        super().__init__(messages.map_refused(old.key, new.key, reasons))


@dataclass(frozen=True)
class Move:
    """Where items of one state go, and what people gain and lose there.

    Permissions are pairs of permission and role, in the order of the new and then the old definition;
    transitions are names of steps that lead from the state. ``reopens`` when items that had ended go on.
    """

    source: str
    target: str
    gained_permissions: tuple[tuple[str, str], ...]
    lost_permissions: tuple[tuple[str, str], ...]
    gained_transitions: tuple[str, ...]
    lost_transitions: tuple[str, ...]
    reopens: bool

    @property
    def changes_nothing(self) -> bool:
        """Does everybody have the same permissions and steps before and after?"""
        return not (
            self.gained_permissions
            or self.lost_permissions
            or self.gained_transitions
            or self.lost_transitions
        )


@dataclass(frozen=True)
class StateMap:
    """A checked plan: one :class:`Move` for every state of ``old``, in its order."""

    old: Definition
    new: Definition
    moves: Mapping[str, Move]

    @property
    def states(self) -> dict[str, str]:
        """Old state to new state, as an event keeps it."""
        return {name: move.target for name, move in self.moves.items()}

    def other_stages(self, states: Iterable[str]) -> list[str]:
        """What stands against moving items of these states, in Vietnamese: a move takes none to another
        stage, since the sheets that the steps in between freeze would be missing."""
        found = []
        for name in states:
            before, after = self.old.states[name], self.new.states[self.target(name)]
            if before.stage != after.stage:
                stages = STAGES[before.stage], STAGES[after.stage]
                found.append(messages.map_to_other_stage(before.title, stages[0], after.title, stages[1]))
        return found

    def target(self, state: str) -> str:
        """The state of the new version for an item in ``state``; :class:`KeyError` for an unknown one."""
        return self.moves[state].target


def plan(old: Definition, new: Definition, explicit: Mapping[str, str] | None = None) -> StateMap:
    """Plan how items of ``old`` move to ``new``: to the state of the same name unless ``explicit`` says else.

    Raises :class:`MapRefused`, naming every fault: another workflow or subject, a state that is not there,
    an old state without a place in the new version.
    """
    explicit = explicit or {}
    reasons = (
        [] if old.id == new.id and old.subject == new.subject else [messages.map_of_others(old.id, new.id)]
    )
    for source, target in explicit.items():
        if source not in old.states:
            reasons.append(messages.map_from_unknown(source, old.key, old.states))
        if target not in new.states:
            reasons.append(messages.map_to_unknown(target, new.key, new.states))
    moves = {}
    for name, state in old.states.items():
        target = explicit.get(name, name)
        if target in new.states:
            moves[name] = _move(old, new, state, new.states[target])
        elif name not in explicit:
            reasons.append(messages.map_misses(state.title, name, new.key))
    if reasons:
        raise MapRefused(old, new, tuple(reasons))
    return StateMap(old, new, moves)


def _move(old: Definition, new: Definition, before: State, after: State) -> Move:
    had, has = _granted(old, before), _granted(new, after)
    could = [move.name for move in old.leaving[before.name]]
    can = [move.name for move in new.leaving[after.name]]
    return Move(
        source=before.name,
        target=after.name,
        gained_permissions=tuple(pair for pair in has if pair not in set(had)),
        lost_permissions=tuple(pair for pair in had if pair not in set(has)),
        gained_transitions=tuple(name for name in can if name not in could),
        lost_transitions=tuple(name for name in could if name not in can),
        reopens=before.final and not after.final,
    )


def _granted(definition: Definition, state: State) -> list[tuple[str, str]]:
    return [
        (permission, role)
        for permission in definition.permissions
        for role in definition.roles
        if role in state.permissions.get(permission, ())
    ]


def described(plan: StateMap) -> list[str]:
    """The plan in Vietnamese, a line for every state and, indented, for everything that changes in it."""
    lines = []
    for move in plan.moves.values():
        before, after = plan.old.states[move.source], plan.new.states[move.target]
        lines.append(messages.map_line(before.title, after.title))
        if move.reopens:
            lines.append("  " + messages.MAP_REOPENS)
        for pairs, definition, gained in (
            (move.gained_permissions, plan.new, True),
            (move.lost_permissions, plan.old, False),
        ):
            for permission in dict.fromkeys(permission for permission, _role in pairs):
                roles = definition.role_titles(role for name, role in pairs if name == permission)
                title = definition.permission_title(permission)
                lines.append("  " + messages.map_permission(title, roles, gained))
        lines += [
            "  " + messages.map_step(plan.new.transitions[name].title, True)
            for name in move.gained_transitions
        ]
        lines += [
            "  " + messages.map_step(plan.old.transitions[name].title, False)
            for name in move.lost_transitions
        ]
    return lines

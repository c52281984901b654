"""Does a definition whose names are all known make sense as a whole?

Every function records what it finds through :meth:`workflows.reading.Source.report`; none stops at the
first mistake.
"""

from collections.abc import Iterable, Mapping

from workflows import messages
from workflows.model import SYSTEM, Definition, Kind, Transition
from workflows.reading import Source
from workflows.refusals import people_refused
from workflows.vocabulary import BY_TIME, COMPARED, IN_THE_STEP, OPPOSITES, TIMED

_VIEW = "view"


def check(definition: Definition, source: Source) -> None:
    """Record every mistake that only shows in the whole: reachability, ends, cycles, idle grants.

    Ways through the states are judged only when every state named in the file is known, and what people
    are granted only when every role, group and state that permissions come from is; otherwise one
    misspelt name would be reported again as unreachable states, dead ends and people who see nothing.
    """
    if not any(_names_a_state(problem.place) for problem in source.problems):
        _reachable(definition, source)
        _ends(definition, source)
        _automatic_cycle(definition, source)
    for move in definition.transitions.values():
        _can_be_fired(definition, move, source)
        _by_itself(definition, move, source)
        _timed(definition, move, source)
    _variables(definition, source)
    if not any(_names_who(problem.place) for problem in source.problems):
        for move in definition.transitions.values():
            _seen_and_granted(definition, move, source)
        _worklists(definition, source)
        _granted(definition, source)


def _names_a_state(place: str) -> bool:
    parts = place.split(".")
    inside = parts[0] == "transitions" and (len(parts) < 3 or parts[2] in {"from", "to", "stays", "kind"})
    return inside or parts[0] == "initial" or (parts[0] == "states" and len(parts) < 3)


def _names_who(place: str) -> bool:
    parts = place.split(".")
    granting = parts[0] == "states" and len(parts) > 2 and parts[2] in {"like", "permissions"}
    firing = parts[0] == "transitions" and len(parts) > 2 and parts[2] in {"by", "groups", "permission"}
    return granting or firing or parts[0] in {"roles", "groups"}


def _closure(start: Iterable[str], edges: Mapping[str, Iterable[str]]) -> set[str]:
    """Everything that can be reached from ``start``, itself included."""
    seen: set[str] = set()
    waiting = list(start)
    while waiting:
        name = waiting.pop()
        if name not in seen:
            seen.add(name)
            waiting.extend(edges.get(name, ()))
    return seen


def _reachable(definition: Definition, source: Source) -> None:
    forward = {name: [move.target_from(name) for move in moves] for name, moves in definition.leaving.items()}
    reached = _closure([definition.initial], forward)
    for name in definition.states:
        if name not in reached:
            source.report(("states", name), messages.unreachable(name))


def _ends(definition: Definition, source: Source) -> None:
    if not definition.final_states:
        source.report(("states",), messages.NO_FINAL_STATE)
    backward: dict[str, list[str]] = {}
    for name, moves in definition.leaving.items():
        for move in moves:
            backward.setdefault(move.target_from(name), []).append(name)
    ending = _closure(definition.final_states, backward)
    for name, state in definition.states.items():
        moves = definition.leaving[name]
        if state.final:
            for move in moves:
                if not move.stays:
                    source.report(("transitions", move.name, "from"), messages.leaves_final(move.name, name))
        elif all(move.stays for move in moves):
            source.report(("states", name), messages.no_way_out(name))
        elif definition.final_states and name not in ending:
            source.report(("states", name), messages.never_ends(name))


def _automatic_cycle(definition: Definition, source: Source) -> None:
    """Automatic steps that lead back to where they began would run for ever in one request; steps by time
    among them would run again with every look at the clock, since a day that has passed stays passed."""
    edges = {
        name: [move.target_from(name) for move in moves if move.kind in (Kind.AUTOMATIC, Kind.TIMED)]
        for name, moves in definition.leaving.items()
    }
    reported: set[str] = set()
    for name in definition.states:
        if name in reported:
            continue
        cycle = _cycle_through(name, edges)
        if cycle:
            reported.update(cycle)
            source.report(("states", name), messages.automatic_cycle(cycle))


def _cycle_through(start: str, edges: Mapping[str, list[str]]) -> list[str]:
    """The states of a way from ``start`` back to ``start``, or nothing."""
    waiting = [[start, target] for target in edges[start]]
    seen: set[str] = set()
    while waiting:
        way = waiting.pop(0)
        if way[-1] == start:
            return way
        if way[-1] not in seen:
            seen.add(way[-1])
            waiting.extend([*way, target] for target in edges[way[-1]])
    return []


def _can_be_fired(definition: Definition, move: Transition, source: Source) -> None:
    path = ("transitions", move.name)
    people = [role for role in move.roles if role != SYSTEM]
    if not move.roles:
        if not any(problem.place == f"transitions.{move.name}.by" for problem in source.problems):
            source.report(path, messages.NOBODY_FIRES)
    elif move.kind is Kind.USER and not people:
        source.report((*path, "by"), messages.ONLY_SYSTEM)
    elif move.kind is not Kind.USER and people:
        source.report((*path, "by"), messages.USER_IN_MACHINE_STEP)
    if move.kind is not Kind.USER and move.needs:
        source.report((*path, "needs"), messages.SYSTEM_NEEDS_FIELDS)
    for pair in OPPOSITES:
        if pair <= set(move.guards):
            source.report((*path, "when"), messages.opposite_guards(pair))
    for guard, field in COMPARED.items():
        if guard in move.guards and field not in move.needs:
            source.report((*path, "when"), messages.field_of_guard(guard, field))


def _by_itself(definition: Definition, move: Transition, source: Source) -> None:
    """What the program cannot do when it takes a step without anybody."""
    path = ("transitions", move.name)
    if move.kind is Kind.AUTOMATIC and move.freezes:
        # What follows by itself may follow any room's step; none but the step's own knows what to freeze.
        source.report((*path, "freezes"), messages.FREEZES_BY_ITSELF)
    alone = IN_THE_STEP - BY_TIME if move.kind is Kind.TIMED else IN_THE_STEP
    for effect in move.effects if move.kind is not Kind.USER else ():
        if effect in alone:
            source.report((*path, "then"), messages.effect_of_a_person(effect))


def _seen_and_granted(definition: Definition, move: Transition, source: Source) -> None:
    """People who may not even see the item; guards by permission and by group that nobody can ever pass."""
    path = ("transitions", move.name)
    for role, state in _blind(definition, [role for role in move.roles if role != SYSTEM], move.sources):
        source.report((*path, "by"), messages.fires_unseen(role, state))
    if move.groups and move.roles and move.role_set.isdisjoint(definition.group_roles(move.groups)):
        source.report((*path, "groups"), messages.groups_without_firer(move.groups))
        return
    # A person may hold several roles, so each is not asked alone: all together must pass.
    for name in move.sources if move.roles else ():
        if people_refused(definition, name, move, move.role_set) is not None:
            source.report((*path, "permission"), messages.nobody_from(name))


def _timed(definition: Definition, move: Transition, source: Source) -> None:
    path = ("transitions", move.name)
    if move.kind is not Kind.TIMED:
        if move.deadline is not None:
            source.report((*path, "deadline"), messages.NOT_TIMED)
        return
    if definition.subject not in TIMED:
        source.report((*path, "kind"), messages.not_by_time(definition.subject))
        return
    for name in move.sources:
        running = definition.states[name].deadline
        if move.deadline is None and running is None:
            source.report((*path, "from"), messages.timed_without_deadline(name))
        elif definition.subject == "assessment" and move.deadline not in (None, running):
            source.report((*path, "deadline"), messages.deadline_not_running(str(move.deadline), name))


def _variables(definition: Definition, source: Source) -> None:
    """A variable that nothing sets says the same of every item for ever."""
    used = {name for move in definition.transitions.values() for name in move.sets}
    for name in definition.variables:
        misspelt = any(problem.place.endswith(f".sets.{name}") for problem in source.problems)
        if name not in used and not misspelt:
            source.report(("variables", name), messages.never_set(name))


def _worklists(definition: Definition, source: Source) -> None:
    for work in definition.worklists.values():
        for role, state in _blind(definition, work.roles, work.states):
            source.report(("worklists", work.name, "roles"), messages.works_unseen(role, state))


def _blind(definition: Definition, roles: Iterable[str], states: Iterable[str]) -> list[tuple[str, str]]:
    """Pairs of a role and a state in which the role may not even open the item."""
    if _VIEW not in definition.permissions:
        return []  # that is told once
    return [
        (role, state)
        for state in states
        for role in roles
        if role not in definition.states[state].permissions.get(_VIEW, frozenset())
    ]


def _granted(definition: Definition, source: Source) -> None:
    if _VIEW not in definition.permissions and not any(
        problem.place.startswith("permissions") for problem in source.problems
    ):
        source.report(("permissions",), messages.NO_VIEW)
    for permission in definition.permissions:
        if not any(state.permissions.get(permission) for state in definition.states.values()):
            source.report(("permissions",), messages.granted_to_nobody(permission))

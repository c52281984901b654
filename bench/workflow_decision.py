"""Deciding what a person may do with an item, against the bare `transitions` machine and a table of sets.

The aim in time is 30 microseconds for the buttons and ten permissions of one item, whoever looks at it.
"""

from collections.abc import Callable
from pathlib import Path

from transitions import Machine

from bench.measuring import Measure, Size, compare, repeated
from workflows import engine
from workflows.loader import load_versions
from workflows.model import Definition

WORKFLOW = ("thanh_hoa_assessment", 2)
PERMISSIONS = 10
REPEATS = 40  # of all states and roles, for every saved figure of the size: one decision is too short to time
MICROSECONDS = 30
ROWS_TITLE = f"Việc được làm và {PERMISSIONS} quyền trên một hồ sơ (đích {MICROSECONDS} µs)"
STEP_TITLE = "Quyết định một bước chuyển có điều kiện và thông tin bắt buộc"


def measure(folder: Path, size: Size) -> list[Measure]:
    """Questions of a list's row, and one decided step; nothing is stored, so `folder` stays empty."""
    definition = load_versions()[WORKFLOW]
    times = max(size.requests // REPEATS, 1)
    asked = rows(definition)
    return [
        compare(
            ROWS_TITLE,
            "bảng tập hợp viết sẵn",
            _shared(lambda: look_up(definition, asked), times, len(asked)),
            _shared(lambda: decide_rows(definition, asked), times, len(asked)),
            size.rounds,
            aim=4.0,
        ),
        compare(
            STEP_TITLE,
            "thư viện transitions, không hỏi gì",
            repeated(bare_machine(definition), size.requests * 10),
            repeated(lambda: decide_step(definition), size.requests * 10),
            size.rounds,
            aim=3.0,
        ),
    ]


def rows(definition: Definition) -> list[tuple[str, frozenset[str]]]:
    """Every state with every role."""
    return [(state, frozenset({role})) for state in definition.states for role in definition.roles]


def look_up(definition: Definition, asked: list[tuple[str, frozenset[str]]]) -> int:
    """The same answers from sets made beforehand, without a check of any name."""
    permissions = definition.permissions[:PERMISSIONS]
    found = 0
    for state, held in asked:
        found += sum(not held.isdisjoint(move.roles) for move in definition.leaving[state])
        granted = definition.states[state].permissions
        found += sum(not held.isdisjoint(granted.get(name, ())) for name in permissions)
    return found


def decide_rows(definition: Definition, asked: list[tuple[str, frozenset[str]]]) -> int:
    """What a list asks for each of its rows: the buttons and ten permissions."""
    permissions = definition.permissions[:PERMISSIONS]
    found = 0
    for state, held in asked:
        found += len(engine.available(definition, state, held))
        found += sum(engine.permits(definition, state, name, held) for name in permissions)
    return found


def decide_step(definition: Definition) -> engine.Step:
    """One whole decision that ends in yes."""
    return engine.decide(
        definition, "awaiting_confirmation", "confirm", {"leader"}, lambda guard: None, {"sheet_hash": "x"}
    )


def bare_machine(definition: Definition) -> Callable[[], object]:
    """The library alone taking the same step of the same machine."""
    machine = Machine(
        model=None,
        states=list(definition.states),
        initial=definition.initial,
        transitions=[
            {"trigger": move.name, "source": list(move.sources), "dest": "=" if move.stays else move.target}
            for move in definition.transitions.values()
        ],
        auto_transitions=False,
    )
    event = machine.events["confirm"]

    class Item:
        state = "awaiting_confirmation"

    def step() -> object:
        return event.trigger(Item())

    return step


def _shared(work: Callable[[], object], times: int, pieces: int) -> Callable[[], float]:
    """A batch whose work is many equal pieces; it tells the time of one."""
    whole = repeated(work, times)
    return lambda: whole() / pieces

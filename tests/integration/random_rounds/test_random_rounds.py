"""Whole rounds of chance under every workflow: random people do random things, allowed or not, from the
first figure to the correction and the end; after each step everything that must hold is checked.

``make test`` plays the simplest round (each step the one that gets it on) and a random one of each workflow;
``make soak`` 20,000 steps on each database. What broke is told with its seed: the same seed plays it again.
"""

from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from hypothesis import HealthCheck, Phase, Verbosity, seed, settings
from hypothesis.stateful import run_state_machine_as_test

from app import catalog
from app.extensions import db
from tests.conftest import copy_template, empty_all_tables
from tests.integration.random_rounds.cast import WORKFLOWS
from tests.integration.random_rounds.checks import split
from tests.integration.random_rounds.machine import DEEDS, Rounds, machine

STEPS, EXAMPLES = 130, 2  # of each workflow in make test
SOAK_STEPS, SOAK_LENGTH = 20_000, 300
WITHOUT_COMPLAINTS = ("ninh_thuan", "first_version")
#: The roles that may be lent: each is to be seen acted in on behalf.
LENT = frozenset({"specialist", "leader", "appraiser", "council_chair", "council_secretary", "standing_body",
                  "chairman", "secretariat"})  # fmt: skip


@pytest.fixture
def afresh(database: str, sqlite_template: Path) -> Callable[[], None]:
    """Gives every run an empty database."""

    def empty() -> None:
        db.session.remove()
        if database == "postgresql":
            empty_all_tables()
        else:
            db.engine.dispose()
            copy_template(sqlite_template)

    return empty


def play(
    app: Flask, workflow: str, afresh: Callable[[], None], total: Rounds, *, start: int, runs: int, steps: int
) -> None:
    """Some rounds under one workflow."""
    chosen = settings(
        max_examples=runs,
        stateful_step_count=steps,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        verbosity=Verbosity.normal,
        suppress_health_check=list(HealthCheck),
        print_blob=False,
    )
    try:
        run_state_machine_as_test(seed(start)(machine(app, workflow, afresh, total, start)), settings=chosen)
    except BaseException as error:
        if not total.broken:
            raise
        raise AssertionError(f"seed {start}, {runs} runs of {steps}: {total.broken[0]}") from error


@pytest.mark.parametrize("workflow", WORKFLOWS)
def test_rounds_of_chance_keep_what_must_hold(app: Flask, workflow: str, afresh: Callable[[], None]) -> None:
    total = Rounds()
    play(app, workflow, afresh, total, start=1, runs=EXAMPLES, steps=STEPS)
    assert total.ends["closed"] or total.done["publish"], f"no round came to publication: {total}"
    if workflow not in WITHOUT_COMPLAINTS:
        assert total.corrected, f"no result was corrected: {total}"
    assert len(total.done) > 25 and len(total.refused) > 10, f"too little happened to prove anything: {total}"
    assert total.pages


def never_taken(total: Rounds) -> list[str]:
    """The steps of the definitions played that nothing and nobody took."""
    played = {name for name, _ in total.taken}
    return [
        f"{name}.{step}"
        for name in sorted(played)
        for step in catalog.workflow(*split(name)).transitions
        if (name, step) not in total.taken
    ]


@pytest.mark.soak
def test_twenty_thousand_steps_of_chance_keep_what_must_hold(
    app: Flask, afresh: Callable[[], None], database: str
) -> None:
    total, start = Rounds(), 0
    while total.steps < SOAK_STEPS:
        start += 1  # one more than there are workflows: none meets the same kind of round every time
        for workflow in WORKFLOWS:
            start += 1
            play(app, workflow, afresh, total, start=start, runs=4, steps=SOAK_LENGTH)
            todo = sorted(set(DEEDS) - set(total.done))
            print(f"{database}: {total.steps} steps, {total.runs} rounds; still to do: {todo}", flush=True)
    print(f"\n{database}: {total}\nsteps never taken: {never_taken(total)}")
    never = set(DEEDS) - set(total.done)
    assert not never, f"never done: {never}"
    assert set(total.on_behalf) >= LENT, f"never acted in on behalf: {LENT - set(total.on_behalf)}"
    assert total.ends["closed"] and total.corrected, str(total)

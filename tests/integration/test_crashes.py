"""A crash between any two steps of an action leaves nothing behind."""

from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from app.appraisal import operations as appraisal
from app.assessments import entry
from app.assessments import operations as assessments
from app.assessments.entry import Typed
from app.clock import today
from app.council import operations as council
from app.documents import dossier
from app.extensions import db
from app.worklists import operations as bulk
from tests import stages
from tests.factories import World
from tests.snapshots import everything

Action = Callable[[World], Any]
LOOKED_AT_EVERY = 10  # statements: what a crash leaves behind, it leaves for the next look as well


class Crash(Exception):
    """The power fails."""


def crash_at(number: int, action: Callable[[], Any]) -> bool:
    """Run an action and fail just before its n-th statement, or else before the commit; whether it was
    a statement."""
    seen = 0

    def count(*_: Any) -> None:
        nonlocal seen
        seen += 1
        if seen == number:
            raise Crash

    def fail(_connection: Any) -> None:
        raise Crash

    sa.event.listen(db.engine, "before_cursor_execute", count)
    sa.event.listen(db.engine, "commit", fail)
    try:
        with pytest.raises(Crash):
            action()
    finally:
        sa.event.remove(db.engine, "before_cursor_execute", count)
        sa.event.remove(db.engine, "commit", fail)
        db.session.rollback()
    return seen == number


def save(world: World) -> Any:
    """One figure."""
    return entry.save_figure(world.actor("specialist"), world.assessment.id, Typed("dvc_tong", "80"))


def send(world: World) -> Any:
    """Hand in the form."""
    return assessments.submit(world.actor("specialist"), world.assessment.id)


def confirm(world: World) -> Any:
    """Confirm it, which freezes the sheet."""
    seen = stages.self_hash(world, world.assessment)
    return assessments.confirm(world.actor("leader"), world.assessment.id, sheet_hash=seen)


def adjust(world: World) -> Any:
    """Appraise one criterion."""
    return appraisal.review(
        world.actor("appraiser"), world.assessment.id, "1.2", "adjusted", points="1", reason="Thiếu giấy mời"
    )


def filled(world: World) -> None:
    """Everything entered."""
    stages.fill(world, world.assessment)


def handed_in(world: World) -> None:
    """Handed in."""
    filled(world)
    stages.submit(world, world.assessment)


def reviewed(world: World) -> None:
    """Both units appraised, but for the last step."""
    stages.received(world)
    for assessment in world.assessments:
        appraisal.accept_rest(world.actor("appraiser"), assessment.id)


def finish_both(world: World) -> Any:
    """One action on many units."""
    chosen = [(one.id, one.version) for one in world.assessments]
    return bulk.run(
        world.actor("appraiser"), world.round.id, "finish_appraisal", chosen, token="mot-lan", given={}
    )


ACTIONS: dict[str, tuple[Action, Action]] = {
    "save a figure": (filled, save),
    "submit": (filled, send),
    "confirm": (handed_in, confirm),
    "review": (stages.received, adjust),
    "finish many units": (reviewed, finish_both),
    "settle": (
        stages.meeting,
        lambda world: council.settle(world.actor("council_secretary"), world.assessment.id),
    ),
    "submit the dossier": (
        stages.concluded,
        lambda world: dossier.submit(world.actor("standing_body"), world.round.id),
    ),
    "decide": (
        stages.submitted,
        lambda world: dossier.decide(
            world.actor("chairman"), world.round.id, dossier_hash=stages.dossier_hash(world)
        ),
    ),
    "publish": (
        stages.decided,
        lambda world: dossier.issue_decision(world.actor("secretariat"), world.round.id, issued_on=today()),
    ),
}


@pytest.mark.parametrize("name", ACTIONS)
def test_a_crash_before_any_statement_or_the_commit_leaves_everything_as_it_was(
    app: Flask, world: World, name: str
) -> None:
    prepare, act = ACTIONS[name]
    prepare(world)
    before = everything()
    number = 1
    while crash_at(number, lambda: act(world)):
        if number % LOOKED_AT_EVERY == 0:
            assert everything() == before, f"a crash up to statement {number} left something behind"
        number += 1
    assert number > 5, "the action was never interrupted"
    assert everything() == before, "a crash at one of the last statements or the commit left something"
    act(world)
    assert everything() != before, "the uninterrupted action did nothing"

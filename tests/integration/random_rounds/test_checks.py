"""The checks of the rounds of chance find what is broken: each is shown something that may never be."""

from collections.abc import Callable, Iterator

import pytest
import sqlalchemy as sa
from flask import Flask

from app import clock, policy
from app.errors import DomainError, WrongState
from app.extensions import db
from tests.integration.random_rounds.machine import DEEDS, Rounds, Run
from tests.tampering import without_triggers

SPOILED = {
    "a state changed by hand": "UPDATE assessments SET state = 'appraised'",
    "variables changed by hand": "UPDATE assessments SET variables = '[]'",
    "a frozen sheet changed": "UPDATE sheets SET content = content || ' '",
    "an event lost": "DELETE FROM events WHERE subject_type = 'assessment' AND kind = 'figure'",
    "an event edited": "UPDATE events SET actor_name = 'Ai đó' WHERE sequence = 1",
    "somebody nobody knows": "UPDATE events SET actor_id = NULL",
    "a message nobody carries out": "UPDATE outbox_messages SET topic = 'khac'",
}


@pytest.fixture
def run(app: Flask) -> Iterator[Run]:
    """A round whose two units have handed in and are confirmed."""
    run = Run(app, "thanh_hoa", "whole_team", lambda: None, Rounds())
    for name, who in (("fill", "specialist"), ("submit", "specialist"), ("confirm", "leader")):
        do(run, name, who)
    yield run
    run.stop()


def do(run: Run, name: str, who: str) -> None:
    """One deed that is done; the checks hold."""
    players, unit = run.players, run.players.assessments[0]
    for luck in range(50):
        players.chance.seed(luck)
        try:
            with clock.at(players.moment):
                DEEDS[name][1](players, players.actor(who), unit)
        except DomainError:  # other luck
            db.session.rollback()
            continue
        db.session.rollback()
        run.checks.after(run.watch.changes())
        return
    pytest.fail(f"{name} is never done")


@pytest.mark.parametrize("what", SPOILED)
def test_what_was_spoiled_is_found(run: Run, database: str, what: str) -> None:
    run.checks.whole()
    for session in without_triggers(db.session(), database):
        session.execute(sa.text(SPOILED[what]))
        session.commit()
    with pytest.raises(AssertionError):
        run.checks.after(run.watch.changes())
        run.checks.whole()


def test_a_policy_that_shows_too_much_is_found(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    run.checks.sight(["leader", "other_leader"], ("appraiser", "view_appraisal"))
    allow: Callable[..., bool] = lambda *_: True  # noqa: E731
    monkeypatch.setattr(policy, "can", allow)
    with pytest.raises(AssertionError, match="policy says"):
        run.checks.sight(["other_leader"], ("appraiser", "view_appraisal"))


def test_words_that_tell_too_much_are_found(run: Run) -> None:
    text = "Tổng số dịch vụ công: 77.731"
    run.reader.told(text, "specialist", "here")
    with pytest.raises(AssertionError, match="other_leader reads"):
        run.reader.told(text, "other_leader", "here")


def test_a_refused_deed_that_changes_something_is_found(run: Run) -> None:
    db.session.execute(sa.text("UPDATE rounds SET title = 'Khác'"))
    db.session.commit()
    run.where = "here"
    with pytest.raises(AssertionError, match="something has changed"):
        run.took("save", "specialist", WrongState("Không đúng lúc"))

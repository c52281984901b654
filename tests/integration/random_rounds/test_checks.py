"""The checks of the rounds of chance find what is broken: each is shown something that may never be."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy import select

from app import catalog, clock, policy
from app.accounts.delegating import operations as delegating
from app.accounts.loading import acting_for
from app.accounts.models import Account
from app.appraisal.assigning import operations as assigning
from app.errors import DomainError, WrongState
from app.extensions import db
from app.improvements.models import ImprovementTask
from tests.integration.random_rounds import lending
from tests.integration.random_rounds.machine import DEEDS, Rounds, Run
from tests.lending import wanted
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


def acting(run: Run, role: str) -> None:
    """The deputy acts for whoever holds a role."""
    players = run.players
    name = players.scalar(select(Account.username).where(Account.id == players.people["deputy"]))
    with clock.at(players.moment):
        principal = players.actor(role)
        number = delegating.give(principal, players.people[role], wanted(name, role))
        delegating.begin(players.actor("deputy"), number)
    players.acting[players.people["deputy"]] = number
    run.checks.after(run.watch.changes())
    run.checks.lending.subsets()


def change_mode(run: Run) -> None:
    """The deputy does something in the standing body's name."""
    with clock.at(run.players.moment):
        assigning.change_mode(
            run.players.actor("deputy"), run.players.round_id, assigned_only=True, double_appraisal=False
        )
    db.session.rollback()


def test_a_deed_in_another_name_than_the_persons_is_found(run: Run) -> None:
    acting(run, "standing_body")
    change_mode(run)
    changes = run.watch.changes()
    with pytest.raises(AssertionError, match="on behalf of"):
        run.checks.after(changes, None)


def test_a_deed_on_behalf_without_a_delegation_is_found(run: Run) -> None:
    acting(run, "standing_body")
    change_mode(run)
    run.watch.rows["delegations"].clear()
    with pytest.raises(AssertionError, match="has no delegation"):
        run.checks.after(run.watch.changes())


def test_a_deed_on_behalf_is_the_principals_too(run: Run) -> None:
    acting(run, "standing_body")
    change_mode(run)
    run.checks.after(run.watch.changes(), run.players.people["standing_body"])
    assert run.checks.record.on_behalf["standing_body"]


def test_a_delegate_who_may_more_than_the_principal_is_found(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    acting(run, "leader")

    def more(*given: Any) -> Any:
        one = acting_for(*given)
        return one and replace(one, unit_id=run.players.units[run.players.assessments[1]])

    monkeypatch.setattr(lending, "acting_for", more)
    with pytest.raises(AssertionError, match="more than the principal"):
        run.checks.lending.subsets()


def test_a_delegation_that_goes_on_after_its_end_is_found(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    acting(run, "leader")
    first = run.players.today()
    monkeypatch.setattr(lending, "acting_for", lambda *given: acting_for(*given[:3], first))
    run.players.pass_time(days=30)
    with pytest.raises(AssertionError, match="gives"):
        run.checks.lending.subsets()


def a_task(run: Run, state: str) -> None:
    """A task of the first unit that no event tells of."""
    players = run.players
    body = players.people["standing_body"]
    definition = catalog.workflow("improvement_task")
    row = {
        "authority_id": players.authority_id,
        "round_id": players.round_id,
        "unit_id": players.units[players.assessments[0]],
        "title": "8848-1. Ban hành danh mục",
        "due_on": players.today(),
        "state": state,
        "workflow": definition.id,
        "workflow_version": definition.version,
        "created_by": body,
        "created_at": players.moment,
    }
    db.session.add(ImprovementTask(**row))
    db.session.commit()


def test_a_task_that_nobody_drew_up_is_found(run: Run) -> None:
    a_task(run, "assigned")
    with pytest.raises(AssertionError, match="replay gives another state"):
        run.checks.after(run.watch.changes())


def test_a_draft_shown_to_the_unit_is_found(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    a_task(run, "drafting")
    run.watch.changes()
    run.checks.lending.tasks(["leader", "standing_body", "stranger"])
    run.reader.told("8848-1. Ban hành danh mục", "standing_body", "here")
    with pytest.raises(AssertionError, match="reads of task"):
        run.reader.told("8848-1. Ban hành danh mục", "leader", "here")
    monkeypatch.setattr(policy, "can_task", lambda *_: True)
    with pytest.raises(AssertionError, match="the policy shows tasks"):
        run.checks.lending.tasks(["leader"])

"""The outbox: done after the commit, once, again after a crash, given up after eight attempts."""

import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock, jobs, outbox, worker
from app.database import transaction
from app.extensions import db
from app.outbox import OutboxMessage
from app.renderer import Renderer
from app.units.models import Authority
from workflows.vocabulary import EFFECTS

MOMENT = datetime(2024, 11, 12, 3, 0, tzinfo=UTC)


class Killed(BaseException):
    """The process ends here, without any clean-up of its own."""


@pytest.fixture(autouse=True)
def at_a_known_time() -> Iterator[None]:
    with clock.at(MOMENT):
        yield


@pytest.fixture
def done(app: Flask, monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Carries out topic "probe" by writing an authority and noting the payload's n."""
    seen: list[Any] = []

    def probe(session: Session, task: jobs.Task, _prepared: Any) -> None:
        seen.append(task.payload["n"])
        session.add(authority(f"tinh-{task.payload['n']}"))

    monkeypatch.setitem(jobs.HANDLERS, "probe", probe)
    return seen


def authority(code: str) -> Authority:
    """A row that handlers of these tests write."""
    return Authority(code=code, name="", area_name="", place_name="", symbol="", head_title="")


def put(*numbers: int, topic: str = "probe") -> None:
    """An action that puts messages into the outbox."""
    with transaction() as session:
        for n in numbers:
            outbox.put(session, topic, n=n)


def message() -> OutboxMessage:
    """The only message, as it is stored now."""
    db.session.rollback()
    return db.session.scalars(select(OutboxMessage).execution_options(populate_existing=True)).one()


def written() -> list[str]:
    """What handlers have written and committed."""
    db.session.rollback()
    return list(db.session.scalars(select(Authority.code).order_by(Authority.code)))


def run_next() -> bool | None:
    with Renderer(in_process=True) as renderer:
        return jobs.run_next(renderer)


def test_every_effect_has_a_handler_or_belongs_to_its_step() -> None:
    assert set(EFFECTS) <= set(jobs.HANDLERS) | jobs.IN_ACTION
    assert not set(jobs.HANDLERS) & jobs.IN_ACTION
    assert {"render_document", "notify"} <= set(jobs.HANDLERS)


def test_messages_are_carried_out_in_order_and_once(app: Flask, done: list[Any]) -> None:
    put(1, 2, 3)
    assert jobs.drain(app, in_process=True) == jobs.Outcome(done=3)
    assert jobs.drain(app, in_process=True) == jobs.Outcome()
    assert done == [1, 2, 3]
    assert written() == ["tinh-1", "tinh-2", "tinh-3"]


def test_what_a_handler_puts_in_is_drained_too(
    app: Flask, done: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(jobs.HANDLERS, "chain", lambda session, task, _: outbox.put(session, "probe", n=9))
    put(1, topic="chain")
    assert jobs.drain(app, in_process=True) == jobs.Outcome(done=2)
    assert done == [9]


def test_nothing_is_done_for_an_action_that_was_rolled_back(app: Flask, done: list[Any]) -> None:
    with pytest.raises(RuntimeError), transaction() as session:
        outbox.put(session, "probe", n=1)
        session.flush()
        raise RuntimeError("the action fails after all")
    assert jobs.drain(app, in_process=True) == jobs.Outcome()
    assert done == []


def test_a_failure_leaves_nothing_and_is_tried_again_later(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    healthy = False

    def flaky(session: Session, task: jobs.Task, _prepared: Any) -> None:
        session.add(authority("tinh"))
        session.flush()
        if not healthy:
            raise RuntimeError("máy in hết giấy")

    monkeypatch.setitem(jobs.HANDLERS, "flaky", flaky)
    put(1, topic="flaky")
    assert run_next() is False
    assert written() == []
    assert message().error == "RuntimeError: máy in hết giấy"
    assert message().available_at == MOMENT + timedelta(seconds=10)
    assert run_next() is None

    healthy = True
    with clock.at(MOMENT + timedelta(seconds=10)):
        assert run_next() is True
    assert written() == ["tinh"]
    assert message().done_at == MOMENT + timedelta(seconds=10)
    assert message().error is None


def test_after_eight_attempts_a_message_is_dead_and_keeps_its_error(
    app: Flask, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(_session: Session, task: jobs.Task, _prepared: Any) -> None:
        raise ValueError(f"lần {task.attempts}")

    monkeypatch.setitem(jobs.HANDLERS, "broken", broken)
    put(1, topic="broken")
    pauses = []
    moment = MOMENT
    for _ in range(jobs.MAX_ATTEMPTS):
        with clock.at(moment):
            assert run_next() is False
        pauses.append((message().available_at - moment).total_seconds())
        moment = max(moment, message().available_at)
    assert pauses[:-1] == [10, 20, 40, 80, 160, 320, 640]
    assert message().dead_at is not None
    assert message().error == "ValueError: lần 8"
    assert "given up" in caplog.text
    with clock.at(moment + timedelta(days=30)):
        assert run_next() is None


def test_an_unknown_topic_fails_loudly(app: Flask) -> None:
    put(1, topic="create_assessments")
    assert run_next() is False
    assert "create_assessments" in str(message().error)


def test_pauses_grow_to_an_hour_at_most() -> None:
    assert jobs.pause_after(1) == timedelta(seconds=10)
    assert jobs.pause_after(30) == timedelta(hours=1)


@pytest.mark.parametrize("place", ["before the mark", "after the mark", "after the handler", "at the commit"])
def test_a_crash_anywhere_repeats_the_message_and_keeps_nothing(
    app: Flask, done: list[Any], monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    def killed(*_: Any, **__: Any) -> None:
        raise Killed

    put(1)
    with monkeypatch.context() as patch, pytest.raises(Killed):
        if place == "before the mark":
            patch.setattr(jobs, "change", killed)
        elif place == "after the mark":
            patch.setitem(jobs.HANDLERS, "probe", killed)
        elif place == "after the handler":
            real = jobs.HANDLERS["probe"]
            patch.setitem(jobs.HANDLERS, "probe", lambda *a: (real(*a), a[0].flush(), killed()))
        else:
            claimed = jobs.claim()
            assert claimed is not None
            patch.setattr(jobs, "claim", lambda *_: claimed)
            patch.setattr(Session, "commit", killed)
        run_next()
    assert written() == []
    assert message().done_at is None

    assert run_next() is None, "the claim still holds"
    with clock.at(MOMENT + jobs.CLAIM_HOLDS):
        assert run_next() is True
    assert written() == ["tinh-1"]
    assert message().attempts == 2


def test_a_message_that_kills_every_worker_comes_to_an_end(app: Flask, done: list[Any]) -> None:
    put(1)
    for attempt in range(jobs.MAX_ATTEMPTS):
        with clock.at(MOMENT + attempt * jobs.CLAIM_HOLDS):
            assert jobs.claim() is not None
    with clock.at(MOMENT + jobs.MAX_ATTEMPTS * jobs.CLAIM_HOLDS):
        assert run_next() is False
    assert message().dead_at is not None
    assert done == []


def test_a_slow_worker_that_was_replaced_writes_nothing(app: Flask, done: list[Any]) -> None:
    put(1)
    slow = jobs.claim()
    assert slow is not None
    with clock.at(MOMENT + jobs.CLAIM_HOLDS):
        assert run_next() is True
    with pytest.raises(jobs.ClaimLost), Renderer(in_process=True) as renderer:
        jobs.carry_out(slow, renderer)
    assert written() == ["tinh-1"]


def test_two_workers_never_take_the_same_message(app: Flask, done: list[Any]) -> None:
    numbers = list(range(12))
    put(*numbers)
    taken: list[int] = []

    def work() -> None:
        with app.app_context(), clock.at(MOMENT):
            while (task := jobs.claim()) is not None:
                taken.append(task.id)

    workers = [threading.Thread(target=work) for _ in range(3)]
    for one in workers:
        one.start()
    for one in workers:
        one.join()
    assert len(taken) == len(set(taken)) == len(numbers)


def test_told_to_stop_a_worker_finishes_what_it_has_in_hand(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    stop = threading.Event()

    def stopping(session: Session, _task: jobs.Task, _prepared: Any) -> None:
        stop.set()
        session.add(authority("tinh"))

    monkeypatch.setitem(jobs.HANDLERS, "stopping", stopping)
    put(1, 2, topic="stopping")
    worker.run(app, stop)
    assert written() == ["tinh"]
    left = db.session.scalars(select(OutboxMessage.id).where(OutboxMessage.done_at.is_(None))).all()
    assert len(left) == 1


def test_the_command_says_what_it_did(app: Flask, done: list[Any]) -> None:
    put(1, 2)
    run = app.test_cli_runner()
    first = run.invoke(args=["worker", "--once"])
    assert "Đã làm xong 1 việc." in first.output
    second = run.invoke(args=["worker", "--drain"])
    assert "Đã làm xong 1 việc." in second.output
    assert "Không có việc nào đang chờ." in run.invoke(args=["worker", "--drain"]).output
    put(3, topic="create_assessments")
    failed = run.invoke(args=["worker", "--drain"])
    assert failed.exit_code == 1
    assert "1 việc chưa làm được" in failed.output


def test_a_drain_can_be_narrowed_to_some_messages(app: Flask, done: list[Any]) -> None:
    put(1)
    put(2, topic="create_assessments")
    some = OutboxMessage.topic == "probe"
    assert jobs.drain(app, in_process=True, only=some) == jobs.Outcome(done=1)
    assert done == [1]
    left = db.session.scalars(select(OutboxMessage.attempts).where(OutboxMessage.done_at.is_(None))).all()
    assert left == [0]

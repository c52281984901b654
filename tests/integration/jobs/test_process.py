"""The worker as a process of its own: it takes up what waits, and ends when told to."""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from app import outbox
from app.database import transaction
from app.extensions import db
from app.notifications.models import Notification
from app.outbox import OutboxMessage
from tests.conftest import build_app
from tests.factories import Maker, World

ROOT = Path(__file__).parents[3]
PATIENCE = 300.0


@pytest.fixture
def app(sqlite_template: Path, tmp_path: Path) -> Iterator[Flask]:
    """An application whose database another process can open."""
    shutil.copy(sqlite_template, tmp_path / "test.db")
    app = build_app(tmp_path / "data", f"sqlite:///{tmp_path / 'test.db'}")
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def process(app: Flask, tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    """A running worker."""
    environment = {
        **os.environ,
        "DATA_DIR": str(tmp_path / "data"),
        "DATABASE_URL": f"sqlite:///{tmp_path / 'test.db'}",
    }
    command = [sys.executable, "-m", "flask", "--app", "app", "worker"]
    worker = subprocess.Popen(command, cwd=ROOT, env=environment, stderr=subprocess.PIPE, text=True)
    yield worker
    worker.kill()
    worker.communicate()


def wait_for(condition: Callable[[], bool]) -> None:
    """Wait until a condition holds, or fail."""
    end = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < end, "the worker did not do it in time"
        time.sleep(0.1)


def all_done() -> bool:
    """Whether nothing waits in the outbox."""
    db.session.rollback()
    return db.session.scalar(select(OutboxMessage.id).where(OutboxMessage.done_at.is_(None))) is None


def test_a_worker_does_what_waits_and_ends_when_told(app: Flask, process: subprocess.Popen[str]) -> None:
    world = World(Maker(db.session()))
    account, round_id = world.leader.id, world.round.id
    with transaction() as session:
        outbox.put(session, "notify", kind="x", accounts=[account], round_id=round_id)
    wait_for(all_done)
    assert list(db.session.scalars(select(Notification.account_id))) == [account]
    process.send_signal(signal.SIGTERM)
    _, errors = process.communicate(timeout=PATIENCE)
    assert process.returncode == 0, errors

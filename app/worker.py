"""The worker process: `flask --app app worker` carries out what waits in the outbox until told to stop."""

import logging
import signal
import threading
from types import FrameType

import click
from flask import Flask, current_app
from flask.cli import with_appcontext
from sqlalchemy.exc import OperationalError

from app import clock, jobs
from app.messages import jobs as messages
from app.notifications import mailing
from app.renderer import Renderer
from app.schedule import ticking
from app.schedule.ticking import Pace

POLL_SECONDS = 0.5
# While the database cannot be reached, asking twice a second would only fill the log.
OUTAGE_SECONDS = 5.0

log = logging.getLogger(__name__)


def run(app: Flask, stop: threading.Event) -> None:
    """Work until `stop` is set; the message in hand is finished first."""
    pace = Pace()
    with Renderer() as renderer:
        while not stop.is_set():
            try:
                if pace.is_due():
                    tick(app)
                with app.app_context():  # a fresh session for every message
                    worked = jobs.run_next(renderer)
            except OperationalError:
                log.exception("the database does not answer")
                stop.wait(OUTAGE_SECONDS)
                continue
            if worked is None:
                stop.wait(POLL_SECONDS)


def tick(app: Flask) -> None:
    """What time does by itself; its failure is logged and leaves the messages to be carried out."""
    try:
        with app.app_context():
            mailing.digest_due(clock.now())
            report = ticking.run()
        if report != ticking.Report():
            log.info("%s", report)
    except OperationalError:
        raise
    except Exception:
        log.exception("the schedule could not be run")


def stop_on_signals() -> threading.Event:
    """An event that SIGTERM and SIGINT set."""
    stop = threading.Event()

    def ask_to_stop(_number: int, _frame: FrameType | None) -> None:
        stop.set()

    signal.signal(signal.SIGTERM, ask_to_stop)
    signal.signal(signal.SIGINT, ask_to_stop)
    return stop


@click.command("worker")
@click.option("--once", is_flag=True, help=messages.HELP_ONCE)
@click.option("--drain", is_flag=True, help=messages.HELP_DRAIN)
@with_appcontext
def worker_command(once: bool, drain: bool) -> None:
    """Lập văn bản và gửi thông báo đang chờ (chạy liên tục cho đến khi được dừng)."""
    app = current_app._get_current_object()  # type: ignore[attr-defined]
    if once:
        with Renderer() as renderer:
            worked = jobs.run_next(renderer)
        outcome = jobs.Outcome(int(worked is True), int(worked is False))
    elif drain:
        outcome = jobs.drain(app)
    else:
        run(app, stop_on_signals())
        return
    click.echo(messages.outcome(outcome.done, outcome.failed))
    if outcome.failed:
        raise SystemExit(1)


def register(app: Flask) -> None:
    """Add the command to the application."""
    app.cli.add_command(worker_command)

"""`flask schedule run`: what time does by itself, done once, for operators and for tests."""

from contextlib import nullcontext
from datetime import datetime

import click
from flask import Flask
from flask.cli import with_appcontext

from app import clock
from app.messages import schedule as texts
from app.schedule import ticking


@click.group("schedule")
def group() -> None:
    """Việc theo thời hạn: nhắc hạn, báo cấp trên, các bước tự động khi hết hạn."""


@group.command("run")
@click.option("--at", "moment", help=texts.HELP_AT)
@with_appcontext
def run(moment: str | None) -> None:
    """Thực hiện một lượt (worker tự làm mỗi phút một lượt)."""
    with clock.at(moment_of(moment)) if moment else nullcontext():
        report = ticking.run()
    click.echo(texts.ticked(report.reminders, report.notices, report.steps, report.failed))
    if report.failed:
        raise SystemExit(1)


def moment_of(text: str) -> datetime:
    """A moment as typed; without a zone on Vietnamese clocks."""
    try:
        read = datetime.fromisoformat(text)
    except ValueError as error:
        raise click.BadParameter(texts.BAD_MOMENT) from error
    return read if read.tzinfo else read.replace(tzinfo=clock.LOCAL_ZONE)


def register(app: Flask) -> None:
    """Add the commands."""
    app.cli.add_command(group)

"""Results on the command line: `flask rounds verify`."""

import click
from flask import Flask
from flask.cli import AppGroup

from app.extensions import db
from app.messages import results as texts
from app.results import verification

commands = AppGroup("rounds", help=texts.HELP_GROUP)


@commands.command("verify")
@click.argument("round_or_year", metavar="[KỲ]", type=int, required=False)
@click.option("--all", "show_all", is_flag=True, help=texts.HELP_ALL)
def verify(round_or_year: int | None, show_all: bool) -> None:
    """Tính lại kết quả đã công bố từ số liệu đã lưu và đối chiếu; mã thoát 1 nếu có chỗ khác.

    KỲ là số của kỳ hoặc năm đánh giá; không ghi thì kiểm tra mọi kỳ đã công bố.
    """
    session = db.session()
    rounds = verification.published_rounds(session, round_or_year)
    if not rounds:
        click.echo(texts.NOTHING_TO_VERIFY, err=True)
        raise SystemExit(1 if round_or_year is not None else 0)
    wrong = False
    for round_ in rounds:
        faults = 0
        for fault in verification.verify(session, round_):
            faults += 1
            click.echo(f"{round_.title} – {fault.place}: {fault.text}", err=True)
            if not show_all:
                break
        if not faults:
            click.echo(texts.verified(round_.title))
        wrong = wrong or faults > 0
    if wrong:
        raise SystemExit(1)


def register(app: Flask) -> None:
    """Add the commands to the application."""
    app.cli.add_command(commands)

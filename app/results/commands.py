"""Results on the command line: `flask rounds verify`, `flask rounds export`."""

import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import IO

import click
from flask import Flask
from flask.cli import AppGroup
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.actor import system_actor
from app.errors import DomainError
from app.extensions import db
from app.messages import results as texts
from app.results import operations, verification
from app.results.queries import chosen_result
from app.rounds.models import Round
from dossier.verification import answer

commands = AppGroup("rounds", help=texts.HELP_GROUP)


@commands.command("verify")
@click.argument("round_or_file", metavar="[KỲ|TỆP]", required=False)
@click.option("--all", "show_all", is_flag=True, help=texts.HELP_ALL)
def verify(round_or_file: str | None, show_all: bool) -> None:
    """Tính lại kết quả đã công bố từ số liệu đã lưu và đối chiếu; mã thoát 1 nếu có chỗ khác.

    KỲ là số của kỳ hoặc năm đánh giá; không ghi thì kiểm tra mọi kỳ đã công bố. TỆP là hồ sơ một kỳ do
    `flask rounds export` xuất ra: tính lại chỉ từ tệp, không cần cơ sở dữ liệu.
    """
    if round_or_file is None or (round_or_file.isdecimal() and not Path(round_or_file).is_file()):
        verify_stored(int(round_or_file) if round_or_file else None, show_all)
    elif not Path(round_or_file).is_file():
        raise click.ClickException(texts.not_a_file(round_or_file))
    else:
        said = answer(Path(round_or_file), every=show_all)
        click.echo(said.text, err=not said.equal)
        if not said.equal:
            raise SystemExit(1)


def verify_stored(round_or_year: int | None, show_all: bool) -> None:
    """Recompute published rounds from the database."""
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


@commands.command("export")
@click.argument("round_or_year", metavar="KỲ", type=int)
@click.option("--version", "--ban", "version", type=int, metavar="BẢN", help=texts.HELP_VERSION)
@click.option("-o", "--output", type=click.Path(dir_okay=False, path_type=Path), help=texts.HELP_OUTPUT)
def export(round_or_year: int, version: int | None, output: Path | None) -> None:
    """Xuất hồ sơ một kỳ đã công bố thành một tệp mà `rounds verify TỆP` tính lại được ở máy khác.

    KỲ là số của kỳ hoặc năm đánh giá.
    """
    session = db.session()
    round_ = _the_round(session, round_or_year)
    title, actor, number = round_.title, system_actor(round_.authority_id), round_.id
    path = output or Path(texts.dossier_file(round_.year, number, version))
    try:
        _write(path, lambda target: operations.export_dossier(actor, number, target, version))
    except DomainError as error:
        raise click.ClickException(error.message) from error
    except OSError as error:
        raise click.ClickException(texts.not_writable(str(path), error.strerror or str(error))) from error
    result = chosen_result(session, number, version)
    click.echo(texts.exported(title, str(path), result.content_hash if result else ""))


def _the_round(session: Session, round_or_year: int) -> Round:
    """One round by its number, else the published one of a year; a number that is a round's is its own."""
    named = session.get(Round, round_or_year)
    if named is not None:
        return named
    of_year = session.scalars(select(Round).where(Round.year == round_or_year).order_by(Round.id)).all()
    found = [one for one in of_year if one.is_public] or of_year
    if not found:
        raise click.ClickException(texts.NO_ROUND)
    if len(found) > 1:
        raise click.ClickException(texts.export_which([one.id for one in found]))
    return found[0]


def _write(path: Path, write: Callable[[IO[bytes]], object]) -> None:
    """The whole file appears under its name at once, or nothing does."""
    descriptor, draft = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(descriptor, "w+b") as target:
            write(target)
        os.replace(draft, path)
    except BaseException:
        Path(draft).unlink(missing_ok=True)
        raise


def register(app: Flask) -> None:
    """Add the commands to the application."""
    app.cli.add_command(commands)

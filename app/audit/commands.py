"""The journal on the command line: `flask audit verify`."""

import click
from flask import Flask
from flask.cli import AppGroup

from app.audit import verification
from app.extensions import db
from app.messages import audit as texts

commands = AppGroup("audit", help=texts.HELP_GROUP)


def read_subject(
    _context: click.Context, _option: click.Parameter, text: str | None
) -> tuple[str, int] | None:
    """ "assessment:12" as a type and a number."""
    if text is None:
        return None
    kind, separator, number = text.partition(":")
    if not (kind and separator and number.isascii() and number.isdigit()):
        raise click.BadParameter(texts.BAD_SUBJECT)
    return kind, int(number)


@commands.command("verify")
@click.option("--subject", callback=read_subject, metavar="LOẠI:SỐ", help=texts.HELP_SUBJECT)
def verify(subject: tuple[str, int] | None) -> None:
    """Kiểm tra chuỗi nhật ký, các bước đã ghi và các phiếu điểm đã chốt; mã thoát 1 nếu có chỗ sai."""
    report = verification.verify(db.session(), subject)
    for fault in report.faults:
        click.echo(f"{fault.place}: {fault.text}", err=True)
        if fault.link is not None and fault.link.fault != "missing":
            told = texts.hashes_at(fault.link.column, fault.link.stored, fault.link.computed)
            click.echo(f"  {told}", err=True)
    if report.faults:
        click.echo(texts.checked_with_faults(report.chains, report.events, len(report.faults)), err=True)
        raise SystemExit(1)
    click.echo(texts.checked(report.chains, report.events))


def register(app: Flask) -> None:
    """Add the commands to the application."""
    app.cli.add_command(commands)

"""Frameworks on the command line: `flask frameworks list|check|show|score|template`."""

from collections.abc import Iterator
from pathlib import Path
from typing import NoReturn

import click
from flask import Flask
from flask.cli import AppGroup

from app import catalog
from app.calculator import checking, output, scoring
from app.calculator.files import FileRefused, read_members
from app.messages import calculator as texts
from app.spreadsheets import template
from app.spreadsheets.tables import LIMITS
from frameworks.loader import FrameworkError, load_framework
from frameworks.model import Framework

commands = AppGroup("frameworks", help=texts.HELP_GROUP)
FORMATS = click.Choice(["table", "csv", "json"])


def find(name: str) -> Framework:
    """A shipped framework by its id, or the one in a .yaml file; a usage error else."""
    if name.endswith(".yaml"):
        try:
            return load_framework(name)
        except FrameworkError as error:
            raise click.BadParameter(texts.BROKEN_FRAMEWORK.format(problems=error)) from error
    try:
        return catalog.framework(name)
    except KeyError as error:
        known = ", ".join(catalog.frameworks())
        raise click.BadParameter(texts.UNKNOWN_FRAMEWORK.format(name=name, known=known)) from error


@commands.command("list")
@click.option("--format", "form", type=click.Choice(["table", "json"]), default="table", show_default=True)
def list_frameworks(form: str) -> None:
    """Các bộ chỉ số có sẵn: mã, phiên bản, quyết định, tổng điểm, số tiêu chí theo căn cứ."""
    frameworks = list(catalog.frameworks().values())
    click.echo(output.listing(frameworks) if form == "table" else output.listing_data(frameworks))


@commands.command("check")
@click.argument("name", metavar="[BỘ_CHỈ_SỐ|TỆP.yaml]", required=False)
def check(name: str | None) -> None:
    """Đọc bộ chỉ số và tính lại các ví dụ đi kèm; mã thoát 1 và mọi chỗ sai nếu có."""
    faults = list(_faults(name))
    for fault in faults:
        click.echo(fault, err=True)
    if faults:
        raise SystemExit(1)
    click.echo(texts.ALL_WELL.format(count=1 if name else len(catalog.frameworks())))


def _faults(name: str | None) -> Iterator[str]:
    if name is None:
        return checking.framework_faults()
    if name.endswith(".yaml"):
        return checking.file_faults(Path(name))
    return checking.case_faults(find(name))


@commands.command("show")
@click.argument("name", metavar="BỘ_CHỈ_SỐ")
@click.argument("code", metavar="[MÃ]", required=False)
def show(name: str, code: str | None) -> None:
    """Cây chỉ số: điểm tối đa, cách tính, căn cứ, số liệu cần có; MÃ chỉ in một nhánh."""
    framework = find(name)
    if code is not None and code not in framework.nodes:
        raise click.BadParameter(texts.UNKNOWN_CODE.format(framework=framework.id, code=code))
    for line in output.tree(framework, code):
        click.echo(line)


@commands.command("score")
@click.argument("name", metavar="BỘ_CHỈ_SỐ")
@click.argument("file", metavar="TỆP", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--format", "form", type=FORMATS, default="table", show_default=True, help="Cách in kết quả.")
@click.option(
    "--decimals",
    type=click.IntRange(0, scoring.MOST_DECIMALS),
    default=scoring.DECIMALS,
    show_default=True,
    help="Số chữ số thập phân khi in và xếp hạng.",
)
@click.option("--details", is_flag=True, help="In từng tiêu chí và cách tính.")
def score(name: str, file: Path, form: str, decimals: int, details: bool) -> None:
    """Tính điểm, xếp hạng các đơn vị trong TỆP (.json, .csv, .xlsx).

    Tệp có lỗi thì không tính gì: mọi lỗi được nêu kèm ô, mã thoát 1.
    """
    framework = find(name)
    try:
        read = read_members(framework, file.name, _content(file))
    except FileRefused as refusal:
        _refuse(refusal, file.name)
    click.echo(read.counts, err=True)
    scored = scoring.score(framework, read.members, decimals)
    write = {"table": output.score_table, "csv": output.score_csv, "json": output.score_json}[form]
    click.echo(write(scored, details), nl=form != "csv")


def _content(file: Path) -> bytes:
    """The file, at most a little more than is taken: what is larger is refused unread."""
    try:
        with file.open("rb") as stream:
            return stream.read(LIMITS.unpacked + 1)
    except OSError as error:
        raise click.BadParameter(texts.NO_FILE.format(problem=error.strerror)) from error


def _refuse(refusal: FileRefused, name: str) -> NoReturn:
    for problem in refusal.problems:
        click.echo(str(problem), err=True)
    if refusal.counts:
        click.echo(refusal.counts, err=True)
    click.echo(texts.REFUSED.format(count=len(refusal.problems), name=name), err=True)
    raise SystemExit(1)


@commands.command("template")
@click.argument("name", metavar="BỘ_CHỈ_SỐ")
@click.option(
    "-o",
    "--output",
    "path",
    type=click.Path(dir_okay=False, writable=True, path_type=Path),
    required=True,
    help="Tệp .xlsx sẽ ghi.",
)
def write_template(name: str, path: Path) -> None:
    """Ghi một tệp .xlsx trống để điền số liệu theo BỘ_CHỈ_SỐ."""
    content = template.write(find(name))
    try:
        path.write_bytes(content)
    except OSError as error:
        raise click.BadParameter(texts.NO_FILE.format(problem=error.strerror)) from error
    click.echo(texts.WRITTEN.format(path=path))


def register(app: Flask) -> None:
    """Add the commands to the application."""
    app.cli.add_command(commands)

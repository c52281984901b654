"""Command line: `flask outbox list|retry|retry-all`, `flask notifications digest|test`."""

import click
from flask import Flask, current_app
from flask.cli import AppGroup
from sqlalchemy import select

from app import clock, mail_server
from app.accounts.actor import system_actor
from app.errors import DomainError
from app.extensions import db
from app.messages import mails as messages
from app.messages import web
from app.notifications import letters, mailing, operations, outgoing
from app.notifications.outgoing import Undone
from app.outbox import CannotBeDone
from app.units.models import Authority
from config import Settings

outbox = AppGroup("outbox", help="Thư và việc nền chưa làm được.")
notifications = AppGroup("notifications", help="Gửi thông báo qua thư điện tử.")


def register(app: Flask) -> None:
    """Add the commands."""
    app.cli.add_command(outbox)
    app.cli.add_command(notifications)


@outbox.command("list")
def list_undone() -> None:
    """In máy chủ thư đang dùng, các việc chưa làm được và các việc chờ làm lại."""
    settings: Settings = current_app.config["SETTINGS"]
    click.echo(outgoing.server_line(settings.mail))
    found = outgoing.undone(db.session())
    if not found:
        click.echo(messages.NONE_DEAD)
    for one in found:
        click.echo(line(one))


def line(one: Undone) -> str:
    """One of them, in one line and the reason below."""
    local = clock.local(one.failed_at or one.created_at)
    state = "chưa làm được" if one.next_at is None else f"làm lại lúc {clock.local(one.next_at):%H:%M:%S}"
    about = f" – {one.whom}" if one.whom else ""
    head = f"{one.id}  {local:%d/%m/%Y %H:%M}  {state}, đã thử {one.attempts} lần"
    return f"{head}  {one.title}{about}\n    {one.error}"


@outbox.command("retry")
@click.argument("number", metavar="SỐ", type=int)
def retry(number: int) -> None:
    """Đưa một việc chưa làm được trở lại để làm ngay."""
    put_back([number])
    click.echo(messages.PUT_BACK)


@outbox.command("retry-all")
def retry_all() -> None:
    """Đưa mọi việc chưa làm được trở lại, ví dụ sau khi máy chủ thư hoạt động lại."""
    numbers = [one.id for one in outgoing.undone(db.session(), dead_only=True)]
    put_back(numbers)
    click.echo(messages.put_back(len(numbers)))


def put_back(numbers: list[int]) -> None:
    """Put messages back, oldest first, in the name of the programme."""
    authority_id = db.session.scalar(select(Authority.id).order_by(Authority.id).limit(1)) or 0
    for number in sorted(numbers):
        try:
            operations.send_again(system_actor(authority_id), number)
        except DomainError as error:
            raise click.ClickException(error.message) from error


@notifications.command("digest")
def digest() -> None:
    """Gom thư hằng ngày nếu đã đến giờ (7 giờ 30) và hôm nay chưa gom."""
    click.echo(messages.GATHERED if mailing.digest_due(clock.now()) else messages.NOT_GATHERED)


@notifications.command("test")
@click.argument("address", metavar="ĐỊA_CHỈ")
def send_test(address: str) -> None:
    """Gửi ngay một thư thử đến ĐỊA_CHỈ, để kiểm tra các biến SMTP_… và MAIL_FROM."""
    settings: Settings = current_app.config["SETTINGS"]
    if settings.mail is None:
        raise click.ClickException(messages.SERVER_NONE)
    data = {"title": messages.TEST_TITLE, "text": messages.TEST_TEXT}
    letter = letters.of_notice(
        "test", data, name=address, authority=web.PROGRAM_NAME, link=settings.public_url + "/thong-bao"
    )
    try:
        message = mail_server.compose(letter, settings.mail.sender, "", address, 0, clock.now())
        mail_server.hand_in(settings.mail, message)
    except CannotBeDone as error:
        raise click.ClickException(str(error)) from error
    click.echo(messages.TEST_SENT)

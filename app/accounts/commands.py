"""Command line: `flask accounts demo`, `flask accounts reset USERNAME`."""

from collections.abc import Iterator

import click
from flask import Flask
from flask.cli import AppGroup
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts import operations, passwords, queries
from app.accounts.actor import system_actor
from app.accounts.models import Account, RoleGrant
from app.errors import DomainError
from app.extensions import db
from app.messages import accounts as messages

commands = AppGroup("accounts", help="Tài khoản người dùng.")


def register(app: Flask) -> None:
    """Add the commands."""
    app.cli.add_command(commands)


@commands.command("demo")
def demo() -> None:
    """In các tài khoản mẫu, mỗi vai trò một tài khoản."""
    found = list(demo_accounts(db.session()))
    if not found:
        raise click.ClickException(messages.CLI_NO_DEMO)
    click.echo(messages.CLI_DEMO_HEAD.format(password=passwords.DEMO_PASSWORD))
    width = max(len(username) for _, username, _ in found)
    for role, username, name in found:
        click.echo(f"  {username:<{width}}  {messages.ROLE_TITLES[role]} – {name}")


def demo_accounts(session: Session) -> Iterator[tuple[str, str, str]]:
    """One account per role that the demonstration's password still opens: role, username, person."""
    opened: dict[int, bool] = {}
    for role in messages.ROLE_TITLES:
        granted = select(RoleGrant.account_id).where(RoleGrant.role == role, RoleGrant.ended_at.is_(None))
        account = session.scalar(
            select(Account)
            .where(Account.is_active, (Account.unit_role == role) | Account.id.in_(granted))
            .order_by(Account.id)
            .limit(1)
        )
        if account is None:
            continue
        if account.id not in opened:
            opened[account.id] = passwords.opens(account.password_hash, passwords.DEMO_PASSWORD)
        if opened[account.id]:
            yield role, account.username, account.full_name


@commands.command("reset")
@click.argument("username")
def reset(username: str) -> None:
    """Đặt lại mật khẩu của USERNAME và in mật khẩu dùng một lần."""
    session = db.session()
    account_id = queries.account_id_of(session, username)
    account = session.get(Account, account_id) if account_id else None
    if account is None:
        raise click.ClickException(messages.CLI_NO_ACCOUNT.format(username=username))
    actor = system_actor(account.authority_id)
    try:
        issued = operations.reset_password(actor, account.id)
    except DomainError as refusal:
        raise click.ClickException(refusal.message) from refusal
    click.echo(messages.CLI_NEW_PASSWORD.format(username=issued.username, password=issued.password))

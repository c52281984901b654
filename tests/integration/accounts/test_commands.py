"""`flask accounts …` on the command line."""

from flask import Flask
from sqlalchemy.orm import Session

from app.accounts import passwords
from app.accounts.models import Account
from app.accounts.passwords import DEMO_PASSWORD
from tests.factories import PASSWORD, World


def test_a_forgotten_password_is_reset_at_the_machine(app: Flask, person: Account, session: Session) -> None:
    result = app.test_cli_runner().invoke(args=["accounts", "reset", person.username.upper()])
    assert result.exit_code == 0
    password = result.output.strip().rpartition(" ")[2]
    session.refresh(person)
    assert person.must_change_password and passwords.opens(person.password_hash, password)
    assert not passwords.opens(person.password_hash, PASSWORD)


def test_unknown_and_closed_accounts_are_named(app: Flask, person: Account, session: Session) -> None:
    result = app.test_cli_runner().invoke(args=["accounts", "reset", "khong-co-ai"])
    assert result.exit_code == 1 and "khong-co-ai" in result.output
    person.is_active = False
    session.commit()
    result = app.test_cli_runner().invoke(args=["accounts", "reset", person.username])
    assert result.exit_code == 1 and "đang bị khóa" in result.output


def test_demo_accounts_of_every_role_are_printed(app: Flask, world: World, session: Session) -> None:
    runner = app.test_cli_runner()
    assert runner.invoke(args=["accounts", "demo"]).exit_code == 1, (
        "accounts with other passwords stay unnamed"
    )
    shared = passwords.hash_password(DEMO_PASSWORD)
    for role in ("specialist", "leader", "chairman"):
        world.person(role).password_hash = shared
    session.commit()
    result = runner.invoke(args=["accounts", "demo"])
    assert result.exit_code == 0 and DEMO_PASSWORD in result.output
    for role in ("specialist", "leader", "chairman"):
        assert world.person(role).username in result.output
    assert world.person("auditor").username not in result.output

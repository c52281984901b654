"""Accounts with a real password, hashed quickly."""

from collections.abc import Callable

import pytest
from argon2 import PasswordHasher
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from app.accounts import passwords
from app.accounts.models import Account
from tests.factories import PASSWORD, Maker, World

QUICK = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
SignIn = Callable[..., TestResponse]


@pytest.fixture(autouse=True)
def quick_hashing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passwords, "hasher", QUICK)


@pytest.fixture
def person(world: World, session: Session) -> Account:
    """The first unit's specialist, who knows their password."""
    world.specialist.password_hash = QUICK.hash(PASSWORD)
    session.commit()
    return world.specialist


@pytest.fixture
def sign_in(client: FlaskClient) -> SignIn:
    """Fill in the sign-in form."""

    def fill(username: str, password: str = PASSWORD, **more: str) -> TestResponse:
        return client.post("/dang-nhap", data={"username": username, "password": password, **more})

    return fill


@pytest.fixture
def free_unit(world: World, make: Maker) -> int:
    """A unit that has no accounts yet."""
    return int(make.unit(world.group, name="Sở Ngoại vụ", code="sngv").id)

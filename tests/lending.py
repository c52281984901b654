"""Delegations for tests: given by the principal themselves, and the delegate as they act."""

from datetime import timedelta
from typing import Any

from app import clock
from app.accounts.actor import Actor
from app.accounts.delegating import operations
from app.accounts.delegating.operations import Wanted
from app.accounts.loading import acting_for
from app.accounts.models import Account
from tests.factories import World

LETTER = "15/GUQ"


def wanted(delegate: Account | str, *roles: str, days: int = 5, start: int = 0, **more: Any) -> Wanted:
    """A delegation for some days from today (or `start` days later) on."""
    first = clock.today() + timedelta(days=start)
    values: dict[str, Any] = {
        "delegate": delegate if isinstance(delegate, str) else delegate.username,
        "roles": roles,
        "starts_on": first,
        "ends_on": first + timedelta(days=days - 1),
        "reason": "Đi công tác",
        "letter_number": LETTER,
        **more,
    }
    return Wanted(**values)


def lend(world: World, principal: Account, delegate: Account, *roles: str, **more: Any) -> int:
    """The principal lends these roles (all they have, when none is named) to somebody."""
    actor = world.make.actor(principal)
    asked = roles or tuple(sorted(actor.all_roles))
    return operations.give(actor, principal.id, wanted(delegate, *asked, **more))


def acting(world: World, delegate: Account, delegation_id: int) -> Actor:
    """The delegate as they act today."""
    found = acting_for(world.make.session, world.make.actor(delegate), delegation_id, clock.today())
    assert found is not None
    return found


def deputy(world: World, principal: Account, *roles: str, **values: Any) -> tuple[Account, Actor]:
    """Somebody without any role of their own who acts for a person from today on."""
    delegate = world.make.account(world.authority, **values)
    return delegate, acting(world, delegate, lend(world, principal, delegate, *roles))

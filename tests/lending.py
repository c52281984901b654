"""Delegations for tests: given by the principal themselves, and the delegate as they act."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from app import clock
from app.accounts.actor import Actor
from app.accounts.delegating import operations
from app.accounts.delegating.operations import Wanted
from app.accounts.loading import acting_for
from app.accounts.models import Account
from app.assessments.models import Assessment
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


def replace_everybody(world: World, *roles: str) -> dict[str, Account]:
    """From now on somebody acts for the person of each role, and for the first unit's two; the delegates."""
    delegates: dict[str, Account] = {}
    actors: dict[str, Actor] = {}
    for role in roles:
        name = {"full_name": f"Người Giúp {role.replace('_', ' ').title()}", "position_title": "Phó phòng"}
        delegates[role], actors[role] = deputy(world, world.person(role), **name)
    own, specialist, leader = world.actor, world.specialist_of, world.leader_of

    def of_unit(role: str, other: Callable[[Assessment], Actor]) -> Callable[[Assessment], Actor]:
        return lambda one: actors[role] if role in actors and one.id == world.assessment.id else other(one)

    world.actor = lambda role: actors.get(role) or own(role)  # type: ignore[method-assign]
    world.specialist_of = of_unit("specialist", specialist)  # type: ignore[method-assign]
    world.leader_of = of_unit("leader", leader)  # type: ignore[method-assign]
    return delegates

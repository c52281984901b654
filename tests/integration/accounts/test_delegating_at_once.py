"""Two delegations given at the same moment: never the same role twice, never both halves of a unit."""

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.accounts.delegating import operations
from app.accounts.models import Delegation
from app.errors import InvalidInput
from tests.factories import Maker, World
from tests.integration.test_concurrency import at_once, one_wins
from tests.lending import wanted


@pytest.mark.parametrize("case", ["one role to two people", "two roles of a unit to one person"])
def test_one_of_two_is_refused(app: Flask, world: World, make: Maker, session: Session, case: str) -> None:
    one, two = make.account(world.authority), make.account(world.authority)
    leader, specialist = make.actor(world.leader), make.actor(world.specialist)
    of_leader = (world.leader.id, wanted(one, "leader"))
    other = (
        (leader, world.leader.id, wanted(two, "leader"))
        if case == "one role to two people"
        else (specialist, world.specialist.id, wanted(one, "specialist"))
    )
    outcomes = at_once(app, lambda: operations.give(leader, *of_leader), lambda: operations.give(*other))
    one_wins(outcomes, InvalidInput)
    assert session.scalar(select(func.count(Delegation.id))) == 1

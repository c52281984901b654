"""What the tests of improvement tasks share: a published round, and a task on its way."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from app import clock
from app.improvements import operations
from app.improvements.drafts import Draft
from app.improvements.quarters import quarter_of
from tests.factories import Maker, World

DUE = timedelta(days=60)
Task = Callable[..., int]


@pytest.fixture
def world(make: Maker) -> World:
    """A province whose result is public."""
    return World(make, state="published")


@pytest.fixture
def task(world: World) -> Task:
    """A task of the first unit, taken to a state by those who take the steps."""

    def draw_up(state: str = "drafting", **values: object) -> int:
        (task_id,) = operations.draw_up(
            world.actor("standing_body"), world.round.id, [draft(world, **values)]
        )
        walk(world, task_id, state)
        return task_id

    return draw_up


def draft(world: World, **values: object) -> Draft:
    """A task of the first unit, due in two months unless said otherwise."""
    return Draft(
        **{
            "unit_id": world.unit.id,
            "title": f"Ban hành danh mục dữ liệu {world.make.next()}",
            "due_on": clock.today() + DUE,
            "code": "2.1",
            "coordinating": "Sở Y tế",
            "target": "Danh mục được ban hành",
            **values,
        }
    )


def walk(world: World, task_id: int, state: str) -> None:
    """From draft to a state."""
    body = world.actor("standing_body")
    if state == "drafting":
        return
    if state == "discarded":
        operations.act(body, task_id, "discard", reason="Trùng với nhiệm vụ khác")
        return
    operations.act(body, task_id, "assign")
    if state == "assigned":
        return
    if state == "cancelled":
        operations.act(body, task_id, "cancel", reason="Đã có việc khác thay")
        return
    operations.act(world.actor("leader"), task_id, "start")
    if state == "in_progress":
        return
    give_report(world, task_id)
    operations.act(world.actor("leader"), task_id, "report")
    if state == "completed":
        operations.act(body, task_id, "accept")


def give_report(world: World, task_id: int, percent: int = 100, content: str = "Đã ban hành") -> None:
    """The specialist reports on the present quarter."""
    period = quarter_of(clock.today())
    operations.report(world.actor("specialist"), task_id, period=period, percent=percent, content=content)

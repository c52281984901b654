"""Improvement tasks of a small world, drawn up and worked on by the same operations as the pages."""

from datetime import timedelta

from app import clock
from app.improvements import operations
from app.improvements.drafts import Draft
from app.improvements.quarters import quarter_of
from tests import stages
from tests.factories import World

CODES = (("2.1", "Ban hành danh mục dịch vụ công trực tuyến"), (None, "Tập huấn kỹ năng số cho cán bộ"))


def drawn_up(world: World) -> list[int]:
    """The result is public; two tasks of the first unit are being drawn up; their ids."""
    stages.published(world)
    day = clock.today() + timedelta(days=60)
    drafts = [
        Draft(world.unit.id, title, day, code, "Sở Y tế", "Hoàn thành trong kỳ sau") for code, title in CODES
    ]
    return operations.draw_up(world.actor("standing_body"), world.round.id, drafts)


def reported(world: World) -> list[int]:
    """The first is worked on and reported; the second late and given more time."""
    ids = drawn_up(world)
    body = world.actor("standing_body")
    operations.assign_many(body, ids)
    operations.act(world.actor("leader"), ids[0], "start")
    operations.report(
        world.actor("specialist"),
        ids[0],
        period=quarter_of(clock.today()),
        percent=60,
        content="Đã rà soát 120 dịch vụ công, dự thảo danh mục đang lấy ý kiến các phòng.",
    )
    later = clock.today() + timedelta(days=120)
    operations.act(body, ids[1], "extend", reason="Chờ kinh phí", letter_number="125/UBND-VX", due_on=later)
    return ids

"""The projector follows the chair: what is chosen, said and voted stands on the wall within seconds."""

import pytest
from playwright.sync_api import expect

from app.council import operations
from tests import stages
from tests.browser.people.council import Chair, Member
from tests.browser.people.person import Person
from tests.browser.province import give_passwords
from tests.browser.site import Site
from tests.factories import World

QUESTION = "Tính theo danh mục mới?"
ROOM = {"width": 1280, "height": 720}


@pytest.fixture
def meeting_id(world: World) -> int:
    """The council is in session, a question waits, the agenda is drawn up."""
    give_passwords(world.make)
    number = stages.meeting(world)
    secretary = world.actor("council_secretary")
    operations.raise_point(secretary, world.assessment.id, "2.1", question=QUESTION, proposed="6")
    operations.propose_agenda(secretary, number)
    return number


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_the_wall_shows_what_the_chair_chooses(
    site: Site, world: World, meeting_id: int, scripts: bool
) -> None:
    wall = Person(site.visitor(world.person("council_secretary"), java_script_enabled=scripts, viewport=ROOM))
    chair = Chair(site.visitor(world.person("council_chair")))
    member = Member(site.visitor(world.person("council_member")))
    wall.open(f"/hoi-dong/phien/{meeting_id}/man-chieu")
    shown = wall.page.locator("main")
    expect(shown).to_contain_text("Khai mạc")

    chair.open(f"/hoi-dong/phien/{meeting_id}")
    chair.press("Chiếu điểm danh")
    expect(shown).to_contain_text("2/2")
    chair.press("Trình chiếu vấn đề 2.1 của Sở Tư pháp")
    expect(shown).to_contain_text(QUESTION)
    expect(shown).to_contain_text("Đang biểu quyết: 0/2 phiếu")

    member.open(f"/hoi-dong/phien/{meeting_id}")
    member.press("Tán thành", member.point("Sở Tư pháp"))
    expect(shown).to_contain_text("Đang biểu quyết: 1/2 phiếu")
    expect(shown).not_to_contain_text(world.person("council_member").full_name)
    chair.press("Tán thành", chair.point("Sở Tư pháp"))
    expect(shown).to_contain_text("Điều chỉnh theo đề xuất")
    chair.decides("Sở Tư pháp", "Danh mục mới có hiệu lực")
    expect(shown).to_contain_text("Danh mục mới có hiệu lực")
    chair.press("Chiếu bảng điểm chung")
    expect(shown).to_contain_text("13,55")

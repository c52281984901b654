"""The pages of the unit do their work where scripts are blocked or did not arrive."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.files import PDF, huge, kept
from tests.browser.people.unit import Leader, Specialist, criterion, figure
from tests.browser.province import give_passwords
from tests.browser.site import Site
from tests.factories import World


@pytest.fixture
def specialist(site: Site, world: World) -> Specialist:
    """The specialist in a browser without scripts, signed in by the form."""
    give_passwords(world.make)
    who = Specialist(site.visitor(java_script_enabled=False))
    who.sign_in(world.specialist.username)
    return who


def saves(who: Specialist, name: str, text: str) -> None:
    """Type a figure and press its button."""
    figure(who.page, name).locator("input[name=value]").fill(text)
    figure(who.page, name).get_by_role("button").click()


def test_entering_and_handing_in(site: Site, specialist: Specialist, world: World, tmp_path: Path) -> None:
    who = specialist
    who.opens_form()
    saves(who, "so_hoi_thao", "bốn")
    expect(figure(who.page, "so_hoi_thao")).to_contain_text("phải nhập một số")
    who.sees_field("so_hoi_thao", "bốn")
    saves(who, "so_hoi_thao", "4")
    assert who.page.url.endswith("#tc-1-2")
    who.sees_field("so_hoi_thao", "4")
    who.sees_points("1.2", "2")
    box = criterion(who.page, "1.2")
    box.locator("input[type=file]").set_input_files(str(kept(tmp_path, "giay-moi.pdf", PDF)))
    who.press("Tải lên", box)
    who.is_told("Đã tải lên 1 tệp")
    who.declares("1.3", "Không có số liệu", "Chưa theo dõi")
    who.is_told("Đã lưu tình trạng")

    for main in ("1", "2"):
        who.open(f"/danh-gia/{world.assessment.id}/bang?muc={main}")
        table = {"co_chuyen_muc": "true"} if main == "1" else {}
        for name, key in table.items():
            who.page.locator(f"#gt-{name}").select_option(key)
        numbers = {"dvc_tong": "60", "dvc_truc_tuyen": "45", "chi_tong": "1.000", "chi_cntt": "8,5"}
        for name, text in numbers.items() if main == "2" else ():
            who.page.locator(f"#gt-{name}").fill(text)
        who.press("Lưu tất cả")
        who.is_told("Đã lưu")
    who.hands_in_from_summary(world.assessment.id)
    who.is_told("Đã thực hiện: Trình lãnh đạo xác nhận")

    leader = Leader(site.visitor(world.leader, java_script_enabled=False))
    leader.open(f"/danh-gia/{world.assessment.id}/tong-hop")
    leader.confirms()
    leader.is_told("Xác nhận số liệu")


def test_a_file_that_is_too_large(specialist: Specialist, tmp_path: Path) -> None:
    specialist.opens_form()
    box = criterion(specialist.page, "1.2")
    box.locator("input[type=file]").set_input_files(str(huge(tmp_path, 200)))
    specialist.press("Tải lên", box)
    expect(specialist.page.locator("main")).to_contain_text("20 MB")

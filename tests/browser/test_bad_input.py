"""What people get wrong and what befalls them meanwhile: a clear message each, and nothing typed is lost."""

from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from app import clock
from app.assessments import operations
from app.history import Event
from tests import stages
from tests.browser.files import PROGRAM, huge, kept
from tests.browser.people.person import Person
from tests.browser.people.unit import Leader, Specialist, figure, state
from tests.browser.site import Site, fresh
from tests.factories import World


@pytest.fixture
def specialist(site: Site, world: World) -> Specialist:
    """The specialist, in front of the entry form."""
    who = Specialist(site.visitor(world.specialist))
    who.open(f"/danh-gia/{world.assessment.id}")
    return who


def test_figures_that_cannot_be(specialist: Specialist, world: World) -> None:
    who = specialist
    who.types("so_hoi_thao", "bốn")
    who.sees_refused("so_hoi_thao", "Số hội thảo đã tổ chức", "phải nhập một số")
    who.sees_field("so_hoi_thao", "bốn")
    who.types("so_hoi_thao", "-3")
    who.sees_refused("so_hoi_thao", "không được nhỏ hơn 0")
    who.sees_field("so_hoi_thao", "-3")
    who.enters("so_hoi_thao", "4")

    who.open(f"/danh-gia/{world.assessment.id}?muc=2")
    who.enters("dvc_tong", "60")
    who.types("dvc_truc_tuyen", "75")
    who.sees_refused("dvc_truc_tuyen", "Số dịch vụ công trực tuyến", "Tổng số dịch vụ công")
    who.sees_field("dvc_truc_tuyen", "75")
    who.sees_points("2.1", "0")


def test_what_was_refused_is_offered_again_after_a_reload(specialist: Specialist) -> None:
    who = specialist
    who.types("so_hoi_thao", "12 cuộc và 3 đợt")
    who.sees_refused("so_hoi_thao")
    who.page.on("dialog", lambda dialog: dialog.accept())  # "leave the page?", asked because of the field
    who.page.reload()
    who.sees_field("so_hoi_thao", "")
    expect(figure(who.page, "so_hoi_thao").locator(".figure-offer")).to_contain_text("12 cuộc và 3 đợt")
    who.press("Dùng lại", figure(who.page, "so_hoi_thao"))
    who.sees_field("so_hoi_thao", "12 cuộc và 3 đợt")


def test_a_file_that_is_too_large(specialist: Specialist, tmp_path: Path) -> None:
    sent: list[str] = []
    specialist.page.on("request", lambda request: sent.append(request.method))
    specialist.uploads("1.2", [huge(tmp_path, 200)])
    specialist.sees_upload("1.2", "error", "bao-cao-lon.pdf", "20 MB")
    assert "POST" not in sent  # nobody waits for 200 MB to be told that they are too many


def test_a_program_named_as_a_document(specialist: Specialist, tmp_path: Path) -> None:
    specialist.uploads("1.2", [kept(tmp_path, "bien-ban.pdf", PROGRAM)])
    specialist.sees_upload("1.2", "error", "bien-ban.pdf", "nội dung là", "Xin tải lên đúng tệp gốc")
    expect(specialist.page.locator("[data-evidence='1.2'] .file")).to_have_count(0)


def test_two_tabs_on_one_figure(specialist: Specialist, world: World) -> None:
    who = specialist
    older = who.visitor.another_tab()
    older.goto(f"/danh-gia/{world.assessment.id}")
    who.enters("so_hoi_thao", "4")
    field = figure(older, "so_hoi_thao").locator("input[name=value]")
    field.fill("6")
    field.press("Enter")
    expect(state(older, "so_hoi_thao")).to_contain_text("4")
    expect(field).to_have_value("6")
    figure(older, "so_hoi_thao").get_by_role("button", name="Ghi số của tôi").click()
    expect(state(older, "so_hoi_thao")).to_have_attribute("data-state", "saved")
    who.page.reload()
    who.sees_field("so_hoi_thao", "6")


def test_a_double_click_submits_once(specialist: Specialist, world: World) -> None:
    stages.fill(world, world.assessment)
    specialist.open(f"/danh-gia/{world.assessment.id}/tong-hop")
    specialist.panel("buoc-submit").get_by_role("button").dblclick()
    specialist.is_told("Trình lãnh đạo xác nhận")
    assert steps_taken(world, "submit") == 1


def steps_taken(world: World, transition: str) -> int:
    """How often a step stands in the history of the assessment."""
    fresh()
    events = world.make.session.scalars(
        select(Event).where(Event.subject_type == "assessment", Event.subject_id == world.assessment.id)
    )
    return sum(event.transition == transition for event in events)


def test_the_address_of_another_unit(specialist: Specialist, world: World) -> None:
    there = world.other_assessment.id
    for page in ("", "/tong-hop", "/bang", "/in", "/dien-bien", "/ket-qua"):
        answer = specialist.page.goto(f"/danh-gia/{there}{page}")
        assert answer is not None and answer.status == 404, page
        expect(specialist.page.locator("body")).to_contain_text("Không tìm thấy nội dung này")
        expect(specialist.page.locator("body")).not_to_contain_text("Sở Y tế")


def test_a_sheet_changed_before_the_leader_confirms(site: Site, world: World) -> None:
    stages.fill(world, world.assessment)
    stages.submit(world, world.assessment)
    leader = Leader(site.visitor(world.leader))
    leader.open(f"/danh-gia/{world.assessment.id}/tong-hop")
    specialist = world.specialist_of(world.assessment)
    operations.recall(specialist, world.assessment.id, reason="Sửa số hội thảo")
    stages.fill(world, world.assessment, so_hoi_thao="6")
    stages.submit(world, world.assessment)

    leader.confirms()
    leader.is_told("thay đổi")
    expect(leader.page.locator("#thay-doi-vua-co")).to_contain_text("6")
    assert steps_taken(world, "confirm") == 0
    leader.confirms()
    leader.is_told("Xác nhận số liệu")
    assert steps_taken(world, "confirm") == 1


def test_a_deadline_that_passes_while_typing(site: Site, world: World) -> None:
    end = clock.end_of_day(world.round.entry_deadline)
    with clock.at(end - timedelta(seconds=30)):
        who = Specialist(site.visitor(world.specialist))
        who.open(f"/danh-gia/{world.assessment.id}")
        who.enters("so_hoi_thao", "4")
        figure(who.page, "so_hoi_thao").locator("input[name=value]").fill("5")
    with clock.at(end + timedelta(seconds=30)):
        figure(who.page, "so_hoi_thao").locator("input[name=value]").press("Enter")
        who.sees_refused("so_hoi_thao", "Đã hết thời gian nhập số liệu")
        who.sees_field("so_hoi_thao", "5")
        who.page.on("dialog", lambda dialog: dialog.accept())
        who.page.reload()
        who.reads("Đã hết thời gian nhập số liệu")


def test_offline_and_online_again(specialist: Specialist) -> None:
    who = specialist
    who.visitor.context.set_offline(True)
    who.types("so_hoi_thao", "4")
    expect(state(who.page, "so_hoi_thao")).to_have_attribute("data-state", "waiting")
    expect(state(who.page, "so_hoi_thao")).to_contain_text("Mất kết nối")
    who.sees_field("so_hoi_thao", "4")
    who.visitor.context.set_offline(False)
    who.sees_saved("so_hoi_thao")
    who.page.reload()
    who.sees_field("so_hoi_thao", "4")


def test_a_session_that_ends_while_typing(site: Site, specialist: Specialist, world: World) -> None:
    who = specialist
    who.visitor.context.clear_cookies()
    who.types("so_hoi_thao", "4")
    who.sees_refused("so_hoi_thao", "đăng nhập")
    who.sees_field("so_hoi_thao", "4")
    who.press("Đăng nhập lại", figure(who.page, "so_hoi_thao"))
    who.reads_heading("Đăng nhập")
    who.visitor.remember(world.specialist)
    who.open(f"/danh-gia/{world.assessment.id}")
    who.press("Dùng lại", figure(who.page, "so_hoi_thao"))
    who.sees_saved("so_hoi_thao")


def test_a_page_of_another_role(site: Site, world: World) -> None:
    auditor = Person(site.visitor(world.person("auditor")))
    answer = auditor.page.goto("/tai-khoan")
    assert answer is not None and answer.status == 403
    auditor.reads("dành cho")

"""Figures of others at the browser: an import from the template to its confirmation, an expert's page of
marks, and the unit's form beside them; every page looked at on a desk and on a phone."""

import os
from pathlib import Path

import pytest
from playwright.sync_api import Page

from app.assessments.models import Figure
from tests.browser.looks import WIDTHS, faults_at_width, faults_of_page
from tests.browser.site import Site, Visitor, fresh
from tests.factories import Maker
from tests.integration.supplied.conftest import Assisted, workbook

# The pages of this room and the roles they are for; `test_pages` leaves them to this test.
LOOKED_AT = {
    "supplied.overview",
    "supplied.group",
    "supplied.marks",
    "supplied.marking",
    "supplied.by_criterion",
    "supplied.by_unit",
}


def look(page: Page, name: str) -> list[str]:
    """What is wrong with a page; with SUPPLIED_SHOTS it is also kept as pictures in that folder."""
    faults = faults_of_page(page)
    for width in WIDTHS:
        faults += faults_at_width(page, width)
    folder = os.environ.get("SUPPLIED_SHOTS")
    for width in (1280, 375) if folder else ():
        page.set_viewport_size({"width": width, "height": 900})
        page.screenshot(path=Path(folder or "") / f"{name}-{width}.png", full_page=True)
    page.set_viewport_size({"width": WIDTHS[0], "height": 900})
    return [f"{name}: {fault}" for fault in faults]


@pytest.fixture
def assisted(make: Maker) -> Assisted:
    """The world with suppliers."""
    return Assisted(make)


def value(world: Assisted, name: str) -> str | None:
    fresh()
    row = world.make.session.get(Figure, (world.assessment.id, name))
    return row.value if row else None


def hand_in(visitor: Visitor, file: Path) -> None:
    page = visitor.page
    page.get_by_label("Cơ quan cung cấp").fill("Cục Thống kê")
    page.get_by_label("Số, ký hiệu văn bản gửi số liệu").fill("12/CTK-TH")
    page.get_by_label("Ngày văn bản").fill("05/11/2020")
    page.get_by_label("Tệp số liệu").set_input_files(file)
    page.get_by_role("button", name="Xem trước").click()
    page.wait_for_load_state()


def test_an_import_and_an_experts_marks(site: Site, assisted: Assisted, tmp_path: Path) -> None:
    faults: list[str] = []
    body = site.visitor(assisted.person("standing_body"))
    page = body.open("/ky-danh-gia")
    page.get_by_role("link", name="Số liệu do nơi khác cung cấp").click()
    faults += look(page, "overview")
    page.get_by_role("link", name="Nhập từ tệp Điều tra xã hội").click()
    faults += look(page, "group")
    wrong, right = tmp_path / "sai.xlsx", tmp_path / "dung.xlsx"
    wrong.write_bytes(workbook({"Sở Lạ": {"2.1": 80}, "Sở Y tế": {"2.1": 180, "2.3": 1}}))
    right.write_bytes(workbook({"Sở Tư pháp": {"2.1": "73,21", "2.2": 80}, "Sở Y tế": {"2.1": 61}}))
    hand_in(body, wrong)
    assert "Sở Lạ" in page.inner_text("main") and value(assisted, "ks_hieu") is None
    faults += look(page, "group-wrong")
    hand_in(body, right)
    assert "73,21" in page.inner_text("main") and value(assisted, "ks_hieu") is None
    faults += look(page, "preview")
    page.get_by_role("button", name="Xác nhận nhập").click()
    page.get_by_text("Đã nhập 3 số liệu của 2 đơn vị.").wait_for()
    assert value(assisted, "ks_hieu") == "73.21"

    expert = site.visitor(assisted.experts[0])
    page = expert.open("/viec-can-lam")
    page.get_by_role("main").get_by_role("link", name="Cho điểm chuyên gia").click()
    faults += look(page, "marking")
    page.get_by_role("link", name="2.4 Thể chế").click()
    page.get_by_label("Điểm: Sở Tư pháp").fill("3,5")
    page.get_by_label("Điểm: Sở Y tế").fill("7")
    page.get_by_label("Nhận xét: Sở Y tế").fill("Chưa ban hành kế hoạch")
    page.get_by_role("button", name="Lưu điểm").click()
    assert page.get_by_label("Điểm: Sở Y tế").input_value() == "7"
    faults += look(page, "by-criterion")
    page.get_by_label("Điểm: Sở Y tế").fill("2,5")
    page.get_by_role("button", name="Lưu điểm").click()
    page.get_by_text("Đã lưu 1 điểm.").wait_for()
    assert value(assisted, "cg_the_che") == "3.5"
    faults += look(expert.open(f"/chuyen-gia/don-vi/{assisted.assessment.id}"), "by-unit")
    faults += look(body.open(f"/so-lieu-cung-cap/{assisted.group_id}/diem-chuyen-gia"), "marks")

    unit = site.visitor(assisted.specialist)
    page = unit.open(f"/danh-gia/{assisted.assessment.id}")
    page.get_by_label("TT.1. Tên đơn vị").fill("Sở Tư pháp tỉnh")
    page.get_by_label("TT.2. Dân số").fill("1.000")
    page.get_by_label("TT.2. Dân số").press("Tab")
    page.get_by_text("Đã lưu lúc").last.wait_for()
    faults += look(page, "general")
    page = unit.open(f"/danh-gia/{assisted.assessment.id}?muc=2")
    told = page.inner_text("main")
    assert "sẽ có sau" in told and "73,21" not in told and "3,5" not in told
    faults += look(page, "supplied-criteria")
    faults += look(unit.open(f"/danh-gia/{assisted.assessment.id}/tong-hop"), "summary")
    faults += look(unit.open(f"/danh-gia/{assisted.assessment.id}/in"), "print")
    assert not faults, "\n".join(faults)

"""A visitor tries a framework out: from the public page to points, with a mistake on the way, then a file."""

import csv
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import expect

from tests.browser.people.person import Person
from tests.browser.site import Site


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_a_visitor_types_figures_and_sees_points(site: Site, scripts: bool) -> None:
    phone = {"width": 375, "height": 780}
    who = Person(site.visitor(java_script_enabled=scripts, viewport=phone))
    who.open("/ket-qua")
    who.follow("mở Máy tính điểm")
    who.follow("Bộ chỉ số chuyển đổi số dành cho các sở, ban, ngành cấp tỉnh")
    who.reads("không phải kết quả chính thức")
    who.page.locator("#muc-4 > summary").click()
    who.page.locator("#so-dvc_tong").fill("1,200")
    who.page.locator("#so-dvc_muc_3").fill("900")
    who.press("Tính điểm")
    who.reads("Có số liệu cần sửa, chưa tính điểm")
    expect(who.page.locator("#so-dvc_tong")).to_have_value("1,200")
    expect(who.page.locator("#so-dvc_tong-error")).to_contain_text("1200")

    who.page.locator("#so-dvc_tong").fill("1.200")
    who.press("Tính điểm")
    expect(who.page.locator("#tc-4-6-1")).to_contain_text("900/1.200 = 75 %")
    expect(who.page.locator("#tc-4-6-1 .score-text")).to_contain_text("3,75")
    with who.page.expect_download() as kept:
        who.press("Tải kết quả (CSV)")
    text = Path(kept.value.path()).read_text(encoding="utf-8-sig")
    points = {row["Mã"]: row["Điểm"] for row in csv.DictReader(text.splitlines())}
    assert points["4.6.1"] == "3.75"


def test_a_visitor_fills_the_workbook_in_and_sends_it_back(site: Site, tmp_path: Path) -> None:
    who = Person(site.visitor())
    who.open("/may-tinh-diem/thanh_hoa_2021/so")
    with who.page.expect_download() as kept:
        who.follow("mẫu Excel trống")
    file = tmp_path / "so-lieu.xlsx"
    kept.value.save_as(file)
    book = openpyxl.load_workbook(file)
    sheet = book.worksheets[0]
    column = {cell.value: cell.column for cell in sheet[1]}
    for row, name, done in ((4, "Sở Nội vụ", 40), (5, "Sở Tài chính", 60), (6, "Sở Y tế", "=D4")):
        for title, value in (("Đơn vị", name), ("dvc_tong", 80), ("dvc_muc_3", done)):
            sheet.cell(row, column[title], value)
    book.save(file)
    who.page.set_input_files("#tep", str(file))
    who.press("Tính điểm từ tệp")
    who.reads("ô chứa công thức")

    sheet.cell(6, column["dvc_muc_3"], 60)
    book.save(file)
    who.page.set_input_files("#tep", str(file))
    who.press("Tính điểm từ tệp")
    who.reads_heading("Kết quả tính thử")
    rows = who.page.locator("tbody tr")
    expect(rows).to_have_count(3)
    expect(rows.nth(0)).to_contain_text("Sở Tài chính")
    expect(rows.nth(2)).to_contain_text("Sở Nội vụ")

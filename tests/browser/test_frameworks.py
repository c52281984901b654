"""The standing body makes next year's framework: copied, changed, refused, put right, published, used."""

from playwright.sync_api import expect
from sqlalchemy import select

from app.keeping.models import FrameworkVersion
from app.rounds.models import RoundGroup
from tests.browser.people.person import Person
from tests.browser.site import Site, fresh
from tests.factories import Maker

WHOLE = "Các tổng điểm khớp nhau, mọi ví dụ ra đúng số điểm."


def test_from_a_copy_to_a_round(site: Site, make: Maker) -> None:
    authority = make.authority()
    group = make.group(authority, title="Các sở, ban, ngành")
    round_ = make.round(authority, [])
    who = Person(site.visitor(make.account(authority, roles=["standing_body"])))
    page = who.page

    who.open("/bo-chi-so")
    who.follow("Lập bản mới")
    page.get_by_label("Lập từ phiên bản").select_option("thanh_hoa_2021/so@1")
    who.press("Lập bản dự thảo")
    who.is_told("Đã lập bản dự thảo")
    who.reads(WHOLE)

    page.get_by_role("link", name="Sửa 1.1.1", exact=True).click()
    maximum = page.get_by_label("Điểm tối đa", exact=True)
    right = maximum.input_value()
    maximum.fill("99")
    who.press("Lưu")
    who.is_told("chỗ phải sửa")
    page.get_by_role("link", name="Về cây chỉ số").click()
    who.reads("cộng lại")
    page.get_by_role("link", name="Công bố", exact=True).click()
    who.reads("Chưa thực hiện được vì")

    page.go_back()
    page.get_by_role("link", name="Sửa 1.1.1", exact=True).click()
    page.get_by_label("Điểm tối đa", exact=True).fill(right)
    who.press("Lưu")
    who.is_told("Đã lưu.")
    page.get_by_role("link", name="Về cây chỉ số").click()
    who.reads(WHOLE)

    ratio = page.locator("tr", has_text="Tỷ lệ = ").get_by_role("link", name="Sửa").first
    ratio.click()
    figures = page.locator("#thu input[type=text]")
    figures.nth(0).fill("30")
    figures.nth(1).fill("60")
    expect(page.locator("[data-trial-answer]")).to_contain_text("50 %")  # computed while typing
    page.get_by_role("link", name="Về cây chỉ số").click()

    page.get_by_role("link", name="Thông tin chung", exact=True).click()
    page.get_by_label("Tên bộ chỉ số").fill("Bộ chỉ số chuyển đổi số năm 2026")
    who.press("Lưu")
    page.get_by_role("link", name="Công bố", exact=True).click()
    page.get_by_label("Số quyết định").fill("21/QĐ-UBND")
    page.get_by_label("Ngày quyết định").fill("15/01/2026")
    who.press("Công bố")
    who.is_told("Đã công bố phiên bản này")
    who.reads("21/QĐ-UBND")

    who.open(f"/ky-danh-gia/{round_.id}/thiet-lap")
    page.get_by_label("Nhóm đơn vị").select_option(str(group.id))
    page.get_by_label("Bộ chỉ số", exact=True).select_option("thanh_hoa_2021/so@2")
    who.press("Thêm nhóm")
    who.reads("Bộ chỉ số chuyển đổi số năm 2026, phiên bản 2")
    fresh()
    used = make.session.scalars(select(RoundGroup).where(RoundGroup.round_id == round_.id)).one()
    kept = make.session.scalars(select(FrameworkVersion)).one()
    assert (used.framework_version, used.framework_hash) == (2, kept.content_hash)

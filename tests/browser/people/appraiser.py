"""A member of the appraisal team."""

from playwright.sync_api import Locator, expect

from tests.browser.people.person import Person
from tests.browser.people.unit import criterion


class Appraiser(Person):
    """Decides criterion by criterion, for one unit or over all units."""

    def opens_unit(self, name: str) -> None:
        """To the appraisal of a unit."""
        self.go_to("Thẩm định theo đơn vị")
        self.follow(name)
        self.reads_heading(name)

    def opens_main(self, main: str) -> None:
        """To another main index of the unit."""
        self.page.locator(f"main .tabs a[href*='muc={main}']").click()

    def box(self, code: str) -> Locator:
        """One criterion of the unit."""
        return criterion(self.page, code)

    def sees_decision(self, code: str, *words: str) -> None:
        """What has been decided on a criterion."""
        for word in words:
            expect(self.box(code).locator(".taken")).to_contain_text(word)

    def accepts(self, code: str) -> None:
        """Take the unit's own points over."""
        self.box(code).locator(".decision-accept button").click()
        self.sees_decision(code, "Công nhận")

    def adjusts(self, code: str, points: str, reason: str) -> None:
        """Give other points."""
        box = self.box(code).locator("details.decision-fold")
        if box.get_attribute("open") is None:
            box.locator("summary").click()
        box.get_by_label("Điểm thẩm định").fill(points)
        box.get_by_label("Ý kiến thẩm định").fill(reason)
        self.press("Lưu điểm điều chỉnh", box)

    def accepts_claim(self, code: str, reason: str) -> None:
        """Agree that a criterion does not apply."""
        box = self.box(code).locator("form.decision")
        box.get_by_label("Ý kiến thẩm định").fill(reason)
        self.press("Chấp nhận không áp dụng", box)

    def asks(self, code: str, question: str) -> None:
        """Write a question down, to be sent with the others."""
        box = self.box(code).locator("details", has_text="Nội dung cần giải trình")
        box.locator("summary").click()
        box.get_by_label("Nội dung cần giải trình").fill(question)
        self.press("Ghi nội dung", box)

    def accepts_rest(self) -> None:
        """Take over whatever of this main index is undecided."""
        box = self.page.locator("details.accept-rest")
        box.locator("summary").click()
        box.locator("button").click()

    def finishes(self) -> None:
        """Finish the unit."""
        self.take_step("ket-thuc-tham-dinh", "Kết thúc thẩm định")

    def opens_criterion(self, title: str) -> None:
        """To one criterion over all units."""
        self.go_to("Thẩm định theo tiêu chí")
        self.follow(title)

    def row(self, unit: str) -> Locator:
        """A unit's row in the table of a criterion."""
        return self.page.locator("table.data-table tbody tr", has_text=unit)

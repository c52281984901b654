"""The two people of a unit: the specialist, who enters, and the leader, who confirms."""

from collections.abc import Sequence
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

from tests.browser.people.person import Person


def figure(page: Page, name: str) -> Locator:
    """The small form of one figure."""
    return page.locator(f"form[data-figure={name}]").first


def state(page: Page, name: str) -> Locator:
    """The line under a figure that says whether it is saved."""
    return figure(page, name).locator(".figure-state")


def criterion(page: Page, code: str) -> Locator:
    """The box of one criterion."""
    return page.locator(f"section[data-criterion='{code}']")


class Specialist(Person):
    """Enters figures, hands in evidence, explains."""

    def opens_form(self, main: str = "1") -> None:
        """To the entry form of a main index."""
        self.go_to("Đánh giá của đơn vị")
        if main != "1":
            self.page.locator(f"main .tabs a[href*='muc={main}']").click()

    def types(self, name: str, text: str) -> None:
        """Type a figure and go on with the Enter key, as in a spreadsheet."""
        field = figure(self.page, name).locator("input[name=value]")
        field.fill(text)
        field.press("Enter")

    def enters(self, name: str, text: str) -> None:
        """Type a figure and see it saved."""
        self.types(name, text)
        self.sees_saved(name)

    def answers(self, name: str, title: str) -> None:
        """Answer a question of yes and no."""
        figure(self.page, name).get_by_label(title, exact=True).check()
        self.sees_saved(name)

    def chooses(self, name: str, title: str) -> None:
        """Choose from a list."""
        figure(self.page, name).locator("select").select_option(label=title)
        self.sees_saved(name)

    def sees_saved(self, name: str) -> None:
        """The figure says that it is saved."""
        expect(state(self.page, name)).to_have_attribute("data-state", "saved")

    def sees_refused(self, name: str, *words: str) -> None:
        """The figure says why it is not saved."""
        expect(state(self.page, name)).to_have_attribute("data-state", "error")
        for word in words:
            expect(state(self.page, name)).to_contain_text(word)

    def sees_field(self, name: str, text: str) -> None:
        """What stands in the field."""
        expect(figure(self.page, name).locator("input[name=value]")).to_have_value(text)

    def sees_points(self, code: str, points: str) -> None:
        """The live points of a criterion."""
        expect(criterion(self.page, code).locator("[data-points]")).to_have_text(points)

    def sees_total(self, total: str, filled: str) -> None:
        """The live total and the number of criteria filled in."""
        expect(self.page.locator("[data-total]")).to_have_text(total)
        expect(self.page.locator("[data-filled]").first).to_have_text(filled)

    def uploads(self, code: str, files: Sequence[Path]) -> None:
        """Choose files; they are sent at once."""
        box = criterion(self.page, code)
        box.locator("input[type=file]").set_input_files([str(path) for path in files])

    def sees_upload(self, code: str, kind: str, *words: str) -> None:
        """What became of an upload: `saved` or `error`."""
        line = criterion(self.page, code).locator("form[data-upload] .figure-state")
        expect(line).to_have_attribute("data-state", kind)
        for word in words:
            expect(line).to_contain_text(word)

    def declares(self, code: str, title: str, reason: str) -> None:
        """Say of a criterion that it does not apply, or that there are no data."""
        box = criterion(self.page, code).locator("details.declare")
        if box.get_attribute("open") is None:
            box.locator("summary").click()
        box.get_by_role("radio", name=title).check()
        box.locator("textarea[name=reason]").fill(reason)
        self.press("Lưu tình trạng và thuyết minh", box)

    def hands_in(self) -> None:
        """From the form to the summary, and submit."""
        self.follow("Xem lại và trình")
        self.take_step("buoc-submit", "Trình lãnh đạo xác nhận")

    def hands_in_from_summary(self, assessment_id: int) -> None:
        """Straight to the summary, and submit."""
        self.open(f"/danh-gia/{assessment_id}/tong-hop")
        self.take_step("buoc-submit", "Trình lãnh đạo xác nhận")

    def explains(self, code: str, text: str) -> None:
        """Answer the team's question."""
        box = criterion(self.page, code)
        box.get_by_label("Nội dung giải trình").fill(text)
        self.press("Lưu giải trình", box)


class Leader(Person):
    """Looks through the summary; confirms or returns."""

    def opens_summary(self) -> None:
        """To the own unit's summary."""
        self.go_to("Đánh giá của đơn vị")
        self.reads_heading("Tổng hợp phiếu đánh giá")

    def returns(self, reason: str) -> None:
        """Return to the specialist."""
        self.take_step("buoc-return_to_specialist", "Trả lại chuyên viên", reason)

    def confirms(self) -> None:
        """Confirm what is shown."""
        self.take_step("buoc-confirm", "Xác nhận số liệu")

    def confirms_explanation(self) -> None:
        """Confirm the answers."""
        self.take_step("buoc-confirm_explanation", "Xác nhận giải trình")

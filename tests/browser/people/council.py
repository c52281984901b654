"""The council: its secretary, its members, its chair."""

import re

from playwright.sync_api import Locator, expect

from tests.browser.people.person import Person


class CouncilPerson(Person):
    """Opens the council's pages."""

    def opens_council(self) -> None:
        """To the list of meetings."""
        self.go_to("Hội đồng")
        self.reads_heading("Hội đồng đánh giá")

    def opens_meeting(self) -> None:
        """To the first meeting."""
        self.opens_council()
        self.follow("Phiên 1")

    def point(self, unit: str) -> Locator:
        """The open point of a unit."""
        return self.page.locator("article.open-point", has_text=unit)

    def decides(self, unit: str, reason: str) -> None:
        """Write the decision down."""
        point = self.point(unit)
        point.locator("textarea[name=reason]").fill(reason)
        self.press("Ghi quyết định", point)


class Secretary(CouncilPerson):
    """Calls and runs the meeting, writes down what is decided."""

    def calls_meeting(self, day: str, place: str, chair: str, secretary: str) -> None:
        """Call a meeting; `day` in the form of the page's field."""
        self.follow("Lập phiên họp")
        self.page.get_by_label("Ngày họp").fill(day)
        self.page.get_by_label("Địa điểm").fill(place)
        self.page.get_by_label("Chủ tọa").select_option(label=chair)
        self.page.get_by_label("Thư ký").select_option(label=secretary)
        self.press("Lập phiên họp")

    def starts_meeting(self) -> None:
        """Open the meeting and note that everybody is there."""
        self.press("Bắt đầu phiên họp")
        self.is_told("Phiên họp đã bắt đầu")
        self.press("Lưu điểm danh")

    def brings_all(self) -> None:
        """Put every unit before the council."""
        self.go_to("Hội đồng")
        self.follow("Điểm các đơn vị")
        self.take_step("dua-ra-tat-ca", "Đưa tất cả ra Hội đồng")

    def raises_point(self, unit: str, label: str, question: str, points: str) -> None:
        """Put a question on a criterion of a unit before the council."""
        self.follow("Về điểm các đơn vị")
        self.follow(unit)
        self.page.get_by_role("link", name=f"Nêu vấn đề tiêu chí {label}").click()
        self.page.get_by_label("Vấn đề cần Hội đồng quyết định").fill(question)
        self.page.get_by_label("Điểm đề xuất").fill(points)
        self.press("Đưa ra Hội đồng")

    def records_hand(self, unit: str, person: str, choice: str) -> None:
        """Enter how somebody voted in the room."""
        point = self.point(unit)
        point.get_by_label(re.compile(re.escape(person))).select_option(label=choice)
        self.press("Ghi biểu quyết", point)

    def settles_all(self) -> None:
        """Note that the council has agreed on every unit."""
        self.go_to("Hội đồng")
        self.follow("Điểm các đơn vị")
        self.follow("Xem trước và ghi kết quả")
        self.press("Ghi kết quả các đơn vị được chọn")


class Member(CouncilPerson):
    """Votes on their own device."""

    def votes(self, unit: str, choice: str) -> None:
        """Vote on the open point of a unit."""
        self.press(choice, self.point(unit))
        expect(self.point(unit).locator("button[aria-pressed=true]")).to_have_text(choice)


class Chair(Member):
    """Concludes."""

    def concludes(self, text: str) -> None:
        """Conclude on the whole round."""
        self.take_step("ket-luan", "Kết luận", text)

"""Those who run the round and publish it: the standing body, the chairman, the clerk."""

from pathlib import Path

from tests.browser.people.person import Person


class StandingBody(Person):
    """Sets the round up, leads it from stage to stage, submits the result."""

    def creates_round(self, title: str, days: dict[str, str]) -> None:
        """Begin a round; `days` are fields of the form and what is typed there."""
        self.go_to("Thiết lập kỳ")
        self.follow("Lập kỳ đánh giá")
        self.page.get_by_label("Tên kỳ đánh giá").fill(title)
        for name, text in days.items():
            self.page.locator(f"input[name={name}]").fill(text)
        self.press("Lập kỳ đánh giá")

    def adds_group(self, group: str, framework: str) -> None:
        """Let a group take part."""
        box = self.page.locator("#nhom")
        box.locator("select[name=unit_group_id]").select_option(label=group)
        box.locator("select[name=framework_id]").select_option(framework)
        self.press("Thêm nhóm", box)

    def appoints(self, account_id: int, role: str) -> None:
        """Give somebody a role in the round."""
        box = self.page.locator("#nguoi")
        box.locator("select[name=account_id]").select_option(str(account_id))
        box.locator("select[name=role]").select_option(role)
        self.press("Giao vai trò", box)

    def opens_round(self) -> None:
        """Open the round to all units."""
        self.take_step("mo-ky", "Mở kỳ đánh giá")

    def leads_on(self, step: str, button: str) -> None:
        """Take a step of the round on the board."""
        self.go_to("Bảng tiến độ")
        self.take_step(f"buoc-{step}", button)

    def submits(self) -> None:
        """Submit the dossier."""
        self.take_step("trinh", "Trình Chủ tịch UBND")


class Chairman(Person):
    """Approves the dossier or returns it."""

    def returns(self, reason: str) -> None:
        """Return the dossier."""
        self.take_step("tra-lai", "Trả lại", reason)

    def decides(self) -> None:
        """Approve what is shown."""
        self.take_step("duyet", "Duyệt quyết định")


class Clerk(Person):
    """Numbers documents and issues the decision."""

    def numbers(self, kind: str) -> None:
        """Open a document of the dossier and give it the next number."""
        self.follow(kind, exact=True)
        self.press("Cấp số và phát hành")

    def publishes(self) -> None:
        """Give the decision its number, which publishes the result."""
        self.take_step("cong-bo", "Cấp số và công bố")

    def fetches(self, title: str, folder: Path) -> Path:
        """Download one of the files of the document in view."""
        return self.download(self.page.locator("main .file-link", has_text=title).first, folder)

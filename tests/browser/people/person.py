"""What everybody does: sign in, read what the page says, press a button, fill in a panel."""

import re
from pathlib import Path

from playwright.sync_api import Download, Locator, Page, expect

from tests.browser.site import Visitor
from tests.factories import PASSWORD

SAYING = ".flash, .notice, .error-summary, .error-page"


class Person:
    """Somebody in front of a browser."""

    def __init__(self, visitor: Visitor) -> None:
        self.visitor = visitor

    @property
    def page(self) -> Page:
        """The page in front of them."""
        return self.visitor.page

    def open(self, path: str) -> None:
        """Go to an address of the site."""
        self.visitor.open(path)

    def sign_in(self, username: str, password: str = PASSWORD) -> None:
        """Sign in by the form, and arrive at the work that waits."""
        self.open("/dang-nhap")
        self.page.get_by_label("Tên đăng nhập").fill(username)
        self.page.get_by_label("Mật khẩu").fill(password)
        self.press("Đăng nhập")
        self.reads_heading("Việc cần làm")

    def follow(self, title: str, exact: bool = False) -> None:
        """Click on a link in the page's content."""
        self.page.locator("main").get_by_role("link", name=title, exact=exact).first.click()

    def go_to(self, title: str) -> None:
        """Choose an item of the menu."""
        menu = self.page.get_by_role("navigation", name="Các mục chính")
        link = menu.get_by_role("link", name=title)
        if not link.count():  # what is opened seldom stands behind "Thêm"
            menu.locator("summary").click()
        link.click()

    def press(self, title: str, within: Locator | None = None) -> None:
        """Press the button of this title."""
        (within or self.page).get_by_role("button", name=title, exact=True).first.click()

    def reads_heading(self, text: str) -> None:
        """The page is the one of this heading."""
        expect(self.page.get_by_role("heading", level=1)).to_contain_text(text)

    def reads(self, text: str | re.Pattern[str]) -> None:
        """The page says this."""
        expect(self.page.locator("main")).to_contain_text(text)

    def reads_nothing_of(self, text: str) -> None:
        """The page does not say this."""
        expect(self.page.locator("main")).not_to_contain_text(text)

    def is_told(self, text: str) -> None:
        """A message of the last action says this."""
        expect(self.page.locator(SAYING).filter(has_text=text).first).to_be_visible()

    def panel(self, name: str) -> Locator:
        """The box in which one step is taken."""
        return self.page.locator(f"section#{name}")

    def take_step(self, name: str, button: str, reason: str | None = None) -> None:
        """Take a step in its box, with its reason where it asks for one."""
        box = self.panel(name)
        if reason is not None:
            box.locator("textarea[name=reason]").fill(reason)
        self.press(button, box)

    def download(self, link: Locator, folder: Path) -> Path:
        """Click on a link to a file and keep what comes."""
        with self.page.expect_download() as coming:
            link.click()
        download: Download = coming.value
        path = folder / download.suggested_filename
        download.save_as(path)
        return path

#!/usr/bin/env python3
"""Takes the pictures of the guides from the running program:  screenshots.py [FOLDER_OF_PICTURES]

Serves the demonstration province (the data of DATA_DIR, as `make run` leaves them) at a free port, signs in
as each role, and keeps one picture a page, at desk and at phone width.
"""

import os
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(PROJECT))

from flask import Flask  # noqa: E402
from playwright.sync_api import Browser, Page, sync_playwright  # noqa: E402
from sqlalchemy import select  # noqa: E402
from werkzeug.serving import make_server  # noqa: E402

from app import create_app  # noqa: E402
from app.accounts.passwords import DEMO_PASSWORD  # noqa: E402
from app.assessments.models import Assessment  # noqa: E402
from app.council.models import CouncilSession  # noqa: E402
from app.extensions import db  # noqa: E402
from app.rounds.models import Round, RoundGroup  # noqa: E402
from app.units.models import Unit  # noqa: E402

CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--hide-scrollbars"]
DESK, PHONE = {"width": 1280, "height": 900}, {"width": 375, "height": 780}


@dataclass(frozen=True)
class Picture:
    """One page: the picture's name, who looks (None: anybody), the address."""

    name: str
    username: str | None
    path: str


def pictures() -> list[Picture]:
    """The pages of the guides, with the addresses this database gives them."""
    session = db.session()
    old, new = session.scalars(select(Round).order_by(Round.year)).all()
    meeting = session.scalar(
        select(CouncilSession.id).where(CouncilSession.round_id == old.id, CouncilSession.number == 1)
    )
    group = session.scalar(
        select(RoundGroup.id).where(RoundGroup.round_id == new.id, RoundGroup.position == 1)
    )

    def first(state: str) -> tuple[int, str]:
        row = session.execute(
            select(Assessment.id, Unit.code)
            .join(Unit, Unit.id == Assessment.unit_id)
            .where(Assessment.round_id == new.id, Assessment.state == state)
            .order_by(Assessment.id)
        ).first()
        if row is None:
            raise SystemExit(f"the demonstration round has no assessment in the state {state}")
        return row[0], row[1]

    (draft, drafter), (waiting, waiter), (judged, _) = (
        first("drafting"),
        first("awaiting_confirmation"),
        first("appraising"),
    )
    return [
        Picture("dang-nhap", None, "/dang-nhap"),
        Picture("ket-qua", None, f"/ket-qua/thanh-hoa/{old.year}"),
        Picture("chuyen-vien-viec", f"cv.{drafter}", "/viec-can-lam"),
        Picture("chuyen-vien-nhap", f"cv.{drafter}", f"/danh-gia/{draft}"),
        Picture("lanh-dao-tong-hop", f"ld.{waiter}", f"/danh-gia/{waiting}/tong-hop"),
        Picture("tham-dinh-danh-sach", "thamdinh1", "/tham-dinh"),
        Picture("tham-dinh-don-vi", "thamdinh1", f"/tham-dinh/don-vi/{judged}"),
        Picture("tham-dinh-tieu-chi", "thamdinh1", f"/tham-dinh/tieu-chi/{group}/1.1.1"),
        Picture("hoi-dong-phien", "thuky", f"/hoi-dong/phien/{meeting}"),
        Picture("thuong-truc-bang", "thuongtruc", "/bang-tien-do"),
        Picture("thuong-truc-thiet-lap", "thuongtruc", f"/ky-danh-gia/{new.id}/thiet-lap"),
        Picture("van-thu-van-ban", "vanthu", f"/van-ban?ky={old.id}"),
        Picture("chu-tich-ho-so", "chutich", f"/ho-so-trinh/{old.id}"),
        Picture("thanh-tra-nhat-ky", "thanhtra", f"/nhat-ky/assessment/{judged}"),
    ]


@contextmanager
def served(app: Flask) -> Iterator[str]:
    """The application at a free port of this machine."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.port}"
    finally:
        server.shutdown()
        thread.join()


def sign_in(page: Page, address: str, username: str) -> None:
    """Through the form, as people do."""
    page.goto(f"{address}/dang-nhap")
    page.get_by_label("Tên đăng nhập").fill(username)
    page.get_by_label("Mật khẩu", exact=True).fill(DEMO_PASSWORD)
    page.get_by_role("button", name="Đăng nhập").click()
    page.wait_for_url(f"{address}/viec-can-lam")


def take(browser: Browser, address: str, wanted: list[Picture], folder: Path) -> None:
    """One signed-in browser a person, each page at both widths."""
    for username in dict.fromkeys(picture.username for picture in wanted):
        context = browser.new_context(viewport=DESK, locale="vi-VN")
        page = context.new_page()
        if username:
            sign_in(page, address, username)
        for picture in (picture for picture in wanted if picture.username == username):
            for suffix, size in (("", DESK), ("-dien-thoai", PHONE)):
                page.set_viewport_size(size)
                page.goto(address + picture.path)
                page.screenshot(path=folder / f"{picture.name}{suffix}.png")
        context.close()


def main() -> None:
    """Take every picture."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else PROJECT / "docs" / "huong-dan" / "anh"
    folder.mkdir(parents=True, exist_ok=True)
    app = create_app()
    with app.app_context():
        wanted = pictures()
    with served(app) as address, sync_playwright() as player:
        browser = player.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        take(browser, address, wanted, folder)
        browser.close()


if __name__ == "__main__":
    main()

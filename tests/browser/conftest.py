"""One Chromium for all browser tests of a process; a server with its own data for each test."""

import os
import shutil
from collections.abc import Generator, Iterator
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, expect, sync_playwright

from app import clock
from app.extensions import db
from tests.browser.site import PATIENCE_MS, OneClock, Site
from tests.conftest import build_app

ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)


expect.set_options(timeout=PATIENCE_MS)
FAILED = pytest.StashKey[bool]()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Every test of this folder drives a browser."""
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Let the server's fixture know at its end that the test has failed."""
    report = yield
    item.stash[FAILED] = item.stash.get(FAILED, False) or report.failed
    return report


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Debian's Chromium, which scripts/test.sh has found."""
    path = os.environ.get("CHROMIUM") or shutil.which("chromium")
    if not path:
        pytest.fail("there is no Chromium: run the tests through scripts/test.sh")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(ARGUMENTS))
        yield browser
        browser.close()


@pytest.fixture
def app(sqlite_template: Path, tmp_path: Path) -> Iterator[Flask]:
    """The application as it runs for people: with tokens in its forms, on an SQLite file."""
    shutil.copy(sqlite_template, tmp_path / "test.db")
    app = build_app(tmp_path / "data", f"sqlite:///{tmp_path / 'test.db'}")
    app.config.update(TESTING=False, SEND_FILE_MAX_AGE_DEFAULT=3600)  # twenty scripts a page, asked for once
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


@pytest.fixture(autouse=True)
def one_clock(monkeypatch: pytest.MonkeyPatch) -> OneClock:
    """Make `clock.at` set the time of the server as well."""
    shared = OneClock()
    monkeypatch.setattr(clock, "_set_time", shared)
    return shared


@pytest.fixture
def site(app: Flask, chromium: Browser, request: pytest.FixtureRequest) -> Iterator[Site]:
    """The server. What a page complained of fails the test at its end; a failed test shows its pages."""
    with Site(app, chromium) as running:
        yield running
        if request.node.stash.get(FAILED, False):
            print("\n".join(visitor.describe() for visitor in running.visitors))
        complaints = [problem for visitor in running.visitors for problem in visitor.problems]
        assert not complaints, "\n".join(complaints)

"""The real application on a loopback port, and the browsers people open it with."""

from datetime import datetime
from threading import Thread
from typing import Any, Self

from flask import Flask
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Response
from werkzeug.serving import WSGIRequestHandler, make_server

from app import jobs
from app.accounts.models import Account
from app.extensions import db
from app.web import sign_in_session

# An answer that refuses is an answer; the browser's remark about its status says nothing about the page.
STATUS_REMARK = "Failed to load resource"
PATIENCE_MS = 60_000  # whoever waits longer waits for ever


class OneClock:
    """Stands in for the clock's context variable, so that `clock.at` reaches the server's threads too."""

    def __init__(self) -> None:
        self.moment: datetime | None = None

    def get(self) -> datetime | None:
        """The moment set, if one is."""
        return self.moment

    def set(self, moment: datetime) -> datetime | None:
        """Set the moment; gives what `reset` needs."""
        before, self.moment = self.moment, moment
        return before

    def reset(self, before: datetime | None) -> None:
        """Go back to what was set before."""
        self.moment = before


class QuietHandler(WSGIRequestHandler):
    """Keeps connections open, and leaves the access log to the application."""

    protocol_version = "HTTP/1.1"

    def log_request(self, *_: object) -> None:
        """Say nothing."""


class Site:
    """A running server; `drain` does what the worker would do."""

    def __init__(self, app: Flask, browser: Browser) -> None:
        self.app, self.browser = app, browser
        self.server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=QuietHandler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        self.visitors: list[Visitor] = []
        self._thread = Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        for visitor in self.visitors:
            visitor.context.close()
        self.server.shutdown()
        self._thread.join()
        self.server.server_close()

    def drain(self) -> None:
        """Let the worker do all that waits: notices, documents and their files."""
        outcome = jobs.drain(self.app)
        assert outcome.failed == 0, f"{outcome.failed} messages failed, see the log"

    def visitor(self, account: Account | None = None, **options: Any) -> "Visitor":
        """A browser of its own: nobody's yet, or with an account signed in without the cost of a password."""
        visitor = Visitor(self, self.browser.new_context(base_url=self.url, locale="vi-VN", **options))
        self.visitors.append(visitor)
        if account is not None:
            visitor.remember(account)
        return visitor


class Visitor:
    """One person at one browser; what goes wrong inside their pages is kept in `problems`."""

    def __init__(self, site: Site, context: BrowserContext) -> None:
        self.site, self.context = site, context
        self.problems: list[str] = []
        context.set_default_timeout(PATIENCE_MS)
        context.on("console", self._console)
        context.on("weberror", lambda error: self.problems.append(f"script: {error.error}"))
        context.on("response", self._response)
        self.page = context.new_page()

    def _console(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and not message.text.startswith(STATUS_REMARK):
            self.problems.append(f"console: {message.text}")

    def _response(self, response: Response) -> None:
        kind = response.request.resource_type
        broken = response.status >= 500 or (
            response.status >= 400 and kind in ("stylesheet", "script", "image", "font")
        )
        if broken:
            self.problems.append(f"{response.status}: {response.url}")

    def remember(self, account: Account) -> None:
        """Hold the session cookie that signing in would give."""
        stored: dict[str, Any] = {}
        sign_in_session(stored, account.id, account.session_epoch)
        app = self.site.app
        signer = app.session_interface.get_signing_serializer(app)  # type: ignore[attr-defined]
        name = app.config["SESSION_COOKIE_NAME"]
        self.context.add_cookies([{"name": name, "value": signer.dumps(stored), "url": self.site.url}])

    def another_tab(self) -> Page:
        """A second page of the same person in the same browser."""
        return self.context.new_page()

    def open(self, path: str) -> Page:
        """Go to an address of the site."""
        self.page.goto(path)
        return self.page

    def describe(self) -> str:
        """Where the person is, and what the page says."""
        if self.page.url == "about:blank":
            return "(nothing opened)"
        return f"--- {self.page.url}\n{self.page.inner_text('body')[:3000]}"


def fresh() -> None:
    """Let the test's own session read what the server has committed meanwhile."""
    db.session.rollback()
    db.session.expire_all()

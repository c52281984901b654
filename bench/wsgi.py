"""Requests made by hand to a WSGI application in this process: little but the application is timed."""

import io
import sys
from collections.abc import Iterable
from typing import Any
from urllib.parse import urlencode

from flask import Flask


class Caller:
    """Somebody who sends forms to one application, with fixed headers (WSGI's names: HTTP_COOKIE …)."""

    def __init__(self, app: Flask, **headers: str) -> None:
        self._app = app.wsgi_app
        self._headers = headers
        self._status = ""

    def _started(self, status: str, headers: Any, problem: Any = None) -> Any:
        self._status = status

    def get(self, path: str, query: str = "") -> tuple[str, bytes]:
        """Ask for a page; the answer's status and body."""
        return self._ask("GET", path, query, b"")

    def post(self, path: str, form: dict[str, Any]) -> tuple[str, bytes]:
        """Send a form; the answer's status and body."""
        return self._ask("POST", path, "", urlencode(form).encode())

    def _ask(self, method: str, path: str, query: str, body: bytes) -> tuple[str, bytes]:
        environ: dict[str, Any] = {
            "REQUEST_METHOD": method,
            "SCRIPT_NAME": "",
            "PATH_INFO": path,
            "QUERY_STRING": query,
            "SERVER_NAME": "127.0.0.1",
            "SERVER_PORT": "8000",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "REMOTE_ADDR": "127.0.0.1",
            "HTTP_HOST": "127.0.0.1:8000",
            "CONTENT_TYPE": "application/x-www-form-urlencoded",
            "CONTENT_LENGTH": str(len(body)),
            "wsgi.version": (1, 0),
            "wsgi.url_scheme": "http",
            "wsgi.input": io.BytesIO(body),
            "wsgi.errors": sys.stderr,
            "wsgi.multithread": False,
            "wsgi.multiprocess": True,
            "wsgi.run_once": False,
            **self._headers,
        }
        answer: Iterable[bytes] = self._app(environ, self._started)
        try:
            return self._status, b"".join(answer)
        finally:
            close = getattr(answer, "close", None)
            if close is not None:
                close()


def expect(answer: tuple[str, bytes], status: str) -> bytes:
    """The body of an answer that must have this status: a refusal is quick, and would flatter us."""
    if not answer[0].startswith(status):
        raise RuntimeError(f"{answer[0]}: {answer[1][:500].decode(errors='replace')}")
    return answer[1]

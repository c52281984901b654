"""What every answer carries whatever the page: security headers, a request id, one line in the access log.

Knows no room; only rules about addresses, sessions and headers.
"""

import logging
import re
import secrets
from collections.abc import MutableMapping
from datetime import timedelta
from time import perf_counter
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import urlsplit

from flask import Flask, Response, current_app, g, request, request_started, session
from flask_login import current_user

from app import clock

if TYPE_CHECKING:
    from app.accounts.actor import Actor

access_log = logging.getLogger("app.access")

# Pages hold no inline script or style; pictures inside style sheets come as data: addresses.
CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'self'",
        "img-src 'self' data:",
        "object-src 'none'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
        "form-action 'self'",
    )
)
HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
STRICT_TRANSPORT = "max-age=31536000"

SIGNED_IN_AT = "signed_in_at"
BEHALF = "behalf"  # the delegation by which the person acts for another one
SEEN_AT = "seen_at"
WHO = "_user_id"  # where Flask-Login keeps who is signed in
NOTE_ACTIVITY_EVERY = 60  # seconds; not every answer needs a new cookie

_REQUEST_ID = "app.request_id"
_STARTED = "app.started"
_CONTROL = re.compile(r"[\x00-\x20\x7f\\]")


def init_app(app: Flask) -> None:
    """Put headers on every answer and a line in the log for every request."""
    app.logger.setLevel(logging.INFO)
    request_started.connect(_begin, app)
    app.after_request(_finish)


def _begin(_app: Flask, **_: Any) -> None:
    # Where one context serves several requests, nobody acts as the person of the request before.
    g.pop("_login_user", None)
    request.environ[_REQUEST_ID] = secrets.token_hex(8)
    request.environ[_STARTED] = perf_counter()


def request_id() -> str:
    """The id under which the log knows the present request; shown to people when something breaks."""
    return str(request.environ[_REQUEST_ID])


def _finish(response: Response) -> Response:
    who = session.get(WHO, "-").partition(":")[0]
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)  # a page may bring a stricter rule of its own
    response.headers["X-Request-ID"] = request_id()
    if current_app.config["SETTINGS"].secure:
        response.headers["Strict-Transport-Security"] = STRICT_TRANSPORT
    milliseconds = (perf_counter() - request.environ[_STARTED]) * 1000
    access_log.info(
        "%s %s %s %.0f ms actor=%s id=%s",
        request.method,
        request.path,
        response.status_code,
        milliseconds,
        who,
        request_id(),
    )
    return response


def current_actor() -> "Actor":
    """The person signed in, for pages the policy keeps for people signed in."""
    actor = current_user._get_current_object()
    if not actor.is_authenticated:
        raise RuntimeError("this page asks who acts, but the policy lets anybody in")
    return cast("Actor", actor)


def start_session(stored: MutableMapping[str, Any], account_id: int, session_epoch: int) -> None:
    """Begin a new session for an account: nothing of the old one stays (no session fixation)."""
    moment = clock.now().timestamp()
    stored.clear()
    stored["_permanent"] = True
    stored[WHO] = f"{account_id}:{session_epoch}"
    stored[SIGNED_IN_AT] = moment
    stored[SEEN_AT] = moment


def switch_person(stored: MutableMapping[str, Any], delegation_id: int | None) -> None:
    """Act by a delegation from now on, or (None) as oneself. Forms opened before are refused afterwards, so
    that nothing is sent in another person's name than the page showed."""
    stored.pop("csrf_token", None)
    if delegation_id is None:
        stored.pop(BEHALF, None)
    else:
        stored[BEHALF] = delegation_id


def session_over(stored: MutableMapping[str, Any], lifetime: timedelta, idle: timedelta) -> bool:
    """Whether a session has lasted too long, or has rested too long."""
    moment = clock.now().timestamp()
    return bool(
        moment - stored.get(SIGNED_IN_AT, 0) > lifetime.total_seconds()
        or moment - stored.get(SEEN_AT, 0) > idle.total_seconds()
    )


def note_activity(stored: MutableMapping[str, Any]) -> None:
    """Remember that the person is still there."""
    moment = clock.now().timestamp()
    if moment - stored[SEEN_AT] >= NOTE_ACTIVITY_EVERY:
        stored[SEEN_AT] = moment


def safe_next(target: str | None) -> str | None:
    """An address to go on to after signing in, or None: only a path of this site is followed."""
    if not target or not target.startswith("/") or target.startswith("//") or _CONTROL.search(target):
        return None
    parts = urlsplit(target)
    return None if parts.scheme or parts.netloc else target

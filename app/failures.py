"""Every refusal and every fault becomes one answer: a page people can act on, or JSON for the scripts."""

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

from flask import Flask, current_app, jsonify, render_template, request
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import HTTPException, InternalServerError, RequestEntityTooLarge

from app import clock, security
from app.errors import DomainError
from app.extensions import db
from app.messages import NOT_FOUND
from app.messages import web as messages
from config import MEGABYTE, Settings

PAGES = frozenset({400, 401, 403, 404, 409, 413, 422, 429, 500})
# Posted fields that are the form's own business, or nobody's.
NOT_TYPED = frozenset(
    {
        "csrf_token",
        "seen_version",
        "version",
        "seen",
        "seen_sequence",
        "sheet_hash",
        "dossier_hash",
        "next",
        "round_id",
        "point_id",
        "what",
        "outcome",
        "viec",
        "danh-sach",
        "tat-ca",
    }
)
SECRET_WORDS = ("password", "token", "secret")
LARGEST_KEPT = MEGABYTE  # what was typed is given back up to this size of request
LONGEST_TEXT = 20_000


class SignInNeeded(DomainError):
    """Nobody is signed in, or the session has ended while the person was typing."""

    status = 401


def init_app(app: Flask) -> None:
    """Register the answers."""
    app.register_error_handler(DomainError, domain_error)
    app.register_error_handler(IntegrityError, conflict)
    app.register_error_handler(StaleDataError, conflict)
    app.register_error_handler(CSRFError, form_expired)
    app.register_error_handler(RequestEntityTooLarge, too_large)
    app.register_error_handler(InternalServerError, fault)
    app.register_error_handler(HTTPException, http_error)


def wants_json() -> bool:
    """Whether the caller is a script that asked for JSON rather than a page."""
    accepted = request.accept_mimetypes
    return accepted["application/json"] > accepted["text/html"]


def typed_fields() -> dict[str, str]:
    """What was posted, label → text, so that nothing typed is lost; never passwords or tokens."""
    size = request.content_length or 0
    if request.method not in ("POST", "PUT", "PATCH") or size > LARGEST_KEPT:
        return {}
    kept: dict[str, str] = {}
    for posted, values in request.form.lists():
        name = posted.rpartition("-")[2]  # without the prefix of a form among several
        if {posted, name} & NOT_TYPED or any(word in name.lower() for word in SECRET_WORDS):
            continue
        text = "; ".join(value for value in values if value.strip())
        if text:
            kept[messages.field_label(name)] = text[:LONGEST_TEXT]
    return kept


def page_before() -> str | None:
    """The page of this site the person came from, to go back to."""
    parts = urlsplit(request.referrer or "")
    if parts.netloc != request.host or request.method == "GET":
        return None
    return security.safe_next(parts.path + (f"?{parts.query}" if parts.query else ""))


def answer(
    status: int,
    message: str,
    *,
    field: str | None = None,
    typed: str | None = None,
    details: Sequence[str] = (),
    back: Mapping[str, str] | None = None,
    retry_after: int | None = None,
) -> ResponseReturnValue:
    """One refusal as a page or as JSON; `back` is what was typed, shown again on the page."""
    db.session.rollback()
    headers = {} if retry_after is None else {"Retry-After": str(retry_after)}
    if wants_json():
        body = {"ok": False, "message": message, "field": field, "typed": typed, "details": list(details)}
        return jsonify(body), status, headers
    page = status if status in PAGES else 400
    text = render_template(
        f"errors/{page}.html",
        message=message,
        details=[detail for detail in details if detail not in message],
        typed=back,
        retry_url=page_before(),
        retry_after=retry_after,
        reference=security.request_id(),
    )
    return text, status, headers


def domain_error(error: DomainError) -> ResponseReturnValue:
    """A refusal the program itself decided on."""
    facts = {name: value for name, value in error.data.items() if name not in ("typed", "reasons")}
    current_app.logger.info(
        "refused %s %s %s id=%s", error.status, type(error).__name__, facts, security.request_id()
    )
    until = error.data.get("until")
    return answer(
        error.status,
        error.message,
        field=error.data.get("field"),
        typed=error.data.get("typed"),
        details=[str(reason) for reason in error.data.get("reasons", ())],
        back=typed_fields(),
        retry_after=max(1, round((until - clock.now()).total_seconds())) if until else None,
    )


def conflict(error: IntegrityError | StaleDataError) -> ResponseReturnValue:
    """Two people met: the database itself refused the second one."""
    current_app.logger.warning(
        "conflict %s %s id=%s", type(error).__name__, getattr(error, "orig", error), security.request_id()
    )
    return answer(409, messages.CONFLICT, back=typed_fields())


def form_expired(error: CSRFError) -> ResponseReturnValue:
    """A form without its mark: an old page, or one that is not ours."""
    current_app.logger.info("csrf %s id=%s", error.description, security.request_id())
    return answer(400, messages.FORM_EXPIRED, back=typed_fields())


def too_large(error: RequestEntityTooLarge) -> ResponseReturnValue:
    """More was sent than is read. The rest is let through unread, else the browser never sees the answer."""
    settings: Settings = current_app.config["SETTINGS"]
    size = request.content_length or 0
    if settings.max_request_bytes < size <= 4 * settings.max_request_bytes:
        source = request.environ["wsgi.input"]
        while size > 0 and (chunk := source.read(min(size, 65536))):
            size -= len(chunk)
    largest = settings.max_file_bytes // MEGABYTE
    return answer(413, messages.too_large(largest, settings.max_files_per_upload))


def http_error(error: HTTPException) -> ResponseReturnValue:
    """What Flask itself refuses: unknown addresses, wrong methods, requests that cannot be read."""
    status = error.code or 400
    if status < 400:
        return error.get_response()
    if status == HTTPStatus.NOT_FOUND:
        return answer(status, NOT_FOUND)
    if status == HTTPStatus.METHOD_NOT_ALLOWED:
        return answer(status, messages.WRONG_METHOD)
    return answer(status, messages.UNREADABLE)


def fault(error: InternalServerError) -> ResponseReturnValue:
    """A mistake of the program: logged by Flask with its trace; people get a number to quote.

    The page stands without the database, which may be what broke.
    """
    reference = security.request_id()
    current_app.logger.error("fault id=%s %s", reference, request.path)
    db.session.remove()
    if wants_json():
        return jsonify(ok=False, message=messages.fault(reference), field=None, typed=None, details=[]), 500
    plain: dict[str, Any] = {"message": None, "reference": reference, "retry_url": None}
    template = current_app.jinja_env.get_template("errors/500.html")
    return template.render(plain, typed=None, details=[]), 500

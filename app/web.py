"""Between Flask and the rooms: who is signed in, whether they may open the page, how sessions end."""

from typing import Any

from flask import Flask, Response, current_app, flash, redirect, request, session, url_for
from flask_login import current_user
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.routing import IntegerConverter, Map
from werkzeug.wrappers import Response as BaseResponse

from app import clock, failures, navigation, policy, security
from app.accounts.actor import Actor
from app.accounts.loading import acting_for, load_actor
from app.errors import Forbidden, NotFound
from app.extensions import db, login_manager
from app.messages import NOT_FOUND
from app.messages import web as messages
from app.messages.delegating import OVER
from app.security import BEHALF, WHO, start_session
from app.typed import TypedRequest, Word
from config import Settings

SIGN_IN = "accounts.sign_in"
CHANGE_PASSWORD = "accounts.change_password"
BEFORE_THE_CHANGE = frozenset({CHANGE_PASSWORD, "accounts.sign_out"})  # open with a one-time password
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})

LARGEST_ID = 2**31 - 1  # of the databases' INTEGER; what is larger numbers nothing

sign_in_session = start_session


class Number(IntegerConverter):
    """A number in an address: one too large for any row is an address that does not exist."""

    def __init__(self, map: Map, *args: Any, **options: Any) -> None:
        super().__init__(map, *args, **{"max": LARGEST_ID, **options})


def init_app(app: Flask) -> None:
    """Bind the gate, the headers, the error pages and what every page shows around its content."""
    settings: Settings = app.config["SETTINGS"]
    app.request_class = TypedRequest
    app.url_map.converters |= {"int": Number, "string": Word, "default": Word}
    if settings.trusted_proxies:
        hops = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]
    login_manager.session_protection = None  # our own session rules; a phone changes its address all day
    login_manager.user_loader(load_signed_in)
    # Before the CSRF check, which reads the whole body: strangers shall not make us read an upload.
    app.before_request_funcs.setdefault(None, []).insert(0, gate)
    app.after_request(keep_private)
    app.teardown_request(forget_unsaved)
    security.init_app(app)
    failures.init_app(app)
    navigation.init_app(app)


def load_signed_in(user_id: str) -> Actor | None:
    """The person a session belongs to; None when it is over, of an old password or of a closed account."""
    settings: Settings = current_app.config["SETTINGS"]
    account_id, _, epoch = user_id.partition(":")
    if not (account_id.isdecimal() and epoch.isdecimal()):
        return None
    if security.session_over(session, settings.session_lifetime, settings.session_idle):
        return None
    actor = load_actor(db.session(), int(account_id))
    if actor is None or actor.session_epoch != int(epoch):
        return None
    return acting_person(actor)


def acting_person(actor: Actor) -> Actor:
    """The person themselves, or acting for the one whose delegation they chose, as long as it is in force."""
    delegation = session.get(BEHALF)
    if not isinstance(delegation, int):
        return actor
    acting = acting_for(db.session(), actor, delegation, clock.today())
    if acting is None:
        security.switch_person(session, None)
        flash(OVER, "warning")
    return acting or actor


def gate() -> BaseResponse | None:
    """Judge every request by the policy before anything of it is read. None lets it pass."""
    endpoint = request.endpoint
    if endpoint is None:  # Flask answers 404 or 405 itself
        return None
    access = policy.ENDPOINTS.get(endpoint)
    if access is None:
        current_app.logger.error("endpoint %s has no entry in the policy: refused", endpoint)
        raise NotFound(NOT_FOUND, endpoint=endpoint)
    if access.public:
        return None
    if not current_user.is_authenticated:
        return ask_to_sign_in()
    actor = security.current_actor()
    security.note_activity(session)
    if actor.must_change_password and endpoint not in BEFORE_THE_CHANGE:
        return ask_for_password()
    if not access.admits(actor):
        raise Forbidden(messages.page_for(access.roles or ()), rule=endpoint, actor=actor.id)
    return None


def ask_to_sign_in() -> BaseResponse:
    """Send a reader to the sign-in page and back afterwards; answer a writer with what they typed."""
    over = WHO in session
    session.clear()
    if request.method not in SAFE_METHODS or failures.wants_json():
        raise failures.SignInNeeded(messages.SESSION_OVER if over else messages.SIGN_IN_FIRST)
    if over:
        flash(messages.SESSION_OVER, "info")
    target = request.full_path if request.query_string else request.path
    return redirect(url_for(SIGN_IN, next=security.safe_next(target)))


def ask_for_password() -> BaseResponse:
    """Nothing else is open until a first or reset password is replaced."""
    if request.method not in SAFE_METHODS or failures.wants_json():
        raise Forbidden(messages.PASSWORD_FIRST, rule="must_change_password")
    return redirect(url_for(CHANGE_PASSWORD))


def keep_private(response: Response) -> Response:
    """No shared or own cache keeps what only a person signed in may see, nor what somebody typed."""
    access = policy.ENDPOINTS.get(request.endpoint or "")
    for_everyone = access is not None and access.public and request.blueprint != "accounts"
    if not for_everyone or response.status_code >= 400:
        response.headers["Cache-Control"] = "no-store"
    return response


def forget_unsaved(_error: BaseException | None) -> None:
    """Whatever a request read or left behind ends with it; operations have committed on their own."""
    if db.session.registry.has():
        db.session.rollback()

"""What stands around every page: the menu by role, who is signed in, unread notices; and Jinja's filters."""

from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

from flask import Flask, current_app, request, url_for
from flask_login import current_user
from jinja2 import StrictUndefined
from sqlalchemy import func, select

from app import clock, policy
from app.accounts.actor import Actor
from app.accounts.delegating import queries as delegations
from app.extensions import db
from app.messages import accounts as account_messages
from app.messages import web as messages
from app.messages.delegating import doer
from app.notifications.models import Notification
from app.rounds.models import RESULT_PUBLIC, Round
from app.security import current_actor
from app.units.models import Authority
from frameworks.numbers import format_vi

# endpoint, title, icon: shown to whom the policy lets open the page.
MENU = (
    ("desk.work", "Việc cần làm", "home"),
    ("assessments.mine", "Đánh giá của đơn vị", "edit"),
    ("supplied.marking", "Cho điểm chuyên gia", "edit"),
    ("appraisal.units", "Thẩm định theo đơn vị", "check"),
    ("appraisal.criteria", "Thẩm định theo tiêu chí", "list"),
    ("appraisal.conflicts", "Xung đột lợi ích", "people"),
    ("council.sessions", "Hội đồng", "gavel"),
    ("desk.board", "Bảng tiến độ", "chart"),
    ("rounds.setup", "Thiết lập kỳ", "clock"),
    ("keeping.list", "Bộ chỉ số", "list"),
    ("processes.list", "Quy trình", "arrow-right"),
    ("documents.dossier", "Hồ sơ trình", "seal"),
    ("complaints.list", "Kiến nghị kết quả", "alert"),
    ("documents.list", "Văn bản", "file"),
    ("improvements.list", "Nhiệm vụ cải thiện", "check-circle"),
    ("audit.search", "Nhật ký", "history"),
    ("accounts.list", "Tài khoản", "people"),
    ("portal.home", "Kết quả công bố", "building"),
    ("calculator.home", "Máy tính điểm", "plus"),
)
# What goes behind "Thêm" first where a menu would not fit on a line: what people open least.
SELDOM = (
    "calculator.home",
    "portal.home",
    "appraisal.conflicts",
    "processes.list",
    "improvements.list",
    "keeping.list",
    "complaints.list",
    "accounts.list",
    "audit.search",
    "documents.list",
    "documents.dossier",
)
MENU_FITS = 6  # entries on a line of the narrowest desk, with "Thêm"
LINKS = {
    "home": "desk.work",
    "sign_in": "accounts.sign_in",
    "sign_out": "accounts.sign_out",
    "password": "accounts.change_password",
    "delegations": "delegating.list",
    "stop_acting": "delegating.stop",
    "notices": "notifications.list",
    "results": "portal.home",
    "calculator": "calculator.home",
}


def init_app(app: Flask) -> None:
    """Give templates their surroundings and filters; a name a page forgot to hand in is an error."""
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.filters.update(number=number, date=day, time=hour, datetime=moment, doer=doer)
    app.context_processor(surroundings)


def number(value: Fraction | int | Decimal | str | None, decimals: int | None = None) -> str:
    """`1.234,5`; the canonical text of a stored number is understood too. Nothing gives nothing."""
    if value is None or value == "":
        return ""
    return format_vi(Fraction(value) if isinstance(value, str) else value, decimals)


def day(value: date | datetime | None) -> str:
    """`05/11/2024`, on Vietnamese clocks."""
    if value is None:
        return ""
    return f"{clock.local(value) if isinstance(value, datetime) else value:%d/%m/%Y}"


def hour(value: datetime | None) -> str:
    """`14:05`, on Vietnamese clocks."""
    return "" if value is None else f"{clock.local(value):%H:%M}"


def moment(value: datetime | None) -> str:
    """`14:05 ngày 05/11/2024`, on Vietnamese clocks."""
    return "" if value is None else f"{hour(value)} ngày {day(value)}"


def surroundings() -> dict[str, Any]:
    """The names every layout reads. A public page knows nobody, so that it may be kept by a cache."""
    links = {
        name: url_for(endpoint) for name, endpoint in LINKS.items() if endpoint in current_app.view_functions
    }
    access = policy.ENDPOINTS.get(request.endpoint or "")
    if (access is not None and access.public) or not current_user.is_authenticated:
        names = list(db.session.scalars(select(Authority.name).order_by(Authority.id).limit(2)))
        return _around(links, authority_name=names[0] if len(names) == 1 else "")
    actor = current_actor()
    authority, round_title, unread, lent = db.session.execute(_around_person(actor)).one()
    return _around(
        links,
        authority_name=authority,
        round_name=round_title or "",
        notices_count=unread,
        person=person(actor),
        navigation=menu(actor),
        behalf=actor.behalf,
        may_act_for=delegations.in_force(db.session(), actor) if lent and actor.behalf is None else [],
    )


def _around(links: dict[str, str], **known: Any) -> dict[str, Any]:
    return {
        "links": links,
        "program_name": messages.PROGRAM_NAME,
        "authority_name": "",
        "round_name": "",
        "notices_count": 0,
        "person": None,
        "navigation": [],
        "behalf": None,
        "may_act_for": [],
        **known,
    }


def _around_person(actor: Actor) -> Any:
    """One query: the authority, its present round (else the latest one), the person's unread notices, and
    how many people they may act for today."""
    round_title = (
        select(Round.title)
        .where(Round.authority_id == actor.authority_id)
        .order_by(Round.state.in_(RESULT_PUBLIC), Round.year.desc(), Round.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    unread = (
        select(func.count(Notification.id))
        .where(Notification.account_id == actor.id, Notification.read_at.is_(None))
        .scalar_subquery()
    )
    lent = delegations.count_in_force(actor)
    return select(Authority.name, round_title, unread, lent).where(Authority.id == actor.authority_id)


def person(actor: Actor) -> dict[str, Any]:
    """Who is signed in, as the corner of the page says it."""
    roles = account_messages.role_titles(actor.all_roles)
    return {
        "id": actor.id,
        "name": actor.name,
        "role": ", ".join(roles) or actor.title,
        "unit": actor.unit_name,
    }


def menu(actor: Actor) -> list[dict[str, Any]]:
    """The menu of a person: what the policy lets them open, the present page marked."""
    shown = [
        entry
        for entry in MENU
        if entry[0] in current_app.view_functions and policy.ENDPOINTS[entry[0]].admits(actor)
    ]
    seldom = [name for name in SELDOM if any(name == entry[0] for entry in shown)]
    # One entry too many is no reason to hide two behind one.
    hidden = set(seldom[: len(shown) - MENU_FITS]) if len(shown) > MENU_FITS + 1 else set()
    items: list[dict[str, Any]] = [
        {
            "title": title,
            "url": url_for(endpoint),
            "icon": icon,
            "badge": None,
            "active": False,
            "more": endpoint in hidden,
        }
        for endpoint, title, icon in shown
    ]
    inside = [item for item in items if _is_inside(request.path, item["url"])]
    if inside:
        max(inside, key=lambda item: len(item["url"]))["active"] = True
    return items


def _is_inside(path: str, address: str) -> bool:
    return path == address or (address != "/" and path.startswith(address.rstrip("/") + "/"))

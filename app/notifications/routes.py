"""Pages of notifications: the list, one of them, how they come by mail; and what could not be done."""

from typing import Any

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app import navigation, policy
from app.accounts.actor import Actor
from app.extensions import db
from app.messages import mails
from app.messages import notifications as messages
from app.notifications import mailing, operations, outgoing, queries
from app.notifications.models import Notification
from app.security import current_actor
from config import Settings

PAGE_SIZE = 30

blueprint = Blueprint("notifications", __name__, url_prefix="/thong-bao")

ADMINISTRATORS = policy.only("administrator")
ACCESS = {
    "notifications.list": policy.SIGNED_IN,
    "notifications.show": policy.SIGNED_IN,
    "notifications.follow": policy.SIGNED_IN,
    "notifications.mark_all": policy.SIGNED_IN,
    "notifications.choose_mail": policy.SIGNED_IN,
    "notifications.undone": ADMINISTRATORS,
    "notifications.send_again": ADMINISTRATORS,
}
UNREAD = "chua-doc"

# Where a notification about an item leads: the first page that the person may open, else their tasks.
DESTINATIONS: dict[str, tuple[str, ...]] = {"assessment": ("assessments.mine", "appraisal.unit")}


@blueprint.get("", endpoint="list")
def listing() -> str:
    """The person's notifications, newest first."""
    actor, session = current_actor(), db.session()
    unread_only = request.args.get("loc") == UNREAD
    total = queries.count(session, actor, unread_only=unread_only)
    page, pages = paging(total)
    rows = queries.page(
        session, actor, offset=(page - 1) * PAGE_SIZE, limit=PAGE_SIZE, unread_only=unread_only
    )
    address, mode = queries.mail_choice(session, actor)
    filters: dict[str, Any] = {"loc": UNREAD} if unread_only else {}
    return render_template(
        "notifications/list.html",
        items=[shown(row) for row in rows],
        unread=queries.unread_count(actor),
        unread_only=unread_only,
        by_mail=mailing.server_configured(),
        looks_after=ADMINISTRATORS.admits(actor),
        address=address,
        mode=mode,
        modes=mails.MODES,
        page=page,
        pages=pages,
        total=total,
        page_url=lambda number: url_for("notifications.list", **filters, trang=number),
    )


def paging(total: int) -> tuple[int, int]:
    """The page asked for, within the pages there are, and how many there are."""
    pages = max(1, -(-total // PAGE_SIZE))
    return min(max(request.args.get("trang", 1, int), 1), pages), pages


def shown(row: Notification) -> dict[str, Any]:
    """A notification as pages show it."""
    title, text = messages.text(row.kind, row.data)
    return {
        "id": row.id,
        "title": title,
        "text": text,
        "reason": row.data.get("reason"),
        "when": row.created_at,
        "highlight": row.read_at is None,
    }


@blueprint.get("/<int:notification_id>", endpoint="show")
def show(notification_id: int) -> str:
    """One notification: where the link of a mail leads. Reading a page changes nothing."""
    actor, session = current_actor(), db.session()
    return render_template(
        "notifications/show.html", item=shown(queries.one(session, actor, notification_id))
    )


@blueprint.post("/cach-nhan-thu", endpoint="choose_mail")
def choose_mail() -> Response:
    """Choose how notices come by mail."""
    changed = operations.choose_mail(current_actor(), request.form.get("mail_mode", ""))
    flash(mails.MODE_SAVED if changed else mails.MODE_SAME, "success" if changed else "info")
    return redirect(url_for("notifications.list"))


@blueprint.get("/chua-gui-duoc", endpoint="undone")
def undone() -> str:
    """Mail and other work that could not be done, for whoever looks after the installation."""
    found = outgoing.undone(db.session(), current_actor().authority_id)
    page, pages = paging(len(found))
    settings: Settings = current_app.config["SETTINGS"]
    return render_template(
        "notifications/undone.html",
        items=found[(page - 1) * PAGE_SIZE : page * PAGE_SIZE],
        dead=sum(one.is_dead for one in found),
        server=outgoing.server_line(settings.mail),
        page=page,
        pages=pages,
        total=len(found),
        page_url=lambda number: url_for("notifications.undone", trang=number),
    )


@blueprint.post("/chua-gui-duoc/<int:message_id>", endpoint="send_again")
def send_again(message_id: int) -> Response:
    """Have one of them done again."""
    operations.send_again(current_actor(), message_id)
    flash(mails.PUT_BACK, "success")
    return redirect(url_for("notifications.undone"))


@blueprint.post("/<int:notification_id>", endpoint="follow")
def follow(notification_id: int) -> Response:
    """Mark one as read and go where it leads."""
    actor = current_actor()
    return redirect(destination(actor, operations.mark_read(actor, notification_id)))


@blueprint.post("/da-doc", endpoint="mark_all")
def mark_all() -> Response:
    """Mark all as read."""
    changed = operations.mark_all_read(current_actor())
    flash(messages.ALL_READ if changed else messages.NONE_UNREAD, "success" if changed else "info")
    return redirect(url_for("notifications.list"))


def destination(actor: Actor, link: str) -> str:
    """The address behind a notification's link: "assessment:12", "round:3", or an address of our own."""
    if link.startswith("/"):
        return link
    subject_type, _, subject_id = link.partition(":")
    for endpoint in DESTINATIONS.get(subject_type, ()):
        access = policy.ENDPOINTS.get(endpoint)
        if access is not None and access.admits(actor):
            takes_id = current_app.url_map.is_endpoint_expecting(endpoint, "assessment_id")
            values: dict[str, Any] = {"assessment_id": int(subject_id)} if takes_id else {}
            return url_for(endpoint, **values)
    return url_for(navigation.LINKS["home"])

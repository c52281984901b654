"""Pages of notifications: the list, and marking as read."""

from typing import Any

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app import navigation, policy
from app.accounts.actor import Actor
from app.extensions import db
from app.messages import notifications as messages
from app.notifications import operations, queries
from app.security import current_actor

PAGE_SIZE = 30

blueprint = Blueprint("notifications", __name__, url_prefix="/thong-bao")

ACCESS = {
    "notifications.list": policy.SIGNED_IN,
    "notifications.follow": policy.SIGNED_IN,
    "notifications.mark_all": policy.SIGNED_IN,
}

# Where a notification about an item leads: the first page that the person may open, else their tasks.
DESTINATIONS: dict[str, tuple[str, ...]] = {"assessment": ("assessments.mine", "appraisal.unit")}


@blueprint.get("", endpoint="list")
def listing() -> str:
    """The person's notifications, newest first."""
    actor, session = current_actor(), db.session()
    total = queries.count(session, actor)
    pages = max(1, -(-total // PAGE_SIZE))
    page = min(max(request.args.get("trang", 1, int), 1), pages)
    rows = queries.page(session, actor, offset=(page - 1) * PAGE_SIZE, limit=PAGE_SIZE)
    items = [
        {
            "id": row.id,
            "title": title,
            "text": text,
            "reason": row.data.get("reason"),
            "when": row.created_at,
            "highlight": row.read_at is None,
        }
        for row in rows
        for title, text in [messages.text(row.kind, row.data)]
    ]
    return render_template(
        "notifications/list.html",
        items=items,
        unread=queries.unread_count(actor),
        page=page,
        pages=pages,
        total=total,
        page_url=lambda number: url_for("notifications.list", trang=number),
    )


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

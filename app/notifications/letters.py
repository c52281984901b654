"""What a mail says, written when it is sent: the event's own file under templates/emails fills the layout.

A mail crosses servers of others, so it says what waits and until when, never what somebody typed and never
a figure: for that it has one link to the notice in the programme.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask import current_app
from jinja2 import Template
from jinja2.exceptions import TemplateNotFound

from app.mail_server import Letter
from app.messages import mails, web
from app.messages import notifications as messages

FOLDER = "emails"
GENERAL = f"{FOLDER}/general.txt"  # for a kind of another room that brings all its words itself
MOST_LISTED = 50  # notices a daily mail names; it says how many more there are


@dataclass(frozen=True)
class Line:
    """One notice in a daily mail."""

    title: str
    text: str
    at: datetime


def of_notice(kind: str, data: Mapping[str, Any], *, name: str, authority: str, link: str) -> Letter:
    """The mail about one notice: subject, text and HTML from the same words."""
    title, sentence = messages.text(kind, data)
    around: dict[str, Any] = {
        "name": name,
        "authority": authority,
        "program": web.PROGRAM_NAME,
        "link": link,
        "title": title,
        "sentence": sentence,
        "due": data.get("due"),
        "has_reason": bool(data.get("reason")),
    }
    event = event_file(kind)
    steps = [line.strip() for line in part(event, "steps", around).splitlines() if line.strip()]
    around |= {
        "subject": part(event, "subject", around),
        "steps": steps,
        "button": part(event, "button", around),
    }
    return Letter(around["subject"], filled("_text.txt", around), filled("_page.html", around))


def digest(lines: Sequence[Line], day: date, *, name: str, authority: str, link: str) -> Letter:
    """The mail of one day: what is unread, newest last."""
    subject = mails.digest_title(len(lines), day)
    around = {
        "name": name,
        "authority": authority,
        "program": web.PROGRAM_NAME,
        "link": link,
        "subject": subject,
        "lines": lines[:MOST_LISTED],
        "more": max(0, len(lines) - MOST_LISTED),
    }
    return Letter(subject, filled("_digest_text.txt", around), filled("_digest_page.html", around))


def event_file(kind: str) -> Template:
    """The file of an event."""
    try:
        return current_app.jinja_env.get_template(f"{FOLDER}/{kind}.txt")
    except TemplateNotFound:
        return current_app.jinja_env.get_template(GENERAL)


def part(event: Template, name: str, around: Mapping[str, Any]) -> str:
    """One block of an event's file: "subject", "steps" (one to a line) or "button"."""
    return event.render(around, part=name).strip()


def filled(layout: str, around: Mapping[str, Any]) -> str:
    """A layout with its words. Only the page escapes: plain text has nothing to escape."""
    return current_app.jinja_env.get_template(f"{FOLDER}/{layout}").render(around).strip() + "\n"

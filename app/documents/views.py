"""What the page of one document shows: plain data read for one person."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from app import catalog, clock, policy
from app.accounts.actor import Actor
from app.documents import queries
from app.documents.models import ENDED, Document
from app.documents.queries import File, Row
from app.documents.register import Proposed, propose
from app.documents.signing import of_same_place
from app.documents.stepping import Offer, may_draw_up, not_again, offers, open_whole
from app.history import Event
from app.messages import audit as audit_texts
from app.messages import clock_and_day
from app.messages import documents as texts
from app.messages.delegating import principal_in
from app.rendering.numbers import document_number
from app.rounds.models import Round


def number_text(document: Document | Row) -> str:
    """ "05/TTr-STTTT"; while it has none, the room for it."""
    if not document.symbol:
        return ""
    return f"{document_number(document.number).strip() or '…'}/{document.symbol}"


def filename(document: Document, revision: int, format_: str) -> str:
    """What a file is called on a person's computer: number first, no sign that a system forbids."""
    title = document.title.replace("/", "-")
    if document.state == "recalled":
        title = f"{texts.RECALLED_PREFIX} {title}"
    elif document.state == "issued" and revision == document.revision and document.symbol:
        title = f"{number_text(document).replace('/', '-')} {title}"
    elif document.series:
        title = f"{texts.DRAFT_PREFIX} {title}"
    return f"{title}.{format_}"


@dataclass(frozen=True)
class Shown:
    """One document with everything its page says of it."""

    document: Document
    round: Round
    number: str
    state_title: str
    files: Sequence[File]
    earlier: Sequence[File]
    ready: bool
    events: Sequence[Mapping[str, Any]]
    proposal: Proposed | None
    lapsed: Sequence[str]
    offers: Sequence[Offer]
    may_draw_up: bool
    newer: Document | None
    older: Document | None
    ended_by: Event | None  # the step that recalled it


def of_document(session: Session, actor: Actor, document_id: int) -> Shown:
    """One document for one person."""
    document, round_, assessment = open_whole(session, actor, document_id)
    files = queries.files_of(session, [document.id]).get(document.id, [])
    present = [file for file in files if file.revision == document.revision]
    keeps = queries.keeps_earlier(actor, round_)
    proposal = None
    if waits_for_number(document) and policy.can_round(actor, "number_documents", round_):
        proposal = propose(session, [document], clock.today())[0]
    events = queries.events_of(session, document)
    others = [
        other
        for other in session.scalars(of_same_place(document))
        if queries.may_see(actor, other, round_, assessment)
    ]
    offered = offers(session, actor, document, round_, assessment)
    may_draw = may_draw_up(actor, document, round_, assessment) and not not_again(session, document)
    return Shown(
        document=document,
        round=round_,
        number=number_text(document),
        state_title=texts.STATES[document.state],
        files=present,
        earlier=[file for file in files if file.revision != document.revision] if keeps else [],
        ready=queries.is_ready(document.revision, files),
        events=[_event(event) for event in events],
        proposal=proposal,
        lapsed=lapsed(session, document),
        offers=offered,
        may_draw_up=may_draw,
        newer=next((other for other in others if other.id > document.id), None),
        older=next((other for other in others if other.id < document.id), None),
        ended_by=next((event for event in events if event.transition == "recall"), None),
    )


def waits_for_number(document: Document) -> bool:
    """Whether a clerk numbers it on its own page (the decision's number publishes, on the dossier's)."""
    return (
        bool(document.series)
        and document.state in ("draft", "awaiting_signature", "signed")
        and document.kind not in queries.DECISIONS
    )


def lapsed(session: Session, document: Document, day: date | None = None) -> list[str]:
    """Warnings of legal bases not in force on the document's day (today while it is a draft)."""
    if document.state in ENDED:
        return []
    on = day or document.issued_on or clock.today()
    found = queries.lapsed_bases(session, document.authority_id, document.kind, on)
    return [texts.lapsed(basis.citation) for basis in found]


def _event(event: Event) -> dict[str, Any]:
    data = event.data
    definition = catalog.workflow(*_versioned(event.definition)) if event.transition else None
    return {
        "title": definition.transitions[str(event.transition)].title
        if definition
        else audit_texts.KINDS[event.kind],
        "source": definition.states[str(event.source)].title if definition else "",
        "target": definition.states[str(event.target)].title if definition else "",
        "when": clock_and_day(clock.local(event.at)),
        "who": event.actor_name,
        "on_behalf": principal_in(event.data),
        "unit": event.actor_unit,
        "comment": _told(data, event.comment),
    }


def _versioned(name: str | None) -> tuple[str, int]:
    identifier, _, version = str(name).partition("@")
    return identifier, int(version)


def _told(data: Mapping[str, Any], reason: str | None) -> str | None:
    """What a step says beside its name: number and day, or the letter and the reason."""
    number = data.get("number")
    if number:
        return texts.numbered(f"{number:02d}/{data['symbol']}", data["issued_on"])
    letter = data.get("letter_number")
    return texts.by_letter(letter, reason or "") if letter else reason

"""Documents as actions: the worker's drafts, and the clerk's numbers."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from app import messages, policy
from app.accounts.actor import Actor
from app.council import queries as council
from app.database import transaction
from app.documents import citations, drafting, register, signing
from app.documents.models import Document
from app.documents.queries import DECISIONS, open_document
from app.documents.stepping import SIGNING, STEPS, may_draw_up, not_again, not_here, open_whole
from app.errors import DomainError, Forbidden, GuardRefused, NotFound, StaleVersion
from app.messages import documents as texts


def draft_for_effect(session: Session, effect: str, payload: dict[str, Any]) -> None:
    """Draw up the document a workflow step asks for; inside the worker's transaction.

    The round's submission and decision are drawn up in the step itself (`app.documents.dossier`), because
    the chairman must find them the moment the dossier is on the desk; they never come here.
    """
    kind = drafting.EFFECT_KINDS[effect]
    drafting.draft(session, kind, _subject(session, kind, payload))


def _subject(session: Session, kind: str, payload: dict[str, Any]) -> int:
    """What the document is about: minutes of a concluding step are those of the meeting that it closed."""
    if not drafting.PAPERS[kind].of_meeting:
        return int(payload["subject_id"])
    if "session_id" in payload:
        return int(payload["session_id"])
    meeting = council.last_closed(session, payload["subject_id"])
    if meeting is None:
        raise LookupError(f"round {payload['subject_id']} has no closed council session")
    return meeting.id


def issue(
    actor: Actor, document_id: int, *, issued_on: date, number: str = "", seen_version: int | None = None
) -> str:
    """Number, date and issue one document; returns its number and symbol ("05/TTr-STTTT").

    Without `number` the register gives the next one; a typed one may only be later than the last (the
    office's paper register gave the ones between). Decree 30/2020/NĐ-CP, Article 15.
    """
    with transaction() as session:
        document, round_ = open_document(session, actor, document_id, "number_documents", lock=True)
        _refuse_decision(document)
        if seen_version is not None and document.state == "draft" and document.version != seen_version:
            raise StaleVersion(messages.stale(""), field="number", typed=number)
        issued = _number(session, actor, document, issued_on, number)
        citations.refresh(session, round_, document)
        return issued


def issue_many(
    actor: Actor, document_ids: Iterable[int], *, issued_on: date
) -> tuple[list[str], list[tuple[int, str]]]:
    """Number several documents in the given order, each in its own savepoint; what is refused says why."""
    done: list[str] = []
    refused: list[tuple[int, str]] = []
    with transaction() as session:
        for document_id in document_ids:
            document, round_ = open_document(session, actor, document_id, "number_documents", lock=True)
            try:
                with session.begin_nested():
                    _refuse_decision(document)
                    done.append(_number(session, actor, document, issued_on))
                    citations.refresh(session, round_, document)
            except DomainError as error:
                refused.append((document_id, error.message))
    return done, refused


def _number(session: Session, actor: Actor, document: Document, issued_on: date, typed: str = "") -> str:
    number = register.take_number(session, document, issued_on, typed)
    signing.issue(session, actor, document, number, issued_on)
    return register.shown(document, number)


def act(
    actor: Actor,
    document_id: int,
    transition: str,
    *,
    reason: str = "",
    letter_number: str = "",
    seen_version: int | None = None,
) -> None:
    """Take one step that people take on a document's page: hand in, sign, return, recall (`STEPS`).

    A decision is signed, returned and numbered with the dossier it belongs to, and what an issued document
    cites is not recalled while that one stands.
    """
    if transition not in STEPS:
        raise NotFound(messages.NOT_FOUND, document=document_id, transition=transition)
    with transaction() as session:
        document, round_, assessment = open_whole(session, actor, document_id, lock=True)
        refusal = not_here(session, document, transition)
        if refusal:
            raise GuardRefused(refusal, reasons=[refusal])
        if transition in SIGNING and document.state == "awaiting_signature":
            policy.require_document(actor, "sign", document, round_, assessment)
        given = {"reason": reason.strip(), "letter_number": letter_number.strip()}
        signing.step(
            session,
            document,
            transition,
            actor,
            given=given,
            seen_version=seen_version,
            data={"letter_number": given["letter_number"]} if given["letter_number"] else None,
        )


def draw_up_again(actor: Actor, document_id: int) -> int:
    """Draw a recalled document up anew from what is stored now; returns the new one's id."""
    with transaction() as session:
        document, round_, assessment = open_whole(session, actor, document_id, lock=True)
        if not may_draw_up(actor, document, round_, assessment):
            rule = "only drafters draw a document up again"
            raise Forbidden(messages.forbidden("edit", ()), rule=rule)
        refusal = not_again(session, document)
        if refusal:
            raise GuardRefused(refusal, reasons=[refusal])
        subject_id = document.assessment_id or document.session_id or document.round_id
        return drafting.draft(session, document.kind, subject_id, actor).id


def _refuse_decision(document: Document) -> None:
    """The decision's number publishes the results, which is an action of its own."""
    if document.kind in DECISIONS and document.state in ("draft", "signed"):
        raise GuardRefused(texts.USE_DECISION_PAGE, reasons=[texts.USE_DECISION_PAGE])

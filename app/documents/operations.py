"""Documents as actions: the worker's drafts, and the clerk's numbers."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from app import messages
from app.accounts.actor import Actor
from app.database import transaction
from app.documents import citations, drafting
from app.documents.models import Document
from app.documents.queries import DECISIONS, open_document
from app.documents.register import register
from app.errors import DomainError, GuardRefused, StaleVersion
from app.messages import documents as texts


def draft_for_effect(session: Session, effect: str, payload: dict[str, Any]) -> None:
    """Draw up the document a workflow step asks for; inside the worker's transaction.

    The round's submission and decision are drawn up in the step itself (`app.documents.dossier`), because
    the chairman must find them the moment the dossier is on the desk; they never come here.
    """
    drafting.draft(session, drafting.EFFECT_KINDS[effect], payload["subject_id"])


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
        issued = register(session, actor, document, issued_on, number)
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
                    done.append(register(session, actor, document, issued_on))
                    citations.refresh(session, round_, document)
            except DomainError as error:
                refused.append((document_id, error.message))
    return done, refused


def _refuse_decision(document: Document) -> None:
    """The decision's number publishes the results, which is an action of its own."""
    if document.kind in DECISIONS and document.state in ("draft", "signed"):
        raise GuardRefused(texts.USE_DECISION_PAGE, reasons=[texts.USE_DECISION_PAGE])

"""Steps of a document's workflow, inside the taker's transaction: the only way its state changes.

Decree 30/2020/NĐ-CP, Articles 10 to 18: drawn up, handed in for signature, signed, numbered and issued; what
was issued is recalled by a letter or replaced by a new document, and its files are kept as they were sent.
"""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import outbox, policy, workflow
from app.accounts.actor import Actor, system_actor
from app.assessments.models import Assessment
from app.documents import register
from app.documents.building import acting
from app.documents.guards import DOCUMENT_GUARDS
from app.documents.models import ENDED, Document
from app.messages import documents as texts
from app.messages.delegating import doing
from app.rounds.models import Round

AUDIENCES = {"tell_secretariat": "secretariat", "tell_standing_body": "standing_body"}


def step(
    session: Session,
    document: Document,
    transition: str,
    actor: Actor,
    *,
    given: Mapping[str, Any] | None = None,
    seen_version: int | None = None,
    effects: Mapping[str, Callable[[], None]] | None = None,
    data: dict[str, Any] | None = None,
) -> None:
    """Take one step; the caller holds the locks of the document and of its round."""
    given = given or {}
    round_ = session.get_one(Round, document.round_id)
    assessment = session.get(Assessment, document.assessment_id) if document.assessment_id else None
    telling = {
        effect: _telling(session, document, transition, role, actor, given)
        for effect, role in AUDIENCES.items()
    }
    workflow.advance(
        session,
        document,
        "document",
        transition,
        actor,
        policy.document_roles(actor, document, round_, assessment),
        workflow.bind(DOCUMENT_GUARDS, session, document, actor, given),
        given=given,
        seen_version=seen_version,
        effects={**telling, **(effects or {})},
        data=data,
    )


def _telling(
    session: Session, document: Document, transition: str, role: str, actor: Actor, given: Mapping[str, Any]
) -> Callable[[], None]:
    """People are told after the commit, as of any step."""

    def tell() -> None:
        outbox.put(
            session,
            "notify",
            kind=f"document.{transition}.{role}",
            roles=[role],
            subject_type="document",
            subject_id=document.id,
            actor_id=actor.id,
            data={
                "document": document.title,
                "who": doing(actor),
                "reason": given.get("reason") or None,  # on the page of the notice, never in a mail
            },
            link=f"/van-ban/{document.id}",
        )

    return tell


def replace(session: Session, document: Document) -> None:
    """Another document of its kind takes this one's place; the program notes it."""
    step(session, document, "replace", system_actor(document.authority_id))
    session.flush()


def sign_with_dossier(session: Session, document: Document) -> None:
    """A decision is signed by the round's step that approves its dossier; the program notes it here."""
    step(session, document, "sign_with_dossier", system_actor(document.authority_id))


def issue(session: Session, actor: Actor, document: Document, number: int, issued_on: date) -> None:
    """Give a document the number taken from the register, and issue it.

    What the office signed by hand before it came to the clerk is noted as signed first, in a step of its own.
    """
    if document.state in ("draft", "awaiting_signature"):
        step(session, document, "record_signature", actor, given={"reason": texts.SIGNED_BY_HAND})
    document.data = acting.with_signing(session, document)
    register.stamp(document, number, issued_on, actor)
    symbol = register.shown(document, number)
    step(
        session,
        document,
        "issue",
        actor,
        given={"number": symbol},
        effects={
            "register_number": lambda: register.enter(session, actor, document, number, issued_on),
            "replace_previous": lambda: _replace_previous(session, document),
        },
        data={"number": number, "symbol": document.symbol, "issued_on": issued_on.isoformat()},
    )


def _replace_previous(session: Session, document: Document) -> None:
    """Whatever this document takes the place of is replaced with the same step that issues it."""
    for other in session.scalars(of_same_place(document).where(Document.state.not_in(ENDED))):
        if other.id < document.id:
            replace(session, other)


def of_same_place(document: Document) -> Any:
    """The other documents of the same kind about the same thing, older and newer, the newest first."""
    return (
        select(Document)
        .where(
            Document.id != document.id,
            Document.kind == document.kind,
            Document.round_id == document.round_id,
            Document.assessment_id == document.assessment_id
            if document.assessment_id is not None
            else Document.assessment_id.is_(None),
            Document.session_id == document.session_id
            if document.session_id is not None
            else Document.session_id.is_(None),
            Document.result_id == document.result_id
            if document.result_id is not None
            else Document.result_id.is_(None),
        )
        .order_by(Document.id.desc())
    )

"""Reads of documents: who may see which, their files, and what to warn of."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import messages, policy
from app.accounts.actor import Actor
from app.assessments.models import Assessment
from app.documents.models import Document, DocumentFile
from app.errors import Forbidden, NotFound
from app.rounds import queries as rounds
from app.rounds.models import Round
from app.units.models import LegalBasis
from app.units.queries import legal_bases, not_in_force

# What a person needs in order to see a kind of document: a permission on the unit's assessment or round.
UNIT_PERMISSIONS = {
    "self_assessment_form": "view_self_documents",
    "appraisal_minutes": "view_appraisal_documents",
}
ROUND_PERMISSIONS = {
    "council_minutes": "view_documents",
    "submission": "view_dossier",
    "decision": "view_decision",
}


def may_see(actor: Actor, document: Document, round_: Round, assessment: Assessment | None) -> bool:
    """Whether the person may know of this document; drafts of the decision are for the dossier's readers."""
    if assessment is not None:
        return policy.can(actor, UNIT_PERMISSIONS[document.kind], assessment, round_)
    if document.kind == "decision" and document.state != "issued":
        return policy.can_round(actor, "view_dossier", round_)
    return policy.can_round(actor, ROUND_PERMISSIONS[document.kind], round_)


def open_document(
    session: Session, actor: Actor, document_id: int, permission: str | None = None, *, lock: bool = False
) -> tuple[Document, Round]:
    """Load one document for a person, or refuse; `permission` is one of the round's (number_documents)."""
    query = (
        select(Document, Round, Assessment)
        .join(Round, Round.id == Document.round_id)
        .outerjoin(Assessment, Assessment.id == Document.assessment_id)
        .where(Document.id == document_id, Document.authority_id == actor.authority_id)
    )
    if lock:
        query = query.with_for_update(of=Document)
    row = session.execute(query.execution_options(populate_existing=True)).first()
    if row is None or not may_see(actor, row[0], row[1], row[2]):
        raise NotFound(messages.NOT_FOUND, document=document_id, actor=actor.id)
    document, round_, _ = row
    if permission and not policy.can_round(actor, permission, round_):
        raise Forbidden(messages.forbidden(permission, []), rule=f"round.{round_.state}.{permission}")
    return document, round_


def documents_of(session: Session, actor: Actor, round_id: int, kind: str | None = None) -> list[Document]:
    """The documents of a round that the person may see, in the order of the stages."""
    round_ = rounds.open_round(session, actor, round_id)
    query = (
        select(Document, Assessment)
        .outerjoin(Assessment, Assessment.id == Document.assessment_id)
        .where(Document.round_id == round_id)
        .order_by(Document.id)
    )
    if kind:
        query = query.where(Document.kind == kind)
    return [
        document
        for document, assessment in session.execute(query)
        if may_see(actor, document, round_, assessment)
    ]


def files_of(session: Session, document: Document) -> Sequence[DocumentFile]:
    """The files of the document's present revision; empty while the worker is at it."""
    return session.scalars(
        select(DocumentFile).where(
            DocumentFile.document_id == document.id, DocumentFile.revision == document.revision
        )
    ).all()


def lapsed_bases(session: Session, document: Document, day: date) -> list[LegalBasis]:
    """The legal bases the document cites that are not in force on its day: the drafter is warned."""
    return not_in_force(legal_bases(session, document.authority_id, document.kind), day)

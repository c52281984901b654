"""Which steps of a document people take on its own page, and what stands against them there."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from app import catalog, policy, workflow
from app.accounts.actor import Actor
from app.assessments.models import Assessment
from app.documents.building import common
from app.documents.citations import CITED_BY, is_cited
from app.documents.guards import DOCUMENT_GUARDS
from app.documents.models import ENDED, Document
from app.documents.queries import DECISIONS, open_document
from app.documents.signing import of_same_place
from app.messages import documents as texts
from app.rounds.models import Round
from workflows import engine
from workflows.engine import Choice

# Issuing has a form of its own, with number and day.
STEPS = ("submit", "withdraw", "return_draft", "sign", "record_signature", "return_signed", "recall")
FORWARD = ("submit", "sign")  # what most people have come for stands first
SIGNING = ("sign", "return_draft")  # for the one who signs this kind of document


def open_whole(
    session: Session, actor: Actor, document_id: int, *, lock: bool = False
) -> tuple[Document, Round, Assessment | None]:
    """A document with its round and, where it has one, its unit's assessment; refuses as `open_document`."""
    document, round_ = open_document(session, actor, document_id, lock=lock)
    assessment = session.get(Assessment, document.assessment_id) if document.assessment_id else None
    return document, round_, assessment


def not_here(session: Session, document: Document, transition: str) -> str | None:
    """Why a step that the workflow knows is not this page's to offer."""
    if document.kind in DECISIONS:
        return texts.DECISION_STANDS if transition == "recall" else texts.WITH_DOSSIER
    if not document.series and transition != "recall":
        return texts.NO_SERIES
    if transition == "recall" and is_cited(session, document):
        citing = common.live_document(session, document.round_id, CITED_BY[document.kind][0])
        if citing is not None and citing.state == "issued":
            return texts.cited_by(citing.title)
    return None


@dataclass(frozen=True)
class Offer:
    """One step as the page offers it: what it asks, and the reasons why it cannot be taken now."""

    choice: Choice
    reasons: Sequence[str]

    @property
    def name(self) -> str:
        """The step's name."""
        return self.choice.transition.name


def offers(
    session: Session, actor: Actor, document: Document, round_: Round, assessment: Assessment | None
) -> list[Offer]:
    """The steps that are this person's on the document as it stands."""
    if document.kind in DECISIONS or not document.series:
        return []
    roles = policy.document_roles(actor, document, round_, assessment)
    guards = workflow.bind(DOCUMENT_GUARDS, session, document, actor)
    found = []
    for choice in workflow.available(document, roles, guards):
        name = choice.transition.name
        if name not in STEPS:
            continue
        if name in SIGNING and not policy.can_document(actor, "sign", document, round_, assessment):
            continue
        more = not_here(session, document, name)
        found.append(Offer(choice, [*choice.reasons, *([more] if more else [])]))
    return sorted(found, key=lambda offer: offer.name not in FORWARD)


def may_draw_up(actor: Actor, document: Document, round_: Round, assessment: Assessment | None) -> bool:
    """Whether the person belongs to those who draw documents up: who may edit one that has just begun."""
    definition = catalog.of_item(document)
    roles = policy.document_roles(actor, document, round_, assessment)
    return engine.permits(definition, definition.initial, "edit", roles)


def not_again(session: Session, document: Document) -> str | None:
    """Why a document is not drawn up again: it stands, or another has taken its place."""
    if document.state != "recalled":
        return texts.NOT_RECALLED
    live = session.scalars(of_same_place(document).where(Document.state.not_in(ENDED))).first()
    return texts.ANOTHER_STANDS if live is not None else None

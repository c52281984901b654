"""The dossier: result and documents move together, each step one transaction.

Submitting ranks the groups and draws up the submission and the draft decision; the chairman returns or
approves exactly what is on the screen; the clerk's number publishes everything in the same instant.
"""

from datetime import date

from sqlalchemy.orm import Session

from app import history
from app.accounts.actor import Actor
from app.database import transaction
from app.documents import drafting
from app.documents.building import common
from app.documents.building.round import decision_bases
from app.documents.models import Document
from app.documents.operations import register
from app.errors import NotFound
from app.messages import NOT_FOUND
from app.results import operations as results
from app.rounds import queries as rounds
from app.rounds.models import Round
from app.units.models import Authority


def submit(actor: Actor, round_id: int, *, seen_version: int | None = None) -> None:
    """The standing body ranks the groups and hands the dossier to the chairman."""
    with transaction() as session:
        round_ = rounds.open_round(session, actor, round_id, lock=True)
        results.submit(session, round_, actor, seen_version)
        session.flush()
        drafting.draft(session, "submission", round_.id, actor)
        drafting.draft(session, "decision", round_.id, actor)


def return_dossier(actor: Actor, round_id: int, *, reason: str, seen_version: int | None = None) -> None:
    """The chairman sends the dossier back with a reason; its drafts are withdrawn."""
    with transaction() as session:
        round_ = rounds.open_round(session, actor, round_id, "view_dossier", lock=True)
        results.return_dossier(session, round_, actor, reason, seen_version)
        for kind in ("submission", "decision"):
            document = common.live_document(session, round_.id, kind)
            if document is not None and document.state == "draft":
                document.state = "replaced"


def decide(actor: Actor, round_id: int, *, dossier_hash: str, seen_version: int | None = None) -> None:
    """The chairman approves the decision; its figures are those of the dossier named by the hash."""
    with transaction() as session:
        round_ = rounds.open_round(session, actor, round_id, "view_dossier", lock=True)
        results.decide(session, round_, actor, dossier_hash, seen_version)
        document = _decision(session, round_)
        document.state = "signed"
        history.append(
            session,
            "round",
            round_.id,
            "document_signed",
            actor,
            "chairman",
            data={"document": document.id, "kind": document.kind},
        )


def issue_decision(
    actor: Actor, round_id: int, *, issued_on: date, number: str = "", seen_version: int | None = None
) -> str:
    """The clerk numbers and dates the signed decision: ranking and final scores are public from here on."""
    with transaction() as session:
        round_ = rounds.open_round(session, actor, round_id, "number_documents", lock=True)
        document = _decision(session, round_)
        _cite_submission(session, round_, document)
        issued = register(session, actor, document, issued_on, number)
        results.publish(session, round_, actor, issued, seen_version)
        return issued


def _decision(session: Session, round_: Round) -> Document:
    document = common.live_document(session, round_.id, "decision")
    if document is None:
        raise NotFound(NOT_FOUND, round=round_.id, document="decision")
    return document


def _cite_submission(session: Session, round_: Round, document: Document) -> None:
    """Name the submission's number and day in the last basis, now that they are known."""
    authority = session.get_one(Authority, round_.authority_id)
    body = common.standing_body(session, authority)
    document.data = {**document.data, "bases": decision_bases(session, round_, authority, body)}

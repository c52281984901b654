"""The dossier: result and documents move together, each step one transaction.

Submitting ranks the groups and draws up the submission and the draft decision; the chairman returns or
approves exactly what is on the screen; the clerk's number publishes everything in the same instant.
"""

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock, history, policy, workflow
from app.accounts.actor import Actor
from app.database import transaction
from app.documents import drafting, signing
from app.documents import register as registry
from app.documents.building import common
from app.documents.models import Document
from app.errors import GuardRefused, InvalidInput, NotFound
from app.messages import NOT_FOUND
from app.messages import documents as texts
from app.rendering.numbers import BLANK
from app.results import operations as results
from app.results.models import ResultVersion
from app.rounds import queries as rounds
from app.rounds.models import Round

PAPERS = ("submission", "decision")


def submit(actor: Actor, round_id: int, *, seen_version: int | None = None) -> None:
    """The standing body ranks the groups and hands the dossier with its two papers to the chairman."""
    with transaction() as session:
        round_ = rounds.open_round(session, actor, round_id, lock=True)
        papers = {
            "issue_submission": lambda: _draft(session, "submission", round_, actor),
            "draft_decision": lambda: _draft(session, "decision", round_, actor),
        }
        results.submit(session, round_, actor, seen_version, papers)


def _draft(session: Session, kind: str, round_: Round, actor: Actor) -> None:
    session.flush()  # the paper is made from the result that the same step has just prepared
    drafting.draft(session, kind, round_.id, actor)


def return_dossier(actor: Actor, round_id: int, *, reason: str, seen_version: int | None = None) -> None:
    """The chairman sends the dossier back with a reason; its drafts are withdrawn."""
    with transaction() as session:
        round_ = rounds.open_round(session, actor, round_id, lock=True)
        results.return_dossier(session, round_, actor, reason, seen_version)
        for kind in PAPERS:
            document = common.live_document(session, round_.id, kind)
            if document is not None and document.state != "issued":
                signing.replace(session, document)


def decide(actor: Actor, round_id: int, *, dossier_hash: str, seen_version: int | None = None) -> None:
    """The chairman approves the decision; its figures are those of the dossier named by the hash."""
    with transaction() as session:
        round_ = rounds.open_round(session, actor, round_id, lock=True)
        results.decide(session, round_, actor, dossier_hash, seen_version)
        document = _decision(session, round_)
        signing.sign_with_dossier(session, document)
        history.append(
            session,
            "round",
            round_.id,
            "document_signed",
            actor,
            "chairman",
            data={"document": document.id, "kind": document.kind, "title": document.title},
        )


def issue_decision(
    actor: Actor, round_id: int, *, issued_on: date, number: str = "", seen_version: int | None = None
) -> str:
    """The clerk numbers and dates the signed decision: ranking and final scores are public from here on."""
    with transaction() as session:
        round_ = rounds.open_round(session, actor, round_id, "number_documents", lock=True)
        # Asked first: that it is not the time for it comes before anything about numbers and days.
        given = {"number": number.strip() or BLANK}
        workflow.decide(session, round_, "round", "publish", policy.round_roles(actor, round_), {}, given)
        document = _decision(session, round_)
        refusal = submission_missing(session, round_)
        if refusal:
            raise GuardRefused(refusal, reasons=[refusal])
        earliest = signed_day(session, document)
        if earliest and issued_on < earliest:
            typed = f"{issued_on:%d/%m/%Y}"
            raise InvalidInput(texts.day_too_early(earliest), field="issued_on", typed=typed)
        taken = registry.take_number(session, document, issued_on, number)
        issued = registry.shown(document, taken)
        papers = {
            "issue_decision": lambda: signing.issue(session, actor, document, taken, issued_on),
        }
        results.publish(session, round_, actor, issued, seen_version, papers)
        return issued


def submission_missing(session: Session, round_: Round) -> str | None:
    """Why the decision cannot be numbered yet: it names the submission's number, which must be there."""
    paper = common.live_document(session, round_.id, "submission")
    return None if paper is not None and paper.number is not None else texts.SUBMISSION_FIRST


def signed_day(session: Session, document: Document) -> date | None:
    """The day on which the chairman approved the decision's result."""
    decided_at = session.scalar(
        select(ResultVersion.decided_at).where(ResultVersion.id == document.result_id)
    )
    return clock.local(decided_at).date() if decided_at else None


def _decision(session: Session, round_: Round) -> Document:
    document = common.live_document(session, round_.id, "decision")
    if document is None:
        raise NotFound(NOT_FOUND, round=round_.id, document="decision")
    return document

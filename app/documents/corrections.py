"""The correction of a published result: result and papers move together, each step one transaction.

The published version stays as it is and stays in force until the clerk has numbered the decision that
amends it; then the new version is public in the same instant.
"""

from datetime import date

from sqlalchemy.orm import Session

from app import history, policy, workflow
from app.accounts.actor import Actor
from app.complaints.guards import ROUND_GUARDS as COMPLAINT_GUARDS
from app.database import transaction
from app.documents import drafting, signing
from app.documents import register as registry
from app.documents.building import common
from app.documents.dossier import signed_day
from app.documents.models import Document
from app.errors import GuardRefused, InvalidInput, NotFound
from app.messages import NOT_FOUND
from app.messages import documents as texts
from app.rendering.numbers import BLANK
from app.results import corrections as results
from app.results.guards import ROUND_GUARDS as RESULT_GUARDS
from app.rounds import queries as rounds
from app.rounds.acting import step
from app.rounds.models import Round
from app.workflow import RoomGuard

PAPERS = ("correction_submission", "correction_decision")
GUARDS: dict[str, RoomGuard] = {**COMPLAINT_GUARDS, **RESULT_GUARDS}


def start(actor: Actor, round_id: int, *, reason: str, seen_version: int | None = None) -> None:
    """The standing body begins to correct: the council has accepted at least one complaint."""
    with transaction() as session:
        round_ = rounds.open_round(session, actor, round_id, lock=True)
        step(session, round_, actor, "open_correction", GUARDS, seen_version, reason=reason.strip())


def cancel(actor: Actor, round_id: int, *, reason: str, seen_version: int | None = None) -> None:
    """The standing body stops correcting, because no unit's points are to be corrected any more."""
    with transaction() as session:
        round_ = rounds.open_round(session, actor, round_id, lock=True)
        step(session, round_, actor, "cancel_correction", GUARDS, seen_version, reason=reason.strip())


def submit(actor: Actor, round_id: int, *, seen_version: int | None = None) -> None:
    """The standing body ranks anew and hands the dossier with its two papers to the chairman."""
    with transaction() as session:
        round_ = rounds.open_round(session, actor, round_id, lock=True)
        papers = {
            "issue_correction_submission": lambda: _draft(session, PAPERS[0], round_, actor),
            "draft_correction_decision": lambda: _draft(session, PAPERS[1], round_, actor),
        }
        results.submit(session, round_, actor, GUARDS, seen_version, papers)


def _draft(session: Session, kind: str, round_: Round, actor: Actor) -> None:
    session.flush()  # the paper is made from the result that the same step has just prepared
    drafting.draft(session, kind, round_.id, actor)


def send_back(actor: Actor, round_id: int, *, reason: str, seen_version: int | None = None) -> None:
    """The chairman sends the correction back with a reason; its drafts are withdrawn."""
    with transaction() as session:
        round_ = rounds.open_round(session, actor, round_id, lock=True)
        results.send_back(session, round_, actor, GUARDS, reason.strip(), seen_version)
        for kind in PAPERS:
            document = common.live_document(session, round_.id, kind)
            if document is not None and document.state != "issued":
                signing.replace(session, document)


def decide(actor: Actor, round_id: int, *, dossier_hash: str, seen_version: int | None = None) -> None:
    """The chairman approves the correction named by its hash."""
    with transaction() as session:
        round_ = rounds.open_round(session, actor, round_id, lock=True)
        results.decide(session, round_, actor, GUARDS, dossier_hash, seen_version)
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
    """The clerk numbers and dates the signed decision: the corrected result is public from here on."""
    with transaction() as session:
        round_ = rounds.open_round(session, actor, round_id, "number_documents", lock=True)
        given = {"number": number.strip() or BLANK}
        workflow.decide(
            session, round_, "round", "publish_correction", policy.round_roles(actor, round_), {}, given
        )
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
            "issue_correction_decision": lambda: signing.issue(session, actor, document, taken, issued_on),
        }
        results.publish(session, round_, actor, GUARDS, issued, seen_version, papers)
        return issued


def close_round(actor: Actor, round_id: int, *, seen_version: int | None = None) -> None:
    """The standing body ends the round: no complaint and no correction any more."""
    with transaction() as session:
        round_ = rounds.open_round(session, actor, round_id, lock=True)
        results.close(session, round_, actor, GUARDS, seen_version)


def submission_missing(session: Session, round_: Round) -> str | None:
    """Why the decision cannot be numbered yet: it names the submission's number, which must be there."""
    paper = common.live_document(session, round_.id, PAPERS[0])
    return None if paper is not None and paper.number is not None else texts.CORRECTION_SUBMISSION_FIRST


def _decision(session: Session, round_: Round) -> Document:
    document = common.live_document(session, round_.id, PAPERS[1])
    if document is None:
        raise NotFound(NOT_FOUND, round=round_.id, document=PAPERS[1])
    return document

"""The correction of a published result: result and papers move together, each step one transaction.

The published version stays as it is and stays in force until the clerk has numbered the decision that
amends it; then the new version is public in the same instant.
"""

from datetime import date

from app.accounts.actor import Actor
from app.complaints.guards import ROUND_GUARDS as COMPLAINT_GUARDS
from app.database import transaction
from app.documents import dossier_papers as papers
from app.documents.dossier_papers import CORRECTION
from app.results import corrections as corrected
from app.results import operations as results
from app.results.guards import ROUND_GUARDS as RESULT_GUARDS
from app.results.operations import Course
from app.rounds import queries as rounds
from app.rounds.acting import step
from app.workflow import RoomGuard

GUARDS: dict[str, RoomGuard] = {**COMPLAINT_GUARDS, **RESULT_GUARDS}
COURSE = Course("submit_correction", "return_correction", "decide_correction", "publish_correction", GUARDS)


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
        drafts = papers.drawing_up(session, round_, actor, CORRECTION)
        results.submit(session, round_, actor, seen_version, drafts, COURSE)


def send_back(actor: Actor, round_id: int, *, reason: str, seen_version: int | None = None) -> None:
    """The chairman sends the correction back with a reason; its drafts are withdrawn."""
    with transaction() as session:
        round_ = rounds.open_round(session, actor, round_id, lock=True)
        results.send_back(session, round_, actor, reason.strip(), seen_version, COURSE)
        papers.withdraw(session, round_, CORRECTION)


def decide(actor: Actor, round_id: int, *, dossier_hash: str, seen_version: int | None = None) -> None:
    """The chairman approves the correction named by its hash."""
    with transaction() as session:
        round_ = rounds.open_round(session, actor, round_id, lock=True)
        results.decide(session, round_, actor, dossier_hash, seen_version, COURSE)
        papers.sign(session, round_, actor, CORRECTION)


def issue_decision(
    actor: Actor, round_id: int, *, issued_on: date, number: str = "", seen_version: int | None = None
) -> str:
    """The clerk numbers and dates the signed decision: the corrected result is public from here on."""
    with transaction() as session:
        round_ = rounds.open_round(session, actor, round_id, "number_documents", lock=True)
        issued, issuing = papers.take_number(session, round_, actor, CORRECTION, issued_on, number)
        corrected.publish(session, round_, actor, COURSE, issued, seen_version, issuing)
        return issued


def close_round(actor: Actor, round_id: int, *, seen_version: int | None = None) -> None:
    """The standing body ends the round: no complaint and no correction any more."""
    with transaction() as session:
        round_ = rounds.open_round(session, actor, round_id, lock=True)
        corrected.close(session, round_, actor, GUARDS, seen_version)

"""The dossier: result and documents move together, each step one transaction.

Submitting ranks the groups and draws up the submission and the draft decision; the chairman returns or
approves exactly what is on the screen; the clerk's number publishes everything in the same instant.
"""

from datetime import date

from app.accounts.actor import Actor
from app.database import transaction
from app.documents import dossier_papers as papers
from app.documents.dossier_papers import FIRST
from app.results import operations as results
from app.rounds import queries as rounds


def submit(actor: Actor, round_id: int, *, seen_version: int | None = None) -> None:
    """The standing body ranks the groups and hands the dossier with its two papers to the chairman."""
    with transaction() as session:
        round_ = rounds.open_round(session, actor, round_id, lock=True)
        drafts = papers.drawing_up(session, round_, actor, FIRST)
        results.submit(session, round_, actor, seen_version, drafts)


def return_dossier(actor: Actor, round_id: int, *, reason: str, seen_version: int | None = None) -> None:
    """The chairman sends the dossier back with a reason; its drafts are withdrawn."""
    with transaction() as session:
        round_ = rounds.open_round(session, actor, round_id, lock=True)
        results.send_back(session, round_, actor, reason, seen_version)
        papers.withdraw(session, round_, FIRST)


def decide(actor: Actor, round_id: int, *, dossier_hash: str, seen_version: int | None = None) -> None:
    """The chairman approves the decision; its figures are those of the dossier named by the hash."""
    with transaction() as session:
        round_ = rounds.open_round(session, actor, round_id, lock=True)
        results.decide(session, round_, actor, dossier_hash, seen_version)
        papers.sign(session, round_, actor, FIRST)


def issue_decision(
    actor: Actor, round_id: int, *, issued_on: date, number: str = "", seen_version: int | None = None
) -> str:
    """The clerk numbers and dates the signed decision: ranking and final scores are public from here on."""
    with transaction() as session:
        round_ = rounds.open_round(session, actor, round_id, "number_documents", lock=True)
        issued, issuing = papers.take_number(session, round_, actor, FIRST, issued_on, number)
        results.publish(session, round_, actor, issued, seen_version, issuing)
        return issued

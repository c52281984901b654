"""Papers of a round cite each other by number and day: as soon as one is numbered, the next one says so."""

from collections.abc import Callable

from sqlalchemy.orm import Session

from app.documents import drafting
from app.documents.building import common
from app.documents.building.corrections import correction_bases
from app.documents.building.publication import decision_bases, submission_bases
from app.documents.models import Document
from app.rounds.models import Round
from app.units.models import Authority, Unit

Bases = Callable[[Session, Round, Authority, Unit], list[str]]

# What is numbered -> the paper that names it in its last basis.
CITED_BY: dict[str, tuple[str, Bases]] = {
    "council_minutes": ("submission", submission_bases),
    "submission": ("decision", decision_bases),
    "correction_submission": ("correction_decision", correction_bases),
}


def is_cited(session: Session, document: Document) -> bool:
    """Whether another paper names this one: of a council's minutes only those of its conclusion."""
    if document.kind == "council_minutes":
        return document is common.concluding_minutes(session, document.round_id)
    return document.kind in CITED_BY


def refresh(session: Session, round_: Round, issued: Document) -> None:
    """Write the number just given into the paper that cites it, unless that one is out already."""
    if not is_cited(session, issued):
        return
    kind, bases = CITED_BY[issued.kind]
    paper = common.live_document(session, round_.id, kind)
    if paper is None or paper.state == "issued":
        return
    authority = session.get_one(Authority, round_.authority_id)
    body = common.standing_body(session, authority)
    paper.data = {**paper.data, "bases": bases(session, round_, authority, body)}
    paper.revision += 1
    session.flush()
    drafting.queue_rendering(session, paper)

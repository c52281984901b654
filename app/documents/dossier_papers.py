"""The two papers of a dossier, the same for a first result and for its correction.

The submission and the decision are drawn up when the dossier is handed in, withdrawn when it is sent back,
signed when it is approved, and issued when the clerk numbers the decision. Each function is the papers' part
of one step, inside the transaction that the operation opens.
"""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock, history, policy, workflow
from app.accounts.actor import Actor
from app.documents import drafting, signing
from app.documents import register as registry
from app.documents.building import common
from app.documents.models import Document
from app.errors import GuardRefused, InvalidInput, NotFound
from app.messages import NOT_FOUND
from app.messages import documents as texts
from app.rendering.numbers import BLANK
from app.results.models import ResultVersion
from app.results.operations import Effects
from app.rounds.models import Round


@dataclass(frozen=True)
class Papers:
    """What the papers of a dossier are, and what the round's workflow calls the step that publishes them."""

    submission: str
    decision: str
    publish: str
    submission_first: str
    """What the clerk reads while the submission, which the decision names, has no number."""

    @property
    def kinds(self) -> tuple[str, str]:
        """Both kinds of document, in the order in which the dossier holds them."""
        return self.submission, self.decision


FIRST = Papers("submission", "decision", "publish", texts.SUBMISSION_FIRST)
CORRECTION = Papers(
    "correction_submission", "correction_decision", "publish_correction", texts.CORRECTION_SUBMISSION_FIRST
)


def drawing_up(session: Session, round_: Round, actor: Actor, papers: Papers) -> Effects:
    """The effects of the step that hands the dossier in: both papers, from the result it has just prepared.

    The workflow calls them after the kinds: `issue_submission`, `draft_decision`.
    """

    def draft(kind: str) -> None:
        session.flush()
        drafting.draft(session, kind, round_.id, actor)

    return {
        f"issue_{papers.submission}": lambda: draft(papers.submission),
        f"draft_{papers.decision}": lambda: draft(papers.decision),
    }


def withdraw(session: Session, round_: Round, papers: Papers) -> None:
    """The drafts go back with the dossier; what was issued stays."""
    for kind in papers.kinds:
        document = common.live_document(session, round_.id, kind)
        if document is not None and document.state != "issued":
            signing.replace(session, document)


def sign(session: Session, round_: Round, actor: Actor, papers: Papers) -> None:
    """The chairman's approval of the dossier signs its decision."""
    document = _decision(session, round_, papers)
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


def take_number(
    session: Session, round_: Round, actor: Actor, papers: Papers, issued_on: date, number: str
) -> tuple[str, Effects]:
    """The number of the signed decision as it is written, and the effect of publishing that issues it.

    Raises what forbids publishing now, GuardRefused while the submission has no number, InvalidInput for a
    day before the approval and for a number or day that the register refuses.
    """
    # Asked first: that it is not the time for it comes before anything about numbers and days.
    given = {"number": number.strip() or BLANK}
    workflow.decide(session, round_, "round", papers.publish, policy.round_roles(actor, round_), {}, given)
    document = _decision(session, round_, papers)
    refusal = submission_missing(session, round_, papers)
    if refusal:
        raise GuardRefused(refusal, reasons=[refusal])
    earliest = _signed_day(session, document)
    if earliest and issued_on < earliest:
        typed = f"{issued_on:%d/%m/%Y}"
        raise InvalidInput(texts.day_too_early(earliest), field="issued_on", typed=typed)
    taken = registry.take_number(session, document, issued_on, number)
    return registry.shown(document, taken), {
        f"issue_{papers.decision}": lambda: signing.issue(session, actor, document, taken, issued_on)
    }


def submission_missing(session: Session, round_: Round, papers: Papers) -> str | None:
    """Why the decision cannot be numbered yet: it names the submission's number, which must be there."""
    paper = common.live_document(session, round_.id, papers.submission)
    return None if paper is not None and paper.number is not None else papers.submission_first


def _signed_day(session: Session, document: Document) -> date | None:
    """The day on which the chairman approved the decision's result."""
    decided_at = session.scalar(
        select(ResultVersion.decided_at).where(ResultVersion.id == document.result_id)
    )
    return clock.local(decided_at).date() if decided_at else None


def _decision(session: Session, round_: Round, papers: Papers) -> Document:
    document = common.live_document(session, round_.id, papers.decision)
    if document is None:
        raise NotFound(NOT_FOUND, round=round_.id, document=papers.decision)
    return document

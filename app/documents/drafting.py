"""Drawing documents up: their data are gathered once, kept as a snapshot, and never drift from the result."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import catalog, clock, history, outbox
from app.accounts.actor import Actor, system_actor
from app.assessments.models import Assessment
from app.council.models import CouncilSession
from app.documents import signing
from app.documents.building import assessment as unit_papers
from app.documents.building import common, corrections, explanation, naming, publication
from app.documents.building.council import council_minutes
from app.documents.building.invitation import council_invitation
from app.documents.models import Document
from app.messages import documents as texts
from app.results.models import ResultVersion
from app.results.queries import running_result
from app.rounds.models import Round
from app.units.models import Authority, Unit
from workflows.engine import initial_variables


@dataclass(frozen=True)
class Paper:
    """How a kind of document is drawn up: its data, and the series its number comes from."""

    build: Callable[[Session, int], Any]
    series: str  # empty: takes no number
    of_unit: bool
    of_meeting: bool = False


PAPERS = {
    "self_assessment_form": Paper(unit_papers.self_assessment_form, "", True),
    "appraisal_minutes": Paper(unit_papers.appraisal_minutes, "BB", True),
    "explanation_request": Paper(explanation.explanation_request, "CV", True),
    "council_invitation": Paper(council_invitation, "GM", False, of_meeting=True),
    "council_minutes": Paper(council_minutes, "BB", False, of_meeting=True),
    "submission": Paper(publication.submission, "TTr", False),
    "decision": Paper(publication.decision, "QĐ", False),
    "correction_submission": Paper(corrections.correction_submission, "TTr", False),
    "correction_decision": Paper(corrections.correction_decision, "QĐ", False),
}
OF_RESULT = ("submission", "decision", "correction_submission", "correction_decision")
EFFECT_KINDS = {
    "issue_self_assessment_form": "self_assessment_form",
    "issue_appraisal_minutes": "appraisal_minutes",
    "issue_council_minutes": "council_minutes",
    "issue_explanation_request": "explanation_request",
}


def draft(session: Session, kind: str, subject_id: int, actor: Actor | None = None) -> Document:
    """Draw a document up (again): the one before it is replaced, its files stay. Queues the rendering."""
    paper = PAPERS[kind]
    assessment = session.get_one(Assessment, subject_id) if paper.of_unit else None
    meeting = session.get_one(CouncilSession, subject_id) if paper.of_meeting else None
    round_id = assessment.round_id if assessment else meeting.round_id if meeting else subject_id
    session.execute(select(Round.id).where(Round.id == round_id).with_for_update())  # its history follows
    round_ = session.get_one(Round, round_id)
    authority = session.get_one(Authority, round_.authority_id)
    before = common.live_document(
        session,
        round_.id,
        kind,
        assessment.id if assessment else None,
        session_id=meeting.id if meeting else None,
    )
    result = running_result(session, round_.id) if kind in OF_RESULT else None
    if before is not None and not _stands(session, before):
        signing.replace(session, before)
    body = _body(session, kind, authority, round_)
    data = paper.build(session, subject_id)
    definition = catalog.newest_workflow(catalog.DOCUMENT_WORKFLOW)
    document = Document(
        authority_id=authority.id,
        round_id=round_.id,
        assessment_id=assessment.id if assessment else None,
        result_id=result.id if result else None,
        session_id=meeting.id if meeting else None,
        kind=kind,
        title=_title(session, kind, assessment, round_, meeting),
        body=body,
        series=paper.series,
        symbol=(data["letterhead"]["symbol"] or "") if paper.series else "",
        state=definition.initial if paper.series else "signed",
        workflow=definition.id,
        workflow_version=definition.version,
        variables=initial_variables(definition),
        data=data,
        created_at=clock.now(),
    )
    session.add(document)
    session.flush()
    _tell(session, document, actor)
    queue_rendering(session, document)
    return document


def _tell(session: Session, document: Document, actor: Actor | None) -> None:
    """Write into the round's history and the document's own that it was drawn up; without an actor by the
    program."""
    who, role = actor or system_actor(document.authority_id), "standing_body" if actor else "system"
    told = {"document": document.id, "kind": document.kind, "title": document.title}
    history.append(session, "round", document.round_id, "document_drafted", who, role, data=told)
    told = {"kind": document.kind, "state": document.state}
    history.append(session, "document", document.id, "document_drafted", who, role, data=told)


def _stands(session: Session, document: Document) -> bool:
    """Whether a paper stays as it is when one of its kind is drawn up again: a letter once it is sent (the
    next request has a letter of its own), and the papers of a published result."""
    if document.kind == "explanation_request":
        return document.state == "issued"
    return _of_published(session, document)


def _of_published(session: Session, document: Document) -> bool:
    """Whether it belongs to a result that is published: the next correction has papers of its own."""
    result = session.get(ResultVersion, document.result_id) if document.result_id else None
    return result is not None and result.state == "published"


def queue_rendering(session: Session, document: Document) -> None:
    """Ask the worker for the files of the document's present revision."""
    outbox.put(session, "render_document", document_id=document.id, revision=document.revision)


def _body(session: Session, kind: str, authority: Authority, round_: Round) -> str:
    """The letters of the body that issues: each has its own series of numbers."""
    if kind == "appraisal_minutes":
        return naming.team(session, round_).letters
    if kind in ("council_minutes", "council_invitation"):
        return texts.COUNCIL_LETTERS
    if kind in ("decision", "correction_decision"):
        return authority.symbol
    return common.standing_body(session, authority).symbol


def _title(
    session: Session,
    kind: str,
    assessment: Assessment | None,
    round_: Round,
    meeting: CouncilSession | None,
) -> str:
    if meeting is not None:
        return texts.title_of_meeting(kind, meeting.number, round_.year)
    unit = session.get_one(Unit, assessment.unit_id).name if assessment else None
    return texts.title(kind, unit, round_.year)

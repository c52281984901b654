"""The conditions of a document's workflow, each answering None or a reason a person can act on."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from app.accounts.actor import Actor
from app.documents import queries
from app.documents.building import common
from app.documents.models import Document
from app.messages import documents as texts
from app.workflow import RoomGuard

# A decision names the number of the submission it follows.
PRECEDED_BY = {"decision": "submission", "correction_decision": "correction_submission"}
FIRST = {"decision": texts.SUBMISSION_FIRST, "correction_decision": texts.CORRECTION_SUBMISSION_FIRST}


def files_ready(session: Session, document: Document, _actor: Actor, _given: Mapping[str, Any]) -> str | None:
    """Whoever signs has the file in front of them: both formats of the present revision are made."""
    files = queries.files_of(session, [document.id]).get(document.id, [])
    return None if queries.is_ready(document.revision, files) else texts.FILES_NOT_READY


def dossier_order(
    session: Session, document: Document, _actor: Actor, _given: Mapping[str, Any]
) -> str | None:
    """The submission that a decision names has its number."""
    before = PRECEDED_BY.get(document.kind)
    if before is None:
        return None
    paper = common.live_document(session, document.round_id, before)
    return None if paper is not None and paper.number is not None else FIRST[document.kind]


DOCUMENT_GUARDS: dict[str, RoomGuard] = {"files_ready": files_ready, "dossier_order": dossier_order}

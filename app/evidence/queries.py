"""Reads of evidence, filtered by what the actor may see."""

from collections.abc import Mapping

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app import messages, policy
from app.accounts.actor import Actor
from app.accounts.models import Account
from app.assessments import queries as assessments
from app.assessments.attachments import Attached
from app.errors import NotFound
from app.evidence.models import Evidence, StoredFile

# What a browser may show; anything else is only to be downloaded.
VIEWABLE = frozenset({"application/pdf", "image/png", "image/jpeg"})


def attached(session: Session, assessment_id: int) -> Mapping[str, list[Attached]]:
    """The files that stand at an assessment's criteria now, by criterion, oldest first."""
    rows = session.execute(
        select(
            Evidence.id,
            Evidence.code,
            Evidence.filename,
            Evidence.added_at,
            StoredFile.size,
            StoredFile.media_type,
            Account.full_name,
        )
        .join(StoredFile, StoredFile.hash == Evidence.file_hash)
        .join(Account, Account.id == Evidence.added_by)
        .where(Evidence.assessment_id == assessment_id, Evidence.removed_at.is_(None))
        .order_by(Evidence.id)
    )
    found: dict[str, list[Attached]] = {}
    for row in rows:
        found.setdefault(row.code, []).append(
            Attached(
                row.id,
                row.filename,
                row.size,
                row.added_at,
                row.full_name,
                row.media_type in VIEWABLE,
            )
        )
    return found


def live_at(session: Session, assessment_id: int, code: str) -> Mapping[str, str]:
    """Names of the files at one criterion now, by the hash of their content."""
    rows = session.execute(
        select(Evidence.file_hash, Evidence.filename).where(
            Evidence.assessment_id == assessment_id, Evidence.code == code, Evidence.removed_at.is_(None)
        )
    )
    return dict(rows.all())


def counts(session: Session, assessment_id: int) -> Mapping[str, int]:
    """How many files stand at each criterion that has any."""
    rows = session.execute(
        select(Evidence.code, func.count())
        .where(Evidence.assessment_id == assessment_id, Evidence.removed_at.is_(None))
        .group_by(Evidence.code)
    )
    return dict(rows.all())


def open_evidence(session: Session, actor: Actor, evidence_id: int) -> Evidence:
    """One piece of evidence for reading. What was taken away is there only for those who see the history."""
    evidence = session.get(Evidence, evidence_id)
    if evidence is None:
        raise NotFound(messages.NOT_FOUND, evidence=evidence_id, actor=actor.id)
    opened = assessments.open_for(session, actor, evidence.assessment_id, "view_evidence")
    if evidence.removed_at is not None and not policy.can(
        actor, "view_history", opened.assessment, opened.round
    ):
        raise NotFound(messages.NOT_FOUND, evidence=evidence_id, actor=actor.id)
    return evidence

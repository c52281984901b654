"""Reads of evidence, filtered by what the actor may see."""

from collections.abc import Mapping

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from app import messages, policy
from app.accounts.actor import Actor
from app.accounts.models import Account
from app.assessments import queries as assessments
from app.assessments import sheets
from app.assessments.attachments import Attached
from app.database import table_of
from app.errors import NotFound
from app.evidence.models import Evidence, StoredFile
from app.history import deed_data
from app.messages.delegating import by_delegate

# What a browser may show; anything else is only to be downloaded.
VIEWABLE = frozenset({"application/pdf", "image/png", "image/jpeg"})


_evidence, _stored, _accounts = table_of(Evidence), table_of(StoredFile), table_of(Account)
ATTACHED = (
    select(
        _evidence.c.code,
        _evidence.c.id,
        _evidence.c.filename,
        _stored.c.size,
        _evidence.c.added_at,
        _accounts.c.full_name,
        deed_data(
            "assessment",
            _evidence.c.assessment_id,
            _evidence.c.added_by,
            _evidence.c.added_at,
            "evidence_added",
        ).label("told"),
        _stored.c.media_type,
    )
    .join_from(_evidence, _stored, _stored.c.hash == _evidence.c.file_hash)
    .join(_accounts, _accounts.c.id == _evidence.c.added_by)
    .where(_evidence.c.assessment_id == bindparam("assessment_id"), _evidence.c.removed_at.is_(None))
    .order_by(_evidence.c.id)
)


def attached(session: Session, assessment_id: int) -> Mapping[str, list[Attached]]:
    """The files that stand at an assessment's criteria now, by criterion, oldest first."""
    found: dict[str, list[Attached]] = {}
    for row in session.connection().execute(ATTACHED, {"assessment_id": assessment_id}):
        file = Attached(
            row.id,
            row.filename,
            row.size,
            row.added_at,
            by_delegate(row.full_name, row.told),
            row.media_type in VIEWABLE,
        )
        found.setdefault(row.code, []).append(file)
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
    """One piece of evidence for reading. What was taken away is there only for those who see the history;
    what a unit adds while it explains reaches those who judge it with its leader's confirmation."""
    evidence = session.get(Evidence, evidence_id)
    if evidence is None:
        raise NotFound(messages.NOT_FOUND, evidence=evidence_id, actor=actor.id)
    opened = assessments.open_for(session, actor, evidence.assessment_id, "view_evidence")
    if evidence.removed_at is not None and not policy.can(
        actor, "view_history", opened.assessment, opened.round
    ):
        raise NotFound(messages.NOT_FOUND, evidence=evidence_id, actor=actor.id)
    if not policy.can(actor, "view_self_sheet", opened.assessment, opened.round):
        confirmed = sheets.current(session, opened.assessment.id, "self")
        if confirmed is None or evidence.added_at > confirmed.frozen_at:
            raise NotFound(messages.NOT_FOUND, evidence=evidence_id, actor=actor.id)
    return evidence

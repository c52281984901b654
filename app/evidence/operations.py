"""Attaching files to a criterion and taking them away; each is an event of the assessment."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import BinaryIO

from sqlalchemy.orm import Session

from app import clock, history
from app.accounts.actor import Actor
from app.assessments import entry
from app.assessments import queries as assessments
from app.assessments.queries import Opened
from app.assessments.suppliers import require_own
from app.database import transaction
from app.errors import GuardRefused, InvalidInput, NotFound
from app.evidence import inspection, queries, storage
from app.evidence.models import Evidence
from app.extensions import db
from app.messages import NOT_FOUND
from app.messages import assessments as assessment_texts
from app.messages import evidence as texts

MOST_AT_CRITERION = 10


@dataclass(frozen=True)
class Upload:
    """One file as it came: the name it says it has, and its bytes."""

    name: str
    stream: BinaryIO


@dataclass(frozen=True)
class Limits:
    """What is taken: extension -> content types, and the largest size in bytes."""

    allowed: Mapping[str, frozenset[str]]
    largest: int


@dataclass(frozen=True)
class Checked:
    """A file that has passed and lies on disk."""

    name: str
    media_type: str
    kept: storage.Kept


def attach(
    actor: Actor, assessment_id: int, code: str, uploads: Sequence[Upload], limits: Limits
) -> tuple[list[int], list[str]]:
    """Attach files to a criterion; returns the ids of those attached and the refusals, each by file name.

    A refused file does not hold the others back. The time for the unit's entries, and while explaining the
    criteria asked about, bind here as they bind figures.
    """
    _require_open(db.session(), actor, assessment_id, code, lock=False)  # before anything large is read
    db.session().rollback()
    if not uploads:
        raise InvalidInput(texts.NO_FILE, field="files")
    checked, refusals = _keep_good_ones(uploads, limits)
    ids: list[int] = []
    with transaction() as session:
        opened = _require_open(session, actor, assessment_id, code, lock=True)
        for file in checked:
            present = queries.live_at(session, assessment_id, code)
            if file.kept.hash in present:
                refusals.append(texts.refused(file.name, texts.twice(present[file.kept.hash])))
            elif len(present) >= MOST_AT_CRITERION:
                refusals.append(texts.refused(file.name, texts.too_many(MOST_AT_CRITERION)))
            else:
                ids.append(_add(session, opened, actor, code, file))
    return ids, refusals


def remove(actor: Actor, evidence_id: int) -> Evidence:
    """Take a file away from its criterion; the file and the event stay. Doing it twice changes nothing."""
    with transaction() as session:
        evidence = session.get(Evidence, evidence_id)
        if evidence is None:
            raise NotFound(NOT_FOUND, evidence=evidence_id, actor=actor.id)
        opened = _require_open(session, actor, evidence.assessment_id, evidence.code, lock=True)
        session.refresh(evidence)
        if evidence.removed_at is not None:
            return evidence
        evidence.removed_by, evidence.removed_at = actor.id, clock.now()
        _record(session, opened, actor, "evidence_removed", evidence)
        return evidence


def _require_open(session: Session, actor: Actor, assessment_id: int, code: str, *, lock: bool) -> Opened:
    """The assessment, when this person may change the evidence of this criterion now."""
    opened = assessments.open_for(session, actor, assessment_id, "view", lock=lock)
    refusal = entry.entry_refusal(session, actor, opened, "attach_evidence")
    if refusal:
        raise GuardRefused(refusal, reasons=[refusal])
    if not any(leaf.code == code for leaf in opened.framework.leaves):
        raise InvalidInput(assessment_texts.UNKNOWN_CRITERION, field="code", typed=code)
    require_own(opened.framework, code)
    entry.require_open_criteria(session, opened, [code])
    return opened


def _keep_good_ones(uploads: Sequence[Upload], limits: Limits) -> tuple[list[Checked], list[str]]:
    """Look at every file, keep the good ones on disk, and name the others with the reason."""
    checked: list[Checked] = []
    refusals: list[str] = []
    for upload in uploads:
        name = inspection.clean_name(upload.name)
        try:
            media_type = inspection.media_type(name, upload.stream, limits.allowed, limits.largest)
            checked.append(Checked(name, media_type, storage.keep_on_disk(upload.stream)))
        except inspection.Refused as refusal:
            refusals.append(texts.refused(name, refusal.reason))
    return checked, refusals


def _add(session: Session, opened: Opened, actor: Actor, code: str, file: Checked) -> int:
    storage.register(session, file.kept, file.media_type)
    evidence = Evidence(
        assessment_id=opened.assessment.id,
        code=code,
        file_hash=file.kept.hash,
        filename=file.name,
        added_by=actor.id,
        added_at=clock.now(),
    )
    session.add(evidence)
    session.flush()
    _record(session, opened, actor, "evidence_added", evidence)
    return evidence.id


def _record(session: Session, opened: Opened, actor: Actor, kind: str, evidence: Evidence) -> None:
    data = {"code": evidence.code, "filename": evidence.filename, "file_hash": evidence.file_hash}
    history.append(session, "assessment", opened.assessment.id, kind, actor, "specialist", data=data)

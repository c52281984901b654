"""Who did for somebody else what a paper tells: a sentence for each delegate, never a form of signing.

Decree 30/2020/NĐ-CP, Article 13: who signs, and how (TM., KT., TL., TUQ.), goes by offices and by the letters
that assign signing. Acting for another person inside the program is none of these: the block of the signature
stays that of whose office it is, and the paper says beside it who acted, for whom, by which letter.
"""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, Text, and_, func, or_, select, type_coerce
from sqlalchemy.orm import Session, aliased

from app import catalog
from app.assessments.models import Assessment, Sheet
from app.council.models import CouncilSession
from app.documents.models import Document
from app.history import Event
from app.messages import audit
from app.messages import documents as texts

OF_UNIT = ("specialist", "leader")
OF_TEAM = ("appraiser", "standing_body")
OF_COUNCIL = ("council_chair", "council_secretary")
JUDGING = ("review", "opinion", "question", "objection_answer")
NOT_OF_TEAM = ("take_over", "remind")
SAME_WRITING = timedelta(seconds=5)  # closing a meeting and noting its conclusion are one transaction


def _on(subject_type: str, subject_id: int) -> ColumnElement[bool]:
    return and_(Event.subject_type == subject_type, Event.subject_id == subject_id)


def acted(session: Session, *conditions: ColumnElement[bool]) -> list[str]:
    """Everybody who did one of these deeds for somebody else, with the deeds: a sentence each; one query."""
    events = session.scalars(
        select(Event)
        .where(or_(*conditions), type_coerce(Event.data, Text).contains('"on_behalf"'))
        .order_by(Event.id)
    )
    deeds: dict[str, dict[str, None]] = {}
    for event in events:
        whom = event.data["on_behalf"]
        pair = texts.acted_for(
            event.actor_name, event.actor_title, whom["name"], whom["title"], whom.get("letter", "")
        )
        deeds.setdefault(pair, {})[texts.inside_sentence(_deed(event))] = None
    return _sentences(deeds)


def _sentences(deeds: Mapping[str, Iterable[str]]) -> list[str]:
    """A sentence for each pair of people, with what was done."""
    return [f"{pair}: {'; '.join(done)}" for pair, done in deeds.items()]


def _deed(event: Event) -> str:
    if event.transition is None:
        return audit.KINDS[event.kind]
    identifier, _, version = str(event.definition).partition("@")
    return catalog.workflow(identifier, int(version)).transitions[event.transition].title


def _until(sheet: Sheet) -> ColumnElement[bool]:
    """What happened to the unit up to the step that froze a sheet."""
    frozen = aliased(Event)
    last = select(func.max(frozen.sequence)).where(
        frozen.subject_type == "assessment",
        frozen.subject_id == sheet.assessment_id,
        frozen.sheet_hash == sheet.content_hash,
    )
    return and_(_on("assessment", sheet.assessment_id), Event.sequence <= last.scalar_subquery())


def of_unit(session: Session, sheet: Sheet) -> list[str]:
    """Who entered and confirmed the unit's sheet, or took it over, for somebody else."""
    told = or_(Event.acting_role.in_(OF_UNIT), Event.transition == "take_over")
    return acted(session, and_(_until(sheet), told))


def of_team(session: Session, sheet: Sheet) -> list[str]:
    """Who appraised the unit for somebody else, up to the end of the appraisal."""
    steps = and_(Event.kind == "transition", Event.transition.not_in(NOT_OF_TEAM))
    told = and_(Event.acting_role.in_(OF_TEAM), or_(Event.kind.in_(JUDGING), steps))
    return acted(session, and_(_until(sheet), told))


def of_meeting(session: Session, meeting: CouncilSession) -> list[str]:
    """Who led a closed meeting of the council, or wrote its record, for somebody else."""
    if meeting.opened_at is None or meeting.closed_at is None:
        return []
    units = select(Assessment.id).where(Assessment.round_id == meeting.round_id)
    about = or_(
        _on("round", meeting.round_id),
        and_(Event.subject_type == "assessment", Event.subject_id.in_(units)),
    )
    during = Event.at.between(meeting.opened_at, meeting.closed_at + SAME_WRITING)
    return acted(session, and_(about, Event.acting_role.in_(OF_COUNCIL), during))


def of_last(session: Session, subject_type: str, subject_id: int, transition: str) -> list[str]:
    """Who took an item's step the last time, for somebody else."""
    step = aliased(Event)
    last = select(func.max(step.sequence)).where(
        step.subject_type == subject_type, step.subject_id == subject_id, step.transition == transition
    )
    return acted(session, and_(_on(subject_type, subject_id), Event.sequence == last.scalar_subquery()))


def of_signing(session: Session, document: Document) -> list[str]:
    """Who signed a paper in the program for somebody else; a decision is signed with its dossier, which the
    round's history tells."""
    own = and_(_on("document", document.id), Event.transition == "sign")
    rows = session.execute(
        select(Event.id, Event.data).where(
            _on("round", document.round_id), Event.kind == "document_signed", Event.acting_role == "chairman"
        )
    )
    decided = [id_ for id_, data in rows if data["document"] == document.id]
    return acted(session, own, Event.id.in_(decided))


def with_signing(session: Session, document: Document) -> dict[str, Any]:
    """A paper's data with who signed it for somebody else: what is issued says it."""
    people: dict[str, dict[str, None]] = {}
    for line in (*document.data.get("acted", ()), *of_signing(session, document)):
        pair, _, done = line.rpartition(": ")
        people.setdefault(pair, {}).update(dict.fromkeys(done.split("; ")))
    return {**document.data, "acted": _sentences(people)}

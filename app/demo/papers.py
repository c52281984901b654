"""The documents of a played round as files in a folder."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from flask import Flask
from sqlalchemy import ColumnElement, and_, select
from sqlalchemy.orm import Session

from app import jobs
from app.assessments.models import Assessment
from app.council.models import CouncilSession
from app.demo.output import Outcome
from app.demo.story import Story
from app.documents.models import Document, DocumentFile
from app.evidence.storage import open_file
from app.extensions import db
from app.messages import demo as texts
from app.outbox import OutboxMessage
from app.renderer import Renderer
from app.units.models import Unit

PROCESSES = 2


def chosen(session: Session, story: Story, outcome: Outcome, everything: bool) -> list[int]:
    """The documents to write: those of the round, and of all units or of three.

    The three are the first of each ranking and a unit that was asked for explanation.
    """
    rows = session.execute(
        select(Document.id, Document.assessment_id, Document.kind, Unit.code)
        .outerjoin(Assessment, Assessment.id == Document.assessment_id)
        .outerjoin(Unit, Unit.id == Assessment.unit_id)
        .where(Document.round_id == outcome.round.id, Document.state != "replaced")
        .order_by(Document.id)
    ).all()
    shown = {outcome.codes[group.rows[0].unit_id] for group in outcome.groups}
    shown.update(story.cast.units("explained")[:1])
    return [row.id for row in rows if everything or row.assessment_id is None or row.code in shown]


def waiting(session: Session, documents: Sequence[int]) -> list[int]:
    """The outbox messages that ask for the files of these documents."""
    rows = session.execute(
        select(OutboxMessage.id, OutboxMessage.payload).where(
            OutboxMessage.topic == "render_document", OutboxMessage.done_at.is_(None)
        )
    )
    wanted = set(documents)
    return [row.id for row in rows if row.payload["document_id"] in wanted]


def render(app: Flask, messages: Sequence[int], count: Callable[[int], None]) -> None:
    """Let the worker's own steps make the files, in two processes; `count` hears of each message done.

    Raises RuntimeError when one cannot be made.
    """
    halves = [messages[start::PROCESSES] for start in range(PROCESSES)]
    with ThreadPoolExecutor(PROCESSES) as pool:
        for failed in pool.map(lambda half: _render_some(app, half, count), halves):
            if failed:
                raise RuntimeError(f"{failed} documents could not be rendered")


def _render_some(app: Flask, messages: Sequence[int], count: Callable[[int], None]) -> int:
    failed = 0
    with app.app_context(), Renderer() as renderer:
        for message in messages:
            one: ColumnElement[bool] = and_(OutboxMessage.id == message)
            failed += jobs.run_next(renderer, one) is False
            db.session.remove()
            count(1)
    return failed


def write(session: Session, documents: Sequence[int], folder: Path) -> list[Path]:
    """Put the files of the documents' present revision into a folder, under plain names."""
    folder.mkdir(parents=True, exist_ok=True)
    rows = session.execute(
        select(Document.kind, Unit.code, CouncilSession.number, DocumentFile.format, DocumentFile.file_hash)
        .join(
            DocumentFile,
            and_(DocumentFile.document_id == Document.id, DocumentFile.revision == Document.revision),
        )
        .outerjoin(Assessment, Assessment.id == Document.assessment_id)
        .outerjoin(Unit, Unit.id == Assessment.unit_id)
        .outerjoin(CouncilSession, CouncilSession.id == Document.session_id)
        .where(Document.id.in_(documents))
        .order_by(Document.id, DocumentFile.format)
    )
    made: list[Path] = []
    for kind, code, meeting, format_, file_hash in rows:
        stem = texts.DOCUMENT_NAMES[kind] + (f"-{code}" if code else "")
        if meeting is not None and meeting > 1:
            stem += texts.LATER_MEETING.format(number=meeting)
        path = folder / f"{stem}.{format_}"
        with open_file(file_hash) as kept:
            path.write_bytes(kept.read())
        made.append(path)
    return made

"""What the tests of documents share: the papers of the small world, and reading them as they are stored."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import jobs
from app.documents.models import Document
from app.extensions import db

Paper = Callable[..., Document]


@pytest.fixture
def paper(session: Session) -> Paper:
    """The one document of a kind that counts now, read anew."""

    def find(kind: str, assessment_id: int | None = None, state: str | None = None) -> Document:
        session.rollback()
        query = select(Document).where(Document.kind == kind).execution_options(populate_existing=True)
        query = query.where(Document.state == state) if state else query.where(Document.state != "replaced")
        if assessment_id is not None:
            query = query.where(Document.assessment_id == assessment_id)
        return session.scalars(query).one()

    return find


@pytest.fixture
def render(app: Flask) -> Callable[[], None]:
    """The worker does everything that waits, files and all; nothing may fail."""

    def drain() -> None:
        assert jobs.drain(app, in_process=True).failed == 0
        db.session.rollback()

    return drain


@pytest.fixture
def work(render: Callable[[], None], monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """The same with stand-ins for the files, where a test is not about what they look like."""

    def stand_in(task: jobs.Task, _renderer: Any) -> dict[str, bytes] | None:
        document = db.session.get_one(Document, task.payload["document_id"], populate_existing=True)
        newest = document.revision == task.payload["revision"]
        db.session.rollback()
        return {"docx": b"Word", "pdf": b"PDF"} if newest else None

    monkeypatch.setitem(jobs.PREPARATIONS, "render_document", stand_in)
    return render

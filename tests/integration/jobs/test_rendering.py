"""Rendering: outside the transaction, kept once, in a child whose death is survived."""

import multiprocessing
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from app import clock, jobs, outbox
from app.database import transaction
from app.documents.earlier import completed
from app.documents.models import Document, DocumentFile
from app.evidence.models import StoredFile
from app.extensions import db
from app.renderer import Renderer, RendererLost
from app.rendering import load_sample
from tests.factories import World

FILES = {"docx": b"PK docx", "pdf": b"%PDF-1.7"}


@pytest.fixture
def document(world: World) -> Document:
    """A drafted document of the round."""
    row = Document(
        authority_id=world.authority.id,
        round_id=world.round.id,
        kind="council_minutes",
        title="Biên bản họp Hội đồng",
        body="HĐĐG",
        series="BB",
        symbol="BB-HĐĐG",
        data={"round": "2024"},
        created_at=clock.now(),
    )
    return world.make.keep(row)


@pytest.fixture
def rendered(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, Any]]:
    """What was handed to the renderer, which makes FILES of everything."""
    calls: list[tuple[str, Any]] = []

    def render(_self: Renderer, kind: str, data: Any) -> dict[str, bytes]:
        assert not db.session().in_transaction(), "rendering must not hold the database"
        calls.append((kind, data))
        return FILES

    monkeypatch.setattr(Renderer, "render", render)
    return calls


def ask(document: Document, revision: int = 1) -> None:
    """Put the rendering of a revision into the outbox."""
    number = document.id
    with transaction() as session:
        outbox.put(session, "render_document", document_id=number, revision=revision)


def files() -> dict[str, str]:
    """The stored files of the document by format."""
    db.session.rollback()
    return {row.format: row.file_hash for row in db.session.scalars(select(DocumentFile))}


def test_both_formats_are_kept(app: Flask, document: Document, rendered: list[Any]) -> None:
    ask(document)
    assert jobs.drain(app, in_process=True) == jobs.Outcome(done=1)
    # What a paper of an earlier version lacks is completed before it is drawn.
    assert rendered == [("council_minutes", completed("council_minutes", {"round": "2024"}))]
    kept = files()
    assert set(kept) == {"docx", "pdf"}
    types = {row.hash: row.media_type for row in db.session.scalars(select(StoredFile))}
    assert types[kept["pdf"]] == "application/pdf"


def test_asked_twice_it_is_rendered_once(app: Flask, document: Document, rendered: list[Any]) -> None:
    ask(document)
    ask(document)
    assert jobs.drain(app, in_process=True) == jobs.Outcome(done=2)
    assert len(rendered) == 1


def test_an_older_revision_is_left_alone(app: Flask, document: Document, rendered: list[Any]) -> None:
    document.revision = 2
    db.session.commit()
    ask(document, revision=1)
    assert jobs.drain(app, in_process=True) == jobs.Outcome(done=1)
    assert rendered == []
    assert files() == {}


def test_the_child_may_die() -> None:
    data = load_sample("council_minutes")
    with Renderer() as renderer:
        first = renderer.render("council_minutes", data)
        assert first["pdf"].startswith(b"%PDF-")
        assert first["docx"].startswith(b"PK")
        for child in multiprocessing.active_children():
            child.kill()
            child.join()
        with pytest.raises(RendererLost):
            renderer.render("council_minutes", data)
        assert renderer.render("council_minutes", data)["pdf"].startswith(b"%PDF-")
    assert multiprocessing.active_children() == []

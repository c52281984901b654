"""Files kept once by content: under the SHA-256 of their bytes, outside everything that is served.

A file is on disk, whole and synced, before the row that speaks of it commits. A rollback may leave a file
without a row, which harms nobody; a row without its file cannot come about.
"""

import hashlib
import os
import tempfile
from contextlib import suppress
from io import BytesIO
from pathlib import Path
from typing import BinaryIO, NamedTuple

from flask import current_app
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from app import clock
from app.evidence.models import StoredFile
from config import Settings

CHUNK = 256 * 1024


class Kept(NamedTuple):
    """A content on disk: its SHA-256 in hexadecimal and its size in bytes."""

    hash: str
    size: int


def store_bytes(session: Session, data: bytes, media_type: str) -> str:
    """Keep these bytes and return their SHA-256 in hexadecimal; bytes kept before are not kept again."""
    return store_stream(session, BytesIO(data), media_type)


def store_stream(session: Session, stream: BinaryIO, media_type: str) -> str:
    """Keep what a stream holds, read in pieces and hashed on the way; returns the SHA-256."""
    kept = keep_on_disk(stream)
    register(session, kept, media_type)
    return kept.hash


def keep_on_disk(stream: BinaryIO) -> Kept:
    """Put a stream's content in its place on disk; the database hears of it by `register`.

    Apart from the row, because a large upload must not be written while the database is locked.
    """
    folder = files_dir()
    descriptor, name = tempfile.mkstemp(prefix="moi-", dir=folder)  # mode 600, and so the file stays
    draft = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as file:
            kept = _copy(stream, file)
            file.flush()
            os.fsync(file.fileno())
        _put_in_place(draft, path_of(kept.hash))
    finally:
        with suppress(FileNotFoundError):
            draft.unlink()
    return kept


def register(session: Session, kept: Kept, media_type: str) -> None:
    """One row for a content, also when two people bring it at the same moment."""
    row = {"hash": kept.hash, "size": kept.size, "media_type": media_type, "stored_at": clock.now()}
    make = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    session.execute(make(StoredFile).values(**row).on_conflict_do_nothing(index_elements=["hash"]))


def open_file(hash_: str) -> BinaryIO:
    """The kept bytes for reading. Raises FileNotFoundError when the store has lost them."""
    return path_of(hash_).open("rb")


def path_of(hash_: str) -> Path:
    """Where the bytes with this hash lie: two levels of folders keep each one small."""
    if len(hash_) != 64 or not set(hash_) <= set("0123456789abcdef"):
        raise ValueError("not a SHA-256 in hexadecimal")
    return files_dir() / hash_[:2] / hash_[2:4] / hash_


def files_dir() -> Path:
    """The folder of all kept files, made when first needed."""
    settings: Settings = current_app.config["SETTINGS"]
    folder = settings.files_dir
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def _copy(stream: BinaryIO, file: BinaryIO) -> Kept:
    digest, size = hashlib.sha256(), 0
    while chunk := stream.read(CHUNK):
        size += len(chunk)
        digest.update(chunk)
        file.write(chunk)
    return Kept(digest.hexdigest(), size)


def _put_in_place(draft: Path, place: Path) -> None:
    """Give the synced draft its name at once; the same bytes kept before stay as they are."""
    if place.exists():
        return
    place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    os.replace(draft, place)
    for folder in (place.parent, place.parent.parent):  # the names, too, must outlive a power cut
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)

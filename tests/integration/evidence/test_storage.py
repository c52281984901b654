"""Files kept by content."""

import hashlib
import io
import shutil
import stat
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.database import transaction
from app.evidence import storage
from app.evidence.models import StoredFile
from tests.integration.evidence.files import PDF


@pytest.fixture(autouse=True)
def empty_store(app: Flask) -> None:
    """Nothing kept by the tests before: they share the application and so its folder."""
    shutil.rmtree(app.config["SETTINGS"].data_dir / "files", ignore_errors=True)


def kept_files(app: Flask) -> list[Path]:
    return [path for path in (app.config["SETTINGS"].data_dir / "files").rglob("*") if path.is_file()]


def test_a_content_is_kept_once_under_its_hash(app: Flask, session: Session) -> None:
    for _ in range(2):
        with transaction() as inside:
            hash_ = storage.store_bytes(inside, PDF, "application/pdf")
    assert hash_ == hashlib.sha256(PDF).hexdigest()
    (row,) = session.scalars(select(StoredFile)).all()
    assert (row.hash, row.size, row.media_type) == (hash_, len(PDF), "application/pdf")
    (path,) = kept_files(app)
    assert path.relative_to(storage.files_dir()).parts == (hash_[:2], hash_[2:4], hash_)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    with storage.open_file(hash_) as file:
        assert file.read() == PDF


def test_a_long_stream_is_hashed_in_pieces(app: Flask) -> None:
    data = bytes(range(256)) * 4096
    with transaction() as inside:
        assert storage.store_stream(inside, io.BytesIO(data), "x/y") == hashlib.sha256(data).hexdigest()


def test_a_rollback_leaves_no_row_and_the_next_try_finds_the_file(app: Flask, session: Session) -> None:
    with pytest.raises(RuntimeError), transaction() as inside:
        storage.store_bytes(inside, PDF, "application/pdf")
        raise RuntimeError("power cut")
    assert session.scalars(select(StoredFile)).all() == []
    with transaction() as inside:
        hash_ = storage.store_bytes(inside, PDF, "application/pdf")
    assert session.get(StoredFile, hash_) is not None
    assert len(kept_files(app)) == 1


def test_a_stream_that_breaks_leaves_nothing(app: Flask) -> None:
    class Broken(io.BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            if self.tell():
                raise OSError("line cut")
            return super().read(size)

    with pytest.raises(OSError, match="line cut"):
        storage.keep_on_disk(Broken(b"x" * storage.CHUNK * 2))
    assert kept_files(app) == []


@pytest.mark.parametrize("hash_", ["", "../../etc/passwd", "A" * 64, "0" * 63])
def test_only_a_hash_is_an_address(app: Flask, hash_: str) -> None:
    with pytest.raises(ValueError, match="SHA-256"):
        storage.path_of(hash_)

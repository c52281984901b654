"""The file of a played round: the same bytes whichever database holds it, equal when recomputed, quick."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from app.accounts.actor import system_actor
from app.extensions import db
from app.results import operations
from dossier.verification import answer
from tests.conftest import build_app, empty_all_tables
from tests.integration.demo.conftest import SEED, UNITS, play_round, sqlite_app


def exported(app: Flask, path: Path) -> Path:
    """The file of a round played in this empty database."""
    with app.app_context():
        if db.engine.dialect.name == "postgresql":
            empty_all_tables()
            count_from_one()
        played = play_round(app, SEED, UNITS)
        round_ = played.outcome.round
        with path.open("w+b") as target:
            operations.export_dossier(system_actor(round_.authority_id), round_.id, target)
        db.session.remove()
        db.engine.dispose()
    return path


def count_from_one() -> None:
    """Ids as in a database just made: they are part of the history."""
    with db.engine.begin() as connection:
        names = connection.scalars(
            sa.text("SELECT sequencename FROM pg_sequences WHERE schemaname = 'public'")
        )
        for name in names.all():
            connection.execute(sa.text(f'ALTER SEQUENCE "{name}" RESTART'))


@pytest.fixture(scope="module")
def on_sqlite(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The file of the round on SQLite."""
    folder = tmp_path_factory.mktemp("exported")
    yield exported(sqlite_app(sqlite_template, folder), folder / "ho-so.zip")


def test_it_comes_out_the_same(on_sqlite: Path) -> None:
    found = answer(on_sqlite, every=True)
    assert found.equal, found.text


def test_both_databases_give_the_same_bytes(
    on_sqlite: Path, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    app = build_app(tmp_path, request.getfixturevalue("postgres_url"))
    assert exported(app, tmp_path / "ho-so.zip").read_bytes() == on_sqlite.read_bytes()

"""A small round of the demonstration, played once for a module on each database."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import text

from app.demo import output, play, seeding
from app.demo.output import Outcome
from app.demo.story import Calendar, Story
from app.extensions import db
from tests.conftest import build_app, empty_all_tables

SEED = 2021
UNITS = 3


@dataclass(frozen=True)
class Played:
    """A published round of the demonstration."""

    app: Flask
    story: Story
    outcome: Outcome

    def tables(self, folder: Path) -> dict[str, bytes]:
        """The files of rankings and points."""
        folder.mkdir()
        return {path.name: path.read_bytes() for path in output.write_tables(self.outcome, folder)}


def play_round(app: Flask, seed: int, units: int | None) -> Played:
    """Build the province in an empty database and play the round of 2021."""
    play.build(seeding.BUILT, units)
    story = play.plan(Calendar.of_2021(), seed)
    for _ in play.play(story):
        pass
    return Played(app, story, output.read(db.session(), story.round_id))


def sqlite_app(template: Path, folder: Path) -> Flask:
    """The application on a fresh SQLite database."""
    shutil.copy(template, folder / "demo.db")
    return build_app(folder / "data", f"sqlite:///{folder / 'demo.db'}")


def other_keys() -> None:
    """Rows get keys that no other database gives them: nothing that is told or hashed may hold one."""
    for (name,) in db.session.execute(text("SELECT sequencename FROM pg_sequences")).all():
        db.session.execute(text(f"SELECT setval('{name}', 4711)"))
    db.session.commit()


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def played(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Played]:
    """The round with a few units, once on each database."""
    folder = tmp_path_factory.mktemp("played")
    if request.param == "sqlite":
        app = sqlite_app(request.getfixturevalue("sqlite_template"), folder)
    else:
        app = build_app(folder, request.getfixturevalue("postgres_url"))
    with app.app_context():
        if request.param == "postgresql":
            empty_all_tables()
            other_keys()
        yield play_round(app, SEED, UNITS)
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def fresh(sqlite_template: Path, tmp_path: Path) -> Iterator[Flask]:
    """The application on an empty SQLite database."""
    app = sqlite_app(sqlite_template, tmp_path)
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()

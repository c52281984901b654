"""The migrations: one line, up and down on both databases, equal to the models, and triggers that refuse."""

import os
import warnings
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask
from flask_migrate import downgrade, upgrade

from app.extensions import db
from app.history import Event, append
from tests.conftest import build_app
from tests.factories import Maker, World

MIGRATIONS = Path(__file__).parents[3] / "migrations"


@pytest.fixture
def empty_app(database: str, tmp_path: Path, worker_id: str) -> Iterator[Flask]:
    """The application on a database without any table."""
    if database == "sqlite":
        app = build_app(tmp_path / "data", f"sqlite:///{tmp_path / 'empty.db'}")
        with app.app_context():
            yield app
            db.engine.dispose()
        return
    base = os.environ["TEST_POSTGRES_URL"]
    name = f"empty_{worker_id}_{os.getpid()}"
    admin = sa.create_engine(base, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.exec_driver_sql(f"CREATE DATABASE {name}")
    url = sa.make_url(base).set(database=name).render_as_string(hide_password=False)
    app = build_app(tmp_path / "data", url)
    with app.app_context():
        yield app
        db.engine.dispose()
    with admin.connect() as connection:
        connection.exec_driver_sql(f"DROP DATABASE {name} WITH (FORCE)")
    admin.dispose()


def test_there_is_one_line_of_migrations() -> None:
    scripts = ScriptDirectory(str(MIGRATIONS))
    assert len(scripts.get_heads()) == 1
    assert len(scripts.get_bases()) == 1
    assert all(not script.is_branch_point for script in scripts.walk_revisions())


def things_left() -> set[str]:
    """Tables, triggers and functions that a downgrade should have taken away."""
    with db.engine.connect() as connection:
        left = set(sa.inspect(connection).get_table_names()) - {"alembic_version"}
        if connection.dialect.name == "sqlite":
            queries = ["SELECT name FROM sqlite_master WHERE type IN ('trigger', 'view')"]
        else:
            queries = [
                "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal",
                "SELECT proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace",
                "SELECT typname FROM pg_type WHERE typnamespace = 'public'::regnamespace "
                "AND typname NOT LIKE '%%alembic_version'",
            ]
        for query in queries:
            left |= set(connection.exec_driver_sql(query).scalars())
    return left


def test_up_down_and_up_again(empty_app: Flask) -> None:
    upgrade()
    everything = things_left()
    assert {"events", "votes"} <= everything
    downgrade(revision="base")
    assert things_left() == set()
    upgrade()
    assert things_left() == everything


def test_down_with_rows_in_the_tables(empty_app: Flask) -> None:
    upgrade()
    world = World(Maker(db.session()))
    world.authority.standing_body_id = world.unit.id
    world.other_unit.parent_id = world.unit.id
    db.session.commit()
    db.session.remove()
    downgrade(revision="base")
    assert things_left() == set()


def test_the_migrations_make_what_the_models_say(app: Flask) -> None:
    with db.engine.connect() as connection, warnings.catch_warnings():
        # SQLite cannot be asked for an index on an expression; its names are compared below.
        warnings.filterwarnings("ignore", message=".*expression-based index.*")
        context = MigrationContext.configure(connection, opts={"compare_server_default": True})
        assert compare_metadata(context, db.metadata) == []


def test_checks_and_indexes_are_those_of_the_models(app: Flask) -> None:
    with db.engine.connect() as connection:
        inspector = sa.inspect(connection)
        for table in db.metadata.sorted_tables:
            checks = {one.name for one in table.constraints if isinstance(one, sa.CheckConstraint)}
            assert {one["name"] for one in inspector.get_check_constraints(table.name)} == checks
        if connection.dialect.name == "sqlite":
            query = "SELECT name FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL"
        else:
            query = (
                "SELECT indexname FROM pg_indexes WHERE schemaname = 'public' "
                "AND indexname NOT LIKE 'pk_%%' AND indexname NOT IN (SELECT conname FROM pg_constraint) "
                "AND indexname NOT LIKE 'alembic%%'"
            )
        there = set(connection.exec_driver_sql(query).scalars())
    assert there == {index.name for table in db.metadata.sorted_tables for index in table.indexes}


def refused(statement: str) -> bool:
    """Whether the database itself refuses a statement."""
    with db.engine.connect() as connection:
        try:
            connection.exec_driver_sql(statement)
        except sa.exc.IntegrityError as error:
            assert "never changed" in str(error)
            return True
        finally:
            connection.rollback()
    return False


def test_history_cannot_be_rewritten(app: Flask, world: World) -> None:
    actor = world.actor("standing_body")
    append(db.session(), "round", world.round.id, "round_changed", actor, "standing_body")
    db.session.commit()
    assert refused("UPDATE events SET comment = 'khác'")
    assert refused("DELETE FROM events")
    assert db.session.query(Event).count() == 1


def test_a_frozen_sheet_cannot_be_rewritten(app: Flask, world: World) -> None:
    insert_sheet(world)
    assert refused("UPDATE sheets SET content = '{}'")
    assert refused("DELETE FROM sheets")


def insert_sheet(world: World) -> None:
    with db.engine.begin() as connection:
        connection.execute(
            sa.text(
                "INSERT INTO sheets (id, assessment_id, stage, number, content, content_hash, total, "
                "excluded, frozen_at) VALUES (1, :assessment, 'council', 1, '{}', :hash, '1', '0', :at)"
            ),
            {"assessment": world.assessment.id, "hash": "a" * 64, "at": "2024-11-30 00:00:00+00:00"},
        )


ROW = (
    "INSERT INTO result_rows (result_id, assessment_id, round_group_id, unit_id, unit_name, "
    "council_sheet_id, maximum, excluded, self_total, appraisal_total, total, published, rank, position) "
    "VALUES ({result}, {assessment}, {group}, {unit}, 'Sở', 1, '1', '0', '1', '1', '1', '1,00', 1, "
    "{position})"
)


def test_a_published_result_cannot_be_changed(app: Flask, world: World) -> None:
    insert_sheet(world)
    place = {"result": 1, "group": world.assessment.round_group_id, "unit": world.unit.id}
    person, moment = world.person("chairman").id, "2024-12-30 00:00:00+00:00"
    with db.engine.begin() as connection:
        connection.exec_driver_sql(
            "INSERT INTO result_versions (id, round_id, number, state, content_hash, program_version, "
            f"created_by, created_at, decided_by, decided_at) "
            f"VALUES (1, {world.round.id}, 1, 'decided', '', '0', {person}, '{moment}', {person}, '{moment}')"
        )
        connection.exec_driver_sql(ROW.format(**place, assessment=world.assessment.id, position=1))
    assert not refused("UPDATE result_rows SET rank = 1")
    with db.engine.begin() as connection:
        connection.exec_driver_sql(
            f"UPDATE result_versions SET state = 'published', published_at = '{moment}'"
        )
    assert refused("UPDATE result_rows SET published = '2,00'")
    assert refused("DELETE FROM result_rows")
    assert refused(ROW.format(**place, assessment=world.other_assessment.id, position=2))
    assert refused("UPDATE result_versions SET state = 'decided', published_at = NULL")
    assert refused("DELETE FROM result_versions")

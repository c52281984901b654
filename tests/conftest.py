"""What every test of the application stands on: a migrated database of its own, on SQLite and PostgreSQL."""

import logging
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from flask_migrate import upgrade
from hypothesis import HealthCheck, settings
from sqlalchemy.orm import Session

from app import catalog, create_app
from app.accounts.models import Account
from app.extensions import db
from config import Settings
from frameworks.loader import load_framework
from tests.databases import copy_database
from tests.factories import Maker, World

# How long a thing takes says nothing here: the machine may have other work.
settings.register_profile("untimed", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("untimed")

LOGS = ("app", "app.access")  # some tests read thousands of pages and keep them quiet
DATA = Path(__file__).parent / "data"
SECRET = "khoa-bi-mat-chi-de-chay-thu-0123456789"


@pytest.fixture(scope="session", autouse=True)
def small_framework() -> None:
    """Let rounds of tests be scored by small frameworks: one alone, one that compares units, and one that
    others supply too."""
    names = ("small", "cohort", "supplied")
    small = [load_framework(DATA / f"{name}.yaml") for name in names]
    known = {**catalog.frameworks(), **{framework.id: framework for framework in small}}
    catalog.frameworks = lambda: known  # type: ignore[assignment]
    shipped = catalog.shipped_text
    # Else the first test of a process that asks for a workflow would make a query more than the others.
    catalog._remembered_workflows.update(catalog.workflow_versions())
    own = {key: path.read_text("utf-8") for key in known if (path := DATA / f"{key}.yaml").is_file()}
    catalog.shipped_text = lambda key: own[key] if key in own else shipped(key)


def settings_for(folder: Path, database_url: str) -> Settings:
    """Settings of one test: its own folder and database."""
    folder.mkdir(parents=True, exist_ok=True)
    return Settings(data_dir=folder, database_url=database_url, secret_key=SECRET)


def build_app(folder: Path, database_url: str) -> Flask:
    """The real application on a test's own data."""
    app = create_app(settings_for(folder, database_url))
    app.config.update(TESTING=True)
    return app


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An SQLite database with every migration run, copied for each test."""
    folder = tmp_path_factory.mktemp("template")
    path = folder / "template.db"
    app = build_app(folder, f"sqlite:///{path}")
    with app.app_context():
        upgrade()
        db.engine.dispose()
    return path


@pytest.fixture(scope="session")
def postgres_url(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Iterator[str]:
    """A PostgreSQL database of this test process, with every migration run."""
    base = os.environ.get("TEST_POSTGRES_URL")
    if not base:
        pytest.fail("TEST_POSTGRES_URL is not set: run the tests through scripts/test.sh")
    name = f"test_{worker_id}_{os.getpid()}"
    admin = sa.create_engine(base, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(sa.text(f"CREATE DATABASE {name}"))
    url = sa.make_url(base).set(database=name).render_as_string(hide_password=False)
    app = build_app(tmp_path_factory.mktemp("postgres"), url)
    with app.app_context():
        upgrade()
        db.engine.dispose()
    yield url
    with admin.connect() as connection:
        connection.execute(sa.text(f"DROP DATABASE {name} WITH (FORCE)"))
    admin.dispose()


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest) -> str:
    """Which database a test runs on; tests that ask for it, or for the application, run on both."""
    return str(request.param)


@pytest.fixture(scope="session")
def apps() -> dict[str, Flask]:
    """The applications of this test process, one for each database: pages are compiled once."""
    return {}


@pytest.fixture
def app(
    database: str,
    apps: dict[str, Flask],
    tmp_path_factory: pytest.TempPathFactory,
    request: pytest.FixtureRequest,
) -> Iterator[Flask]:
    """The application on an empty, migrated database and with the settings it started with."""
    if database not in apps:
        folder = tmp_path_factory.mktemp(database)
        url = f"sqlite:///{folder / 'test.db'}"
        if database == "postgresql":
            url = request.getfixturevalue("postgres_url")
        apps[database] = build_app(folder / "data", url)
    app = apps[database]
    config, levels = dict(app.config), {log: log.level for log in map(logging.getLogger, LOGS)}
    with app.app_context():
        if database == "postgresql":
            empty_all_tables()
        else:
            copy_template(request.getfixturevalue("sqlite_template"))
        yield app
        db.session.remove()
        db.engine.dispose()
    forget_kept_workflows()
    app.config.clear()
    app.config.update(config)
    for log, level in levels.items():
        log.setLevel(level)


def forget_kept_workflows() -> None:
    """The next test's database has none of the workflow versions that this one published."""
    for key in catalog._remembered_workflows.keys() - catalog.workflow_versions().keys():
        del catalog._remembered_workflows[key]


def copy_template(template: Path) -> None:
    """Put the empty, migrated database in the place of what the last test left."""
    copy_database(template, Path(str(db.engine.url.database)))


def empty_all_tables() -> None:
    """Forget what the last test left. As a replica the server asks neither foreign keys nor the triggers
    that guard history; deleting a few rows is much quicker than truncating every table's files."""
    deletes = "; ".join(f'DELETE FROM "{table.name}"' for table in db.metadata.sorted_tables)
    with db.engine.begin() as connection:
        connection.exec_driver_sql(f"SET LOCAL session_replication_role = replica; {deletes}")


@pytest.fixture
def session(app: Flask) -> Session:
    """The session of the test's application context."""
    return db.session()


@pytest.fixture
def make(session: Session) -> Maker:
    """Builds rows."""
    return Maker(session)


@pytest.fixture
def world(make: Maker) -> World:
    """A province under way, with a person for every role."""
    return World(make)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A browser without a session; forms need no CSRF token here (the CSRF tests turn it on)."""
    app.config["WTF_CSRF_ENABLED"] = False
    return app.test_client()


@pytest.fixture
def act_as(app: Flask) -> Callable[[Account], FlaskClient]:
    """A browser signed in as an account, without the cost of the password."""
    app.config["WTF_CSRF_ENABLED"] = False

    def sign_in(account: Account) -> FlaskClient:
        from app.web import sign_in_session

        client = app.test_client()
        with client.session_transaction() as stored:
            sign_in_session(stored, account.id, account.session_epoch)
        return client

    return sign_in

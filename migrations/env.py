"""How migrations meet the database: the application's engine, one transaction, one migrator at a time."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext
from flask import current_app
from sqlalchemy import Connection, MetaData

from app.database import ExactNumber, JsonText, UtcDateTime

# Any number does, as long as every process that migrates asks PostgreSQL for the same one.
MIGRATION_LOCK = 20_211_112


def metadata() -> MetaData:
    """What the models say the database looks like."""
    return current_app.extensions["migrate"].db.metadata


def render_item(kind: str, item: Any, _context: AutogenContext) -> str | Literal[False]:
    """Write our column types as the plain types beneath them: a migration must not change with the code."""
    if kind != "type":
        return False
    if isinstance(item, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    if isinstance(item, ExactNumber | JsonText):
        return "sa.Text()"
    return False


@contextmanager
def tables_made_again(connection: Connection) -> Iterator[None]:
    """Let SQLite make tables again that others point to.

    Its foreign keys can only be let go outside a transaction; `run` checks them all before it commits.
    """
    if connection.dialect.name != "sqlite":
        yield
        return
    driver = connection.connection.driver_connection
    driver.execute("PRAGMA foreign_keys=OFF")
    try:
        yield
    finally:
        driver.execute("PRAGMA foreign_keys=ON")


def refuse_dangling(connection: Connection) -> None:
    """Undo everything when a row points to nothing (PostgreSQL never lets go of its foreign keys)."""
    if connection.dialect.name == "sqlite":
        dangling = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
        if dangling:
            raise RuntimeError(f"rows point to rows that are not there: {dangling[:5]}")


def run(connection: Connection) -> None:
    """Carry out what was asked, whole or not at all (SQLite too: its transactions begin when we say)."""
    context.configure(
        connection=connection,
        target_metadata=metadata(),
        render_item=render_item,
        compare_server_default=True,
        transactional_ddl=True,
    )
    with context.begin_transaction():
        if connection.dialect.name == "postgresql":
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({MIGRATION_LOCK})")
        context.run_migrations()
        refuse_dangling(connection)


def write_sql() -> None:
    """Write the statements instead of running them (`flask db upgrade --sql`), for a careful operator."""
    address = current_app.extensions["migrate"].db.engine.url.render_as_string(hide_password=False)
    context.configure(url=address, target_metadata=metadata(), literal_binds=True)
    with context.begin_transaction():
        context.run_migrations()


if context.is_offline_mode():
    write_sql()
else:
    with current_app.extensions["migrate"].db.engine.connect() as there, tables_made_again(there):
        run(there)

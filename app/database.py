"""Column types, SQLite's settings, and the one way to write: `transaction`."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from fractions import Fraction
from typing import Any, cast

from sqlalchemy import DateTime, Engine, Table, Text, event
from sqlalchemy.engine import Connection, Dialect
from sqlalchemy.orm import Session
from sqlalchemy.types import TypeDecorator

from app.extensions import Model, db
from dossier.canonical import canonical_json as canonical_json

BUSY_TIMEOUT_MS = 10_000

_writing: ContextVar[bool] = ContextVar("writing", default=False)


class ExactNumber(TypeDecorator[Fraction]):
    """An exact rational number, kept as text in lowest terms ("7", "15/2").

    Points are thirds and sevenths as often as tenths, so a decimal column would round them.
    """

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        if value is None:
            return None
        if isinstance(value, float):
            raise TypeError("points are exact: no binary floats")
        return str(Fraction(value))

    def process_result_value(self, value: str | None, dialect: Dialect) -> Fraction | None:
        return None if value is None else Fraction(value)


class UtcDateTime(TypeDecorator[datetime]):
    """An aware moment in UTC; SQLite keeps no zone, so it is put back when read."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise TypeError("a moment needs its time zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class JsonText(TypeDecorator[Any]):
    """JSON as canonical text (sorted keys, no spaces), so that equal data have equal bytes."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        return None if value is None else canonical_json(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> Any:
        return None if value is None else json.loads(value)


def table_of(model: type[Model]) -> Table:
    """A model's table, for the few hot paths that speak to the database in statements made once: building
    one anew for every use, and going through objects, costs several times what the database does."""
    return cast(Table, model.__table__)


def prepare_sqlite(engine: Engine) -> None:
    """Give an SQLite engine WAL, foreign keys, patience, and transactions that begin when we say.

    The driver would begin a transaction only at the first write; a read-compute-write needs the write
    lock before its read, so inside `transaction` we send BEGIN IMMEDIATE ourselves.
    """
    if engine.dialect.name != "sqlite":
        return

    @event.listens_for(engine, "connect")
    def _on_connect(connection: Any, _record: Any) -> None:
        connection.isolation_level = None
        cursor = connection.cursor()
        cursor.execute(f"PRAGMA busy_timeout={BUSY_TIMEOUT_MS}")
        cursor.execute("PRAGMA journal_mode=WAL")
        cursor.execute("PRAGMA synchronous=NORMAL")
        cursor.execute("PRAGMA foreign_keys=ON")
        cursor.close()

    @event.listens_for(engine, "begin")
    def _on_begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE" if _writing.get() else "BEGIN")


@contextmanager
def transaction() -> Iterator[Session]:
    """One action: begins with the write lock, commits once, and leaves nothing behind on any error.

    What was read before is forgotten, so that the action decides on what is true now. Not nestable:
    an operation that needs another one's work calls its inner function.
    """
    if _writing.get():
        raise RuntimeError("an operation must not open a second transaction inside its own")
    session = db.session()
    if session.new or session.dirty or session.deleted:
        raise RuntimeError("there are unsaved changes made outside an operation")
    session.rollback()
    token = _writing.set(True)
    try:
        yield session
        session.commit()
    except BaseException:
        session.rollback()
        raise
    finally:
        _writing.reset(token)

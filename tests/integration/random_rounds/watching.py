"""What a step changed in the whole database, at little cost: the tables that were written to and committed
are read again and compared row by row; now and then everything is."""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Engine

from app.extensions import db

WRITES = re.compile(r'\s*(?:INSERT\s+(?:OR\s+\w+\s+)?INTO|UPDATE|DELETE\s+FROM)\s+"?(\w+)', re.IGNORECASE)
Row = tuple[Any, ...]
Rows = dict[Row, Row]


@dataclass
class Change:
    """What became of one table: rows by primary key."""

    columns: tuple[str, ...]
    added: Rows = field(default_factory=dict)
    removed: Rows = field(default_factory=dict)
    changed: dict[Row, tuple[Row, Row]] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.added or self.removed or self.changed)

    def told(self, row: Row) -> dict[str, Any]:
        """A row by the names of its columns."""
        return dict(zip(self.columns, row, strict=True))


class Watch:
    """The rows of every table as the last step left them, and which tables have been written to since."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.tables = {table.name: table for table in db.metadata.sorted_tables}
        self.columns = {name: tuple(table.columns.keys()) for name, table in self.tables.items()}
        self._keys = {
            name: [self.columns[name].index(column.key) for column in table.primary_key.columns]
            for name, table in self.tables.items()
        }
        self._reads = {
            name: "SELECT {} FROM {}".format(", ".join(f'"{one}"' for one in columns), f'"{name}"')
            for name, columns in self.columns.items()
        }
        self._pending: dict[int, set[str]] = {}
        self._written: set[str] = set()
        self.rows: dict[str, Rows] = {}

    @contextmanager
    def watching(self) -> Iterator[None]:
        """Listen to what is written while the block lasts."""
        listeners = {
            "before_cursor_execute": self._note,
            "commit": self._committed,
            "rollback": self._rolled_back,
        }
        for name, listener in listeners.items():
            sa.event.listen(self.engine, name, listener)
        try:
            yield
        finally:
            for name, listener in listeners.items():
                sa.event.remove(self.engine, name, listener)

    def _note(self, connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if (found := WRITES.match(statement)) is not None:
            self._pending.setdefault(id(connection), set()).add(found[1])

    def _committed(self, connection: Any) -> None:
        self._written |= self._pending.pop(id(connection), set())

    def _rolled_back(self, connection: Any) -> None:
        self._pending.pop(id(connection), None)

    def begin(self) -> None:
        """Take the database as it is."""
        self.rows = self._read(self.tables)
        self._written.clear()

    def changes(self) -> dict[str, Change]:
        """What has changed since the last time, by table."""
        written = self._written & self.tables.keys()
        self._written.clear()
        if not written:
            return {}
        now = self._read(written)
        found = {name: self._compare(name, now[name]) for name in written}
        self.rows.update(now)
        return {name: change for name, change in found.items() if change}

    def missed(self) -> list[str]:
        """The tables that changed without a write that was seen: everything is read and compared."""
        now = self._read(self.tables)
        return [name for name in self.tables if self.rows[name] != now[name]]

    def _compare(self, name: str, now: Rows) -> Change:
        before = self.rows[name]
        return Change(
            self.columns[name],
            added={key: row for key, row in now.items() if key not in before},
            removed={key: row for key, row in before.items() if key not in now},
            changed={
                key: (before[key], row) for key, row in now.items() if key in before and before[key] != row
            },
        )

    def _read(self, names: Any) -> dict[str, Rows]:
        found: dict[str, Rows] = {}
        with self.engine.connect() as connection:
            for name in names:
                keys = self._keys[name]
                rows = connection.exec_driver_sql(self._reads[name])
                found[name] = {tuple(row[key] for key in keys): tuple(row) for row in rows}
        return found

    def all(self, name: str) -> Iterator[Mapping[str, Any]]:
        """The rows of a table by the names of their columns, as of the last step."""
        columns = self.columns[name]
        return (dict(zip(columns, row, strict=True)) for row in self.rows[name].values())

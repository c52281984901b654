"""The whole database at a moment, to be compared with another moment."""

import sqlalchemy as sa

from app.extensions import db


def everything() -> dict[str, list[str]]:
    """Every row of every table as text, so that rows of any kind can be compared."""
    with db.engine.connect() as connection:
        return {
            table.name: sorted(repr(row) for row in connection.execute(sa.select(table)))
            for table in db.metadata.sorted_tables
        }

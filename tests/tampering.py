"""The database as somebody with its password finds it."""

from collections.abc import Iterator

import sqlalchemy as sa
from sqlalchemy.orm import Session


def without_triggers(session: Session, database: str) -> Iterator[Session]:
    """The session with the triggers out of the way."""
    if database == "postgresql":
        session.execute(sa.text("SET session_replication_role = replica"))
        yield session
        session.execute(sa.text("SET session_replication_role = DEFAULT"))
        session.commit()
        return
    for name in session.scalars(sa.text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).all():
        session.execute(sa.text(f"DROP TRIGGER {name}"))
    yield session

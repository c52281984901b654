"""Writing down what goes out, so that it goes out once whoever runs the schedule."""

from collections.abc import Iterable

from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from app import clock
from app.schedule.models import SentReminder
from app.schedule.queries import Key


def write_down(session: Session, keys: Iterable[Key]) -> set[Key]:
    """Keep these under their unique key; returns those that no other worker had written down before."""
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    moment, kept = clock.now(), set()
    for key in keys:
        subject_type, subject_id, deadline, due_on, kind, days = key
        row = insert(SentReminder).values(
            subject_type=subject_type,
            subject_id=subject_id,
            deadline=deadline,
            due_on=due_on,
            kind=kind,
            days=days,
            sent_at=moment,
        )
        if session.scalar(row.on_conflict_do_nothing().returning(SentReminder.id)) is not None:
            kept.add(key)
    return kept

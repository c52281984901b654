"""The history of everything: append-only, one hash chain per subject.

Each event carries the hash of the one before it, so that an event lost, put in or edited by hand is
found by `verify_chain`. The database refuses UPDATE and DELETE on this table (triggers in the migration).
"""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    CheckConstraint,
    Index,
    ScalarSelect,
    UniqueConstraint,
    bindparam,
    insert,
    select,
    text,
)
from sqlalchemy.orm import Mapped, Session, aliased, mapped_column

from app import clock
from app.database import JsonText, UtcDateTime, table_of
from app.extensions import Model, reference
from dossier.chain import FIRST_HASH, HASHED_COLUMNS, BrokenLink, event_hash, verify_chain

if TYPE_CHECKING:
    from app.accounts.actor import Actor

__all__ = [
    "FIRST_HASH",
    "HASHED_COLUMNS",
    "BrokenLink",
    "Event",
    "append",
    "deed_data",
    "event_hash",
    "verify_chain",
]


MOVES = text("kind = 'transition' AND source <> target")


class Event(Model):
    """One thing that happened to one subject, with the person as they were at that moment."""

    __tablename__ = "events"

    id: Mapped[int] = mapped_column(primary_key=True)
    subject_type: Mapped[str]
    subject_id: Mapped[int]
    sequence: Mapped[int]
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    kind: Mapped[str]
    definition: Mapped[str | None]
    transition: Mapped[str | None]
    source: Mapped[str | None]
    target: Mapped[str | None]
    actor_id: Mapped[int | None] = mapped_column(reference("accounts.id"))
    actor_name: Mapped[str]
    actor_title: Mapped[str]
    acting_role: Mapped[str]
    actor_unit: Mapped[str]
    comment: Mapped[str | None]
    sheet_hash: Mapped[str | None]
    data: Mapped[Any] = mapped_column(JsonText)
    previous_hash: Mapped[str]
    hash: Mapped[str]

    __table_args__ = (
        UniqueConstraint("subject_type", "subject_id", "sequence"),
        CheckConstraint("sequence >= 1", name="sequence_from_one"),
        CheckConstraint("(transition IS NULL) = (target IS NULL)", name="transition_has_target"),
        Index("ix_events_actor", "actor_id", "at"),
        Index("ix_events_at", "at"),
        Index(  # when an item came to the state it is in: what lists of work ask of every line
            "ix_events_moves",
            "subject_type",
            "subject_id",
            "id",
            sqlite_where=MOVES,
            postgresql_where=MOVES,
        ),
    )


_events = table_of(Event)
_INSERT = insert(_events)
_LAST_OF_CHAIN = (
    select(_events.c.sequence, _events.c.hash)
    .where(
        _events.c.subject_type == bindparam("subject_type"), _events.c.subject_id == bindparam("subject_id")
    )
    .order_by(_events.c.sequence.desc())
    .limit(1)
)


def deed_data(subject_type: str, subject_id: Any, person: Any, since: Any, *kinds: str) -> ScalarSelect[Any]:
    """The data of the event that tells of a stored deed, as a column of any query: what kept rows say of a
    person (`reviewed_by`) is said in full with it (`messages.delegating.by_delegate`), without a query more.

    Rows are written before their event, in one transaction: it is the person's first event of these kinds on
    the subject from the row's own moment (`reviewed_at`) on. Without `subject_id` it is the first on any
    subject of the type, without kinds of any kind. NULL where there is none.
    """
    told = aliased(Event)
    return (
        select(told.data)
        .where(
            told.subject_type == subject_type,
            told.actor_id == person,
            told.at >= since,
            *([] if subject_id is None else [told.subject_id == subject_id]),
            *([told.kind.in_(kinds)] if kinds else []),
        )
        .order_by(told.at, told.id)
        .limit(1)
        .scalar_subquery()
    )


def append(
    session: Session,
    subject_type: str,
    subject_id: int,
    kind: str,
    actor: "Actor",
    role: str,
    *,
    definition: str | None = None,
    transition: str | None = None,
    source: str | None = None,
    target: str | None = None,
    comment: str | None = None,
    sheet_hash: str | None = None,
    data: dict[str, Any] | None = None,
) -> str:
    """Write one event at the end of its subject's chain and return its hash.

    The subject must be locked by the surrounding transaction; if it is not, two writers meet at the
    unique (subject, sequence) and one of them fails whole, never half.
    """
    subject = {"subject_type": subject_type, "subject_id": subject_id}
    if actor.behalf is not None:
        behalf = actor.behalf
        whom: dict[str, Any] = {"id": behalf.id, "name": behalf.name, "title": behalf.title}
        if behalf.letter:
            whom["letter"] = behalf.letter
        data = {**(data or {}), "on_behalf": whom}
    last = session.execute(_LAST_OF_CHAIN, subject).first()
    row: dict[str, Any] = {
        **subject,
        "sequence": last.sequence + 1 if last else 1,
        "at": clock.now(),
        "kind": kind,
        "definition": definition,
        "transition": transition,
        "source": source,
        "target": target,
        "actor_id": actor.id,
        "actor_name": actor.name,
        "actor_title": actor.title,
        "acting_role": role,
        "actor_unit": actor.unit_name,
        "comment": comment,
        "sheet_hash": sheet_hash,
        "data": data or {},
        "previous_hash": last.hash if last else FIRST_HASH,
    }
    row["hash"] = event_hash(row)
    session.execute(_INSERT, row)
    return str(row["hash"])

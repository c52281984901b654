"""The hash chain of a history: each event carries the hash of the one before it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from dossier.canonical import canonical_json, sha256_of

FIRST_HASH = "0" * 64

# What the hash covers, in this order; a column added later gets its place at the end.
HASHED_COLUMNS = (
    "subject_type",
    "subject_id",
    "sequence",
    "at",
    "kind",
    "definition",
    "transition",
    "source",
    "target",
    "actor_id",
    "actor_name",
    "actor_title",
    "acting_role",
    "actor_unit",
    "comment",
    "sheet_hash",
    "data",
    "previous_hash",
)


def event_hash(row: Mapping[str, Any]) -> str:
    """SHA-256 (hex) over an event's content, the previous event's hash among it.

    The moment is a UTC datetime, or already its ISO 8601 text.
    """
    content = [row[name] for name in HASHED_COLUMNS]
    at = row["at"]
    content[3] = at if isinstance(at, str) else at.isoformat()
    return sha256_of(canonical_json(content))


@dataclass(frozen=True)
class BrokenLink:
    """The first place where a chain does not hold, and in what way."""

    subject_type: str
    subject_id: int
    sequence: int
    fault: str  # "missing", "edited" or "unlinked"
    stored: str = field(default="", compare=False)  # the hash that stands there
    computed: str = field(default="", compare=False)  # the hash that should
    column: str = field(default="", compare=False)  # the column that was changed, where it can be told


def verify_chain(rows: Iterable[Any]) -> BrokenLink | None:
    """Check the events of one subject, in order of sequence; None when every link holds."""
    expected_sequence, previous = 1, FIRST_HASH
    for row in rows:
        content = {name: getattr(row, name) for name in HASHED_COLUMNS}
        place = (row.subject_type, row.subject_id, expected_sequence)
        if row.sequence != expected_sequence:
            return BrokenLink(*place, "missing")
        if row.previous_hash != previous:
            return BrokenLink(*place, "unlinked", row.previous_hash, previous)
        if (computed := event_hash(content)) != row.hash:
            return BrokenLink(*place, "edited", row.hash, computed)
        expected_sequence, previous = expected_sequence + 1, row.hash
    return None


def with_column(link: BrokenLink, rows: Sequence[Any]) -> BrokenLink:
    """The same broken link with the column that was changed, as far as can be told.

    A hash covers the whole event, so it does not say which column differs. But where one value alone, taken
    from another event of the chain (or nothing, or the value the chain asks for), gives the stored hash
    again, that column was changed. A text or data that nobody else wrote can not be guessed.
    """
    if link.fault == "missing":
        moved = (row for row in rows if _with(row, "sequence", link.sequence) == row.hash)
        return replace(link, column="sequence") if next(moved, None) is not None else link
    row = next(row for row in rows if row.sequence == link.sequence)
    if link.fault == "unlinked":
        right = _with(row, "previous_hash", link.computed) == row.hash
        return replace(link, column="previous_hash") if right else link
    following = next((one for one in rows if one.sequence == link.sequence + 1), None)
    if following is not None and following.previous_hash == link.computed:
        return replace(link, column="hash")
    for name in HASHED_COLUMNS:
        others = [None, *(getattr(one, name) for one in rows)]
        if any(_with(row, name, value) == row.hash for value in others if value != getattr(row, name)):
            return replace(link, column=name)
    return link


def _with(row: Any, name: str, value: Any) -> str:
    """The event's hash if this one column held that value."""
    if name == "at" and value is None:
        return ""
    return event_hash({**{one: getattr(row, one) for one in HASHED_COLUMNS}, name: value})

"""The hash chain finds an event that is missing, edited, or put in from elsewhere."""

from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pytest

from app.history import FIRST_HASH, HASHED_COLUMNS, BrokenLink, event_hash, verify_chain

COMMENT = "Số liệu chưa có tài liệu kiểm chứng"


def chain(length: int) -> list[SimpleNamespace]:
    """A whole chain of one subject."""
    rows: list[SimpleNamespace] = []
    previous = FIRST_HASH
    for sequence in range(1, length + 1):
        row: dict[str, Any] = {
            **dict.fromkeys(HASHED_COLUMNS),
            "subject_type": "assessment",
            "subject_id": 7,
            "sequence": sequence,
            "at": datetime(2024, 11, sequence, 3, tzinfo=UTC),
            "kind": "figure",
            "actor_name": "Nguyễn Văn A",
            "comment": COMMENT,
            "data": {"name": "dvc_tong", "before": None, "after": str(sequence)},
            "previous_hash": previous,
        }
        row["hash"] = previous = event_hash(row)
        rows.append(SimpleNamespace(**row))
    return rows


def rehash(row: SimpleNamespace) -> None:
    """Give an edited event a hash that fits its content, as a careful forger would."""
    row.hash = event_hash({name: getattr(row, name) for name in HASHED_COLUMNS})


def test_a_whole_chain_holds() -> None:
    assert verify_chain(chain(5)) is None
    assert verify_chain([]) is None


@pytest.mark.parametrize("place", [1, 2, 4])
def test_a_missing_event_is_named(place: int) -> None:
    rows = chain(5)
    del rows[place - 1]
    assert verify_chain(rows) == BrokenLink("assessment", 7, place, "missing")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("comment", "Đã có tài liệu"),
        ("actor_name", "Nguyễn Văn B"),
        ("at", datetime(2024, 10, 1, tzinfo=UTC)),
        ("data", {"name": "dvc_tong", "before": None, "after": "99"}),
        ("sheet_hash", "f" * 64),
        ("acting_role", "leader"),
    ],
)
def test_an_edited_event_is_named(name: str, value: Any) -> None:
    rows = chain(4)
    setattr(rows[2], name, value)
    assert verify_chain(rows) == BrokenLink("assessment", 7, 3, "edited")


def test_an_event_edited_with_its_hash_breaks_the_next_link() -> None:
    rows = chain(4)
    rows[1].comment = "Khác"
    rehash(rows[1])
    assert verify_chain(rows) == BrokenLink("assessment", 7, 3, "unlinked")


def test_an_event_put_in_is_unlinked() -> None:
    rows = chain(3)
    rows[2].previous_hash = "0" * 64
    rehash(rows[2])
    assert verify_chain(rows) == BrokenLink("assessment", 7, 3, "unlinked")


def test_two_events_of_one_sequence_are_found() -> None:
    rows = chain(3)
    rows.insert(1, rows[0])
    found = verify_chain(rows)
    assert found is not None
    assert found.sequence == 2

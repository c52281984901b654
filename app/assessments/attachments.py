"""What the room above hangs on a criterion of the form.

Files belong to the evidence room, which stands on this one; it hands in its list here, so that the form and
the summary show files without this room knowing how they are kept.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session


@dataclass(frozen=True)
class Attached:
    """One file at a criterion. `size` is in bytes."""

    id: int
    filename: str
    size: int
    added_at: datetime
    added_by: str
    viewable: bool  # a browser may show it


Lister = Callable[[Session, int], Mapping[str, list[Attached]]]
Taken = Callable[[], Mapping[str, Any]]

_listers: list[Lister] = []
_taken: list[Taken] = []


def provide(lister: Lister, taken: Taken) -> None:
    """Let `lister` answer for the files of an assessment, and `taken` for what may be uploaded."""
    _listers[:], _taken[:] = [lister], [taken]


def taken() -> Mapping[str, Any]:
    """What the control for uploads says and checks: accept, upload_hint, max_bytes."""
    return _taken[0]() if _taken else {}


def of_assessment(session: Session, assessment_id: int) -> Mapping[str, list[Attached]]:
    """The files at an assessment's criteria now, by criterion; one query."""
    return _listers[0](session, assessment_id) if _listers else {}

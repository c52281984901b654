"""What the pages of explanation post: shape only."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any


def text(form: Mapping[str, str], name: str) -> str:
    """A posted text, whole: whether it is too long is for the operation to say."""
    return form.get(name, "")


def moment(form: Mapping[str, str], name: str) -> datetime | None:
    """A posted moment; None where there is none. What is none counts as one nothing was answered at."""
    posted = form.get(name, "")
    try:
        return datetime.fromisoformat(posted) if posted else None
    except ValueError:
        return datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True)
class Sending:
    """Which units are to be sent their points, each with the version the page showed."""

    units: tuple[tuple[int, int], ...]
    days: str

    @classmethod
    def read(cls, form: Any) -> "Sending":
        """From the posted list: "12:3" is assessment 12 at version 3; what is none is left out."""
        found = []
        for posted in form.getlist("unit"):
            number, _, version = posted.partition(":")
            if number.isdecimal() and version.isdecimal() and len(number) < 10 and len(version) < 10:
                found.append((int(number), int(version)))
        return cls(tuple(dict(found).items()), form.get("days", ""))

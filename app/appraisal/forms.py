"""What the pages of the appraisal post and how lists are narrowed: shape only."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.assessments.models import ASSESSMENT_STATES

LONGEST_SEARCH = 100


@dataclass(frozen=True)
class Decision:
    """A decision as posted: texts as typed."""

    decision: str
    points: str
    reason: str
    seen_version: int | None

    @classmethod
    def read(cls, form: Mapping[str, str]) -> "Decision":
        """What was posted; a version that is no number counts as an old page."""
        return cls(
            form.get("decision", ""),
            form.get("points", ""),
            form.get("reason", ""),
            whole(form.get("seen_version")),
        )

    @property
    def typed(self) -> dict[str, str]:
        """What is shown again when it is refused."""
        return {"decision": self.decision, "points": self.points, "reason": self.reason}


def whole(text: str | None) -> int | None:
    """A posted number; None when there is none, -1 (never a version) when it is none."""
    if text is None or not text.strip():
        return None
    return int(text) if text.strip().isdecimal() else -1


@dataclass(frozen=True)
class UnitFilter:
    """How the list of units is narrowed and ordered."""

    group_id: int | None
    state: str
    text: str
    order: str
    page: int

    ORDERS = ("", "ten", "-tu", "tu", "-td", "td", "tien-do", "-tien-do")

    @classmethod
    def read(cls, args: Mapping[str, str]) -> "UnitFilter":
        """From the address; anything unknown counts as not given."""
        group, page = whole(args.get("nhom")), whole(args.get("trang"))
        state, order = args.get("tt", ""), args.get("xep", "")
        return cls(
            group if group != -1 else None,
            state if state in ASSESSMENT_STATES else "",
            args.get("tim", "").strip()[:LONGEST_SEARCH],
            order if order in cls.ORDERS else "",
            max(page or 1, 1),
        )

    @property
    def address(self) -> dict[str, Any]:
        """What has to stay in the address of another page or order."""
        kept = {"nhom": self.group_id, "tt": self.state, "tim": self.text, "xep": self.order}
        return {name: value for name, value in kept.items() if value}

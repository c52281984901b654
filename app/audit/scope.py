"""What a check of the journal covers: everything, one item, or a round with all that belongs to it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, or_, select, true

from app.assessments.models import Assessment
from app.audit.queries import BELOW_ROUND, of_item
from app.council.models import OpenPoint
from app.documents.models import Document
from app.history import Event


@dataclass(frozen=True)
class Scope:
    """Which events are read, and the items by kind; `ids` None for every item there is."""

    events: ColumnElement[bool]
    ids: Mapping[str, Any] | None = None

    @classmethod
    def of(cls, subject: tuple[str, int] | None) -> "Scope":
        """One item, or everything."""
        if subject is None:
            return cls(true())
        return cls(of_item(*subject), {subject[0]: [subject[1]]})

    @classmethod
    def of_round(cls, round_id: int) -> "Scope":
        """A round, its units' assessments, papers, meetings, points, results and tasks."""
        assessments = select(Assessment.id).where(Assessment.round_id == round_id)
        ids: dict[str, Select[Any] | list[int]] = {
            "round": [round_id],
            "assessment": assessments,
            "supplied": assessments,
            "document": select(Document.id).where(Document.round_id == round_id),
            "open_point": select(OpenPoint.id).where(OpenPoint.assessment_id.in_(assessments)),
            **{
                name: select(below.id).where(below.round_id == round_id)
                for name, below in BELOW_ROUND.items()
            },
        }
        parts = [and_(Event.subject_type == kind, Event.subject_id.in_(of)) for kind, of in ids.items()]
        return cls(or_(*parts), ids)

    def only(self, kind: str, column: Any) -> ColumnElement[bool] | None:
        """The condition on items of this kind; None when none is covered."""
        if self.ids is None:
            return true()
        return column.in_(self.ids[kind]) if kind in self.ids else None

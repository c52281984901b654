"""What a unit's leader had confirmed when the unit began to explain: what the team goes by until the leader
confirms again. Figures and declarations lie in the frozen sheet; notes, reasons and files are told from the
history and the day of their coming."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.orm import Session

from app.appraisal.queries import EXPLAINING
from app.assessments.models import Assessment, CriterionEntry, CurrentSheet, Sheet
from app.history import Event

# When the leader of a unit confirmed last, in a query about its assessment.
CONFIRMED_AT = (
    select(Sheet.frozen_at)
    .join(CurrentSheet, CurrentSheet.sheet_id == Sheet.id)
    .where(CurrentSheet.assessment_id == Assessment.id, CurrentSheet.stage == "self")
    .correlate(Assessment)
    .scalar_subquery()
)


def entries_before(session: Session, condition: ColumnElement[bool]) -> Mapping[tuple[int, str], Any]:
    """What units that are explaining now had written to a criterion before they changed it, as the history
    tells it: status, reason and note by assessment and code; one query."""
    found: dict[tuple[int, str], Any] = {}
    for assessment_id, data in session.execute(_changes().where(condition)):
        found.setdefault((assessment_id, data["code"]), data["before"])
    return found


def _changes() -> Select[tuple[int, Any]]:
    return (
        select(Event.subject_id, Event.data)
        .join(Assessment, Assessment.id == Event.subject_id)
        .where(
            Event.subject_type == "assessment",
            Event.kind == "entry",
            Assessment.state.in_(EXPLAINING),
            Event.at > CONFIRMED_AT,
        )
        .order_by(Event.subject_id, Event.sequence)
    )


def entry_before(entry: CriterionEntry, before: Mapping[str, Any]) -> CriterionEntry:
    """An entry as it was, for reading only: it belongs to no session."""
    return CriterionEntry(
        assessment_id=entry.assessment_id,
        code=entry.code,
        status=before["status"],
        reason=before["reason"],
        note=before["note"],
        points=entry.points,
        version=entry.version,
    )

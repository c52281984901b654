"""The conditions of a task's workflow, each answering None or a reason a person can act on."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app import clock
from app.accounts.actor import Actor
from app.improvements.models import ImprovementTask, TaskReport
from app.messages import improvements as texts
from app.rounds.deadlines import is_past
from app.workflow import RoomGuard


def report_given(
    session: Session, task: ImprovementTask, _actor: Actor, given: Mapping[str, Any]
) -> str | None:
    """A report is being given with this step, or one is stored."""
    if given.get("content"):
        return None
    stored = session.scalar(select(func.count()).select_from(TaskReport).where(TaskReport.task_id == task.id))
    return None if stored else texts.NO_REPORT


def due_in_future(
    _session: Session, task: ImprovementTask, _actor: Actor, given: Mapping[str, Any]
) -> str | None:
    """The last day has not passed: the new one where an extension brings it, the stored one of a draft."""
    day: date | None = given.get("due_on") or (task.due_on if task.state == "drafting" else None)
    return texts.DUE_PAST if day is not None and is_past(day, clock.now()) else None


TASK_GUARDS: dict[str, RoomGuard] = {"report_given": report_given, "due_in_future": due_in_future}

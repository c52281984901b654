"""What the pages of improvement tasks show: plain data read for one person."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from app import catalog, clock, policy, workflow
from app.accounts.actor import Actor
from app.history import Event
from app.improvements import operations, queries
from app.improvements.drafts import periods
from app.improvements.guards import TASK_GUARDS
from app.improvements.models import ImprovementTask, TaskReport
from app.messages import audit as audit_texts
from app.messages import clock_and_day
from app.messages import improvements as texts
from app.messages.delegating import principal_in
from app.rounds.deadlines import days_until
from app.rounds.models import Round
from app.units.models import Unit
from workflows.engine import Choice


@dataclass(frozen=True)
class Due:
    """The last day as pages say it: how long until then, and whether the unit is late."""

    text: str
    tone: str
    late: bool


def due(task: ImprovementTask) -> Due | None:
    """How long until a running task's last day; None where nobody works on it."""
    if task.state not in queries.RUNNING:
        return None
    left = days_until(task.due_on, clock.now())
    tone = "red" if left < 0 else "amber" if left <= 14 else "neutral"
    return Due(texts.days(left), tone, left < 0)


@dataclass(frozen=True)
class Shown:
    """One task with everything its page says of it."""

    task: ImprovementTask
    round: Round
    unit: str
    criterion: str
    due: Due | None
    reports: Sequence[TaskReport]
    choices: Sequence[Choice]
    events: Sequence[Mapping[str, Any]]
    may_report: bool
    may_edit: bool
    periods: Sequence[tuple[str, str]]


def of_task(session: Session, actor: Actor, task_id: int) -> Shown:
    """One task for one person."""
    task, round_ = queries.open_task(session, actor, task_id)
    roles = policy.task_roles(actor, task, round_)
    guards = workflow.bind(TASK_GUARDS, session, task, actor, {})
    choices = workflow.available(task, roles, guards)
    history = policy.can_task(actor, "view_history", task, round_)
    return Shown(
        task=task,
        round=round_,
        unit=session.get_one(Unit, task.unit_id).name,
        criterion=_criterion(session, round_, task),
        due=due(task),
        reports=queries.reports_of(session, task.id),
        choices=[choice for choice in choices if choice.transition.name in operations.STEPS],
        events=[_event(event) for event in queries.events_of(session, task.id)] if history else [],
        may_report=any(choice.transition.name == "report_progress" for choice in choices),
        may_edit=policy.can_task(actor, "edit", task, round_),
        periods=[(name, texts.quarter(name)) for name in reversed(periods(task))],
    )


def _criterion(session: Session, round_: Round, task: ImprovementTask) -> str:
    if task.code is None:
        return ""
    place = next((one for one in queries.places(session, round_) if one.unit_id == task.unit_id), None)
    node = place.framework.nodes.get(task.code) if place else None
    return f"{task.code} {node.title}" if node else task.code


def _event(event: Event) -> dict[str, Any]:
    identifier, _, version = (event.definition or "").partition("@")
    told: dict[str, Any] = {
        "title": audit_texts.KINDS[event.kind],
        "when": clock_and_day(clock.local(event.at)),
        "who": event.actor_name,
        "on_behalf": principal_in(event.data),
        "unit": event.actor_unit,
        "comment": _said(event),
    }
    if event.transition:
        definition = catalog.workflow(identifier, int(version))
        told["title"] = definition.transitions[event.transition].title
        if event.source != event.target:
            told["source"] = definition.states[str(event.source)].title
            told["target"] = definition.states[str(event.target)].title
    return told


def _said(event: Event) -> str:
    """What a step says beside its name: the period, the letter, the new day, the reason."""
    data = event.data or {}
    parts = []
    if "period" in data:
        parts.append(f"{texts.quarter(data['period'])}: {data['percent']}%")
        parts.append(data["content"])
    for name in ("letter_number", "minutes"):
        if name in data:
            parts.append(f"{texts.LABELS[name]}: {data[name]}")
    if "until" in data:
        parts.append(texts.moved(data["before"], data["until"]))
    if "changes" in data:
        parts.extend(texts.changed(name, *pair) for name, pair in data["changes"].items())
    return ". ".join(str(part) for part in (*parts, event.comment) if part)


@dataclass(frozen=True)
class Table:
    """The table of progress: its quarters and a row for each unit."""

    periods: Sequence[str]
    rows: Sequence[queries.Progress]


def progress(session: Session, actor: Actor, round_: Round) -> Table:
    """How far units are, quarter by quarter."""
    rows = queries.progress(session, actor, round_)
    return Table(sorted({period for row in rows for period in row.percents}), rows)

"""Improvement tasks as actions: drawn up, assigned, reported on each quarter, accepted, extended, ended."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import catalog, clock, history, messages, outbox, policy, workflow
from app.accounts.actor import Actor
from app.accounts.models import Account
from app.database import transaction
from app.errors import DomainError, InvalidInput, NotFound, WrongState
from app.improvements import queries
from app.improvements.drafts import Draft, check, of_task, periods
from app.improvements.guards import TASK_GUARDS
from app.improvements.models import ImprovementTask, TaskReport
from app.improvements.queries import open_task
from app.messages import improvements as texts
from app.messages.delegating import doing
from app.rounds import queries as rounds
from app.rounds.models import Round
from app.units.models import Unit
from workflows.engine import initial_variables

# The steps people take on a task's page; a progress report has an operation of its own.
STEPS = (
    "assign",
    "start",
    "report",
    "accept",
    "return_report",
    "remind",
    "inspect",
    "extend",
    "cancel",
    "discard",
)


def draw_up(actor: Actor, round_id: int, drafts: Sequence[Draft]) -> list[int]:
    """The standing body draws up tasks of a published round, all or none; returns their ids."""
    with transaction() as session:
        round_ = rounds.open_round(session, actor, round_id, "manage_tasks", lock=True)
        known = {place.unit_id: place for place in queries.places(session, round_)}
        if len(drafts) > texts.MOST_TASKS:
            raise InvalidInput(texts.TOO_MANY, field="title")
        return [_draw_up(session, actor, round_, check(draft, known)) for draft in drafts]


def _draw_up(session: Session, actor: Actor, round_: Round, draft: Draft) -> int:
    definition = catalog.newest_workflow(catalog.TASK_WORKFLOW)
    task = ImprovementTask(
        authority_id=round_.authority_id,
        round_id=round_.id,
        **asdict(draft),
        state=definition.initial,
        workflow=definition.id,
        workflow_version=definition.version,
        variables=dict(initial_variables(definition)),
        created_by=actor.id,
        created_at=clock.now(),
    )
    session.add(task)
    session.flush()
    history.append(session, "task", task.id, "task_drafted", actor, "standing_body", data=_said(draft))
    return task.id


def _said(draft: Draft) -> dict[str, Any]:
    return {**asdict(draft), "due_on": draft.due_on.isoformat()}


def change(actor: Actor, task_id: int, draft: Draft, *, seen_version: int | None = None) -> None:
    """The standing body changes a task it has not assigned yet."""
    with transaction() as session:
        task, round_ = open_task(session, actor, task_id, lock=True)
        if task.state != "drafting" and policy.can_round(actor, "manage_tasks", round_):
            raise WrongState(texts.NOT_DRAFT, state=task.state)
        policy.require_task(actor, "edit", task, round_)
        workflow.check_version(session, task, "task", seen_version)
        clean = check(draft, {place.unit_id: place for place in queries.places(session, round_)})
        before = _said(of_task(task))
        for name, value in asdict(clean).items():
            setattr(task, name, value)
        after = _said(clean)
        changes = {name: [before[name], after[name]] for name in after if before[name] != after[name]}
        if changes:
            history.append(
                session, "task", task.id, "task_changed", actor, "standing_body", data={"changes": changes}
            )


def act(
    actor: Actor,
    task_id: int,
    transition: str,
    *,
    reason: str = "",
    letter_number: str = "",
    minutes: str = "",
    due_on: date | None = None,
    seen_version: int | None = None,
) -> None:
    """Take one step on a task (`STEPS`). Extending takes the letter, the reason and the new last day."""
    if transition not in STEPS:
        raise NotFound(messages.NOT_FOUND, task=task_id, transition=transition)
    typed = {"reason": reason.strip(), "letter_number": letter_number.strip(), "minutes": minutes.strip()}
    given: dict[str, Any] = {name: text for name, text in typed.items() if text}
    with transaction() as session:
        task, round_ = open_task(session, actor, task_id, lock=True)
        data: dict[str, Any] = {name: given[name] for name in ("letter_number", "minutes") if name in given}
        if transition == "extend":
            # First that it is the time for it, and for this person, then what is written.
            _decide(session, task, round_, actor, transition, {**typed, **dict.fromkeys(typed, "-")})
            given["due_on"] = _later(task, due_on)
            data |= {"before": task.due_on.isoformat(), "until": given["due_on"].isoformat()}
        _step(session, task, round_, actor, transition, given, seen_version, data or None)
        if transition == "extend":
            task.due_on = given["due_on"]


def _later(task: ImprovementTask, due_on: date | None) -> date:
    if due_on is None:
        raise InvalidInput(texts.needed(texts.LABELS["due_on"]), field="due_on")
    if due_on <= task.due_on:
        refusal = texts.DUE_LATER.format(due=f"{task.due_on:%d/%m/%Y}")
        raise InvalidInput(refusal, field="due_on", typed=f"{due_on:%d/%m/%Y}")
    return due_on


def assign_many(actor: Actor, task_ids: Iterable[int]) -> tuple[int, list[str]]:
    """Assign several drafts, each in its own savepoint; returns how many, and why others were not."""
    done, refused = 0, []
    with transaction() as session:
        for task_id in dict.fromkeys(task_ids):
            task, round_ = open_task(session, actor, task_id, lock=True)
            title = task.title
            try:
                with session.begin_nested():
                    _step(session, task, round_, actor, "assign", {}, None, None)
                done += 1
            except DomainError as refusal:
                refused.append(texts.refused(title, refusal.message))
    return done, refused


def report(
    actor: Actor,
    task_id: int,
    *,
    period: str,
    percent: int | None,
    content: str,
    seen_version: int | None = None,
) -> None:
    """The unit's specialist reports on a quarter; a report on it that is there already is written anew.

    Possible as long as the result is neither handed in nor accepted. `percent` is 0 to 100.
    """
    said = content.strip()
    with transaction() as session:
        task, round_ = open_task(session, actor, task_id, lock=True)
        _decide(session, task, round_, actor, "report_progress", {"content": "-"})
        if period not in periods(task):
            raise InvalidInput(texts.PERIOD_WRONG, field="period", typed=period)
        if percent is None or not 0 <= percent <= 100:
            raise InvalidInput(texts.PERCENT_WRONG, field="percent")
        done = int(percent)
        if not said:
            raise InvalidInput(texts.CONTENT_NEEDED, field="content")
        if len(said) > texts.LONGEST["content"]:
            refusal = texts.too_long(texts.LABELS["content"], texts.LONGEST["content"])
            raise InvalidInput(refusal, field="content", typed=said)
        data: dict[str, Any] = {"period": period, "percent": done, "content": said}
        stored = session.scalar(
            select(TaskReport).where(TaskReport.task_id == task.id, TaskReport.period == period)
        )
        if stored is not None:
            data["before"] = {"percent": stored.percent, "content": stored.content}
            stored.percent, stored.content = done, said
            stored.reported_by, stored.reported_at = actor.id or stored.reported_by, clock.now()
        else:
            session.add(
                TaskReport(
                    task_id=task.id,
                    period=period,
                    percent=done,
                    content=said,
                    reported_by=actor.id,
                    reported_at=clock.now(),
                )
            )
        _step(session, task, round_, actor, "report_progress", {"content": said}, seen_version, data)


def _decide(
    session: Session,
    task: ImprovementTask,
    round_: Round,
    actor: Actor,
    transition: str,
    given: Mapping[str, Any],
) -> None:
    """Whether the step may be taken at all, before anything is said about what was typed."""
    guards = workflow.bind(TASK_GUARDS, session, task, actor, given)
    roles = policy.task_roles(actor, task, round_)
    workflow.decide(session, task, "task", transition, roles, guards, given)


def _step(
    session: Session,
    task: ImprovementTask,
    round_: Round,
    actor: Actor,
    transition: str,
    given: Mapping[str, Any],
    seen_version: int | None,
    data: dict[str, Any] | None,
) -> None:
    def telling(whom: str) -> Callable[[], None]:
        return lambda: _tell(session, task, transition, actor, whom, given)

    workflow.advance(
        session,
        task,
        "task",
        transition,
        actor,
        policy.task_roles(actor, task, round_),
        workflow.bind(TASK_GUARDS, session, task, actor, given),
        given=given,
        seen_version=seen_version,
        effects={"tell_unit": telling("unit"), "tell_standing_body": telling("standing_body")},
        data=data,
    )


def _tell(
    session: Session,
    task: ImprovementTask,
    transition: str,
    actor: Actor,
    whom: str,
    given: Mapping[str, Any],
) -> None:
    """People are told after the commit: the lead unit's own, or the standing body of the round."""
    people: dict[str, Any] = {"roles": [whom]}
    if whom == "unit":
        people = {
            "accounts": list(
                session.scalars(
                    select(Account.id).where(
                        Account.unit_id == task.unit_id, Account.unit_role.is_not(None), Account.is_active
                    )
                )
            )
        }
    outbox.put(
        session,
        "notify",
        kind=f"task.{transition}.{whom}",
        subject_type="task",
        subject_id=task.id,
        actor_id=actor.id,
        data={
            "unit": session.get_one(Unit, task.unit_id).name,
            "task": task.title,
            "who": doing(actor),
            "due": f"{given.get('due_on') or task.due_on:%d/%m/%Y}",
            "reason": given.get("reason") or None,  # on the page of the notice, never in a mail
        },
        link=f"/nhiem-vu/{task.id}",
        **people,
    )

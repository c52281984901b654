"""What follows publication: tasks are drawn up, assigned, reported on, accepted, returned, ended."""

from collections.abc import Sequence
from datetime import timedelta
from functools import partial
from typing import Any

from sqlalchemy import func, select

from app import clock
from app.accounts.actor import Actor
from app.extensions import db
from app.improvements import operations as improvements
from app.improvements.drafts import Draft
from app.improvements.models import ImprovementTask
from app.improvements.quarters import quarter_of
from tests.integration.random_rounds.cast import NOBODY, Players
from tests.integration.random_rounds.deeds_unit import CODES, STANDING, Deed, why

UNIT = ("specialist", "leader")
#: Who takes which step, from which states.
STEPS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "assign": (STANDING, ("drafting",)),
    "discard": (STANDING, ("drafting",)),
    "start": (UNIT, ("assigned",)),
    "report": (("leader",), ("in_progress",)),
    "accept": (STANDING, ("reported",)),
    "return_report": (STANDING, ("reported",)),
    "remind": (STANDING, ("assigned", "in_progress")),
    "inspect": (STANDING, ("in_progress", "reported")),
    "extend": (STANDING, ("assigned", "in_progress")),
    "cancel": (STANDING, ("assigned", "in_progress", "reported")),
}
GETS_ON = frozenset({"assign", "start", "report", "accept"})
ENOUGH = 4  # tasks of a round


def a_draft(players: Players, unit: int) -> Draft:
    """What a task says, sensible or not; its title begins with a mark by which it is known."""
    drawn = players.scalar(select(func.count(ImprovementTask.id))) or 0
    title = f"8848-{drawn + 1}. Ban hành danh mục dữ liệu"
    return Draft(
        unit_id=players.units.get(unit, NOBODY),
        title=players.pick((title,) * 5 + (" ",)),
        due_on=clock.today() + timedelta(days=players.pick((20, 60, 60, 200, 0, -1))),
        code=players.pick((*CODES, None)),
        coordinating=players.pick(("Sở Y tế", "")),
        target=players.pick(("Danh mục được ban hành",) * 5 + ("",)),
    )


def a_task(players: Players, unit: int, states: Sequence[str]) -> int:
    """A task of a unit in one of these states; any of its own, or any, where there is none."""
    rows = db.session.execute(
        select(ImprovementTask.id, ImprovementTask.unit_id, ImprovementTask.state).order_by(
            ImprovementTask.id
        )
    ).all()
    db.session.rollback()
    own = [row for row in rows if row.unit_id == players.units.get(unit)]
    fit = [row for row in own if row.state in states] if players.often(0.9) else []
    chosen = fit or own or rows
    return int(players.pick(chosen).id) if chosen else NOBODY


def seen(players: Players, task: int) -> int | None:
    """The version on the page: none, the present one, or an old one."""
    version = players.scalar(select(ImprovementTask.version).where(ImprovementTask.id == task)) or 1
    return players.pick((None, version, version, version, max(1, version - 1)))


def draw_up(players: Players, actor: Actor, unit: int) -> Any:
    """A task for a unit."""
    return improvements.draw_up(actor, players.round_id, [a_draft(players, unit)])


def change(players: Players, actor: Actor, unit: int) -> Any:
    """A task that is not assigned yet says something else; its mark stays."""
    task = a_task(players, unit, ("drafting",))
    title = players.scalar(select(ImprovementTask.title).where(ImprovementTask.id == task)) or "Không có"
    draft = a_draft(players, unit)
    said = Draft(draft.unit_id, title, draft.due_on, draft.code, draft.coordinating, draft.target)
    return improvements.change(actor, task, said, seen_version=seen(players, task))


def assign_many(players: Players, actor: Actor, _unit: int) -> Any:
    """Every task at once, whatever state it is in."""
    found = list(db.session.scalars(select(ImprovementTask.id).order_by(ImprovementTask.id)))
    db.session.rollback()
    return improvements.assign_many(actor, found or [NOBODY])


def step(name: str, players: Players, actor: Actor, unit: int) -> Any:
    """One step of a task."""
    task = a_task(players, unit, STEPS[name][1])
    return improvements.act(
        actor,
        task,
        name,
        reason=why(players),
        letter_number=players.pick(("9/UBND", "9/UBND", "")),
        minutes=players.pick(("2/BB", "2/BB", "")),
        due_on=players.pick((clock.today() + timedelta(days=players.pick((-1, 90, 300))), None)),
        seen_version=seen(players, task),
    )


def report(players: Players, actor: Actor, unit: int) -> Any:
    """How far a task is in this quarter, or in one that is not asked about."""
    task = a_task(players, unit, ("in_progress",))
    return improvements.report(
        actor,
        task,
        period=players.pick((quarter_of(clock.today()),) * 5 + ("2019-Q1",)),
        percent=players.pick((0, 40, 100, 100, 101, None)),
        content=players.pick(("Đã ban hành", "Đang lấy ý kiến", " ")),
        seen_version=seen(players, task),
    )


def ways(players: Players) -> list[tuple[str, int]]:
    """What gets tasks on, each with the assessment of its unit."""
    rows = db.session.execute(select(ImprovementTask.unit_id, ImprovementTask.state)).all()
    db.session.rollback()
    of_unit = {unit: assessment for assessment, unit in players.units.items()}
    found = [
        (f"task: {name}", of_unit[unit])
        for unit, state in rows
        for name, (_, states) in STEPS.items()
        for _ in range(2 if name in GETS_ON else 1)
        if state in states
    ]
    found += [("report on task", of_unit[unit]) for unit, state in rows if state == "in_progress"] * 3
    if len(rows) < ENOUGH:
        found.append(("draw up task", players.pick(players.assessments)))
    if any(state == "drafting" for _, state in rows):
        found += [("change task", players.pick(players.assessments)), ("assign tasks", NOBODY)]
    return found


DEEDS: dict[str, tuple[tuple[str, ...], Deed]] = {
    "draw up task": (STANDING, draw_up),
    "change task": (STANDING, change),
    "assign tasks": (STANDING, assign_many),
    "report on task": (("specialist",), report),
    **{f"task: {name}": (roles, partial(step, name)) for name, (roles, _) in STEPS.items()},
}

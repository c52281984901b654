"""Improvement tasks by real operations: every state, step and role; reports, extensions, refusals."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock, jobs
from app.accounts.actor import Actor
from app.audit.verification import verify
from app.errors import DomainError, Forbidden, GuardRefused, InvalidInput, NotFound, StaleVersion, WrongState
from app.history import Event
from app.improvements import operations, queries
from app.improvements.drafts import periods
from app.improvements.models import TASK_STATES, ImprovementTask, TaskReport
from app.improvements.quarters import quarter_of, quarters
from app.notifications.models import Notification
from app.worklists import items
from tests.factories import Maker, World
from tests.integration.improvements.conftest import Task, draft, give_report

UNIT = {"specialist", "leader"}
BODY = {"standing_body"}
ROLES = ("specialist", "leader", "other_specialist", "other_leader", *World.STAFF)
RUNNING = {"assigned", "in_progress"}
# Who takes which step from which states.
MATRIX: dict[str, tuple[set[str], set[str]]] = {
    "assign": ({"drafting"}, BODY),
    "start": ({"assigned"}, UNIT),
    "report_progress": ({"in_progress"}, {"specialist"}),
    "report": ({"in_progress"}, {"leader"}),
    "accept": ({"reported"}, BODY),
    "return_report": ({"reported"}, BODY),
    "remind": (RUNNING, BODY),
    "inspect": ({"in_progress", "reported"}, BODY),
    "extend": (RUNNING, BODY),
    "cancel": ({*RUNNING, "reported"}, BODY),
    "discard": ({"drafting"}, BODY),
}
SEES_ALL = {"standing_body", "auditor", "chairman"}


class Kept(Exception):
    """Everything was written and would be kept now."""


@contextmanager
def undone(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Whatever an operation does ends where it would be kept."""

    def refuse(_session: Session) -> None:
        raise Kept

    with monkeypatch.context() as patch:
        patch.setattr(Session, "commit", refuse)
        yield


def person(world: World, role: str) -> Actor:
    if role in ("other_specialist", "other_leader"):
        return world.make.actor(getattr(world, role))
    return world.actor(role)


def take(world: World, role: str, task_id: int, step: str) -> None:
    actor = person(world, role)
    if step == "report_progress":
        period = quarter_of(clock.today())
        operations.report(actor, task_id, period=period, percent=40, content="Đang lấy ý kiến")
        return
    later = clock.today() + timedelta(days=90)
    operations.act(
        actor, task_id, step, reason="Theo thực tế", letter_number="9/UBND", minutes="2/BB", due_on=later
    )


@pytest.mark.parametrize("state", TASK_STATES)
def test_every_step_by_every_role(
    world: World, task: Task, session: Session, monkeypatch: pytest.MonkeyPatch, state: str
) -> None:
    task_id = task(state)
    if state == "in_progress":
        give_report(world, task_id, percent=10)
    found, expected = {}, {}
    for step, (sources, takers) in MATRIX.items():
        for role in ROLES:
            with undone(monkeypatch):
                try:
                    take(world, role, task_id, step)
                except Kept:
                    found[step, role] = "done"
                except DomainError as refusal:
                    found[step, role] = type(refusal).__name__
            session.rollback()
            if role not in SEES_ALL and (role not in UNIT or state in ("drafting", "discarded")):
                expected[step, role] = "NotFound"
            elif state not in sources:
                expected[step, role] = "WrongState"
            else:
                expected[step, role] = "done" if role in takers else "Forbidden"
    assert found == expected
    assert session.get_one(ImprovementTask, task_id, populate_existing=True).state == state
    assert not [fault for fault in verify(session).faults if fault.subject_type == "task"]


def test_only_the_standing_body_draws_up_and_only_after_publication(world: World, make: Maker) -> None:
    for role in ("auditor", "chairman", "appraiser", "leader"):
        with pytest.raises(Forbidden):
            operations.draw_up(world.actor(role), world.round.id, [draft(world)])
    running = World(make, state="council")
    with pytest.raises(Forbidden):
        operations.draw_up(running.actor("standing_body"), running.round.id, [draft(running)])
    with pytest.raises(NotFound):
        operations.draw_up(running.actor("standing_body"), world.round.id, [draft(world)])


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"title": "  "}, "title"),
        ({"title": "x" * 301}, "title"),
        ({"target": ""}, "target"),
        ({"code": "9.9"}, "code"),
        ({"unit_id": 999_999}, "unit_id"),
        ({"due_on": clock.today() - timedelta(days=1)}, "due_on"),
    ],
)
def test_a_fault_in_one_draft_names_its_field_and_keeps_none(
    world: World, session: Session, values: dict[str, object], field: str
) -> None:
    with pytest.raises(InvalidInput) as refused:
        operations.draw_up(
            world.actor("standing_body"), world.round.id, [draft(world), draft(world, **values)]
        )
    assert refused.value.field == field
    session.rollback()
    assert session.scalars(select(ImprovementTask)).all() == []


def test_a_draft_is_changed_until_it_is_assigned(world: World, task: Task, session: Session) -> None:
    task_id = task()
    body = world.actor("standing_body")
    operations.change(body, task_id, draft(world, title="Tên khác"))
    session.rollback()
    event = session.scalars(select(Event).where(Event.kind == "task_changed")).one()
    assert event.data["changes"]["title"][1] == "Tên khác"
    with pytest.raises(StaleVersion):
        operations.change(body, task_id, draft(world), seen_version=1)
    operations.act(body, task_id, "assign")
    with pytest.raises(WrongState):
        operations.change(body, task_id, draft(world))
    with pytest.raises(Forbidden):
        operations.change(world.actor("leader"), task_id, draft(world))


def test_a_quarter_has_one_report_which_changes_until_the_result_is_handed_in(
    world: World, task: Task, session: Session
) -> None:
    task_id = task("in_progress")
    give_report(world, task_id, 20, "Đã họp")
    give_report(world, task_id, 60, "Đã trình dự thảo")
    session.rollback()
    stored = session.scalars(select(TaskReport)).one()
    assert (stored.percent, stored.content) == (60, "Đã trình dự thảo")
    told = session.scalars(
        select(Event).where(Event.transition == "report_progress").order_by(Event.sequence)
    ).all()
    assert told[1].data["before"] == {"content": "Đã họp", "percent": 20}
    item = session.get_one(ImprovementTask, task_id, populate_existing=True)
    assert item.variables["reports"] == 2
    operations.act(world.actor("leader"), task_id, "report")
    with pytest.raises(WrongState):
        give_report(world, task_id)
    operations.act(world.actor("standing_body"), task_id, "return_report", reason="Thiếu tài liệu")
    give_report(world, task_id, 90, "Đã bổ sung")
    operations.act(world.actor("leader"), task_id, "report")
    operations.act(world.actor("standing_body"), task_id, "accept")
    with pytest.raises(WrongState):
        give_report(world, task_id)


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"period": "1999-Q1"}, "period"),
        ({"period": "2026"}, "period"),
        ({"percent": 101}, "percent"),
        ({"percent": None}, "percent"),
        ({"content": "  "}, "content"),
        ({"content": "x" * 5001}, "content"),
    ],
)
def test_a_report_names_what_is_wrong(
    world: World, task: Task, values: dict[str, object], field: str
) -> None:
    task_id = task("in_progress")
    typed = {"period": quarter_of(clock.today()), "percent": 5, "content": "Đã họp", **values}
    with pytest.raises(InvalidInput) as refused:
        operations.report(world.actor("specialist"), task_id, **typed)
    assert refused.value.field == field


def test_reports_go_on_through_the_quarters(world: World, task: Task, session: Session) -> None:
    task_id = task("in_progress")
    give_report(world, task_id, 20)
    with clock.at(clock.now() + timedelta(days=95)):
        give_report(world, task_id, 55)
        assert len(periods(session.get_one(ImprovementTask, task_id))) >= 2
    session.rollback()
    assert len({one.period for one in session.scalars(select(TaskReport))}) == 2


def test_without_a_report_the_leader_hands_nothing_in(world: World, task: Task) -> None:
    task_id = task("in_progress")
    with pytest.raises(GuardRefused, match="Chưa có báo cáo"):
        operations.act(world.actor("leader"), task_id, "report")


def test_a_draft_whose_day_has_passed_is_not_assigned(world: World, task: Task, session: Session) -> None:
    late, well = task(due_on=clock.today()), task()
    with clock.at(clock.now() + timedelta(days=2)):
        with pytest.raises(GuardRefused, match="đã qua"):
            operations.act(world.actor("standing_body"), late, "assign")
        done, refused = operations.assign_many(world.actor("standing_body"), [late, well])
    assert done == 1 and len(refused) == 1 and "đã qua" in refused[0]
    session.rollback()
    assert session.get_one(ImprovementTask, late).state == "drafting"


def test_extending_takes_a_letter_a_reason_and_a_later_day(
    world: World, task: Task, session: Session
) -> None:
    task_id = task("in_progress")
    body, item = world.actor("standing_body"), session.get_one(ImprovementTask, task_id)
    before = item.due_on
    later = before + timedelta(days=30)
    wrong = [
        ({"reason": "Bão", "letter_number": "7/UBND"}, "due_on"),
        ({"reason": "Bão", "letter_number": "7/UBND", "due_on": before}, "due_on"),
        ({"reason": "Bão", "due_on": later}, "letter_number"),
        ({"letter_number": "7/UBND", "due_on": later}, "reason"),
    ]
    for values, field in wrong:
        with pytest.raises(InvalidInput) as refused:
            operations.act(body, task_id, "extend", **values)
        assert refused.value.field == field
    with clock.at(clock.now() + timedelta(days=200)), pytest.raises(GuardRefused):
        operations.act(body, task_id, "extend", reason="Bão", letter_number="7/UBND", due_on=later)
    operations.act(body, task_id, "extend", reason="Bão", letter_number="7/UBND", due_on=later)
    session.expire_all()
    assert item.due_on == later and item.variables["extensions"] == 1
    event = session.scalars(select(Event).where(Event.transition == "extend")).one()
    assert event.data["until"] == later.isoformat() and event.data["letter_number"] == "7/UBND"


def waiting(session: Session, actor: Actor) -> dict[str, int]:
    """How much is on each of a person's lists of tasks that has anything on it."""
    return {one.worklist.name: one.count for one in items.counts(session, actor)}


def test_what_is_late_is_counted_as_overdue(world: World, task: Task, session: Session) -> None:
    late = task("assigned", due_on=clock.today())
    task("completed")
    body = world.actor("standing_body")
    assert "overdue" not in waiting(session, body)
    with clock.at(clock.now() + timedelta(days=1)):
        assert waiting(session, body) == {"overdue": 1}
        page = queries.search(session, body, world.round, queries.Filter(overdue=True))
        assert [row.task.id for row in page.rows] == [late]


def test_each_person_is_told_what_waits_for_them(world: World, task: Task, session: Session) -> None:
    task()
    task("assigned")
    task("in_progress")
    task("reported")
    names = {
        role: waiting(session, person(world, role))
        for role in ("standing_body", "specialist", "leader", "other_leader", "auditor", "secretariat")
    }
    assert names == {
        "standing_body": {"to_assign": 1, "to_accept": 1},
        "specialist": {"to_start": 1, "to_report": 1},
        "leader": {"to_start": 1, "to_report": 1},
        "other_leader": {},
        "auditor": {},
        "secretariat": {},
    }


def test_nothing_of_a_task_reaches_other_units_and_authorities(
    world: World, task: Task, session: Session, make: Maker
) -> None:
    mine = task("in_progress")
    own = task()
    stranger = World(make, state="published")
    for actor in (person(world, "other_leader"), stranger.actor("standing_body"), stranger.actor("leader")):
        for task_id in (mine, own):
            with pytest.raises(NotFound):
                queries.open_task(session, actor, task_id)
        assert queries.search(session, actor, world.round, queries.Filter()).total == 0
        assert not queries.progress(session, actor, world.round)
    with pytest.raises(NotFound):
        queries.open_task(session, world.actor("leader"), own)
    page = queries.search(session, world.actor("leader"), world.round, queries.Filter())
    assert [row.task.id for row in page.rows] == [mine]


def test_steps_are_told_to_the_unit_or_to_the_standing_body_alone(
    app: Flask, world: World, task: Task, session: Session
) -> None:
    task("in_progress")
    assert jobs.drain(app, in_process=True).failed == 0
    session.rollback()
    told = {
        (note.kind, note.account_id) for note in session.scalars(select(Notification)) if "task." in note.kind
    }
    assert told == {
        ("task.assign.unit", world.specialist.id),
        ("task.assign.unit", world.leader.id),
        ("task.start.standing_body", world.person("standing_body").id),
    }


def test_quarters_follow_the_calendar() -> None:
    assert quarter_of(clock.today().replace(month=3, day=31)).endswith("Q1")
    assert quarter_of(clock.today().replace(month=10, day=1)).endswith("Q4")
    first = clock.today().replace(year=2025, month=11, day=5)
    assert quarters(first, first.replace(year=2026, month=4)) == ["2025-Q4", "2026-Q1", "2026-Q2"]
    assert quarters(first, first - timedelta(days=400)) == ["2025-Q4"]

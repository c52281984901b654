"""Reminders of improvement tasks: who is reminded and when, once; who is told when a task is late."""

from datetime import date

import pytest
from flask import Flask
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from app import clock
from app.accounts.models import Account
from app.improvements import operations
from app.improvements.models import ImprovementTask
from app.messages.notifications import text
from app.notifications.models import Notification
from app.schedule import ticking
from app.schedule.models import Holiday, SentReminder
from tests.factories import Maker, World
from tests.integration.improvements.conftest import draft, walk
from tests.integration.schedule.test_ticking import eight, everyone
from tests.integration.test_concurrency import at_once
from tests.people import carry_out

DUE = date(2024, 11, 29)  # a Friday
FOURTEEN, SEVEN, THREE = date(2024, 11, 11), date(2024, 11, 20), date(2024, 11, 26)  # working days before it
SATURDAY, MONDAY, TUESDAY = date(2024, 11, 30), date(2024, 12, 2), date(2024, 12, 3)
TITLE = "Mở lớp tập huấn"


@pytest.fixture
def world(make: Maker) -> World:
    """A province whose result has been public since the beginning of November 2024."""
    with clock.at(eight(date(2024, 11, 4))):
        return World(make, state="published")


@pytest.fixture(autouse=True)
def _app(app: Flask) -> Flask:
    return app


def task(world: World, state: str = "assigned", title: str = TITLE, due_on: date = DUE) -> int:
    """A task of the first unit, on its way since the fifth of November."""
    with clock.at(eight(date(2024, 11, 5))):
        made = draft(world, title=title, due_on=due_on)
        (number,) = operations.draw_up(world.actor("standing_body"), world.round.id, [made])
        walk(world, number, state)
    return number


def told(world: World, day: date, app: Flask) -> dict[str, list[tuple[str, str]]]:
    """Kind and page of the notices about tasks that a run on a day sends, by who gets them."""
    session = world.make.session
    before = session.scalar(select(func.max(Notification.id))) or 0
    with clock.at(eight(day)):
        assert not ticking.run().failed
        carry_out(app)
    session.rollback()
    names = {account.id: name for name, account in everyone(world).items()}
    found: dict[str, list[tuple[str, str]]] = {}
    rows = session.execute(
        select(Account.id, Notification.kind, Notification.link)
        .join(Account, Account.id == Notification.account_id)
        .where(Notification.id > before, Notification.kind.in_(KINDS))
        .order_by(Notification.id)
    )
    for account_id, kind, link in rows:
        found.setdefault(names[account_id], []).append((kind, link))
    return found


KINDS = ("task.due_soon.unit", "task.late.unit", "task.late.leader", "task.late.standing_body")


@pytest.mark.parametrize("state", ["assigned", "in_progress"])
def test_the_unit_is_reminded_once_on_each_working_day(world: World, app: Flask, state: str) -> None:
    notice = [("task.due_soon.unit", f"/nhiem-vu/{task(world, state)}")]
    for day in (FOURTEEN, SEVEN, THREE):
        assert told(world, day, app) == {"specialist": notice, "leader": notice}, day
        assert told(world, day, app) == {}, "a second run sends nothing"
    for quiet in (date(2024, 11, 21), date(2024, 11, 27), DUE):
        assert told(world, quiet, app) == {}, quiet


def test_the_notice_says_how_many_working_days_are_left(world: World, app: Flask, session: Session) -> None:
    task(world)
    told(world, THREE, app)
    data = session.scalars(select(Notification.data).where(Notification.kind == "task.due_soon.unit")).all()
    title, sentence = text("task.due_soon.unit", data[0])
    assert title == "Sở Tư pháp: còn 3 ngày làm việc đến hạn nhiệm vụ cải thiện"
    assert sentence.endswith(f"hết ngày 29/11/2024. Đề nghị thực hiện và báo cáo: {TITLE}.")


@pytest.mark.parametrize("state", ["drafting", "reported", "completed", "cancelled"])
def test_what_does_not_wait_for_the_unit_reminds_nobody(world: World, app: Flask, state: str) -> None:
    task(world, state)
    for day in (FOURTEEN, SEVEN, THREE, MONDAY, TUESDAY):
        assert told(world, day, app) == {}, day


def test_the_leader_is_told_of_a_late_task_and_then_the_standing_body(world: World, app: Flask) -> None:
    page = f"/nhiem-vu/{task(world, 'in_progress')}"
    told(world, THREE, app)
    assert told(world, SATURDAY, app) == {}
    assert told(world, MONDAY, app) == {
        "specialist": [("task.late.unit", page)],
        "leader": [("task.late.leader", page)],
    }
    assert told(world, TUESDAY, app) == {"standing_body": [("task.late.standing_body", page)]}
    assert told(world, date(2024, 12, 20), app) == {}, "once"


def test_tasks_of_one_day_make_one_notice(world: World, app: Flask, session: Session) -> None:
    for title in ("Mở lớp tập huấn", "Số hóa hồ sơ"):
        task(world, title=title)
    found = told(world, SEVEN, app)
    link = f"/nhiem-vu?ky={world.round.id}"
    assert found == {name: [("task.due_soon.unit", link)] for name in ("specialist", "leader")}
    data = session.scalars(select(Notification.data).where(Notification.kind == "task.due_soon.unit")).first()
    assert data is not None and data["task"] == "Mở lớp tập huấn; Số hóa hồ sơ"
    assert session.scalar(select(func.count()).select_from(SentReminder)) == 2, "each task is kept for itself"
    told(world, MONDAY, app)
    assert told(world, TUESDAY, app) == {
        "standing_body": [("task.late.standing_body", "/viec-can-lam/task.overdue")]
    }


def test_what_has_just_been_assigned_is_not_asked_again(world: World, app: Flask) -> None:
    number = task(world, "drafting")
    with clock.at(eight(SEVEN)):
        operations.act(world.actor("standing_body"), number, "assign")
    assert told(world, SEVEN, app) == {}
    assert set(told(world, THREE, app)) == {"specialist", "leader"}


def test_a_later_day_is_reminded_of_anew(world: World, app: Flask) -> None:
    number = task(world)
    told(world, THREE, app)
    with clock.at(eight(date(2024, 11, 27))):
        operations.act(
            world.actor("standing_body"),
            number,
            "extend",
            reason="Bão",
            letter_number="7/UBND",
            due_on=date(2024, 12, 13),
        )
    assert told(world, MONDAY, app) == {}, "it is not late any more"
    assert set(told(world, date(2024, 12, 4), app)) == {"specialist", "leader"}, (
        "seven working days before it"
    )


def test_an_authoritys_own_day_off_moves_the_reminder(world: World, app: Flask) -> None:
    task(world)
    told(world, FOURTEEN, app)
    world.make.keep(
        Holiday(authority_id=world.authority.id, day=date(2024, 11, 25), title="Ngày truyền thống")
    )
    assert set(told(world, date(2024, 11, 19), app)) == {"specialist", "leader"}


def test_who_was_down_sends_the_last_reminder_only(world: World, app: Flask) -> None:
    task(world)
    assert [len(found) for found in told(world, date(2024, 11, 27), app).values()] == [1, 1]


def test_a_task_whose_round_was_followed_by_another_is_still_reminded_of(world: World, app: Flask) -> None:
    task(world)
    world.make.round(world.authority, [world.group], year=world.round.year + 1, state="collecting")
    assert set(told(world, SEVEN, app)) == {"specialist", "leader"}


def test_two_workers_at_once_send_every_reminder_once(world: World, app: Flask, session: Session) -> None:
    for title in ("Mở lớp tập huấn", "Số hóa hồ sơ"):
        task(world, title=title)

    def tick() -> ticking.Report:
        with clock.at(eight(THREE)):
            return ticking.run()

    outcomes = at_once(app, tick, tick)
    assert all(isinstance(outcome, ticking.Report) and not outcome.failed for outcome in outcomes), outcomes
    assert sum(outcome.reminders for outcome in outcomes) == 2
    assert session.scalar(select(func.count()).select_from(SentReminder)) == 2
    carry_out(app)
    session.rollback()
    people = session.scalars(select(Notification.account_id).where(Notification.kind == "task.due_soon.unit"))
    assert sorted(people) == sorted({world.specialist.id, world.leader.id})


def test_what_is_rolled_back_is_neither_kept_nor_sent(
    world: World, app: Flask, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> int:
        raise RuntimeError("the disk is full")

    task(world)
    with monkeypatch.context() as patched, clock.at(eight(THREE)):
        patched.setattr("app.schedule.task_reminders._send", fail)
        assert ticking.run().failed == 1
    session.rollback()
    assert session.scalar(select(func.count()).select_from(SentReminder)) == 0
    assert "specialist" in told(world, THREE, app)


def test_an_idle_run_takes_no_write_lock(world: World, app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    task(world)
    told(world, THREE, app)

    def forbidden() -> None:
        raise AssertionError("nothing is due: nothing is written")

    monkeypatch.setattr("app.schedule.task_reminders.transaction", forbidden)
    with clock.at(eight(THREE)):
        assert ticking.run() == ticking.Report()


def test_who_reported_between_the_plan_and_the_telling_hears_nothing_wrong(
    world: World, app: Flask, session: Session
) -> None:
    """The notice is written after the commit: nobody hears of a task they may not see by then."""
    number = task(world)
    with clock.at(eight(THREE)):
        assert ticking.run().reminders == 1
        session.execute(update(ImprovementTask).where(ImprovementTask.id == number).values(state="drafting"))
        session.commit()
        carry_out(app)
    session.rollback()
    assert not session.scalars(select(Notification.id).where(Notification.kind == "task.due_soon.unit")).all()

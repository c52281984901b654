"""What time does by itself: who is reminded and when, once; who is told above; the steps of a deadline."""

from datetime import date, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app import clock
from app.accounts.models import Account
from app.appraisal import operations as appraisal
from app.assessments import operations as assessments
from app.assessments.models import Assessment
from app.clock import LOCAL_ZONE
from app.history import Event
from app.notifications.models import Notification
from app.rounds.models import DeadlineExtension, Round
from app.schedule import ticking
from app.schedule.models import Holiday, SentReminder
from tests import stages
from tests.factories import Maker, World
from tests.integration.test_concurrency import at_once
from tests.people import carry_out

DEADLINE = date(2024, 11, 29)  # a Friday; with three days of grace entry closes on Monday, 2 December
SEVEN, THREE, ONE = date(2024, 11, 20), date(2024, 11, 26), date(2024, 11, 28)  # working days before it
MONDAY, TUESDAY = date(2024, 12, 2), date(2024, 12, 3)


def eight(day: date) -> datetime:
    """Eight in the morning of a day in Vietnam."""
    return datetime(day.year, day.month, day.day, 8, tzinfo=LOCAL_ZONE)


@pytest.fixture
def world(make: Maker) -> World:
    """A province collecting figures until the end of November 2024."""
    with clock.at(eight(date(2024, 11, 4))):
        world = World(make)
        world.round.entry_deadline, world.round.grace_days = DEADLINE, 3
        make.session.commit()
    return world


@pytest.fixture(autouse=True)
def _app(app: Flask) -> Flask:
    return app


def told(world: World, day: date, app: Flask) -> dict[str, list[str]]:
    """The titles of the notices that a run on a day sends, by who gets them."""
    session = world.make.session
    before = session.scalar(select(func.max(Notification.id))) or 0
    with clock.at(eight(day)):
        ticking.run()
        carry_out(app)
    session.rollback()
    found: dict[str, list[str]] = {}
    rows = session.execute(
        select(Account.id, Notification.data)
        .join(Account, Account.id == Notification.account_id)
        .where(Notification.id > before, Notification.kind.like("deadline.%"))
        .order_by(Notification.id)
    )
    names = {account.id: name for name, account in everyone(world).items()}
    for account_id, data in rows:
        found.setdefault(names[account_id], []).append(data["title"])
    return found


def everyone(world: World) -> dict[str, Account]:
    """Every person of the world by a name for them."""
    return {
        "specialist": world.specialist,
        "leader": world.leader,
        "other_specialist": world.other_specialist,
        "other_leader": world.other_leader,
        **world.staff,
    }


def hand_in(world: World, assessment: Assessment, *, confirmed: bool = True) -> None:
    """The unit hands in early in November."""
    with clock.at(eight(date(2024, 11, 6))):
        stages.fill(world, assessment)
        stages.submit(world, assessment)
        if confirmed:
            stages.confirm(world, assessment)


# --- before the deadline ------------------------------------------------------------------------------------


def test_each_reminder_goes_out_once_on_its_working_day(world: World, app: Flask) -> None:
    hand_in(world, world.other_assessment)
    assert told(world, SEVEN - timedelta(days=1), app) == {}
    for day, left in ((SEVEN, 7), (THREE, 3), (ONE, 1)):
        found = told(world, day, app)
        assert found["specialist"] == [f"Sở Tư pháp: còn {left} ngày làm việc để nhập số liệu"]
        assert not {"leader", "other_specialist", "other_leader"} & set(found), "only whom the work waits for"
        assert told(world, day, app) == {}, "a second run sends nothing"
    for quiet in (date(2024, 11, 21), date(2024, 11, 27), DEADLINE):
        assert told(world, quiet, app) == {}


def test_the_one_the_form_waits_for_is_reminded(world: World, app: Flask) -> None:
    hand_in(world, world.assessment, confirmed=False)
    found = told(world, THREE, app)
    assert "leader" in found and "specialist" not in found
    assert "other_specialist" in found and "other_leader" not in found


def test_the_standing_body_reads_how_many_are_missing(world: World, app: Flask) -> None:
    (title,) = told(world, THREE, app)["standing_body"]
    assert "còn 3 ngày làm việc đến hạn nhập số liệu 29/11/2024" in title
    for assessment in world.assessments:
        hand_in(world, assessment)
    assert "standing_body" not in told(world, ONE, app), "nobody is missing any more"


def test_who_was_down_sends_the_last_reminder_only(world: World, app: Flask) -> None:
    assert told(world, date(2024, 11, 27), app)["specialist"] == [
        "Sở Tư pháp: còn 2 ngày làm việc để nhập số liệu"
    ]


def test_what_has_just_been_asked_is_not_asked_again(world: World, app: Flask) -> None:
    world.round.opens_on = SEVEN
    world.make.session.commit()
    assert "specialist" not in told(world, SEVEN, app)
    assert "specialist" in told(world, THREE, app)


def test_an_authoritys_own_day_off_moves_the_reminder(world: World, app: Flask) -> None:
    world.make.keep(
        Holiday(authority_id=world.authority.id, day=date(2024, 11, 27), title="Ngày truyền thống")
    )
    assert "specialist" not in told(world, SEVEN - timedelta(days=2), app)
    assert "specialist" in told(world, SEVEN - timedelta(days=1), app)


@pytest.mark.parametrize("state", ["preparing", "published", "council", "appraising"])
def test_a_stage_that_is_closed_is_silent(state: str, world: World, app: Flask) -> None:
    world.round.state = state
    world.make.session.commit()
    for day in (SEVEN, THREE, ONE, MONDAY, TUESDAY):
        found = told(world, day, app)
        assert not {"specialist", "leader", "other_specialist", "other_leader"} & set(found), day


def test_appraisers_get_one_notice_for_all_their_units(world: World, app: Flask) -> None:
    for assessment in world.assessments:
        hand_in(world, assessment)
    world.round.appraisal_deadline = date(2024, 12, 13)
    world.round.council_on, world.round.publish_before = date(2024, 12, 20), date(2025, 1, 10)
    world.make.session.commit()
    (title,) = told(world, date(2024, 12, 10), app)["appraiser"]
    assert title == "Hạn thẩm định 13/12/2024: còn 3 ngày làm việc, 2 đơn vị chưa xong"


# --- after the deadline -------------------------------------------------------------------------------------


def test_the_leader_is_told_first_and_then_the_standing_body(world: World, app: Flask) -> None:
    hand_in(world, world.other_assessment)
    for weekend in (date(2024, 11, 30), date(2024, 12, 1)):
        assert told(world, weekend, app) == {}
    monday = told(world, MONDAY, app)
    assert monday["specialist"] == ["Sở Tư pháp: đã quá hạn nhập số liệu"]
    assert monday["leader"] == ["Sở Tư pháp trễ hạn nhập số liệu"]
    assert "1 đơn vị quá hạn nhập số liệu 29/11/2024" not in monday.get("standing_body", [])
    assert not {"other_specialist", "other_leader"} & set(monday)
    tuesday = told(world, TUESDAY, app)
    assert tuesday["standing_body"] == ["1 đơn vị quá hạn nhập số liệu 29/11/2024"]
    assert "specialist" not in tuesday and "leader" not in tuesday
    assert told(world, date(2024, 12, 4), app) == {}


def test_many_late_units_make_one_notice(world: World, app: Flask) -> None:
    told(world, MONDAY, app)
    assert told(world, TUESDAY, app)["standing_body"] == ["2 đơn vị quá hạn nhập số liệu 29/11/2024"]


def test_what_is_locked_is_not_asked_for_but_told_above(world: World, app: Flask) -> None:
    world.round.grace_days = 0
    world.make.session.commit()
    monday = told(world, MONDAY, app)
    assert "specialist" not in monday and "leader" in monday


def test_a_unit_with_more_time_is_reminded_by_its_own_day(world: World, app: Flask) -> None:
    with clock.at(eight(ONE)):
        assessments.extend(
            world.actor("standing_body"),
            world.assessment.id,
            until=date(2024, 12, 6),
            letter_number="45/CV",
            reason="Mưa lũ",
        )
    monday = told(world, MONDAY, app)
    assert "leader" not in monday and "other_leader" in monday
    assert "specialist" in told(world, TUESDAY, app), "three working days before its own day"
    late = told(world, date(2024, 12, 9), app)
    assert "leader" in late and "other_leader" not in late


# --- once, whoever runs it ----------------------------------------------------------------------------------


def test_two_workers_at_once_send_every_reminder_once(world: World, app: Flask, session: Session) -> None:
    def tick() -> ticking.Report:
        with clock.at(eight(THREE)):
            return ticking.run()

    outcomes = at_once(app, tick, tick)
    assert all(isinstance(outcome, ticking.Report) and not outcome.failed for outcome in outcomes), outcomes
    kept = session.scalar(select(func.count()).select_from(SentReminder))
    assert sum(outcome.reminders for outcome in outcomes) == kept == 3  # two units and the round
    carry_out(app)
    session.rollback()
    texts = session.scalars(select(Notification.account_id).where(Notification.kind == "deadline.remind"))
    assert sorted(texts) == sorted(
        {world.specialist.id, world.other_specialist.id, world.person("standing_body").id}
    )


def test_what_is_rolled_back_is_neither_kept_nor_sent(
    world: World, app: Flask, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> int:
        raise RuntimeError("the disk is full")

    with monkeypatch.context() as patched, clock.at(eight(THREE)):
        patched.setattr("app.schedule.notices.send", fail)
        assert ticking.run().failed == 1
    session.rollback()
    assert session.scalar(select(func.count()).select_from(SentReminder)) == 0
    assert "specialist" in told(world, THREE, app)


def test_an_idle_run_takes_no_write_lock(world: World, app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    told(world, THREE, app)

    def forbidden() -> None:
        raise AssertionError("nothing is due: nothing is written")

    monkeypatch.setattr(ticking, "transaction", forbidden)
    with clock.at(eight(THREE)):
        assert ticking.run() == ticking.Report()


def test_the_command_runs_it_at_a_moment(world: World, app: Flask) -> None:
    runner = app.test_cli_runner()
    result = runner.invoke(args=["schedule", "run", "--at", "2024-11-26T08:00"])
    assert result.exit_code == 0 and "Đã ghi 3 lượt nhắc" in result.output
    assert "Đã ghi 0 lượt nhắc" in runner.invoke(args=["schedule", "run", "--at", "2024-11-26T09:00"]).output
    assert runner.invoke(args=["schedule", "run", "--at", "hôm qua"]).exit_code == 2


# --- steps that a deadline takes ----------------------------------------------------------------------------


@pytest.fixture
def explaining(world: World) -> date:
    """Both units of a round under the workflow of An Giang explain; the last day for it."""
    session = world.make.session
    world.round.assessment_workflow, world.round.assessment_workflow_version = "an_giang_assessment", 1
    for assessment in world.assessments:
        assessment.workflow, assessment.workflow_version = "an_giang_assessment", 1
    session.commit()
    for assessment in world.assessments:
        hand_in(world, assessment)
        with clock.at(eight(date(2024, 11, 11))):
            appraiser = world.actor("appraiser")
            appraisal.write_question(appraiser, assessment.id, "2.1", "Vì sao?")
            appraisal.ask(appraiser, assessment.id)
    return date(2024, 11, 18)  # five days on is a Saturday


def test_a_timed_step_is_taken_by_the_program_when_the_day_is_over(
    world: World, app: Flask, session: Session, explaining: date
) -> None:
    with clock.at(datetime(2024, 11, 18, 23, 59, 59, tzinfo=LOCAL_ZONE)):
        assert ticking.run().steps == 0
    with clock.at(datetime(2024, 11, 19, 0, 0, tzinfo=LOCAL_ZONE)):
        assert ticking.run().steps == 2
        assert ticking.run().steps == 0
    session.rollback()
    for assessment in world.assessments:
        assert session.get_one(Assessment, assessment.id).state == "appraising"
        event = session.scalars(
            select(Event)
            .where(Event.subject_type == "assessment", Event.subject_id == assessment.id)
            .order_by(Event.sequence.desc())
        ).first()
        assert event is not None
        assert (event.transition, event.acting_role, event.actor_id) == ("close_explanation", "system", None)


def test_one_units_failure_does_not_stop_the_others(
    world: World, app: Flask, session: Session, explaining: date, monkeypatch: pytest.MonkeyPatch
) -> None:
    take = assessments.take_timed

    def some(actor: object, assessment_id: int, name: str) -> None:
        if assessment_id == world.assessment.id:
            raise RuntimeError("its sheet cannot be read")
        take(actor, assessment_id, name)  # type: ignore[arg-type]

    monkeypatch.setattr(assessments, "take_timed", some)
    with clock.at(eight(explaining + timedelta(days=1))):
        report = ticking.run()
    assert (report.steps, report.failed) == (1, 1)
    session.rollback()
    states = [session.get_one(Assessment, one.id).state for one in world.assessments]
    assert states == ["explaining", "appraising"]


def test_more_time_for_an_answer_puts_the_step_off_and_not_the_label_of_entry(
    world: World, app: Flask, session: Session, explaining: date
) -> None:
    with clock.at(eight(date(2024, 11, 15))):
        assessments.extend(
            world.actor("standing_body"),
            world.assessment.id,
            until=date(2024, 12, 20),
            letter_number="46/CV",
            reason="Chờ xác minh",
        )
    session.rollback()
    assert session.scalars(select(DeadlineExtension.deadline)).all() == ["explanation"]
    with clock.at(eight(explaining + timedelta(days=1))):
        assert ticking.run().steps == 1
    assert session.get_one(Assessment, world.assessment.id).state == "explaining"
    assert session.get_one(Round, world.round.id).entry_deadline == DEADLINE


def test_two_workers_take_a_step_once(world: World, app: Flask, session: Session, explaining: date) -> None:
    def tick() -> ticking.Report:
        with clock.at(eight(explaining + timedelta(days=1))):
            return ticking.run()

    outcomes = at_once(app, tick, tick)
    assert [outcome.failed for outcome in outcomes] == [0, 0]
    assert sum(outcome.steps for outcome in outcomes) == 2
    taken = session.scalar(select(func.count()).where(Event.transition == "close_explanation"))
    assert taken == 2

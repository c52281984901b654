"""`flask audit verify`: names the first broken link, a state no step led to, a changed sheet."""

from collections.abc import Iterator
from contextlib import contextmanager
from fractions import Fraction

import pytest
import sqlalchemy as sa
from flask import Flask

from app import clock, history
from app.assessments.models import Assessment, CurrentSheet, Sheet
from app.audit.verification import verify
from app.database import transaction
from app.extensions import db
from app.rounds.models import Round
from frameworks.sheet import content_hash
from tests.factories import World

CONTENT = '{"total":"1"}'


@contextmanager
def unguarded() -> Iterator[sa.Connection]:
    """A connection on which the triggers sleep: somebody with the database in their hands."""
    with db.engine.begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.exec_driver_sql("SET session_replication_role = replica")
            yield connection
            connection.exec_driver_sql("SET session_replication_role = DEFAULT")
        else:
            query = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"
            triggers = connection.exec_driver_sql(query).all()
            for name, _ in triggers:
                connection.exec_driver_sql(f"DROP TRIGGER {name}")
            yield connection
            for _, statement in triggers:
                connection.exec_driver_sql(statement)


@pytest.fixture
def whole(world: World) -> World:
    """A round in preparation and an assessment with two steps and a frozen sheet, all recorded."""
    number, round_id = world.assessment.id, world.round.id
    specialist, leader = world.actor("specialist"), world.actor("leader")
    with transaction() as session:
        session.get_one(Round, round_id).state = "preparing"
        assessment = session.get_one(Assessment, number)
        append_step(session, number, specialist, "submit", "drafting", "awaiting_confirmation")
        for n in range(3):
            data = {"name": "dvc_tong", "before": None, "after": str(n)}
            history.append(session, "assessment", number, "figure", specialist, "specialist", data=data)
        sheet = Sheet(
            assessment_id=number,
            stage="self",
            number=1,
            content=CONTENT,
            content_hash=content_hash(CONTENT),
            total=Fraction(1),
            frozen_at=clock.now(),
        )
        session.add(sheet)
        session.flush()
        session.add(CurrentSheet(assessment_id=number, stage="self", sheet_id=sheet.id))
        hash_ = sheet.content_hash
        append_step(session, number, leader, "confirm", "awaiting_confirmation", "appraising", hash_)
        assessment.state = "appraising"
    return world


def append_step(session, number, actor, name, source, target, sheet_hash=None) -> None:  # type: ignore[no-untyped-def]
    """One recorded step of an assessment."""
    history.append(
        session,
        "assessment",
        number,
        "transition",
        actor,
        actor.unit_role,
        transition=name,
        source=source,
        target=target,
        sheet_hash=sheet_hash,
    )


def faults(subject: tuple[str, int] | None = None) -> list[str]:
    """What a check finds, as its place and words."""
    db.session.rollback()
    return [f"{fault.place}: {fault.text}" for fault in verify(db.session(), subject).faults]


def test_what_was_written_by_the_program_holds(app: Flask, whole: World) -> None:
    assert faults() == []
    report = verify(db.session())
    assert (report.chains, report.events) == (1, 5)


def test_an_edited_event_is_named(app: Flask, whole: World) -> None:
    with unguarded() as connection:
        connection.exec_driver_sql("UPDATE events SET data = '{}' WHERE sequence = 3")
    place = f"assessment:{whole.assessment.id}"
    assert faults() == [f"{place}: sự kiện số 3 không còn đúng như lúc ghi"]
    assert faults(("round", whole.round.id)) == []


def test_a_lost_event_is_named(app: Flask, whole: World) -> None:
    with unguarded() as connection:
        connection.exec_driver_sql("DELETE FROM events WHERE sequence = 2")
    assert faults() == [f"assessment:{whole.assessment.id}: thiếu sự kiện số 2"]


def test_a_lost_end_of_the_chain_is_seen_in_the_state_and_the_sheet(app: Flask, whole: World) -> None:
    with unguarded() as connection:
        connection.exec_driver_sql("DELETE FROM events WHERE sequence = 5")
    found = faults()
    assert any("“Chờ lãnh đạo xác nhận” nhưng hồ sơ đang ở “Đang thẩm định”" in fault for fault in found)
    assert any("nhật ký không ghi việc chốt phiếu" in fault for fault in found)


def test_a_state_set_by_hand_is_named(app: Flask, whole: World) -> None:
    with db.engine.begin() as connection:
        connection.exec_driver_sql(
            f"UPDATE assessments SET state = 'appraised' WHERE id = {whole.assessment.id}"
        )
        connection.exec_driver_sql("UPDATE rounds SET state = 'collecting'")
    found = faults()
    assert any(fault.startswith(f"assessment:{whole.assessment.id}: các bước đã ghi") for fault in found)
    assert any(fault.startswith(f"round:{whole.round.id}: các bước đã ghi") for fault in found)


def test_a_changed_sheet_is_named(app: Flask, whole: World) -> None:
    with unguarded() as connection:
        connection.exec_driver_sql('UPDATE sheets SET content = \'{"total":"20"}\'')
    (fault,) = faults()
    assert "Phiếu điểm tự đánh giá số 1 không còn khớp" in fault


def test_the_command_answers_with_its_exit_code(app: Flask, whole: World) -> None:
    run = app.test_cli_runner()
    good = run.invoke(args=["audit", "verify"])
    assert good.exit_code == 0
    assert "Đã kiểm tra 1 chuỗi, 5 sự kiện: nguyên vẹn." in good.output
    place = f"assessment:{whole.assessment.id}"
    with unguarded() as connection:
        connection.exec_driver_sql("UPDATE events SET actor_name = 'Ai đó' WHERE sequence = 1")
    db.session.rollback()
    bad = run.invoke(args=["audit", "verify", "--subject", place])
    assert bad.exit_code == 1
    assert f"{place}: sự kiện số 1 không còn đúng như lúc ghi" in bad.output
    assert run.invoke(args=["audit", "verify", "--subject", "lung tung"]).exit_code == 2


def test_a_broken_chain_is_shown_on_the_items_page(app: Flask, whole: World, act_as) -> None:  # type: ignore[no-untyped-def]
    with unguarded() as connection:
        connection.exec_driver_sql("DELETE FROM events WHERE sequence = 2")
    client = act_as(whole.person("auditor"))
    page = client.get(f"/nhat-ky/assessment/{whole.assessment.id}").get_data(as_text=True)
    assert "Chuỗi nhật ký bị đứt" in page
    assert "thiếu sự kiện số 2" in page

"""The database edited by hand, its triggers dropped: what was changed is found and named."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from app.audit.verification import Fault, verify
from app.database import table_of, transaction
from app.extensions import db
from app.history import HASHED_COLUMNS, Event, event_hash
from app.rounds.models import Round
from tests import stages
from tests.factories import World
from tests.integration.audit.test_verification import unguarded

EVENTS = table_of(Event)
PLACE = 3  # the event that is changed, in the middle of its chain

# What each column is given by hand; "" stands for the column that is told.
BY_HAND: dict[str, Any] = {
    "subject_type": "round",
    "subject_id": 999_999,
    "sequence": 77,
    "at": datetime(2020, 1, 1, 3, 4, 5, tzinfo=UTC),
    "kind": "answer",
    "definition": "thanh_hoa_assessment@9",
    "transition": "submit",
    "source": "drafting",
    "target": "appraising",
    "actor_id": None,
    "actor_name": "Người khác",
    "actor_title": "Giám đốc",
    "acting_role": "auditor",
    "actor_unit": "Nơi khác",
    "comment": "Lý do khác",
    "sheet_hash": "f" * 64,
    "data": '{"name":"dvc_tong","before":null,"after":"99"}',
    "previous_hash": "e" * 64,
    "hash": "d" * 64,
}
# Columns whose right value stands elsewhere in the chain, or follows from it: these are named.
NAMED = {
    "sequence",
    "kind",
    "definition",
    "sheet_hash",
    "comment",
    "actor_id",
    "actor_name",
    "actor_title",
    "acting_role",
    "actor_unit",
    "previous_hash",
    "hash",
}


@pytest.fixture
def worked(world: World) -> World:
    """An assessment with some figures by one person, and a round with a history."""
    stages.fill(world, world.assessment)
    stages.submit(world, world.assessment)
    stages.confirm(world, world.assessment)
    with transaction() as session:
        session.get_one(Round, world.round.id).state = "preparing"  # no step of the round was recorded
    assert found() == []
    return world


def found(subject: tuple[str, int] | None = None) -> list[Fault]:
    """What the check finds."""
    db.session.rollback()
    return verify(db.session(), subject).faults


def by_hand(world: World, **values: Any) -> None:
    """Somebody changes columns of one event."""
    with unguarded() as connection:
        connection.execute(
            sa.text(
                f"UPDATE events SET {', '.join(f'{name} = :{name}' for name in values)} "
                "WHERE subject_type = 'assessment' AND subject_id = :number AND sequence = :place"
            ),
            {**values, "number": world.assessment.id, "place": PLACE},
        )


def test_every_hashed_column_is_tried() -> None:
    assert set(BY_HAND) == {*HASHED_COLUMNS, "hash"}
    assert {column.name for column in EVENTS.c} - set(BY_HAND) == {"id"}  # a row's number says nothing


@pytest.mark.parametrize("column", BY_HAND)
def test_a_column_changed_by_hand_is_found_and_named(app: Flask, worked: World, column: str) -> None:
    values = {column: BY_HAND[column]}
    if column in ("transition", "target"):  # the database itself asks for both
        values = {"transition": "submit", "target": "appraising"}
    by_hand(worked, **values)
    faults = found()
    first = next(one for one in faults if one.subject_id == worked.assessment.id)
    assert first.link is not None and first.link.sequence == PLACE
    if column in NAMED:
        assert first.link.column == column
    if column not in ("subject_type", "subject_id", "sequence"):
        assert first.link.stored != first.link.computed and len(first.link.computed) == 64
    elif column != "sequence":
        assert (
            len([one for one in faults if one.link]) == 2
        )  # it is missing here, and is where it has no place


def test_what_can_no_longer_be_read_is_named_too(app: Flask, worked: World) -> None:
    by_hand(worked, data="{không phải JSON")
    first = found(("assessment", worked.assessment.id))[0]
    assert first.link is not None and (first.link.sequence, first.link.fault) == (PLACE, "edited")


def test_an_event_taken_out_is_named(app: Flask, worked: World) -> None:
    with unguarded() as connection:
        connection.exec_driver_sql(
            f"DELETE FROM events WHERE subject_type = 'assessment' AND sequence = {PLACE}"
        )
    (fault, *_) = found()
    assert fault.link is not None and (fault.link.fault, fault.link.sequence) == ("missing", PLACE)


def test_two_events_that_changed_places_are_named(app: Flask, worked: World) -> None:
    with unguarded() as connection:
        where = f"WHERE subject_type = 'assessment' AND subject_id = {worked.assessment.id} AND sequence ="
        for old, new in ((PLACE, 900), (PLACE + 1, PLACE), (900, PLACE + 1)):
            connection.exec_driver_sql(f"UPDATE events SET sequence = {new} {where} {old}")
    (fault, *_) = found()
    assert fault.link is not None and (fault.link.fault, fault.link.sequence) == ("unlinked", PLACE)


@pytest.mark.parametrize("linked", [True, False])
def test_an_event_put_at_the_end_is_named(app: Flask, worked: World, linked: bool) -> None:
    """A hash that only looks right; or a right one on an event that follows another end."""
    last = last_event(worked)
    row = {name: getattr(last, name) for name in HASHED_COLUMNS}
    row |= {"sequence": last.sequence + 1, "at": last.at + timedelta(seconds=1)}
    row["previous_hash"] = last.hash if linked else "a" * 64
    row["hash"] = "b" * 64 if linked else event_hash(row)
    with unguarded() as connection:
        connection.execute(sa.insert(EVENTS).values(**row))
    (fault, *_) = found()
    assert fault.link is not None and fault.link.sequence == row["sequence"]
    assert fault.link.fault == ("edited" if linked else "unlinked")


def test_a_step_appended_with_a_right_hash_is_seen_in_the_state(app: Flask, worked: World) -> None:
    last = last_event(worked)
    row = {name: getattr(last, name) for name in HASHED_COLUMNS}
    row |= {"sequence": last.sequence + 1, "previous_hash": last.hash, "transition": "finish_appraisal"}
    row |= {"source": "appraising", "target": "appraised"}
    row["hash"] = event_hash(row)
    with unguarded() as connection:
        connection.execute(sa.insert(EVENTS).values(**row))
    assert [fault.link for fault in found()] == [None]


def last_event(world: World) -> Event:
    """The newest event of the assessment."""
    event = db.session.scalars(
        sa.select(Event)
        .where(Event.subject_type == "assessment", Event.subject_id == world.assessment.id)
        .order_by(Event.sequence.desc())
    ).first()
    assert event is not None
    return event


def test_a_variable_that_no_step_has_set_is_named(app: Flask, worked: World) -> None:
    with db.engine.begin() as connection:
        connection.exec_driver_sql(
            "UPDATE assessments SET variables = '{\"appraisal_round\":7}' "
            f"WHERE id = {worked.assessment.id}"
        )
    (fault,) = found()
    assert fault.subject_type == "assessment" and "đang ghi 7" in fault.text


def test_the_command_prints_both_hashes_and_the_column(app: Flask, worked: World) -> None:
    by_hand(worked, actor_name="Người khác")
    db.session.rollback()
    told = app.test_cli_runner().invoke(args=["audit", "verify"]).output
    assert "cột bị sửa: người thực hiện" in told and told.count("mã tính lại") == 1

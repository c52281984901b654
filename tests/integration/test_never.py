"""What must never happen, each tried outright (crashes and two at once have modules of their own)."""

from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from app import jobs, policy, workflow
from app.appraisal import operations as appraisal
from app.appraisal.models import CriterionReview
from app.assessments import entry, sheets
from app.assessments import operations as assessments
from app.assessments.entry import Typed
from app.assessments.models import Assessment, CurrentSheet, Figure, Sheet
from app.audit.verification import verify
from app.council import operations as council
from app.council.models import OpenPoint
from app.database import transaction
from app.documents import dossier
from app.documents.models import Document
from app.errors import DomainError, Forbidden, GuardRefused, InvalidInput, NotFound, StaleVersion, WrongState
from app.extensions import db
from app.history import Event
from app.notifications.models import Notification
from app.outbox import OutboxMessage
from app.results.models import ResultRow
from frameworks.sheet import from_canonical_sheet
from tests import stages
from tests.factories import World
from tests.people import carry_out, record_opening
from tests.snapshots import everything

# --- a score changed after confirmation without person and reason -----------------------------------------


def test_after_confirmation_nobody_of_the_unit_changes_anything(world: World, session: Session) -> None:
    stages.received(world)
    number, specialist, leader = world.assessment.id, world.actor("specialist"), world.actor("leader")
    before = everything()
    tries: list[Callable[[], Any]] = [
        lambda: entry.save_figure(specialist, number, Typed("so_hoi_thao", "1")),
        lambda: entry.save_figure(leader, number, Typed("so_hoi_thao", "1")),
        lambda: assessments.declare(specialist, number, "1.2", "no_data", reason="Không còn số liệu"),
        lambda: assessments.recall(specialist, number, reason="Sửa"),
        lambda: assessments.return_to_specialist(leader, number, reason="Sửa"),
        lambda: assessments.confirm(leader, number, sheet_hash="0" * 64),
    ]
    for attempt in tries:
        with pytest.raises((Forbidden, WrongState)):
            attempt()
    assert everything() == before


@pytest.mark.parametrize("reason", ["", "   "])
def test_no_points_are_changed_without_a_reason(world: World, session: Session, reason: str) -> None:
    stages.meeting(world)
    secretary = world.actor("council_secretary")
    point = council.raise_point(secretary, world.assessment.id, "1.2", question="Đủ giấy mời?", proposed="1")
    people = [world.person(role).id for role in ("council_chair", "council_member")]
    council.record_votes(secretary, point, dict.fromkeys(people, "for"))
    with pytest.raises(InvalidInput):
        council.decide_point(secretary, point, reason=reason)
    council.decide_point(secretary, point, reason="Đủ giấy mời")
    for empty in (None, reason):
        with pytest.raises(DBAPIError), transaction() as inside:  # nor behind the program's back
            inside.execute(sa.update(OpenPoint).where(OpenPoint.id == point).values(reason=empty))


def test_the_team_gives_a_reason_for_every_change(world: World, session: Session) -> None:
    stages.received(world)
    with pytest.raises(InvalidInput):
        appraisal.review(
            world.actor("appraiser"), world.assessment.id, "2.1", "adjusted", points="5", reason=" "
        )
    with pytest.raises(DBAPIError), transaction() as inside:
        inside.execute(
            sa.insert(CriterionReview),
            {
                "assessment_id": world.assessment.id,
                "code": "2.1",
                "decision": "adjusted",
                "points": 5,
                "reason": None,
                "reviewed_by": world.person("appraiser").id,
                "reviewed_at": db.session.get_one(Assessment, world.assessment.id).received_at,
                "version": 1,
            },
        )


def test_every_difference_between_two_sheets_names_a_person_and_a_reason(
    world: World, session: Session
) -> None:
    stages.published(world)
    session.rollback()
    for assessment in world.assessments:
        names = ("self", "appraisal", "council")
        kept = {stage: sheets.current(session, assessment.id, stage) for stage in names}
        data = {stage: from_canonical_sheet(sheet.content).data for stage, sheet in kept.items() if sheet}
        assert len(data) == 3
        for earlier, later in (("self", "appraisal"), ("appraisal", "council")):
            changed = {
                code
                for code, line in data[later]["lines"].items()
                if line["points"] != data[earlier]["lines"][code]["points"]
            }
            told = {
                code
                for code, why in data[later]["meta"]["differences"].items()
                if why.get("by") and why.get("reason")
            }
            assert changed <= told


# --- a frozen sheet, an event, a published result changed by hand -----------------------------------------


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE events SET comment = 'khác' WHERE id = 1",
        "DELETE FROM events WHERE id = 1",
        "UPDATE sheets SET content = '{}'",
        "UPDATE sheets SET total = '20'",
        "DELETE FROM sheets",
        "DELETE FROM assessments",
        "DELETE FROM accounts",
    ],
)
def test_what_is_kept_for_good_cannot_be_rewritten(world: World, session: Session, statement: str) -> None:
    stages.received(world)
    with pytest.raises(DBAPIError), db.engine.begin() as connection:
        connection.exec_driver_sql(statement)


TRIGGERS = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = '{table}'",
    "postgresql": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgrelid = '{table}'::regclass",
}


def by_force(table: str, statement: str) -> None:
    """Change a guarded table the way somebody with the database's password could: guards off first."""
    with db.engine.begin() as connection:
        query = TRIGGERS[db.engine.dialect.name].format(table=table)
        for (name,) in connection.exec_driver_sql(query).all():
            owner = f" ON {table}" if db.engine.dialect.name == "postgresql" else ""
            connection.exec_driver_sql(f"DROP TRIGGER {name}{owner}")
        connection.exec_driver_sql(statement)


FORGERIES = {
    "another comment": ("events", "UPDATE events SET comment = 'khác' WHERE transition = 'confirm'"),
    "another name": ("events", "UPDATE events SET actor_name = 'Ai đó' WHERE kind = 'figure'"),
    "another figure": ("events", "UPDATE events SET data = '{}' WHERE kind = 'figure'"),
    "a lost event": ("events", "DELETE FROM events WHERE kind = 'review' AND sequence > 2"),
    "another state": ("assessments", "UPDATE assessments SET state = 'settled'"),
    "another sheet": ("sheets", "UPDATE sheets SET content = replace(content, '4', '5')"),
}


@pytest.mark.parametrize("name", FORGERIES)
@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_whoever_changes_the_record_by_force_is_found_out(world: World, session: Session, name: str) -> None:
    record_opening(world)
    stages.appraised(world)
    session.rollback()
    assert verify(session).faults == []
    session.rollback()
    by_force(*FORGERIES[name])
    assert verify(session).faults, "nobody noticed"


# --- an appraiser touching their own unit -----------------------------------------------------------------


def test_whoever_belongs_to_a_unit_never_judges_it(world: World, session: Session) -> None:
    """Whatever they hold: every judging action on their own unit is refused, and leaves nothing."""
    make = world.make
    person = make.account(
        world.authority,
        roles=["appraiser", "council_member", "council_chair", "council_secretary"],
        round_=world.round,
        unit_id=world.unit.id,
    )
    stages.received(world)
    number, actor = world.assessment.id, make.actor(person)
    before = everything()
    for attempt in (
        lambda: appraisal.review(actor, number, "2.1", "accepted"),
        lambda: appraisal.accept_rest(actor, number),
        lambda: appraisal.write_question(actor, number, "2.1", "Ở đâu?"),
        lambda: appraisal.ask(actor, number),
        lambda: appraisal.finish(actor, number),
        lambda: council.raise_point(actor, number, "2.1", question="Tính lại?", proposed="9"),
    ):
        with pytest.raises((NotFound, Forbidden)):
            attempt()
    assert everything() == before
    appraisal.review(actor, world.other_assessment.id, "2.1", "accepted")  # other units are theirs to judge


# --- a mail about something that was rolled back ----------------------------------------------------------


def test_nobody_is_told_of_what_was_rolled_back(app: Flask, world: World, session: Session) -> None:
    stages.fill(world, world.assessment)
    stages.submit(world, world.assessment)
    carry_out(app)
    session.rollback()
    told = session.scalar(select(func.count(Notification.id)))
    papers = session.scalar(select(func.count(Document.id)))
    seen, leader = stages.self_hash(world, world.assessment), world.actor("leader")

    def power_fails(*_: Any) -> None:
        raise RuntimeError("the power fails")

    sa.event.listen(db.engine, "commit", power_fails)
    try:
        with pytest.raises(RuntimeError):
            assessments.confirm(leader, world.assessment.id, sheet_hash=seen)
    finally:
        sa.event.remove(db.engine, "commit", power_fails)
    session.rollback()
    assert jobs.drain(app, only=OutboxMessage.topic != "render_document") == jobs.Outcome()
    session.rollback()
    assert session.scalar(select(func.count(Notification.id))) == told
    assert session.scalar(select(func.count(Document.id))) == papers


def test_a_refused_step_tells_nobody(app: Flask, world: World, session: Session) -> None:
    stages.fill(world, world.assessment)
    stages.submit(world, world.assessment)
    before = everything()
    with pytest.raises(GuardRefused):
        assessments.confirm(world.actor("leader"), world.assessment.id, sheet_hash="0" * 64)
    with pytest.raises(InvalidInput):
        assessments.return_to_specialist(world.actor("leader"), world.assessment.id, reason=" ")
    assert everything() == before


# --- confirming something other than what was on the screen -----------------------------------------------


def test_a_leader_confirms_only_what_was_on_the_screen(world: World, session: Session) -> None:
    stages.fill(world, world.assessment)
    stages.submit(world, world.assessment)
    seen = stages.self_hash(world, world.assessment)
    with transaction() as inside:  # whatever way a figure came to change meanwhile
        inside.execute(
            sa.update(Figure)
            .where(Figure.assessment_id == world.assessment.id, Figure.name == "so_hoi_thao")
            .values(value="1")
        )
    with pytest.raises(GuardRefused):
        assessments.confirm(world.actor("leader"), world.assessment.id, sheet_hash=seen)
    session.rollback()
    assert session.scalar(select(func.count(CurrentSheet.sheet_id))) == 0


def test_a_chairman_approves_only_what_was_on_the_screen(world: World, session: Session) -> None:
    stages.submitted(world)
    stages.number_submission(world)
    seen = stages.dossier_hash(world)
    dossier.return_dossier(world.actor("chairman"), world.round.id, reason="Xem lại đơn vị thứ nhất")
    council.reopen_council(world.actor("standing_body"), world.round.id, reason="Theo ý kiến Chủ tịch")
    session.rollback()
    with pytest.raises((WrongState, GuardRefused, StaleVersion)):
        dossier.decide(world.actor("chairman"), world.round.id, dossier_hash=seen)
    with pytest.raises(DomainError):
        dossier.decide(world.actor("chairman"), world.round.id, dossier_hash="")


# --- the two accounts of a unit ---------------------------------------------------------------------------


def test_the_leader_enters_nothing_and_the_specialist_confirms_nothing(
    world: World, session: Session
) -> None:
    with pytest.raises(Forbidden):
        entry.save_figure(world.actor("leader"), world.assessment.id, Typed("so_hoi_thao", "1"))
    stages.fill(world, world.assessment)
    with pytest.raises(Forbidden):
        assessments.submit(world.actor("leader"), world.assessment.id)
    stages.submit(world, world.assessment)
    seen = stages.self_hash(world, world.assessment)
    with pytest.raises(Forbidden):
        assessments.confirm(world.actor("specialist"), world.assessment.id, sheet_hash=seen)


def test_the_database_itself_refuses_a_third_account_of_a_unit(world: World) -> None:
    with pytest.raises(DBAPIError):
        world.make.account(world.authority, unit_id=world.unit.id, unit_role="leader")
    world.make.session.rollback()


# --- after publication ------------------------------------------------------------------------------------


COMPLAINING = {"complain", "reject_complaint", "review_complaint"}


def test_a_published_round_stands_still(world: World, session: Session) -> None:
    """What is left to anybody is a complaint and the end of the round; what is published is what the
    council's sheets say."""
    stages.published(world)
    session.rollback()
    people = [world.actor(role) for role in (*world.STAFF, "specialist", "leader")]
    for assessment in world.assessments:
        fresh = session.get_one(Assessment, assessment.id)
        for actor in people:
            left = workflow.available(fresh, policy.assessment_roles(actor, fresh, world.round))
            assert {one.transition.name for one in left} <= COMPLAINING
        final = sheets.current(session, assessment.id, "final")
        row = session.scalars(select(ResultRow).where(ResultRow.assessment_id == assessment.id)).one()
        assert final is not None and row.total == final.total
    for actor in people:
        left = workflow.available(world.round, policy.round_roles(actor, world.round))
        assert {one.transition.name for one in left} <= {"open_correction", "close"}


def test_a_sheet_once_frozen_is_there_at_the_end(world: World, session: Session) -> None:
    """A unit taken up again gets new sheets; those before stay, and each has an event that speaks of it."""
    stages.appraised(world)
    appraisal.reopen(world.actor("standing_body"), world.assessment.id, reason="Có tài liệu mới")
    appraisal.finish(world.actor("appraiser"), world.assessment.id)
    session.rollback()
    frozen = session.scalars(
        select(Sheet).where(Sheet.assessment_id == world.assessment.id, Sheet.stage == "appraisal")
    ).all()
    assert [sheet.number for sheet in frozen] == [1, 2]
    recorded = set(session.scalars(select(Event.sheet_hash).where(Event.sheet_hash.is_not(None))))
    assert {sheet.content_hash for sheet in frozen} <= recorded

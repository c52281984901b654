"""Moving running items to another version of their workflow: looked at first, then whole or not at all."""

import pytest
from flask import Flask
from sqlalchemy import select

from app import catalog
from app.accounts.actor import Actor
from app.appraisal import operations as appraisal
from app.assessments.models import Assessment
from app.audit.verification import verify
from app.errors import Forbidden, GuardRefused, InvalidInput, NotFound, StaleVersion
from app.extensions import db
from app.history import Event
from app.processes import operations
from app.rounds.models import Round
from tests import stages
from tests.factories import World
from workflows.loader import DEFINITIONS

NOTE = "Quyết định số 12/QĐ-STTTT"


def pin_to_the_first_versions(world: World) -> None:
    """As an installation that has come from the first release: everything under the first versions."""
    world.round.workflow_version, world.round.assessment_workflow_version = 2, 1
    for one in db.session.scalars(select(Assessment)):
        one.workflow_version, one.variables = 1, {}
    db.session.commit()


def standing_body(world: World) -> Actor:
    return world.actor("standing_body")


def events(kind: str) -> list[Event]:
    return list(
        db.session.scalars(select(Event).where(Event.kind == "workflow_migrated", Event.subject_type == kind))
    )


def test_a_dry_run_tells_and_writes_nothing(app: Flask, world: World) -> None:
    pin_to_the_first_versions(world)
    seen = operations.preview(db.session(), standing_body(world), world.round.id, "assessment", 2)
    assert seen.counts == {"drafting": 2}
    assert seen.plan.target("drafting") == "drafting"
    assert not events("assessment")
    assert {one.workflow_version for one in db.session.scalars(select(Assessment))} == {1}


def test_every_unit_moves_with_an_event_of_its_own(app: Flask, world: World) -> None:
    pin_to_the_first_versions(world)
    done = operations.move(standing_body(world), world.round.id, "assessment", 2, reason=NOTE)
    assert done.total == 2
    moved = db.session.scalars(select(Assessment)).all()
    assert {(one.workflow_version, one.state) for one in moved} == {(2, "drafting")}
    assert all(set(one.variables) == set(catalog.of_item(one).variables) for one in moved)
    assert world.round.assessment_workflow_version == 2
    assert [event.data for event in events("assessment")] == [
        {
            "from": "thanh_hoa_assessment@1",
            "to": "thanh_hoa_assessment@2",
            "state": ["drafting", "drafting"],
        }
    ] * 2
    assert {event.comment for event in events("assessment")} == {NOTE}


def test_the_journal_still_leads_to_the_state_after_a_move_in_the_middle(app: Flask, world: World) -> None:
    pin_to_the_first_versions(world)
    stages.STAGES["received"](world)
    operations.move(standing_body(world), world.round.id, "assessment", 2, reason=NOTE)
    operations.move(standing_body(world), world.round.id, "round", 3, reason=NOTE)
    appraiser = world.actor("appraiser")
    for assessment in world.assessments:
        appraisal.accept_rest(appraiser, assessment.id)
        appraisal.finish(appraiser, assessment.id)
    told = verify(db.session()).faults
    assert [fault for fault in told if fault.subject_type == "assessment"] == []


def test_a_move_that_history_does_not_lead_to_is_found(app: Flask, world: World) -> None:
    pin_to_the_first_versions(world)
    operations.move(standing_body(world), world.round.id, "assessment", 2, reason=NOTE)
    assessment = db.session.scalars(select(Assessment)).first()
    assert assessment is not None
    assessment.state = "appraised"
    db.session.commit()
    told = [one for one in verify(db.session()).faults if one.subject_type == "assessment"]
    assert {fault.subject_id for fault in told} == {assessment.id}


@pytest.mark.parametrize("role", ["specialist", "leader", "appraiser", "chairman", "auditor"])
def test_only_who_runs_the_round_or_the_system_moves_items(app: Flask, world: World, role: str) -> None:
    pin_to_the_first_versions(world)
    with pytest.raises(Forbidden, match="Cơ quan thường trực"):
        operations.move(world.actor(role), world.round.id, "assessment", 2, reason=NOTE)


def test_another_authoritys_round_does_not_exist(app: Flask, world: World) -> None:
    stranger = World(world.make).actor("standing_body")
    with pytest.raises(NotFound):
        operations.move(stranger, world.round.id, "assessment", 2, reason=NOTE)


def test_a_reason_a_new_version_and_a_fresh_page_are_needed(app: Flask, world: World) -> None:
    pin_to_the_first_versions(world)
    actor, round_id = standing_body(world), world.round.id
    with pytest.raises(InvalidInput, match="Lý do"):
        operations.move(actor, round_id, "assessment", 2, reason=" ")
    with pytest.raises(InvalidInput, match="đang theo chính phiên bản"):
        operations.move(actor, round_id, "assessment", 1, reason=NOTE)
    with pytest.raises(NotFound):
        operations.move(actor, round_id, "assessment", 99, reason=NOTE)
    with pytest.raises(StaleVersion):
        operations.move(actor, round_id, "assessment", 2, reason=NOTE, seen_version=99)
    assert not events("assessment")


def test_a_state_without_a_place_stops_everything(app: Flask, world: World) -> None:
    """Going back to a version that does not know complaints: states of theirs have no place there."""
    db.session.get_one(Round, world.round.id)
    with pytest.raises(GuardRefused, match="reviewing_complaint|Xem xét kiến nghị|kiến nghị"):
        operations.move(standing_body(world), world.round.id, "assessment", 1, reason=NOTE)
    places = {"reviewing_complaint": "published", "corrected": "published", "closed": "published"}
    done = operations.move(standing_body(world), world.round.id, "assessment", 1, reason=NOTE, states=places)
    assert done.total == 2


def test_nobody_is_moved_past_the_sheets_frozen_in_between(app: Flask, world: World) -> None:
    """A unit that is still entering figures has no confirmed sheet that could be appraised."""
    pin_to_the_first_versions(world)
    places = {"drafting": "appraising"}
    actor, round_id = standing_body(world), world.round.id
    with pytest.raises(GuardRefused, match="giai đoạn Tự đánh giá"):
        operations.preview(db.session(), actor, round_id, "assessment", 2, places)
    with pytest.raises(GuardRefused, match="giai đoạn Tự đánh giá"):
        operations.move(actor, round_id, "assessment", 2, reason=NOTE, states=places)
    assert not events("assessment")


def test_steps_that_the_new_version_takes_by_itself_follow_the_move(app: Flask, world: World) -> None:
    """Units that wait for nothing any more are not left standing until somebody else does something."""
    shipped = (DEFINITIONS / "an_giang_assessment.v1.yaml").read_text(encoding="utf-8")
    second = shipped.replace("id: an_giang_assessment", "id: theo_buoc", 1)
    first = second.replace(
        "    kind: automatic\n    from: appraised", "    by: [appraiser]\n    from: appraised", 1
    )
    assert first != second
    administrator = world.actor("administrator")
    operations.publish(administrator, first, NOTE)
    operations.publish(administrator, second.replace("version: 1", "version: 2", 1), NOTE)
    round_ = db.session.get_one(Round, world.round.id)
    round_.assessment_workflow, round_.assessment_workflow_version = "theo_buoc", 1
    for one in db.session.scalars(select(Assessment)):
        one.workflow, one.workflow_version = "theo_buoc", 1
    db.session.commit()
    stages.appraised(world)
    appraisal.start_council(standing_body(world), world.round.id)
    assert set(db.session.scalars(select(Assessment.state))) == {"appraised"}
    operations.move(standing_body(world), world.round.id, "assessment", 2, reason=NOTE)
    assert set(db.session.scalars(select(Assessment.state))) == {"in_council"}
    faults = verify(db.session()).faults
    assert [fault for fault in faults if fault.subject_type == "assessment"] == []

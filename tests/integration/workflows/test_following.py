"""Steps that follow by themselves: under An Giang's workflow units go to the council when the round does."""

import pytest
from flask import Flask
from sqlalchemy import select

from app import jobs
from app.appraisal import operations as appraisal
from app.assessments.models import Assessment
from app.audit.verification import verify
from app.extensions import db
from app.history import Event
from app.worklists import operations as bulk
from tests import stages
from tests.factories import World
from workflows import vocabulary


@pytest.fixture
def an_giang(app: Flask, world: World) -> World:
    """The small world under An Giang's workflow."""
    world.round.assessment_workflow, world.round.assessment_workflow_version = "an_giang_assessment", 1
    for one in db.session.scalars(select(Assessment)):
        one.workflow, one.workflow_version = "an_giang_assessment", 1
    db.session.commit()
    return world


def states() -> set[str]:
    return set(db.session.scalars(select(Assessment.state)))


def last_step(assessment_id: int) -> Event:
    steps = select(Event).where(
        Event.subject_type == "assessment", Event.subject_id == assessment_id, Event.kind == "transition"
    )
    return db.session.scalars(steps.order_by(Event.sequence.desc())).first()  # type: ignore[return-value]


def test_units_go_to_the_council_when_the_round_does(an_giang: World) -> None:
    stages.appraised(an_giang)
    assert states() == {"appraised"}
    appraisal.start_council(an_giang.actor("standing_body"), an_giang.round.id)
    assert states() == {"in_council"}
    for one in an_giang.assessments:
        step = last_step(one.id)
        assert (step.transition, step.acting_role, step.comment) == ("bring_to_council", "system", None)
    told = verify(db.session()).faults
    assert [fault for fault in told if fault.subject_type == "assessment"] == []


def test_the_team_reports_what_the_programme_has_not_brought(an_giang: World) -> None:
    stages.appraised(an_giang)
    an_giang.round.state = "council"  # as after a repair by hand: nothing has followed
    db.session.commit()
    seen = [(one.id, one.version) for one in db.session.scalars(select(Assessment))]
    appraiser = an_giang.actor("appraiser")
    bulk.run(appraiser, an_giang.round.id, "report_to_council", seen, token="t1", given={})
    assert states() == {"in_council"}
    assert last_step(seen[0][0]).acting_role == "appraiser"


def test_effects_of_the_step_itself_are_those_the_worker_has_no_hand_for() -> None:
    """The loader keeps them out of steps the programme takes; else they would end as dead messages."""
    assert jobs.IN_ACTION == vocabulary.IN_THE_STEP

"""Under every source that knows complaints a unit can complain, whatever the source asks a letter to name."""

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import catalog
from app.assessments.models import Assessment, Complaint
from app.errors import InvalidInput
from tests import complaints, stages
from tests.factories import World

SOURCES = sorted(
    key
    for key, definition in catalog.workflows().items()
    if definition.subject == "assessment" and "complain" in definition.transitions
)


@pytest.mark.parametrize("source", SOURCES)
def test_a_letter_is_filed_under_every_source(
    app: Flask, world: World, session: Session, source: str
) -> None:
    stages.published(world)
    world.round.assessment_workflow = source
    world.round.assessment_workflow_version = catalog.workflow(source).version
    for one in session.scalars(select(Assessment)):
        one.workflow, one.workflow_version = source, catalog.workflow(source).version
    session.commit()
    with pytest.raises(InvalidInput) as refused:
        complaints.complaints.complain(
            world.leader_of(world.assessment),
            world.assessment.id,
            letter_number=" ",
            content="Xin",
            codes=["2.1"],
        )
    assert refused.value.field == "letter_number"
    assert complaints.complain(world) == 1
    session.rollback()
    assert session.scalars(select(Complaint.letter_number)).all() == [complaints.LETTER]

"""Items that run under an older version: what it does not know is refused, and their journal holds."""

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from app.audit.verification import verify
from app.documents import corrections
from app.errors import WrongState
from tests import stages
from tests.factories import World
from tests.people import record_opening


def test_a_step_that_the_rounds_version_does_not_have_is_refused_and_not_an_error(
    app: Flask, world: World
) -> None:
    """The first release's rounds were never closed: asking for it anyway is told so."""
    world.round.workflow_version = 2
    world.make.session.commit()
    stages.published(world)
    with pytest.raises(WrongState, match="không có bước đó"):
        corrections.close_round(world.actor("standing_body"), world.round.id)


def test_papers_drawn_up_on_the_way_do_not_break_the_rounds_history(
    app: Flask, world: World, session: Session
) -> None:
    """A dossier's papers are told of in the round's own history, which no step of the round's is."""
    record_opening(world)
    stages.published(world)
    session.rollback()
    assert not verify(session).faults

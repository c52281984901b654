"""A round with figures of others goes through to publication, and can be recomputed."""

from collections.abc import Callable
from fractions import Fraction as F

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.accounts.models import Account
from app.appraisal import operations as appraisal
from app.assessments import sheets
from app.council import operations as council
from app.results.verification import verify
from app.rounds.models import Round
from tests import stages
from tests.integration.supplied.conftest import OWN, Assisted
from tests.integration.supplied.test_units import give

ActAs = Callable[[Account], FlaskClient]


def appraised(world: Assisted) -> None:
    stages.received(world)
    for assessment in world.assessments:
        appraisal.accept_rest(world.actor("appraiser"), assessment.id)
        appraisal.finish(world.actor("appraiser"), assessment.id)
    appraisal.close_entry(world.actor("standing_body"), world.round.id)


def concluded(world: Assisted) -> None:
    stages.meeting(world)
    council.settle_all(world.actor("council_secretary"), world.round.id)
    council.conclude(world.actor("council_chair"), world.round.id, conclusion="Hội đồng thống nhất kết quả.")


def test_a_published_round_is_recomputed_with_what_others_gave(
    assisted: Assisted, session: Session, act_as: ActAs, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stages, "FIGURES", OWN)
    monkeypatch.setattr(stages, "appraised", appraised)
    monkeypatch.setattr(stages, "concluded", concluded)
    give(assisted)
    stages.published(assisted)
    session.rollback()
    assert list(verify(session, session.get_one(Round, assisted.round.id))) == []
    totals = {}
    for stage in ("self", "appraisal", "final"):
        sheet = sheets.current(session, assisted.assessment.id, stage)
        assert sheet is not None
        totals[stage] = sheet.total
    whole = 10 + F("0.7321") + F("3.87") + F("3.25")
    assert totals == {"self": 10, "appraisal": whole, "final": whole}
    page = act_as(assisted.specialist).get(f"/danh-gia/{assisted.assessment.id}/ket-qua").text
    assert "17,85" in page and "do nơi khác cung cấp" in page

"""What no database and no file can hold is taken out of what browsers send, before anything sees it."""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from app.accounts.models import Account
from app.assessments.models import CriterionEntry
from app.extensions import db
from tests.factories import World

ActAs = Callable[[Account], FlaskClient]


@pytest.mark.parametrize(
    ("typed", "kept"), [("có\x00 lý\x07 do", "có lý do"), ("dòng\vmới\ttab", "dòng\nmới\ttab")]
)
def test_control_characters_of_a_form_are_left_out_and_soft_breaks_are_lines(
    world: World, act_as: ActAs, typed: str, kept: str
) -> None:
    values = {"status": "na_claimed", "reason": typed, "note": "", "seen_version": "0"}
    answer = act_as(world.specialist).post(
        f"/danh-gia/{world.assessment.id}/tieu-chi/1.2/tinh-trang", data=values
    )
    assert answer.status_code == 302
    assert [row.reason for row in db.session.scalars(select(CriterionEntry)) if row.reason] == [kept]


def test_a_search_and_an_address_with_them_do_no_harm(world: World, act_as: ActAs) -> None:
    auditor = act_as(world.person("auditor"))
    assert auditor.get("/nhat-ky", query_string={"nguoi": "Nguyễn\x00"}).status_code == 200
    assert auditor.get("/nhat-ky/round%00/1").status_code == 404
    assert auditor.get("/quy-trinh/round%00@3").status_code == 404

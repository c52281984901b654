"""Pages of complaints, of corrections and of versions: who reads what, and forms that lose nothing."""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from app.accounts.models import Account
from tests import complaints, stages
from tests.factories import World

ActAs = Callable[[Account], FlaskClient]


@pytest.mark.parametrize("stage", ["reviewed", "settled", "correcting", "submitted", "decided", "corrected"])
def test_every_page_opens_for_everybody_who_has_it(world: World, act_as: ActAs, stage: str) -> None:
    getattr(complaints, stage)(world)
    number, unit = world.round.id, world.assessment.id
    readers = ("standing_body", "council_chair", "council_secretary", "secretariat", "chairman", "auditor")
    for role in readers:
        browser = act_as(world.person(role))
        assert browser.get(f"/dieu-chinh/{number}").status_code == 200, role
        assert browser.get(f"/ho-so-trinh/{number}").status_code == 200, role
    for role in ("leader", "specialist", "appraiser", "council_member", *readers):
        browser = act_as(world.person(role))
        assert browser.get(f"/dieu-chinh/{number}/cac-ban").status_code == 200, role
        assert browser.get(f"/xep-hang/{number}").status_code == 200, role
        assert browser.get("/").status_code in (200, 302), role
        assert browser.get("/viec-can-lam", follow_redirects=True).status_code in (200, 404), role
        if role != "secretariat":
            assert browser.get(f"/kien-nghi/don-vi/{unit}").status_code == 200, role
            assert browser.get(f"/danh-gia/{unit}/ket-qua").status_code == 200, role
            assert browser.get("/kien-nghi", follow_redirects=True).status_code == 200, role
        for page in ("tong-hop", "dien-bien"):
            assert browser.get(f"/danh-gia/{unit}/{page}").status_code in (200, 403, 404), (role, page)
    for role in ("council_chair", "council_secretary", "standing_body"):
        browser = act_as(world.person(role))
        for page in (f"/hoi-dong/don-vi/{unit}", "/hoi-dong", "/hoi-dong/don-vi", "/hoi-dong/chenh-lech"):
            assert browser.get(page).status_code == 200, (role, page)
    for page in ("/tien-do",):
        assert act_as(world.person("standing_body")).get(page).status_code in (200, 404)
    year, code = world.round.year, world.authority.code
    for page in ("", f"/{code}/{year}", f"/{code}/{year}/{world.unit.code}"):
        assert act_as(world.person("leader")).get(f"/ket-qua{page}").status_code == 200, page


def test_what_a_leader_typed_comes_back_with_the_reason(world: World, act_as: ActAs) -> None:
    stages.published(world)
    page = act_as(world.leader).post(
        f"/kien-nghi/don-vi/{world.assessment.id}/gui",
        data={"letter_number": "", "content": "Xin xem lại điểm", "codes": ["2.1"]},
    )
    text = page.get_data(as_text=True)
    assert page.status_code == 422
    assert "Xin ghi số, ký hiệu công văn" in text and "Xin xem lại điểm" in text
    assert 'value="2.1" id="tc-2-1" checked' in text

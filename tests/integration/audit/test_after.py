"""Changes since the leader confirmed, and the page that checks a history."""

from collections.abc import Callable

from flask.testing import FlaskClient

from app.accounts.models import Account
from app.appraisal import operations as appraisal
from app.extensions import db
from tests import stages
from tests.factories import World
from tests.integration.audit.test_verification import unguarded
from tests.queries import counted

ActAs = Callable[[Account], FlaskClient]


def after(world: World) -> str:
    return f"/nhat-ky/phieu/{world.assessment.id}/sau-xac-nhan"


def test_changes_since_the_confirmation_stand_by_criterion(world: World, act_as: ActAs) -> None:
    stages.concluded(world)
    page = act_as(world.person("auditor")).get(after(world)).text
    assert "Xác nhận" in page and world.leader.full_name in page
    assert "Thẩm định tiêu chí" in page and "Thiếu quyết định công bố danh mục" in page
    assert "Hội đồng quyết định vấn đề" in page
    assert "Nhập số liệu" not in page  # all of it was before
    assert page.index(">1.1 ") < page.index(">2.1 ")


def test_who_may_not_see_the_councils_work_reads_the_teams_alone(world: World, act_as: ActAs) -> None:
    stages.meeting(world)
    page = act_as(world.person("appraiser")).get(after(world))
    assert page.status_code == 200 and "Thẩm định tiêu chí" in page.text
    assert act_as(world.person("leader")).get(after(world)).status_code == 403
    assert act_as(world.other_leader).get(after(world)).status_code == 404
    assert act_as(world.person("administrator")).get(after(world)).status_code == 403


def test_a_form_that_nobody_confirmed_is_told_so(world: World, act_as: ActAs) -> None:
    assert "Chưa có phiếu được xác nhận" in act_as(world.person("leader")).get(after(world)).text


def test_after_publication_the_leader_reads_no_votes(world: World, act_as: ActAs) -> None:
    stages.published(world)
    page = act_as(world.person("leader")).get(after(world)).text
    assert "Thẩm định tiêu chí" in page and "Biểu quyết:" not in page
    assert "Biểu quyết:" in act_as(world.person("auditor")).get(after(world)).text


def test_as_many_queries_for_many_changes(world: World, act_as: ActAs) -> None:
    stages.received(world)
    client = act_as(world.person("auditor"))
    client.get(after(world))
    with counted() as few:
        client.get(after(world))
    appraisal.accept_rest(world.actor("appraiser"), world.assessment.id)
    with counted() as many:
        client.get(after(world))
    assert len(many) <= len(few) + 1  # people's names are asked for once where there are any


def test_the_auditor_checks_a_round_and_an_item(world: World, act_as: ActAs) -> None:
    stages.appraised(world)
    auditor = act_as(world.person("auditor"))
    assert "Kiểm tra cả kỳ" in auditor.get("/nhat-ky/kiem-tra").text
    number = world.assessment.id
    whole = auditor.get(f"/nhat-ky/kiem-tra?loai=assessment&so={number}").text
    assert "Nguyên vẹn" in whole and "1 chuỗi" in whole
    with unguarded() as connection:
        connection.exec_driver_sql(
            f"UPDATE events SET actor_name = 'X' WHERE subject_type = 'assessment' AND subject_id = {number} "
            "AND sequence = 3"
        )
    db.session.rollback()
    for query in (f"loai=assessment&so={number}", f"ky={world.round.id}"):
        page = auditor.get(f"/nhat-ky/kiem-tra?{query}").text
        assert "Không nguyên vẹn" in page and "sự kiện số 3 không còn đúng như lúc ghi" in page
        assert "người thực hiện" in page and "Mã tính lại" in page and "3 – Nhập số liệu" in page
    other = auditor.get(f"/nhat-ky/kiem-tra?loai=assessment&so={world.other_assessment.id}").text
    assert "Không nguyên vẹn" not in other


def test_only_an_auditor_checks_and_only_at_home(world: World, act_as: ActAs) -> None:
    assert act_as(world.person("standing_body")).get("/nhat-ky/kiem-tra").status_code == 403
    stranger = act_as(World(world.make).person("auditor"))
    assert stranger.get(f"/nhat-ky/kiem-tra?ky={world.round.id}").status_code == 404
    assert stranger.get(f"/nhat-ky/kiem-tra?loai=assessment&so={world.assessment.id}").status_code == 404
    assert stranger.get("/nhat-ky/kiem-tra?loai=la&so=1").status_code == 404

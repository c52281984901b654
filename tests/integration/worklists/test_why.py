""" "Vì sao tôi không làm được?": the rule, the reason, who can; and nothing a person may not know."""

import re
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app import catalog
from app.accounts.models import Account
from app.assessments import operations as assessments
from app.council import operations as council
from app.messages import council as council_texts
from app.worklists import why
from tests import stages
from tests.factories import Maker, World
from tests.queries import counted

ActAs = Callable[[Account], FlaskClient]


def address(world: World) -> str:
    """The first unit's page."""
    return f"/ho-so/{world.assessment.id}/vi-sao"


def row_of(page: str, title: str) -> str:
    """The row of one step."""
    rows = re.findall(r"<tr>.*?</tr>", page, re.S)
    return next(row for row in rows if f">{title}</th>" in row)


def test_a_condition_that_does_not_hold_is_named_with_its_rule(world: World, act_as: ActAs) -> None:
    row = row_of(act_as(world.specialist).get(address(world)).text, "Trình lãnh đạo xác nhận")
    assert "Chưa làm được" in row and "1.1" in row, "the criteria that lack figures are named"
    version = catalog.workflow(catalog.ASSESSMENT_WORKFLOW).version
    assert f"{catalog.ASSESSMENT_WORKFLOW}@{version}: transitions.submit.when" in row
    assert "Chuyên viên đơn vị" in row and world.specialist.full_name in row
    assert "Đang nhập số liệu" in row, "the state in which it can be done"


def test_what_can_be_done_is_said_too(world: World, act_as: ActAs) -> None:
    stages.fill(world, world.assessment)
    row = row_of(act_as(world.specialist).get(address(world)).text, "Trình lãnh đạo xác nhận")
    assert "Làm được" in row and "Chưa làm được" not in row


def test_another_role_reads_who_can_but_not_the_reason_against_them(world: World, act_as: ActAs) -> None:
    row = row_of(act_as(world.leader).get(address(world)).text, "Trình lãnh đạo xác nhận")
    assert "Chưa làm được" in row and "Chuyên viên đơn vị" in row and "1.1" not in row


def test_the_team_that_may_only_follow_a_unit_learns_nothing_of_its_figures(
    world: World, act_as: ActAs
) -> None:
    page = act_as(world.person("appraiser")).get(address(world))
    assert page.status_code == 200
    assert "1.1" not in row_of(page.text, "Trình lãnh đạo xác nhận")


@pytest.mark.parametrize("role", ["specialist", "leader", "appraiser"])
def test_open_questions_before_the_council_are_nowhere_to_read(
    world: World, act_as: ActAs, role: str
) -> None:
    stages.meeting(world)
    council.raise_point(
        world.actor("council_secretary"), world.assessment.id, "2.1", question="Tính lại?", proposed="6"
    )
    page = act_as(world.person(role)).get(address(world)).text
    assert "2.1" not in page and council_texts.points_open(["2.1"]) not in page
    assert "Thư ký Hội đồng" in row_of(page, "Ghi kết quả Hội đồng thống nhất")
    told = act_as(world.person("council_secretary")).get(address(world)).text
    assert "2.1" in row_of(told, "Ghi kết quả Hội đồng thống nhất")


def test_a_unit_reads_no_names_of_those_who_judge_it(world: World, act_as: ActAs) -> None:
    stages.received(world)
    page = act_as(world.leader).get(address(world)).text
    for role in ("appraiser", "council_member", "council_chair", "council_secretary"):
        assert f">{world.person(role).full_name}<" not in page, role
    full = act_as(world.person("standing_body")).get(address(world)).text
    assert world.person("appraiser").full_name in full and world.leader.full_name in full


def test_who_has_a_conflict_is_not_named_as_somebody_who_can(world: World, act_as: ActAs) -> None:
    stages.received(world)
    torn = world.make.account(world.authority, roles=["appraiser"], round_=world.round, unit_id=world.unit.id)
    page = act_as(world.person("standing_body")).get(address(world)).text
    row = row_of(page, "Kết thúc thẩm định")
    assert world.person("appraiser").full_name in row and f"{torn.full_name}<" not in row
    assert f", {torn.full_name}" not in row


def test_who_may_not_know_the_item_finds_no_page(world: World, act_as: ActAs, make: Maker) -> None:
    stranger = make.account(make.authority(), roles=World.STAFF)
    for account in (stranger, world.other_specialist, world.other_leader):
        assert act_as(account).get(address(world)).status_code == 404
    assert act_as(world.person("council_member")).get(address(world)).status_code == 404
    assert act_as(stranger).get(f"/ky-danh-gia/{world.round.id}/vi-sao").status_code == 404
    assert act_as(world.person("standing_body")).get("/ho-so/999999/vi-sao").status_code == 404


def test_whoever_sees_an_assessment_may_ask_why_in_every_definition() -> None:
    for definition in catalog.workflow_versions().values():
        if definition.subject != "assessment":
            continue
        for state in definition.states.values():
            assert state.permissions.get("view", frozenset()) <= state.permissions["view_progress"], state


def test_a_round_says_what_stands_against_its_next_step(world: World, act_as: ActAs) -> None:
    page = act_as(world.person("standing_body")).get(f"/ky-danh-gia/{world.round.id}/vi-sao")
    row = row_of(page.text, "Kết thúc thu thập số liệu")
    assert "Chưa làm được" in row and "Sở Tư pháp" in row
    unit = act_as(world.specialist).get(f"/ky-danh-gia/{world.round.id}/vi-sao").text
    assert "Sở Y tế" not in unit, "which units are late is not for another unit"


def test_the_page_takes_the_same_queries_whatever_the_number_of_people(
    world: World, act_as: ActAs, session: Session
) -> None:
    stages.received(world)
    browser = act_as(world.person("standing_body"))
    browser.get(address(world))
    with counted() as few:
        browser.get(address(world))
    for _ in range(8):
        world.make.account(world.authority, roles=["appraiser", "council_member"], round_=world.round)
    with counted() as many:
        assert browser.get(address(world)).status_code == 200
    assert len(many) == len(few)


@pytest.mark.parametrize("role", ["specialist", "leader", "standing_body", "appraiser"])
def test_what_the_page_says_can_be_done_is_what_the_step_answers(world: World, role: str) -> None:
    stages.fill(world, world.assessment)
    stages.submit(world, world.assessment)
    opened, found = why.of_assessment(world.make.session, world.actor(role), world.assessment.id)
    allowed = {answer.why.name for answer in found.steps if answer.why.allowed}
    expected = {
        "specialist": {"recall"},
        "leader": {"confirm", "return_to_specialist"},
        "standing_body": {"remind"},
        "appraiser": set(),
    }
    assert allowed == expected[role] and opened.unit.id == world.unit.id
    if role == "specialist":
        assessments.recall(world.actor(role), world.assessment.id, reason="Sửa số liệu")


@pytest.mark.parametrize(
    ("stage", "role", "page"),
    [
        ("collecting", "specialist", "/danh-gia/{}/tong-hop"),
        ("received", "appraiser", "/tham-dinh/don-vi/{}"),
        ("meeting", "council_secretary", "/hoi-dong/don-vi/{}"),
        ("collecting", "standing_body", "/bang-tien-do"),
    ],
)
def test_pages_with_actions_lead_there(world: World, act_as: ActAs, stage: str, role: str, page: str) -> None:
    stages.STAGES[stage](world)
    answer = act_as(world.person(role)).get(page.format(world.assessment.id))
    assert answer.status_code == 200 and "Vì sao tôi không làm được?" in answer.text

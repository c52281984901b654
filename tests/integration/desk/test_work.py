"""What waits for whom, in every stage of a round."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app import catalog, clock
from app.accounts.models import Account
from app.appraisal import operations as appraisal
from app.assessments import operations as assessments
from app.messages import desk as texts
from app.rounds.models import DeadlineExtension
from app.worklists import pages
from tests import stages
from tests.factories import Maker, World
from tests.queries import counted

ActAs = Callable[[Account], FlaskClient]
WORK = "/viec-can-lam"
LISTS = {
    worklist.name: worklist.title
    for name in (catalog.ASSESSMENT_WORKFLOW, catalog.ROUND_WORKFLOW)
    for worklist in catalog.workflow(name).worklists.values()
}
# What each person finds in each stage; whoever is not named has nothing to do.
WAITING = {
    "collecting": {"specialist": {"to_fill"}, "standing_body": {"to_run"}},
    "received": {"appraiser": {"to_appraise"}, "standing_body": {"to_run"}},
    "appraised": {
        "council_secretary": {"to_bring"},
        "standing_body": {"to_bring", "to_run"},
    },
    "meeting": {
        "council_secretary": {"to_hold", "to_settle"},
        "council_chair": {"to_conclude"},
    },
    "concluded": {"standing_body": {"to_submit"}},
    "submitted": {"chairman": {"to_decide"}},
    "decided": {"secretariat": {"to_publish"}},
    "published": {},
}


def test_every_worklist_of_every_definition_leads_to_a_page(app: Flask) -> None:
    lists: dict[str, set[str]] = {"assessment": set(), "round": set(), "document": set(), "task": set()}
    for definition in catalog.workflow_versions().values():
        lists[definition.subject] |= set(definition.worklists)
    assert set(pages.PAGES) == lists["assessment"]
    assert set(pages.ROUND_PAGES) == lists["round"]
    assert {*pages.PAGES.values(), *pages.ROUND_PAGES.values()} <= set(app.view_functions)


@pytest.mark.parametrize("stage", WAITING)
def test_people_find_what_waits_for_them(stage: str, world: World, act_as: ActAs) -> None:
    stages.STAGES[stage](world)
    for role in ("specialist", "leader", *World.STAFF):
        page = act_as(world.person(role)).get(WORK)
        assert page.status_code == 200
        found = {name for name, title in LISTS.items() if f'<span class="task-title">{title}<' in page.text}
        assert found == WAITING[stage].get(role, set()), role


def test_a_unit_finds_its_own_steps(world: World, act_as: ActAs) -> None:
    specialist, leader = act_as(world.specialist), act_as(world.leader)
    page = specialist.get(WORK).text
    assert "Đã nhập 0/5 tiêu chí, còn 5." in page and "Còn 20 ngày" in page
    assert f"/danh-gia/{world.assessment.id}" in page
    assert texts.WAITING["drafting"] in leader.get(WORK).text
    stages.fill(world, world.assessment)
    stages.submit(world, world.assessment)
    assert LISTS["to_confirm"] in leader.get(WORK).text
    assert texts.WAITING["awaiting_confirmation"] in specialist.get(WORK).text
    assessments.return_to_specialist(
        world.leader_of(world.assessment), world.assessment.id, reason="Thiếu số liệu chi CNTT"
    )
    assert "trả lại: Thiếu số liệu chi CNTT" in specialist.get(WORK).text


def test_questions_come_to_the_unit_that_is_asked(world: World, act_as: ActAs) -> None:
    stages.received(world)
    appraiser = world.actor("appraiser")
    appraisal.write_question(appraiser, world.assessment.id, "2.1", "Số nào đúng?")
    appraisal.ask(appraiser, world.assessment.id)
    page = act_as(world.specialist).get(WORK).text
    assert LISTS["to_explain"] in page and texts.questions(1) in page and "Hạn giải trình" in page
    other = act_as(world.other_specialist).get(WORK).text
    assert LISTS["to_explain"] not in other and "Số nào đúng" not in other


def test_late_units_are_an_alarm_and_locked_ones_work_to_do(
    world: World, act_as: ActAs, session: Session
) -> None:
    world.round.grace_days = 3
    session.commit()
    browser = act_as(world.person("standing_body"))
    after = clock.end_of_day(world.round.entry_deadline)
    specialist = world.specialist
    with clock.at(after + timedelta(hours=2)):
        browser = act_as(world.person("standing_body"))
        page = browser.get(WORK).text
        assert texts.late_units(2, 0) in page and LISTS["to_take_over"] not in page
        unit = act_as(specialist).get(WORK).text
        assert "Còn 2 ngày" in unit and texts.late_since(world.round.entry_deadline) in unit
    session.add(
        DeadlineExtension(
            assessment_id=world.assessment.id,
            until=world.round.entry_deadline + timedelta(days=9),
            letter_number="12/CV",
            reason="Mưa lũ",
            granted_by=world.person("standing_body").id,
            granted_at=clock.now(),
        )
    )
    session.commit()
    with clock.at(after + timedelta(days=4)):
        page = act_as(world.person("standing_body")).get(WORK).text
        assert texts.late_units(1, 1) in page and LISTS["to_take_over"] in page
        unit = act_as(specialist).get(WORK).text
        assert "Còn 4 ngày" in unit and texts.EXTENDED in unit


def test_members_are_asked_for_their_votes(world: World, act_as: ActAs) -> None:
    from app.council import operations as council

    stages.meeting(world)
    secretary = world.actor("council_secretary")
    point = council.raise_point(
        secretary, world.assessment.id, "2.1", question="Bao nhiêu điểm?", proposed="6"
    )
    member = act_as(world.person("council_member"))
    assert texts.VOTES_WAIT in member.get(WORK).text
    council.record_votes(secretary, point, {world.person("council_member").id: "for"})
    assert texts.VOTES_WAIT not in member.get(WORK).text
    assert texts.VOTES_WAIT in act_as(world.person("council_chair")).get(WORK).text


def test_the_clerk_sees_papers_without_a_number(world: World, act_as: ActAs) -> None:
    stages.submitted(world)
    assert "Văn bản chờ cấp số" in act_as(world.person("secretariat")).get(WORK).text


def test_there_is_a_way_in_without_any_round(make: Maker, act_as: ActAs, client: FlaskClient) -> None:
    authority = make.authority()
    body = act_as(make.account(authority, roles=["standing_body"]))
    assert "Lập kỳ đánh giá" in body.get(WORK).text
    assert body.get("/").location == WORK
    plain = act_as(make.account(authority))
    assert "Kỳ đánh giá chưa mở" in plain.get(WORK).text
    assert client.get("/").location.startswith("/dang-nhap")


def test_nobody_of_another_authority_hears_of_a_round(world: World, make: Maker, act_as: ActAs) -> None:
    stranger = make.account(make.authority(), roles=["standing_body", "appraiser"])
    page = act_as(stranger).get(WORK).text
    assert world.round.title not in page and world.unit.name not in page


@pytest.mark.parametrize("role", ["specialist", "appraiser", "standing_body", "council_member"])
def test_the_number_of_questions_does_not_grow_with_the_units(
    role: str, world: World, make: Maker, act_as: ActAs
) -> None:
    browser = act_as(world.person(role))
    browser.get(WORK)
    with counted() as few:
        browser.get(WORK)
    for _ in range(6):
        make.assessment(world.round, make.unit(world.group))
    with counted() as many:
        browser.get(WORK)
    assert len(few) == len(many) <= 15

"""Assigning appraisers: what is given, refused and ended, and that lists and permissions agree with it."""

import io
from collections.abc import Callable
from random import Random

import openpyxl
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import jobs, policy
from app.accounts.models import Account, LocalRole
from app.appraisal import conflicts
from app.appraisal import operations as appraisal
from app.appraisal.assigning import operations, queries
from app.assessments.models import Assessment
from app.assessments.queries import visible
from app.errors import Forbidden, GuardRefused, InvalidInput, StaleVersion
from app.history import Event
from app.messages import assigning as texts
from app.notifications.models import Notification
from app.rounds.models import Round
from tests import linting, stages
from tests.factories import World
from tests.queries import counted
from tests.teams import appraisers, assign, mode, part, standing

ActAs = Callable[[Account], FlaskClient]


@pytest.fixture
def team(world: World) -> list[Account]:
    """Three appraisers beside the world's own."""
    return appraisers(world, 3)


def events(session: Session, world: World, kind: str) -> list[Event]:
    session.rollback()
    return list(
        session.scalars(
            select(Event)
            .where(Event.subject_type == "round", Event.subject_id == world.round.id, Event.kind == kind)
            .order_by(Event.sequence)
        )
    )


def overview(world: World) -> str:
    return f"/ky-danh-gia/{world.round.id}/phan-cong"


def test_each_assignment_is_an_event_of_its_own(world: World, session: Session, team: list[Account]) -> None:
    assert assign(
        world, part(team[0], world.unit), part(team[0], world.other_unit), part(team[1], world.unit)
    )
    assert standing(session) == [
        (team[0].id, world.unit.id, None),
        (team[0].id, world.other_unit.id, None),
        (team[1].id, world.unit.id, None),
    ]
    told = [event.data for event in events(session, world, "appraiser_assigned")]
    assert told == [
        {"person": team[0].full_name, "unit": "Sở Tư pháp"},
        {"person": team[0].full_name, "unit": "Sở Y tế"},
        {"person": team[1].full_name, "unit": "Sở Tư pháp"},
    ]


def test_each_person_is_told_once_of_all_they_are_assigned(
    app: Flask, world: World, session: Session, team: list[Account]
) -> None:
    assign(world, part(team[0], world.unit), part(team[0], world.other_unit), part(team[1], world.unit))
    jobs.drain(app)
    session.rollback()
    told = session.scalars(select(Notification).where(Notification.kind == "appraisal.assigned")).all()
    assert {(row.account_id, row.data["text"]) for row in told} == {
        (team[0].id, texts.assigned_to_you(2)),
        (team[1].id, texts.assigned_to_you(1)),
    }
    assert len(told) == 2


def test_what_cannot_be_given_is_left_out_and_the_rest_is_given(
    world: World, session: Session, team: list[Account]
) -> None:
    insider = appraisers(world, 1, unit=world.unit)[0]
    assert assign(world, part(insider, world.unit), part(insider, world.other_unit)) == (1, 1)
    assert standing(session, [insider]) == [(insider.id, world.other_unit.id, None)]


def test_nothing_is_given_when_nothing_can_be(world: World, session: Session) -> None:
    insider = appraisers(world, 1, unit=world.unit)[0]
    with pytest.raises(GuardRefused) as refusal:
        assign(world, part(insider, world.unit))
    assert refusal.value.data["reasons"] == [texts.CONFLICT_MEMBER]
    assert standing(session) == []


def test_a_confirmation_is_bound_to_what_was_on_the_screen(
    world: World, session: Session, team: list[Account]
) -> None:
    wishes = [part(team[0], world.unit), part(team[1], world.unit)]
    actor = world.actor("standing_body")
    _, outcomes = operations.preview(session, actor, world.round.id, wishes)
    mark = operations.seen(outcomes)
    assign(world, wishes[0])
    with pytest.raises(StaleVersion, match="thay đổi"):
        operations.assign(actor, world.round.id, wishes, seen_mark=mark)
    assert standing(session) == [(team[0].id, world.unit.id, None)]


def test_ending_an_assignment_needs_a_reason_and_keeps_the_row(
    world: World, session: Session, team: list[Account]
) -> None:
    assign(world, part(team[0], world.unit))
    row = session.scalars(select(LocalRole)).one()
    actor, number = world.actor("standing_body"), row.id
    with pytest.raises(InvalidInput, match="lý do"):
        operations.end(actor, world.round.id, [number], reason=" ")
    assert operations.end(actor, world.round.id, [number], reason="Nghỉ phép") == 1
    session.rollback()
    ended = session.get_one(LocalRole, number)
    assert (ended.end_reason, ended.ended_by) == ("Nghỉ phép", actor.id)
    assert [event.comment for event in events(session, world, "appraiser_unassigned")] == ["Nghỉ phép"]
    with pytest.raises(InvalidInput):
        operations.end(actor, world.round.id, [number], reason="Nghỉ phép")
    assert assign(world, part(team[0], world.unit)) == (1, 0)


@pytest.mark.parametrize("role", ["appraiser", "auditor", "council_chair", "administrator", "specialist"])
def test_only_the_standing_body_assigns(world: World, team: list[Account], role: str) -> None:
    for change in (
        lambda: operations.assign(world.actor(role), world.round.id, [part(team[0], world.unit)]),
        lambda: operations.end(world.actor(role), world.round.id, [1], reason="Lý do"),
        lambda: operations.change_mode(
            world.actor(role), world.round.id, assigned_only=True, double_appraisal=False
        ),
    ):
        with pytest.raises(Forbidden):
            change()


# --- how the round is appraised ----------------------------------------------------------------------------


def test_how_the_round_is_appraised_is_told_by_an_event(world: World, session: Session) -> None:
    mode(world, double=True)
    round_ = session.get_one(Round, world.round.id)
    session.refresh(round_)
    assert (round_.assigned_only, round_.double_appraisal) == (True, True)
    told = events(session, world, "assigning_changed")[0].data["changed"]
    assert told == {"assigned_only": [False, True], "double_appraisal": [False, True]}
    mode(world, double=True)
    assert len(events(session, world, "assigning_changed")) == 1


def test_a_double_appraisal_needs_assignments(world: World) -> None:
    with pytest.raises(InvalidInput, match="theo phân công"):
        mode(world, assigned_only=False, double=True)


def test_a_double_appraisal_neither_begins_nor_ends_once_somebody_has_judged(world: World) -> None:
    stages.received(world)
    appraisal.review(world.actor("appraiser"), world.assessment.id, "1.1", "accepted")
    with pytest.raises(GuardRefused, match="Đã có ý kiến"):
        mode(world, double=True)
    mode(world, assigned_only=True)


def test_a_double_appraisal_refuses_two_people_in_one_place(world: World, team: list[Account]) -> None:
    assign(world, part(team[0], world.unit), part(team[1], world.unit))
    with pytest.raises(GuardRefused, match="Sở Tư pháp"):
        mode(world, double=True)


def test_once_the_round_is_appraised_the_way_stays(world: World) -> None:
    stages.appraised(world)
    with pytest.raises(GuardRefused, match="thu thập"):
        mode(world)


# --- lists and permissions agree ----------------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(12))
def test_lists_show_exactly_what_the_policy_allows(world: World, session: Session, seed: int) -> None:
    random = Random(seed)
    units = [world.unit, world.other_unit, *(world.make.unit(world.group) for _ in range(6))]
    for unit in units[2:]:
        world.make.assessment(world.round, unit)
    found = session.scalars(select(Assessment)).all()
    for assessment in found:
        assessment.state = random.choice(["drafting", "appraising", "explaining", "appraised", "in_council"])
    session.commit()
    people = [*appraisers(world, 3), *appraisers(world, 1, unit=random.choice(units))]
    people.append(
        world.make.account(world.authority, roles=["appraiser", "council_member"], round_=world.round)
    )
    mode(world, assigned_only=random.random() < 0.8)
    wishes = [
        part(random.choice(people), random.choice(units), random.choice([None, "1", "2.1"]))
        for _ in range(14)
    ]
    assign(world, *wishes)
    declaring = world.make.actor(random.choice(people))
    free = [unit.id for unit in units if unit.id != declaring.unit_id]
    conflicts.declare(declaring, world.round.id, random.choice(free), "Người thân công tác tại đơn vị")
    session.rollback()
    round_ = session.get_one(Round, world.round.id)
    assessments = session.scalars(select(Assessment)).all()
    for account in people:
        actor = world.make.actor(account)
        for permission in ("view", "view_progress", "view_appraisal", "appraise", "ask", "vote"):
            listed = set(session.scalars(select(Assessment.id).where(visible(actor, round_, permission))))
            allowed = {one.id for one in assessments if policy.can(actor, permission, one, round_)}
            assert listed == allowed, (seed, account.full_name, permission)


# --- pages --------------------------------------------------------------------------------------------------


def test_people_and_units_are_chosen_previewed_and_confirmed_once(
    world: World, session: Session, team: list[Account], act_as: ActAs
) -> None:
    browser = act_as(world.person("standing_body"))
    chosen = {"nguoi": [team[0].id, team[1].id], "dv": [world.unit.id], "cach": "chon"}
    page = browser.post(f"{overview(world)}/xem-truoc", data=chosen)
    assert page.status_code == 200 and standing(session) == []
    form = fields(page.text)
    answer = browser.post(f"{overview(world)}/xac-nhan", data=form, follow_redirects=True)
    assert "Đã phân công 2 việc." in answer.text
    assert standing(session) == [(team[0].id, world.unit.id, None), (team[1].id, world.unit.id, None)]
    again = browser.post(f"{overview(world)}/xac-nhan", data=form)
    assert again.status_code == 409 and texts.ALREADY_ASSIGNED in again.text


def fields(text: str) -> dict[str, str]:
    """The hidden fields of the form that confirms."""
    from lxml import html

    page = html.document_fromstring(text)
    (form,) = page.xpath("//form[contains(@action, '/xac-nhan')]")
    return {one.get("name"): one.get("value") for one in form.xpath(".//input[@name]")}


def test_the_units_without_anybody_are_shared_on_request(
    world: World, session: Session, team: list[Account], act_as: ActAs
) -> None:
    insider = appraisers(world, 1, unit=world.unit)[0]
    browser = act_as(world.person("standing_body"))
    page = browser.post(
        f"{overview(world)}/xem-truoc", data={"nguoi": [insider.id, team[0].id], "cach": "chia-deu"}
    )
    browser.post(f"{overview(world)}/xac-nhan", data=fields(page.text))
    assert standing(session) == sorted(
        [(insider.id, world.other_unit.id, None), (team[0].id, world.unit.id, None)]
    )
    again = browser.post(f"{overview(world)}/xem-truoc", data={"nguoi": team[1].id, "cach": "chia-deu"})
    assert again.status_code == 422 and texts.NOTHING_TO_SHARE in again.text


def test_what_was_chosen_stays_chosen_when_something_is_missing(
    world: World, team: list[Account], act_as: ActAs
) -> None:
    page = act_as(world.person("standing_body")).post(
        f"{overview(world)}/xem-truoc", data={"nguoi": team[1].id, "cach": "chon"}
    )
    assert page.status_code == 422 and texts.NOTHING_CHOSEN in page.text
    assert f'id="nguoi-{team[1].id}" name="nguoi" value="{team[1].id}" checked' in page.text


def test_one_persons_assignments_are_looked_at_and_ended(
    world: World, session: Session, team: list[Account], act_as: ActAs
) -> None:
    assign(world, part(team[0], world.unit), part(team[0], world.other_unit, "1"), part(team[1], world.unit))
    browser = act_as(world.person("standing_body"))
    page = browser.get(f"{overview(world)}?xem={team[0].id}").text
    assert linting.faults(page) == []
    assert team[0].full_name in page and "phần 1 Chuyển đổi nhận thức" in page
    row = session.scalars(select(LocalRole.id).where(LocalRole.code == "1")).one()
    form = {"viec": row, "xem": team[0].id, "reason": " "}
    refused = browser.post(f"{overview(world)}/thoi", data=form)
    assert refused.status_code == 422 and f'value="{row}" checked' in refused.text
    ended = browser.post(f"{overview(world)}/thoi", data={**form, "reason": "Đi học"}, follow_redirects=True)
    assert texts.ended(1) in ended.text
    assert standing(session, [team[0]]) == [(team[0].id, world.unit.id, None)]


def workbook(content: bytes) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(content))


def send(browser: FlaskClient, world: World, book: openpyxl.Workbook) -> tuple[int, str]:
    out = io.BytesIO()
    book.save(out)
    out.seek(0)
    page = browser.post(f"{overview(world)}/tep", data={"tep": (out, "phan-cong.xlsx")})
    return page.status_code, page.text


def test_assignments_come_from_a_file_filled_in(
    world: World, session: Session, team: list[Account], act_as: ActAs
) -> None:
    browser = act_as(world.person("standing_body"))
    book = workbook(browser.get(f"{overview(world)}/mau.xlsx").data)
    sheet = book[texts.SHEET]
    assert [row[1] for row in sheet.iter_rows(min_row=3, values_only=True)] == ["Sở Tư pháp", "Sở Y tế"]
    assert team[0].username in {row[0] for row in book[texts.SHEET_PEOPLE].iter_rows(values_only=True)}
    sheet["D3"], sheet["D4"], sheet["E4"] = team[0].username.upper(), team[1].username, "2"
    status, text = send(browser, world, book)
    assert status == 200 and standing(session) == []
    browser.post(f"{overview(world)}/xac-nhan", data=fields(text))
    assert standing(session) == [(team[0].id, world.unit.id, None), (team[1].id, world.other_unit.id, "2")]


def test_every_fault_of_a_file_is_named_with_its_cell(world: World, act_as: ActAs, session: Session) -> None:
    browser = act_as(world.person("standing_body"))
    book = workbook(browser.get(f"{overview(world)}/mau.xlsx").data)
    sheet = book[texts.SHEET]
    sheet["D3"], sheet["E3"], sheet["F3"] = "khong-co", "9", "3"
    sheet["A4"], sheet["D4"] = "la", world.person("appraiser").username
    status, text = send(browser, world, book)
    assert status == 422 and standing(session) == []
    for told in (
        texts.unknown_user("khong-co"),
        texts.unknown_code("9"),
        texts.wrong_lane("3"),
        texts.unknown_unit("la"),
    ):
        assert told in text
    assert all(f"ô {cell}" in text for cell in ("D3", "E3", "F3", "A4"))


@pytest.mark.parametrize("content", [b"", b"khong phai tep", b"PK\x03\x04 hong"])
def test_a_file_that_is_none_is_refused_with_words(world: World, act_as: ActAs, content: bytes) -> None:
    page = act_as(world.person("standing_body")).post(
        f"{overview(world)}/tep", data={"tep": (io.BytesIO(content), "a.xlsx")}
    )
    assert page.status_code == 422 and "Tệp có lỗi" in page.text


def test_the_page_takes_as_many_queries_for_many_units_as_for_two(
    world: World, team: list[Account], act_as: ActAs
) -> None:
    browser = act_as(world.person("standing_body"))
    assign(world, part(team[0], world.unit))
    with counted() as few:
        assert browser.get(overview(world)).status_code == 200
    for _ in range(20):
        unit = world.make.unit(world.group)
        world.make.assessment(world.round, unit)
        assign(world, part(team[0], unit), part(team[1], unit, "1"))
    appraisers(world, 10)
    with counted() as many:
        page = browser.get(overview(world))
    assert len(many) == len(few)
    assert page.text.count('name="dv"') == 22


def test_the_list_is_narrowed_to_units_that_lack_somebody(
    world: World, team: list[Account], act_as: ActAs
) -> None:
    assign(world, part(team[0], world.unit), part(team[1], world.other_unit, "1"))
    page = act_as(world.person("standing_body")).get(f"{overview(world)}?loc=chua").text
    assert f'value="{world.other_unit.id}"' in page and f'id="dv-{world.unit.id}"' not in page


def test_units_of_a_round_in_preparation_are_those_in_force(
    world: World, session: Session, team: list[Account]
) -> None:
    round_ = session.get_one(Round, world.round.id)
    round_.state = "preparing"
    session.commit()
    assert {place.name for place in queries.matrix(session, round_).places} == {"Sở Tư pháp", "Sở Y tế"}
    assert assign(world, part(team[0], world.unit)) == (1, 0)

"""The page of a round's deadlines and the authority's own days off, as people use them."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.accounts.models import Account
from app.assessments import operations as assessments
from app.errors import Forbidden, InvalidInput, NotFound
from app.history import Event
from app.messages import schedule as texts
from app.outbox import OutboxMessage
from app.schedule import lines, operations, ticking
from app.schedule.lines import OwnDay
from app.schedule.models import Holiday
from app.working_days import calendar_of
from tests.factories import Maker, World
from tests.queries import counted

ActAs = Callable[[Account], FlaskClient]


@pytest.fixture
def browser(world: World, act_as: ActAs) -> FlaskClient:
    """The standing body's browser."""
    return act_as(world.person("standing_body"))


def page_of(world: World) -> str:
    return f"/ky-danh-gia/{world.round.id}/thoi-han"


# --- the deadlines of a round -------------------------------------------------------------------------------


def test_the_page_says_until_when_and_what_will_be_sent(world: World, browser: FlaskClient) -> None:
    page = browser.get(page_of(world)).text
    assert f"{world.round.entry_deadline:%d/%m/%Y}" in page and "Theo từng yêu cầu" in page
    assert texts.kind_title("remind", 7) in page and texts.kind_title("escalate_leader", 1) in page
    assert "cả kỳ" in page.split('id="sap-gui"')[1].split('id="da-gui"')[0]
    assert "Không có đơn vị nào trễ hạn" in page and "Chưa gửi nhắc hạn nào" in page


def test_what_went_out_is_counted(world: World, browser: FlaskClient, act_as: ActAs) -> None:
    last = world.round.entry_deadline
    with clock.at(clock.end_of_day(last) + timedelta(days=20)):
        ticking.run()
        page = act_as(world.person("standing_body")).get(page_of(world)).text
    assert texts.kind_title("escalate_standing_body", 2) in page
    assert "Đang trễ hạn (2 đơn vị)" in page and "Đã khóa" in page


def test_extensions_are_listed_with_their_letters(world: World, browser: FlaskClient) -> None:
    until = world.round.entry_deadline + timedelta(days=3)
    assessments.extend(
        world.actor("standing_body"),
        world.assessment.id,
        until=until,
        letter_number="45/CV-STP",
        reason="Mưa lũ",
    )
    page = browser.get(page_of(world)).text
    assert "45/CV-STP" in page and "Mưa lũ" in page and f"{until:%d/%m/%Y}" in page


def test_the_standing_body_reminds_chosen_units(world: World, act_as: ActAs, session: Session) -> None:
    number = world.assessment.id
    with clock.at(clock.end_of_day(world.round.entry_deadline) + timedelta(hours=9)):
        browser = act_as(world.person("standing_body"))
        assert browser.post(f"{page_of(world)}/don-doc").status_code == 422
        answer = browser.post(
            f"{page_of(world)}/don-doc", data={"don-vi": [number, 999_999]}, follow_redirects=True
        )
    assert texts.reminded(1) in answer.text and "1 đơn vị không đôn đốc được" in answer.text
    session.rollback()
    event = session.scalars(select(Event).where(Event.transition == "remind")).one()
    assert (event.subject_id, event.source, event.target) == (number, "drafting", "drafting")
    assert session.scalars(select(OutboxMessage.topic)).all() == ["tell_unit"]


def test_the_page_is_for_those_who_oversee_the_round(world: World, act_as: ActAs, make: Maker) -> None:
    for role in ("specialist", "leader", "appraiser", "chairman", "administrator"):
        assert act_as(world.person(role)).get(page_of(world)).status_code == 403
    assert "don-doc" not in act_as(world.person("auditor")).get(page_of(world)).text.split("<main")[1]
    stranger = act_as(make.account(make.authority(), roles=["standing_body"]))
    assert stranger.get(page_of(world)).status_code == 404
    assert stranger.post(f"{page_of(world)}/don-doc", data={"don-vi": "1"}).status_code == 404


def test_the_number_of_questions_does_not_grow_with_the_units(
    world: World, make: Maker, act_as: ActAs
) -> None:
    with clock.at(clock.end_of_day(world.round.entry_deadline) + timedelta(hours=9)):
        browser = act_as(world.person("standing_body"))
        browser.get(page_of(world))
        with counted() as few:
            browser.get(page_of(world))
        for _ in range(6):
            make.assessment(world.round, make.unit(world.group))
        with counted() as many:
            assert "Đang trễ hạn (8 đơn vị)" in browser.get(page_of(world)).text
    assert len(few) == len(many) <= 15


# --- days off -----------------------------------------------------------------------------------------------


def test_a_day_is_added_counts_at_once_and_is_taken_out_again(
    world: World, browser: FlaskClient, session: Session
) -> None:
    day = date(2026, 11, 24)
    assert calendar_of(world.authority.id).is_working_day(day)
    answer = browser.post(
        "/ngay-nghi/them", data={"day": "24/11/2026", "title": "Ngày Văn hóa"}, follow_redirects=True
    )
    assert texts.days_added(1) in answer.text and "Ngày Văn hóa" in answer.text
    assert not calendar_of(world.authority.id).is_working_day(day)
    again = browser.post("/ngay-nghi/them", data={"day": "24/11/2026", "title": "Trùng"})
    assert again.status_code == 422 and texts.days_there([day]) in again.text and "Trùng" in again.text
    session.rollback()
    holiday = session.scalars(select(Holiday)).one()
    answer = browser.post(f"/ngay-nghi/{holiday.id}/bo", follow_redirects=True)
    assert texts.day_removed(day) in answer.text
    session.rollback()
    kinds = session.scalars(select(Event.kind).where(Event.subject_type == "authority").order_by(Event.id))
    assert kinds.all() == ["day_off_added", "day_off_removed"]
    assert calendar_of(world.authority.id).is_working_day(day)


def test_a_faulty_day_is_refused_and_kept_in_the_form(browser: FlaskClient) -> None:
    answer = browser.post("/ngay-nghi/them", data={"day": "31/02/2026", "title": "Hội"})
    assert answer.status_code == 422 and "31/02/2026" in answer.text and "Hội" in answer.text
    empty = browser.post("/ngay-nghi/them", data={})
    assert texts.DAY_NEEDED in empty.text and texts.TITLE_NEEDED in empty.text


def test_lines_are_imported_all_or_none(world: World, browser: FlaskClient, session: Session) -> None:
    wrong = "24/11/2026; Hội\n30/02/2026; Lễ\n25/11/2026"
    answer = browser.post("/ngay-nghi/nhap", data={"lines": wrong})
    assert answer.status_code == 422 and "Dòng 2" in answer.text and "Dòng 3" in answer.text
    assert "24/11/2026; Hội" in answer.text and session.scalars(select(Holiday)).all() == []
    right = "24/11/2026; Hội\n\n28/11/2026; Trực; Làm bù\n"
    assert (
        texts.days_added(2)
        in browser.post("/ngay-nghi/nhap", data={"lines": right}, follow_redirects=True).text
    )
    session.rollback()
    calendar = calendar_of(world.authority.id)
    assert calendar.is_working_day(date(2026, 11, 28)) and not calendar.is_working_day(date(2026, 11, 24))


def test_lines_that_say_a_day_twice_or_too_much_are_refused() -> None:
    for text in ("", "24/11/2026; A\n24/11/2026; B", "24/11/2026; A; nghỉ", "\n".join(["x"] * 300)):
        with pytest.raises(InvalidInput):
            lines.read_lines(text)


def test_only_the_standing_body_keeps_its_own_authoritys_days(
    world: World, make: Maker, session: Session
) -> None:
    for role in ("auditor", "administrator", "specialist"):
        with pytest.raises(Forbidden):
            operations.add_days(world.actor(role), [OwnDay(date(2026, 11, 24), "Hội")])
    operations.add_days(world.actor("standing_body"), [OwnDay(date(2026, 11, 24), "Hội")])
    session.rollback()
    holiday = session.scalars(select(Holiday)).one()
    other = make.authority()
    stranger = make.actor(make.account(other, roles=["standing_body"]))
    with pytest.raises(NotFound):
        operations.remove_day(stranger, holiday.id)
    assert calendar_of(other.id).is_working_day(date(2026, 11, 24))

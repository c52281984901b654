"""Acting for somebody else as people see it: the corner, band, the end of the day, old forms, notices."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.accounts.delegating import operations
from app.accounts.models import Account, Delegation
from app.documents.building.assessment import self_assessment_form
from app.history import Event
from app.messages import delegating as messages
from app.messages import notifications as notices
from app.notifications.models import Notification
from app.security import BEHALF
from tests import stages
from tests.factories import Maker, World
from tests.lending import LETTER, deputy, lend
from tests.people import carry_out

ActAs = Callable[[Account], FlaskClient]


@pytest.fixture
def helper(world: World, make: Maker) -> Account:
    return make.account(world.authority, full_name="Trần Thị Giúp", position_title="Phó Giám đốc")


def begin(browser: FlaskClient, number: int) -> str:
    """Switch on; the page that follows."""
    return browser.post(f"/uy-quyen/{number}/lam-thay", follow_redirects=True).text


def asked(delegate: Account, *roles: str, days: int = 3, **more: object) -> dict[str, object]:
    """The form as it is sent."""
    today = clock.today()
    return {
        "delegate": delegate.username,
        "roles": list(roles),
        "starts_on": today.isoformat(),
        "ends_on": (today + timedelta(days=days)).isoformat(),
        "reason": "Đi công tác",
        "letter_number": "",
        **more,
    }


def test_a_leader_lends_their_role_on_their_own_page(
    world: World, act_as: ActAs, session: Session, helper: Account
) -> None:
    browser = act_as(world.leader)
    assert 'href="/uy-quyen"' in browser.get("/viec-can-lam").text
    answer = browser.post("/uy-quyen", data=asked(helper, "leader"), follow_redirects=True)
    assert messages.GIVEN in answer.text and helper.full_name in answer.text
    row = session.scalars(select(Delegation)).one()
    assert (row.principal_id, row.delegate_id, row.roles) == (world.leader.id, helper.id, "leader")


def test_a_refusal_names_the_field_and_keeps_what_was_typed(
    world: World, act_as: ActAs, helper: Account
) -> None:
    form = asked(helper, "leader", reason="", letter_number="77/GUQ")
    answer = act_as(world.leader).post("/uy-quyen", data=form)
    assert answer.status_code == 422 and messages.REASON_NEEDED in answer.text
    assert helper.username in answer.text and "77/GUQ" in answer.text
    wrong = act_as(world.leader).post("/uy-quyen", data=asked(helper, "leader", ends_on="31/02/2026"))
    assert "xin nhập ngày" in wrong.text and "31/02/2026" in wrong.text


def test_the_standing_body_names_a_substitute_for_who_is_away(
    world: World, act_as: ActAs, helper: Account
) -> None:
    browser = act_as(world.person("standing_body"))
    address = f"/tai-khoan/{world.leader.id}/nguoi-lam-thay"
    assert address in browser.get(f"/tai-khoan/{world.leader.id}").text
    assert messages.LETTER_NEEDED in browser.post(address, data=asked(helper, "leader")).text
    done = browser.post(address, data=asked(helper, "leader", letter_number=LETTER), follow_redirects=True)
    assert f"{helper.full_name} làm thay {world.leader.full_name}" in done.text
    assert LETTER in browser.get(f"/tai-khoan/{world.leader.id}").text


def test_the_delegate_switches_on_and_off_and_every_page_says_so(
    world: World, act_as: ActAs, session: Session, helper: Account
) -> None:
    number = lend(world, world.leader, helper)
    browser = act_as(helper)
    desk = browser.get("/viec-can-lam").text
    assert f"Làm thay {world.leader.full_name}" in desk and "Việc của người được làm thay" in desk
    assert "Đánh giá của đơn vị" not in desk and "behalf-band" not in desk
    acting = begin(browser, number)
    for page in (acting, browser.get("/thong-bao").text, browser.get("/uy-quyen").text):
        assert "behalf-band" in page and LETTER in page and world.leader.full_name in page
        assert "Thôi làm thay" in page and "Đánh giá của đơn vị" in page
    stopped = browser.post("/thoi-lam-thay", follow_redirects=True).text
    assert messages.STOPPED in stopped and "behalf-band" not in stopped
    kinds = session.scalars(select(Event.kind).where(Event.subject_id == helper.id).order_by(Event.id))
    assert list(kinds)[-2:] == ["acting_began", "acting_stopped"]


def test_what_waits_for_the_principal_is_counted(world: World, act_as: ActAs, helper: Account) -> None:
    lend(world, world.leader, helper)
    stages.fill(world, world.assessment)
    assert messages.NOBODY_WAITS in act_as(helper).get("/viec-can-lam").text
    stages.submit(world, world.assessment)
    assert messages.waiting(1) in act_as(helper).get("/viec-can-lam").text


def test_when_the_day_is_over_the_next_page_is_ones_own_and_says_so(
    world: World, act_as: ActAs, session: Session, helper: Account
) -> None:
    number = lend(world, world.leader, helper, days=1)
    last = clock.end_of_day(session.get_one(Delegation, number).ends_on)
    browser = act_as(helper)
    begin(browser, number)
    with clock.at(last - timedelta(seconds=1)), browser.session_transaction() as stored:
        stored["signed_in_at"] = stored["seen_at"] = clock.now().timestamp()
    with clock.at(last - timedelta(seconds=1)):
        assert "behalf-band" in browser.get("/viec-can-lam").text
    with clock.at(last):
        page = browser.get("/viec-can-lam").text
        assert messages.OVER in page and "behalf-band" not in page
        assert messages.OVER not in browser.get("/viec-can-lam").text
    with browser.session_transaction() as stored:
        assert BEHALF not in stored


def test_what_is_ended_while_acting_ends_at_the_next_request(
    world: World, act_as: ActAs, helper: Account
) -> None:
    number = lend(world, world.leader, helper)
    stages.fill(world, world.assessment)
    browser = act_as(helper)
    begin(browser, number)
    address = f"/danh-gia/{world.assessment.id}"
    operations.end(world.make.actor(world.leader), number, "Về sớm")
    page = browser.get("/viec-can-lam").text
    assert messages.OVER in page and address not in page


def test_forms_opened_before_the_switch_are_refused(
    app: Flask, world: World, act_as: ActAs, helper: Account
) -> None:
    """A page that showed one person sends nothing in the name of another one."""
    number = lend(world, world.leader, helper)
    browser = act_as(helper)
    app.config["WTF_CSRF_ENABLED"] = True

    def token(page: str) -> str:
        found = re.search(r'name="csrf_token" value="([^"]+)"', page)
        assert found
        return found[1]

    old = token(browser.get("/uy-quyen").text)
    answer = browser.post(f"/uy-quyen/{number}/lam-thay", data={"csrf_token": old})
    assert answer.status_code == 302
    assert browser.post("/thong-bao/da-doc", data={"csrf_token": old}).status_code == 400
    fresh = token(browser.get("/uy-quyen").text)
    operations.end(world.make.actor(world.leader), number, "Về sớm")
    assert browser.post("/thong-bao/da-doc", data={"csrf_token": fresh}).status_code == 400


def test_notices_of_a_role_go_to_the_delegate_too_in_the_words_of_one(
    app: Flask, world: World, session: Session
) -> None:
    delegate, _ = deputy(world, world.leader)
    later = world.make.account(world.authority)
    lend(world, world.other_leader, later)
    stages.fill(world, world.assessment)
    stages.submit(world, world.assessment)
    carry_out(app)
    rows = {row.account_id: row for row in session.scalars(select(Notification))}
    assert world.leader.id in rows and delegate.id in rows and later.id not in rows
    title, _ = notices.text(rows[delegate.id].kind, rows[delegate.id].data)
    assert title.endswith(f"(thay mặt {world.leader.full_name})")
    assert "thay mặt" not in notices.text(rows[world.leader.id].kind, rows[world.leader.id].data)[0]


def test_the_timeline_and_the_form_say_on_whose_behalf_the_unit_confirmed(
    world: World, act_as: ActAs, session: Session
) -> None:
    delegate, actor = deputy(world, world.leader, full_name="Trần Thị Giúp")
    stages.fill(world, world.assessment)
    stages.submit(world, world.assessment)
    from app.assessments import operations as assessments

    seen = stages.self_hash(world, world.assessment)
    assessments.confirm(actor, world.assessment.id, sheet_hash=seen)
    page = act_as(world.specialist).get(f"/danh-gia/{world.assessment.id}/dien-bien").text
    session.rollback()
    form = self_assessment_form(session, world.assessment.id)
    assert form["confirmed_at"] and not form["taken_over_at"]
    (told,) = form["acted"]
    assert told.startswith(f"ông/bà {delegate.full_name}, ") and told.endswith(": xác nhận số liệu")
    assert f"thay mặt ông/bà {world.leader.full_name}, " in told and f"văn bản số {LETTER}" in told
    assert form["leader_signature"]["name"] == world.leader.full_name  # the office is the leader's
    assert "(thay mặt " + world.leader.full_name in page
    journal = act_as(world.person("auditor")).post("/nhat-ky/tai-ve").text
    (confirmed,) = (
        line for line in journal.splitlines() if f",{delegate.full_name}," in line and "Xác nhận" in line
    )
    assert f"{world.leader.full_name}" in confirmed


def test_a_decision_of_the_team_names_both_people(world: World, act_as: ActAs, session: Session) -> None:
    stages.received(world)
    delegate, actor = deputy(world, world.person("appraiser"), full_name="Trần Thị Giúp")
    from app.appraisal import operations as appraisal

    appraisal.review(actor, world.assessment.id, "2.1", "adjusted", points="5", reason="Thiếu danh mục")
    page = act_as(world.person("appraiser")).get(f"/tham-dinh/don-vi/{world.assessment.id}?muc=2").text
    assert f"{delegate.full_name} (thay mặt {world.person('appraiser').full_name}" in page

"""Pages of the appraisal: who sees what, decisions saved in place, refusals shown where they belong."""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import Account
from app.appraisal import operations
from app.appraisal.models import CriterionReview
from app.appraisal.queries import decision_version
from app.assessments.models import Assessment
from app.rounds.models import RoundGroup
from tests import stages
from tests.factories import World
from tests.queries import counted

ActAs = Callable[[Account], FlaskClient]
JSON = {"Accept": "application/json"}


@pytest.fixture
def received(world: World) -> World:
    """Both units confirmed."""
    stages.received(world)
    return world


def group_id(session: Session, world: World) -> int:
    session.rollback()
    return session.scalars(select(RoundGroup.id).where(RoundGroup.round_id == world.round.id)).one()


def seen(session: Session, world: World, code: str) -> str:
    session.rollback()
    found = session.get_one(Assessment, world.assessment.id)
    return str(decision_version(found, session.get(CriterionReview, (found.id, code))))


def pages(session: Session, world: World) -> dict[str, str]:
    number = world.assessment.id
    return {
        "units": "/tham-dinh",
        "unit": f"/tham-dinh/don-vi/{number}",
        "criteria": "/tham-dinh/tieu-chi",
        "criterion": f"/tham-dinh/tieu-chi/{group_id(session, world)}/2.1",
    }


READERS = {
    "units": {"appraiser", "standing_body", "auditor"},
    "unit": {"appraiser", "standing_body", "auditor"},
    "criteria": {"appraiser", "standing_body", "auditor"},
    "criterion": {"appraiser", "standing_body", "auditor"},
}


@pytest.mark.parametrize("page", READERS)
def test_pages_open_for_their_roles_alone(
    received: World, session: Session, act_as: ActAs, page: str
) -> None:
    for role in ("specialist", "leader", *World.STAFF):
        answer = act_as(received.person(role)).get(pages(session, received)[page])
        if role in READERS[page]:
            assert answer.status_code == 200, role
        else:
            assert answer.status_code in (403, 404), role
            assert "7,5" not in answer.text, role


def test_the_list_shows_progress_totals_and_what_is_left(received: World, act_as: ActAs) -> None:
    appraiser = received.actor("appraiser")
    operations.review(
        appraiser, received.assessment.id, "2.1", "adjusted", points="5", reason="Thiếu tài liệu"
    )
    operations.write_question(appraiser, received.assessment.id, "1.1", "Đường dẫn nào?")
    browser = act_as(received.person("appraiser"))
    text = browser.get("/tham-dinh").text
    for part in ("Sở Tư pháp", "15,05", "12,55", "tạm tính", "1 nội dung giải trình chưa gửi"):
        assert part in text
    narrowed = browser.get("/tham-dinh?tim=y+te&xep=-tu").text
    assert "Sở Y tế" in narrowed
    assert "Sở Tư pháp" not in narrowed
    assert "Không có đơn vị nào phù hợp" in browser.get("/tham-dinh?tt=settled").text
    assert browser.get("/tham-dinh?nhom=abc&trang=-4&tt=x&xep=y").status_code == 200


def test_an_unconfirmed_form_is_not_open_to_the_team(world: World, act_as: ActAs) -> None:
    stages.fill(world, world.assessment)
    browser = act_as(world.person("appraiser"))
    listed = browser.get("/tham-dinh").text
    assert "Sở Tư pháp" in listed
    assert "15,05" not in listed
    assert browser.get(f"/tham-dinh/don-vi/{world.assessment.id}").status_code == 403


def test_the_page_of_a_unit_shows_both_sides(received: World, act_as: ActAs) -> None:
    number = received.assessment.id
    operations.review(
        received.actor("appraiser"), number, "2.1", "adjusted", points="5", reason="Thiếu quyết định"
    )
    text = act_as(received.person("appraiser")).get(f"/tham-dinh/don-vi/{number}?muc=2").text
    for part in ("45/60", "Thiếu quyết định", "−2,5", "Công nhận 2,55 điểm", "Còn 4 tiêu chí"):
        assert part in text
    assert 'id="tc-1-1"' not in text


def test_a_decision_leads_back_to_its_criterion(received: World, session: Session, act_as: ActAs) -> None:
    number = received.assessment.id
    answer = act_as(received.person("appraiser")).post(
        f"/tham-dinh/don-vi/{number}/tieu-chi/2.1",
        data={"decision": "accepted", "seen_version": seen(session, received, "2.1")},
    )
    assert answer.status_code == 302
    assert answer.location.endswith(f"/tham-dinh/don-vi/{number}?muc=2#tc-2-1")
    session.rollback()
    assert session.get_one(CriterionReview, (number, "2.1")).decision == "accepted"


def test_a_refused_decision_is_shown_again_as_typed(received: World, act_as: ActAs) -> None:
    number = received.assessment.id
    answer = act_as(received.person("appraiser")).post(
        f"/tham-dinh/don-vi/{number}/tieu-chi/2.1",
        data={"decision": "adjusted", "points": "12", "reason": "Số liệu trên hệ thống khác"},
    )
    assert answer.status_code == 422
    for part in ("không được lớn hơn 10", 'value="12"', "Số liệu trên hệ thống khác"):
        assert part in answer.text


def test_quick_saving_answers_with_the_new_state(received: World, session: Session, act_as: ActAs) -> None:
    number = received.assessment.id
    browser = act_as(received.person("appraiser"))
    version = seen(session, received, "2.1")
    data = {"decision": "adjusted", "points": "5", "reason": "Thiếu tài liệu", "seen_version": version}
    answer = browser.post(f"/tham-dinh/don-vi/{number}/tieu-chi/2.1", data=data, headers=JSON)
    assert answer.json is not None
    assert answer.json["ok"]
    assert "12,55" in answer.json["html"]
    stale = browser.post(
        f"/tham-dinh/don-vi/{number}/tieu-chi/2.1", data={**data, "points": "4"}, headers=JSON
    )
    assert stale.status_code == 409
    assert stale.json is not None
    assert stale.json["typed"] == "4 – Thiếu tài liệu"
    wrong = browser.post(
        f"/tham-dinh/don-vi/{number}/tieu-chi/2.1", data={"decision": "adjusted"}, headers=JSON
    )
    assert wrong.json is not None
    assert (wrong.status_code, wrong.json["field"]) == (422, "reason")


def test_the_table_of_a_criterion_decides_row_by_row(
    received: World, session: Session, act_as: ActAs
) -> None:
    browser = act_as(received.person("appraiser"))
    address = f"/tham-dinh/tieu-chi/{group_id(session, received)}/2.1"
    text = browser.get(address).text
    for part in ("Sở Tư pháp", "Sở Y tế", "thấp nhất <strong>7,5</strong>", "Chưa thẩm định"):
        assert part in text
    data = {"decision": "accepted", "seen_version": seen(session, received, "2.1")}
    saved = browser.post(f"{address}/{received.assessment.id}", data=data, headers=JSON)
    assert saved.json is not None
    assert "Công nhận" in saved.json["html"]
    waiting = browser.get(f"{address}?loc=chua&xep=-diem").text
    assert "Sở Tư pháp" not in waiting
    assert "Sở Y tế" in waiting
    refused = browser.post(
        f"{address}/{received.other_assessment.id}",
        data={"decision": "adjusted", "points": "mười", "reason": "Thiếu"},
    )
    assert refused.status_code == 422
    assert 'value="mười"' in refused.text
    for wrong in (f"/tham-dinh/tieu-chi/{group_id(session, received)}/9.9", "/tham-dinh/tieu-chi/999/2.1"):
        assert browser.get(wrong).status_code == 404


def test_an_appraisers_own_unit_is_absent_and_said_so(
    received: World, session: Session, act_as: ActAs
) -> None:
    mine = received.make.account(
        received.authority, roles=["appraiser"], round_=received.round, unit_id=received.unit.id
    )
    browser = act_as(mine)
    address = f"/tham-dinh/tieu-chi/{group_id(session, received)}/2.1"
    for page in ("/tham-dinh", address):
        text = browser.get(page).text
        assert "Sở Y tế" in text
        assert f"/tham-dinh/don-vi/{received.assessment.id}" not in text
    assert "Sở Tư pháp không có trong bảng" in browser.get(address).text
    number = received.assessment.id
    assert browser.get(f"/tham-dinh/don-vi/{number}").status_code == 404
    assert (
        browser.post(f"/tham-dinh/don-vi/{number}/tieu-chi/2.1", data={"decision": "accepted"}).status_code
        == 404
    )
    assert browser.post(f"{address}/{number}", data={"decision": "accepted"}, headers=JSON).status_code == 404


def test_questions_are_written_sent_and_answered_on_the_pages(
    received: World, session: Session, act_as: ActAs
) -> None:
    browser, number = act_as(received.person("appraiser")), received.assessment.id
    browser.post(f"/tham-dinh/don-vi/{number}/giai-trinh/2.1", data={"question": "Căn cứ nào?"})
    assert "Căn cứ nào?" in browser.get(f"/tham-dinh/don-vi/{number}?muc=1").text
    browser.post(f"/tham-dinh/don-vi/{number}/gui-giai-trinh")
    session.rollback()
    assert session.get_one(Assessment, number).state == "explaining"
    text = browser.get(f"/tham-dinh/don-vi/{number}?muc=2").text
    assert "Đơn vị đang giải trình" in text
    assert "Công nhận" not in text


def test_finishing_and_opening_again(received: World, session: Session, act_as: ActAs) -> None:
    browser, number = act_as(received.person("appraiser")), received.assessment.id
    assert browser.post(f"/tham-dinh/don-vi/{number}/ket-thuc").status_code == 422
    for main in "12":
        browser.post(f"/tham-dinh/don-vi/{number}/cong-nhan", data={"under": main})
    assert browser.post(f"/tham-dinh/don-vi/{number}/ket-thuc").status_code == 302
    standing = act_as(received.person("standing_body"))
    assert "Mở lại thẩm định" in standing.get(f"/tham-dinh/don-vi/{number}").text
    standing.post(f"/tham-dinh/don-vi/{number}/mo-lai", data={"reason": "Bổ sung tài liệu"})
    session.rollback()
    assert session.get_one(Assessment, number).state == "appraising"


def test_the_rounds_steps(received: World, session: Session, act_as: ActAs) -> None:
    standing = act_as(received.person("standing_body"))
    assert standing.post(f"/tham-dinh/ky/{received.round.id}/ket-thuc-thu-thap").status_code == 302
    assert standing.post(f"/tham-dinh/ky/{received.round.id}/chuyen-hoi-dong").status_code == 422
    session.rollback()


def test_nothing_of_the_appraisal_reaches_the_unit_before_publication(
    received: World, session: Session, act_as: ActAs
) -> None:
    appraiser, number = received.actor("appraiser"), received.assessment.id
    operations.review(appraiser, number, "2.1", "adjusted", points="3,21", reason="Lời của Tổ thẩm định")
    operations.accept_rest(appraiser, number)
    operations.finish(appraiser, number)
    told = ("3,21", "Lời của Tổ thẩm định", "10,76")
    for person in (received.specialist, received.leader, received.other_specialist):
        browser = act_as(person)
        addresses = [
            *pages(session, received).values(),
            f"/hoi-dong/don-vi/{number}",
            "/hoi-dong/don-vi",
            "/hoi-dong/chenh-lech",
            f"/danh-gia/{number}",
            f"/danh-gia/{number}/phieu",
            "/",
        ]
        for address in addresses:
            for headers in ({}, JSON):
                answer = browser.get(address, headers=headers)
                assert not any(word in answer.text for word in told), address
        answer = browser.post(f"/tham-dinh/don-vi/{number}/tieu-chi/2.1", data={"decision": "accepted"})
        assert answer.status_code in (403, 404)


@pytest.mark.parametrize("page", READERS)
def test_the_number_of_queries_does_not_grow(
    received: World, session: Session, act_as: ActAs, page: str
) -> None:
    browser = act_as(received.person("appraiser"))
    address = pages(session, received)[page]
    browser.get(address)
    with counted() as before:
        browser.get(address)
    for number in range(3):
        unit = received.make.unit(received.group, name=f"Sở thứ {number}")
        received.make.assessment(received.round, unit)
    operations.accept_rest(received.actor("appraiser"), received.assessment.id)
    operations.write_question(received.actor("appraiser"), received.assessment.id, "2.1", "Vì sao?")
    with counted() as after:
        browser.get(address)
    assert len(after) == len(before), "\n".join(after)
    assert len(after) <= 22

"""Pages of explanation: what each reader is shown, what nobody else may see, how many queries it takes."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.accounts.models import Account
from app.appraisal import operations as appraisal
from app.assessments import operations as assessments
from app.assessments.models import Assessment, ExplanationRequest, Objection
from app.explaining import operations
from tests import stages
from tests.factories import World
from tests.queries import counted

ActAs = Callable[[Account], FlaskClient]
REASON = "Thiếu quyết định công bố"
LATER = "Ý kiến ghi sau khi gửi điểm"
ARGUMENT = "Quyết định số 12 đã công bố"


@pytest.fixture
def explaining(world: World) -> World:
    """Both units are appraised; the first was sent its points (2.1 down to 5) and asked about 2.2."""
    stages.received(world)
    appraiser, number = world.actor("appraiser"), world.assessment.id
    appraisal.review(appraiser, number, "2.1", "adjusted", points="5", reason=REASON)
    appraisal.review(
        appraiser, world.other_assessment.id, "2.1", "adjusted", points="3", reason="Của Sở Y tế"
    )
    for assessment in world.assessments:
        appraisal.accept_rest(appraiser, assessment.id)
    appraisal.write_question(appraiser, number, "2.2", "Chi từ nguồn nào?")
    appraisal.ask(appraiser, number)
    return world


def own_page(world: World) -> str:
    return f"/giai-trinh/{world.assessment.id}"


def finished(world: World) -> None:
    """The unit objects to 2.1 and answers; its leader confirms."""
    specialist, number = world.actor("specialist"), world.assessment.id
    operations.object_to(specialist, number, "2.1", ARGUMENT)
    assessments.answer(specialist, number, "2.2", "Từ nguồn chi thường xuyên")
    assessments.send_explanation(specialist, number)
    seen = stages.self_hash(world, world.assessment)
    assessments.confirm_explanation(world.actor("leader"), number, sheet_hash=seen)


# --- the unit's page ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", ["specialist", "leader"])
def test_a_unit_sees_its_own_points_with_the_reason_and_the_questions_first(
    explaining: World, act_as: ActAs, role: str
) -> None:
    page = act_as(explaining.person(role)).get(own_page(explaining))
    assert page.status_code == 200
    text = page.text
    assert all(part in text for part in (REASON, "Chi từ nguồn nào?", "−2,5", "7,5"))
    assert text.index("Tiêu chí phải giải trình") < text.index("Điểm thẩm định tạm thời của đơn vị")
    assert "Của Sở Y tế" not in text
    assert explaining.person("appraiser").full_name not in text


def test_another_unit_and_everyone_else_find_nothing(explaining: World, act_as: ActAs) -> None:
    for account in (explaining.other_specialist, explaining.other_leader):
        assert act_as(account).get(own_page(explaining)).status_code == 404
    assert act_as(explaining.person("council_member")).get(own_page(explaining)).status_code == 403
    answer = act_as(explaining.other_specialist).post(
        f"{own_page(explaining)}/kien-nghi/2.1", data={"argument": "Không đồng ý"}
    )
    assert answer.status_code == 404


def test_a_unit_that_was_sent_nothing_sees_no_points(explaining: World, act_as: ActAs) -> None:
    page = act_as(explaining.other_specialist).get(f"/giai-trinh/{explaining.other_assessment.id}")
    assert page.status_code == 200
    assert "Của Sở Y tế" not in page.text and "Thẩm định tạm thời" not in page.text


def test_what_the_team_decides_later_is_not_on_the_page(
    explaining: World, session: Session, act_as: ActAs
) -> None:
    finished(explaining)
    appraisal.review(
        explaining.actor("appraiser"), explaining.assessment.id, "2.1", "adjusted", points="6", reason=LATER
    )
    page = act_as(explaining.person("specialist")).get(own_page(explaining)).text
    assert LATER not in page and REASON not in page and "Thẩm định tạm thời" not in page
    assert ARGUMENT in page and "Chưa trả lời" in page and "Từ nguồn chi thường xuyên" in page
    # Sent a second time, it is the second sheet that the unit sees.
    session.rollback()
    row = session.scalars(select(Objection)).one()
    operations.answer_objection(
        explaining.actor("appraiser"), explaining.assessment.id, row.id, "kept", "Chưa có danh mục"
    )
    appraisal.ask(explaining.actor("appraiser"), explaining.assessment.id, scores_only=True)
    again = act_as(explaining.person("specialist")).get(own_page(explaining)).text
    assert LATER in again and REASON not in again and "Thẩm định lần 2" in again
    assert "Chưa có danh mục" in again


def test_an_objection_is_written_from_the_page_and_what_is_refused_is_not_lost(
    explaining: World, session: Session, act_as: ActAs
) -> None:
    client = act_as(explaining.person("specialist"))
    address = f"{own_page(explaining)}/kien-nghi/2.1"
    empty = client.post(address, data={"argument": " "})
    assert empty.status_code == 422 and "Xin nêu căn cứ" in empty.text
    assert client.post(address, data={"argument": ARGUMENT}).status_code == 302
    assert ARGUMENT in client.get(own_page(explaining)).text
    request = session.scalars(select(ExplanationRequest)).one()
    request.due_on = clock.today() - timedelta(days=1)
    session.commit()
    late = client.post(address, data={"argument": "Bổ sung Quyết định số 15"})
    assert late.status_code == 422
    page = client.get(own_page(explaining)).text
    assert ARGUMENT in page and 'name="argument"' not in page


def test_the_leader_reads_objections_beside_the_answers(explaining: World, act_as: ActAs) -> None:
    specialist, number = explaining.actor("specialist"), explaining.assessment.id
    operations.object_to(specialist, number, "2.1", ARGUMENT)
    assessments.answer(specialist, number, "2.2", "Từ nguồn chi thường xuyên")
    assessments.send_explanation(specialist, number)
    page = act_as(explaining.person("leader")).get(f"/danh-gia/{number}/tong-hop").text
    assert ARGUMENT in page and "Từ nguồn chi thường xuyên" in page


# --- the team's pages --------------------------------------------------------------------------------------


def test_the_team_reads_objections_only_once_the_leader_has_confirmed(
    explaining: World, act_as: ActAs
) -> None:
    operations.object_to(explaining.actor("specialist"), explaining.assessment.id, "2.1", ARGUMENT)
    client = act_as(explaining.person("appraiser"))
    address = f"{own_page(explaining)}/kien-nghi"
    number = explaining.assessment.id
    history = (f"/danh-gia/{number}/dien-bien", f"/nhat-ky/assessment/{number}")
    own = (f"/danh-gia/{number}", f"/danh-gia/{number}/tong-hop")
    for page in (address, "/giai-trinh/kien-nghi", history[0], f"/tham-dinh/don-vi/{number}?muc=2"):
        answer = client.get(page)
        assert answer.status_code == 200 and ARGUMENT not in answer.text, page
    for page in (*own, history[1]):
        assert client.get(page).status_code == 403, "what the unit is changing is its own"
    finished(explaining)
    assert [client.get(page).status_code for page in own] == [200, 200]
    for page in (address, "/giai-trinh/kien-nghi", *history):
        assert ARGUMENT in client.get(page).text, page


def test_an_answer_is_given_from_the_page_and_read_by_the_unit(
    explaining: World, session: Session, act_as: ActAs
) -> None:
    finished(explaining)
    session.rollback()
    number = session.scalars(select(Objection.id)).one()
    client, address = (
        act_as(explaining.person("appraiser")),
        f"{own_page(explaining)}/kien-nghi/{number}/tra-loi",
    )
    refused = client.post(address, data={"outcome": "kept", "answer": ""})
    assert refused.status_code == 422 and "Xin ghi lý do" in refused.text
    unsaid = client.post(address, data={"answer": "Danh mục chưa có hiệu lực"})
    assert unsaid.status_code == 422 and "Danh mục chưa có hiệu lực" in unsaid.text
    told = {"outcome": "kept", "answer": "Danh mục chưa có hiệu lực"}
    assert client.post(address, data=told).status_code == 302
    assert (
        "Danh mục chưa có hiệu lực" in act_as(explaining.person("specialist")).get(own_page(explaining)).text
    )
    assert ARGUMENT not in client.get("/giai-trinh/kien-nghi").text
    stale = client.post(address, data={"outcome": "upheld", "answer": "Đồng ý"})
    assert stale.status_code == 409 and "Đồng ý" in stale.text


def test_the_file_of_a_unit_without_questions_offers_to_send_its_points_alone(
    explaining: World, session: Session, act_as: ActAs
) -> None:
    client, other = act_as(explaining.person("appraiser")), explaining.other_assessment.id
    page = client.get(f"/tham-dinh/don-vi/{other}").text
    assert "Chỉ gửi điểm tạm thời" in page and "Thẩm định lần 1" in page
    address = f"/tham-dinh/don-vi/{other}/gui-giai-trinh"
    wrong = client.post(address, data={"scores_only": "1", "days": "0"})
    assert wrong.status_code == 422
    assert "Số ngày giải trình phải là" in wrong.text and 'value="0"' in wrong.text
    assert client.post(address, data={"scores_only": "1", "days": "9"}).status_code == 302
    session.rollback()
    assert session.get_one(Assessment, other).state == "explaining"


def test_points_are_sent_to_many_units_each_with_its_own_outcome(
    explaining: World, session: Session, act_as: ActAs
) -> None:
    client = act_as(explaining.person("standing_body"))
    page = client.get("/giai-trinh/gui-diem").text
    assert "Sở Y tế" in page and "Sở Tư pháp" not in page
    session.rollback()
    units = [f"{one.id}:{session.get_one(Assessment, one.id).version}" for one in explaining.assessments]
    session.rollback()
    mixed = client.post("/giai-trinh/gui-diem", data={"unit": units, "days": "10"})
    assert mixed.status_code == 422
    session.rollback()
    assert session.get_one(Assessment, explaining.other_assessment.id).state == "explaining"


def test_sending_to_nobody_or_for_no_number_of_days_keeps_what_was_typed(
    explaining: World, session: Session, act_as: ActAs
) -> None:
    client, other = act_as(explaining.person("standing_body")), explaining.other_assessment.id
    nobody = client.post("/giai-trinh/gui-diem", data={"days": "10"})
    assert nobody.status_code == 422
    assert "Chưa chọn đơn vị nào" in nobody.text and 'value="10"' in nobody.text
    session.rollback()
    chosen = f"{other}:{session.get_one(Assessment, other).version}"
    session.rollback()
    wrong = client.post("/giai-trinh/gui-diem", data={"unit": chosen, "days": "mười ngày làm việc"})
    assert wrong.status_code == 422
    assert (
        wrong.text.count("Số ngày giải trình phải là số nguyên từ 1 đến 60.") == 2
    )  # above, and at the field
    assert 'value="mười ngày làm việc"' in wrong.text and f'value="{chosen}" checked' in wrong.text
    session.rollback()
    assert session.get_one(Assessment, other).state == "appraising"


def test_an_objection_or_answer_too_long_is_refused_whole(explaining: World, act_as: ActAs) -> None:
    long = "Căn cứ " * 800 + "cuối cùng"
    client = act_as(explaining.person("specialist"))
    refused = client.post(f"{own_page(explaining)}/kien-nghi/2.1", data={"argument": long})
    assert refused.status_code == 422
    assert f"Nội dung dài {len(long)} ký tự, quá mức 5000 ký tự" in refused.text and long in refused.text
    answer = client.post(
        f"/danh-gia/{explaining.assessment.id}/tieu-chi/2.2/giai-trinh", data={"answer": long}
    )
    assert answer.status_code == 422
    assert "quá mức 5000 ký tự" in answer.text and long in answer.text


def test_pages_take_the_same_number_of_queries_whatever_there_is(explaining: World, act_as: ActAs) -> None:
    client = act_as(explaining.person("appraiser"))
    addresses = ("/giai-trinh/kien-nghi", "/giai-trinh/gui-diem", "/giai-trinh/thong-ke")

    def queries() -> list[int]:
        numbers = []
        for address in addresses:
            with counted() as statements:
                assert client.get(address).status_code == 200
            numbers.append(len(statements))
        return numbers

    before = queries()
    finished(explaining)
    appraisal.ask(explaining.actor("appraiser"), explaining.other_assessment.id, scores_only=True)
    operations.object_to(
        explaining.specialist_of(explaining.other_assessment), explaining.other_assessment.id, "2.1", "Sai"
    )
    assert queries() == before


# --- statistics --------------------------------------------------------------------------------------------


def test_statistics_count_what_was_asked_answered_objected_and_changed(
    explaining: World, session: Session, act_as: ActAs
) -> None:
    finished(explaining)
    session.rollback()
    row = session.scalars(select(Objection)).one()
    appraiser, number = explaining.actor("appraiser"), explaining.assessment.id
    operations.answer_objection(appraiser, number, row.id, "upheld", "Đồng ý")
    appraisal.review(appraiser, number, "2.1", "adjusted", points="6,5", reason="Theo danh mục mới")
    appraisal.accept_rest(appraiser, number)
    appraisal.finish(appraiser, number)
    client = act_as(explaining.person("standing_body"))
    assert "Thống kê giải trình, kiến nghị" in client.get("/giai-trinh/thong-ke").text
    lines = client.get("/giai-trinh/thong-ke.csv").text.splitlines()
    total = lines[1].split(",")
    assert total[0] == "Toàn kỳ" and total[2:] == ["1", "1", "1", "0", "0", "1", "0", "0", "1", "1.5"]
    changed = [line for line in lines if line.startswith("Tiêu chí") and line.endswith(",1,1.5")]
    assert len(changed) == 1 and "2.1" in changed[0]


def test_a_late_explanation_is_counted_as_late(explaining: World, session: Session, act_as: ActAs) -> None:
    request = session.scalars(select(ExplanationRequest)).one()
    request.due_on = clock.today() - timedelta(days=1)
    session.commit()
    assessments.close_explanation(
        explaining.actor("standing_body"), explaining.assessment.id, reason="Quá hạn, không trả lời"
    )
    lines = act_as(explaining.person("auditor")).get("/giai-trinh/thong-ke.csv").text.splitlines()
    assert lines[1].split(",")[2:7] == ["1", "1", "0", "1", "0"]

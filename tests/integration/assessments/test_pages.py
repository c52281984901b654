"""The unit's pages, as a browser with and without its script meets them."""

import re
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from html.parser import HTMLParser
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app import clock
from app.accounts.models import Account
from app.appraisal import operations as appraisal
from app.assessments import entry, operations
from app.assessments.entry import Typed
from app.assessments.models import Assessment, Figure
from app.rounds.models import RoundGroup
from tests import stages
from tests.factories import World
from tests.queries import counted

ActAs = Callable[[Account], FlaskClient]
JSON = {"Accept": "application/json"}


class Page(HTMLParser):
    """Ids, and the hidden fields of each form by its address."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.ids: Counter[str] = Counter()
        self.forms: dict[str, dict[str, str]] = {}
        self._form: dict[str, str] = {}
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if "id" in given:
            self.ids[given["id"]] += 1
        if tag == "form":
            self._form = self.forms.setdefault(given.get("action", ""), {})
        if tag == "input" and given.get("type") == "hidden":
            self._form[given["name"]] = given["value"]

    @property
    def repeated(self) -> list[str]:
        return [name for name, number in self.ids.items() if number > 1]


def path(world: World, rest: str = "") -> str:
    return f"/danh-gia/{world.assessment.id}{rest}"


def save(
    client: FlaskClient, world: World, name: str, value: str, seen: int | str = 0, **options: Any
) -> Any:
    values = {"name": name, "value": value, "seen_version": seen}
    return client.post(path(world, "/so-lieu"), data=values, **options)


def explaining(world: World) -> None:
    stages.fill(world, world.assessment)
    stages.submit(world, world.assessment)
    stages.confirm(world, world.assessment)
    appraisal.write_question(world.actor("appraiser"), world.assessment.id, "2.1", "Căn cứ vào văn bản nào?")
    appraisal.ask(world.actor("appraiser"), world.assessment.id)


# --- reading ------------------------------------------------------------------------------------------------


def test_mine_leads_to_where_the_work_is(world: World, act_as: ActAs) -> None:
    assert act_as(world.specialist).get("/danh-gia").location == path(world)
    assert act_as(world.leader).get("/danh-gia").location == path(world, "/tong-hop")
    stages.fill(world, world.assessment)
    stages.submit(world, world.assessment)
    assert act_as(world.specialist).get("/danh-gia").location == path(world, "/tong-hop")
    assert world.round.title in act_as(world.specialist).get("/danh-gia?tat-ca=1").text


def test_a_unit_without_a_round_is_told_so(world: World, act_as: ActAs) -> None:
    unit = world.make.unit(world.group)
    specialist, _ = world.make.unit_accounts(unit)
    assert "chưa có phiếu đánh giá" in act_as(specialist).get("/danh-gia").text


def test_the_form_shows_its_part_and_says_how_points_come(world: World, act_as: ActAs) -> None:
    stages.fill(world, world.assessment)
    text = act_as(world.specialist).get(path(world, "?muc=2")).text
    page = Page(text)
    assert {"tc-2-1", "tc-2-2", "so-dvc_tong"} <= set(page.ids)
    assert "tc-1-1" not in page.ids
    assert page.repeated == []
    assert "45/60 = 75 %" in text and "7,5" in text  # the worked explanation
    assert "15,05" in text  # the total of the whole form
    assert page.forms[path(world, "/so-lieu")]["seen_version"] == "1"


@pytest.mark.parametrize("rest", ["", "?muc=2", "/bang", "/tong-hop", "/dien-bien", "/in"])
@pytest.mark.parametrize("state", ["drafting", "awaiting_confirmation"])
def test_every_page_opens_for_those_who_may_see_it(
    world: World, act_as: ActAs, rest: str, state: str
) -> None:
    stages.fill(world, world.assessment)
    if state == "awaiting_confirmation":
        stages.submit(world, world.assessment)
    for role in ("specialist", "leader", "standing_body", "auditor"):
        answer = act_as(world.person(role)).get(path(world, rest))
        assert answer.status_code == 200, (role, rest)
        assert Page(answer.text).repeated == []
    for stranger in (world.other_specialist, world.staff["council_member"], world.staff["chairman"]):
        assert act_as(stranger).get(path(world, rest)).status_code == 404


def test_a_wrong_part_or_number_is_not_found(world: World, act_as: ActAs) -> None:
    client = act_as(world.specialist)
    assert client.get(path(world, "?muc=9")).status_code == 404
    assert client.get("/danh-gia/99999").status_code == 404
    assert client.get(path(world, "/ket-qua")).status_code == 403  # not published yet


# --- saving one figure --------------------------------------------------------------------------------------


def test_a_saved_figure_comes_back_with_points_and_words(world: World, act_as: ActAs) -> None:
    client = act_as(world.specialist)
    save(client, world, "dvc_tong", "100", headers=JSON)
    body = save(client, world, "dvc_truc_tuyen", "45", headers=JSON).get_json()
    assert body["ok"] and (body["value"], body["display"], body["version"]) == ("45", "45", 1)
    (line,) = body["lines"]
    assert (line["code"], line["points_display"], line["status"]) == ("2.1", "4,5", "filled")
    assert "45/100 = 45 %" in line["explanation"]
    assert (body["total_display"], body["filled"]) == ("4,5", 1)


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [("so_hoi_thao", "ba cuộc", "phải nhập một số"), ("so_hoi_thao", "-2", "không được nhỏ hơn")],
)
def test_a_refused_figure_keeps_what_was_typed(
    world: World, act_as: ActAs, name: str, value: str, words: str
) -> None:
    client = act_as(world.specialist)
    answer = save(client, world, name, value, headers=JSON)
    body = answer.get_json()
    assert answer.status_code == 422 and not body["ok"]
    assert (body["field"], body["typed"]) == (name, value) and words in body["message"]
    plain = save(client, world, name, value)
    assert plain.status_code == 422
    assert f'value="{value}"' in plain.text and words in plain.text
    assert f'href="#so-{name}"' in plain.text


def test_a_part_above_its_whole_names_both_fields(world: World, act_as: ActAs) -> None:
    client = act_as(world.specialist)
    save(client, world, "dvc_tong", "10", headers=JSON)
    message = save(client, world, "dvc_truc_tuyen", "11", headers=JSON).get_json()["message"]
    assert "Số dịch vụ công trực tuyến" in message and "Tổng số dịch vụ công" in message


def test_a_stale_page_is_shown_both_values(world: World, act_as: ActAs) -> None:
    client = act_as(world.specialist)
    save(client, world, "so_hoi_thao", "4", headers=JSON)
    answer = save(client, world, "so_hoi_thao", "6", headers=JSON)
    body = answer.get_json()
    assert answer.status_code == 409
    assert (body["typed"], body["value"], body["display"], body["version"]) == ("6", "4", "4", 1)
    assert world.specialist.full_name in body["message"]
    plain = save(client, world, "so_hoi_thao", "6")
    assert plain.status_code == 409 and 'value="6"' in plain.text and "“4”" in plain.text
    again = Page(plain.text).forms[path(world, "/so-lieu")]
    assert save(client, world, "so_hoi_thao", "6", again["seen_version"]).status_code in (302, 409)
    assert save(client, world, "so_hoi_thao", "6", 1, headers=JSON).get_json()["version"] == 2


def test_a_second_press_is_the_same_answer(world: World, act_as: ActAs) -> None:
    client = act_as(world.specialist)
    first = save(client, world, "so_hoi_thao", "4", headers=JSON).get_json()
    again = save(client, world, "so_hoi_thao", "4", headers=JSON).get_json()
    assert first["ok"] and again["ok"] and first["version"] == again["version"] == 1


def test_without_a_script_the_page_comes_back_to_the_field(world: World, act_as: ActAs) -> None:
    answer = save(act_as(world.specialist), world, "dvc_tong", "100")
    assert (answer.status_code, answer.location) == (302, path(world, "?muc=2#tc-2-1"))


def test_a_deadline_that_passed_while_typing(world: World, act_as: ActAs) -> None:
    client = act_as(world.specialist)
    assert client.get(path(world)).status_code == 200
    with clock.at(clock.end_of_day(world.round.entry_deadline) + timedelta(minutes=1)):
        from app.web import sign_in_session

        with client.session_transaction() as stored:
            sign_in_session(stored, world.specialist.id, world.specialist.session_epoch)
        answer = save(client, world, "so_hoi_thao", "4", headers=JSON)
        assert answer.status_code == 422
        assert "Đã hết thời gian nhập số liệu" in answer.get_json()["message"]
        assert answer.get_json()["typed"] == "4"
        plain = save(client, world, "so_hoi_thao", "4")
        assert plain.status_code == 422 and "Đã hết thời gian nhập số liệu" in plain.text
        table = client.post(path(world, "/bang"), data={"muc": "1", "gia_tri-so_hoi_thao": "4"})
        assert table.status_code == 422
        for page in (plain, table):  # the fields are locked now; what was typed is there to be copied
            assert re.search(r"Số hội thảo đã tổ chức.*?<textarea[^>]*>4</textarea>", page.text, re.DOTALL)


@pytest.mark.parametrize(
    "rest", ["/so-lieu", "/bang", "/tieu-chi/1.2/tinh-trang", "/tieu-chi/1.2/giai-trinh", "/buoc/submit"]
)
def test_a_foreign_units_address_does_not_exist(world: World, act_as: ActAs, rest: str) -> None:
    values = {"name": "so_hoi_thao", "value": "1", "status": "no_data", "reason": "x", "answer": "x"}
    answer = act_as(world.other_specialist).post(path(world, rest), data=values)
    assert answer.status_code == 404
    assert world.unit.name not in answer.text


# --- table, declarations, answers ---------------------------------------------------------------------------


def test_the_table_keeps_the_good_ones(world: World, act_as: ActAs, session: Session) -> None:
    client = act_as(world.specialist)
    values = {
        "muc": "1",
        "gia_tri-co_chuyen_muc": "true",
        "phien_ban-co_chuyen_muc": "0",
        "gia_tri-so_hoi_thao": "bốn",
        "phien_ban-so_hoi_thao": "0",
        "gia_tri-muc_do": "tuan",
        "phien_ban-muc_do": "0",
    }
    answer = client.post(path(world, "/bang"), data=values)
    assert answer.status_code == 422
    assert 'value="bốn"' in answer.text and "phải nhập một số" in answer.text
    session.rollback()
    assert session.get_one(Figure, (world.assessment.id, "muc_do")).value == "tuan"
    good = client.post(path(world, "/bang"), data={**values, "gia_tri-so_hoi_thao": "4"})
    assert (good.status_code, good.location) == (302, path(world, "/bang?muc=1"))
    assert "Đã lưu 3 số liệu" in client.get(good.location).text


def test_a_declaration_without_a_reason_keeps_the_rest(world: World, act_as: ActAs) -> None:
    client = act_as(world.specialist)
    values = {"status": "na_claimed", "reason": "", "note": "đang xin ý kiến", "seen_version": "0"}
    refused = client.post(path(world, "/tieu-chi/1.2/tinh-trang"), data=values)
    assert refused.status_code == 422
    assert "đang xin ý kiến" in refused.text and "Xin ghi lý do" in refused.text
    answer = client.post(path(world, "/tieu-chi/1.2/tinh-trang"), data={**values, "reason": "Không thuộc"})
    assert answer.location == path(world, "?muc=1#tc-1-2")
    assert "Đề nghị không áp dụng" in client.get(answer.location).text


def test_while_explaining_the_asked_criterion_is_open_and_others_are_not(world: World, act_as: ActAs) -> None:
    explaining(world)
    client = act_as(world.specialist)
    page = client.get(path(world, "?muc=2")).text
    assert "Căn cứ vào văn bản nào?" in page and 'name="answer"' in page
    assert 'data-figure="dvc_tong"' in page and 'data-figure="chi_cntt"' not in page
    refused = client.post(path(world, "/tieu-chi/2.1/giai-trinh"), data={"answer": " "})
    assert refused.status_code == 422 and "Xin nhập nội dung giải trình" in refused.text
    answer = client.post(path(world, "/tieu-chi/2.1/giai-trinh"), data={"answer": "Quyết định 1200"})
    assert answer.status_code == 302
    assert "Quyết định 1200" in client.get(path(world, "/tong-hop")).text
    locked = client.post(path(world, "/tieu-chi/1.2/giai-trinh"), data={"answer": "x"})
    assert locked.status_code == 403


# --- steps --------------------------------------------------------------------------------------------------


def test_the_leader_confirms_what_the_page_showed(world: World, act_as: ActAs, session: Session) -> None:
    stages.fill(world, world.assessment)
    stages.submit(world, world.assessment)
    leader = act_as(world.leader)
    sent = Page(leader.get(path(world, "/tong-hop")).text).forms[path(world, "/buoc/confirm")]
    assert sent["sheet_hash"] == stages.self_hash(world, world.assessment)
    answer = leader.post(path(world, "/buoc/confirm"), data=sent)
    assert (answer.status_code, answer.location) == (302, path(world, "/tong-hop"))
    session.rollback()
    assert session.get_one(Assessment, world.assessment.id).state == "appraising"
    again = leader.post(path(world, "/buoc/confirm"), data=sent)  # a second press
    assert again.status_code == 302
    assert "Việc này đã được thực hiện" in leader.get(again.location).text


def test_a_colleague_who_was_quicker_is_shown_with_the_difference(world: World, act_as: ActAs) -> None:
    stages.fill(world, world.assessment)
    stages.submit(world, world.assessment)
    leader = act_as(world.leader)
    sent = Page(leader.get(path(world, "/tong-hop")).text).forms[path(world, "/buoc/confirm")]
    specialist = world.actor("specialist")
    operations.recall(specialist, world.assessment.id, reason="Sửa số hội thảo")
    entry.save_figure(specialist, world.assessment.id, Typed("so_hoi_thao", "6"))
    operations.submit(specialist, world.assessment.id)
    answer = leader.post(path(world, "/buoc/confirm"), data=sent)
    assert answer.status_code == 422
    assert "Số liệu đã thay đổi" in answer.text
    assert re.search(r"<del>4</del>.*<ins>6</ins>", answer.text, re.DOTALL)
    fresh = Page(answer.text).forms[path(world, "/buoc/confirm")]
    assert fresh["sheet_hash"] != sent["sheet_hash"]
    assert leader.post(path(world, "/buoc/confirm"), data=fresh).status_code == 302


def test_a_refused_step_keeps_the_reason_that_was_typed(world: World, act_as: ActAs) -> None:
    stages.fill(world, world.assessment)
    stages.submit(world, world.assessment)
    leader = act_as(world.leader)
    blank = leader.post(path(world, "/buoc/return_to_specialist"), data={"reason": "  "})
    assert blank.status_code == 422
    stale = leader.post(
        path(world, "/buoc/return_to_specialist"), data={"reason": "Xem lại mục 2", "seen_version": "1"}
    )
    assert stale.status_code == 409 and "Xem lại mục 2" in stale.text


def test_the_summary_says_why_it_cannot_be_submitted(world: World, act_as: ActAs) -> None:
    text = act_as(world.specialist).get(path(world, "/tong-hop")).text
    assert "Còn 5 tiêu chí chưa có số liệu" in text
    assert path(world, "/buoc/submit") not in Page(text).forms
    refused = act_as(world.specialist).post(path(world, "/buoc/submit"))
    assert refused.status_code == 422 and "Còn 5 tiêu chí" in refused.text


def test_only_steps_of_the_unit_have_an_address(world: World, act_as: ActAs) -> None:
    for name in ("publish", "finish_appraisal", "bring_to_council", "gi-do"):
        assert act_as(world.staff["standing_body"]).post(path(world, f"/buoc/{name}")).status_code == 404


def test_the_standing_body_extends_from_the_page(world: World, act_as: ActAs) -> None:
    client = act_as(world.staff["standing_body"])
    until = world.round.entry_deadline + timedelta(days=3)
    values = {"until": until.isoformat(), "letter_number": "", "reason": "Mất điện"}
    refused = client.post(path(world, "/gia-han"), data=values)
    assert refused.status_code == 422 and "Mất điện" in refused.text and "số, ký hiệu" in refused.text
    early = client.post(
        path(world, "/gia-han"), data={**values, "letter_number": "1/X", "until": "2020-01-01"}
    )
    assert early.status_code == 422 and "phải sau ngày" in early.text
    answer = client.post(path(world, "/gia-han"), data={**values, "letter_number": "12/STTTT"})
    assert answer.status_code == 302
    assert "12/STTTT" in client.get(answer.location).text
    assert act_as(world.specialist).post(path(world, "/gia-han"), data=values).status_code == 403


# --- what the unit does not learn before publication --------------------------------------------------------


def test_before_publication_the_unit_sees_nothing_of_the_judgement(world: World, act_as: ActAs) -> None:
    stages.concluded(world)
    for account in (world.specialist, world.leader):
        client = act_as(account)
        for rest in ("", "?muc=2", "/bang", "/tong-hop", "/dien-bien", "/in"):
            text = client.get(path(world, rest)).text
            assert "Thiếu quyết định công bố danh mục" not in text
            assert "Danh mục mới đã có hiệu lực" not in text
            assert world.staff["appraiser"].full_name not in text
        assert client.get(path(world, "/ket-qua")).status_code == 403


def test_after_publication_all_sheets_stand_side_by_side(world: World, act_as: ActAs) -> None:
    stages.published(world)
    text = act_as(world.specialist).get(path(world, "/ket-qua")).text
    assert "Thiếu quyết định công bố danh mục" in text  # the team's reason
    assert "Danh mục mới đã có hiệu lực trong năm" in text  # the council's
    row = re.sub(r"<[^>]+>|\s+", " ", text[text.index("Tỷ lệ dịch vụ công trực tuyến") :][:1500])
    assert re.search(r"10 +7,5 +5 +6 +6 ", row)  # maximum, self, appraisal, council, achieved
    assert act_as(world.specialist).get("/danh-gia").status_code == 200
    assert act_as(world.other_leader).get(path(world, "/ket-qua")).status_code == 404


# --- how many queries a page takes --------------------------------------------------------------------------


@pytest.mark.parametrize("rest", ["", "/bang", "/tong-hop", "/dien-bien", "/in"])
def test_the_number_of_queries_is_fixed(world: World, act_as: ActAs, session: Session, rest: str) -> None:
    client = act_as(world.specialist)
    client.get(path(world, rest))
    with counted() as few:
        client.get(path(world, rest))
    group = session.query(RoundGroup).filter_by(round_id=world.round.id).one()
    group.framework_id = "thanh_hoa_2021/so"
    session.commit()
    world.make.assessment(world.round, world.make.unit(world.group))
    rows = [Typed("so_hoi_thao", "4"), Typed("so_tai_lieu_tuyen_truyen", "7"), Typed("dvc_tong", "60")]
    entry.save_figures(world.actor("specialist"), world.assessment.id, rows)
    client.get(path(world, rest))
    with counted() as many:
        assert client.get(path(world, rest)).status_code == 200
    assert len(many) == len(few), "\n".join(many)
    assert len(many) <= 14

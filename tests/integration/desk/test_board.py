"""The board of the round and the late units: counts, filters, what is hidden, the file."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from app import catalog, clock
from app.accounts.models import Account
from app.messages import desk as texts
from tests import stages
from tests.factories import Maker, World
from tests.queries import counted

ActAs = Callable[[Account], FlaskClient]
BOARD = "/bang-tien-do"
LATE = "/don-vi-tre"
ROUND_STATES = catalog.workflow(catalog.ROUND_WORKFLOW).states


@pytest.fixture
def browser(world: World, act_as: ActAs) -> FlaskClient:
    """The standing body's browser."""
    return act_as(world.person("standing_body"))


def rows_of(page: str) -> str:
    """The body of the board's table."""
    return page.split("<tbody>")[1].split("</tbody>")[0]


def test_units_are_counted_by_state_and_filtered(world: World, browser: FlaskClient, make: Maker) -> None:
    group = make.group(world.authority, title="Các huyện")
    stages.fill(world, world.assessment)
    stages.submit(world, world.assessment)
    page = browser.get(BOARD).text
    for counted_state in ("<strong>2</strong> Tất cả", "<strong>1</strong> Đang nhập số liệu"):
        assert counted_state in page
    assert "<strong>1</strong> Chờ lãnh đạo xác nhận" in page and "2 trong 2 đơn vị" in page
    assert "<strong>5</strong>/5 tiêu chí" in rows_of(page) and "<strong>0</strong>/5" in rows_of(page)
    only = rows_of(browser.get(BOARD, query_string={"buoc": "awaiting_confirmation"}).text)
    assert "Sở Tư pháp" in only and "Sở Y tế" not in only
    for words in ("so y te", "Y TẾ", "sở y tế"):
        found = rows_of(browser.get(BOARD, query_string={"tim": words}).text)
        assert "Sở Y tế" in found and "Sở Tư pháp" not in found
    nothing = browser.get(BOARD, query_string={"tim": "khong-co"}).text
    assert "Không có đơn vị nào phù hợp" in nothing
    assert "Không có đơn vị nào phù hợp" in browser.get(BOARD, query_string={"nhom": group.id + 99}).text


def test_columns_sort_both_ways(world: World, browser: FlaskClient) -> None:
    stages.fill(world, world.assessment)

    def order(**query: str) -> bool:
        body = rows_of(browser.get(BOARD, query_string=query).text)
        return body.index("Sở Tư pháp") < body.index("Sở Y tế")

    assert order() and not order(**{"sap-xep": "don-vi", "chieu": "giam"})
    assert order(**{"sap-xep": "nhap", "chieu": "giam"}) and not order(**{"sap-xep": "nhap"})
    assert order(**{"sap-xep": "khong-co", "trang": "99", "nhom": "abc"}), (
        "nonsense in the address is harmless"
    )


def test_long_lists_have_pages(world: World, browser: FlaskClient, make: Maker) -> None:
    for number in range(35):
        make.assessment(world.round, make.unit(world.group, name=f"Đơn vị {number:02}"))
    first, second = browser.get(BOARD).text, browser.get(BOARD, query_string={"trang": "2"}).text
    assert "37 đơn vị, trang 1/2" in first and "37 đơn vị, trang 2/2" in second
    assert rows_of(first).count("<tr") == 30 and rows_of(second).count("<tr") == 7


def test_no_points_are_on_the_board(world: World, act_as: ActAs) -> None:
    stages.appraised(world)
    for role in ("standing_body", "appraiser", "council_secretary", "secretariat", "chairman", "auditor"):
        page = act_as(world.person(role)).get(BOARD).text
        for points in ("15,05", "12,55", "7,5", "2,55"):
            assert points not in rows_of(page), (role, points)


def test_who_may_not_see_how_far_a_unit_is_sees_its_step_only(world: World, act_as: ActAs) -> None:
    stages.fill(world, world.assessment)
    page = rows_of(act_as(world.person("chairman")).get(BOARD).text)
    assert "Đang nhập số liệu" in page and "tiêu chí" not in page and "href" not in page


@pytest.mark.parametrize("stage", ["collecting", "appraised", "meeting", "published"])
def test_the_board_opens_as_the_workflow_says(stage: str, world: World, act_as: ActAs) -> None:
    stages.STAGES[stage](world)
    world.make.session.refresh(world.round)
    granted = ROUND_STATES[world.round.state].permissions["view_board"]
    for role in ("specialist", "leader", *World.STAFF):
        status = act_as(world.person(role)).get(BOARD).status_code
        assert status == (200 if role in granted else 403), role


def test_steps_of_the_round_are_offered_with_what_stands_against_them(
    world: World, browser: FlaskClient
) -> None:
    page = browser.get(BOARD).text
    assert "Chưa thực hiện được vì" in page and "/ket-thuc-thu-thap" not in page
    stages.received(world)
    page = browser.get(BOARD).text
    assert "/ket-thuc-thu-thap" in page
    assert browser.post(f"/tham-dinh/ky/{world.round.id}/ket-thuc-thu-thap").status_code == 302
    assert "Đang thẩm định" in browser.get(BOARD).text


def test_a_round_in_preparation_has_no_board_yet(make: Maker, act_as: ActAs) -> None:
    world = World(make, state="preparing")
    page = act_as(world.person("standing_body")).get(BOARD)
    assert page.status_code == 200 and "Kỳ đánh giá chưa mở" in page.text


def test_late_units_say_what_is_missing_and_the_file_says_the_same(world: World, act_as: ActAs) -> None:
    nasty = world.make.session.get_one(type(world.unit), world.other_unit.id)
    nasty.name = "=HYPERLINK(1), Sở Y tế"
    world.make.session.commit()
    stages.fill(world, world.assessment)
    stages.submit(world, world.assessment)
    stages.confirm(world, world.assessment)
    deadline = world.round.entry_deadline
    with clock.at(clock.end_of_day(deadline) + timedelta(days=2, hours=9)):
        browser = act_as(world.person("standing_body"))
        page = browser.get(LATE).text
        assert "Sở Tư pháp" not in page and "Chưa nộp (1 đơn vị)" in page
        assert "<strong>5</strong>/5 tiêu chí" in page and "1.1, 1.2, 1.3, 2.1, 2.2" in page
        assert "Gia hạn hoặc tiếp nhận" in page and world.other_specialist.full_name in page
        assert "Trễ hạn 3 ngày" in browser.get(BOARD).text
        answer = browser.get(f"{LATE}.csv")
    assert answer.mimetype == "text/csv" and answer.data.startswith(b"\xef\xbb\xbf")
    lines = answer.get_data().decode("utf-8-sig").split("\r\n")
    assert lines[0] == ",".join(texts.CSV_LATE)
    assert lines[1] == (
        '1,"Các sở, ban, ngành","\'=HYPERLINK(1), Sở Y tế",Đang nhập số liệu,'
        f"{deadline:%d/%m/%Y},,3,Có,5,1.1; 1.2; 1.3; 2.1; 2.2,"
        f"{world.other_specialist.full_name},{world.other_leader.full_name}"
    )
    assert lines[2:] == [""]


def test_units_that_came_late_stay_on_the_list(world: World, act_as: ActAs) -> None:
    world.round.grace_days = 5
    world.make.session.commit()
    with clock.at(clock.end_of_day(world.round.entry_deadline) + timedelta(hours=30)):
        stages.fill(world, world.assessment)
        stages.submit(world, world.assessment)
        stages.confirm(world, world.assessment)
        page = act_as(world.person("auditor")).get(LATE).text
    assert "Đã nộp sau hạn (1 đơn vị)" in page and "Gia hạn hoặc tiếp nhận" not in page


def test_nobody_is_late_before_the_deadline(world: World, browser: FlaskClient) -> None:
    assert "Không có đơn vị nào trễ hạn" in browser.get(LATE).text
    lines = browser.get(f"{LATE}.csv").get_data().decode("utf-8-sig").split("\r\n")
    assert lines == [",".join(texts.CSV_LATE), ""]


def test_late_units_are_for_those_who_see_the_board(world: World, act_as: ActAs, make: Maker) -> None:
    for role in ("specialist", "leader", "administrator"):
        assert act_as(world.person(role)).get(LATE).status_code == 403
        assert act_as(world.person(role)).get(f"{LATE}.csv").status_code == 403
    stranger = act_as(make.account(make.authority(), roles=["standing_body"]))
    for path in (BOARD, LATE, f"{LATE}.csv"):
        assert stranger.get(path, query_string={"ky": world.round.id}).status_code == 404


@pytest.mark.parametrize("path", [BOARD, LATE, f"{LATE}.csv"])
def test_the_number_of_questions_does_not_grow_with_the_units(
    path: str, world: World, make: Maker, act_as: ActAs
) -> None:
    with clock.at(clock.end_of_day(world.round.entry_deadline) + timedelta(hours=9)):
        browser = act_as(world.person("standing_body"))
        browser.get(path)
        with counted() as few:
            assert browser.get(path).status_code == 200
        for _ in range(6):
            make.assessment(world.round, make.unit(world.group))
        with counted() as many:
            assert browser.get(path).status_code == 200
    assert len(few) == len(many) <= 15

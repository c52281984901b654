"""Pages of improvement tasks: drawing up one by one, from weak criteria and by file; lists and tables."""

import io
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from openpyxl import Workbook, load_workbook
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.accounts.models import Account
from app.improvements import operations
from app.improvements.drafts import periods
from app.improvements.models import ImprovementTask
from app.messages import improvements as texts
from tests import stages
from tests.factories import Maker, World
from tests.integration.improvements.conftest import DUE, Task, draft, give_report
from tests.queries import counted

ActAs = Callable[[Account], FlaskClient]


@pytest.fixture
def body(world: World, act_as: ActAs) -> FlaskClient:
    """The standing body's browser."""
    return act_as(world.person("standing_body"))


def workbook(*rows: tuple[str, ...]) -> tuple[io.BytesIO, str]:
    book = Workbook()
    for number, row in enumerate((texts.HEADINGS, texts.REMARKS, *rows), start=1):
        for column, text in enumerate(row, start=1):
            book.active.cell(number, column, text)
    out = io.BytesIO()
    book.save(out)
    out.seek(0)
    return out, "nhiem-vu.xlsx"


def day(days: int = 60) -> str:
    return f"{clock.today() + timedelta(days=days):%d/%m/%Y}"


def stored(session: Session) -> list[ImprovementTask]:
    session.rollback()
    return list(session.scalars(select(ImprovementTask).order_by(ImprovementTask.id)))


def test_a_task_is_drawn_up_on_the_page_and_nothing_typed_is_lost(
    world: World, body: FlaskClient, session: Session
) -> None:
    address = f"/nhiem-vu/moi/{world.round.id}"
    typed = {"unit_id": world.unit.id, "title": "Ban hành quy chế", "target": "", "due_on": "31/02/2027"}
    answer = body.post(address, data=typed)
    assert answer.status_code == 422
    assert "Ban hành quy chế" in answer.text and "31/02/2027" in answer.text
    assert "Kết quả, mục tiêu cần đạt" in answer.text and not stored(session)
    done = body.post(address, data={**typed, "target": "Quy chế được ban hành", "due_on": day()})
    assert done.status_code == 302
    (made,) = stored(session)
    assert (made.title, made.state, made.unit_id) == ("Ban hành quy chế", "drafting", world.unit.id)


def test_weak_criteria_become_tasks(make: Maker, act_as: ActAs, session: Session) -> None:
    world = World(make)
    stages.published(world)
    body = act_as(world.person("standing_body"))
    address = f"/nhiem-vu/tieu-chi-yeu/{world.round.id}"
    page = body.get(f"{address}?dv={world.unit.id}").text
    assert 'name="code" value="2.1"' in page
    nothing = body.post(address, data={"dv": world.unit.id, "due_on": day()})
    assert nothing.status_code == 422 and texts.NOTHING_TICKED in nothing.text
    late = body.post(address, data={"dv": world.unit.id, "code": "2.1", "due_on": day(-3)})
    assert late.status_code == 422 and 'value="2.1" checked' in late.text and not stored(session)
    done = body.post(
        address, data={"dv": world.unit.id, "code": "2.1", "due_on": day(), "muc_tieu-2.1": "Đủ 7,5 điểm"}
    )
    assert done.status_code == 302
    (made,) = stored(session)
    assert (made.code, made.target, made.unit_id) == ("2.1", "Đủ 7,5 điểm", world.unit.id)
    assert "đã có nhiệm vụ" in body.get(f"{address}?dv={world.unit.id}").text


def test_the_template_reads_back_as_it_is_handed_out(world: World, body: FlaskClient) -> None:
    answer = body.get(f"/nhiem-vu/mau/{world.round.id}.xlsx", buffered=True)
    book = load_workbook(io.BytesIO(answer.data))
    assert [cell.value for cell in book.active[1]] == list(texts.HEADINGS)
    units = {row[0].value for row in book[texts.SHEET_UNITS].iter_rows(min_row=2)}
    assert units == {world.unit.code, world.other_unit.code}
    empty = body.post(f"/nhiem-vu/tep/{world.round.id}", data={"tep": (io.BytesIO(answer.data), "mau.xlsx")})
    assert empty.status_code == 422 and "không có nhiệm vụ nào" in empty.text


def test_every_fault_of_a_file_is_named_with_its_cell(
    world: World, body: FlaskClient, session: Session
) -> None:
    code = world.unit.code
    file = workbook(
        (code, "Việc một", "2.1", "", "Xong", day()),
        ("khong-co", "Việc hai", "", "", "Xong", day()),
        (code, "", "", "", "", "hôm qua"),
        (code, "Việc ba", "99", "", "Xong", day()),
        (code, "Việc bốn", "", "", "Xong", day(-1)),
        (code, "việc một", "", "", "Xong", day()),
    )
    answer = body.post(f"/nhiem-vu/tep/{world.round.id}", data={"tep": file})
    assert answer.status_code == 422
    for place in ("A4", "B5", "E5", "F5", "C6", "F7", "B8"):
        assert f"ô {place}" in answer.text, place
    assert not stored(session)


def test_a_file_is_previewed_and_then_drawn_up(world: World, body: FlaskClient, session: Session) -> None:
    file = workbook(
        (world.unit.code, "Việc một", "2.1", "Sở Y tế", "Xong", day()),
        (world.other_unit.code, "Việc hai", "", "", "Xong", day(30)),
    )
    page = body.post(f"/nhiem-vu/tep/{world.round.id}", data={"tep": file})
    assert page.status_code == 200 and "Sẽ soạn 2 nhiệm vụ" in page.text and not stored(session)
    from html import unescape
    from re import search

    found = search(r'name="viec" value="([^"]*)"', page.text)
    assert found is not None
    address = f"/nhiem-vu/tep/{world.round.id}/xac-nhan"
    assert body.post(address, data={"viec": "không phải"}).status_code == 422
    assert body.post(address, data={"viec": unescape(found[1])}).status_code == 302
    assert [one.title for one in stored(session)] == ["Việc một", "Việc hai"]


def test_steps_on_the_page_with_what_they_ask_for(
    world: World, task: Task, body: FlaskClient, act_as: ActAs, session: Session
) -> None:
    task_id = task()
    assert body.post(f"/nhiem-vu/giao/{world.round.id}", data={"id": task_id}).status_code == 302
    leader, specialist = act_as(world.leader), act_as(world.specialist)
    assert "Nhận nhiệm vụ" in leader.get(f"/nhiem-vu/{task_id}").text
    leader.post(f"/nhiem-vu/{task_id}/buoc/start")
    wrong = specialist.post(
        f"/nhiem-vu/{task_id}/bao-cao", data={"period": "2001-Q1", "percent": "nhiều", "content": "Đã họp"}
    )
    assert wrong.status_code == 422 and "Đã họp" in wrong.text
    (period, *_) = periods(stored(session)[0])
    sent = {"period": period, "percent": "70", "content": "Đã trình dự thảo"}
    assert specialist.post(f"/nhiem-vu/{task_id}/bao-cao", data=sent).status_code == 302
    page = body.get(f"/nhiem-vu/{task_id}").text
    assert "70%" in page and "Đã trình dự thảo" in page
    refused = body.post(
        f"/nhiem-vu/{task_id}/buoc/extend", data={"reason": "Bão", "due_on": "mai", "letter_number": "1/A"}
    )
    assert refused.status_code == 422 and "mai" in refused.text and "Bão" in refused.text
    done = body.post(
        f"/nhiem-vu/{task_id}/buoc/extend",
        data={"reason": "Bão", "due_on": day(99), "letter_number": "1/UBND"},
    )
    assert done.status_code == 302
    page = body.get(f"/nhiem-vu/{task_id}").text
    assert "1/UBND" in page and day(99) in page
    assert body.post(f"/nhiem-vu/{task_id}/buoc/publish").status_code == 404
    assert body.post(f"/nhiem-vu/{task_id}/buoc/inspect", data={"minutes": ""}).status_code == 422


def test_progress_by_unit_and_quarter_on_the_page_and_as_a_file(
    world: World, task: Task, body: FlaskClient
) -> None:
    for percent in (20, 60):
        give_report(world, task("in_progress"), percent)
    page = body.get(f"/nhiem-vu/tien-do/{world.round.id}").text
    assert "40%" in page and world.unit.name in page
    lines = body.get(f"/nhiem-vu/tien-do/{world.round.id}.csv").text.splitlines()
    assert lines[0].startswith("\ufeffĐơn vị,Số nhiệm vụ")
    assert lines[1] == f"{world.unit.name},2,0,0,40"


def test_units_find_their_own_on_the_desk_and_in_the_list(
    world: World, task: Task, body: FlaskClient, act_as: ActAs
) -> None:
    mine, draft_id = task("assigned"), task()
    leader = act_as(world.leader)
    assert "Nhiệm vụ mới giao" in leader.get("/viec-can-lam").text
    page = leader.get(f"/nhiem-vu?ky={world.round.id}&viec=to_start").text
    assert f"/nhiem-vu/{mine}" in page and f'/nhiem-vu/{draft_id}"' not in page
    other = act_as(world.other_leader)
    assert f"/nhiem-vu/{mine}" not in other.get("/nhiem-vu").text
    assert other.get(f"/nhiem-vu/{mine}").status_code == 404
    assert leader.get(f"/nhiem-vu/{draft_id}").status_code == 404
    assert leader.get(f"/nhiem-vu/tien-do/{world.round.id}").status_code == 403
    assert act_as(world.person("appraiser")).get("/nhiem-vu").status_code == 403
    assert "Nhiệm vụ cần giao" in body.get("/viec-can-lam").text


def test_the_list_asks_the_same_of_the_database_however_long_it_is(
    world: World, task: Task, body: FlaskClient
) -> None:
    task("in_progress")

    def statements() -> int:
        with counted() as sent:
            assert body.get("/nhiem-vu").status_code == 200
            assert body.get(f"/nhiem-vu/tien-do/{world.round.id}").status_code == 200
        return len(sent)

    few = statements()
    drafts = [draft(world, unit_id=unit.id) for unit in (world.unit, world.other_unit) for _ in range(30)]
    operations.draw_up(world.actor("standing_body"), world.round.id, drafts)
    assert statements() == few


def test_a_late_task_says_so(world: World, task: Task, act_as: ActAs) -> None:
    task("assigned")
    with clock.at(clock.now() + DUE + timedelta(days=3)):
        assert "Quá hạn 3 ngày" in act_as(world.leader).get("/nhiem-vu").text

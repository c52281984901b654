"""Reading the journal: one filter for pages, counts and export; every event in plain Vietnamese."""

import csv
import io
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from openpyxl import load_workbook
from sqlalchemy import select

from app import catalog, clock, history
from app.accounts.models import Account
from app.assessments.models import Assessment
from app.audit import queries, wording
from app.audit.queries import Wanted
from app.audit.wording import Names, Subject
from app.database import transaction
from app.errors import Forbidden, NotFound
from app.extensions import db
from app.history import Event
from app.messages import audit as texts
from tests.factories import World
from tests.integration.audit.test_verification import unguarded

SignIn = Callable[[Account], FlaskClient]
MOMENT = datetime(2024, 11, 12, 3, 4, 5, tzinfo=UTC)


def write(
    world: World, kind: str, by: str, *, subject: tuple[str, int] | None = None, **more: object
) -> None:
    """One event, of the first unit's assessment unless said otherwise."""
    actor = world.actor(by)
    name, number = subject or ("assessment", world.assessment.id)
    with clock.at(MOMENT), transaction() as session:
        history.append(session, name, number, kind, actor, by, **more)  # type: ignore[arg-type]


def move(world: World, state: str) -> None:
    """Put the first unit's assessment into a state."""
    world.assessment.state = state
    db.session.commit()


@pytest.fixture
def written(world: World) -> World:
    """A few events of two units, the round, and an account."""
    write(world, "figure", "specialist", data={"name": "dvc_tong", "before": None, "after": "1234"})
    write(world, "review", "appraiser", data={"code": "1.1", "before": None, "after": {"points": "3/2"}})
    write(world, "vote", "council_member", data={"code": "1.1", "before": None, "after": "for"})
    write(world, "round_changed", "standing_body", subject=("round", world.round.id))
    write(world, "created", "administrator", subject=("account", world.leader.id))
    other = ("assessment", world.other_assessment.id)
    write(world, "figure", "leader", subject=other, data={"name": "dvc_tong", "after": "9"})
    return world


def seen(world: World, role: str, wanted: Wanted | None = None) -> list[tuple[str, str]]:
    """What a person finds, oldest first."""
    actor, session = world.actor(role), db.session()
    found = queries.search(session, actor, wanted or Wanted(), offset=0, limit=100)
    assert queries.count(session, actor, wanted or Wanted()) == len(found)
    exported = [event.id for chunk in queries.export(session, actor, wanted or Wanted()) for event in chunk]
    assert sorted(exported) == sorted(event.id for event in found)
    return [(event.subject_type, event.kind) for event in reversed(found)]


def test_an_auditor_sees_everything_of_the_authority(app: Flask, written: World) -> None:
    assert len(seen(written, "auditor")) == 6


def test_the_administrator_sees_accounts_only(app: Flask, written: World) -> None:
    assert seen(written, "administrator") == [("account", "created")]


def test_the_standing_body_sees_votes_only_where_it_may(app: Flask, written: World) -> None:
    assert ("assessment", "vote") not in seen(written, "standing_body")
    move(written, "in_council")
    assert ("assessment", "vote") in seen(written, "standing_body")


def test_another_authority_sees_nothing(app: Flask, written: World) -> None:
    assert seen(World(written.make), "auditor") == []


def test_a_unit_sees_its_own_history_but_no_review_and_no_vote(app: Flask, written: World) -> None:
    actor = written.actor("specialist")
    found = queries.timeline(db.session(), actor, "assessment", written.assessment.id)
    assert [event["title"] for event in found] == ["Nhập số liệu: Tổng số dịch vụ công"]
    with pytest.raises(NotFound):
        queries.timeline(db.session(), actor, "assessment", written.other_assessment.id)


def test_history_is_refused_where_the_state_refuses_it(app: Flask, written: World) -> None:
    move(written, "appraising")
    with pytest.raises(Forbidden):
        queries.timeline(db.session(), written.actor("specialist"), "assessment", written.assessment.id)
    titles = [
        event["title"]
        for event in queries.timeline(
            db.session(), written.actor("appraiser"), "assessment", written.assessment.id
        )
    ]
    assert "Thẩm định tiêu chí: 1.1 Có chuyên mục về chuyển đổi số" in titles
    assert not any(title.startswith("Biểu quyết") for title in titles)


def test_after_publication_a_unit_sees_reviews_but_no_votes(app: Flask, written: World) -> None:
    move(written, "published")
    found = queries.timeline(db.session(), written.actor("leader"), "assessment", written.assessment.id)
    assert len(found) == 2


@pytest.mark.parametrize(
    ("wanted", "count"),
    [
        (Wanted(kind="figure"), 2),
        (Wanted(person="khong co ai"), 0),
        (Wanted(since=MOMENT.date()), 6),
        (Wanted(until=MOMENT.date()), 6),
        (Wanted(since=MOMENT.date() + timedelta(days=1)), 0),
        (Wanted(until=MOMENT.date() - timedelta(days=1)), 0),
    ],
)
def test_filters_narrow(app: Flask, written: World, wanted: Wanted, count: int) -> None:
    assert len(seen(written, "auditor", wanted)) == count


def test_search_by_person_and_by_unit(app: Flask, written: World) -> None:
    name = written.specialist.full_name.upper()
    person = Wanted(person=name.replace("Ễ", "E"))
    found = queries.search(db.session(), written.actor("auditor"), person, offset=0, limit=9)
    assert {event.actor_id for event in found} >= {written.specialist.id}
    unit = Wanted(unit_id=written.unit.id)
    assert len(seen(written, "auditor", unit)) == 4  # three of the assessment, one of its leader's account


# --- words ----------------------------------------------------------------------------------------------


def told(kind: str, data: object, **columns: object) -> dict[str, object]:
    """One event in words."""
    event = Event(
        subject_type="assessment",
        subject_id=1,
        sequence=1,
        at=MOMENT,
        kind=kind,
        actor_name="Nguyễn Văn A",
        actor_title="",
        actor_unit="",
        acting_role="specialist",
        data=data,
        hash="",
        **{"definition": "thanh_hoa_assessment@1", **columns},
    )
    subject = Subject("Sở Tư pháp", catalog.framework("small"))
    return wording.told(event, Names({("assessment", 1): subject}, {5: "Trần Thị B"}))


def test_figures_are_told_as_people_write_them() -> None:
    assert told("figure", {"name": "chi_cntt", "before": "1234.5", "after": None})["details"] == [
        ("Giá trị", "1.234,5", "")
    ]
    assert told("figure", {"name": "co_chuyen_muc", "before": "false", "after": "true"})["details"] == [
        ("Giá trị", "Không", "Có")
    ]
    assert told("figure", {"name": "muc_do", "before": None, "after": "tuan"})["details"] == [
        ("Giá trị", "", "Hằng tuần")
    ]


def test_only_what_changed_is_told() -> None:
    before = {"status": "blank", "reason": None, "note": "như cũ"}
    after = {"status": "no_data", "reason": "Chưa thống kê", "note": "như cũ"}
    event = told("entry", {"code": "1.2", "before": before, "after": after})
    assert event["title"] == "Khai báo tiêu chí: 1.2 Số lượng hội thảo"
    assert event["details"] == [
        ("Trạng thái", "Chưa nhập", "Không có số liệu"),
        ("Lý do", "", "Chưa thống kê"),
    ]


def test_points_votes_people_days_and_lists_have_words() -> None:
    review = told("review", {"code": "1.1", "before": {"points": "2"}, "after": {"points": "3/2"}})
    assert review["details"] == [("Điểm", "2", "1,5")]
    vote = told("vote", {"code": "1.1", "point": 3, "member": 5, "before": "for", "after": "against"})
    assert vote["details"] == [
        ("Biểu quyết", "Tán thành", "Không tán thành"),
        ("Thành viên", None, "Trần Thị B"),
    ]
    attendance = told("attendance", {"session": 1, "present": [5, 6]})
    assert attendance["details"] == [("Phiên họp số", None, "1"), ("Có mặt", None, "Trần Thị B, 6")]
    extension = told("extension", {"until": "2024-12-05", "letter_number": "12/STTTT"})
    assert extension["details"] == [
        ("Đến hết ngày", None, "05/12/2024"),
        ("Văn bản đồng ý", None, "12/STTTT"),
    ]
    changed = told("round_changed", {"changed": {"entry_deadline": ["2024-11-30", "2024-12-02"]}})
    assert changed["details"] == [("Hạn nhập số liệu", "30/11/2024", "02/12/2024")]


def test_a_step_is_told_with_its_states() -> None:
    step = {"transition": "return_to_specialist", "source": "awaiting_confirmation", "target": "drafting"}
    event = told("transition", {}, comment="Thiếu mục 1.2", **step)
    assert event["title"] == "Trả lại chuyên viên"
    assert (event["source"], event["target"]) == ("Chờ lãnh đạo xác nhận", "Đang nhập số liệu")
    assert event["comment"] == "Thiếu mục 1.2"
    assert event["role"] == "Chuyên viên đơn vị"
    assert event["when"] == "10:04:05 ngày 12/11/2024"


def test_steps_of_the_program_variables_and_changes_of_version_have_words() -> None:
    again = told(
        "transition",
        {"variables": {"appraisal_round": 2}},
        definition="thanh_hoa_assessment@2",
        transition="submit",
        source="drafting",
        target="awaiting_confirmation",
    )
    (name, before, value), *_ = again["details"]  # type: ignore[misc]
    assert (before, value) == (None, "2") and name == variable_title("appraisal_round")
    moved = told(
        "workflow_migrated",
        {
            "from": "thanh_hoa_assessment@1",
            "to": "thanh_hoa_assessment@2",
            "state": ["drafting", "appraising"],
        },
    )
    assert moved["details"] == [
        ("Phiên bản quy trình", "thanh_hoa_assessment@1", "thanh_hoa_assessment@2"),
        ("Trạng thái", "Đang nhập số liệu", "Đang thẩm định"),
    ]
    by_itself = told("transition", {}, **program_step())
    assert by_itself["details"][0][0].startswith("Hệ thống tự chuyển vì")  # type: ignore[index]


def variable_title(name: str) -> str:
    """What the newest definition calls a variable."""
    definition = catalog.workflow("thanh_hoa_assessment", 2)
    return definition.variables[name].title


def program_step() -> dict[str, str]:
    """A step the program takes by itself, of any shipped definition."""
    for definition in catalog.workflows().values():
        for move in definition.transitions.values():
            if move.kind in ("automatic", "timed"):
                source = move.sources[0]
                key = f"{definition.id}@{definition.version}"
                return {
                    "definition": key,
                    "transition": move.name,
                    "source": source,
                    "target": move.target_from(source),
                }
    raise AssertionError("no definition has such a step")


@pytest.mark.parametrize(
    "data", [None, [], "x", {}, {"before": 1}, {"la": {"b": [1, None]}}, {"code": "9.9"}]
)
def test_unknown_kinds_and_shapes_still_show(data: object) -> None:
    event = told("sometime_later", data)
    assert str(event["title"]).startswith(texts.UNKNOWN_KIND)
    assert isinstance(event["details"], list)


# --- pages ----------------------------------------------------------------------------------------------


def test_the_journal_is_for_its_keepers(app: Flask, written: World, act_as: SignIn) -> None:
    for role in ("auditor", "standing_body", "administrator"):
        assert act_as(written.person(role)).get("/nhat-ky").status_code == 200
    for role in ("specialist", "leader", "appraiser", "council_chair", "chairman", "secretariat"):
        assert act_as(written.person(role)).get("/nhat-ky").status_code == 403
        assert act_as(written.person(role)).post("/nhat-ky/tai-ve").status_code == 403


def test_the_search_page_shows_and_keeps_the_filter(app: Flask, written: World, act_as: SignIn) -> None:
    client = act_as(written.person("auditor"))
    page = client.get("/nhat-ky?viec=figure&tu_ngay=2024-11-01&don_vi=x").get_data(as_text=True)
    assert "2 sự kiện" in page
    assert "Nhập số liệu: Tổng số dịch vụ công" in page
    assert "1.234" in page
    assert 'value="2024-11-01"' in page
    assert 'name="viec" value="figure"' in page
    assert "Không có sự kiện nào như vậy" in client.get("/nhat-ky?nguoi=zzz").get_data(as_text=True)


def test_pages_of_fifty(app: Flask, world: World, act_as: SignIn) -> None:
    for n in range(51):
        write(world, "figure", "specialist", data={"name": "so_hoi_thao", "before": None, "after": str(n)})
    client = act_as(world.person("auditor"))
    assert client.get("/nhat-ky").get_data(as_text=True).count("<tr") == 51  # the head and fifty
    assert client.get("/nhat-ky?trang=2").get_data(as_text=True).count("<tr") == 2
    assert client.get("/nhat-ky?trang=99").status_code == 200


def test_an_items_history_says_that_its_chain_is_whole(app: Flask, written: World, act_as: SignIn) -> None:
    number = written.assessment.id
    page = act_as(written.person("auditor")).get(f"/nhat-ky/assessment/{number}").get_data(as_text=True)
    assert "Phiếu đánh giá: Sở Tư pháp" in page
    assert "Chuỗi nhật ký nguyên vẹn" in page
    assert "Tán thành" in page


def test_an_items_history_is_hidden_before_it_is_refused(app: Flask, written: World, act_as: SignIn) -> None:
    client = act_as(written.person("specialist"))
    assert client.get(f"/nhat-ky/assessment/{written.assessment.id}").status_code == 200
    assert client.get(f"/nhat-ky/assessment/{written.other_assessment.id}").status_code == 404
    assert client.get(f"/nhat-ky/account/{written.leader.id}").status_code == 404
    assert client.get(f"/nhat-ky/round/{written.round.id}").status_code == 403
    assert client.get("/nhat-ky/chuyen_la/1").status_code == 404
    assert client.get("/nhat-ky/assessment/99999").status_code == 404


def test_the_export_is_what_the_search_finds(app: Flask, written: World, act_as: SignIn) -> None:
    write(written, "answer", "specialist", comment="=HYPERLINK(1)", data={"code": "1.1", "after": "-1"})
    client = act_as(written.person("auditor"))
    answer = client.post("/nhat-ky/tai-ve", data={"viec": "answer"})
    assert answer.mimetype == "text/csv"
    assert "nhat-ky.csv" in answer.headers["Content-Disposition"]
    text = answer.get_data(as_text=True)
    assert text.startswith("\ufeff")
    lines = list(csv.reader(io.StringIO(text.removeprefix("\ufeff"))))
    about = {line[0]: line[1] for line in lines[: lines.index([])]}
    assert about["Điều kiện lọc"] == "Loại việc: Trả lời giải trình" and about["Số sự kiện"] == "1"
    assert written.person("auditor").full_name in about["Người xuất"]
    assert about["Kiểm tra chuỗi"].endswith("nguyên vẹn.")
    place = lines.index(list(texts.CSV_HEAD))
    row = dict(zip(lines[place], lines[place + 1], strict=True))
    assert row["Lý do"] == "'=HYPERLINK(1)"
    assert row["Đối tượng"] == "Phiếu đánh giá: Sở Tư pháp"
    assert len(row["Mã sự kiện"]) == 64
    assert lines[-1][2] == row["Mã sự kiện"]  # the last hash of the one item


def test_an_export_is_an_event_and_may_be_a_workbook(app: Flask, written: World, act_as: SignIn) -> None:
    client = act_as(written.person("standing_body"))
    answer = client.post("/nhat-ky/tai-ve", data={"dang": "xlsx", "viec": "round_changed"})
    book = load_workbook(io.BytesIO(answer.data))
    assert book.sheetnames == [texts.SHEET_ABOUT, texts.SHEET_EVENTS, texts.SHEET_ITEMS]
    table = list(book[texts.SHEET_EVENTS].values)
    assert table[0] == texts.CSV_HEAD and len(table) == 2
    event = db.session.scalars(select(Event).where(Event.kind == "journal_exported")).one()
    assert (event.subject_type, event.actor_id) == ("authority", written.person("standing_body").id)
    assert (event.data["format"], event.data["events"]) == ("xlsx", 1)


def test_an_export_says_that_a_chain_is_broken(app: Flask, written: World, act_as: SignIn) -> None:
    with unguarded() as connection:
        connection.exec_driver_sql("UPDATE events SET actor_name = 'X' WHERE kind = 'round_changed'")
    db.session.rollback()
    text = act_as(written.person("auditor")).post("/nhat-ky/tai-ve").text
    assert f"round:{written.round.id}: sự kiện số 1 không còn đúng như lúc ghi" in text


def test_a_page_takes_as_many_queries_for_many_units(app: Flask, written: World, act_as: SignIn) -> None:
    from sqlalchemy import event

    def queries_of_page() -> int:
        ran: list[str] = []
        client = act_as(written.person("auditor"))
        event.listen(db.engine, "before_cursor_execute", lambda *a: ran.append(a[2]))
        assert client.get("/nhat-ky").status_code == 200
        return len(ran)

    few = queries_of_page()
    for _ in range(5):
        unit = written.make.unit(written.group)
        assessment: Assessment = written.make.assessment(written.round, unit)
        write(written, "figure", "leader", subject=("assessment", assessment.id), data={"name": "x"})
    assert queries_of_page() <= few * 2  # the first listener still counts too

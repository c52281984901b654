"""The journal's export for inspectors: from a search or from one item, in files of any size."""

import csv
import io
from collections.abc import Callable, Sequence
from itertools import islice

import pytest
from flask import Flask
from flask.testing import FlaskClient
from openpyxl import load_workbook
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import history
from app.accounts.models import Account
from app.audit import exporting, queries
from app.audit.queries import Wanted
from app.database import transaction
from app.extensions import db
from app.history import Event
from app.messages import audit as texts
from tests import stages
from tests.factories import World
from tests.queries import counted

SignIn = Callable[[Account], FlaskClient]


@pytest.fixture
def confirmed(world: World) -> World:
    """Two units have handed in their figures."""
    stages.received(world)
    return world


def lines_of(answer_text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(answer_text.removeprefix("\ufeff"))))


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_a_day_that_is_none_gives_no_file_of_all_days(
    confirmed: World, session: Session, act_as: SignIn, form: str
) -> None:
    auditor = act_as(confirmed.person("auditor"))
    asked = {"tu_ngay": "2021-13-32", "nguoi": "Hạnh"}
    for answer in (
        auditor.get("/nhat-ky", query_string=asked),
        auditor.post("/nhat-ky/tai-ve", data={**asked, "dang": form}),
    ):
        assert answer.status_code == 422
        assert "Từ ngày: “2021-13-32” không phải một ngày" in answer.text and 'value="Hạnh"' in answer.text
    assert not session.scalars(select(Event).where(Event.kind == "journal_exported")).all()


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_one_item_s_history_is_taken_from_its_timeline(
    confirmed: World, session: Session, act_as: SignIn, form: str
) -> None:
    number = confirmed.assessment.id
    auditor = act_as(confirmed.person("auditor"))
    timeline = auditor.get(f"/danh-gia/{number}/dien-bien").text
    assert f'href="/nhat-ky/assessment/{number}"' in timeline
    page = auditor.get(f"/nhat-ky/assessment/{number}").text
    assert 'name="loai" value="assessment"' in page and f'name="so" value="{number}"' in page
    session.rollback()
    own = select(Event).where(Event.subject_type == "assessment", Event.subject_id == number)
    hashes = [event.hash for event in session.scalars(own.order_by(Event.sequence))]
    session.rollback()
    answer = auditor.post("/nhat-ky/tai-ve", data={"loai": "assessment", "so": number, "dang": form})
    if form == "csv":
        table = lines_of(answer.text)
        about = {line[0]: line[1] for line in table[: table.index([])]}
        start = table.index(list(texts.CSV_HEAD)) + 1
        rows, items = table[start : table.index([], start)], table[table.index(list(texts.ITEMS_HEAD)) + 1 :]
    else:
        book = load_workbook(io.BytesIO(answer.data))
        about = dict(book[texts.SHEET_ABOUT].values)
        rows = [list(row) for row in book[texts.SHEET_EVENTS].values][1:]
        items = [list(row) for row in book[texts.SHEET_ITEMS].values][1:]
    assert [row[-1] for row in rows] == hashes
    assert [item[-1] for item in items] == hashes[-1:]
    assert about["Điều kiện lọc"] == "Đối tượng: Phiếu đánh giá: Sở Tư pháp"
    assert about["Kiểm tra chuỗi"].endswith("nguyên vẹn.")
    session.rollback()
    taken = session.scalars(select(Event).where(Event.kind == "journal_exported")).one()
    assert taken.data["filter"] == {"Đối tượng": "Phiếu đánh giá: Sở Tư pháp"}


def test_the_item_s_own_people_read_it_and_inspectors_take_it(confirmed: World, act_as: SignIn) -> None:
    number = confirmed.assessment.id
    leader = act_as(confirmed.leader)
    assert "Tải về" not in leader.get(f"/nhat-ky/assessment/{number}").text
    assert leader.post("/nhat-ky/tai-ve", data={"loai": "assessment", "so": number}).status_code == 403


@pytest.mark.parametrize(
    "asked", [{"loai": "assessment", "so": 99999}, {"loai": "x", "so": 1}, {"loai": "round"}]
)
def test_an_item_that_is_not_there_is_not_found(
    confirmed: World, session: Session, act_as: SignIn, asked: dict[str, object]
) -> None:
    assert act_as(confirmed.person("auditor")).post("/nhat-ky/tai-ve", data=asked).status_code == 404
    session.rollback()
    assert session.scalars(select(Event).where(Event.kind == "journal_exported")).all() == []


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_a_file_has_a_limit_and_says_what_to_do(
    confirmed: World, session: Session, act_as: SignIn, monkeypatch: pytest.MonkeyPatch, form: str
) -> None:
    monkeypatch.setattr(exporting, "MOST", 3)
    auditor = act_as(confirmed.person("auditor"))
    asked = {"dang": form, "nguoi": "", "tu_ngay": "2020-01-31"}
    refused = auditor.post("/nhat-ky/tai-ve", data=asked)
    assert refused.status_code == 422
    assert "một tệp chứa tối đa 3." in refused.text and "hẹp hơn" in refused.text
    assert 'value="2020-01-31"' in refused.text  # what was asked for is still there
    number = confirmed.assessment.id
    refused = auditor.post("/nhat-ky/tai-ve", data={"dang": form, "loai": "assessment", "so": number})
    assert refused.status_code == 422 and "Lịch sử" in refused.text and "tối đa 3." in refused.text
    session.rollback()
    assert session.scalars(select(Event).where(Event.kind == "journal_exported")).all() == []
    narrower = auditor.post("/nhat-ky/tai-ve", data={"dang": "csv", "tu_ngay": "2100-01-01"})
    assert narrower.status_code == 200 and narrower.text.startswith("\ufeff")


def test_a_large_number_is_written_as_people_write_it() -> None:
    assert texts.too_many_events(123456, 50_000).startswith("Tìm thấy 123.456 sự kiện; ")


def written(world: World, comments: Sequence[str]) -> None:
    """Events of the first unit's assessment, each with its comment."""
    actor = world.actor("standing_body")
    with transaction() as session:
        for comment in comments:
            data = {"member": actor.id, "points": "3/2"}
            history.append(
                session,
                "assessment",
                world.assessment.id,
                "review",
                actor,
                "standing_body",
                comment=comment,
                data=data,
            )


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_a_longer_history_asks_the_database_no_more(
    confirmed: World, act_as: SignIn, monkeypatch: pytest.MonkeyPatch, form: str
) -> None:
    monkeypatch.setattr(queries, "EXPORT_CHUNK", 5)
    auditor = act_as(confirmed.person("auditor"))
    asked = {"loai": "assessment", "so": confirmed.assessment.id, "dang": form}

    def taken() -> int:
        with counted() as statements:
            answer = auditor.post("/nhat-ky/tai-ve", data=asked)
            assert answer.status_code == 200 and answer.data
        db.session.rollback()
        return len(statements)

    written(confirmed, ["một"])
    few = taken()
    written(confirmed, ["nhiều"] * 60)
    assert taken() == few


def test_a_file_begins_before_the_events_are_read(app: Flask, confirmed: World, session: Session) -> None:
    actor, wanted = confirmed.actor("auditor"), Wanted()
    begun = exporting.begin(actor, wanted, "csv")
    with counted() as statements:
        pieces = exporting.csv_pieces(session, actor, wanted, begun)
        first = "".join(islice(pieces, 2))
        assert texts.EXPORT_FILTER in first and statements == []
        assert begun.head[-1][1] in first + "".join(pieces) and statements
    session.rollback()


def test_both_forms_tell_every_text_as_it_was_written(confirmed: World, act_as: SignIn) -> None:
    comments = [
        "=1+1",
        "một\r\nhai",
        "  cách\n",
        "a < b & c > d",
        'nói "không", rồi',
        "chuông\x07",
        "x" * 40_000,
    ]
    written(confirmed, comments)
    auditor = act_as(confirmed.person("auditor"))
    place = texts.CSV_HEAD.index("Lý do")
    asked = {"loai": "assessment", "so": confirmed.assessment.id}
    table = list(csv.reader(io.StringIO(auditor.post("/nhat-ky/tai-ve", data=asked).text, newline="")))
    start = table.index(list(texts.CSV_HEAD)) + 1
    in_csv = table[start : table.index([], start)]
    book = load_workbook(io.BytesIO(auditor.post("/nhat-ky/tai-ve", data={**asked, "dang": "xlsx"}).data))
    in_book = [[value or "" for value in row] for row in book[texts.SHEET_EVENTS].values][1:]
    told = ["'=1+1", *comments[1:]]
    assert [line[place] for line in in_csv[-len(told) :]] == told
    # What a spreadsheet can not hold: a control character, and more than 32.767 characters.
    held = [*told[:-2], "chuông", "x" * 32_767]
    assert [line[place] for line in in_book[-len(held) :]] == held
    for line in (*in_csv, *in_book):
        line[place] = ""
    assert in_csv == in_book

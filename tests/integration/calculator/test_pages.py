"""The public calculator: figures typed or sent as a file give points, and nothing of them is kept."""

import csv
import io
from collections.abc import Mapping
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from lxml import html
from sqlalchemy import event
from werkzeug.test import TestResponse

from app import catalog
from app.calculator import routes
from app.extensions import db
from tests import linting
from tests.conftest import build_app

SO = "/may-tinh-diem/thanh_hoa_2021/so"
FIGURES = {"so-dvc_tong": "80", "so-dvc_muc_3": "60"}


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """The application with an empty database: the calculator needs no round."""
    folder = tmp_path_factory.mktemp("calculator")
    app = build_app(folder, f"sqlite:///{folder / 'a.db'}")
    with app.app_context():
        db.create_all()
    return app


@pytest.fixture
def visitor(app: Flask) -> FlaskClient:
    """Somebody who is not signed in."""
    return app.test_client()


def send(visitor: FlaskClient, address: str, fields: Mapping[str, Any], **options: Any) -> TestResponse:
    """A form sent from its page."""
    page = html.document_fromstring(visitor.get(address.removesuffix("/tep")).text)
    token = page.xpath("//input[@name='csrf_token']/@value")[0]
    return visitor.post(address, data={"csrf_token": token, **fields}, **options)


def told(page: TestResponse) -> list[tuple[str, str]]:
    """The error summary: anchor and sentence of each mistake."""
    items = html.document_fromstring(page.text).xpath("//*[@data-error-summary]//li")
    return [("".join(item.xpath("a/@href")), item.text_content()) for item in items]


def test_everyone_chooses_among_all_frameworks(visitor: FlaskClient) -> None:
    page = visitor.get("/may-tinh-diem")
    assert linting.faults(page.text) == []
    for framework in catalog.frameworks().values():
        assert framework.title in html.document_fromstring(page.text).text_content()
        assert f"/may-tinh-diem/{framework.id}" in page.text
    assert "/may-tinh-diem" in visitor.get("/ket-qua").text


@pytest.mark.parametrize("name", sorted(catalog.frameworks()))
def test_the_form_of_every_framework_has_each_figure_that_counts_once(
    visitor: FlaskClient, name: str
) -> None:
    """Names and addresses of the general information give no points, so nobody is asked for them."""
    answer = visitor.get(f"/may-tinh-diem/{name}")
    assert linting.faults(answer.text) == []
    page = html.document_fromstring(answer.text)
    asked = page.xpath("//form//*[starts-with(@name, 'so-')]/@name")
    framework = catalog.frameworks()[name]
    assert sorted(asked) == sorted(f"so-{one}" for one in framework.inputs if framework.leaves_using(one))
    assert answer.headers["Cache-Control"] == "no-store"
    assert "không phải kết quả chính thức" in answer.text


@pytest.mark.parametrize("name", sorted(catalog.frameworks()))
def test_the_empty_form_gives_no_points_and_explains_every_criterion(visitor: FlaskClient, name: str) -> None:
    answer = send(visitor, f"/may-tinh-diem/{name}", {})
    assert answer.status_code == 200
    assert linting.faults(answer.text) == []
    explained = html.document_fromstring(answer.text).xpath("//*[@class='explanation']")
    assert len(explained) == len(catalog.frameworks()[name].leaves)


def test_typed_figures_give_points_with_the_way_there(visitor: FlaskClient) -> None:
    answer = send(visitor, SO, FIGURES)
    page = html.document_fromstring(answer.text)
    assert "60/80 = 75 %" in page.get_element_by_id("tc-4-6-1").text_content()
    assert "3,75" in page.get_element_by_id("tc-4-6-1").text_content()
    assert page.xpath("//input[@name='so-dvc_tong']/@value") == ["80"]
    assert "Đề xuất, chưa ban hành" in page.text_content()


def test_wrong_figures_are_named_at_their_fields_and_nothing_typed_is_lost(visitor: FlaskClient) -> None:
    typed = {"so-dvc_tong": "1,200", "so-dvc_muc_3": "abc", "so-cbccvc": "50", "so-cbcc": "７０"}
    answer = send(visitor, SO, typed)
    assert answer.status_code == 422
    assert linting.faults(answer.text) == []
    found = dict(told(answer))
    assert set(found) == {"#so-dvc_tong", "#so-dvc_muc_3", "#so-cbcc"}
    assert "1200" in found["#so-dvc_tong"]
    assert "không được lớn hơn" in found["#so-cbcc"]
    page = html.document_fromstring(answer.text)
    for name, text in typed.items():
        assert page.xpath(f"//input[@name='{name}']/@value") == [text]
    for target in found:
        assert page.xpath(f"//details[@open]//input[@id='{target[1:]}']")
    assert "Kết quả tính thử</h2>" not in answer.text


def test_a_declared_criterion_counts_as_declared(visitor: FlaskClient) -> None:
    answer = send(visitor, SO, {**FIGURES, "tt-4.6.1": "na_accepted", "tt-4.6.2": "no_data"})
    page = html.document_fromstring(answer.text)
    (way,) = page.get_element_by_id("tc-4-6-1").xpath(".//*[@class='explanation']")
    assert "Không áp dụng" in way.text_content()
    assert page.xpath("//select[@name='tt-4.6.2']/option[@selected]/@value") == ["no_data"]


def test_the_result_is_a_file_as_well(visitor: FlaskClient) -> None:
    answer = send(visitor, SO, {**FIGURES, "viec": "csv"})
    assert answer.mimetype == "text/csv"
    rows = list(csv.DictReader(io.StringIO(answer.text.removeprefix("\ufeff"))))
    assert len(rows) == len(catalog.framework("thanh_hoa_2021/so").leaves)
    assert {row["Mã"]: row["Điểm"] for row in rows}["4.6.1"] == "3.75"


def test_nothing_typed_or_sent_is_stored(app: Flask, visitor: FlaskClient) -> None:
    written = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        if not statement.lstrip().upper().startswith(("SELECT", "PRAGMA", "BEGIN")):
            written.append(statement)

    with app.app_context():
        event.listen(db.engine, "before_cursor_execute", note)
        try:
            send(visitor, SO, FIGURES)
            send(visitor, f"{SO}/tep", {"tep": (io.BytesIO("Đơn vị;dvc_tong\nA;1\n".encode()), "a.csv")})
        finally:
            event.remove(db.engine, "before_cursor_execute", note)
    assert written == []


# --- files --------------------------------------------------------------------------------------------------

CSV = "Đơn vị;dvc_tong;dvc_muc_3\nSở A;80;40\nSở B;80;60\nSở C;80;60\n"


def upload(visitor: FlaskClient, content: bytes, name: str, **fields: str) -> TestResponse:
    """A file sent from the page."""
    return send(visitor, f"{SO}/tep", {"tep": (io.BytesIO(content), name), **fields})


def test_a_file_of_units_gives_a_ranking(visitor: FlaskClient) -> None:
    answer = upload(visitor, CSV.encode(), "so-lieu.csv")
    assert answer.status_code == 200
    assert linting.faults(answer.text) == []
    rows = html.document_fromstring(answer.text).xpath("//tbody/tr")
    places = [(row.xpath("td")[0].text_content().strip(), row.xpath("th")[0].text_content()) for row in rows]
    assert places == [("1", "Sở B"), ("1", "Sở C"), ("3", "Sở A")]
    assert "Đã đọc 3 dòng của 3 đơn vị" in answer.text


@pytest.mark.parametrize(("wanted", "lines"), [("csv", 4), ("chi-tiet", 1 + 3 * 60)])
def test_the_ranking_is_a_file_as_well(visitor: FlaskClient, wanted: str, lines: int) -> None:
    answer = upload(visitor, CSV.encode(), "so-lieu.csv", viec=wanted)
    assert answer.headers["Content-Disposition"].endswith('filename="tinh-thu-thanh-hoa-2021-so.csv"')
    assert len(answer.text.splitlines()) == lines


def test_the_empty_workbook_comes_from_the_page(visitor: FlaskClient) -> None:
    answer = visitor.get(f"{SO}/mau.xlsx")
    assert answer.data.startswith(b"PK")
    assert "so-lieu-thanh-hoa-2021-so.xlsx" in answer.headers["Content-Disposition"]


@pytest.mark.parametrize(
    ("content", "name", "says"),
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "cu.xls", "Excel cũ"),
        ("Đơn vị;dvc_tong\nA;1,200\nB;x\n".encode(), "a.csv", "đơn vị “A”, ô B2"),
        (b"PK\x03\x04", "a.xlsx", "bị hỏng"),
        (b"<script>alert(1)</script>", "<script>.html", "Chỉ đọc được"),
        (("Đơn vị;dvc_tong\n" + "A;1\n" * 1001).encode(), "a.csv", "nhiều hơn 1000 dòng"),
    ],
)
def test_a_bad_file_is_refused_whole(visitor: FlaskClient, content: bytes, name: str, says: str) -> None:
    answer = upload(visitor, content, name)
    assert answer.status_code == 422
    assert linting.faults(answer.text) == []
    assert says in " ".join(sentence for _, sentence in told(answer))
    assert "<script>alert" not in answer.text


def test_no_file_is_a_mistake_too(visitor: FlaskClient) -> None:
    answer = send(visitor, f"{SO}/tep", {})
    assert answer.status_code == 422
    assert "Chưa chọn tệp" in answer.text


def test_a_file_above_the_limit_is_not_read(visitor: FlaskClient) -> None:
    answer = visitor.post(f"{SO}/tep", data=b"0" * 7_000_000, content_type="multipart/form-data; boundary=x")
    assert answer.status_code == 413
    assert "đến 5 MB" in answer.text


def test_few_files_are_read_at_a_time(visitor: FlaskClient) -> None:
    taken = [routes.READING.acquire(blocking=False) for _ in range(2)]
    try:
        answer = upload(visitor, CSV.encode(), "a.csv")
    finally:
        for _ in taken:
            routes.READING.release()
    assert (answer.status_code, taken) == (429, [True, True])
    assert "thử lại" in answer.text
    assert upload(visitor, CSV.encode(), "a.csv").status_code == 200


def test_a_form_without_its_mark_is_refused(visitor: FlaskClient) -> None:
    assert visitor.post(SO, data=FIGURES).status_code == 400


@pytest.mark.parametrize("address", ["/may-tinh-diem/khong/co", "/may-tinh-diem/khong/co/mau.xlsx"])
def test_a_framework_that_is_not_there(visitor: FlaskClient, address: str) -> None:
    assert visitor.get(address).status_code == 404

"""What holds for every request: the gate, headers, error pages, the log, what stands around a page."""

import logging
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from fractions import Fraction
from typing import Any

import pytest
from flask import Flask, render_template_string
from flask.testing import FlaskClient
from jinja2 import UndefinedError
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm.exc import StaleDataError

from app import errors, navigation, policy
from app.accounts.models import Account
from app.extensions import db
from app.messages import NOT_FOUND
from app.messages import web as messages
from app.security import HEADERS
from tests.factories import Maker, World

ActAs = Callable[[Account], FlaskClient]
JSON = {"Accept": "application/json"}
ROUTE = "/thu-nghiem"


@pytest.fixture
def page(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Add a page for the length of a test."""

    def add(view: Callable[[], Any], access: policy.Access | None = policy.PUBLIC) -> None:
        app.add_url_rule(ROUTE, "trial.page", view, methods=["GET", "POST"])
        if access is not None:
            monkeypatch.setitem(policy.ENDPOINTS, "trial.page", access)

    return add


def raising(error: Exception) -> Callable[[], Any]:
    def view() -> Any:
        raise error

    return view


# --- the gate -----------------------------------------------------------------------------------------------


def test_a_page_without_an_entry_opens_to_nobody(
    page: Callable[..., None], world: World, act_as: ActAs, caplog: pytest.LogCaptureFixture
) -> None:
    page(lambda: "bí mật", None)
    answer = act_as(world.person("administrator")).get(ROUTE)
    assert answer.status_code == 404 and "bí mật" not in answer.text
    assert "trial.page has no entry in the policy" in caplog.text


def test_a_page_is_for_its_roles(page: Callable[..., None], world: World, act_as: ActAs) -> None:
    page(lambda: "được", policy.only("appraiser"))
    assert act_as(world.person("appraiser")).get(ROUTE).text == "được"
    refused = act_as(world.person("leader")).get(ROUTE)
    assert refused.status_code == 403 and "Thành viên Tổ thẩm định" in refused.text
    assert act_as(world.person("appraiser")).get(ROUTE).text == "được", "no person stays from before"


def test_a_stranger_is_not_read_before_being_refused(
    page: Callable[..., None], app: Flask, client: FlaskClient
) -> None:
    app.config["WTF_CSRF_ENABLED"] = True
    page(lambda: "được", policy.SIGNED_IN)
    assert client.post(ROUTE, data={"a": "b"}).status_code == 401
    assert client.get(ROUTE, headers=JSON).status_code == 401


def test_unsaved_changes_end_with_the_request(
    page: Callable[..., None], world: World, client: FlaskClient
) -> None:
    def careless() -> str:
        db.session.get_one(Account, world.leader.id).full_name = "Sửa mà không lưu"
        db.session.flush()
        return "xong"

    name = world.leader.full_name
    page(careless)
    client.get(ROUTE)
    assert db.session.get_one(Account, world.leader.id).full_name == name


# --- headers ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/dang-nhap", 200),
        ("/tai-khoan", 302),
        ("/khong-co-trang-nay", 404),
        ("/dang-xuat", 405),
        ("/static/css/theme.css", 200),
        ("/bootstrap/static/css/bootstrap.min.css", 200),
    ],
)
def test_every_answer_carries_the_headers(client: FlaskClient, address: str, status: int) -> None:
    answer = client.get(address)
    answer.close()  # a file is sent from an open one
    assert answer.status_code == status
    for name, value in HEADERS.items():
        assert answer.headers[name] == value
    assert len(answer.headers["X-Request-ID"]) == 16
    assert "Strict-Transport-Security" not in answer.headers
    kept = address.endswith(".css")
    assert (answer.headers["Cache-Control"] == "no-store") is not kept


def test_pages_of_people_are_kept_nowhere(page: Callable[..., None], world: World, act_as: ActAs) -> None:
    page(lambda: "điểm", policy.SIGNED_IN)
    assert act_as(world.leader).get(ROUTE).headers["Cache-Control"] == "no-store"


def test_public_pages_may_be_kept(page: Callable[..., None], client: FlaskClient) -> None:
    page(lambda: ("kết quả", 200, {"Cache-Control": "public, max-age=60"}))
    assert client.get(ROUTE).headers["Cache-Control"] == "public, max-age=60"


def test_over_https_browsers_are_told_to_stay(app: Flask, client: FlaskClient) -> None:
    app.config["SETTINGS"] = replace(app.config["SETTINGS"], public_url="https://dti.thanhhoa.gov.vn")
    assert client.get("/dang-nhap").headers["Strict-Transport-Security"] == "max-age=31536000"


# --- refusals -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (errors.NotFound("Không có."), 404),
        (errors.Forbidden("Không được.", rule="x"), 403),
        (errors.WrongState("Đã chuyển."), 409),
        (errors.StaleVersion("Đã đổi."), 409),
        (errors.GuardRefused("Chưa được.", reasons=["Còn thiếu tiêu chí 1.1.1."]), 422),
        (errors.InvalidInput("Phải là số.", field="value", typed="abc"), 422),
        (errors.TooLarge("Tệp quá lớn."), 413),
    ],
)
def test_a_refusal_is_a_page_or_json(
    page: Callable[..., None], client: FlaskClient, error: errors.DomainError, status: int
) -> None:
    page(raising(error))
    shown = client.post(
        ROUTE,
        data={"comment": "Ý kiến dài", "password": "bí mật", "csrf_token": "dấu", "nhan-email": "a@b.vn"},
        headers={"Referer": "http://localhost/tai-khoan?trang=2"},
    )
    assert shown.status_code == status and error.message in shown.text
    assert "Ý kiến dài" in shown.text and "a@b.vn" in shown.text
    assert "bí mật" not in shown.text and ">dấu<" not in shown.text
    assert 'href="/tai-khoan?trang=2"' in shown.text
    for reason in error.data.get("reasons", ()):
        assert reason in shown.text
    data = client.post(ROUTE, headers=JSON).get_json()
    assert data == {
        "ok": False,
        "message": error.message,
        "field": error.data.get("field"),
        "typed": error.data.get("typed"),
        "details": error.data.get("reasons", []),
    }


@pytest.mark.parametrize(
    "error", [IntegrityError("INSERT …", {}, Exception("UNIQUE")), StaleDataError("version")]
)
def test_when_two_people_meet_the_second_is_told(
    page: Callable[..., None], client: FlaskClient, error: Exception
) -> None:
    page(raising(error))
    answer = client.post(ROUTE, data={"comment": "Ý kiến dài"})
    assert answer.status_code == 409
    assert messages.CONFLICT in answer.text and "Ý kiến dài" in answer.text
    assert "INSERT" not in answer.text and "UNIQUE" not in answer.text


def test_a_form_without_its_mark_is_refused_and_kept(
    page: Callable[..., None], app: Flask, client: FlaskClient
) -> None:
    app.config["WTF_CSRF_ENABLED"] = True
    page(lambda: "ghi rồi")
    answer = client.post(ROUTE, data={"comment": "Ý kiến dài", "new_password": "bí mật"})
    assert answer.status_code == 400
    assert messages.FORM_EXPIRED in answer.text and "Ý kiến dài" in answer.text
    assert "bí mật" not in answer.text
    sign_in = client.post("/dang-nhap", data={"username": "ai.do", "password": "bí mật"})
    assert sign_in.status_code == 400 and "bí mật" not in sign_in.text


def test_a_form_with_its_mark_passes(page: Callable[..., None], app: Flask, client: FlaskClient) -> None:
    app.config["WTF_CSRF_ENABLED"] = True
    page(lambda: "ghi rồi")
    text = client.get("/dang-nhap").text
    mark = text.split('name="csrf_token" value="')[1].split('"')[0]
    assert client.post(ROUTE, data={"csrf_token": mark}).text == "ghi rồi"


def test_too_much_is_refused_by_its_limits(
    page: Callable[..., None], app: Flask, client: FlaskClient
) -> None:
    settings = replace(app.config["SETTINGS"], max_file_bytes=1024 * 1024, max_files_per_upload=2)
    app.config["SETTINGS"], app.config["MAX_CONTENT_LENGTH"] = settings, settings.max_request_bytes
    app.config["WTF_CSRF_ENABLED"] = True
    page(lambda: "ghi rồi")
    answer = client.post(ROUTE, data={"files": "x" * (4 * 1024 * 1024)})
    assert answer.status_code == 413
    assert "mỗi tệp không quá 1 MB" in answer.text and "không quá 2 tệp" in answer.text
    assert client.post(ROUTE, data={"files": "x" * (4 * 1024 * 1024)}, headers=JSON).get_json()["ok"] is False


def test_a_fault_tells_people_a_number_and_nothing_else(
    page: Callable[..., None],
    app: Flask,
    world: World,
    act_as: ActAs,
    caplog: pytest.LogCaptureFixture,
) -> None:
    app.config["PROPAGATE_EXCEPTIONS"] = False
    page(raising(ZeroDivisionError("secret detail")), policy.SIGNED_IN)
    client = act_as(world.leader)
    answer = client.get(ROUTE)
    reference = answer.headers["X-Request-ID"]
    assert answer.status_code == 500 and reference in answer.text
    assert "secret detail" not in answer.text and "ZeroDivisionError" not in answer.text
    assert "ZeroDivisionError" in caplog.text and f"fault id={reference}" in caplog.text
    data = client.get(ROUTE, headers=JSON).get_json()
    assert data["ok"] is False and "secret detail" not in data["message"]


def test_unknown_addresses_have_our_page(client: FlaskClient) -> None:
    answer = client.get("/khong-co-trang-nay")
    assert answer.status_code == 404 and NOT_FOUND in answer.text
    assert client.get("/khong-co-trang-nay", headers=JSON).get_json()["message"] == NOT_FOUND


# --- the log ------------------------------------------------------------------------------------------------


def test_one_line_a_request_with_the_actor_and_no_secrets(
    world: World, act_as: ActAs, client: FlaskClient, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    client.post("/dang-nhap?next=/x", data={"username": "ai.do", "password": "bi-mat-lam"})
    act_as(world.person("administrator")).get("/tai-khoan?tim=Hoa")
    lines = [record.getMessage() for record in caplog.records if record.name == "app.access"]
    assert len(lines) == 2
    assert lines[0].startswith("POST /dang-nhap 422 ") and "actor=- id=" in lines[0]
    assert f"actor={world.person('administrator').id} id=" in lines[1]
    for secret in ("bi-mat-lam", "Hoa", "ai.do"):
        assert secret not in caplog.text


# --- around the page ----------------------------------------------------------------------------------------


def test_the_menu_is_what_the_policy_admits(page: Callable[..., None], world: World, act_as: ActAs) -> None:
    page(
        lambda: render_template_string("{{ navigation|map(attribute='title')|join('|') }}"), policy.SIGNED_IN
    )
    assert "Tài khoản" in act_as(world.person("administrator")).get(ROUTE).text.split("|")
    assert "Tài khoản" not in act_as(world.leader).get(ROUTE).text.split("|")
    assert "Việc cần làm" in act_as(world.leader).get(ROUTE).text.split("|")


def test_the_present_page_is_marked(world: World, act_as: ActAs) -> None:
    client = act_as(world.person("administrator"))
    for address in ("/tai-khoan", f"/tai-khoan/{world.leader.id}"):
        assert '<a href="/tai-khoan" aria-current="page">' in client.get(address).text


def test_the_page_names_authority_round_and_person(world: World, act_as: ActAs, make: Maker) -> None:
    make.authority(name="Ủy ban nhân dân tỉnh khác")
    text = act_as(world.person("administrator")).get("/tai-khoan").text
    assert world.authority.name in text and world.round.title in text
    assert "Quản trị hệ thống" in text and "tỉnh khác" not in text


def test_public_pages_know_nobody(page: Callable[..., None], world: World, act_as: ActAs) -> None:
    page(lambda: render_template_string("{{ authority_name }}|{{ person }}|{{ navigation|length }}"))
    assert act_as(world.leader).get(ROUTE).text == f"{world.authority.name}|None|0"


def test_a_name_the_page_forgot_is_an_error(page: Callable[..., None], client: FlaskClient) -> None:
    page(lambda: render_template_string("{{ khong_co }}"))
    with pytest.raises(UndefinedError):
        client.get(ROUTE)


def test_numbers_and_days_are_written_our_way() -> None:
    moment = datetime(2024, 11, 4, 18, 5, tzinfo=UTC)
    assert navigation.number(Fraction(9877, 8)) == "1.234,625"
    assert navigation.number("1/3", 2) == "0,33"
    assert navigation.number(None) == navigation.day(None) == navigation.moment(None) == ""
    assert navigation.day(moment) == "05/11/2024"
    assert navigation.day(moment.date()) == "04/11/2024"
    assert navigation.moment(moment) == "01:05 ngày 05/11/2024"

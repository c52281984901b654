"""Signing in and out, throttling, the forced change, and how sessions end."""

from datetime import UTC, datetime, timedelta

import pytest
from argon2 import PasswordHasher
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from app import clock
from app.accounts import operations, passwords
from app.accounts.models import Account, SignInAttempt
from app.history import Event
from app.messages import accounts as messages
from app.messages import web as web_messages
from tests.factories import PASSWORD, Maker, World
from tests.integration.accounts.conftest import SignIn

NOW = datetime(2024, 11, 12, 3, 0, tzinfo=UTC)
WORK = "/viec-can-lam"


def signed_in(client: FlaskClient) -> bool:
    return client.get(WORK).status_code == 200


def lands_on(response: TestResponse, path: str) -> bool:
    return response.status_code == 302 and response.headers["Location"] == path


def test_the_right_password_opens(
    client: FlaskClient, person: Account, sign_in: SignIn, session: Session
) -> None:
    version = person.version
    with clock.at(NOW):
        assert lands_on(sign_in(person.username), WORK)
        assert signed_in(client)
    session.refresh(person)
    assert person.last_sign_in_at == NOW
    assert person.version == version, "signing in makes no open page of the account stale"
    kinds = session.scalars(select(Event.kind).where(Event.subject_type == "account")).all()
    assert kinds == ["signed_in"]


def test_names_are_taken_as_typed_by_people(person: Account, sign_in: SignIn) -> None:
    assert lands_on(sign_in(f"  {person.username.upper()} "), WORK)


def test_every_refusal_says_the_same(
    client: FlaskClient, person: Account, sign_in: SignIn, session: Session
) -> None:
    wrong, unknown = sign_in(person.username, "sai-mat-khau"), sign_in("khong-co-ai")
    person.is_active = False
    session.commit()
    closed = sign_in(person.username)
    for refused in (wrong, unknown, closed):
        assert refused.status_code == 422
        assert messages.SIGN_IN_WRONG in refused.text
        assert PASSWORD not in refused.text and "sai-mat-khau" not in refused.text
    assert not signed_in(client)


def test_an_unknown_name_costs_one_hash_like_a_known_one(
    person: Account, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    checked: list[str] = []
    real = passwords.opens
    monkeypatch.setattr(passwords, "opens", lambda kept, word: checked.append(kept) or real(kept, word))
    sign_in(person.username, "sai-mat-khau")
    sign_in("khong-co-ai", "sai-mat-khau")
    assert checked == [person.password_hash, passwords.nobodys_hash()]


def test_an_unknown_name_is_not_kept(sign_in: SignIn, session: Session) -> None:
    sign_in("mat-khau-go-nham-o-day")
    (kept,) = session.scalars(select(SignInAttempt.username)).all()
    assert kept.startswith("?") and "mat-khau" not in kept


def test_empty_fields_are_named(client: FlaskClient, sign_in: SignIn) -> None:
    page = sign_in("", "")
    assert page.status_code == 422
    assert messages.needed("username") in page.text and messages.needed("password") in page.text


@pytest.mark.parametrize("known", [True, False])
def test_five_failures_close_a_name_for_a_quarter_of_an_hour(
    person: Account, sign_in: SignIn, known: bool
) -> None:
    name = person.username if known else "khong-co-ai"
    for minute in range(5):
        with clock.at(NOW + timedelta(minutes=minute)):
            assert sign_in(name, "sai-mat-khau").status_code == 422
    with clock.at(NOW + timedelta(minutes=5)):
        refused = sign_in(name)
        assert refused.status_code == 429
        assert refused.headers["Retry-After"] == "600"
        assert "10:15:00 ngày 12/11/2024" in refused.text
        assert PASSWORD not in refused.text
    with clock.at(NOW + timedelta(minutes=15, seconds=1)):
        assert sign_in(name).status_code == (302 if known else 422)


def test_success_forgives_a_name(person: Account, sign_in: SignIn) -> None:
    for minute in range(4):
        with clock.at(NOW + timedelta(minutes=minute)):
            sign_in(person.username, "sai-mat-khau")
    with clock.at(NOW + timedelta(minutes=5)):
        assert sign_in(person.username).status_code == 302
    for second in range(4):
        with clock.at(NOW + timedelta(minutes=6, seconds=second)):
            assert sign_in(person.username, "sai-mat-khau").status_code == 422
    with clock.at(NOW + timedelta(minutes=7)):
        assert sign_in(person.username).status_code == 302


def test_an_address_has_thirty_failures(client: FlaskClient, person: Account, sign_in: SignIn) -> None:
    with clock.at(NOW):
        for number in range(30):
            assert sign_in(f"ten-thu-{number}", "sai-mat-khau").status_code == 422
        assert sign_in(person.username).status_code == 429
        elsewhere = client.post(
            "/dang-nhap",
            data={"username": person.username, "password": PASSWORD},
            environ_base={"REMOTE_ADDR": "10.1.2.3"},
        )
        assert elsewhere.status_code == 302


def test_tries_are_counted_before_the_password_is_looked_at(
    person: Account, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    counted: list[int] = []

    def look(kept: str, word: str) -> bool:
        counted.append(len(session.scalars(select(SignInAttempt.id)).all()))
        session.rollback()
        return False

    monkeypatch.setattr(passwords, "opens", look)
    with pytest.raises(operations.InvalidInput):
        operations.sign_in(person.username, "sai-mat-khau", "10.0.0.1")
    assert counted == [1]


def test_a_password_reset_meanwhile_does_not_open(
    person: Account, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    def reset_meanwhile(kept: str, word: str) -> bool:
        person.password_hash = "!"
        session.commit()
        return True

    monkeypatch.setattr(passwords, "opens", reset_meanwhile)
    with pytest.raises(operations.InvalidInput):
        operations.sign_in(person.username, PASSWORD, "10.0.0.1")


def test_hashes_follow_the_parameters(
    person: Account, sign_in: SignIn, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(passwords, "hasher", PasswordHasher(time_cost=2, memory_cost=8, parallelism=1))
    before = person.password_hash
    assert sign_in(person.username).status_code == 302
    session.refresh(person)
    assert person.password_hash != before and "t=2" in person.password_hash


def test_old_tries_are_forgotten(person: Account, sign_in: SignIn, session: Session) -> None:
    with clock.at(NOW):
        sign_in(person.username, "sai-mat-khau")
    with clock.at(NOW + timedelta(days=91)):
        sign_in(person.username)
    assert session.scalars(select(SignInAttempt.at)).all() == [NOW + timedelta(days=91)]


# --- where to go on -----------------------------------------------------------------------------------------


def test_a_reader_comes_back_to_the_page(client: FlaskClient, world: World, sign_in: SignIn) -> None:
    sent = client.get("/tai-khoan?tim=hoa&trang=2")
    assert lands_on(sent, "/dang-nhap?next=/tai-khoan?tim%3Dhoa%26trang%3D2")
    page = client.get(sent.headers["Location"])
    assert 'name="next" type="hidden" value="/tai-khoan?tim=hoa&amp;trang=2"' in page.text


@pytest.mark.parametrize("target", ["https://lua-dao.example/", "//lua-dao.example", "/\\lua-dao.example"])
def test_nobody_is_sent_to_another_site(
    client: FlaskClient, person: Account, sign_in: SignIn, target: str
) -> None:
    assert "lua-dao" not in client.get("/dang-nhap", query_string={"next": target}).text
    assert lands_on(sign_in(person.username, next=target), WORK)
    assert lands_on(client.get("/dang-nhap", query_string={"next": target}), WORK)


def test_the_address_given_is_followed(person: Account, sign_in: SignIn) -> None:
    assert lands_on(sign_in(person.username, next="/doi-mat-khau"), "/doi-mat-khau")


# --- how sessions end ---------------------------------------------------------------------------------------


def test_signing_out_ends_every_copy_of_the_session(
    client: FlaskClient, person: Account, sign_in: SignIn
) -> None:
    sign_in(person.username)
    cookie = client.get_cookie("phien")
    assert cookie is not None and cookie.http_only and cookie.same_site == "Lax"
    assert lands_on(client.post("/dang-xuat"), "/dang-nhap")
    assert not signed_in(client)
    client.set_cookie("phien", cookie.value)
    assert not signed_in(client)


def test_signing_out_is_no_link(client: FlaskClient, person: Account, sign_in: SignIn) -> None:
    sign_in(person.username)
    assert client.get("/dang-xuat").status_code == 405
    assert signed_in(client)


def test_a_session_at_rest_ends_after_an_hour(client: FlaskClient, person: Account, sign_in: SignIn) -> None:
    with clock.at(NOW):
        sign_in(person.username)
    with clock.at(NOW + timedelta(minutes=59)):
        assert signed_in(client)
    with clock.at(NOW + timedelta(minutes=118)):
        assert signed_in(client)
    with clock.at(NOW + timedelta(minutes=179)):
        over = client.get(WORK, follow_redirects=True)
        assert web_messages.SESSION_OVER in over.text


def test_a_session_in_use_ends_with_the_day(client: FlaskClient, person: Account, sign_in: SignIn) -> None:
    with clock.at(NOW):
        sign_in(person.username)
    for half_hours in range(1, 17):
        with clock.at(NOW + timedelta(minutes=30 * half_hours)):
            assert signed_in(client)
    with clock.at(NOW + timedelta(hours=8, minutes=1)):
        assert not signed_in(client)


def test_what_is_typed_after_the_end_is_given_back(
    client: FlaskClient, world: World, person: Account, sign_in: SignIn
) -> None:
    with clock.at(NOW):
        sign_in(person.username)
    with clock.at(NOW + timedelta(hours=2)):
        page = client.post("/doi-mat-khau", data={"comment": "Đã rà soát", "new": "", "password": "bí mật"})
        assert page.status_code == 401
        assert "Đã rà soát" in page.text and "bí mật" not in page.text
    with clock.at(NOW + timedelta(hours=2)):
        data = client.post(
            "/doi-mat-khau", data={"comment": "x"}, headers={"Accept": "application/json"}
        ).get_json()
    assert data["ok"] is False and data["message"] == web_messages.SIGN_IN_FIRST


def test_a_closed_account_is_out_at_once(
    client: FlaskClient, world: World, person: Account, sign_in: SignIn
) -> None:
    sign_in(person.username)
    operations.close_account(world.actor("administrator"), person.id, "Nghỉ hưu", person.version)
    assert not signed_in(client)


@pytest.mark.parametrize("cookie", ["abc", "0:1", "1:", ":", "1:x", "99999:1"])
def test_a_strange_session_is_nobodys(client: FlaskClient, world: World, cookie: str) -> None:
    with client.session_transaction() as stored:
        moment = clock.now().timestamp()
        stored.update({"_user_id": cookie, "signed_in_at": moment, "seen_at": moment})
    assert not signed_in(client)


# --- the forced change --------------------------------------------------------------------------------------


@pytest.fixture
def newcomer(person: Account, session: Session) -> Account:
    person.must_change_password = True
    session.commit()
    return person


def change(client: FlaskClient, current: str, new: str, again: str | None = None) -> TestResponse:
    return client.post("/doi-mat-khau", data={"current": current, "new": new, "again": again or new})


def test_nothing_else_opens_before_the_change(
    client: FlaskClient, newcomer: Account, sign_in: SignIn
) -> None:
    sign_in(newcomer.username)
    assert lands_on(client.get(WORK), "/doi-mat-khau")
    assert "mật khẩu dùng một lần" in client.get("/doi-mat-khau").text
    refused = client.get(WORK, headers={"Accept": "application/json"})
    assert refused.status_code == 403 and refused.get_json()["message"] == web_messages.PASSWORD_FIRST
    assert lands_on(change(client, PASSWORD, "sông mã chảy xuôi"), WORK)
    assert signed_in(client)


def test_a_newcomer_may_leave(client: FlaskClient, newcomer: Account, sign_in: SignIn) -> None:
    sign_in(newcomer.username)
    assert lands_on(client.post("/dang-xuat"), "/dang-nhap")


@pytest.mark.parametrize(
    ("current", "new", "again", "message"),
    [
        ("sai-mat-khau", "sông mã chảy xuôi", None, messages.PASSWORD_WRONG),
        (PASSWORD, "ngắn", None, messages.password_short(10)),
        (PASSWORD, PASSWORD, None, messages.PASSWORD_SAME),
        (PASSWORD, "matkhau123", None, messages.PASSWORD_COMMON),
        (PASSWORD, "sông mã chảy xuôi", "sông mã chảy ngược", messages.PASSWORDS_DIFFER),
    ],
)
def test_a_refused_change_names_its_rule(
    client: FlaskClient,
    person: Account,
    sign_in: SignIn,
    current: str,
    new: str,
    again: str | None,
    message: str,
) -> None:
    sign_in(person.username)
    page = change(client, current, new, again)
    assert page.status_code == 422
    assert message in page.text
    assert "sông mã" not in page.text, "no page ever shows a password back"


def test_a_change_ends_the_other_sessions(
    client: FlaskClient, person: Account, sign_in: SignIn, session: Session
) -> None:
    sign_in(person.username)
    old = client.get_cookie("phien")
    assert old is not None
    change(client, PASSWORD, "sông mã chảy xuôi")
    assert signed_in(client)
    client.set_cookie("phien", old.value)
    assert not signed_in(client)
    kinds = session.scalars(select(Event.kind).where(Event.subject_id == person.id)).all()
    assert "password_changed" in kinds


def test_a_person_of_a_second_authority_signs_in_too(make: Maker, world: World, sign_in: SignIn) -> None:
    other = make.account(make.authority(), password_hash=passwords.hash_password(PASSWORD))
    assert sign_in(other.username).status_code == 302

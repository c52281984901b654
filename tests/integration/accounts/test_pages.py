"""The pages of the accounts room, as people use them."""

import re
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event, select
from sqlalchemy.orm import Session

from app.accounts import operations, passwords, queries
from app.accounts.models import Account, RoleGrant
from app.accounts.routes import ACCESS
from app.extensions import db
from app.messages import accounts as messages
from app.messages import web as web_messages
from tests.factories import Maker, World

ActAs = Callable[[Account], FlaskClient]
ONE_TIME = re.compile(r"(?<=<dd>)[a-z2-9]{4}-[a-z2-9]{4}-[a-z2-9]{4}(?=</dd>)")


@pytest.fixture
def admin(world: World, act_as: ActAs) -> FlaskClient:
    return act_as(world.person("administrator"))


def test_the_list_tells_who_is_who(world: World, admin: FlaskClient, free_unit: int) -> None:
    page = admin.get("/tai-khoan")
    assert page.status_code == 200
    assert world.specialist.full_name in page.text and "Chuyên viên đơn vị" in page.text
    assert "1 đơn vị chưa đủ hai tài khoản" in page.text and f"don_vi={free_unit}" in page.text
    assert f"/tai-khoan/{world.specialist.id}" in page.text
    filtered = admin.get(f"/tai-khoan?tim={world.leader.username}&vai_tro=leader&trang_thai=active")
    assert world.leader.full_name in filtered.text and "1 tài khoản" in filtered.text
    assert admin.get("/tai-khoan?don_vi=abc&trang=x&vai_tro=zz").status_code == 200


def test_two_accounts_are_made_and_their_passwords_shown_once(
    admin: FlaskClient, session: Session, free_unit: int
) -> None:
    form = {
        "unit_id": str(free_unit),
        "specialist_full_name": "Nguyễn Thị Hoa",
        "specialist_username": "sngv.cv",
        "leader_full_name": "Lê Văn Bình",
        "leader_username": "sngv.ld",
    }
    assert "Sở Ngoại vụ" in admin.get(f"/tai-khoan/lap-cho-don-vi?don_vi={free_unit}").text
    page = admin.post("/tai-khoan/lap-cho-don-vi", data=form)
    shown = ONE_TIME.findall(page.text)
    assert page.status_code == 200 and len(shown) == 2
    assert page.headers["Cache-Control"] == "no-store" and "Set-Cookie" not in page.headers
    account_id = queries.account_id_of(session, "sngv.ld")
    assert account_id is not None
    assert passwords.opens(session.get_one(Account, account_id).password_hash, shown[1])
    assert not ONE_TIME.search(admin.get(f"/tai-khoan/{account_id}").text)


def test_a_refused_form_keeps_what_was_typed(world: World, admin: FlaskClient, free_unit: int) -> None:
    form = {
        "unit_id": str(world.unit.id),
        "specialist_full_name": "Nguyễn Thị Hoa",
        "specialist_username": "stp.cv",
        "leader_full_name": "",
        "leader_username": "stp.ld",
    }
    page = admin.post("/tai-khoan/lap-cho-don-vi", data=form)
    assert page.status_code == 422
    assert messages.needed("full_name") in page.text and 'value="Nguyễn Thị Hoa"' in page.text
    page = admin.post("/tai-khoan/lap-cho-don-vi", data={**form, "leader_full_name": "Lê Văn Bình"})
    assert page.status_code == 422
    assert messages.place_taken("Sở Tư pháp", "specialist", world.specialist.full_name) in page.text
    assert 'value="Nguyễn Thị Hoa"' in page.text
    page = admin.post("/tai-khoan/lap-cho-don-vi", data={**form, "unit_id": "x"})
    assert messages.needed("unit_id") in page.text


def test_one_account_is_made(world: World, admin: FlaskClient, session: Session) -> None:
    assert admin.get("/tai-khoan/lap-moi").status_code == 200
    form = {"full_name": "Trần Thị Mai", "username": "tham.dinh", "unit_id": "", "unit_role": ""}
    page = admin.post("/tai-khoan/lap-moi", data={**form, "username": "ng"})
    assert page.status_code == 422 and messages.USERNAME_WRONG in page.text
    assert ONE_TIME.search(admin.post("/tai-khoan/lap-moi", data=form).text)
    assert queries.account_id_of(session, "tham.dinh") is not None
    page = admin.post("/tai-khoan/lap-moi", data=form)
    assert page.status_code == 422 and messages.username_taken("tham.dinh") in page.text


def test_a_person_is_corrected_handed_over_closed_and_reopened(
    world: World, admin: FlaskClient, session: Session
) -> None:
    account = world.specialist
    address = f"/tai-khoan/{account.id}"

    def version() -> str:
        session.refresh(account)
        return str(account.version)

    person = {"full_name": "Phạm Thị Lan", "position_title": "Chuyên viên", "email": "lan@thanhhoa.gov.vn"}
    assert admin.post(f"{address}/sua", data={**person, "seen_version": version()}).status_code == 302
    wrong = admin.post(f"{address}/sua", data={**person, "email": "lan@", "seen_version": version()})
    assert wrong.status_code == 422 and messages.EMAIL_WRONG in wrong.text and "lan@" in wrong.text
    stale = admin.post(f"{address}/sua", data={**person, "full_name": "Ai đó", "seen_version": "1"})
    assert stale.status_code == 409 and "Ai đó" in stale.text, "what was typed is given back"

    heir = {"nhan-full_name": "Vũ Văn Nam", "nhan-seen_version": version(), "nhan-reason": "Chuyển công tác"}
    refused = admin.post(f"{address}/ban-giao", data={**heir, "nhan-reason": " "})
    assert refused.status_code == 422 and messages.needed("reason") in refused.text
    assert "Vũ Văn Nam" in refused.text
    assert ONE_TIME.search(admin.post(f"{address}/ban-giao", data=heir).text)
    assert ONE_TIME.search(admin.post(f"{address}/dat-lai-mat-khau").text)

    refused = admin.post(f"{address}/khoa", data={"reason": "", "seen_version": version()})
    assert refused.status_code == 422 and messages.needed("reason") in refused.text
    assert (
        admin.post(f"{address}/khoa", data={"reason": "Nghỉ", "seen_version": version()}).status_code == 302
    )
    assert "Đã khóa" in admin.get(address).text
    again = admin.post(f"{address}/khoa", data={"reason": "Nghỉ", "seen_version": version()})
    assert again.status_code == 409 and messages.ACCOUNT_CLOSED in again.text
    assert (
        admin.post(f"{address}/mo-khoa", data={"reason": "Về", "seen_version": version()}).status_code == 302
    )
    page = admin.get(address).text
    for title in (
        "Sửa thông tin người dùng",
        "Bàn giao cho người khác",
        "Khóa tài khoản",
        "Mở khóa tài khoản",
    ):
        assert title in page
    assert "Chuyển công tác" in page and "Phạm Thị Lan" in page


def test_reopening_a_taken_place_says_why(world: World, admin: FlaskClient, make: Maker) -> None:
    old = make.account(world.authority, unit_id=world.unit.id, unit_role="leader", is_active=False)
    page = admin.post(f"/tai-khoan/{old.id}/mo-khoa", data={"reason": "Về", "seen_version": "1"})
    assert page.status_code == 422
    assert messages.place_taken("Sở Tư pháp", "leader", world.leader.full_name) in page.text


def test_roles_are_given_and_taken(world: World, admin: FlaskClient, session: Session) -> None:
    address = f"/tai-khoan/{world.leader.id}"
    form = {"role": "council_member", "round_id": str(world.round.id)}
    assert admin.post(f"{address}/vai-tro", data=form).status_code == 302
    page = admin.get(address).text
    assert "Ủy viên Hội đồng" in page and world.round.title in page
    again = admin.post(f"{address}/vai-tro", data=form)
    assert again.status_code == 422 and messages.ROLE_HELD in again.text
    strange = admin.post(f"{address}/vai-tro", data={"role": "king", "round_id": ""})
    assert strange.status_code == 422 and messages.NOT_CHOSEN in strange.text
    grant = session.scalars(select(RoleGrant).where(RoleGrant.account_id == world.leader.id)).one()
    assert admin.post(f"{address}/vai-tro/{grant.id}/thu-lai").status_code == 302
    assert "/thu-lai" not in admin.get(address).text


def test_ones_own_page_offers_nothing_forbidden(world: World, admin: FlaskClient) -> None:
    page = admin.get(f"/tai-khoan/{world.person('administrator').id}").text
    for action in ("/khoa", "/ban-giao", "/dat-lai-mat-khau", "/thu-lai"):
        assert action not in page
    own = admin.post(f"/tai-khoan/{world.person('administrator').id}/dat-lai-mat-khau")
    assert own.status_code == 403 and messages.OWN_PASSWORD in own.text


def test_unknown_and_foreign_accounts_are_not_found(world: World, admin: FlaskClient, make: Maker) -> None:
    foreign = make.account(make.authority())
    for account_id in (99999, foreign.id):
        assert admin.get(f"/tai-khoan/{account_id}").status_code == 404
        assert admin.post(f"/tai-khoan/{account_id}/dat-lai-mat-khau").status_code == 404


@pytest.mark.parametrize("role", ["specialist", "leader", "appraiser", "secretariat", "chairman", "auditor"])
def test_other_roles_see_no_page_of_it(app: Flask, world: World, act_as: ActAs, role: str) -> None:
    client = act_as(world.person(role))
    for rule in app.url_map.iter_rules():
        if not rule.endpoint.startswith("accounts.") or ACCESS[rule.endpoint].admits(world.actor(role)):
            continue
        address = rule.rule.replace("<int:account_id>", "1").replace("<int:grant_id>", "1")
        method = "GET" if "GET" in (rule.methods or ()) else "POST"
        page = client.open(address, method=method)
        assert page.status_code == 403, address
        assert web_messages.page_for(("standing_body", "administrator")) in page.text


def test_strangers_are_asked_to_sign_in(app: Flask, client: FlaskClient, world: World) -> None:
    for rule in app.url_map.iter_rules():
        if not rule.endpoint.startswith("accounts.") or ACCESS[rule.endpoint].public:
            continue
        address = rule.rule.replace("<int:account_id>", "1").replace("<int:grant_id>", "1")
        if "GET" in (rule.methods or ()):
            assert client.get(address).headers["Location"] == f"/dang-nhap?next={address}"
        if "POST" in (rule.methods or ()):
            assert client.post(address).status_code == 401


def queries_of(client: FlaskClient, address: str) -> int:
    seen: list[str] = []

    def note(connection: object, cursor: object, statement: str, *_: object) -> None:
        if statement.startswith("SELECT"):
            seen.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        assert client.get(address).status_code == 200
    finally:
        event.remove(db.engine, "before_cursor_execute", note)
    return len(seen)


def test_the_list_asks_as_often_for_many_as_for_few(world: World, admin: FlaskClient, make: Maker) -> None:
    few = queries_of(admin, "/tai-khoan")
    for _ in range(25):
        make.account(world.authority, roles=["appraiser", "secretariat"])
        make.unit(world.group)
    assert queries_of(admin, "/tai-khoan") == few <= 8
    assert queries_of(admin, f"/tai-khoan/{world.leader.id}") <= 8


def test_the_history_of_an_account_is_told_in_words(world: World, admin: FlaskClient) -> None:
    operations.grant_role(world.actor("administrator"), world.leader.id, "council_chair", world.round.id)
    page = admin.get(f"/tai-khoan/{world.leader.id}").text
    assert "Giao vai trò" in page and "Chủ tịch Hội đồng" in page
    assert "role_granted" not in page

"""Setting a round up by the pages: what is refused, what is kept, what opening makes."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app import clock
from app.accounts.models import Account, RoleGrant
from app.assessments.models import Assessment
from app.history import Event
from app.messages import rounds as texts
from app.rounds.forms import DAYS, read_day
from app.rounds.models import Round, RoundGroup
from tests.factories import Maker, World
from tests.queries import counted

ActAs = Callable[[Account], FlaskClient]
CREATE = "/ky-danh-gia/lap-moi"
PEOPLE = ("appraiser", "council_chair", "council_member", "council_secretary", "secretariat", "chairman")
TYPED = {
    "year": "2024",
    "title": "Đánh giá chuyển đổi số năm 2024",
    "opens_on": "01/11/2024",
    "entry_deadline": "30/11/2024",
    "grace_days": "3",
    "appraisal_deadline": "2024-12-15",
    "explanation_days": "5",
    "council_on": "20.12.2024",
    "publish_before": "30/1/2025",
    "decimals": "2",
    "casting_vote": "y",
    "quorum_percent": "50",
}


class Province:
    """A province before its first round: one group of two units, and a standing body."""

    def __init__(self, make: Maker) -> None:
        self.make = make
        self.authority = make.authority()
        self.group = make.group(self.authority, title="Các sở, ban, ngành")
        self.units = [make.unit(self.group, name=name) for name in ("Sở Tư pháp", "Sở Y tế")]
        self.standing_body = make.account(self.authority, roles=["standing_body"])
        self.people = [make.account(self.authority, full_name=f"Người {role}") for role in PEOPLE]

    def prepared(self) -> Round:
        """A round with its group."""
        return self.make.round(self.authority, [self.group], opens_on=clock.today())

    def staffed(self) -> Round:
        """A round that lacks nothing."""
        round_ = self.prepared()
        for unit in self.units:
            self.make.unit_accounts(unit)
        for role, account in zip(PEOPLE, self.people, strict=True):
            self.make.keep(
                RoleGrant(account_id=account.id, round_id=round_.id, role=role, granted_at=clock.now())
            )
        return round_


@pytest.fixture
def province(make: Maker) -> Province:
    return Province(make)


@pytest.fixture
def browser(province: Province, act_as: ActAs) -> FlaskClient:
    """The standing body's browser."""
    return act_as(province.standing_body)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("30/11/2024", date(2024, 11, 30)),
        (" 1/2/2024 ", date(2024, 2, 1)),
        ("1-2-2024", date(2024, 2, 1)),
        ("2024-11-30", date(2024, 11, 30)),
    ],
)
def test_a_day_is_read_as_people_write_it(text: str, day: date) -> None:
    assert read_day(text) == day


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("31/02/2024", texts.no_such_day("31/02/2024")),
        ("11/30/2024", texts.no_such_day("11/30/2024")),
        ("mai", texts.day_writing("mai")),
        ("30/11/24", texts.day_writing("30/11/24")),
    ],
)
def test_what_is_no_day_is_said(text: str, message: str) -> None:
    with pytest.raises(ValueError) as refusal:
        read_day(text)
    assert str(refusal.value) == message


def test_a_round_is_created_from_what_people_type(browser: FlaskClient, session: Session) -> None:
    assert "Chưa có kỳ đánh giá nào" in browser.get("/ky-danh-gia").text
    answer = browser.post(CREATE, data=TYPED)
    round_ = session.scalars(select(Round)).one()
    assert answer.status_code == 302 and answer.location == f"/ky-danh-gia/{round_.id}/thiet-lap"
    assert [getattr(round_, name) for name in DAYS] == [
        date(2024, 11, 1),
        date(2024, 11, 30),
        date(2024, 12, 15),
        date(2024, 12, 20),
        date(2025, 1, 30),
    ]
    assert (round_.grace_days, round_.decimals, round_.casting_vote, round_.state) == (
        3,
        2,
        True,
        "preparing",
    )
    assert browser.get("/ky-danh-gia").location == answer.location
    again = browser.post(CREATE, data=TYPED)
    assert again.status_code == 422 and texts.ROUND_RUNNING in again.text
    assert TYPED["title"] in again.text, "what was typed is given back"


def test_every_fault_of_the_plan_is_named_beside_its_field(browser: FlaskClient, session: Session) -> None:
    wrong = {
        **TYPED,
        "title": " ",
        "opens_on": "31/11/2024",
        "entry_deadline": "20/12/2024",
        "appraisal_deadline": "10/12/2024",
        "grace_days": "ba",
        "decimals": "7",
        "publish_before": "",
    }
    page = browser.post(CREATE, data=wrong)
    assert page.status_code == 422
    for message in (
        texts.TITLE_NEEDED,
        texts.no_such_day("31/11/2024"),
        texts.day_before("Hạn thẩm định", date(2024, 12, 10), "Hạn nhập số liệu", date(2024, 12, 20)),
        texts.whole_between("Số ngày gia hạn chung", 0, 60),
        texts.whole_between("Số chữ số thập phân khi công bố", 0, 6),
        texts.needed("Hạn công bố kết quả"),
    ):
        assert message in page.text
    for kept in ("31/11/2024", "20/12/2024", "ba"):
        assert f'value="{kept}"' in page.text
    assert session.scalar(select(func.count(Round.id))) == 0


def test_only_the_standing_body_creates(world: World, act_as: ActAs) -> None:
    for role in ("specialist", "appraiser", "administrator", "auditor", "chairman"):
        assert act_as(world.person(role)).post(CREATE, data=TYPED).status_code == 403


def test_what_is_missing_is_listed_and_keeps_the_round_shut(
    province: Province, browser: FlaskClient, session: Session
) -> None:
    round_ = province.make.round(province.authority, [])
    address = f"/ky-danh-gia/{round_.id}/thiet-lap"
    page = browser.get(address).text
    assert texts.NO_GROUPS in page and texts.people_missing(list(texts.ROLE_GAPS)) in page
    browser.post(
        f"/ky-danh-gia/{round_.id}/nhom", data={"unit_group_id": province.group.id, "framework_id": "small"}
    )
    province.make.account(province.authority, unit_id=province.units[0].id, unit_role="specialist")
    page = browser.get(address).text
    assert texts.accounts_missing(["Sở Tư pháp", "Sở Y tế"]) in page
    assert "Sở Tư pháp: còn thiếu lãnh đạo" in page and "Sở Y tế: còn thiếu chuyên viên, lãnh đạo" in page
    opened = browser.post(f"/ky-danh-gia/{round_.id}/mo")
    assert opened.status_code == 422
    assert texts.accounts_missing(["Sở Tư pháp", "Sở Y tế"]) in opened.text
    session.expire_all()
    assert session.get_one(Round, round_.id).state == "preparing"
    assert session.scalar(select(func.count(Assessment.id))) == 0


def test_opening_gives_every_unit_in_force_one_assessment(
    province: Province, browser: FlaskClient, session: Session
) -> None:
    gone = province.make.unit(province.group, name="Sở Cũ", valid_to=clock.today() - timedelta(days=1))
    coming = province.make.unit(province.group, name="Sở Mới", valid_from=clock.today() + timedelta(days=9))
    round_ = province.staffed()
    page = browser.get(f"/ky-danh-gia/{round_.id}/thiet-lap").text
    assert "Sở Cũ" not in page and "Sở Mới" not in page and "Mở kỳ đánh giá?" in page
    answer = browser.post(f"/ky-danh-gia/{round_.id}/mo", data={"seen_version": round_.version})
    assert answer.status_code == 302
    session.expire_all()
    units = session.scalars(select(Assessment.unit_id).where(Assessment.round_id == round_.id)).all()
    assert sorted(units) == sorted(unit.id for unit in province.units)
    assert gone.id not in units and coming.id not in units
    assert session.get_one(Round, round_.id).state == "collecting"
    twice = browser.post(f"/ky-danh-gia/{round_.id}/mo")
    assert twice.status_code == 409, "a second press changes nothing"


def test_groups_are_chosen_once_and_taken_out_again(
    province: Province, browser: FlaskClient, session: Session
) -> None:
    round_ = province.make.round(province.authority, [])
    address = f"/ky-danh-gia/{round_.id}/nhom"
    chosen = {"unit_group_id": province.group.id, "framework_id": "thanh_hoa_2021/so"}
    page = browser.get(f"/ky-danh-gia/{round_.id}/thiet-lap").text
    assert "160 điểm, 60 tiêu chí" in page, "the choice says maximum and number of criteria"
    assert texts.UNKNOWN_FRAMEWORK in browser.post(address, data={**chosen, "framework_id": "khac"}).text
    assert texts.UNKNOWN_GROUP in browser.post(address, data={**chosen, "unit_group_id": "999"}).text
    assert browser.post(address, data=chosen).status_code == 302
    assert texts.GROUP_TAKEN in browser.post(address, data=chosen).text
    group = session.scalars(select(RoundGroup)).one()
    assert group.framework_hash and group.title == province.group.title
    assert browser.post(f"{address}/{group.id}/bo").status_code == 302
    assert session.scalar(select(func.count(RoundGroup.id))) == 0
    assert browser.post(f"{address}/{group.id}/bo").status_code == 404


def test_people_get_roles_and_lose_them(province: Province, browser: FlaskClient, session: Session) -> None:
    round_ = province.staffed()
    address = f"/ky-danh-gia/{round_.id}/thanh-vien"
    person = province.make.account(province.authority, full_name="Lê Thị Mới")
    of_unit = session.scalars(select(Account).where(Account.unit_role == "leader")).first()
    assert of_unit is not None
    wanted = {"account_id": person.id, "role": "appraiser"}
    assert "Lê Thị Mới" in browser.get(f"/ky-danh-gia/{round_.id}/thiet-lap").text
    assert browser.post(address, data=wanted).status_code == 302
    assert texts.ALREADY_MEMBER in browser.post(address, data=wanted).text
    assert texts.UNIT_ACCOUNT in browser.post(address, data={**wanted, "account_id": of_unit.id}).text
    assert texts.UNKNOWN_ROLE in browser.post(address, data={**wanted, "role": "administrator"}).text
    assert texts.ACCOUNT_NEEDED in browser.post(address, data={"role": "appraiser"}).text
    grant = session.scalars(select(RoleGrant).where(RoleGrant.account_id == person.id)).one()
    assert browser.post(f"{address}/{grant.id}/thoi").status_code == 302
    session.expire_all()
    assert session.get_one(RoleGrant, grant.id).ended_at is not None
    assert browser.post(f"{address}/{grant.id}/thoi").status_code == 404


def plan_of(round_: Round, **changes: str) -> dict[str, str]:
    """The plan as the page would send it."""
    days = {name: f"{getattr(round_, name):%d/%m/%Y}" for name in DAYS}
    return {
        "title": round_.title,
        **days,
        "grace_days": str(round_.grace_days),
        "explanation_days": str(round_.explanation_days),
        "decimals": str(round_.decimals),
        "casting_vote": "y",
        "quorum_percent": "50",
        "seen_version": str(round_.version),
        **changes,
    }


def test_once_open_days_only_move_back_and_with_a_reason(
    world: World, act_as: ActAs, session: Session
) -> None:
    browser, round_ = act_as(world.person("standing_body")), world.round
    address = f"/ky-danh-gia/{round_.id}/ke-hoach"
    before = round_.entry_deadline
    later = f"{before + timedelta(days=5):%d/%m/%Y}"
    refused = browser.post(address, data=plan_of(round_, entry_deadline=later))
    assert refused.status_code == 422 and texts.REASON_NEEDED in refused.text and later in refused.text
    earlier = f"{before - timedelta(days=1):%d/%m/%Y}"
    refused = browser.post(address, data=plan_of(round_, entry_deadline=earlier, reason="Gấp"))
    assert refused.status_code == 422 and texts.DEADLINE_EARLIER in refused.text
    fixed = plan_of(round_, decimals="4", opens_on="01/01/2020", reason="Theo Công văn số 12")
    done = browser.post(address, data={**fixed, "entry_deadline": later})
    assert done.status_code == 302
    session.expire_all()
    assert world.round.entry_deadline == before + timedelta(days=5)
    assert world.round.decimals == 2, "a field that is fixed once open is not read from the form"
    event = session.scalars(select(Event).where(Event.kind == "round_changed")).one()
    assert event.comment == "Theo Công văn số 12" and "entry_deadline" in event.data["changed"]
    stale = browser.post(address, data=plan_of(round_, seen_version="1", reason="Lần nữa"))
    assert stale.status_code == 409 and "Lần nữa" in stale.text


def test_who_sees_the_set_up_and_who_may_change_it(world: World, act_as: ActAs) -> None:
    address = f"/ky-danh-gia/{world.round.id}"
    for role in World.STAFF:
        seen = act_as(world.person(role)).get(f"{address}/thiet-lap")
        expected = 200 if role in ("standing_body", "administrator", "auditor") else 403
        assert seen.status_code == expected, role
    page = act_as(world.person("auditor")).get(f"{address}/thiet-lap").text
    assert "Lưu mốc thời gian" not in page and "Thôi giao" not in page
    posted = act_as(world.person("auditor")).post(f"{address}/ke-hoach", data=plan_of(world.round))
    assert posted.status_code == 403


def test_another_authoritys_round_does_not_exist(world: World, make: Maker, act_as: ActAs) -> None:
    stranger = make.account(make.authority(), roles=["standing_body"])
    browser = act_as(stranger)
    for path in ("thiet-lap", "quy-trinh", f"bo-chi-so/{_group(world).id}"):
        assert browser.get(f"/ky-danh-gia/{world.round.id}/{path}").status_code == 404
    for path in ("ke-hoach", "nhom", "thanh-vien", "mo"):
        data = plan_of(world.round, reason="x", unit_group_id="1", framework_id="small", account_id="1")
        answer = browser.post(f"/ky-danh-gia/{world.round.id}/{path}", data={**data, "role": "appraiser"})
        assert answer.status_code == 404, path


def _group(world: World) -> RoundGroup:
    return world.make.session.scalars(select(RoundGroup)).one()


def test_everyone_reads_framework_and_workflow(world: World, act_as: ActAs) -> None:
    for role in ("specialist", "leader", "appraiser", "chairman", "auditor"):
        browser = act_as(world.person(role))
        page = browser.get(f"/ky-danh-gia/{world.round.id}/bo-chi-so/{_group(world).id}")
        assert page.status_code == 200 and "Tỷ lệ dịch vụ công trực tuyến" in page.text
        assert "Đề xuất, chưa ban hành" in page.text
        page = browser.get(f"/ky-danh-gia/{world.round.id}/quy-trinh")
        assert page.status_code == 200 and page.text.count("<svg xmlns") == 2
        assert "style=" not in page.text, "the content policy forbids inline styles"
    assert browser.get(f"/ky-danh-gia/{world.round.id}/bo-chi-so/999").status_code == 404


def test_adopted_rules_name_their_source_in_words(world: World, make: Maker, act_as: ActAs) -> None:
    group = _group(world)
    group.framework_id = "thanh_hoa_2021/so"
    make.session.commit()
    page = act_as(world.person("specialist")).get(f"/ky-danh-gia/{world.round.id}/bo-chi-so/{group.id}").text
    assert "Ninh Thuận (Kế hoạch, 2021), mục 1.1.1" in page
    assert "Cà Mau 213/KH-UBND (QĐ 922/QĐ-BTTTT)" in page
    assert "ninhthuan_cqs" not in page and "qd922" not in page


def test_the_set_up_asks_the_same_number_of_questions_for_more_units(
    world: World, make: Maker, act_as: ActAs
) -> None:
    world.round.state = "preparing"
    make.session.commit()
    browser = act_as(world.person("standing_body"))
    address = f"/ky-danh-gia/{world.round.id}/thiet-lap"
    with counted() as few:
        assert browser.get(address).status_code == 200
    for _ in range(6):
        make.unit_accounts(make.unit(world.group))
    with counted() as many:
        assert browser.get(address).status_code == 200
    assert len(few) == len(many) <= 25

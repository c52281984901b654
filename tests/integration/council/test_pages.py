"""Pages of the council: a whole meeting in the browser, who sees what, and what the projector shows."""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.accounts.models import Account
from app.assessments.models import Assessment
from app.council import operations
from app.council.models import CouncilSession, OpenPoint
from app.rounds.models import Round
from tests import stages
from tests.factories import World
from tests.queries import counted

ActAs = Callable[[Account], FlaskClient]


@pytest.fixture
def council(world: World) -> World:
    """A meeting of two members is open, both units are before it."""
    stages.meeting(world)
    return world


def meeting_id(session: Session) -> int:
    session.rollback()
    return session.scalars(select(CouncilSession.id).order_by(CouncilSession.id.desc())).first() or 0


def raised(world: World, assessment: Assessment | None = None) -> int:
    return operations.raise_point(
        world.actor("council_secretary"),
        (assessment or world.assessment).id,
        "2.1",
        question="Tính theo danh mục mới?",
        proposed="6",
    )


def pages(session: Session, world: World) -> dict[str, str]:
    number = meeting_id(session)
    return {
        "sessions": "/hoi-dong",
        "session": f"/hoi-dong/phien/{number}",
        "screen": f"/hoi-dong/phien/{number}/man-chieu",
        "units": "/hoi-dong/don-vi",
        "unit": f"/hoi-dong/don-vi/{world.assessment.id}",
        "differences": "/hoi-dong/chenh-lech",
    }


PAGES = ("sessions", "session", "screen", "units", "unit", "differences")
READERS = {"council_member", "council_chair", "council_secretary", "standing_body", "auditor"}


@pytest.mark.parametrize("page", PAGES)
def test_pages_open_for_the_council_alone(council: World, session: Session, act_as: ActAs, page: str) -> None:
    raised(council)
    for role in ("specialist", "leader", *World.STAFF):
        answer = act_as(council.person(role)).get(pages(session, council)[page])
        if role in READERS:
            assert answer.status_code == 200, role
        else:
            assert "danh mục mới" not in answer.text, role
            assert answer.status_code in (302, 403, 404) or "chưa làm việc" in answer.text, role


def test_before_its_time_the_council_reads_that_it_does_not_work_yet(world: World, act_as: ActAs) -> None:
    text = act_as(world.person("council_member")).get("/hoi-dong").text
    assert "Hội đồng chưa làm việc" in text
    assert "Đang thu thập số liệu" in text


def test_a_meeting_from_the_call_to_the_conclusion(world: World, session: Session, act_as: ActAs) -> None:
    stages.appraised(world)
    act_as(world.person("standing_body")).post(f"/tham-dinh/ky/{world.round.id}/chuyen-hoi-dong")
    secretary, chair = act_as(world.person("council_secretary")), act_as(world.person("council_chair"))
    member, round_id = act_as(world.person("council_member")), world.round.id
    ids = {role: world.person(role).id for role in ("council_chair", "council_member", "council_secretary")}

    address = f"/hoi-dong/ky/{round_id}/lap-phien"
    form = {
        "held_on": clock.today().isoformat(),
        "place": "",
        "chair_id": ids["council_chair"],
        "secretary_id": ids["council_secretary"],
    }
    refused = secretary.post(address, data={**form, "held_on": "hôm nay", "chair_id": "0"})
    assert refused.status_code == 422
    for part in ("Xin chọn ngày họp", "Xin ghi địa điểm họp", "Xin chọn một người"):
        assert part in refused.text
    secretary.post(address, data={**form, "place": "Phòng họp số 2"})
    meeting = f"/hoi-dong/phien/{meeting_id(session)}"
    secretary.post(f"{meeting}/bat-dau")

    absent = {f"co_mat_{ids['council_chair']}": "1", f"co_mat_{ids['council_member']}": "0"}
    refused = secretary.post(f"{meeting}/diem-danh", data=absent)
    assert refused.status_code == 422
    assert "xin ghi lý do vắng mặt" in refused.text
    both = {f"co_mat_{ids['council_chair']}": "1", f"co_mat_{ids['council_member']}": "1"}
    secretary.post(f"{meeting}/diem-danh", data=both)

    assert "Đưa 2 đơn vị" in secretary.get("/hoi-dong/don-vi").text
    report = secretary.post(f"/hoi-dong/ky/{round_id}/dua-ra")
    assert "Đã thực hiện với 2 đơn vị" in report.text

    assert "2,5" in chair.get("/hoi-dong/chenh-lech").text
    raising = f"/hoi-dong/don-vi/{world.assessment.id}/2.1/neu-van-de"
    assert chair.get(raising).status_code == 200
    refused = chair.post(raising, data={"question": "Tính thế nào?", "proposed": "11"})
    assert refused.status_code == 422
    assert "không được lớn hơn 10" in refused.text
    assert "Tính thế nào?" in refused.text
    chair.post(raising, data={"question": "Tính thế nào?", "proposed": "6"})
    session.rollback()
    point = session.scalars(select(OpenPoint.id)).one()

    secretary.post(f"{meeting}/trinh-chieu", data={"point_id": point})
    shown = member.get(f"{meeting}/man-chieu")
    assert '<noscript><meta http-equiv="refresh" content="3"></noscript>' in shown.text
    assert "Tính thế nào?" in shown.text
    member.post(f"/hoi-dong/van-de/{point}/phieu", data={"choice": "against"})
    secretary.post(f"/hoi-dong/van-de/{point}/bieu-quyet", data={f"phieu_{ids['council_chair']}": "for"})
    page = secretary.get(meeting).text
    assert "theo phiếu của chủ tọa" in page
    secretary.post(
        f"/hoi-dong/van-de/{point}/quyet-dinh", data={"reason": "Theo phiếu chủ tọa", "outcome": "adjust"}
    )
    unit = chair.get(f"/hoi-dong/don-vi/{world.assessment.id}").text
    for part in ("15,05", "12,55", "13,55", "Theo phiếu chủ tọa"):
        assert part in unit

    preview = secretary.get(f"/hoi-dong/ky/{round_id}/thong-nhat").text
    assert "13,55" in preview and "1 tiêu chí, +1" in preview
    nobody = secretary.post(f"/hoi-dong/ky/{round_id}/thong-nhat")
    assert nobody.status_code == 422 and "Chưa chọn đơn vị nào" in nobody.text
    both_units = {"don_vi": [str(one.id) for one in world.assessments]}
    stale = secretary.post(
        f"/hoi-dong/ky/{round_id}/thong-nhat",
        data={"don_vi": str(world.assessment.id), f"tong_{world.assessment.id}": "251/20"},
    )
    assert "vừa thay đổi, hiện là 13,55" in stale.text
    settled = secretary.post(f"/hoi-dong/ky/{round_id}/thong-nhat", data=both_units)
    assert "Đã thực hiện với 2 đơn vị" in settled.text
    chair.post(f"/hoi-dong/ky/{round_id}/ket-luan", data={"reason": "Thống nhất."})
    session.rollback()
    assert session.get_one(Round, round_id).state == "concluded"
    assert "Thống nhất." in chair.get(meeting).text
    assert "Refresh" not in chair.get(f"{meeting}/man-chieu").headers


def test_one_unit_is_brought_settled_and_reopened(council: World, session: Session, act_as: ActAs) -> None:
    secretary, number = act_as(council.person("council_secretary")), council.assessment.id
    address = f"/hoi-dong/don-vi/{number}"
    assert "Ghi kết quả thống nhất" in secretary.get(address).text
    assert secretary.post(f"{address}/thong-nhat").status_code == 302
    assert secretary.post(f"{address}/thong-nhat").status_code == 409  # pressed twice
    assert secretary.post(f"{address}/mo-lai", data={"reason": ""}).status_code == 422
    assert secretary.post(f"{address}/mo-lai", data={"reason": "Kiến nghị"}).status_code == 302
    session.rollback()
    assert session.get_one(Assessment, number).state == "in_council"


def test_the_report_names_each_unit_that_could_not_be_settled(
    council: World, session: Session, act_as: ActAs
) -> None:
    raised(council)
    secretary = act_as(council.person("council_secretary"))
    before = secretary.get("/hoi-dong/don-vi").text
    assert "còn vấn đề chưa quyết định: 1 đơn vị" in before
    chosen = {"don_vi": [str(one.id) for one in council.assessments]}
    report = secretary.post(f"/hoi-dong/ky/{council.round.id}/thong-nhat", data=chosen).text
    assert "Đã thực hiện với 1 đơn vị" in report
    assert "Sở Tư pháp" in report


def test_who_belongs_to_a_unit_steps_out(council: World, session: Session, act_as: ActAs) -> None:
    mine = council.make.account(
        council.authority, roles=["council_member"], round_=council.round, unit_id=council.unit.id
    )
    present = {council.person(role).id: True for role in ("council_chair", "council_member")}
    secretary = council.actor("council_secretary")
    operations.take_attendance(secretary, meeting_id(session), {**present, mine.id: True}, {})
    point = raised(council)
    operations.show_point(secretary, meeting_id(session), point)
    browser = act_as(mine)
    for page in ("sessions", "session", "units"):
        text = browser.get(pages(session, council)[page]).text
        assert "Anh/chị thuộc Sở Tư pháp" in text
        assert "danh mục mới" not in text
    screen = browser.get(pages(session, council)["screen"]).text
    assert "đơn vị mà anh/chị trực thuộc" in screen
    assert "danh mục mới" not in screen
    for address in (
        f"/hoi-dong/don-vi/{council.assessment.id}",
        f"/hoi-dong/don-vi/{council.assessment.id}/1.1/neu-van-de",
        f"/tham-dinh/don-vi/{council.assessment.id}",
    ):
        assert browser.get(address).status_code == 404
    assert browser.post(f"/hoi-dong/van-de/{point}/phieu", data={"choice": "for"}).status_code == 404
    assert "Sở Tư pháp" not in browser.get("/hoi-dong/chenh-lech").text.split("<main")[1]


def test_what_is_not_there_is_not_found(council: World, act_as: ActAs) -> None:
    chair = act_as(council.person("council_chair"))
    for address in ("/hoi-dong/phien/99", "/hoi-dong/don-vi/99", "/hoi-dong/don-vi/99/2.1/neu-van-de"):
        assert chair.get(address).status_code == 404
    assert chair.get(f"/hoi-dong/don-vi/{council.assessment.id}/9.9/neu-van-de").status_code == 404
    assert chair.post("/hoi-dong/van-de/99/phieu", data={"choice": "for"}).status_code == 404


def test_votes_are_not_for_those_outside(council: World, session: Session, act_as: ActAs) -> None:
    point = raised(council)
    for role in ("appraiser", "secretariat", "standing_body", "auditor", "specialist"):
        browser = act_as(council.person(role))
        for step in ("phieu", "bieu-quyet", "quyet-dinh"):
            answer = browser.post(f"/hoi-dong/van-de/{point}/{step}", data={"choice": "for", "reason": "x"})
            assert answer.status_code in (403, 404), (role, step)


@pytest.mark.parametrize("page", PAGES)
def test_the_number_of_queries_does_not_grow(
    council: World, session: Session, act_as: ActAs, page: str
) -> None:
    raised(council)
    browser = act_as(council.person("council_secretary"))
    address = pages(session, council)[page]
    browser.get(address)
    with counted() as before:
        browser.get(address)
    raised(council, council.other_assessment)
    council.make.account(council.authority, roles=["council_member"], round_=council.round)
    with counted() as after:
        browser.get(address)
    assert len(after) == len(before), "\n".join(after)
    assert len(after) <= 30

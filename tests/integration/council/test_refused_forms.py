"""A form of the meeting that is refused comes back on the meeting's page, with what was typed in it."""

from collections.abc import Callable, Mapping
from typing import Any

import pytest
from flask.testing import FlaskClient
from lxml.html import HtmlElement, fromstring
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from app import clock
from app.accounts.models import Account
from app.council import operations
from app.council.models import Attendance, CouncilSession, DiscussionNote, OpenPoint, StepOut, Vote
from tests.factories import World
from tests.linting import faults
from tests.meetings import attend, decided, meeting_of, members, point_of, raised
from tests.queries import counted

ActAs = Callable[[Account], FlaskClient]
SECRETARY, CHAIR, MEMBER = "council_secretary", "council_chair", "council_member"


class Refusal:
    """The meeting's page with one refusal: its summary, the field it is about, what can be copied."""

    def __init__(self, answer: TestResponse, status: int = 422) -> None:
        assert answer.status_code == status, answer.text
        assert faults(answer.text) == []
        self.page = fromstring(answer.text)
        assert "Phiên họp Hội đồng lần" in self.page.findtext(".//h1")
        (summary,) = self.page.xpath("//*[@data-error-summary]")
        self.title = summary.findtext(".//h2") or summary.find(".//h2").text_content()
        (line,) = summary.iter("li")
        self.message = line.text_content().strip()
        self.target = next((link.get("href") for link in line.iter("a")), "")

    def field(self, id_: str) -> HtmlElement:
        """The field of that id, which is the one the summary leads to and the message stands beside."""
        assert self.target == f"#{id_}"
        found = self.page.get_element_by_id(id_)
        assert found.get("aria-invalid") == "true"
        beside = self.page.get_element_by_id(found.get("aria-describedby").split()[-1])
        assert beside.text_content() == f"Lỗi: {self.message}"
        assert all(fold.get("open") is not None for fold in found.iterancestors("details"))
        return found

    def typed(self, id_: str) -> str:
        """What stands in a field."""
        found = self.page.get_element_by_id(id_)
        return str(found.value or "").strip() if found.tag != "input" else str(found.get("value"))

    @property
    def copies(self) -> list[str]:
        """What was typed into a form that is no longer there."""
        return [str(area.value).strip() for area in self.page.xpath("//*[@class='copy-back']//textarea")]


def address(session: Session) -> str:
    return f"/hoi-dong/phien/{meeting_of(session).id}"


def both(world: World, choice: str) -> dict[int, str]:
    return {world.person(role).id: choice for role in (CHAIR, MEMBER)}


def number_of(session: Session, model: type[Any]) -> int:
    session.rollback()
    return session.scalar(select(func.count()).select_from(model)) or 0


def without_quorum(world: World, session: Session) -> None:
    attend(world, session, {world.person(CHAIR).id: True, world.person(MEMBER).id: False})


# --- deciding ---------------------------------------------------------------------------------------------


def test_a_decision_without_a_reason_is_asked_for_it_at_its_point(
    council: World, session: Session, act_as: ActAs
) -> None:
    point, other = raised(council), raised(council, "1.1", "1")
    for one in (point, other):
        operations.record_votes(council.actor(SECRETARY), one, both(council, "for"))
    answer = act_as(council.person(SECRETARY)).post(
        f"/hoi-dong/van-de/{other}/quyet-dinh", data={"reason": " "}
    )
    refused = Refusal(answer)
    assert (refused.title, refused.message) == (
        "Quyết định chưa được ghi",
        "Xin ghi lý do của quyết định để đưa vào biên bản.",
    )
    refused.field(f"ly-do-{other}")
    assert refused.page.get_element_by_id(f"ly-do-{point}").get("aria-invalid") is None
    assert point_of(session, other).state == "open"


def test_a_decision_on_an_old_page_keeps_its_reason_and_can_be_sent_again(
    council: World, session: Session, act_as: ActAs
) -> None:
    point, secretary = raised(council), act_as(council.person(SECRETARY))
    operations.record_votes(council.actor(SECRETARY), point, both(council, "for"))
    form = f"/hoi-dong/van-de/{point}/quyet-dinh"
    old = {"reason": "Danh mục mới", "outcome": "adjust", "seen_version": "99"}
    refused = Refusal(secretary.post(form, data=old), 409)
    assert refused.field(f"ly-do-{point}").value.strip() == "Danh mục mới"
    assert point_of(session, point).state == "open"
    again = next(one for one in refused.page.forms if one.action == form)
    assert secretary.post(form, data=dict(again.fields)).status_code == 302
    assert point_of(session, point).reason == "Danh mục mới"


def test_votes_that_turned_meanwhile_are_shown_before_the_decision(
    council: World, session: Session, act_as: ActAs
) -> None:
    point = raised(council)
    operations.record_votes(council.actor(SECRETARY), point, both(council, "against"))
    typed = {"reason": "Đa số tán thành", "outcome": "adjust"}
    answer = act_as(council.person(SECRETARY)).post(f"/hoi-dong/van-de/{point}/quyet-dinh", data=typed)
    refused = Refusal(answer, 409)
    assert "hiện là: giữ nguyên điểm thẩm định" in refused.message
    assert refused.field(f"ly-do-{point}").value.strip() == "Đa số tán thành"
    assert point_of(session, point).state == "open"


def test_a_decision_with_a_vote_missing_gives_the_reason_back_to_be_copied(
    council: World, session: Session, act_as: ActAs
) -> None:
    point = raised(council)
    operations.vote(council.actor(CHAIR), point, "for")
    answer = act_as(council.person(SECRETARY)).post(
        f"/hoi-dong/van-de/{point}/quyet-dinh", data={"reason": "Đã thống nhất"}
    )
    refused = Refusal(answer)
    assert refused.message.startswith("Còn 1 thành viên có mặt chưa biểu quyết")
    assert (refused.target, refused.copies) == (f"#vd-{point}", ["Đã thống nhất"])
    assert point_of(session, point).state == "open"


def test_what_a_colleague_decided_first_stands_and_the_reason_can_be_copied(
    council: World, session: Session, act_as: ActAs
) -> None:
    point = raised(council)
    decided(council, point, reason="Của chủ tọa")
    answer = act_as(council.person(SECRETARY)).post(
        f"/hoi-dong/van-de/{point}/quyet-dinh", data={"reason": "Của thư ký"}
    )
    refused = Refusal(answer)
    assert refused.message == "Vấn đề này đã được quyết định."
    assert (refused.target, refused.copies) == (f"#vd-{point}", ["Của thư ký"])
    assert point_of(session, point).reason == "Của chủ tọa"


# --- voting -----------------------------------------------------------------------------------------------


def test_a_show_of_hands_that_cannot_be_is_refused_at_the_member_and_the_others_stay(
    council: World, session: Session, act_as: ActAs
) -> None:
    point, chair, member = raised(council), council.person(CHAIR).id, council.person(MEMBER).id
    typed = {f"phieu_{chair}": "abstain", f"phieu_{member}": "hai tay"}
    answer = act_as(council.person(SECRETARY)).post(f"/hoi-dong/van-de/{point}/bieu-quyet", data=typed)
    refused = Refusal(answer)
    assert refused.title == "Biểu quyết chưa được ghi"
    refused.field(f"phieu-{point}-{member}")
    assert refused.typed(f"phieu-{point}-{chair}") == "abstain"
    assert number_of(session, Vote) == 0


def test_hands_without_a_quorum_are_given_back_by_name(
    council: World, session: Session, act_as: ActAs
) -> None:
    point, chair = raised(council), council.person(CHAIR)
    without_quorum(council, session)
    answer = act_as(council.person(SECRETARY)).post(
        f"/hoi-dong/van-de/{point}/bieu-quyet", data={f"phieu_{chair.id}": "for"}
    )
    refused = Refusal(answer)
    assert "có mặt 1/2 thành viên" in refused.message
    assert (refused.target, refused.copies) == (f"#vd-{point}", ["Tán thành"])
    assert chair.full_name in refused.page.xpath("string(//*[@class='copy-back'])")
    assert number_of(session, Vote) == 0


@pytest.mark.parametrize("fault", ["no quorum", "no choice"])
def test_a_member_reads_on_the_meeting_s_page_why_the_vote_does_not_count(
    council: World, session: Session, act_as: ActAs, fault: str
) -> None:
    point = raised(council)
    if fault == "no quorum":
        without_quorum(council, session)
    typed = {"choice": "for" if fault == "no quorum" else "không"}
    refused = Refusal(act_as(council.person(CHAIR)).post(f"/hoi-dong/van-de/{point}/phieu", data=typed))
    assert refused.title == "Phiếu chưa được ghi"
    assert ("1/2" in refused.message) == (fault == "no quorum")
    assert refused.target == f"#vd-{point}"
    assert number_of(session, Vote) == 0


def test_who_may_not_vote_is_refused_as_before(council: World, session: Session, act_as: ActAs) -> None:
    """Rights are no matter of typing: they have their own page."""
    point, outsider = raised(council), council.person("appraiser").id
    answer = act_as(council.person(SECRETARY)).post(
        f"/hoi-dong/van-de/{point}/bieu-quyet", data={f"phieu_{outsider}": "for"}
    )
    assert answer.status_code == 403 and "data-error-summary" not in answer.text


# --- stepping out and in ----------------------------------------------------------------------------------


def test_stepping_out_without_a_reason_keeps_the_member_that_was_chosen(
    council: World, session: Session, act_as: ActAs
) -> None:
    (third,) = members(council, 1)
    attend(council, session, {**dict.fromkeys(both(council, ""), True), third.id: True})
    point = raised(council)
    answer = act_as(council.person(SECRETARY)).post(
        f"/hoi-dong/van-de/{point}/khong-tham-gia", data={"member_id": third.id, "reason": ""}
    )
    refused = Refusal(answer)
    assert refused.title == "Việc không tham gia chưa được ghi"
    refused.field(f"vi-sao-{point}")
    assert refused.typed(f"ai-{point}") == str(third.id)
    assert number_of(session, StepOut) == 0


def test_a_second_note_that_a_member_stepped_out_keeps_its_reason(
    council: World, session: Session, act_as: ActAs
) -> None:
    (third,) = members(council, 1)
    attend(council, session, {**dict.fromkeys(both(council, ""), True), third.id: True})
    point = raised(council)
    operations.step_out(council.make.actor(third), point, reason="Người nhà")
    answer = act_as(council.person(SECRETARY)).post(
        f"/hoi-dong/van-de/{point}/khong-tham-gia", data={"member_id": third.id, "reason": "Báo miệng"}
    )
    refused = Refusal(answer)
    assert "đã được ghi là không tham gia" in refused.message
    assert refused.typed(f"vi-sao-{point}") == "Báo miệng"
    assert number_of(session, StepOut) == 1


def test_taking_it_back_without_a_reason_is_refused_at_that_member(
    council: World, session: Session, act_as: ActAs
) -> None:
    more = members(council, 3)
    attend(council, session, dict.fromkeys([*both(council, ""), *(one.id for one in more)], True))
    point = raised(council)
    for one in more[:2]:
        operations.step_out(council.make.actor(one), point, reason="Người nhà")
    answer = act_as(council.person(SECRETARY)).post(
        f"/hoi-dong/van-de/{point}/tham-gia-lai", data={"member_id": more[1].id, "reason": " "}
    )
    refused = Refusal(answer)
    assert refused.title == "Việc tham gia lại chưa được ghi"
    refused.field(f"lai-{point}-{more[1].id}")
    assert refused.page.get_element_by_id(f"lai-{point}-{more[0].id}").get("aria-invalid") is None
    assert number_of(session, StepOut) == 2


# --- what was said, who is there, the end -----------------------------------------------------------------


@pytest.mark.parametrize("on_a_point", [True, False])
@pytest.mark.parametrize(
    ("typed", "wrong", "kept"),
    [
        ({"speaker": "Ông Nguyễn Văn A", "content": " "}, "noi-gi", ("ai-noi", "Ông Nguyễn Văn A")),
        ({"speaker": "", "content": "Cần xem lại"}, "ai-noi", ("noi-gi", "Cần xem lại")),
        ({}, "ai-noi", ("noi-gi", "")),
    ],
)
def test_a_remark_without_speaker_or_words_is_asked_for_them(
    council: World,
    session: Session,
    act_as: ActAs,
    typed: Mapping[str, str],
    wrong: str,
    kept: tuple[str, str],
    on_a_point: bool,
) -> None:
    point, other = raised(council), raised(council, "1.1", "1")
    posted = {**typed, "point_id": str(point) if on_a_point else ""}
    answer = act_as(council.person(SECRETARY)).post(f"{address(session)}/y-kien", data=posted)
    refused = Refusal(answer)
    place = point if on_a_point else "chung"
    assert refused.title == "Ý kiến chưa được ghi"
    refused.field(f"{wrong}-{place}")
    assert refused.typed(f"{kept[0]}-{place}") == kept[1]
    for elsewhere in {point, other, "chung"} - {place}:
        assert refused.typed(f"ai-noi-{elsewhere}") == refused.typed(f"noi-gi-{elsewhere}") == ""
    assert number_of(session, DiscussionNote) == 0


def test_a_remark_after_the_end_is_given_back_to_be_copied(
    council: World, session: Session, act_as: ActAs
) -> None:
    page = address(session)
    operations.close_session(council.actor(SECRETARY), meeting_of(session).id, conclusion="Nghỉ.")
    typed = {"speaker": "Bà Trần Thị B", "content": "Nhất trí"}
    refused = Refusal(act_as(council.person(SECRETARY)).post(f"{page}/y-kien", data=typed))
    assert refused.message == "Phiên họp đã kết thúc."
    assert refused.copies == ["Bà Trần Thị B", "Nhất trí"]
    assert number_of(session, DiscussionNote) == 0


def test_an_absence_without_a_reason_is_refused_at_the_member(
    council: World, session: Session, act_as: ActAs
) -> None:
    chair, member = council.person(CHAIR).id, council.person(MEMBER).id
    before = number_of(session, Attendance)
    typed = {f"co_mat_{chair}": "0", f"reason_{chair}": "Đi công tác", f"co_mat_{member}": "0"}
    refused = Refusal(act_as(council.person(SECRETARY)).post(f"{address(session)}/diem-danh", data=typed))
    assert refused.title == "Điểm danh chưa được ghi"
    refused.field(f"reason_{member}")
    assert refused.typed(f"reason_{chair}") == "Đi công tác"
    assert refused.page.get_element_by_id(f"vang-{chair}").get("checked") is not None
    session.rollback()
    rows = session.scalars(select(Attendance)).all()
    assert len(rows) == before and all(row.present for row in rows)


def test_a_roll_call_after_the_end_is_given_back_by_name(
    council: World, session: Session, act_as: ActAs
) -> None:
    chair, member, page = council.person(CHAIR).id, council.person(MEMBER).id, address(session)
    operations.close_session(council.actor(SECRETARY), meeting_of(session).id, conclusion="Nghỉ.")
    typed = {f"co_mat_{chair}": "1", f"co_mat_{member}": "0", f"reason_{member}": "Ốm"}
    refused = Refusal(act_as(council.person(SECRETARY)).post(f"{page}/diem-danh", data=typed))
    assert sorted(refused.copies) == ["có mặt", "vắng: Ốm"]


def test_a_meeting_does_not_end_without_a_conclusion(council: World, session: Session, act_as: ActAs) -> None:
    refused = Refusal(
        act_as(council.person(SECRETARY)).post(f"{address(session)}/ket-thuc", data={"reason": " "})
    )
    assert (refused.title, refused.message) == ("Phiên họp chưa kết thúc", "Xin ghi kết luận của chủ tọa.")
    refused.field("ket-thuc-reason")
    assert meeting_of(session).closed_at is None


def test_a_conclusion_after_the_end_is_given_back_to_be_copied(
    council: World, session: Session, act_as: ActAs
) -> None:
    page = address(session)
    operations.close_session(council.actor(SECRETARY), meeting_of(session).id, conclusion="Nghỉ.")
    typed = {"reason": "Thống nhất họp tiếp"}
    refused = Refusal(act_as(council.person(SECRETARY)).post(f"{page}/ket-thuc", data=typed))
    assert refused.copies == ["Thống nhất họp tiếp"]
    assert meeting_of(session).conclusion == "Nghỉ."


def test_a_second_meeting_does_not_begin_beside_the_first(
    council: World, session: Session, act_as: ActAs
) -> None:
    second = operations.plan_session(
        council.actor(SECRETARY),
        council.round.id,
        held_on=clock.today(),
        place="Phòng họp số 3",
        chair_id=council.person(CHAIR).id,
        secretary_id=council.person(SECRETARY).id,
    )
    refused = Refusal(act_as(council.person(SECRETARY)).post(f"/hoi-dong/phien/{second}/bat-dau"))
    assert (refused.title, refused.target) == ("Phiên họp chưa bắt đầu", "")
    session.rollback()
    assert session.get_one(CouncilSession, second).opened_at is None


def test_points_left_over_lead_to_the_meeting_that_ended(
    council: World, session: Session, act_as: ActAs
) -> None:
    point = raised(council)
    operations.close_session(council.actor(SECRETARY), meeting_of(session).id, conclusion="Nghỉ.")
    answer = act_as(council.person(SECRETARY)).post(
        f"/hoi-dong/van-de/{point}/quyet-dinh", data={"reason": "Đã thống nhất"}
    )
    refused = Refusal(answer)
    assert refused.message == "Chưa có phiên họp Hội đồng nào đang mở."
    assert refused.copies == ["Đã thống nhất"]


def test_scripts_read_the_refusal_as_before(council: World, session: Session, act_as: ActAs) -> None:
    answer = act_as(council.person(SECRETARY)).post(
        f"{address(session)}/ket-thuc", data={"reason": ""}, headers={"Accept": "application/json"}
    )
    assert answer.status_code == 422
    assert answer.json["message"] == "Xin ghi kết luận của chủ tọa."


def test_a_refusal_costs_no_more_queries_however_many_points_wait(
    council: World, session: Session, act_as: ActAs
) -> None:
    point, browser = raised(council), act_as(council.person(SECRETARY))
    form = f"/hoi-dong/van-de/{point}/khong-tham-gia"
    browser.post(form, data={"reason": ""})
    with counted() as before:
        browser.post(form, data={"reason": ""})
    raised(council, "1.1", "1")
    raised(council, number=council.other_assessment.id)
    with counted() as after:
        browser.post(form, data={"reason": ""})
    assert number_of(session, OpenPoint) == 3
    assert len(after) == len(before)

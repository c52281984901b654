"""Every meeting that is closed has its minutes: drawn up from what happened, numbered by the clerk."""

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock, jobs
from app.accounts.models import Account
from app.council import operations, queries
from app.documents import operations as documents
from app.documents.building import common
from app.documents.building.council import council_minutes
from app.documents.minutes import draft_minutes
from app.documents.models import Document
from app.errors import Forbidden, GuardRefused, NotFound
from app.history import Event
from app.rendering import DOCUMENT_KINDS, render_html, to_docx
from app.rendering.pdf import to_pdf
from tests.documents.reading import docx_text, pdf_text, read_pdf, squeezed, tree_text
from tests.documents.shapes import mistakes
from tests.factories import World
from tests.meetings import attend, decided, meeting_of, members, raised

SECRETARY = "council_secretary"
ActAs = Callable[[Account], FlaskClient]


def papers(session: Session) -> list[Document]:
    """The minutes that count now, in the order of their meetings."""
    session.rollback()
    query = select(Document).where(Document.kind == "council_minutes", Document.state != "replaced")
    return list(session.scalars(query.order_by(Document.session_id)))


def work(app: Flask) -> None:
    """The worker writes the papers; their files are another test's."""
    assert jobs.drain(app, in_process=True).failed == 0


def first_meeting(world: World, session: Session) -> int:
    """One point decided, one talked about and left; one unit settled; the meeting closed. Its id."""
    secretary, meeting_id = world.actor(SECRETARY), meeting_of(session).id
    (third,) = members(world, 1)
    chair, member = world.person("council_chair"), world.person("council_member")
    attend(world, session, {chair.id: True, member.id: True, third.id: False})
    left = raised(world)
    later = operations.raise_point(
        secretary, world.assessment.id, "1.1", question="Đã ban hành kịp thời chưa?", proposed="1"
    )
    operations.propose_agenda(secretary, meeting_id)
    operations.step_out(world.actor("council_member"), left, reason="Đã tư vấn cho đơn vị")
    operations.add_note(
        secretary, meeting_id, speaker="Ông Hải", content="Chờ xác nhận của Sở Nội vụ", point_id=left
    )
    operations.add_note(secretary, meeting_id, speaker="Bà Lan", content="Đề nghị gửi số liệu sớm hơn")
    decided(world, later, "against", "Chưa đủ căn cứ")
    operations.settle_many(secretary, world.round.id, [world.assessments[1].id])
    operations.close_session(secretary, meeting_id, conclusion="Phiên sau xem xét tiếp.\nTổ làm rõ hồ sơ.")
    return meeting_id


def plan_another(world: World) -> int:
    return operations.plan_session(
        world.actor(SECRETARY),
        world.round.id,
        held_on=clock.today(),
        place="Phòng họp số 5",
        chair_id=world.person("council_chair").id,
        secretary_id=world.person(SECRETARY).id,
    )


def second_meeting(world: World, session: Session) -> int:
    """The point left is decided, everything settled, the round concluded; the meeting's id."""
    secretary = world.actor(SECRETARY)
    meeting_id = plan_another(world)
    operations.start_session(secretary, meeting_id)
    here = {member.id: True for member in queries.members(session, world.round)}
    attend(world, session, here)
    session.rollback()
    (point,) = [
        view for view in queries.points(session, secretary, world.round) if view.point.state == "open"
    ]
    number, voters = point.point.id, [key for key in here if key != world.person("council_member").id]
    session.rollback()
    operations.record_votes(secretary, number, dict.fromkeys(voters, "for"))
    operations.decide_point(secretary, number, reason="Sở Nội vụ đã xác nhận")
    operations.settle_many(secretary, world.round.id)
    operations.conclude(world.actor("council_chair"), world.round.id, conclusion="Thống nhất kết quả.")
    return meeting_id


def test_a_meeting_decides_by_the_votes_of_those_who_are_there(council: World, session: Session) -> None:
    """What was voted at an earlier meeting, perhaps by somebody absent now, is in the journal alone."""
    secretary, point = council.actor(SECRETARY), raised(council)
    everyone = [council.person(role).id for role in ("council_chair", "council_member")]
    operations.record_votes(secretary, point, dict.fromkeys(everyone, "against"))
    operations.close_session(secretary, meeting_of(session).id, conclusion="Phiên sau xem xét tiếp.")
    meeting_id = plan_another(council)
    operations.start_session(secretary, meeting_id)
    opened = session.scalars(
        select(Event.data).where(Event.kind == "session_opened").order_by(Event.id.desc())
    ).first()
    assert opened == {"session": 2, "votes_dropped": len(everyone)}
    attend(council, session, dict.fromkeys(everyone, True))
    with pytest.raises(GuardRefused, match="chưa"):
        operations.decide_point(council.actor("council_chair"), point, reason="Theo phiếu")
    operations.record_votes(secretary, point, dict.fromkeys(everyone, "for"))
    assert operations.decide_point(secretary, point, reason="Theo phiếu") == "adjust"


def test_a_meeting_closed_without_concluding_has_its_minutes_in_both_files(
    council: World, session: Session, app: Flask
) -> None:
    meeting_id = first_meeting(council, session)
    work(app)
    (paper,) = papers(session)
    assert (paper.session_id, paper.state, paper.symbol) == (meeting_id, "draft", "BB-HĐĐG")
    assert paper.title == f"Biên bản họp Hội đồng, phiên 1, năm {council.round.year}"
    data = paper.data
    assert mistakes(data, DOCUMENT_KINDS["council_minutes"].shape, "council_minutes") == []
    assert (data["concluding"], data["groups"], data["number"]) == (False, [], 1)
    assert [(one["label"], one["vote"]["disagree"]) for one in data["open_points"]] == [("1.1", 2)]
    assert [one["label"] for one in data["carried"]] == ["2.1"]
    assert [[one["name"] for one in group["units"]] for group in data["settled"]] == [["Sở Y tế"]]
    html = render_html("council_minutes", data)
    said = whole = tree_text(html)
    for part in (
        "Phiên họp lần thứ 1",
        "phiên họp chưa kết luận kết quả của cả kỳ đánh giá",
        "Vắng mặt (Đi công tác)",
        "Giữ điểm thẩm định",
        "Lý do: chưa đủ căn cứ",
        "chưa quyết định, chuyển sang phiên sau",
        "Sở Tư pháp, tiêu chí 2.1",
        "xin không tham gia: Đã tư vấn cho đơn vị",
        "Ông Hải: Chờ xác nhận của Sở Nội vụ.",
        "Bà Lan: Đề nghị gửi số liệu sớm hơn.",
        "Hội đồng thống nhất điểm của 01 đơn vị ghi tại mục III",
        "1. Phiên sau xem xét tiếp.",
        "2. Tổ làm rõ hồ sơ.",
    ):
        assert squeezed(part) in whole, part
    for part in ("Hội đồng thống nhất kết quả đánh giá", "Cao nhất", "toàn bộ các đơn vị"):
        assert squeezed(part) not in whole, part
    assert docx_text(to_docx(html)) == said
    assert pdf_text(read_pdf(to_pdf(html)), []) == said


def test_each_meeting_tells_only_what_happened_there(council: World, session: Session, app: Flask) -> None:
    meetings = [first_meeting(council, session), second_meeting(council, session)]
    work(app)
    first, last = papers(session)
    assert [first.session_id, last.session_id] == meetings
    assert [one["label"] for one in last.data["open_points"]] == ["2.1"]
    assert last.data["open_points"][0]["discussion"] == []  # that was said at the first one
    assert (last.data["carried"], last.data["concluding"]) == ([], True)
    assert [len(group["units"]) for group in last.data["settled"]] == [2]
    # What was drawn up after the first meeting would be the same if it were drawn up now.
    assert council_minutes(session, meetings[0]) == first.data


def test_a_unit_opened_again_at_the_meeting_is_not_told_as_settled(council: World, session: Session) -> None:
    secretary, number = council.actor(SECRETARY), council.assessments[1].id
    operations.settle_many(secretary, council.round.id, [number])
    operations.reopen(secretary, number, reason="Còn ý kiến")
    meeting_id = meeting_of(session).id
    operations.close_session(secretary, meeting_id, conclusion="Nghỉ.")
    session.rollback()
    assert council_minutes(session, meeting_id)["settled"] == []


def test_the_submission_names_the_minutes_of_the_conclusion(
    council: World, session: Session, app: Flask
) -> None:
    first_meeting(council, session)
    last_meeting = second_meeting(council, session)
    work(app)
    first, last = (paper.id for paper in papers(session))
    clerk = council.actor("secretariat")
    assert documents.issue(clerk, last, issued_on=clock.today()) == "01/BB-HĐĐG"
    assert documents.issue(clerk, first, issued_on=clock.today()) == "02/BB-HĐĐG"
    session.rollback()
    cited = common.concluding_minutes(session, council.round.id)
    assert cited is not None and (cited.id, cited.session_id) == (last, last_meeting)


def test_closed_minutes_are_drawn_up_again_while_they_are_a_draft(
    council: World, session: Session, app: Flask
) -> None:
    secretary, meeting_id = council.actor(SECRETARY), meeting_of(session).id
    with pytest.raises(GuardRefused, match="chưa kết thúc"):
        draft_minutes(secretary, meeting_id)
    operations.close_session(secretary, meeting_id, conclusion="Nghỉ.")
    work(app)
    (before,) = [paper.id for paper in papers(session)]
    again = draft_minutes(secretary, meeting_id)
    assert [paper.id for paper in papers(session)] == [again] != [before]
    session.rollback()
    documents.issue(council.actor("secretariat"), again, issued_on=clock.today())
    with pytest.raises(GuardRefused, match="đã ban hành"):
        draft_minutes(secretary, meeting_id)


@pytest.mark.parametrize("role", ["council_chair", "council_member", "appraiser", "specialist"])
def test_minutes_are_for_those_who_manage_the_meeting(council: World, session: Session, role: str) -> None:
    meeting_id = meeting_of(session).id
    operations.close_session(council.actor(SECRETARY), meeting_id, conclusion="Nghỉ.")
    with pytest.raises((Forbidden, NotFound)):
        draft_minutes(council.actor(role), meeting_id)


def test_the_secretary_finds_the_minutes_on_the_meeting_s_page(
    council: World, session: Session, act_as: ActAs
) -> None:
    meeting_id = meeting_of(session).id
    secretary = act_as(council.person(SECRETARY))
    page = f"/hoi-dong/phien/{meeting_id}"
    assert "Lập lại dự thảo biên bản" not in secretary.get(page).text
    secretary.post(f"{page}/ket-thuc", data={"reason": "Nghỉ."})
    assert "Lập lại dự thảo biên bản" in secretary.get(page).text
    answer = secretary.post(f"/van-ban/phien-hop/{meeting_id}/bien-ban", follow_redirects=True)
    assert "Đã lập dự thảo biên bản" in answer.text
    listed = secretary.get(f"/van-ban?ky={council.round.id}&loai=council_minutes").text
    assert "Biên bản họp Hội đồng, phiên 1, năm" in listed

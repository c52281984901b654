"""The letter that calls a meeting and its minutes: drawn up from what was planned and from what happened."""

import io
import json
from collections.abc import Callable

import docx
import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.accounts.models import Account
from app.assessments import sheets
from app.assessments.models import Assessment
from app.council import operations
from app.council.models import CouncilSession
from app.council.sheets import as_frozen, council_content
from app.documents.building.council import council_minutes
from app.documents.building.invitation import council_invitation
from app.documents.invitations import draft_invitation
from app.documents.models import Document
from app.errors import Forbidden, GuardRefused, NotFound
from app.rendering import DOCUMENT_KINDS, render_html, to_docx
from app.rendering.pdf import to_pdf
from tests import stages
from tests.documents.reading import docx_text, pdf_text, read_pdf, squeezed, tree_text
from tests.documents.shapes import mistakes
from tests.factories import World
from tests.meetings import attend, decided, meeting_of, members, raised

SECRETARY = "council_secretary"


def planned(world: World) -> int:
    meeting_id = operations.plan_session(
        world.actor(SECRETARY),
        world.round.id,
        held_on=clock.today(),
        place="Phòng họp số 3",
        starts_at="08:30",
        chair_id=world.person("council_chair").id,
        secretary_id=world.person(SECRETARY).id,
    )
    return meeting_id


def test_the_letter_is_drawn_up_with_the_agenda_and_again_when_it_changes(
    council: World, session: Session
) -> None:
    meeting_id, secretary = planned(council), council.actor(SECRETARY)
    with pytest.raises(GuardRefused, match="chưa có chương trình"):
        draft_invitation(secretary, meeting_id)
    raised(council)
    operations.propose_agenda(secretary, meeting_id)
    first = draft_invitation(secretary, meeting_id)
    session.rollback()
    letter = session.get_one(Document, first)
    kind = DOCUMENT_KINDS["council_invitation"]
    assert mistakes(letter.data, kind.shape, kind.name) == []
    assert (letter.session_id, letter.symbol, letter.state) == (meeting_id, "GM-HĐĐG", "draft")
    again = draft_invitation(secretary, meeting_id)
    session.rollback()
    assert session.get_one(Document, first).state == "replaced"
    assert session.get_one(Document, again).state == "draft"


def test_each_meeting_has_a_letter_of_its_own(council: World, session: Session) -> None:
    secretary = council.actor(SECRETARY)
    letters = []
    for _ in range(2):
        meeting_id = planned(council)
        operations.add_item(secretary, meeting_id, title="Xem xét các vấn đề còn ý kiến khác nhau")
        letters.append(draft_invitation(secretary, meeting_id))
    session.rollback()
    assert [session.get_one(Document, number).state for number in letters] == ["draft", "draft"]


@pytest.mark.parametrize("role", ["council_chair", "council_member", "appraiser", "specialist"])
def test_the_letter_is_for_those_who_manage_the_meeting(council: World, role: str) -> None:
    meeting_id = planned(council)
    operations.add_item(council.actor(SECRETARY), meeting_id, title="Kết luận")
    with pytest.raises((Forbidden, NotFound)):
        draft_invitation(council.actor(role), meeting_id)


def test_both_files_of_the_letter_say_whom_when_where_and_what(council: World, session: Session) -> None:
    meeting_id = planned(council)
    raised(council)
    operations.propose_agenda(council.actor(SECRETARY), meeting_id)
    session.rollback()
    html = render_html("council_invitation", dict(council_invitation(session, meeting_id)))
    said = tree_text(html)
    for part in (
        "GIẤY MỜI",
        "GM-HĐĐG",
        "08 giờ 30, ngày",
        "Phòng họp số 3",
        "Xem xét Sở Tư pháp, tiêu chí 2.1",
        *(council.person(role).full_name for role in ("council_chair", "council_member", SECRETARY)),
    ):
        assert squeezed(part) in squeezed(" ".join(said) if isinstance(said, list) else said)
    assert docx_text(to_docx(html)) == said
    assert pdf_text(read_pdf(to_pdf(html)), []) == said


def held(world: World, session: Session) -> None:
    """Four members: one absent, one stepping out; a point discussed and settled by the chair's vote."""
    third, fourth = members(world, 2)
    chair, member = world.person("council_chair"), world.person("council_member")
    present = {chair.id: True, member.id: True, third.id: True, fourth.id: False}
    attend(world, session, present)
    meeting_id, secretary = meeting_of(session).id, world.actor(SECRETARY)
    point = raised(world)
    operations.propose_agenda(secretary, meeting_id)
    operations.step_out(world.make.actor(third), point, reason="Đã tư vấn cho đơn vị")
    operations.add_note(
        secretary, meeting_id, speaker="Ông Hải", content="Danh mục mới đã công bố", point_id=point
    )
    operations.add_note(secretary, meeting_id, speaker="Bà Lan", content="Đề nghị gửi số liệu sớm hơn")
    operations.record_votes(secretary, point, {chair.id: "for", member.id: "against"})
    operations.decide_point(secretary, point, reason="Danh mục mới có hiệu lực")
    operations.settle_many(secretary, world.round.id)
    operations.conclude(world.actor("council_chair"), world.round.id, conclusion="Thống nhất kết quả.")


def test_the_minutes_tell_what_happened_in_both_files(council: World, session: Session) -> None:
    held(council, session)
    session.rollback()
    data = council_minutes(session, meeting_of(session).id)
    assert mistakes(data, DOCUMENT_KINDS["council_minutes"].shape, "council_minutes") == []
    (point,) = data["open_points"]
    assert point["vote"] == {"agree": 1, "disagree": 1, "abstain": 0}
    assert (point["casting"], point["decided_points"]) == (True, "6")
    assert data["quorum"] == 3
    units = [(one["name"], one["council_points"]) for one in data["settled"][0]["units"]]
    assert units == [("Sở Tư pháp", "271/20"), ("Sở Y tế", "301/20")]
    html = render_html("council_minutes", dict(data))
    said = tree_text(html)
    whole = squeezed(" ".join(said) if isinstance(said, list) else said)
    for part in (
        "Vắng mặt (Đi công tác)",
        "Xem xét Sở Tư pháp, tiêu chí 2.1",
        "xin không tham gia: Đã tư vấn cho đơn vị",
        "Ông Hải: Danh mục mới đã công bố.",
        "Bà Lan: Đề nghị gửi số liệu sớm hơn.",
        "Theo phiếu của chủ tọa",
        "Lý do: danh mục mới có hiệu lực",
        "Thống nhất kết quả.",
        "13,55",
    ):
        assert squeezed(part) in whole, part
    assert docx_text(to_docx(html)) == said
    words = docx.Document(io.BytesIO(to_docx(html)))
    assert words.tables[-2].rows[1].cells[1].text == "Sở Tư pháp"


def test_a_larger_quorum_is_told_in_the_minutes(council: World, session: Session) -> None:
    council.round.quorum_percent = 75
    session.commit()
    members(council, 0)
    operations.settle_many(council.actor(SECRETARY), council.round.id)
    operations.conclude(council.actor("council_chair"), council.round.id, conclusion="Thống nhất.")
    session.rollback()
    assert council_minutes(session, meeting_of(session).id)["quorum"] == 2
    assert session.scalars(select(CouncilSession)).one().closed_at is not None


def test_the_unit_reads_the_vote_behind_a_change_on_its_result(
    world: World, session: Session, act_as: Callable[[Account], FlaskClient]
) -> None:
    stages.published(world)
    page = act_as(world.leader).get(f"/danh-gia/{world.assessment.id}/ket-qua").text
    assert "tán thành 2, không tán thành 0, không có ý kiến 0" in page


def test_a_sheet_of_an_earlier_release_is_compared_without_the_votes_it_did_not_name(
    council: World, session: Session
) -> None:
    decided(council, raised(council))
    session.rollback()
    content = council_content(session, session.get_one(Assessment, council.assessment.id))
    now = sheets.canonical("council", content)
    named = ("abstain", "against", "for", "session")
    before = json.loads(now)
    for key in named:
        del before["meta"]["differences"]["2.1"][key]
    old = as_frozen(content, json.dumps(before))
    assert set(old.differences["2.1"]) == {"by", "reason"}
    assert sheets.canonical("council", as_frozen(content, now)) == now

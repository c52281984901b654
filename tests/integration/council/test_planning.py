"""Before and during a meeting: plan, agenda, notice, what was said, and the projector that follows."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.accounts.models import Account
from app.council import operations, queries
from app.council.models import AgendaItem, CouncilSession, DiscussionNote
from app.errors import Forbidden, GuardRefused, InvalidInput, NotFound
from app.history import Event
from app.outbox import OutboxMessage
from tests.factories import World
from tests.meetings import decided, meeting_of, raised

ActAs = Callable[[Account], FlaskClient]
SECRETARY = "council_secretary"


def planned(world: World, **changes: Any) -> int:
    given = {
        "held_on": clock.today() + timedelta(days=3),
        "place": "Hội trường",
        "starts_at": "08:30",
        "chair_id": world.person("council_chair").id,
        "secretary_id": world.person(SECRETARY).id,
        **changes,
    }
    return operations.plan_session(world.actor(SECRETARY), world.round.id, **given)


def titles(session: Session, meeting_id: int) -> list[str]:
    session.rollback()
    return [item.title for item in queries.agenda(session, meeting_id)]


# --- the plan -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("hour", ["8h30", "25:00", "08:60", "sáng"])
def test_an_hour_is_an_hour(council: World, hour: str) -> None:
    with pytest.raises(InvalidInput, match="08:30") as refusal:
        planned(council, starts_at=hour)
    assert refusal.value.field == "starts_at"


def test_a_meeting_is_changed_until_it_begins_and_has_to_be_announced_again(
    council: World, session: Session
) -> None:
    meeting_id, secretary = planned(council), council.actor(SECRETARY)
    operations.invite(secretary, meeting_id)
    given = {
        "held_on": clock.today() + timedelta(days=3),
        "place": "Phòng họp số 3",
        "starts_at": "14:00",
        "chair_id": council.person("council_chair").id,
        "secretary_id": council.person(SECRETARY).id,
    }
    operations.change_session(secretary, meeting_id, **given)
    session.rollback()
    meeting = session.get_one(CouncilSession, meeting_id)
    assert (meeting.place, meeting.starts_at, meeting.invited_at) == ("Phòng họp số 3", "14:00", None)
    (event,) = session.scalars(select(Event).where(Event.kind == "session_changed"))
    assert event.data["changed"]["place"] == ["Hội trường", "Phòng họp số 3"]
    with pytest.raises(GuardRefused, match="đã bắt đầu"):
        operations.change_session(secretary, meeting_id - 1, **given)


def test_inviting_tells_the_members_and_the_secretaries(council: World, session: Session) -> None:
    operations.invite(council.actor("standing_body"), planned(council))
    session.rollback()
    (message,) = session.scalars(select(OutboxMessage).where(OutboxMessage.topic == "notify"))
    roles = ("council_chair", "council_member", SECRETARY)
    assert message.payload["accounts"] == sorted(council.person(role).id for role in roles)
    assert "08:30 ngày" in message.payload["data"]["text"]
    assert "Hội trường" in message.payload["data"]["text"]


# --- the agenda ---------------------------------------------------------------------------------------------


def test_the_agenda_is_drawn_up_from_what_waits_by_group(council: World, session: Session) -> None:
    meeting_id, secretary = planned(council), council.actor(SECRETARY)
    raised(council, number=council.other_assessment.id)
    raised(council)
    operations.propose_agenda(secretary, meeting_id)
    found = titles(session, meeting_id)
    assert found[0].startswith("Khai mạc")
    assert found[2].startswith("Xem xét Sở Tư pháp, tiêu chí 2.1")
    assert found[3].startswith("Xem xét Sở Y tế, tiêu chí 2.1")
    assert found[-1] == "Kết luận"
    operations.propose_agenda(secretary, meeting_id)
    assert titles(session, meeting_id) == found


def test_items_are_added_moved_and_taken_off(council: World, session: Session) -> None:
    meeting_id, secretary = planned(council), council.actor(SECRETARY)
    first, second, third = (
        operations.add_item(secretary, meeting_id, title=title, presenter="Thư ký") for title in "ABC"
    )
    operations.move_item(secretary, third, up=True)
    operations.move_item(secretary, first, up=True)  # already the first: nothing changes
    assert titles(session, meeting_id) == ["A", "C", "B"]
    operations.remove_item(secretary, first)
    assert titles(session, meeting_id) == ["C", "B"]
    session.rollback()
    assert [item.position for item in queries.agenda(session, meeting_id)] == [1, 2]
    with pytest.raises(InvalidInput, match="nội dung"):
        operations.add_item(secretary, meeting_id, title=" ")
    with pytest.raises(Forbidden):
        operations.remove_item(council.actor("council_chair"), second)
    with pytest.raises(NotFound):
        operations.remove_item(secretary, first)


def test_deciding_a_point_ticks_its_item_and_the_agenda_stays(council: World, session: Session) -> None:
    meeting_id, point, secretary = meeting_of(session).id, raised(council), council.actor(SECRETARY)
    operations.propose_agenda(secretary, meeting_id)
    decided(council, point)
    session.rollback()
    done = [item.point_id for item in session.scalars(select(AgendaItem)) if item.done_at]
    assert done == [point]
    with pytest.raises(GuardRefused, match="không lập lại được"):
        operations.propose_agenda(secretary, meeting_id)
    operations.close_session(secretary, meeting_id, conclusion="Nghỉ.")
    with pytest.raises(GuardRefused, match="đã kết thúc"):
        operations.add_item(secretary, meeting_id, title="Muộn")


# --- what was said ------------------------------------------------------------------------------------------


def test_what_is_said_is_noted_on_the_point_and_may_be_taken_back(council: World, session: Session) -> None:
    meeting_id, point, secretary = meeting_of(session).id, raised(council), council.actor(SECRETARY)
    for speaker, content, field in (("", "Đồng ý", "speaker"), ("Ông Hải", " ", "content")):
        with pytest.raises(InvalidInput) as refusal:
            operations.add_note(secretary, meeting_id, speaker=speaker, content=content, point_id=point)
        assert refusal.value.field == field
    note = operations.add_note(
        secretary, meeting_id, speaker="Ông Hải", content="Danh mục đã đổi", point_id=point
    )
    with pytest.raises(Forbidden):
        operations.add_note(council.actor("council_member"), meeting_id, speaker="Tôi", content="Nhất trí")
    with pytest.raises(InvalidInput):
        operations.add_note(secretary, meeting_id, speaker="A", content="B", point_id=point + 99)
    operations.remove_note(secretary, note)
    session.rollback()
    assert session.scalars(select(DiscussionNote)).all() == []
    kinds = [event.data for event in session.scalars(select(Event).where(Event.kind == "discussed"))]
    assert [data.get("before") for data in kinds] == [None, "Danh mục đã đổi"]


# --- the projector ------------------------------------------------------------------------------------------


def test_the_chair_and_the_secretary_choose_what_is_shown_and_others_do_not(
    council: World, session: Session
) -> None:
    meeting_id, point = meeting_of(session).id, raised(council)
    for role, what in (("council_chair", "attendance"), (SECRETARY, "agenda"), ("standing_body", "totals")):
        operations.show(council.actor(role), meeting_id, what)
        assert meeting_of(session).shown == what
    with pytest.raises(Forbidden, match="chủ tọa"):
        operations.show(council.actor("council_member"), meeting_id, "agenda")
    with pytest.raises(InvalidInput):
        operations.show(council.actor("council_chair"), meeting_id, "ranking")
    operations.show(council.actor("council_chair"), meeting_id, "point", point)
    assert (meeting_of(session).shown, meeting_of(session).shown_point_id) == ("point", point)


def test_the_mark_changes_with_what_is_shown_and_not_otherwise(
    council: World, session: Session, act_as: ActAs
) -> None:
    meeting_id, point = meeting_of(session).id, raised(council)
    projector = act_as(council.person("council_member"))
    address = f"/hoi-dong/phien/{meeting_id}/man-chieu/dau"
    seen: list[str] = []

    def look() -> None:
        answer = projector.get(address)
        seen.append(answer.json["mark"])
        again = projector.get(address, headers={"If-None-Match": answer.headers["ETag"]})
        assert again.status_code == 304 and not again.data

    look()
    operations.show(council.actor("council_chair"), meeting_id, "point", point)
    look()
    operations.vote(council.actor("council_member"), point, "for")
    look()
    operations.vote(council.actor("council_member"), point, "against")
    look()
    decided(council, point)
    look()
    operations.show(council.actor("council_chair"), meeting_id, "attendance")
    look()
    assert len(set(seen)) == len(seen)
    look()
    assert seen[-1] == seen[-2]


def test_the_screen_tells_who_voted_what_only_where_the_meeting_says_so(
    council: World, session: Session, act_as: ActAs
) -> None:
    meeting_id, point = meeting_of(session).id, raised(council)
    operations.show(council.actor(SECRETARY), meeting_id, "point", point)
    operations.vote(council.actor("council_member"), point, "for")
    name, screen = council.person("council_member").full_name, f"/hoi-dong/phien/{meeting_id}/man-chieu"
    projector = act_as(council.person("council_chair"))
    page = projector.get(screen).text
    assert "Tán thành <strong>1</strong>" in page and name not in page
    session.get_one(CouncilSession, meeting_id).names_shown = True
    session.commit()
    assert f"{name}: <strong>Tán thành</strong>" in projector.get(screen).text


def test_the_screen_shows_the_quorum_in_red_when_it_is_lost(
    council: World, session: Session, act_as: ActAs
) -> None:
    meeting_id = meeting_of(session).id
    operations.show(council.actor(SECRETARY), meeting_id, "attendance")
    projector = act_as(council.person("council_chair"))
    assert "quorum-there" in projector.get(f"/hoi-dong/phien/{meeting_id}/man-chieu").text
    operations.take_attendance(
        council.actor(SECRETARY),
        meeting_id,
        {council.person("council_chair").id: True},
        {council.person("council_member").id: "Có việc gấp"},
    )
    page = projector.get(f"/hoi-dong/phien/{meeting_id}/man-chieu").text
    assert "quorum-lost" in page and "vắng: Có việc gấp" in page
    assert "quorum-lost" in projector.get(f"/hoi-dong/phien/{meeting_id}").text

"""Members with a conflict step out for one point: they neither vote nor count, and the record says so."""

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.accounts.models import Account, ConflictDeclaration
from app.council import operations, queries
from app.council.floor import floor
from app.council.models import StepOut, Vote
from app.errors import Forbidden, GuardRefused, InvalidInput, NotFound
from app.history import Event
from app.rounds.models import Round
from tests.factories import World
from tests.integration.test_concurrency import at_once, one_wins
from tests.meetings import attend, decided, meeting_of, members, point_of, raised

SECRETARY = "council_secretary"


def everybody(world: World, *more: Account) -> dict[int, bool]:
    ids = [world.person(role).id for role in ("council_chair", "council_member")]
    return dict.fromkeys([*ids, *(account.id for account in more)], True)


def declare(world: World, account: Account, reason: str = "Em ruột là giám đốc") -> None:
    world.make.keep(
        ConflictDeclaration(
            account_id=account.id,
            round_id=world.round.id,
            unit_id=world.unit.id,
            reason=reason,
            declared_at=clock.now(),
        )
    )


def set_quorum(world: World, session: Session, percent: int) -> None:
    session.get_one(Round, world.round.id).quorum_percent = percent
    session.commit()


def test_who_declared_a_conflict_does_not_vote_and_is_recorded_when_voting_begins(
    council: World, session: Session
) -> None:
    (third,) = members(council, 1)
    attend(council, session, everybody(council, third))
    declare(council, third)
    point, other = raised(council), raised(council, number=council.other_assessment.id)
    with pytest.raises(Forbidden, match="xin không tham gia"):
        operations.record_votes(council.actor(SECRETARY), point, {third.id: "for"})
    assert decided(council, point) == "adjust"  # nobody waits for the vote of who stepped out
    session.rollback()
    (noted,) = session.scalars(select(StepOut))
    assert (noted.point_id, noted.account_id) == (point, third.id)
    assert noted.reason == "xin không tham gia: Em ruột là giám đốc"
    (event,) = session.scalars(select(Event).where(Event.kind == "stepped_out"))
    assert event.data["member"] == third.id
    operations.record_votes(council.actor(SECRETARY), other, {third.id: "for"})


def test_who_steps_out_does_not_count_for_the_quorum_of_the_point(council: World, session: Session) -> None:
    """Five members, three there: enough to meet; two of the three step out, and one of three is too few."""
    more = members(council, 3)
    present = {**everybody(council), more[0].id: True, more[1].id: False, more[2].id: False}
    attend(council, session, present)
    point, member = raised(council), council.person("council_member")
    declare(council, member)
    declare(council, more[0])
    with pytest.raises(GuardRefused, match="1/3, chưa quá nửa"):
        operations.vote(council.actor("council_chair"), point, "for")
    with pytest.raises(GuardRefused, match="2 thành viên không tham gia"):
        operations.decide_point(council.actor(SECRETARY), point, reason="Theo phiếu")
    attend(council, session, {**present, more[1].id: True})
    operations.vote(council.actor("council_chair"), point, "for")


def test_a_member_steps_out_at_the_table_and_their_vote_is_taken_away(
    council: World, session: Session
) -> None:
    (third,) = members(council, 1)
    attend(council, session, everybody(council, third))
    point, actor = raised(council), council.make.actor(third)
    operations.vote(actor, point, "against")
    with pytest.raises(InvalidInput, match="lý do"):
        operations.step_out(actor, point, reason=" ")
    operations.step_out(actor, point, reason="Tham gia xây dựng hồ sơ của đơn vị")
    session.rollback()
    assert session.get(Vote, (point, third.id)) is None
    with pytest.raises(Forbidden):
        operations.vote(actor, point, "against")
    with pytest.raises(GuardRefused, match="đã được ghi"):
        operations.step_out(actor, point, reason="Lần nữa")
    (event,) = session.scalars(select(Event).where(Event.kind == "stepped_out"))
    assert (event.data["before"], event.comment) == (
        "against",
        "xin không tham gia: Tham gia xây dựng hồ sơ của đơn vị",
    )


def test_the_secretary_notes_it_for_a_member_and_nobody_else_does(council: World, session: Session) -> None:
    (third,) = members(council, 1)
    attend(council, session, everybody(council, third))
    point = raised(council)
    with pytest.raises(Forbidden):
        operations.step_out(council.actor("council_member"), point, reason="Hộ", member_id=third.id)
    with pytest.raises(Forbidden, match="có mặt"):
        outsider = council.person("appraiser").id
        operations.step_out(council.actor(SECRETARY), point, reason="Hộ", member_id=outsider)
    operations.step_out(council.actor(SECRETARY), point, reason="Báo miệng tại phiên", member_id=third.id)
    session.rollback()
    assert session.get(StepOut, (point, third.id)) is not None
    decided(council, point)
    with pytest.raises(GuardRefused, match="đã được quyết định"):
        operations.step_out(council.actor("council_member"), point, reason="Muộn")


def test_a_declaration_taken_back_lets_the_member_vote(council: World, session: Session) -> None:
    (third,) = members(council, 1)
    attend(council, session, everybody(council, third))
    declare(council, third)
    for row in session.scalars(select(ConflictDeclaration)):
        row.withdrawn_at = clock.now()
    session.commit()
    point = raised(council)
    operations.vote(council.make.actor(third), point, "for")
    assert session.get_one(Vote, (point, third.id)).choice == "for"


@pytest.mark.parametrize(
    ("percent", "there", "enough", "needed"),
    [
        (50, 2, False, 3),
        (50, 3, True, 3),
        (66, 2, False, 3),
        (66, 3, True, 3),
        (75, 3, False, 4),
        (75, 4, True, 4),
    ],
)
def test_the_round_says_what_share_makes_a_quorum(
    council: World, session: Session, percent: int, there: int, enough: bool, needed: int
) -> None:
    more = members(council, 2)
    ids = [*everybody(council), *(account.id for account in more)]
    attend(council, session, {key: place < there for place, key in enumerate(ids)})
    set_quorum(council, session, percent)
    round_ = session.get_one(Round, council.round.id)
    table = floor(session, round_, meeting_of(session), [])
    assert (table.enough, table.needed) == (enough, needed)
    assert queries.has_quorum(session, round_, meeting_of(session))[0] == enough


def test_the_refusal_names_the_share(council: World, session: Session) -> None:
    more = members(council, 1)
    attend(council, session, {**everybody(council), more[0].id: False})
    set_quorum(council, session, 75)
    with pytest.raises(GuardRefused, match="có mặt 2/3 thành viên, chưa trên 75%"):
        operations.vote(council.actor("council_chair"), raised(council), "for")


# --- taken back ---------------------------------------------------------------------------------------------


def test_stepping_out_by_mistake_is_taken_back_and_the_member_votes_anew(
    council: World, session: Session
) -> None:
    (third,) = members(council, 1)
    attend(council, session, everybody(council, third))
    point, actor = raised(council), council.make.actor(third)
    operations.vote(actor, point, "against")
    operations.step_out(actor, point, reason="Nhầm với đơn vị khác")
    with pytest.raises(InvalidInput, match="lý do tham gia lại"):
        operations.step_in(actor, point, reason=" ")
    operations.step_in(actor, point, reason="Ghi nhầm vấn đề")
    session.rollback()
    assert session.get(StepOut, (point, third.id)) is None
    assert session.get(Vote, (point, third.id)) is None  # it does not come back by itself
    (event,) = session.scalars(select(Event).where(Event.kind == "stepped_in"))
    assert (event.comment, event.data["member"]) == ("Ghi nhầm vấn đề", third.id)
    assert event.data["stepped_out"] == "xin không tham gia: Nhầm với đơn vị khác"
    with pytest.raises(GuardRefused, match=third.full_name):  # the vote is waited for again
        decided(council, point)
    operations.vote(actor, point, "for")
    assert decided(council, point) == "adjust"


def test_the_secretary_takes_back_what_was_noted_of_the_wrong_member(
    council: World, session: Session
) -> None:
    (third,) = members(council, 1)
    attend(council, session, everybody(council, third))
    point, secretary = raised(council), council.actor(SECRETARY)
    operations.step_out(secretary, point, reason="Ghi nhầm người", member_id=third.id)
    with pytest.raises(Forbidden):
        operations.step_in(council.actor("council_member"), point, reason="Hộ", member_id=third.id)
    with pytest.raises(GuardRefused, match="không được ghi là không tham gia"):
        operations.step_in(council.actor("council_member"), point, reason="Tôi vẫn ngồi đây")
    operations.step_in(secretary, point, reason="Ghi nhầm người", member_id=third.id)
    session.rollback()
    assert session.get(StepOut, (point, third.id)) is None


def test_what_the_program_knows_of_is_not_taken_back(council: World, session: Session) -> None:
    (third,) = members(council, 1)
    attend(council, session, everybody(council, third))
    point, secretary = raised(council), council.actor(SECRETARY)
    operations.step_out(secretary, point, reason="Có liên quan", member_id=third.id)
    declare(council, third)
    with pytest.raises(GuardRefused, match="xin rút bản khai trước"):
        operations.step_in(secretary, point, reason="Không sao", member_id=third.id)
    with pytest.raises(NotFound):  # who declared a conflict does not see the point any more
        operations.step_in(council.make.actor(third), point, reason="Không sao")
    session.rollback()
    assert session.get(StepOut, (point, third.id)) is not None
    for row in session.scalars(select(ConflictDeclaration)):
        row.withdrawn_at = clock.now()
    session.commit()
    operations.step_in(secretary, point, reason="Bản khai đã rút", member_id=third.id)
    # A member who belongs to the unit never judges it, whatever was noted.
    third.unit_id = council.unit.id
    session.commit()
    with pytest.raises(GuardRefused, match="thuộc đơn vị được xem xét"):
        operations.step_in(secretary, point, reason="Không sao", member_id=third.id)


def test_nothing_is_taken_back_of_a_point_decided_or_without_a_meeting(
    council: World, session: Session
) -> None:
    (third,) = members(council, 1)
    attend(council, session, everybody(council, third))
    point, waiting, secretary = raised(council), raised(council, "1.1", "1"), council.actor(SECRETARY)
    for one in (point, waiting):
        operations.step_out(secretary, one, reason="Có liên quan", member_id=third.id)
    decided(council, point)
    with pytest.raises(GuardRefused, match="đã được quyết định"):
        operations.step_in(secretary, point, reason="Ghi nhầm", member_id=third.id)
    operations.close_session(secretary, meeting_of(session).id, conclusion="Nghỉ.")
    with pytest.raises(GuardRefused, match="Chưa có phiên họp"):
        operations.step_in(secretary, waiting, reason="Ghi nhầm", member_id=third.id)


def test_a_decision_and_taking_back_do_not_pass_each_other(
    app: Flask, council: World, session: Session
) -> None:
    """Whoever is first: the decision without the member, or the member back and a vote that is missing."""
    (third,) = members(council, 1)
    attend(council, session, everybody(council, third))
    point, secretary, chair = raised(council), council.actor(SECRETARY), council.actor("council_chair")
    operations.step_out(secretary, point, reason="Có liên quan", member_id=third.id)
    both = {council.person(role).id: "for" for role in ("council_chair", "council_member")}
    operations.record_votes(secretary, point, both)
    member = third.id
    decision, back = at_once(
        app,
        lambda: operations.decide_point(chair, point, reason="Theo phiếu"),
        lambda: operations.step_in(secretary, point, reason="Ghi nhầm", member_id=member),
    )
    one_wins([decision, back], GuardRefused)
    session.rollback()
    still_aside = session.get(StepOut, (point, member)) is not None
    assert still_aside == (point_of(session, point).state == "decided") == (decision == "adjust")


def test_the_meeting_s_page_offers_it_to_those_whose_it_is(
    council: World, session: Session, act_as: Callable[[Account], FlaskClient]
) -> None:
    (third, fourth) = members(council, 2)
    attend(council, session, everybody(council, third, fourth))
    point, secretary = raised(council), council.actor(SECRETARY)
    operations.step_out(council.make.actor(third), point, reason="Nhầm")
    declare(council, fourth)
    page, form = f"/hoi-dong/phien/{meeting_of(session).id}", f"/hoi-dong/van-de/{point}/tham-gia-lai"
    assert act_as(third).get(page).text.count(form) == 1
    assert form not in act_as(council.person("council_member")).get(page).text
    secretary_page = act_as(council.person(SECRETARY))
    assert secretary_page.get(page).text.count(form) == 1  # not of the one who declared a conflict
    refused = secretary_page.post(form, data={"member_id": third.id, "reason": " "})
    assert refused.status_code == 422 and "lý do tham gia lại" in refused.text
    answer = secretary_page.post(
        form, data={"member_id": third.id, "reason": "Ghi nhầm"}, follow_redirects=True
    )
    assert "xin biểu quyết lại" in answer.text and form not in answer.text
    operations.record_votes(secretary, point, {third.id: "for"})

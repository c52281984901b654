"""The council: meetings, quorum, points and votes, what a decision does to the sheet."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.appraisal import operations as appraisal
from app.assessments import operations as assessments
from app.assessments import sheets
from app.assessments.models import Assessment
from app.council import operations, queries
from app.council.models import Vote
from app.council.sheets import council_content
from app.council.totals import differences, unit_totals
from app.errors import Forbidden, GuardRefused, InvalidInput, NotFound, StaleVersion
from app.history import Event
from app.rounds.models import Round
from frameworks.sheet import recompute
from tests import stages
from tests.factories import World
from tests.meetings import attend, council_total, decided, meeting_of, members, point_of, raised

# --- meetings -----------------------------------------------------------------------------------------------


def plan(world: World, **changes: Any) -> int:
    given = {
        "held_on": clock.today(),
        "place": "Phòng họp số 2",
        "chair_id": world.person("council_chair").id,
        "secretary_id": world.person("council_secretary").id,
        **changes,
    }
    return operations.plan_session(world.actor("council_secretary"), world.round.id, **given)


@pytest.mark.parametrize(
    ("field", "role", "words"),
    [
        ("chair_id", "appraiser", "không thuộc Hội đồng"),
        ("secretary_id", "council_member", "không phải Thư ký"),
        ("secretary_id", "council_chair", "hai người khác nhau"),
    ],
)
def test_a_meeting_has_a_chair_and_a_secretary_of_the_council(
    council: World, field: str, role: str, words: str
) -> None:
    with pytest.raises(InvalidInput, match=words) as refusal:
        plan(council, **{field: council.person(role).id})
    assert refusal.value.field == field


def test_a_meeting_has_a_place(council: World) -> None:
    with pytest.raises(InvalidInput, match="địa điểm"):
        plan(council, place=" ")


def test_one_meeting_at_a_time(council: World, session: Session) -> None:
    second = plan(council)
    secretary = council.actor("council_secretary")
    with pytest.raises(GuardRefused, match="chưa kết thúc"):
        operations.start_session(secretary, second)
    operations.close_session(secretary, meeting_of(session).id - 1, conclusion="Nghỉ đến chiều.")
    operations.start_session(secretary, second)
    with pytest.raises(GuardRefused, match="đã kết thúc"):
        operations.start_session(secretary, second - 1)


def test_who_is_absent_has_a_reason(council: World, session: Session) -> None:
    chair, member = council.person("council_chair"), council.person("council_member")
    with pytest.raises(InvalidInput, match="lý do vắng") as refusal:
        operations.take_attendance(
            council.actor("council_secretary"), meeting_of(session).id, {chair.id: True}, {}
        )
    assert refusal.value.field == f"reason_{member.id}"


def test_members_come_in_order_each_once(council: World, session: Session) -> None:
    twice = members(council, 1)[0]
    from app.accounts.models import RoleGrant

    council.make.keep(
        RoleGrant(account_id=twice.id, round_id=None, role="council_member", granted_at=clock.now())
    )
    round_ = session.get_one(Round, council.round.id)
    found = [member.id for member in queries.members(session, round_)]
    assert found == [council.person("council_chair").id, council.person("council_member").id, twice.id]


def test_the_projector_shows_points_of_the_round_alone(council: World, session: Session) -> None:
    secretary, point = council.actor("council_secretary"), raised(council)
    operations.show_point(secretary, meeting_of(session).id, point)
    assert meeting_of(session).shown_point_id == point
    with pytest.raises(InvalidInput):
        operations.show_point(secretary, meeting_of(session).id, point + 99)
    operations.show_point(secretary, meeting_of(session).id, None)
    assert meeting_of(session).shown_point_id is None


# --- raising ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "question", "proposed", "field"),
    [
        ("9.9", "Vì sao?", "1", "code"),
        ("2", "Vì sao?", "1", "code"),
        ("2.1", " ", "1", "question"),
        ("2.1", "Vì sao?", "", "proposed"),
        ("2.1", "Vì sao?", "mười", "proposed"),
        ("2.1", "Vì sao?", "10,5", "proposed"),
    ],
)
def test_a_point_needs_a_criterion_a_question_and_points(
    council: World, code: str, question: str, proposed: str, field: str
) -> None:
    with pytest.raises(InvalidInput) as refusal:
        operations.raise_point(
            council.actor("council_chair"), council.assessment.id, code, question=question, proposed=proposed
        )
    assert refusal.value.field == field


def test_one_open_point_per_criterion(council: World) -> None:
    raised(council)
    with pytest.raises(GuardRefused, match="đang chờ Hội đồng"):
        raised(council)


def test_an_appraiser_raises_a_point_while_appraising(world: World, session: Session) -> None:
    stages.received(world)
    point = operations.raise_point(
        world.actor("appraiser"), world.assessment.id, "2.1", question="Tính thế nào?", proposed="5"
    )
    assert point_of(session, point).state == "open"
    event = session.scalars(select(Event).where(Event.kind == "point_raised")).one()
    assert event.acting_role == "appraiser"


# --- voting -------------------------------------------------------------------------------------------------


def test_a_vote_may_be_changed_until_the_decision(council: World, session: Session) -> None:
    point = raised(council)
    member, chair = council.actor("council_member"), council.actor("council_chair")
    for choice in ("against", "for", "for"):
        operations.vote(member, point, choice)
    operations.vote(chair, point, "for")
    session.rollback()
    votes = {vote.account_id: vote.choice for vote in session.scalars(select(Vote))}
    assert votes == {member.id: "for", chair.id: "for"}
    assert len(session.scalars(select(Event).where(Event.kind == "vote")).all()) == 3
    operations.decide_point(council.actor("council_secretary"), point, reason="Danh mục mới có hiệu lực")
    with pytest.raises(GuardRefused, match="đã được quyết định"):
        operations.vote(member, point, "against")
    with pytest.raises(InvalidInput):
        operations.vote(chair, raised(council, "1.2", "1"), "maybe")


def test_without_a_quorum_nobody_votes(council: World, session: Session) -> None:
    point, more = raised(council), members(council, 2)
    chair, member = council.person("council_chair").id, council.person("council_member").id
    attend(council, session, {chair: True, member: True, more[0].id: False, more[1].id: False})
    with pytest.raises(GuardRefused, match="2/4 thành viên"):
        operations.vote(council.actor("council_member"), point, "for")
    with pytest.raises(GuardRefused, match="2/4"):
        operations.settle(council.actor("council_secretary"), council.other_assessment.id)
    attend(council, session, {chair: True, member: True, more[0].id: True, more[1].id: False})
    operations.vote(council.actor("council_member"), point, "for")


def test_the_absent_do_not_vote(council: World, session: Session) -> None:
    point, (third,) = raised(council), members(council, 1)
    present = {council.person(role).id: True for role in ("council_chair", "council_member")}
    attend(council, session, {**present, third.id: False})
    with pytest.raises(Forbidden, match="có mặt"):
        operations.vote(council.make.actor(third), point, "for")
    with pytest.raises(Forbidden, match="có mặt"):
        operations.record_votes(council.actor("council_secretary"), point, {third.id: "for"})
    with pytest.raises(Forbidden, match="có mặt"):
        operations.record_votes(
            council.actor("council_secretary"), point, {council.person("appraiser").id: "for"}
        )


def test_nobody_votes_on_the_unit_they_belong_to(council: World, session: Session) -> None:
    mine = council.make.account(
        council.authority, roles=["council_member"], round_=council.round, unit_id=council.unit.id
    )
    present = {council.person(role).id: True for role in ("council_chair", "council_member")}
    attend(council, session, {**present, mine.id: True})
    point, other = raised(council), raised(council, number=council.other_assessment.id)
    with pytest.raises(NotFound):
        operations.vote(council.make.actor(mine), point, "for")
    with pytest.raises(Forbidden, match="thuộc đơn vị"):
        operations.record_votes(council.actor("council_secretary"), point, {mine.id: "for"})
    operations.vote(council.make.actor(mine), other, "for")
    round_ = session.get_one(Round, council.round.id)
    seen = [view.unit.name for view in queries.points(session, council.make.actor(mine), round_)]
    assert seen == ["Sở Y tế"]
    operations.record_votes(council.actor("council_secretary"), point, dict.fromkeys(present, "for"))
    operations.decide_point(council.actor("council_secretary"), point, reason="Không chờ phiếu của người né")


def test_everybody_present_votes_before_the_decision(council: World) -> None:
    point = raised(council)
    operations.vote(council.actor("council_chair"), point, "for")
    with pytest.raises(GuardRefused, match=council.person("council_member").full_name):
        operations.decide_point(council.actor("council_secretary"), point, reason="Đủ rồi")


@pytest.mark.parametrize(
    ("votes", "casting", "outcome"),
    [
        ({1: "for", 2: "for", 3: "against"}, None, "adjust"),
        ({1: "for", 2: "against", 3: "against"}, 1, "keep"),
        ({1: "for", 2: "abstain", 3: "abstain"}, None, "adjust"),
        ({1: "for", 2: "against"}, 1, "adjust"),
        ({1: "for", 2: "against"}, 2, "keep"),
        ({1: "for", 2: "against"}, None, "keep"),
        ({1: "abstain", 2: "abstain"}, 1, "keep"),
        ({}, 1, "keep"),
    ],
)
def test_votes_are_counted(votes: Mapping[int, str], casting: int | None, outcome: str) -> None:
    assert operations.count_votes(votes, casting) == outcome


@pytest.mark.parametrize(
    ("casting", "outcome", "total"), [(True, "adjust", "13.55"), (False, "keep", "12.55")]
)
def test_a_tie_goes_by_the_chair_where_the_round_says_so(
    council: World, session: Session, casting: bool, outcome: str, total: str
) -> None:
    session.get_one(Round, council.round.id).casting_vote = casting
    session.commit()
    point = raised(council)
    operations.record_votes(
        council.actor("council_secretary"),
        point,
        {council.person("council_chair").id: "for", council.person("council_member").id: "against"},
    )
    decided = operations.decide_point(council.actor("council_chair"), point, reason="Theo phiếu của chủ tọa")
    assert decided == outcome
    assert council_total(session, council.assessment) == Fraction(total)


def test_a_decision_needs_a_reason_and_the_votes_that_were_shown(council: World, session: Session) -> None:
    point = raised(council)
    both = [council.person(role).id for role in ("council_chair", "council_member")]
    secretary = council.actor("council_secretary")
    operations.record_votes(secretary, point, dict.fromkeys(both, "against"))
    with pytest.raises(StaleVersion, match="giữ nguyên"):
        operations.decide_point(secretary, point, reason="Theo phiếu", outcome="adjust")
    with pytest.raises(InvalidInput, match="lý do"):
        operations.decide_point(secretary, point, reason=" ", outcome="keep")
    version = point_of(session, point).version
    with pytest.raises(StaleVersion):
        operations.decide_point(secretary, point, reason="Theo phiếu", seen_version=version + 1)
    operations.decide_point(secretary, point, reason="Theo phiếu", seen_version=version, outcome="keep")
    kept = point_of(session, point)
    assert (kept.state, kept.outcome, kept.reason, kept.decided_by) == (
        "decided",
        "keep",
        "Theo phiếu",
        secretary.id,
    )


# --- the council's sheet ------------------------------------------------------------------------------------


def test_what_the_council_decides_is_in_its_sheet_with_the_reason(council: World, session: Session) -> None:
    assert decided(council, raised(council)) == "adjust"
    operations.settle(council.actor("council_secretary"), council.assessment.id)
    session.rollback()
    sheet = sheets.current(session, council.assessment.id, "council")
    assert sheet is not None
    content = council_content(session, session.get_one(Assessment, council.assessment.id))
    assert sheet.content == sheets.canonical("council", content)
    assert sheet.total == Fraction("13.55")
    assert content.differences["2.1"] == {
        "by": "Hội đồng đánh giá",
        "reason": "Danh mục mới có hiệu lực",
        "session": "1",
        "for": "2",
        "against": "0",
        "abstain": "0",
    }
    assert recompute(sheet.content, content.framework).equal
    appraised = sheets.current(session, council.assessment.id, "appraisal")
    assert appraised is not None
    assert appraised.total == Fraction("12.55")


def test_points_given_by_the_council_count_a_criterion_that_was_left_out(
    world: World, session: Session
) -> None:
    for assessment in world.assessments:
        stages.fill(world, assessment)
        if assessment is world.assessment:
            assessments.declare(
                world.specialist_of(assessment), assessment.id, "2.2", "na_claimed", reason="Không có dự toán"
            )
        stages.submit(world, assessment)
        stages.confirm(world, assessment)
    appraiser = world.actor("appraiser")
    appraisal.review(appraiser, world.assessment.id, "2.2", "na_accepted", reason="Đúng là không có dự toán")
    for assessment in world.assessments:
        appraisal.accept_rest(appraiser, assessment.id)
        appraisal.finish(appraiser, assessment.id)
    standing = world.actor("standing_body")
    appraisal.close_entry(standing, world.round.id)
    appraisal.start_council(standing, world.round.id)
    secretary = world.actor("council_secretary")
    meeting = plan(world)
    operations.start_session(secretary, meeting)
    both = [world.person(role).id for role in ("council_chair", "council_member")]
    operations.take_attendance(secretary, meeting, dict.fromkeys(both, True), {})
    operations.bring_all(secretary, world.round.id)
    assert council_total(session, world.assessment) == Fraction(250, 17)
    decided(world, raised(world, "2.2", "1"))
    assert council_total(session, world.assessment) == Fraction("13.5")
    round_ = session.get_one(Round, world.round.id)
    row = next(r for r in unit_totals(session, secretary, round_) if r.unit.name == "Sở Tư pháp")
    assert (row.appraised_total, row.council_total) == (Fraction(250, 17), Fraction("13.5"))


def test_the_totals_in_the_list_are_those_of_the_sheets(council: World, session: Session) -> None:
    decided(council, raised(council))
    round_ = session.get_one(Round, council.round.id)
    rows = {r.unit.name: r for r in unit_totals(session, council.actor("council_chair"), round_)}
    first = rows["Sở Tư pháp"]
    assert (first.self_total, first.appraised_total, first.council_total) == (
        Fraction("15.05"),
        Fraction("12.55"),
        Fraction("13.55"),
    )
    assert rows["Sở Y tế"].council_total == Fraction("15.05")
    (difference,) = differences(session, council.actor("council_chair"), round_)
    assert (difference.review.code, difference.size, difference.raised) == ("2.1", Fraction("2.5"), False)

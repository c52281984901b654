"""The council: meetings, quorum, points and votes, what a decision does to the sheet, the conclusion."""

from collections.abc import Mapping
from datetime import timedelta
from fractions import Fraction
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.accounts.actor import Actor
from app.accounts.models import Account
from app.appraisal import operations as appraisal
from app.assessments import operations as assessments
from app.assessments import sheets
from app.assessments.models import Assessment
from app.council import operations, queries
from app.council.models import CouncilSession, OpenPoint, Vote
from app.council.sheets import council_content
from app.council.totals import differences, unit_totals
from app.errors import DomainError, Forbidden, GuardRefused, InvalidInput, NotFound, StaleVersion
from app.history import Event
from app.outbox import OutboxMessage
from app.rounds.models import Round
from frameworks.sheet import recompute
from tests import stages
from tests.factories import World


@pytest.fixture
def council(world: World) -> World:
    """A meeting of two members is open, both units are before it; 2.1 of the first unit is appraised at 5."""
    stages.meeting(world)
    return world


def members(world: World, number: int) -> list[Account]:
    """More members, each a person of the province without a unit."""
    return [
        world.make.account(world.authority, roles=["council_member"], round_=world.round)
        for _ in range(number)
    ]


def meeting_of(session: Session) -> CouncilSession:
    session.rollback()
    return (
        session.scalars(select(CouncilSession).order_by(CouncilSession.number.desc())).first()
        or pytest.fail()
    )


def attend(world: World, session: Session, present: Mapping[int, bool]) -> None:
    reasons = {key: "Đi công tác" for key, here in present.items() if not here}
    operations.take_attendance(world.actor("council_secretary"), meeting_of(session).id, present, reasons)


def raised(world: World, code: str = "2.1", proposed: str = "6", number: int | None = None) -> int:
    return operations.raise_point(
        world.actor("council_secretary"),
        number or world.assessment.id,
        code,
        question="Tính theo danh mục mới?",
        proposed=proposed,
    )


def point_of(session: Session, point_id: int) -> OpenPoint:
    session.rollback()
    return session.get_one(OpenPoint, point_id)


def council_total(session: Session, assessment: Assessment) -> Fraction:
    session.rollback()
    found = session.get_one(Assessment, assessment.id)
    return council_content(session, found).scores().rescaled_total


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


def decided(world: World, point: int, choice: str = "for", reason: str = "Danh mục mới có hiệu lực") -> str:
    both = [world.person(role).id for role in ("council_chair", "council_member")]
    operations.record_votes(world.actor("council_secretary"), point, dict.fromkeys(both, choice))
    return operations.decide_point(world.actor("council_secretary"), point, reason=reason)


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
    assert content.differences["2.1"] == {"by": "Hội đồng đánh giá", "reason": "Danh mục mới có hiệu lực"}
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


# --- settling and concluding --------------------------------------------------------------------------------


def test_settling_all_reports_on_each_unit(council: World, session: Session) -> None:
    raised(council)
    done, refused = operations.settle_all(council.actor("council_secretary"), council.round.id)
    assert done == 1
    assert [(unit, "2.1" in reason) for unit, reason in refused] == [("Sở Tư pháp", True)]
    session.rollback()
    states = {row.unit_id: row.state for row in session.scalars(select(Assessment))}
    assert states == {council.unit.id: "in_council", council.other_unit.id: "settled"}
    assert sheets.current(session, council.assessment.id, "council") is None
    assert len(session.scalars(select(Event).where(Event.transition == "settle")).all()) == 1


def test_a_refused_unit_leaves_nothing_behind(
    council: World, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The savepoint takes back even what was written before the refusal."""
    real = sheets.freeze

    def freeze(inner: Session, assessment: Assessment, stage: str, *rest: Any) -> Any:
        sheet = real(inner, assessment, stage, *rest)
        if assessment.id == council.assessment.id:
            raise GuardRefused("Không được", reasons=["Không được"])
        return sheet

    monkeypatch.setattr(sheets, "freeze", freeze)
    done, refused = operations.settle_all(council.actor("council_secretary"), council.round.id)
    assert (done, refused) == (1, [("Sở Tư pháp", "Không được")])
    session.rollback()
    assert sheets.current(session, council.assessment.id, "council") is None
    assert sheets.current(session, council.other_assessment.id, "council") is not None


def test_a_unit_is_brought_when_the_round_is_with_the_council(world: World) -> None:
    stages.appraised(world)
    secretary = world.actor("council_secretary")
    with pytest.raises(GuardRefused, match="chưa chuyển sang Hội đồng"):
        operations.bring(secretary, world.assessment.id)


def test_a_settled_unit_is_reopened_with_a_reason(council: World, session: Session) -> None:
    secretary, number = council.actor("council_secretary"), council.assessment.id
    operations.settle(secretary, number)
    with pytest.raises(InvalidInput):
        operations.reopen(secretary, number, reason="")
    operations.reopen(secretary, number, reason="Có kiến nghị mới")
    decided(council, raised(council))
    operations.settle(secretary, number)
    session.rollback()
    sheet = sheets.current(session, number, "council")
    assert sheet is not None
    assert (sheet.number, sheet.total) == (2, Fraction("13.55"))


def test_the_chair_concludes_when_everything_is_settled(council: World, session: Session) -> None:
    chair, round_id = council.actor("council_chair"), council.round.id
    with pytest.raises(GuardRefused, match="2 đơn vị"):
        operations.conclude(chair, round_id, conclusion="Thống nhất.")
    operations.settle_all(council.actor("council_secretary"), round_id)
    for role in ("council_member", "council_secretary", "standing_body", "chairman"):
        with pytest.raises(Forbidden):
            operations.conclude(council.actor(role), round_id, conclusion="Thống nhất.")
    with pytest.raises(InvalidInput, match="kết luận"):
        operations.conclude(chair, round_id, conclusion=" ")
    session.rollback()
    assert session.get_one(Round, round_id).state == "council"
    operations.conclude(chair, round_id, conclusion="Hội đồng thống nhất kết quả.")
    meeting = meeting_of(session)
    assert meeting.closed_at is not None
    assert meeting.conclusion == "Hội đồng thống nhất kết quả."
    assert session.get_one(Round, round_id).state == "concluded"
    assert "issue_council_minutes" in session.scalars(select(OutboxMessage.topic)).all()


def test_without_a_meeting_nothing_is_concluded(council: World, session: Session) -> None:
    operations.settle_all(council.actor("council_secretary"), council.round.id)
    operations.close_session(
        council.actor("council_secretary"), meeting_of(session).id, conclusion="Nghỉ đến mai."
    )
    with pytest.raises(GuardRefused, match="Chưa có phiên họp"):
        operations.conclude(council.actor("council_chair"), council.round.id, conclusion="Thống nhất.")


def test_a_concluded_round_comes_back_with_a_reason(world: World, session: Session) -> None:
    stages.concluded(world)
    standing = world.actor("standing_body")
    with pytest.raises(InvalidInput):
        operations.reopen_council(standing, world.round.id, reason="")
    with pytest.raises(Forbidden):
        operations.reopen_council(world.actor("council_chair"), world.round.id, reason="Sót")
    operations.reopen_council(standing, world.round.id, reason="Sót một kiến nghị")
    session.rollback()
    assert session.get_one(Round, world.round.id).state == "council"


# --- who may ------------------------------------------------------------------------------------------------


def actions(world: World, meeting: int, point: int) -> dict[str, Any]:
    number, round_id = world.assessment.id, world.round.id
    people = {world.person(role).id: True for role in ("council_chair", "council_member")}
    return {
        "plan": lambda actor: operations.plan_session(
            actor,
            round_id,
            held_on=clock.today() + timedelta(days=1),
            place="Phòng họp",
            chair_id=world.person("council_chair").id,
            secretary_id=world.person("council_secretary").id,
        ),
        "attendance": lambda actor: operations.take_attendance(actor, meeting, people, {}),
        "show": lambda actor: operations.show_point(actor, meeting, point),
        "raise": lambda actor: operations.raise_point(actor, number, "1.2", question="Vì sao?", proposed="1"),
        "vote": lambda actor: operations.vote(actor, point, "for"),
        "hands": lambda actor: operations.record_votes(actor, point, {}),
        "decide": lambda actor: operations.decide_point(actor, point, reason="Theo phiếu"),
        "bring": lambda actor: operations.bring(actor, number),
        "settle": lambda actor: operations.settle(actor, number),
        "close": lambda actor: operations.close_session(actor, meeting, conclusion=""),
    }


MANAGERS = {"council_secretary", "standing_body"}
MAY = {
    "plan": MANAGERS,
    "attendance": MANAGERS,
    "show": MANAGERS,
    "raise": {"council_member", "council_chair", "council_secretary", "standing_body"},
    "vote": {"council_member", "council_chair"},
    "hands": {"council_chair", "council_secretary"},
    "decide": {"council_chair", "council_secretary"},
    "settle": {"council_secretary"},
    "close": MANAGERS,
}


@pytest.mark.parametrize("name", MAY)
def test_each_action_is_for_its_roles_alone(council: World, session: Session, name: str) -> None:
    point, meeting = raised(council), meeting_of(session).id
    for role in ("specialist", "leader", *World.STAFF):
        error: DomainError | None = None
        try:
            actions(council, meeting, point)[name](council.actor(role))
        except DomainError as refusal:
            error = refusal
        if role in MAY[name]:
            assert not isinstance(error, Forbidden | NotFound), (role, error)
        else:
            assert isinstance(error, Forbidden | NotFound), (role, error)


def test_members_see_nothing_before_the_unit_is_before_the_council(world: World, session: Session) -> None:
    stages.appraised(world)
    round_ = session.get_one(Round, world.round.id)
    for role in ("council_member", "council_chair"):
        actor: Actor = world.actor(role)
        assert unit_totals(session, actor, round_) == []
        assert differences(session, actor, round_) == []
        with pytest.raises(NotFound):
            operations.raise_point(actor, world.assessment.id, "2.1", question="Vì sao?", proposed="1")

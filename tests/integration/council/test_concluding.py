"""The end of the council: units settled and reopened, the conclusion, and who may do what."""

from datetime import timedelta
from fractions import Fraction
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.accounts.actor import Actor
from app.assessments import sheets
from app.assessments.models import Assessment
from app.council import operations
from app.council.totals import differences, unit_totals
from app.errors import DomainError, Forbidden, GuardRefused, InvalidInput, NotFound
from app.history import Event
from app.outbox import OutboxMessage
from app.rounds.models import Round
from tests import stages
from tests.factories import World
from tests.meetings import decided, meeting_of, raised

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
    "show": MANAGERS | {"council_chair"},
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

"""Provisional points and objections: what the unit is sent, what it may say, what the team must answer."""

from collections.abc import Callable
from datetime import timedelta
from fractions import Fraction

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.accounts.models import Account
from app.appraisal import operations as appraisal
from app.appraisal.models import CriterionReview
from app.assessments import changes, explanations
from app.assessments import operations as assessments
from app.assessments.models import Assessment, ExplanationRequest, Objection, Sheet
from app.errors import Forbidden, GuardRefused, InvalidInput, NotFound, StaleVersion
from app.explaining import operations
from app.history import Event
from app.rounds.deadlines import explanation_due
from tests import stages
from tests.factories import World

ActAs = Callable[[Account], FlaskClient]


@pytest.fixture
def appraised(world: World) -> World:
    """Both units confirmed; 2.1 of the first came down from 7,5 to 5 points, the rest is accepted."""
    stages.received(world)
    lower(world)
    appraisal.accept_rest(world.actor("appraiser"), world.assessment.id)
    return world


@pytest.fixture
def explaining(appraised: World) -> World:
    """The first unit was sent its points, and asked about 2.2."""
    appraisal.write_question(
        appraised.actor("appraiser"), appraised.assessment.id, "2.2", "Chi từ nguồn nào?"
    )
    appraisal.ask(appraised.actor("appraiser"), appraised.assessment.id)
    return appraised


def lower(world: World, points: str = "5", reason: str = "Thiếu quyết định công bố") -> None:
    appraisal.review(
        world.actor("appraiser"), world.assessment.id, "2.1", "adjusted", points=points, reason=reason
    )


def object_to(world: World, code: str = "2.1", argument: str = "Quyết định số 12 đã công bố") -> None:
    operations.object_to(world.actor("specialist"), world.assessment.id, code, argument)


def answered(world: World) -> None:
    """The unit answers the question and its leader confirms."""
    specialist, number = world.actor("specialist"), world.assessment.id
    assessments.answer(specialist, number, "2.2", "Từ nguồn chi thường xuyên")
    assessments.send_explanation(specialist, number)
    seen = stages.self_hash(world, world.assessment)
    assessments.confirm_explanation(world.actor("leader"), number, sheet_hash=seen)


def objection(session: Session) -> Objection:
    session.rollback()
    return session.scalars(select(Objection)).one()


def request_of(session: Session, world: World) -> ExplanationRequest:
    session.rollback()
    query = select(ExplanationRequest).where(ExplanationRequest.assessment_id == world.assessment.id)
    return session.scalars(query).one()


def reply(world: World, session: Session, outcome: str = "kept", answer: str = "Chưa có số văn bản") -> None:
    row = objection(session)
    operations.answer_objection(
        world.actor("appraiser"), world.assessment.id, row.id, outcome, answer, seen_answer=row.answered_at
    )


# --- sending -------------------------------------------------------------------------------------------


def test_what_is_sent_is_frozen_before_the_decisions_are_taken_back(
    explaining: World, session: Session
) -> None:
    sheet = session.get(Sheet, request_of(session, explaining).provisional_sheet_id)
    assert sheet is not None and sheet.stage == "appraisal"
    assert sheet.total == Fraction("12.55")  # 15,05 with 2.1 at 5 points instead of 7,5
    event = session.scalars(select(Event).where(Event.transition == "ask_explanation")).one()
    assert event.sheet_hash == sheet.content_hash


def test_the_window_may_be_set_by_whoever_asks(appraised: World, session: Session) -> None:
    appraisal.ask(appraised.actor("appraiser"), appraised.assessment.id, days="12", scores_only=True)
    assert request_of(session, appraised).due_on == explanation_due(appraised.round, clock.today(), 12)


@pytest.mark.parametrize("days", ["0", "61", "-3", "hai", "1,5", "9" * 9])
def test_a_window_that_cannot_be_is_refused_at_its_field(
    appraised: World, session: Session, days: str
) -> None:
    with pytest.raises(InvalidInput, match="Số ngày") as refused:
        appraisal.ask(appraised.actor("appraiser"), appraised.assessment.id, days=days, scores_only=True)
    assert (refused.value.field, refused.value.data["typed"]) == ("days", days)
    session.rollback()
    assert session.get_one(Assessment, appraised.assessment.id).state == "appraising"


def test_a_window_over_a_weekend_alone_is_refused(appraised: World, monkeypatch: pytest.MonkeyPatch) -> None:
    friday = clock.today() + timedelta(days=(4 - clock.today().weekday()) % 7)
    monkeypatch.setattr(clock, "today", lambda: friday)
    with pytest.raises(InvalidInput, match="ngày làm việc") as refused:
        appraisal.ask(appraised.actor("appraiser"), appraised.assessment.id, days="2", scores_only=True)
    assert refused.value.field == "days"


def test_points_go_out_without_a_question_only_where_the_sender_says_so(
    appraised: World, session: Session
) -> None:
    appraiser, number = appraised.actor("appraiser"), appraised.assessment.id
    with pytest.raises(GuardRefused, match="Chưa ghi nội dung"):
        appraisal.ask(appraiser, number)
    appraisal.ask(appraiser, number, scores_only=True)
    with pytest.raises(Forbidden, match="đang khóa"):
        assessments.answer(appraised.actor("specialist"), number, "2.1", "Xin giải trình")
    object_to(appraised)
    assessments.send_explanation(appraised.actor("specialist"), number)
    seen = stages.self_hash(appraised, appraised.assessment)
    assessments.confirm_explanation(appraised.actor("leader"), number, sheet_hash=seen)
    session.rollback()
    found = session.get_one(Assessment, number)
    assert (found.state, explanations.appraisal_round(found)) == ("appraising", 2)


# --- objecting -------------------------------------------------------------------------------------------


def test_an_objection_is_raised_rewritten_and_withdrawn_each_with_its_event(
    explaining: World, session: Session
) -> None:
    object_to(explaining)
    object_to(explaining, argument="Quyết định số 12/QĐ-STP đã công bố")
    object_to(explaining, argument="Quyết định số 12/QĐ-STP đã công bố")
    assert objection(session).argument.startswith("Quyết định số 12/QĐ-STP")
    operations.withdraw(explaining.actor("specialist"), explaining.assessment.id, "2.1")
    operations.withdraw(explaining.actor("specialist"), explaining.assessment.id, "2.1")
    session.rollback()
    assert session.scalars(select(Objection)).all() == []
    assert len(session.scalars(select(Event).where(Event.kind == "objection")).all()) == 3


def test_an_objection_names_a_criterion_and_says_why(explaining: World) -> None:
    with pytest.raises(InvalidInput, match="căn cứ") as refused:
        object_to(explaining, argument="  ")
    assert refused.value.field == "argument"
    for code in ("9.9", "2"):
        with pytest.raises(InvalidInput, match="không có tiêu chí"):
            object_to(explaining, code)


def test_only_the_units_specialist_objects_and_only_while_it_explains(explaining: World) -> None:
    number = explaining.assessment.id
    with pytest.raises(Forbidden):
        operations.object_to(explaining.actor("leader"), number, "2.1", "Không đồng ý")
    with pytest.raises(NotFound):
        operations.object_to(
            explaining.make.actor(explaining.other_specialist), number, "2.1", "Không đồng ý"
        )
    answered(explaining)
    with pytest.raises(Forbidden):
        object_to(explaining)


def test_after_the_last_day_nothing_can_be_said(explaining: World, session: Session) -> None:
    object_to(explaining)
    request = request_of(session, explaining)
    request.due_on = clock.today() - timedelta(days=1)
    session.commit()
    for late in (
        lambda: object_to(explaining, argument="Xin bổ sung"),
        lambda: operations.withdraw(explaining.actor("specialist"), explaining.assessment.id, "2.1"),
    ):
        with pytest.raises(GuardRefused, match="giải trình"):
            late()
    assert objection(session).argument == "Quyết định số 12 đã công bố"


def test_a_leader_confirms_answers_and_objections_as_they_stood_on_the_page(
    explaining: World, session: Session
) -> None:
    specialist, leader, number = (
        explaining.actor("specialist"),
        explaining.actor("leader"),
        explaining.assessment.id,
    )
    object_to(explaining)
    assessments.answer(specialist, number, "2.2", "Từ nguồn chi thường xuyên")
    assessments.send_explanation(specialist, number)
    seen = stages.self_hash(explaining, explaining.assessment)
    newest = changes.last_sequence(session, number)
    assessments.return_explanation(leader, number, reason="Nêu rõ số văn bản")
    object_to(explaining, argument="Quyết định số 12/QĐ-STP, ngày 05/01")
    assessments.send_explanation(specialist, number)
    with pytest.raises(GuardRefused, match="kiến nghị đã thay đổi"):
        assessments.confirm_explanation(leader, number, sheet_hash=seen)
    from app.assessments.queries import open_for

    session.rollback()
    shown = changes.since(session, open_for(session, leader, number), newest)
    assert [(row["code"], row["before"], row["after"]) for row in shown] == [
        ("2.1", "Quyết định số 12 đã công bố", "Quyết định số 12/QĐ-STP, ngày 05/01")
    ]
    again = stages.self_hash(explaining, explaining.assessment)
    assessments.confirm_explanation(leader, number, sheet_hash=again)


# --- answering -------------------------------------------------------------------------------------------


def test_an_appraisal_ends_only_when_every_objection_is_answered(explaining: World, session: Session) -> None:
    object_to(explaining)
    answered(explaining)
    appraiser, number = explaining.actor("appraiser"), explaining.assessment.id
    appraisal.accept_rest(appraiser, number)
    with pytest.raises(GuardRefused, match=r"Chưa trả lời kiến nghị.*2\.1"):
        appraisal.finish(appraiser, number)
    for outcome, text, field in (("", "Đã xem", "outcome"), ("kept", " ", "answer")):
        with pytest.raises(InvalidInput) as refused:
            reply(explaining, session, outcome, text)
        assert refused.value.field == field
    reply(explaining, session)
    appraisal.finish(appraiser, number)


def test_an_upheld_objection_is_decided_anew_and_a_reason_stands_where_points_stay(
    explaining: World, session: Session
) -> None:
    object_to(explaining)
    object_to(explaining, "1.1", "Chuyên mục có 12 tin")
    answered(explaining)
    appraiser, number = explaining.actor("appraiser"), explaining.assessment.id
    session.rollback()
    for row in session.scalars(select(Objection)).all():
        operations.answer_objection(appraiser, number, row.id, "upheld", "Đồng ý xem lại")
    session.rollback()
    decided = set(
        session.scalars(select(CriterionReview.code).where(CriterionReview.assessment_id == number))
    )
    assert {"2.1", "1.1"}.isdisjoint(decided)
    appraisal.accept_rest(appraiser, number)
    with pytest.raises(GuardRefused, match=r"1\.1 nhưng điểm thẩm định chưa đổi"):
        appraisal.finish(appraiser, number)
    appraisal.review(appraiser, number, "1.1", "adjusted", points="2", reason="Đã đạt mức cao nhất")
    appraisal.finish(appraiser, number)


def test_an_answer_given_meanwhile_is_not_overwritten_unseen(explaining: World, session: Session) -> None:
    object_to(explaining)
    answered(explaining)
    row = objection(session)
    reply(explaining, session)
    with pytest.raises(StaleVersion):
        operations.answer_objection(
            explaining.actor("standing_body"), explaining.assessment.id, row.id, "upheld", "Đồng ý"
        )


def test_nobody_answers_their_own_unit_nor_another_units_objection(
    explaining: World, session: Session
) -> None:
    object_to(explaining)
    answered(explaining)
    number, row = explaining.assessment.id, objection(session)
    mine = explaining.make.account(
        explaining.authority, roles=["standing_body"], round_=explaining.round, unit_id=explaining.unit.id
    )
    with pytest.raises(Forbidden, match="thuộc đơn vị này"):
        operations.answer_objection(explaining.make.actor(mine), number, row.id, "kept", "Giữ điểm")
    with pytest.raises(NotFound):
        operations.answer_objection(
            explaining.actor("appraiser"), explaining.other_assessment.id, row.id, "kept", "Giữ điểm"
        )

"""Many at once: questions raised from what is known, units settled together."""

from collections.abc import Callable
from fractions import Fraction

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.accounts.models import Account
from app.assessments import sheets
from app.assessments.models import Assessment, ExplanationItem, ExplanationRequest, Objection
from app.council import operations
from app.council.candidates import Wanted, candidates
from app.council.models import OpenPoint
from app.council.sheets import council_content
from app.errors import Forbidden, NotFound
from app.history import Event
from app.rounds.models import Round
from tests.factories import World
from tests.meetings import decided, meeting_of, raised

ActAs = Callable[[Account], FlaskClient]
SECRETARY = "council_secretary"


def found(world: World, session: Session, wanted: Wanted, role: str = SECRETARY) -> list[str]:
    session.rollback()
    round_ = session.get_one(Round, world.round.id)
    return [one.key for one in candidates(session, world.actor(role), round_, wanted)]


def keys(world: World, *codes: str) -> list[str]:
    return [f"{world.assessment.id}:{code}" for code in codes]


# --- raising ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("wanted", "fits"),
    [
        (Wanted(), True),
        (Wanted(least=Fraction(5, 2)), True),
        (Wanted(least=Fraction(26, 10)), False),
        (Wanted(least=Fraction(25), percent=True), True),
        (Wanted(least=Fraction(26), percent=True), False),
        (Wanted(main="2"), True),
        (Wanted(main="1"), False),
        (Wanted(group_id=999), False),
    ],
)
def test_differences_are_chosen_by_size_group_and_main_index(
    council: World, session: Session, wanted: Wanted, fits: bool
) -> None:
    """2.1 of the first unit (of 10 points): 7,5 by the unit, 5 by the team."""
    assert found(council, session, wanted) == (keys(council, "2.1") if fits else [])


def test_the_chosen_differences_become_questions(council: World, session: Session) -> None:
    done, refused = operations.raise_many(
        council.actor(SECRETARY), council.round.id, Wanted(), [*keys(council, "2.1"), "7:9.9"]
    )
    assert (done, refused) == (1, [("7:9.9", "Nội dung này không còn thuộc điều kiện đã chọn.")])
    session.rollback()
    (point,) = session.scalars(select(OpenPoint))
    assert (point.source, point.proposed_points) == ("difference", Fraction(15, 2))
    assert "tự đánh giá 7,5 điểm, Tổ thẩm định cho 5 điểm" in point.question
    assert "Thiếu quyết định công bố danh mục" in point.question
    again = operations.raise_many(council.actor(SECRETARY), council.round.id, Wanted(), keys(council, "2.1"))
    assert again[0] == 0 and "đang chờ Hội đồng" in again[1][0][1]


def asked(world: World, session: Session) -> None:
    """The team asked about 2.1 and 2.2; the unit did not answer, but objects to 1.1-1.3."""
    staff = world.person("appraiser").id
    now = clock.now()
    request = ExplanationRequest(
        assessment_id=world.assessment.id, number=1, due_on=clock.today(), asked_by=staff, asked_at=now
    )
    session.add(request)
    session.flush()
    session.add(ExplanationItem(request_id=request.id, code="2.1", question="Danh mục nào?", asked_by=staff))
    session.add(
        ExplanationItem(
            request_id=request.id,
            code="2.2",
            question="Số nào?",
            asked_by=staff,
            answer="Báo cáo 12",
            answered_by=staff,
            answered_at=now,
        )
    )
    answered = {"answer": "Chưa đủ", "answered_by": staff, "answered_at": now}
    for code, outcome in (("1.2", "kept"), ("1.3", "upheld"), ("1.1", None)):
        session.add(
            Objection(
                request_id=request.id,
                code=code,
                argument=f"Đủ điều kiện {code}",
                raised_by=staff,
                raised_at=now,
                outcome=outcome,
                **(answered if outcome else {}),
            )
        )
    session.commit()


def test_unanswered_questions_and_objections_kept_or_left_become_questions(
    council: World, session: Session
) -> None:
    asked(council, session)
    assert found(council, session, Wanted(source="question")) == keys(council, "2.1")
    assert found(council, session, Wanted(source="objection")) == keys(council, "1.1", "1.2")
    secretary, round_id = council.actor(SECRETARY), council.round.id
    operations.raise_many(secretary, round_id, Wanted(source="objection"), keys(council, "1.2"))
    operations.raise_many(secretary, round_id, Wanted(source="question"), keys(council, "2.1"))
    session.rollback()
    rows = {point.source: point for point in session.scalars(select(OpenPoint))}
    assert "Đủ điều kiện 1.2" in rows["objection"].question
    assert "chưa trả lời câu hỏi của Tổ thẩm định: Danh mục nào?" in rows["question"].question
    assert rows["question"].proposed_points == Fraction(15, 2)


def test_a_member_of_the_unit_neither_sees_nor_raises_its_differences(
    council: World, session: Session
) -> None:
    mine = council.make.account(
        council.authority, roles=["council_member"], round_=council.round, unit_id=council.unit.id
    )
    actor = council.make.actor(mine)
    round_ = session.get_one(Round, council.round.id)
    assert candidates(session, actor, round_, Wanted()) == []
    done, refused = operations.raise_many(actor, council.round.id, Wanted(), keys(council, "2.1"))
    assert (done, len(refused)) == (0, 1)


def test_the_page_shows_each_question_before_it_is_raised(council: World, act_as: ActAs) -> None:
    secretary = act_as(council.person(SECRETARY))
    page = secretary.get("/hoi-dong/neu-van-de?nguong=20&kieu=phan-tram").text
    assert "Hội đồng có điều chỉnh thành 7,5 điểm không?" in page
    wrong = secretary.get("/hoi-dong/neu-van-de?nguong=nhiều")
    assert wrong.status_code == 422 and "số không âm" in wrong.text and "nhiều" in wrong.text
    address = f"/hoi-dong/ky/{council.round.id}/neu-van-de"
    nothing = secretary.post(address, data={"nguon": "difference"})
    assert nothing.status_code == 422 and "Chưa chọn nội dung nào" in nothing.text
    report = secretary.post(address, data={"nguon": "difference", "chon": keys(council, "2.1")})
    assert "Đã đưa 1 nội dung ra Hội đồng" in report.text
    assert "đang chờ Hội đồng" in secretary.get("/hoi-dong/neu-van-de").text


# --- settling -----------------------------------------------------------------------------------------------


def test_each_unit_is_settled_with_its_own_event_and_the_others_go_on(
    council: World, session: Session
) -> None:
    raised(council)
    ids = [one.id for one in council.assessments]
    first, second, lost = operations.settle_many(council.actor(SECRETARY), council.round.id, [*ids, 99999])
    assert (first.done, second.done, lost.done) == (False, True, False)
    assert "2.1" in first.reason
    session.rollback()
    states = {one.id: one.state for one in session.scalars(select(Assessment))}
    assert states == {ids[0]: "in_council", ids[1]: "settled"}
    events = session.scalars(select(Event).where(Event.transition == "settle")).all()
    assert [event.subject_id for event in events] == [ids[1]]
    assert events[0].sheet_hash == sheets.current(session, ids[1], "council").content_hash  # type: ignore[union-attr]


def test_settled_together_a_unit_has_the_sheet_it_would_have_alone(council: World, session: Session) -> None:
    decided(council, raised(council))
    operations.settle_many(council.actor(SECRETARY), council.round.id)
    session.rollback()
    for one in council.assessments:
        sheet = sheets.current(session, one.id, "council")
        assert sheet is not None
        alone = council_content(session, session.get_one(Assessment, one.id))
        assert sheet.content == sheets.canonical("council", alone)


def test_a_total_other_than_the_one_shown_is_not_settled(council: World, session: Session) -> None:
    decided(council, raised(council))
    first, second = council.assessments
    seen = {first.id: Fraction("12.55"), second.id: Fraction("15.05")}
    outcomes = operations.settle_many(
        council.actor(SECRETARY), council.round.id, [first.id, second.id], seen=seen
    )
    assert [outcome.done for outcome in outcomes] == [False, True]
    assert "hiện là 13,55" in outcomes[0].reason


def test_without_a_quorum_none_is_settled(council: World, session: Session) -> None:
    operations.close_session(council.actor(SECRETARY), meeting_of(session).id, conclusion="Nghỉ.")
    outcomes = operations.settle_many(council.actor(SECRETARY), council.round.id)
    assert [outcome.done for outcome in outcomes] == [False, False]
    assert all("Chưa có phiên họp" in outcome.reason for outcome in outcomes)


def test_settling_many_is_for_the_secretary_alone(council: World) -> None:
    outcomes = operations.settle_many(council.actor("council_chair"), council.round.id)
    assert not any(outcome.done for outcome in outcomes)
    with pytest.raises((Forbidden, NotFound)):
        operations.settle_many(council.actor("specialist"), council.round.id)

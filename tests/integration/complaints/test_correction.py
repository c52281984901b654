"""From a published result to a corrected one: what changes, what stays, who reads which."""

from collections.abc import Callable
from datetime import timedelta
from fractions import Fraction
from typing import Any

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from app import clock
from app.accounts.models import Account
from app.assessments.models import Assessment, Complaint, Sheet
from app.complaints import operations
from app.council import operations as council
from app.council.models import OpenPoint
from app.documents import corrections
from app.documents.building.common import live_document
from app.errors import Forbidden, GuardRefused, InvalidInput, StaleVersion, WrongState
from app.messages import complaints as texts
from app.results.models import ResultRow, ResultVersion
from app.results.queries import changes, published_results, rows_of
from app.rounds.models import Round
from tests import complaints, rankings, stages
from tests.factories import Maker, World
from tests.rankings import TiedWorld

ActAs = Callable[[Account], FlaskClient]


def standings(session: Session, result: ResultVersion) -> dict[str, tuple[Fraction, int]]:
    return {row.unit_name: (row.total, row.rank) for row in rows_of(session, result.id)}


def states(session: Session) -> dict[int, str]:
    session.rollback()
    return {one.id: one.state for one in session.scalars(select(Assessment))}


def round_state(session: Session, world: World) -> str:
    session.rollback()
    return session.get_one(Round, world.round.id).state


def frozen(session: Session, result: ResultVersion) -> list[Any]:
    """A version and its rows, column by column, as the database keeps them."""
    session.rollback()
    versions = session.execute(select(*ResultVersion.__table__.c).where(ResultVersion.id == result.id)).all()
    rows = session.execute(
        select(*ResultRow.__table__.c)
        .where(ResultRow.result_id == result.id)
        .order_by(ResultRow.assessment_id)
    ).all()
    return [*versions, *rows]


def test_a_complaint_leads_to_a_corrected_version(world: World, session: Session) -> None:
    number = complaints.corrected(world)
    session.rollback()
    newest, first = published_results(session, world.round.id)
    before, after = standings(session, first), standings(session, newest)
    assert after["Sở Tư pháp"][0] == before["Sở Tư pháp"][0] + Fraction(3)
    assert (before["Sở Tư pháp"][1], before["Sở Y tế"][1]) == (2, 1)
    assert (after["Sở Tư pháp"][1], after["Sở Y tế"][1]) == (1, 2)
    complaint = session.scalars(select(Complaint)).one()
    assert complaint.state == "upheld" and number in (complaint.answer or "")
    assert complaint.result_number == newest.number
    assert set(states(session).values()) == {"published"}
    assert round_state(session, world) == "published"
    points = session.scalars(select(OpenPoint).where(OpenPoint.source == "complaint")).all()
    assert [point.code for point in points] == ["2.1"]


def test_the_old_version_stays_as_it_was_and_cannot_be_changed(world: World, session: Session) -> None:
    stages.published(world)
    session.rollback()
    (first,) = published_results(session, world.round.id)
    before = frozen(session, first)
    complaints.complain(world)
    complaints.review(world)
    complaints.meet(world)
    complaints.vote(world)
    complaints.settle(world)
    corrections.start(world.actor("standing_body"), world.round.id, reason="Theo kết luận")
    corrections.submit(world.actor("standing_body"), world.round.id)
    complaints.decide(world)
    complaints.publish(world)
    session.rollback()
    first = session.scalars(select(ResultVersion).order_by(ResultVersion.number)).first() or pytest.fail()
    assert frozen(session, first) == before
    for statement in (
        sa.update(ResultVersion).where(ResultVersion.id == first.id).values(content_hash="0" * 64),
        sa.update(ResultRow).where(ResultRow.result_id == first.id).values(rank=1),
        sa.delete(ResultRow).where(ResultRow.result_id == first.id),
    ):
        with pytest.raises(DBAPIError, match="never changed"):
            session.execute(statement)
        session.rollback()


def test_a_correction_can_make_a_tie(make: Maker, session: Session) -> None:
    world = TiedWorld(make)
    rankings.published(world)
    complaints.complain(world)
    complaints.review(world, **{"2_1": "7,5"})
    complaints.meet(world)
    complaints.vote(world)
    complaints.settle(world)
    corrections.start(world.actor("standing_body"), world.round.id, reason="Theo kết luận")
    corrections.submit(world.actor("standing_body"), world.round.id)
    complaints.decide(world)
    complaints.publish(world)
    session.rollback()
    newest, first = published_results(session, world.round.id)
    assert sorted(rank for _, rank in standings(session, first).values()) == [1, 2, 2, 4]
    assert sorted(rank for _, rank in standings(session, newest).values()) == [1, 2, 2, 2]
    changed = changes(rows_of(session, first.id), rows_of(session, newest.id))
    assert [(one.after.unit_name, one.before.rank, one.after.rank) for one in changed] == [
        ("Sở Tư pháp", 4, 2)
    ]


def test_the_papers_say_what_is_amended_and_who_changes(world: World, session: Session) -> None:
    number = complaints.corrected(world)
    session.rollback()
    first = live_document(session, world.round.id, "decision")
    paper = live_document(session, world.round.id, "correction_decision")
    submission = live_document(session, world.round.id, "correction_submission")
    assert first is not None and paper is not None and submission is not None
    assert first.state == paper.state == "issued", "the first decision stays in force but for the amendment"
    cited = f"{first.number:02d}/{first.symbol}"
    assert cited in paper.data["amended"] and cited in submission.data["amended"]
    assert any(cited in basis for basis in paper.data["bases"])
    assert f"{submission.number:02d}/{submission.symbol}" in paper.data["bases"][-1]
    assert number == f"{paper.number:02d}/{paper.symbol}"
    rows = [
        (unit["unit"], unit["before_points"], unit["after_points"], unit["before_rank"], unit["after_rank"])
        for unit in paper.data["corrected"]
    ]
    assert rows == [("Sở Tư pháp", "13.55", "16.55", 2, 1), ("Sở Y tế", "15.05", "15.05", 1, 2)]
    assert [entry["unit"] for entry in paper.data["groups"][0]["entries"]] == ["Sở Tư pháp", "Sở Y tế"]
    (heard,) = submission.data["complaints"]
    assert heard["letter"] == complaints.LETTER and heard["points"][0]["after"] == "9"


def test_a_second_correction_amends_the_first_one(world: World, session: Session) -> None:
    first_number = complaints.corrected(world)
    complaints.complain(world, world.other_assessment)
    complaints.review(world, world.other_assessment, **{"2_1": "10"})
    complaints.vote(world, assessment=world.other_assessment)
    complaints.settle(world, world.other_assessment)
    corrections.start(world.actor("standing_body"), world.round.id, reason="Theo kết luận")
    corrections.submit(world.actor("standing_body"), world.round.id)
    complaints.decide(world)
    second = complaints.publish(world)
    session.rollback()
    assert first_number != second
    assert len(published_results(session, world.round.id)) == 3
    paper = live_document(session, world.round.id, "correction_decision")
    assert paper is not None and first_number in paper.data["amended"]


# --- what is refused ----------------------------------------------------------------------------------------


def test_a_complaint_comes_too_late_after_the_last_day(world: World) -> None:
    stages.published(world)
    late = clock.now() + timedelta(days=world.round.complaint_days + 10)
    with clock.at(late), pytest.raises(GuardRefused, match="Đã hết thời gian kiến nghị"):
        complaints.complain(world)


def test_one_complaint_of_a_unit_waits_at_a_time(world: World) -> None:
    stages.published(world)
    complaints.complain(world)
    with pytest.raises(GuardRefused, match="đang có một kiến nghị"):
        complaints.complain(world)
    complaints.complain(world, world.other_assessment)


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"letter_number": " "}, "letter_number"),
        ({"content": " "}, "content"),
        ({"codes": []}, "codes"),
        ({"codes": ["9.9"]}, "codes"),
    ],
)
def test_a_complaint_names_its_letter_its_reason_and_its_criteria(
    world: World, given: dict[str, Any], field: str
) -> None:
    stages.published(world)
    whole = {"letter_number": "1/STP", "content": "Xin xem lại", "codes": ["2.1"], **given}
    with pytest.raises(InvalidInput) as refusal:
        operations.complain(world.leader_of(world.assessment), world.assessment.id, **whole)
    assert refusal.value.field == field


def test_nobody_complains_before_publication_and_only_the_leader_after_it(world: World) -> None:
    stages.decided(world)
    with pytest.raises((WrongState, Forbidden)):
        complaints.complain(world)


def test_the_specialist_and_the_standing_body_do_not_complain(world: World) -> None:
    stages.published(world)
    for actor in (world.specialist_of(world.assessment), world.actor("standing_body")):
        with pytest.raises(Forbidden):
            operations.complain(
                actor, world.assessment.id, letter_number="1", content="Xin xem lại", codes=["2.1"]
            )


def test_an_answer_has_a_reason_and_leaves_the_result(world: World, session: Session) -> None:
    stages.published(world)
    complaints.complain(world)
    body = world.actor("standing_body")
    with pytest.raises(InvalidInput):
        operations.reject(body, world.assessment.id, answer=" ")
    operations.reject(body, world.assessment.id, answer="Danh mục ban hành sau kỳ đánh giá")
    session.rollback()
    complaint = session.scalars(select(Complaint)).one()
    assert complaint.state == "rejected" and complaint.answer == "Danh mục ban hành sau kỳ đánh giá"
    assert len(published_results(session, world.round.id)) == 1
    with pytest.raises(GuardRefused, match="không có kiến nghị nào"):
        operations.reject(body, world.assessment.id, answer="Lần nữa")


def test_nobody_rejects_the_complaint_of_their_own_unit(world: World, make: Maker) -> None:
    stages.published(world)
    complaints.complain(world)
    of_unit = make.account(
        world.authority, roles=["standing_body"], round_=world.round, unit_id=world.unit.id
    )
    with pytest.raises(Forbidden, match="phải đưa ra Hội đồng"):
        operations.reject(make.actor(of_unit), world.assessment.id, answer="Giữ nguyên")


def test_the_council_leaves_the_result_with_a_reason(world: World, session: Session) -> None:
    complaints.reviewed(world)
    secretary = world.actor("council_secretary")
    with pytest.raises(GuardRefused):
        operations.dismiss(secretary, world.assessment.id, reason="Chưa biểu quyết")
    complaints.vote(world, "against")
    with pytest.raises(GuardRefused, match="chưa điều chỉnh điểm"):
        operations.settle(secretary, world.assessment.id)
    with pytest.raises(InvalidInput):
        operations.dismiss(secretary, world.assessment.id, reason="")
    operations.dismiss(secretary, world.assessment.id, reason="Danh mục chưa có hiệu lực")
    session.rollback()
    assert session.scalars(select(Complaint)).one().answer == "Danh mục chưa có hiệu lực"
    with pytest.raises(GuardRefused, match="Chưa có kiến nghị nào"):
        corrections.start(world.actor("standing_body"), world.round.id, reason="Điều chỉnh")


def test_what_was_accepted_is_not_dismissed(world: World) -> None:
    complaints.reviewed(world)
    complaints.vote(world)
    with pytest.raises(GuardRefused, match="đã điều chỉnh điểm"):
        operations.dismiss(world.actor("council_secretary"), world.assessment.id, reason="Giữ")


def test_a_correction_waits_for_every_complaint_before_the_council(world: World) -> None:
    complaints.settled(world)
    complaints.complain(world, world.other_assessment)
    complaints.review(world, world.other_assessment)
    body = world.actor("standing_body")
    corrections.start(body, world.round.id, reason="Theo kết luận")
    with pytest.raises(GuardRefused, match="chưa xem xong"):
        corrections.submit(body, world.round.id)


def test_steps_in_the_wrong_state_and_on_an_old_page_are_refused(world: World) -> None:
    complaints.submitted(world)
    body, chairman = world.actor("standing_body"), world.actor("chairman")
    with pytest.raises(WrongState):
        corrections.submit(body, world.round.id)
    with pytest.raises(WrongState):
        corrections.start(body, world.round.id, reason="Nữa")
    with pytest.raises(GuardRefused):
        corrections.decide(chairman, world.round.id, dossier_hash="0" * 64)
    with pytest.raises(InvalidInput):
        corrections.send_back(chairman, world.round.id, reason=" ")
    with pytest.raises(StaleVersion):
        corrections.send_back(chairman, world.round.id, reason="Thiếu căn cứ", seen_version=1)
    with pytest.raises(Forbidden):
        corrections.decide(body, world.round.id, dossier_hash=stages.dossier_hash(world))


def test_while_it_is_submitted_nothing_of_it_moves(world: World) -> None:
    complaints.correcting(world)
    complaints.complain(world, world.other_assessment)
    corrections.submit(world.actor("standing_body"), world.round.id)
    with pytest.raises(GuardRefused, match="đang được trình"):
        complaints.review(world, world.other_assessment)


def test_sent_back_reopened_and_dropped(world: World, session: Session) -> None:
    complaints.submitted(world)
    corrections.send_back(world.actor("chairman"), world.round.id, reason="Xem lại căn cứ")
    secretary, body = world.actor("council_secretary"), world.actor("standing_body")
    with pytest.raises(GuardRefused, match="có điểm điều chỉnh"):
        corrections.cancel(body, world.round.id, reason="Thôi")
    operations.reopen(secretary, world.assessment.id, reason="Chủ tịch trả lại")
    council.raise_point(
        secretary, world.assessment.id, "2.1", question="Trở lại điểm đã công bố?", proposed="6"
    )
    complaints.vote(world)
    operations.dismiss(secretary, world.assessment.id, reason="Danh mục chưa có hiệu lực")
    corrections.cancel(body, world.round.id, reason="Không còn gì để điều chỉnh")
    assert round_state(session, world) == "published"
    assert set(states(session).values()) == {"published"}
    assert [one.number for one in published_results(session, world.round.id)] == [1]


def test_published_points_are_put_back_as_they_are_printed(
    world: World, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    """54.321 of 77.731 services are 6,98833… of 10 points: nobody can type that, the council types 6,99."""
    monkeypatch.setitem(stages.FIGURES, "dvc_tong", "77731")
    monkeypatch.setitem(stages.FIGURES, "dvc_truc_tuyen", "54321")
    stages.published(world)
    unit, secretary = world.other_assessment, world.actor("council_secretary")
    complaints.complain(world, unit)
    complaints.review(world, unit)
    complaints.meet(world)
    complaints.vote(world, assessment=unit)
    council.raise_point(secretary, unit.id, "2.1", question="Trở lại điểm đã công bố?", proposed="6,99")
    session.rollback()
    (point,) = session.scalars(select(OpenPoint).where(OpenPoint.state == "open"))
    assert point.proposed_points == Fraction(543210, 77731)
    complaints.vote(world, assessment=unit)
    operations.dismiss(secretary, unit.id, reason="Giữ kết quả đã công bố")
    assert states(session)[unit.id] == "published"


def test_sent_back_and_submitted_again_keeps_every_number(world: World, session: Session) -> None:
    complaints.submitted(world)
    corrections.send_back(world.actor("chairman"), world.round.id, reason="Xem lại căn cứ")
    corrections.submit(world.actor("standing_body"), world.round.id)
    complaints.decide(world)
    complaints.publish(world)
    session.rollback()
    found = session.execute(select(ResultVersion.number, ResultVersion.state)).all()
    assert sorted(map(tuple, found)) == [(1, "published"), (2, "returned"), (3, "published")]


def test_the_round_ends_when_everything_is_answered(world: World, session: Session) -> None:
    complaints.corrected(world)
    body = world.actor("standing_body")
    with pytest.raises(GuardRefused, match="còn được kiến nghị"):
        corrections.close_round(body, world.round.id)
    complaints.complain(world)
    with clock.at(complaints.long_after()):
        with pytest.raises(GuardRefused, match="chưa xong"):
            corrections.close_round(body, world.round.id)
        operations.reject(body, world.assessment.id, answer="Đã điều chỉnh")
        corrections.close_round(body, world.round.id)
    assert round_state(session, world) == "closed"
    assert set(states(session).values()) == {"closed"}


def test_a_published_sheet_is_what_the_unit_reads_until_the_decision(
    world: World, session: Session, act_as: ActAs
) -> None:
    complaints.settled(world)
    session.rollback()
    council_sheets = session.scalars(
        select(Sheet).where(Sheet.assessment_id == world.assessment.id, Sheet.stage == "council")
    ).all()
    assert len(council_sheets) == 2
    page = act_as(world.leader).get(f"/danh-gia/{world.assessment.id}/ket-qua").get_data(as_text=True)
    assert "13,55" in page and "16,55" not in page
    assert texts.STATES["reviewing"] in act_as(world.leader).get(
        f"/kien-nghi/don-vi/{world.assessment.id}"
    ).get_data(as_text=True)

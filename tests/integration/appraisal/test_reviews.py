"""Decisions of the team: what each does to the points, what is refused, and the sheet they freeze."""

import threading
from fractions import Fraction

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock, history
from app.accounts.actor import Actor
from app.accounts.models import Account
from app.appraisal import operations, queries, unit_file
from app.appraisal.models import CriterionReview
from app.appraisal.sheets import appraisal_content
from app.assessments import entry, sheets
from app.assessments import operations as assessments
from app.assessments.entry import Typed
from app.assessments.models import Assessment, ExplanationItem, ExplanationRequest
from app.errors import DomainError, Forbidden, GuardRefused, InvalidInput, NotFound, StaleVersion
from app.history import Event
from app.rounds.models import Round
from frameworks.sheet import content_hash, recompute
from tests import stages
from tests.factories import World


@pytest.fixture
def received(world: World) -> World:
    """Both units confirmed: 15,05 of 20 points."""
    stages.received(world)
    return world


def reviews(session: Session, world: World) -> dict[str, CriterionReview]:
    session.rollback()
    rows = session.scalars(
        select(CriterionReview).where(CriterionReview.assessment_id == world.assessment.id)
    )
    return {row.code: row for row in rows}


def total(session: Session, world: World) -> Fraction:
    session.rollback()
    found = session.get_one(Assessment, world.assessment.id)
    return appraisal_content(session, found).scores().rescaled_total


def decide(world: World, code: str, decision: str, points: str = "", reason: str = "") -> None:
    operations.review(
        world.actor("appraiser"), world.assessment.id, code, decision, points=points, reason=reason
    )


def claimed(world: World, code: str = "2.2") -> None:
    """The first unit says a criterion does not apply to it."""
    stages.fill(world, world.assessment)
    assessments.declare(
        world.actor("specialist"), world.assessment.id, code, "na_claimed", reason="Không được giao dự toán"
    )
    stages.submit(world, world.assessment)
    stages.confirm(world, world.assessment)


# --- accepting and adjusting --------------------------------------------------------------------------------


def test_accepting_takes_the_units_points(received: World, session: Session) -> None:
    decide(received, "2.1", "accepted")
    kept = reviews(session, received)["2.1"]
    assert (kept.decision, kept.points, kept.reason) == ("accepted", Fraction("7.5"), None)
    assert kept.reviewed_by == received.person("appraiser").id
    assert total(session, received) == Fraction("15.05")


def test_adjusting_takes_the_teams_points_with_person_and_reason(received: World, session: Session) -> None:
    decide(received, "2.1", "adjusted", " 5,25 ", "Chỉ 31 dịch vụ có hồ sơ")
    assert reviews(session, received)["2.1"].points == Fraction("5.25")
    assert total(session, received) == Fraction("12.8")
    event = session.scalars(select(Event).where(Event.kind == "review")).one()
    assert event.comment == "Chỉ 31 dịch vụ có hồ sơ"
    assert event.data["after"] == {
        "decision": "adjusted",
        "points": "21/4",
        "reason": "Chỉ 31 dịch vụ có hồ sơ",
    }
    assert (event.actor_name, event.acting_role) == (received.person("appraiser").full_name, "appraiser")


@pytest.mark.parametrize(
    ("points", "reason", "field", "words"),
    [
        ("5", "  ", "reason", "phải ghi lý do"),
        ("", "Thiếu tài liệu", "points", "Xin nhập điểm thẩm định"),
        ("năm", "Thiếu tài liệu", "points", "phải nhập một số"),
        ("5.25", "Thiếu tài liệu", "points", "là 5,25 phải không"),
        ("-1", "Thiếu tài liệu", "points", "không được nhỏ hơn 0"),
        ("10,01", "Thiếu tài liệu", "points", "không được lớn hơn 10"),
    ],
)
def test_an_adjustment_that_cannot_be_is_refused_in_its_place(
    received: World, session: Session, points: str, reason: str, field: str, words: str
) -> None:
    with pytest.raises(InvalidInput, match=words) as refusal:
        decide(received, "2.1", "adjusted", points, reason)
    assert refusal.value.field == field
    assert not reviews(session, received)


@pytest.mark.parametrize(
    ("code", "decision", "words"),
    [
        ("9.9", "accepted", "không có tiêu chí này"),
        ("2", "accepted", "không có tiêu chí này"),
        ("2.1", "excellent", "Xin chọn"),
        ("2.1", "na_accepted", "không đề nghị"),
        ("2.1", "na_refused", "không đề nghị"),
    ],
)
def test_what_is_no_decision_on_no_criterion_is_refused(
    received: World, code: str, decision: str, words: str
) -> None:
    with pytest.raises(InvalidInput, match=words):
        decide(received, code, decision, "1", "Lý do")


def test_the_same_decision_twice_is_one_event(received: World, session: Session) -> None:
    for _ in range(2):
        decide(received, "2.1", "adjusted", "5", "Thiếu tài liệu")
    assert reviews(session, received)["2.1"].version == 1
    assert len(session.scalars(select(Event).where(Event.kind == "review")).all()) == 1


def test_a_changed_mind_keeps_both_decisions_in_the_history(received: World, session: Session) -> None:
    decide(received, "2.1", "adjusted", "5", "Thiếu tài liệu")
    decide(received, "2.1", "accepted")
    assert reviews(session, received)["2.1"].version == 2
    last = session.scalars(
        select(Event).where(Event.kind == "review").order_by(Event.sequence.desc())
    ).first()
    assert last is not None
    assert last.data["before"]["points"] == "5"
    assert last.data["after"]["decision"] == "accepted"


# --- "không áp dụng" ----------------------------------------------------------------------------------------


def test_a_claim_waits_for_an_answer_of_its_own(world: World, session: Session) -> None:
    claimed(world)
    with pytest.raises(InvalidInput, match="Không áp dụng"):
        decide(world, "2.2", "accepted")
    operations.accept_rest(world.actor("appraiser"), world.assessment.id)
    assert set(reviews(session, world)) == {"1.1", "1.2", "1.3", "2.1"}
    with pytest.raises(GuardRefused, match=r"2\.2"):
        operations.finish(world.actor("appraiser"), world.assessment.id)


def test_an_accepted_claim_is_left_out_and_the_rest_rescaled(world: World, session: Session) -> None:
    claimed(world)
    decide(world, "2.2", "na_accepted", reason="Đơn vị không có dự toán riêng")
    # 2 + 2 + 1 + 7,5 = 12,5 of 17, times 20/17
    assert total(session, world) == Fraction(250, 17)
    with pytest.raises(InvalidInput, match="lý do"):
        decide(world, "2.2", "na_accepted")


def test_a_refused_claim_gets_points(world: World, session: Session) -> None:
    claimed(world)
    decide(world, "2.2", "na_refused", "1,5", "Có dự toán tại Quyết định số 12")
    assert total(session, world) == 14


# --- the rest at once ---------------------------------------------------------------------------------------


def test_the_rest_of_a_main_index_is_accepted_each_with_its_event(received: World, session: Session) -> None:
    decide(received, "1.1", "adjusted", "1", "Chuyên mục chưa cập nhật")
    appraiser = received.actor("appraiser")
    assert operations.accept_rest(appraiser, received.assessment.id, "1") == 2
    assert operations.accept_rest(appraiser, received.assessment.id, "1") == 0
    kept = reviews(session, received)
    assert {code: row.decision for code, row in kept.items()} == {
        "1.1": "adjusted",
        "1.2": "accepted",
        "1.3": "accepted",
    }
    assert len(session.scalars(select(Event).where(Event.kind == "review")).all()) == 3
    with pytest.raises(InvalidInput):
        operations.accept_rest(appraiser, received.assessment.id, "9")


# --- questions ----------------------------------------------------------------------------------------------


def asked(world: World, *codes: str) -> None:
    for code in codes:
        operations.write_question(world.actor("appraiser"), world.assessment.id, code, f"Căn cứ {code}?")
    operations.ask(world.actor("appraiser"), world.assessment.id)


def test_a_question_is_written_changed_and_taken_back(received: World, session: Session) -> None:
    appraiser, number = received.actor("appraiser"), received.assessment.id
    operations.write_question(appraiser, number, "2.1", "")
    assert session.scalar(select(ExplanationRequest)) is None
    for text in ("Căn cứ nào?", "Căn cứ nào?", "Văn bản nào?"):
        operations.write_question(appraiser, number, "2.1", text)
    session.rollback()
    assert session.scalars(select(ExplanationItem)).one().question == "Văn bản nào?"
    operations.write_question(appraiser, number, "2.1", " ")
    session.rollback()
    assert session.scalar(select(ExplanationItem)) is None
    assert len(session.scalars(select(Event).where(Event.kind == "question")).all()) == 3
    with pytest.raises(GuardRefused, match="Chưa ghi nội dung"):
        operations.ask(appraiser, number)


def test_what_is_asked_is_appraised_again_after_the_answer(received: World, session: Session) -> None:
    appraiser, number = received.actor("appraiser"), received.assessment.id
    operations.accept_rest(appraiser, number)
    asked(received, "2.1")
    assert set(reviews(session, received)) == {"1.1", "1.2", "1.3", "2.2"}
    specialist = received.actor("specialist")
    assessments.answer(specialist, number, "2.1", "Theo quyết định công bố danh mục năm nay")
    entry.save_figure(specialist, number, Typed("dvc_truc_tuyen", "30"))
    assessments.send_explanation(specialist, number)
    seen = stages.self_hash(received, received.assessment)
    assessments.confirm_explanation(received.actor("leader"), number, sheet_hash=seen)
    with pytest.raises(GuardRefused, match=r"2\.1"):
        operations.finish(appraiser, number)
    decide(received, "2.1", "accepted")
    assert reviews(session, received)["2.1"].points == 5
    operations.finish(appraiser, number)


def test_what_a_unit_changes_while_explaining_is_not_shown_before_its_leader_confirms(
    received: World, session: Session
) -> None:
    asked(received, "2.1")
    number = received.assessment.id
    specialist = received.actor("specialist")
    entry.save_figure(specialist, number, Typed("dvc_truc_tuyen", "30"))
    assessments.answer(specialist, number, "2.1", "Xin sửa")
    session.rollback()
    found = session.get_one(Assessment, number)
    file = unit_file.unit_file(session, found, sheets.framework_of(session, found))
    assert file.values["dvc_truc_tuyen"] == "45"
    assert [question.answer for question in file.questions["2.1"]] == [None]


def test_an_old_page_cannot_decide_on_figures_it_never_showed(received: World, session: Session) -> None:
    number = received.assessment.id
    session.rollback()
    seen = queries.decision_version(session.get_one(Assessment, number), None)
    asked(received, "2.1")
    specialist = received.actor("specialist")
    assessments.answer(specialist, number, "2.1", "Đã rà soát")
    assessments.send_explanation(specialist, number)
    stored = stages.self_hash(received, received.assessment)
    assessments.confirm_explanation(received.actor("leader"), number, sheet_hash=stored)
    with pytest.raises(StaleVersion):
        operations.review(received.actor("appraiser"), number, "2.1", "accepted", seen_version=seen)


# --- who may ------------------------------------------------------------------------------------------------


def member_of(world: World, role: str) -> Actor:
    """Somebody of the first unit who also has a role in the round."""
    account = world.make.account(
        world.authority, roles=[role], round_=world.round, unit_id=world.unit.id, position_title="Phó phòng"
    )
    return world.make.actor(account)


def test_nobody_appraises_the_unit_they_belong_to(received: World, session: Session) -> None:
    mine, number = member_of(received, "appraiser"), received.assessment.id
    with pytest.raises(NotFound):
        operations.review(mine, number, "2.1", "accepted")
    with pytest.raises(NotFound):
        operations.write_question(mine, number, "2.1", "Căn cứ nào?")
    operations.review(mine, received.other_assessment.id, "2.1", "accepted")
    round_ = session.get_one(Round, received.round.id)
    listed = [row.unit.name for row in queries.unit_rows(session, mine, round_)]
    assert listed == ["Sở Y tế"]


def test_the_standing_body_does_not_question_its_own_unit(received: World) -> None:
    mine, number = member_of(received, "standing_body"), received.assessment.id
    with pytest.raises(Forbidden):
        operations.write_question(mine, number, "2.1", "Căn cứ nào?")
    operations.write_question(received.actor("appraiser"), number, "2.1", "Căn cứ nào?")
    with pytest.raises(GuardRefused, match="thuộc đơn vị này"):
        operations.ask(mine, number)


ACTIONS = {
    "review": lambda actor, number: operations.review(actor, number, "2.1", "accepted"),
    "accept_rest": lambda actor, number: operations.accept_rest(actor, number),
    "write_question": lambda actor, number: operations.write_question(actor, number, "2.1", "Căn cứ nào?"),
    "ask": lambda actor, number: operations.ask(actor, number),
    "finish": lambda actor, number: operations.finish(actor, number),
    "reopen": lambda actor, number: operations.reopen(actor, number, reason="Bỏ sót tài liệu"),
}
# Whom an action lets past the policy and the workflow's roles while a unit is being appraised; the last
# one then meets its state, which is another one.
MAY = {
    "review": {"appraiser"},
    "accept_rest": {"appraiser"},
    "write_question": {"appraiser", "standing_body"},
    "ask": {"appraiser", "standing_body"},
    "finish": {"appraiser"},
    "reopen": set(),
}
KNOWING = {"specialist", "leader", "appraiser", "standing_body", "auditor", "council_secretary"}


@pytest.mark.parametrize("action", ACTIONS)
def test_each_action_is_for_its_roles_alone(received: World, action: str) -> None:
    number = received.assessment.id
    for role in ("specialist", "leader", *World.STAFF):
        error: DomainError | None = None
        try:
            ACTIONS[action](received.actor(role), number)
        except DomainError as refusal:
            error = refusal
        if role in MAY[action]:
            assert not isinstance(error, Forbidden | NotFound), role
        else:
            assert isinstance(error, DomainError), role
            assert error.status == (404 if role not in KNOWING else error.status), role
            assert error.status in (403, 404, 409), role


@pytest.mark.parametrize("state", ["drafting", "awaiting_confirmation", "explaining", "appraised", "settled"])
def test_nothing_is_decided_outside_the_appraisal(world: World, session: Session, state: str) -> None:
    world.assessment.state = state
    session.commit()
    for name in ("review", "accept_rest", "write_question", "ask", "finish"):
        with pytest.raises(DomainError) as refusal:
            ACTIONS[name](world.actor("appraiser"), world.assessment.id)
        assert refusal.value.status in (403, 404, 409), name


# --- finishing ----------------------------------------------------------------------------------------------


def test_the_frozen_sheet_is_the_one_computed(received: World, session: Session) -> None:
    decide(received, "2.1", "adjusted", "5", "Thiếu quyết định công bố danh mục")
    appraiser, number = received.actor("appraiser"), received.assessment.id
    with pytest.raises(GuardRefused) as refusal:
        operations.finish(appraiser, number)
    assert "4 tiêu chí" in refusal.value.message
    operations.accept_rest(appraiser, number)
    operations.finish(appraiser, number)
    session.rollback()
    found = session.get_one(Assessment, number)
    sheet = sheets.current(session, number, "appraisal")
    assert sheet is not None
    computed = appraisal_content(session, found)
    assert sheet.content == sheets.canonical("appraisal", computed)
    assert sheet.content_hash == content_hash(sheet.content)
    assert sheet.total == computed.scores().rescaled_total == Fraction("12.55")
    assert recompute(sheet.content, computed.framework).equal
    assert computed.differences == {
        "2.1": {
            "by": received.person("appraiser").full_name,
            "reason": "Thiếu quyết định công bố danh mục",
        }
    }
    last = session.scalars(select(Event).where(Event.transition == "finish_appraisal")).one()
    assert last.sheet_hash == sheet.content_hash


def test_an_ended_appraisal_is_opened_again_with_a_reason_alone(received: World, session: Session) -> None:
    stages_appraised = received.actor("appraiser"), received.assessment.id
    operations.accept_rest(*stages_appraised)
    operations.finish(*stages_appraised)
    standing = received.actor("standing_body")
    with pytest.raises(InvalidInput):
        operations.reopen(standing, received.assessment.id, reason=" ")
    operations.reopen(standing, received.assessment.id, reason="Đơn vị gửi bổ sung tài liệu")
    session.rollback()
    assert session.get_one(Assessment, received.assessment.id).state == "appraising"


def test_the_total_in_the_list_is_the_total_of_the_sheet(world: World, session: Session) -> None:
    claimed(world)
    decide(world, "2.2", "na_accepted", reason="Không có dự toán riêng")
    decide(world, "2.1", "adjusted", "5", "Thiếu tài liệu")
    session.rollback()
    round_ = session.get_one(Round, world.round.id)
    rows = {row.unit.name: row for row in queries.unit_rows(session, world.actor("appraiser"), round_)}
    assert rows["Sở Tư pháp"].appraised_total == total(session, world)
    assert rows["Sở Tư pháp"].reviewed == 2
    assert rows["Sở Y tế"].self_total is None  # not confirmed: the team sees where it is, no figures


# --- the round ----------------------------------------------------------------------------------------------


def test_collecting_ends_when_every_unit_is_received(world: World) -> None:
    with pytest.raises(GuardRefused, match="2 đơn vị chưa xác nhận"):
        operations.close_entry(world.actor("standing_body"), world.round.id)


def test_the_council_starts_when_every_unit_is_appraised(received: World) -> None:
    standing, round_id = received.actor("standing_body"), received.round.id
    operations.close_entry(standing, round_id)
    with pytest.raises(GuardRefused, match="2 đơn vị chưa thẩm định xong"):
        operations.start_council(standing, round_id)
    for role in ("appraiser", "council_secretary", "chairman"):
        with pytest.raises(Forbidden):
            operations.start_council(received.actor(role), round_id)


# --- two at once --------------------------------------------------------------------------------------------


def test_two_appraisers_on_one_criterion_give_one_decision_and_one_stale_page(
    app: Flask, received: World, session: Session
) -> None:
    number = received.assessment.id
    second = received.make.account(received.authority, roles=["appraiser"], round_=received.round)
    actors = [received.actor("appraiser"), received.make.actor(second)]
    session.rollback()
    seen = queries.decision_version(session.get_one(Assessment, number), None)
    session.rollback()
    barrier, outcomes = threading.Barrier(2), []

    def press(actor: Actor, points: str) -> None:
        with app.app_context():
            barrier.wait()
            try:
                operations.review(
                    actor,
                    number,
                    "2.1",
                    "adjusted",
                    points=points,
                    reason="Thiếu tài liệu",
                    seen_version=seen,
                )
                outcomes.append("kept")
            except StaleVersion:
                outcomes.append("stale")

    threads = [threading.Thread(target=press, args=pair) for pair in zip(actors, "54", strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["kept", "stale"]
    assert reviews(session, received)["2.1"].version == 1
    chain = session.scalars(
        select(Event)
        .where(Event.subject_type == "assessment", Event.subject_id == number)
        .order_by(Event.sequence)
    ).all()
    assert history.verify_chain(chain) is None


def test_a_person_leaving_the_team_decides_no_more(received: World, session: Session) -> None:
    from app.accounts.models import RoleGrant

    grant = session.scalars(
        select(RoleGrant)
        .join(Account, Account.id == RoleGrant.account_id)
        .where(RoleGrant.role == "appraiser")
    ).one()
    grant.ended_at = clock.now()
    session.commit()
    with pytest.raises(NotFound):
        decide(received, "2.1", "accepted")

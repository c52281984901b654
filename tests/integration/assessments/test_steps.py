"""The unit's way: submit, recall, confirm, return, explain; and what is done about late units."""

from collections.abc import Callable
from datetime import date, timedelta
from io import BytesIO
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock, history, outbox
from app.accounts.actor import Actor
from app.appraisal import operations as appraisal
from app.assessments import changes, entry, explanations, operations, queries, sheets
from app.assessments.entry import Typed
from app.assessments.models import ASSESSMENT_STATES, Assessment, Figure, Sheet
from app.errors import DomainError, Forbidden, GuardRefused, InvalidInput, NotFound, StaleVersion, WrongState
from app.evidence import operations as evidence
from app.evidence.operations import Limits, Upload
from app.history import Event, verify_chain
from app.outbox import OutboxMessage
from config import ALLOWED_UPLOADS
from tests import stages
from tests.factories import World


def reloaded(session: Session, assessment: Assessment) -> Assessment:
    session.rollback()
    return session.get_one(Assessment, assessment.id, populate_existing=True)


def chain(session: Session, assessment_id: int) -> list[Any]:
    session.rollback()
    query = select(Event.__table__).where(
        Event.subject_type == "assessment", Event.subject_id == assessment_id
    )
    return list(session.execute(query.order_by(Event.sequence)))


def topics(session: Session) -> list[str]:
    session.rollback()
    return list(session.scalars(select(OutboxMessage.topic).order_by(OutboxMessage.id)))


def explaining(world: World, code: str = "2.1") -> None:
    """Confirmed, and asked about one criterion."""
    stages.fill(world, world.assessment)
    stages.submit(world, world.assessment)
    stages.confirm(world, world.assessment)
    appraisal.write_question(world.actor("appraiser"), world.assessment.id, code, "Căn cứ nào?")
    appraisal.ask(world.actor("appraiser"), world.assessment.id)


# --- submit, recall, confirm, return ------------------------------------------------------------------------


def test_an_incomplete_form_is_not_submitted_and_names_what_is_missing(world: World) -> None:
    specialist, number = world.actor("specialist"), world.assessment.id
    stages.fill(world, world.assessment, muc_do="")
    with pytest.raises(GuardRefused, match=r"Còn 1 tiêu chí chưa có số liệu: 1\.3"):
        operations.submit(specialist, number)
    operations.declare(specialist, number, "1.3", "no_data", reason="Chưa theo dõi")
    operations.submit(specialist, number)


def test_the_whole_way_to_the_team(world: World, session: Session) -> None:
    number = world.assessment.id
    stages.fill(world, world.assessment)
    stages.submit(world, world.assessment)
    assert reloaded(session, world.assessment).state == "awaiting_confirmation"
    seen = stages.self_hash(world, world.assessment)
    operations.confirm(world.actor("leader"), number, sheet_hash=seen)
    after = reloaded(session, world.assessment)
    assert after.state == "appraising"
    assert after.received_at is not None
    sheet = sheets.current(session, number, "self")
    assert sheet is not None and sheet.content_hash == seen and str(sheet.total) == "301/20"
    events = chain(session, number)
    assert [event.transition for event in events if event.transition] == ["submit", "confirm"]
    assert events[-1].sheet_hash == seen
    assert verify_chain(events) is None
    assert topics(session) == ["tell_leader", "issue_self_assessment_form", "tell_appraisers"]


def test_what_changed_meanwhile_is_not_confirmed_and_is_shown(world: World, session: Session) -> None:
    number, specialist = world.assessment.id, world.actor("specialist")
    stages.fill(world, world.assessment)
    stages.submit(world, world.assessment)
    seen = stages.self_hash(world, world.assessment)
    newest = changes.last_sequence(session, number)
    operations.recall(specialist, number, reason="Sửa số hội thảo")
    with pytest.raises(WrongState, match="Rút lại|Đang nhập"):
        operations.confirm(world.actor("leader"), number, sheet_hash=seen)
    entry.save_figure(specialist, number, Typed("so_hoi_thao", "6"))
    operations.submit(specialist, number)
    with pytest.raises(GuardRefused, match="Số liệu đã thay đổi"):
        operations.confirm(world.actor("leader"), number, sheet_hash=seen)
    session.rollback()
    opened = queries.open_for(session, world.actor("leader"), number)
    (row,) = changes.since(session, opened, newest)
    assert (row["code"], row["title"], row["before"], row["after"]) == (
        "1.2",
        "Số hội thảo đã tổ chức",
        "4",
        "6",
    )
    assert sheets.current(session, number, "self") is None


def test_changed_and_changed_back_is_no_difference(world: World, session: Session) -> None:
    number, specialist = world.assessment.id, world.actor("specialist")
    stages.fill(world, world.assessment)
    stages.submit(world, world.assessment)
    seen, newest = stages.self_hash(world, world.assessment), changes.last_sequence(session, number)
    operations.recall(specialist, number, reason="Xem lại")
    entry.save_figure(specialist, number, Typed("so_hoi_thao", "6"))
    entry.save_figure(specialist, number, Typed("so_hoi_thao", "4"))
    operations.submit(specialist, number)
    session.rollback()
    opened = queries.open_for(session, world.actor("leader"), number)
    assert changes.since(session, opened, newest) == []
    operations.confirm(world.actor("leader"), number, sheet_hash=seen)


def test_a_return_carries_its_reason_and_opens_the_form(world: World, session: Session) -> None:
    number = world.assessment.id
    stages.fill(world, world.assessment)
    stages.submit(world, world.assessment)
    with pytest.raises(InvalidInput):
        operations.return_to_specialist(world.actor("leader"), number, reason="  ")
    operations.return_to_specialist(world.actor("leader"), number, reason="Kiểm tra lại 2.1")
    assert reloaded(session, world.assessment).state == "drafting"
    assert chain(session, number)[-1].comment == "Kiểm tra lại 2.1"
    entry.save_figure(world.actor("specialist"), number, Typed("dvc_truc_tuyen", "40"))


def test_a_leader_who_entered_figures_does_not_confirm_them(world: World, session: Session) -> None:
    stages.fill(world, world.assessment)
    stages.submit(world, world.assessment)
    session.execute(
        Figure.__table__.update().where(Figure.name == "dvc_tong").values(updated_by=world.leader.id)
    )
    session.commit()
    with pytest.raises(GuardRefused, match="không được là người đã nhập"):
        stages.confirm(world, world.assessment)


def test_an_old_page_decides_nothing(world: World) -> None:
    stages.fill(world, world.assessment)
    stages.submit(world, world.assessment)
    with pytest.raises(StaleVersion):
        operations.return_to_specialist(
            world.actor("leader"), world.assessment.id, reason="Sửa", seen_version=1
        )


def test_pressing_twice_submits_once(world: World, session: Session) -> None:
    stages.fill(world, world.assessment)
    stages.submit(world, world.assessment)
    with pytest.raises(WrongState):
        stages.submit(world, world.assessment)
    assert [event.transition for event in chain(session, world.assessment.id) if event.transition] == [
        "submit"
    ]


@pytest.mark.parametrize("broken", [(history, "append"), (outbox, "put")])
def test_a_crash_in_a_confirmation_leaves_nothing(
    world: World, session: Session, monkeypatch: pytest.MonkeyPatch, broken: tuple[Any, str]
) -> None:
    stages.fill(world, world.assessment)
    stages.submit(world, world.assessment)
    seen, before = stages.self_hash(world, world.assessment), len(chain(session, world.assessment.id))

    def crash(*_: object, **__: object) -> None:
        raise RuntimeError("power cut")

    with monkeypatch.context() as patch:
        patch.setattr(broken[0], broken[1], crash)
        with pytest.raises(RuntimeError):
            operations.confirm(world.actor("leader"), world.assessment.id, sheet_hash=seen)
    assert reloaded(session, world.assessment).state == "awaiting_confirmation"
    assert session.scalars(select(Sheet)).all() == []
    assert len(chain(session, world.assessment.id)) == before
    operations.confirm(world.actor("leader"), world.assessment.id, sheet_hash=seen)


# --- late units ---------------------------------------------------------------------------------------------


def test_a_late_unit_is_taken_over_with_what_there_is(world: World, session: Session) -> None:
    number, standing = world.assessment.id, world.actor("standing_body")
    entry.save_figure(world.actor("specialist"), number, Typed("so_hoi_thao", "4"))
    with pytest.raises(GuardRefused, match="vẫn còn thời gian"):
        operations.take_over(standing, number, reason="Quá hạn")
    with clock.at(clock.end_of_day(world.round.entry_deadline)):
        operations.take_over(standing, number, reason="Quá hạn, đã đôn đốc hai lần")
    after = reloaded(session, world.assessment)
    assert (after.state, after.received_at is not None) == ("appraising", True)
    sheet = sheets.current(session, number, "self")
    assert sheet is not None and sheet.total == 2  # blanks count nothing: source 002, V.3.c


def test_nothing_is_submitted_or_confirmed_after_the_window(world: World) -> None:
    stages.fill(world, world.assessment)
    after = clock.end_of_day(world.round.entry_deadline)
    with clock.at(after), pytest.raises(GuardRefused, match="Đã hết thời gian"):
        stages.submit(world, world.assessment)
    stages.submit(world, world.assessment)
    with clock.at(after), pytest.raises(GuardRefused, match="Đã hết thời gian"):
        stages.confirm(world, world.assessment)


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"letter_number": " "}, "letter_number"),
        ({"reason": ""}, "reason"),
        ({"until": date(2020, 1, 1)}, "until"),
    ],
)
def test_an_extension_needs_letter_reason_and_a_later_day(
    world: World, values: dict[str, Any], field: str
) -> None:
    given = {
        "until": world.round.entry_deadline + timedelta(days=2),
        "letter_number": "15/STTTT-CNTT",
        "reason": "Mất điện",
        **values,
    }
    with pytest.raises(InvalidInput) as refusal:
        operations.extend(world.actor("standing_body"), world.assessment.id, **given)
    assert refusal.value.field == field


# --- explaining ---------------------------------------------------------------------------------------------


def test_only_the_criteria_asked_about_reopen(world: World) -> None:
    explaining(world)
    specialist, number = world.actor("specialist"), world.assessment.id
    entry.save_figure(specialist, number, Typed("dvc_truc_tuyen", "40"))
    with pytest.raises(Forbidden, match="đang khóa"):
        entry.save_figure(specialist, number, Typed("so_hoi_thao", "9"))
    with pytest.raises(Forbidden, match="đang khóa"):
        operations.declare(specialist, number, "1.2", "no_data", reason="x")
    with pytest.raises(Forbidden, match="đang khóa"):
        operations.answer(specialist, number, "1.2", "Không hỏi mà đáp")


def test_answers_go_back_to_the_stage_that_asked(world: World, session: Session) -> None:
    explaining(world)
    specialist, leader, number = world.actor("specialist"), world.actor("leader"), world.assessment.id
    with pytest.raises(GuardRefused, match="chưa giải trình"):
        operations.send_explanation(specialist, number)
    with pytest.raises(InvalidInput):
        operations.answer(specialist, number, "2.1", "  ")
    operations.answer(specialist, number, "2.1", "Theo Quyết định 1200")
    operations.answer(specialist, number, "2.1", "Theo Quyết định 1200")  # twice is one answer
    assert [event.kind for event in chain(session, number)].count("answer") == 1
    entry.save_figure(specialist, number, Typed("dvc_truc_tuyen", "40"))
    operations.send_explanation(specialist, number)
    operations.return_explanation(leader, number, reason="Ghi rõ ngày")
    operations.answer(specialist, number, "2.1", "Theo Quyết định 1200 ngày 01/4/2024")
    operations.send_explanation(specialist, number)
    operations.confirm_explanation(leader, number, sheet_hash=stages.self_hash(world, world.assessment))
    assert reloaded(session, world.assessment).state == "appraising"
    assert explanations.open_items(session, number) == []
    numbers = session.scalars(select(Sheet.number).where(Sheet.stage == "self").order_by(Sheet.number)).all()
    assert numbers == [1, 2]


def test_an_explanation_ends_with_its_days(world: World, session: Session) -> None:
    explaining(world)
    specialist, standing, number = (
        world.actor("specialist"),
        world.actor("standing_body"),
        world.assessment.id,
    )
    with pytest.raises(GuardRefused, match="vẫn còn thời gian"):
        operations.close_explanation(standing, number, reason="Quá hạn")
    after = clock.now() + timedelta(days=world.round.explanation_days + 12)  # whatever rest lies between
    with clock.at(after):
        with pytest.raises(GuardRefused, match="Đã hết thời gian giải trình"):
            entry.save_figure(specialist, number, Typed("dvc_truc_tuyen", "40"))
        with pytest.raises(GuardRefused, match="Đã hết thời gian giải trình"):
            operations.answer(specialist, number, "2.1", "Muộn")
        operations.close_explanation(standing, number, reason="Quá hạn giải trình")
    assert reloaded(session, world.assessment).state == "appraising"
    assert explanations.open_request(session, number) is None


# --- role × state × operation -------------------------------------------------------------------------------

Attempt = Callable[[Actor, int], object]
FILE = b"%PDF-1.4\n1 0 obj\n"
OPERATIONS: dict[str, Attempt] = {
    "save_figure": lambda actor, number: entry.save_figure(actor, number, Typed("so_hoi_thao", "hai")),
    "declare": lambda actor, number: operations.declare(actor, number, "1.2", "no_data", reason=""),
    "answer": lambda actor, number: operations.answer(actor, number, "1.2", ""),
    "attach": lambda actor, number: evidence.attach(
        actor, number, "1.2", [Upload("a.exe", BytesIO(FILE))], Limits(ALLOWED_UPLOADS, 1000)
    ),
    "submit": operations.submit,
    "recall": lambda actor, number: operations.recall(actor, number, reason=""),
    "confirm": lambda actor, number: operations.confirm(actor, number, sheet_hash=""),
    "return_to_specialist": lambda actor, number: operations.return_to_specialist(actor, number, reason=""),
    "take_over": lambda actor, number: operations.take_over(actor, number, reason=""),
    "send_explanation": operations.send_explanation,
    "return_explanation": lambda actor, number: operations.return_explanation(actor, number, reason=""),
    "confirm_explanation": lambda actor, number: operations.confirm_explanation(actor, number, sheet_hash=""),
    "close_explanation": lambda actor, number: operations.close_explanation(actor, number, reason=""),
    "extend": lambda actor, number: operations.extend(
        actor, number, until=clock.today() + timedelta(days=90), letter_number="", reason=""
    ),
}
UNIT_ENTERS = {("drafting", "specialist"), ("explaining", "specialist")}
ALLOWED: dict[str, set[tuple[str, str]]] = {
    "save_figure": UNIT_ENTERS,
    "declare": UNIT_ENTERS,
    "attach": UNIT_ENTERS,
    "answer": {("explaining", "specialist")},
    "submit": {("drafting", "specialist")},
    "recall": {("awaiting_confirmation", "specialist")},
    "confirm": {("awaiting_confirmation", "leader")},
    "return_to_specialist": {("awaiting_confirmation", "leader")},
    "take_over": {("drafting", "standing_body"), ("awaiting_confirmation", "standing_body")},
    "send_explanation": {("explaining", "specialist")},
    "return_explanation": {("awaiting_explanation_confirmation", "leader")},
    "confirm_explanation": {("awaiting_explanation_confirmation", "leader")},
    "close_explanation": {
        ("explaining", "standing_body"),
        ("awaiting_explanation_confirmation", "standing_body"),
    },
    "extend": {
        (state, "standing_body")
        for state in ("drafting", "awaiting_confirmation", "explaining", "awaiting_explanation_confirmation")
    },
}


def kind_of_answer(attempt: Attempt, actor: Actor, number: int) -> str:
    """Refused where role or state forbid it; tried where the attempt got as far as its own conditions."""
    try:
        attempt(actor, number)
    except (NotFound, WrongState):
        return "refused"
    except Forbidden as error:
        return "tried" if "chỉ các tiêu chí" in error.message or "đang khóa" in error.message else "refused"
    except DomainError:
        return "tried"
    return "tried"


@pytest.mark.parametrize("state", ASSESSMENT_STATES)
def test_every_role_in_every_state_is_answered_by_the_table(
    world: World, session: Session, state: str
) -> None:
    number = world.assessment.id
    set_state = Assessment.__table__.update().where(Assessment.id == number).values(state=state)
    session.execute(set_state)
    session.commit()
    roles = ["specialist", "leader", *World.STAFF]
    people = {role: world.actor(role) for role in roles}
    people["foreign specialist"] = world.make.actor(world.other_specialist)
    people["foreign leader"] = world.make.actor(world.other_leader)
    found = {}
    for name, attempt in OPERATIONS.items():
        for role, actor in people.items():
            found[name, role] = kind_of_answer(attempt, actor, number)
            if reloaded(session, world.assessment).state != state:  # an attempt that went through
                session.execute(set_state)
                session.commit()
    expected = {
        (name, role): "tried" if (state, role) in ALLOWED[name] else "refused"
        for name in OPERATIONS
        for role in people
    }
    assert found == expected

"""One action on many units: what is foreseen, what is done, what is refused, and that it is done once."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app import clock, errors
from app.accounts.models import Account
from app.appraisal import operations as appraisal
from app.assessments import operations as assessments
from app.assessments.many import open_many
from app.assessments.models import Assessment
from app.council import operations as council
from app.extensions import db
from app.history import Event, verify_chain
from app.messages import worklists as texts
from app.outbox import OutboxMessage
from app.worklists import actions, operations, previews
from app.worklists.models import BulkRun
from tests import stages
from tests.factories import Maker, World
from tests.queries import counted
from tests.snapshots import everything

ActAs = Callable[[Account], FlaskClient]
GIVEN = {"reason": "Quá hạn, đã đôn đốc hai lần", "letter_number": "15/CV"}


def chosen(world: World) -> list[tuple[int, int]]:
    """Both units with the versions stored now."""
    session = world.make.session
    session.rollback()
    return [(one.id, one.version) for one in session.scalars(select(Assessment).order_by(Assessment.id))]


def run(world: World, role: str, action: str, token: str = "t1", **more: object) -> BulkRun:
    """Carry out an action on both units; the run kept."""
    picked = more.pop("picked", None) or chosen(world)
    given = {**GIVEN, "until": clock.today() + timedelta(days=40), **more}
    made = operations.run(world.actor(role), world.round.id, action, picked, token=token, given=given)  # type: ignore[arg-type]
    return world.make.session.get_one(BulkRun, made, populate_existing=True)


def states(world: World) -> list[str]:
    """The states both units are in."""
    world.make.session.rollback()
    return list(world.make.session.scalars(select(Assessment.state).order_by(Assessment.id)))


def reviewed(world: World) -> None:
    """Every criterion of the first unit decided on, none of the second."""
    stages.received(world)
    appraisal.accept_rest(world.actor("appraiser"), world.assessment.id)


def test_what_can_be_done_is_done_and_the_rest_is_told_why_not(world: World, session: Session) -> None:
    reviewed(world)
    made = run(world, "appraiser", "finish_appraisal")
    assert states(world) == ["appraised", "appraising"]
    assert (made.done, made.refused) == (1, 1)
    first, second = made.report
    assert (first["unit"], first["done"], first["target"]) == ("Sở Tư pháp", True, "Đã thẩm định")
    assert second["unit"] == "Sở Y tế" and not second["done"] and "1.1" in second["reason"]
    kinds = session.scalars(
        select(Event.transition).where(
            Event.subject_type == "assessment", Event.transition == "finish_appraisal"
        )
    ).all()
    assert len(kinds) == 1, "each unit done has its own event, one refused has none"


def test_a_refused_unit_leaves_nothing_of_itself(world: World, session: Session) -> None:
    reviewed(world)
    before = session.scalar(select(func.count()).select_from(OutboxMessage)) or 0
    sheets_before = session.scalar(sa.text("SELECT count(*) FROM sheets"))
    run(world, "appraiser", "finish_appraisal")
    messages = session.scalars(select(OutboxMessage).order_by(OutboxMessage.id)).all()[before:]
    assert {message.payload["subject_id"] for message in messages} == {world.assessment.id}
    assert session.scalar(sa.text("SELECT count(*) FROM sheets")) == sheets_before + 1
    events = session.scalars(
        select(Event).where(Event.subject_type == "assessment").order_by(Event.subject_id, Event.sequence)
    ).all()
    for assessment in world.assessments:
        verify_chain([event for event in events if event.subject_id == assessment.id])


def test_a_unit_changed_by_somebody_else_meanwhile_is_passed_over(world: World) -> None:
    stages.received(world)
    for assessment in world.assessments:
        appraisal.accept_rest(world.actor("appraiser"), assessment.id)
    seen = chosen(world)
    appraisal.finish(world.actor("appraiser"), world.assessment.id)
    assessments_before = chosen(world)
    assert assessments_before != seen
    made = run(world, "appraiser", "finish_appraisal", picked=seen)
    assert [line["done"] for line in made.report] == [False, True]
    assert world.person("appraiser").full_name in made.report[0]["reason"], "who changed it is named"


def test_a_decision_on_an_old_version_is_stale_even_where_the_state_is_the_same(world: World) -> None:
    seen = chosen(world)
    body = world.actor("standing_body")
    stages.fill(world, world.assessment)
    stages.submit(world, world.assessment)
    assessments.recall(world.actor("specialist"), world.assessment.id, reason="Sửa số liệu")
    assert states(world) == ["drafting", "drafting"]
    made = operations.run(body, world.round.id, "remind", seen, token="cu", given={})
    report = world.make.session.get_one(BulkRun, made).report
    assert [line["done"] for line in report] == [False, True]
    assert "đã được thay đổi" in report[0]["reason"]


def test_the_same_page_confirmed_twice_is_carried_out_once(world: World, session: Session) -> None:
    first = run(world, "standing_body", "remind").id
    count = session.scalar(select(func.count()).select_from(Event))
    assert run(world, "standing_body", "remind").id == first
    assert session.scalar(select(func.count()).select_from(Event)) == count
    assert session.scalar(select(func.count()).select_from(BulkRun)) == 1
    assert run(world, "standing_body", "remind", token="t2").id != first, "another preview is another run"


def test_nobody_runs_with_the_token_of_somebody_else(world: World) -> None:
    run(world, "standing_body", "remind")
    other = world.make.account(world.authority, roles=["standing_body"], round_=world.round)
    with pytest.raises(errors.NotFound):
        operations.run(world.make.actor(other), world.round.id, "remind", chosen(world), token="t1", given={})


def test_a_crash_in_the_middle_leaves_nothing_of_the_whole_run(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    stages.received(world)
    for assessment in world.assessments:
        appraisal.accept_rest(world.actor("appraiser"), assessment.id)
    before, seen, taken = everything(), chosen(world), []
    real = appraisal.finish_in

    def fail_at_the_second(*arguments: object, **more: object) -> None:
        taken.append(arguments)
        if len(taken) == 2:
            raise RuntimeError("the power fails")
        real(*arguments, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(appraisal, "finish_in", fail_at_the_second)
    with pytest.raises(RuntimeError):
        run(world, "appraiser", "finish_appraisal", picked=seen)
    db.session.rollback()
    assert everything() == before
    monkeypatch.undo()
    assert run(world, "appraiser", "finish_appraisal", picked=seen).done == 2, "the token was not used up"


def test_late_units_are_taken_over_together(world: World) -> None:
    stages.fill(world, world.assessment)
    after = clock.end_of_day(world.round.entry_deadline) + timedelta(days=1)
    with clock.at(after):
        made = run(world, "standing_body", "take_over")
    assert made.done == 2 and states(world) == ["appraising", "appraising"]
    world.make.session.expire_all()
    assert all(one.received_at for one in world.make.session.scalars(select(Assessment))), (
        "they count as received"
    )


def test_many_units_are_given_more_time_by_one_letter(world: World, session: Session) -> None:
    made = run(world, "standing_body", "extend")
    assert made.done == 2
    letters = session.execute(sa.text("SELECT assessment_id, letter_number FROM deadline_extensions")).all()
    assert sorted(letters) == [(one.id, "15/CV") for one in world.assessments]
    again = run(world, "standing_body", "extend", token="t3")
    assert again.done == 0 and "20" in again.report[0]["reason"], "no extension to the day it has already"


def test_the_council_brings_and_settles_many(world: World) -> None:
    stages.appraised(world)
    appraisal.start_council(world.actor("standing_body"), world.round.id)
    assert run(world, "council_secretary", "bring_to_council").done == 2
    with pytest.raises(errors.InvalidInput):  # the council's own operation checks the totals shown
        run(world, "council_secretary", "settle", token="t2")
    assert states(world) == ["in_council", "in_council"]


def test_settling_chosen_from_a_list_goes_through_the_council_s_preview(world: World, act_as: ActAs) -> None:
    stages.meeting(world)
    browser = act_as(world.person("council_secretary"))
    assert "Ghi kết quả Hội đồng thống nhất" in browser.get("/bang-tien-do").text
    first, second = world.assessments
    form = {"round_id": world.round.id, "viec": "settle", "don-vi": str(first.id)}
    page = browser.post("/hang-loat/xem-truoc", data=form).text
    ticked = re.findall(r'name="don_vi" value="(\d+)"[^>]* checked', page)
    assert ticked == [str(first.id)] and f'name="don_vi" value="{second.id}"' in page
    assert f'action="/hoi-dong/ky/{world.round.id}/thong-nhat"' in page
    total = hidden(page, f"tong_{first.id}")
    report = browser.post(
        f"/hoi-dong/ky/{world.round.id}/thong-nhat",
        data={"don_vi": str(first.id), f"tong_{first.id}": total},
    )
    assert "Đã thực hiện với 1 đơn vị" in report.text
    assert states(world) == ["settled", "in_council"]


def test_units_of_a_judges_own_body_are_refused(world: World) -> None:
    reviewed(world)
    appraisal.accept_rest(world.actor("appraiser"), world.other_assessment.id)
    partial = world.make.account(
        world.authority, roles=["appraiser"], round_=world.round, unit_id=world.unit.id
    )
    made = operations.run(
        world.make.actor(partial),
        world.round.id,
        "finish_appraisal",
        chosen(world),
        token="x",
        given={},
    )
    report = world.make.session.get_one(BulkRun, made).report
    assert {line["unit"]: line["done"] for line in report} == {
        texts.UNKNOWN_UNIT: False,
        "Sở Y tế": True,
    }, "their own unit does not exist for them as a judge"
    assert states(world) == ["appraising", "appraised"]


@pytest.mark.parametrize("role", [*World.STAFF, "specialist", "leader"])
def test_only_those_run_an_action_whose_roles_take_it_on_one_unit(world: World, role: str) -> None:
    actor = world.actor(role)
    for action in actions.ACTIONS.values():
        if action in actions.offered(actor, world.round):
            continue
        with pytest.raises((errors.Forbidden, errors.NotFound)):
            operations.run(actor, world.round.id, action.name, chosen(world), token=action.name, given=GIVEN)
    assert states(world) == ["drafting", "drafting"]


# --- bulk never does what single would refuse ---------------------------------------------------------------

SINGLE: dict[str, Callable[[World, object, int], object]] = {
    "remind": lambda world, actor, one: assessments.remind(actor, one),  # type: ignore[arg-type]
    "take_over": lambda world, actor, one: assessments.take_over(actor, one, reason="Quá hạn"),  # type: ignore[arg-type]
    "finish_appraisal": lambda world, actor, one: appraisal.finish(actor, one),  # type: ignore[arg-type]
    "ask_explanation": lambda world, actor, one: appraisal.ask(actor, one),  # type: ignore[arg-type]
    "reopen_appraisal": lambda world, actor, one: appraisal.reopen(actor, one, reason="Sót hồ sơ"),  # type: ignore[arg-type]
    "bring_to_council": lambda world, actor, one: council.bring(actor, one),  # type: ignore[arg-type]
    "settle": lambda world, actor, one: council.settle(actor, one),  # type: ignore[arg-type]
    "close_explanation": lambda world, actor, one: assessments.close_explanation(
        actor, one, reason="Quá hạn"
    ),  # type: ignore[arg-type]
}


def raised(world: World) -> None:
    """Both units before the council, a question on the first not decided yet."""
    stages.meeting(world)
    council.raise_point(
        world.actor("council_secretary"), world.assessment.id, "2.1", question="Tính lại?", proposed="6"
    )


def asked(world: World) -> None:
    """The first unit is asked, the second has a question written down only."""
    stages.received(world)
    for assessment in world.assessments:
        appraisal.write_question(world.actor("appraiser"), assessment.id, "2.1", "Số nào đúng?")
    appraisal.ask(world.actor("appraiser"), world.assessment.id)


PLACES = {
    "collecting": lambda world: stages.fill(world, world.assessment),
    "reviewed": reviewed,
    "asked": asked,
    "appraised": stages.appraised,
    "raised": raised,
}


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("role", ["appraiser", "council_secretary", "standing_body", "council_member"])
def test_the_preview_says_what_the_action_on_one_unit_would(world: World, place: str, role: str) -> None:
    PLACES[place](world)
    session, actor = world.make.session, world.actor(role)
    for name, single in SINGLE.items():
        session.rollback()
        round_ = session.get_one(type(world.round), world.round.id)
        ids = [one.id for one in world.assessments]
        units = open_many(session, actor, round_, ids)
        foreseen = {
            one.assessment_id: one for one in previews.foresee(session, actor, actions.ACTIONS[name], units)
        }
        for one in ids:
            refusal = refusal_of(lambda one=one, single=single: single(world, actor, one))  # type: ignore[misc]
            if one not in foreseen:
                assert refusal, f"{name}: hidden from the preview, but done alone"
                continue
            assert bool(refusal) == (not foreseen[one].possible), (name, one, refusal, foreseen[one])
            if isinstance(refusal, errors.GuardRefused):
                assert foreseen[one].refusal == refusal.message


def refusal_of(action: Callable[[], object]) -> errors.DomainError | None:
    """The refusal of an action tried and taken back."""
    with pytest.MonkeyPatch.context() as patch:
        session = db.session()
        patch.setattr(session, "commit", session.rollback)
        try:
            action()
        except errors.DomainError as refusal:
            return refusal
    return None


# --- the pages ----------------------------------------------------------------------------------------------


def hidden(page: str, name: str) -> str:
    """The value of a hidden field."""
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    assert found, name
    return found[1]


def test_choose_preview_confirm_and_report(world: World, act_as: ActAs) -> None:
    reviewed(world)
    browser = act_as(world.person("appraiser"))
    listed = browser.get("/viec-can-lam/to_appraise").text
    assert 'name="don-vi"' in listed and "Kết thúc thẩm định" in listed
    form = {"round_id": world.round.id, "danh-sach": "to_appraise", "viec": "finish_appraisal", "tat-ca": "1"}
    page = browser.post("/hang-loat/xem-truoc", data=form)
    assert page.status_code == 200
    assert "Không thực hiện được (1)" in page.text and "Sẽ thực hiện (1)" in page.text
    assert "Còn 5 tiêu chí" in page.text
    confirm = {name: hidden(page.text, name) for name in ("round_id", "viec", "token", "chon")}
    answer = browser.post("/hang-loat/thuc-hien", data=confirm)
    report = browser.get(answer.location)
    assert "Đã thực hiện cho 1 đơn vị" in report.text
    assert browser.post("/hang-loat/thuc-hien", data=confirm).location == answer.location
    lines = browser.get(f"{answer.location}.csv").get_data().decode("utf-8-sig").split("\r\n")
    assert lines[0] == ",".join(texts.CSV_HEAD) and lines[1].startswith("1,Sở Tư pháp,Đang thẩm định,")
    assert "Kết thúc thẩm định" in browser.get("/hang-loat").text
    other = act_as(world.person("council_secretary"))
    assert other.get(answer.location).status_code == 404, "a report is for who ran it, and for overseers"
    assert act_as(world.person("auditor")).get(answer.location).status_code == 200


def test_a_missing_reason_keeps_what_was_typed_and_does_nothing(world: World, act_as: ActAs) -> None:
    browser = act_as(world.person("standing_body"))
    form = {"round_id": world.round.id, "viec": "extend", "don-vi": [one.id for one in world.assessments]}
    page = browser.post("/hang-loat/xem-truoc", data=form).text
    fields = {name: hidden(page, name) for name in ("round_id", "viec", "token", "chon")}
    answer = browser.post("/hang-loat/thuc-hien", data={**fields, "until": "2030-01-31", "reason": "Mưa lũ"})
    assert answer.status_code == 422 and texts.LETTER_NEEDED in answer.text
    assert "Mưa lũ" in answer.text and 'value="2030-01-31"' in answer.text
    assert hidden(answer.text, "token") == fields["token"]
    answer = browser.post("/hang-loat/thuc-hien", data={**fields, "until": "mai", "letter_number": "1"})
    assert answer.status_code == 422 and texts.DAY_WRONG in answer.text


def test_nothing_chosen_is_said(world: World, act_as: ActAs) -> None:
    browser = act_as(world.person("standing_body"))
    form = {"round_id": world.round.id, "viec": "remind"}
    lists = {"danh-sach": "to_enter", "tim": "tư pháp", "tre": "1"}
    for more, back in (({}, "/bang-tien-do?"), (lists, "/viec-can-lam/to_enter?")):
        answer = browser.post("/hang-loat/xem-truoc", data={**form, **more})
        assert answer.location.startswith(back) and f"ky={world.round.id}" in answer.location
        assert "tim=t%C6%B0+ph%C3%A1p" in answer.location or not more
    assert "Chưa chọn đơn vị nào" in browser.get("/bang-tien-do").text
    answer = browser.post("/hang-loat/xem-truoc", data={**form, "don-vi": "x"})
    assert answer.status_code == 422 and "Chưa chọn đơn vị nào" in answer.text
    answer = browser.post("/hang-loat/xem-truoc", data={**form, "don-vi": "1", "viec": "publish"})
    assert answer.status_code == 422 and texts.ACTION_UNKNOWN[:30] in answer.text


def test_units_are_chosen_on_the_board_too(world: World, act_as: ActAs) -> None:
    browser = act_as(world.person("standing_body"))
    assert 'form="hang-loat"' in browser.get("/bang-tien-do").text
    assert 'form="hang-loat"' not in act_as(world.person("chairman")).get("/bang-tien-do").text
    form = {"round_id": world.round.id, "viec": "remind", "tat-ca": "1", "tim": "y te"}
    page = browser.post("/hang-loat/xem-truoc", data=form).text
    assert "Sẽ thực hiện (1)" in page and "Sở Y tế" in page and "Sở Tư pháp" not in page


@pytest.mark.parametrize("action", ["finish_appraisal", "ask_explanation"])
def test_a_preview_takes_the_same_queries_for_any_number_of_units(
    world: World, make: Maker, act_as: ActAs, action: str
) -> None:
    reviewed(world)
    browser = act_as(world.person("appraiser"))
    form = {"round_id": world.round.id, "danh-sach": "to_appraise", "viec": action, "tat-ca": "1"}
    with counted() as few:
        assert browser.post("/hang-loat/xem-truoc", data=form).status_code == 200
    for number in range(12):
        make.assessment(world.round, make.unit(world.group, name=f"Đơn vị {number}"), state="appraising")
    with counted() as many:
        page = browser.post("/hang-loat/xem-truoc", data=form)
    assert "Đơn vị 11" in page.text and len(many) == len(few)


def test_a_closed_round_offers_nothing(world: World, act_as: ActAs) -> None:
    world.round.state = "closed"
    world.make.session.commit()
    for role in World.STAFF:
        assert actions.offered(world.actor(role), world.round) == []
    form = {"round_id": world.round.id, "viec": "remind", "tat-ca": "1"}
    assert act_as(world.person("standing_body")).post("/hang-loat/xem-truoc", data=form).status_code == 403

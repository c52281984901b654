"""Bàn giao phân công: what goes to the new person, what cannot, and what the old one keeps."""

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import Account, RoleGrant
from app.appraisal import operations as appraisal
from app.appraisal.assigning import handing
from app.appraisal.models import CriterionReview
from app.assessments.models import ExplanationItem
from app.errors import Forbidden, GuardRefused, InvalidInput, NotFound, StaleVersion
from app.history import Event
from app.messages import assigning as texts
from app.notifications.models import Notification
from tests import stages
from tests.factories import Maker, World
from tests.lending import deputy
from tests.people import carry_out
from tests.teams import appraisers, assign, mode, part, standing

ActAs = Callable[[Account], FlaskClient]


@pytest.fixture
def team(world: World) -> list[Account]:
    """Somebody who appraises both units by assignment, and somebody of the authority without a role."""
    (old,) = appraisers(world, 1)
    mode(world)
    assign(world, part(old, world.unit), part(old, world.other_unit, "2"))
    return [old, world.make.account(world.authority)]


def hand(world: World, old: Account, new: Account, **more: str) -> tuple[int, int]:
    values = {"reason": "Chuyển công tác", **more}
    return handing.hand_over(world.actor("standing_body"), world.round.id, old.id, new.id, **values)


def roles(session: Session, account: Account) -> list[str]:
    session.rollback()
    found = select(RoleGrant.role).where(RoleGrant.account_id == account.id, RoleGrant.ended_at.is_(None))
    return list(session.scalars(found.order_by(RoleGrant.role)))


def test_everything_goes_over_at_once(
    app: Flask, world: World, session: Session, team: list[Account]
) -> None:
    old, new = team
    assert hand(world, old, new) == (2, 0)
    assert standing(session, [old]) == []
    assert standing(session, [new]) == [(new.id, world.unit.id, None), (new.id, world.other_unit.id, "2")]
    assert (roles(session, old), roles(session, new)) == ([], ["appraiser"])
    (told,) = session.scalars(select(Event).where(Event.kind == "work_handed_over"))
    assert told.comment == "Chuyển công tác"
    assert (told.data["from_person"], told.data["person"]) == (old.full_name, new.full_name)
    carry_out(app)
    session.rollback()
    (notice,) = session.scalars(select(Notification).where(Notification.kind == "appraisal.handed_over"))
    assert notice.account_id == new.id, "the old person may not know of the round any more"


def test_what_was_judged_keeps_its_name_and_open_questions_go_along(
    world: World, session: Session, team: list[Account]
) -> None:
    old, new = team
    stages.received(world)
    me = world.make.actor(old)
    appraisal.review(me, world.assessment.id, "2.1", "accepted")
    appraisal.write_question(me, world.assessment.id, "2.2", "Số liệu từ đâu?")
    hand(world, old, new)
    assert session.scalars(select(CriterionReview.reviewed_by)).all() == [old.id]
    assert session.scalars(select(ExplanationItem.asked_by)).all() == [new.id]
    with pytest.raises(NotFound):
        appraisal.review(world.make.actor(old), world.assessment.id, "2.1", "accepted")
    appraisal.review(world.make.actor(new), world.assessment.id, "1.1", "accepted")


@pytest.mark.parametrize("left", [handing.KEEP, handing.UNASSIGN])
def test_a_unit_the_new_person_belongs_to_stays_or_is_left_open(
    world: World, session: Session, make: Maker, team: list[Account], left: str
) -> None:
    old, _ = team
    new = make.account(world.authority, unit_id=world.unit.id)
    assert hand(world, old, new, left=left) == (1, 1)
    kept = [(old.id, world.unit.id, None)] if left == handing.KEEP else []
    assert standing(session, [old]) == kept
    assert standing(session, [new]) == [(new.id, world.other_unit.id, "2")]
    assert roles(session, old) == (["appraiser"] if kept else [])


def test_what_the_new_person_has_already_is_not_given_twice(
    world: World, session: Session, team: list[Account]
) -> None:
    old, _ = team
    (new,) = appraisers(world, 1)
    assign(world, part(new, world.unit))
    assert hand(world, old, new) == (2, 0)
    assert standing(session, [old]) == []
    assert standing(session, [new]) == [(new.id, world.unit.id, None), (new.id, world.other_unit.id, "2")]


def test_two_independent_opinions_never_come_to_one_person(world: World, session: Session) -> None:
    one, two = appraisers(world, 2)
    mode(world, double=True)
    assign(world, part(one, world.unit, lane=1), part(two, world.unit, lane=2))
    assert hand(world, one, two) == (0, 1)
    assert len(standing(session, [one])) == 1 and len(standing(session, [two])) == 1


@pytest.mark.parametrize("field", ["old", "new", "reason", "left"])
def test_what_cannot_be_is_refused_at_its_field(world: World, team: list[Account], field: str) -> None:
    old, new = team
    values = {
        "old": (999_999, new.id, {}),
        "new": (old.id, world.specialist.id, {}),
        "reason": (old.id, new.id, {"reason": " "}),
        "left": (old.id, new.id, {"left": "somewhere"}),
    }
    one, two, more = values[field]
    asked = {"reason": "Chuyển công tác", **more}
    with pytest.raises(InvalidInput) as caught:
        handing.hand_over(world.actor("standing_body"), world.round.id, one, two, **asked)
    assert caught.value.field == field


def test_nobody_hands_over_nothing_or_to_themselves(world: World, team: list[Account]) -> None:
    old, new = team
    with pytest.raises(GuardRefused):
        hand(world, new, old)
    with pytest.raises(InvalidInput):
        hand(world, old, old)


def test_only_who_leads_the_round_hands_over(world: World, make: Maker, team: list[Account]) -> None:
    old, new = team
    for role, error in (("appraiser", Forbidden), ("administrator", None), ("auditor", Forbidden)):
        attempt = (world.actor(role), world.round.id, old.id, new.id)
        if error is None:
            assert handing.hand_over(*attempt, reason="Chuyển công tác") == (2, 0)
        else:
            with pytest.raises(error):
                handing.hand_over(*attempt, reason="Chuyển công tác")
    far = make.account(make.authority(), roles=["standing_body"])
    with pytest.raises(NotFound):
        handing.hand_over(make.actor(far), world.round.id, old.id, new.id, reason="Không được")


def test_a_delegate_takes_nothing_over_for_themselves(world: World, team: list[Account]) -> None:
    delegate, actor = deputy(world, world.person("standing_body"))
    with pytest.raises(Forbidden):
        handing.hand_over(actor, world.round.id, team[0].id, delegate.id, reason="Nhận việc")


def test_the_page_shows_first_and_is_bound_to_what_it_showed(
    world: World, act_as: ActAs, session: Session, team: list[Account]
) -> None:
    old, new = team
    browser = act_as(world.person("standing_body"))
    base = f"/ky-danh-gia/{world.round.id}/phan-cong"
    assert f"{base}/ban-giao" in browser.get(base).text
    page = browser.get(f"{base}/ban-giao?tu={old.id}&den={new.id}").text
    assert world.unit.name in page and "Thành viên Tổ thẩm định" in page
    plan = handing.preview(session, world.actor("standing_body"), world.round.id, old.id, new.id)
    form = {"tu": old.id, "den": new.id, "seen": plan.mark, "reason": ""}
    refused = browser.post(f"{base}/ban-giao", data=form)
    assert refused.status_code == 422 and texts.HANDING_REASON_NEEDED in refused.text
    stale = browser.post(f"{base}/ban-giao", data={**form, "reason": "Nghỉ việc", "seen": "khác"})
    assert stale.status_code == StaleVersion.status and "Nghỉ việc" in stale.text
    done = browser.post(f"{base}/ban-giao", data={**form, "reason": "Nghỉ việc"}, follow_redirects=True)
    assert texts.handed(2, 0) in done.text
    assert standing(session, [old]) == []

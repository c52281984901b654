"""A declared conflict of interest: who declares it, what it ends and refuses, and who takes it back."""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import Account, ConflictDeclaration, LocalRole
from app.appraisal import conflicts
from app.appraisal import operations as appraisal
from app.errors import Forbidden, GuardRefused, InvalidInput, NotFound
from app.history import Event
from app.messages import assigning as texts
from tests import stages
from tests.factories import World
from tests.teams import assign, part, standing

ActAs = Callable[[Account], FlaskClient]
WHY = "Vợ là Phó Giám đốc Sở"


def declare(world: World, role: str = "appraiser") -> None:
    conflicts.declare(world.actor(role), world.round.id, world.unit.id, WHY)


def number(session: Session) -> int:
    session.rollback()
    return session.scalars(select(ConflictDeclaration.id)).one()


def test_whoever_declares_no_longer_appraises_the_unit(world: World) -> None:
    stages.received(world)
    declare(world)
    with pytest.raises(NotFound):
        appraisal.review(world.actor("appraiser"), world.assessment.id, "1.1", "accepted")
    appraisal.review(world.actor("appraiser"), world.other_assessment.id, "1.1", "accepted")


def test_what_was_assigned_on_the_unit_ends_with_the_reason(world: World, session: Session) -> None:
    person = world.person("appraiser")
    assign(
        world, part(person, world.unit, "1"), part(person, world.unit, "2"), part(person, world.other_unit)
    )
    declare(world)
    assert standing(session) == [(person.id, world.other_unit.id, None)]
    reasons = session.scalars(select(LocalRole.end_reason).where(LocalRole.ended_at.is_not(None))).all()
    assert reasons == [texts.ENDED_BY_CONFLICT.format(reason=WHY)] * 2
    with pytest.raises(GuardRefused) as refusal:
        assign(world, part(person, world.unit))
    assert refusal.value.data["reasons"] == [texts.CONFLICT_DECLARED]


def test_the_round_and_the_unit_both_remember_it(world: World, session: Session) -> None:
    declare(world, "council_member")
    session.rollback()
    rows = session.execute(
        select(Event.subject_type, Event.subject_id, Event.comment).where(Event.kind == "conflict_declared")
    ).all()
    assert sorted(rows) == [("assessment", world.assessment.id, WHY), ("round", world.round.id, WHY)]


def test_the_unit_does_not_read_who_has_a_conflict_with_it(world: World, act_as: ActAs) -> None:
    declare(world)
    for role in ("specialist", "leader"):
        browser = act_as(world.person(role))
        for address in (
            f"/nhat-ky/assessment/{world.assessment.id}",
            f"/danh-gia/{world.assessment.id}/dien-bien",
            f"/tham-dinh/xung-dot?ky={world.round.id}",
        ):
            assert WHY not in browser.get(address).text


@pytest.mark.parametrize(
    ("unit", "reason", "field"), [("own", WHY, "unit_id"), ("none", WHY, "unit_id"), ("other", " ", "reason")]
)
def test_a_declaration_that_says_nothing_is_refused_at_its_field(
    world: World, unit: str, reason: str, field: str
) -> None:
    insider = world.make.account(
        world.authority, roles=["appraiser"], round_=world.round, unit_id=world.unit.id
    )
    wanted = {"own": world.unit.id, "other": world.other_unit.id, "none": 987_654}[unit]
    with pytest.raises(InvalidInput) as refusal:
        conflicts.declare(world.make.actor(insider), world.round.id, wanted, reason)
    assert refusal.value.field == field


def test_the_same_conflict_is_declared_once(world: World) -> None:
    declare(world)
    with pytest.raises(InvalidInput, match="đã khai báo"):
        declare(world)


@pytest.mark.parametrize("role", ["standing_body", "secretariat", "specialist", "auditor"])
def test_only_those_who_judge_declare(world: World, role: str) -> None:
    with pytest.raises(Forbidden):
        declare(world, role)


def test_only_the_standing_body_takes_it_back(world: World, session: Session) -> None:
    stages.received(world)
    declare(world)
    found = number(session)
    with pytest.raises(Forbidden):
        conflicts.withdraw(world.actor("appraiser"), world.round.id, found, "Nhầm đơn vị")
    with pytest.raises(InvalidInput, match="lý do"):
        conflicts.withdraw(world.actor("standing_body"), world.round.id, found, " ")
    conflicts.withdraw(world.actor("standing_body"), world.round.id, found, "Khai nhầm đơn vị")
    appraisal.review(world.actor("appraiser"), world.assessment.id, "1.1", "accepted")
    with pytest.raises(NotFound):
        conflicts.withdraw(world.actor("standing_body"), world.round.id, found, "Lần nữa")


def test_a_member_declares_on_the_page_and_the_standing_body_sees_it(
    world: World, session: Session, act_as: ActAs
) -> None:
    member, body = act_as(world.person("council_member")), act_as(world.person("standing_body"))
    address = f"/tham-dinh/ky/{world.round.id}/xung-dot"
    refused = member.post(address, data={"unit_id": "", "reason": WHY})
    assert refused.status_code == 422 and WHY in refused.text
    member.post(address, data={"unit_id": world.unit.id, "reason": WHY})
    assert WHY in member.get("/tham-dinh/xung-dot").text
    assert WHY not in act_as(world.person("council_chair")).get("/tham-dinh/xung-dot").text
    page = body.get("/tham-dinh/xung-dot").text
    assert WHY in page and world.person("council_member").full_name in page
    taken = body.post(f"{address}/{number(session)}/bo", data={"reason": "Nhầm"}, follow_redirects=True)
    assert "Đã bỏ khai báo" in taken.text and WHY not in taken.text

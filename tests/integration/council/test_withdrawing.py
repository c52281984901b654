"""Criteria without enough data leave the ranking, units stand outside it: decisions, refusals, effects."""

from fractions import Fraction
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.assessments import sheets
from app.assessments.models import Assessment
from app.council import cohort, operations
from app.council.bindings import newest
from app.council.coverage import coverage_of, simulate
from app.council.models import WithdrawnCriterion
from app.council.totals import unit_totals
from app.errors import DomainError, Forbidden, GuardRefused, InvalidInput, NotFound
from app.history import Event
from app.rounds.models import Round
from tests import cohorts
from tests.cohorts import CohortWorld
from tests.factories import Maker, World


@pytest.fixture
def four(make: Maker) -> CohortWorld:
    """Four units that are compared with each other, before the council."""
    world = CohortWorld(make)
    cohorts.meeting(world)
    return world


def totals(world: CohortWorld, session: Session) -> dict[str, Fraction]:
    """What stands for every unit now, by name."""
    session.rollback()
    round_ = session.get_one(Round, world.round.id)
    return {
        row.unit.name: row.council_total
        for row in unit_totals(session, world.actor("council_secretary"), round_)
    }


def events(session: Session, kind: str) -> list[Event]:
    session.rollback()
    return list(session.scalars(select(Event).where(Event.kind == kind).order_by(Event.id)))


# --- withdrawing ------------------------------------------------------------------------------------------


def test_coverage_counts_units_with_data_and_flags_below_half(four: CohortWorld, session: Session) -> None:
    group = four.round_group
    found = coverage_of(cohort.catalog.of(group), cohort.contents(session, group))
    assert {code: (one.with_data, one.units, one.flagged) for code, one in found.items()} == {
        "1.1": (4, 4, False),
        "1.2": (4, 4, False),
        "2.1": (4, 4, False),
        "2.2": (1, 4, True),
        "3.1": (4, 4, False),
    }


def test_a_simulation_says_who_moves_and_writes_nothing(four: CohortWorld, session: Session) -> None:
    group = four.round_group
    units = cohort.contents(session, group)
    names = {unit.code: unit.name for unit in four.units}
    shown = simulate(group, units, names, [], ["2.2"], 2)
    assert (shown.maximum_before, shown.maximum_after) == (30, 28)
    assert [(label, old, new) for label, _, old, new in shown.mains] == [("2", 12, 10)]
    assert [(place.name, place.before, place.after, place.moves) for place in shown.places] == [
        ("Sở Y tế", 26, 26, 0),
        ("Sở Tư pháp", Fraction("21.47"), Fraction("21.47"), 0),
        ("Thanh tra tỉnh", Fraction("20.7"), Fraction("20.7"), 0),
        ("Sở Xây dựng", 19, 17, 0),
    ]
    assert shown.moved == 0 and cohort.withdrawn_codes(session, group.id) == []


@pytest.mark.parametrize("role", ["standing_body", "council_chair"])
def test_a_withdrawal_takes_the_criterion_from_all(role: str, four: CohortWorld, session: Session) -> None:
    group = four.round_group.id
    before = newest(session, group)
    cohorts.withdraw(four, role=role)
    assert totals(four, session)["Sở Xây dựng"] == 17
    row = session.scalars(select(WithdrawnCriterion)).one()
    assert (row.code, row.with_data, row.units, row.reason) == ("2.2", 1, 4, "Chỉ 1/4 đơn vị có số liệu")
    after = newest(session, group)
    assert before is not None and after is not None and after.number == before.number + 1
    (event,) = events(session, "criterion_withdrawn")
    assert (event.subject_type, event.acting_role, event.comment) == ("round", role, row.reason)
    assert event.data == {"group": "Các sở, ban, ngành", "code": "2.2", "with_data": 1, "units": 4}


def test_units_settled_before_are_settled_anew_by_the_conclusion(four: CohortWorld, session: Session) -> None:
    operations.settle_all(four.actor("council_secretary"), four.round.id)
    cohorts.withdraw(four)
    assert totals(four, session)["Sở Xây dựng"] == 17, "what is shown follows the decision"
    operations.conclude(four.actor("council_chair"), four.round.id, conclusion="Thống nhất.")
    session.rollback()
    sheet = sheets.current(session, four.assessments[2].id, "council")
    assert sheet is not None and (sheet.number, sheet.total) == (2, 17)
    assert len(events(session, "group_settled")) == 4
    assert totals(four, session)["Sở Xây dựng"] == 17


def test_a_criterion_is_taken_back_with_a_reason(four: CohortWorld, session: Session) -> None:
    cohorts.withdraw(four)
    standing, group = four.actor("standing_body"), four.round_group.id
    with pytest.raises(InvalidInput, match="lý do"):
        operations.restore(standing, group, "2.2", reason=" ")
    operations.restore(standing, group, "2.2", reason="Đã bổ sung số liệu")
    assert totals(four, session)["Sở Xây dựng"] == 19
    assert cohort.withdrawn_codes(session, group) == []
    (event,) = events(session, "criterion_restored")
    assert event.comment == "Đã bổ sung số liệu"
    with pytest.raises(GuardRefused, match="đang được tính"):
        operations.restore(standing, group, "2.2", reason="Lần nữa")
    cohorts.withdraw(four)
    assert len(session.scalars(select(WithdrawnCriterion)).all()) == 2, "every decision keeps its row"


def test_what_is_refused(four: CohortWorld, session: Session) -> None:
    standing, group = four.actor("standing_body"), four.round_group.id
    with pytest.raises(GuardRefused, match=r"4/4 đơn vị có số liệu"):
        operations.withdraw(standing, group, ["2.1"], reason="Khó")
    with pytest.raises(GuardRefused, match=r"4/4 đơn vị có số liệu"):
        operations.withdraw(standing, group, ["2.2", "2.1"], reason="Khó")
    for codes in ([], ["9.9"], ["2"]):
        with pytest.raises(InvalidInput):
            operations.withdraw(standing, group, codes, reason="Khó")
    with pytest.raises(InvalidInput, match="lý do"):
        operations.withdraw(standing, group, ["2.2"], reason="  ")
    with pytest.raises(NotFound):
        operations.withdraw(standing, 999_999, ["2.2"], reason="Khó")
    assert cohort.withdrawn_codes(session, group) == [], "nothing is half withdrawn"
    cohorts.withdraw(four)
    with pytest.raises(GuardRefused, match="đã bị loại"):
        operations.withdraw(standing, group, ["2.2"], reason="Khó")


def test_only_while_the_council_meets(make: Maker, session: Session) -> None:
    world = CohortWorld(make)
    cohorts.appraised(world)
    group = world.round_group.id
    with pytest.raises(Forbidden):
        operations.withdraw(world.actor("standing_body"), group, ["2.2"], reason="Khó")
    world = CohortWorld(make)
    cohorts.concluded(world)
    group = world.round_group.id
    for act in (operations.withdraw, operations.restore):
        with pytest.raises(Forbidden):
            act(
                world.actor("council_chair"),
                group,
                ["2.2"] if act is operations.withdraw else "2.2",
                reason="x",
            )  # type: ignore[arg-type]


# --- units not ranked ---------------------------------------------------------------------------------------


def test_a_unit_not_ranked_moves_nobody(four: CohortWorld, session: Session) -> None:
    cohorts.leave_out(four)
    shown = totals(four, session)
    assert shown["Thanh tra tỉnh"] == Fraction("22.5"), "7 is the highest figure that counts"
    assert shown["Sở Y tế"] == 26
    (event,) = events(session, "unit_unranked")
    assert (event.acting_role, event.comment) == ("standing_body", "Đơn vị chủ trì, không xếp hạng")
    with pytest.raises(GuardRefused, match="đã được ghi"):
        cohorts.leave_out(four)
    with pytest.raises(InvalidInput, match="lý do"):
        operations.rank_again(four.actor("standing_body"), four.other_assessment.id, reason="")
    operations.rank_again(four.actor("standing_body"), four.other_assessment.id, reason="Ghi nhầm")
    assert totals(four, session)["Thanh tra tỉnh"] == Fraction("20.7")
    row = session.get_one(Assessment, four.other_assessment.id)
    assert row.ranked and row.unranked_reason is None
    with pytest.raises(GuardRefused, match="đang được xếp hạng"):
        operations.rank_again(four.actor("standing_body"), four.other_assessment.id, reason="Ghi nhầm")


def test_one_unit_stays_ranked_and_a_reason_is_needed(world: World) -> None:
    standing = world.actor("standing_body")
    with pytest.raises(InvalidInput, match="lý do"):
        operations.leave_unranked(standing, world.assessment.id, reason=" ")
    operations.leave_unranked(standing, world.assessment.id, reason="Thí điểm")
    with pytest.raises(GuardRefused, match="ít nhất một đơn vị"):
        operations.leave_unranked(standing, world.other_assessment.id, reason="Thí điểm")


def test_after_the_conclusion_nobody_leaves_the_ranking(make: Maker) -> None:
    world = CohortWorld(make)
    cohorts.concluded(world)
    for act in (operations.leave_unranked, operations.rank_again):
        with pytest.raises(Forbidden):
            act(world.actor("standing_body"), world.other_assessment.id, reason="Muộn")


# --- who may ------------------------------------------------------------------------------------------------


def actions(world: CohortWorld) -> dict[str, Any]:
    group = world.round_group.id
    return {
        "withdraw": lambda actor: operations.withdraw(actor, group, ["2.2"], reason="Thiếu số liệu"),
        "restore": lambda actor: operations.restore(actor, group, "2.2", reason="Đã có"),
        "unrank": lambda actor: operations.leave_unranked(actor, world.assessment.id, reason="Thí điểm"),
        "rank": lambda actor: operations.rank_again(actor, world.assessment.id, reason="Nhầm"),
    }


MAY = {
    "withdraw": {"council_chair", "standing_body"},
    "restore": {"council_chair", "standing_body"},
    "unrank": {"standing_body"},
    "rank": {"standing_body"},
}


@pytest.mark.parametrize("name", MAY)
def test_each_decision_is_for_its_roles_alone(four: CohortWorld, name: str) -> None:
    stranger = four.make.account(four.make.authority(), roles=World.STAFF)
    people = {role: four.actor(role) for role in ("specialist", "leader", *World.STAFF)}
    for role, actor in {**people, "stranger": four.make.actor(stranger)}.items():
        error: DomainError | None = None
        try:
            actions(four)[name](actor)
        except DomainError as refusal:
            error = refusal
        assert isinstance(error, Forbidden | NotFound) == (role not in MAY[name]), (role, error)
        if role == "stranger":
            assert isinstance(error, NotFound)

"""Wherever a page names who did something, it names for whom: every such page, and only where it is so."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from app import clock
from app.accounts.models import Account
from app.appraisal import operations as appraisal
from app.assessments import operations as assessments
from app.council import operations as council
from app.documents import dossier
from app.explaining import operations as explaining
from app.explaining.queries import objections_of
from app.worklists import operations as bulk
from tests import cohorts, complaints, stages
from tests.cohorts import CohortWorld
from tests.factories import Maker, World
from tests.lending import replace_everybody
from tests.teams import appraisers, assign, mode, part

ActAs = Callable[[Account], FlaskClient]
ROLES = ("specialist", "leader", "appraiser", "council_secretary", "standing_body", "chairman")
Scene = Callable[[World], tuple[str, str, str]]  # what was done: the page, who reads it, whose deed it was


def reviewed(world: World, page: str) -> tuple[str, str, str]:
    stages.received(world)
    who = world.actor("appraiser")
    appraisal.review(who, world.assessment.id, "2.1", "adjusted", points="5", reason="Thiếu danh mục")
    return (
        page.format(unit=world.assessment.id, group=world.assessment.round_group_id),
        "auditor",
        "appraiser",
    )


def differing(world: World) -> tuple[str, str, str]:
    stages.meeting(world)
    return "/hoi-dong/chenh-lech", "council_member", "appraiser"


def raised(world: World) -> tuple[str, str, str]:
    stages.meeting(world)
    secretary = world.actor("council_secretary")
    council.raise_point(secretary, world.assessment.id, "2.1", question="Tính lại?", proposed="6")
    return f"/hoi-dong/don-vi/{world.assessment.id}", "council_member", "council_secretary"


def objection_answered(world: World) -> tuple[str, str, str]:
    stages.received(world)
    appraiser, number = world.actor("appraiser"), world.assessment.id
    appraisal.review(appraiser, number, "2.1", "adjusted", points="5", reason="Thiếu danh mục")
    appraisal.write_question(appraiser, number, "2.2", "Chi từ nguồn nào?")
    appraisal.ask(appraiser, number)
    explaining.object_to(world.specialist_of(world.assessment), number, "2.1", "Đã công bố")
    assessments.answer(world.specialist_of(world.assessment), number, "2.2", "Nguồn thường xuyên")
    assessments.send_explanation(world.specialist_of(world.assessment), number)
    seen = stages.self_hash(world, world.assessment)
    assessments.confirm_explanation(world.leader_of(world.assessment), number, sheet_hash=seen)
    (one,) = objections_of(world.make.session, number, closed_only=True)
    explaining.answer_objection(appraiser, number, one.id, outcome="kept", answer="Không phù hợp")
    return f"/giai-trinh/{number}/kien-nghi", "auditor", "appraiser"


def complained(world: World) -> tuple[str, str, str]:
    stages.published(world)
    complaints.complain(world)
    return f"/kien-nghi/don-vi/{world.assessment.id}", "auditor", "leader"


def extended(world: World, page: str) -> tuple[str, str, str]:
    assessments.extend(
        world.actor("standing_body"),
        world.assessment.id,
        until=world.round.entry_deadline + timedelta(days=2),
        letter_number="15/STTTT",
        reason="Mất điện",
    )
    return page.format(unit=world.assessment.id, round=world.round.id), "auditor", "standing_body"


def returned_to_desk(world: World) -> tuple[str, str, str]:
    stages.submitted(world)
    dossier.return_dossier(world.actor("chairman"), world.round.id, reason="Rà soát lại")
    return f"/ho-so-trinh/{world.round.id}", "standing_body", "chairman"


def returned_to_unit(world: World) -> tuple[str, str, str]:
    stages.fill(world, world.assessment)
    stages.submit(world, world.assessment)
    leader = world.leader_of(world.assessment)
    assessments.return_to_specialist(leader, world.assessment.id, reason="Sai số liệu")
    return "/viec-can-lam", "specialist", "leader"


def waiting(world: World) -> tuple[str, str, str]:
    stages.received(world)
    return "/viec-can-lam/to_appraise", "appraiser", "leader"


def entered(world: World) -> tuple[str, str, str]:
    stages.fill(world, world.assessment)
    return f"/danh-gia/{world.assessment.id}?muc=2", "specialist", "specialist"


def published(world: World) -> tuple[str, str, str]:
    stages.published(world)
    return f"/danh-gia/{world.assessment.id}/ket-qua", "leader", "appraiser"


def reminded(world: World) -> tuple[str, str, str]:
    session = world.make.session
    session.rollback()
    units = [(one.id, one.version) for one in world.assessments]
    given = {"reason": "", "letter_number": "", "until": None}
    bulk.run(world.actor("standing_body"), world.round.id, "remind", units, token="t", given=given)  # type: ignore[arg-type]
    return "/hang-loat", "auditor", "standing_body"


SCENES: dict[str, Scene] = {
    "the unit's page of the team": lambda world: reviewed(world, "/tham-dinh/don-vi/{unit}?muc=2"),
    "a criterion over all units": lambda world: reviewed(world, "/tham-dinh/tieu-chi/{group}/2.1"),
    "the council's differences": differing,
    "a point before the council": raised,
    "an answered objection": objection_answered,
    "a complaint": complained,
    "an extension, on the unit's page": lambda world: extended(world, "/danh-gia/{unit}/tong-hop"),
    "an extension, among the round's": lambda world: extended(world, "/ky-danh-gia/{round}/thoi-han"),
    "a dossier sent back": returned_to_desk,
    "a form sent back": returned_to_unit,
    "a list of work": waiting,
    "a figure in the form": entered,
    "the published result": published,
    "a run over many units": reminded,
}


@pytest.mark.parametrize("scene", SCENES)
@pytest.mark.parametrize("lent", [True, False], ids=["for somebody", "in person"])
def test_a_page_names_who_did_it_and_for_whom(world: World, act_as: ActAs, scene: str, lent: bool) -> None:
    if lent:
        replace_everybody(world, *ROLES)
    address, reader, role = SCENES[scene](world)
    principal = world.person(role)
    answer = act_as(world.person(reader)).get(address)
    assert answer.status_code == 200
    whole = f"Người Giúp {role.replace('_', ' ').title()} (thay mặt {principal.full_name}, "
    assert (whole in answer.text) is lent
    assert principal.full_name in answer.text and ("(thay mặt" in answer.text) is lent


@pytest.mark.parametrize("lent", [True, False], ids=["for somebody", "in person"])
def test_two_opinions_that_differ_name_both(world: World, act_as: ActAs, lent: bool) -> None:
    first, second = appraisers(world, 2)
    mode(world, double=True)
    assign(world, part(first, world.unit, lane=1), part(second, world.unit, lane=2))
    world.staff["appraiser"] = first
    stages.received(world)
    if lent:
        replace_everybody(world, "appraiser")
    number = world.assessment.id
    appraisal.review(world.actor("appraiser"), number, "2.1", "adjusted", points="4", reason="Thiếu")
    appraisal.review(world.make.actor(second), number, "2.1", "accepted")
    page = act_as(world.person("standing_body")).get("/tham-dinh/khac-biet").text
    assert (f"Người Giúp Appraiser (thay mặt {first.full_name}, " in page) is lent
    assert first.full_name in page and f"{second.full_name} (" not in page


@pytest.mark.parametrize("lent", [True, False], ids=["for somebody", "in person"])
def test_a_withdrawn_criterion_names_who_decided(make: Maker, act_as: ActAs, lent: bool) -> None:
    four = CohortWorld(make)
    cohorts.meeting(four)
    if lent:
        replace_everybody(four, "standing_body")
    cohorts.withdraw(four, role="standing_body")
    page = act_as(four.person("auditor")).get("/hoi-dong/chi-so-thieu-so-lieu").text
    principal = four.person("standing_body").full_name
    assert (f"Người Giúp Standing Body (thay mặt {principal}, " in page) is lent and principal in page


def test_who_saved_in_between_is_named_in_full(world: World) -> None:
    """A decision taken on an old page is refused with both names."""
    replace_everybody(world, "specialist")
    stages.fill(world, world.assessment)
    from app import workflow

    said = workflow.last_change(world.make.session, "assessment", world.assessment.id)
    principal = world.person("specialist").full_name
    assert said.startswith(f"Người Giúp Specialist (thay mặt {principal}, ") and " lúc " in said
    assert clock.today().strftime("%d/%m/%Y") in said

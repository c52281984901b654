"""Drives a small world through the stages of a round, by the same operations as the pages."""

from collections.abc import Callable

from app.appraisal import operations as appraisal
from app.assessments import entry, explanations
from app.assessments import operations as assessments
from app.assessments.entry import Typed
from app.assessments.models import Assessment
from app.clock import today
from app.council import operations as council
from app.documents import dossier
from app.documents import operations as documents
from app.documents.building.common import live_document
from app.results.queries import running_result
from tests.factories import World

FIGURES = {
    "co_chuyen_muc": "Có",
    "so_hoi_thao": "4",
    "muc_do": "thang",
    "dvc_tong": "60",
    "dvc_truc_tuyen": "45",
    "chi_tong": "1.000",
    "chi_cntt": "8,5",
}


def fill(world: World, assessment: Assessment, **figures: str) -> None:
    """The specialist enters every figure (2 + 2 + 1 + 7,5 + 2,55 = 15,05 points unless told otherwise)."""
    actor = world.specialist_of(assessment)
    _, refused = entry.save_figures(
        actor, assessment.id, [Typed(name, text) for name, text in {**FIGURES, **figures}.items()]
    )
    assert not refused, refused


def submit(world: World, assessment: Assessment) -> None:
    """The specialist hands in."""
    assessments.submit(world.specialist_of(assessment), assessment.id)


def self_hash(world: World, assessment: Assessment) -> str:
    """The hash the leader's page would carry."""
    session = world.make.session
    session.rollback()
    found = session.get_one(Assessment, assessment.id)
    return explanations.hash_to_confirm(session, found)


def confirm(world: World, assessment: Assessment) -> None:
    """The leader confirms what is stored."""
    seen = self_hash(world, assessment)
    assessments.confirm(world.leader_of(assessment), assessment.id, sheet_hash=seen)


def received(world: World, **figures: str) -> None:
    """Both units entered, submitted and confirmed."""
    for assessment in world.assessments:
        fill(world, assessment, **figures)
        submit(world, assessment)
        confirm(world, assessment)


def appraised(world: World) -> None:
    """Both units appraised: 2.1 of the first adjusted to 5 points, the rest accepted; the round goes on."""
    received(world)
    appraiser = world.actor("appraiser")
    appraisal.review(
        appraiser,
        world.assessment.id,
        "2.1",
        "adjusted",
        points="5",
        reason="Thiếu quyết định công bố danh mục",
    )
    for assessment in world.assessments:
        appraisal.accept_rest(appraiser, assessment.id)
        appraisal.finish(appraiser, assessment.id)
    appraisal.close_entry(world.actor("standing_body"), world.round.id)


def meet(world: World, place: str = "Phòng họp số 2") -> int:
    """The council meets with everyone present; the meeting's id."""
    secretary = world.actor("council_secretary")
    session_id = council.plan_session(
        secretary,
        world.round.id,
        held_on=today(),
        place=place,
        chair_id=world.person("council_chair").id,
        secretary_id=world.person("council_secretary").id,
    )
    council.start_session(secretary, session_id)
    voting = [world.person(role).id for role in ("council_chair", "council_member")]
    council.take_attendance(secretary, session_id, dict.fromkeys(voting, True), {})
    return session_id


def convene(world: World) -> int:
    """The round goes to the council, which meets with everyone present on every unit; the meeting's id."""
    appraisal.start_council(world.actor("standing_body"), world.round.id)
    session_id = meet(world)
    council.bring_all(world.actor("council_secretary"), world.round.id)
    return session_id


def meeting(world: World) -> int:
    """The round is with the council; a meeting with everyone present is open; its id."""
    appraised(world)
    return convene(world)


def concluded(world: World) -> None:
    """The council adjusted 2.1 of the first unit to 6 points, settled both units and concluded."""
    meeting(world)
    secretary = world.actor("council_secretary")
    point = council.raise_point(
        secretary, world.assessment.id, "2.1", question="Tính theo danh mục mới?", proposed="6"
    )
    council.record_votes(
        secretary,
        point,
        {world.person("council_chair").id: "for", world.person("council_member").id: "for"},
    )
    council.decide_point(secretary, point, reason="Danh mục mới đã có hiệu lực trong năm")
    council.settle_all(secretary, world.round.id)
    council.conclude(world.actor("council_chair"), world.round.id, conclusion="Hội đồng thống nhất kết quả.")


def submitted(world: World) -> None:
    """The dossier is on the chairman's desk."""
    concluded(world)
    dossier.submit(world.actor("standing_body"), world.round.id)


def dossier_hash(world: World) -> str:
    """The hash the chairman's page would carry."""
    session = world.make.session
    session.rollback()
    result = running_result(session, world.round.id)
    assert result is not None
    return result.content_hash


def number_submission(world: World, kind: str = "submission") -> str:
    """The clerk numbers the submission (of a result or its correction) named by the decision; its number."""
    paper = live_document(world.make.session, world.round.id, kind)
    assert paper is not None
    return documents.issue(world.actor("secretariat"), paper.id, issued_on=today())


def decided(world: World) -> None:
    """The submission has its number, and the chairman has approved."""
    submitted(world)
    number_submission(world)
    dossier.decide(world.actor("chairman"), world.round.id, dossier_hash=dossier_hash(world))


def published(world: World) -> None:
    """The clerk has numbered the decision: the round is over."""
    decided(world)
    dossier.issue_decision(world.actor("secretariat"), world.round.id, issued_on=today())


STAGES: dict[str, Callable[[World], object]] = {
    "collecting": lambda world: None,
    "received": received,
    "appraised": appraised,
    "meeting": meeting,
    "concluded": concluded,
    "submitted": submitted,
    "decided": decided,
    "published": published,
}

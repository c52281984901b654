"""Takes a published round through a complaint to a corrected result, by the same operations as the pages."""

from datetime import timedelta

from sqlalchemy import select

from app import clock
from app.assessments.models import Assessment
from app.complaints import operations as complaints
from app.council import operations as council
from app.council.models import OpenPoint
from app.documents import corrections
from tests import stages
from tests.factories import World

LETTER = "112/STP-VP"
CONTENT = "Danh mục dịch vụ công đã được ban hành trước ngày 31/12"


def complain(world: World, assessment: Assessment | None = None, *codes: str) -> int:
    """The leader complains of the published points."""
    unit = assessment or world.assessment
    return complaints.complain(
        world.leader_of(unit), unit.id, letter_number=LETTER, content=CONTENT, codes=codes or ("2.1",)
    )


def review(world: World, assessment: Assessment | None = None, **proposed: str) -> None:
    """The standing body brings the complaint to the council."""
    points = {code.replace("_", "."): text for code, text in proposed.items()} or {"2.1": "9"}
    complaints.review(
        world.actor("standing_body"),
        (assessment or world.assessment).id,
        reason="Có số liệu mới",
        proposed=points,
    )


def meet(world: World) -> int:
    """The council meets again with everyone present; the meeting's id."""
    return stages.meet(world)


def vote(world: World, choice: str = "for", assessment: Assessment | None = None) -> None:
    """Both members vote so on every open point of the unit, and the secretary notes it."""
    secretary = world.actor("council_secretary")
    both = [world.person(role).id for role in ("council_chair", "council_member")]
    session = world.make.session
    session.rollback()
    points = session.scalars(
        select(OpenPoint.id).where(
            OpenPoint.assessment_id == (assessment or world.assessment).id, OpenPoint.state == "open"
        )
    ).all()
    assert points
    for point in points:
        council.record_votes(secretary, point, dict.fromkeys(both, choice))
        council.decide_point(secretary, point, reason="Theo danh mục đã ban hành")


def settle(world: World, assessment: Assessment | None = None) -> None:
    """The secretary notes the corrected points."""
    complaints.settle(world.actor("council_secretary"), (assessment or world.assessment).id)


def reviewed(world: World) -> None:
    """Published, complained of, before the council."""
    stages.published(world)
    complain(world)
    review(world)
    meet(world)


def settled(world: World) -> None:
    """The council accepted the complaint."""
    reviewed(world)
    vote(world)
    settle(world)


def correcting(world: World) -> None:
    """The standing body corrects the result."""
    settled(world)
    corrections.start(world.actor("standing_body"), world.round.id, reason="Hội đồng chấp nhận kiến nghị")


def submitted(world: World) -> None:
    """The correction is on the chairman's desk."""
    correcting(world)
    corrections.submit(world.actor("standing_body"), world.round.id)


def decided(world: World) -> None:
    """The chairman has approved the correction."""
    submitted(world)
    decide(world)


def decide(world: World) -> None:
    """Number the submission, approve the dossier."""
    stages.number_submission(world, "correction_submission")
    corrections.decide(world.actor("chairman"), world.round.id, dossier_hash=stages.dossier_hash(world))


def publish(world: World) -> str:
    """The clerk numbers the decision that corrects."""
    return corrections.issue_decision(world.actor("secretariat"), world.round.id, issued_on=clock.today())


def corrected(world: World) -> str:
    """The corrected result is public; the number of the decision."""
    decided(world)
    return publish(world)


def long_after() -> "clock.datetime":
    """A moment after the last day for complaints."""
    return clock.now() + timedelta(days=30)

"""A province of four units that are compared with each other, driven through a round.

Points without anything decided for the group, out of 30 (1.1, 1.2 by min-max, 2.1, 2.2, 3.1 of the survey):

    Sở Tư pháp      2 + 2,4 + 7,5 + 0 + 9,57 = 21,47
    Sở Y tế         2 + 6   + 10  + 0 + 8    = 26
    Sở Xây dựng     2 + 0   + 5   + 2 + 10   = 19
    Thanh tra tỉnh  2 + 4,2 + 7,5 + 0 + 7    = 20,7

2.2 has data from one unit of four. With Sở Y tế not ranked the scale of 1.2 ends at 7, and with 2.2 withdrawn
Sở Tư pháp (22,498…) and Thanh tra tỉnh (22,5) are equal as published: 22,50 of 28.
"""

import sqlalchemy as sa
from sqlalchemy import update

from app import catalog, clock
from app.appraisal import operations as appraisal
from app.assessments import entry
from app.assessments import operations as assessments
from app.assessments.entry import Typed
from app.assessments.models import Assessment, Figure
from app.clock import today
from app.council import operations as council
from app.documents import dossier
from app.rounds.models import RoundGroup
from tests import stages
from tests.factories import Maker
from tests.rankings import TiedWorld

# so_hoi_thao, dvc_truc_tuyen (of 60), digitised files (of 10; none where there are no data), content of 1000
UNITS = (("4", "45", None, 957), ("10", "60", None, 800), ("0", "30", "10", 1000), ("7", "45", None, 700))
FEW = "2.2"  # the criterion with data from one unit of four


class CohortWorld(TiedWorld):
    """The four units under the framework that compares them."""

    def __init__(self, make: Maker) -> None:
        super().__init__(make)
        framework = catalog.framework("cohort")
        make.session.execute(
            update(RoundGroup)
            .where(RoundGroup.round_id == self.round.id)
            .values(
                framework_id=framework.id,
                framework_version=framework.version,
                framework_hash=framework.hash,
            )
        )
        make.session.commit()

    @property
    def round_group(self) -> RoundGroup:
        """The one group of the round."""
        self.make.session.rollback()
        return self.make.session.scalars(
            sa.select(RoundGroup).where(RoundGroup.round_id == self.round.id)
        ).one()


def fill(world: CohortWorld, assessment: Assessment, given: tuple[str, str, str | None, int]) -> None:
    """The unit's own figures, and those of the survey."""
    talks, online, digitised, content = given
    actor = world.specialist_of(assessment)
    figures = {"co_chuyen_muc": "Có", "so_hoi_thao": talks, "dvc_tong": "60", "dvc_truc_tuyen": online}
    if digitised is not None:
        figures |= {"ho_so_tong": "10", "ho_so_so": digitised}
    _, refused = entry.save_figures(actor, assessment.id, [Typed(*one) for one in figures.items()])
    assert not refused, refused
    if digitised is None:
        assessments.declare(actor, assessment.id, FEW, "no_data", reason="Chưa thống kê")
    hand_in(world, assessment, phieu=1000, hai_long=content)


def hand_in(world: CohortWorld, assessment: Assessment, **figures: int) -> None:
    """Figures of somebody else than the unit."""
    for name, value in figures.items():
        world.make.keep(
            Figure(
                assessment_id=assessment.id,
                name=name,
                value=str(value),
                updated_by=world.person("standing_body").id,
                updated_at=clock.now(),
            )
        )


def appraised(world: CohortWorld) -> None:
    """Everything entered, confirmed and accepted."""
    appraiser = world.actor("appraiser")
    for assessment, given in zip(world.assessments, UNITS, strict=True):
        fill(world, assessment, given)
        stages.submit(world, assessment)
        stages.confirm(world, assessment)
        appraisal.accept_rest(appraiser, assessment.id)
        appraisal.finish(appraiser, assessment.id)
    appraisal.close_entry(world.actor("standing_body"), world.round.id)


def meeting(world: CohortWorld) -> None:
    """All four units are before the council, which meets."""
    appraised(world)
    stages.convene(world)


def withdraw(world: CohortWorld, *codes: str, role: str = "standing_body") -> None:
    """Leave criteria out, 2.2 unless told otherwise."""
    council.withdraw(
        world.actor(role), world.round_group.id, codes or (FEW,), reason="Chỉ 1/4 đơn vị có số liệu"
    )


def leave_out(world: CohortWorld) -> None:
    """Sở Y tế is assessed but not ranked."""
    council.leave_unranked(
        world.actor("standing_body"), world.other_assessment.id, reason="Đơn vị chủ trì, không xếp hạng"
    )


def concluded(world: CohortWorld) -> None:
    """2.2 withdrawn, Sở Y tế not ranked, every unit settled, the council has concluded."""
    meeting(world)
    withdraw(world)
    leave_out(world)
    council.settle_all(world.actor("council_secretary"), world.round.id)
    council.conclude(world.actor("council_chair"), world.round.id, conclusion="Hội đồng thống nhất.")


def published(world: CohortWorld) -> None:
    """The decision is numbered and the ranking public."""
    concluded(world)
    dossier.submit(world.actor("standing_body"), world.round.id)
    stages.number_submission(world)
    dossier.decide(world.actor("chairman"), world.round.id, dossier_hash=stages.dossier_hash(world))
    dossier.issue_decision(world.actor("secretariat"), world.round.id, issued_on=today())

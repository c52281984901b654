"""A province of four units whose published totals tie: 17,55 – 15,05 – 15,05 – 13,55."""

from app.accounts.actor import Actor
from app.assessments.models import Assessment
from app.clock import today
from app.council import operations as council
from app.documents import dossier
from tests import stages
from tests.factories import Maker, World

# What the council gives on 2.1 (7,5 for everyone who is not named), by the unit's place in the list.
COUNCIL_POINTS = {0: "6", 1: "10"}


class TiedWorld(World):
    """The small world with two units more."""

    def __init__(self, make: Maker) -> None:
        super().__init__(make)
        units = [make.unit(self.group, name=name) for name in ("Sở Xây dựng", "Thanh tra tỉnh")]
        self.units = [self.unit, self.other_unit, *units]
        self.more = [make.assessment(self.round, unit) for unit in units]
        self.more_accounts = {unit.id: make.unit_accounts(unit) for unit in units}

    @property
    def assessments(self) -> tuple[Assessment, ...]:  # type: ignore[override]
        """All four assessments."""
        return (self.assessment, self.other_assessment, *self.more)

    def specialist_of(self, assessment: Assessment) -> Actor:
        """The specialist of the assessment's unit."""
        if assessment.unit_id in self.more_accounts:
            return self.make.actor(self.more_accounts[assessment.unit_id][0])
        return super().specialist_of(assessment)

    def leader_of(self, assessment: Assessment) -> Actor:
        """The leader of the assessment's unit."""
        if assessment.unit_id in self.more_accounts:
            return self.make.actor(self.more_accounts[assessment.unit_id][1])
        return super().leader_of(assessment)


def concluded(world: TiedWorld) -> None:
    """The council has decided its points, settled all four units and concluded."""
    stages.meeting(world)
    secretary = world.actor("council_secretary")
    votes = {world.person(role).id: "for" for role in ("council_chair", "council_member")}
    for place, proposed in COUNCIL_POINTS.items():
        point = council.raise_point(
            secretary, world.assessments[place].id, "2.1", question="Danh mục nào?", proposed=proposed
        )
        council.record_votes(secretary, point, votes)
        council.decide_point(secretary, point, reason="Theo danh mục đã công bố")
    council.settle_all(secretary, world.round.id)
    council.conclude(world.actor("council_chair"), world.round.id, conclusion="Hội đồng thống nhất.")


def submitted(world: TiedWorld) -> None:
    """The dossier is on the chairman's desk."""
    concluded(world)
    dossier.submit(world.actor("standing_body"), world.round.id)


def published(world: TiedWorld) -> None:
    """The decision is numbered and the ranking public."""
    submitted(world)
    stages.number_submission(world)
    dossier.decide(world.actor("chairman"), world.round.id, dossier_hash=stages.dossier_hash(world))
    dossier.issue_decision(world.actor("secretariat"), world.round.id, issued_on=today())

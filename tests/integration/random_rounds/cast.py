"""Who plays: a small round under one of the shipped workflows, everybody in it by a name, and chance."""

import random
from collections import Counter
from collections.abc import Callable, Sequence
from copy import copy
from datetime import date, datetime, timedelta
from typing import Any

from flask import Flask
from sqlalchemy import select

from app import catalog, clock
from app.accounts.actor import Actor
from app.accounts.loading import acting_for, load_actor
from app.accounts.models import Delegation
from app.appraisal.assigning import operations as assigning
from app.appraisal.assigning.sharing import Part
from app.assessments import explanations
from app.assessments.models import Assessment
from app.errors import DomainError
from app.extensions import db
from app.rounds.models import Round
from tests.factories import Maker, World
from tests.people import record_opening

#: Assessment workflow and version, round workflow and version: every source, and a round that began under
#: the first versions and can be moved to the second.
WORKFLOWS: dict[str, tuple[str, int, str, int]] = {
    "thanh_hoa": ("thanh_hoa_assessment", 2, "round", 3),
    "an_giang": ("an_giang_assessment", 1, "round", 3),
    "ca_mau": ("ca_mau_assessment", 1, "round", 3),
    "ninh_thuan": ("ninh_thuan_assessment", 1, "round", 3),
    "national": ("national_assessment", 1, "national_round", 1),
    "first_version": ("thanh_hoa_assessment", 1, "round", 2),
}
STYLES = ("whole_team", "assigned", "double")
FIRST_DAY = datetime(2025, 3, 3, 8, 0, tzinfo=clock.LOCAL_ZONE)
NOBODY = 999_999  # an id that nothing has
# Figures that no other number looks like, by place of the unit: dvc_tong, dvc_truc_tuyen.
PLANTED = (("77731", "54321"), ("66641", "43212"))


class Players:
    """A round of two units, its people, and a source of chance; holds ids only, never rows."""

    def __init__(
        self, app: Flask, workflow: str, style: str, *, late: bool = False, wavering: bool = False
    ) -> None:
        self.app, self.workflow, self.style = app, workflow, style
        #: The first unit lets its deadlines pass; the council takes back what it once corrected.
        self.late, self.wavering = late, wavering
        self.acting: dict[int, int] = {}  # who acts for somebody (in their session), by which delegation
        self.chance = random.Random(0)
        self.moment = FIRST_DAY.astimezone(clock.now().tzinfo)
        self.done: Counter[str] = Counter()
        self.refused: Counter[str] = Counter()
        # What somebody who drives a run does before and after many units are acted on at once.
        self.foresee: Callable[[Actor, str, Any, Any], None] = lambda *_: None
        self.compare: Callable[[int], None] = lambda _: None
        with clock.at(self.moment):
            self._found(World(Maker(db.session())))
            self._share()
        db.session.rollback()

    def _found(self, world: World) -> None:
        """Pin the round to its workflow and write down who is there."""
        make, (name, version, round_name, round_version) = world.make, WORKFLOWS[self.workflow]
        world.round.workflow, world.round.workflow_version = round_name, round_version
        world.round.assessment_workflow, world.round.assessment_workflow_version = name, version
        for one in world.assessments:
            one.workflow, one.workflow_version = name, version
        make.session.commit()
        record_opening(world)

        def more(*roles: str, **values: Any) -> int:
            return int(make.account(world.authority, roles=roles, round_=world.round, **values).id)

        self.people: dict[str, int] = {
            "specialist": world.specialist.id,
            "leader": world.leader.id,
            "other_specialist": world.other_specialist.id,
            "other_leader": world.other_leader.id,
            **{role: account.id for role, account in world.staff.items()},
            "colleague": more("appraiser"),
            "conflicted": more("appraiser", unit_id=world.unit.id),
            "second_member": more("council_member"),
            "kin": more("council_member", unit_id=world.other_unit.id),
            "expert": more("expert"),
            "deputy": more(),
            "second_deputy": more(),
            "stranger": make.account(make.authority(), roles=World.STAFF).id,
        }
        self.names = {number: name for name, number in self.people.items()}
        self.authority_id, self.round_id = world.authority.id, world.round.id
        self.group_id = int(world.assessment.round_group_id)
        self.units = {one.id: one.unit_id for one in world.assessments}
        self.assessments = tuple(self.units)

    def _share(self) -> None:
        """Where the round is appraised by assignment: everybody their part, before it begins."""
        if self.style == "whole_team":
            return
        body, double = self.actor("standing_body"), self.style == "double"
        try:
            assigning.change_mode(body, self.round_id, assigned_only=True, double_appraisal=double)
            assigning.assign(body, self.round_id, self.parts())
        except DomainError:  # an old version knows no assignment: then the whole team appraises
            self.style = "whole_team"

    def parts(self) -> list[Part]:
        """Everything of every unit, for one person or, by opinion, for two."""
        people = (self.people["appraiser"], self.people["colleague"])
        given = people if self.style == "double" else people[:1]
        return [
            Part(person, unit, None, lane)
            for unit in self.units.values()
            for lane, person in enumerate(given, 1)
        ]

    def alone(self, seed: str) -> "Players":
        """The same round for somebody who acts beside others, with chance of their own."""
        one = copy(self)
        one.chance, one.foresee, one.compare = random.Random(seed), lambda *_: None, lambda _: None
        return one

    # --- chance ---------------------------------------------------------------------------------------------

    def pick(self, values: Any) -> Any:
        """One of some values."""
        return self.chance.choice(list(values))

    def often(self, share: float) -> bool:
        """Yes, so often."""
        return self.chance.random() < share

    def unit(self) -> int:
        """One of the two assessments, now and then one that is not there."""
        return int(self.pick([*self.assessments * 10, NOBODY]))

    # --- people ---------------------------------------------------------------------------------------------

    def actor(self, name: str) -> Actor:
        """A person as operations see them now: themselves, or for the one they act for while that holds."""
        person, session = self.people[name], db.session()
        actor = load_actor(session, person)
        assert actor is not None
        if person in self.acting:
            actor = acting_for(session, actor, self.acting[person], self.today()) or actor
        session.rollback()
        return actor

    def today(self) -> date:
        """The Vietnamese day it is."""
        return clock.local(self.moment).date()

    def someone(self) -> str:
        """Anybody."""
        return str(self.pick(self.people))

    def right_one(self, roles: Sequence[str], unit: int) -> str:
        """Somebody who holds a role that the deed asks for."""
        role = self.pick(roles)
        if role == "acting":
            return str(self.pick([self.names[person] for person in self.acting] or self.people))
        if role in ("specialist", "leader"):
            role = f"other_{role}" if unit == self.assessments[1] else role
        return self.stand_in(str(self.pick({"appraiser": ("appraiser", "colleague")}.get(role, (role,)))))

    def stand_in(self, name: str) -> str:
        """A person, or as often somebody who acts for them now."""
        query = select(Delegation.delegate_id).where(
            Delegation.id.in_(self.acting.values()),
            Delegation.principal_id == self.people[name],
            Delegation.ended_at.is_(None),
            Delegation.ends_on >= self.today(),
        )
        others = [self.names[person] for person in db.session.scalars(query.order_by(Delegation.id))]
        db.session.rollback()
        return str(self.pick(others)) if others and self.often(0.5) else name

    # --- what is there --------------------------------------------------------------------------------------

    def scalar(self, query: Any) -> Any:
        """One value, with nothing held afterwards."""
        found = db.session.scalar(query)
        db.session.rollback()
        return found

    def newest(self, column: Any, *where: Any) -> int:
        """The latest row of some kind, or one that is not there."""
        return int(self.scalar(select(column).where(*where).order_by(column.desc()).limit(1)) or NOBODY)

    def state_of(self, unit: int) -> str:
        """The state a unit is in; nothing for one that is not there."""
        return str(self.scalar(select(Assessment.state).where(Assessment.id == unit)) or "")

    def round_state(self) -> str:
        """The state the round is in."""
        return str(self.scalar(select(Round.state).where(Round.id == self.round_id)))

    def definition(self) -> Any:
        """The definition under which the units are assessed now."""
        found = db.session.get_one(Round, self.round_id)
        definition = catalog.assessment_workflow(found)
        db.session.rollback()
        return definition

    def seen_version(self, unit: int) -> int | None:
        """The version on the page: none, the present one, or an old one."""
        version = self.scalar(select(Assessment.version).where(Assessment.id == unit)) or 1
        return self.pick([None, version, version, version, max(1, version - 1)])

    def hash_of(self, unit: int) -> str:
        """The hash on the leader's page, or a made-up one."""
        if unit not in self.units or self.often(0.1):
            return "0" * 64
        seen = explanations.hash_to_confirm(db.session(), db.session.get_one(Assessment, unit))
        db.session.rollback()
        return seen

    def pass_time(self, **much: int) -> None:
        """Let the clock go on."""
        self.moment += timedelta(**much)

"""Builds a small world for tests: an authority, its units, accounts, a round. Values vary unless given."""

from collections.abc import Iterable
from datetime import timedelta
from itertools import count
from typing import Any

from sqlalchemy.orm import Session

from app import catalog, clock
from app.accounts.actor import Actor
from app.accounts.models import Account, RoleGrant
from app.assessments.models import Assessment
from app.rounds.models import Round, RoundGroup
from app.units.models import Authority, Unit, UnitGroup

PASSWORD = "mat-khau-thu-nghiem"


class Maker:
    """Adds rows and commits; every method takes what matters to a test and invents the rest."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self._numbers = count(1)

    def next(self) -> int:
        """A number not used before in this test."""
        return next(self._numbers)

    def keep(self, row: Any) -> Any:
        """Add, commit and hand back."""
        self.session.add(row)
        self.session.commit()
        return row

    def authority(self, **values: Any) -> Authority:
        """A province."""
        n = self.next()
        return self.keep(
            Authority(
                **{
                    "code": f"tinh-{n}",
                    "name": f"Ủy ban nhân dân tỉnh Số {n}",
                    "area_name": f"tỉnh Số {n}",
                    "place_name": f"Số {n}",
                    "symbol": "UBND",
                    "head_title": f"Chủ tịch Ủy ban nhân dân tỉnh Số {n}",
                    **values,
                }
            )
        )

    def group(self, authority: Authority, **values: Any) -> UnitGroup:
        """A group of units."""
        n = self.next()
        return self.keep(
            UnitGroup(
                **{
                    "authority_id": authority.id,
                    "code": f"nhom-{n}",
                    "title": f"Nhóm {n}",
                    "position": n,
                    **values,
                }
            )
        )

    def unit(self, group: UnitGroup, **values: Any) -> Unit:
        """A unit of a group."""
        n = self.next()
        return self.keep(
            Unit(
                **{
                    "authority_id": group.authority_id,
                    "group_id": group.id,
                    "code": f"dv-{n}",
                    "name": f"Sở Số {n}",
                    "symbol": f"S{n}",
                    "head_title": "Giám đốc",
                    "position": n,
                    **values,
                }
            )
        )

    def account(
        self, authority: Authority, *, roles: Iterable[str] = (), round_: Round | None = None, **values: Any
    ) -> Account:
        """An account with granted roles; the password is PASSWORD unless a hash is given."""
        n = self.next()
        account = self.keep(
            Account(
                **{
                    "authority_id": authority.id,
                    "username": f"nguoi{n}",
                    "full_name": f"Nguyễn Văn {n}",
                    "position_title": "Chuyên viên",
                    "password_hash": "!",
                    "must_change_password": False,
                    "created_at": clock.now(),
                    **values,
                }
            )
        )
        for role in roles:
            self.keep(
                RoleGrant(
                    account_id=account.id,
                    round_id=round_.id if round_ else None,
                    role=role,
                    granted_at=clock.now(),
                )
            )
        return account

    def unit_accounts(self, unit: Unit) -> tuple[Account, Account]:
        """The unit's two accounts: specialist and leader."""
        authority = self.session.get_one(Authority, unit.authority_id)
        return (
            self.account(authority, unit_id=unit.id, unit_role="specialist"),
            self.account(authority, unit_id=unit.id, unit_role="leader"),
        )

    def round(self, authority: Authority, groups: Iterable[UnitGroup], **values: Any) -> Round:
        """A round in preparation, scored by the small framework, open for entry from yesterday."""
        day = clock.today()
        round_ = self.keep(
            Round(
                **{
                    "authority_id": authority.id,
                    "year": day.year,
                    "title": f"Đánh giá chuyển đổi số năm {day.year}",
                    "workflow": catalog.ROUND_WORKFLOW,
                    "workflow_version": catalog.workflow(catalog.ROUND_WORKFLOW).version,
                    "assessment_workflow": catalog.ASSESSMENT_WORKFLOW,
                    "assessment_workflow_version": catalog.workflow(catalog.ASSESSMENT_WORKFLOW).version,
                    "opens_on": day - timedelta(days=1),
                    "entry_deadline": day + timedelta(days=20),
                    "appraisal_deadline": day + timedelta(days=40),
                    "council_on": day + timedelta(days=50),
                    "publish_before": day + timedelta(days=70),
                    "created_at": clock.now(),
                    **values,
                }
            )
        )
        framework = catalog.framework("small")
        for position, group in enumerate(groups, 1):
            self.keep(
                RoundGroup(
                    round_id=round_.id,
                    unit_group_id=group.id,
                    title=group.title,
                    position=position,
                    framework_id=framework.id,
                    framework_version=framework.version,
                    framework_hash=framework.hash,
                )
            )
        return round_

    def assessment(self, round_: Round, unit: Unit, **values: Any) -> Assessment:
        """A unit's assessment in a round, being drafted unless said otherwise."""
        group = (
            self.session.query(RoundGroup).filter_by(round_id=round_.id, unit_group_id=unit.group_id).one()
        )
        return self.keep(
            Assessment(
                **{
                    "round_id": round_.id,
                    "unit_id": unit.id,
                    "round_group_id": group.id,
                    "workflow": round_.assessment_workflow,
                    "workflow_version": round_.assessment_workflow_version,
                    **values,
                }
            )
        )

    def actor(self, account: Account) -> Actor:
        """The account as operations see it, loaded the way the pages load it."""
        from app.accounts.loading import load_actor

        actor = load_actor(self.session, account.id)
        assert actor is not None
        return actor


class World:
    """A province with one group of two units under way, and a person for every role."""

    STAFF = (
        "appraiser",
        "council_member",
        "council_chair",
        "council_secretary",
        "secretariat",
        "standing_body",
        "chairman",
        "administrator",
        "auditor",
    )

    def __init__(self, make: Maker, state: str = "collecting") -> None:
        self.make = make
        self.authority = make.authority()
        self.group = make.group(self.authority, title="Các sở, ban, ngành")
        self.unit = make.unit(self.group, name="Sở Tư pháp", symbol="STP")
        self.other_unit = make.unit(self.group, name="Sở Y tế", symbol="SYT")
        self.authority.standing_body_id = self.other_unit.id
        self.round = make.round(self.authority, [self.group], state=state)
        self.assessment = make.assessment(self.round, self.unit)
        self.other_assessment = make.assessment(self.round, self.other_unit)
        self.specialist, self.leader = make.unit_accounts(self.unit)
        self.other_specialist, self.other_leader = make.unit_accounts(self.other_unit)
        self.staff = {
            role: make.account(self.authority, roles=[role], round_=self.round, position_title=role)
            for role in self.STAFF
        }

    @property
    def assessments(self) -> tuple[Assessment, Assessment]:
        """Both units' assessments."""
        return self.assessment, self.other_assessment

    def specialist_of(self, assessment: Assessment) -> Actor:
        """The specialist of the assessment's unit."""
        mine = assessment.unit_id == self.unit.id
        return self.make.actor(self.specialist if mine else self.other_specialist)

    def leader_of(self, assessment: Assessment) -> Actor:
        """The leader of the assessment's unit."""
        mine = assessment.unit_id == self.unit.id
        return self.make.actor(self.leader if mine else self.other_leader)

    def person(self, role: str) -> Account:
        """The account that holds a role (of the first unit, for its two)."""
        return {"specialist": self.specialist, "leader": self.leader, **self.staff}[role]

    def actor(self, role: str) -> Actor:
        """The same person as operations see them."""
        return self.make.actor(self.person(role))

"""What tests of the council share: its members, the open meeting, points and totals."""

from collections.abc import Mapping
from fractions import Fraction

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import Account
from app.assessments.models import Assessment
from app.council import operations
from app.council.models import CouncilSession, OpenPoint
from app.council.sheets import council_content
from tests.factories import World


def members(world: World, number: int) -> list[Account]:
    """More members, each a person of the province without a unit."""
    return [
        world.make.account(world.authority, roles=["council_member"], round_=world.round)
        for _ in range(number)
    ]


def meeting_of(session: Session) -> CouncilSession:
    session.rollback()
    return (
        session.scalars(select(CouncilSession).order_by(CouncilSession.number.desc())).first()
        or pytest.fail()
    )


def attend(world: World, session: Session, present: Mapping[int, bool]) -> None:
    reasons = {key: "Đi công tác" for key, here in present.items() if not here}
    operations.take_attendance(world.actor("council_secretary"), meeting_of(session).id, present, reasons)


def raised(world: World, code: str = "2.1", proposed: str = "6", number: int | None = None) -> int:
    return operations.raise_point(
        world.actor("council_secretary"),
        number or world.assessment.id,
        code,
        question="Tính theo danh mục mới?",
        proposed=proposed,
    )


def point_of(session: Session, point_id: int) -> OpenPoint:
    session.rollback()
    return session.get_one(OpenPoint, point_id)


def council_total(session: Session, assessment: Assessment) -> Fraction:
    session.rollback()
    found = session.get_one(Assessment, assessment.id)
    return council_content(session, found).scores().rescaled_total


def decided(world: World, point: int, choice: str = "for", reason: str = "Danh mục mới có hiệu lực") -> str:
    both = [world.person(role).id for role in ("council_chair", "council_member")]
    operations.record_votes(world.actor("council_secretary"), point, dict.fromkeys(both, choice))
    return operations.decide_point(world.actor("council_secretary"), point, reason=reason)

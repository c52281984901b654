"""What tests of assignments share: a team of appraisers, and what each is assigned."""

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import Account, LocalRole
from app.appraisal.assigning import operations
from app.appraisal.assigning.sharing import Part
from app.units.models import Unit
from tests.factories import World


def appraisers(world: World, number: int, *, unit: Unit | None = None) -> list[Account]:
    """More members of the team."""
    return [
        world.make.account(
            world.authority, roles=["appraiser"], round_=world.round, unit_id=unit.id if unit else None
        )
        for _ in range(number)
    ]


def mode(world: World, *, assigned_only: bool = True, double: bool = False) -> None:
    """The standing body says how the round is appraised."""
    operations.change_mode(
        world.actor("standing_body"), world.round.id, assigned_only=assigned_only, double_appraisal=double
    )


def assign(world: World, *parts: Part) -> tuple[int, int]:
    """The standing body assigns."""
    return operations.assign(world.actor("standing_body"), world.round.id, parts)


def part(account: Account, unit: Unit, code: str | None = None, lane: int = 1) -> Part:
    """A part of the round for a person."""
    return Part(account.id, unit.id, code, lane)


def standing(session: Session, people: Iterable[Account] = ()) -> list[tuple[int, int | None, str | None]]:
    """Who is assigned what now: account, unit, node."""
    session.rollback()
    rows = session.scalars(
        select(LocalRole).where(LocalRole.ended_at.is_(None)).order_by(LocalRole.account_id, LocalRole.id)
    )
    wanted = {person.id for person in people}
    return [(row.account_id, row.unit_id, row.code) for row in rows if not wanted or row.account_id in wanted]

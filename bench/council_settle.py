"""Settling a whole council's units at once, against settling them one after the other as single actions."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

from sqlalchemy import delete, insert, select, update

from app import clock
from app.accounts.actor import Actor
from app.accounts.loading import load_actor
from app.accounts.models import Account, RoleGrant
from app.assessments.models import Assessment, CurrentSheet, Figure
from app.council import operations
from app.council.models import Attendance, CouncilSession
from app.database import table_of
from app.extensions import db
from app.rounds.models import Round
from app.units.models import Unit
from bench import world
from bench.measuring import Batch, Measure, Size, compare
from bench.world import World

AIM = 0.6  # of as many single actions
COUNCIL = ("council_chair", "council_member", "council_secretary")


@dataclass(frozen=True)
class Council:
    """A meeting in progress, its secretary, and the units before it."""

    here: World
    secretary: Actor
    round_id: int
    ids: Sequence[int]


def measure(folder: Path, size: Size) -> list[Measure]:
    """As many units as the largest round has, each with figures of its own; at once and one by one."""
    council = meeting(world.build(folder, size.criteria_on_page), size.annex_rows)
    return [
        compare(
            f"Ghi kết quả thống nhất {size.annex_rows} đơn vị một lần",
            f"{size.annex_rows} lần ghi từng đơn vị",
            one_by_one(council),
            at_once(council),
            size.rounds,
            aim=AIM,
        )
    ]


def one_by_one(council: Council) -> Batch:
    """Single actions, each a transaction."""

    def batch() -> float:
        with council.here.app.app_context():
            put_back(council)
            started = perf_counter()
            for number in council.ids:
                operations.settle(council.secretary, number)
            return (perf_counter() - started) / len(council.ids)

    return batch


def at_once(council: Council) -> Batch:
    """The bulk action; each unit has its own savepoint and event."""

    def batch() -> float:
        with council.here.app.app_context():
            put_back(council)
            started = perf_counter()
            outcomes = operations.settle_many(council.secretary, council.round_id, council.ids)
            spent = perf_counter() - started
            if not all(outcome.done for outcome in outcomes):
                raise RuntimeError(outcomes[0].reason)
            return spent / len(council.ids)

    return batch


def put_back(council: Council) -> None:
    """Every unit before the council again, without a council sheet; not measured."""
    session = db.session()
    session.execute(delete(CurrentSheet).where(CurrentSheet.stage == "council"))
    session.execute(update(Assessment).where(Assessment.id.in_(council.ids)).values(state="in_council"))
    session.commit()


def meeting(here: World, units: int) -> Council:
    """A council in session before so many units, with the figures of the first or nearly so."""
    with here.app.app_context():
        session = db.session()
        first = session.get_one(Assessment, here.assessment_id)
        round_ = session.get_one(Round, first.round_id)
        round_.state = "council"
        people = {role: _person(round_, role) for role in COUNCIL}
        running = CouncilSession(
            round_id=round_.id,
            number=1,
            place="Phòng họp số 2",
            held_on=clock.today(),
            opened_at=clock.now(),
            chair_id=people["council_chair"].id,
            secretary_id=people["council_secretary"].id,
        )
        session.add(running)
        session.flush()
        for role in COUNCIL[:2]:
            session.add(Attendance(session_id=running.id, account_id=people[role].id, present=True))
        ids = [first.id, *(_copy(first, number) for number in range(1, units))]
        _figures(first.id, ids[1:])
        session.commit()
        secretary = load_actor(session, people["council_secretary"].id)
        if secretary is None:
            raise LookupError("the secretary")
        return Council(here, secretary, round_.id, ids)


def _person(round_: Round, role: str) -> Account:
    account = Account(
        authority_id=round_.authority_id,
        username=role,
        full_name=f"Người {role}",
        position_title="Thành viên",
        password_hash="!",
        must_change_password=False,
        created_at=clock.now(),
    )
    db.session.add(account)
    db.session.flush()
    db.session.add(RoleGrant(account_id=account.id, round_id=round_.id, role=role, granted_at=clock.now()))
    db.session.flush()
    return account


def _copy(first: Assessment, number: int) -> int:
    home = db.session.get_one(Unit, first.unit_id)
    unit = Unit(
        authority_id=home.authority_id,
        group_id=home.group_id,
        code=f"dv{number}",
        name=f"Đơn vị {number}",
        symbol=f"DV{number}",
        head_title="Giám đốc",
    )
    db.session.add(unit)
    db.session.flush()
    copied = Assessment(
        round_id=first.round_id,
        unit_id=unit.id,
        round_group_id=first.round_group_id,
        workflow=first.workflow,
        workflow_version=first.workflow_version,
        variables={},
    )
    db.session.add(copied)
    db.session.flush()
    return copied.id


def _figures(source: int, targets: Sequence[int]) -> None:
    """The first unit's figures for every other one, some left out by chance."""
    table = table_of(Figure)
    rows = [
        dict(row._mapping) for row in db.session.execute(select(table).where(table.c.assessment_id == source))
    ]
    dice = random.Random(len(targets))
    copies = [
        {**{key: value for key, value in row.items() if key != "id"}, "assessment_id": target}
        for target in targets
        for row in rows
        if dice.random() < 0.95
    ]
    if copies:
        db.session.execute(insert(table), copies)

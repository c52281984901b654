"""A round with many units in one state, each with the event by which it came there, and somebody to act."""

from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import insert, select

from app import catalog, clock, history
from app.accounts.actor import system_actor
from app.accounts.models import Account, RoleGrant
from app.accounts.rules import fold
from app.appraisal.models import CriterionReview
from app.assessments.models import Assessment
from app.database import table_of, transaction
from app.extensions import db
from app.rounds.models import Round, RoundGroup
from app.units.models import Unit
from bench import world
from bench.world import World
from bench.wsgi import Caller

ROLES = ("appraiser", "standing_body")


@dataclass(frozen=True)
class Many:
    """So many units under appraisal, every criterion decided on, and somebody of the team and the body."""

    here: World
    caller: Caller
    account_id: int
    round_id: int
    ids: list[int]


def build(folder: Path, criteria: int, units: int) -> Many:
    """A database with so many units under appraisal, beside the one that `world` builds."""
    folder.mkdir(parents=True, exist_ok=True)
    here = world.build(folder, criteria)
    with here.app.app_context():
        round_ = db.session.scalars(select(Round)).one()
        account = _person(round_)
        ids = _units(round_, units)
        with transaction() as session:
            for number in ids:
                _came(session, number, round_.authority_id)
            session.execute(
                insert(table_of(CriterionReview)),
                [
                    _accepted(number, leaf.code, account.id)
                    for number in ids
                    for leaf in here.framework.leaves
                ],
            )
        cookie, token = world.signed_in(here.app, account)
        found = Many(
            here, Caller(here.app, HTTP_COOKIE=cookie, HTTP_X_CSRFTOKEN=token), account.id, round_.id, ids
        )
        db.session.remove()
    return found


def _person(round_: Round) -> Account:
    account = Account(
        authority_id=round_.authority_id,
        username="to.tham.dinh",
        full_name="Trần Thị Bình",
        position_title="Chuyên viên",
        password_hash="!",
        must_change_password=False,
        created_at=clock.now(),
    )
    db.session.add(account)
    db.session.flush()
    for role in ROLES:
        db.session.add(
            RoleGrant(account_id=account.id, round_id=round_.id, role=role, granted_at=clock.now())
        )
    db.session.commit()
    return account


def _units(round_: Round, units: int) -> list[int]:
    """The units and their assessments, written in two statements; the assessments' ids."""
    session = db.session
    first = session.scalars(select(Unit)).first()
    group = session.scalars(select(RoundGroup)).one()
    assert first is not None
    names = [f"Sở, ban, ngành số {number}" for number in range(units)]
    session.execute(
        insert(table_of(Unit)),
        [
            {
                "authority_id": first.authority_id,
                "group_id": first.group_id,
                "code": f"dv{number}",
                "name": name,
                "search_name": fold(name),
                "symbol": f"D{number}",
                "head_title": "Giám đốc",
                "position": number + 2,
            }
            for number, name in enumerate(names)
        ],
    )
    made = session.scalars(select(Unit.id).where(Unit.id != first.id).order_by(Unit.id)).all()
    definition = catalog.assessment_workflow(round_)
    pinned = {"workflow": definition.id, "workflow_version": definition.version, "variables": {}}
    placed = {"round_id": round_.id, "round_group_id": group.id, "version": 1, "ranked": True}
    session.execute(
        insert(table_of(Assessment)),
        [{**placed, **pinned, "unit_id": unit, "state": "appraising"} for unit in made],
    )
    session.commit()
    return list(session.scalars(select(Assessment.id).where(Assessment.state == "appraising")))


def _came(session: object, assessment_id: int, authority_id: int) -> None:
    history.append(
        session,  # type: ignore[arg-type]
        "assessment",
        assessment_id,
        "transition",
        system_actor(authority_id),
        "standing_body",
        transition="take_over",
        source="drafting",
        target="appraising",
        comment="Tiếp nhận theo hiện trạng",
    )


def _accepted(assessment_id: int, code: str, account_id: int) -> dict[str, object]:
    return {
        "assessment_id": assessment_id,
        "code": code,
        "decision": "accepted",
        "points": 0,
        "reviewed_by": account_id,
        "reviewed_at": clock.now(),
        "version": 1,
    }

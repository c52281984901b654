"""Reads of who is assigned what: a fixed number of queries, however many units and people."""

from collections.abc import Sequence

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app import catalog
from app.accounts.models import Account, ConflictDeclaration, LocalRole, RoleGrant
from app.appraisal.assigning.sharing import Matrix, Part, Person, Place
from app.appraisal.models import CriterionReview, Opinion
from app.assessments.models import Assessment
from app.policy import APPRAISER
from app.rounds import queries as rounds
from app.rounds.models import Round, RoundGroup
from app.units.models import Unit


def matrix(session: Session, round_: Round) -> Matrix:
    """The round's units, its appraisers and what they are assigned; five queries."""
    parts = _parts(session, round_)
    assigned = {part.account_id for part in parts}
    return Matrix(
        _people(session, round_, assigned), _places(session, round_), parts, round_.double_appraisal
    )


def _parts(session: Session, round_: Round) -> list[Part]:
    rows = session.scalars(
        select(LocalRole)
        .where(LocalRole.round_id == round_.id, LocalRole.role == APPRAISER, LocalRole.ended_at.is_(None))
        .order_by(LocalRole.id)
    )
    return [Part(row.account_id, row.unit_id, row.code, row.lane, row.id, row.round_group_id) for row in rows]


def _places(session: Session, round_: Round) -> list[Place]:
    """The units under assessment, or before the round opens those in force on its first day; two queries."""
    groups = rounds.groups_of(session, round_.id)
    frameworks = {group.id: catalog.of(group) for group in groups}
    query = select(Unit, RoundGroup).order_by(RoundGroup.position, Unit.position, Unit.id)
    if round_.state == "preparing":
        query = query.join(RoundGroup, RoundGroup.unit_group_id == Unit.group_id).where(
            RoundGroup.round_id == round_.id,
            or_(Unit.valid_from.is_(None), Unit.valid_from <= round_.opens_on),
            or_(Unit.valid_to.is_(None), Unit.valid_to >= round_.opens_on),
        )
    else:
        query = (
            query.join(Assessment, Assessment.unit_id == Unit.id)
            .join(RoundGroup, RoundGroup.id == Assessment.round_group_id)
            .where(Assessment.round_id == round_.id)
        )
    return [
        Place(unit.id, unit.name, unit.code, group.id, group.title, frameworks[group.id])
        for unit, group in session.execute(query)
    ]


def _people(session: Session, round_: Round, assigned: set[int]) -> list[Person]:
    """The team, and whoever left it with assignments standing, by name; two queries."""
    declared: dict[int, set[int]] = {}
    for account_id, unit_id in session.execute(
        select(ConflictDeclaration.account_id, ConflictDeclaration.unit_id).where(
            ConflictDeclaration.round_id == round_.id, ConflictDeclaration.withdrawn_at.is_(None)
        )
    ):
        declared.setdefault(account_id, set()).add(unit_id)
    team = select(RoleGrant.account_id).where(
        RoleGrant.role == APPRAISER,
        RoleGrant.ended_at.is_(None),
        or_(RoleGrant.round_id == round_.id, RoleGrant.round_id.is_(None)),
    )
    rows = session.execute(
        select(Account, Unit.name, Account.id.in_(team).label("in_team"))
        .outerjoin(Unit, Unit.id == Account.unit_id)
        .where(
            Account.authority_id == round_.authority_id,
            or_(Account.id.in_(team), Account.id.in_(sorted(assigned))),
        )
        .order_by(Account.full_name, Account.id)
    )
    return [
        Person(
            account.id,
            account.full_name,
            account.username,
            account.unit_id,
            unit_name or "",
            frozenset(declared.get(account.id, ())),
            bool(in_team) and account.is_active,
        )
        for account, unit_name, in_team in rows
    ]


def declared_by(session: Session, round_id: int, account_id: int) -> frozenset[int]:
    """The units of a round that a person declared a conflict of interest with."""
    return frozenset(
        session.scalars(
            select(ConflictDeclaration.unit_id).where(
                ConflictDeclaration.round_id == round_id,
                ConflictDeclaration.account_id == account_id,
                ConflictDeclaration.withdrawn_at.is_(None),
            )
        )
    )


def active_people(session: Session, round_: Round) -> list[tuple[int, str]]:
    """Who may take work of a round over: people of the authority without a unit's account, by name."""
    rows = session.execute(
        select(Account.id, Account.full_name, Account.position_title)
        .where(Account.authority_id == round_.authority_id, Account.is_active, Account.unit_role.is_(None))
        .order_by(Account.full_name, Account.id)
    )
    return [(key, ", ".join(filter(None, (name, title)))) for key, name, title in rows]


def people_with_work(session: Session, round_: Round) -> list[tuple[int, str]]:
    """Who holds a role of the round or is assigned a part of it, by name; closed accounts too."""
    held = select(RoleGrant.account_id).where(RoleGrant.round_id == round_.id, RoleGrant.ended_at.is_(None))
    assigned = select(LocalRole.account_id).where(
        LocalRole.round_id == round_.id, LocalRole.ended_at.is_(None)
    )
    rows = session.execute(
        select(Account.id, Account.full_name, Account.position_title)
        .where(
            Account.authority_id == round_.authority_id, or_(Account.id.in_(held), Account.id.in_(assigned))
        )
        .order_by(Account.full_name, Account.id)
    )
    return [(key, ", ".join(filter(None, (name, title)))) for key, name, title in rows]


def standing(session: Session, round_id: int, ids: Sequence[int]) -> Sequence[LocalRole]:
    """Assignments of a round that stand, of these."""
    return session.scalars(
        select(LocalRole)
        .where(LocalRole.round_id == round_id, LocalRole.ended_at.is_(None), LocalRole.id.in_(ids))
        .order_by(LocalRole.id)
    ).all()


def begun(session: Session, round_: Round) -> bool:
    """Whether anybody has judged a criterion of the round."""
    for judged in (CriterionReview, Opinion):
        found = session.scalar(
            select(judged.code)
            .join(Assessment, Assessment.id == judged.assessment_id)
            .where(Assessment.round_id == round_.id)
            .limit(1)
        )
        if found is not None:
            return True
    return False

"""The set-up that a real installation would import: authority, units, laws, and invented people."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from app import clock
from app.accounts.models import Account, RoleGrant
from app.demo.people import person_name
from app.demo.presets.model import GroupPlan, Preset, UnitPlan
from app.units.models import Authority, LegalBasis, Unit, UnitGroup


def build_authority(
    session: Session, preset: Preset, password_hash: str, units_per_group: int | None = None
) -> Authority:
    """Add the authority, its groups of units, its laws, and an account for every part in a round.

    Every demonstration account has the one password whose hash is given. With `units_per_group` each group
    has only its first units, the standing body always among them. Not committed here.
    """
    plan = preset.authority
    authority = Authority(
        code=plan.code,
        name=plan.name,
        area_name=plan.area_name,
        place_name=plan.place_name,
        symbol=plan.symbol,
        head_title=plan.head_title,
    )
    session.add(authority)
    session.flush()
    units: list[Unit] = []
    for position, group in enumerate(preset.groups, 1):
        units += _group(session, authority, group, position, _chosen(preset, group, units_per_group))
    bodies = _added(session, authority, None, preset.bodies)
    every = (*units, *bodies)
    authority.standing_body_id = next(unit.id for unit in every if unit.code == plan.standing_body)
    for position, basis in enumerate(preset.legal_bases, 1):
        session.add(
            LegalBasis(
                authority_id=authority.id,
                citation=basis.citation,
                position=position,
                valid_from=basis.valid_from,
                valid_to=basis.valid_to,
                document_kinds=basis.kinds,
            )
        )
    _accounts(session, authority, units, bodies, preset, password_hash)
    return authority


def _chosen(preset: Preset, group: GroupPlan, limit: int | None) -> Sequence[UnitPlan]:
    """So many of a group's units, the standing body and those the preset keeps always among them."""
    wanted = {preset.authority.standing_body, *preset.kept}
    kept = [unit for unit in group.units if unit.code in wanted]
    others = [unit for unit in group.units if unit not in kept]
    chosen = [*kept, *others[: max(limit - len(kept), 0) if limit else None]]
    return sorted(chosen, key=group.units.index)


def _group(
    session: Session, authority: Authority, plan: GroupPlan, position: int, chosen: Sequence[UnitPlan]
) -> list[Unit]:
    group = UnitGroup(authority_id=authority.id, code=plan.code, title=plan.title, position=position)
    session.add(group)
    session.flush()
    return _added(session, authority, group.id, chosen)


def _added(
    session: Session, authority: Authority, group_id: int | None, chosen: Sequence[UnitPlan]
) -> list[Unit]:
    units = [
        Unit(
            authority_id=authority.id,
            group_id=group_id,
            code=unit.code,
            symbol=unit.symbol,
            name=unit.name,
            head_title=unit.head_title,
            position=position,
        )
        for position, unit in enumerate(chosen, 1)
    ]
    session.add_all(units)
    session.flush()
    return units


def _accounts(
    session: Session,
    authority: Authority,
    units: Sequence[Unit],
    bodies: Sequence[Unit],
    preset: Preset,
    password_hash: str,
) -> None:
    """Two accounts per unit (source 002, V.1), the heads of other bodies, and the people who appraise,
    judge, number and sign."""
    moment = clock.now()
    accounts: list[Account] = []

    def add(username: str, title: str, unit_id: int | None, unit_role: str | None) -> Account:
        account = Account(
            authority_id=authority.id,
            username=username,
            full_name=person_name(len(accounts)),
            position_title=title,
            unit_id=unit_id,
            unit_role=unit_role,
            password_hash=password_hash,
            must_change_password=False,
            created_at=moment,
        )
        accounts.append(account)
        session.add(account)
        return account

    by_code = {unit.code: unit.id for unit in (*units, *bodies)}
    for unit in units:
        add(f"cv.{unit.code}", "Chuyên viên", unit.id, "specialist")
    for unit in (*units[1:], units[0]):  # so that the first specialist and the first leader both find work
        add(f"ld.{unit.code}", unit.head_title, unit.id, "leader")
    for unit in bodies:
        add(f"ld.{unit.code}", unit.head_title, unit.id, "leader")
    people = [(one, add(one.username, one.title, by_code.get(one.unit or ""), None)) for one in preset.staff]
    for deputy in preset.deputies:
        if deputy.unit in by_code:
            add(deputy.username, deputy.title, by_code[deputy.unit], None)
    session.flush()
    for one, account in people:
        if not one.of_round:
            session.add(RoleGrant(account_id=account.id, role=one.role, granted_at=moment))

"""What the pages of a round show: plain data read for one person, ready for the templates."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, func, or_, select
from sqlalchemy.orm import Session

from app import catalog, policy, workflow
from app.accounts.actor import Actor
from app.accounts.models import Account, RoleGrant
from app.keeping import queries as kept
from app.messages import rounds as texts
from app.messages import suppliers
from app.rounds import queries
from app.rounds.guards import ROUND_GUARDS
from app.rounds.models import Round, RoundGroup
from app.rounds.operations import ROUND_ROLES
from app.rounds.ruling import in_words
from app.units.models import Unit, UnitGroup
from frameworks import explain, wording
from frameworks.model import Basis, Framework, Node
from frameworks.numbers import format_vi
from workflows.vocabulary import GUARDS

Line = Row[*tuple[Any, ...]]


# --- setting a round up -------------------------------------------------------------------------------------

# What the page of the round asks of the person who reads it.
SHOWN = ("configure", "extend", "manage_people", "manage_accounts", "hand_over", "view_history")


@dataclass(frozen=True)
class UnitState:
    """A unit that takes part and whether its two accounts are there."""

    id: int
    name: str
    specialist: str | None
    leader: str | None

    @property
    def ready(self) -> bool:
        """Whether both accounts are there."""
        return bool(self.specialist and self.leader)


@dataclass(frozen=True)
class GroupState:
    """A group of the round: its framework and its units in force on the first day."""

    group: RoundGroup
    framework: Framework | None
    units: Sequence[UnitState]

    @property
    def ruled(self) -> tuple[str, str]:
        """Bands, and the order that tells equal totals apart, in words."""
        return in_words(self.group, self.framework) if self.framework is not None else ("", "")

    @property
    def lacking(self) -> list[UnitState]:
        """Units without both accounts."""
        return [unit for unit in self.units if not unit.ready]


@dataclass(frozen=True)
class Condition:
    """One condition of opening the round, and the reason why it does not hold."""

    title: str
    reason: str | None


@dataclass(frozen=True)
class Body:
    """The people of one body of the round; `open_roles` are those that nobody holds yet."""

    title: str
    people: Sequence[Line]
    open_roles: Sequence[str]


@dataclass(frozen=True)
class Setup:
    """Everything the set-up page of a round shows."""

    round: Round
    state_title: str
    groups: Sequence[GroupState]
    bodies: Sequence[Body]
    conditions: Sequence[Condition]
    may: Mapping[str, bool]

    @property
    def people(self) -> list[Line]:
        """Everyone with a role in the round, body by body."""
        return [person for body in self.bodies for person in body.people]

    @property
    def ready(self) -> bool:
        """Whether the round can be opened now."""
        return not any(condition.reason for condition in self.conditions)


def setup(session: Session, actor: Actor, round_id: int) -> Setup:
    """The set-up of one round. Raises NotFound or Forbidden by the round's policy."""
    round_ = queries.open_round(session, actor, round_id, "view_people")
    definition = catalog.of_item(round_)
    return Setup(
        round=round_,
        state_title=definition.states[round_.state].title,
        groups=_groups(session, round_),
        bodies=_bodies(session, round_),
        conditions=conditions(session, actor, round_),
        may={permission: policy.can_round(actor, permission, round_) for permission in SHOWN},
    )


def workflow_choices() -> list[tuple[str, str]]:
    """The workflows a new round can have its units assessed by, the usual one first."""
    known = [one for one in catalog.newest_workflows().values() if one.subject == "assessment"]
    known.sort(key=lambda one: (one.id != catalog.ASSESSMENT_WORKFLOW, one.id))
    return [(one.id, f"{one.title} ({one.basis})") for one in known]


def conditions(session: Session, actor: Actor, round_: Round) -> list[Condition]:
    """The conditions of opening the round, each with what is missing; none once it has been opened."""
    if round_.state != "preparing":
        return []
    asked = catalog.of_item(round_).transitions["open"].guards
    guards = workflow.bind(ROUND_GUARDS, session, round_, actor)
    return [Condition(GUARDS[name], guards[name]()) for name in asked]


def _groups(session: Session, round_: Round) -> list[GroupState]:
    """The groups with their units; two queries whatever their number."""
    groups = queries.groups_of(session, round_.id)
    by_group: dict[int, list[UnitState]] = {group.unit_group_id: [] for group in groups}
    accounts = (
        select(
            Account.unit_id,
            func.max(Account.full_name).filter(Account.unit_role == "specialist").label("specialist"),
            func.max(Account.full_name).filter(Account.unit_role == "leader").label("leader"),
        )
        .where(Account.is_active, Account.unit_role.is_not(None))
        .group_by(Account.unit_id)
        .subquery()
    )
    rows = session.execute(
        select(Unit.id, Unit.name, Unit.group_id, accounts.c.specialist, accounts.c.leader)
        .outerjoin(accounts, accounts.c.unit_id == Unit.id)
        .where(
            Unit.group_id.in_(by_group),
            or_(Unit.valid_from.is_(None), Unit.valid_from <= round_.opens_on),
            or_(Unit.valid_to.is_(None), Unit.valid_to >= round_.opens_on),
        )
        .order_by(Unit.position, Unit.id)
    )
    for row in rows:
        by_group[row.group_id].append(UnitState(row.id, row.name, row.specialist, row.leader))
    return [GroupState(group, catalog.find(group), by_group[group.unit_group_id]) for group in groups]


def _bodies(session: Session, round_: Round) -> list[Body]:
    """Who holds which role in the round now, those appointed for every round among them; one query."""
    rows = session.execute(
        select(
            RoleGrant.id,
            RoleGrant.role,
            RoleGrant.round_id,
            Account.full_name,
            Account.position_title,
            Unit.name.label("unit_name"),
        )
        .join(Account, Account.id == RoleGrant.account_id)
        .outerjoin(Unit, Unit.id == Account.unit_id)
        .where(
            RoleGrant.ended_at.is_(None),
            RoleGrant.role.in_(ROUND_ROLES),
            Account.is_active,
            Account.authority_id == round_.authority_id,
            or_(RoleGrant.round_id == round_.id, RoleGrant.round_id.is_(None)),
        )
        .order_by(RoleGrant.id)
    ).all()
    return [
        Body(
            title,
            sorted((row for row in rows if row.role in roles), key=lambda row: roles.index(row.role)),
            [texts.ROLE_TITLES[role] for role in roles if role not in {row.role for row in rows}],
        )
        for title, roles in texts.BODIES
    ]


def free_groups(session: Session, round_: Round) -> list[tuple[int, str]]:
    """The authority's groups of units that are not in the round yet."""
    taken = select(RoundGroup.unit_group_id).where(RoundGroup.round_id == round_.id)
    rows = session.execute(
        select(UnitGroup.id, UnitGroup.title)
        .where(UnitGroup.authority_id == round_.authority_id, UnitGroup.id.not_in(taken))
        .order_by(UnitGroup.position, UnitGroup.id)
    )
    return [(row.id, row.title) for row in rows]


def framework_choices(session: Session, authority_id: int) -> list[tuple[str, str]]:
    """Every framework a round may be scored by: shipped ones, and the versions the authority published."""
    known = [(key, one) for key, one in catalog.frameworks().items()]
    for key, version in kept.offered(session, authority_id):
        known.append((f"{key}@{version}", catalog.framework(key, version)))
    return [
        (value, texts.framework_choice(one.title, format_vi(one.maximum), len(one.leaves), one.version))
        for value, one in sorted(known, key=lambda pair: (pair[1].id, pair[1].version))
    ]


def people_to_appoint(session: Session, authority_id: int) -> list[tuple[int, str]]:
    """Active accounts that are not one of a unit's two, by name, with the person's position and body."""
    rows = session.execute(
        select(Account.id, Account.full_name, Account.position_title, Unit.name)
        .outerjoin(Unit, Unit.id == Account.unit_id)
        .where(Account.authority_id == authority_id, Account.is_active, Account.unit_role.is_(None))
        .order_by(Account.full_name, Account.id)
    )
    return [
        (key, " – ".join(part for part in (name, title, unit) if part)) for key, name, title, unit in rows
    ]


# --- the framework, for everyone ---------------------------------------------------------------------------


@dataclass(frozen=True)
class NodeView:
    """A line of the framework's tree."""

    node: Node
    depth: int
    rule: str
    basis_kind: str
    basis: str
    supplier: str


@dataclass(frozen=True)
class MainView:
    """A main index with all its lines, itself left out; `pillar` where the framework has pillars."""

    node: Node
    pillar: Node | None
    lines: Sequence[NodeView]
    criteria: int


@dataclass(frozen=True)
class FrameworkView:
    """A framework as people read it."""

    framework: Framework
    mains: Sequence[MainView]
    bases: Sequence[tuple[str, str, int]]  # kind, title, number of criteria
    special: Sequence[Mapping[str, str]]
    bands: Sequence[tuple[str, str]]  # title, from where on


def framework_view(framework: Framework) -> FrameworkView:
    """The whole tree with its rules in words."""
    pillars = {node.code: root for root in framework.roots if root.level == "pillar" for node in root.walk()}
    mains = [
        MainView(
            main,
            pillars.get(main.code),
            [_line(node, framework, depth) for node, depth in _below(main)] or [_line(main, framework, 1)],
            len(framework.leaves_under[main.code]),
        )
        for main in framework.mains
    ]
    kinds = [leaf.basis.kind for leaf in framework.leaves if leaf.basis]
    bases = [(kind, title, kinds.count(kind)) for kind, title in texts.BASIS_KINDS.items() if kind in kinds]
    return FrameworkView(framework, mains, bases, _special(framework), _bands(framework))


def _special(framework: Framework) -> list[dict[str, str]]:
    """The special rules in words."""
    return [
        {
            "title": rule.title,
            "sentence": texts.special_rule(
                framework.inputs[rule.input].title,
                wording.shown(framework.inputs[rule.input], rule.value),
                [framework.nodes[code].label for code in rule.leaves],
                rule.treatment,
            ),
            "basis_kind": rule.basis.kind if rule.basis else "",
            "basis": basis_text(rule.basis) if rule.basis else "",
        }
        for rule in framework.special
    ]


def _bands(framework: Framework) -> list[tuple[str, str]]:
    """The bands in words, from the top down."""
    bands = framework.bands
    if bands is None:
        return []
    return [
        (
            title,
            texts.band_bound(
                wording.exact_percent(bound) if bands.by == "percent" else wording.exactly(bound),
                bands.by == "percent",
                bands.inclusive or bound == 0,
            ),
        )
        for bound, title in bands.steps
    ]


def _below(node: Node, depth: int = 1) -> list[tuple[Node, int]]:
    found: list[tuple[Node, int]] = []
    for child in node.children:
        found += [(child, depth), *_below(child, depth + 1)]
    return found


def _line(node: Node, framework: Framework, depth: int) -> NodeView:
    return NodeView(
        node=node,
        depth=depth,
        rule=explain.describe_rule(node, framework) if node.is_leaf else "",
        basis_kind=node.basis.kind if node.basis else "",
        basis=basis_text(node.basis) if node.basis else "",
        supplier=suppliers.inside(node.supplier),
    )


def basis_text(basis: Basis) -> str:
    """Where a rule comes from, in words: the decision itself, another body's rule, or our proposal."""
    if basis.kind != "adopted" or not basis.framework:
        return basis.text
    source = texts.adopted(basis.framework, basis.code or "")
    return f"{source}: {basis.text}" if basis.text else source

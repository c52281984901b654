"""Who may see and do what: the one policy for pages, counts, files, exports and the command line.

Two levels. A page (endpoint) names the roles it is for in its room's `ACCESS`; an endpoint without an
entry is refused. An item (assessment, round) is judged by its workflow's permission map for the state it
is in. What a person may not see does not exist for them: 404 comes before 403.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app import catalog, messages
from app.accounts.actor import Actor
from app.errors import Forbidden, NotFound
from workflows import engine

if TYPE_CHECKING:
    from app.assessments.models import Assessment
    from app.rounds.models import Round

# On a unit's own assessment nobody judges as a member of the team or the council.
JUDGING_ROLES = frozenset({"appraiser", "council_member", "council_chair", "council_secretary", "expert"})


@dataclass(frozen=True)
class Access:
    """Who a page is for: everyone, everyone signed in, or people holding one of `roles` somewhere."""

    public: bool = False
    roles: frozenset[str] | None = None

    def admits(self, actor: Actor | None) -> bool:
        """Whether this person may open the page at all (what it shows is judged item by item)."""
        if self.public:
            return True
        if actor is None:
            return False
        return self.roles is None or bool(self.roles & actor.all_roles)


PUBLIC = Access(public=True)
SIGNED_IN = Access()

ENDPOINTS: dict[str, Access] = {"static": PUBLIC, "bootstrap.static": PUBLIC}


def only(*roles: str) -> Access:
    """A page for people holding one of these roles."""
    return Access(roles=frozenset(roles))


#: Pages of one unit: whoever may have something to read there, judged item by item.
UNIT_READERS = only(
    "specialist",
    "leader",
    "appraiser",
    "council_member",
    "council_chair",
    "council_secretary",
    "standing_body",
    "chairman",
    "auditor",
)


def register(access: Mapping[str, Access]) -> None:
    """Take a room's page table into the policy."""
    ENDPOINTS.update(access)


def assessment_roles(actor: Actor, assessment: "Assessment", round_: "Round") -> frozenset[str]:
    """The roles a person holds on one assessment; none in another authority."""
    return roles_on_unit(actor, round_, assessment.unit_id)


def roles_on_unit(actor: Actor, round_: "Round", unit_id: int) -> frozenset[str]:
    """The roles a person holds on one unit's assessment in a round."""
    if actor.authority_id != round_.authority_id:
        return frozenset()
    roles = actor.roles_on(round_.id, unit_id)
    return roles - JUDGING_ROLES if has_conflict(actor, unit_id) else roles


def has_conflict(actor: Actor, unit_id: int) -> bool:
    """Whether the person belongs to the unit that is judged."""
    return actor.unit_id == unit_id


def round_roles(actor: Actor, round_: "Round") -> frozenset[str]:
    """The roles a person holds in a round (a unit's two roles among them)."""
    if actor.authority_id != round_.authority_id:
        return frozenset()
    roles = actor.roles_in(round_.id)
    return roles | {actor.unit_role} if actor.unit_role else roles


def can(actor: Actor, permission: str, assessment: "Assessment", round_: "Round") -> bool:
    """Whether the assessment's state grants the person this permission."""
    definition = catalog.workflow(assessment.workflow)
    return engine.permits(
        definition, assessment.state, permission, assessment_roles(actor, assessment, round_)
    )


def require(actor: Actor, permission: str, assessment: "Assessment", round_: "Round") -> None:
    """Refuse unless `can`: as not found when it may not even be seen, else as forbidden."""
    if not can(actor, "view", assessment, round_) and not can(actor, "view_progress", assessment, round_):
        raise NotFound(messages.NOT_FOUND, assessment=assessment.id, actor=actor.id)
    if not can(actor, permission, assessment, round_):
        raise Forbidden(
            messages.forbidden(permission, who_may(permission, assessment)),
            rule=f"{assessment.workflow}.{assessment.state}.{permission}",
            actor=actor.id,
        )


def who_may(permission: str, assessment: "Assessment") -> list[str]:
    """The Vietnamese titles of the roles that hold a permission in the assessment's state."""
    definition = catalog.workflow(assessment.workflow)
    return role_titles(definition.id, engine.roles_permitted(definition, assessment.state, permission))


def role_titles(workflow_id: str, roles: Iterable[str]) -> list[str]:
    """Vietnamese titles of roles, in the definition's order."""
    wanted = set(roles)
    return [role.title for name, role in catalog.workflow(workflow_id).roles.items() if name in wanted]


def can_round(actor: Actor, permission: str, round_: "Round") -> bool:
    """Whether the round's state grants the person this permission."""
    definition = catalog.workflow(round_.workflow)
    return engine.permits(definition, round_.state, permission, round_roles(actor, round_))


def require_round(actor: Actor, permission: str, round_: "Round") -> None:
    """Refuse unless `can_round`; another authority's round does not exist."""
    if not round_roles(actor, round_) or not can_round(actor, "view", round_):
        raise NotFound(messages.NOT_FOUND, round=round_.id, actor=actor.id)
    if not can_round(actor, permission, round_):
        definition = catalog.workflow(round_.workflow)
        titles = role_titles(definition.id, engine.roles_permitted(definition, round_.state, permission))
        raise Forbidden(
            messages.forbidden(permission, titles),
            rule=f"{round_.workflow}.{round_.state}.{permission}",
            actor=actor.id,
        )

"""Who may see and do what: the one policy for pages, counts, files, exports and the command line.

Two levels. A page (endpoint) names the roles it is for in its room's `ACCESS`; an endpoint without an
entry is refused. An item (assessment, round) is judged by its workflow's permission map for the state it
is in. What a person may not see does not exist for them: 404 comes before 403.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app import catalog, messages
from app.accounts.actor import Actor, Local
from app.errors import Forbidden, NotFound
from workflows import engine
from workflows.model import Definition

if TYPE_CHECKING:
    from app.assessments.models import Assessment
    from app.documents.models import Document
    from app.improvements.models import ImprovementTask
    from app.rounds.models import Round
    from frameworks.model import Framework

# On a unit's own assessment nobody judges as a member of the team or the council.
APPRAISER = "appraiser"
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
    return roles_on_unit(actor, round_, assessment.unit_id, assessment.round_group_id)


def roles_on_unit(actor: Actor, round_: "Round", unit_id: int, group_id: int) -> frozenset[str]:
    """The roles a person holds on one unit's assessment in a round.

    Where the round is appraised by assignment, an appraiser is one only on what they are assigned.
    """
    if actor.authority_id != round_.authority_id:
        return frozenset()
    roles = actor.roles_on(round_.id, unit_id)
    if has_conflict(actor, round_.id, unit_id):
        return roles - JUDGING_ROLES
    if round_.assigned_only and APPRAISER in roles and not _parts(actor, round_.id, unit_id, group_id):
        return roles - {APPRAISER}
    return roles


def has_conflict(actor: Actor, round_id: int, unit_id: int) -> bool:
    """Whether the person belongs to the unit that is judged, or declared a conflict of interest."""
    return unit_id in actor.units_in_conflict(round_id)


def _parts(actor: Actor, round_id: int, unit_id: int, group_id: int) -> list[Local]:
    """What of a unit the person is assigned to appraise."""
    return [
        one
        for one in actor.local_in(round_id, APPRAISER)
        if one.unit_id == unit_id or (one.unit_id is None and one.group_id == group_id)
    ]


def criteria_of(
    actor: Actor, round_: "Round", assessment: "Assessment", framework: "Framework"
) -> frozenset[str] | None:
    """The criteria of a unit that the person is to appraise; None for all of them."""
    if not round_.assigned_only:
        return None
    parts = _parts(actor, round_.id, assessment.unit_id, assessment.round_group_id)
    if any(one.code is None for one in parts):
        return None
    return frozenset(
        code for one in parts if one.code is not None for code in framework.leaves_under.get(one.code, ())
    )


def lane_of(actor: Actor, round_: "Round", assessment: "Assessment") -> int | None:
    """Which of the two independent opinions of a double appraisal is the person's; None when neither."""
    parts = _parts(actor, round_.id, assessment.unit_id, assessment.round_group_id)
    return parts[0].lane if parts else None


def round_roles(actor: Actor, round_: "Round") -> frozenset[str]:
    """The roles a person holds in a round (a unit's two roles among them)."""
    if actor.authority_id != round_.authority_id:
        return frozenset()
    roles = actor.roles_in(round_.id)
    return roles | {actor.unit_role} if actor.unit_role else roles


def can(actor: Actor, permission: str, assessment: "Assessment", round_: "Round") -> bool:
    """Whether the assessment's state grants the person this permission."""
    definition = catalog.of_item(assessment)
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
    definition = catalog.of_item(assessment)
    return role_titles(definition, engine.roles_permitted(definition, assessment.state, permission))


def role_titles(definition: Definition, roles: Iterable[str]) -> list[str]:
    """Vietnamese titles of roles, in the definition's order."""
    return list(definition.role_titles(roles))


def can_round(actor: Actor, permission: str, round_: "Round") -> bool:
    """Whether the round's state grants the person this permission."""
    definition = catalog.of_item(round_)
    return engine.permits(definition, round_.state, permission, round_roles(actor, round_))


def require_round(actor: Actor, permission: str, round_: "Round") -> None:
    """Refuse unless `can_round`; another authority's round does not exist."""
    if not round_roles(actor, round_) or not can_round(actor, "view", round_):
        raise NotFound(messages.NOT_FOUND, round=round_.id, actor=actor.id)
    if not can_round(actor, permission, round_):
        definition = catalog.of_item(round_)
        titles = role_titles(definition, engine.roles_permitted(definition, round_.state, permission))
        raise Forbidden(
            messages.forbidden(permission, titles),
            rule=f"{round_.workflow}.{round_.state}.{permission}",
            actor=actor.id,
        )


# Who signs which kind of document; a decision is signed by the step of the round that approves its dossier.
SIGNERS: Mapping[str, str] = {
    "council_minutes": "council_chair",
    "council_invitation": "council_chair",
    "decision": "chairman",
    "correction_decision": "chairman",
}
OTHER_SIGNER = "standing_body"


def signer_of(kind: str) -> str:
    """The role that signs a kind of document."""
    return SIGNERS.get(kind, OTHER_SIGNER)


def document_roles(
    actor: Actor, document: "Document", round_: "Round", assessment: "Assessment | None"
) -> frozenset[str]:
    """The roles a person holds on a document: those in its round, and on its assessment where it has one."""
    if assessment is not None:
        return assessment_roles(actor, assessment, round_)
    return round_roles(actor, round_)


def can_document(
    actor: Actor, permission: str, document: "Document", round_: "Round", assessment: "Assessment | None"
) -> bool:
    """Whether the document's state grants the person this permission; only its kind's signer may sign it."""
    roles = document_roles(actor, document, round_, assessment)
    if permission == "sign":
        roles &= {signer_of(document.kind)}
    return engine.permits(catalog.of_item(document), document.state, permission, roles)


def require_document(
    actor: Actor, permission: str, document: "Document", round_: "Round", assessment: "Assessment | None"
) -> None:
    """Refuse unless `can_document`; that it may be seen at all is asked where it is loaded."""
    if can_document(actor, permission, document, round_, assessment):
        return
    definition = catalog.of_item(document)
    allowed = engine.roles_permitted(definition, document.state, permission)
    if permission == "sign":
        allowed &= {signer_of(document.kind)}
    raise Forbidden(
        messages.forbidden(permission, role_titles(definition, allowed)),
        rule=f"{document.workflow}.{document.state}.{permission}",
        actor=actor.id,
    )


def task_roles(actor: Actor, task: "ImprovementTask", round_: "Round") -> frozenset[str]:
    """The roles a person holds on an improvement task: those in its round, and those in the lead unit."""
    if actor.authority_id != task.authority_id:
        return frozenset()
    return actor.roles_on(round_.id, task.unit_id)


def can_task(actor: Actor, permission: str, task: "ImprovementTask", round_: "Round") -> bool:
    """Whether the task's state grants the person this permission."""
    return engine.permits(catalog.of_item(task), task.state, permission, task_roles(actor, task, round_))


def require_task(actor: Actor, permission: str, task: "ImprovementTask", round_: "Round") -> None:
    """Refuse unless `can_task`: as not found when it may not be seen, else as forbidden."""
    if not can_task(actor, "view", task, round_):
        raise NotFound(messages.NOT_FOUND, task=task.id, actor=actor.id)
    if not can_task(actor, permission, task, round_):
        definition = catalog.of_item(task)
        titles = role_titles(definition, engine.roles_permitted(definition, task.state, permission))
        raise Forbidden(
            messages.forbidden(permission, titles),
            rule=f"{task.workflow}.{task.state}.{permission}",
            actor=actor.id,
        )

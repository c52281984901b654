"""Which roles one person may lend to another one (ủy quyền, người làm thay). Pure.

Roles that are a person's own judgement are not lent: a member of the council votes by the name in the
decision that set the council up, an expert gives a mark that counts as one of several people's. The chair of
the council may be replaced by another member, who then leads and signs but has only their own vote; while
acting nobody votes at all. Who looks after the installation, and who inspects it, is named by a decision of
its own.
"""

from collections.abc import Mapping

from app.accounts.actor import Actor
from app.accounts.models import UNIT_ROLES
from app.messages import delegating as messages

MOST_DAYS = 90
NEVER = frozenset({"administrator", "auditor", "council_member", "expert", "system"})
#: Roles that judge units: nobody of a unit's two accounts may come by one, nor the other way round.
JUDGING = frozenset({"appraiser", "council_member", "council_chair", "council_secretary", "expert"})


def own_roles(principal: Actor) -> list[str]:
    """The roles a person may lend to somebody, the unit's first."""
    return sorted(principal.all_roles - NEVER, key=lambda role: (role not in UNIT_ROLES, role))


def refusals(principal: Actor, delegate: Actor) -> Mapping[str, str]:
    """Why a role of the first person may not be lent to the second one, by role; the others may."""
    found = {role: messages.never_lent(role) for role in principal.all_roles & NEVER}
    for role in own_roles(principal):
        refusal = _refusal(role, principal, delegate)
        if refusal:
            found[role] = refusal
    return found


def lendable(principal: Actor, delegate: Actor) -> frozenset[str]:
    """The roles of the first person that the second one may have on loan."""
    return principal.all_roles - refusals(principal, delegate).keys()


def _refusal(role: str, principal: Actor, delegate: Actor) -> str:
    theirs = delegate.all_roles
    if "auditor" in theirs:
        return messages.auditor_lends_nothing(delegate.name)
    if role in UNIT_ROLES:
        same_unit = delegate.unit_id == principal.unit_id
        if same_unit and delegate.unit_role and delegate.unit_role != role:
            return messages.both_roles(delegate.name, role, delegate.unit_role)
        if theirs & JUDGING:
            return messages.judge_of_units(delegate.name, role)
    if role in JUDGING and delegate.unit_role:
        return messages.judged(delegate.name, role)
    if role == "council_chair" and not _member_wherever_chaired(principal, delegate):
        return messages.chair_to_members(delegate.name)
    return ""


def _member_wherever_chaired(principal: Actor, delegate: Actor) -> bool:
    """Whether the delegate is a member of every council that the principal chairs."""
    chaired = [where for role, where in principal.grants if role == "council_chair"]
    member = {where for role, where in delegate.grants if role == "council_member"}
    return bool(member) and all(where in member or None in member for where in chaired)

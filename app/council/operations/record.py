"""Writing what the council did into the histories of units and of the round."""

from typing import Any

from sqlalchemy.orm import Session

from app import history
from app.accounts.actor import Actor
from app.rounds.models import Round

# The role to show in the record: the most particular one the person holds in the round.
ROLES = ("council_secretary", "council_chair", "council_member", "appraiser", "standing_body")


def acting_role(actor: Actor, round_id: int) -> str:
    """The role in which the person acts; somebody without one is let in by no policy."""
    held = actor.roles_in(round_id)
    return next(role for role in ROLES if role in held)


def on_unit(
    session: Session,
    round_id: int,
    assessment_id: int,
    actor: Actor,
    kind: str,
    data: dict[str, Any],
    comment: str | None = None,
) -> None:
    """One event of a unit's assessment, whose row the caller has locked."""
    role = acting_role(actor, round_id)
    history.append(session, "assessment", assessment_id, kind, actor, role, comment=comment, data=data)


def on_round(
    session: Session,
    round_: Round,
    actor: Actor,
    kind: str,
    data: dict[str, Any],
    comment: str | None = None,
    role: str | None = None,
) -> None:
    """One event of the round, whose row the caller has locked; `role` where the action is for one alone."""
    role = role or acting_role(actor, round_.id)
    history.append(session, "round", round_.id, kind, actor, role, comment=comment, data=data)

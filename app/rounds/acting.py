"""One step of a round's workflow, the same for every room that takes one."""

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy.orm import Session

from app import policy, workflow
from app.accounts.actor import Actor
from app.rounds.models import Round
from app.workflow import RoomGuard


def step(
    session: Session,
    round_: Round,
    actor: Actor,
    transition: str,
    guards: Mapping[str, RoomGuard],
    seen_version: int | None,
    *,
    effects: Mapping[str, Callable[[], None]] | None = None,
    data: dict[str, Any] | None = None,
    **given: Any,
) -> None:
    """Take one step inside the caller's transaction; `guards` are those the caller's room can answer.

    `data` goes into the step's event.
    """
    workflow.advance(
        session,
        round_,
        "round",
        transition,
        actor,
        policy.round_roles(actor, round_),
        workflow.bind(guards, session, round_, actor, given),
        given=given,
        seen_version=seen_version,
        effects=effects,
        data=data,
        automatic=lambda program: workflow.every_guard(session, "round", round_, program),
    )

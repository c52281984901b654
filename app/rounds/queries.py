"""Reads of rounds, filtered by what the actor may see."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import messages, policy
from app.accounts.actor import Actor
from app.errors import NotFound
from app.rounds.models import Round, RoundGroup


def open_round(
    session: Session, actor: Actor, round_id: int, permission: str = "view", *, lock: bool = False
) -> Round:
    """Load one round for a person, or refuse; with `lock` its row is locked for the transaction."""
    query = select(Round).where(Round.id == round_id, Round.authority_id == actor.authority_id)
    if lock:
        query = query.with_for_update()
    round_ = session.scalar(query.execution_options(populate_existing=True))
    if round_ is None:
        raise NotFound(messages.NOT_FOUND, round=round_id, actor=actor.id)
    policy.require_round(actor, permission, round_)
    return round_


def rounds_of(session: Session, actor: Actor) -> Sequence[Round]:
    """The rounds of the actor's authority that they may see, newest first."""
    rows = session.scalars(
        select(Round)
        .where(Round.authority_id == actor.authority_id)
        .order_by(Round.year.desc(), Round.id.desc())
    ).all()
    return [
        round_
        for round_ in rows
        if policy.round_roles(actor, round_) and policy.can_round(actor, "view", round_)
    ]


def current_round(session: Session, actor: Actor) -> Round | None:
    """The round people work on: the newest one they may see."""
    return next(iter(rounds_of(session, actor)), None)


def groups_of(session: Session, round_id: int) -> Sequence[RoundGroup]:
    """The groups of a round, in the order of the decision's annexes."""
    return session.scalars(
        select(RoundGroup).where(RoundGroup.round_id == round_id).order_by(RoundGroup.position)
    ).all()

"""The steps that a deadline takes for the round itself: the program is the actor, each is taken once.

Only a definition that names a timed step of a round has any; those shipped leave every step of a round to
people. Such a step brings no more than what the program can do alone: what needs a person's decision, number
or signature is refused when the definition is loaded (workflows.vocabulary.BY_TIME).
"""

import logging
from collections.abc import Callable, Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import catalog, clock, policy, workflow
from app.accounts.actor import Actor, system_actor
from app.assessments.acting import follow_round
from app.council import cohort
from app.database import transaction
from app.errors import GuardRefused, WrongState
from app.extensions import db
from app.messages import schedule as texts
from app.rounds.deadlines import stage_term
from app.rounds.models import Round
from workflows.model import Kind

log = logging.getLogger(__name__)


def run() -> tuple[int, int]:
    """Take what is due now in every round, each step in a transaction of its own; returns how many were taken
    and how many failed. A condition that does not hold yet is no failure: the step waits for it."""
    session, taken, failed = db.session(), 0, 0
    due = [
        (round_.id, round_.authority_id, name)
        for round_ in session.scalars(select(Round).order_by(Round.id)).all()
        for name in waiting(round_)[:1]
    ]
    session.rollback()
    for round_id, authority_id, name in due:
        try:
            take(system_actor(authority_id), round_id, name)
        except WrongState:  # somebody, or another worker, was there first
            log.info("%s of round %d: it is not due any more", name, round_id)
        except GuardRefused as refused:
            log.info("%s of round %d waits: %s", name, round_id, refused.message)
        except Exception:
            failed += 1
            log.exception("%s of round %d could not be taken", name, round_id)
        else:
            taken += 1
    return taken, failed


def waiting(round_: Round) -> list[str]:
    """The timed steps that leave the round's state and whose deadline has passed, grace included."""
    definition = catalog.of_item(round_)
    found = []
    for move in definition.leaving[round_.state]:
        if move.kind is not Kind.TIMED:
            continue
        deadline = definition.deadline_of(move, round_.state)
        term = stage_term(round_, deadline.name) if deadline else None
        if term is not None and term.is_closed(clock.now()):
            found.append(move.name)
    return found


def take(program: Actor, round_id: int, transition: str) -> None:
    """The program takes one step that a deadline takes.

    State, deadline and conditions are asked again on the locked row: a step another worker has taken, or
    whose day has been put off meanwhile, raises WrongState.
    """
    with transaction() as session:
        round_ = session.scalars(
            select(Round)
            .where(Round.id == round_id, Round.authority_id == program.authority_id)
            .with_for_update()
            .execution_options(populate_existing=True)
        ).one()
        if transition not in waiting(round_):
            raise WrongState(texts.NOT_DUE, state=round_.state, transition=transition)
        workflow.advance(
            session,
            round_,
            "round",
            transition,
            program,
            policy.round_roles(program, round_),
            workflow.every_guard(session, "round", round_, program),
            effects=_effects(session, round_),
            automatic=lambda same: workflow.every_guard(session, "round", round_, same),
        )
        follow_round(session, round_, program)


def _effects(session: Session, round_: Round) -> Mapping[str, Callable[[], None]]:
    """What belongs to the step itself and needs nobody: see workflows.vocabulary.BY_TIME."""
    return {"settle_groups": lambda: cohort.settle_groups(session, round_)}

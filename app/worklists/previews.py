"""What an action would do to each of many units, before anything is done."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from app import catalog, errors, policy
from app.accounts.actor import Actor
from app.assessments.queries import Opened
from app.worklists.actions import Action
from app.worklists.facts import Checks, guards_of
from workflows import engine


@dataclass(frozen=True)
class Foreseen:
    """One unit: from which state to which, or why not."""

    assessment_id: int
    version: int
    unit_name: str
    source: str
    target: str
    refusal: str

    @property
    def possible(self) -> bool:
        """Whether the action can be taken on the unit now."""
        return not self.refusal


def foresee(session: Session, actor: Actor, action: Action, units: Sequence[Opened]) -> list[Foreseen]:
    """What would happen to each unit; the number of queries does not depend on how many there are."""
    checks = Checks(session, actor, units, guards_of(action.name, units))
    return [_one(actor, action, opened, checks) for opened in units]


def _one(actor: Actor, action: Action, opened: Opened, checks: Checks) -> Foreseen:
    definition = catalog.of_item(opened.assessment)
    state = opened.assessment.state
    move = definition.transitions.get(action.name)
    target, refusal = state, ""
    try:
        policy.require(actor, action.permission, opened.assessment, opened.round)
    except errors.DomainError as problem:
        refusal = problem.message
    if move is not None and not refusal:
        target = state if move.stays else str(move.target)
        refusal = (
            engine.explain_refusal(
                definition, state, action.name, opened.roles, lambda guard: checks.ask(guard, opened)
            )
            or ""
        )
    return Foreseen(
        opened.assessment.id,
        opened.assessment.version,
        opened.unit.name,
        definition.states[state].title,
        definition.states[target].title,
        refusal,
    )

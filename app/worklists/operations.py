"""An action on many units: one transaction, each unit in a savepoint with its own event, and a report."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app import catalog, clock, policy, workflow
from app.accounts.actor import Actor
from app.assessments.many import open_many
from app.assessments.queries import Opened
from app.database import transaction
from app.errors import DomainError, Forbidden, InvalidInput, NotFound
from app.messages import NOT_FOUND
from app.messages import worklists as texts
from app.rounds import queries as rounds
from app.worklists import actions
from app.worklists.actions import Action, Given, Operation, Ready
from app.worklists.models import BulkRun

MOST = 5_000  # units in one run


def run(
    actor: Actor,
    round_id: int,
    action_name: str,
    chosen: Sequence[tuple[int, int]],
    *,
    token: str,
    given: Given,
) -> int:
    """Carry out an action on the units chosen, each (assessment, the version seen); the run's id.

    What a single action would refuse is refused here too, in the same words, and leaves nothing of itself;
    the others are carried out. A token that has run already does nothing and gives the run it made. An error
    that is no refusal leaves nothing of the whole run.
    """
    action = _action(action_name)
    if not token.strip():
        raise InvalidInput(texts.TOKEN_MISSING, field="token")
    if len(chosen) > MOST:
        raise InvalidInput(texts.most(MOST), field="chosen")
    try:
        with transaction() as session:
            return _run(session, actor, round_id, action, dict(chosen), token, given)
    except IntegrityError:  # the same page sent twice at the same moment: the other one has run
        with transaction() as session:
            found = _made_by(session, actor, token)
            if found is None:
                raise
            return found


def _action(name: str) -> Action:
    action = actions.ACTIONS.get(name)
    if action is None:
        raise InvalidInput(texts.ACTION_UNKNOWN, field="action", typed=name)
    return action


def _run(
    session: Session,
    actor: Actor,
    round_id: int,
    action: Action,
    chosen: Mapping[int, int],
    token: str,
    given: Given,
) -> int:
    round_ = rounds.open_round(session, actor, round_id, "run_bulk")
    found = _made_by(session, actor, token)
    if found is not None:
        return found
    if action not in actions.offered(actor, round_):
        raise Forbidden(texts.ACTION_UNKNOWN, rule=f"{round_.assessment_workflow}.{action.name}")
    if action.take is None:
        raise InvalidInput(texts.ACTION_UNKNOWN, field="action", typed=action.name)
    made = BulkRun(
        round_id=round_.id,
        account_id=actor.id,
        action=action.name,
        token=token,
        done=0,
        refused=0,
        report=[],
        at=clock.now(),
    )
    session.add(made)
    session.flush()  # whoever sends the same page at the same time waits here
    units = open_many(session, actor, round_, chosen.keys(), lock=True)
    ready = actions.ready_for(session, actor, action, units)
    lines = [
        _one(session, actor, action, action.take, opened, chosen[opened.assessment.id], given, ready)
        for opened in units
    ]
    lines += [_unknown() for _ in range(len(chosen) - len(units))]
    made.done = sum(line["done"] for line in lines)
    made.refused = len(lines) - made.done
    made.report = lines
    if action.afterwards is not None and made.done:
        action.afterwards(session, round_)
    return made.id


def _one(
    session: Session,
    actor: Actor,
    action: Action,
    take: Operation,
    opened: Opened,
    seen: int,
    given: Given,
    ready: Ready,
) -> dict[str, Any]:
    """One unit in its own savepoint; the line of the report."""
    states = catalog.of_item(opened.assessment).states
    line = {
        "assessment_id": opened.assessment.id,
        "unit": opened.unit.name,
        "source": states[opened.assessment.state].title,
        "target": "",
        "done": False,
        "reason": "",
    }
    try:
        with session.begin_nested():
            policy.require(actor, "view", opened.assessment, opened.round)
            workflow.check_version(session, opened.assessment, "assessment", seen)
            policy.require(actor, action.permission, opened.assessment, opened.round)
            take(session, opened, actor, seen, given, ready)
    except DomainError as refusal:
        return {**line, "reason": refusal.message}
    return {**line, "done": True, "target": states[opened.assessment.state].title}


def _unknown() -> dict[str, Any]:
    """A line for what does not exist for the person."""
    return {
        "assessment_id": None,
        "unit": texts.UNKNOWN_UNIT,
        "source": "",
        "target": "",
        "done": False,
        "reason": NOT_FOUND,
    }


def _made_by(session: Session, actor: Actor, token: str) -> int | None:
    """The run a token has made for this person; another person's token is no one's."""
    row = session.execute(select(BulkRun.id, BulkRun.account_id).where(BulkRun.token == token)).first()
    if row is None:
        return None
    if row.account_id != actor.id:
        raise NotFound(NOT_FOUND, actor=actor.id)
    return int(row.id)

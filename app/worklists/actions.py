"""What can be done with many units at once: each is an operation on one unit that its room has."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from app import catalog, policy, workflow
from app.accounts.actor import Actor
from app.appraisal import operations as appraisal
from app.appraisal.sheets import contents as appraisal_contents
from app.assessments import operations as assessments
from app.assessments.acting import Stage
from app.assessments.queries import Opened
from app.assessments.sheets import Content
from app.council import cohort
from app.council.operations import settling
from app.messages import worklists as texts
from app.rounds.models import Round
from app.worklists.facts import Checks, guards_of
from workflows.model import Transition

Given = Mapping[str, Any]


@dataclass(frozen=True)
class Ready:
    """What was loaded for all units at once: their conditions, and what the sheet of a step holds."""

    checks: Checks
    contents: Mapping[int, Content]

    def stage(self, stage: Stage) -> Stage:
        """A room's part of the workflow, with the sheets' contents as loaded."""
        if not self.contents:
            return stage
        return Stage(stage.guards, lambda _session, assessment: self.contents[assessment.id])


Operation = Callable[[Session, Opened, Actor, int | None, Given, Ready], None]


@dataclass(frozen=True)
class Action:
    """One action: the permission that its operation on one unit asks for, the fields it needs, what its
    sheets hold (loaded for all units at once), and what is done once for the round after the last unit.

    Without `take` its own room has the preview and the operation on many units: here it is only chosen.
    """

    name: str
    permission: str
    take: Operation | None
    fields: tuple[str, ...] = ()
    contents: Callable[[Session, Sequence[Opened]], Mapping[int, Content]] | None = None
    afterwards: Callable[[Session, Round], object] | None = None


def _remind(
    session: Session, opened: Opened, actor: Actor, seen: int | None, given: Given, ready: Ready
) -> None:
    assessments.remind_in(session, opened, actor, seen_version=seen)


def _take_over(
    session: Session, opened: Opened, actor: Actor, seen: int | None, given: Given, ready: Ready
) -> None:
    assessments.take_over_in(session, opened, actor, reason=given["reason"], seen_version=seen)


def _close_explanation(
    session: Session, opened: Opened, actor: Actor, seen: int | None, given: Given, ready: Ready
) -> None:
    assessments.close_explanation_in(session, opened, actor, reason=given["reason"], seen_version=seen)


def _extend(
    session: Session, opened: Opened, actor: Actor, seen: int | None, given: Given, ready: Ready
) -> None:
    workflow.check_version(session, opened.assessment, "assessment", seen)
    assessments.extend_in(
        session,
        opened,
        actor,
        until=given["until"],
        letter_number=given["letter_number"],
        reason=given["reason"],
    )


def _ask(
    session: Session, opened: Opened, actor: Actor, seen: int | None, given: Given, ready: Ready
) -> None:
    appraisal.ask_in(session, opened, actor, seen_version=seen)


def _finish(
    session: Session, opened: Opened, actor: Actor, seen: int | None, given: Given, ready: Ready
) -> None:
    appraisal.finish_in(
        session,
        opened,
        actor,
        seen_version=seen,
        stage=ready.stage(appraisal.STAGE),
        guards=ready.checks.bound_to(opened),
    )


def _reopen(
    session: Session, opened: Opened, actor: Actor, seen: int | None, given: Given, ready: Ready
) -> None:
    appraisal.reopen_in(session, opened, actor, reason=given["reason"], seen_version=seen)


def _bring(
    session: Session, opened: Opened, actor: Actor, seen: int | None, given: Given, ready: Ready
) -> None:
    settling.STAGE.act(session, opened, actor, "bring_to_council", seen_version=seen)


def _report(
    session: Session, opened: Opened, actor: Actor, seen: int | None, given: Given, ready: Ready
) -> None:
    settling.STAGE.act(session, opened, actor, "report_to_council", seen_version=seen)


ACTIONS: Mapping[str, Action] = {
    action.name: action
    for action in (
        Action("remind", "view", _remind),
        Action("take_over", "view", _take_over, ("reason",)),
        Action("extend", "extend", _extend, ("until", "letter_number", "reason")),
        Action("close_explanation", "view", _close_explanation, ("reason",)),
        Action("ask_explanation", "ask", _ask),
        Action("finish_appraisal", "appraise", _finish, contents=appraisal_contents),
        Action("reopen_appraisal", "view_appraisal", _reopen, ("reason",)),
        Action("bring_to_council", "view_council", _bring, afterwards=cohort.bind_groups),
        Action("report_to_council", "view_appraisal", _report, afterwards=cohort.bind_groups),
        Action("settle", "view_council", None),  # council.operations.settle_many, with the totals shown
    )
}


def ready_for(session: Session, actor: Actor, action: Action, units: Sequence[Opened]) -> Ready:
    """Load for all units at once what an action on each of them would ask for; nothing is decided here."""
    checks = Checks(session, actor, units, guards_of(action.name, units))
    contents = action.contents(session, units) if action.contents and units else {}
    return Ready(checks, contents)


def transition_of(action: Action, round_: Round) -> Transition | None:
    """The step of the units' workflow that an action takes; None where it takes none, or there is none."""
    return catalog.assessment_workflow(round_).transitions.get(action.name)


def title_of(action: Action, round_: Round) -> str:
    """What an action is called."""
    move = transition_of(action, round_)
    return move.title if move else texts.EXTEND


def offered(actor: Actor, round_: Round, states: Sequence[str] | None = None) -> list[Action]:
    """The actions a person may take on many units of a round (in some of these states) by what they are."""
    if not policy.can_round(actor, "run_bulk", round_):
        return []
    return [action for action in ACTIONS.values() if _is_for(action, actor, round_, states)]


def _is_for(action: Action, actor: Actor, round_: Round, states: Sequence[str] | None) -> bool:
    definition = catalog.assessment_workflow(round_)
    roles = actor.roles_in(round_.id)
    move = definition.transitions.get(action.name)
    if move is not None:
        return not roles.isdisjoint(move.role_set) and (
            states is None or bool(set(states) & set(move.sources))
        )
    if action.name != "extend":
        return False
    return any(
        not roles.isdisjoint(state.permissions.get(action.permission, ()))
        for state in definition.states.values()
        if states is None or state.name in states
    )

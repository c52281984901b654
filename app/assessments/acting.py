"""A stage's part of an assessment's workflow, the same for every room: conditions, sheet, one step."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from app import catalog, workflow
from app.accounts.actor import Actor
from app.assessments import queries, sheets
from app.assessments.models import Assessment
from app.assessments.queries import Opened
from app.assessments.sheets import Content
from app.rounds.models import Round
from app.workflow import Guard, RoomGuard
from workflows import engine
from workflows.model import Kind

Follower = Callable[[Session, Round], None]
_followers: list[Follower] = []


def listen(follower: Follower) -> None:
    """Let a room above bring a round up to date after units took steps by themselves."""
    _followers[:] = [follower]


def _followed(session: Session, round_: Round) -> None:
    for follower in _followers:
        follower(session, round_)


def follow_round(session: Session, round_: Round, actor: Actor) -> None:
    """After a step of the round: let its units take the steps that follow by themselves now."""
    definition = catalog.assessment_workflow(round_)
    states = [name for name in definition.states if engine.waiting(definition, name, Kind.AUTOMATIC)]
    moved = False
    for opened in queries.of_round(session, round_, states) if states else ():
        before = opened.assessment.state
        workflow.follow(session, opened.assessment, "assessment", actor, _conditions(session, opened))
        moved = moved or opened.assessment.state != before
    if moved:
        _followed(session, round_)


def _conditions(session: Session, opened: Opened) -> Callable[[Actor], Mapping[str, Guard]]:
    return lambda program: workflow.every_guard(session, "assessment", opened, program)


@dataclass(frozen=True)
class Stage:
    """The conditions a room can answer, and what the sheet holds that its steps freeze."""

    guards: Mapping[str, RoomGuard]
    content: Callable[[Session, Assessment], Content]

    def act(
        self,
        session: Session,
        opened: Opened,
        actor: Actor,
        transition: str,
        *,
        given: Mapping[str, Any] | None = None,
        seen_version: int | None = None,
        effects: Mapping[str, Callable[[], None]] | None = None,
        guards: Mapping[str, Guard] | None = None,
    ) -> None:
        """Take one step inside the caller's transaction; raises the domain error that fits.

        `guards` are conditions already bound to the item, where they are not the room's alone.
        """

        def freeze(stage: str) -> str:
            content = self.content(session, opened.assessment)
            return sheets.freeze(session, opened.assessment, stage, content, actor).content_hash

        step = workflow.advance(
            session,
            opened.assessment,
            "assessment",
            transition,
            actor,
            opened.roles,
            workflow.bind(self.guards, session, opened, actor, given) if guards is None else guards,
            given=given,
            seen_version=seen_version,
            freeze=freeze,
            effects=effects,
            automatic=_conditions(session, opened),
        )
        if opened.assessment.state != step.target:
            _followed(session, opened.round)

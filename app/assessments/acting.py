"""A stage's part of an assessment's workflow, the same for every room: conditions, sheet, one step."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from app import workflow
from app.accounts.actor import Actor
from app.assessments import sheets
from app.assessments.models import Assessment
from app.assessments.queries import Opened
from app.assessments.sheets import Content
from app.workflow import Guard, RoomGuard


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

        workflow.advance(
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
            automatic=lambda program: workflow.every_guard(session, "assessment", opened, program),
        )

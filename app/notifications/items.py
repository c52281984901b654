"""What a notice is about: a round, a unit's assessment, a document or a task, and who may know of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import catalog, policy
from app.accounts.actor import Actor
from app.assessments.models import Assessment
from app.documents.models import Document
from app.documents.queries import may_see
from app.improvements.models import ImprovementTask
from app.rounds.models import Round
from app.units.models import Unit
from workflows import engine

WHOLE_AUTHORITY = 0  # no round has this number: only roles granted for the whole authority hold there


@dataclass(frozen=True)
class Item:
    """The row itself, and what it belongs to."""

    subject_type: str
    row: Any
    round_: Round | None = None
    assessment: Assessment | None = None

    @property
    def authority_id(self) -> int:
        """Whose it is."""
        owner = self.round_ or self.row
        return int(owner.authority_id)

    @property
    def round_id(self) -> int:
        """In which round roles are asked for."""
        return self.round_.id if self.round_ else WHOLE_AUTHORITY

    @property
    def unit_id(self) -> int | None:
        """The one unit it concerns; None where it concerns all of the round's."""
        if isinstance(self.row, ImprovementTask):
            return self.row.unit_id
        return self.assessment.unit_id if self.assessment else None


def named_in(payload: Mapping[str, Any]) -> tuple[str, int]:
    """Kind and number of the item an outbox message is about."""
    if "subject_type" in payload:
        return str(payload["subject_type"]), int(payload["subject_id"])
    if payload.get("assessment_id"):
        return "assessment", int(payload["assessment_id"])
    return "round", int(payload["round_id"])


def load(session: Session, subject_type: str, subject_id: int) -> Item:
    """The item as it is now."""
    if subject_type == "round":
        round_ = session.get_one(Round, subject_id)
        return Item(subject_type, round_, round_)
    if subject_type == "assessment":
        assessment = session.get_one(Assessment, subject_id)
        return Item(subject_type, assessment, session.get_one(Round, assessment.round_id), assessment)
    if subject_type == "task":
        task = session.get_one(ImprovementTask, subject_id)
        return Item(subject_type, task, session.get(Round, task.round_id) if task.round_id else None)
    document = session.get_one(Document, subject_id)
    of = session.get(Assessment, document.assessment_id) if document.assessment_id else None
    return Item(subject_type, document, session.get_one(Round, document.round_id), of)


def words(session: Session, item: Item) -> dict[str, Any]:
    """What texts call the item by."""
    found: dict[str, Any] = {"round": item.round_.title if item.round_ else ""}
    if item.unit_id is not None:
        found["unit"] = session.scalar(select(Unit.name).where(Unit.id == item.unit_id))
    if isinstance(item.row, Document | ImprovementTask):
        found[item.subject_type] = item.row.title
    return found


def may_know(actor: Actor, item: Item) -> bool:
    """Whether the person may be told about the item now."""
    if actor.authority_id != item.authority_id:
        return False
    if isinstance(item.row, ImprovementTask):
        roles = actor.roles_on(item.round_id, item.row.unit_id)
        return engine.permits(catalog.of_item(item.row), item.row.state, "view", roles)
    if item.round_ is None:
        return False
    if isinstance(item.row, Document):
        return may_see(actor, item.row, item.round_, item.assessment)
    if item.assessment is None:
        return policy.can_round(actor, "view", item.round_)
    return any(
        policy.can(actor, permission, item.assessment, item.round_)
        for permission in ("view", "view_progress")
    )

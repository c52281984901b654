"""Reads of the workflow versions an installation has published itself."""

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.extensions import db
from app.history import Event
from app.processes.models import WorkflowVersion


def newest_versions() -> dict[str, int]:
    """The newest version this installation has published, by workflow."""
    rows = db.session.execute(
        select(WorkflowVersion.workflow, func.max(WorkflowVersion.version)).group_by(WorkflowVersion.workflow)
    )
    return dict(rows.all())


def of_workflow(session: Session, workflow: str) -> Sequence[WorkflowVersion]:
    """The versions of a workflow that this installation has published, the newest first."""
    return session.scalars(
        select(WorkflowVersion)
        .where(WorkflowVersion.workflow == workflow)
        .order_by(WorkflowVersion.version.desc())
    ).all()


def all_versions(session: Session) -> Sequence[WorkflowVersion]:
    """Every version this installation has published."""
    return session.scalars(
        select(WorkflowVersion).order_by(WorkflowVersion.workflow, WorkflowVersion.version)
    ).all()


def visited(session: Session, assessment_id: int) -> frozenset[str]:
    """The states a unit's assessment has been in."""
    steps = select(Event.source, Event.target).where(
        Event.subject_type == "assessment",
        Event.subject_id == assessment_id,
        Event.transition.is_not(None),
    )
    return frozenset(state for step in session.execute(steps) for state in step if state)


def published_text(workflow: str, version: int) -> str | None:
    """The file of a published version; None when this installation has none."""
    return db.session.scalar(
        select(WorkflowVersion.content).where(
            WorkflowVersion.workflow == workflow, WorkflowVersion.version == version
        )
    )

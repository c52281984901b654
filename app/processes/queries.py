"""Reads of the workflow versions an installation has published itself."""

from sqlalchemy import select

from app.extensions import db
from app.processes.models import WorkflowVersion


def published_text(workflow: str, version: int) -> str | None:
    """The file of a published version; None when this installation has none."""
    return db.session.scalar(
        select(WorkflowVersion.content).where(
            WorkflowVersion.workflow == workflow, WorkflowVersion.version == version
        )
    )

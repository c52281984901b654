"""Reads of kept frameworks."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.extensions import db
from app.keeping.models import FrameworkVersion


def published_text(framework_id: str, version: int) -> str | None:
    """The text of one published (or since retired) version; it never changes, so it may be remembered."""
    return db.session.scalar(
        select(FrameworkVersion.content).where(
            FrameworkVersion.framework_id == framework_id,
            FrameworkVersion.framework_version == version,
            FrameworkVersion.state != "draft",
        )
    )


def offered(session: Session, authority_id: int) -> Sequence[tuple[str, int]]:
    """The published versions an authority may score a new round by: `(id, version)`, newest first."""
    rows = session.execute(
        select(FrameworkVersion.framework_id, FrameworkVersion.framework_version)
        .where(FrameworkVersion.authority_id == authority_id, FrameworkVersion.state == "published")
        .order_by(FrameworkVersion.framework_id, FrameworkVersion.framework_version.desc())
    )
    return [(key, version) for key, version in rows]

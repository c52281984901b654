"""Reads of results; only a published version is for everyone."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.results.models import ResultRow, ResultVersion


def running_result(session: Session, round_id: int) -> ResultVersion | None:
    """The version on the chairman's desk or decided, not yet published."""
    return session.scalar(
        select(ResultVersion).where(
            ResultVersion.round_id == round_id, ResultVersion.state.in_(("submitted", "decided"))
        )
    )


def published_result(session: Session, round_id: int) -> ResultVersion | None:
    """The published version that counts: the newest one."""
    return session.scalar(
        select(ResultVersion)
        .where(ResultVersion.round_id == round_id, ResultVersion.state == "published")
        .order_by(ResultVersion.number.desc())
        .limit(1)
    )


def rows_of(session: Session, result_id: int) -> Sequence[ResultRow]:
    """The rows of a version, group by group, in printed order."""
    return session.scalars(
        select(ResultRow)
        .where(ResultRow.result_id == result_id)
        .order_by(ResultRow.round_group_id, ResultRow.position)
    ).all()

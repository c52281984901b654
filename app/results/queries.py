"""Reads of results; only a published version is for everyone."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.errors import NotFound
from app.messages import NOT_FOUND
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


def row_of(session: Session, round_id: int, assessment_id: int) -> ResultRow:
    """One unit's row in the published result of a round; NotFound where there is none."""
    result = published_result(session, round_id)
    row = session.get(ResultRow, (result.id, assessment_id)) if result is not None else None
    if row is None:
        raise NotFound(NOT_FOUND, assessment=assessment_id)
    return row

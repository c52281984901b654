"""Reads of results; only a published version is for everyone."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.assessments.models import Sheet
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
    return next(iter(published_results(session, round_id)), None)


def published_results(session: Session, round_id: int) -> Sequence[ResultVersion]:
    """Every published version of a round, the one that counts first: a correction leaves the older ones."""
    return session.scalars(
        select(ResultVersion)
        .where(ResultVersion.round_id == round_id, ResultVersion.state == "published")
        .order_by(ResultVersion.number.desc())
    ).all()


def chosen_result(session: Session, round_id: int, number: int | None) -> ResultVersion | None:
    """The published version of this number, without one the version that counts.

    Raises NotFound for a number that no published version has: one not yet published is as unknown as one
    that does not exist.
    """
    versions = published_results(session, round_id)
    if number is None:
        return next(iter(versions), None)
    found = next((one for one in versions if one.number == number), None)
    if found is None:
        raise NotFound(NOT_FOUND, round=round_id, version=number)
    return found


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


def sheets_of(session: Session, result: ResultVersion, assessment_id: int) -> dict[str, Sheet]:
    """The sheets of one unit as a published version had them, by stage; one query.

    Of the council's the last one before the version was drawn up, of the others the last one before it was
    published: publishing freezes the final sheet.
    """
    found: dict[str, Sheet] = {}
    for sheet in session.scalars(
        select(Sheet).where(Sheet.assessment_id == assessment_id).order_by(Sheet.number)
    ):
        limit = result.created_at if sheet.stage == "council" else result.published_at
        if limit is not None and sheet.frozen_at <= limit:
            found[sheet.stage] = sheet
    return found


@dataclass(frozen=True)
class Change:
    """What a correction did to one unit: its row before and after."""

    before: ResultRow
    after: ResultRow

    @property
    def own(self) -> bool:
        """Whether the unit's points changed; else only its rank did, because others' points have."""
        return self.before.total != self.after.total


def changes(before: Sequence[ResultRow], after: Sequence[ResultRow]) -> list[Change]:
    """The units whose points, rank or band differ between two versions, in the new printed order."""
    old = {row.assessment_id: row for row in before}
    return [
        Change(old[row.assessment_id], row)
        for row in after
        if row.assessment_id in old and _said(old[row.assessment_id]) != _said(row)
    ]


def _said(row: ResultRow) -> tuple[object, ...]:
    """What a version says of a unit in public."""
    return row.total, row.published, row.rank, row.band, row.maximum, row.excluded, row.parts

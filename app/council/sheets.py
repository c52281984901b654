"""The council sheet: the appraisal with what the council voted to change laid over it."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.appraisal.sheets import appraisal_content
from app.assessments.models import Assessment
from app.assessments.sheets import Content
from app.council.bindings import state_of
from app.council.models import OpenPoint
from app.messages import council as texts
from app.units.models import Unit


def council_content(session: Session, assessment: Assessment, at: datetime | None = None) -> Content:
    """The appraisal's content with every point the council decided to adjust, within its group.

    With `at` as it stood at that moment: what the council decides on a complaint later is not in it.
    """
    query = select(OpenPoint).where(
        OpenPoint.assessment_id == assessment.id,
        OpenPoint.state == "decided",
        OpenPoint.outcome == "adjust",
    )
    if at is not None:
        query = query.where(OpenPoint.decided_at <= at)
    points = session.scalars(query.order_by(OpenPoint.decided_at, OpenPoint.id))
    content = lay_over(appraisal_content(session, assessment), points)
    state = state_of(session, assessment.round_group_id, at)
    return state.lay(content, session.get_one(Unit, assessment.unit_id).code) if state else content


def lay_over(base: Content, points: Iterable[OpenPoint]) -> Content:
    """An appraisal's content with points decided to be adjusted laid over it, in order of decision."""
    statuses, overrides = dict(base.statuses), dict(base.overrides)
    differences = {code: dict(why) for code, why in base.differences.items()}
    for point in points:
        if statuses.get(point.code) == "na_accepted":
            statuses[point.code] = "na_refused"  # the council gives points, so the criterion counts again
        overrides[point.code] = point.proposed_points
        differences[point.code] = {"by": texts.COUNCIL, "reason": point.reason or ""}
    return replace(base, statuses=statuses, overrides=overrides, differences=differences)

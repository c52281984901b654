"""The council sheet: the appraisal with what the council voted to change laid over it."""

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.appraisal.sheets import appraisal_content
from app.assessments.models import Assessment
from app.assessments.sheets import Content
from app.council.models import OpenPoint
from app.messages import council as texts


def council_content(session: Session, assessment: Assessment) -> Content:
    """The appraisal's content with every point the council decided to adjust."""
    points = session.scalars(
        select(OpenPoint)
        .where(
            OpenPoint.assessment_id == assessment.id,
            OpenPoint.state == "decided",
            OpenPoint.outcome == "adjust",
        )
        .order_by(OpenPoint.decided_at, OpenPoint.id)
    )
    return lay_over(appraisal_content(session, assessment), points)


def lay_over(base: Content, points: Iterable[OpenPoint]) -> Content:
    """An appraisal's content with points decided to be adjusted laid over it, in order of decision."""
    statuses, overrides = dict(base.statuses), dict(base.overrides)
    differences = {code: dict(why) for code, why in base.differences.items()}
    for point in points:
        if statuses.get(point.code) == "na_accepted":
            statuses[point.code] = "na_refused"  # the council gives points, so the criterion counts again
        overrides[point.code] = point.proposed_points
        differences[point.code] = {"by": texts.COUNCIL, "reason": point.reason or ""}
    return Content(base.framework, base.figures, statuses, overrides, differences)

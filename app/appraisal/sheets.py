"""The appraisal sheet: all figures with the team's decisions laid over them.

It starts from the self sheet and what others have handed in; every difference has a person and a reason
(source 002, V.3.b).
"""

from collections.abc import Iterable, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import Account
from app.appraisal.models import CriterionReview
from app.assessments import sheets
from app.assessments.many import whole_contents
from app.assessments.models import Assessment
from app.assessments.queries import Opened
from app.assessments.sheets import Content


def appraisal_content(session: Session, assessment: Assessment) -> Content:
    """The unit's content under the reviews made so far; what has no review yet counts as entered."""
    rows = session.execute(
        select(CriterionReview, Account.full_name)
        .join(Account, Account.id == CriterionReview.reviewed_by)
        .where(CriterionReview.assessment_id == assessment.id)
    )
    return lay_over(sheets.whole_content(session, assessment), rows.all())


def contents(session: Session, opened: Sequence[Opened]) -> dict[int, Content]:
    """The same of many units, by assessment; three queries however many there are."""
    ids = [one.assessment.id for one in opened]
    bases = whole_contents(session, opened)
    reviews: dict[int, list[tuple[CriterionReview, str]]] = {number: [] for number in ids}
    for review, name in session.execute(
        select(CriterionReview, Account.full_name)
        .join(Account, Account.id == CriterionReview.reviewed_by)
        .where(CriterionReview.assessment_id.in_(ids), CriterionReview.decision != "accepted")
    ):
        reviews[review.assessment_id].append((review, name))
    return {number: lay_over(bases[number], reviews[number]) for number in ids}


def lay_over(base: Content, reviews: Iterable[tuple[CriterionReview, str]]) -> Content:
    """A unit's content with decisions (and the names of who took them) laid over it."""
    statuses, overrides = dict(base.statuses), {}
    differences: dict[str, dict[str, str]] = {}
    for review, reviewer in reviews:
        if review.decision == "accepted":
            continue
        if review.decision in ("na_accepted", "na_refused"):
            statuses[review.code] = review.decision
        if review.decision in ("adjusted", "na_refused"):
            overrides[review.code] = review.points
        differences[review.code] = {"by": reviewer, "reason": review.reason or ""}
    return Content(base.framework, base.figures, statuses, overrides, differences)

"""The appraisal sheet: all figures with the team's decisions laid over them.

It starts from the self sheet and what others have handed in; every difference has a person and a reason
(source 002, V.3.b).
"""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import Account
from app.appraisal.models import CriterionReview
from app.assessments import sheets
from app.assessments.many import whole_contents
from app.assessments.models import Assessment
from app.assessments.queries import Opened
from app.assessments.sheets import Content
from app.history import deed_data
from app.messages.delegating import by_delegate

# Who took a decision: the name, and the data of the event that says for whom.
REVIEW_DATA = deed_data(
    "assessment",
    CriterionReview.assessment_id,
    CriterionReview.reviewed_by,
    CriterionReview.reviewed_at,
    "review",
)
REVIEWS = select(CriterionReview, Account.full_name, REVIEW_DATA).join(
    Account, Account.id == CriterionReview.reviewed_by
)


def appraisal_content(session: Session, assessment: Assessment) -> Content:
    """The unit's content under the reviews made so far; what has no review yet counts as entered."""
    rows = session.execute(REVIEWS.where(CriterionReview.assessment_id == assessment.id))
    return lay_over(sheets.whole_content(session, assessment), named(rows))


def named(rows: Iterable[Any]) -> list[tuple[CriterionReview, str]]:
    """Rows of `REVIEWS` as decisions with who took them: "A", "A (thay mặt B, Giám đốc)"."""
    return [(review, by_delegate(name, data)) for review, name, data in rows]


def contents(session: Session, opened: Sequence[Opened]) -> dict[int, Content]:
    """The same of many units, by assessment; three queries however many there are."""
    ids = [one.assessment.id for one in opened]
    bases = whole_contents(session, opened)
    reviews: dict[int, list[tuple[CriterionReview, str]]] = {number: [] for number in ids}
    rows = session.execute(
        REVIEWS.where(CriterionReview.assessment_id.in_(ids), CriterionReview.decision != "accepted")
    )
    for one in named(rows):
        reviews[one[0].assessment_id].append(one)
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

"""The council sheet: the appraisal with what the council voted to change laid over it."""

import json
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.appraisal.sheets import appraisal_content
from app.assessments.models import Assessment
from app.assessments.sheets import Content
from app.council.bindings import state_of
from app.council.models import CHOICES, CouncilSession, OpenPoint, StepOut, Vote
from app.messages import council as texts
from app.units.models import Unit

Counts = Mapping[int, Mapping[str, int]]
"""How many voted how, by point."""
Votes = Mapping[int, Mapping[str, str]]
"""What a sheet tells of the vote behind a change, by point: the meeting's number, and how many voted how."""


def council_content(
    session: Session,
    assessment: Assessment,
    at: datetime | None = None,
    *,
    bound_at: datetime | None = None,
) -> Content:
    """The appraisal's content with every point the council decided to adjust, within its group.

    With `at` as it stood at that moment: what the council decides on a complaint later is not in it. With
    `bound_at` only what compares the units is that of the moment.
    """
    query = select(OpenPoint).where(
        OpenPoint.assessment_id == assessment.id,
        OpenPoint.state == "decided",
        OpenPoint.outcome == "adjust",
    )
    if at is not None:
        query = query.where(OpenPoint.decided_at <= at)
    points = session.scalars(query.order_by(OpenPoint.decided_at, OpenPoint.id)).all()
    votes = votes_behind(session, [point.id for point in points])
    content = lay_over(appraisal_content(session, assessment), points, votes)
    state = state_of(session, assessment.round_group_id, bound_at or at)
    return state.lay(content, session.get_one(Unit, assessment.unit_id).code) if state else content


def counted(session: Session, point_ids: Collection[int]) -> Counts:
    """The votes on some points, without those of whoever stepped out; one query where there are any."""
    counts: dict[int, Counter[str]] = defaultdict(Counter)
    if not point_ids:
        return counts
    aside = select(StepOut.point_id).where(
        StepOut.point_id == Vote.point_id, StepOut.account_id == Vote.account_id
    )
    query = select(Vote.point_id, Vote.choice).where(Vote.point_id.in_(point_ids), ~aside.exists())
    for point_id, choice in session.execute(query):
        counts[point_id][choice] += 1
    return counts


def votes_behind(session: Session, point_ids: Collection[int]) -> Votes:
    """What sheets tell of the votes on some decided points; two queries where there are any.

    The meeting is named by its number in the round, as its minutes name it: a row's key would tie the sheet,
    and its hash, to one database.
    """
    if not point_ids:
        return {}
    counts = counted(session, point_ids)
    query = select(OpenPoint.id, CouncilSession.number).join(
        CouncilSession, CouncilSession.id == OpenPoint.session_id
    )
    return {
        point_id: {
            "session": str(number),
            **{choice: str(counts.get(point_id, {}).get(choice, 0)) for choice in CHOICES},
        }
        for point_id, number in session.execute(query.where(OpenPoint.id.in_(point_ids)))
    }


def lay_over(base: Content, points: Iterable[OpenPoint], votes: Votes | None = None) -> Content:
    """An appraisal's content with points decided to be adjusted laid over it, in order of decision.

    With `votes` each difference names the vote it comes from.
    """
    statuses, overrides = dict(base.statuses), dict(base.overrides)
    differences = {code: dict(why) for code, why in base.differences.items()}
    for point in points:
        if statuses.get(point.code) == "na_accepted":
            statuses[point.code] = "na_refused"  # the council gives points, so the criterion counts again
        overrides[point.code] = point.proposed_points
        why = {"by": texts.COUNCIL, "reason": point.reason or ""}
        differences[point.code] = {**why, **(votes or {}).get(point.id, {})}
    return replace(base, statuses=statuses, overrides=overrides, differences=differences)


def as_frozen(content: Content, frozen: str) -> Content:
    """A content rebuilt for comparing with a sheet: one of an earlier release names no votes, so neither
    does the rebuilt one."""
    named = json.loads(frozen)["meta"]["differences"]
    differences = {
        code: dict(why) if "session" in named.get(code, why) else {key: why[key] for key in ("by", "reason")}
        for code, why in content.differences.items()
    }
    return replace(content, differences=differences)

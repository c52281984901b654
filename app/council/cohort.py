"""A group of units assessed together: what compares them, what is withdrawn, and what that does.

Until the council concludes everything here is provisional ("tạm tính"); concluding makes the binding that
counts and freezes the council sheets it changes, so that the ranking stands on sheets that compute alone.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import catalog, clock, history
from app.accounts.actor import Actor, system_actor
from app.accounts.models import Account
from app.appraisal import sheets as appraisal
from app.appraisal.models import CriterionReview
from app.assessments import sheets
from app.assessments.models import Assessment, CriterionEntry, Figure
from app.assessments.sheets import Content
from app.council.bindings import newest, written
from app.council.models import GroupBinding, OpenPoint, WithdrawnCriterion
from app.council.sheets import council_content, lay_over, votes_behind
from app.rounds.models import Round, RoundGroup
from app.rounds.queries import groups_of
from app.units.models import Unit
from frameworks import cohort as scoring
from frameworks.cohort import Assessed, Member
from frameworks.numbers import from_canonical

Contents = Mapping[str, tuple[Assessment, Content]]


def contents(
    session: Session, group: RoundGroup, at: datetime | None = None
) -> dict[str, tuple[Assessment, Content]]:
    """Every unit of a group with its figures, the team's decisions and the council's, by code of unit.

    With `at` the council's decisions are those it had taken by then. Five queries whatever the number of
    units; two more where something was decided, for its votes.
    """
    framework = catalog.of(group)
    decided = _POINTS if at is None else _POINTS.where(OpenPoint.decided_at <= at)
    kinds = (*_KINDS, (decided, OpenPoint))
    figures, statuses, reviews, points = (_by_assessment(session, group.id, kind) for kind in kinds)
    votes = votes_behind(session, [row[0].id for rows in points.values() for row in rows])
    found: dict[str, tuple[Assessment, Content]] = {}
    for assessment, code in session.execute(
        select(Assessment, Unit.code)
        .join(Unit, Unit.id == Assessment.unit_id)
        .where(Assessment.round_group_id == group.id)
        .order_by(Unit.position, Unit.id)
    ):
        base = Content(
            framework,
            {
                name: from_canonical(framework.inputs[name], value)
                for name, value in figures[assessment.id]
                if name in framework.inputs
            },
            dict(statuses[assessment.id]),
        )
        judged = lay_over(
            appraisal.lay_over(base, appraisal.named(reviews[assessment.id])),
            (row[0] for row in points[assessment.id]),
            votes,
        )
        found[code] = (assessment, judged)
    return found


_FIGURES = select(Figure.assessment_id, Figure.name, Figure.value).where(Figure.value.is_not(None))
_STATUSES = select(CriterionEntry.assessment_id, CriterionEntry.code, CriterionEntry.status).where(
    CriterionEntry.status.in_(sheets.DECLARED)
)
_REVIEWS = select(
    CriterionReview.assessment_id, CriterionReview, Account.full_name, appraisal.REVIEW_DATA
).join(Account, Account.id == CriterionReview.reviewed_by)
_POINTS = (
    select(OpenPoint.assessment_id, OpenPoint)
    .where(OpenPoint.state == "decided", OpenPoint.outcome == "adjust")
    .order_by(OpenPoint.decided_at, OpenPoint.id)
)
_KINDS = ((_FIGURES, Figure), (_STATUSES, CriterionEntry), (_REVIEWS, CriterionReview))


def _by_assessment(session: Session, group_id: int, kind: tuple[Any, Any]) -> dict[int, list[Any]]:
    query, table = kind
    found: dict[int, list[Any]] = defaultdict(list)
    for row in session.execute(
        query.join(Assessment, Assessment.id == table.assessment_id).where(
            Assessment.round_group_id == group_id
        )
    ):
        found[row[0]].append(tuple(row[1:]))
    return found


def withdrawn_codes(session: Session, group_id: int) -> list[str]:
    """The criteria left out of a group's ranking by a decision that stands."""
    return list(
        session.scalars(
            select(WithdrawnCriterion.code)
            .where(WithdrawnCriterion.round_group_id == group_id, WithdrawnCriterion.restored_at.is_(None))
            .order_by(WithdrawnCriterion.code)
        )
    )


def members_of(units: Contents) -> dict[str, Member]:
    """The units as the scoring core takes them; one that is not ranked moves nobody's points."""
    return {
        code: Member(content.figures, content.statuses, content.overrides, counted=assessment.ranked)
        for code, (assessment, content) in units.items()
    }


def assessed(group: RoundGroup, units: Contents, withdrawn: Collection[str]) -> Assessed[str]:
    """A group's sheets with these criteria withdrawn."""
    return scoring.assess(catalog.of(group), members_of(units), withdrawn)


def bind_group(session: Session, group: RoundGroup) -> bool:
    """Keep what the group comes to now, if anything compares its units; tells whether that is new."""
    # Two decisions at once: the second waits, and sees what the first came to.
    session.execute(select(RoundGroup.id).where(RoundGroup.id == group.id).with_for_update())
    withdrawn = withdrawn_codes(session, group.id)
    last = newest(session, group.id)
    if last is None and not withdrawn and not scoring.needs_group(catalog.of(group)):
        return False
    content = written(assessed(group, contents(session, group), withdrawn))
    if last is not None and last.content == content:
        return False
    number = last.number + 1 if last is not None else 1
    session.add(GroupBinding(round_group_id=group.id, number=number, content=content, made_at=clock.now()))
    session.flush()
    return True


def bind_groups(session: Session, round_: Round) -> None:
    """Bring what counts for every group of a round up to date."""
    for group in groups_of(session, round_.id):
        bind_group(session, group)


def settle_groups(session: Session, round_: Round) -> None:
    """The part of concluding that needs all units: the last binding, and the sheets it changes."""
    system = system_actor(round_.authority_id)
    for group in groups_of(session, round_.id):
        bind_group(session, group)
        if newest(session, group.id) is None:
            continue
        for assessment in session.scalars(
            select(Assessment).where(Assessment.round_group_id == group.id).order_by(Assessment.id)
        ):
            _refreeze(session, assessment, system)


def _refreeze(session: Session, assessment: Assessment, system: Actor) -> None:
    """A new council sheet where the group's binding changes the one settled."""
    content = council_content(session, assessment)
    frozen = sheets.current(session, assessment.id, "council")
    if frozen is not None and frozen.content == sheets.canonical("council", content):
        return
    freeze_again(session, assessment, "council", content, system)


def freeze_again(
    session: Session, assessment: Assessment, stage: str, content: Content, system: Actor
) -> None:
    """A new sheet without a step of its own, because something in the group has changed."""
    sheet = sheets.freeze(session, assessment, stage, content, system)
    history.append(
        session,
        "assessment",
        assessment.id,
        "group_settled",
        system,
        "system",
        sheet_hash=sheet.content_hash,
    )

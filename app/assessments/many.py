"""Many assessments of a round at once, for lists and for actions on all of them."""

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from app import policy
from app.accounts.actor import Actor
from app.assessments.models import Assessment, CriterionEntry, Figure
from app.assessments.queries import OF_ROUND, Opened, open_row, visible
from app.assessments.sheets import DECLARED, Content
from app.rounds.models import Round
from frameworks import numbers


def open_many(
    session: Session, actor: Actor, round_: Round, ids: Collection[int], *, lock: bool = False
) -> list[Opened]:
    """Those of these assessments of a round that the person may see or follow, in printed order; one query.

    With `lock` their rows are locked, always in the same order, so that two people never wait for each other.
    """
    seen = or_(visible(actor, round_), visible(actor, round_, "view_progress"))
    return chosen(session, actor, round_, Assessment.id.in_(ids), seen, lock=lock)


def chosen(
    session: Session, actor: Actor, round_: Round, *conditions: ColumnElement[bool], lock: bool = False
) -> list[Opened]:
    """The assessments of a round that meet the conditions, which say what the person may see, in printed
    order; one query."""
    query = OF_ROUND.where(*conditions)
    rows = session.execute(query.with_for_update(of=Assessment) if lock else query).all()
    found = [
        open_row(row[0], round_, *row[1:], policy.assessment_roles(actor, row[0], round_)) for row in rows
    ]
    return sorted(found, key=lambda one: (one.group.position, one.unit.position, one.unit.id))


def whole_contents(session: Session, opened: Sequence[Opened]) -> dict[int, Content]:
    """What `sheets.whole_content` gives of one unit, of many by assessment; two queries."""
    frameworks = {one.assessment.id: one.framework for one in opened}
    figures: dict[int, dict[str, Any]] = {number: {} for number in frameworks}
    statuses: dict[int, dict[str, str]] = {number: {} for number in frameworks}
    for number, name, value in session.execute(
        select(Figure.assessment_id, Figure.name, Figure.value).where(
            Figure.assessment_id.in_(frameworks), Figure.value.is_not(None)
        )
    ):
        declared = frameworks[number].inputs.get(name)
        if declared is not None and value is not None:
            figures[number][name] = numbers.from_canonical(declared, value)
    for number, code, status in session.execute(
        select(CriterionEntry.assessment_id, CriterionEntry.code, CriterionEntry.status).where(
            CriterionEntry.assessment_id.in_(frameworks), CriterionEntry.status.in_(DECLARED)
        )
    ):
        statuses[number][code] = status
    return {
        number: Content(framework, figures[number], statuses[number])
        for number, framework in frameworks.items()
    }

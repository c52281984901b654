"""The council's steps on units and on the round: bring, settle, reopen, conclude."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.actor import Actor
from app.assessments import queries as assessments
from app.assessments.acting import Stage
from app.assessments.models import Assessment
from app.council import cohort, queries
from app.council.guards import ASSESSMENT_GUARDS, ROUND_GUARDS
from app.council.operations import meetings
from app.council.operations.settling_many import settle_many
from app.council.sheets import council_content
from app.database import transaction
from app.errors import Forbidden, GuardRefused
from app.rounds import queries as rounds
from app.rounds.acting import step
from app.rounds.models import Round, RoundGroup
from app.units.models import Unit

STAGE = Stage(ASSESSMENT_GUARDS, council_content)


def bring(actor: Actor, assessment_id: int, *, seen_version: int | None = None) -> None:
    """Put one appraised unit before the council."""
    _unit_step(actor, assessment_id, "bring_to_council", seen_version, after=cohort.bind_group)


def settle(actor: Actor, assessment_id: int, *, seen_version: int | None = None) -> None:
    """Note that the council has agreed on a unit: the council sheet is frozen."""
    _unit_step(actor, assessment_id, "settle", seen_version)


def reopen(actor: Actor, assessment_id: int, *, reason: str, seen_version: int | None = None) -> None:
    """Take a settled unit before the council again, with a reason."""
    _unit_step(actor, assessment_id, "reopen_for_council", seen_version, reason=reason)


def bring_all(actor: Actor, round_id: int) -> tuple[int, list[tuple[str, str]]]:
    """Put every appraised unit before the council; returns how many, and (unit, reason) of the refused."""
    return _all_units(actor, round_id, "appraised", "bring_to_council", after=cohort.bind_groups)


def settle_all(actor: Actor, round_id: int) -> tuple[int, list[tuple[str, str]]]:
    """Settle every unit without open points; returns how many, and (unit, reason) of the refused."""
    outcomes = settle_many(actor, round_id)
    refused = [(outcome.unit, outcome.reason) for outcome in outcomes if not outcome.done]
    return len(outcomes) - len(refused), refused


def _all_units(
    actor: Actor,
    round_id: int,
    state: str,
    transition: str,
    after: Callable[[Session, Round], None] | None = None,
) -> tuple[int, list[tuple[str, str]]]:
    done, refused = 0, []
    with transaction() as session:
        round_ = rounds.open_round(session, actor, round_id, "view_session")
        ids = session.scalars(
            select(Assessment.id)
            .join(Unit, Unit.id == Assessment.unit_id)
            .where(assessments.visible(actor, round_, "view_council"), Assessment.state == state)
            .order_by(Unit.position, Unit.id)
        ).all()
        for assessment_id in ids:
            opened = assessments.open_for(session, actor, assessment_id, "view_council", lock=True)
            try:
                with session.begin_nested():
                    STAGE.act(session, opened, actor, transition)
                done += 1
            except (GuardRefused, Forbidden) as error:
                refused.append((opened.unit.name, error.message))
        if after is not None:
            after(session, round_)
    return done, refused


def _unit_step(
    actor: Actor,
    assessment_id: int,
    transition: str,
    seen_version: int | None,
    after: Callable[[Session, RoundGroup], object] | None = None,
    **given: Any,
) -> None:
    with transaction() as session:
        opened = assessments.open_for(session, actor, assessment_id, "view_council", lock=True)
        STAGE.act(session, opened, actor, transition, seen_version=seen_version, given=given)
        if after is not None:
            after(session, session.get_one(RoundGroup, opened.assessment.round_group_id))


def conclude(actor: Actor, round_id: int, *, conclusion: str, seen_version: int | None = None) -> None:
    """The chair concludes: every unit is settled, the meeting ends, the minutes are drawn up."""

    def finish(session: Session, round_: Round) -> None:
        meeting = queries.running_session(session, round_.id)
        if meeting is not None:
            meetings.close(session, round_, meeting, actor, conclusion)

    _round_step(actor, round_id, "conclude", seen_version, after=finish)


def reopen_council(actor: Actor, round_id: int, *, reason: str, seen_version: int | None = None) -> None:
    """The standing body takes a concluded round back to the council, with a reason."""
    _round_step(actor, round_id, "reopen_council", seen_version, reason=reason)


def _round_step(
    actor: Actor,
    round_id: int,
    transition: str,
    seen_version: int | None,
    after: Callable[[Session, Round], None] | None = None,
    **given: Any,
) -> None:
    with transaction() as session:
        round_ = rounds.open_round(session, actor, round_id, lock=True)
        effects = {"settle_groups": lambda: cohort.settle_groups(session, round_)}
        step(session, round_, actor, transition, ROUND_GUARDS, seen_version, effects=effects, **given)
        if after is not None:
            after(session, round_)

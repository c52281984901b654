"""Reads of days off, of what runs under a deadline, and of what has been sent."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session

from app import catalog, clock
from app.accounts.models import Account
from app.assessments.lateness import COLUMNS, EXTENSION_DATA, term_of
from app.assessments.models import Assessment
from app.extensions import db
from app.messages.delegating import by_delegate
from app.rounds.deadlines import APPRAISAL, ENTRY, EXPLANATION, Term, stage_is_over
from app.rounds.models import RESULT_PUBLIC, DeadlineExtension, Round, RoundGroup
from app.schedule.models import Holiday, SentReminder
from app.units.models import Unit
from app.working_days import SpecialDay


def own_days(authority_id: int) -> tuple[SpecialDay, ...]:
    """The days an authority added to the national ones, in their order."""
    rows = days_of(db.session(), authority_id)
    return tuple(SpecialDay(row.day, row.title, row.working) for row in rows)


def days_of(session: Session, authority_id: int) -> Sequence[Holiday]:
    """The rows behind an authority's own days, in their order."""
    return session.scalars(
        select(Holiday).where(Holiday.authority_id == authority_id).order_by(Holiday.day)
    ).all()


def running_rounds(session: Session) -> Sequence[Round]:
    """The rounds of every authority in which something may fall due."""
    quiet = ("preparing", *RESULT_PUBLIC)
    return session.scalars(select(Round).where(Round.state.not_in(quiet)).order_by(Round.id)).all()


@dataclass(frozen=True)
class Item:
    """A unit's assessment while a deadline runs on it."""

    id: int
    unit_id: int
    group_id: int
    unit_name: str
    state: str
    term: Term
    since: date | None  # when the work began

    def is_late(self, moment: datetime) -> bool:
        """Whether the limit has passed."""
        return self.term.is_late(moment)


def items(session: Session, round_: Round) -> list[Item]:
    """The units on which a deadline runs that the round has not left behind, in printed order; one query."""
    definition = catalog.assessment_workflow(round_)
    running = [
        state.name
        for state in definition.states.values()
        if state.deadline and not stage_is_over(round_, state.stage)
    ]
    rows = session.execute(
        select(
            Assessment.id,
            Assessment.unit_id,
            Assessment.round_group_id,
            Assessment.state,
            Assessment.received_at,
            Unit.name,
            *COLUMNS,
        )
        .join(Unit, Unit.id == Assessment.unit_id)
        .join(RoundGroup, RoundGroup.id == Assessment.round_group_id)
        .where(Assessment.round_id == round_.id, Assessment.state.in_(running))
        .order_by(RoundGroup.position, Unit.position, Unit.id)
    )
    found = []
    for row in rows:
        term = term_of(round_, row)
        if term is not None:
            since = _since(round_, row, term)
            found.append(Item(row.id, row.unit_id, row.round_group_id, row.name, row.state, term, since))
    return found


def _since(round_: Round, row: Any, term: Term) -> date | None:
    moment = {EXPLANATION: row.asked_at, APPRAISAL: row.received_at}.get(term.name)
    if moment is not None:
        return clock.local(moment).date()
    return round_.opens_on if term.name == ENTRY else None


Key = tuple[str, int, str, date, str, int]


def of_round(round_: Round) -> ColumnElement[bool]:
    """The condition that something sent is about a round or one of its units."""
    ids = select(Assessment.id).where(Assessment.round_id == round_.id)
    return or_(
        and_(SentReminder.subject_type == "round", SentReminder.subject_id == round_.id),
        and_(SentReminder.subject_type == "assessment", SentReminder.subject_id.in_(ids)),
    )


def sent(session: Session, round_: Round) -> set[Key]:
    """What has gone out in a round, by its key."""
    rows = session.execute(
        select(
            SentReminder.subject_type,
            SentReminder.subject_id,
            SentReminder.deadline,
            SentReminder.due_on,
            SentReminder.kind,
            SentReminder.days,
        ).where(of_round(round_))
    )
    return {(row[0], row[1], row[2], row[3], row[4], row[5]) for row in rows}


@dataclass(frozen=True)
class SentLine:
    """How many notices of one kind went out for one deadline's day, and when last."""

    subject_type: str
    deadline: str
    due_on: date
    kind: str
    days: int
    count: int
    last_at: datetime


def sent_lines(session: Session, round_: Round) -> list[SentLine]:
    """What has gone out in a round, counted, newest first."""
    kinds = (
        SentReminder.subject_type,
        SentReminder.deadline,
        SentReminder.due_on,
        SentReminder.kind,
        SentReminder.days,
    )
    last = func.max(SentReminder.sent_at)
    rows = session.execute(
        select(*kinds, func.count(), last)
        .where(of_round(round_))
        .group_by(*kinds)
        .order_by(last.desc(), *kinds)
    )
    return [SentLine(*row) for row in rows]


@dataclass(frozen=True)
class Granted:
    """An extension as lists show it."""

    assessment_id: int
    unit_name: str
    deadline: str
    until: date
    letter_number: str
    reason: str
    granted_by: str
    granted_at: datetime

    def is_over(self, today: date) -> bool:
        """Whether it has run out."""
        return self.until < today


def extensions(session: Session, condition: ColumnElement[bool], round_: Round) -> list[Granted]:
    """The extensions of a round's units that the condition lets through, newest first; one query."""
    rows = session.execute(
        select(
            Assessment.id,
            Unit.name,
            DeadlineExtension.deadline,
            DeadlineExtension.until,
            DeadlineExtension.letter_number,
            DeadlineExtension.reason,
            Account.full_name,
            EXTENSION_DATA,
            DeadlineExtension.granted_at,
        )
        .join(Assessment, Assessment.id == DeadlineExtension.assessment_id)
        .join(Unit, Unit.id == Assessment.unit_id)
        .join(Account, Account.id == DeadlineExtension.granted_by)
        .where(Assessment.round_id == round_.id, condition)
        .order_by(DeadlineExtension.granted_at.desc(), DeadlineExtension.id.desc())
    )
    return [Granted(*(*about, by_delegate(name, told), moment)) for *about, name, told, moment in rows]


def names(items_: Collection[Item]) -> list[str]:
    """The units' names, in the order of the list."""
    return [item.unit_name for item in items_]

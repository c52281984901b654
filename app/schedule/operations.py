"""An authority's own days off, and reminding units by hand."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import history
from app.accounts.actor import Actor
from app.assessments import operations as assessments
from app.database import transaction
from app.errors import DomainError, Forbidden, InvalidInput, NotFound
from app.extensions import db
from app.messages import NOT_FOUND
from app.messages import schedule as texts
from app.rounds import queries as rounds
from app.schedule.lines import LONGEST_TITLE, OwnDay
from app.schedule.models import Holiday
from app.units.models import Authority


def add_days(actor: Actor, days: Sequence[OwnDay]) -> int:
    """Put days into the authority's calendar, all or none; returns how many.

    A day that is there already is refused by name: take it out first.
    """
    with transaction() as session:
        _require(session, actor)
        there = set(
            session.scalars(
                select(Holiday.day).where(
                    Holiday.authority_id == actor.authority_id, Holiday.day.in_([one.day for one in days])
                )
            )
        )
        if there:
            raise InvalidInput(texts.days_there(sorted(there)), field="day")
        for one in days:
            if not one.title.strip() or len(one.title) > LONGEST_TITLE:
                raise InvalidInput(texts.TITLE_NEEDED, field="title", typed=one.title)
            session.add(
                Holiday(
                    authority_id=actor.authority_id,
                    day=one.day,
                    title=one.title.strip(),
                    working=one.working,
                )
            )
            _write_down(session, actor, "day_off_added", one.day, one.title.strip(), one.working)
        return len(days)


def remove_day(actor: Actor, holiday_id: int) -> date:
    """Take a day out of the authority's calendar; returns it."""
    with transaction() as session:
        _require(session, actor)
        row = session.scalar(
            select(Holiday).where(Holiday.id == holiday_id, Holiday.authority_id == actor.authority_id)
        )
        if row is None:
            raise NotFound(NOT_FOUND, holiday=holiday_id, actor=actor.id)
        day = row.day
        _write_down(session, actor, "day_off_removed", day, row.title, row.working)
        session.delete(row)
        return day


def _require(session: Session, actor: Actor) -> None:
    """Only the standing body keeps the calendar; the authority's row is locked for its events."""
    if "standing_body" not in actor.all_roles:
        raise Forbidden(texts.ONLY_STANDING_BODY, rule="only the standing body keeps the calendar")
    session.execute(select(Authority.id).where(Authority.id == actor.authority_id).with_for_update())


def _write_down(session: Session, actor: Actor, kind: str, day: date, title: str, working: bool) -> None:
    history.append(
        session,
        "authority",
        actor.authority_id,
        kind,
        actor,
        "standing_body",
        data={"day": day.isoformat(), "title": title, "working": working},
    )


@dataclass(frozen=True)
class Reminded:
    """What became of reminding units by hand: how many were told, and why the others were not."""

    done: int
    refused: Sequence[str]


def remind_units(actor: Actor, round_id: int, assessment_ids: Iterable[int]) -> Reminded:
    """Ask units to do what waits for them: each a step of its own that stays where it is, with its event."""
    rounds.open_round(db.session(), actor, round_id, "remind")
    done, refused = 0, []
    for assessment_id in assessment_ids:
        try:
            assessments.remind(actor, assessment_id)
        except DomainError as refusal:
            refused.append(refusal.message)
        else:
            done += 1
    return Reminded(done, refused)

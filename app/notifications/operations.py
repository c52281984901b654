"""Telling people, after the commit, what was done and what waits for them; and marking as read.

Nobody is told about an item they may not see at the moment of telling, nor about their own action.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, or_, select, update
from sqlalchemy.orm import Session

from app import catalog, clock, messages, policy
from app.accounts.actor import Actor
from app.accounts.models import GRANTED_ROLES, UNIT_ROLES, Account
from app.assessments.models import Assessment, ExplanationRequest
from app.database import transaction
from app.errors import NotFound
from app.history import Event
from app.notifications import queries
from app.notifications.models import Notification
from app.rounds.models import Round
from app.units.models import Unit

# Whom an effect of a step tells: roles of the item's units, or roles granted in the round.
AUDIENCES: dict[str, tuple[str, ...]] = {
    "tell_leader": ("leader",),
    "tell_specialist": ("specialist",),
    "tell_unit": ("specialist", "leader"),
    "tell_units": ("specialist", "leader"),
    "tell_appraisers": ("appraiser",),
    "tell_standing_body": ("standing_body",),
    "tell_council": ("council_chair", "council_secretary", "council_member"),
    "tell_chairman": ("chairman",),
    "tell_secretariat": ("secretariat",),
}


def tell_of_step(
    session: Session, message_id: int, effect: str, payload: Mapping[str, Any], created_at: datetime
) -> None:
    """Write the notifications of one `tell_…` effect of a workflow step.

    `payload` names the item (subject_type, subject_id) and who acted (actor_id).
    """
    subject_type, subject_id = payload["subject_type"], payload["subject_id"]
    step = step_behind(session, subject_type, subject_id, effect, created_at)
    round_, assessment = load_item(session, subject_type, subject_id)
    data = {
        "round": round_.title,
        "who": step.actor_name,
        "reason": step.comment,
        "due": due_day(session, str(step.transition), round_, assessment),
    }
    if assessment is not None:
        data["unit"] = session.get_one(Unit, assessment.unit_id).name
    write(
        session,
        message_id,
        told(session, AUDIENCES[effect], round_, assessment, except_for=payload.get("actor_id")),
        kind=f"{subject_type}.{step.transition}.{effect.removeprefix('tell_')}",
        data=data,
        link=f"{subject_type}:{subject_id}",
        moment=created_at,
    )


def notify(session: Session, message_id: int, payload: Mapping[str, Any], created_at: datetime) -> None:
    """Write the notifications an operation asked for.

    `payload`: kind, data (title and text, unless the kind has a text of its own), link, and whom: either
    `accounts` (ids) or `roles`, with `round_id` or `assessment_id` naming what they must be able to see.
    """
    subject_type = "assessment" if payload.get("assessment_id") else "round"
    subject_id = payload.get("assessment_id") or payload["round_id"]
    round_, assessment = load_item(session, subject_type, subject_id)
    write(
        session,
        message_id,
        told(
            session,
            payload.get("roles", ()),
            round_,
            assessment,
            accounts=payload.get("accounts", ()),
            except_for=payload.get("actor_id"),
        ),
        kind=payload["kind"],
        data=payload.get("data", {}),
        link=payload.get("link") or f"{subject_type}:{subject_id}",
        moment=created_at,
    )


def load_item(session: Session, subject_type: str, subject_id: int) -> tuple[Round, Assessment | None]:
    """The round, and the assessment when the item is one."""
    if subject_type == "round":
        return session.get_one(Round, subject_id), None
    assessment = session.get_one(Assessment, subject_id)
    return session.get_one(Round, assessment.round_id), assessment


def step_behind(
    session: Session, subject_type: str, subject_id: int, effect: str, created_at: datetime
) -> Event:
    """The event of the step that asked for an effect: the newest one of its kind before the message."""
    round_, assessment = load_item(session, subject_type, subject_id)
    definition = catalog.of_item(assessment or round_)
    asking = [move.name for move in definition.transitions.values() if effect in move.effects]
    return session.scalars(
        select(Event)
        .where(
            Event.subject_type == subject_type,
            Event.subject_id == subject_id,
            Event.transition.in_(asking),
            Event.at <= created_at,
        )
        .order_by(Event.sequence.desc())
        .limit(1)
    ).one()


def due_day(session: Session, transition: str, round_: Round, assessment: Assessment | None) -> str | None:
    """The last day for what the step asks of people, as written in texts; None when there is none."""
    if transition == "ask_explanation" and assessment is not None:
        day = session.scalar(
            select(ExplanationRequest.due_on)
            .where(
                ExplanationRequest.assessment_id == assessment.id, ExplanationRequest.asked_at.is_not(None)
            )
            .order_by(ExplanationRequest.number.desc())
            .limit(1)
        )
    else:
        day = {"open": round_.entry_deadline, "close_entry": round_.appraisal_deadline}.get(transition)
    return f"{day:%d/%m/%Y}" if day else None


def told(
    session: Session,
    roles: Iterable[str],
    round_: Round,
    assessment: Assessment | None,
    *,
    accounts: Iterable[int] = (),
    except_for: int | None = None,
) -> list[Actor]:
    """The people who hold the roles on the item (or are named) and may see it."""
    units = (
        [assessment.unit_id]
        if assessment is not None
        else session.scalars(select(Assessment.unit_id).where(Assessment.round_id == round_.id)).all()
    )
    wanted = set(roles)
    chosen: list[ColumnElement[bool]] = [Account.id.in_(list(accounts))]
    if wanted & set(UNIT_ROLES):
        chosen.append(queries.of_unit(units, wanted & set(UNIT_ROLES)))
    if wanted & set(GRANTED_ROLES):
        chosen.append(queries.granted(round_.id, wanted & set(GRANTED_ROLES)))
    people = queries.people(session, round_.authority_id, or_(*chosen))
    return [actor for actor in people if actor.id != except_for and may_know(actor, round_, assessment)]


def may_know(actor: Actor, round_: Round, assessment: Assessment | None) -> bool:
    """Whether the person may be told about the item now."""
    if assessment is None:
        return policy.can_round(actor, "view", round_)
    return policy.can(actor, "view", assessment, round_) or policy.can(
        actor, "view_progress", assessment, round_
    )


def write(
    session: Session,
    message_id: int,
    people: Iterable[Actor],
    *,
    kind: str,
    data: Mapping[str, Any],
    link: str,
    moment: datetime,
) -> None:
    """One notification for each person who has none from this message yet."""
    there = set(session.scalars(select(Notification.account_id).where(Notification.message_id == message_id)))
    session.add_all(
        Notification(
            account_id=actor.id,
            message_id=message_id,
            kind=kind,
            data=dict(data),
            link=link,
            created_at=moment,
        )
        for actor in people
        if actor.id not in there
    )


def mark_read(actor: Actor, notification_id: int) -> str:
    """Mark one of the person's notifications as read; returns where it leads."""
    with transaction() as session:
        found = session.scalar(
            select(Notification).where(
                Notification.id == notification_id, Notification.account_id == actor.id
            )
        )
        if found is None:
            raise NotFound(messages.NOT_FOUND, notification=notification_id, actor=actor.id)
        if found.read_at is None:
            found.read_at = clock.now()
        return found.link


def mark_all_read(actor: Actor) -> int:
    """Mark all of the person's notifications as read; returns how many were not."""
    with transaction() as session:
        changed = session.scalars(
            update(Notification)
            .where(Notification.account_id == actor.id, Notification.read_at.is_(None))
            .values(read_at=clock.now())
            .returning(Notification.id)
        ).all()
        return len(changed)

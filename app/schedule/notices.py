"""Which notices say what goes out: one for a unit's people, one with a list for those who see to many."""

from collections import defaultdict
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from sqlalchemy.orm import Session

from app import clock, outbox, policy
from app.accounts.models import UNIT_ROLES
from app.messages import schedule as texts
from app.notifications import queries as people
from app.rounds.models import Round
from app.schedule import queries
from app.schedule.planning import AFTER, LEADER, REMIND
from app.working_days import calendar_of

if TYPE_CHECKING:
    from app.schedule.ticking import Planned

PAGE = "/ky-danh-gia/{round_id}/thoi-han"


def send(session: Session, round_: Round, kept: Sequence["Planned"]) -> int:
    """Put the notices of what was written down into the outbox; returns how many."""
    count = 0
    lists: dict[Any, list[Planned]] = defaultdict(list)
    for one in kept:
        if one.item is None:
            _put(session, round_, one, *_of_round(round_, one), roles=one.roles)
            count += 1
        elif set(one.roles) <= set(UNIT_ROLES):
            _put(session, round_, one, *_of_unit(round_, one), roles=one.roles, assessment_id=one.item.id)
            count += 1
        else:
            lists[one.roles, one.term.name, one.term.limit, one.due.kind, one.due.days].append(one)
    for about in lists.values():
        count += _to_each(session, round_, about)
    return count


def _to_each(session: Session, round_: Round, about: Sequence["Planned"]) -> int:
    """One notice for each different list of units: everybody reads of those on which they hold the role."""
    first = about[0]
    by_units: dict[tuple[int, ...], list[int]] = defaultdict(list)
    for actor in people.people(session, round_.authority_id, people.granted(round_.id, first.roles)):
        mine = tuple(
            place
            for place, one in enumerate(about)
            if one.item is not None
            and set(first.roles) & policy.roles_on_unit(actor, round_, one.item.unit_id, one.item.group_id)
        )
        if mine and actor.id is not None:
            by_units[mine].append(actor.id)
    for places, accounts in by_units.items():
        items = [item for place in places if (item := about[place].item) is not None]
        title, text = _of_many(round_, first, queries.names(items))
        _put(session, round_, first, title, text, accounts=accounts, units=queries.names(items))
    return len(by_units)


def _left(round_: Round, one: "Planned") -> int:
    """Working days up to the limit: what the notice says, however late it is sent."""
    return max(0, one.term.working_days_left(clock.now(), calendar_of(round_.authority_id)))


def _of_unit(round_: Round, one: "Planned") -> tuple[str, str]:
    name, unit, term = one.term.name, one.item.unit_name if one.item else "", one.term
    if one.due.kind == LEADER:
        return texts.leader_told(name, unit, term.limit, term.closes_on, term.is_closed(clock.now()))
    if one.due.days == AFTER:
        return texts.unit_late(name, unit, term.limit, term.closes_on)
    return texts.unit_reminder(name, unit, term.limit, _left(round_, one))


def _of_many(round_: Round, one: "Planned", units: Sequence[str]) -> tuple[str, str]:
    if one.due.kind == REMIND and one.due.days != AFTER:
        return texts.many_reminder(one.term.name, units, one.term.limit, _left(round_, one))
    return texts.many_late(one.term.name, units, one.term.limit)


def _of_round(round_: Round, one: "Planned") -> tuple[str, str]:
    if one.due.kind == REMIND and one.due.days != AFTER:
        left = _left(round_, one)
        return texts.round_reminder(one.term.name, round_.title, one.term.limit, left, one.outstanding)
    return texts.round_late(one.term.name, round_.title, one.term.limit, one.outstanding)


def _put(
    session: Session,
    round_: Round,
    one: "Planned",
    title: str,
    text: str,
    *,
    roles: Sequence[str] = (),
    accounts: Sequence[int] = (),
    assessment_id: int | None = None,
    units: Sequence[str] = (),
) -> None:
    """One message for the notifications: what it says, and whom it is for."""
    leads = {"standing_body"} & set(one.roles)
    outbox.put(
        session,
        "notify",
        kind=f"deadline.{one.due.kind}",
        data={
            "title": title,
            "text": text,
            "round": round_.title,
            "deadline": one.term.name,
            "due": f"{one.term.limit:%d/%m/%Y}",
            "units": list(units),
        },
        link=PAGE.format(round_id=round_.id) if leads and not assessment_id else "",
        roles=list(roles),
        accounts=list(accounts),
        round_id=round_.id,
        assessment_id=assessment_id,
        actor_id=None,
    )

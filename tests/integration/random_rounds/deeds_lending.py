"""What people do to be replaced: roles lent for some days, a substitute named, acting begun and ended."""

from datetime import timedelta
from typing import Any

from sqlalchemy import select

from app import clock
from app.accounts.actor import Actor
from app.accounts.delegating import operations as delegating
from app.accounts.delegating.operations import Wanted
from app.accounts.models import Account, Delegation
from app.extensions import db
from tests.integration.random_rounds.cast import NOBODY, Players
from tests.integration.random_rounds.deeds_unit import Deed, why

LENDERS = ("specialist", "leader", "appraiser", "council_chair", "council_secretary", "standing_body",
           "chairman", "secretariat", "council_member")  # fmt: skip
DEPUTIES = ("deputy", "second_deputy")
MANAGERS = ("standing_body", "administrator")


def wanted(players: Players, principal: str) -> Wanted:
    """What may be asked for: most often some of the principal's roles, for somebody who may have them."""
    held = sorted(players.actor(principal).all_roles)
    fit = ("council_member", "second_member") if "council_chair" in held else DEPUTIES
    delegate = players.pick((*fit, *fit, *fit, players.someone()))
    name = players.scalar(select(Account.username).where(Account.id == players.people[delegate]))
    first = clock.today() + timedelta(days=players.pick((0,) * 8 + (3, -1)))
    return Wanted(
        delegate=players.pick((name,) * 8 + ("khong-co",)),
        roles=players.pick((held, held, held[:1], held, [players.pick(LENDERS)])),
        starts_on=first,
        ends_on=first + timedelta(days=players.pick((0, 4, 30, 30, 89, -1, 90))),
        reason=why(players),
        letter_number=players.pick(("15/GUQ", "15/GUQ", "")),
    )


def lend(players: Players, actor: Actor, _unit: int) -> Any:
    """A person lends their roles."""
    return delegating.give(actor, actor.id or NOBODY, wanted(players, players.names[actor.id or NOBODY]))


def appoint(players: Players, actor: Actor, _unit: int) -> Any:
    """Who manages accounts names a substitute for somebody."""
    principal = players.pick((*LENDERS, "other_leader", "auditor"))
    return delegating.give(actor, players.people[principal], wanted(players, principal))


def standing(players: Players, *where: Any) -> int:
    """One of the delegations that have not been ended; the latest of all where there is none."""
    found = db.session.scalars(
        select(Delegation.id).where(Delegation.ended_at.is_(None), *where).order_by(Delegation.id)
    ).all()
    db.session.rollback()
    return int(players.pick(found)) if found else players.newest(Delegation.id)


def end(players: Players, actor: Actor, _unit: int) -> Any:
    """A delegation ends before its last day: one of the person's own, or any."""
    theirs = (Delegation.principal_id == actor.id) | (Delegation.delegate_id == actor.id)
    return delegating.end(actor, standing(players, theirs) if players.often(0.5) else standing(players),
                          why(players))  # fmt: skip


def in_force(players: Players, *where: Any) -> list[int]:
    """The delegations in force today."""
    query = select(Delegation.id).where(
        Delegation.ended_at.is_(None),
        Delegation.starts_on <= players.today(),
        Delegation.ends_on >= players.today(),
        *where,
    )
    found = list(db.session.scalars(query.order_by(Delegation.id)))
    db.session.rollback()
    return found


def begin(players: Players, actor: Actor, _unit: int) -> Any:
    """A delegate acts for the principal from now on: by a delegation of theirs, or somebody else's."""
    found = in_force(players, Delegation.delegate_id == actor.id)
    chosen = players.pick(found) if found and players.often(0.9) else standing(players)
    acting = delegating.begin(actor, chosen)
    assert acting.id is not None
    players.acting[acting.id] = chosen
    return acting


def stop(players: Players, actor: Actor, _unit: int) -> Any:
    """A delegate acts as themselves again."""
    delegating.stop(actor)
    players.acting.pop(actor.id or NOBODY, None)


def ways(players: Players) -> list[str]:
    """What brings it about that people act for others, and others again."""
    if not (found := in_force(players)):
        return ["lend", "lend", "appoint"]
    if not any(number in found for number in players.acting.values()):
        return ["act for"]
    return ["stop acting", "act for", "lend", "end lending"]


DEEDS: dict[str, tuple[tuple[str, ...], Deed]] = {
    "lend": (LENDERS, lend),
    "appoint": (MANAGERS, appoint),
    "end lending": ((*MANAGERS, *DEPUTIES, *LENDERS), end),
    "act for": ((*DEPUTIES, "council_member", "second_member"), begin),
    "stop acting": (("acting",), stop),
}
#: What changes in whose name somebody acts: its events bear the name before and the name after.
SWITCHES = frozenset({"act for", "stop acting"})

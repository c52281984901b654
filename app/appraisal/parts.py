"""Which criteria of a unit are whose to appraise, where a round is appraised by assignment."""

from collections.abc import Collection, Mapping

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app import policy
from app.accounts.actor import Actor
from app.accounts.models import Account, LocalRole
from app.assessments.models import Assessment
from app.assessments.queries import Opened
from app.errors import Forbidden
from app.messages import assigning as texts
from app.rounds.models import Round, RoundGroup
from frameworks.model import Framework


def mine(actor: Actor, opened: Opened) -> frozenset[str] | None:
    """The criteria of a unit that a person is to appraise; None for all of them."""
    if policy.APPRAISER not in opened.roles:
        return None
    return policy.criteria_of(actor, opened.round, opened.assessment, opened.framework)


def require(session: Session, opened: Opened, actor: Actor, code: str) -> None:
    """Refuse a criterion that others are to appraise, and say who."""
    own = mine(actor, opened)
    if own is not None and code not in own:
        names = holders(session, opened).get(code, [])
        raise Forbidden(texts.not_yours(names), rule="an appraiser judges what is assigned to them")


def require_to_ask(session: Session, opened: Opened, actor: Actor, code: str) -> None:
    """The same for questions, which the standing body asks on every criterion."""
    if "standing_body" not in opened.roles:
        require(session, opened, actor, code)


def holders(session: Session, opened: Opened) -> Mapping[str, list[str]]:
    """The names of those who are to appraise each criterion of a unit; one query."""
    rows = session.execute(
        select(LocalRole.code, Account.full_name)
        .join(Account, Account.id == LocalRole.account_id)
        .where(
            LocalRole.round_id == opened.round.id,
            LocalRole.role == policy.APPRAISER,
            LocalRole.ended_at.is_(None),
            or_(
                LocalRole.unit_id == opened.unit.id,
                LocalRole.unit_id.is_(None) & (LocalRole.round_group_id == opened.group.id),
            ),
        )
        .order_by(LocalRole.lane, Account.full_name, LocalRole.id)
    )
    found: dict[str, list[str]] = {}
    every = tuple(leaf.code for leaf in opened.framework.leaves)
    for code, name in rows:
        for leaf in every if code is None else opened.framework.leaves_under.get(code, ()):
            if name not in found.setdefault(leaf, []):
                found[leaf].append(name)
    return found


def within(codes: Collection[str], own: frozenset[str] | None) -> list[str]:
    """Those of some criteria that are a person's own, in the order given."""
    return [code for code in codes if own is None or code in own]


def in_group(
    session: Session, actor: Actor, round_: Round, group: RoundGroup, framework: Framework
) -> frozenset[str] | None:
    """The criteria that are a person's on some unit of a group; None for all of them; one query."""
    units = set(session.scalars(select(Assessment.unit_id).where(Assessment.round_group_id == group.id)))
    codes = [
        one.code
        for one in actor.local_in(round_.id, policy.APPRAISER)
        if one.unit_id in units or (one.unit_id is None and one.group_id == group.id)
    ]
    if None in codes:
        return None
    return frozenset(leaf for code in codes for leaf in framework.leaves_under.get(code or "", ()))

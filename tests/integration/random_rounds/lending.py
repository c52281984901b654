"""What must hold of those who act for others: never more than the principal, always in both names."""

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import select

from app import catalog, policy
from app.accounts.actor import Actor
from app.accounts.loading import acting_for, load_actor
from app.assessments.models import Assessment
from app.extensions import db
from app.improvements import queries as improvements
from app.improvements.models import ImprovementTask
from app.rounds.models import Round
from tests.integration.random_rounds.cast import Players
from tests.integration.random_rounds.oracle import UNIT, Oracle

Event = Mapping[str, Any]
#: Whose events say "person": somebody without any role.
NO_ROLE = {"person"}


class Lending:
    """Compares delegates with their principals, and events with the delegations they speak of."""

    def __init__(self, players: Players, oracle: Oracle) -> None:
        self.players, self.oracle = players, oracle
        self.over: set[int] = set()  # the delegations that had ended before the last step

    def roles(self, event: Event) -> set[str]:
        """The roles in which the person of an event could act: their own, or those they had on loan."""
        whom, person = event["data"].get("on_behalf"), event["actor_id"]
        if whom is None:
            return self.oracle.held(person)
        rows = self.delegations(person, whom["id"])
        assert rows, f"{event['kind']}: {event['actor_name']} has no delegation of {whom['name']}"
        assert whom["name"] == self.oracle.account(whom["id"])["full_name"], "another principal is named"
        return {role for row in rows for role in self.oracle.lent(row)}

    def delegations(self, delegate: int, principal: int) -> list[Mapping[str, Any]]:
        """The delegations between two people in force when the last step was taken."""
        today = self.oracle.today().isoformat()
        return [
            row
            for row in self.oracle.watch.all("delegations")
            if (row["delegate_id"], row["principal_id"]) == (delegate, principal)
            and row["id"] not in self.over
            and str(row["starts_on"]) <= today <= str(row["ends_on"])
        ]

    def in_both_names(self, event: Event, principal: int | None) -> None:
        """What a person did in a step is written in their name, and in that of whom they acted for."""
        whom = (event["data"].get("on_behalf") or {}).get("id")
        told = f"{event['kind']} {event['transition'] or ''}: on behalf of {whom}, acted for {principal}"
        assert event["actor_id"] is None or whom == principal, told

    def own_unit(self, event: Event) -> None:
        """Who acts as one of a unit's two people does so on that unit alone."""
        if event["acting_role"] not in UNIT or event["subject_type"] not in ("assessment", "task"):
            return
        person = (event["data"].get("on_behalf") or {}).get("id") or event["actor_id"]
        if event["subject_type"] == "assessment":
            unit = self.players.units[event["subject_id"]]
        else:
            tasks = self.oracle.watch.all("improvement_tasks")
            unit = next(row["unit_id"] for row in tasks if row["id"] == event["subject_id"])
        told = f"{event['kind']} {event['transition'] or ''}: {event['actor_name']} is not of the unit"
        assert self.oracle.account(person)["unit_id"] == unit, told

    def not_voting(self, event: Event) -> None:
        """Nobody votes on behalf: what a delegate writes of votes is the show of hands they record."""
        if event["kind"] == "vote" and event["data"].get("on_behalf"):
            assert event["acting_role"] in ("council_secretary", "council_chair"), "a vote on behalf"

    def remember(self) -> None:
        """Take the delegations that have ended as ended from now on."""
        self.over = {row["id"] for row in self.oracle.watch.all("delegations") if row["ended_at"] is not None}

    def subsets(self) -> None:
        """Whoever acts for somebody may do no more than that person, and not after the last day."""
        session, players = db.session(), self.players
        rows = list(self.oracle.watch.all("delegations"))
        others = [row for row in rows if not self.oracle.in_force(row)]
        for row in [*filter(self.oracle.in_force, rows), *others[-2:]]:
            delegate = load_actor(session, row["delegate_id"])
            principal = load_actor(session, row["principal_id"])
            assert delegate is not None and principal is not None
            acting = acting_for(session, delegate, row["id"], players.today())
            right = self.oracle.lent(row) if self.oracle.in_force(row) else set()
            if acting is None:
                assert not right, f"delegation {row['id']} in force gives nothing of {right}"
                continue
            assert acting.all_roles == right, f"delegation {row['id']} gives {acting.all_roles}, not {right}"
            assert acting.id == delegate.id and acting.behalf is not None
            assert acting.behalf.id == principal.id
            self.no_more(acting, principal, delegate)
        session.rollback()

    def no_more(self, acting: Actor, principal: Actor, delegate: Actor) -> None:
        """Roles and permissions on the round, its units and its tasks; every conflict of the two counts."""
        session = db.session()
        round_ = session.get_one(Round, self.players.round_id)
        either = principal.units_in_conflict(round_.id) | delegate.units_in_conflict(round_.id)
        assert acting.units_in_conflict(round_.id) >= either, "a conflict of one of the two is forgotten"
        within(policy.round_roles(acting, round_), policy.round_roles(principal, round_))
        for name in permissions(round_):
            more = policy.can_round(acting, name, round_) > policy.can_round(principal, name, round_)
            assert not more, f"{acting.name} may {name} in the round on behalf, {principal.name} may not"
        for one in session.scalars(select(Assessment).where(Assessment.round_id == round_.id)):
            within(
                policy.assessment_roles(acting, one, round_), policy.assessment_roles(principal, one, round_)
            )
            for name in permissions(one):
                more = policy.can(acting, name, one, round_) > policy.can(principal, name, one, round_)
                assert not more, f"{acting.name} may {name} on behalf, {principal.name} may not"
        for task in session.scalars(select(ImprovementTask)):
            for name in permissions(task):
                may = policy.can_task(principal, name, task, round_)
                assert policy.can_task(acting, name, task, round_) <= may, f"{name} of a task on behalf"

    def tasks(self, people: Iterable[str]) -> None:
        """The policy and the list of tasks show people the tasks that the oracle says are theirs to see."""
        session, rows = db.session(), list(self.oracle.watch.all("improvement_tasks"))
        for name in people if rows else ():
            actor, person = self.players.actor(name), self.players.people[name]
            right = {row["id"] for row in rows if self.oracle.may_task(person, row)}
            round_ = session.get_one(Round, self.players.round_id)
            stored = {one.id: one for one in session.scalars(select(ImprovementTask))}
            said = {key for key, task in stored.items() if policy.can_task(actor, "view", task, round_)}
            assert said == right, f"{name}: the policy shows tasks {said}, not {right}"
            known = improvements.definitions(session, actor)
            condition = improvements.seen_by(actor, round_, known)
            listed = set(session.scalars(select(ImprovementTask.id).where(condition)))
            assert listed == right, f"{name}: the list shows tasks {listed}, not {right}"
        session.rollback()


def permissions(item: Any) -> Iterable[str]:
    """The permissions that an item's definition manages."""
    return catalog.of_item(item).permissions


def within(some: Iterable[str], all_of_them: Iterable[str]) -> None:
    """Nobody has a role on behalf that the principal has not."""
    more = set(some) - set(all_of_them)
    assert not more, f"more than the principal is: {more}"

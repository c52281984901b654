"""“Vì sao tôi không làm được?”: for every step and permission the rule, the reason, and who can."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import or_
from sqlalchemy.orm import Session

from app import catalog, policy, workflow
from app.accounts.actor import Actor
from app.accounts.models import GRANTED_ROLES, UNIT_ROLES
from app.assessments import queries as assessments
from app.assessments.queries import Opened
from app.notifications import queries as people
from app.rounds import queries as rounds
from app.rounds.models import Round
from workflows import engine
from workflows.engine import Why
from workflows.model import Definition

Guards = Mapping[str, Callable[[], str | None]]


@dataclass(frozen=True)
class Who:
    """A role that can, and who holds it on this item; no names where the person may not know them."""

    title: str
    names: Sequence[str]


@dataclass(frozen=True)
class Answer:
    """One thing a person might want to do, the rule that decides, and who can."""

    why: Why
    rule: str
    who: Sequence[Who]


@dataclass(frozen=True)
class Answers:
    """Everything about one item."""

    definition: Definition
    state: str
    roles: Sequence[str]  # titles of the person's own roles on the item
    steps: Sequence[Answer]
    permissions: Sequence[Answer]


def of_assessment(session: Session, actor: Actor, assessment_id: int) -> tuple[Opened, Answers]:
    """Why the person may do what with a unit's assessment; for whoever sees it, or how far it is.

    A condition is asked only about a step that the person's roles can take: its reason may speak of what
    the others must not know. About every other step is said who can, and in which state.
    """
    opened = assessments.open_for(session, actor, assessment_id, "view_progress")
    guards = workflow.every_guard(session, "assessment", opened, actor)
    named = _holders(session, actor, opened.round, opened)
    definition = catalog.of_item(opened.assessment)
    return opened, _answers(definition, opened.assessment.state, opened.roles, guards, named)


def of_round(session: Session, actor: Actor, round_id: int) -> tuple[Round, Answers]:
    """Why the person may do what with a round; for whoever sees it."""
    round_ = rounds.open_round(session, actor, round_id)
    guards = workflow.every_guard(session, "round", round_, actor)
    named = _holders(session, actor, round_, None)
    roles = policy.round_roles(actor, round_)
    return round_, _answers(catalog.of_item(round_), round_.state, roles, guards, named)


def _answers(
    definition: Definition,
    state: str,
    roles: frozenset[str],
    guards: Guards,
    named: Mapping[str, Sequence[str]],
) -> Answers:
    def ask(guard: str) -> str | None:
        return guards[guard]() if guard in guards else None

    found = [
        _answer(definition, one, named)
        for one in engine.why(definition, state, roles, ask)
        if one.who or one.allowed
    ]
    here = definition.states[state].title
    found.sort(key=lambda answer: (not answer.why.allowed, here not in answer.why.where))
    return Answers(
        definition,
        here,
        policy.role_titles(definition, roles),
        [answer for answer in found if answer.why.kind == "transition"],
        [answer for answer in found if answer.why.kind == "permission"],
    )


def _answer(definition: Definition, one: Why, named: Mapping[str, Sequence[str]]) -> Answer:
    return Answer(
        one,
        f"{definition.id}@{definition.version}: {one.rule}",
        [Who(title, named.get(title, ())) for title in one.who],
    )


def _holders(
    session: Session, actor: Actor, round_: Round, opened: Opened | None
) -> dict[str, Sequence[str]]:
    """Who holds each role on the item, by the role's title; three queries.

    A unit's own two are named to everybody who sees the item; whoever acts for the province only to those
    who may see the round's people.
    """
    definition = catalog.of_item(opened.assessment if opened else round_)
    chosen = []
    if opened is not None:
        chosen.append(people.of_unit([opened.unit.id], UNIT_ROLES))
    if policy.can_round(actor, "view_people", round_):
        chosen.append(people.granted(round_.id, GRANTED_ROLES))
    if not chosen:
        return {}
    found: dict[str, list[str]] = defaultdict(list)
    for person in people.people(session, round_.authority_id, or_(*chosen)):
        for title in policy.role_titles(definition, _roles(person, round_, opened)):
            found[title].append(person.name)
    return dict(found)


def _roles(person: Actor, round_: Round, opened: Opened | None) -> Iterable[str]:
    if opened is None:
        return person.roles_in(round_.id)
    return policy.roles_on_unit(person, round_, opened.unit.id, opened.group.id)

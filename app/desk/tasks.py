"""The page "Việc cần làm": the worklists of both workflows, made into things a person can go and do."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from app import catalog, clock, policy, workflow
from app.accounts.actor import Actor
from app.accounts.delegating import queries as delegations
from app.accounts.loading import acting_for
from app.accounts.queries import units_lacking_accounts
from app.assessments.lateness import EXPLANATION_STATES
from app.complaints import queries as complaints
from app.complaints.guards import ROUND_GUARDS as COMPLAINT_GUARDS
from app.council.guards import ROUND_GUARDS as COUNCIL_GUARDS
from app.desk import queries
from app.desk.queries import OwnUnit
from app.documents.waiting import TO_SIGN
from app.messages import delegating as lending
from app.messages import desk as texts
from app.messages.mails import DEAD_WAITS
from app.notifications.outgoing import dead_count
from app.results.guards import ROUND_GUARDS as RESULT_GUARDS
from app.rounds.deadlines import ENTRY, EXPLANATION, Term, stage_term
from app.rounds.models import Round
from app.rounds.queries import current_round
from app.worklists import items
from app.worklists import queries as worklists
from app.worklists.pages import OF_ONE_ROUND, ROUND_PAGES, page_of
from app.worklists.queries import ROUND_PREFIX, VOTING, Waiting
from workflows.engine import Choice
from workflows.model import Worklist

ROUND_GUARDS = {**COUNCIL_GUARDS, **RESULT_GUARDS, **COMPLAINT_GUARDS}
URGENT_DAYS, SOON_DAYS = 1, 5
# The step of the round that a worklist is about: what stands against it is said on the list.
STEPS = {"to_prepare": "open", "to_conclude": "conclude", "to_submit": "submit"}
RUNNING_STEPS = {"collecting": "close_entry", "appraising": "start_council"}


@dataclass(frozen=True)
class Task:
    """One thing to do: where it is done, how many there are, until when."""

    title: str
    endpoint: str
    values: Mapping[str, Any] = field(default_factory=dict)
    count: int | None = None
    text: str = ""
    due: str = ""
    tone: str = "blue"


@dataclass(frozen=True)
class Deadline:
    """A last day, as the strip under the title says it."""

    title: str
    day: date
    days_left: int
    note: str = ""

    @property
    def closed(self) -> bool:
        """Whether the day has passed."""
        return self.days_left < 0


@dataclass(frozen=True)
class Desk:
    """What waits for one person in one round."""

    tasks: Sequence[Task]
    own: OwnUnit | None
    deadline: Deadline | None
    late: int
    closed: int


def desk(session: Session, actor: Actor, round_: Round) -> Desk:
    """Everything the page shows; the number of queries does not depend on the number of units."""
    own = queries.own_unit(session, actor, round_)
    deadline = deadline_of(round_, own)
    late, closed = (0, 0)
    if policy.can_round(actor, "view_board", round_):
        late, closed = queries.late_count(session, actor, round_)
    tasks = [
        *_own_tasks(actor, round_, own, deadline),
        *_round_tasks(session, actor, round_),
        *_waiting_tasks(session, actor, round_),
        *_other_tasks(session, actor, round_),
        *_item_tasks(session, actor),
    ]
    return Desk(tasks, own, deadline, late, closed)


@dataclass(frozen=True)
class ForAnother:
    """Somebody the person may act for today, and how much waits for them."""

    delegation_id: int
    name: str
    until: date
    text: str


def for_others(session: Session, actor: Actor) -> list[ForAnother]:
    """Việc của người được làm thay: what waits for each whom the person may act for; nothing while acting."""
    if actor.behalf is not None:
        return []
    found = []
    for line in delegations.in_force(session, actor):
        acting = acting_for(session, actor, line.id, clock.today())
        if acting is None:
            continue
        round_ = current_round(session, acting)
        tasks = desk(session, acting, round_).tasks if round_ is not None else []
        waiting_now = sum(one.count or 1 for one in tasks)
        found.append(ForAnother(line.id, line.principal, line.ends_on, lending.waiting(waiting_now)))
    return found


def deadline_of(round_: Round, own: OwnUnit | None) -> Deadline | None:
    """The last day that matters now: the unit's own, else that of the round's stage."""
    if own is not None and own.term is not None and own.term.name in (ENTRY, EXPLANATION):
        return _deadline(own.term)
    name = catalog.of_item(round_).states[round_.state].deadline
    term = stage_term(round_, name) if name else None
    return _deadline(term) if term else None


def _deadline(term: Term) -> Deadline:
    """A term as the strip says it: the limit; after it the last of the days on which work comes late."""
    now = clock.now()
    note = texts.EXTENDED if term.extended else ""
    if term.is_late(now) and term.closes_on > term.limit:
        note = texts.late_since(term.limit)
    return Deadline(texts.STAGE_DEADLINES[term.name], term.day_that_counts(now), term.days_left(now), note)


def _tone(days_left: int) -> str:
    if days_left <= URGENT_DAYS:
        return "red"
    return "amber" if days_left <= SOON_DAYS else "blue"


def _own_tasks(actor: Actor, round_: Round, own: OwnUnit | None, deadline: Deadline | None) -> list[Task]:
    """What the unit's specialist or leader has to do with their own assessment."""
    if own is None or actor.unit_role is None:
        return []
    lists = catalog.assessment_workflow(round_).worklists_of({actor.unit_role})
    return [
        Task(
            worklist.title,
            page_of(worklist.name),
            {"assessment_id": own.id},
            text=_own_text(own),
            due=texts.days_left(deadline.days_left) if deadline else "",
            tone=_tone(deadline.days_left) if deadline else "blue",
        )
        for worklist in lists
        if own.state in worklist.states
    ]


def _own_text(own: OwnUnit) -> str:
    """How far the assessment is, and with what words it came back."""
    if own.state in EXPLANATION_STATES:
        text = texts.questions(own.questions)
    else:
        text = texts.filled(own.filled, own.leaves)
    if own.came_by in ("return_to_specialist", "return_explanation") and own.comment:
        text = f"{texts.returned(own.by or '', own.comment)} – {text}"
    return text


def _round_tasks(session: Session, actor: Actor, round_: Round) -> list[Task]:
    """The round itself, where it waits for the person."""
    roles = policy.round_roles(actor, round_)
    lists = [
        worklist
        for worklist in catalog.of_item(round_).worklists_of(roles)
        if round_.state in worklist.states
    ]
    choices = {choice.transition.name: choice for choice in steps(session, actor, round_)} if lists else {}
    return [_round_task(worklist, round_, choices) for worklist in lists]


def _round_task(worklist: Worklist, round_: Round, choices: Mapping[str, Choice]) -> Task:
    choice = choices.get(STEPS.get(worklist.name) or RUNNING_STEPS.get(round_.state, ""))
    text = round_.title
    if choice is not None:
        told = texts.READY if choice.allowed else texts.reasons(len(choice.reasons))
        text = texts.step(choice.transition.title, told)
    endpoint = ROUND_PAGES.get(worklist.name, "desk.board")
    values = {"round_id": round_.id} if endpoint in OF_ONE_ROUND else {}
    return Task(
        worklist.title, endpoint, values, text=text, tone="green" if choice and choice.allowed else "blue"
    )


def steps(session: Session, actor: Actor, round_: Round) -> list[Choice]:
    """The steps of the round that the person's roles may take, with the reasons why one cannot be taken."""
    guards = workflow.bind(ROUND_GUARDS, session, round_, actor)
    return workflow.available(round_, policy.round_roles(actor, round_), guards)


def _waiting_tasks(session: Session, actor: Actor, round_: Round) -> list[Task]:
    """Units that wait for one of the person's roles, and other rounds that do."""
    found = [_waiting_task(entry) for entry in worklists.counts(session, actor, round_) if entry.count]
    others = [line for line in worklists.rounds_waiting(session, actor) if line.round.id != round_.id]
    for line in others:
        values = {"name": ROUND_PREFIX + line.worklist.name}
        found.append(Task(line.worklist.title, "worklists.show", values, text=line.round.title))
    return found


def _waiting_task(entry: Waiting) -> Task:
    """A list with several units leads to its page, one unit straight to where the work is done."""
    name = entry.worklist.name
    voting = name == VOTING
    endpoint: str = "worklists.show"
    values: dict[str, Any] = {"name": name}
    if entry.units == 1:
        endpoint, values = page_of(name), {"assessment_id": entry.first_id}
    return Task(
        texts.VOTES_WAIT if voting else entry.worklist.title,
        endpoint,
        values,
        count=entry.count,
        tone="red" if entry.worklist.overdue else "amber" if voting else "blue",
    )


def _item_tasks(session: Session, actor: Actor) -> list[Task]:
    """Documents and improvement tasks that wait for the person; one alone leads straight to it."""
    found = []
    for entry in items.counts(session, actor):
        kind, endpoint = entry.kind, "worklists.show"
        values: dict[str, Any] = {"name": kind.full_name(entry.worklist)}
        if entry.count == 1:
            endpoint, values = kind.endpoint, {kind.key: entry.first_id}
        tone = "red" if entry.worklist.overdue else "amber" if entry.worklist.name == TO_SIGN else "blue"
        title = items.title_of(kind, entry.worklist)
        found.append(Task(title, endpoint, values, count=entry.count, tone=tone))
    return found


def _other_tasks(session: Session, actor: Actor, round_: Round) -> list[Task]:
    """Work that no workflow lists: complaints without answer, points to give, units without accounts."""
    found = []
    if policy.can_round(actor, "manage_complaints", round_):
        count = complaints.unanswered(session, round_.id)
        if count:
            found.append(
                Task(texts.COMPLAINTS_WAIT, "complaints.list", {"ky": round_.id}, count, tone="amber")
            )
    if policy.can_round(actor, "mark", round_):
        found.append(Task(texts.MARKS_WAIT, "supplied.marking", text=round_.title))
    if "administrator" in actor.roles_in(round_.id):
        lacking = len(units_lacking_accounts(session, actor.authority_id))
        if lacking:
            found.append(Task(texts.ACCOUNTS_LACK, "accounts.list", count=lacking, tone="amber"))
        dead = dead_count(session, actor.authority_id)
        if dead:
            found.append(Task(DEAD_WAITS, "notifications.undone", count=dead, tone="red"))
    return found

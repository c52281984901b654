"""Publishing a workflow definition of one's own, and moving running items to another version."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app import catalog, clock, history, policy, workflow
from app.accounts.actor import Actor
from app.assessments.acting import follow_round
from app.assessments.models import Assessment
from app.database import transaction
from app.errors import Forbidden, GuardRefused, InvalidInput, NotFound
from app.messages import NOT_FOUND
from app.messages import processes as texts
from app.processes.models import WorkflowVersion
from app.rounds import queries as rounds
from app.rounds.models import Round
from workflows import engine
from workflows.loader import DefinitionError, parent_problem, parse_definition
from workflows.mapping import MapRefused, StateMap, plan
from workflows.model import Definition

Which = Literal["round", "assessment"]
MIGRATED = "workflow_migrated"
PERMISSION = "manage_workflow"


@dataclass(frozen=True)
class Move:
    """What moving a round's items does: where items of each state go, and how many there are."""

    plan: StateMap
    counts: Mapping[str, int]

    @property
    def total(self) -> int:
        """How many items move."""
        return sum(self.counts.values())


@dataclass(frozen=True)
class Publication:
    """A definition that may be published now; `previous` is the newest version so far, None for a new one."""

    definition: Definition
    previous: Definition | None


def would_publish(session: Session, actor: Actor, content: str) -> Publication:
    """What `publish` would publish, with nothing written; raises as it does (only the note is not asked)."""
    if "administrator" not in actor.all_roles:
        raise Forbidden(texts.ONLY_ADMINISTRATOR, rule="only the administrator publishes a workflow")
    definition = _checked(content)
    previous = catalog.newest_workflows().get(definition.id)
    expected = previous.version + 1 if previous else 1
    if definition.version != expected:
        problem = texts.wrong_version(definition.id, definition.version, expected)
        raise InvalidInput(problem, field="content", typed=content)
    if previous is not None and previous.subject != definition.subject:
        problem = texts.other_subject(definition.id, previous.subject, definition.subject)
        raise InvalidInput(problem, field="content", typed=content)
    return Publication(definition, previous)


def publish(actor: Actor, content: str, note: str) -> Definition:
    """Publish a definition of this installation: a new version of a known workflow, or a new one.

    The file is checked as those shipped are; its version follows the newest one, and it is about the same
    kind of item. Only the administrator of an authority publishes. Raises InvalidInput with every mistake of
    the file and its place, or when somebody else has just published this version.
    """
    try:
        with transaction() as session:
            made = would_publish(session, actor, content).definition
            if not note.strip():
                raise InvalidInput(texts.NOTE_NEEDED, field="note", typed=note)
            _keep(session, actor, made, content, note.strip())
    except IntegrityError as error:  # two at once: the other was first
        problem = texts.just_published(made.key)
        raise InvalidInput(problem, field="content", typed=content) from error
    return made


def _keep(session: Session, actor: Actor, made: Definition, content: str, note: str) -> None:
    """Write the version and its event."""
    row = WorkflowVersion(
        workflow=made.id,
        version=made.version,
        title=made.title,
        content=content,
        content_hash=made.hash,
        note=note,
        published_by=actor.id,
        published_at=clock.now(),
    )
    session.add(row)
    session.flush()
    history.append(
        session,
        "workflow",
        row.id,
        "workflow_published",
        actor,
        "administrator",
        comment=note,
        data={"definition": made.key, "hash": made.hash},
    )


def _checked(content: str) -> Definition:
    """The definition in a file's text, with every mistake told; its parent must be a round's, and here."""
    try:
        definition = parse_definition(content)
    except DefinitionError as error:
        raise InvalidInput(str(error), field="content", typed=content) from error
    subjects = {name: known.subject for name, known in catalog.newest_workflows().items()}
    problem = parent_problem(definition, subjects)
    if problem is not None:
        raise InvalidInput(str(problem), field="content", typed=content)
    return definition


def preview(
    session: Session,
    actor: Actor,
    round_id: int,
    which: Which,
    version: int,
    states: Mapping[str, str] | None = None,
) -> Move:
    """What `move` would do, with nothing written and nothing locked; raises as it does."""
    round_ = rounds.open_round(session, actor, round_id)
    planned = _planned(actor, round_, which, version, states or {})
    return Move(planned, _counted(_items(session, round_, which), planned))


def move(
    actor: Actor,
    round_id: int,
    which: Which,
    version: int,
    *,
    reason: str,
    states: Mapping[str, str] | None = None,
    seen_version: int | None = None,
) -> Move:
    """Move a round, or all its units' assessments, to another version of their workflow.

    `states` says where items of a state go that the new version does not have. Every item moves in one
    transaction, each with an event of its own; then steps that the new version takes by itself follow. The
    version moved to says who may do it. Raises GuardRefused naming every state that has no place, and those
    whose items would come to another stage, past the sheets that are frozen in between.
    """
    with transaction() as session:
        round_ = rounds.open_round(session, actor, round_id, lock=True)
        workflow.check_version(session, round_, "round", seen_version)
        planned = _planned(actor, round_, which, version, states or {})
        if not reason.strip():
            raise InvalidInput(texts.REASON_NEEDED, field="reason", typed=reason)
        items = _items(session, round_, which, lock=True)
        counts = _counted(items, planned)
        role = "standing_body" if "standing_body" in policy.round_roles(actor, round_) else "administrator"
        for item in items:
            _move_item(session, item, which, planned, actor, role, reason.strip())
        if which == "assessment":
            round_.assessment_workflow_version = planned.new.version
        _follow(session, round_, which, actor)
        return Move(planned, counts)


def _items(
    session: Session, round_: Round, which: Which, *, lock: bool = False
) -> Sequence[Round | Assessment]:
    """What moves: the round itself, or its units' assessments."""
    if which == "round":
        return [round_]
    query = select(Assessment).where(Assessment.round_id == round_.id).order_by(Assessment.id)
    if lock:
        query = query.with_for_update().execution_options(populate_existing=True)
    return session.scalars(query).all()


def _planned(actor: Actor, round_: Round, which: Which, version: int, states: Mapping[str, str]) -> StateMap:
    """The checked plan. Whether the person may move anything is asked before the plan says what is wrong."""
    old = catalog.of_item(round_) if which == "round" else catalog.assessment_workflow(round_)
    new = catalog.find_workflow(old.id, version)
    _require(actor, round_, which, new or old, states)
    if version == old.version:
        raise InvalidInput(texts.same_version(old.key), field="version", typed=str(version))
    if new is None:
        raise NotFound(NOT_FOUND, workflow=f"{old.id}@{version}")
    try:
        return plan(old, new, states)
    except MapRefused as refused:
        raise GuardRefused(str(refused), reasons=list(refused.reasons)) from refused


def _require(actor: Actor, round_: Round, which: Which, new: Definition, states: Mapping[str, str]) -> None:
    """Whoever the round's definition lets do it; of a round that moves, the version moved to, where it has a
    place for it. Where that one is silent, the newest is asked; a state it does not have lets nobody."""
    definition, state = catalog.of_item(round_), round_.state
    place = states.get(state, state)
    if which == "round" and place in new.states:
        definition, state = new, place
    if PERMISSION not in definition.permissions:
        definition = catalog.newest_workflow(definition.id)
    allowed: frozenset[str] = frozenset()
    if state in definition.states:
        allowed = engine.roles_permitted(definition, state, PERMISSION)
    if allowed.isdisjoint(policy.round_roles(actor, round_)):
        titles = definition.role_titles(allowed)
        raise Forbidden(texts.who_may_move(titles), rule=f"{definition.key}.{state}.{PERMISSION}")


def _counted(items: Sequence[Round | Assessment], planned: StateMap) -> dict[str, int]:
    """How many items move from each state; refuses those that would come to another stage."""
    counts = Counter(item.state for item in items)
    found = {state: counts[state] for state in planned.moves if counts[state]}
    if reasons := planned.other_stages(found):
        raise GuardRefused("\n".join(reasons), reasons=reasons)
    return found


def _follow(session: Session, round_: Round, which: Which, actor: Actor) -> None:
    """Let items take the steps that the new version takes by itself and that pass now."""

    def conditions(program: Actor) -> Mapping[str, workflow.Guard]:
        return workflow.every_guard(session, "round", round_, program)

    if which == "round":
        workflow.follow(session, round_, "round", actor, conditions)
    session.flush()
    follow_round(session, round_, actor)


def _move_item(
    session: Session,
    item: Round | Assessment,
    which: Which,
    planned: StateMap,
    actor: Actor,
    role: str,
    reason: str,
) -> None:
    """Give one item its new version, state and variables; those it had keep their values."""
    before, after = item.state, planned.target(item.state)
    item.state, item.workflow_version = after, planned.new.version
    item.variables = engine.carried_over(planned.old, planned.new, item.variables or {})
    history.append(
        session,
        which,
        item.id,
        MIGRATED,
        actor,
        role,
        definition=planned.new.key,
        comment=reason,
        data={"from": planned.old.key, "to": planned.new.key, "state": [before, after]},
    )

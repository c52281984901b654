"""One step of a workflow on a stored item: decide, freeze, write state and event, queue what follows.

Every action of every room goes through `advance`, inside the operation's own transaction.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, Protocol

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import catalog, clock, errors, history, messages, outbox
from app.accounts.actor import Actor, system_actor
from app.messages.delegating import doer
from workflows import engine
from workflows.engine import Choice, Step
from workflows.model import Kind

Guard = Callable[[], str | None]
RoomGuard = Callable[[Session, Any, Actor, Mapping[str, Any]], str | None]

_provided: dict[str, Mapping[str, RoomGuard]] = {}


def provide(subject_type: str, guards: Mapping[str, RoomGuard]) -> None:
    """Make known how every condition of a kind of item is asked (the rooms do it when put together)."""
    _provided[subject_type] = guards


def every_guard(
    session: Session, subject_type: str, item: Any, actor: Actor, given: Mapping[str, Any] | None = None
) -> dict[str, Guard]:
    """Every condition of a kind of item, ready to be asked about one of them, whatever room asks."""
    return bind(_provided[subject_type], session, item, actor, given)


def bind(
    guards: Mapping[str, RoomGuard],
    session: Session,
    item: Any,
    actor: Actor,
    given: Mapping[str, Any] | None = None,
) -> dict[str, Guard]:
    """A room's guards, ready to be asked about one item: each answers None or a Vietnamese reason."""

    def ask(guard: RoomGuard) -> Guard:
        return lambda: guard(session, item, actor, given or {})

    return {name: ask(guard) for name, guard in guards.items()}


class Subject(Protocol):
    """An item that has a workflow: an assessment, a round."""

    id: Any
    state: Any
    workflow: Any
    workflow_version: Any
    variables: Any
    version: Any


def check_version(session: Session, subject: Subject, subject_type: str, seen: int | None) -> None:
    """Refuse a decision taken on an old page, saying who changed the item and when."""
    if seen is not None and seen != subject.version:
        raise errors.StaleVersion(
            messages.stale(last_change(session, subject_type, subject.id)),
            seen=seen,
            current=subject.version,
        )


def last_change(session: Session, subject_type: str, subject_id: int) -> str:
    """ "Nguyễn Văn A lúc 10:32 ngày 12/11/2021": the last person who acted on an item, for messages."""
    row = session.execute(
        select(history.Event.actor_name, history.Event.data, history.Event.at)
        .where(history.Event.subject_type == subject_type, history.Event.subject_id == subject_id)
        .order_by(history.Event.sequence.desc())
        .limit(1)
    ).first()
    return messages.by_whom(doer(row), clock.local(row.at)) if row else ""


def decide(
    session: Session,
    subject: Subject,
    subject_type: str,
    transition: str,
    roles: frozenset[str],
    guards: Mapping[str, Guard],
    given: Mapping[str, Any],
) -> Step:
    """Ask the pure engine; its four refusals become the four domain errors.

    A step that the item's own version does not have, while another one does, is refused as one at the wrong
    time; a name that no definition knows is a mistake of the program and stays an error.
    """
    definition = catalog.of_item(subject)
    if transition not in definition.transitions and catalog.knows_step(definition.subject, transition):
        raise errors.WrongState(
            messages.no_such_step(definition.title), state=subject.state, transition=transition
        )
    try:
        return engine.decide(definition, subject.state, transition, roles, lambda name: guards[name](), given)
    except engine.WrongState as refusal:
        raise errors.WrongState(
            messages.with_last_change(refusal.explain(), last_change(session, subject_type, subject.id)),
            state=subject.state,
            transition=transition,
        ) from refusal
    except engine.RoleRefused as refusal:
        raise errors.Forbidden(refusal.explain(), rule=refusal.rule) from refusal
    except engine.GuardRefused as refusal:
        raise errors.GuardRefused(
            refusal.explain(), reasons=list(refusal.reasons.values()), guards=list(refusal.reasons)
        ) from refusal
    except engine.FieldMissing as refusal:
        raise errors.InvalidInput(refusal.explain(), field=refusal.fields[0]) from refusal


def advance(
    session: Session,
    subject: Subject,
    subject_type: str,
    transition: str,
    actor: Actor,
    roles: frozenset[str],
    guards: Mapping[str, Guard],
    *,
    given: Mapping[str, Any] | None = None,
    seen_version: int | None = None,
    freeze: Callable[[str], str] | None = None,
    effects: Mapping[str, Callable[[], None]] | None = None,
    data: dict[str, Any] | None = None,
    automatic: Callable[[Actor], Mapping[str, Guard]] | None = None,
) -> Step:
    """Carry out one transition. `freeze(stage)` freezes that stage's sheet and returns its hash.

    `effects` are those that belong to the action itself and happen inside its transaction (new rows that
    must exist with the new state); every other effect waits in the outbox for the commit. `automatic` binds
    the conditions of steps that follow by themselves: each is taken by the program, with an event of its own.

    Raises the domain error that fits; the caller's transaction then leaves nothing behind.
    """
    given = given or {}
    step = decide(session, subject, subject_type, transition, roles, guards, given)
    check_version(session, subject, subject_type, seen_version)
    _carry_out(session, subject, subject_type, step, actor, roles, given, freeze, effects or {}, data)
    if automatic is not None:
        follow(session, subject, subject_type, actor, automatic, freeze, effects or {})
    session.flush()  # a lost race on the version is found here, before anything else is promised
    return step


def follow(
    session: Session,
    subject: Subject,
    subject_type: str,
    actor: Actor,
    automatic: Callable[[Actor], Mapping[str, Guard]],
    freeze: Callable[[str], str] | None = None,
    effects: Mapping[str, Callable[[], None]] = MappingProxyType({}),
) -> None:
    """Take the automatic steps that pass now, one after the other; a definition has no cycle of them.

    `automatic` binds their conditions. Called after every step, and for items whose conditions something
    else has changed.
    """
    definition = catalog.of_item(subject)
    program = system_actor(actor.authority_id)
    guards = automatic(program)
    for _ in definition.states:
        if not engine.waiting(definition, subject.state, Kind.AUTOMATIC):
            return
        step = engine.automatic(definition, subject.state, lambda name: guards[name]())
        if step is None:
            return
        roles = program.roles_in(None)
        _carry_out(session, subject, subject_type, step, program, roles, {}, freeze, effects, None)


def _carry_out(
    session: Session,
    subject: Subject,
    subject_type: str,
    step: Step,
    actor: Actor,
    roles: frozenset[str],
    given: Mapping[str, Any],
    freeze: Callable[[str], str] | None,
    effects: Mapping[str, Callable[[], None]],
    data: dict[str, Any] | None,
) -> None:
    """Write what a step that is decided does: sheet, state, variables, event, effects."""
    transition = step.transition.name
    sheet_hash = None
    if step.transition.freezes:
        if freeze is None:
            raise RuntimeError(f"{transition} freezes a sheet, but the operation brought no way to")
        sheet_hash = freeze(step.transition.freezes)
    subject.state = step.target
    if changed := _set_variables(subject, step, given, actor):
        data = {**(data or {}), "variables": changed}
    acting = engine.acting_roles(catalog.of_item(subject), step, roles) or sorted(roles)
    history.append(
        session,
        subject_type,
        subject.id,
        "transition",
        actor,
        acting[0],
        definition=f"{subject.workflow}@{subject.workflow_version}",
        transition=transition,
        source=step.source,
        target=step.target,
        comment=given.get("reason"),
        sheet_hash=sheet_hash or given.get("sheet_hash"),
        data=data,
    )
    for effect in step.transition.effects:
        if effect in effects:
            effects[effect]()
            continue
        outbox.put(session, effect, subject_type=subject_type, subject_id=subject.id, actor_id=actor.id)


def _set_variables(subject: Subject, step: Step, given: Mapping[str, Any], actor: Actor) -> dict[str, Any]:
    """Give the item's variables the values the step sets; returns those that changed."""
    if not step.transition.sets:
        return {}
    before = subject.variables or {}
    after = engine.variables_after(
        catalog.of_item(subject), before, step.transition.name, given, actor.name, clock.now().isoformat()
    )
    subject.variables = after
    return {name: value for name, value in after.items() if before.get(name) != value}


def available(
    subject: Subject, roles: frozenset[str], guards: Mapping[str, Guard] | None = None
) -> list[Choice]:
    """What these roles can do with the item now, and why some of it is refused.

    With `guards` these are the steps whose conditions the asking room can answer: a step of a room further
    up (the council's, on the team's page) is not this page's to offer.
    """
    definition = catalog.of_item(subject)
    if guards is None:
        return engine.available(definition, subject.state, roles)

    def ask(name: str) -> str | None:
        return guards[name]() if name in guards else None

    choices = engine.available(definition, subject.state, roles, ask)
    return [choice for choice in choices if guards.keys() >= set(choice.transition.guards)]

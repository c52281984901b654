"""Reads of the journal: search, the history of one item, who may see which events."""

from collections import namedtuple
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, false, func, or_, select, true
from sqlalchemy.orm import Session

from app import catalog, clock, messages, policy
from app.accounts import rules
from app.accounts.actor import Actor
from app.accounts.models import Account
from app.appraisal.queries import EXPLAINING
from app.assessments.models import Assessment
from app.assessments.queries import open_for, visible
from app.audit import wording
from app.audit.wording import Names, Subject
from app.council.models import CouncilSession, OpenPoint
from app.documents.models import Document
from app.errors import NotFound
from app.history import BrokenLink, Event, verify_chain
from app.improvements.models import ImprovementTask
from app.keeping.models import FrameworkVersion
from app.messages import audit as texts
from app.results.models import ResultVersion
from app.rounds.models import Round, RoundGroup
from app.rounds.queries import open_round, rounds_of
from app.units.models import Unit

# Whoever sees an item's history sees these kinds of events only with a permission of their own.
KINDS_NEED: dict[str, tuple[str, ...]] = {
    "view_appraisal": (
        "review",
        "opinion",
        "opinions_differ",
        "conflict_declared",
        "conflict_withdrawn",
    ),
    "view_questions": ("question", "answer", "objection", "objection_answer"),
    "view_council": ("point_raised", "point_decided"),
    "view_votes": ("vote",),
}
# Items below an assessment or a round: seen by those who see its history.
BELOW_ASSESSMENT: dict[str, type[Document] | type[OpenPoint]] = {
    "document": Document,
    "open_point": OpenPoint,
}
BELOW_ROUND: dict[str, type[CouncilSession] | type[ResultVersion] | type[ImprovementTask]] = {
    "council_session": CouncilSession,
    "result": ResultVersion,
    "task": ImprovementTask,
}
BY_WHOM = ("framework", "criterion_mapping", "job")
ACCOUNT_KEEPERS = frozenset({"auditor", "standing_body", "administrator"})
EXPORT_CHUNK = 1000
# An event as it is stored, to be read by the thousands: a field of a result's row costs ten times this one's.
Stored = namedtuple("Stored", Event.__table__.c.keys())  # type: ignore[misc]


@dataclass(frozen=True)
class Wanted:
    """What a search of the journal is narrowed to; empty values narrow nothing. Days are Vietnamese days."""

    person: str = ""
    unit_id: int | None = None
    kind: str = ""
    since: date | None = None
    until: date | None = None
    subject: tuple[str, int] | None = None  # one item


def visible_events(session: Session, actor: Actor) -> ColumnElement[bool]:
    """The SQL condition that a person may see an event: the one filter of pages, counts and exports."""
    rounds = rounds_of(session, actor)
    assessments = _assessments(actor, rounds, "view_history")
    round_ids = [round_.id for round_ in rounds if policy.can_round(actor, "view_history", round_)]
    allowed = [
        and_(
            Event.subject_type == "assessment",
            Event.subject_id.in_(assessments),
            *(
                or_(
                    Event.kind.not_in(kinds),
                    Event.subject_id.in_(_assessments(actor, rounds, permission)),
                )
                for permission, kinds in KINDS_NEED.items()
            ),
            _objections_sent(actor),
        ),
        and_(Event.subject_type == "round", Event.subject_id.in_(round_ids)),
        # What others handed in for a unit, under its assessment's number: never the unit's to read.
        and_(
            Event.subject_type == "supplied",
            Event.subject_id.in_(select(Assessment.id).where(Assessment.round_id.in_(round_ids))),
        ),
    ]
    for name, model in BELOW_ASSESSMENT.items():
        ids = select(model.id).where(
            or_(
                model.assessment_id.in_(assessments),
                and_(model.assessment_id.is_(None), model.round_id.in_(round_ids)),
            )
        )
        allowed.append(and_(Event.subject_type == name, Event.subject_id.in_(ids)))
    for name, below in BELOW_ROUND.items():
        ids = select(below.id).where(below.round_id.in_(round_ids))
        allowed.append(and_(Event.subject_type == name, Event.subject_id.in_(ids)))
    if actor.all_roles & ACCOUNT_KEEPERS:
        ids = select(Account.id).where(Account.authority_id == actor.authority_id)
        allowed.append(and_(Event.subject_type == "account", Event.subject_id.in_(ids)))
    if "auditor" in actor.all_roles:
        ids = select(Unit.id).where(Unit.authority_id == actor.authority_id)
        allowed.append(and_(Event.subject_type == "unit", Event.subject_id.in_(ids)))
    if actor.all_roles & {"standing_body", "auditor"}:
        own = Event.subject_id == actor.authority_id
        allowed.append(and_(Event.subject_type == "authority", own))
    if actor.all_roles & ACCOUNT_KEEPERS:
        # By whom rather than about what: a draft that was deleted is still to be seen here.
        people = select(Account.id).where(Account.authority_id == actor.authority_id)
        allowed.append(and_(Event.subject_type.in_(BY_WHOM), Event.actor_id.in_(people)))
    return or_(*allowed)


def _objections_sent(actor: Actor) -> ColumnElement[bool]:
    """What a unit objects to is its own draft until its leader confirms: not for the team to read before."""
    if actor.all_roles & {"standing_body", "auditor"}:
        return true()
    explaining = select(Assessment.id).where(Assessment.state.in_(EXPLAINING))
    return or_(Event.kind != "objection", Event.subject_id.not_in(explaining))


def _assessments(actor: Actor, rounds: Sequence[Round], permission: str) -> Select[int]:
    """The ids of assessments on which the person holds a permission; an auditor sees every one's history."""
    conditions = [
        Assessment.round_id == round_.id
        if "auditor" in actor.roles_in(round_.id)
        else visible(actor, round_, permission)
        for round_ in rounds
    ]
    return select(Assessment.id).where(or_(false(), *conditions))


def narrowed(session: Session, actor: Actor, wanted: Wanted) -> list[ColumnElement[bool]]:
    """What the search asks for, as SQL conditions."""
    conditions: list[ColumnElement[bool]] = []
    if wanted.subject is not None:
        conditions.append(of_item(*wanted.subject))
    if words := rules.fold(wanted.person).split():
        conditions.append(_done_by(session, actor, words))
    if wanted.unit_id is not None:
        conditions.append(_of_unit(wanted.unit_id))
    if wanted.kind:
        conditions.append(Event.kind == wanted.kind)
    if wanted.since:
        conditions.append(Event.at >= clock.end_of_day(wanted.since - timedelta(days=1)))
    if wanted.until:
        conditions.append(Event.at < clock.end_of_day(wanted.until))
    return conditions


def _done_by(session: Session, actor: Actor, words: list[str]) -> ColumnElement[bool]:
    """Events of people whose name has all the words; the few names are compared here, without their marks."""
    people = session.execute(
        select(Account.id, Account.full_name, Account.username).where(
            Account.authority_id == actor.authority_id
        )
    )
    ids = [
        row.id
        for row in people
        if all(word in rules.fold(f"{row.full_name} {row.username}") for word in words)
    ]
    found: ColumnElement[bool] = Event.actor_id.in_(ids)
    if all(word in rules.fold(texts.SYSTEM) for word in words):
        found = or_(found, Event.actor_id.is_(None))
    return found


def _of_unit(unit_id: int) -> ColumnElement[bool]:
    """Events about a unit: its assessments, their documents, its accounts."""
    assessments = select(Assessment.id).where(Assessment.unit_id == unit_id)
    subjects = {
        "assessment": assessments,
        "supplied": assessments,
        "document": select(Document.id).where(Document.assessment_id.in_(assessments)),
        "account": select(Account.id).where(Account.unit_id == unit_id),
        "task": select(ImprovementTask.id).where(ImprovementTask.unit_id == unit_id),
        "unit": select(Unit.id).where(Unit.id == unit_id),
    }
    return or_(
        *(and_(Event.subject_type == name, Event.subject_id.in_(ids)) for name, ids in subjects.items())
    )


def count(session: Session, actor: Actor, wanted: Wanted) -> int:
    """How many events a search finds among those the person may see."""
    conditions = (visible_events(session, actor), *narrowed(session, actor, wanted))
    return session.scalar(select(func.count()).select_from(Event).where(*conditions)) or 0


def search(session: Session, actor: Actor, wanted: Wanted, *, offset: int, limit: int) -> Sequence[Event]:
    """A page of what a search finds, newest first."""
    return session.scalars(
        select(Event)
        .where(visible_events(session, actor), *narrowed(session, actor, wanted))
        .order_by(Event.id.desc())
        .offset(offset)
        .limit(limit)
    ).all()


def export(
    session: Session, actor: Actor, wanted: Wanted, *, upto: int | None = None
) -> Iterator[Sequence[Any]]:
    """All a search finds, oldest first, in chunks of `Stored`; asked once, read in a stream: asked for chunk
    by chunk, the database would look through everything each time.

    `upto` is the number of the last event's row that is wanted.
    """
    conditions = [visible_events(session, actor), *narrowed(session, actor, wanted)]
    if upto is not None:
        conditions.append(Event.id <= upto)
    found = session.connection().execute(
        select(*Event.__table__.c)
        .where(*conditions)
        .order_by(Event.id)
        .execution_options(yield_per=EXPORT_CHUNK)
    )
    with closing(found):  # a file that is broken off leaves no open cursor
        for rows in found.partitions():
            yield [Stored._make(row) for row in rows]


def item_condition(session: Session, actor: Actor, subject_type: str, subject_id: int) -> ColumnElement[bool]:
    """The events of one item which the person may see. Raises NotFound or Forbidden as the item does."""
    if subject_type == "assessment":
        open_for(session, actor, subject_id, "view_history")
    elif subject_type == "round":
        open_round(session, actor, subject_id, "view_history")
    condition = and_(of_item(subject_type, subject_id), visible_events(session, actor))
    if subject_type not in ("assessment", "round"):
        found = session.scalar(select(Event.id).where(condition).limit(1))
        if found is None:
            raise NotFound(messages.NOT_FOUND, subject=subject_type, number=subject_id, actor=actor.id)
    return condition


def of_item(subject_type: str, subject_id: int) -> ColumnElement[bool]:
    """The events of one item."""
    return and_(Event.subject_type == subject_type, Event.subject_id == subject_id)


def item_count(session: Session, condition: ColumnElement[bool]) -> int:
    """How many events of an item the person may see."""
    return session.scalar(select(func.count()).select_from(Event).where(condition)) or 0


def item_page(
    session: Session, condition: ColumnElement[bool], *, offset: int, limit: int
) -> Sequence[Event]:
    """A page of an item's events, newest first."""
    return session.scalars(
        select(Event).where(condition).order_by(Event.sequence.desc()).offset(offset).limit(limit)
    ).all()


def broken_link(session: Session, subject_type: str, subject_id: int) -> BrokenLink | None:
    """The first broken link of one item's chain; None when it is whole."""
    rows = session.execute(
        select(*Event.__table__.c).where(of_item(subject_type, subject_id)).order_by(Event.sequence)
    )
    return verify_chain(rows)


def kinds(session: Session) -> list[str]:
    """The kinds of events there are, for the filter; they tell nothing of any item."""
    return sorted(session.scalars(select(Event.kind).distinct()))


def told(session: Session, events: Sequence[Event]) -> list[dict[str, Any]]:
    """Events as pages show them, in the order given; a few queries however many there are."""
    return wording.timeline(events, names(session, events))


def timeline(
    session: Session, actor: Actor, subject_type: str, subject_id: int, *, limit: int = 20
) -> list[dict[str, Any]]:
    """The latest events of one item that the person may see, for the timeline component."""
    condition = item_condition(session, actor, subject_type, subject_id)
    return told(session, item_page(session, condition, offset=0, limit=limit))


def names(session: Session, events: Iterable[Event], known: Names | None = None) -> Names:
    """What these events speak of, as people call it: their subjects, and people known by number only.

    What is `known` from events before is not asked for again.
    """
    subjects = dict(known.subjects) if known else {}
    full_names = dict(known.people) if known else {}
    wanted: dict[str, set[int]] = {}
    people: set[int] = set()
    for event in events:
        if (event.subject_type, event.subject_id) not in subjects:
            wanted.setdefault(event.subject_type, set()).add(event.subject_id)
        people |= wording.people_in(event) - full_names.keys()
    for kind, ids in wanted.items():
        found = dict(_titles(session, kind, ids))
        for number in ids:
            subjects[kind, number] = found.get(number) or Subject(texts.numbered(kind, number))
    if people:
        query = select(Account.id, Account.full_name).where(Account.id.in_(people))
        full_names |= dict(session.execute(query).all())
    return Names(subjects, full_names)


def title_of(session: Session, subject_type: str, subject_id: int) -> str:
    """What one item is called, whether it has events or not."""
    known = dict(_titles(session, subject_type, {subject_id}))
    return known[subject_id].title if subject_id in known else texts.numbered(subject_type, subject_id)


def _titles(session: Session, kind: str, ids: set[int]) -> Iterator[tuple[int, Subject]]:
    if kind in ("assessment", "supplied"):
        query = (
            select(Assessment.id, Unit.name, RoundGroup)
            .join(Unit, Unit.id == Assessment.unit_id)
            .join(RoundGroup, RoundGroup.id == Assessment.round_group_id)
            .where(Assessment.id.in_(ids))
        )
        for number, name, group in session.execute(query):
            yield number, Subject(texts.subject(kind, name), catalog.find(group))
    elif kind == "round":
        for number, title in session.execute(select(Round.id, Round.title).where(Round.id.in_(ids))):
            yield number, Subject(title)
    else:
        column = {
            "account": Account.full_name,
            "document": Document.title,
            "unit": Unit.name,
            "framework": FrameworkVersion.title,
            "task": ImprovementTask.title,
        }.get(kind)
        if column is not None:
            owner = column.class_
            for number, title in session.execute(select(owner.id, column).where(owner.id.in_(ids))):
                yield number, Subject(texts.subject(kind, title))

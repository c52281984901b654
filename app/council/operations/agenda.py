"""The agenda of a meeting: proposed from what waits to be decided, ordered by hand, ticked off on the way."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.accounts.actor import Actor
from app.council import queries
from app.council.models import AgendaItem, CouncilSession
from app.council.operations import record
from app.database import transaction
from app.errors import GuardRefused, InvalidInput, NotFound
from app.messages import NOT_FOUND
from app.messages import council as texts
from app.rounds.models import Round


def add_item(actor: Actor, session_id: int, *, title: str, presenter: str = "") -> int:
    """Put one item at the end of the agenda; returns its id."""
    with transaction() as session:
        meeting, round_ = _open(session, actor, session_id)
        if not title.strip():
            raise InvalidInput(texts.AGENDA_TITLE_NEEDED, field="title", typed=title)
        items = queries.agenda(session, session_id)
        item = _put(session, meeting, len(items) + 1, title.strip(), presenter.strip())
        session.flush()
        _record(session, round_, meeting, actor)
        return item.id


def move_item(actor: Actor, item_id: int, *, up: bool) -> int:
    """Let one item change places with the one before or after it; returns the meeting's id."""
    with transaction() as session:
        item, meeting, round_ = _open_item(session, actor, item_id)
        items = list(queries.agenda(session, meeting.id))
        place = items.index(item)
        other = place - 1 if up else place + 1
        if 0 <= other < len(items):
            items[place], items[other] = items[other], items[place]
            _number(session, items)
            _record(session, round_, meeting, actor)
        return meeting.id


def remove_item(actor: Actor, item_id: int) -> int:
    """Take one item off the agenda; returns the meeting's id."""
    with transaction() as session:
        item, meeting, round_ = _open_item(session, actor, item_id)
        session.delete(item)
        session.flush()
        _number(session, list(queries.agenda(session, meeting.id)))
        _record(session, round_, meeting, actor)
        return meeting.id


def tick_item(actor: Actor, item_id: int) -> int:
    """Note that an item is done, or take that back; returns the meeting's id."""
    with transaction() as session:
        item, meeting, _ = _open_item(session, actor, item_id)
        item.done_at = None if item.done_at else clock.now()
        return meeting.id


def propose_agenda(actor: Actor, session_id: int) -> int:
    """Draw up the agenda anew: opening, the team's report, every open point by group of units, settling and
    conclusion. Returns how many items it has. Refused once something of it is done."""
    with transaction() as session:
        meeting, round_ = _open(session, actor, session_id)
        old = queries.agenda(session, session_id)
        if any(item.done_at for item in old):
            raise GuardRefused(texts.AGENDA_BEGUN, reasons=[texts.AGENDA_BEGUN])
        for item in old:
            session.delete(item)
        session.flush()
        waiting = queries.agenda_points(session, round_)
        lines: list[tuple[str, str, int | None]] = [(*line, None) for line in texts.AGENDA_BEFORE]
        lines += [(texts.agenda_point(*words), texts.AGENDA_TEAM, point) for point, words in waiting]
        lines += [(*line, None) for line in texts.AGENDA_AFTER]
        for place, (title, presenter, point_id) in enumerate(lines, start=1):
            _put(session, meeting, place, title, presenter, point_id)
        session.flush()
        _record(session, round_, meeting, actor)
        return len(lines)


def done(session: Session, meeting: CouncilSession, point_id: int) -> None:
    """Tick the item of a point off, inside the transaction that decides it."""
    for item in session.scalars(
        select(AgendaItem).where(
            AgendaItem.session_id == meeting.id, AgendaItem.point_id == point_id, AgendaItem.done_at.is_(None)
        )
    ):
        item.done_at = clock.now()


def _put(
    session: Session,
    meeting: CouncilSession,
    place: int,
    title: str,
    presenter: str,
    point_id: int | None = None,
) -> AgendaItem:
    item = AgendaItem(
        session_id=meeting.id, position=place, title=title, presenter=presenter, point_id=point_id
    )
    session.add(item)
    return item


def _number(session: Session, items: Sequence[AgendaItem]) -> None:
    """Number the items anew; by way of numbers nobody has, because each is unique at every moment."""
    for place, item in enumerate(items, start=1):
        item.position = -place
    session.flush()
    for place, item in enumerate(items, start=1):
        item.position = place
    session.flush()


def _open(session: Session, actor: Actor, session_id: int) -> tuple[CouncilSession, Round]:
    """A meeting whose agenda can still be changed, its round locked."""
    meeting, round_ = queries.open_session(session, actor, session_id, "manage_session", lock=True)
    if meeting.closed_at is not None:
        raise GuardRefused(texts.SESSION_CLOSED, reasons=[texts.SESSION_CLOSED])
    return meeting, round_


def _open_item(session: Session, actor: Actor, item_id: int) -> tuple[AgendaItem, CouncilSession, Round]:
    session_id = session.scalar(select(AgendaItem.session_id).where(AgendaItem.id == item_id))
    if session_id is None:
        raise NotFound(NOT_FOUND, agenda_item=item_id, actor=actor.id)
    meeting, round_ = _open(session, actor, session_id)
    item = session.get(AgendaItem, item_id, populate_existing=True)
    if item is None:
        raise NotFound(NOT_FOUND, agenda_item=item_id, actor=actor.id)
    return item, meeting, round_


def _record(session: Session, round_: Round, meeting: CouncilSession, actor: Actor) -> None:
    titles = [item.title for item in queries.agenda(session, meeting.id)]
    record.on_round(session, round_, actor, "agenda", {"session": meeting.number, "agenda": titles})

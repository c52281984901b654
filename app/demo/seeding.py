"""The database of a first start: the published round of 2021, and this year's round under way."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import func, select

from app import clock, jobs
from app.database import transaction
from app.demo import papers, play
from app.demo.presets import THANH_HOA
from app.demo.story import Calendar, Pace, Story
from app.documents.models import Document
from app.extensions import db
from app.outbox import OutboxMessage
from config import Settings

SEED, BUILT = THANH_HOA.seed, THANH_HOA.built
BETWEEN_FILES = timedelta(seconds=5)
MARK = "seed.unfinished"
FIRST_LOOKED_AT = ("decision", "submission", "council_minutes")
# Twenty days after the opening: these units stand where each role finds its work, the others as it comes.
PACES = {
    "vpubnd": Pace(24, 25, 28),  # half filled
    "tpth": Pace(25, 26, 29),
    "snv": Pace(19, 23, 26),  # waits for its leader
    "tpss": Pace(19, 24, 27),
    "stp": Pace(14, 15, 18),  # two people differ on it: once settled, once not yet
    "txbs": Pace(16, 17, 21),  # lies before the team
    "stc": Pace(9, 10, 15),  # has explained; its objections wait for the team's answer
    "sxd": Pace(11, 12, 19),  # has to explain
    "syt": Pace(10, 11, 17),  # its explanation waits for the leader
    "ngoclac": Pace(12, 13, 16),  # its explanation went back to the specialist
}


def begin_again(mark: Path) -> bool:
    """Clear away what an interrupted seeding left; True when there was something.

    The mark lies in the data folder only while a seeding runs on a database that was empty before.
    """
    if not mark.exists():
        return False
    db.session.remove()
    downgrade(revision="base")
    upgrade()
    return True


def mark_of(settings: Settings) -> Path:
    """The file that says a seeding is under way."""
    return settings.data_dir / MARK


def published_round(units_per_group: int | None = None) -> Story:
    """The province with its accounts, and the round of 2021 ready to be played whole."""
    play.build(BUILT, units_per_group)
    return play.plan(Calendar.of_2021(), SEED)


def round_under_way(published: Story) -> Story:
    """This year's round, ready to be played until now, beside the tasks that the published one has left."""
    calendar = Calendar.under_way(clock.today())
    return play.plan(calendar, SEED, PACES, previous_id=published.round_id, double=True)


def play_until_now(story: Story) -> Iterator[None]:
    """Play what has happened by now, and let the worker draw up its documents (not their files)."""
    moment = clock.now()
    yield from play.play(story, moment)
    story.draw_up()


def pace_the_rest() -> None:
    """Let the worker make the other files one by one over some minutes, this year's first.

    Otherwise whatever the first visitors do would wait behind all of them.
    """
    with transaction() as session:
        waiting = session.scalars(
            select(OutboxMessage)
            .where(OutboxMessage.topic == "render_document", OutboxMessage.done_at.is_(None))
            .order_by(OutboxMessage.created_at.desc(), OutboxMessage.id.desc())
        )
        for number, message in enumerate(waiting):
            message.available_at = clock.now() + number * BETWEEN_FILES


def render_main_papers(app: Flask, round_id: int) -> None:
    """The files people look at first: decision, submission and last minutes; the worker does the others."""
    session = db.session()
    ids = session.scalars(
        select(func.max(Document.id))
        .where(
            Document.round_id == round_id, Document.kind.in_(FIRST_LOOKED_AT), Document.state != "replaced"
        )
        .group_by(Document.kind)
    ).all()
    messages = papers.waiting(session, ids)
    db.session.remove()
    outcome = jobs.drain(app, only=OutboxMessage.id.in_(messages))
    if outcome.failed:
        raise RuntimeError(f"{outcome.failed} documents could not be rendered")

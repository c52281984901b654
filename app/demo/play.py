"""Playing a round from its set-up to its publication, through the operations that the pages use."""

from collections.abc import Iterator, Mapping
from datetime import datetime

from sqlalchemy import select

from app import clock
from app.accounts import passwords
from app.database import transaction
from app.demo import story as stories
from app.demo.building import build_authority
from app.demo.presets import THANH_HOA, Preset
from app.demo.stages import (
    appraising,
    assigning,
    council,
    delegating,
    entering,
    grouping,
    improving,
    publishing,
    setting_up,
    supplying,
)
from app.demo.story import Calendar, Pace, Story
from app.extensions import db
from app.units.models import Authority

STAGES = (
    *(setting_up, delegating, entering, supplying, assigning),
    *(appraising, council, grouping, publishing, improving),
)


def build(moment: datetime, units_per_group: int | None = None, preset: Preset = THANH_HOA) -> int:
    """The authority with its accounts, as an installation would import it; returns the authority's id."""
    password_hash = passwords.hash_password(passwords.DEMO_PASSWORD)  # slow on purpose: not in a transaction
    with clock.at(moment), transaction() as session:
        return build_authority(session, preset, password_hash, units_per_group).id


def is_empty() -> bool:
    """Whether nobody has set anything up in this database."""
    found = db.session().scalar(select(Authority.id).limit(1))
    db.session.remove()
    return found is None


def plan(
    calendar: Calendar,
    seed: int,
    paces: Mapping[str, Pace] | None = None,
    preset: Preset = THANH_HOA,
    previous_id: int = 0,
    double: bool = False,
) -> Story:
    """A round of the authority with everything that is to happen in it, not yet begun.

    `previous_id` is the round published before it, on whose tasks units still work. With `double` two people
    appraise each unit, neither knowing the other's opinion.
    """
    authority = db.session().scalars(select(Authority).where(Authority.code == preset.authority.code)).one()
    story = stories.begin(authority, calendar, seed, preset)
    story.paces.update(paces or {})
    story.previous_id, story.double = previous_id, double
    for stage in STAGES:
        stage.plan(story)
    db.session.remove()
    return story


def play(story: Story, until: datetime | None = None) -> Iterator[None]:
    """Carry the story out (up to a moment), pausing after each step for whoever counts."""
    for step in story.diary.play(until):
        db.session.remove()  # each step begins like a request, with nothing remembered
        yield step

"""Beside stage 1: a unit's head is away, and the deputy confirms on the head's behalf."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from app.accounts.actor import Actor
from app.accounts.delegating import operations as delegating
from app.accounts.delegating.operations import Wanted
from app.demo import phrases
from app.demo.people import Deputy
from app.demo.stages.assigning import account
from app.demo.stages.pacing import pace_of
from app.demo.story import Place, Story


def plan(story: Story) -> None:
    """Plan each delegation on the day before its unit hands in."""
    for deputy in story.preset.deputies:
        for place in (one for one in story.places if one.code == deputy.unit):
            day = story.calendar.opens_on + timedelta(days=pace_of(story, place).submit - 1)
            story.diary.add(day, 0.5, lambda place=place, deputy=deputy: _give(story, place, deputy))  # type: ignore[misc]


def _give(story: Story, place: Place, deputy: Deputy) -> None:
    wanted = Wanted(
        delegate=deputy.username,
        roles=("leader",),
        starts_on=story.today(),
        ends_on=story.calendar.closes_on,
        reason=phrases.AWAY,
        letter_number=deputy.letter,
    )
    leader = story.actor(place.leader)
    story.delegations[place.code] = (
        deputy.username,
        delegating.give(leader, account(place.leader), wanted),
        wanted.ends_on or story.today(),
    )
    told = f"từ {story.today():%d/%m/%Y} đến {wanted.ends_on:%d/%m/%Y}, Giấy ủy quyền số {deputy.letter}"
    story.tell("acted_for", f"{place.name}: {deputy.title} thay {leader.title}, {told}")


@contextmanager
def confirming(story: Story, place: Place) -> Iterator[Actor]:
    """Who confirms for a unit today: its leader, or the deputy on the leader's behalf."""
    username, delegation_id, until = story.delegations.get(place.code, ("", 0, story.today()))
    if not username or story.today() > until:
        yield story.actor(place.leader)
        return
    acting = delegating.begin(story.actor(username), delegation_id)
    yield acting
    delegating.stop(acting)

"""Beside stage 3, where two people appraise each unit independently: the second opinions, those that differ,
and who settles them."""

from datetime import date, timedelta

from app.appraisal import operations as appraisal
from app.demo import phrases
from app.demo.judgement import Doubt
from app.demo.stages.setting_up import STANDING_BODY
from app.demo.story import Place, Story

LATE = 7.25  # the hour of the day at which the second of two opinions that differ is given
LARGE = 100  # criteria of a unit that take both people longer
DISPUTED_UNIT, DISPUTED = "stp", 2  # on so many criteria of this unit the two think otherwise


def disputed(story: Story, place: Place, adjusted: list[Doubt]) -> list[Doubt]:
    """The criteria that the first of the two adjusts and the second accepts."""
    return adjusted[:DISPUTED] if story.double and place.code == DISPUTED_UNIT else []


def days_for(place: Place) -> tuple[timedelta, timedelta]:
    """How long after the doubts the first person accepts the rest of a unit, and how long after that the
    second."""
    large = len(place.form.framework.leaves) > LARGE
    return (timedelta(days=6), timedelta(days=8)) if large else (timedelta(0), timedelta(days=3))


def accept_rest(story: Story, place: Place, second: str) -> None:
    """The second person accepts everything not judged yet."""
    appraisal.accept_rest(story.actor(second), story.assessment_id(place))


def plan(story: Story, place: Place, second: str, doubts: list[Doubt], day: date) -> None:
    """Plan the opinions that differ, and that the standing body settles the first of them; the others wait,
    and so does the unit."""
    story.diary.add(day, LATE, lambda: _accept(story, place, second, doubts))
    story.diary.add(day + timedelta(days=1), 2, lambda: _settle(story, place, doubts[0]))


def _accept(story: Story, place: Place, second: str, doubts: list[Doubt]) -> None:
    """The second person, who does not know what the first one thinks, accepts the unit's figures."""
    assessment_id = story.assessment_id(place)
    for doubt in doubts:
        appraisal.review(story.actor(second), assessment_id, doubt.code, "accepted", reason=phrases.NO_DOUBT)


def _settle(story: Story, place: Place, doubt: Doubt) -> None:
    appraisal.settle_opinions(
        story.officer(STANDING_BODY),
        story.assessment_id(place),
        doubt.code,
        "adjusted",
        points=doubt.typed_points,
        reason=phrases.SETTLED,
    )

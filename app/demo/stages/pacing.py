"""How quickly a unit works: when it hands in, is confirmed and is appraised."""

from app.demo.story import Pace, Place, Story

FIRST_FINISH, LAST_FINISH = 8, 27  # days after the opening


def pace_of(story: Story, place: Place) -> Pace:
    """A unit's own speed, unless the story or its case sets another."""
    if place.code in story.paces:
        return story.paces[place.code]
    dice = story.dice.within(place.code, "pace")
    last = (story.calendar.entry_deadline - story.calendar.opens_on).days
    submit = dice.number(FIRST_FINISH, LAST_FINISH, "submit")
    if story.cast.has(place.code, "late"):
        submit = last + 5
    elif story.cast.has(place.code, "grace"):
        submit = last + 2
    elif story.cast.has(place.code, "taken_over"):
        submit = last
    confirm = submit + 1
    return Pace(submit, confirm, confirm + dice.number(2, 6, "appraise"))

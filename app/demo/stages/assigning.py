"""Beside stage 3: who appraises which unit, and who says that they may not judge one."""

from datetime import timedelta

from app.accounts.queries import account_id_of
from app.appraisal import conflicts
from app.appraisal.assigning import operations as assigning
from app.appraisal.assigning.sharing import Part
from app.demo import phrases
from app.demo.stages.setting_up import STANDING_BODY
from app.demo.story import Place, Story
from app.extensions import db
from frameworks.model import Framework

APPRAISER = "appraiser"
SHARED = 2  # the place in each group of the unit whose main indexes two people share, or the last one


def plan(story: Story) -> None:
    """Plan the assignment on the first day, and declarations with what follows from them."""
    if story.preset.plain:
        return
    opens_on = story.calendar.opens_on
    if story.double:
        story.diary.add(opens_on, 1.5, lambda: _double(story))
    story.diary.add(opens_on, 2, lambda: _assign(story))
    for place in story.places:
        if story.cast.has(place.code, "conflict_declared") and first_chosen(story, place) != judge_of(
            story, place
        ):
            story.diary.add(opens_on + timedelta(days=2), 1, lambda place=place: _declare(story, place))  # type: ignore[misc]
            story.diary.add(opens_on + timedelta(days=3), 1, lambda place=place: _assign_anew(story, place))  # type: ignore[misc]


# --- who does what ------------------------------------------------------------------------------------------


def first_chosen(story: Story, place: Place) -> str:
    """Who is assigned a unit at first: in turn, those of the team who do not belong to it."""
    free = _free(story, place)
    return free[story.places.index(place) % len(free)]


def judge_of(story: Story, place: Place) -> str:
    """Who appraises a unit: the one first chosen, or who steps in after a conflict was declared."""
    first = first_chosen(story, place)
    others = [name for name in _free(story, place) if name != first]
    if not others or not story.cast.has(place.code, "conflict_declared"):
        return first
    return others[story.places.index(place) % len(others)]


def helper_of(story: Story, place: Place) -> tuple[str, tuple[str, ...]]:
    """Who has some main indexes of a unit, and which; nobody where one person appraises all of it."""
    free = [name for name in _free(story, place) if name != judge_of(story, place)]
    group = [
        one
        for one in story.places
        if one.group == place.group and not story.cast.has(one.code, "conflict_declared")
    ]
    if story.preset.plain or not free or place not in group[: SHARED + 1][-1:]:
        return "", ()
    mains = _mains(place.form.framework)
    return free[story.places.index(place) % len(free)], mains[len(mains) // 2 :]


def second_of(story: Story, place: Place) -> str:
    """Who gives the second opinion of a unit, in a round with double appraisal; else nobody."""
    taken = {first_chosen(story, place), judge_of(story, place), helper_of(story, place)[0]}
    free = [name for name in _free(story, place) if name not in taken]
    return free[story.places.index(place) % len(free)] if story.double and free else ""


def _free(story: Story, place: Place) -> list[str]:
    return [name for name in story.preset.with_role(APPRAISER) if story.home_of(name) != place.code]


def _mains(framework: Framework) -> tuple[str, ...]:
    return tuple(main.code for main in framework.mains)


# --- the operations -----------------------------------------------------------------------------------------


def account(username: str) -> int:
    """The account of a person of the demonstration. Raises LookupError for nobody."""
    found = account_id_of(db.session(), username)
    if found is None:
        raise LookupError(f"nobody is called {username}")
    return found


def _double(story: Story) -> None:
    """Two people appraise each unit this year, and only what they are assigned."""
    officer = story.officer(STANDING_BODY)
    assigning.change_mode(officer, story.round_id, assigned_only=True, double_appraisal=True)


def _assign(story: Story) -> None:
    """Every unit to one person, but for those that two share by main indexes; with double appraisal to
    another one as well."""
    ids = {name: account(name) for name in story.preset.with_role(APPRAISER)}
    parts: list[Part] = []
    for place in story.places:
        helper, theirs = helper_of(story, place)
        first, second = ids[first_chosen(story, place)], second_of(story, place)
        if second:
            parts.append(Part(ids[second], place.unit_id, lane=2))
        if not helper:
            parts.append(Part(first, place.unit_id))
            continue
        for code in _mains(place.form.framework):
            parts.append(Part(ids[helper] if code in theirs else first, place.unit_id, code))
    _give(story, parts)


def _give(story: Story, parts: list[Part]) -> None:
    _, refused = assigning.assign(story.officer(STANDING_BODY), story.round_id, parts)
    if refused:
        raise RuntimeError(f"{refused} parts could not be assigned")
    story.forget_actors()


def _declare(story: Story, place: Place) -> None:
    """What was assigned there ends by itself."""
    person = story.actor(first_chosen(story, place))
    conflicts.declare(person, story.round_id, place.unit_id, phrases.CONFLICT)
    story.forget_actors()
    story.tell("conflict_declared", f"{person.name}, {place.name}: “{phrases.CONFLICT}”")


def _assign_anew(story: Story, place: Place) -> None:
    _give(story, [Part(account(judge_of(story, place)), place.unit_id)])

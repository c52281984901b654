"""After the publication: tasks for what was weak, reported on every quarter."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from app.assessments.labels import full_label
from app.demo import phrases
from app.demo.days import Calendar
from app.demo.stages.setting_up import STANDING_BODY
from app.demo.story import Place, Story
from app.extensions import db
from app.improvements import operations as improvements
from app.improvements import queries
from app.improvements.drafts import Draft
from app.improvements.quarters import quarter_of
from app.rounds.models import Round
from frameworks.numbers import format_vi

PUBLISHED_AFTER = 13  # days after the meeting
WITHIN = 240  # days in which a task of the published round is to be done
# This year, counted from the opening of the round under way: drawn up a season before it.
BEFORE_OPENING, LEFT, OVERDUE_SINCE = 95, 60, 5


@dataclass
class Task:
    """One task of a unit: for its n-th weakest criterion, to be done by a day."""

    place: Place
    rank: int
    due_on: date
    id: int = 0
    told: str = ""


Step = Callable[[Task], None]


def plan(story: Story) -> None:
    """Plan the tasks of this round's own result; beside a round under way, those of the one before it."""
    if not story.preset.followed_up:
        return
    by_group: dict[str, list[Place]] = {}
    for place in story.places:
        by_group.setdefault(place.group, []).append(place)
    first, *others = (places for places in by_group.values())
    chosen = [*first[:3], *(place for places in others for place in places[:2])]
    if story.previous_id:
        _plan_now(story, chosen)
    else:
        _plan_done(story, chosen[:3])


def _at(story: Story, day: date, step: float, action: Step, *tasks: Task) -> None:
    for number, task in enumerate(tasks):
        story.diary.add(day, step + number / 10, lambda task=task: action(task))  # type: ignore[misc]


def _plan_done(story: Story, places: list[Place]) -> None:
    """Three tasks that are done within the year: one plainly, one after a return, one after an extension."""
    published = published_on(story.calendar)

    def day(number: int) -> date:
        return published + timedelta(days=number)

    tasks = [Task(place, 0, day(WITHIN)) for place in places]
    plain, returned, *extended = tasks
    add = story.diary.add
    add(day(20), 1, lambda: _draw_up(story, tasks, assign=True))
    _at(story, day(25), 1, lambda task: _act(story, task, "leader", "start"), *tasks)
    for number, (after, percent) in enumerate(((64, 30), (155, 70), (220, 100))):
        _at(story, day(after), 2, _reporting(story, percent, number), *tasks)
    _at(story, day(200), 3, lambda task: _extend(story, task), *extended)
    _at(story, day(225), 1, lambda task: _act(story, task, "leader", "report"), *tasks)
    _at(story, day(228), 1, lambda task: _return(story, task), returned)
    _at(story, day(232), 1, lambda task: _act(story, task, "leader", "report"), returned)
    _at(story, day(235), 1, lambda task: _accept(story, task), plain, returned, *extended)
    add(day(235), 2, story.draw_up)


def _plan_now(story: Story, places: list[Place]) -> None:
    """This year's tasks, each at another step: under way, reported, overdue, assigned, being drawn up."""
    opens_on = story.calendar.opens_on
    begin = opens_on - timedelta(days=BEFORE_OPENING)
    ends = [timedelta(days=LEFT), timedelta(days=LEFT), -timedelta(days=OVERDUE_SINCE), timedelta(days=LEFT)]
    tasks = [Task(place, 1, opens_on + end) for place, end in zip(places, ends, strict=False)]
    drafted = [Task(place, 1, opens_on + timedelta(days=LEFT)) for place in places[len(ends) :]]
    running, reported = tasks[:3], tasks[1:2]
    story.diary.add(begin, 1, lambda: _draw_up(story, tasks, assign=True))
    if drafted:
        story.diary.add(opens_on, 3, lambda: _draw_up(story, drafted, assign=False))
    _at(story, begin + timedelta(days=4), 1, lambda task: _act(story, task, "leader", "start"), *running)
    _at(story, begin + timedelta(days=30), 2, _reporting(story, 35, 0), *running)
    _at(story, opens_on - timedelta(days=3), 2, _reporting(story, 75, 1), *running[:2])
    _at(story, opens_on + timedelta(days=7), 2, _reporting(story, 100, 2), *reported)
    _at(story, opens_on + timedelta(days=8), 1, lambda task: _act(story, task, "leader", "report"), *reported)


def published_on(calendar: Calendar) -> date:
    """The day on which a round of the demonstration is published."""
    return calendar.council_on + timedelta(days=PUBLISHED_AFTER)


# --- the operations -----------------------------------------------------------------------------------------


def _draw_up(story: Story, tasks: list[Task], *, assign: bool) -> None:
    """The standing body draws tasks up from the published points, and assigns them."""
    session, body = db.session(), story.officer(STANDING_BODY)
    round_ = session.get_one(Round, story.previous_id or story.round_id)
    known = {one.code: one for one in queries.places(session, round_)}
    drafts = []
    for task in tasks:
        place = known[task.place.code]
        weak = queries.weak_criteria(session, round_, place)[task.rank]
        wanted = weak.points + weak.lost / 2
        title = phrases.TASK_TITLE.format(label=full_label(place.framework, weak.code), title=weak.title)
        target = phrases.TASK_TARGET.format(
            wanted=format_vi(wanted), maximum=format_vi(weak.maximum), points=format_vi(weak.points)
        )
        task.told = f"{place.name}: {title}"
        drafts.append(Draft(place.unit_id, title[:300], task.due_on, weak.code, "", target))
    round_id = round_.id
    db.session.remove()
    for task, task_id in zip(tasks, improvements.draw_up(body, round_id, drafts), strict=True):
        task.id = task_id
    if assign:
        _, refused = improvements.assign_many(body, [task.id for task in tasks])
        if refused:
            raise RuntimeError(refused[0])


def _act(story: Story, task: Task, role: str, step: str) -> None:
    actor = story.actor(task.place.leader if role == "leader" else task.place.specialist)
    improvements.act(actor, task.id, step)


def _reporting(story: Story, percent: int, number: int) -> Step:
    def report(task: Task) -> None:
        improvements.report(
            story.actor(task.place.specialist),
            task.id,
            period=quarter_of(story.today()),
            percent=percent,
            content=phrases.TASK_PROGRESS[number],
        )

    return report


def _return(story: Story, task: Task) -> None:
    body = story.officer(STANDING_BODY)
    improvements.act(body, task.id, "return_report", reason=phrases.TASK_RETURNED)


def _extend(story: Story, task: Task) -> None:
    task.due_on += timedelta(days=30)
    improvements.act(
        story.officer(STANDING_BODY),
        task.id,
        "extend",
        reason=phrases.TASK_EXTENSION,
        letter_number=phrases.TASK_EXTENSION_LETTER,
        due_on=task.due_on,
    )


def _accept(story: Story, task: Task) -> None:
    improvements.act(story.officer(STANDING_BODY), task.id, "accept")
    story.tell("improved", task.told)

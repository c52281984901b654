"""Beside stage 1: figures that others hand in with a letter, and the experts' marks."""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from fractions import Fraction

from app import csv_text
from app.demo.figures import typed
from app.demo.presets.model import SuppliedPlan
from app.demo.stages.setting_up import STANDING_BODY
from app.demo.story import Place, Story
from app.extensions import db
from app.messages.spreadsheets import UNIT_HEADING
from app.supplied import operations as supplied
from app.supplied.handed import inputs_of
from app.supplied.marks import mean, to_mark
from app.supplied.operations import Letter, Marked
from app.supplied.template import heading
from frameworks.model import Input
from frameworks.numbers import format_vi

EXPERT = "expert"
MARKED_AFTER = 8  # days after the opening, one expert after the other, before a unit's appraisal can end
SPREAD = Fraction(1, 8)  # of the span of a mark: how far an expert's may lie from the others'
STEPS = 2  # marks are given in halves

Marks = dict[tuple[str, str], Fraction]  # code of unit and name of figure


def plan(story: Story) -> None:
    """Plan every letter on its day, and a day of each expert; nothing where units enter all figures."""
    opens_on = story.calendar.opens_on
    for handed in story.preset.supplied:
        day = opens_on + timedelta(days=handed.day_offset)
        story.diary.add(day, 2, lambda handed=handed: _hand_in(story, handed))  # type: ignore[misc]
    experts = story.preset.with_role(EXPERT)
    by_expert = {expert: _marks_of(story, expert) for expert in experts}
    _keep_means(story, by_expert)
    for number, (expert, marks) in enumerate(by_expert.items()):
        if marks:
            day = opens_on + timedelta(days=MARKED_AFTER + number)
            story.diary.add(day, 3, lambda expert=expert, marks=marks: _mark(story, expert, marks))  # type: ignore[misc]


# --- letters -----------------------------------------------------------------------------------------------


def _hand_in(story: Story, handed: SuppliedPlan) -> None:
    """One file for each group in which this supplier has figures, previewed and confirmed as it stands."""
    letter = Letter(handed.provider, handed.letter, story.today() - timedelta(days=1))
    actor = story.officer(STANDING_BODY)
    for code, group_id in story.round_groups().items():
        places = [place for place in story.places if place.group == code]
        if (
            not places
            or handed.group not in ("", code)
            or not inputs_of(places[0].form.framework, handed.supplier)
        ):
            continue
        name = f"{handed.supplier}-{code}.csv"
        content = _table(places, handed.supplier)
        seen = supplied.preview(actor, group_id, handed.supplier, letter, name, content)
        if seen.outcome.problems:
            raise RuntimeError(f"{name}: {seen.outcome.problems[0]}")
        supplied.confirm(actor, group_id, handed.supplier, letter, name, seen.kept, seen.outcome.seen)
        db.session.remove()


def _table(places: Sequence[Place], supplier: str) -> bytes:
    """The supplier's figures of every unit, as such bodies send them."""
    framework = places[0].form.framework
    inputs = inputs_of(framework, supplier)
    header = [UNIT_HEADING, *(heading(framework, one) for one in inputs)]
    rows = ([place.name, *(_text(place, one) for one in inputs)] for place in places)
    return csv_text.write(header, rows).encode()


def _text(place: Place, field: Input) -> str:
    """A figure as it is written into the table; empty where there is none."""
    value = place.form.supplied.get(field.name)
    return "" if value is None else typed(field, value)


# --- experts -----------------------------------------------------------------------------------------------


def _marks_of(story: Story, expert: str) -> Marks:
    """What an expert thinks of every unit but the own one, around the figure drawn for it."""
    home = story.home_of(expert)
    return {
        (place.code, field.name): _around(story, place, expert, field)
        for place in story.places
        if place.code != home
        for field in _fields(story, place)
        if field.name in place.form.supplied
    }


def _fields(story: Story, place: Place) -> Iterator[Input]:
    """The figures that experts mark, unless the preset has them handed in with a letter."""
    letters = {one.group for one in story.preset.supplied if one.supplier == EXPERT + "s"}
    if not letters & {"", place.group}:
        yield from (field for _, field in to_mark(place.form.framework))


def _around(story: Story, place: Place, expert: str, field: Input) -> Fraction:
    drawn = place.form.supplied[field.name]
    if not isinstance(drawn, Fraction):
        raise TypeError(f"{field.name} is no number")
    low, high = field.minimum or Fraction(0), field.maximum or drawn
    moved = Fraction(story.dice.middle(place.code, expert, field.name)).limit_denominator(1000)
    mark = drawn + (high - low) * SPREAD * moved
    return min(max(Fraction(int(mark * STEPS + Fraction(1, 2)), STEPS), low), high)


def _keep_means(story: Story, by_expert: dict[str, Marks]) -> None:
    """What the marks will come to is the unit's figure, wherever the story looks ahead."""
    for place in story.places:
        for name in place.form.supplied:
            given = [marks[place.code, name] for marks in by_expert.values() if (place.code, name) in marks]
            together = mean(given)
            if together is not None:
                place.form.supplied[name] = together


def _mark(story: Story, expert: str, marks: Marks) -> None:
    ids = {place.code: story.assessment_id(place) for place in story.places}
    typed_marks = [Marked(ids[code], name, format_vi(mark)) for (code, name), mark in marks.items()]
    _, refused = supplied.save_marks(story.actor(expert), story.round_id, typed_marks)
    if refused:
        raise RuntimeError(f"{refused[0][0].name}: {refused[0][1]}")

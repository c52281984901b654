"""Stages 1 and 2: specialists enter figures, declare, attach and submit; leaders confirm or return."""

from collections.abc import Sequence
from datetime import date, timedelta
from io import BytesIO
from itertools import pairwise

from flask import current_app

from app.appraisal import operations as appraisal
from app.assessments import operations as assessments
from app.assessments.entry import Typed, save_figure, save_figures
from app.demo import files, judgement, phrases
from app.demo.judgement import Doubt
from app.demo.stages.delegating import confirming
from app.demo.stages.pacing import pace_of
from app.demo.stages.setting_up import STANDING_BODY
from app.demo.story import Place, Story
from app.evidence.operations import Limits, Upload, attach
from app.extensions import db
from frameworks.model import Node

SESSIONS = 4  # days on which a specialist sits down to it
ENTERED_BY_THE_LATE = 3  # of these, by the unit that never hands in


def plan(story: Story) -> None:
    """Plan every unit's way to the leader's confirmation, and the end of the collection."""
    for place in story.places:
        if story.cast.has(place.code, "taken_over"):
            _plan_taken_over(story, place)
        else:
            _plan_unit(story, place)
    closing = story.calendar.closes_on + timedelta(days=7)
    story.diary.add(closing, 1, lambda: appraisal.close_entry(story.officer(STANDING_BODY), story.round_id))


# --- entering ----------------------------------------------------------------------------------------------


def _sessions(place: Place) -> list[list[Node]]:
    """The main indexes in so many sittings."""
    mains = list(place.form.framework.mains)
    ends = [number * len(mains) // SESSIONS for number in range(SESSIONS + 1)]
    return [mains[start:end] for start, end in pairwise(ends)]


def _inputs(place: Place, mains: Sequence[Node]) -> list[str]:
    """The figures that a sitting enters: those its criteria need and no earlier main index has asked for.

    The first one begins with the general information, which is filled once.
    """
    framework = place.form.framework
    earlier = {field.name for field in framework.general}
    found: dict[str, None] = dict.fromkeys(
        field.name for field in framework.general if framework.mains[0] in mains
    )
    for main in framework.mains:
        names = [name for code in framework.leaves_under[main.code] for name in framework.leaf(code).inputs]
        if main in mains:
            found.update(dict.fromkeys(name for name in names if name not in earlier))
        earlier.update(names)
    return [name for name in found if name in place.form.figures]


def _plan_sessions(story: Story, place: Place, finish: date, count: int, first: Doubt | None) -> None:
    """Sittings on the days before the unit submits, never before the round opens."""
    start = max(finish - timedelta(days=2 * count), story.calendar.opens_on + timedelta(days=1))
    for number, mains in enumerate(_sessions(place)[:count]):
        day = min(start + timedelta(days=2 * number), finish - timedelta(days=1))
        hour = 0.5 + number * 0.25 + story.dice.number(0, 16, place.code, "hour", number) / 4
        story.diary.add(day, hour, lambda mains=mains: _sit_down(story, place, mains, first))  # type: ignore[misc]


def _sit_down(story: Story, place: Place, mains: Sequence[Node], first: Doubt | None) -> None:
    """One sitting: figures, then what has none, notes and files of these main indexes."""
    actor, assessment_id = story.actor(place.specialist), story.assessment_id(place)
    names = _inputs(place, mains)
    wrong = {first.field.name: first.typed_figure} if first else {}
    _, refused = save_figures(
        actor, assessment_id, [Typed(name, wrong.get(name) or place.form.typed(name)) for name in names]
    )
    if refused:
        raise RuntimeError(f"{place.code}: {refused[0][0]}: {refused[0][1]}")
    codes = {code for main in mains for code in place.form.framework.leaves_under[main.code]}
    for entry in place.form.declared:
        if entry.code in codes:
            assessments.declare(actor, assessment_id, entry.code, entry.status, reason=entry.reason)
    for code, note in place.form.notes.items():
        if code in codes:
            assessments.declare(actor, assessment_id, code, "blank", note=note)
    for code in place.form.files:
        if code in codes:
            attach_file(story, place, code)


def attach_file(story: Story, place: Place, code: str, *, more: bool = False) -> None:
    """Attach a small real file to a criterion: a picture where a screen is asked for, else a page.

    With `more` it is one that goes with an explanation, beside what is there already.
    """
    wanted = place.form.framework.leaf(code).evidence
    name = files.name_for(wanted)
    dice = story.dice.within(place.code, code, more)
    if more:
        upload = Upload(f"{phrases.MORE_EVIDENCE} {name}.png", BytesIO(files.picture(dice)))
    elif "ảnh chụp" in wanted.lower() or "hệ thống" in wanted.lower():
        upload = Upload(f"{name}.png", BytesIO(files.picture(dice)))
    else:
        upload = Upload(f"{name}.pdf", BytesIO(story.page(place)))
    settings = current_app.config["SETTINGS"]
    limits = Limits(settings.allowed_uploads, settings.max_file_bytes)
    actor, assessment_id = story.actor(place.specialist), story.assessment_id(place)
    _, refusals = attach(actor, assessment_id, code, [upload], limits)
    if refusals:
        raise RuntimeError(f"{place.code}: {refusals[0]}")
    db.session.remove()


# --- submitting and confirming -----------------------------------------------------------------------------


def _plan_unit(story: Story, place: Place) -> None:
    pace = pace_of(story, place)
    submit, confirm = (story.calendar.opens_on + timedelta(days=days) for days in (pace.submit, pace.confirm))
    corrected = story.cast.has(place.code, "returned", "recalled")
    dice = story.dice.within(place.code, "first")
    first = next(iter(judgement.doubts(place.form, dice, 1, correctable=True)), None)
    _plan_sessions(story, place, submit, SESSIONS, first if corrected else None)
    if story.cast.has(place.code, "late"):
        _plan_extension(story, place)
    if story.cast.has(place.code, "grace"):
        story.diary.add(submit, 5, lambda: story.tell("grace", place.name))
    story.diary.add(submit, 6, lambda: _submit(story, place))
    if first and story.cast.has(place.code, "returned"):
        story.diary.add(confirm, 0.5, lambda: _return(story, place, first))
        story.diary.add(confirm, 3, lambda: _correct(story, place, first))
    elif first and story.cast.has(place.code, "recalled"):
        story.diary.add(submit, 7.5, lambda: _recall(story, place, first))
        story.diary.add(confirm, 1, lambda: _correct(story, place, first))
    story.diary.add(confirm, 6.5, lambda: _confirm(story, place))


def _submit(story: Story, place: Place) -> None:
    assessments.submit(story.actor(place.specialist), story.assessment_id(place))


def _confirm(story: Story, place: Place) -> None:
    assessment_id = story.assessment_id(place)
    seen = story.sheet_hash(assessment_id)
    with confirming(story, place) as leader:
        assessments.confirm(leader, assessment_id, sheet_hash=seen)


def _return(story: Story, place: Place, doubt: Doubt) -> None:
    texts = phrases.LEADER_RETURNS
    reason = story.dice.choice(texts, place.code, "return").format(label=doubt.label)
    with confirming(story, place) as leader:
        assessments.return_to_specialist(leader, story.assessment_id(place), reason=reason)
    story.tell("returned", f"{place.name}: “{reason}”")


def _recall(story: Story, place: Place, doubt: Doubt) -> None:
    reason = phrases.RECALL.format(label=doubt.label)
    assessments.recall(story.actor(place.specialist), story.assessment_id(place), reason=reason)
    story.tell("recalled", f"{place.name}: “{reason}”")


def _correct(story: Story, place: Place, doubt: Doubt) -> None:
    """Enter the right figure, say so in a note, and submit again."""
    actor, assessment_id = story.actor(place.specialist), story.assessment_id(place)
    save_figure(actor, assessment_id, Typed(doubt.field.name, place.form.typed(doubt.field.name)))
    assessments.declare(actor, assessment_id, doubt.code, "blank", note=phrases.CORRECTED)
    assessments.submit(actor, assessment_id)


# --- late units --------------------------------------------------------------------------------------------


def _plan_extension(story: Story, place: Place) -> None:
    deadline = story.calendar.entry_deadline
    story.diary.add(deadline - timedelta(days=1), 4, lambda: _extend(story, place))


def _extend(story: Story, place: Place) -> None:
    until = story.calendar.closes_on + timedelta(days=6)
    assessments.extend(
        story.officer(STANDING_BODY),
        story.assessment_id(place),
        until=until,
        letter_number=story.preset.words.extension_letter,
        reason=story.preset.words.extension_reason,
    )
    letter = story.preset.words.extension_letter
    story.tell("late", f"{place.name}: đến {until:%d/%m/%Y}, Công văn số {letter}")


def _plan_taken_over(story: Story, place: Place) -> None:
    """A unit that begins, stops, and is taken over as it stands once its time is over."""
    entered = [main for mains in _sessions(place)[:ENTERED_BY_THE_LATE] for main in mains]
    under = place.form.framework.leaves_under
    place.form.keep_only(_inputs(place, entered), {code for main in entered for code in under[main.code]})
    _plan_sessions(story, place, story.calendar.entry_deadline, ENTERED_BY_THE_LATE, None)
    story.diary.add(story.calendar.closes_on + timedelta(days=1), 1, lambda: _take_over(story, place))


def _take_over(story: Story, place: Place) -> None:
    if not story.takers("take_over"):
        story.let_time_act()
        story.tell("taken_over", f"{place.name}: {phrases.BY_ITSELF}")
        return
    assessments.take_over(story.officer(STANDING_BODY), story.assessment_id(place), reason=phrases.TAKE_OVER)
    story.tell("taken_over", f"{place.name}: “{phrases.TAKE_OVER}”")

"""Stage 3: the team accepts, adjusts with reasons, answers claims, asks for explanation, and finishes."""

from dataclasses import dataclass
from datetime import date, timedelta

from app.appraisal import operations as appraisal
from app.assessments import operations as assessments
from app.assessments.entry import Typed, save_figure
from app.demo import judgement, phrases
from app.demo.judgement import Doubt
from app.demo.stages import doubling, objecting
from app.demo.stages.assigning import helper_of, judge_of, second_of
from app.demo.stages.entering import attach_file
from app.demo.stages.pacing import pace_of
from app.demo.stages.setting_up import STANDING_BODY
from app.demo.story import Place, Story

ADJUSTMENTS = (2, 5)
QUESTIONS = 2
RAISED = ("voted_up", "casting_vote", "kept", "member_stands_aside")  # cases for the unit's own points


@dataclass(frozen=True)
class File:
    """One unit's file on an appraiser's desk; a helper has some of its main indexes, and with double
    appraisal somebody else gives a second opinion."""

    place: Place
    appraiser: str
    adjusted: list[Doubt]
    asked: list[Doubt]
    disputed: list[Doubt]
    helper: str = ""
    helped: tuple[str, ...] = ()
    second: str = ""

    def judge(self, code: str) -> str:
        """Who appraises a criterion of the unit."""
        under = self.place.form.framework.leaves_under
        return self.helper if any(code in under[main] for main in self.helped) else self.appraiser

    def judges(self, code: str) -> list[str]:
        """Everybody whose opinion on a criterion counts."""
        return [name for name in (self.judge(code), self.second) if name]


def adjustments(story: Story, place: Place) -> list[Doubt]:
    """The criteria of a unit that the team adjusts; none of the units that shall stay equal."""
    if story.preset.plain or story.cast.has(place.code, "tie"):
        return []
    dice = story.dice.within(place.code, "appraisal")
    return judgement.doubts(place.form, dice, dice.number(*ADJUSTMENTS, "how many"))


def plan(story: Story) -> None:
    """Plan every unit's appraisal after its confirmation, and the step to the council."""
    for place in story.places:
        _plan_unit(story, _file(story, place))
    last = story.calendar.appraisal_deadline - timedelta(days=1)
    story.diary.add(last, 0.5, story.draw_up)
    story.diary.add(last, 1, lambda: objecting.number_all(story, "appraisal_minutes"))
    story.diary.add(last, 2, lambda: appraisal.start_council(story.officer(STANDING_BODY), story.round_id))


def _file(story: Story, place: Place) -> File:
    asked: list[Doubt] = []
    if story.cast.has(place.code, "explained", "explanation_returned", "explanation_closed"):
        dice = story.dice.within(place.code, "questions")
        asked = judgement.doubts(place.form, dice, QUESTIONS, correctable=True)
    questioned = {doubt.code for doubt in asked}
    adjusted = [doubt for doubt in adjustments(story, place) if doubt.code not in questioned]
    raised = sum(name in RAISED for name in story.cast.names(place.code))
    disputed = objecting.disputed(place, adjusted, asked, raised)
    helper, helped = helper_of(story, place)
    second = second_of(story, place)
    return File(place, judge_of(story, place), adjusted, asked, disputed, helper, helped, second)


def _plan_unit(story: Story, file: File) -> None:
    place, add = file.place, story.diary.add
    begin = story.calendar.opens_on + timedelta(days=pace_of(story, place).appraise)
    if story.cast.has(place.code, "taken_over"):
        begin = story.calendar.closes_on + timedelta(days=3)
    hour = 0.5 + story.dice.number(0, 20, place.code, "appraisal hour") / 4
    add(begin, hour, lambda: _review(story, file))
    if not file.asked:
        _plan_end(story, file, begin, hour)
        return
    add(begin, hour + 0.5, lambda: _ask(story, file))
    add(begin, hour + 1, lambda: objecting.number_letters(story))
    if story.cast.has(place.code, "explanation_closed"):
        _plan_closed(story, file, begin)
    else:
        _plan_explained(story, file, begin)


def _plan_end(story: Story, file: File, day: date, hour: float) -> None:
    add, differing = story.diary.add, doubling.disputed(story, file.place, file.adjusted)
    first, second = doubling.days_for(file.place)
    if file.second and not differing:
        day += first
    add(day, hour + 1, lambda: _accept_rest(story, file))
    if differing:
        doubling.plan(story, file.place, file.second, differing, day)
        return
    if file.second:
        day += second
        add(day, hour, lambda: doubling.accept_rest(story, file.place, file.second))
    add(day + timedelta(days=1), hour, lambda: _finish(story, file))


def _review(story: Story, file: File) -> None:
    """What is adjusted, and the answers to the unit's claims."""
    assessment_id = story.assessment_id(file.place)
    for doubt in file.adjusted:
        _adjust(story, file, doubt)
    for claim in file.place.form.claims:
        decision, points = ("na_accepted", "") if claim.accepted else ("na_refused", "0")
        for name in file.judges(claim.code):
            actor = story.actor(name)
            appraisal.review(actor, assessment_id, claim.code, decision, points=points, reason=claim.answer)
    _tell_claims(story, file.place)


def _tell_claims(story: Story, place: Place) -> None:
    """One line for each answer, naming the criteria it was given on."""
    answers = dict.fromkeys((claim.accepted, claim.answer) for claim in place.form.claims)
    for accepted, answer in answers:
        codes = [claim.code for claim in place.form.claims if claim.answer == answer]
        labels = ", ".join(judgement.label_of(place.form.framework, code) for code in codes)
        case = "na_accepted" if accepted else "na_refused"
        story.tell(case, f"{place.name}, tiêu chí {labels}: “{answer}”")


def _adjust(story: Story, file: File, doubt: Doubt, late: bool = False) -> None:
    differing = doubling.disputed(story, file.place, file.adjusted)
    for name in file.judges(doubt.code):
        if name == file.second and doubt in differing:
            continue  # later, and otherwise
        appraisal.review(
            story.actor(name),
            story.assessment_id(file.place),
            doubt.code,
            "adjusted",
            points=doubt.typed_points,
            reason=doubt.reason(late),
        )


def _accept_rest(story: Story, file: File) -> None:
    assessment_id = story.assessment_id(file.place)
    for main in file.helped:
        appraisal.accept_rest(story.actor(file.helper), assessment_id, main)
    appraisal.accept_rest(story.actor(file.appraiser), assessment_id)


def _finish(story: Story, file: File) -> None:
    appraisal.finish(story.actor(file.appraiser), story.assessment_id(file.place))


# --- explanation -------------------------------------------------------------------------------------------


def _ask(story: Story, file: File) -> None:
    assessment_id = story.assessment_id(file.place)
    for doubt in file.asked:
        person = story.actor(file.judge(doubt.code))
        appraisal.write_question(person, assessment_id, doubt.code, doubt.question)
    appraisal.ask(story.actor(file.appraiser), assessment_id)


def _plan_explained(story: Story, file: File, asked: date) -> None:
    """The first question is answered with a corrected figure, the others with better evidence."""
    place, add = file.place, story.diary.add
    days = [asked + timedelta(days=number) for number in range(7)]
    add(days[2], 1, lambda: _explain(story, file))
    confirmed = days[4]
    if story.cast.has(place.code, "explanation_returned"):
        add(days[3], 1, lambda: _return_explanation(story, file))
        add(days[5], 1, lambda: _answer_again(story, file))
        confirmed = days[5]
    add(confirmed, 5, lambda: _confirm_explanation(story, file))
    add(days[6], 1, lambda: _review_explained(story, file))
    _plan_end(story, file, days[6], 1.5)


def _explain(story: Story, file: File) -> None:
    actor, assessment_id = story.actor(file.place.specialist), story.assessment_id(file.place)
    for number, doubt in enumerate(file.asked):
        if number == 0:
            save_figure(actor, assessment_id, Typed(doubt.field.name, doubt.typed_figure))
            text = phrases.ANSWER_CORRECTED.format(value=doubt.typed_figure)
        else:
            attach_file(story, file.place, doubt.code, more=True)
            text = phrases.ANSWER_KEPT
        assessments.answer(actor, assessment_id, doubt.code, text)
    objecting.object_to(story, file.place, file.disputed)
    assessments.send_explanation(actor, assessment_id)


def _return_explanation(story: Story, file: File) -> None:
    reason = phrases.EXPLANATION_RETURNED.format(label=file.asked[-1].label)
    leader, assessment_id = story.actor(file.place.leader), story.assessment_id(file.place)
    assessments.return_explanation(leader, assessment_id, reason=reason)
    story.tell("explanation_returned", f"{file.place.name}: “{reason}”")


def _answer_again(story: Story, file: File) -> None:
    actor, assessment_id = story.actor(file.place.specialist), story.assessment_id(file.place)
    text = f"{phrases.ANSWER_KEPT} {phrases.CORRECTED}"
    assessments.answer(actor, assessment_id, file.asked[-1].code, text)
    assessments.send_explanation(actor, assessment_id)


def _confirm_explanation(story: Story, file: File) -> None:
    assessment_id = story.assessment_id(file.place)
    seen = story.sheet_hash(assessment_id)
    assessments.confirm_explanation(story.actor(file.place.leader), assessment_id, sheet_hash=seen)
    labels = ", ".join(doubt.label for doubt in file.asked)
    story.tell("explained", f"{file.place.name}: tiêu chí {labels}")


def _review_explained(story: Story, file: File) -> None:
    """Second appraisal: what was explained is accepted as it now stands, objections are answered."""
    assessment_id = story.assessment_id(file.place)
    for doubt in file.asked:
        for name in file.judges(doubt.code):
            actor = story.actor(name)
            appraisal.review(actor, assessment_id, doubt.code, "accepted", reason=phrases.EXPLAINED_ACCEPTED)
    objecting.answer(story, file.place, file.judges, file.disputed)


def _plan_closed(story: Story, file: File, asked: date) -> None:
    """One answer is written but nothing is sent; after the last day the standing body closes it."""
    days = [asked + timedelta(days=number) for number in range(10)]
    story.diary.add(days[4], 7, lambda: _answer_one(story, file))
    story.diary.add(days[8], 1, lambda: _close(story, file))
    story.diary.add(days[9], 1, lambda: _adjust(story, file, file.asked[-1], late=True))
    _plan_end(story, file, days[9], 1.5)


def _answer_one(story: Story, file: File) -> None:
    actor, assessment_id = story.actor(file.place.specialist), story.assessment_id(file.place)
    assessments.answer(actor, assessment_id, file.asked[0].code, phrases.ANSWER_KEPT)


def _close(story: Story, file: File) -> None:
    if not story.takers("close_explanation"):
        story.let_time_act()
        story.tell("explanation_closed", f"{file.place.name}: {phrases.BY_ITSELF}")
        return
    assessments.close_explanation(
        story.officer(STANDING_BODY), story.assessment_id(file.place), reason=phrases.EXPLANATION_CLOSED
    )
    story.tell("explanation_closed", f"{file.place.name}: “{phrases.EXPLANATION_CLOSED}”")

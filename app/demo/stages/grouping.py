"""Beside stages 3 and 4: units that are assessed and not ranked, criteria that leave a group's ranking."""

from datetime import timedelta

from app import catalog
from app.assessments.labels import full_label
from app.council import cohort
from app.council.coverage import coverage_of
from app.council.operations import unranking, withdrawing
from app.demo.presets.model import WithdrawalPlan
from app.demo.stages.council import CHAIR, HALF_DAY
from app.demo.stages.setting_up import STANDING_BODY
from app.demo.story import Place, Story
from app.extensions import db
from app.rounds.models import RoundGroup


def plan(story: Story) -> None:
    """Plan both where the preset has them: before the appraisal ends, and at the council's meeting."""
    last = story.calendar.appraisal_deadline - timedelta(days=5)
    for place in story.places:
        if place.code in story.preset.unranked:
            story.diary.add(last, 1, lambda place=place: _leave_unranked(story, place))  # type: ignore[misc]
    for number, planned in enumerate(story.preset.withdrawn):
        hour = HALF_DAY + 0.2 + number / 20
        story.diary.add(
            story.calendar.council_on,
            hour,
            lambda planned=planned: _withdraw(story, planned),  # type: ignore[misc]
        )


def _leave_unranked(story: Story, place: Place) -> None:
    reason = story.preset.unranked[place.code]
    unranking.leave_unranked(story.officer(STANDING_BODY), story.assessment_id(place), reason=reason)
    story.tell("unranked", f"{place.name}: “{reason}”")


def _withdraw(story: Story, planned: WithdrawalPlan) -> None:
    """Leave out what has too little data: the criteria named, or all of them."""
    session = db.session()
    group = session.get_one(RoundGroup, story.round_groups()[planned.group])
    framework = catalog.of(group)
    found = coverage_of(framework, cohort.contents(session, group))
    codes = [code for code, one in found.items() if one.flagged and code in (planned.codes or found)]
    told = [f"{full_label(framework, code)} ({found[code].with_data}/{found[code].units})" for code in codes]
    group_id, title = group.id, group.title
    db.session.remove()
    if codes:
        withdrawing.withdraw(story.officer(CHAIR), group_id, codes, reason=planned.reason)
        story.tell("withdrawn", f"{title}, tiêu chí {', '.join(told)}: “{planned.reason}”")

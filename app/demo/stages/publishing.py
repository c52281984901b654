"""Stage 5: the dossier goes to the chairman, comes back once, is approved, numbered and published."""

from datetime import timedelta

from app.demo import phrases
from app.demo.stages.objecting import CLERK, drafts
from app.demo.stages.setting_up import STANDING_BODY
from app.demo.story import Story
from app.documents import dossier
from app.documents import operations as documents
from app.extensions import db
from app.results.queries import running_result

CHAIRMAN = "chairman"


def plan(story: Story) -> None:
    """Plan the days from the meeting to the publication."""
    add, met = story.diary.add, story.calendar.council_on
    first, second, _ = story.preset.words.numbers
    submitted, returned, approved, published = (met + timedelta(days=days) for days in (2, 6, 12, 13))
    add(met, 7.5, story.draw_up)
    add(met, 7.6, lambda: _number(story, "council_minutes", ""))
    add(submitted, 1, lambda: dossier.submit(story.officer(STANDING_BODY), story.round_id))
    add(submitted, 2, lambda: _number(story, "submission", first))
    add(returned, 1, lambda: _return(story))
    add(returned, 5, lambda: dossier.submit(story.officer(STANDING_BODY), story.round_id))
    add(returned, 6, lambda: _number(story, "submission", second))
    add(approved, 1, lambda: _decide(story))
    add(published, 1, lambda: _publish(story))
    add(published, 2, story.draw_up)


def _number(story: Story, kind: str, number: str) -> None:
    (paper,) = drafts(story, kind)
    documents.issue(story.officer(CLERK), paper, issued_on=story.today(), number=number)


def _return(story: Story) -> None:
    dossier.return_dossier(story.officer(CHAIRMAN), story.round_id, reason=phrases.DOSSIER_RETURNED)
    story.tell("dossier_returned", f"“{phrases.DOSSIER_RETURNED}”")


def _decide(story: Story) -> None:
    result = running_result(db.session(), story.round_id)
    if result is None:
        raise LookupError("there is nothing on the chairman's desk")
    dossier.decide(story.officer(CHAIRMAN), story.round_id, dossier_hash=result.content_hash)


def _publish(story: Story) -> None:
    story.decision = dossier.issue_decision(
        story.officer(CLERK), story.round_id, issued_on=story.today(), number=story.preset.words.numbers[2]
    )

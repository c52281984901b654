"""Beside stage 4: the agenda and the letter of invitation before the meeting, and what is said at it."""

from app.council import operations as council
from app.council import queries
from app.demo import phrases
from app.demo.stages.objecting import CLERK
from app.demo.story import Story
from app.documents import invitations
from app.documents import operations as documents
from app.extensions import db

SECRETARY, CHAIR = "council_secretary", "council_chair"


def prepare(story: Story, meeting_id: int) -> None:
    """The secretary draws the agenda up and invites; the clerk numbers the letter."""
    secretary = story.officer(SECRETARY)
    council.propose_agenda(secretary, meeting_id)
    added = council.add_item(secretary, meeting_id, title=phrases.AGENDA_DATES, presenter=phrases.AGENDA_BODY)
    council.move_item(secretary, added, up=True)  # before the conclusion
    letter = invitations.draft_invitation(secretary, meeting_id)
    documents.issue(story.officer(CLERK), letter, issued_on=story.today())
    council.invite(secretary, meeting_id)


def report(story: Story, meeting_id: int) -> None:
    """The opening and the team's report are done; the chair says how points are to be dealt with."""
    _tick(story, meeting_id, first=2)
    team = phrases.DISCUSSED_REPORT.format(team=story.preset.words.team, units=len(story.places))
    head = story.preset.with_role("appraiser")[0]
    _say(story, meeting_id, head, team)
    _say(story, meeting_id, story.preset.with_role(CHAIR)[0], phrases.DISCUSSED_OPENING)


def note(story: Story, meeting_id: int, point_id: int, case: str, label: str, speaker: str) -> None:
    """What a member says on one point before the vote."""
    said = phrases.DISCUSSED[case].format(label=label, team=story.preset.words.team)
    _say(story, meeting_id, speaker, said, point_id)


def tick_rest(story: Story, meeting_id: int) -> None:
    """Everything but the conclusion is done."""
    _tick(story, meeting_id, first=-1)


def _say(story: Story, meeting_id: int, speaker: str, text: str, point_id: int | None = None) -> None:
    council.add_note(
        story.officer(SECRETARY),
        meeting_id,
        speaker=story.actor(speaker).name,
        content=text,
        point_id=point_id,
    )


def _tick(story: Story, meeting_id: int, first: int) -> None:
    """Tick off the first items that are not yet done."""
    items = queries.agenda(db.session(), meeting_id)[:first]
    waiting = [item.id for item in items if item.done_at is None]
    db.session.remove()
    for item_id in waiting:
        council.tick_item(story.officer(SECRETARY), item_id)

"""Beside stage 4: the agenda and the letter of invitation before a meeting, and what is said at it."""

from app.council import operations as council
from app.council import queries
from app.demo import phrases
from app.demo.stages.objecting import CLERK
from app.demo.story import Story
from app.documents import invitations
from app.documents import operations as documents
from app.extensions import db

SECRETARY, CHAIR = "council_secretary", "council_chair"


def prepare(story: Story, meeting_id: int, *, dates: bool = True) -> None:
    """The secretary draws the agenda up and invites; the clerk numbers the letter.

    With `dates` the meeting also speaks about the days that follow.
    """
    secretary = story.officer(SECRETARY)
    council.propose_agenda(secretary, meeting_id)
    if dates:
        title, presenter = phrases.AGENDA_DATES, phrases.AGENDA_BODY
        added = council.add_item(secretary, meeting_id, title=title, presenter=presenter)
        council.move_item(secretary, added, up=True)  # before the conclusion
    letter = invitations.draft_invitation(secretary, meeting_id)
    documents.issue(story.officer(CLERK), letter, issued_on=story.today())
    council.invite(secretary, meeting_id)


def report(story: Story, meeting_id: int) -> None:
    """The opening and the team's report are done; the chair says how points are to be dealt with."""
    _tick(story, meeting_id, first=2)
    team = phrases.DISCUSSED_REPORT.format(team=story.preset.words.team, units=len(story.places))
    _say(story, meeting_id, _head(story), team)
    _say(story, meeting_id, story.preset.with_role(CHAIR)[0], phrases.DISCUSSED_OPENING)


def note(story: Story, meeting_id: int, point_id: int, case: str, label: str, speaker: str) -> None:
    """What a member says on one point before the vote."""
    said = phrases.DISCUSSED[case].format(label=label, team=story.preset.words.team)
    _say(story, meeting_id, speaker, said, point_id)


def leave_open(story: Story, meeting_id: int, point_id: int) -> None:
    """The team cannot answer yet, and the chair puts the point off."""
    team = story.preset.words.team
    _say(story, meeting_id, _head(story), phrases.NOT_KNOWN_YET.format(team=team), point_id)
    chair = story.preset.with_role(CHAIR)[0]
    _say(story, meeting_id, chair, phrases.PUT_OFF.format(team=team), point_id)


def found_out(story: Story, meeting_id: int, point_id: int, label: str) -> None:
    """At the meeting after that: opened, and the team says what it has found."""
    _tick(story, meeting_id, first=2)
    said = phrases.FOUND_OUT.format(team=story.preset.words.team, label=label)
    _say(story, meeting_id, _head(story), said, point_id)


def tick_rest(story: Story, meeting_id: int) -> None:
    """Everything but the conclusion is done; a point is ticked off by the decision on it."""
    _tick(story, meeting_id, first=-1)


def _head(story: Story) -> str:
    """Who speaks for the team."""
    return story.preset.with_role("appraiser")[0]


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
    waiting = [item.id for item in items if item.done_at is None and item.point_id is None]
    db.session.remove()
    for item_id in waiting:
        council.tick_item(story.officer(SECRETARY), item_id)

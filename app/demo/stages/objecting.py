"""Beside stage 3: what a unit objects to while it explains, the team's answers, and the letters' numbers."""

from collections.abc import Callable

from app.appraisal import operations as appraisal
from app.demo import phrases
from app.demo.judgement import Doubt
from app.demo.story import Place, Story
from app.documents import operations as documents
from app.documents.queries import Filter, found_ids
from app.explaining import operations as explaining
from app.explaining import queries
from app.extensions import db
from app.rounds import queries as rounds

CLERK = "secretariat"
MOST = 2  # objections of one unit


def drafts(story: Story, kind: str) -> list[int]:
    """The documents of a kind that wait for the clerk's number, in the order of the list."""
    clerk, session = story.officer(CLERK), db.session()
    round_ = rounds.open_round(session, clerk, story.round_id)
    return found_ids(session, clerk, round_, Filter(kind=kind, state="draft"))


def number_all(story: Story, kind: str) -> None:
    """The clerk numbers every document of a kind that waits, in one go."""
    _, refused = documents.issue_many(story.officer(CLERK), drafts(story, kind), issued_on=story.today())
    if refused:
        raise RuntimeError(f"document {refused[0][0]}: {refused[0][1]}")


def number_letters(story: Story) -> None:
    """The worker draws the letters up that ask for explanation, and the clerk numbers them the same day."""
    story.draw_up()
    number_all(story, "explanation_request")


def disputed(place: Place, adjusted: list[Doubt], asked: list[Doubt], for_council: int) -> list[Doubt]:
    """The adjusted criteria that a unit objects to: none that is asked about, or fed by the same figures (it
    is decided anew), and none of the first ones that the unit brings to the council."""
    framework = place.form.framework
    names = {name for doubt in asked for name in framework.leaf(doubt.code).inputs}
    later = [doubt for doubt in adjusted[for_council:] if not names & set(framework.leaf(doubt.code).inputs)]
    return later[:MOST]


def object_to(story: Story, place: Place, doubts: list[Doubt]) -> None:
    """The specialist objects, where the workflow knows objections."""
    if "object" not in story.workflow.permissions:
        return
    actor, assessment_id = story.actor(place.specialist), story.assessment_id(place)
    for number, doubt in enumerate(doubts):
        argument = phrases.OBJECTIONS[number % len(phrases.OBJECTIONS)].format(label=doubt.label)
        explaining.object_to(actor, assessment_id, doubt.code, argument)


def answer(story: Story, place: Place, judges: Callable[[str], list[str]], doubts: list[Doubt]) -> None:
    """The team answers: of two objections the first is upheld and the criterion decided anew, by `judges` of
    its code."""
    assessment_id = story.assessment_id(place)
    rows = queries.objections_of(db.session(), assessment_id, closed_only=True)
    found = {one.code: one.id for one in rows}
    db.session.remove()
    for number, doubt in enumerate(doubts):
        if doubt.code not in found:
            continue
        upheld = number == 0 and len(doubts) > 1
        outcome, text = ("upheld", phrases.UPHELD) if upheld else ("kept", phrases.KEPT)
        text = text.format(team=story.preset.words.team)
        people = [story.actor(name) for name in judges(doubt.code)]
        explaining.answer_objection(people[0], assessment_id, found[doubt.code], outcome, text)
        for person in people if upheld else ():
            appraisal.review(person, assessment_id, doubt.code, "accepted", reason=phrases.UPHELD_REVIEW)
        story.tell("objected", f"{place.name}, tiêu chí {doubt.label}: {phrases.ANSWERS[outcome]}, “{text}”")

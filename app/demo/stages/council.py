"""Stage 4: the council meets, settles its open points by vote, and concludes."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from fractions import Fraction

from app.council import operations as council
from app.demo import judgement, phrases
from app.demo.judgement import Doubt
from app.demo.stages import discussing
from app.demo.stages.appraising import RAISED, adjustments
from app.demo.stages.assigning import account
from app.demo.story import Place, Story
from frameworks.computation import compute_leaf
from frameworks.numbers import format_vi, round_half_up

SECRETARY, CHAIR, MEMBER = "council_secretary", "council_chair", "council_member"
ABSENT = 3  # the place of the member who travels; a council of fewer than five is complete
BEFORE = timedelta(days=7)
STEPPED_OUT_OF = ("voted_up", "voted_down")  # cases whose outcome stays the same with a vote less
HALF_DAY, STARTS_AT = 4.5, "14:00"  # the meeting begins at two in the afternoon


@dataclass
class Point:
    """A question to the council: which unit and criterion, what is proposed, and how the votes fall."""

    case: str
    place: Place
    doubt: Doubt
    question: str
    proposed: Fraction
    votes: tuple[str, ...]  # of those present without a conflict, the chair first
    reason: str
    aside: str = ""  # the member who steps out by their own word
    id: int = 0


def plan(story: Story) -> None:
    """Plan the week before the meeting and the meeting itself."""
    points = _points(story)
    _step_out(story, points)
    meeting: list[int] = []
    add, held_on = story.diary.add, story.calendar.council_on
    add(held_on - BEFORE, 1, lambda: _bring(story))
    add(held_on - BEFORE, 2, lambda: meeting.append(_call(story)))
    for number, point in enumerate(points):
        add(held_on - BEFORE, 3 + number / 4, _doing(_raise, story, point))
    add(held_on - BEFORE, 6, lambda: discussing.prepare(story, meeting[0]))
    add(held_on, HALF_DAY, lambda: council.start_session(story.officer(SECRETARY), meeting[0]))
    add(held_on, HALF_DAY + 0.1, lambda: _attend(story, meeting[0]))
    add(held_on, HALF_DAY + 0.3, lambda: discussing.report(story, meeting[0]))
    for number, point in enumerate(points):
        add(held_on, HALF_DAY + 0.4 + number / 4, _discussing(story, meeting, point))
        add(held_on, HALF_DAY + 0.5 + number / 4, _doing(_settle_point, story, point))
    add(held_on, HALF_DAY + 2.4, lambda: _settle_units(story))
    add(held_on, HALF_DAY + 2.45, lambda: discussing.tick_rest(story, meeting[0]))
    add(held_on, HALF_DAY + 2.5, lambda: _conclude(story))


def _doing(action: Callable[[Story, Point], None], story: Story, point: Point) -> Callable[[], None]:
    return lambda: action(story, point)


def _discussing(story: Story, meeting: list[int], point: Point) -> Callable[[], None]:
    return lambda: discussing.note(
        story, meeting[0], point.id, point.case, point.doubt.label, _voting(story, point)[-1]
    )


# --- open points -------------------------------------------------------------------------------------------


def _points(story: Story) -> list[Point]:
    """The questions raised: four ask for the unit's own points, one for fewer."""
    up = phrases.COUNCIL_QUESTION
    return [
        *_asked(story, "voted_up", ("for", "for", "abstain", "for"), up, phrases.COUNCIL_ADJUSTED),
        *_asked(story, "casting_vote", ("for", "against", "for", "against"), up, phrases.COUNCIL_CASTING),
        *_asked(story, "kept", ("for", "against", "against", "abstain"), up, phrases.COUNCIL_KEPT),
        *_asked(story, "member_stands_aside", ("for", "against", "for", "for"), up, phrases.COUNCIL_ADJUSTED),
        *_asked(
            story,
            "voted_down",
            ("for", "for", "against", "for"),
            phrases.COUNCIL_QUESTION_DOWN,
            phrases.COUNCIL_LOWERED,
        ),
    ]


def _asked(story: Story, case: str, votes: tuple[str, ...], question: str, reason: str) -> list[Point]:
    said = reason.format(team=story.preset.words.team)
    return [
        Point(case, place, doubt, question.format(label=doubt.label), proposed, votes, said)
        for place in story.places
        if case in story.cast.names(place.code)
        for doubt, proposed in _subject(story, place, case)
    ]


def _subject(story: Story, place: Place, case: str) -> list[tuple[Doubt, Fraction]]:
    """An adjusted criterion with the points before; or, to be lowered, one the team had accepted.

    None where the team has adjusted too little of the unit.
    """
    adjusted = adjustments(story, place)
    if case == "voted_down":
        taken = {doubt.code for doubt in adjusted}
        dice = story.dice.within(place.code, "council")
        fresh = [d for d in judgement.doubts(place.form, dice, len(taken) + 1) if d.code not in taken]
        return [(doubt, doubt.points) for doubt in fresh[:1]]
    number = [name for name in story.cast.names(place.code) if name in RAISED].index(case)
    return [
        (doubt, round_half_up(_before(place, doubt), judgement.DECIMALS))
        for doubt in adjusted[number : number + 1]
    ]


def _before(place: Place, doubt: Doubt) -> Fraction:
    return compute_leaf(place.form.framework, doubt.code, place.form.figures).points


def _raise(story: Story, point: Point) -> None:
    point.id = council.raise_point(
        story.actor(_secretary(story, point)),
        story.assessment_id(point.place),
        point.doubt.code,
        question=point.question,
        proposed=format_vi(point.proposed),
    )


def _settle_point(story: Story, point: Point) -> None:
    """Members vote themselves, the secretary enters the chair's hand, and the point is decided."""
    secretary = story.actor(_secretary(story, point))
    voting = _voting(story, point)
    if point.aside:
        council.step_out(story.actor(point.aside), point.id, reason=phrases.STEPS_OUT)
        told = f"{story.actor(point.aside).name}: “{phrases.STEPS_OUT}”"
        story.tell("stepped_out", f"{point.place.name}, tiêu chí {point.doubt.label}, {told}")
    votes = _votes(point, len(voting))
    for username, choice in zip(voting[1:], votes[1:], strict=True):
        council.vote(story.actor(username), point.id, choice)
    council.record_votes(secretary, point.id, {account(voting[0]): votes[0]})
    outcome = council.decide_point(secretary, point.id, reason=point.reason)
    counted = ", ".join(f"{votes.count(choice)} {title}" for choice, title in phrases.CHOICES.items())
    story.tell(
        point.case,
        f"{point.place.name}, tiêu chí {point.doubt.label}: {counted} → {phrases.OUTCOMES[outcome]}",
    )


def _step_out(story: Story, points: list[Point]) -> None:
    """One member takes no part in the first point that the others can decide without them."""
    for point in points:
        voting = _voting(story, point)
        free = [name for name in _members(story) if story.home_of(name) != point.place.code]
        if point.case in STEPPED_OUT_OF and 2 * (len(voting) - 1) > len(free) - 1 > 1:
            point.aside = voting[-1]
            return


def _secretary(story: Story, point: Point) -> str:
    """The secretary who does not belong to the unit in question."""
    secretaries = story.preset.with_role(SECRETARY)
    return next(name for name in secretaries if story.home_of(name) != point.place.code)


def _voting(story: Story, point: Point) -> list[str]:
    """The members present who vote, the chair first: not those of the unit, nor who steps out."""
    here = [name for name in _members(story) if name not in (_absent(story), point.aside)]
    return [name for name in here if story.home_of(name) != point.place.code]


def _members(story: Story) -> list[str]:
    """The council, its chair first."""
    return story.preset.with_role(CHAIR, MEMBER)


def _absent(story: Story) -> str:
    """The member who does not come; empty for none."""
    members = _members(story)
    return members[ABSENT] if len(members) > ABSENT + 1 else ""


def _votes(point: Point, voting: int) -> list[str]:
    """The votes for so many members; a tie stays a tie when one of them stands aside."""
    if point.case == "casting_vote" and voting % 2:
        return ["for", "against", *["abstain"] * (voting - 2)]
    return [*point.votes, *["for"] * (voting - len(point.votes))][:voting]


# --- the meeting -------------------------------------------------------------------------------------------


def _bring(story: Story) -> None:
    for username in story.takers("bring_to_council"):
        _, refused = council.bring_all(story.actor(username), story.round_id)
        if refused:
            raise RuntimeError(f"{refused[0][0]}: {refused[0][1]}")


def _call(story: Story) -> int:
    return council.plan_session(
        story.officer(SECRETARY),
        story.round_id,
        held_on=story.calendar.council_on,
        place=story.preset.words.place,
        chair_id=account(story.preset.with_role(CHAIR)[0]),
        secretary_id=account(story.preset.with_role(SECRETARY)[0]),
        starts_at=STARTS_AT,
        names_shown=True,
    )


def _attend(story: Story, meeting_id: int) -> None:
    absent = _absent(story)
    present = {account(name): name != absent for name in _members(story)}
    reasons = {account(absent): story.preset.words.absence} if absent else {}
    council.take_attendance(story.officer(SECRETARY), meeting_id, present, reasons)


def _settle_units(story: Story) -> None:
    for secretary in story.preset.with_role(SECRETARY):
        _, refused = council.settle_all(story.actor(secretary), story.round_id)
        if refused:
            raise RuntimeError(f"{refused[0][0]}: {refused[0][1]}")


def _conclude(story: Story) -> None:
    before = story.calendar.publish_before
    conclusion = story.preset.words.conclusion.format(day=f"{before:%d/%m/%Y}")
    council.conclude(story.officer(CHAIR), story.round_id, conclusion=conclusion)

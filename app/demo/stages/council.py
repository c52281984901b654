"""Stage 4: the council meets, settles its open points by vote, and concludes; at a second meeting where the
first has left a point open."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from app.council import operations as council
from app.demo import judgement, phrases
from app.demo.judgement import Doubt
from app.demo.stages import discussing, objecting
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
LEFT_OPEN = "voted_down"  # the case that the first of two meetings does not decide
VOTED_TOO_EARLY = 2  # members who vote there before the council leaves it open

# Four ask for the unit's own points, one for fewer: the case, the votes, the question, the reason of the
# decision.
ASKED = (
    ("voted_up", ("for", "for", "abstain", "for"), phrases.COUNCIL_QUESTION, phrases.COUNCIL_ADJUSTED),
    (
        "casting_vote",
        ("for", "against", "for", "against"),
        phrases.COUNCIL_QUESTION,
        phrases.COUNCIL_CASTING,
    ),
    ("kept", ("for", "against", "against", "abstain"), phrases.COUNCIL_QUESTION, phrases.COUNCIL_KEPT),
    (
        "member_stands_aside",
        ("for", "against", "for", "for"),
        phrases.COUNCIL_QUESTION,
        phrases.COUNCIL_ADJUSTED,
    ),
    (LEFT_OPEN, ("for", "for", "against", "for"), phrases.COUNCIL_QUESTION_DOWN, phrases.COUNCIL_LOWERED),
)


@dataclass
class Meeting:
    """A meeting of the council: its day, the member who does not come, and its id once it is called."""

    held_on: date
    absent: str = ""
    id: int = 0


@dataclass
class Point:
    """A question to the council: which unit and criterion, what is proposed, and how the votes fall at the
    meeting that decides it."""

    meeting: Meeting
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
    """Plan the week before the meeting, the meeting itself, and the one that follows where it has to."""
    first = Meeting(story.calendar.council_on, _absent(story))
    points = _points(story, first)
    left = [point for point in points if story.preset.meets_twice and point.case == LEFT_OPEN]
    _step_out(story, [point for point in points if point not in left])
    add, held_on = story.diary.add, first.held_on
    add(held_on - BEFORE, 1, lambda: _bring(story))
    add(held_on - BEFORE, 2, lambda: _call(story, first))
    for number, point in enumerate(points):
        add(held_on - BEFORE, 3 + number / 4, _doing(_raise, story, point))
    add(held_on - BEFORE, 6, lambda: discussing.prepare(story, first.id))
    add(held_on, HALF_DAY, lambda: council.start_session(story.officer(SECRETARY), first.id))
    add(held_on, HALF_DAY + 0.1, lambda: _attend(story, first))
    add(held_on, HALF_DAY + 0.3, lambda: discussing.report(story, first.id))
    for number, point in enumerate(points):
        add(held_on, HALF_DAY + 0.4 + number / 4, _doing(_discuss, story, point))
        deal = _leave_open if point in left else _settle_point
        add(held_on, HALF_DAY + 0.5 + number / 4, _doing(deal, story, point))
    add(held_on, HALF_DAY + 2.4, lambda: _settle_units(story, left))
    add(held_on, HALF_DAY + 2.45, lambda: discussing.tick_rest(story, first.id))
    if left:
        _plan_second(story, first, left)
    else:
        add(held_on, HALF_DAY + 2.5, lambda: _conclude(story))


def _plan_second(story: Story, first: Meeting, left: Sequence[Point]) -> None:
    """The first meeting ends without concluding on the round; the next day what was left is decided."""
    second = Meeting(first.held_on + timedelta(days=1))
    add, held_on = story.diary.add, second.held_on
    add(first.held_on, HALF_DAY + 2.5, lambda: _adjourn(story, first, second, left))
    add(first.held_on, HALF_DAY + 2.6, lambda: _call(story, second))
    add(first.held_on, HALF_DAY + 2.7, lambda: discussing.prepare(story, second.id, dates=False))
    add(held_on, HALF_DAY, lambda: council.start_session(story.officer(SECRETARY), second.id))
    add(held_on, HALF_DAY + 0.1, lambda: _attend(story, second))
    for number, point in enumerate(left):
        add(held_on, HALF_DAY + 0.3 + number / 4, _doing(_discuss_again, story, point))
        add(held_on, HALF_DAY + 0.5 + number / 4, _doing(_settle_point, story, point))
    add(held_on, HALF_DAY + 1.4, lambda: _settle_units(story))
    add(held_on, HALF_DAY + 1.45, lambda: discussing.tick_rest(story, second.id))
    add(held_on, HALF_DAY + 1.5, lambda: _conclude(story))
    add(held_on, HALF_DAY + 2.5, story.draw_up)
    add(held_on, HALF_DAY + 2.6, lambda: objecting.number_all(story, "council_minutes"))


def _doing(action: Callable[[Story, Point], None], story: Story, point: Point) -> Callable[[], None]:
    return lambda: action(story, point)


# --- open points -------------------------------------------------------------------------------------------


def _points(story: Story, meeting: Meeting) -> list[Point]:
    """The questions raised, each where its case has befallen a unit."""
    return [point for asked in ASKED for point in _asked(story, meeting, *asked)]


def _asked(
    story: Story, meeting: Meeting, case: str, votes: tuple[str, ...], question: str, reason: str
) -> list[Point]:
    said = reason.format(team=story.preset.words.team)
    return [
        Point(meeting, case, place, doubt, question.format(label=doubt.label), proposed, votes, said)
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


def _discuss(story: Story, point: Point) -> None:
    """What is said on the point when it is dealt with first."""
    discussing.note(
        story, point.meeting.id, point.id, point.case, point.doubt.label, _voting(story, point)[-1]
    )


def _leave_open(story: Story, point: Point) -> None:
    """Some have voted when the council sees that it needs to know more: the point waits for the next
    meeting."""
    for username in _voting(story, point)[1 : 1 + VOTED_TOO_EARLY]:
        council.vote(story.actor(username), point.id, "for")
    discussing.leave_open(story, point.meeting.id, point.id)


def _discuss_again(story: Story, point: Point) -> None:
    """The team tells what it has found out since."""
    discussing.found_out(story, point.meeting.id, point.id, point.doubt.label)


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
    here = [name for name in _members(story) if name not in (point.meeting.absent, point.aside)]
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


def _call(story: Story, meeting: Meeting) -> None:
    meeting.id = council.plan_session(
        story.officer(SECRETARY),
        story.round_id,
        held_on=meeting.held_on,
        place=story.preset.words.place,
        chair_id=account(story.preset.with_role(CHAIR)[0]),
        secretary_id=account(story.preset.with_role(SECRETARY)[0]),
        starts_at=STARTS_AT,
        names_shown=True,
    )


def _attend(story: Story, meeting: Meeting) -> None:
    present = {account(name): name != meeting.absent for name in _members(story)}
    reasons = {account(meeting.absent): story.preset.words.absence} if meeting.absent else {}
    council.take_attendance(story.officer(SECRETARY), meeting.id, present, reasons)


def _settle_units(story: Story, left: Sequence[Point] = ()) -> None:
    """Everything is agreed on but the units of the points left open."""
    waiting = {point.place.name for point in left}
    for secretary in story.preset.with_role(SECRETARY):
        _, refused = council.settle_all(story.actor(secretary), story.round_id)
        for unit, reason in refused:
            if unit not in waiting:
                raise RuntimeError(f"{unit}: {reason}")


def _adjourn(story: Story, first: Meeting, second: Meeting, left: Sequence[Point]) -> None:
    """The first meeting ends; on each point left open the next one votes anew."""
    day, team = f"{second.held_on:%d/%m/%Y}", story.preset.words.team
    lines = [phrases.ADJOURNED]
    for point in left:
        about = {"label": point.doubt.label, "unit": point.place.name, "day": day, "team": team}
        lines.append(phrases.CARRIED_OVER.format(**about))
        story.tell("carried_over", f"{point.place.name}, tiêu chí {point.doubt.label} → {day}")
    for point in left:
        point.meeting = second
    council.close_session(story.officer(SECRETARY), first.id, conclusion="\n".join(lines))


def _conclude(story: Story) -> None:
    before = story.calendar.publish_before
    conclusion = story.preset.words.conclusion.format(day=f"{before:%d/%m/%Y}")
    council.conclude(story.officer(CHAIR), story.round_id, conclusion=conclusion)

"""A round as it is played: its days, its people, its units, and what is to happen when."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from flask import Flask, current_app
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import catalog, clock, jobs
from app.accounts.actor import Actor
from app.accounts.loading import load_actor
from app.accounts.queries import account_id_of
from app.assessments import explanations
from app.assessments.models import Assessment
from app.assessments.suppliers import own
from app.demo import figures, files
from app.demo.cases import CASES, Cast
from app.demo.days import Calendar as Calendar
from app.demo.dice import Dice
from app.demo.figures import Form
from app.demo.general import Facts
from app.demo.presets import THANH_HOA, Preset
from app.extensions import db
from app.outbox import OutboxMessage
from app.rounds.models import Round, RoundGroup
from app.schedule.ticking import take_steps
from app.units.models import Authority, Unit, UnitGroup
from frameworks.cohort import Member, assess, coverage, needs_group
from frameworks.model import Framework
from workflows.model import Definition

FIRST_HOUR, MORNING, LUNCH = 8, 4, 1.5


@dataclass(frozen=True)
class Pace:
    """On which day after the opening a unit submits, is confirmed, and is appraised."""

    submit: int
    confirm: int
    appraise: int


@dataclass(frozen=True)
class Place:
    """A unit of the round with the form it will hand in."""

    unit_id: int
    code: str
    name: str
    group: str
    form: Form

    @property
    def specialist(self) -> str:
        """The username of who enters."""
        return f"cv.{self.code}"

    @property
    def leader(self) -> str:
        """The username of who confirms."""
        return f"ld.{self.code}"


Action = Callable[[], None]


class Diary:
    """What is to happen, each at its moment; carried out in the order of time."""

    def __init__(self) -> None:
        self._entries: list[tuple[datetime, int, Action]] = []

    def __len__(self) -> int:
        return len(self._entries)

    def add(self, day: date, step: float, action: Action) -> None:
        """Plan something: `step` counts the working hours from eight in the morning, Vietnamese time."""
        hours = step if step < MORNING else step + LUNCH
        moment = datetime.combine(day, time(FIRST_HOUR), clock.LOCAL_ZONE) + timedelta(hours=hours)
        self._entries.append((moment, len(self._entries), action))

    def play(self, until: datetime | None = None) -> Iterator[None]:
        """Carry out everything (up to `until`) at its own time, pausing after each for whoever counts."""
        for moment, _, action in sorted(self._entries, key=lambda entry: entry[:2]):
            if until is None or moment <= until:
                with clock.at(moment):
                    action()
            yield


@dataclass
class Story:
    """One round from its set-up to its publication, with everything the stages need to know."""

    app: Flask
    preset: Preset
    seed: int
    calendar: Calendar
    places: list[Place]
    cast: Cast
    diary: Diary = field(default_factory=Diary)
    round_id: int = 0
    decision: str = ""  # its number and symbol, once published
    paces: dict[str, Pace] = field(default_factory=dict)
    # by code of unit: who acts for its leader, by which delegation, until when
    delegations: dict[str, tuple[str, int, date]] = field(default_factory=dict)
    previous_id: int = 0  # the published round before this one, whose tasks are still worked on
    double: bool = False  # whether two people appraise each unit independently
    events: list[tuple[str, str]] = field(default_factory=list)  # awkward case -> what happened
    _pages: dict[str, bytes] = field(default_factory=dict)
    _actors: dict[str, Actor] = field(default_factory=dict)

    @property
    def dice(self) -> Dice:
        """Chance of this round: its own for each year."""
        return Dice(self.seed, self.calendar.year)

    def actor(self, username: str) -> Actor:
        """A person as the pages load them, with the roles they hold now."""
        if username not in self._actors:
            session = db.session()
            account_id = account_id_of(session, username)
            actor = load_actor(session, account_id) if account_id else None
            if actor is None:
                raise LookupError(f"nobody is called {username}")
            self._actors[username] = actor
        return self._actors[username]

    def forget_actors(self) -> None:
        """Load people anew: their roles have changed."""
        self._actors.clear()

    def round_groups(self) -> dict[str, int]:
        """The groups of the round by the code of their units' group."""
        rows = db.session().execute(
            select(UnitGroup.code, RoundGroup.id)
            .join(UnitGroup, UnitGroup.id == RoundGroup.unit_group_id)
            .where(RoundGroup.round_id == self.round_id)
            .order_by(RoundGroup.position)
        )
        return dict(rows.all())

    def assessment_id(self, place: Place) -> int:
        """The unit's assessment in this round."""
        found = db.session().scalar(
            select(Assessment.id).where(
                Assessment.round_id == self.round_id, Assessment.unit_id == place.unit_id
            )
        )
        if found is None:
            raise LookupError(f"{place.code} has no assessment")
        return found

    def sheet_hash(self, assessment_id: int) -> str:
        """The hash of the sheet that stands on the leader's screen."""
        session = db.session()
        assessment = session.get_one(Assessment, assessment_id)
        return explanations.hash_to_confirm(session, assessment)

    def home_of(self, username: str) -> str:
        """The code of the unit a person of the round belongs to; empty for none."""
        return self.preset.home_of(username)

    def officer(self, role: str) -> Actor:
        """The first who holds a role."""
        return self.actor(self.preset.with_role(role)[0])

    def takers(self, step: str) -> list[str]:
        """Who may take a step of the units' workflow, by name; nobody where the programme takes it itself."""
        return self.preset.with_role(*self.workflow.transitions[step].roles)

    @property
    def workflow(self) -> Definition:
        """Under what the units of this round are assessed."""
        return catalog.assessment_workflow(db.session().get_one(Round, self.round_id))

    def let_time_act(self) -> None:
        """The steps that a deadline takes by itself, as the worker takes them every minute."""
        round_ = db.session().get_one(Round, self.round_id)
        take_steps(round_.id, round_.authority_id)

    def page(self, place: Place) -> bytes:
        """The page of text a unit attaches wherever a paper is asked for; drawn once."""
        if place.code not in self._pages:
            self._pages[place.code] = files.page(place.name, self.calendar.year)
        return self._pages[place.code]

    def today(self) -> date:
        """The day on which the story stands."""
        return clock.today()

    def tell(self, case: str, what: str) -> None:
        """Note an awkward case for the summary."""
        self.events.append((case, what))

    def draw_up(self) -> None:
        """Let the worker do what waits, but leave the slow rendering of files for later."""
        db.session.remove()
        outcome = jobs.drain(self.app, only=OutboxMessage.topic != "render_document")
        if outcome.failed:
            raise RuntimeError(f"{outcome.failed} messages of the outbox could not be carried out")


def begin(authority: Authority, calendar: Calendar, seed: int, preset: Preset = THANH_HOA) -> Story:
    """A story of every unit of the authority, its forms drawn and its cases handed out."""
    session = db.session()
    dice = Dice(seed, calendar.year)
    members = _members(session, authority, preset)
    codes = {group: [unit.code for unit in units] for group, units in members.items()}
    every = [code for group in codes.values() for code in group]
    cast = Cast(codes, _kept_out(preset, every), () if preset.plain else CASES)
    places = [
        Place(
            unit.id,
            unit.code,
            unit.name,
            group,
            figures.fill(
                catalog.framework(preset.frameworks[group]),
                unit.code,
                dice,
                preset.ranges,
                Facts(unit.code, unit.name, *preset.contacts, preset.words.team),
            ),
        )
        for group, units in members.items()
        for unit in units
    ]
    _make_scarce(places, preset, dice)
    _tie(places, cast, preset)
    # the application itself: a thread or a command later asks the worker for it
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    return Story(app, preset, seed, calendar, places, cast)


def _members(session: Session, authority: Authority, preset: Preset) -> dict[str, list[Unit]]:
    rows = session.execute(
        select(UnitGroup.code, Unit)
        .join(Unit, Unit.group_id == UnitGroup.id)
        .where(UnitGroup.authority_id == authority.id)
        .order_by(UnitGroup.position, Unit.position)
    )
    members: dict[str, list[Unit]] = {code: [] for code in preset.frameworks}
    for code, unit in rows:
        members[code].append(unit)
    return members


def _kept_out(preset: Preset, codes: Sequence[str]) -> dict[str, set[str]]:
    """Units that a case must not befall: those who have no member in the council cannot have one stand
    aside; those given points by a special rule, or not ranked, are neither tied nor taken over."""
    homes = {preset.home_of(name) for name in preset.with_role("council_chair", "council_member")}
    odd = {*preset.ranges.given, *preset.unranked}
    return {"member_stands_aside": {*codes} - homes, "tie": odd, "taken_over": odd}


def _make_scarce(places: Sequence[Place], preset: Preset, dice: Dice) -> None:
    """Two of three units of a group have no data for what is scarce: fewer than half have some."""
    for group in preset.frameworks:
        for number, place in enumerate(place for place in places if place.group == group):
            for code in sorted(preset.ranges.scarce & own(place.form.framework).codes):
                if number % 3:
                    figures.leave_out(place.form, code, dice.within(place.code, "scarce"))


def _tie(places: list[Place], cast: Cast, preset: Preset) -> None:
    """Give the two units of the tie figures with the same published total, where they can have it."""
    tied = [place for place in places if cast.has(place.code, "tie")]
    if not tied:
        return
    first, second = tied
    bound = _bound([place for place in places if place.group == first.group], preset)
    first.form.bound = second.form.bound = bound
    figures.tie(second.form, first.form.sheet().rescaled_total, preset.decimals)


def _bound(places: Sequence[Place], preset: Preset) -> Framework | None:
    """A group's framework with its scales and without what the council will leave out; None if that is
    the framework as it stands."""
    framework = places[0].form.framework
    forms = {place.code: place.form for place in places}
    members = {code: Member({**one.figures, **one.supplied}, *one.answered()) for code, one in forms.items()}
    plans = [
        plan.codes or framework.leaves_under for plan in preset.withdrawn if plan.group == places[0].group
    ]
    withdrawn = [
        one.code
        for one in coverage(framework, members)
        if one.flagged and any(one.code in codes for codes in plans)
    ]
    if not withdrawn and not needs_group(framework):
        return None
    return assess(framework, members, withdrawn).framework

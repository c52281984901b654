"""The machine: whoever it is does whatever it is, and what must hold is checked after each step."""

import random
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import sqlalchemy as sa
from flask import Flask
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.accounts.actor import Actor
from app.errors import DomainError
from app.extensions import db
from app.results.verification import verify as recomputed
from app.rounds.models import Round
from app.worklists import operations as worklists
from app.worklists.models import BulkRun
from tests.integration.random_rounds import (
    deeds_council,
    deeds_lending,
    deeds_office,
    deeds_tasks,
    deeds_team,
    deeds_unit,
    helping,
)
from tests.integration.random_rounds.cast import STYLES, Players
from tests.integration.random_rounds.checks import ANYBODY, Changes, Checks
from tests.integration.random_rounds.reading import Reader
from tests.integration.random_rounds.watching import Watch

DEEDS = {
    **deeds_unit.DEEDS,
    **deeds_team.DEEDS,
    **deeds_council.DEEDS,
    **deeds_office.DEEDS,
    **deeds_tasks.DEEDS,
    **deeds_lending.DEEDS,
}
# Steps back, and what makes others unable to act, are taken more seldom, else no round would come to its end.
SELDOM = frozenset(
    {
        *("recall", "return", "reopen", "reopen council", "reopen for council", "return dossier"),
        *("return answers", "close meeting", "ask", "reopen complaint", "return correction"),
        *("cancel correction", "change mode", "end assignment", "declare conflict", "step out", "paper step"),
        *("days go by", "move version", "close round", "attendance", "reject complaint"),
        *("end lending", "stop acting", "put back", "task: discard", "task: cancel"),
    }
)
NAMES = [name for name in DEEDS for _ in range(1 if name in SELDOM else 4)]
#: Deeds of several actions in a row: what was done before one of them is refused stays done.
SEVERAL = frozenset({"convene", "answer claims", "tick", "assign tasks"})
TIME = frozenset({"tick", "days go by"})
# How a step is chosen; the simplest is what gets the round on, so that the simplest run is a whole round.
WAYS = ("help", "help", "help", "fitting", "fitting", "right", "anybody")
#: Of the rounds so many are late, and as many waver: what chance alone does not come to.
LATE_EVERY, WAVERING_EVERY = 3, 2
LOOK, WHOLE, READ = 4, 80, 12  # every so many steps: at everybody's sight, everything, a page
AFTER_THE_END = 20  # steps tried on a closed round


class Rehearsed(Exception):
    """A single action would have been carried out."""


class Rounds:
    """What a number of runs came to."""

    def __init__(self) -> None:
        self.steps = self.runs = self.pages = 0
        self.done: Counter[str] = Counter()
        self.refused: Counter[str] = Counter()
        self.ends: Counter[str] = Counter()
        self.taken: Counter[tuple[str, str]] = Counter()  # steps, by definition and name
        self.on_behalf: Counter[str] = Counter()  # events of people acting for others, by role
        self.corrected = 0
        self.broken: list[str] = []

    @contextmanager
    def noting(self) -> Iterator[None]:
        """Keep what broke first, whatever becomes of the attempts to repeat it."""
        try:
            yield
        except BaseException as error:
            self.broken.append(f"{type(error).__name__}: {error}")
            raise

    def __str__(self) -> str:
        return (
            f"{self.steps} steps in {self.runs} rounds, ended {dict(self.ends)}, corrected {self.corrected}, "
            f"pages read {self.pages}, events on behalf {dict(self.on_behalf.most_common())}, "
            f"done {sum(self.done.values())} {dict(self.done.most_common())}, "
            f"refused {sum(self.refused.values())} {dict(self.refused.most_common())}"
        )


def machine(
    app: Flask, workflow: str, afresh: Callable[[], None], total: Rounds, start: int
) -> type[RuleBasedStateMachine]:
    """A machine that plays rounds under one workflow, each on an empty database; `start` is their number, by
    which even the simplest of them differ."""

    class RandomRound(RuleBasedStateMachine):
        @initialize(style=st.sampled_from(STYLES))
        def begin(self, style: str) -> None:
            self.run = Run(app, workflow, style, afresh, total, start)

        @precondition(lambda self: not self.run.over)
        @rule(
            way=st.sampled_from(WAYS),
            name=st.sampled_from(NAMES),
            luck=st.integers(0, 2**20),
        )
        def act(self, way: str, name: str, luck: int) -> None:
            with total.noting():
                self.run.step(way, name, luck)

        @precondition(lambda self: self.run.over)
        @rule()
        def rest(self) -> None:
            """The round has ended; nothing more is asked of it."""

        @invariant()
        def everything_holds(self) -> None:
            if hasattr(self, "run"):
                with total.noting():
                    self.run.hold()

        def teardown(self) -> None:
            if hasattr(self, "run"):
                with total.noting():
                    self.run.end()

    RandomRound.__name__ = RandomRound.__qualname__ = f"RandomRound_{workflow}"
    return RandomRound


class Run:
    """One round from its opening."""

    def __init__(
        self,
        app: Flask,
        workflow: str,
        style: str,
        afresh: Callable[[], None],
        total: Rounds,
        start: int = 1,
    ) -> None:
        afresh()
        self.total, self.start = total, start
        late, wavering = start % LATE_EVERY == 0, start % WAVERING_EVERY == 0
        self.players = Players(app, workflow, style, late=late, wavering=wavering)
        self.players.foresee, self.players.compare = self.foresee, self.compare
        self.watch = Watch(db.engine)
        self._listening = self.watch.watching()
        self._listening.__enter__()
        self.watch.begin()
        self.checks = Checks(self.players, self.watch)
        self.reader = Reader(self.players, self.checks.oracle)
        self.number = self.after_the_end = 0
        self.changes: Changes = {}
        self.events_before: set[Any] = set()
        self.foreseen: dict[int, str | None] = {}
        self.principal: int | None = ANYBODY  # whom the person of the last step acted for
        self.over = False
        total.runs += 1

    # --- a step ---------------------------------------------------------------------------------------------

    def step(self, way: str, name: str, luck: int) -> None:
        """Somebody does something."""
        players, self.number = self.players, self.number + 1
        self.total.steps += 1
        players.chance = random.Random(f"{self.start}:{luck}:{self.number}")
        players.pass_time(minutes=players.pick((1, 7, 30)))
        unit = players.unit()
        if way == "help":
            name, unit = players.pick(helping.ways(players))
        elif way == "fitting":
            name, unit = helping.fitting(players)
        roles, deed = DEEDS[name]
        who = players.someone() if way == "anybody" else players.right_one(roles, unit)
        if name in TIME and way == "anybody":
            who = "standing_body"
        self.where = f"step {self.number} ({players.workflow}, {players.style}): {name} by {who} on {unit}"
        refusal: DomainError | None = None
        try:
            with clock.at(players.moment):
                actor = players.actor(who)
                behalf = actor.behalf.id if actor.behalf else None
                self.principal = ANYBODY if name in deeds_lending.SWITCHES else behalf
                deed(players, actor, unit)
                assert name != "vote" or behalf is None, f"{self.where}: a vote on behalf"
        except DomainError as error:
            refusal = error
        except AssertionError:
            raise
        except Exception as error:
            raise AssertionError(f"{self.where}: {type(error).__name__}: {error}") from error
        finally:
            db.session.rollback()
        self.last = str(refusal)
        self.took(name, who, refusal)

    def took(self, name: str, who: str, refusal: DomainError | None) -> None:
        """What a step came to: a refused one changes nothing, and its words tell nothing."""
        self.changes = self.watch.changes()
        if refusal is None:
            self.players.done[name] += 1
            return
        self.players.refused[name] += 1
        assert refusal.message, f"{self.where}: refused without a word"
        if name not in SEVERAL and not (name == "bulk" and self.foreseen is None):
            told = {table: vars(change) for table, change in self.changes.items()}
            assert not self.changes, f"{self.where}: refused, and yet something has changed: {told}"
        if refusal.message != str(refusal.data.get("typed")):
            self.reader.told(refusal.message, who, f"{self.where}: the refusal")

    def hold(self) -> None:
        """The invariants."""
        if not self.number:
            return
        try:
            self.checks.after(self.changes, self.principal)
            if self.number % LOOK == 0:
                people = [self.players.someone() for _ in range(3)]
                listed = (self.players.someone(), self.players.pick(deeds_sight()))
                self.checks.sight(people, listed)
                self.checks.lending.tasks(people)
                self.checks.lending.subsets()
            if self.number % READ == 0:
                with clock.at(self.players.moment):
                    self.reader.page(self.players.someone(), self.players.chance.randrange(2**20))
                self.changes = self.watch.changes()
            if self.number % WHOLE == 0:
                self.checks.whole()
        except AssertionError as broken:
            raise AssertionError(f"{self.where}: {broken}") from broken
        finally:
            db.session.rollback()
        self.changes = {}
        self.after_the_end += self.players.round_state() == "closed"
        self.over = self.after_the_end > AFTER_THE_END

    def end(self) -> None:
        """The whole once more, and what was published computed anew."""
        total, players = self.total, self.players
        try:
            self.checks.whole()
            state = players.round_state()
            if state in ("published", "closed"):
                round_ = db.session.get_one(Round, players.round_id)
                assert list(recomputed(db.session(), round_)) == []
                db.session.rollback()
        finally:
            self.stop()
        total.done.update(players.done)
        total.refused.update(players.refused)
        total.ends[state] += 1
        total.taken.update(self.checks.record.taken)
        total.on_behalf.update(self.checks.record.on_behalf)
        total.corrected += helping.versions() > 1
        total.pages += self.reader.read

    def stop(self) -> None:
        """Listen no longer."""
        self._listening.__exit__(None, None, None)
        db.session.rollback()

    # --- many at once ---------------------------------------------------------------------------------------

    def foresee(self, actor: Actor, name: str, chosen: Any, given: Any) -> None:
        """What each unit's own action would come to, tried and taken back."""
        self.foreseen = {}
        for unit, seen in chosen:
            with rehearsal():
                try:
                    worklists.run(actor, self.players.round_id, name, [(unit, seen)], token="r", given=given)
                except Rehearsed as found:
                    self.foreseen[unit] = found.args[0]
                except DomainError as refusal:
                    self.foreseen[unit] = refusal.message
            db.session.rollback()

    def compare(self, run_id: int) -> None:
        """The run did to each unit what was foreseen for it alone."""
        run = db.session.get_one(BulkRun, run_id)
        for line in run.report:
            unit = line["assessment_id"]
            if line["done"] and unit is not None:
                assert self.foreseen[unit] is None, f"{self.where}: {self.foreseen[unit]}, and yet done"
        db.session.rollback()


def deeds_sight() -> tuple[str, ...]:
    """The kinds of points that lists ask for."""
    from tests.integration.random_rounds.oracle import READERS

    return tuple(READERS)


@contextmanager
def rehearsal() -> Iterator[None]:
    """Every commit inside is taken back, and told as `Rehearsed` with the reason if there is one."""

    def stop(session: Session) -> None:
        session.flush()
        made = session.scalar(select(BulkRun).order_by(BulkRun.id.desc()).limit(1))
        lines = made.report if made else []
        raise Rehearsed(next((line["reason"] for line in lines if not line["done"]), None))

    session = db.session()
    sa.event.listen(session, "before_commit", stop)
    try:
        yield
    finally:
        sa.event.remove(session, "before_commit", stop)

"""Random people do random things, allowed or not, to a small round; the record must hold after each.

After every action: the chains are whole and replaying the steps gives the stored states; no frozen sheet has
changed; what was refused has changed nothing at all; every event names a person.
"""

import random
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from app import clock
from app.accounts.actor import Actor
from app.appraisal import operations as appraisal
from app.assessments import entry
from app.assessments import operations as assessments
from app.assessments.entry import Typed
from app.assessments.models import Assessment, Sheet
from app.audit.verification import verify
from app.council import operations as council
from app.council.models import CouncilSession, OpenPoint
from app.documents import dossier
from app.documents import operations as documents
from app.documents.models import Document
from app.errors import DomainError
from app.extensions import db
from app.history import Event
from app.results.verification import verify as recomputed
from tests import stages
from tests.factories import Maker, World
from tests.pages import Place
from tests.people import record_opening
from tests.snapshots import everything

SEEDS, STEPS = (5, 8, 9), 300  # of the runs in make test, which come to publication
AFTER_THE_END = 30  # steps tried on a published round
SOAK_RUNS, SOAK_STEPS = 40, 400
PEOPLE = ("specialist", "leader", "other_specialist", "other_leader", *World.STAFF)
FIGURES = {
    "co_chuyen_muc": ("Có", "Không", ""),
    "so_hoi_thao": ("0", "3", "9", "ba", "-1"),
    "muc_do": ("tuan", "thang", "khong", "năm"),
    "dvc_tong": ("60", "100", "0", ""),
    "dvc_truc_tuyen": ("45", "10", "200"),
    "chi_tong": ("1.000", "0"),
    "chi_cntt": ("8,5", "2.000", "x"),
}
CODES = ("1.1", "1.2", "1.3", "2.1", "2.2", "9.9")
REASONS = ("Theo văn bản số 12", "Theo văn bản số 12", "Theo văn bản số 12", "", " ")
Deed = Callable[["Players", Actor], Any]


class Players:
    """A small round, a source of chance, and what can be done in it."""

    def __init__(self, world: World, chance: random.Random) -> None:
        self.world, self.chance = world, chance
        self.done: Counter[str] = Counter()
        record_opening(world)

    def pick(self, values: Any) -> Any:
        """One of some values."""
        return self.chance.choice(list(values))

    def unit(self) -> int:
        """One of the two assessments, now and then one that is not there."""
        return int(self.pick([*(one.id for one in self.world.assessments)] * 10 + [999]))

    def someone(self) -> Actor:
        """Anybody."""
        world, role = self.world, self.pick(PEOPLE)
        if role.startswith("other_"):
            return world.make.actor(getattr(world, role))
        return world.actor(role)

    def right_one(self, roles: tuple[str, ...], unit: int) -> Actor:
        """Somebody who holds a role that the deed asks for."""
        role = self.pick(roles)
        own = role in ("specialist", "leader") and unit == self.world.other_assessment.id
        return self.world.make.actor(getattr(self.world, f"other_{role}")) if own else self.world.actor(role)

    def newest(self, column: Any) -> int:
        """The latest row of some kind, or one that is not there."""
        found = db.session.scalar(select(column).order_by(column.desc()).limit(1)) or 999
        db.session.rollback()
        return int(found)

    def state_of(self, unit: int) -> str:
        """The state a unit is in; nothing for one that is not there."""
        stored = db.session.get(Assessment, unit)
        state = stored.state if stored else ""
        db.session.rollback()
        return state

    def code(self) -> str:
        """A criterion, most often one and the same, so that questions meet their answers."""
        return str(self.pick((*CODES, "1.2", "1.2", "1.2", "1.2", "1.2")))

    def seen_version(self, unit: int) -> int | None:
        """The version on the page: none, the present one, or an old one."""
        stored = db.session.get(Assessment, unit)
        version = stored.version if stored else 1
        db.session.rollback()
        return self.pick([None, version, version, version, max(1, version - 1)])

    def hash_of(self, unit: int) -> str:
        """The hash on the leader's page, or a made-up one."""
        stored = next((one for one in self.world.assessments if one.id == unit), None)
        return stages.self_hash(self.world, stored) if stored and self.chance.random() < 0.9 else "0" * 64


def save(players: Players, actor: Actor, unit: int) -> Any:
    """One figure, sensible or not."""
    name = players.pick(FIGURES)
    return entry.save_figure(actor, unit, Typed(name, players.pick(FIGURES[name])))


def fill(players: Players, actor: Actor, unit: int) -> Any:
    """The whole form at once, so that rounds get on."""
    typed = [Typed(name, text) for name, text in stages.FIGURES.items()]
    return entry.save_figures(actor, unit, typed)


def declare(players: Players, actor: Actor, unit: int) -> Any:
    """No data, not applicable, or taken back."""
    status = players.pick(("no_data", "na_claimed", "blank", "filled"))
    return assessments.declare(actor, unit, players.pick(CODES), status, reason=players.pick(REASONS))


def review(players: Players, actor: Actor, unit: int) -> Any:
    """One decision of the team."""
    decision = players.pick(("accepted", "adjusted", "na_accepted", "na_refused"))
    points, reason = players.pick(("0", "1", "1,5", "99", "")), players.pick(REASONS)
    return appraisal.review(actor, unit, players.pick(CODES), decision, points=points, reason=reason)


def answer_claims(players: Players, actor: Actor, unit: int) -> Any:
    """Every criterion gets its decision, claims too, so that rounds get on."""
    for code in CODES[:-1]:
        try:
            appraisal.review(actor, unit, code, "na_refused", points="0", reason="Có áp dụng")
        except DomainError:
            db.session.rollback()
    return appraisal.accept_rest(actor, unit)


def plan(players: Players, actor: Actor, _unit: int) -> Any:
    """Call a meeting and open it, with everyone present."""
    world = players.world
    meeting = council.plan_session(
        actor,
        world.round.id,
        held_on=clock.today(),
        place="Phòng họp số 2",
        chair_id=world.person("council_chair").id,
        secretary_id=world.person("council_secretary").id,
    )
    council.start_session(actor, meeting)
    voting = [world.person(role).id for role in ("council_chair", "council_member")]
    return council.take_attendance(actor, meeting, dict.fromkeys(voting, True), {})


def hands(players: Players, actor: Actor, _unit: int) -> Any:
    """The show of hands on the latest point."""
    world = players.world
    people = [world.person(role).id for role in ("council_chair", "council_member")]
    choices = {person: players.pick(("for", "against", "abstain")) for person in people}
    return council.record_votes(actor, players.newest(OpenPoint.id), choices)


def decide_dossier(players: Players, actor: Actor, _unit: int) -> Any:
    """The chairman's approval, of what is on the screen or of something else."""
    try:
        seen = stages.dossier_hash(players.world)
    except AssertionError:
        seen = "0" * 64
    return dossier.decide(actor, players.world.round.id, dossier_hash=players.pick([seen, seen, "0" * 64]))


def number_paper(players: Players, actor: Actor, _unit: int) -> Any:
    """A number for the latest paper that may have one."""
    wanted = players.pick(("submission", "council_minutes"))
    paper = db.session.scalar(select(Document.id).where(Document.kind == wanted).order_by(Document.id.desc()))
    db.session.rollback()
    return documents.issue(actor, paper or 999, issued_on=clock.today())


SETTLING = ("council_secretary",)
STANDING = ("standing_body",)
UNIT, TEAM = ("specialist",), ("appraiser",)
# What is done, by whom by rights; names of several lines are done in more than one way.
DEEDS: dict[str, tuple[tuple[str, ...], Callable[[Players, Actor, int], Any]]] = {
    "save": (UNIT, save),
    "fill": (UNIT, fill),
    "declare": (UNIT, declare),
    "submit": (UNIT, lambda p, a, u: assessments.submit(a, u, seen_version=p.seen_version(u))),
    "recall": (UNIT, lambda p, a, u: assessments.recall(a, u, reason=p.pick(REASONS))),
    "confirm": (("leader",), lambda p, a, u: assessments.confirm(a, u, sheet_hash=p.hash_of(u))),
    "confirm again": (("leader",), lambda p, a, u: assessments.confirm(a, u, sheet_hash=p.hash_of(u))),
    "return": (("leader",), lambda p, a, u: assessments.return_to_specialist(a, u, reason=p.pick(REASONS))),
    "take over": (STANDING, lambda p, a, u: assessments.take_over(a, u, reason=p.pick(REASONS))),
    "review": (TEAM, review),
    "answer claims": (TEAM, answer_claims),
    "question": (
        TEAM,
        lambda p, a, u: appraisal.write_question(a, u, p.code(), p.pick(("Ở đâu?", ""))),
    ),
    "ask": (TEAM, lambda p, a, u: appraisal.ask(a, u, seen_version=p.seen_version(u))),
    "answer": (UNIT, lambda p, a, u: assessments.answer(a, u, p.code(), p.pick(("Đã gửi", "")))),
    "send answers": (UNIT, lambda p, a, u: assessments.send_explanation(a, u)),
    "return answers": (
        ("leader",),
        lambda p, a, u: assessments.return_explanation(a, u, reason=p.pick(REASONS)),
    ),
    "confirm answers": (
        ("leader",),
        lambda p, a, u: assessments.confirm_explanation(a, u, sheet_hash=p.hash_of(u)),
    ),
    "finish": (TEAM, lambda p, a, u: appraisal.finish(a, u, seen_version=p.seen_version(u))),
    "reopen": (STANDING, lambda p, a, u: appraisal.reopen(a, u, reason=p.pick(REASONS))),
    "close entry": (STANDING, lambda p, a, u: appraisal.close_entry(a, p.world.round.id)),
    "start council": (STANDING, lambda p, a, u: appraisal.start_council(a, p.world.round.id)),
    "plan": (SETTLING, plan),
    "bring all": (SETTLING, lambda p, a, u: council.bring_all(a, p.world.round.id)),
    "bring": (SETTLING, lambda p, a, u: council.bring(a, u)),
    "raise": (
        ("council_member", "appraiser"),
        lambda p, a, u: council.raise_point(
            a, u, p.pick(CODES), question="Tính lại?", proposed=p.pick(("1", "99"))
        ),
    ),
    "hands": (SETTLING, hands),
    "decide": (
        ("council_chair", "council_secretary"),
        lambda p, a, u: council.decide_point(a, p.newest(OpenPoint.id), reason=p.pick(REASONS)),
    ),
    "settle": (SETTLING, lambda p, a, u: council.settle(a, u)),
    "settle all": (SETTLING, lambda p, a, u: council.settle_all(a, p.world.round.id)),
    "reopen for council": (SETTLING, lambda p, a, u: council.reopen(a, u, reason=p.pick(REASONS))),
    "close meeting": (
        SETTLING,
        lambda p, a, u: council.close_session(a, p.newest(CouncilSession.id), conclusion=p.pick(REASONS)),
    ),
    "conclude": (
        ("council_chair",),
        lambda p, a, u: council.conclude(a, p.world.round.id, conclusion=p.pick(REASONS)),
    ),
    "reopen council": (
        STANDING,
        lambda p, a, u: council.reopen_council(a, p.world.round.id, reason=p.pick(REASONS)),
    ),
    "submit dossier": (STANDING, lambda p, a, u: dossier.submit(a, p.world.round.id)),
    "return dossier": (
        ("chairman",),
        lambda p, a, u: dossier.return_dossier(a, p.world.round.id, reason=p.pick(REASONS)),
    ),
    "number": (("secretariat",), number_paper),
    "decide dossier": (("chairman",), decide_dossier),
    "publish": (
        ("secretariat",),
        lambda p, a, u: dossier.issue_decision(a, p.world.round.id, issued_on=clock.today()),
    ),
}
# Steps back are taken more seldom, else no round would come to its end.
SELDOM = frozenset({"recall", "return", "reopen", "reopen council", "reopen for council", "return dossier",
                    "return answers", "close meeting", "ask"})  # fmt: skip


# What gets a unit on from the state it is in; chosen now and then, so that rounds come to an end.
HELPFUL = {
    "drafting": ("fill", "submit"),
    "awaiting_confirmation": ("confirm", "confirm", "confirm", "return", "recall"),
    "appraising": ("review", "answer claims", "finish", "question", "ask"),
    "explaining": ("answer", "send answers"),
    "awaiting_explanation_confirmation": ("confirm answers", "confirm answers", "return answers"),
    "appraised": ("close entry", "start council", "plan", "bring all"),
    "in_council": ("plan", "raise", "hands", "decide", "settle", "settle", "close meeting"),
    "settled": (
        *("conclude", "submit dossier", "number", "decide dossier", "publish") * 2,
        *("reopen council", "reopen for council", "return dossier"),
    ),
    "published": ("save", "review", "decide", "publish"),
}


def play(place: Place, seed: int, steps: int) -> Counter[str]:
    """One run on an empty database; returns how often each deed was done rather than refused."""
    place.put_back()
    world = World(Maker(db.session()))
    players = Players(world, random.Random(seed))
    names = [name for name in DEEDS for _ in range(1 if name in SELDOM else 5)]
    before, sheets, tried = everything(), frozen(), 0
    for number in range(steps):
        tried += players.state_of(world.assessment.id) == "published"
        if tried > AFTER_THE_END:
            break
        unit = players.unit()
        helpful = HELPFUL.get(players.state_of(unit), names)
        name = players.pick(helpful if players.chance.random() < 0.3 else names)
        roles, deed = DEEDS[name]
        # Most of the time the right person, else anybody.
        actor = players.right_one(roles, unit) if players.chance.random() < 0.85 else players.someone()
        where = f"seed {seed}, step {number}: {name} by {actor.title or actor.name} on {unit}"
        refused = False
        try:
            deed(players, actor, unit)
        except DomainError:
            refused = True
        db.session.rollback()
        after = everything()
        if refused and name not in ("plan", "answer claims"):  # these are several actions in a row
            assert after == before, f"{where}: refused, and yet something has changed"
        if after != before:
            players.done[name] += 1
            assert not verify(db.session()).faults, where
            db.session.rollback()
            now = frozen()
            assert sheets.items() <= now.items(), f"{where}: a frozen sheet has changed"
            sheets = now
        before = after
    nameless = select(Event.id).where(Event.actor_id.is_(None), Event.acting_role != "system")
    assert db.session.scalars(nameless).all() == []
    if tried:
        assert list(recomputed(db.session(), world.round)) == []
    db.session.rollback()
    return players.done


def frozen() -> dict[int, tuple[str, str]]:
    """The frozen sheets."""
    rows = db.session.execute(select(Sheet.id, Sheet.content, Sheet.content_hash)).all()
    db.session.rollback()
    return {number: (content, digest) for number, content, digest in rows}


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_rounds_of_chance_keep_their_record(app: Flask, tmp_path: Path) -> None:
    place = Place(tmp_path)
    done: Counter[str] = Counter()
    for seed in SEEDS:
        done.update(play(place, seed, STEPS))
    assert len(done) > 20 and done["publish"], f"too little happened to prove anything: {done}"


@pytest.mark.soak
@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_many_rounds_of_chance_keep_their_record(app: Flask, tmp_path: Path) -> None:
    place = Place(tmp_path)
    total: Counter[str] = Counter()

    @settings(
        max_examples=SOAK_RUNS,
        deadline=None,
        database=None,
        derandomize=True,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(seed=st.integers(0, 2**32))
    def run(seed: int) -> None:
        total.update(play(place, seed, SOAK_STEPS))

    run()
    never = set(DEEDS) - set(total)
    assert never <= {"take over"}, f"never done: {never}"  # the units of these rounds are in time

"""What the offices do: dossier, decision, papers, correction, many units at once, other versions, time."""

from datetime import timedelta
from typing import Any

from sqlalchemy import select

from app import clock
from app.accounts.actor import Actor
from app.assessments.models import Assessment
from app.documents import corrections, dossier
from app.documents import operations as documents
from app.documents.building.common import live_document
from app.documents.models import Document
from app.documents.stepping import STEPS
from app.extensions import db
from app.processes import operations as processes
from app.results.queries import running_result
from app.rounds.models import Round
from app.schedule import ticking
from app.worklists import operations as worklists
from app.worklists.actions import ACTIONS, offered
from tests.integration.random_rounds.cast import NOBODY, WORKFLOWS, Players
from tests.integration.random_rounds.deeds_unit import STANDING, Deed, why
from tests.people import carry_out, keep_files

CHAIRMAN, CLERK = ("chairman",), ("secretariat",)
SYSTEM = ("standing_body", "administrator")
ANY_OFFICE = ("standing_body", "council_secretary", "council_chair", "chairman", "secretariat")
# Where a version without complaints has no place for a state that only complaints know.
PLACES: dict[str, str] = {"reviewing_complaint": "published", "corrected": "published", "closed": "published"}

FITTING = {
    "draft": ("submit", "submit", "record_signature"),
    "awaiting_signature": ("sign", "sign", "return_draft", "withdraw", "record_signature"),
    "signed": ("return_signed",),
    "issued": ("recall",),
}


def dossier_hash(players: Players) -> str:
    """The hash the chairman's page carries, or a made-up one."""
    result = running_result(db.session(), players.round_id)
    seen = result.content_hash if result is not None and players.often(0.85) else "0" * 64
    db.session.rollback()
    return seen


def paper(players: Players, *kinds: str) -> int:
    """The paper of one of these kinds that counts now."""
    for kind in kinds:
        found = live_document(db.session(), players.round_id, kind)
        db.session.rollback()
        if found is not None and found.state != "issued":
            return int(found.id)
    return NOBODY


def number(players: Players, actor: Actor, _unit: int) -> Any:
    """A number for the paper that needs one before a decision, or for any."""
    wanted = paper(players, "correction_submission", "submission", "council_minutes")
    if wanted == NOBODY or players.often(0.2):
        wanted = players.pick([wanted, players.newest(Document.id)])
    day = clock.today() - timedelta(days=players.pick((0, 0, 0, 0, 400)))
    return documents.issue(actor, wanted, issued_on=day, number=players.pick(("", "", "", "x", "1")))


def number_many(players: Players, actor: Actor, _unit: int) -> Any:
    """Numbers for some of the latest papers."""
    ids = db.session.scalars(select(Document.id).order_by(Document.id.desc()).limit(3)).all()
    db.session.rollback()
    return documents.issue_many(actor, ids, issued_on=clock.today())


def paper_step(players: Players, actor: Actor, _unit: int) -> Any:
    """A step of one paper: handed in, signed, sent back, recalled."""
    rows = db.session.execute(select(Document.id, Document.state).order_by(Document.id)).all()
    db.session.rollback()
    document, state = players.pick(rows) if rows else (NOBODY, "draft")
    step = players.pick((*FITTING.get(state, ()) * 3, *STEPS, "issue"))
    return documents.act(
        actor,
        document,
        step,
        reason=why(players),
        letter_number=players.pick(("15/CV", "")),
    )


def draw_up_again(players: Players, actor: Actor, _unit: int) -> Any:
    """What was recalled is drawn up anew."""
    recalled = players.newest(Document.id, Document.state == "recalled")
    return documents.draw_up_again(actor, recalled if recalled != NOBODY else players.newest(Document.id))


def bulk(players: Players, actor: Actor, _unit: int) -> Any:
    """One action on every unit, some of them seen as they were before; the same page sent twice."""
    rows = db.session.execute(select(Assessment.id, Assessment.version).order_by(Assessment.id)).all()
    db.session.rollback()
    chosen = [(key, version - (players.often(0.15))) for key, version in rows if players.often(0.9)]
    if players.often(0.1):
        chosen.append((NOBODY, 1))
    given = {
        "reason": why(players),
        "letter_number": "15/CV",
        "until": clock.today() + timedelta(days=players.pick((-1, 30))),
    }
    round_ = db.session.get_one(Round, players.round_id)
    theirs = [action.name for action in offered(actor, round_)]
    db.session.rollback()
    name, token = players.pick((*theirs * 4, *ACTIONS, "publish")), f"t{players.chance.random()}"
    players.foresee(actor, name, chosen, given)
    run = worklists.run(actor, players.round_id, name, chosen, token=token, given=given)
    again = worklists.run(actor, players.round_id, name, chosen, token=token, given=given)
    assert again == run, "the same page sent twice ran twice"
    players.compare(run)
    return run


def move(players: Players, actor: Actor, _unit: int) -> Any:
    """To another version of the workflow, round or units; looked at first."""
    which = players.pick(("assessment", "round"))
    round_ = db.session.get_one(Round, players.round_id)
    present = round_.assessment_workflow_version if which == "assessment" else round_.workflow_version
    db.session.rollback()
    newest = WORKFLOWS["thanh_hoa"][1 if which == "assessment" else 3]
    version = players.pick((newest, newest, newest, present - 1, 99))
    states = PLACES if which == "assessment" and players.often(0.5) else None
    processes.preview(db.session(), actor, players.round_id, which, version, states)
    db.session.rollback()
    return processes.move(actor, players.round_id, which, version, reason=why(players), states=states)


def tick(players: Players, _actor: Actor, _unit: int) -> Any:
    """What time does by itself, and what waits in the outbox is carried out."""
    report = ticking.run()
    assert not report.failed, report
    carry_out(players.app)
    keep_files()


def days_go_by(players: Players, _actor: Actor, _unit: int) -> Any:
    """The clock goes on; what it brings is seen at the next deed."""
    players.pass_time(days=players.pick((1, 1, 2, 4, 9)))


def issue_decision(players: Players, actor: Actor, _unit: int) -> Any:
    """The clerk numbers the decision: the result is public."""
    return dossier.issue_decision(actor, players.round_id, issued_on=clock.today())


DEEDS: dict[str, tuple[tuple[str, ...], Deed]] = {
    "submit dossier": (STANDING, lambda p, a, u: dossier.submit(a, p.round_id)),
    "return dossier": (CHAIRMAN, lambda p, a, u: dossier.return_dossier(a, p.round_id, reason=why(p))),
    "decide dossier": (
        CHAIRMAN,
        lambda p, a, u: dossier.decide(a, p.round_id, dossier_hash=dossier_hash(p)),
    ),
    "publish": (CLERK, issue_decision),
    "number": (CLERK, number),
    "number many": (CLERK, number_many),
    "paper step": (ANY_OFFICE, paper_step),
    "draw up again": (STANDING, draw_up_again),
    "start correction": (STANDING, lambda p, a, u: corrections.start(a, p.round_id, reason=why(p))),
    "cancel correction": (STANDING, lambda p, a, u: corrections.cancel(a, p.round_id, reason=why(p))),
    "submit correction": (STANDING, lambda p, a, u: corrections.submit(a, p.round_id)),
    "return correction": (CHAIRMAN, lambda p, a, u: corrections.send_back(a, p.round_id, reason=why(p))),
    "decide correction": (
        CHAIRMAN,
        lambda p, a, u: corrections.decide(a, p.round_id, dossier_hash=dossier_hash(p)),
    ),
    "publish correction": (
        CLERK,
        lambda p, a, u: corrections.issue_decision(a, p.round_id, issued_on=clock.today()),
    ),
    "close round": (STANDING, lambda p, a, u: corrections.close_round(a, p.round_id)),
    "bulk": ((*STANDING, "appraiser", "council_secretary"), bulk),
    "move version": (SYSTEM, move),
    "tick": (STANDING, tick),
    "days go by": (STANDING, days_go_by),
}

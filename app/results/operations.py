"""The dossier: the standing body submits it, the chairman returns it or decides, and one decision publishes.

Each function is the result's part of one action, inside the transaction that the room of documents opens:
what is submitted, decided and published is a dossier of papers and the ranking they print, together.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import IO

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app import clock, history, policy, workflow
from app.accounts.actor import Actor, system_actor
from app.assessments import sheets
from app.assessments.models import Assessment, Sheet
from app.council.sheets import council_content
from app.database import transaction
from app.errors import GuardRefused
from app.extensions import db
from app.messages import results as texts
from app.results import exporting, ranking
from app.results.guards import ROUND_GUARDS
from app.results.models import ResultRow, ResultVersion
from app.results.queries import chosen_result, running_result
from app.rounds.acting import step
from app.rounds.models import Round
from app.rounds.queries import open_round
from app.version import VERSION
from app.workflow import RoomGuard

# The role to show in the record of a file taken, the most particular one first.
VERIFYING_ROLES = ("auditor", "standing_body")
Effects = Mapping[str, Callable[[], None]]
NO_PAPERS: Effects = MappingProxyType({})


@dataclass(frozen=True)
class Course:
    """What the round's workflow calls the steps of a dossier, and who answers their conditions."""

    submit: str
    send_back: str
    decide: str
    publish: str
    guards: Mapping[str, RoomGuard]


FIRST = Course("submit", "return_dossier", "decide", "publish", ROUND_GUARDS)


def submit(
    session: Session,
    round_: Round,
    actor: Actor,
    seen_version: int | None,
    papers: Effects = NO_PAPERS,
    course: Course = FIRST,
) -> None:
    """Rank the groups, keep the result as a numbered version, and hand the dossier to the chairman.

    `papers` are the effects of the step that draw its documents up, right after the result is there.
    """
    effects = {"prepare_result": lambda: prepare(session, round_, actor), **papers}
    step(session, round_, actor, course.submit, course.guards, seen_version, effects=effects)


def send_back(
    session: Session,
    round_: Round,
    actor: Actor,
    reason: str,
    seen_version: int | None,
    course: Course = FIRST,
) -> None:
    """The chairman sends the dossier back with a reason; the version returned stays in the record."""
    effects = {"withdraw_result": lambda: withdraw(session, round_)}
    step(
        session, round_, actor, course.send_back, course.guards, seen_version, effects=effects, reason=reason
    )


def decide(
    session: Session,
    round_: Round,
    actor: Actor,
    dossier_hash: str,
    seen_version: int | None,
    course: Course = FIRST,
) -> None:
    """The chairman approves exactly the dossier on the screen, named by its hash."""
    step(
        session,
        round_,
        actor,
        course.decide,
        course.guards,
        seen_version,
        data={"content_hash": dossier_hash},
        dossier_hash=dossier_hash,
    )
    result = running(session, round_)
    result.state, result.decided_by, result.decided_at = "decided", actor.id, clock.now()


def publish(
    session: Session,
    round_: Round,
    actor: Actor,
    number: str,
    seen_version: int | None,
    papers: Effects = NO_PAPERS,
) -> None:
    """The round's last step, taken by the clerk who numbers the decision; `papers` issue it.

    Every unit's final sheet is frozen and becomes visible in the same instant as the ranking.
    """
    effects = {"publish_assessments": lambda: _publish_assessments(session, round_), **papers}
    make_public(session, round_, actor, number, seen_version, effects, FIRST)


def make_public(
    session: Session,
    round_: Round,
    actor: Actor,
    number: str,
    seen_version: int | None,
    effects: Effects,
    course: Course,
) -> None:
    """Take the step that publishes, with its effects; the result under way counts from now on."""
    result = running(session, round_)
    step(session, round_, actor, course.publish, course.guards, seen_version, effects=effects, number=number)
    result.published_at = clock.now()
    result.state = "published"


def running(session: Session, round_: Round) -> ResultVersion:
    """The result between its submission and its publication, which these steps cannot do without."""
    result = running_result(session, round_.id)
    if result is None:
        raise LookupError(f"round {round_.id} has no result under way")
    return result


def export_dossier(actor: Actor, round_id: int, target: IO[bytes], version: int | None = None) -> str:
    """Write a published round to one file that can be recomputed elsewhere; returns the file's name.

    Of a corrected round the version that counts, or the published `version` named. For whoever may verify
    the round, and for the program's own command line. Raises GuardRefused for a round that is not
    published, NotFound for a version that is not.
    """
    session = db.session()
    round_ = _to_export(session, actor, round_id)
    result = chosen_result(session, round_.id, version)
    if not round_.is_public or result is None:
        raise GuardRefused(texts.EXPORT_UNPUBLISHED, reasons=[texts.EXPORT_UNPUBLISHED])
    exporting.write(session, round_, result, target)
    name = texts.dossier_file(round_.year, round_.id, version)
    with transaction() as writing:  # written first: the file of a round with thousands of units takes a while
        round_ = _to_export(writing, actor, round_id, lock=True)
        roles = policy.round_roles(actor, round_) & frozenset(VERIFYING_ROLES)
        role = next((role for role in VERIFYING_ROLES if role in roles), "system")
        data = {"filename": name, "content_hash": result.content_hash}
        history.append(writing, "round", round_.id, exporting.EXPORTED, actor, role, data=data)
    return name


def _to_export(session: Session, actor: Actor, round_id: int, *, lock: bool = False) -> Round:
    if actor.id is None:  # the program itself: whoever runs its commands has the whole database
        query = select(Round).where(Round.id == round_id, Round.authority_id == actor.authority_id)
        return session.scalars(query.with_for_update() if lock else query).one()
    return open_round(session, actor, round_id, "verify", lock=lock)


def prepare(session: Session, round_: Round, actor: Actor) -> None:
    """Rank the groups and keep the result as the next numbered version, in the step that submits it."""
    results = ranking.compute(session, round_)
    last = session.scalar(select(func.max(ResultVersion.number)).where(ResultVersion.round_id == round_.id))
    version = ResultVersion(
        round_id=round_.id,
        number=(last or 0) + 1,
        state="submitted",
        content_hash=ranking.content_hash(round_, results),
        program_version=VERSION,
        created_by=actor.id,
        created_at=clock.now(),
    )
    session.add(version)
    session.flush()
    for result in results:
        for standing in result.standings:
            session.add(
                ResultRow(
                    result_id=version.id,
                    assessment_id=standing.assessment_id,
                    round_group_id=standing.group_id,
                    unit_id=standing.unit_id,
                    unit_name=standing.unit_name,
                    council_sheet_id=standing.council_sheet_id,
                    maximum=standing.maximum,
                    excluded=standing.excluded,
                    self_total=standing.self_total,
                    appraisal_total=standing.appraisal_total,
                    total=standing.total,
                    published=standing.published,
                    rank=standing.rank,
                    position=standing.position,
                    ranked=standing.ranked,
                    band=standing.band,
                    parts=standing.parts,
                )
            )


def withdraw(session: Session, round_: Round) -> None:
    """The version on the desk goes back; it stays in the record."""
    result = running_result(session, round_.id)
    if result is not None:
        result.state = "returned"


def _publish_assessments(session: Session, round_: Round) -> None:
    """Freeze each unit's final sheet: the council's points, now "Điểm đạt được"."""
    system = system_actor(round_.authority_id)
    in_order = select(Assessment).where(Assessment.round_id == round_.id).order_by(Assessment.id)
    for assessment in session.scalars(in_order).all():
        _publish_one(session, assessment, system)


def _publish_one(session: Session, assessment: Assessment, system: Actor) -> None:
    def freeze(stage: str) -> str:
        sheet: Sheet = sheets.freeze(session, assessment, stage, council_content(session, assessment), system)
        return sheet.content_hash

    workflow.advance(
        session, assessment, "assessment", "publish", system, frozenset({"system"}), {}, freeze=freeze
    )

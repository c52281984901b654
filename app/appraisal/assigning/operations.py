"""Assigning appraisers: how the round is appraised, giving parts of it, and ending what was given."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock, history, outbox, workflow
from app.accounts.actor import Actor
from app.accounts.models import Account, LocalRole
from app.appraisal.assigning import queries
from app.appraisal.assigning.sharing import Matrix, Outcome, Part, judge, overlaps, seen
from app.database import transaction
from app.errors import GuardRefused, InvalidInput, StaleVersion
from app.messages import assigning as texts
from app.policy import APPRAISER
from app.rounds import queries as rounds
from app.rounds.models import Round
from app.units.models import Unit

BEFORE_APPRAISAL = ("preparing", "collecting")


def change_mode(
    actor: Actor,
    round_id: int,
    *,
    assigned_only: bool,
    double_appraisal: bool,
    seen_version: int | None = None,
) -> None:
    """Say whether the round is appraised by assignment only, and by two people independently.

    While the round is prepared or collects figures; a double appraisal needs assignments, and neither begins
    nor ends once somebody has judged a criterion.
    """
    with transaction() as session:
        round_ = rounds.open_round(session, actor, round_id, "assign", lock=True)
        workflow.check_version(session, round_, "round", seen_version)
        if round_.state not in BEFORE_APPRAISAL:
            raise GuardRefused(texts.ONLY_BEFORE_APPRAISAL, reasons=[texts.ONLY_BEFORE_APPRAISAL])
        if double_appraisal and not assigned_only:
            raise InvalidInput(texts.DOUBLE_NEEDS_ASSIGNED, field="assigned_only")
        if double_appraisal != round_.double_appraisal and queries.begun(session, round_):
            raise GuardRefused(texts.APPRAISAL_BEGUN, reasons=[texts.APPRAISAL_BEGUN])
        if double_appraisal and (names := overlaps(queries.matrix(session, round_))):
            refusal = texts.not_double_ready(names)
            raise GuardRefused(refusal, reasons=[refusal])
        wanted = {"assigned_only": assigned_only, "double_appraisal": double_appraisal}
        changed = {
            name: [getattr(round_, name), value]
            for name, value in wanted.items()
            if getattr(round_, name) != value
        }
        for name, value in wanted.items():
            setattr(round_, name, value)
        if changed:
            data = {"changed": changed}
            history.append(session, "round", round_id, "assigning_changed", actor, "standing_body", data=data)


def preview(
    session: Session, actor: Actor, round_id: int, parts: Sequence[Part]
) -> tuple[Matrix, list[Outcome]]:
    """What giving these parts would come to; writes nothing."""
    round_ = rounds.open_round(session, actor, round_id, "assign")
    matrix = queries.matrix(session, round_)
    return matrix, judge(matrix, parts)


def assign(
    actor: Actor, round_id: int, parts: Sequence[Part], *, seen_mark: str | None = None
) -> tuple[int, int]:
    """Give people their parts of the round, one event each; how many were given, and how many refused.

    `seen_mark` is `sharing.seen` of the outcomes that were on the screen: when something changed meanwhile,
    nothing is given. Raises GuardRefused when none of the parts can be given.
    """
    with transaction() as session:
        round_ = rounds.open_round(session, actor, round_id, "assign", lock=True)
        matrix = queries.matrix(session, round_)
        outcomes = judge(matrix, parts)
        if seen_mark is not None and seen(outcomes) != seen_mark:
            raise StaleVersion(texts.CHANGED_MEANWHILE)
        given = [one.part for one in outcomes if not one.refusal]
        if not given:
            reasons = list(dict.fromkeys(one.refusal for one in outcomes)) or [texts.NOTHING_CHOSEN]
            raise GuardRefused(texts.NOTHING_GIVEN, reasons=reasons)
        for part in given:
            _give(session, round_, matrix, actor, part)
        _tell(session, round_, given)
        return len(given), len(outcomes) - len(given)


def _give(session: Session, round_: Round, matrix: Matrix, actor: Actor, part: Part) -> None:
    place, person = matrix.by_unit[part.unit_id or 0], matrix.by_person[part.account_id]
    session.add(
        LocalRole(
            account_id=part.account_id,
            round_id=round_.id,
            role=APPRAISER,
            unit_id=part.unit_id,
            round_group_id=place.group_id if part.code else None,
            code=part.code,
            lane=part.lane,
            given_at=clock.now(),
            given_by=actor.id,
        )
    )
    data = _told(round_, person.name, place.name, part.code, part.lane)
    history.append(session, "round", round_.id, "appraiser_assigned", actor, "standing_body", data=data)


def _tell(session: Session, round_: Round, given: Sequence[Part]) -> None:
    """Let each person know, once for however many parts."""
    units: dict[int, set[int | None]] = {}
    for part in given:
        units.setdefault(part.account_id, set()).add(part.unit_id)
    for account_id, theirs in units.items():
        outbox.put(
            session,
            "notify",
            kind="appraisal.assigned",
            link="/tham-dinh",
            data={"title": texts.ASSIGNED_TITLE, "text": texts.assigned_to_you(len(theirs))},
            accounts=[account_id],
            round_id=round_.id,
        )


def _told(round_: Round, person: str, unit: str, code: str | None, lane: int) -> dict[str, object]:
    """An assignment as its event tells it."""
    data: dict[str, object] = {"person": person, "unit": unit}
    if code:
        data["criteria"] = code
    if round_.double_appraisal:
        data["lane"] = lane
    return data


def end(actor: Actor, round_id: int, ids: Sequence[int], *, reason: str) -> int:
    """End assignments with a reason; what was judged stays. Returns how many ended."""
    with transaction() as session:
        round_ = rounds.open_round(session, actor, round_id, "assign", lock=True)
        if not reason.strip():
            raise InvalidInput(texts.REASON_NEEDED, field="reason", typed=reason)
        rows = queries.standing(session, round_id, ids)
        if not rows:
            raise InvalidInput(texts.NOTHING_TO_END, field="ids")
        end_all(session, round_, actor, rows, reason.strip(), "standing_body")
        return len(rows)


def end_all(
    session: Session, round_: Round, actor: Actor, rows: Sequence[LocalRole], reason: str, role: str
) -> None:
    """End these assignments inside the caller's transaction, one event each."""
    people = dict(
        session.execute(
            select(Account.id, Account.full_name).where(Account.id.in_({row.account_id for row in rows}))
        ).all()
    )
    units = dict(
        session.execute(select(Unit.id, Unit.name).where(Unit.id.in_({row.unit_id for row in rows}))).all()
    )
    for row in rows:
        row.ended_at, row.ended_by, row.end_reason = clock.now(), actor.id, reason
        data = _told(round_, people[row.account_id], units.get(row.unit_id or 0, ""), row.code, row.lane)
        history.append(
            session, "round", round_.id, "appraiser_unassigned", actor, role, comment=reason, data=data
        )

"""A criterion for which fewer than half of a group's units have data leaves the ranking, by decision.

Source: 1726/QĐ-BTTTT, II.2.b.vi. Every decision is kept with its coverage and its reason, and one taken back
keeps its row.
"""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import catalog, clock
from app.accounts.actor import Actor
from app.assessments.labels import full_label
from app.council import cohort
from app.council.coverage import coverage_of
from app.council.models import WithdrawnCriterion
from app.council.operations import record
from app.database import transaction
from app.errors import GuardRefused, InvalidInput, NotFound
from app.messages import NOT_FOUND
from app.messages import cohort as texts
from app.rounds import queries as rounds
from app.rounds.models import Round, RoundGroup

DECIDING_ROLES = ("council_chair", "standing_body")


def withdraw(actor: Actor, round_group_id: int, codes: Sequence[str], *, reason: str) -> None:
    """Leave criteria out of a group's ranking: the maxima of all its units become smaller.

    Refused for a criterion with data from half of the units or more, or withdrawn already.
    """
    with transaction() as session:
        round_, group = _open(session, actor, round_group_id)
        chosen = list(dict.fromkeys(codes))
        if not chosen:
            raise InvalidInput(texts.WITHDRAW_CODES_NEEDED, field="codes")
        standing = cohort.withdrawn_codes(session, group.id)
        found = coverage_of(catalog.of(group), cohort.contents(session, group))
        for code in chosen:
            if code not in found:
                raise InvalidInput(texts.not_a_criterion(code), field="codes", typed=code)
            label = full_label(catalog.of(group), code)
            if code in standing:
                _refuse(texts.already_withdrawn(label))
            if not found[code].flagged:
                _refuse(texts.enough_data(label, found[code].with_data, found[code].units))
        if len(standing) + len(chosen) == len(found):
            _refuse(texts.WITHDRAW_ALL)
        if not reason.strip():
            raise InvalidInput(texts.WITHDRAW_REASON_NEEDED, field="reason")
        for code in chosen:
            counted = {"with_data": found[code].with_data, "units": found[code].units}
            session.add(
                WithdrawnCriterion(
                    round_group_id=group.id,
                    code=code,
                    reason=reason.strip(),
                    decided_by=actor.id,
                    decided_at=clock.now(),
                    **counted,
                )
            )
            _record(session, round_, group, actor, "criterion_withdrawn", {"code": code, **counted}, reason)
        session.flush()
        cohort.bind_group(session, group)


def restore(actor: Actor, round_group_id: int, code: str, *, reason: str) -> None:
    """Take a criterion back into a group's ranking."""
    with transaction() as session:
        round_, group = _open(session, actor, round_group_id)
        if code not in {leaf.code for leaf in catalog.of(group).leaves}:
            raise InvalidInput(texts.not_a_criterion(code), field="code", typed=code)
        row = session.scalar(
            select(WithdrawnCriterion).where(
                WithdrawnCriterion.round_group_id == group.id,
                WithdrawnCriterion.code == code,
                WithdrawnCriterion.restored_at.is_(None),
            )
        )
        if row is None:
            _refuse(texts.not_withdrawn(full_label(catalog.of(group), code)))
        elif not reason.strip():
            raise InvalidInput(texts.RESTORE_REASON_NEEDED, field="reason")
        else:
            row.restored_by, row.restored_at = actor.id, clock.now()
            _record(session, round_, group, actor, "criterion_restored", {"code": code}, reason)
            session.flush()
            cohort.bind_group(session, group)


def _open(session: Session, actor: Actor, round_group_id: int) -> tuple[Round, RoundGroup]:
    """The group and its round, locked; a group of another authority does not exist."""
    group = session.get(RoundGroup, round_group_id)
    if group is None:
        raise NotFound(NOT_FOUND, group=round_group_id, actor=actor.id)
    return rounds.open_round(session, actor, group.round_id, "withdraw_criteria", lock=True), group


def _refuse(sentence: str) -> None:
    raise GuardRefused(sentence, reasons=[sentence])


def _record(
    session: Session,
    round_: Round,
    group: RoundGroup,
    actor: Actor,
    kind: str,
    data: dict[str, object],
    reason: str,
) -> None:
    held = actor.roles_in(round_.id)
    role = next(role for role in DECIDING_ROLES if role in held)
    record.on_round(session, round_, actor, kind, {"group": group.title, **data}, reason.strip(), role)

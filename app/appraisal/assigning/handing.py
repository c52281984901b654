"""Bàn giao phân công: everything one person does in a round goes to another one, in one transaction.

What the new person may not judge (a conflict of interest, the other one of two independent opinions) stays
with the old one or ends, as chosen. What was judged keeps the name of who judged it; the old person sees from
then on no more than the roles left to them allow.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from app import clock, history, outbox
from app.accounts import rules
from app.accounts.actor import Actor
from app.accounts.models import Account, LocalRole, RoleGrant
from app.appraisal.assigning import queries
from app.appraisal.assigning.operations import end_all
from app.appraisal.assigning.sharing import Matrix, Outcome, Part, Person, judge, seen
from app.assessments.models import Assessment, ExplanationItem, ExplanationRequest
from app.database import transaction
from app.errors import Forbidden, GuardRefused, InvalidInput, StaleVersion
from app.messages import accounts as account_messages
from app.messages import assigning as texts
from app.policy import APPRAISER, JUDGING_ROLES
from app.rounds import queries as rounds
from app.rounds.models import Round

KEEP, UNASSIGN = "keep", "unassign"
ROLE = ("standing_body", "administrator")


@dataclass(frozen=True)
class Handing:
    """What handing over would come to: each part with its refusal, the roles going along, open questions."""

    old: Account
    new: Account
    outcomes: Sequence[Outcome]  # of the new person, in the order of `rows`
    rows: Sequence[LocalRole]
    grants: Sequence[RoleGrant]
    questions: Sequence[ExplanationItem]
    names: dict[int, str]  # units by number

    @property
    def moving(self) -> list[LocalRole]:
        """The parts the new person gets."""
        return [row for row, one in zip(self.rows, self.outcomes, strict=True) if _moves(one)]

    @property
    def refused(self) -> list[tuple[LocalRole, str]]:
        """The parts they may not get, with the reason."""
        return [
            (row, one.refusal) for row, one in zip(self.rows, self.outcomes, strict=True) if not _moves(one)
        ]

    @property
    def mark(self) -> str:
        """By which the page is bound to what it showed."""
        roles = ",".join(sorted(grant.role for grant in self.grants))
        return f"{seen(self.outcomes)}-{len(self.questions)}-{roles}"


def _moves(one: Outcome) -> bool:
    """Whether a part leaves the old person for the new one, who may have it already."""
    return not one.refusal or one.refusal == texts.ALREADY_ASSIGNED


def preview(session: Session, actor: Actor, round_id: int, old_id: int, new_id: int) -> Handing:
    """What handing over would come to; writes nothing. InvalidInput names the field: old or new."""
    round_ = rounds.open_round(session, actor, round_id, "hand_over")
    return _plan(session, actor, round_, old_id, new_id)


def hand_over(
    actor: Actor,
    round_id: int,
    old_id: int,
    new_id: int,
    *,
    reason: str,
    left: str = KEEP,
    seen_mark: str | None = None,
) -> tuple[int, int]:
    """Hand everything over; returns how many parts went, and how many the new person may not judge.

    `left`: those stay with the old person ("keep") or end ("unassign"). InvalidInput names the field.
    """
    with transaction() as session:
        round_ = rounds.open_round(session, actor, round_id, "hand_over", lock=True)
        plan = _plan(session, actor, round_, old_id, new_id)
        if seen_mark is not None and plan.mark != seen_mark:
            raise StaleVersion(texts.CHANGED_MEANWHILE)
        text = reason.strip()
        if not text:
            raise InvalidInput(texts.HANDING_REASON_NEEDED, field="reason", typed=reason)
        if left not in (KEEP, UNASSIGN):
            raise InvalidInput(texts.LEFT_UNKNOWN, field="left", typed=left)
        role = next(one for one in ROLE if one in actor.roles_in(round_id))
        ending = plan.rows if left == UNASSIGN else plan.moving
        end_all(session, round_, actor, ending, text, role)
        session.flush()
        for row, outcome in zip(plan.rows, plan.outcomes, strict=True):
            if not outcome.refusal:
                _give(session, round_, actor, role, plan, row)
        _move_roles(session, round_, actor, role, plan, keeps=left == KEEP and bool(plan.refused))
        kept = {row.unit_id for row, _ in plan.refused} if left == KEEP else set()
        _move_questions(session, plan, kept)
        data = {"from_person": plan.old.full_name, "person": plan.new.full_name, "units": len(plan.moving)}
        history.append(session, "round", round_.id, "work_handed_over", actor, role, comment=text, data=data)
        _tell(session, round_, plan)
        return len(plan.moving), len(plan.refused)


def _plan(session: Session, actor: Actor, round_: Round, old_id: int, new_id: int) -> Handing:
    old, new = (
        _account(session, round_, number, field) for number, field in ((old_id, "old"), (new_id, "new"))
    )
    if old.id == new.id:
        raise InvalidInput(texts.SAME_TWO, field="new")
    if not new.is_active:
        raise InvalidInput(texts.NEW_CLOSED, field="new")
    if actor.behalf is not None and new.id in actor.people:
        raise Forbidden(account_messages.NOT_ONESELF, rule="assigning.own_roles", actor=actor.id)
    rows = session.scalars(
        select(LocalRole)
        .where(LocalRole.account_id == old.id, LocalRole.round_id == round_.id, LocalRole.ended_at.is_(None))
        .order_by(LocalRole.id)
    ).all()
    grants = session.scalars(
        select(RoleGrant)
        .where(RoleGrant.account_id == old.id, RoleGrant.round_id == round_.id, RoleGrant.ended_at.is_(None))
        .order_by(RoleGrant.id)
    ).all()
    questions = _questions(session, round_, old.id)
    if not rows and not grants and not questions:
        raise GuardRefused(texts.NOTHING_TO_HAND, reasons=[texts.NOTHING_TO_HAND])
    _check_roles(session, new, [grant.role for grant in grants] + [row.role for row in rows])
    matrix = queries.matrix(session, round_)
    wishes = [Part(new.id, row.unit_id, row.code, row.lane) for row in rows]
    names = {place.unit_id: place.name for place in matrix.places}
    outcomes = [
        _other_lane(matrix, one) for one in judge(_without(session, matrix, old, new, round_), wishes)
    ]
    return Handing(old, new, outcomes, rows, grants, questions, names)


def _other_lane(matrix: Matrix, one: Outcome) -> Outcome:
    """Who has the unit already has it as the other one of two independent opinions, perhaps."""
    place = matrix.by_unit.get(one.part.unit_id or 0)
    if not matrix.double or place is None or one.refusal != texts.ALREADY_ASSIGNED:
        return one
    mine = [part for part in matrix.on(place) if part.account_id == one.part.account_id]
    crosses = any(part.lane != one.part.lane for part in mine)
    return replace(one, refusal=texts.OTHER_LANE) if crosses else one


def _account(session: Session, round_: Round, number: int, field: str) -> Account:
    account = session.get(Account, number)
    if account is None or account.authority_id != round_.authority_id:
        raise InvalidInput(texts.CHOOSE_PERSON, field=field)
    return account


def _check_roles(session: Session, new: Account, roles: Sequence[str]) -> None:
    if new.unit_role and JUDGING_ROLES & set(roles):
        raise InvalidInput(texts.NEW_IS_JUDGED, field="new")
    held = set(
        session.scalars(
            select(RoleGrant.role).where(RoleGrant.account_id == new.id, RoleGrant.ended_at.is_(None))
        )
    )
    for role in roles:
        try:
            rules.check_combination(role, held)
        except InvalidInput as refusal:
            raise InvalidInput(refusal.message, field="new") from refusal


def _without(session: Session, matrix: Matrix, old: Account, new: Account, round_: Round) -> Matrix:
    """The matrix as it is without the old person's parts, and with the new person in the team."""
    known = matrix.by_person.get(new.id)
    declared = queries.declared_by(session, round_.id, new.id)
    person = Person(new.id, new.full_name, new.username, new.unit_id, declared=declared)
    people = [one for one in matrix.people if known is None or one.id != new.id] + [person]
    return Matrix(
        people, matrix.places, [part for part in matrix.parts if part.account_id != old.id], matrix.double
    )


def _questions(session: Session, round_: Round, account_id: int) -> Sequence[ExplanationItem]:
    """Questions a person drew up that are not sent yet."""
    return session.scalars(
        select(ExplanationItem)
        .join(ExplanationRequest, ExplanationRequest.id == ExplanationItem.request_id)
        .join(Assessment, Assessment.id == ExplanationRequest.assessment_id)
        .where(
            Assessment.round_id == round_.id,
            ExplanationRequest.asked_at.is_(None),
            ExplanationItem.asked_by == account_id,
        )
        .order_by(ExplanationItem.request_id, ExplanationItem.code)
    ).all()


def _give(session: Session, round_: Round, actor: Actor, role: str, plan: Handing, row: LocalRole) -> None:
    session.add(
        LocalRole(
            account_id=plan.new.id,
            round_id=round_.id,
            role=row.role,
            unit_id=row.unit_id,
            round_group_id=row.round_group_id,
            code=row.code,
            lane=row.lane,
            given_at=clock.now(),
            given_by=actor.id,
        )
    )
    data = {"person": plan.new.full_name, "unit": plan.names.get(row.unit_id or 0, "")}
    if row.code:
        data["criteria"] = row.code
    history.append(session, "round", round_.id, "appraiser_assigned", actor, role, data=data)


def _move_roles(
    session: Session, round_: Round, actor: Actor, role: str, plan: Handing, *, keeps: bool
) -> None:
    """The roles of the round go along; the old person stays an appraiser of what stays with them."""
    held = set(
        session.scalars(
            select(RoleGrant.role).where(
                RoleGrant.account_id == plan.new.id,
                RoleGrant.ended_at.is_(None),
                (RoleGrant.round_id == round_.id) | RoleGrant.round_id.is_(None),
            )
        )
    )
    for grant in plan.grants:
        if not (keeps and grant.role == APPRAISER):
            grant.ended_at = clock.now()
            data = {"person": plan.old.full_name, "role": grant.role}
            history.append(session, "round", round_.id, "member_ended", actor, role, data=data)
        if grant.role not in held:
            values = {"account_id": plan.new.id, "round_id": round_.id, "role": grant.role}
            session.execute(insert(RoleGrant).values(**values, granted_at=clock.now(), granted_by=actor.id))
            data = {"person": plan.new.full_name, "role": grant.role}
            history.append(session, "round", round_.id, "member_granted", actor, role, data=data)


def _move_questions(session: Session, plan: Handing, kept: set[int | None]) -> None:
    units: dict[int, int] = dict(
        session.execute(
            select(ExplanationRequest.id, Assessment.unit_id)
            .join(Assessment, Assessment.id == ExplanationRequest.assessment_id)
            .where(ExplanationRequest.id.in_({item.request_id for item in plan.questions}))
        ).all()
    )
    for item in plan.questions:
        if units[item.request_id] not in kept:
            item.asked_by = plan.new.id


def _tell(session: Session, round_: Round, plan: Handing) -> None:
    """Both people, as far as they may still know of the round."""
    told = (
        (plan.new.id, texts.handed_to_you(plan.old.full_name, len(plan.moving))),
        (plan.old.id, texts.handed_from_you(plan.new.full_name, len(plan.moving))),
    )
    for account_id, text in told:
        outbox.put(
            session,
            "notify",
            kind="appraisal.handed_over",
            link="/tham-dinh",
            data={"title": texts.HANDED_TITLE, "text": text},
            accounts=[account_id],
            round_id=round_.id,
        )

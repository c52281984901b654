"""Thẩm định kép: two people give their opinion of each criterion, neither knowing the other's.

Nobody reads an opinion but who holds its place (`lane`) until both are given: no page, list, total or event
tells it before. Equal ones become the team's review at once; different ones wait for a third person.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from sqlalchemy import ScalarSelect, delete, func, or_, select
from sqlalchemy.orm import Session, aliased

from app import clock, history, policy, workflow
from app.accounts.actor import Actor
from app.accounts.models import LANES, Account
from app.appraisal.models import CriterionReview, Opinion
from app.appraisal.queries import decision_version
from app.assessments.models import Assessment
from app.assessments.queries import Opened, visible
from app.errors import Forbidden, GuardRefused, InvalidInput, StaleVersion
from app.history import deed_data
from app.messages import assigning as texts
from app.messages import stale
from app.messages.delegating import by_delegate
from app.rounds.models import Round, RoundGroup
from app.units.models import Unit


@dataclass(frozen=True)
class Judged:
    """A decision on one criterion, found right by the rules of a review."""

    decision: str
    points: Fraction
    reason: str
    typed: str = ""


@dataclass(frozen=True)
class View:
    """What one person may know of a criterion's opinions: their own, and both once both are given."""

    own: Opinion | None
    both: tuple[tuple[Opinion, str], ...] = ()  # with the names of who gave them

    @property
    def complete(self) -> bool:
        """Whether both are given: then nothing changes any more but by a third person."""
        return bool(self.both)

    def given_by(self, person: int | None) -> bool:
        """Whether one of the two is this person's."""
        return any(row.given_by == person for row, _ in self.both)


NOTHING = View(None)


def _people(actor: Actor) -> set[int | None]:
    """Who an actor is: themselves, and whom they act for."""
    return {actor.id, actor.behalf.id if actor.behalf else actor.id}


# --- giving -------------------------------------------------------------------------------------------------


def give(
    session: Session, opened: Opened, actor: Actor, code: str, judged: Judged, seen_version: int | None
) -> None:
    """Write a person's opinion of a criterion inside the caller's transaction; the second one is compared.

    It may be changed until the other is given; the events of both tell what they are only then.
    """
    lane = policy.lane_of(actor, opened.round, opened.assessment)
    if lane is None or actor.id is None:
        raise Forbidden(texts.NO_LANE, rule="an opinion has a place of its own")
    found = {row.lane: row for row in _stored(session, opened.assessment.id, code)}
    own, other = found.get(lane), next((row for key, row in found.items() if key != lane), None)
    if own is not None and other is not None:
        raise GuardRefused(texts.BOTH_GIVEN, reasons=[texts.BOTH_GIVEN])
    if other is not None and other.given_by in _people(actor):
        raise Forbidden(texts.SAME_PERSON, rule="two opinions come from two people")
    if seen_version is not None and seen_version != decision_version(opened.assessment, own):
        raise StaleVersion(
            stale(""), field="points", typed=" – ".join(filter(None, (judged.typed, judged.reason)))
        )
    if own is None:
        own = Opinion(assessment_id=opened.assessment.id, code=code, lane=lane, version=0)
        session.add(own)
    elif (own.decision, own.points, own.reason or "") == (judged.decision, judged.points, judged.reason):
        return
    own.decision, own.points, own.reason = judged.decision, judged.points, judged.reason or None
    own.given_by, own.given_at, own.version = actor.id, clock.now(), own.version + 1
    data = {"code": code, "lane": lane}
    history.append(session, "assessment", opened.assessment.id, "opinion", actor, "appraiser", data=data)
    if other is not None:
        _compare(session, opened, actor, sorted((own, other), key=lambda row: row.lane))


def _stored(session: Session, assessment_id: int, code: str) -> Sequence[Opinion]:
    return session.scalars(
        select(Opinion)
        .where(Opinion.assessment_id == assessment_id, Opinion.code == code)
        .order_by(Opinion.lane)
    ).all()


def _compare(session: Session, opened: Opened, actor: Actor, both: Sequence[Opinion]) -> None:
    """Equal opinions are the team's review; of different ones both are told, and a third person settles."""
    told = _told(session, both)
    first, second = both
    if (first.decision, first.points) != (second.decision, second.points):
        data = {"code": first.code, "opinions": told}
        number = opened.assessment.id
        history.append(session, "assessment", number, "opinions_differ", actor, "appraiser", data=data)
        return
    reasons = dict.fromkeys(one.reason for one in both if one.reason)
    judged = Judged(first.decision, first.points, "; ".join(reasons))
    _review(session, opened, actor, "appraiser", first.code, judged, told)


def _told(session: Session, both: Sequence[Opinion]) -> list[dict[str, Any]]:
    """Both opinions as events tell them."""
    rows = session.execute(
        select(Opinion.lane, Account.full_name, _opinion_data(Opinion))
        .join(Account, Account.id == Opinion.given_by)
        .where(Opinion.assessment_id == both[0].assessment_id, Opinion.code == both[0].code)
    )
    names = {lane: by_delegate(name, told) for lane, name, told in rows}
    return [
        {
            "lane": row.lane,
            "person": names[row.lane],
            "decision": row.decision,
            "points": str(row.points),
            "reason": row.reason,
        }
        for row in both
    ]


def _review(
    session: Session,
    opened: Opened,
    actor: Actor,
    role: str,
    code: str,
    judged: Judged,
    told: list[dict[str, Any]],
) -> None:
    row = session.get(CriterionReview, (opened.assessment.id, code))
    before = {"decision": row.decision, "points": str(row.points), "reason": row.reason} if row else None
    if row is None:
        row = CriterionReview(assessment_id=opened.assessment.id, code=code, version=0)
        session.add(row)
    row.decision, row.points, row.reason = judged.decision, judged.points, judged.reason or None
    row.reviewed_by, row.reviewed_at, row.version = actor.id or 0, clock.now(), row.version + 1
    after = {"decision": judged.decision, "points": str(judged.points), "reason": judged.reason or None}
    history.append(
        session,
        "assessment",
        opened.assessment.id,
        "review",
        actor,
        role,
        comment=judged.reason or None,
        data={"code": code, "before": before, "after": after, "opinions": told},
    )


def settle(
    session: Session, opened: Opened, actor: Actor, code: str, judged: Judged, seen_version: int | None
) -> None:
    """A third person says what counts, inside the caller's transaction: the event holds both opinions.

    What is settled or agreed changes only after the appraisal was ended once and opened again.
    """
    if policy.has_conflict(actor, opened.round.id, opened.unit.id):
        raise Forbidden(texts.CONFLICT_MEMBER, rule="nobody judges their own unit")
    both = _stored(session, opened.assessment.id, code)
    if len(both) < len(LANES):
        raise GuardRefused(texts.NOT_BOTH, reasons=[texts.NOT_BOTH])
    if _people(actor) & {row.given_by for row in both}:
        raise Forbidden(texts.NOT_THIRD, rule="a third person settles")
    if not judged.reason:
        raise InvalidInput(texts.SETTLE_REASON_NEEDED, field="reason", typed=judged.typed)
    row = session.get(CriterionReview, (opened.assessment.id, code))
    if row is not None and not _opened_again(session, opened.assessment.id):
        raise GuardRefused(texts.ALREADY_SETTLED, reasons=[texts.ALREADY_SETTLED])
    if seen_version is not None and seen_version != decision_version(opened.assessment, row):
        who = workflow.last_change(session, "assessment", opened.assessment.id)
        raise StaleVersion(stale(who), field="points", typed=judged.typed)
    role = "standing_body" if "standing_body" in opened.roles else "appraiser"
    _review(session, opened, actor, role, code, judged, _told(session, both))


def _opened_again(session: Session, assessment_id: int) -> bool:
    """Whether the unit's appraisal was ended and opened again."""
    return bool(
        session.scalar(
            select(history.Event.id)
            .where(
                history.Event.subject_type == "assessment",
                history.Event.subject_id == assessment_id,
                history.Event.transition == "reopen_appraisal",
            )
            .limit(1)
        )
    )


def forget(session: Session, assessment_id: int, codes: Collection[str]) -> None:
    """What is appraised anew needs both opinions anew; the events of the first ones stay."""
    session.execute(delete(Opinion).where(Opinion.assessment_id == assessment_id, Opinion.code.in_(codes)))


# --- reading ------------------------------------------------------------------------------------------------


def views(
    session: Session, actor: Actor, round_: Round, assessments: Iterable[Assessment], code: str | None = None
) -> Mapping[tuple[int, str], View]:
    """What a person may know of the opinions on some units (of one criterion), by unit and criterion; one
    query. The caller has asked the policy for each unit."""
    if not round_.double_appraisal:
        return {}
    lanes = {one.id: policy.lane_of(actor, round_, one) for one in assessments}
    query = (
        select(Opinion, Account.full_name, _opinion_data(Opinion))
        .join(Account, Account.id == Opinion.given_by)
        .where(Opinion.assessment_id.in_(lanes))
        .order_by(Opinion.lane)
    )
    rows: dict[tuple[int, str], list[tuple[Opinion, str]]] = {}
    for row, name, told in session.execute(query if code is None else query.where(Opinion.code == code)):
        rows.setdefault((row.assessment_id, row.code), []).append((row, by_delegate(name, told)))
    found = {}
    for key, given in rows.items():
        own = next((row for row, _ in given if row.lane == lanes[key[0]]), None)
        found[key] = View(own, tuple(given) if len(given) == len(LANES) else ())
    return found


def given_counts(session: Session, actor: Actor, round_: Round, by: Any) -> Mapping[Any, int]:
    """How many opinions a person has given in a round, by unit or by criterion; one query."""
    rows = session.execute(
        select(by, func.count())
        .select_from(Opinion)
        .join(Assessment, Assessment.id == Opinion.assessment_id)
        .where(Opinion.given_by == actor.id, visible(actor, round_, "view_appraisal"))
        .group_by(by)
    )
    return dict(rows.all())


def _opinion_data(opinion: Any) -> ScalarSelect[Any]:
    """The data of the event that tells of an opinion; it says for whom it was given."""
    return deed_data("assessment", opinion.assessment_id, opinion.given_by, opinion.given_at, "opinion")


@dataclass(frozen=True)
class Difference:
    """Two opinions that wait to be settled."""

    assessment: Assessment
    unit: Unit
    group: RoundGroup
    both: tuple[tuple[Opinion, str], tuple[Opinion, str]]

    @property
    def code(self) -> str:
        """The criterion."""
        return self.both[0][0].code


def differences(session: Session, actor: Actor, round_: Round) -> list[Difference]:
    """The criteria of a round whose two opinions differ and are not settled, in printed order; one query."""
    if not round_.double_appraisal:
        return []
    first, second = aliased(Opinion), aliased(Opinion)
    one, two = aliased(Account), aliased(Account)
    rows = session.execute(
        select(
            Assessment,
            Unit,
            RoundGroup,
            first,
            one.full_name,
            _opinion_data(first),
            second,
            two.full_name,
            _opinion_data(second),
        )
        .join(Unit, Unit.id == Assessment.unit_id)
        .join(RoundGroup, RoundGroup.id == Assessment.round_group_id)
        .join(first, (first.assessment_id == Assessment.id) & (first.lane == LANES[0]))
        .join(
            second,
            (second.assessment_id == Assessment.id) & (second.code == first.code) & (second.lane == LANES[1]),
        )
        .join(one, one.id == first.given_by)
        .join(two, two.id == second.given_by)
        .outerjoin(
            CriterionReview,
            (CriterionReview.assessment_id == Assessment.id) & (CriterionReview.code == first.code),
        )
        .where(
            or_(visible(actor, round_, "settle_opinions"), visible(actor, round_, "view_appraisal")),
            CriterionReview.code.is_(None),
        )
        .order_by(RoundGroup.position, Unit.position, Unit.id, first.code)
    )
    return [
        Difference(
            assessment,
            unit,
            group,
            ((left, by_delegate(left_by, left_told)), (right, by_delegate(right_by, right_told))),
        )
        for assessment, unit, group, left, left_by, left_told, right, right_by, right_told in rows
    ]

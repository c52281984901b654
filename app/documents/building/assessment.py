"""Data of the documents of one unit: Phiếu tự đánh giá and Biên bản thẩm định."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import catalog, clock
from app.accounts.models import Account
from app.appraisal.models import CriterionReview
from app.assessments import sheets
from app.assessments.models import (
    Assessment,
    CriterionEntry,
    ExplanationItem,
    ExplanationRequest,
    Sheet,
)
from app.assessments.suppliers import own
from app.documents.building import acting, common, naming
from app.evidence.models import Evidence
from app.history import Event
from app.messages import documents as texts
from app.rendering import data
from app.rounds.models import Round, RoundGroup
from app.units.models import Authority, Unit
from frameworks import numbers, wording
from frameworks import sheet as scoring
from frameworks.model import TYPED_BY_UNIT, Framework, Input, Node
from frameworks.rules.base import COHORT_PENDING
from frameworks.sheet import StoredSheet

ADDRESS = "dia_chi"  # the field of the general information that frameworks ask the address by


@dataclass(frozen=True)
class Subject:
    """An assessment with everything its documents speak of."""

    assessment: Assessment
    round: Round
    unit: Unit
    authority: Authority
    framework: Framework

    @property
    def framework_title(self) -> str:
        """The framework as forms name it."""
        decision = self.framework.decision
        return texts.framework_title(
            self.framework.title,
            decision.title or "",
            decision.body,
            decision.year,
            numbers.format_vi(self.framework.maximum),
            decision.number,
        )

    def own_form(self) -> tuple[list[str], list[str]]:
        """How the unit's two people sign: the capacities of specialist and leader."""
        head = common.head_of(self.unit.head_title, self.unit.name)
        if common.is_committee(self.authority, self.unit):
            return [texts.SPECIALIST], [texts.on_behalf_of(common.committee_words(self.authority)), head]
        return [texts.SPECIALIST], [head]


def subject(session: Session, assessment_id: int) -> Subject:
    """Load an assessment for its documents."""
    assessment = session.get_one(Assessment, assessment_id)
    round_ = session.get_one(Round, assessment.round_id)
    group = session.get_one(RoundGroup, assessment.round_group_id)
    return Subject(
        assessment,
        round_,
        session.get_one(Unit, assessment.unit_id),
        session.get_one(Authority, round_.authority_id),
        catalog.of(group),
    )


def frozen(session: Session, about: Subject, stage: str) -> tuple[Sheet, StoredSheet]:
    """The frozen sheet of a stage, as kept and as read: documents print sheets, never live figures."""
    sheet = sheets.current(session, about.assessment.id, stage)
    if sheet is None:
        raise LookupError(f"assessment {about.assessment.id} has no {stage} sheet")
    return sheet, scoring.from_canonical_sheet(sheet.content)


def points_of(stored: StoredSheet, node: Node) -> Fraction:
    """A node's points in a stored sheet."""
    if node.children:
        return Fraction(stored.data["nodes"][node.code])
    return Fraction(stored.data["lines"][node.code]["points"])


def self_assessment_form(session: Session, assessment_id: int) -> data.SelfAssessmentForm:
    """Phiếu tự đánh giá: every row of the framework with figures, points, evidence and explanation.

    A form that the unit's leader has not confirmed (the unit was late) says so and bears no hash.
    """
    about = subject(session, assessment_id)
    sheet, stored = frozen(session, about, "self")
    specialist = common.unit_person(session, about.unit.id, "specialist")
    leader = common.unit_person(session, about.unit.id, "leader")
    by = session.get(Account, sheet.frozen_by) if sheet.frozen_by else None
    if by is not None and by.unit_id == about.unit.id and by.unit_role == "leader":
        confirmed_by: Account | None = by
    else:
        confirmed_by = _replaced_leader(session, assessment_id, sheet)
    confirmed = confirmed_by is not None
    leader = confirmed_by or leader
    entered_as, confirmed_as = about.own_form()
    frozen_at = common.moment(sheet.frozen_at)
    return {
        "letterhead": common.unit_letterhead(
            about.authority, about.unit, clock.local(sheet.frozen_at).date()
        ),
        "year": about.round.year,
        "framework_title": about.framework_title,
        "unit": {
            "name": about.unit.name,
            "address": _address(about.framework, stored),
            "specialist": common.person(session, specialist),
            "leader": common.person(session, leader),
        },
        "confirmed_at": frozen_at if confirmed else None,
        "taken_over_at": None if confirmed else frozen_at,
        "acted": acting.of_unit(session, sheet),
        "sheet_hash": sheet.content_hash,
        "decimals": about.round.decimals,
        "mains": [
            {
                "label": common.paper_label(about.framework, node.code),
                "title": node.title,
                "maximum": common.exact(node.maximum),
                "self_points": common.exact(points_of(stored, node)),
                "supplied": not own(about.framework).codes & {*about.framework.leaves_under[node.code]},
            }
            for node in about.framework.mains
        ],
        "general": _general(about.framework, stored),
        "lines": _self_lines(session, about, stored),
        "maximum": common.exact(about.framework.maximum),
        "self_points": common.exact(stored.total),
        "specialist_signature": common.signature(entered_as, specialist),
        "leader_signature": common.signature(confirmed_as, leader),
    }


def _replaced_leader(session: Session, assessment_id: int, sheet: Sheet) -> Account | None:
    """The leader for whom a delegate confirmed the sheet; nobody otherwise."""
    told = session.scalar(
        select(Event.data)
        .where(
            Event.subject_type == "assessment",
            Event.subject_id == assessment_id,
            Event.actor_id == sheet.frozen_by,
            Event.acting_role == "leader",
            Event.sheet_hash == sheet.content_hash,
        )
        .order_by(Event.sequence.desc())
        .limit(1)
    )
    whom = (told or {}).get("on_behalf")
    return session.get(Account, whom["id"]) if whom else None


def _self_lines(session: Session, about: Subject, stored: StoredSheet) -> list[data.SelfLine]:
    entries = {
        entry.code: entry
        for entry in session.scalars(
            select(CriterionEntry).where(CriterionEntry.assessment_id == about.assessment.id)
        )
    }
    files: dict[str, list[str]] = defaultdict(list)
    for code, name in session.execute(
        select(Evidence.code, Evidence.filename)
        .where(Evidence.assessment_id == about.assessment.id, Evidence.removed_at.is_(None))
        .order_by(Evidence.id)
    ):
        files[code].append(name)
    lines: list[data.SelfLine] = []
    for code, node in about.framework.nodes.items():
        leaf = not node.children
        lines.append(
            {
                "level": node.level,
                "label": node.label,
                "title": common.joint_title(node),
                "maximum": common.exact(node.maximum),
                "leaf": leaf,
                "figures": _figures(about.framework, node, stored) if leaf else [],
                "points": common.exact(points_of(stored, node)),
                "status": _status(node, stored) if leaf else "filled",
                "evidence": files[code] if leaf else [],
                "explanation": _explanation(entries.get(code), stored, node) if leaf else None,
            }
        )
    return lines


def _address(framework: Framework, stored: StoredSheet) -> str | None:
    """The address given in the general information; another framework may count addresses by that name."""
    field = framework.inputs.get(ADDRESS)
    return stored.figures.get(ADDRESS) if field is not None and field.type == "text" else None


def _general(framework: Framework, stored: StoredSheet) -> list[data.GeneralField]:
    """The general information as the decision numbers it; what was not given stays empty."""
    return [
        {
            "label": field.general,
            "title": field.title,
            "value": _shown(field, stored.figures[field.name]) if field.name in stored.figures else "",
        }
        for field in framework.general
    ]


def _status(node: Node, stored: StoredSheet) -> str:
    """What is known of a criterion; "supplied" where others hand in its figures."""
    return stored.statuses[node.code] if node.supplier in TYPED_BY_UNIT else "supplied"


def _figures(framework: Framework, node: Node, stored: StoredSheet) -> list[data.Figure]:
    """The figures behind a criterion, in Vietnamese writing with their unit."""
    shown: list[data.Figure] = []
    for name in node.inputs:
        if name in stored.figures:
            field = framework.inputs[name]
            shown.append({"title": field.title, "value": _shown(field, stored.figures[name])})
    return shown


def _shown(field: Input, written: str) -> str:
    """A figure in Vietnamese writing, a number with its unit."""
    text = wording.shown(field, numbers.from_canonical(field, written))
    return f"{text} {field.unit}".strip() if field.is_number else text


def _explanation(entry: CriterionEntry | None, stored: StoredSheet, node: Node) -> str | None:
    """What the unit says of a criterion, and that its points wait for the whole group."""
    said = [entry.reason, entry.note] if entry is not None else []
    waits = COHORT_PENDING.code in stored.data["lines"][node.code]["warnings"]
    return "; ".join(part for part in (*said, texts.WAITS_FOR_GROUP if waits else "") if part) or None


def appraisal_minutes(session: Session, assessment_id: int) -> data.AppraisalMinutes:
    """Biên bản thẩm định: self and appraised points side by side, the reason of each difference."""
    about = subject(session, assessment_id)
    self_sheet, self_stored = frozen(session, about, "self")
    sheet, stored = frozen(session, about, "appraisal")
    chair, secretary, others = _team(session, about)
    team = naming.team(session, about.round)
    body = common.standing_body(session, about.authority)
    ended_on = clock.local(sheet.frozen_at).date()
    return {
        "letterhead": common.letterhead(
            body.name.upper(), team.heading, f"BB-{team.letters}", None, ended_on
        ),
        "year": about.round.year,
        "unit_name": about.unit.name,
        "framework_title": about.framework_title,
        "started_at": common.moment(_first_review(session, about) or self_sheet.frozen_at),
        "ended_at": common.moment(sheet.frozen_at),
        "place": body.name,
        "chair": common.person(session, chair),
        "secretary": common.person(session, secretary),
        "members": common.people(session, others),
        "acted": acting.of_team(session, sheet),
        "decimals": about.round.decimals,
        "lines": _appraisal_lines(about, self_stored, stored),
        "maximum": common.exact(about.framework.maximum),
        "excluded": common.exact(sheet.excluded),
        "self_points": common.exact(self_stored.total),
        "appraised_points": common.exact(stored.total),
        "achieved_points": common.exact(stored.rescaled_total),
        "claims": _claims(session, about),
        "explanations": _explanations(session, about),
        "sheet_hash": sheet.content_hash,
        "secretary_signature": common.signature([texts.SECRETARY], secretary),
        "chair_signature": common.signature([texts.CHAIR], chair),
        "recipients": common.recipients([texts.COUNCIL_REPORT, about.unit.name], texts.ARCHIVE_FILE),
    }


def _team(session: Session, about: Subject) -> tuple[Account | None, Account | None, list[Account]]:
    """Leader, secretary and the others of the team: as named, without those of the unit itself."""
    team = [
        member
        for member in common.holders(session, about.round, "appraiser")
        if member.unit_id != about.unit.id
    ]
    return (team[0] if team else None), (team[1] if len(team) > 1 else None), team[2:]


def _first_review(session: Session, about: Subject) -> datetime | None:
    """When the team took its first decision on the unit."""
    return session.scalar(
        select(Event.at)
        .where(
            Event.subject_type == "assessment",
            Event.subject_id == about.assessment.id,
            Event.kind == "review",
        )
        .order_by(Event.sequence)
        .limit(1)
    )


def _appraisal_lines(
    about: Subject, self_stored: StoredSheet, stored: StoredSheet
) -> list[data.AppraisalLine]:
    differences: Mapping[str, Any] = stored.meta.get("differences", {})  # type: ignore[assignment]
    lines: list[data.AppraisalLine] = []
    for code, node in about.framework.nodes.items():
        leaf = not node.children
        reason = differences[code]["reason"] if leaf and code in differences else None
        lines.append(
            {
                "level": node.level,
                "label": node.label,
                "title": common.joint_title(node),
                "maximum": common.exact(node.maximum),
                "leaf": leaf,
                "excluded": bool(leaf and stored.data["lines"][code]["excluded"]),
                "self_points": common.exact(points_of(self_stored, node)),
                "appraised_points": common.exact(points_of(stored, node)),
                "reason": reason,
            }
        )
    return lines


def _claims(session: Session, about: Subject) -> list[data.ClaimedCriterion]:
    rows = session.execute(
        select(CriterionReview, CriterionEntry)
        .join(
            CriterionEntry,
            (CriterionEntry.assessment_id == CriterionReview.assessment_id)
            & (CriterionEntry.code == CriterionReview.code),
        )
        .where(
            CriterionReview.assessment_id == about.assessment.id,
            CriterionReview.decision.in_(("na_accepted", "na_refused")),
        )
    ).all()
    claims = {review.code: (review, entry) for review, entry in rows}
    return [
        {
            "label": common.paper_label(about.framework, code),
            "title": node.title,
            "maximum": common.exact(node.maximum),
            "claim": claims[code][1].reason or "",
            "accepted": claims[code][0].decision == "na_accepted",
            "remark": claims[code][0].reason,
        }
        for code, node in about.framework.nodes.items()
        if code in claims
    ]


def _explanations(session: Session, about: Subject) -> list[data.ExplainedCriterion]:
    rows = session.execute(
        select(ExplanationItem, CriterionReview)
        .join(ExplanationRequest, ExplanationRequest.id == ExplanationItem.request_id)
        .outerjoin(
            CriterionReview,
            (CriterionReview.assessment_id == ExplanationRequest.assessment_id)
            & (CriterionReview.code == ExplanationItem.code),
        )
        .where(
            ExplanationRequest.assessment_id == about.assessment.id,
            ExplanationRequest.asked_at.is_not(None),
        )
        .order_by(ExplanationRequest.number)
    ).all()
    order = {code: place for place, code in enumerate(about.framework.nodes)}
    return [
        {
            "label": common.paper_label(about.framework, item.code),
            "title": about.framework.nodes[item.code].title,
            "request": item.question,
            "answer": item.answer,
            "outcome": texts.outcome(review.decision, review.reason) if review else None,
        }
        for item, review in sorted(rows, key=lambda row: order[row[0].code])
    ]

"""What the pages of explanation and objection show: plain data made from what the queries read."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import url_for
from sqlalchemy.orm import Session

from app import policy
from app.accounts.actor import Actor
from app.appraisal.views import shown, signed, waits
from app.assessments import explanations
from app.assessments.guards import explanation_open
from app.assessments.labels import full_label
from app.assessments.panels import anchor, criterion_url
from app.assessments.queries import Opened
from app.assessments.suppliers import may_see, own
from app.explaining import points, queries
from app.explaining.queries import Asked, Objected, Sent
from app.messages import explaining as texts
from frameworks.model import Framework, Node


@dataclass(frozen=True)
class Refused:
    """What was typed at a criterion (an objection, an answer) and why it was refused."""

    key: str  # the criterion's code on the unit's page, the objection's id on the team's
    field: str
    message: str
    typed: Mapping[str, str]


# --- the unit's page ---------------------------------------------------------------------------------------


def unit_page(
    session: Session, actor: Actor, opened: Opened, refused: Refused | None = None
) -> dict[str, Any]:
    """What a unit may know of its explanation: its own points as they were frozen to be sent, the questions
    and its answers, its objections and what the team answered. Live decisions are not read."""
    assessment, round_ = opened.assessment, opened.round
    may_read = policy.can(actor, "view_questions", assessment, round_)
    sent = None
    if policy.can(actor, "view_provisional", assessment, round_):
        sent = queries.sent_to_unit(session, assessment.id)
    asked = queries.questions_of(session, assessment.id) if may_read else []
    objections = queries.objections_of(session, assessment.id, closed_only=False) if may_read else []
    objecting = sent is not None and policy.can(actor, "object", assessment, round_)
    table = _Table(opened, sent, asked, objections, may_see(actor, assessment, round_)) if sent else None
    return {
        "opened": opened,
        "sent": sent is not None,
        "round_number": explanations.appraisal_round(assessment),
        "objecting": objecting and explanation_open(session, opened, actor, {}) is None,
        "closed": explanation_open(session, opened, actor, {}) if sent else None,
        "asked": table.asked_rows() if table else [],
        "mains": table.mains() if table else [],
        "totals": table.totals() if table else None,
        "past_questions": [_question(opened.framework, one) for one in asked if not one.open],
        "objections": [_objection(opened.framework, one) for one in objections],
        "refused": refused,
    }


class _Table:
    """The provisional points of a unit beside its own, by criterion."""

    def __init__(
        self,
        opened: Opened,
        sent: Sent,
        asked: Sequence[Asked],
        objections: Sequence[Objected],
        whole: bool,
    ) -> None:
        self.opened, self.sent, self.framework = opened, sent, opened.framework
        self.asked = {one.code: one for one in asked if one.open}
        self.objections = {one.code: one for one in objections if one.open}
        self.visible = (
            {leaf.code for leaf in opened.framework.leaves} if whole else own(opened.framework).codes
        )
        found = sent.provisional.meta.get("differences", {})
        self.reasons: Mapping[str, Any] = found if isinstance(found, Mapping) else {}

    def asked_rows(self) -> list[dict[str, Any]]:
        """The criteria the unit is asked about."""
        return [self.row(leaf) for leaf in self.framework.leaves if leaf.code in self.asked]

    def mains(self) -> list[dict[str, Any]]:
        """All criteria by main index."""
        return [
            {
                "title": f"{full_label(self.framework, node.code)}. {node.title}",
                "rows": [
                    self.row(self.framework.leaf(code)) for code in self.framework.leaves_under[node.code]
                ],
            }
            for node in self.framework.mains
        ]

    def totals(self) -> dict[str, Any]:
        """The sums over the criteria whose points stand on the page, and how many do not."""
        before, after, left_out = points.sums(
            self.framework.leaves, self.sent.own, self.sent.provisional, self.visible
        )
        return {
            "own": shown(before),
            "provisional": shown(after),
            "difference": signed(after - before),
            "left_out": left_out,
        }

    def row(self, leaf: Node) -> dict[str, Any]:
        """One criterion."""
        code = leaf.code
        before, after = points.pair(leaf, self.sent.own, self.sent.provisional, self.visible)
        reason = self.reasons.get(code, {}).get("reason", "") if code in self.visible else ""
        question, objection = self.asked.get(code), self.objections.get(code)
        return {
            "code": code,
            "label": full_label(self.framework, code),
            "title": leaf.title,
            "anchor": anchor(code),
            "maximum": shown(leaf.maximum),
            "own": self._word(leaf) if before is None else shown(before),
            "provisional": self._word(leaf) if after is None else shown(after),
            "difference": "" if before is None or after is None else signed(after - before),
            "reason": reason,
            "question": question.question if question else "",
            "answer": (question.answer or "") if question else "",
            "argument": objection.argument if objection else "",
            "url": criterion_url(self.framework, self.opened.assessment.id, code),
            "may_object": code in own(self.framework).codes,
        }

    def _word(self, leaf: Node) -> str:
        if leaf.code not in self.visible:
            return texts.BY_OTHERS
        return texts.NOT_COMPUTED if waits(leaf) else texts.NOT_COUNTED


def _question(framework: Framework, one: Asked) -> dict[str, Any]:
    return {
        "number": one.number,
        "label": full_label(framework, one.code),
        "title": framework.nodes[one.code].title,
        "question": one.question,
        "answer": one.answer or "",
    }


def _objection(framework: Framework, one: Objected) -> dict[str, Any]:
    return {
        "id": one.id,
        "number": one.number,
        "code": one.code,
        "label": full_label(framework, one.code),
        "title": framework.nodes[one.code].title,
        "argument": one.argument,
        "raised_by": one.raised_by,
        "raised_at": one.raised_at,
        "open": one.open,
        "outcome": one.outcome or "",
        "outcome_title": texts.OUTCOMES[one.outcome] if one.outcome else texts.NO_ANSWER,
        "answer": one.answer or "",
        "answered_by": one.answered_by or "",
        "answered_at": one.answered_at,
        "seen": one.answered_at.isoformat() if one.answered_at else "",
    }


# --- the team's pages --------------------------------------------------------------------------------------


def team_page(
    session: Session, actor: Actor, opened: Opened, refused: Refused | None = None
) -> dict[str, Any]:
    """The objections of one unit for the team; those the unit has not sent yet are not among them."""
    assessment, round_ = opened.assessment, opened.round
    rows = queries.objections_of(session, assessment.id, closed_only=True)
    mine = policy.criteria_of(actor, round_, assessment, opened.framework)
    answers = policy.can(actor, "answer_objection", assessment, round_) and not policy.has_conflict(
        actor, round_.id, opened.unit.id
    )
    leads = "standing_body" in opened.roles
    return {
        "opened": opened,
        "round_number": explanations.appraisal_round(assessment),
        "rows": [
            {
                **_objection(opened.framework, one),
                "editable": answers and (leads or mine is None or one.code in mine),
                "url": file_url(opened.framework, assessment.id, one.code),
            }
            for one in rows
        ],
        "refused": refused,
    }


def file_url(framework: Framework, assessment_id: int, code: str) -> str:
    """The address of a criterion in the team's file of a unit."""
    main = next(node.code for node in framework.mains if code in framework.leaves_under[node.code])
    return url_for("appraisal.unit", assessment_id=assessment_id, muc=main, _anchor=anchor(code))


def waiting_rows(rows: Sequence[queries.Waiting]) -> list[dict[str, Any]]:
    """The objections without an answer, as the list shows them."""
    return [
        {
            "unit": row.unit,
            "url": url_for("explaining.file", assessment_id=row.assessment_id),
            "label": full_label(row.framework, row.code),
            "title": row.framework.nodes[row.code].title,
            "argument": row.argument,
            "number": row.number,
            "closed_at": row.closed_at,
        }
        for row in rows
    ]

"""The summary of an assessment: ten minutes for a leader, the way to submit for a specialist."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import url_for
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import catalog, clock, policy, workflow
from app.accounts.actor import Actor
from app.accounts.models import Account
from app.assessments import attachments, changes, explanations, general, panels, sheets
from app.assessments.attachments import Attached
from app.assessments.guards import ASSESSMENT_GUARDS
from app.assessments.heads import head
from app.assessments.labels import full_label
from app.assessments.lateness import EXTENSION_DATA
from app.assessments.models import Assessment, CurrentSheet, Objection, Sheet
from app.assessments.queries import Opened
from app.assessments.reading import Filled, Question, questions, read_form
from app.assessments.sheets import Content
from app.assessments.suppliers import own
from app.messages import assessments as texts
from app.messages import clock_and_day
from app.messages.delegating import by_delegate
from app.rounds.models import DeadlineExtension, Round
from frameworks import wording
from frameworks.sheet import Line
from workflows.engine import Choice

WEAKEST = 8
# The steps of this room, in the order in which they are offered; others belong to the rooms above.
STEPS = (
    "submit",
    "confirm",
    "send_explanation",
    "confirm_explanation",
    "return_to_specialist",
    "return_explanation",
    "recall",
    "take_over",
    "close_explanation",
)
# A step back or a step over somebody's head does not look like the way on.
TONES = {
    "return_to_specialist": "danger",
    "return_explanation": "danger",
    "recall": "secondary",
    "take_over": "danger",
    "close_explanation": "danger",
}


@dataclass(frozen=True)
class Refused:
    """A step that was refused, to be shown again with what was typed."""

    transition: str
    message: str
    reason: str = ""
    seen_sequence: int | None = None  # the newest event on the page the person acted on


def summary_page(
    session: Session, actor: Actor, opened: Opened, refused: Refused | None = None
) -> dict[str, Any]:
    """Everything the summary shows; the number of queries is the same for every form."""
    filled = read_form(session, actor, opened)
    files = attachments.of_assessment(session, opened.assessment.id)
    asked = questions(session, actor, opened)
    builder = _Builder(opened, filled, files, asked)
    meanwhile = None
    if refused is not None and refused.seen_sequence is not None:
        meanwhile = changes.since(session, opened, refused.seen_sequence)
    return {
        **head(session, actor, opened, filled),
        "general": general.rows(opened.framework, filled),
        "mains": builder.mains(),
        "weakest": builder.weakest(),
        "bare": builder.without_evidence(),
        "declared": builder.declared(),
        "blank": builder.blank(),
        "warned": builder.warned(),
        "answers": builder.answers(),
        "objections": builder.objections(explanations.open_objections(session, opened.assessment.id))
        if policy.can(actor, "view_provisional", opened.assessment, opened.round)
        else [],
        "may_see_provisional": policy.can(actor, "view_provisional", opened.assessment, opened.round),
        "rescaled_display": wording.number(filled.scores.rescaled_total),
        "excluded": opened.framework.maximum != filled.scores.counted_maximum,
        "changed": changes.since_return(session, opened, _changes_seen(actor, opened)),
        "panels": actions(session, actor, opened, filled, refused),
        "meanwhile": meanwhile,
        "refused": refused,
        "extensions": extensions(session, opened),
        "may_extend": policy.can(actor, "extend", opened.assessment, opened.round),
        "may_read_history": policy.can(actor, "view_history", opened.assessment, opened.round),
        "may_see_result": policy.can(actor, "view_final", opened.assessment, opened.round),
        "earlier": earlier(session, actor, opened),
    }


def _changes_seen(actor: Actor, opened: Opened) -> Sequence[str]:
    """The kinds of changes a reader is told of: objections are the unit's own until they are confirmed."""
    own = policy.can(actor, "view_provisional", opened.assessment, opened.round)
    return changes.KINDS if own else changes.WITHOUT_OBJECTIONS


def actions(
    session: Session, actor: Actor, opened: Opened, filled: Filled, refused: Refused | None
) -> list[dict[str, Any]]:
    """The steps this person may take now, each with what it carries, or why it cannot be taken."""
    guards = workflow.bind(ASSESSMENT_GUARDS, session, opened, actor, {})
    offered = {
        choice.transition.name: choice
        for choice in workflow.available(opened.assessment, opened.roles, guards)
        if choice.transition.name in STEPS
    }
    newest = changes.last_sequence(session, opened.assessment.id)
    return [
        _panel(session, opened, filled, offered[name], newest, refused) for name in STEPS if name in offered
    ]


def _panel(
    session: Session, opened: Opened, filled: Filled, choice: Choice, newest: int, refused: Refused | None
) -> dict[str, Any]:
    move, assessment = choice.transition, opened.assessment
    hidden: dict[str, Any] = {"seen_version": assessment.version, "seen_sequence": newest}
    if "sheet_hash" in move.needs:
        hidden["sheet_hash"] = explanations.hash_to_confirm(session, assessment, _content(opened, filled))
    again = refused if refused is not None and refused.transition == move.name else None
    return {
        "name": move.name,
        "question": move.question,
        "button": move.title,
        "tone": TONES.get(move.name, "primary"),
        "action": url_for("assessments.act", assessment_id=assessment.id, transition=move.name),
        "hidden": hidden,
        "reason": texts.REASON if "reason" in move.needs else None,
        "reason_value": again.reason if again else "",
        "error": again.message if again else None,
        "reasons": list(choice.reasons),
    }


def _content(opened: Opened, filled: Filled) -> Content:
    """The content of the self sheet as it was read for this page: what is shown is what is confirmed."""
    declared = {code: row.status for code, row in filled.entries.items() if row.status in sheets.DECLARED}
    return Content(opened.framework, filled.values, declared)


def extensions(session: Session, opened: Opened) -> list[dict[str, Any]]:
    """The extensions granted to the unit, newest first."""
    rows = session.execute(
        select(DeadlineExtension, Account.full_name, EXTENSION_DATA)
        .join(Account, Account.id == DeadlineExtension.granted_by)
        .where(DeadlineExtension.assessment_id == opened.assessment.id)
        .order_by(DeadlineExtension.id.desc())
    )
    return [
        {
            "until": f"{row.until:%d/%m/%Y}",
            "letter_number": row.letter_number,
            "reason": row.reason,
            "by": by_delegate(name, told),
            "at": clock_and_day(clock.local(row.granted_at)),
        }
        for row, name, told in rows
    ]


def earlier(session: Session, actor: Actor, opened: Opened | None = None) -> list[dict[str, Any]]:
    """The own unit's assessments of other rounds, newest first."""
    if actor.unit_role is None:
        return []
    rows = session.execute(
        select(Assessment, Round, Sheet.total)
        .join(Round, Round.id == Assessment.round_id)
        .outerjoin(
            CurrentSheet, (CurrentSheet.assessment_id == Assessment.id) & (CurrentSheet.stage == "final")
        )
        .outerjoin(Sheet, Sheet.id == CurrentSheet.sheet_id)
        .where(Assessment.unit_id == actor.unit_id, Round.authority_id == actor.authority_id)
        .order_by(Round.year.desc(), Round.id.desc())
    )
    return [
        {
            "id": assessment.id,
            "title": round_.title,
            "state": assessment.state,
            "state_title": catalog.of_item(assessment).states[assessment.state].title,
            "total": wording.number(total) if total is not None else "",
            "url": url_for("assessments.summary", assessment_id=assessment.id),
        }
        for assessment, round_, total in rows
        if opened is None or assessment.id != opened.assessment.id
    ]


@dataclass(frozen=True)
class _Builder:
    """The lists of the summary."""

    opened: Opened
    filled: Filled
    files: Mapping[str, list[Attached]]
    asked: Mapping[str, list[Question]]

    def mains(self) -> list[dict[str, Any]]:
        """Each main index with its points and how much of it is filled."""
        framework, scores = self.opened.framework, self.filled.scores
        rows = []
        for node in framework.mains:
            codes, points = framework.leaves_under[node.code], scores.node_points(node.code)
            mine = [code for code in codes if code in own(framework).codes]
            rows.append(
                {
                    "label": full_label(framework, node.code),
                    "title": node.title,
                    "points": points,
                    "maximum": node.maximum,
                    "points_display": wording.number(points),
                    "maximum_display": wording.number(node.maximum),
                    "share": f"{wording.number(points * 100 / node.maximum)} %" if node.maximum else "",
                    "filled": sum(scores.lines[code].status != "blank" for code in mine),
                    "leaves": len(mine),
                    "supplied": len(codes) - len(mine),
                    "url": url_for(
                        "assessments.form", assessment_id=self.opened.assessment.id, muc=node.code
                    ),
                }
            )
        return rows

    def weakest(self) -> list[dict[str, Any]]:
        """The criteria that lose most points, those left blank apart."""
        lines = self.lines()
        losing = [
            (line.maximum - line.points, code)
            for code, line in lines.items()
            if line.status != "blank" and not line.excluded and line.points < line.maximum
        ]
        place = {code: position for position, code in enumerate(lines)}
        losing.sort(key=lambda pair: (-pair[0], place[pair[1]]))
        return [{**self.row(code), "loss": wording.number(loss)} for loss, code in losing[:WEAKEST]]

    def without_evidence(self) -> list[dict[str, Any]]:
        """Criteria that bring points but show no file."""
        return [
            {**self.row(leaf.code), "wanted": leaf.evidence}
            for leaf in own(self.opened.framework).leaves
            if leaf.evidence and self.filled.scores.lines[leaf.code].points and not self.files.get(leaf.code)
        ]

    def declared(self) -> list[dict[str, Any]]:
        """Criteria declared to have no data or not to apply, with the unit's reason."""
        entries = self.filled.entries
        return [
            {**self.row(leaf.code), "reason": entries[leaf.code].reason or ""}
            for leaf in self.opened.framework.leaves
            if leaf.code in entries and entries[leaf.code].status not in ("blank", "filled")
        ]

    def blank(self) -> list[dict[str, Any]]:
        """Criteria with neither figures nor a declaration."""
        return [self.row(code) for code, line in self.lines().items() if line.status == "blank"]

    def lines(self) -> dict[str, Line]:
        """The criteria the unit fills in."""
        lines = self.filled.scores.lines
        return {leaf.code: lines[leaf.code] for leaf in own(self.opened.framework).leaves}

    def warned(self) -> list[dict[str, Any]]:
        """Criteria whose computation found something odd."""
        return [
            {**self.row(code), "warnings": [warning.message for warning in line.warnings]}
            for code, line in self.lines().items()
            if line.warnings
        ]

    def answers(self) -> list[dict[str, Any]]:
        """The questions of the open request with the unit's answers."""
        return [
            {**self.row(code), "question": row.question, "answer": row.answer or ""}
            for code in self.opened.framework.nodes
            for row in self.asked.get(code, ())
            if row.open
        ]

    def objections(self, rows: Sequence[Objection]) -> list[dict[str, Any]]:
        """What the unit objects to, in the order of the form."""
        arguments = {row.code: row.argument for row in rows}
        return [
            {**self.row(code), "argument": arguments[code]}
            for code in self.opened.framework.nodes
            if code in arguments
        ]

    def row(self, code: str) -> dict[str, Any]:
        """One criterion in a list of the summary."""
        framework, line = self.opened.framework, self.filled.scores.lines[code]
        return {
            "label": full_label(framework, code),
            "title": framework.nodes[code].title,
            "points": line.points,
            "maximum": line.maximum,
            "points_display": wording.number(line.points),
            "maximum_display": wording.number(line.maximum),
            "status": str(line.status),
            "status_title": texts.STATUS_TITLES[str(line.status)],
            "url": panels.criterion_url(framework, self.opened.assessment.id, code),
        }
